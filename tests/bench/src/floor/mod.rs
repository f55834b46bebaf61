//! The floor: the same work written by hand on SQLite, as fast as possible without leaving out any of it.
//!
//! # What it does, as the library does
//! * The same bundled SQLite with the same settings: WAL, the same `synchronous`, foreign keys, `secure_delete`,
//!   `cell_size_check`, no memory map, a checkpoint every thousand pages, plans that do not depend on values.
//! * One transaction for each operation, every statement cached, all of them on one connection.
//! * Rows are clustered by case (`WITHOUT ROWID`). The library's indexes and references exist here too.
//! * A credential is a selector and a verifier of the same sizes. HMAC-SHA-256 of the verifier is stored and compared in
//!   constant time; expiry, revocation and the invite behind a session are checked.
//! * Opening a link checks the source's counter of failures (and three more if it ever failed), removes dead sessions of
//!   the invite, keeps the others below the limit, adds a session and notes the first use. Minting checks the firm and
//!   counts live invites.
//! * Every write is on record: one row of the case's chain with the library's particulars, bound to the row before it
//!   by its SHA-256, and the head of the chain with a MAC.
//! * A first page answers with typed values: the same rows, filtered and sorted alike.
//! * Saving reads the amounts with the library's own parser, keeps each answer with who gave it and what the profile said;
//!   submitting keeps a copy for good and stages one row for each figure. Versions are compared.
//!
//! # What it leaves out
//! * JSON bodies: columns are plain. Only the answers of one section are one JSON text, which is faster than a row each.
//! * The second MAC, which binds a credential's row to its case and its life; the keyed state of the first is prepared.
//! * Base62 with a checksum (credentials are base64 here), and mending of links that a mail program damaged.
//! * The row that remembers the clock; the lock beside the database and the watch on its files; `CHECK`s, append-only
//!   triggers, and versions of rows that nobody edits side by side.
//! * Every rule that these calls do not meet: idempotency, sealed numbers, other devices, resubmission, refusals on record.
//! * The second half of an index where the key's own order suffices: figures are ordered by section.

mod audit;
mod credential;
mod home;
mod intake;
mod invites;
mod schema;
mod session;
mod stock;

pub(crate) use audit::{Actor, Event};
pub(crate) use stock::Items;

use crate::report::Statements;
use casegate::foundation::env::{Clock as _, Entropy as _, EntropyFailed, SystemClock, SystemEntropy};
use casegate_sqlite::Durability;
use hmac::{Hmac, KeyInit as _};
use rusqlite::config::DbConfig;
use rusqlite::{CachedStatement, Connection, OpenFlags, Result};
use sha2::Sha256;
use std::cell::Cell;
use std::path::Path;
use uuid::Uuid;

const PRAGMAS: [(&str, i64); 7] = [
    ("foreign_keys", 1),
    ("trusted_schema", 0),
    ("cell_size_check", 1),
    ("temp_store", 2),
    ("secure_delete", 1),
    ("mmap_size", 0),
    ("wal_autocheckpoint", 1_000),
];

/// A refusal, which has no details here and changes nothing.
const REFUSED: rusqlite::Error = rusqlite::Error::QueryReturnedNoRows;

/// One connection, and the key of the MAC.
pub(crate) struct Floor {
    conn: Connection,
    mac: Hmac<Sha256>,
    counted: Cell<Statements>,
}

impl Floor {
    /// Opens the file, which is created if it does not exist.
    pub(crate) fn open(path: &Path, durability: Durability) -> crate::Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let is_new = !path.exists();
        let conn = Connection::open_with_flags(path, flags)?;
        conn.set_prepared_statement_cache_capacity(128);
        conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        for (name, value) in PRAGMAS {
            conn.pragma_update(None, name, value)?;
        }
        let synchronous = if durability == Durability::PowerLoss { 2 } else { 1 };
        conn.pragma_update(None, "synchronous", synchronous)?;
        conn.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
        if is_new {
            conn.execute_batch(schema::SQL)?;
        }
        let mac = Hmac::new_from_slice(&std::array::from_fn::<u8, 32, _>(|i| i as u8))?;
        Ok(Self { conn, mac, counted: Cell::default() })
    }

    /// Returns the number of statements since the last call, and resets it.
    pub(crate) fn take_statements(&self) -> Statements {
        self.counted.take()
    }

    fn read<T>(&self, body: impl FnOnce() -> Result<T>) -> Result<T> {
        self.transaction("BEGIN", body)
    }

    fn write<T>(&self, body: impl FnOnce() -> Result<T>) -> Result<T> {
        self.transaction("BEGIN IMMEDIATE", body)
    }

    fn transaction<T>(&self, begin: &str, body: impl FnOnce() -> Result<T>) -> Result<T> {
        self.conn.prepare_cached(begin)?.execute([])?;
        let mut counted = self.counted.get();
        counted.transactions += 1;
        self.counted.set(counted);
        let outcome = body();
        let end = if outcome.is_ok() { "COMMIT" } else { "ROLLBACK" };
        self.conn.prepare_cached(end)?.execute([])?;
        outcome
    }

    /// Returns a statement, which is prepared at its first use. It is counted as run
    /// once; `count` adds further runs.
    fn statement(&self, sql: &str) -> Result<CachedStatement<'_>> {
        self.count(1);
        self.conn.prepare_cached(sql)
    }

    fn count(&self, statements: u64) {
        let mut counted = self.counted.get();
        counted.statements += statements;
        self.counted.set(counted);
    }
}

fn now() -> i64 {
    SystemClock.now().as_millis()
}

fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    SystemEntropy.fill(&mut bytes).map_err(|EntropyFailed| REFUSED)?;
    Ok(bytes)
}

/// A time-ordered id.
fn new_id(now: i64) -> Result<Uuid> {
    let millis = u64::try_from(now).unwrap_or_default();
    Ok(uuid::Builder::from_unix_timestamp_millis(millis, &random()?).into_uuid())
}

/// Returns the sixteen bytes of an id in the column at `place`.
fn id(row: &rusqlite::Row<'_>, place: usize) -> Result<Uuid> {
    row.get(place).map(Uuid::from_bytes)
}

/// Returns the credential at the end of a link.
pub(crate) fn credential_of(link: &str) -> &str {
    link.rsplit('/').next().unwrap_or(link)
}
