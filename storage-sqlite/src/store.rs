//! The store: who may use which connection when.

use crate::catalog::Catalog;
use crate::checkpoint::{self, Checkpoints};
use crate::files::{self, Watch};
use crate::guard::Guard;
use crate::options::{Durability, SqliteOptions};
use crate::sidecar::Sidecar;
use crate::slots::Slots;
use crate::standing::Standing;
use crate::transaction::Transaction;
use crate::{backup, neighbours, open, schema, settings};
use casegate::store::{Abort, ReadBody, Store, StoreError, StoreFinding, WriteBody};
use rusqlite::Connection;
use std::path::{Path, PathBuf};

/// The portal's store on SQLite. See the [crate](crate) for what a host has to know.
pub struct SqliteStore {
    pub(crate) options: SqliteOptions,
    catalog: Catalog,
    standing: Standing,
    /// One connection. In memory it also reads.
    pub(crate) writer: Slots<Connection>,
    place: Place,
}

enum Place {
    Memory,
    File(Box<FilePlace>),
}

struct FilePlace {
    path: PathBuf,
    readers: Slots<Connection>,
    sidecar: Sidecar,
    watch: Watch,
    checkpoints: Checkpoints,
    /// Last, for it is let go of after the readers; the writer is closed before by hand.
    _guard: Guard,
}

impl SqliteStore {
    /// Opens the store at `path` with the default settings, and makes it if there is none.
    ///
    /// # Errors
    /// * [`StoreError::Foreign`] if the file is something else, [`StoreError::Newer`] if a newer version wrote it,
    ///   [`StoreError::Corrupt`] if it is damaged or its tables are not the declared ones; it is then left as it is.
    /// * [`StoreError::ReadOnly`] if it cannot be written, [`StoreError::Full`] if there is no room.
    /// * [`StoreError::Busy`] if another process held it for too long.
    /// * [`StoreError::Unsuitable`] if SQLite or the file system does not meet the contract.
    /// * [`StoreError::Io`] for any other failure, such as a missing folder.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        SqliteOptions::new().open(path)
    }

    /// A new store in memory with the default settings.
    ///
    /// # Errors
    /// [`StoreError::Unsuitable`] if SQLite does not take a setting.
    pub fn open_in_memory() -> Result<Self, StoreError> {
        SqliteOptions::new().open_in_memory()
    }

    pub(crate) fn open_file(path: &Path, options: SqliteOptions) -> Result<Self, StoreError> {
        ready(&options)?;
        let path = files::resolve(path)?;
        let sidecar = Sidecar::open(&path)?;
        let held = sidecar.lock(options.wait)?;
        files::make_if_missing(&path)?;
        let mut writer = open::writer(&path, &options)?;
        let checkpoints = Checkpoints::default();
        checkpoints.watch(&mut writer).map_err(|_| StoreError::Unsuitable)?;
        let watch = Watch::start(&path)?;
        let guard = Guard::hold(&path)?;
        drop(held);
        let readers = Slots::new(options.readers);
        let place =
            Place::File(Box::new(FilePlace { path, readers, sidecar, watch, checkpoints, _guard: guard }));
        Ok(Self::over(writer, place, options))
    }

    pub(crate) fn open_memory(options: SqliteOptions) -> Result<Self, StoreError> {
        ready(&options)?;
        Ok(Self::over(open::memory(&options)?, Place::Memory, options))
    }

    fn over(writer: Connection, place: Place, options: SqliteOptions) -> Self {
        let catalog = Catalog::of(options.tables);
        Self { options, catalog, standing: Standing::new(), writer: Slots::holding(writer), place }
    }

    /// Copies the store as it is at this moment to a new file, while it stays in use.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if `destination` exists, otherwise what the file system or the database said.
    pub fn backup_to(&self, destination: impl AsRef<Path>) -> Result<(), StoreError> {
        let destination = destination.as_ref();
        backup::refuse_to_overwrite(destination)?;
        self.with_reader(|conn| {
            let _snapshot = self.begin(conn, "BEGIN")?;
            backup::write(conn, destination)
        })
    }

    /// Searches the whole store for damage. Takes long on a large one; other calls go on meanwhile.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] if there is any.
    pub fn check(&self) -> Result<(), StoreError> {
        self.with_reader(|conn| {
            let _snapshot = self.begin(conn, "BEGIN")?;
            backup::check(conn)
        })
    }

    #[cfg(test)]
    pub(crate) fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    fn begin<'a>(&'a self, conn: &'a Connection, sql: &str) -> Result<Transaction<'a>, StoreError> {
        Transaction::begin(conn, &self.catalog, &self.standing, sql)
    }

    /// Lends a connection that reads.
    fn with_reader<T>(
        &self,
        body: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.standing.check()?;
        match &self.place {
            Place::Memory => self.with_writer(body),
            Place::File(file) => {
                let mut slot = file.readers.take(self.options.wait).ok_or(StoreError::Busy)?;
                if !file.watch.has_log() {
                    return Err(self.standing.is_displaced());
                }
                body(slot.get_or_make(|| {
                    // It opens by name, so the name has to lead where it led before.
                    if !file.watch.is_intact() {
                        return Err(self.standing.is_displaced());
                    }
                    open::reader(&file.path, &self.options)
                })?)
            }
        }
    }

    /// Lends the connection that writes.
    fn with_writer<T>(
        &self,
        body: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut slot = self.writer.take(self.options.wait).ok_or(StoreError::Busy)?;
        // Whoever had it before may have found out that nobody must go on.
        self.standing.check_events()?;
        // The slot was filled when the store was opened, and is emptied only by dropping it.
        body(slot.get_or_make(|| Err(StoreError::Unsuitable))?)
    }

    fn transact(&self, conn: &Connection, body: &mut WriteBody<'_>) -> Result<(), StoreError> {
        let mut transaction = self.begin(conn, "BEGIN IMMEDIATE")?;
        body(&mut transaction).map_err(|Abort| StoreError::Aborted)?;
        transaction.commit()
    }
}

fn ready(options: &SqliteOptions) -> Result<(), StoreError> {
    settings::check_engine()?;
    if options.version == 0 || i32::try_from(options.version).is_err() {
        return Err(StoreError::Misused);
    }
    schema::check_declarations(options.tables)
}

impl Store for SqliteStore {
    fn read(&self, body: &mut ReadBody<'_>) -> Result<(), StoreError> {
        self.with_reader(|conn| {
            let transaction = self.begin(conn, "BEGIN")?;
            body(&transaction).map_err(|Abort| StoreError::Aborted)?;
            transaction.finish()
        })
    }

    fn write(&self, body: &mut WriteBody<'_>) -> Result<(), StoreError> {
        self.standing.check()?;
        self.with_writer(|conn| match &self.place {
            Place::Memory => self.transact(conn, body),
            Place::File(file) => {
                let _held = file.sidecar.lock(self.options.wait)?;
                if !file.watch.is_intact() {
                    return Err(self.standing.is_displaced());
                }
                self.transact(conn, body)?;
                if !file.watch.is_intact() {
                    // Another copy of SQLite took the log away meanwhile, perhaps with this commit in it.
                    return Err(self.standing.outcome_is_unknown());
                }
                file.checkpoints.after_commit(conn, self.options.wait);
                Ok(())
            }
        })
    }

    fn findings(&self) -> Vec<StoreFinding> {
        let file = match &self.place {
            Place::Memory => return vec![finding("store_in_memory", true)],
            Place::File(file) => file,
        };
        let mut findings = Vec::new();
        if self.options.durability != Durability::PowerLoss {
            findings.push(finding("store_not_fully_durable", true));
        }
        if self.standing.check().is_err() || !file.watch.is_intact() {
            findings.push(finding("store_must_be_reopened", true));
        }
        if neighbours::another_sqlite_is_loaded() {
            findings.push(finding("store_beside_another_sqlite", false));
        }
        if file.checkpoints.are_failing() {
            findings.push(finding("store_log_keeps_growing", false));
        }
        findings
    }
}

fn finding(code: &'static str, serious: bool) -> StoreFinding {
    StoreFinding { code, serious }
}

impl Drop for SqliteStore {
    fn drop(&mut self) {
        let Place::File(file) = &self.place else { return };
        let (readers, writers) = (file.readers.drain(), self.writer.drain());
        if !self.standing.is_same_process() {
            // Closing here would touch files that the parent uses; the child leaks its copies instead.
            std::mem::forget((readers, writers));
            return;
        }
        drop(readers);
        // Empties the log, so that the file is complete by itself. If that fails the next opening reads the log.
        for conn in &writers {
            if self.standing.check().is_ok()
                && let Ok(_held) = file.sidecar.lock(checkpoint::PATIENCE)
                && file.watch.is_intact()
            {
                let _ = checkpoint::restart(conn, self.options.wait);
            }
        }
    }
}
