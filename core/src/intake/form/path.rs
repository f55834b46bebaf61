//! The path of one answer inside a section.

use crate::foundation::error::{Code, Error, Result};
use crate::foundation::from_text::from_text;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// The longest field id that is accepted. The schema's longest is half of it.
const FIELD: usize = 80;
/// The longest row id.
const ROW: usize = 32;

/// The path of an answer in its section: a field and, in a list, the row. On the wire it is text, as in
/// `cash_on_hand`, `taxpayer.gross_per_period` and `bank[r1].current_balance`.
///
/// Row ids are chosen by the caller and determine the order of the rows: 1-32 characters of `a-z`, `0-9` and
/// `-`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FieldPath {
    field: String,
    row: Option<String>,
}

impl FieldPath {
    /// Returns the path of `field` (as in `bank.current_balance`) and, in a list, its `row`.
    ///
    /// # Errors
    /// `field_unknown` at `field` or `row` if the spelling is invalid. Only the schema decides whether a
    /// section has such a field.
    pub fn new(field: &str, row: Option<&str>) -> Result<Self> {
        let segments = field.split('.').count();
        let spelled = field.len() <= FIELD && segments <= 2 && field.split('.').all(is_name);
        if !spelled {
            return Err(Error::at(Code::FIELD_UNKNOWN, "field"));
        }
        // A row is written between the list and the field, so a name without a dot cannot have one.
        if row.is_some_and(|row| segments != 2 || !is_row(row)) {
            return Err(Error::at(Code::FIELD_UNKNOWN, "row"));
        }
        Ok(Self { field: field.to_owned(), row: row.map(str::to_owned) })
    }

    /// Parses the text form.
    ///
    /// # Errors
    /// `field_unknown` for a text of another form.
    pub fn parse(text: &str) -> Result<Self> {
        match text.split_once('[') {
            None => Self::new(text, None),
            Some((list, rest)) => match rest.split_once("].") {
                Some((row, name)) => Self::new(&format!("{list}.{name}"), Some(row)),
                None => Err(Error::at(Code::FIELD_UNKNOWN, "field")),
            },
        }
    }

    /// Returns a path without checks, as for another field in the same row: `bank[r1].type` beside
    /// `bank[r1].current_balance`.
    pub(super) fn of(field: &str, row: Option<&str>) -> Self {
        Self { field: field.to_owned(), row: row.map(str::to_owned) }
    }

    /// Returns the field's id, without its row: `bank.current_balance`.
    #[must_use]
    pub fn field(&self) -> &str {
        &self.field
    }

    /// Returns the row's id, for a field in a list.
    #[must_use]
    pub fn row(&self) -> Option<&str> {
        self.row.as_deref()
    }
}

fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

fn is_row(row: &str) -> bool {
    (1..=ROW).contains(&row.len())
        && row.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.row, self.field.split_once('.')) {
            (Some(row), Some((list, name))) => write!(f, "{list}[{row}].{name}"),
            _ => f.write_str(&self.field),
        }
    }
}

impl Serialize for FieldPath {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.row {
            None => serializer.serialize_str(&self.field),
            Some(_) => serializer.collect_str(self),
        }
    }
}

impl<'de> Deserialize<'de> for FieldPath {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        from_text(deserializer, "FieldPath", "a field of the intake", Self::parse)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for FieldPath {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "FieldPath".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "pattern": r"^[a-z][a-z0-9_]*((\[[a-z0-9-]{1,32}\])?\.[a-z][a-z0-9_]*)?$",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_path_has_one_spelling() {
        for (field, row, text) in [
            ("cash_on_hand", None, "cash_on_hand"),
            ("taxpayer.gross_per_period", None, "taxpayer.gross_per_period"),
            ("bank.current_balance", Some("r1"), "bank[r1].current_balance"),
        ] {
            let path = FieldPath::new(field, row).unwrap();
            assert_eq!(path.to_string(), text);
            assert_eq!(FieldPath::parse(text).unwrap(), path);
            assert_eq!(serde_json::to_value(&path).unwrap(), text);
            assert_eq!(serde_json::from_value::<FieldPath>(text.into()).unwrap(), path);
        }
    }

    #[test]
    fn what_is_not_spelled_like_a_path_is_refused() {
        let long = "a".repeat(81);
        for text in [
            "",
            ".",
            "a.",
            ".a",
            "a.b.c",
            "A",
            "a b",
            "1a",
            "a[",
            "a[]",
            "a[].b",
            "a[r1]",
            "a[r1].",
            "a[R].b",
            "a[r1]b",
            "a[r][s].b",
            "a[r1].b.c",
            "__proto__",
            &long,
        ] {
            assert_eq!(FieldPath::parse(text).unwrap_err().code(), Code::FIELD_UNKNOWN, "{text}");
        }
        let at = |field: &str, row: Option<&str>| {
            FieldPath::new(field, row).unwrap_err().field().map(str::to_owned)
        };
        assert_eq!(at("a.b", Some(&"r".repeat(33))).as_deref(), Some("row"));
        assert_eq!(at("a", Some("r1")).as_deref(), Some("row"));
        assert_eq!(at("a[r1]", None).as_deref(), Some("field"));
    }

    proptest! {
        #[test]
        fn any_text_is_a_path_that_reads_back_or_refused(text in "[a-c0.\\[\\]_-]{0,12}") {
            if let Ok(path) = FieldPath::parse(&text) {
                prop_assert_eq!(path.to_string(), text);
            }
        }
    }
}
