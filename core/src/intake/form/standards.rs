//! Allowable living expenses: the Collection Financial Standards, as dated data.
//!
//! The figures in the library are a third-party transcription for 2026, as their label states. A host loads
//! newer or verified ones with [`NationalStandards::parse`]. The library has no Local Standards (housing by
//! county, transportation by region); their rule is [`local_allowed`].

use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

use crate::foundation::error::{Code, Error, Result};
use crate::foundation::money::Money;

/// The largest number of people in one household. It is more than any return claims.
const PERSONS: u32 = 60;

/// The National Standards of one year, per month: food, clothing and other items, and out-of-pocket health
/// care.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NationalStandards {
    /// The reliability of the figures, to be shown beside them.
    pub label: String,
    /// The year for which they were published.
    pub year: u32,
    /// The totals for households of one, two and more persons.
    pub households: Vec<HouseholdStandard>,
    /// The amount for each person beyond the largest household listed.
    pub each_additional: Money,
    /// Out-of-pocket health care, per person under 65.
    pub out_of_pocket_under_65: Money,
    /// Out-of-pocket health care, per person of 65 and over.
    pub out_of_pocket_65_and_over: Money,
}

/// The standard for households of one size.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HouseholdStandard {
    /// The number of persons.
    pub persons: u32,
    /// The items that make up the total, if they were transcribed.
    #[serde(default)]
    pub items: Option<StandardItems>,
    /// The total.
    pub total: Money,
}

/// The five items of the National Standards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StandardItems {
    /// Food.
    pub food: Money,
    /// Housekeeping supplies.
    pub housekeeping: Money,
    /// Apparel and services.
    pub apparel: Money,
    /// Personal care products and services.
    pub personal_care: Money,
    /// Miscellaneous.
    pub miscellaneous: Money,
}

impl NationalStandards {
    /// Returns the newest standards in the library.
    ///
    /// # Errors
    /// `defect` if they cannot be read, which the tests exclude.
    pub fn current() -> Result<&'static Self> {
        CURRENT.as_ref().map_err(|_| Error::new(Code::DEFECT))
    }

    /// Parses and checks a host's own standards.
    ///
    /// # Errors
    /// `input_malformed` for JSON of another shape; `text_required` without a label; `number_out_of_range`
    /// unless household sizes run from one without a gap, and for a year outside 2000 to 2200;
    /// `amount_invalid` if items do not add up to their total, or if a total is not larger than that of a
    /// smaller household; `amount_negative`.
    pub fn parse(json: &str) -> Result<Self> {
        let standards: Self = serde_json::from_str(json).map_err(|_| Error::new(Code::INPUT_MALFORMED))?;
        standards.check_shape()?;
        standards.check_sums()?;
        Ok(standards)
    }

    fn check_shape(&self) -> Result<()> {
        if self.label.trim().is_empty() {
            return Err(Error::at(Code::TEXT_REQUIRED, "label"));
        }
        if !(2000..=2200).contains(&self.year) {
            return Err(Error::at(Code::NUMBER_OUT_OF_RANGE, "year"));
        }
        let sizes_in_order =
            (1..=PERSONS).zip(&self.households).all(|(size, household)| household.persons == size);
        let count = u32::try_from(self.households.len()).unwrap_or(u32::MAX);
        if !sizes_in_order || !(1..=PERSONS).contains(&count) {
            return Err(Error::at(Code::NUMBER_OUT_OF_RANGE, "households"));
        }
        Ok(())
    }

    fn check_sums(&self) -> Result<()> {
        let mut smaller = Money::ZERO;
        for household in &self.households {
            let adds_up = household.items.as_ref().is_none_or(|items| items.total() == Ok(household.total));
            if !adds_up || household.total <= smaller {
                return Err(Error::at(Code::AMOUNT_INVALID, "households"));
            }
            smaller = household.total;
        }
        let per_person = [self.each_additional, self.out_of_pocket_under_65, self.out_of_pocket_65_and_over];
        let items = self.households.iter().filter_map(|household| household.items.as_ref());
        let mut amounts = per_person.into_iter().chain(items.flat_map(StandardItems::all));
        if amounts.any(Money::is_negative) { Err(Error::new(Code::AMOUNT_NEGATIVE)) } else { Ok(()) }
    }

    /// Returns the standard for food, clothing and other items of a household of `persons`.
    ///
    /// # Errors
    /// `number_out_of_range` for zero or more than sixty persons; `amount_out_of_range`.
    pub fn total(&self, persons: u32) -> Result<Money> {
        if !(1..=PERSONS).contains(&persons) {
            return Err(Error::at(Code::NUMBER_OUT_OF_RANGE, "persons"));
        }
        if let Some(household) = self.households.iter().find(|household| household.persons == persons) {
            return Ok(household.total);
        }
        let largest = self.households.last().ok_or_else(|| Error::new(Code::DEFECT))?;
        let additional = persons.saturating_sub(largest.persons);
        largest.total.plus(self.each_additional.times(additional, 1)?)
    }

    /// Returns the amount allowed for food, clothing and other items: the whole total, without question and
    /// regardless of actual spending (Collection Financial Standards, National Standards).
    ///
    /// # Errors
    /// As for [`Self::total`].
    pub fn allowed(&self, persons: u32) -> Result<Money> {
        self.total(persons)
    }

    /// Returns the out-of-pocket health care standard of a household.
    ///
    /// # Errors
    /// `number_out_of_range` for zero or more than sixty persons; `amount_out_of_range`.
    pub fn out_of_pocket(&self, under_65: u32, from_65: u32) -> Result<Money> {
        if !(1..=PERSONS).contains(&under_65.saturating_add(from_65)) {
            return Err(Error::at(Code::NUMBER_OUT_OF_RANGE, "persons"));
        }
        let younger = self.out_of_pocket_under_65.times(under_65, 1)?;
        younger.plus(self.out_of_pocket_65_and_over.times(from_65, 1)?)
    }
}

impl StandardItems {
    fn all(&self) -> [Money; 5] {
        [self.food, self.housekeeping, self.apparel, self.personal_care, self.miscellaneous]
    }

    fn total(&self) -> Result<Money> {
        Money::sum(self.all())
    }
}

/// Returns the amount allowed under a Local Standard: the lesser of actual spending and the standard
/// (Collection Financial Standards, housing and utilities, transportation).
#[must_use]
pub fn local_allowed(actual: Money, standard: Money) -> Money {
    actual.min(standard)
}

static CURRENT: LazyLock<Result<NationalStandards>> =
    LazyLock::new(|| NationalStandards::parse(include_str!("data/national-standards-2026.json")));

#[cfg(test)]
mod tests {
    use super::*;

    fn dollars(text: &str) -> Money {
        Money::parse(text).unwrap()
    }

    #[test]
    fn the_totals_of_2026() {
        let standards = NationalStandards::current().unwrap();
        assert_eq!(standards.label, "third-party transcription, verify before filing");
        for (persons, total) in
            [(1, "867"), (2, "1558"), (3, "1857"), (4, "2176"), (5, "2573"), (6, "2970"), (60, "24408")]
        {
            assert_eq!(standards.allowed(persons).unwrap(), dollars(total), "{persons}");
        }
        for persons in [0, 61, u32::MAX] {
            assert_eq!(standards.total(persons).unwrap_err().code(), Code::NUMBER_OUT_OF_RANGE);
        }
    }

    #[test]
    fn health_care_is_per_person() {
        let standards = NationalStandards::current().unwrap();
        for (under_65, from_65, total) in [(1, 0, "90"), (0, 1, "163"), (2, 2, "506")] {
            assert_eq!(standards.out_of_pocket(under_65, from_65).unwrap(), dollars(total));
        }
        assert_eq!(standards.out_of_pocket(0, 0).unwrap_err().code(), Code::NUMBER_OUT_OF_RANGE);
        assert_eq!(standards.out_of_pocket(u32::MAX, 1).unwrap_err().code(), Code::NUMBER_OUT_OF_RANGE);
    }

    #[test]
    fn a_local_standard_allows_the_lesser() {
        assert_eq!(local_allowed(dollars("900"), dollars("1000")), dollars("900"));
        assert_eq!(local_allowed(dollars("1100"), dollars("1000")), dollars("1000"));
    }

    #[test]
    fn a_hosts_own_standards_are_checked() {
        let source = include_str!("data/national-standards-2026.json");
        for (from, to, code) in [
            ("third-party transcription, verify before filing", " ", Code::TEXT_REQUIRED),
            ("2026", "26", Code::NUMBER_OUT_OF_RANGE),
            ("\"persons\": 3", "\"persons\": 5", Code::NUMBER_OUT_OF_RANGE),
            ("155800", "86700", Code::AMOUNT_INVALID),
            ("86700", "0", Code::AMOUNT_INVALID),
            ("39700", "-39700", Code::AMOUNT_NEGATIVE),
            ("39700", "397.00", Code::INPUT_MALFORMED),
            ("label", "title", Code::INPUT_MALFORMED),
        ] {
            assert_eq!(NationalStandards::parse(&source.replace(from, to)).unwrap_err().code(), code, "{to}");
        }
        let none = r#"{"label":"x","year":2026,"households":[],"eachAdditional":1,"outOfPocketUnder65":1,"outOfPocket65AndOver":1}"#;
        assert_eq!(NationalStandards::parse(none).unwrap_err().code(), Code::NUMBER_OUT_OF_RANGE);
    }

    #[test]
    fn items_add_up_to_their_total() {
        let with_items = |food: u32| {
            format!(
                r#"{{"label":"x","year":2026,"eachAdditional":1,"outOfPocketUnder65":1,"outOfPocket65AndOver":1,
                   "households":[{{"persons":1,"total":100,"items":{{"food":{food},"housekeeping":10,"apparel":10,
                   "personalCare":10,"miscellaneous":10}}}}]}}"#
            )
        };
        assert!(NationalStandards::parse(&with_items(60)).is_ok());
        assert_eq!(NationalStandards::parse(&with_items(61)).unwrap_err().code(), Code::AMOUNT_INVALID);
    }
}
