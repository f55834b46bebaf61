//! The household's finances in a few figures.

use casegate_macros::wire;

use super::answer::Answers;
use super::arithmetic::net_disposable_income;
use super::figures::{Figure, figure, rows, sum, total};
use super::path::FieldPath;
use super::section::Section;
use super::totals::{PEOPLE, Total, row_equity, totals, wages};
use crate::foundation::error::Result;
use crate::foundation::money::Money;
use std::collections::BTreeMap;

/// Income, expenses and equity across all sections. An amount is absent if nothing was answered.
///
/// * Income is gross wages (F) plus non-wage income (G). A profit and loss statement (E) is evidence for
///   `net_self_employment` in G and is not counted a second time.
/// * Expenses are the taxes withheld from wages (F), living expenses (H) and the payments on secured and card
///   debt. Form 433-F (Rev. 2-2019) asks for the mortgage in B, for vehicle and other loans in C and for the
///   card minimum in D. It leaves them out of H, so they are added here.
/// * Equity is accounts (A), real estate (B) and other assets (C), summed as Form 433-A sums them: an item
///   worth less than the debt on it lowers the sum. The offer in compromise counts differently; see
///   [`super::oic`].
#[wire(output)]
pub struct FinancialSummary {
    /// Gross wages of both people, per month.
    pub wages: Option<Money>,
    /// Non-wage income, per month. A loss can make it negative.
    pub non_wage_income: Option<Money>,
    /// All income, per month.
    pub monthly_income: Option<Money>,
    /// Taxes withheld from wages, per month.
    pub wage_taxes: Option<Money>,
    /// Living expenses, per month, as the client stated them.
    pub living_expenses: Option<Money>,
    /// Payments on real estate, other assets and cards, per month.
    pub debt_payments: Option<Money>,
    /// All expenses, per month.
    pub monthly_expenses: Option<Money>,
    /// Income less expenses. Absent unless both are known.
    pub net_disposable_income: Option<Money>,
    /// Equity in accounts, real estate and other assets.
    pub total_equity: Option<Money>,
    /// The figures that were started but could not be counted, because a figure that they depend on is blank.
    pub left_out: Vec<LeftOut>,
}

/// A figure that the summary does not contain.
#[wire(output, prints)]
pub struct LeftOut {
    /// The section.
    pub section: Section,
    /// The derived figure that is not known (`property[r1].equity`), or the entered one that could not be
    /// used.
    pub path: FieldPath,
}

impl FinancialSummary {
    /// Returns the summary of the answers so far.
    ///
    /// # Errors
    /// `amount_out_of_range` if a sum exceeds the range of an amount.
    pub fn of(sections: &BTreeMap<Section, Answers>) -> Result<Self> {
        let nothing = Answers::new();
        let answers = |section: Section| sections.get(&section).unwrap_or(&nothing);
        let derived = |section: Section| totals(section, answers(section));
        let employment = derived(Section::Employment)?;
        let (real_estate, other_assets) = (derived(Section::RealEstate)?, derived(Section::OtherAssets)?);
        let wages = amount_of(&employment, "wages_monthly");
        let wage_taxes = amount_of(&employment, "wage_taxes_monthly");
        let non_wage_income = amount_of(&derived(Section::NonWageIncome)?, "non_wage_total");
        let living_expenses = amount_of(&derived(Section::LivingExpenses)?, "living_expenses_total");
        let debt_payments = total(
            [
                amount_of(&real_estate, "property_payments_total"),
                amount_of(&other_assets, "asset_payments_total"),
                sum(answers(Section::CreditCards), &["card.minimum_monthly_payment"])?,
            ]
            .into_iter()
            .flatten(),
        )?;
        let total_equity = [
            amount_of(&derived(Section::Accounts)?, "accounts_total"),
            amount_of(&real_estate, "property_equity_total"),
            amount_of(&other_assets, "asset_equity_total"),
        ];
        let monthly_income = total([wages, non_wage_income].into_iter().flatten())?;
        let monthly_expenses = total([wage_taxes, living_expenses, debt_payments].into_iter().flatten())?;
        let both = monthly_income.zip(monthly_expenses);
        Ok(Self {
            wages,
            non_wage_income,
            monthly_income,
            wage_taxes,
            living_expenses,
            debt_payments,
            monthly_expenses,
            net_disposable_income: both.map(|(i, e)| net_disposable_income(i, e)).transpose()?,
            total_equity: total(total_equity.into_iter().flatten())?,
            left_out: left_out(sections)?,
        })
    }
}

fn amount_of(totals: &[Total], id: &str) -> Option<Money> {
    totals.iter().find(|total| total.id == id).map(|total| total.amount)
}

/// The lists whose rows have an equity, with the field for the amount owed.
const EQUITIES: [(Section, &str, &str); 3] = [
    (Section::Accounts, "investment", "loan_balance"),
    (Section::RealEstate, "property", "balance_owed"),
    (Section::OtherAssets, "asset", "balance_owed"),
];

fn left_out(sections: &BTreeMap<Section, Answers>) -> Result<Vec<LeftOut>> {
    let mut left_out = Vec::new();
    for (section, list, owed) in EQUITIES {
        let Some(answers) = sections.get(&section) else { continue };
        for row in rows(answers, list) {
            let blank = |name| figure(answers, &format!("{list}.{name}"), Some(row)) == Figure::Blank;
            let waits = blank("current_value") || blank(owed);
            if waits && row_equity(answers, list, row, "current_value", owed)?.is_none() {
                let path = FieldPath::of(&format!("{list}.equity"), Some(row));
                left_out.push(LeftOut { section, path });
            }
        }
    }
    if let Some(answers) = sections.get(&Section::Employment) {
        for person in PEOPLE {
            let field = format!("{person}.gross_per_period");
            let stated = matches!(figure(answers, &field, None), Figure::Amount(_));
            if stated && wages(answers, person)?.gross.is_none() {
                left_out.push(LeftOut { section: Section::Employment, path: FieldPath::of(&field, None) });
            }
        }
    }
    Ok(left_out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::form::sample;

    fn summary(typed: &[(Section, &str, &str)]) -> FinancialSummary {
        let mut sections = BTreeMap::<Section, Answers>::new();
        for (section, path, text) in typed {
            sections.entry(*section).or_default().extend(sample::answers(*section, &[(path, text)]));
        }
        FinancialSummary::of(&sections).unwrap()
    }

    fn dollars(text: &str) -> Option<Money> {
        Some(Money::parse(text).unwrap())
    }

    #[test]
    fn a_household_in_a_few_figures() {
        use Section::*;
        let summary = summary(&[
            (Employment, "taxpayer.pay_frequency", "weekly"),
            (Employment, "taxpayer.gross_per_period", "425.89"),
            (Employment, "taxpayer.tax_federal", "50"),
            (NonWageIncome, "net_rental", "-31.33"),
            (LivingExpenses, "food_personal_care_total", "867"),
            (LivingExpenses, "rent", "0"),
            (RealEstate, "property[a].monthly_payment", "400"),
            (RealEstate, "property[a].current_value", "90000"),
            (RealEstate, "property[a].balance_owed", "95000"),
            (OtherAssets, "asset[a].monthly_payment", "100"),
            (OtherAssets, "asset[a].current_value", "3000"),
            (CreditCards, "card[a].minimum_monthly_payment", "25"),
            (Accounts, "cash_on_hand", "12"),
        ]);
        assert_eq!(summary.wages, dollars("1831.33"));
        assert_eq!(summary.monthly_income, dollars("1800"));
        assert_eq!(summary.wage_taxes, dollars("215"));
        assert_eq!(summary.debt_payments, dollars("525"));
        assert_eq!(summary.monthly_expenses, dollars("1607"));
        assert_eq!(summary.net_disposable_income, dollars("193"));
        assert_eq!(summary.total_equity, dollars("-4988"));
        let left_out: Vec<_> = summary.left_out.iter().map(|left| left.path.to_string()).collect();
        assert_eq!(left_out, ["asset[a].equity"], "its balance is blank, so it is not taken for zero");
    }

    #[test]
    fn what_nobody_said_stays_unknown() {
        let empty = summary(&[]);
        assert_eq!((empty.monthly_income, empty.monthly_expenses), (None, None));
        let income_only = summary(&[(Section::NonWageIncome, "pension", "900")]);
        assert_eq!(income_only.monthly_income, dollars("900"));
        assert_eq!(income_only.net_disposable_income, None);
        let no_frequency = summary(&[(Section::Employment, "spouse.gross_per_period", "900")]);
        assert_eq!(no_frequency.monthly_income, None);
        assert_eq!(no_frequency.left_out[0].path.to_string(), "spouse.gross_per_period");
    }

    #[test]
    fn a_profit_and_loss_statement_is_not_counted_twice() {
        let typed = [
            (Section::Business, "profit_and_loss.gross_receipts", "3000"),
            (Section::Business, "profit_and_loss.rent", "0"),
            (Section::Business, "profit_and_loss.period", "months_3"),
            (Section::NonWageIncome, "net_self_employment", "1000"),
        ];
        assert_eq!(summary(&typed).monthly_income, dollars("1000"));
    }
}
