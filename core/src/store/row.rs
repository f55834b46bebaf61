//! Rows of a store: key, version, columns and body.

use uuid::Uuid;

/// A row's key: the id of the row that it is clustered under (nil if the table has no parent) and its own id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// The id of the parent row, or nil.
    pub parent: Uuid,
    /// The row's own id, unique under its parent.
    pub id: Uuid,
}

impl Key {
    /// Creates the key of a row clustered under `parent`.
    #[must_use]
    pub const fn under(parent: Uuid, id: Uuid) -> Self {
        Self { parent, id }
    }

    /// Creates the key of a row of a table that is not clustered.
    #[must_use]
    pub const fn top(id: Uuid) -> Self {
        Self { parent: Uuid::nil(), id }
    }
}

/// A value of a column.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// No value.
    Null,
    /// A boolean.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// UTF-8 text, compared bytewise.
    Text(String),
    /// Bytes, compared bytewise.
    Bytes(Vec<u8>),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}
impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}
impl From<&[u8]> for Value {
    fn from(bytes: &[u8]) -> Self {
        Self::Bytes(bytes.to_vec())
    }
}
impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}
impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Bool(flag)
    }
}
impl From<Uuid> for Value {
    fn from(uuid: Uuid) -> Self {
        Self::Bytes(uuid.as_bytes().to_vec())
    }
}
impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// A row's body, opaque to the store. Its table says which of the two it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Body {
    /// A record as JSON.
    Json(String),
    /// Bytes, such as those of a file.
    Bytes(Vec<u8>),
}

impl Body {
    /// Returns the JSON; `None` for bytes.
    #[must_use]
    pub fn json(&self) -> Option<&str> {
        match self {
            Self::Json(json) => Some(json),
            Self::Bytes(_) => None,
        }
    }

    /// Returns the bytes; `None` for JSON.
    #[must_use]
    pub fn bytes(&self) -> Option<&[u8]> {
        match self {
            Self::Bytes(bytes) => Some(bytes),
            Self::Json(_) => None,
        }
    }

    /// Returns the number of bytes.
    #[must_use]
    pub fn size(&self) -> usize {
        match self {
            Self::Json(json) => json.len(),
            Self::Bytes(bytes) => bytes.len(),
        }
    }
}

impl From<String> for Body {
    fn from(json: String) -> Self {
        Self::Json(json)
    }
}
impl From<&str> for Body {
    fn from(json: &str) -> Self {
        Self::Json(json.to_owned())
    }
}
impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes)
    }
}

/// A stored row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The row's key.
    pub key: Key,
    /// The row's version: 1 when inserted, one more with each update.
    pub version: i64,
    /// The values of the declared columns, in that order, if the table [returns](super::Table::returns_columns) them; otherwise none.
    pub columns: Vec<Value>,
    /// The row's contents.
    pub body: Body,
}

/// A row to be written: its columns in the order of the table's declaration, and its body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRow {
    /// The row's key.
    pub key: Key,
    /// One value for each declared column, in that order.
    pub columns: Vec<Value>,
    /// The row's contents, of the table's kind.
    pub body: Body,
}
