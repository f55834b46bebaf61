//! JSON: the body of a record, the library's own files, and a tree as what it says.

use super::Tree;
use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::ser::{self, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;

/// A value was not written, or is not in the text.
#[derive(Debug)]
pub(crate) struct CodecError;

/// The text of a value.
///
/// # Errors
/// If the value says that it cannot be written.
#[cfg(not(target_family = "wasm"))]
pub(crate) fn write<T: Serialize>(value: &T) -> Result<String, CodecError> {
    serde_json::to_string(value).map_err(|_| CodecError)
}

/// The value in a text.
///
/// # Errors
/// If it is not there.
#[cfg(not(target_family = "wasm"))]
pub(crate) fn read<T: DeserializeOwned>(text: &str) -> Result<T, CodecError> {
    serde_json::from_str(text).map_err(|_| CodecError)
}

#[cfg(target_family = "wasm")]
pub(crate) use by_tree::{read, write};

/// The same by way of a tree: the text is byte for byte that of the other way.
#[cfg(any(target_family = "wasm", test))]
pub(super) mod by_tree {
    use super::{CodecError, DeserializeOwned, Serialize};
    use crate::foundation::tree::{self, Format};

    /// As [`write`](super::write).
    ///
    /// # Errors
    /// If the value says that it cannot be written.
    pub(crate) fn write<T: Serialize>(value: &T) -> Result<String, CodecError> {
        let tree = tree::write(value, Format::Stored).map_err(|_| CodecError)?;
        serde_json::to_string(&tree).map_err(|_| CodecError)
    }

    /// As [`read`](super::read).
    ///
    /// # Errors
    /// If the value is not in the text.
    pub(crate) fn read<T: DeserializeOwned>(text: &str) -> Result<T, CodecError> {
        let tree = serde_json::from_str(text).map_err(|_| CodecError)?;
        tree::read(tree, Format::Stored).map_err(|_| CodecError)
    }
}

/// What JSON carries; of anything else it fails.
impl Serialize for Tree {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Nothing => to.serialize_unit(),
            Self::Flag(flag) => to.serialize_bool(*flag),
            Self::Number(number) => to.serialize_i64(*number),
            Self::Text(text) => to.serialize_str(text),
            Self::List(items) => to.collect_seq(items),
            Self::Record(fields) => to.collect_map(fields.iter().map(|(name, field)| (name, field))),
            _ => Err(ser::Error::custom("JSON does not carry it")),
        }
    }
}

/// Any JSON; nothing is read from a number that is none of the library's.
impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(AnyValue)
    }
}

struct AnyValue;

impl<'de> Visitor<'de> for AnyValue {
    type Value = Tree;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Tree, E> {
        Ok(Tree::Nothing)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Tree, E> {
        Ok(Tree::Flag(flag))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Tree, E> {
        Ok(Tree::Number(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Tree, E> {
        Ok(i64::try_from(number).map_or(Tree::Foreign, Tree::Number))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Tree, E> {
        Ok(Tree::Foreign)
    }

    fn visit_str<E>(self, text: &str) -> Result<Tree, E> {
        Ok(Tree::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Tree, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = from.next_element()? {
            items.push(item);
        }
        Ok(Tree::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Tree, A::Error> {
        let mut fields = Vec::new();
        while let Some((name, field)) = from.next_entry::<String, Tree>()? {
            fields.push((Cow::Owned(name), field));
        }
        Ok(Tree::Record(fields))
    }
}
