//! The closed set of answers a store can fail with, and the one place that maps them to the portal's errors.

use crate::foundation::error::{Code, Error};

/// Why a store did not do what it was asked. Whatever the variant, except [`StoreError::OutcomeUnknown`], nothing was
/// changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The closure asked for the transaction to be dropped.
    #[error("the transaction was aborted by its body")]
    Aborted,
    /// A key or unique value exists, a version differs, or a reference would break.
    #[error("the row conflicts with what is stored")]
    Conflict,
    /// A table was used against its declaration: an undeclared column, a wrong type, an append-only row changed.
    #[error("the table was used against its declaration")]
    Misused,
    /// Another writer held the store for too long.
    #[error("the store is busy")]
    Busy,
    /// There is no room.
    #[error("the store is full")]
    Full,
    /// The store cannot be written.
    #[error("the store is read-only")]
    ReadOnly,
    /// Reading or writing failed.
    #[error("the store could not be read or written")]
    Io,
    /// A commit failed in a way that leaves its outcome open; the handle refuses everything from now on.
    #[error("the outcome of a commit is not known; open the store again")]
    OutcomeUnknown,
    /// The file is not a store of this library.
    #[error("the store belongs to another program")]
    Foreign,
    /// The file was written by a newer version.
    #[error("the store was written by a newer version")]
    Newer,
    /// The file is damaged.
    #[error("the store is damaged")]
    Corrupt,
    /// The host's SQLite, driver or server does not meet the contract.
    #[error("the store's engine does not meet the contract")]
    Unsuitable,
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        Self::new(match error {
            StoreError::Conflict => Code::CHANGED_MEANWHILE,
            StoreError::Busy => Code::STORE_BUSY,
            StoreError::Full => Code::STORE_FULL,
            StoreError::ReadOnly => Code::STORE_READ_ONLY,
            StoreError::Io | StoreError::Unsuitable => Code::STORE_UNAVAILABLE,
            StoreError::OutcomeUnknown => Code::OUTCOME_UNKNOWN,
            StoreError::Foreign => Code::STORE_FOREIGN,
            StoreError::Newer => Code::STORE_NEWER,
            StoreError::Corrupt => Code::STORE_CORRUPT,
            StoreError::Aborted | StoreError::Misused => Code::DEFECT,
        })
    }
}
