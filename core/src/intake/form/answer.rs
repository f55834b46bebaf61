//! Answers as they are stored.

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::path::FieldPath;
use crate::foundation::money::Money;
use crate::foundation::redacted::redacted;
use crate::foundation::time::CalendarDate;
use std::collections::BTreeMap;

/// The answers of one section. A field that is not in the map is blank.
pub type Answers = BTreeMap<FieldPath, Answer>;

/// An answer that was given. A blank is the absence of an answer; zero is a value.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Answer {
    /// The question does not apply to this household.
    NotApplicable {},
    /// A line of text, a narrative, a telephone number or an e-mail address.
    Line {
        /// The text, normalized.
        text: String,
    },
    /// An amount of money.
    Money {
        /// The amount, in cents.
        amount: Money,
    },
    /// A whole number or a year.
    Number {
        /// The number.
        number: i64,
    },
    /// Yes or no.
    Flag {
        /// Whether the answer is yes.
        yes: bool,
    },
    /// A calendar date.
    Date {
        /// The date.
        date: CalendarDate,
    },
    /// A month of a year.
    Month {
        /// The month, as in `2026-11`.
        month: String,
    },
    /// One of the field's options.
    Choice {
        /// The option's id.
        choice: String,
    },
    /// Some of the field's options.
    Choices {
        /// The options' ids, in the order of the schema.
        choices: Vec<String>,
    },
    /// Several years.
    Years {
        /// The years, ascending.
        years: Vec<u32>,
    },
    /// A sensitive answer: the ciphertext, and the part that may be shown.
    Sealed {
        /// The ciphertext. It is opaque here.
        sealed: String,
        /// The only part that is ever shown.
        last_four: String,
    },
}

impl Answer {
    /// Returns the amount, if this is one.
    #[must_use]
    pub fn amount(&self) -> Option<Money> {
        match self {
            Self::Money { amount } => Some(*amount),
            _ => None,
        }
    }

    /// Returns whether this is anything but "not applicable".
    #[must_use]
    pub fn is_value(&self) -> bool {
        !matches!(self, Self::NotApplicable {})
    }

    /// Returns the text that parses back to the same answer in its field. Returns `None` for an answer that
    /// is not typed as text ("not applicable") and for one that cannot be read back (a sealed answer).
    #[must_use]
    pub fn to_text(&self) -> Option<String> {
        Some(match self {
            Self::NotApplicable {} | Self::Sealed { .. } => return None,
            Self::Line { text } => text.clone(),
            Self::Money { amount } => amount.to_string(),
            Self::Number { number } => number.to_string(),
            Self::Flag { yes: true } => "yes".to_owned(),
            Self::Flag { yes: false } => "no".to_owned(),
            Self::Date { date } => date.to_string(),
            Self::Month { month } => month.clone(),
            Self::Choice { choice } => choice.clone(),
            Self::Choices { choices } => choices.join(", "),
            Self::Years { years } => years.iter().map(u32::to_string).collect::<Vec<_>>().join(", "),
        })
    }
}

/// The result of parsing an entry.
#[derive(Debug)]
pub enum Parsed {
    /// Nothing was entered.
    Blank,
    /// An answer that is stored as it is.
    Plain(Answer),
    /// An answer that is sealed before it is stored.
    Sensitive(SensitiveText),
}

/// A sensitive answer in plain text, between parsing and sealing. It is never stored and never shown. It is
/// wiped from memory when dropped.
pub struct SensitiveText {
    canonical: Zeroizing<String>,
    last_four: String,
}

impl SensitiveText {
    /// Wraps the canonical spelling. The last four characters are shown, but at most half of a short text:
    /// the last four of a four-digit account number would be all of it.
    pub(super) fn new(canonical: Zeroizing<String>) -> Self {
        let length = canonical.chars().count();
        let shown = (length / 2).min(4);
        let last_four = canonical.chars().skip(length - shown).collect();
        Self { canonical, last_four }
    }

    /// Wraps a date of birth. Only its year is shown, because callers are asked for month and day on the
    /// telephone.
    pub(super) fn date(date: CalendarDate) -> Self {
        let canonical = date.to_string();
        let last_four = canonical.chars().take(4).collect();
        Self { canonical: Zeroizing::new(canonical), last_four }
    }

    /// Returns the part that may be shown: at most four characters.
    #[must_use]
    pub fn last_four(&self) -> &str {
        &self.last_four
    }

    /// Returns the canonical text, to be sealed. `123-45-6789` and `123456789` have the same canonical text.
    #[must_use]
    pub fn reveal(self) -> Zeroizing<String> {
        self.canonical
    }
}

redacted!(Answer, SensitiveText);

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn answers_have_a_stable_stored_form() {
        let cents = |n| Money::from_cents(n).unwrap();
        for (answer, stored) in [
            (Answer::NotApplicable {}, json!({"kind": "notApplicable"})),
            (Answer::Line { text: "a".into() }, json!({"kind": "line", "text": "a"})),
            (Answer::Money { amount: cents(0) }, json!({"kind": "money", "amount": 0})),
            (Answer::Number { number: 3 }, json!({"kind": "number", "number": 3})),
            (Answer::Flag { yes: true }, json!({"kind": "flag", "yes": true})),
            (Answer::Month { month: "2026-11".into() }, json!({"kind": "month", "month": "2026-11"})),
            (Answer::Choice { choice: "irs".into() }, json!({"kind": "choice", "choice": "irs"})),
            (Answer::Choices { choices: vec!["irs".into()] }, json!({"kind": "choices", "choices": ["irs"]})),
            (Answer::Years { years: vec![2024] }, json!({"kind": "years", "years": [2024]})),
            (
                Answer::Sealed { sealed: "x".into(), last_four: "6789".into() },
                json!({"kind": "sealed", "sealed": "x", "lastFour": "6789"}),
            ),
            (
                Answer::Date { date: CalendarDate::parse("2026-11-22").unwrap() },
                json!({"kind": "date", "date": "2026-11-22"}),
            ),
        ] {
            assert_eq!(serde_json::to_value(&answer).unwrap(), stored);
            assert_eq!(serde_json::from_value::<Answer>(stored).unwrap(), answer);
        }
    }

    #[test]
    fn a_sections_answers_are_a_map_with_paths_as_keys() {
        let path = FieldPath::parse("bank[r1].is_business").unwrap();
        let answers = Answers::from([(path, Answer::Flag { yes: false })]);
        let stored = json!({"bank[r1].is_business": {"kind": "flag", "yes": false}});
        assert_eq!(serde_json::to_value(&answers).unwrap(), stored);
        assert_eq!(serde_json::from_value::<Answers>(stored).unwrap(), answers);
    }

    #[test]
    fn what_is_shown_of_a_sensitive_answer_is_never_most_of_it() {
        for (canonical, shown) in
            [("123456789", "6789"), ("12345678", "5678"), ("12345", "45"), ("1234", "34")]
        {
            assert_eq!(SensitiveText::new(Zeroizing::new(canonical.into())).last_four(), shown);
        }
        let born = SensitiveText::date(CalendarDate::parse("1980-02-03").unwrap());
        assert_eq!(born.last_four(), "1980");
        assert_eq!(format!("{born:?}"), "SensitiveText(redacted)");
        assert_eq!(&**born.reveal(), "1980-02-03");
    }
}
