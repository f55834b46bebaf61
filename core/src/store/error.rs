//! The closed set of errors that a store can fail with, and their mapping to the portal's errors.

use crate::foundation::error::{Code, Error};

/// The reason why a store failed. Nothing was changed, whatever the variant, except with [`StoreError::OutcomeUnknown`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// An abort by the transaction's closure.
    #[error("the transaction was aborted by its body")]
    Aborted,
    /// A key or unique value that exists, a version that differs, or a reference that would break.
    #[error("the row conflicts with what is stored")]
    Conflict,
    /// A use of a table against its declaration: an undeclared column, a wrong type, a change of an append-only row.
    #[error("the table was used against its declaration")]
    Misused,
    /// Another writer that held the store for too long.
    #[error("the store is busy")]
    Busy,
    /// No space left.
    #[error("the store is full")]
    Full,
    /// A store that cannot be written.
    #[error("the store is read-only")]
    ReadOnly,
    /// A failure to read or write.
    #[error("the store could not be read or written")]
    Io,
    /// A failed commit whose outcome is not known. The handle refuses everything from then on.
    #[error("the outcome of a commit is not known; open the store again")]
    OutcomeUnknown,
    /// A file that is not a store of this library.
    #[error("the store belongs to another program")]
    Foreign,
    /// A file that a newer version wrote.
    #[error("the store was written by a newer version")]
    Newer,
    /// A damaged file.
    #[error("the store is damaged")]
    Corrupt,
    /// An engine (the host's SQLite, driver or server) that does not meet the contract.
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
