//! The store contract: what a host's database has to do, and nothing about portals.
//!
//! A store runs closures as transactions over tables that [`crate::schema`] declares. It knows rows as a key, a version,
//! a few indexed columns and an opaque JSON body. Rules, clocks, randomness, expiry and permissions never live here.
//!
//! # The contract
//! Each clause is a case of the conformance suite.
//! * `write`s are serializable with each other; a transaction sees its own writes; `read` sees one snapshot.
//! * If the closure returns [`Abort`] or panics, nothing it wrote is kept and the store stays usable.
//! * The closure may run more than once (a backend retries a serialization failure), so it only reads, decides and writes.
//! * Inserting a key or a unique value that exists, and updating a row that is missing or has another version, is
//!   [`StoreError::Conflict`]; deleting a missing row is `Ok(false)`. There is no upsert.
//! * Breaking a reference is [`StoreError::Conflict`] too; rows of an append-only table can be neither updated nor deleted.
//! * Lists are ordered as asked, ties by key, and a page that was read stays the same under later inserts.
//! * Text and bytes compare bytewise. Nulls sort first and equal nothing, so unique sets with a null never collide.
//! * Bodies come back byte for byte.
//! * When the outcome of a commit is not known the answer is [`StoreError::OutcomeUnknown`], never success.

mod check;
mod error;
mod fault;
mod memory;
pub(crate) mod page;
mod query;
mod record;
mod table;

pub use check::{check_query, check_row};
pub use error::StoreError;
pub use fault::FaultyStore;
pub use memory::MemoryStore;
pub use query::{After, Direction, Filter, Order, Query};
pub(crate) use record::{Record, Records, RecordsMut, StoreExt, Stored};
pub use table::{Column, ColumnKind, Reference, Table};

use uuid::Uuid;

/// A row's name: the row it is clustered under (nil where the table has no parent) and its own id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// The id of the parent row, or nil.
    pub parent: Uuid,
    /// The row's own id, unique under its parent.
    pub id: Uuid,
}

impl Key {
    /// The key of a row clustered under `parent`.
    #[must_use]
    pub const fn under(parent: Uuid, id: Uuid) -> Self {
        Self { parent, id }
    }

    /// The key of a row of a table that is not clustered.
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
    /// False or true.
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
    /// The row's name.
    pub key: Key,
    /// 1 when inserted, one more with each update.
    pub version: i64,
    /// The record as JSON, opaque to the store.
    pub body: String,
}

/// A row to be written: its indexed columns in the order of the table's declaration, and its body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRow {
    /// The row's name.
    pub key: Key,
    /// One value for each declared column, in that order.
    pub columns: Vec<Value>,
    /// The record as JSON, opaque to the store.
    pub body: String,
}

/// Returned by a transaction's closure to leave no trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Abort;

/// What a closure of a read transaction looks like.
pub type ReadBody<'a> = dyn FnMut(&dyn ReadTx) -> Result<(), Abort> + 'a;
/// What a closure of a write transaction looks like.
pub type WriteBody<'a> = dyn FnMut(&mut dyn WriteTx) -> Result<(), Abort> + 'a;

/// A transactional store of the tables that core declares. See the [module](self) for the contract.
pub trait Store: Send + Sync {
    /// Runs `body` on one snapshot.
    ///
    /// # Errors
    /// [`StoreError::Aborted`] if the body aborted, otherwise what the database said.
    fn read(&self, body: &mut ReadBody<'_>) -> Result<(), StoreError>;

    /// Runs `body` as one serializable transaction and commits it durably.
    ///
    /// # Errors
    /// [`StoreError::Aborted`] if the body aborted, otherwise what the database said.
    fn write(&self, body: &mut WriteBody<'_>) -> Result<(), StoreError>;

    /// What the host should know of this store's settings; one finding for each deviation from the contract.
    fn findings(&self) -> Vec<StoreFinding>;
}

/// Something about a store that `doctor` reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreFinding {
    /// A stable name such as `store_not_durable`.
    pub code: &'static str,
    /// Whether a production host must refuse to start on it.
    pub serious: bool,
}

/// Reads inside a transaction.
pub trait ReadTx {
    /// The row with this key.
    ///
    /// # Errors
    /// What the database said.
    fn get(&self, table: &'static Table, key: Key) -> Result<Option<Row>, StoreError>;
    /// The rows that match, in order, at most the query's limit.
    ///
    /// # Errors
    /// What the database said; [`StoreError::Misused`] for a column the table does not declare.
    fn select(&self, query: &Query) -> Result<Vec<Row>, StoreError>;
    /// How many rows match, regardless of limit, order and cursor.
    ///
    /// # Errors
    /// As [`ReadTx::select`].
    fn count(&self, query: &Query) -> Result<u64, StoreError>;
}

/// Writes inside a transaction.
pub trait WriteTx: ReadTx {
    /// Adds a row with version 1.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if the key or a unique value exists, or a reference leads nowhere.
    fn insert(&mut self, table: &'static Table, row: &NewRow) -> Result<(), StoreError>;
    /// Replaces columns and body of the row that has version `expected`, which becomes `expected + 1`.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if the row is missing or has another version, or as [`WriteTx::insert`].
    fn update(&mut self, table: &'static Table, expected: i64, row: &NewRow) -> Result<(), StoreError>;
    /// Removes a row; `false` if it was not there.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if other rows refer to it.
    fn delete(&mut self, table: &'static Table, key: Key) -> Result<bool, StoreError>;
}
