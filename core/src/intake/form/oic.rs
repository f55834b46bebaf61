//! The minimum offer by Form 433-A (OIC), Rev. 4-2026.
//!
//! The amounts that change every year are data with an effective month. The steps are those of the form.
//! Amounts stay in cents: the form's "round to the nearest dollar" is left to the person who fills it in.

use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

use crate::foundation::error::{Code, Error, Result};
use crate::foundation::money::Money;
use crate::foundation::redacted::redacted;
use crate::foundation::time::CalendarDate;

/// The constants of one revision of Form 433-A (OIC).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OicConstants {
    /// The form.
    pub form: String,
    /// The revision as printed: `4-2026`.
    pub revision: String,
    /// The first month in which they apply: `2026-04`.
    pub effective_month: String,
    /// The proceeds of a quick sale, in percent of the market value.
    pub quick_sale_percent: u32,
    /// The amount of the bank balances that is left for living.
    pub bank_allowance: Money,
    /// The amount that is left of each vehicle.
    pub vehicle_allowance: Money,
    /// The amount that is left of valuables and furniture together.
    pub valuables_allowance: Money,
    /// Months of income in an offer that is paid in 5 months or less.
    pub months_lump_sum: u32,
    /// Months of income in an offer that is paid over a longer time.
    pub months_periodic: u32,
}

impl OicConstants {
    /// Returns the newest constants in the library.
    ///
    /// # Errors
    /// `defect` if they cannot be read, which the tests exclude.
    pub fn current() -> Result<&'static Self> {
        CURRENT.as_ref().map_err(|_| Error::new(Code::DEFECT))
    }

    /// Parses a host's own constants, for a revision later than the library's.
    ///
    /// # Errors
    /// `input_malformed` for JSON of another shape; `date_invalid`, `number_out_of_range` or
    /// `amount_negative` at the field.
    pub fn parse(json: &str) -> Result<Self> {
        let constants: Self = serde_json::from_str(json).map_err(|_| Error::new(Code::INPUT_MALFORMED))?;
        CalendarDate::parse(&format!("{}-01", constants.effective_month))
            .map_err(|error| error.in_field("effectiveMonth"))?;
        for (number, most, field) in [
            (constants.quick_sale_percent, 100, "quickSalePercent"),
            (constants.months_lump_sum, 120, "monthsLumpSum"),
            (constants.months_periodic, 120, "monthsPeriodic"),
        ] {
            if !(1..=most).contains(&number) {
                return Err(Error::at(Code::NUMBER_OUT_OF_RANGE, field));
            }
        }
        for (amount, field) in [
            (constants.bank_allowance, "bankAllowance"),
            (constants.vehicle_allowance, "vehicleAllowance"),
            (constants.valuables_allowance, "valuablesAllowance"),
        ] {
            if amount.is_negative() {
                return Err(Error::at(Code::AMOUNT_NEGATIVE, field));
            }
        }
        Ok(constants)
    }
}

static CURRENT: LazyLock<Result<OicConstants>> =
    LazyLock::new(|| OicConstants::parse(include_str!("data/oic-2026-04.json")));

/// A thing that is owned, with the loan on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Holding {
    /// The market value; for a life insurance, the cash value.
    pub value: Money,
    /// The amount owed on it.
    pub loan: Money,
}

/// A vehicle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Vehicle {
    /// The market value and the loan.
    pub holding: Holding,
    /// The ownership.
    pub held: Held,
}

/// The ownership of a vehicle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Held {
    /// Owned by the taxpayer.
    Owned,
    /// Owned by the lessor. It counts as zero.
    Leased,
}

/// The payment term of an offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum OfferTerm {
    /// In 5 months or less.
    LumpSum,
    /// In 6 to 24 months.
    Periodic,
}

/// The figures of one Form 433-A (OIC).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OicInput {
    /// All bank balances and cash together.
    pub bank: Money,
    /// Investments, which sell at their market value.
    pub investments: Vec<Holding>,
    /// Retirement accounts.
    pub retirement: Vec<Holding>,
    /// Life insurances with a cash value.
    pub life_insurance: Vec<Holding>,
    /// Real estate.
    pub real_estate: Vec<Holding>,
    /// Vehicles.
    pub vehicles: Vec<Vehicle>,
    /// Valuables and furniture.
    pub valuables: Vec<Holding>,
    /// Business bank balances. The bank allowance does not apply to them.
    pub business_bank: Money,
    /// Other business assets. The caller leaves out those that are leased or that produce the income.
    pub business_assets: Vec<Holding>,
    /// The business's monthly receipts.
    pub business_income: Money,
    /// The business's monthly expenses.
    pub business_expenses: Money,
    /// The household's monthly income, without the income of the business.
    pub household_income: Money,
    /// The household's monthly expenses, as allowed.
    pub household_expenses: Money,
}

/// The boxes of Form 433-A (OIC), Rev. 4-2026.
#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OicResult {
    /// Box A: available individual equity in assets.
    pub box_a: Money,
    /// Box B: available business equity in assets.
    pub box_b: Money,
    /// Box C: net business income.
    pub box_c: Money,
    /// Box D: total household income, box C included.
    pub box_d: Money,
    /// Box E: total household expenses.
    pub box_e: Money,
    /// Box F: remaining monthly income, D - E.
    pub box_f: Money,
    /// Box F times the months of the term.
    pub future_income: Money,
    /// The minimum offer: future income plus boxes A and B. The form requires more than zero. If this is
    /// zero, the host decides how much to offer.
    pub minimum_offer: Money,
}

redacted!(OicInput, OicResult);

impl OicInput {
    /// Computes the minimum offer: quick-sale values less loans and allowances, plus the remaining income of
    /// 12 or 24 months.
    ///
    /// No line is below zero ("if any line item is a negative number, enter 0"), so a debt on one thing does
    /// not lower the value of another. The same applies to boxes B to F.
    ///
    /// # Errors
    /// `amount_out_of_range`.
    pub fn compute(&self, constants: &OicConstants, term: OfferTerm) -> Result<OicResult> {
        let months = match term {
            OfferTerm::LumpSum => constants.months_lump_sum,
            OfferTerm::Periodic => constants.months_periodic,
        };
        let box_a = self.individual_equity(constants)?;
        let business = quick_sale(&self.business_assets, constants)?;
        let box_b = floor(self.business_bank.plus(business)?);
        let box_c = floor(self.business_income.minus(self.business_expenses)?);
        let box_d = floor(self.household_income.plus(box_c)?);
        let box_e = floor(self.household_expenses);
        let box_f = floor(box_d.minus(box_e)?);
        let future_income = box_f.times(months, 1)?;
        let minimum_offer = Money::sum([box_a, box_b, future_income])?;
        Ok(OicResult { box_a, box_b, box_c, box_d, box_e, box_f, future_income, minimum_offer })
    }

    fn individual_equity(&self, constants: &OicConstants) -> Result<Money> {
        let valuables = quick_sale(&self.valuables, constants)?;
        Money::sum([
            floor(self.bank.minus(constants.bank_allowance)?),
            at_market(&self.investments)?,
            quick_sale(&self.retirement, constants)?,
            at_market(&self.life_insurance)?,
            quick_sale(&self.real_estate, constants)?,
            self.vehicle_equity(constants)?,
            floor(valuables.minus(constants.valuables_allowance)?),
        ])
    }

    fn vehicle_equity(&self, constants: &OicConstants) -> Result<Money> {
        let owned = self.vehicles.iter().filter(|vehicle| vehicle.held == Held::Owned);
        owned.map(|vehicle| vehicle.holding).try_fold(Money::ZERO, |sum, holding| {
            let equity = quick_sale(&[holding], constants)?.minus(constants.vehicle_allowance)?;
            sum.plus(floor(equity))
        })
    }
}

/// Returns the sum of the holdings at market value, less their loans. Bank balances, investments and life
/// insurance have no discount.
fn at_market(holdings: &[Holding]) -> Result<Money> {
    holdings.iter().try_fold(Money::ZERO, |sum, holding| sum.plus(floor(holding.value.minus(holding.loan)?)))
}

/// Returns the sum of the holdings at quick-sale value. The discount applies to the market value, and the
/// loan is deducted in full afterwards.
fn quick_sale(holdings: &[Holding], constants: &OicConstants) -> Result<Money> {
    holdings.iter().try_fold(Money::ZERO, |sum, holding| {
        let quick = holding.value.times(constants.quick_sale_percent, 100)?;
        sum.plus(floor(quick.minus(holding.loan)?))
    })
}

fn floor(amount: Money) -> Money {
    amount.max(Money::ZERO)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dollars(text: &str) -> Money {
        Money::parse(text).unwrap()
    }

    fn holding(value: &str, loan: &str) -> Holding {
        Holding { value: dollars(value), loan: dollars(loan) }
    }

    fn owned(value: &str, loan: &str) -> Vehicle {
        Vehicle { holding: holding(value, loan), held: Held::Owned }
    }

    fn nothing() -> OicInput {
        OicInput {
            bank: Money::ZERO,
            investments: vec![],
            retirement: vec![],
            life_insurance: vec![],
            real_estate: vec![],
            vehicles: vec![],
            valuables: vec![],
            business_bank: Money::ZERO,
            business_assets: vec![],
            business_income: Money::ZERO,
            business_expenses: Money::ZERO,
            household_income: Money::ZERO,
            household_expenses: Money::ZERO,
        }
    }

    fn compute(input: &OicInput, term: OfferTerm) -> OicResult {
        input.compute(OicConstants::current().unwrap(), term).unwrap()
    }

    fn box_a(change: impl FnOnce(&mut OicInput)) -> Money {
        let mut input = nothing();
        change(&mut input);
        compute(&input, OfferTerm::LumpSum).box_a
    }

    #[test]
    fn the_constants_of_april_2026() {
        let constants = OicConstants::current().unwrap();
        assert_eq!((&*constants.revision, &*constants.effective_month), ("4-2026", "2026-04"));
        assert_eq!(constants.bank_allowance, dollars("1000"));
        assert_eq!(constants.vehicle_allowance, dollars("3450"));
        assert_eq!(constants.valuables_allowance, dollars("11980"));
    }

    #[test]
    fn the_loan_comes_off_after_the_discount() {
        assert_eq!(box_a(|input| input.real_estate = vec![holding("200000", "150000")]), dollars("10000"));
        assert_eq!(box_a(|input| input.retirement = vec![holding("10000.01", "0")]), dollars("8000.01"));
        assert_eq!(box_a(|input| input.investments = vec![holding("10000", "500")]), dollars("9500"));
        assert_eq!(box_a(|input| input.life_insurance = vec![holding("2000", "0")]), dollars("2000"));
    }

    #[test]
    fn allowances_come_off_once_each() {
        assert_eq!(box_a(|input| input.bank = dollars("1500")), dollars("500"));
        assert_eq!(box_a(|input| input.bank = dollars("999.99")), Money::ZERO);
        // 10,000 x 0.8 - 2,000 - 3,450, and 5,000 x 0.8 - 3,450.
        assert_eq!(
            box_a(|input| input.vehicles = vec![owned("10000", "2000"), owned("5000", "0")]),
            dollars("3100")
        );
        let valuables =
            |input: &mut OicInput| input.valuables = vec![holding("10000", "0"), holding("5000", "0")];
        assert_eq!(box_a(valuables), dollars("20"));
    }

    #[test]
    fn what_is_under_water_lowers_nothing_else() {
        let two = vec![holding("100000", "200000"), holding("100000", "0")];
        assert_eq!(box_a(|input| input.real_estate = two), dollars("80000"));
        assert_eq!(
            box_a(|input| input.vehicles = vec![owned("1000", "9000"), owned("5000", "0")]),
            dollars("550")
        );
    }

    #[test]
    fn a_leased_vehicle_is_zero() {
        let leased = Vehicle { held: Held::Leased, ..owned("40000", "0") };
        assert_eq!(box_a(|input| input.vehicles = vec![leased]), Money::ZERO);
    }

    #[test]
    fn the_offer_is_equity_and_twelve_or_twenty_four_months() {
        let input = OicInput {
            bank: dollars("1500"),
            business_bank: dollars("200"),
            business_assets: vec![holding("1000", "300")],
            business_income: dollars("5000"),
            business_expenses: dollars("4000"),
            household_income: dollars("3000"),
            household_expenses: dollars("3900"),
            ..nothing()
        };
        let lump = compute(&input, OfferTerm::LumpSum);
        let boxes = [lump.box_a, lump.box_b, lump.box_c, lump.box_d, lump.box_e, lump.box_f];
        assert_eq!(boxes, ["500", "700", "1000", "4000", "3900", "100"].map(dollars));
        assert_eq!((lump.future_income, lump.minimum_offer), (dollars("1200"), dollars("2400")));
        let periodic = compute(&input, OfferTerm::Periodic);
        assert_eq!((periodic.future_income, periodic.minimum_offer), (dollars("2400"), dollars("3600")));
    }

    #[test]
    fn boxes_stop_at_zero() {
        let input = OicInput {
            business_income: dollars("100"),
            business_expenses: dollars("900"),
            household_income: dollars("1000"),
            household_expenses: dollars("1500"),
            ..nothing()
        };
        let result = compute(&input, OfferTerm::Periodic);
        assert_eq!([result.box_b, result.box_c, result.box_f, result.minimum_offer], [Money::ZERO; 4]);
        assert_eq!(result.box_d, dollars("1000"), "a business loss does not lower the household's income");
    }

    #[test]
    fn a_hosts_own_constants_are_checked() {
        let source = include_str!("data/oic-2026-04.json");
        for (from, to, code) in [
            ("\"4-2026\"", "4", Code::INPUT_MALFORMED),
            ("\"form\"", "\"from\"", Code::INPUT_MALFORMED),
            ("2026-04", "2026-4", Code::DATE_INVALID),
            (": 80,", ": 0,", Code::NUMBER_OUT_OF_RANGE),
            (": 80,", ": 101,", Code::NUMBER_OUT_OF_RANGE),
            ("345000", "-1", Code::AMOUNT_NEGATIVE),
            ("345000", "34.5", Code::INPUT_MALFORMED),
        ] {
            assert_eq!(OicConstants::parse(&source.replace(from, to)).unwrap_err().code(), code, "{to}");
        }
    }
}
