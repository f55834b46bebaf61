//! Bytes of files and their encoding at the boundary.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;

/// The bytes of a file. On the JSON wire they are base64 text; a face with a native byte type passes them unchanged.
///
/// Text that is not base64 is kept as illegible. The operation that needs the bytes then refuses it with its error
/// code, and the refusal is audited.
#[derive(Clone, PartialEq, Eq)]
pub struct Bytes(Option<Vec<u8>>);

impl Bytes {
    /// Decodes `text` as base64; the result is illegible if it is not base64.
    #[must_use]
    pub fn from_base64(text: &str) -> Self {
        Self(BASE64.decode(text).ok())
    }

    /// Returns the bytes, or `None` if they came as text that is not base64.
    #[must_use]
    pub fn as_slice(&self) -> Option<&[u8]> {
        self.0.as_deref()
    }

    /// Returns the bytes by value; empty if they came as text that is not base64.
    #[must_use]
    pub fn into_vec(self) -> Vec<u8> {
        self.0.unwrap_or_default()
    }
}

impl From<Vec<u8>> for Bytes {
    fn from(bytes: Vec<u8>) -> Self {
        Self(Some(bytes))
    }
}

impl From<&[u8]> for Bytes {
    fn from(bytes: &[u8]) -> Self {
        Self(Some(bytes.to_vec()))
    }
}

/// Shows only the size, because a file may hold anything.
impl fmt::Debug for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some(bytes) => write!(f, "Bytes({} redacted)", bytes.len()),
            None => f.write_str("Bytes(illegible)"),
        }
    }
}

/// Bytes written as they are, for formats that are not human-readable.
struct Raw<'a>(&'a [u8]);

impl Serialize for Raw<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(self.0)
    }
}

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let bytes = self.as_slice().ok_or_else(|| serde::ser::Error::custom("illegible bytes"))?;
        if serializer.is_human_readable() {
            serializer.serialize_newtype_struct("Bytes", &BASE64.encode(bytes))
        } else {
            serializer.serialize_newtype_struct("Bytes", &Raw(bytes))
        }
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct("Bytes", Reader)
    }
}

/// A visitor that decodes text as base64 and takes bytes as they are.
struct Reader;

impl<'de> de::Visitor<'de> for Reader {
    type Value = Bytes;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("bytes")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Bytes, D::Error> {
        if deserializer.is_human_readable() {
            deserializer.deserialize_str(self)
        } else {
            deserializer.deserialize_bytes(self)
        }
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Bytes, E> {
        Ok(Bytes::from_base64(text))
    }

    fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<Bytes, E> {
        Ok(bytes.into())
    }

    fn visit_byte_buf<E: de::Error>(self, bytes: Vec<u8>) -> Result<Bytes, E> {
        Ok(bytes.into())
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Bytes {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Bytes".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "contentEncoding": "base64" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_base64_on_the_wire() {
        let bytes = Bytes::from(b"%PDF-".as_slice());
        assert_eq!(serde_json::to_string(&bytes).unwrap(), r#""JVBERi0=""#);
        assert_eq!(serde_json::from_str::<Bytes>(r#""JVBERi0=""#).unwrap(), bytes);
        assert!(serde_json::from_str::<Bytes>("[37,80]").is_err());
    }

    #[test]
    fn text_that_is_not_base64_is_left_to_the_operation() {
        let illegible: Bytes = serde_json::from_str(r#""???""#).unwrap();
        assert_eq!(illegible.as_slice(), None);
        assert!(serde_json::to_string(&illegible).is_err());
    }

    #[test]
    fn nothing_prints_a_files_content() {
        assert_eq!(format!("{:?}", Bytes::from(vec![65; 9])), "Bytes(9 redacted)");
    }
}
