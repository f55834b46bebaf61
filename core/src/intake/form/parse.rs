//! Parsing of entries into answers. A typed error never repeats what was typed.

use super::answer::{Answer, Parsed, SensitiveText};
use super::entry::{Entry, EntryValue};
use super::kind::FieldKind;
use super::path::FieldPath;
use super::schema::{self, FieldSchema};
use super::section::Section;
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::limits;
use crate::foundation::money::Money;
use crate::foundation::text::{Lines, normal};
use crate::foundation::time::CalendarDate;
use crate::foundation::tin;
use zeroize::Zeroizing;

/// The largest number of years in one answer. It is more than any account transcript covers.
const YEARS: usize = 60;
/// The years that can occur in an answer of a living person.
const YEAR_RANGE: std::ops::RangeInclusive<i64> = 1900..=2200;

/// An entry that was parsed.
#[derive(Debug)]
pub struct ParsedEntry {
    /// The path of the answer.
    pub path: FieldPath,
    /// The field of the answer.
    pub field: &'static FieldSchema,
    /// The parsed value.
    pub parsed: Parsed,
}

/// Parses one entry of `section` by the kind of its field.
///
/// # Errors
/// `field_unknown` for a field that the section does not have, for a row outside a list, and for a field in a
/// list without a row; `field_derived` for a computed field; otherwise the error of the kind, at the field's
/// path: `text_too_long`, `text_invalid`, `amount_invalid`, `amount_negative`, `amount_out_of_range`,
/// `number_out_of_range`, `date_invalid`, `choice_invalid`, `value_repeated`, `list_too_long`, `tin_invalid`.
pub fn parse(section: Section, entry: &Entry) -> Result<ParsedEntry> {
    let path = FieldPath::new(&entry.field, entry.row.as_deref())?;
    // Until it is found in the schema, the field's name is the caller's text. An error must not repeat it.
    let field =
        schema::field(section, path.field()).ok_or_else(|| Error::at(Code::FIELD_UNKNOWN, "field"))?;
    if field.list.is_some() != path.row().is_some() {
        return Err(Error::at(Code::FIELD_UNKNOWN, "row"));
    }
    let parsed =
        if field.derived { Err(Error::new(Code::FIELD_DERIVED)) } else { value(field, &entry.value) };
    match parsed {
        Ok(parsed) => Ok(ParsedEntry { path, field, parsed }),
        Err(error) => Err(error.in_field(path.to_string())),
    }
}

fn value(field: &FieldSchema, value: &EntryValue) -> Result<Parsed> {
    match value {
        EntryValue::Blank {} => Ok(Parsed::Blank),
        EntryValue::NotApplicable {} => Ok(Parsed::Plain(Answer::NotApplicable {})),
        EntryValue::Text { text } => read(field, text),
    }
}

/// Parses a text by the field's kind. An empty text is blank for every kind.
fn read(field: &FieldSchema, text: &str) -> Result<Parsed> {
    let text = match field.kind {
        FieldKind::Narrative => normal(text, limits::NARRATIVE, Lines::Many)?,
        _ => normal(text, limits::ANSWER, Lines::One)?,
    };
    if text.is_empty() {
        return Ok(Parsed::Blank);
    }
    if field.sensitive {
        return sensitive(field.kind, text).map(Parsed::Sensitive);
    }
    plain(field, text).map(Parsed::Plain)
}

fn plain(field: &FieldSchema, text: String) -> Result<Answer> {
    Ok(match field.kind {
        FieldKind::Line | FieldKind::Narrative => Answer::Line { text },
        FieldKind::Phone => Answer::Line { text: phone(text)? },
        FieldKind::Email => Answer::Line { text: email(text)? },
        FieldKind::Money => Answer::Money { amount: money(field, &text)? },
        FieldKind::Integer | FieldKind::Year => Answer::Number { number: number(field, &text)? },
        FieldKind::Date => Answer::Date { date: CalendarDate::parse(&text)? },
        FieldKind::Month => Answer::Month { month: month(text)? },
        FieldKind::Flag => Answer::Flag { yes: flag(&text)? },
        FieldKind::Choice => Answer::Choice { choice: choice(field, &text)?.to_owned() },
        FieldKind::Choices => Answer::Choices { choices: choices(field, &text)? },
        FieldKind::Years => Answer::Years { years: years(&text)? },
        // INVARIANT: these kinds are sensitive and were read above.
        FieldKind::Tin | FieldKind::Ein | FieldKind::AccountNumber => return Err(Error::new(Code::DEFECT)),
    })
}

fn sensitive(kind: FieldKind, text: String) -> Result<SensitiveText> {
    let text = Zeroizing::new(text);
    match kind {
        FieldKind::Tin | FieldKind::Ein => taxpayer_number(&text).map(SensitiveText::new),
        FieldKind::AccountNumber => account_number(&text).map(SensitiveText::new),
        FieldKind::Date => CalendarDate::parse(&text).map(SensitiveText::date),
        FieldKind::Email => email(text.to_string()).map(Zeroizing::new).map(SensitiveText::new),
        _ => Ok(SensitiveText::new(text)),
    }
}

fn money(field: &FieldSchema, text: &str) -> Result<Money> {
    let amount = Money::parse(text)?;
    if amount.is_negative() && !field.may_be_negative {
        return Err(Error::new(Code::AMOUNT_NEGATIVE));
    }
    Ok(amount)
}

fn number(field: &FieldSchema, text: &str) -> Result<i64> {
    let least = field.min.unwrap_or(*YEAR_RANGE.start());
    let most = field.max.unwrap_or(*YEAR_RANGE.end());
    digits(text).filter(|number| (least..=most).contains(number)).ok_or_else(out_of_range)
}

/// Parses ASCII digits only. `+3`, `３` and `3.0` are refused, because the numbers already have another
/// spelling.
fn digits(text: &str) -> Option<i64> {
    if text.bytes().all(|b| b.is_ascii_digit()) { text.parse().ok() } else { None }
}

fn out_of_range() -> Error {
    Error::new(Code::NUMBER_OUT_OF_RANGE)
}

fn month(text: String) -> Result<String> {
    CalendarDate::parse(&format!("{text}-01")).map(|_| text)
}

fn flag(text: &str) -> Result<bool> {
    if text.eq_ignore_ascii_case("yes") {
        Ok(true)
    } else if text.eq_ignore_ascii_case("no") {
        Ok(false)
    } else {
        Err(Error::new(Code::CHOICE_INVALID))
    }
}

fn choice<'a>(field: &'a FieldSchema, text: &str) -> Result<&'a str> {
    let offered = field.options.iter().find(|option| *option == text);
    offered.map(String::as_str).ok_or_else(|| Error::new(Code::CHOICE_INVALID))
}

/// Parses the chosen options. They are in the order of the schema, so that the same selection is always the
/// same answer.
fn choices(field: &FieldSchema, text: &str) -> Result<Vec<String>> {
    let mut chosen = Vec::new();
    for part in text.split(',') {
        let option = choice(field, part.trim())?;
        if chosen.contains(&option) {
            return Err(Error::new(Code::VALUE_REPEATED));
        }
        chosen.push(option);
    }
    Ok(field.options.iter().filter(|option| chosen.contains(&option.as_str())).cloned().collect())
}

fn years(text: &str) -> Result<Vec<u32>> {
    let mut years = Vec::new();
    for part in text.split(',') {
        let year = digits(part.trim()).filter(|year| YEAR_RANGE.contains(year)).ok_or_else(out_of_range)?;
        let year = u32::try_from(year).map_err(|_| out_of_range())?;
        if years.contains(&year) {
            return Err(Error::new(Code::VALUE_REPEATED));
        }
        if years.len() == YEARS {
            return Err(Error::new(Code::LIST_TOO_LONG));
        }
        years.push(year);
    }
    years.sort_unstable();
    Ok(years)
}

/// Parses a taxpayer number. The field's path is added to the error later, so the parser's own name is
/// dropped.
fn taxpayer_number(text: &str) -> Result<Zeroizing<String>> {
    tin::digits("tin", text).map_err(|error| Error::new(error.code()))
}

/// Parses an account number: 4-34 letters and digits (34 is the longest international account number). A
/// masked `****1234`, as copied from a statement, is refused because it identifies no account.
fn account_number(text: &str) -> Result<Zeroizing<String>> {
    let number: String = text.chars().filter(|c| !matches!(c, '-' | ' ')).collect();
    let number = Zeroizing::new(number.to_ascii_uppercase());
    if number.len() > 34 {
        return Err(Error::new(Code::TEXT_TOO_LONG));
    }
    if number.len() >= 4 && number.bytes().all(|b| b.is_ascii_alphanumeric()) {
        Ok(number)
    } else {
        Err(Error::new(Code::TEXT_INVALID))
    }
}

/// Parses a telephone number in any country's spelling, an extension included. It checks only enough to
/// detect a text in the wrong field.
fn phone(text: String) -> Result<String> {
    let numerals = text.bytes().filter(u8::is_ascii_digit).count();
    let usual = |b: u8| b.is_ascii_digit() || b" +()-./#extEXT".contains(&b);
    if (7..=20).contains(&numerals) && text.bytes().all(usual) {
        Ok(text)
    } else {
        Err(Error::new(Code::TEXT_INVALID))
    }
}

/// Parses an e-mail address: one `@` with text on both sides, and a dot in the domain. Whether mail arrives
/// is not checked.
fn email(text: String) -> Result<String> {
    let dotted =
        |domain: &str| domain.split('.').count() > 1 && domain.split('.').all(|part| !part.is_empty());
    match text.split_once('@') {
        _ if text.len() > 254 => Err(Error::new(Code::TEXT_TOO_LONG)),
        Some((name, domain))
            if !name.is_empty()
                && !domain.contains('@')
                && dotted(domain)
                && !text.contains(char::is_whitespace) =>
        {
            Ok(text)
        }
        _ => Err(Error::new(Code::TEXT_INVALID)),
    }
}

#[cfg(test)]
mod tests;
