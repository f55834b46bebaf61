//! The traits that a backend implements.

use super::error::StoreError;
use super::query::Query;
use super::row::{Key, NewRow, Row};
use super::table::Table;

/// Returned by a transaction's closure to leave no trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Abort;

/// What a closure of a read transaction looks like.
pub type ReadBody<'a> = dyn FnMut(&dyn ReadTx) -> Result<(), Abort> + 'a;
/// What a closure of a write transaction looks like.
pub type WriteBody<'a> = dyn FnMut(&mut dyn WriteTx) -> Result<(), Abort> + 'a;

/// A transactional store of the tables that core declares. See the [module](super) for the contract.
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
