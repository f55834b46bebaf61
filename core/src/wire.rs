//! The boundary: input is bounded and parsed into a type, and output is written from a type.
//!
//! Any face exchanges values through [`Wire`]; JSON is the one that every language can use.

use crate::foundation::error::{Code, Error, Result};
use crate::foundation::limits;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeMap;
use std::fmt::Display;

/// The way in which a face of the library gives an operation its input and takes its answer.
///
/// Values with a special meaning cross as newtype structs with a name. JSON does not show the name, and a language's
/// serializer can give each name its own type: `Timestamp`, `CalendarDate`, `Money`, `Bytes`, `Secret`, `DocumentKind`
/// and each kind of id.
pub trait Wire {
    /// The face's form of an answer.
    type Output;

    /// Reads the operation's input. [`parse`] reads it from a deserializer.
    ///
    /// # Errors
    /// `input_malformed`, naming the field.
    fn read<T: DeserializeOwned>(&self) -> Result<T>;

    /// Runs the operation itself, which may take long. A face that holds a lock for its language releases it here.
    fn run<R: Send>(&self, operation: impl FnOnce() -> R + Send) -> R;

    /// Converts `answer` to the face's form.
    ///
    /// # Errors
    /// `defect` if it cannot be converted.
    fn write<T: Serialize>(&self, answer: &T) -> Result<Self::Output>;

    /// Converts `answer`, which holds a secret, to the face's form. No copy of the secret may remain.
    ///
    /// # Errors
    /// As [`Wire::write`].
    fn write_secret<T: Serialize>(&self, answer: &T) -> Result<Self::Output> {
        self.write(answer)
    }

    /// Checks that there is no input: nothing, or an empty record.
    ///
    /// # Errors
    /// `input_malformed`.
    fn read_nothing(&self) -> Result<()> {
        let input = self.read::<Option<BTreeMap<String, IgnoredAny>>>()?;
        if input.is_none_or(|fields| fields.is_empty()) {
            Ok(())
        } else {
            Err(Error::new(Code::INPUT_MALFORMED))
        }
    }
}

/// Reads an input. Unknown, missing and repeated fields are refused.
///
/// # Errors
/// `input_malformed`, naming the field unless it is unknown.
pub fn parse<'de, T, D>(deserializer: D) -> Result<T>
where
    T: Deserialize<'de>,
    D: Deserializer<'de, Error: Display>,
{
    serde_path_to_error::deserialize(deserializer).map_err(|error| {
        let path = error.path().to_string();
        malformed(path.trim_matches('.'), error.inner())
    })
}

/// Returns the error for an input that cannot be read. It names the field at fault, if it is one of the library's: the
/// one that cannot be read, or that is missing. `path` is where `error` happened, as in `decisions[0].figureId`, or
/// empty for the input as a whole. The name of an unknown field is the caller's own text and could be anything, so it
/// is not passed on. This is for faces that keep track of the path themselves.
#[must_use]
pub fn malformed(path: &str, error: &impl Display) -> Error {
    let why = error.to_string();
    let within = Some(path).filter(|path| !path.is_empty() && !why.starts_with("unknown field"));
    let missing = why.strip_prefix("missing field `").and_then(|rest| rest.split('`').next());
    match (within, missing) {
        (Some(path), Some(name)) => Error::at(Code::INPUT_MALFORMED, format!("{path}.{name}")),
        (Some(path), None) => Error::at(Code::INPUT_MALFORMED, path.to_owned()),
        (None, Some(name)) => Error::at(Code::INPUT_MALFORMED, name.to_owned()),
        (None, None) => Error::new(Code::INPUT_MALFORMED),
    }
}

/// Counts bytes and drops them.
struct Counted(usize);

impl std::io::Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The JSON wire.
pub(crate) struct Json<'a>(pub(crate) &'a [u8]);

impl Json<'_> {
    /// Returns why this is not a `T`, and where.
    fn refusal<T: DeserializeOwned>(&self) -> Error {
        let mut deserializer = serde_json::Deserializer::from_slice(self.0);
        match serde_path_to_error::deserialize::<_, T>(&mut deserializer) {
            Err(error) if error.inner().is_data() => {
                let path = error.path().to_string();
                malformed(path.trim_matches('.'), error.inner())
            }
            // If the JSON itself is broken, the path may contain names that were not checked yet. If a value can be
            // read, something follows it.
            Err(_) | Ok(_) => Error::new(Code::INPUT_MALFORMED),
        }
    }
}

impl Wire for Json<'_> {
    type Output = String;

    fn read<T: DeserializeOwned>(&self) -> Result<T> {
        if self.0.len() > limits::INPUT_BYTES {
            return Err(Error::new(Code::INPUT_MALFORMED));
        }
        // An input whose fields may all be left out may be left out itself.
        let json = if self.0.trim_ascii().is_empty() { b"{}" } else { self.0 };
        // Valid input does not pay for tracking the path; only a refusal parses again.
        serde_json::from_slice(json).map_err(|_| Json(json).refusal::<T>())
    }

    fn run<R: Send>(&self, operation: impl FnOnce() -> R + Send) -> R {
        operation()
    }

    fn write<T: Serialize>(&self, answer: &T) -> Result<String> {
        serde_json::to_string(answer).map_err(|_| Error::new(Code::DEFECT))
    }

    /// Writes into one block of memory, because a text that grows leaves copies of its beginning behind (SECURITY TOK-09).
    fn write_secret<T: Serialize>(&self, answer: &T) -> Result<String> {
        let mut length = Counted(0);
        serde_json::to_writer(&mut length, answer).map_err(|_| Error::new(Code::DEFECT))?;
        let mut json = Vec::with_capacity(length.0);
        serde_json::to_writer(&mut json, answer).map_err(|_| Error::new(Code::DEFECT))?;
        String::from_utf8(json).map_err(|_| Error::new(Code::DEFECT))
    }

    fn read_nothing(&self) -> Result<()> {
        let is_empty = self.0.trim_ascii().is_empty()
            || self.read::<serde_json::Map<String, serde_json::Value>>()?.is_empty();
        if is_empty { Ok(()) } else { Err(Error::new(Code::INPUT_MALFORMED)) }
    }
}

/// An operation's answer on the wire.
pub(crate) trait Answer {
    /// Writes the answer to `wire`, which reveals a secret in it.
    fn write<W: Wire>(self, wire: &W) -> Result<W::Output>;
}

impl<T: Serialize> Answer for T {
    fn write<W: Wire>(self, wire: &W) -> Result<W::Output> {
        wire.write(&self)
    }
}

/// The type as which an answer is written; for an answer with a secret, the type that reveals it.
#[cfg(feature = "schema")]
pub(crate) trait OnWire {
    type Type: schemars::JsonSchema;
}

#[cfg(feature = "schema")]
impl<T: schemars::JsonSchema> OnWire for T {
    type Type = T;
}

/// Implements `Answer` for an answer with a secret, which is written as the type that reveals it.
macro_rules! reveals {
    ($secret:ty as $revealed:ty) => {
        impl $crate::wire::Answer for $secret {
            fn write<W: $crate::wire::Wire>(self, wire: &W) -> $crate::foundation::error::Result<W::Output> {
                wire.write_secret(&<$revealed>::from(self))
            }
        }

        #[cfg(feature = "schema")]
        impl $crate::wire::OnWire for $secret {
            type Type = $revealed;
        }
    };
}
pub(crate) use reveals;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::record::CaseRef;
    use crate::forms::desk::AddForm;
    use crate::intake::review::DecideFigures;
    use crate::intake::types::SaveSection;

    fn read<T: DeserializeOwned>(json: &[u8]) -> Result<T> {
        Json(json).read()
    }

    fn read_nothing(json: &[u8]) -> Result<()> {
        Json(json).read_nothing()
    }

    #[test]
    fn az_05_inputs_are_exact() {
        let id = "case_01935c8e0000700080000000000000ab";
        assert!(read::<CaseRef>(format!(r#"{{"caseId":"{id}"}}"#).as_bytes()).is_ok());
        for json in [
            String::new(),
            "null".into(),
            "[]".into(),
            "{}".into(),
            format!(r#"{{"caseId":"{id}","authority":"irsRecord"}}"#),
            format!(r#"{{"caseId":"{id}","__proto__":{{}}}}"#),
            format!(r#"{{"caseId":"{id}","caseId":"{id}"}}"#),
            format!(r#"{{"caseId":"{id}"}} {{}}"#),
            "[".repeat(100_000),
        ] {
            assert_eq!(
                read::<CaseRef>(json.as_bytes()).unwrap_err().code(),
                Code::INPUT_MALFORMED,
                "{json:.80}"
            );
        }
    }

    #[test]
    fn the_field_at_fault_is_named() {
        let error = read::<CaseRef>(br#"{"caseId":7}"#).unwrap_err();
        assert_eq!(error.field(), Some("caseId"));
        // A field name that the caller invented is not passed on: it could be anything, even a taxpayer's number.
        let json = br#"{"caseId":"case_01935c8e0000700080000000000000ab","123456789":1}"#;
        assert_eq!(read::<CaseRef>(json).unwrap_err().field(), None);
        let json = br#"{"caseId":"case_01935c8e0000700080000000000000ab","profileRevision":1,"decisions":[
            {"figureId":"figure_01935c8e0000700080000000000000ab","decision":{"123456789":{"name": x}}}]}"#;
        assert_eq!(read::<DecideFigures>(json).unwrap_err().field(), None);
        let json = br#"{"caseId":"case_01935c8e0000700080000000000000ab","title":"x","url":[]}"#;
        assert_eq!(read::<AddForm>(json).unwrap_err().field(), Some("url"));
        let json = br#"{"caseId":"case_01935c8e0000700080000000000000ab","title":"x"}"#;
        assert_eq!(read::<AddForm>(json).unwrap_err().field(), Some("url"), "it is missing");
        let json = br#"{"section":"accounts","entries":[{"value":{"kind":"blank"}}]}"#;
        assert_eq!(read::<SaveSection>(json).unwrap_err().field(), Some("entries[0].field"));
    }

    #[test]
    fn an_input_may_be_left_out_if_each_field_may() {
        use crate::cases::record::OwnCaseRef;
        assert_eq!(read::<OwnCaseRef>(b" ").unwrap(), OwnCaseRef::default());
        assert_eq!(read::<CaseRef>(b" ").unwrap_err().field(), Some("caseId"));
    }

    #[test]
    fn nothing_is_nothing() {
        assert!(read_nothing(b"").is_ok());
        assert!(read_nothing(b" {} ").is_ok());
        assert!(read_nothing(br#"{"a":1}"#).is_err());
    }
}
