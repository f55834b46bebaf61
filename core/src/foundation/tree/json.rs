//! JSON of records' bodies, of the library's own files, and of trees.

use super::Tree;
use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::ser::{self, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;

/// A value could not be serialized or deserialized.
#[derive(Debug)]
pub(crate) struct CodecError;

/// Serializes a value as JSON text.
///
/// # Errors
/// [`CodecError`] if the value cannot be serialized.
#[cfg(not(target_family = "wasm"))]
pub(crate) fn write<T: Serialize>(value: &T) -> Result<String, CodecError> {
    serde_json::to_string(value).map_err(|_| CodecError)
}

/// Deserializes a value from JSON text.
///
/// # Errors
/// [`CodecError`] if the text is not JSON of this type.
#[cfg(not(target_family = "wasm"))]
pub(crate) fn read<T: DeserializeOwned>(text: &str) -> Result<T, CodecError> {
    serde_json::from_str(text).map_err(|_| CodecError)
}

#[cfg(target_family = "wasm")]
pub(crate) use by_tree::{read, write};

/// The same functions by way of a tree. The text is the same, byte for byte.
#[cfg(any(target_family = "wasm", test))]
pub(super) mod by_tree {
    use super::{CodecError, DeserializeOwned, Serialize};
    use crate::foundation::tree::{self, Format};

    /// Serializes a value as [`write`](super::write) does.
    ///
    /// # Errors
    /// [`CodecError`] if the value cannot be serialized.
    pub(crate) fn write<T: Serialize>(value: &T) -> Result<String, CodecError> {
        let tree = tree::write(value, Format::Stored).map_err(|_| CodecError)?;
        serde_json::to_string(&tree).map_err(|_| CodecError)
    }

    /// Deserializes a value as [`read`](super::read) does.
    ///
    /// # Errors
    /// [`CodecError`] if the text is not JSON of this type.
    pub(crate) fn read<T: DeserializeOwned>(text: &str) -> Result<T, CodecError> {
        let tree = serde_json::from_str(text).map_err(|_| CodecError)?;
        tree::read(tree, Format::Stored).map_err(|_| CodecError)
    }
}

/// Serializes what JSON has a form for, and fails for anything else.
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

/// Accepts any JSON. A number that is not an `i64` becomes [`Tree::Foreign`].
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
