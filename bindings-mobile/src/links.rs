//! Functions on links and texts that need no portal.

use casegate_core::foundation::link;
use casegate_core::foundation::secret::TokenKind;

/// Returns the code from a pasted link with the damage of pasting repaired, or nothing if it holds no intact
/// code. The code is as secret as the link.
#[uniffi::export]
#[must_use]
pub fn repair_link(pasted: String) -> Option<String> {
    link::repair_code(&pasted).map(|code| code.reveal(str::to_owned))
}

/// A credential found in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Leak {
    /// The kind of credential.
    pub kind: TokenKind,
    /// The position of its first character, in UTF-16 units.
    pub start: u32,
    /// The position after its last character, in UTF-16 units.
    pub end: u32,
}

/// Returns every intact credential in a text, in order. Use it on texts that will be logged,
/// reported or sent to a crash service.
#[uniffi::export]
#[must_use]
pub fn scan(text: String) -> Vec<Leak> {
    let (mut bytes, mut units) = (0, 0);
    let leaks = casegate_core::scan(&text).into_iter().map(|leak| {
        units += text.get(bytes..leak.range.start).map_or(0, |before| before.encode_utf16().count());
        bytes = leak.range.start;
        // A credential is ASCII, so each of its characters is one byte and one UTF-16 unit.
        Leak { kind: leak.kind, start: count(units), end: count(units + leak.range.len()) }
    });
    leaks.collect()
}

/// Converts a count. Strings that cross into the library are never longer than this can count.
fn count(units: usize) -> u32 {
    u32::try_from(units).unwrap_or(u32::MAX)
}
