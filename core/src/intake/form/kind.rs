//! The kinds of fields, and the tiers of answers.

use casegate_macros::wire;

use super::section::Section;

/// The kind of a field. It decides how an entry is parsed.
#[wire]
#[derive(Hash)]
pub enum FieldKind {
    /// One line of text.
    Line,
    /// Several lines of text, in the client's words.
    Narrative,
    /// An amount of money: `1234`, `$1,234.50`.
    Money,
    /// A whole number.
    Integer,
    /// A year, as in `2019`.
    Year,
    /// A date, as in `2026-11-22`.
    Date,
    /// A month, as in `2026-11`.
    Month,
    /// `yes` or `no`.
    Flag,
    /// One of the field's options.
    Choice,
    /// Some of the field's options, separated by commas.
    Choices,
    /// Several years, separated by commas.
    Years,
    /// A social security or individual taxpayer number: nine digits, dashes and spaces optional. Sensitive.
    Tin,
    /// An employer identification number: nine digits, dashes and spaces optional. Sensitive.
    Ein,
    /// An account number: 4-34 letters and digits. Sensitive.
    AccountNumber,
    /// A telephone number.
    Phone,
    /// An e-mail address.
    Email,
}

impl FieldKind {
    /// Every kind.
    pub const ALL: [Self; 16] = [
        Self::Line,
        Self::Narrative,
        Self::Money,
        Self::Integer,
        Self::Year,
        Self::Date,
        Self::Month,
        Self::Flag,
        Self::Choice,
        Self::Choices,
        Self::Years,
        Self::Tin,
        Self::Ein,
        Self::AccountNumber,
        Self::Phone,
        Self::Email,
    ];

    /// Returns whether every field of this kind is sensitive. The schema can mark a field of another kind as
    /// sensitive.
    #[must_use]
    pub fn is_sensitive(self) -> bool {
        matches!(self, Self::Tin | Self::Ein | Self::AccountNumber)
    }

    /// Returns whether the field offers options.
    #[must_use]
    pub fn has_options(self) -> bool {
        matches!(self, Self::Choice | Self::Choices)
    }
}

/// The tier of a client's answer (SPEC R12, R14). Neither tier is ever IRS record.
#[wire]
#[derive(PartialOrd, Ord, Hash)]
pub enum Tier {
    /// The client's story: the whole consultation, and every narrative.
    ClientStory,
    /// The household's facts and figures, staged for review.
    HouseholdEconomics,
}

impl Tier {
    /// Returns the tier of a field. It is a rule and not data, so that no entry of the schema can assign a
    /// wrong tier.
    #[must_use]
    pub fn of(section: Section, kind: FieldKind) -> Self {
        if section == Section::Consultation || kind == FieldKind::Narrative {
            Self::ClientStory
        } else {
            Self::HouseholdEconomics
        }
    }
}
