//! Opening of a store: checks that the file belongs to this library and that it is intact. Nothing is changed before
//! both are known, and nothing is ever repaired.

use crate::errors::of_opening;
use crate::options::SqliteOptions;
use crate::platform::{self, JOURNAL};
use crate::schema;
use crate::settings::{self, Role};
use crate::upgrade::upgrade;
use casegate::store::StoreError;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};
use std::path::Path;

/// The application id in the header of every store's file (`CGT1`), by which tools such as `file` and this library recognize it.
pub const APPLICATION_ID: i32 = 0x4347_5431;

/// Opens the connection that writes, after creating or checking the tables. Must be called under the sidecar's lock.
pub(crate) fn writer(path: &Path, options: &SqliteOptions) -> Result<Connection, StoreError> {
    let mut conn = connect(path, Role::Writer, options)?;
    if conn.is_readonly("main").map_err(|error| of_opening(&error))? {
        return Err(StoreError::ReadOnly);
    }
    let state = state(&conn, options)?;
    let mode: Result<String, _> =
        conn.query_row(&format!("PRAGMA journal_mode = {JOURNAL}"), [], |row| row.get(0));
    if mode.map_err(|error| of_opening(&error))? != JOURNAL {
        return Err(StoreError::Unsuitable);
    }
    settings::verify(&conn, Role::Writer, options.durability)?;
    match state {
        State::New => create(&mut conn, options)?,
        State::Present => {}
        State::Older(version) => upgrade(&mut conn, options.versions, version)?,
    }
    schema::compare(&conn, options.tables)?;
    Ok(conn)
}

/// Opens another connection that reads.
#[cfg_attr(target_family = "wasm", expect(dead_code, reason = "in a browser the one connection reads too"))]
pub(crate) fn reader(path: &Path, options: &SqliteOptions) -> Result<Connection, StoreError> {
    let conn = connect(path, Role::Reader, options)?;
    settings::verify(&conn, Role::Reader, options.durability)?;
    Ok(conn)
}

/// Opens the only connection of a store in memory.
pub(crate) fn memory(options: &SqliteOptions) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut conn = Connection::open_in_memory_with_flags(flags).map_err(|error| of_opening(&error))?;
    settings::apply(&conn, Role::Memory, options.durability, options.wait)?;
    settings::verify(&conn, Role::Memory, options.durability)?;
    create(&mut conn, options)?;
    Ok(conn)
}

fn connect(path: &Path, role: Role, options: &SqliteOptions) -> Result<Connection, StoreError> {
    let conn = platform::connect(path)?;
    settings::apply(&conn, role, options.durability, options.wait)?;
    Ok(conn)
}

/// What a file is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// It is empty.
    New,
    /// It is a store of this version.
    Present,
    /// It is a store of this older version, which can be upgraded.
    Older(usize),
}

/// Returns what the file is.
///
/// # Errors
/// [`StoreError::Foreign`], [`StoreError::Newer`], [`StoreError::Corrupt`]; [`StoreError::Unsuitable`] for an older version that no
/// list of versions leads on from.
fn state(conn: &Connection, options: &SqliteOptions) -> Result<State, StoreError> {
    let application = settings::number(conn, "application_id")?;
    let version = settings::number(conn, "user_version")?;
    if application == 0 && version == 0 && schema::is_empty(conn)? {
        return Ok(State::New);
    }
    if application != i64::from(APPLICATION_ID) {
        return Err(StoreError::Foreign);
    }
    match version {
        version if version > i64::from(options.version) => Err(StoreError::Newer),
        version if version == i64::from(options.version) => Ok(State::Present),
        version if version > 0 && !options.versions.is_empty() => {
            usize::try_from(version).map(State::Older).map_err(|_| StoreError::Corrupt)
        }
        version if version > 0 => Err(StoreError::Unsuitable),
        _ => Err(StoreError::Corrupt),
    }
}

/// Refuses a database that is not a store of this library, or one of a version that cannot be opened.
pub(crate) fn require_ours(conn: &Connection, options: &SqliteOptions) -> Result<(), StoreError> {
    if state(conn, options)? == State::New { Err(StoreError::Foreign) } else { Ok(()) }
}

/// Upgrades a database of an older version, and refuses one whose tables are not the declared ones.
pub(crate) fn upgrade_older(conn: &mut Connection, options: &SqliteOptions) -> Result<(), StoreError> {
    match state(conn, options)? {
        State::New => return Err(StoreError::Foreign),
        State::Present => {}
        State::Older(version) => upgrade(conn, options.versions, version)?,
    }
    schema::compare(conn, options.tables)
}

/// Creates the tables and marks the file as a store, all or nothing. Does nothing if another process was first.
fn create(conn: &mut Connection, options: &SqliteOptions) -> Result<(), StoreError> {
    let begun = conn.transaction_with_behavior(TransactionBehavior::Immediate);
    let transaction = begun.map_err(|error| of_opening(&error))?;
    if state(&transaction, options)? == State::New {
        schema::create(&transaction, options.tables)?;
        for (name, value) in
            [("application_id", APPLICATION_ID.into()), ("user_version", i64::from(options.version))]
        {
            settings::set(&transaction, name, value)?;
        }
    }
    transaction.commit().map_err(|error| of_opening(&error))
}
