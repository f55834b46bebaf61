//! The mapping of SQLite's errors to the contract's errors.

use casegate::store::StoreError;
use rusqlite::{Error, ErrorCode, ffi};

/// Maps the error of a failed statement.
pub(crate) fn of_statement(error: &Error) -> StoreError {
    match error {
        Error::SqliteFailure(failure, _) => of_failure(failure),
        Error::SqlInputError { error: failure, .. } => of_failure(failure),
        Error::FromSqlConversionFailure(..)
        | Error::IntegralValueOutOfRange(..)
        | Error::Utf8Error(..)
        | Error::InvalidColumnType(..)
        | Error::QueryReturnedNoRows => StoreError::Corrupt,
        _ => StoreError::Io,
    }
}

fn of_failure(failure: &ffi::Error) -> StoreError {
    match failure.code {
        ErrorCode::ConstraintViolation => of_constraint(failure.extended_code),
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => StoreError::Busy,
        ErrorCode::DiskFull => StoreError::Full,
        ErrorCode::ReadOnly if failure.extended_code == ffi::SQLITE_READONLY_DBMOVED => StoreError::Io,
        ErrorCode::ReadOnly => StoreError::ReadOnly,
        // A plain "SQL error" of a statement of this crate means that the schema is not the one that it created.
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase | ErrorCode::Unknown => StoreError::Corrupt,
        ErrorCode::TooBig | ErrorCode::TypeMismatch => StoreError::Misused,
        _ => StoreError::Io,
    }
}

fn of_constraint(extended: i32) -> StoreError {
    match extended {
        ffi::SQLITE_CONSTRAINT_TRIGGER
        | ffi::SQLITE_CONSTRAINT_CHECK
        | ffi::SQLITE_CONSTRAINT_NOTNULL
        | ffi::SQLITE_CONSTRAINT_DATATYPE => StoreError::Misused,
        _ => StoreError::Conflict,
    }
}

/// Maps an error while opening, where a file that is not a database belongs to another program.
pub(crate) fn of_opening(error: &Error) -> StoreError {
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => StoreError::Foreign,
        _ => of_statement(error),
    }
}
