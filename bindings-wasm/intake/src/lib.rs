//! Casegate's intake and links for pages whose server is elsewhere, without a store, keys or rules of its own.

use casegate::audit::receipt;
use casegate::foundation::error::{Code, Error, Result};
use casegate::foundation::link;
use casegate::foundation::money::Money;
use casegate::foundation::secret::{Token, TokenKind};
use casegate::intake::form::{PayFrequency, arithmetic, schema};
use casegate::intake::offline;
use casegate_wasm_values::{calmly, read, write};
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// Sets the functions that encode inputs, decode results and make refusals.
#[wasm_bindgen]
pub fn plug(encode: js_sys::Function, decode: js_sys::Function, refusal: js_sys::Function) {
    casegate_wasm_values::plug(encode, decode, refusal);
}

fn kind(kind: TokenKind) -> &'static str {
    match kind {
        TokenKind::Invite => "invite",
        TokenKind::Session => "session",
    }
}

#[derive(Serialize)]
struct Parsed {
    kind: &'static str,
    selector: String,
}

/// Returns a credential's kind and its public half, or nothing for any other text.
///
/// # Errors
/// `defect`.
#[wasm_bindgen(js_name = parseToken)]
pub fn parse_token(text: &str) -> Result<JsValue, JsValue> {
    let parse = |kind| Token::parse(kind, text).ok();
    let token = TokenKind::ALL.into_iter().find_map(parse);
    let parsed =
        token.map(|token| Parsed { kind: kind(token.kind()), selector: token.selector().to_string() });
    calmly(|| write(&parsed))
}

/// Returns the code from a pasted link with the damage of pasting repaired, or
/// nothing if it holds no intact code.
///
/// # Errors
/// None.
#[wasm_bindgen(js_name = repairLink)]
pub fn repair_link(pasted: &str) -> Result<Option<String>, JsValue> {
    calmly(|| Ok(link::repair_code(pasted).map(|code| code.reveal(str::to_owned))))
}

#[derive(Serialize)]
struct Leak {
    kind: &'static str,
    start: usize,
    end: usize,
}

/// Returns every intact credential in a text: its kind, and where it starts and ends, in UTF-16 units.
///
/// # Errors
/// `defect`.
#[wasm_bindgen]
pub fn scan(text: &str) -> Result<JsValue, JsValue> {
    let units = |end: usize| text.get(..end).map_or(0, |before| before.encode_utf16().count());
    let leak = |leak: link::Leak| Leak {
        kind: kind(leak.kind),
        start: units(leak.range.start),
        end: units(leak.range.end),
    };
    calmly(|| write(&casegate::scan(text).into_iter().map(leak).collect::<Vec<_>>()))
}

/// Returns the fields of every section, in order.
///
/// # Errors
/// `defect`.
#[wasm_bindgen]
pub fn sections() -> Result<JsValue, JsValue> {
    calmly(|| write(&schema::all().collect::<Vec<_>>()))
}

/// Checks entries as the only answers to their section.
///
/// # Errors
/// `list_too_long`.
#[wasm_bindgen(js_name = checkSection)]
pub fn check_section(input: JsValue) -> Result<JsValue, JsValue> {
    calmly(|| write(&offline::check_entries(&read(&input)?)?))
}

/// Returns income, expenses and equity for the entries of several sections.
///
/// # Errors
/// `list_too_long`; `amount_out_of_range`.
#[wasm_bindgen]
pub fn summarize(sections: JsValue) -> Result<JsValue, JsValue> {
    calmly(|| write(&offline::summarize(&read::<Vec<_>>(&sections)?)?))
}

/// Verifies a copy of an audit chain.
///
/// # Errors
/// `id_invalid` at `of`.
#[wasm_bindgen(js_name = verifyAudit)]
pub fn verify_audit(receipt: JsValue) -> Result<JsValue, JsValue> {
    calmly(|| write(&receipt::verify(&read(&receipt)?)?))
}

/// Reads an amount in the form in which people type it.
///
/// # Errors
/// `amount_invalid`; `amount_out_of_range`.
#[wasm_bindgen(js_name = parseAmount)]
pub fn parse_amount(text: &str) -> Result<JsValue, JsValue> {
    calmly(|| write(&Money::parse(text)?))
}

/// Writes an amount in the form in which people read it.
///
/// # Errors
/// `amount_out_of_range`.
#[wasm_bindgen(js_name = formatAmount)]
pub fn format_amount(cents: JsValue) -> Result<String, JsValue> {
    calmly(|| Ok(amount(&cents, "amount")?.to_string()))
}

/// Converts an amount per pay period to an amount per month.
///
/// # Errors
/// `choice_invalid` at `frequency`; `amount_out_of_range`.
#[wasm_bindgen(js_name = toMonthly)]
pub fn to_monthly(cents: JsValue, frequency: &str) -> Result<JsValue, JsValue> {
    calmly(|| {
        let frequency = PayFrequency::parse(frequency);
        let frequency = frequency.ok_or_else(|| Error::at(Code::CHOICE_INVALID, "frequency"))?;
        write(&arithmetic::to_monthly(amount(&cents, "amount")?, frequency)?)
    })
}

/// Returns a value less the amount owed on it.
///
/// # Errors
/// `amount_out_of_range`.
#[wasm_bindgen]
pub fn equity(value: JsValue, owed: JsValue) -> Result<JsValue, JsValue> {
    calmly(|| write(&arithmetic::equity(amount(&value, "value")?, amount(&owed, "owed")?)?))
}

/// Returns income less expenses.
///
/// # Errors
/// `amount_out_of_range`.
#[wasm_bindgen(js_name = netDisposableIncome)]
pub fn net_disposable_income(income: JsValue, expenses: JsValue) -> Result<JsValue, JsValue> {
    calmly(|| {
        let (income, expenses) = (amount(&income, "income")?, amount(&expenses, "expenses")?);
        write(&arithmetic::net_disposable_income(income, expenses)?)
    })
}

fn amount(cents: &JsValue, field: &'static str) -> Result<Money> {
    Money::from_cents(read(cents).map_err(|error| error.in_field(field))?)
        .map_err(|error| error.in_field(field))
}
