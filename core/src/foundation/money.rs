//! Money as whole cents.

use crate::foundation::error::{Code, Error, Result};
use serde::{Deserialize, Deserializer, Serialize, de};
use std::fmt;

/// The largest magnitude that [`Money::parse`] accepts, in cents: $99,999,999,999.99.
pub const MAX_CENTS: i64 = 9_999_999_999_999;
/// The largest magnitude of any amount, in cents: 2^53 - 1, the largest whole number that every face carries exactly.
/// The sum of nine hundred amounts fits, more than an intake has.
pub const MAX_SUM: i64 = 9_007_199_254_740_991;

/// An amount of US dollars in whole cents, within +-(2^53 - 1). On the wire: an integer of cents.
///
/// It is never converted to a binary fraction. Arithmetic is checked and fails instead of wrapping.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
pub struct Money(i64);

impl Money {
    /// The amount zero.
    pub const ZERO: Self = Self(0);

    /// Creates an amount of `cents`.
    ///
    /// # Errors
    /// `amount_out_of_range` beyond +-(2^53 - 1).
    pub fn from_cents(cents: i64) -> Result<Self> {
        if (-MAX_SUM..=MAX_SUM).contains(&cents) {
            Ok(Self(cents))
        } else {
            Err(Error::new(Code::AMOUNT_OUT_OF_RANGE))
        }
    }

    /// Returns the amount in cents.
    #[must_use]
    pub fn cents(self) -> i64 {
        self.0
    }

    /// Returns whether the amount is below zero.
    #[must_use]
    pub fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// Parses an amount as a person types it: `1234`, `1,234.5`, `$1,234.50`, `-12.00`, `-$12`.
    ///
    /// # Errors
    /// `amount_invalid` for exponents, more than two decimals, misplaced commas or anything that is not a number;
    /// `amount_out_of_range` for a number that is too large.
    pub fn parse(text: &str) -> Result<Self> {
        let invalid = || Error::new(Code::AMOUNT_INVALID);
        let text = text.trim();
        let (negative, text) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let text = text.strip_prefix('$').unwrap_or(text);
        let (whole, fraction) = match text.split_once('.') {
            Some((whole, fraction)) if matches!(fraction.len(), 1 | 2) => (whole, fraction),
            Some(_) => return Err(invalid()),
            None => (text, ""),
        };
        let padding = match fraction.len() {
            0 => "00",
            1 => "0",
            _ => "",
        };
        let digits = || whole.bytes().filter(|b| *b != b',').chain(fraction.bytes()).chain(padding.bytes());
        if whole.is_empty() || !is_grouped(whole) || !digits().all(|b| b.is_ascii_digit()) {
            return Err(invalid());
        }
        let too_large = || Error::new(Code::AMOUNT_OUT_OF_RANGE);
        let append = |total: i64, b: u8| total.checked_mul(10)?.checked_add(i64::from(b - b'0'));
        let total = digits().try_fold(0, append).ok_or_else(too_large)?;
        if total > MAX_CENTS {
            return Err(too_large());
        }
        Self::from_cents(if negative { -total } else { total })
    }

    /// Returns the sum of both amounts.
    ///
    /// # Errors
    /// `amount_out_of_range`.
    pub fn plus(self, other: Self) -> Result<Self> {
        self.0
            .checked_add(other.0)
            .map_or_else(|| Err(Error::new(Code::AMOUNT_OUT_OF_RANGE)), Self::from_cents)
    }

    /// Returns this amount less `other`.
    ///
    /// # Errors
    /// `amount_out_of_range`.
    pub fn minus(self, other: Self) -> Result<Self> {
        self.plus(Self(-other.0))
    }

    /// Returns this amount times `numerator / denominator`, rounding half a cent away from zero (the forms' "round half up").
    ///
    /// # Errors
    /// `amount_out_of_range`; a zero denominator counts as one.
    pub fn times(self, numerator: u32, denominator: u32) -> Result<Self> {
        let product = i128::from(self.0) * i128::from(numerator);
        let divisor = i128::from(denominator.max(1));
        let half = divisor / 2;
        let rounded = if product < 0 { -((-product + half) / divisor) } else { (product + half) / divisor };
        i64::try_from(rounded).map_or_else(|_| Err(Error::new(Code::AMOUNT_OUT_OF_RANGE)), Self::from_cents)
    }

    /// Returns the sum of all `amounts`.
    ///
    /// # Errors
    /// `amount_out_of_range`.
    pub fn sum(amounts: impl IntoIterator<Item = Self>) -> Result<Self> {
        amounts.into_iter().try_fold(Self::ZERO, Self::plus)
    }
}

/// Returns whether the commas, if there are any, separate groups of three digits from the right.
fn is_grouped(whole: &str) -> bool {
    let mut groups = whole.split(',');
    let first = groups.next().map_or(0, str::len);
    let mut others = groups.map(str::len).peekable();
    others.peek().is_none() || (matches!(first, 1..=3) && others.all(|length| length == 3))
}

/// Formats the amount as a person reads it: `$1,234.50`, `-$12.00`.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = (self.0.abs() / 100).to_string();
        let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
        for (i, digit) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(f, "{sign}${grouped}.{:02}", self.0.abs() % 100)
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(rename = "Money")]
        struct Cents(i64);
        let Cents(cents) = Cents::deserialize(deserializer)?;
        Self::from_cents(cents).map_err(|_| de::Error::custom("amount out of range"))
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Money {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Money".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "integer", "description": "cents", "minimum": -MAX_SUM, "maximum": MAX_SUM })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_what_people_type() {
        for (text, cents) in [
            ("0", 0),
            ("1234", 123_400),
            ("1,234.5", 123_450),
            (" $1,234.50 ", 123_450),
            ("-12.00", -1_200),
            ("-$12", -1_200),
            ("0.05", 5),
            ("99,999,999,999.99", MAX_CENTS),
        ] {
            assert_eq!(Money::parse(text).unwrap().cents(), cents, "{text}");
        }
    }

    #[test]
    fn refuses_what_is_not_an_amount() {
        for text in [
            "",
            "-",
            "$",
            ".5",
            "1.",
            "1.234",
            "1e3",
            "NaN",
            "inf",
            "1,23",
            "12,34,567",
            ",123",
            "1 000",
            "--1",
            "١٢",
            "+1",
        ] {
            assert_eq!(Money::parse(text).unwrap_err().code(), Code::AMOUNT_INVALID, "{text}");
        }
        for text in ["100000000000", "9".repeat(30).as_str()] {
            assert_eq!(Money::parse(text).unwrap_err().code(), Code::AMOUNT_OUT_OF_RANGE, "{text}");
        }
    }

    #[test]
    fn half_a_cent_goes_away_from_zero() {
        let times = |cents, n, d| Money::from_cents(cents).unwrap().times(n, d).unwrap().cents();
        assert_eq!(times(42_589, 43, 10), 183_133);
        assert_eq!(times(97_245, 217, 100), 211_022);
        assert_eq!([times(5, 1, 10), times(-5, 1, 10), times(4, 1, 10)], [1, -1, 0]);
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back(cents in -MAX_CENTS..=MAX_CENTS) {
            let money = Money::from_cents(cents).unwrap();
            prop_assert_eq!(Money::parse(&money.to_string()).unwrap(), money);
        }

        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,40}") {
            let _ = Money::parse(&text);
        }
    }
}
