//! The JSON boundary: what comes in is bounded and parsed into a type, what goes out is written from one.

use crate::foundation::error::{Code, Error, Result};
use crate::foundation::limits;
use crate::invites::desk::{MintedInvite, RevealedInvite};
use crate::invites::visit::{OpenedVisit, RevealedVisit};
use serde::Serialize;
use serde::de::DeserializeOwned;
use zeroize::Zeroize;

/// Reads an operation's input. Unknown, missing and repeated fields are refused, each by name.
pub(crate) fn read<T: DeserializeOwned>(json: &[u8]) -> Result<T> {
    if json.len() > limits::INPUT_BYTES {
        return Err(Error::new(Code::InputMalformed));
    }
    let mut deserializer = serde_json::Deserializer::from_slice(json);
    let input = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| malformed(&error))?;
    deserializer.end().map_err(|_| Error::new(Code::InputMalformed))?;
    Ok(input)
}

/// Reads the input of an operation that takes none: nothing, or an empty record.
pub(crate) fn read_nothing(json: &[u8]) -> Result<()> {
    let is_empty =
        json.trim_ascii().is_empty() || read::<serde_json::Map<String, serde_json::Value>>(json)?.is_empty();
    if is_empty { Ok(()) } else { Err(Error::new(Code::InputMalformed)) }
}

/// Names the field at fault, if it is one of ours. The name of an unknown field is the caller's own text, and could be
/// anything: it is not passed on.
fn malformed(error: &serde_path_to_error::Error<serde_json::Error>) -> Error {
    let path = error.path().to_string();
    // Where the JSON itself is broken the path may lead through names that nobody has held against ours yet.
    let is_ours = error.inner().is_data() && !error.inner().to_string().starts_with("unknown field");
    if is_ours && path != "." {
        Error::at(Code::InputMalformed, path)
    } else {
        Error::new(Code::InputMalformed)
    }
}

/// What an operation answers with on the wire.
pub(crate) trait Answer {
    /// The answer as JSON; a secret in it is hereby revealed.
    fn write(self) -> Result<String>;
}

impl<T: Serialize> Answer for T {
    fn write(self) -> Result<String> {
        serde_json::to_string(&self).map_err(|_| Error::new(Code::Defect))
    }
}

impl Answer for MintedInvite {
    fn write(self) -> Result<String> {
        let link = self.secret.into_link(&self.origin).expose().to_owned();
        let mut revealed = RevealedInvite { invite: self.invite, link };
        let json = write_in_place(&revealed);
        revealed.link.zeroize();
        json
    }
}

impl Answer for OpenedVisit {
    fn write(self) -> Result<String> {
        let Self { secret, csrf, ends_at } = self;
        let session = secret.reveal(str::to_owned);
        let mut revealed = RevealedVisit { session, csrf, ends_at };
        let json = write_in_place(&revealed);
        revealed.session.zeroize();
        json
    }
}

/// An answer with a secret in it is shorter than this, in bytes.
const SECRET_ANSWER: usize = 4 * 1024;

/// Writes into one block of memory, for a text that grows leaves copies of its beginning behind (SECURITY TOK-09).
fn write_in_place(answer: &impl Serialize) -> Result<String> {
    let mut json = Vec::with_capacity(SECRET_ANSWER);
    serde_json::to_writer(&mut json, answer).map_err(|_| Error::new(Code::Defect))?;
    String::from_utf8(json).map_err(|_| Error::new(Code::Defect))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::record::CaseRef;
    use crate::forms::desk::AddForm;
    use crate::intake::review::DecideFigures;

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
                Code::InputMalformed,
                "{json:.80}"
            );
        }
    }

    #[test]
    fn the_field_at_fault_is_named() {
        let error = read::<CaseRef>(br#"{"caseId":7}"#).unwrap_err();
        assert_eq!(error.field(), Some("caseId"));
        // What a caller invents as a field's name is not passed on: it could be anything, a taxpayer's number too.
        let json = br#"{"caseId":"case_01935c8e0000700080000000000000ab","123456789":1}"#;
        assert_eq!(read::<CaseRef>(json).unwrap_err().field(), None);
        let json = br#"{"caseId":"case_01935c8e0000700080000000000000ab","profileRevision":1,"decisions":[
            {"figureId":"figure_01935c8e0000700080000000000000ab","decision":{"123456789":{"name": x}}}]}"#;
        assert_eq!(read::<DecideFigures>(json).unwrap_err().field(), None);
        let json = br#"{"caseId":"case_01935c8e0000700080000000000000ab","title":"x","url":[]}"#;
        assert_eq!(read::<AddForm>(json).unwrap_err().field(), Some("url"));
    }

    #[test]
    fn nothing_is_nothing() {
        assert!(read_nothing(b"").is_ok());
        assert!(read_nothing(b" {} ").is_ok());
        assert!(read_nothing(br#"{"a":1}"#).is_err());
    }
}
