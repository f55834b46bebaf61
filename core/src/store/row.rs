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

/// A value of an indexed column.
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

/// A stored row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The row's key.
    pub key: Key,
    /// The row's version: 1 when inserted, one more with each update.
    pub version: i64,
    /// The record as JSON, opaque to the store.
    pub body: String,
}

/// A row to be written: its indexed columns in the order of the table's declaration, and its body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRow {
    /// The row's key.
    pub key: Key,
    /// One value for each declared column, in that order.
    pub columns: Vec<Value>,
    /// The record as JSON, opaque to the store.
    pub body: String,
}
