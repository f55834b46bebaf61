//! A store in a file of an operating system, with a write-ahead log, readers beside the writer, and other processes.

mod backup;
mod checkpoint;
mod directory;
mod files;
mod group;
mod guard;
mod neighbours;
mod sidecar;
mod wait;

pub use directory::DirectoryBlobs;
pub(crate) use wait::Deadline;

use crate::errors::of_opening;
use crate::open;
use crate::options::{Durability, SqliteOptions};
use crate::slots::Slots;
use crate::store::{SqliteStore, finding};
use crate::transaction::Extent;
use casegate::store::{StoreError, StoreFinding, WriteBody};
use checkpoint::Checkpoints;
use files::Watch;
use group::Groups;
use guard::Guard;
use rusqlite::{Connection, OpenFlags};
use sidecar::Sidecar;
use std::path::{Path, PathBuf};

/// A write-ahead log, with which readers see their snapshots while a writer works.
pub(crate) const JOURNAL: &str = "wal";

/// Pragmas of a connection to a file, each with the number that it returns.
pub(crate) const IN_FILES: &[(&str, i64)] = &[("mmap_size", 0), ("wal_autocheckpoint", 0), ("fullfsync", 1)];

/// Opens a connection to the store's file, without CREATE: the file was created before, with the rights that it needs.
/// Each connection is used by one thread at a time, so SQLite's own locking between threads is left out.
pub(crate) fn connect(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Connection::open_with_flags(path, flags).map_err(|error| of_opening(&error))
}

/// Everything that belongs to a store's file except the connection that writes.
pub(crate) struct DatabaseFile {
    path: PathBuf,
    readers: Slots<Connection>,
    sidecar: Sidecar,
    watch: Watch,
    checkpoints: Checkpoints,
    groups: Groups,
    /// The guard. It is the last field because it must be dropped after the readers; `close` closes the writer before.
    _guard: Guard,
}

impl DatabaseFile {
    pub(crate) fn open(path: &Path, options: &SqliteOptions) -> Result<(Connection, Self), StoreError> {
        let path = files::resolve(path)?;
        let sidecar = Sidecar::open(&path)?;
        let held = sidecar.lock(options.wait)?;
        files::make_if_missing(&path)?;
        let mut writer = open::writer(&path, options)?;
        let checkpoints = Checkpoints::default();
        checkpoints.watch(&mut writer).map_err(|_| StoreError::Unsuitable)?;
        let watch = Watch::start(&path)?;
        let guard = Guard::hold(&path)?;
        drop(held);
        let readers = Slots::new(options.readers);
        Ok((
            writer,
            Self { path, readers, sidecar, watch, checkpoints, groups: Groups::default(), _guard: guard },
        ))
    }

    /// Lends a connection that reads.
    pub(crate) fn read<T>(
        &self,
        store: &SqliteStore,
        body: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut slot = self.readers.take(store.options.wait).ok_or(StoreError::Busy)?;
        if !self.watch.has_log() {
            return Err(store.health.mark_displaced());
        }
        body(slot.get_or_make(|| {
            // A new connection opens the file by name, so the name must still lead to the file that was opened.
            if !self.watch.is_intact() {
                return Err(store.health.mark_displaced());
            }
            open::reader(&self.path, &store.options)
        })?)
    }

    /// Runs a transaction while no other process can write or checkpoint.
    pub(crate) fn write(&self, store: &SqliteStore, body: &mut WriteBody<'_>) -> Result<(), StoreError> {
        group::write(self, store, body)
    }

    pub(crate) fn findings(&self, store: &SqliteStore) -> Vec<StoreFinding> {
        let mut findings = Vec::new();
        if store.options.durability != Durability::PowerLoss {
            findings.push(finding("store_not_fully_durable", true));
        }
        if store.health.check().is_err() || !self.watch.is_intact() {
            findings.push(finding("store_must_be_reopened", true));
        }
        if neighbours::another_sqlite_is_loaded() {
            findings.push(finding("store_beside_another_sqlite", false));
        }
        if self.checkpoints.are_failing() {
            findings.push(finding("store_log_keeps_growing", false));
        }
        findings
    }

    /// Closes every connection, and leaves a file that is complete without its log.
    pub(crate) fn close(&self, store: &SqliteStore) {
        let (readers, writers) = (self.readers.drain(), store.writer.drain());
        if !store.health.is_same_process() {
            // Closing here would touch files that the parent uses; the child leaks its copies instead.
            std::mem::forget((readers, writers));
            return;
        }
        drop(readers);
        // Empties the log, so that the file is complete by itself. If that fails, the next opening reads the log.
        for conn in &writers {
            if store.health.check().is_ok()
                && let Ok(_held) = self.sidecar.lock(checkpoint::PATIENCE)
                && self.watch.is_intact()
            {
                let _ = checkpoint::restart(conn, store.options.wait);
            }
        }
    }
}

impl SqliteStore {
    /// Copies the store as it is at this moment to a new file, while it stays in use.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if `destination` exists, otherwise the error of the file system or the database.
    pub fn backup_to(&self, destination: impl AsRef<Path>) -> Result<(), StoreError> {
        let destination = destination.as_ref();
        backup::refuse_to_overwrite(destination)?;
        self.with_reader(|conn| {
            let _snapshot = self.begin(conn, Extent::Snapshot)?;
            backup::write(conn, destination)
        })
    }
}
