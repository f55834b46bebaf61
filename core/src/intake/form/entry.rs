//! Entries of a person. An entry is always text, until it is parsed by the field's kind.

use casegate_macros::wire;

use crate::foundation::tagged::read_by_kind;

/// One entry of a save: the field, the row if the field is in a list, and the entered value.
#[wire(input)]
pub struct Entry {
    /// The field's id: `cash_on_hand`, `bank.current_balance`.
    pub field: String,
    /// The row's id, for a field in a list: 1-32 characters of `a-z`, `0-9` and `-`.
    pub row: Option<String>,
    /// The entered value.
    pub value: EntryValue,
}

/// The value entered in a field. Blank, not applicable, zero and a value are four different things; zero is
/// the text `0`.
#[wire]
pub enum EntryValue {
    /// No value. It removes an earlier answer.
    Blank {},
    /// The question does not apply to this household.
    NotApplicable {},
    /// A text, to be parsed by the field's kind.
    Text {
        /// The text as it was typed: `$1,234.50`, `yes`, `2026-11-22`, `levy,lien`.
        text: String,
    },
}

read_by_kind!(EntryValue {
    Blank {}
    NotApplicable {}
    Text { text: String }
});

// Any text may contain a taxpayer number before it is parsed.

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_entry_comes_in_three_kinds() {
        for (value, expected) in [
            (json!({"kind": "blank"}), EntryValue::Blank {}),
            (json!({"kind": "notApplicable"}), EntryValue::NotApplicable {}),
            (json!({"kind": "text", "text": "0"}), EntryValue::Text { text: "0".into() }),
        ] {
            let entry: Entry =
                serde_json::from_value(json!({"field": "cash_on_hand", "value": value})).unwrap();
            assert_eq!(entry.value, expected);
            assert_eq!(entry.row, None);
        }
    }

    #[test]
    fn what_an_entry_does_not_have_is_refused() {
        for input in [
            json!({"field": "a", "value": {"kind": "blank"}, "authority": "irsRecord"}),
            json!({"field": "a", "value": {"kind": "blank", "text": "x"}}),
            json!({"field": "a", "value": {"kind": "text", "text": "x", "last_four": "y"}}),
            json!({"field": "a", "value": {"kind": "text"}}),
            json!({"field": "a", "value": {"kind": "sealed", "sealed": "x"}}),
            json!({"field": "a", "value": "x"}),
            json!({"field": "a"}),
        ] {
            assert!(serde_json::from_value::<Entry>(input.clone()).is_err(), "{input}");
        }
    }

    #[test]
    fn debug_never_shows_what_was_typed() {
        let value = EntryValue::Text { text: "123-45-6789".into() };
        let entry = Entry { field: "taxpayer_tin".into(), row: None, value };
        assert!(!format!("{entry:?}").contains("6789"));
    }
}
