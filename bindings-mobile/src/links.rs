//! Links and texts, without a portal: what an app asks before it knows whom a text concerns.

use casegate_core::foundation::link;
use casegate_core::foundation::secret::TokenKind;

/// The code in a link as a person pasted it, mended; nothing if no intact one is in it. It is as secret as what was pasted.
#[uniffi::export]
#[must_use]
pub fn repair_link(pasted: String) -> Option<String> {
    link::repair_code(&pasted).map(|code| code.reveal(str::to_owned))
}

/// A credential that stands in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Leak {
    /// What it opens.
    pub kind: TokenKind,
    /// Where it starts, in UTF-16 units.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
}

/// Every intact credential in a text, in order: for what is about to be logged, reported or sent to a crash service.
#[uniffi::export]
#[must_use]
pub fn scan(text: String) -> Vec<Leak> {
    let (mut bytes, mut units) = (0, 0);
    let leaks = casegate_core::scan(&text).into_iter().map(|leak| {
        units += text.get(bytes..leak.range.start).map_or(0, |before| before.encode_utf16().count());
        bytes = leak.range.start;
        // A credential is ASCII, whose letters are a byte and a unit each.
        Leak { kind: leak.kind, start: count(units), end: count(units + leak.range.len()) }
    });
    leaks.collect()
}

/// No string that crosses is longer than this counts.
fn count(units: usize) -> u32 {
    u32::try_from(units).unwrap_or(u32::MAX)
}
