//! The forms' own arithmetic, on whole cents.

use crate::foundation::error::Result;
use crate::foundation::money::Money;
use serde::{Deserialize, Serialize};

/// The frequency of a recurring amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum PayFrequency {
    /// Every week.
    Weekly,
    /// Every two weeks.
    Biweekly,
    /// Twice a month.
    Semimonthly,
    /// Every month.
    Monthly,
    /// Every three months. It is used for expenses; no employer pays quarterly.
    Quarterly,
}

impl PayFrequency {
    /// Returns the frequency with this name, as in the options of `taxpayer.pay_frequency`.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "weekly" => Self::Weekly,
            "biweekly" => Self::Biweekly,
            "semimonthly" => Self::Semimonthly,
            "monthly" => Self::Monthly,
            "quarterly" => Self::Quarterly,
            _ => return None,
        })
    }

    /// Returns the numerator and denominator of the monthly factor.
    fn factor(self) -> (u32, u32) {
        match self {
            Self::Weekly => (43, 10),
            Self::Biweekly => (217, 100),
            Self::Semimonthly => (2, 1),
            Self::Monthly => (1, 1),
            Self::Quarterly => (1, 3),
        }
    }
}

/// Returns the monthly amount of a recurring amount: weekly x 4.3, biweekly x 2.17, semimonthly x 2,
/// quarterly / 3, rounded half up to the cent. These are the factors in the instructions of Form 433-F
/// (Rev. 2-2019), Section H, and of Form 433-A; they are not 52/12 and 26/12.
///
/// # Errors
/// `amount_out_of_range`.
pub fn to_monthly(amount: Money, frequency: PayFrequency) -> Result<Money> {
    let (numerator, denominator) = frequency.factor();
    amount.times(numerator, denominator)
}

/// Returns the equity: current value less balance owed (Form 433-F, Sections B and C; Form 433-A). It is
/// negative if more is owed than the thing is worth.
///
/// # Errors
/// `amount_out_of_range`.
pub fn equity(current_value: Money, balance_owed: Money) -> Result<Money> {
    current_value.minus(balance_owed)
}

/// Returns the net disposable income: total monthly income less total monthly expenses. It is negative if
/// expenses exceed income.
///
/// # Errors
/// `amount_out_of_range`.
pub fn net_disposable_income(income: Money, expenses: Money) -> Result<Money> {
    income.minus(expenses)
}

/// The result of a profit and loss statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProfitAndLoss {
    /// All receipts of the period.
    pub receipts: Money,
    /// All expenses of the period.
    pub expenses: Money,
    /// Receipts less expenses. A loss is negative.
    pub net: Money,
    /// The average net per month of the period, rounded half up to the cent.
    pub monthly: Money,
}

/// Returns the profit and loss of the prior `months`. Form 433-A, Section 7 offers 3, 6, 9 or 12; zero counts
/// as one.
///
/// # Errors
/// `amount_out_of_range`.
pub fn profit_and_loss(receipts: Money, expenses: Money, months: u32) -> Result<ProfitAndLoss> {
    let net = receipts.minus(expenses)?;
    Ok(ProfitAndLoss { receipts, expenses, net, monthly: net.times(1, months)? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn dollars(text: &str) -> Money {
        Money::parse(text).unwrap()
    }

    #[test]
    fn recurring_amounts_become_monthly_by_the_forms_factors() {
        use PayFrequency::*;
        for (amount, frequency, monthly) in [
            ("$425.89", Weekly, "$1,831.33"),
            ("$972.45", Biweekly, "$2,110.22"),
            ("$856.23", Semimonthly, "$1,712.46"),
            ("$1,000.01", Monthly, "$1,000.01"),
            ("$100.00", Quarterly, "$33.33"),
            ("$200.00", Quarterly, "$66.67"),
            // 0.05 x 4.3 = 0.215: half a cent is rounded up.
            ("$0.05", Weekly, "$0.22"),
            ("$0.00", Weekly, "$0.00"),
        ] {
            assert_eq!(
                to_monthly(dollars(amount), frequency).unwrap(),
                dollars(monthly),
                "{amount} {frequency:?}"
            );
        }
    }

    #[test]
    fn frequencies_are_called_as_on_the_wire() {
        use PayFrequency::*;
        for frequency in [Weekly, Biweekly, Semimonthly, Monthly, Quarterly] {
            let name = serde_json::to_value(frequency).unwrap();
            assert_eq!(PayFrequency::parse(name.as_str().unwrap()), Some(frequency));
        }
        assert_eq!(PayFrequency::parse("daily"), None);
    }

    #[test]
    fn equity_and_income_can_fall_below_zero() {
        assert_eq!(equity(dollars("250000"), dollars("180000.50")).unwrap(), dollars("69999.50"));
        assert_eq!(equity(dollars("10000"), dollars("12500")).unwrap(), dollars("-2500"));
        assert_eq!(net_disposable_income(dollars("4000"), dollars("4321.09")).unwrap(), dollars("-321.09"));
    }

    #[test]
    fn profit_is_averaged_over_its_period() {
        for (months, monthly) in [(3, "3333.33"), (6, "1666.67"), (9, "1111.11"), (12, "833.33")] {
            let result = profit_and_loss(dollars("25000"), dollars("15000"), months).unwrap();
            assert_eq!((result.net, result.monthly), (dollars("10000"), dollars(monthly)), "{months}");
        }
        let loss = profit_and_loss(dollars("0"), dollars("100"), 3).unwrap();
        assert_eq!((loss.net, loss.monthly), (dollars("-100"), dollars("-33.33")));
    }

    proptest! {
        #[test]
        fn arithmetic_is_exact_or_refused(cents in -10_000_000_000_000_i64..=10_000_000_000_000, months in 0_u32..20) {
            if let Ok(amount) = Money::from_cents(cents) {
                let _ = to_monthly(amount, PayFrequency::Weekly);
                let _ = profit_and_loss(amount, Money::ZERO, months);
                prop_assert_eq!(equity(amount, amount).unwrap(), Money::ZERO);
            }
        }
    }
}
