//! Pure decisions about a firm's settings.

use super::record::{FirmRecord, IdentityCheck};
use crate::documents::record::DocumentKind;
use crate::documents::rules::ALLOWLIST;
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::limits;
use crate::foundation::sorted::Set;

/// The accent of a firm that has not chosen one.
pub(crate) const DEFAULT_COLOR: &str = "#1f5f8b";

/// A colour as `#rrggbb` on which white or black text is readable; every such colour is, so only the form is checked.
pub(crate) fn color(field: &'static str, text: &str) -> Result<String> {
    let text = text.trim().to_ascii_lowercase();
    let hex = text.strip_prefix('#').unwrap_or_default();
    if hex.len() == 6 && hex.bytes().all(|b| b.is_ascii_hexdigit()) {
        Ok(text)
    } else {
        Err(Error::at(Code::ColorInvalid, field))
    }
}

/// The media type of a logo by its content.
pub(crate) fn logo_type(bytes: &[u8]) -> Result<&'static str> {
    let invalid = || Error::at(Code::LogoInvalid, "logo");
    if bytes.len() > limits::LOGO_BYTES {
        return Err(invalid());
    }
    let is_webp = bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP");
    match bytes {
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => Ok("image/png"),
        [0xff, 0xd8, 0xff, ..] => Ok("image/jpeg"),
        _ if is_webp => Ok("image/webp"),
        _ => Err(invalid()),
    }
}

/// The kinds a firm shows: of the fixed allowlist only, and signed documents always (SPEC R8, R9).
pub(crate) fn shown_kinds(field: &'static str, wanted: &[DocumentKind]) -> Result<Set<DocumentKind>> {
    let mut shown: Set<_> = wanted.iter().cloned().collect();
    if let Some(_never) = shown.iter().find(|kind| !ALLOWLIST.contains(kind)) {
        return Err(Error::at(Code::KindNeverVisible, field));
    }
    shown.insert(DocumentKind::SignedDocument);
    Ok(shown)
}

/// A firm-wide life of invites in days.
pub(crate) fn invite_days(field: &'static str, days: u32) -> Result<u32> {
    if (1..=limits::INVITE_DAYS_MOST).contains(&days) {
        Ok(days)
    } else {
        Err(Error::at(Code::ExpiryOutOfRange, field))
    }
}

/// Whether a client would recognise the firm.
pub(crate) fn has_identity(firm: &FirmRecord) -> bool {
    !firm.name.is_empty() && firm.logo.is_some()
}

/// Whether an invite may be minted (SPEC R6).
pub(crate) fn may_invite(firm: &FirmRecord) -> Result<()> {
    let field = if firm.name.is_empty() { "firm.name" } else { "firm.logo" };
    match firm.identity_check {
        IdentityCheck::Required if !has_identity(firm) => Err(Error::at(Code::FirmIdentityMissing, field)),
        IdentityCheck::Required | IdentityCheck::Off => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_color_has_six_digits() {
        assert_eq!(color("accentColor", " #1F5F8b").unwrap(), "#1f5f8b");
        for text in ["", "red", "#fff", "#12345g", "#1234567", "1f5f8b", "#1f5f8b;}"] {
            assert_eq!(color("accentColor", text).unwrap_err().code(), Code::ColorInvalid, "{text}");
        }
    }

    #[test]
    fn a_logo_is_an_image_by_its_content() {
        assert_eq!(logo_type(b"\x89PNG\r\n\x1a\n....").unwrap(), "image/png");
        assert_eq!(logo_type(b"RIFF....WEBPVP8 ").unwrap(), "image/webp");
        for bytes in [b"<svg onload=alert(1)>".as_slice(), b"", b"GIF89a", &[0x89; 300_000]] {
            assert_eq!(logo_type(bytes).unwrap_err().code(), Code::LogoInvalid);
        }
    }

    #[test]
    fn no_setting_shows_what_is_never_shown() {
        for kind in
            [DocumentKind::TranscriptDiagnostic, DocumentKind::Draft, DocumentKind::Other("memo".into())]
        {
            assert_eq!(shown_kinds("shownKinds", &[kind]).unwrap_err().code(), Code::KindNeverVisible);
        }
        assert!(shown_kinds("shownKinds", &[]).unwrap().contains(&DocumentKind::SignedDocument));
    }
}
