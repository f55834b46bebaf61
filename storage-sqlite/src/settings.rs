//! The settings of every connection. Each is read back, because a store with other settings would not keep its promises.

use crate::errors::of_opening;
use crate::options::Durability;
use crate::platform::{IN_FILES, JOURNAL};
use casegate::store::StoreError;
use rusqlite::Connection;
use rusqlite::config::DbConfig;
use std::time::Duration;

/// The oldest version of SQLite without the WAL-reset bug, by which a checkpoint could lose committed pages.
const OLDEST: i32 = 3_051_003;

const _: () = assert!(rusqlite::ffi::SQLITE_VERSION_NUMBER >= OLDEST, "the bundled SQLite is too old");

/// The number of statements that each connection keeps prepared; every table and query shape of the product fits.
const STATEMENTS: usize = 512;

/// The role of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Writer,
    Reader,
    /// The only connection of a store in memory.
    Memory,
}

const CONFIGS: [(DbConfig, bool); 9] = [
    (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
    (DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, true),
    (DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, true),
    // A statement is never planned again for other values, so the same call always costs the same.
    (DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true),
    // Closing would checkpoint and delete the log without the sidecar's lock.
    (DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true),
    (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
    (DbConfig::SQLITE_DBCONFIG_WRITABLE_SCHEMA, false),
    (DbConfig::SQLITE_DBCONFIG_DQS_DML, false),
    (DbConfig::SQLITE_DBCONFIG_DQS_DDL, false),
];

/// Pragmas of every connection, each with the number that it returns.
const EVERYWHERE: [(&str, i64); 5] = [
    ("foreign_keys", 1),
    ("trusted_schema", 0),
    ("cell_size_check", 1),
    ("temp_store", 2),
    ("secure_delete", 1),
];

/// Refuses a version of SQLite that is too old.
pub(crate) fn check_engine() -> Result<(), StoreError> {
    if rusqlite::version_number() >= OLDEST { Ok(()) } else { Err(StoreError::Unsuitable) }
}

/// Applies the settings that do not touch the file.
pub(crate) fn apply(
    conn: &Connection,
    role: Role,
    durability: Durability,
    wait: Duration,
) -> Result<(), StoreError> {
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
    conn.busy_timeout(wait).map_err(|error| of_opening(&error))?;
    for (config, value) in CONFIGS {
        let taken = conn.set_db_config(config, value).map_err(|error| of_opening(&error))?;
        agree(taken == value)?;
    }
    for (name, value) in pragmas(role, durability) {
        set(conn, name, value)?;
    }
    Ok(())
}

/// Reads every setting back and compares it.
pub(crate) fn verify(conn: &Connection, role: Role, durability: Durability) -> Result<(), StoreError> {
    for (config, value) in CONFIGS {
        agree(conn.db_config(config).map_err(|error| of_opening(&error))? == value)?;
    }
    for (name, value) in pragmas(role, durability) {
        agree(number(conn, name)? == value)?;
    }
    let mode: String = conn
        .pragma_query_value(None, "journal_mode", |row| row.get(0))
        .map_err(|error| of_opening(&error))?;
    agree(mode == if role == Role::Memory { "memory" } else { JOURNAL })
}

/// Sets a pragma to a number.
pub(crate) fn set(conn: &Connection, pragma: &str, value: i64) -> Result<(), StoreError> {
    conn.execute_batch(&format!("PRAGMA {pragma} = {value}")).map_err(|error| of_opening(&error))
}

/// Returns the numeric value of a pragma.
pub(crate) fn number(conn: &Connection, pragma: &str) -> Result<i64, StoreError> {
    conn.pragma_query_value(None, pragma, |row| row.get(0)).map_err(|error| of_opening(&error))
}

fn pragmas(role: Role, durability: Durability) -> Vec<(&'static str, i64)> {
    let synchronous = match durability {
        Durability::PowerLoss => 2,
        Durability::ProcessKill => 1,
    };
    let mut list = EVERYWHERE.to_vec();
    if role != Role::Memory {
        list.extend(IN_FILES);
        list.push(("synchronous", synchronous));
    }
    if role == Role::Reader {
        list.push(("query_only", 1));
    }
    list
}

fn agree(fits: bool) -> Result<(), StoreError> {
    if fits { Ok(()) } else { Err(StoreError::Unsuitable) }
}
