//! Deserialization of a value from its text form without a copy of the text.

use serde::de::{Deserializer, Error, Visitor};
use std::fmt;

/// Reads a text and parses it into a value. `name` is the value's name on any wire, and `expected` says what it should
/// have been. The error never repeats the text itself.
pub(crate) fn from_text<'de, D: Deserializer<'de>, T, E>(
    deserializer: D,
    name: &'static str,
    expected: &'static str,
    parse: impl FnOnce(&str) -> Result<T, E>,
) -> Result<T, D::Error> {
    deserializer.deserialize_newtype_struct(name, TextVisitor { expected, parse })
}

struct TextVisitor<P> {
    expected: &'static str,
    parse: P,
}

impl<'de, T, E, P: FnOnce(&str) -> Result<T, E>> Visitor<'de> for TextVisitor<P> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expected)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_str(self)
    }

    fn visit_str<X: Error>(self, text: &str) -> Result<T, X> {
        (self.parse)(text).map_err(|_| X::custom(format_args!("not {}", self.expected)))
    }
}
