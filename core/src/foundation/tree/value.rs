//! The tree type and its formats.

use std::borrow::Cow;
use zeroize::Zeroize;

/// A value of any type.
#[derive(Default)]
pub enum Tree {
    /// An explicit `null`.
    #[default]
    Nothing,
    /// A field that was left out.
    Absent,
    /// A boolean.
    Flag(bool),
    /// A whole number.
    Number(i64),
    /// A text.
    Text(String),
    /// A date of a language's own date type, as ISO 8601 text. Read only, where a text is parsed into a value.
    Date(String),
    /// The text of a secret. Written only.
    Secret(String),
    /// An instant, in milliseconds since 1970. Written only, and only for faces that are not human-readable.
    Instant(i64),
    /// Bytes.
    Bytes(Vec<u8>),
    /// Values in order.
    List(Vec<Tree>),
    /// Values by name. A name that the library declares is borrowed; any other name is owned.
    Record(Vec<(Cow<'static, str>, Tree)>),
    /// A value from which no type can be read.
    Foreign,
}

/// Wipes texts and bytes, so that nothing of an input or an answer remains in memory.
impl Drop for Tree {
    fn drop(&mut self) {
        match self {
            Self::Text(text) | Self::Date(text) | Self::Secret(text) => text.zeroize(),
            Self::Bytes(bytes) => bytes.zeroize(),
            _ => {}
        }
    }
}

/// The source or destination of a tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A face of the library. Bytes and instants keep their types, and an unknown field name is refused.
    Wire,
    /// The store or one of the library's files. The human-readable form is used, and additional fields of another
    /// version are ignored.
    Stored,
}
