//! The ten sections of the intake.

use crate::foundation::error::{Code, Error, Result};
use casegate_macros::wire;

/// A section of the intake: the consultation, the household header, and the lettered sections of Form 433-F.
#[wire]
#[derive(PartialOrd, Ord, Hash)]
pub enum Section {
    /// The client's own story; no form prints it.
    Consultation,
    /// The unlettered header of Form 433-F.
    Household,
    /// A: accounts and lines of credit.
    Accounts,
    /// B: real estate.
    RealEstate,
    /// C: other assets.
    OtherAssets,
    /// D: credit cards.
    CreditCards,
    /// E: business information, the profit and loss statement included.
    Business,
    /// F: employment of the taxpayer and the spouse.
    Employment,
    /// G: non-wage household income.
    NonWageIncome,
    /// H: monthly necessary living expenses.
    LivingExpenses,
}

impl Section {
    /// Every section, in the order in which they are filled in.
    pub const ALL: [Self; 10] = [
        Self::Consultation,
        Self::Household,
        Self::Accounts,
        Self::RealEstate,
        Self::OtherAssets,
        Self::CreditCards,
        Self::Business,
        Self::Employment,
        Self::NonWageIncome,
        Self::LivingExpenses,
    ];

    /// Returns the section's stable name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Consultation => "consultation",
            Self::Household => "household",
            Self::Accounts => "accounts",
            Self::RealEstate => "realEstate",
            Self::OtherAssets => "otherAssets",
            Self::CreditCards => "creditCards",
            Self::Business => "business",
            Self::Employment => "employment",
            Self::NonWageIncome => "nonWageIncome",
            Self::LivingExpenses => "livingExpenses",
        }
    }

    /// Returns the section's name inside message ids.
    pub(super) fn message_name(self) -> &'static str {
        match self {
            Self::RealEstate => "real-estate",
            Self::OtherAssets => "other-assets",
            Self::CreditCards => "credit-cards",
            Self::NonWageIncome => "non-wage-income",
            Self::LivingExpenses => "living-expenses",
            other => other.name(),
        }
    }

    /// Parses the stable name.
    ///
    /// # Errors
    /// `choice_invalid` for any other text.
    pub fn parse(name: &str) -> Result<Self> {
        Self::ALL
            .into_iter()
            .find(|section| section.name() == name)
            .ok_or_else(|| Error::at(Code::CHOICE_INVALID, "section"))
    }

    /// Returns the letter under which Form 433-F prints the section (Rev. 2-2019 and 7-2024 agree). Returns
    /// `None` for the consultation and the header.
    #[must_use]
    pub fn letter(self) -> Option<char> {
        match self {
            Self::Consultation | Self::Household => None,
            Self::Accounts => Some('A'),
            Self::RealEstate => Some('B'),
            Self::OtherAssets => Some('C'),
            Self::CreditCards => Some('D'),
            Self::Business => Some('E'),
            Self::Employment => Some('F'),
            Self::NonWageIncome => Some('G'),
            Self::LivingExpenses => Some('H'),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_has_one_name_everywhere() {
        for section in Section::ALL {
            assert_eq!(serde_json::to_value(section).unwrap(), section.name());
            assert_eq!(Section::parse(section.name()).unwrap(), section);
        }
        for name in ["", "Accounts", "real_estate", "A"] {
            assert_eq!(Section::parse(name).unwrap_err().code(), Code::CHOICE_INVALID, "{name}");
        }
    }

    #[test]
    fn the_letters_run_from_a_to_h() {
        let letters: String = Section::ALL.into_iter().filter_map(Section::letter).collect();
        assert_eq!(letters, "ABCDEFGH");
    }
}
