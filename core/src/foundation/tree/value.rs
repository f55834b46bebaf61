//! The tree itself.

use std::borrow::Cow;
use zeroize::Zeroize;

/// A value of any type.
#[derive(Default)]
pub enum Tree {
    /// Nothing, and there: `null`.
    #[default]
    Nothing,
    /// Not there at all; a field that was left out.
    Absent,
    /// Yes or no.
    Flag(bool),
    /// A whole number.
    Number(i64),
    /// A text.
    Text(String),
    /// A date of a language's own type, as ISO 8601 writes it; read only, where a text is parsed into a value.
    Date(String),
    /// The text of a secret; written only.
    Secret(String),
    /// An instant, in milliseconds since 1970; written only, and only for faces that no person reads.
    Instant(i64),
    /// Bytes.
    Bytes(Vec<u8>),
    /// Values in order.
    List(Vec<Tree>),
    /// Values by name. A name of the library's own is borrowed; what is not could be any text.
    Record(Vec<(Cow<'static, str>, Tree)>),
    /// A value that nothing is read from.
    Foreign,
}

/// No text or byte of an input or an answer stays behind.
impl Drop for Tree {
    fn drop(&mut self) {
        match self {
            Self::Text(text) | Self::Date(text) | Self::Secret(text) => text.zeroize(),
            Self::Bytes(bytes) => bytes.zeroize(),
            _ => {}
        }
    }
}

/// Where a tree comes from or goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A face of the library: bytes and instants are what they are, and a name that nobody knows is refused.
    Wire,
    /// The store or a file of the library's: as people read it, and what another version wrote besides is let be.
    Stored,
}
