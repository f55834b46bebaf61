//! Text from outside, parsed once into its kept form: trimmed, NFC, bounded, without control or direction characters.

use crate::foundation::error::{Code, Error, Result};
use crate::foundation::platform;

/// One line that must not be empty.
pub(crate) fn line(field: &'static str, text: &str, most: usize) -> Result<String> {
    let text = optional_line(field, text, most)?;
    if text.is_empty() { Err(Error::at(Code::TEXT_REQUIRED, field)) } else { Ok(text) }
}

/// One line that may be empty.
pub(crate) fn optional_line(field: &'static str, text: &str, most: usize) -> Result<String> {
    normal(text, most, Lines::One).map_err(|error| error.in_field(field))
}

/// Several lines that may be empty.
pub(crate) fn optional_lines(field: &'static str, text: &str, most: usize) -> Result<String> {
    normal(text, most, Lines::Many).map_err(|error| error.in_field(field))
}

/// Whether line breaks may stand inside a text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lines {
    One,
    Many,
}

/// The kept form of `text`, without a field name.
pub(crate) fn normal(text: &str, most: usize, lines: Lines) -> Result<String> {
    // NFC never shortens a text by more than its combining marks, so this bounds the work before it is done.
    if text.len() > most.saturating_mul(16) {
        return Err(Error::new(Code::TEXT_TOO_LONG));
    }
    let normal = composed(text);
    if normal.chars().any(|c| forbidden(c, lines)) {
        return Err(Error::new(Code::TEXT_INVALID));
    }
    if normal.chars().count() > most {
        return Err(Error::new(Code::TEXT_TOO_LONG));
    }
    Ok(normal)
}

/// Without white space around it, with one kind of line end, in NFC. Most texts are ASCII, which is in NFC already.
fn composed(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let text = text.trim();
    if text.is_ascii() { text.to_owned() } else { platform::composed(text) }
}

/// A text as it is searched and sorted: without regard to case.
pub(crate) fn folded(text: &str) -> String {
    platform::lowercase(text)
}

/// Control characters break lines, terminals and logs; direction overrides make a text read as another one.
fn forbidden(c: char, lines: Lines) -> bool {
    match c {
        '\n' | '\t' => lines == Lines::One,
        '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => true,
        c => c.is_control(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn text_is_trimmed_and_composed() {
        assert_eq!(line("name", "  Jose\u{301} ", 10).unwrap(), "Jos\u{e9}");
        assert_eq!(optional_lines("note", "a\r\nb", 10).unwrap(), "a\nb");
    }

    #[test]
    fn what_could_mislead_is_refused() {
        for text in ["a\nb", "a\u{202e}b", "a\u{0}b", "a\u{1b}[0m", "\u{2066}x"] {
            assert_eq!(line("name", text, 10).unwrap_err().code(), Code::TEXT_INVALID, "{text:?}");
        }
        assert_eq!(line("name", " \t ", 10).unwrap_err().code(), Code::TEXT_REQUIRED);
        assert_eq!(line("name", "01234567890", 10).unwrap_err().code(), Code::TEXT_TOO_LONG);
        assert_eq!(line("name", "", 10).unwrap_err().field(), Some("name"));
    }

    proptest! {
        #[test]
        fn a_kept_text_is_kept_as_it_is(text in "\\PC{0,60}") {
            if let Ok(kept) = normal(&text, 60, Lines::Many) {
                prop_assert_eq!(normal(&kept, 60, Lines::Many).unwrap(), kept);
            }
        }
    }
}
