//! The running totals of each section, derived from the answers given so far.
//!
//! A blank is never taken for a zero. A difference is computed once both of its sides are answered with an
//! amount; a debt that is "not applicable" counts as zero. A sum is computed once one of its parts is answered.

use casegate_macros::wire;

use super::answer::Answers;
use super::arithmetic::{PayFrequency, equity, profit_and_loss, to_monthly};
use super::figures::{Figure, chosen, figure, is_yes, rows, sum, total};
use super::kind::FieldKind;
use super::schema::{self, dashed};
use super::section::Section;
use crate::foundation::error::Result;
use crate::foundation::money::Money;

/// One derived amount.
#[wire(output)]
pub struct Total {
    /// The id of the derived field (`property.equity`), or of a total that is not a field (`bank_total`).
    pub id: String,
    /// The message id of its label.
    pub label: String,
    /// The row, for a derived field in a list.
    pub row: Option<String>,
    /// The amount.
    pub amount: Money,
}

/// Returns every amount that can be derived from the answers of one section, in the order of the form.
///
/// # Errors
/// `amount_out_of_range` if a sum exceeds the range of an amount.
pub fn totals(section: Section, answers: &Answers) -> Result<Vec<Total>> {
    let mut sheet = Sheet { section, answers, totals: Vec::new() };
    match section {
        Section::Consultation | Section::Household => {}
        Section::Accounts => accounts(&mut sheet)?,
        Section::RealEstate => {
            let equities = sheet.equities("property", "current_value", "balance_owed")?;
            sheet.add_total("property_equity_total", None, total(equities)?);
            sheet.sum("property_payments_total", &["property.monthly_payment"])?;
        }
        Section::OtherAssets => {
            let equities = sheet.equities("asset", "current_value", "balance_owed")?;
            sheet.add_total("asset_equity_total", None, total(equities)?);
            sheet.sum("asset_payments_total", &["asset.monthly_payment"])?;
        }
        Section::CreditCards => {
            sheet.sum("card_balance_total", &["card.balance_owed"])?;
            sheet.sum("card_payments_total", &["card.minimum_monthly_payment"])?;
        }
        Section::Business => business(&mut sheet)?,
        Section::Employment => employment(&mut sheet)?,
        Section::NonWageIncome => {
            sheet.sum("non_wage_total", &amounts_in_group(section, "income"))?;
        }
        Section::LivingExpenses => living_expenses(&mut sheet)?,
    }
    Ok(sheet.totals)
}

/// The totals under construction.
struct Sheet<'a> {
    section: Section,
    answers: &'a Answers,
    totals: Vec<Total>,
}

impl Sheet<'_> {
    fn add_total(&mut self, id: &str, row: Option<&str>, amount: Option<Money>) {
        if let Some(amount) = amount {
            let field = schema::field(self.section, id);
            let label =
                field.map_or_else(|| format!("intake-total-{}", dashed(id)), |field| field.label.clone());
            self.totals.push(Total { id: id.to_owned(), label, row: row.map(str::to_owned), amount });
        }
    }

    fn sum(&mut self, id: &str, fields: &[&str]) -> Result<Option<Money>> {
        let sum = sum(self.answers, fields)?;
        self.add_total(id, None, sum);
        Ok(sum)
    }

    /// Adds the equity of every row where it is known, and returns these equities.
    fn equities(&mut self, list: &str, value: &str, owed: &str) -> Result<Vec<Money>> {
        let mut known = Vec::new();
        for row in rows(self.answers, list) {
            let equity = row_equity(self.answers, list, row, value, owed)?;
            self.add_total(&format!("{list}.equity"), Some(row), equity);
            known.extend(equity);
        }
        Ok(known)
    }
}

/// Returns the equity of a row. A leased thing belongs to the lessor and counts as zero, as in Form 433-A
/// (OIC).
pub(super) fn row_equity(
    answers: &Answers,
    list: &str,
    row: &str,
    value: &str,
    owed: &str,
) -> Result<Option<Money>> {
    let at = |name: &str| figure(answers, &format!("{list}.{name}"), Some(row));
    if is_yes(answers, &format!("{list}.leased"), Some(row)) {
        return Ok(Some(Money::ZERO));
    }
    match (at(value), at(owed)) {
        (Figure::Amount(value), Figure::Amount(owed)) => equity(value, owed).map(Some),
        (Figure::Amount(value), Figure::NotApplicable) => Ok(Some(value)),
        _ => Ok(None),
    }
}

fn accounts(sheet: &mut Sheet<'_>) -> Result<()> {
    let mut parts: Vec<Money> = Vec::new();
    parts.extend(sheet.sum("bank_total", &["bank.current_balance"])?);
    let equities = sheet.equities("investment", "current_value", "loan_balance")?;
    let investments = total(equities)?;
    sheet.add_total("investment_total", None, investments);
    parts.extend(investments);
    parts.extend(sheet.sum("digital_asset_total", &["digital_asset.usd_value"])?);
    parts.extend(sum(sheet.answers, &["cash_on_hand"])?);
    parts.extend(sheet.sum("safe_deposit_total", &["safe_deposit.value"])?);
    let all = total(parts)?;
    sheet.add_total("accounts_total", None, all);
    Ok(())
}

/// Adds the totals of Section E. Receivables include the total on additional sheets. What is available to pay
/// now is a judgement and is never computed.
fn business(sheet: &mut Sheet<'_>) -> Result<()> {
    sheet.sum("receivable_total", &["receivable.amount_owed", "total_on_additional_sheets"])?;
    let group = |name| amounts_in_group(Section::Business, name);
    let receipts = sheet.sum("profit_and_loss_receipts", &group("profit_and_loss_receipts"))?;
    let expenses = sheet.sum("profit_and_loss_expenses", &group("profit_and_loss_expenses"))?;
    let (Some(receipts), Some(expenses)) = (receipts, expenses) else { return Ok(()) };
    let months = chosen(sheet.answers, "profit_and_loss.period").and_then(months);
    let result = profit_and_loss(receipts, expenses, months.unwrap_or(1))?;
    sheet.add_total("profit_and_loss.net", None, Some(result.net));
    sheet.add_total("profit_and_loss.net_monthly", None, months.map(|_| result.monthly));
    Ok(())
}

/// Returns the number of months of a period's option.
fn months(option: &str) -> Option<u32> {
    option.strip_prefix("months_")?.parse().ok()
}

/// The two wage earners of Section F.
pub(super) const PEOPLE: [&str; 2] = ["taxpayer", "spouse"];

fn employment(sheet: &mut Sheet<'_>) -> Result<()> {
    let (mut gross, mut taxes) = (Vec::new(), Vec::new());
    for person in PEOPLE {
        let wages = wages(sheet.answers, person)?;
        sheet.add_total(&format!("{person}.gross_monthly"), None, wages.gross);
        sheet.add_total(&format!("{person}.taxes_monthly"), None, wages.taxes);
        sheet.add_total(&format!("{person}.after_taxes_monthly"), None, wages.after_taxes()?);
        gross.extend(wages.gross);
        taxes.extend(wages.taxes);
    }
    let household = Wages { gross: total(gross)?, taxes: total(taxes)? };
    sheet.add_total("wages_monthly", None, household.gross);
    sheet.add_total("wage_taxes_monthly", None, household.taxes);
    sheet.add_total("wages_after_taxes_monthly", None, household.after_taxes()?);
    Ok(())
}

/// Monthly wages, as far as they are known.
pub(super) struct Wages {
    pub(super) gross: Option<Money>,
    pub(super) taxes: Option<Money>,
}

impl Wages {
    fn after_taxes(&self) -> Result<Option<Money>> {
        self.gross.zip(self.taxes).map(|(gross, taxes)| gross.minus(taxes)).transpose()
    }
}

/// Returns one person's wages and the taxes withheld from them, per month. Without a pay frequency, neither
/// is known.
pub(super) fn wages(answers: &Answers, person: &str) -> Result<Wages> {
    let frequency = chosen(answers, &format!("{person}.pay_frequency")).and_then(PayFrequency::parse);
    let Some(frequency) = frequency else { return Ok(Wages { gross: None, taxes: None }) };
    let monthly = |amount: Option<Money>| amount.map(|amount| to_monthly(amount, frequency)).transpose();
    let withheld = ["tax_federal", "tax_state", "tax_local"].map(|tax| format!("{person}.{tax}"));
    let gross = sum(answers, &[&format!("{person}.gross_per_period")])?;
    let taxes = sum(answers, &withheld.each_ref().map(String::as_str))?;
    Ok(Wages { gross: monthly(gross)?, taxes: monthly(taxes)? })
}

fn living_expenses(sheet: &mut Sheet<'_>) -> Result<()> {
    let mut groups = Vec::new();
    for group in ["food", "transport", "housing", "medical", "other"] {
        let amount = if group == "food" {
            food(sheet.answers)?
        } else {
            sum(sheet.answers, &amounts_in_group(Section::LivingExpenses, group))?
        };
        sheet.add_total(&format!("{group}_total"), None, amount);
        groups.extend(amount);
    }
    let all = total(groups)?;
    sheet.add_total("living_expenses_total", None, all);
    Ok(())
}

/// The field for the food and personal care group as a single figure.
pub(super) const FOOD_TOTAL: &str = "food_personal_care_total";

/// Returns the sum of the food and personal care items. If no item is given, returns the single total that
/// the form accepts instead.
fn food(answers: &Answers) -> Result<Option<Money>> {
    match food_items(answers)? {
        Some(items) => Ok(Some(items)),
        None => sum(answers, &[FOOD_TOTAL]),
    }
}

/// Returns the sum of the food and personal care items that were given.
pub(super) fn food_items(answers: &Answers) -> Result<Option<Money>> {
    let mut items = amounts_in_group(Section::LivingExpenses, "food");
    items.retain(|id| *id != FOOD_TOTAL);
    sum(answers, &items)
}

/// Returns the ids of a section's amounts that are entered under one heading.
fn amounts_in_group(section: Section, group: &str) -> Vec<&'static str> {
    let entered = schema::section(section).fields.iter().filter(|field| {
        field.kind == FieldKind::Money && !field.derived && field.group.as_deref() == Some(group)
    });
    entered.map(|field| field.id.as_str()).collect()
}

/// Every id of a total that is not a field, for the test of the texts.
#[cfg(test)]
pub(super) const TOTAL_IDS: &[&str] = &[
    "bank_total",
    "investment_total",
    "digital_asset_total",
    "safe_deposit_total",
    "accounts_total",
    "property_equity_total",
    "property_payments_total",
    "asset_equity_total",
    "asset_payments_total",
    "card_balance_total",
    "card_payments_total",
    "receivable_total",
    "profit_and_loss_receipts",
    "profit_and_loss_expenses",
    "taxpayer.gross_monthly",
    "taxpayer.taxes_monthly",
    "taxpayer.after_taxes_monthly",
    "spouse.gross_monthly",
    "spouse.taxes_monthly",
    "spouse.after_taxes_monthly",
    "wages_monthly",
    "wage_taxes_monthly",
    "wages_after_taxes_monthly",
    "non_wage_total",
    "food_total",
    "transport_total",
    "housing_total",
    "medical_total",
    "other_total",
    "living_expenses_total",
];

#[cfg(test)]
mod tests;
