//! The search for damage in a database.

use crate::errors::of_statement;
use casegate::store::StoreError;
use rusqlite::Connection;

/// Checks every page, index and reference.
pub(crate) fn check(conn: &Connection) -> Result<(), StoreError> {
    let whole: String = conn
        .query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))
        .map_err(|error| of_statement(&error))?;
    let mut dangling = conn.prepare("PRAGMA foreign_key_check").map_err(|error| of_statement(&error))?;
    let dangles = dangling.exists([]).map_err(|error| of_statement(&error))?;
    if whole == "ok" && !dangles { Ok(()) } else { Err(StoreError::Corrupt) }
}
