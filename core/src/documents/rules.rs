//! The rules of which documents a client may see, and of which files can be documents.

use super::kind::{ALLOWLIST, DocumentKind};
use super::record::DocumentRecord;
use super::settings::DocumentSettings;
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::limits;
use crate::foundation::text;

/// Returns whether the client sees `document`: its kind is on the allowlist, the firm shows that kind, and it is delivered.
pub(crate) fn is_visible(document: &DocumentRecord, settings: &DocumentSettings) -> bool {
    document.delivery.at().is_some() && may_be_shown(&document.kind, settings)
}

/// Returns whether documents of `kind` may be delivered. Signed documents always may, whatever the firm's setting.
pub(crate) fn may_be_shown(kind: &DocumentKind, settings: &DocumentSettings) -> bool {
    ALLOWLIST.contains(kind) && (*kind == DocumentKind::SignedDocument || settings.shown_kinds.contains(kind))
}

/// Checks a file name. It must be valid on every system and must not contain a path.
pub(crate) fn file_name(field: &'static str, name: &str) -> Result<String> {
    let name = text::line(field, name, limits::NAME)?;
    let separators = ['/', '\\', ':', '*', '?', '"', '<', '>', '|'];
    if name.starts_with('.') || name.ends_with('.') || name.contains(separators) {
        return Err(Error::at(Code::TEXT_INVALID, field));
    }
    Ok(name)
}

/// Returns the media type that a document is stored under, if its content is of that type.
///
/// # Errors
/// `content_invalid` at `mediaType` or `content`.
pub(crate) fn media_type(stated: &str, content: &[u8]) -> Result<&'static str> {
    let fits = |starts: &[&[u8]]| starts.iter().any(|start| content.starts_with(start));
    let zip: &[&[u8]] = &[b"PK\x03\x04"];
    let (kept, accepted) = match stated {
        "application/pdf" => ("application/pdf", fits(&[b"%PDF-"])),
        "image/png" => ("image/png", fits(&[b"\x89PNG\r\n\x1a\n"])),
        "image/jpeg" => ("image/jpeg", fits(&[b"\xff\xd8\xff"])),
        "text/plain" => ("text/plain", std::str::from_utf8(content).is_ok() && !content.contains(&0)),
        "text/csv" => ("text/csv", std::str::from_utf8(content).is_ok() && !content.contains(&0)),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => {
            ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", fits(zip))
        }
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => {
            ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", fits(zip))
        }
        _ => return Err(Error::at(Code::CONTENT_INVALID, "mediaType")),
    };
    if accepted { Ok(kept) } else { Err(Error::at(Code::CONTENT_INVALID, "content")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn settings(shown_kinds: BTreeSet<DocumentKind>) -> DocumentSettings {
        DocumentSettings { shown_kinds }
    }

    #[test]
    fn az_03_what_is_never_shown_is_not_shown_even_if_a_stored_setting_says_so() {
        let everything = DocumentKind::NAMED.iter().map(|(_, kind)| kind.clone());
        let settings = settings(everything.chain([DocumentKind::Other("memo".into())]).collect());
        for (name, kind) in DocumentKind::NAMED {
            assert_eq!(may_be_shown(&kind, &settings), ALLOWLIST.contains(&kind), "{name}");
        }
        assert!(!may_be_shown(&DocumentKind::Other("memo".into()), &settings));
    }

    #[test]
    fn r8_a_firm_can_hide_kinds_but_not_what_the_client_signed() {
        let settings = settings(BTreeSet::new());
        for kind in ALLOWLIST {
            assert_eq!(may_be_shown(&kind, &settings), kind == DocumentKind::SignedDocument, "{kind:?}");
        }
    }

    #[test]
    fn az_07_file_names_stay_in_their_folder() {
        assert_eq!(file_name("fileName", " Report 2026.pdf ").unwrap(), "Report 2026.pdf");
        for name in
            ["../x.pdf", "a/b", "a\\b", ".htaccess", "a\r\nb", "x\u{202e}fdp.exe", "con:", "\"x\"", "", "x."]
        {
            assert!(file_name("fileName", name).is_err(), "{name:?}");
        }
    }

    #[test]
    fn a_document_is_what_it_says() {
        assert_eq!(media_type("application/pdf", b"%PDF-1.7").unwrap(), "application/pdf");
        for (stated, content) in [
            ("application/pdf", b"<html>".as_slice()),
            ("text/html", b"<html>"),
            ("image/svg+xml", b"<svg"),
            ("text/plain", b"a\0b"),
        ] {
            assert_eq!(media_type(stated, content).unwrap_err().code(), Code::CONTENT_INVALID, "{stated}");
        }
    }

    #[test]
    fn an_unknown_kind_keeps_its_name() {
        let kind: DocumentKind = serde_json::from_str("\"peerReview\"").unwrap();
        assert_eq!(kind, DocumentKind::Other("peerReview".into()));
        assert_eq!(serde_json::to_string(&kind).unwrap(), "\"peerReview\"");
        for (name, kind) in DocumentKind::NAMED {
            assert_eq!(kind.name(), name);
            assert_eq!(DocumentKind::named(name), kind);
        }
    }
}
