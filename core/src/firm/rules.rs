//! Pure decisions about a firm's settings.

use super::record::FirmRecord;
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::limits;

/// The accent colour of a firm that has not set one.
pub(crate) const DEFAULT_COLOR: &str = "#1f5f8b";

/// Checks a colour of the form `#rrggbb`. White or black text is readable on every such colour, so only the form is checked.
pub(crate) fn color(field: &'static str, text: &str) -> Result<String> {
    let text = text.trim().to_ascii_lowercase();
    let hex = text.strip_prefix('#').unwrap_or_default();
    if hex.len() == 6 && hex.bytes().all(|b| b.is_ascii_hexdigit()) {
        Ok(text)
    } else {
        Err(Error::at(Code::COLOR_INVALID, field))
    }
}

/// Returns the media type of a logo, by its content.
pub(crate) fn logo_type(bytes: &[u8]) -> Result<&'static str> {
    let invalid = || Error::at(Code::LOGO_INVALID, "logo");
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

/// Returns whether the firm has a name and a logo, by which a client recognizes it.
pub(crate) fn has_identity(firm: &FirmRecord) -> bool {
    !firm.name.is_empty() && firm.logo.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_color_has_six_digits() {
        assert_eq!(color("accentColor", " #1F5F8b").unwrap(), "#1f5f8b");
        for text in ["", "red", "#fff", "#12345g", "#1234567", "1f5f8b", "#1f5f8b;}"] {
            assert_eq!(color("accentColor", text).unwrap_err().code(), Code::COLOR_INVALID, "{text}");
        }
    }

    #[test]
    fn a_logo_is_an_image_by_its_content() {
        assert_eq!(logo_type(b"\x89PNG\r\n\x1a\n....").unwrap(), "image/png");
        assert_eq!(logo_type(b"RIFF....WEBPVP8 ").unwrap(), "image/webp");
        for bytes in [b"<svg onload=alert(1)>".as_slice(), b"", b"GIF89a", &[0x89; 300_000]] {
            assert_eq!(logo_type(bytes).unwrap_err().code(), Code::LOGO_INVALID);
        }
    }
}
