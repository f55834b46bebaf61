//! The traits that a backend implements.

use super::error::StoreError;
use super::query::Query;
use super::row::{Key, NewRow, Row};
use super::table::Table;

/// The error by which a transaction's closure rolls back everything that it wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Abort;

/// The closure of a read transaction.
pub type ReadBody<'a> = dyn FnMut(&dyn ReadTx) -> Result<(), Abort> + 'a;
/// The closure of a write transaction.
pub type WriteBody<'a> = dyn FnMut(&mut dyn WriteTx) -> Result<(), Abort> + 'a;

/// A transactional store of the tables that core declares. See the [module](super) for the contract.
pub trait Store: Send + Sync {
    /// Runs `body` on one snapshot.
    ///
    /// # Errors
    /// [`StoreError::Aborted`] if the body aborted, otherwise the database's error.
    fn read(&self, body: &mut ReadBody<'_>) -> Result<(), StoreError>;

    /// Runs `body` as one serializable transaction and commits it durably.
    ///
    /// # Errors
    /// [`StoreError::Aborted`] if the body aborted, otherwise the database's error.
    fn write(&self, body: &mut WriteBody<'_>) -> Result<(), StoreError>;

    /// Returns what the host should know of this store's settings: one finding for each deviation from the contract.
    fn findings(&self) -> Vec<StoreFinding>;
}

/// A finding about a store that `doctor` reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreFinding {
    /// A stable name such as `store_not_durable`.
    pub code: &'static str,
    /// Whether a production host must refuse to start on it.
    pub serious: bool,
}

/// The reads of a transaction.
pub trait ReadTx {
    /// Returns the row with this key.
    ///
    /// # Errors
    /// The database's error.
    fn get(&self, table: &'static Table, key: Key) -> Result<Option<Row>, StoreError>;
    /// Returns a committed version of the row with this key, at least as new as this process's last commit. The transaction does not depend
    /// on it. It is for a row that many transactions look at and some change, such as the latest instant: a
    /// backend that runs writers side by side reads it outside the transaction, so that they do not wait for or repeat one another. For
    /// other backends it is [`ReadTx::get`].
    ///
    /// # Errors
    /// As [`ReadTx::get`].
    fn peek(&self, table: &'static Table, key: Key) -> Result<Option<Row>, StoreError> {
        self.get(table, key)
    }
    /// Returns the rows that match, in order, at most the query's limit.
    ///
    /// # Errors
    /// The database's error; [`StoreError::Misused`] for a column that the table does not declare.
    fn select(&self, query: &Query) -> Result<Vec<Row>, StoreError>;
    /// Counts the rows that match, up to the query's limit, regardless of order and cursor.
    ///
    /// # Errors
    /// As [`ReadTx::select`].
    fn count(&self, query: &Query) -> Result<u64, StoreError>;
}

/// The writes of a transaction.
pub trait WriteTx: ReadTx {
    /// Adds a row with version 1.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if the key or a unique value exists, or a referenced row does not.
    fn insert(&mut self, table: &'static Table, row: &NewRow) -> Result<(), StoreError>;
    /// Replaces columns and body of the row that has version `expected`, which becomes `expected + 1`.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if the row is missing or has another version, or as [`WriteTx::insert`].
    fn update(&mut self, table: &'static Table, expected: i64, row: &NewRow) -> Result<(), StoreError>;
    /// Removes a row and returns whether it was there.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if other rows refer to it.
    fn delete(&mut self, table: &'static Table, key: Key) -> Result<bool, StoreError>;
}
