//! A store in a browser's private files: one connection, which reads and writes, in one worker.
//!
//! The host registers SQLite's default file system before it opens a store, and makes sure that nothing else uses it.
//! There are neither locks between workers nor a log that several connections share.

use crate::errors::{of_opening, of_statement};
use crate::options::{Durability, SqliteOptions};
use crate::store::{SqliteStore, finding};
use crate::{open, schema, settings};
use casegate::store::{StoreError, StoreFinding, WriteBody};
use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};
use std::path::Path;
use std::time::Duration;

/// A rollback journal that is truncated at each commit. A new file name would cost a slot of the file system, and a
/// write-ahead log needs shared memory.
pub(crate) const JOURNAL: &str = "truncate";

/// Pragmas of a connection to a file, each with the number that it returns.
pub(crate) const IN_FILES: &[(&str, i64)] = &[("fullfsync", 1)];

/// Opens a connection to the store's file, and creates the file if it is missing.
pub(crate) fn connect(path: &Path) -> Result<Connection, StoreError> {
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Connection::open_with_flags(path, flags).map_err(|error| of_opening(&error))
}

/// The state that is kept with a store's file: in a browser, none.
pub(crate) struct DatabaseFile;

impl DatabaseFile {
    pub(crate) fn open(path: &Path, options: &SqliteOptions) -> Result<(Connection, Self), StoreError> {
        settings::check_engine()?;
        Ok((open::writer(path, options)?, Self))
    }

    pub(crate) fn read<T>(
        &self,
        store: &SqliteStore,
        body: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        store.with_writer(body)
    }

    pub(crate) fn write(&self, store: &SqliteStore, body: &mut WriteBody<'_>) -> Result<(), StoreError> {
        store.transact(body)
    }

    pub(crate) fn findings(&self, store: &SqliteStore) -> Vec<StoreFinding> {
        let mut findings = Vec::new();
        if store.options.durability != Durability::PowerLoss {
            findings.push(finding("store_not_fully_durable", true));
        }
        if store.health.check().is_err() {
            findings.push(finding("store_must_be_reopened", true));
        }
        findings
    }

    pub(crate) fn close(&self, store: &SqliteStore) {
        drop(store.writer.drain());
    }
}

/// A deadline that has always passed. There is one thread, so a call that had to wait would wait for itself.
#[derive(Clone, Copy)]
pub(crate) struct Deadline;

impl Deadline {
    pub(crate) fn after(_wait: Duration) -> Self {
        Self
    }

    pub(crate) fn left(self) -> Duration {
        Duration::ZERO
    }
}

impl SqliteStore {
    /// Copies the store as it is at this moment to another file, which must be empty.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if `destination` is not empty, otherwise the database's error.
    pub fn backup_to(&self, destination: impl AsRef<Path>) -> Result<(), StoreError> {
        let mut target = connect(destination.as_ref())?;
        if !schema::is_empty(&target)? {
            return Err(StoreError::Conflict);
        }
        let copy = |conn: &Connection| {
            let step = Backup::new(conn, &mut target)?.step(-1)?;
            target.close().map_err(|(_, error)| error)?;
            Ok(step)
        };
        let step = self.with_reader(|conn| copy(conn).map_err(|error| of_statement(&error)))?;
        if matches!(step, StepResult::Done) { Ok(()) } else { Err(StoreError::Busy) }
    }
}
