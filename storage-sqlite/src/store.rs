//! The store, and the use of its connections.

use crate::catalog::Catalog;
use crate::health::Health;
use crate::options::SqliteOptions;
use crate::platform::DatabaseFile;
use crate::slots::Slots;
use crate::transaction::{Extent, Transaction};
use crate::{damage, open, schema, settings, transaction};
use casegate::store::migrate::check_versions;
use casegate::store::{Abort, ReadBody, Store, StoreError, StoreFinding, WriteBody};
use rusqlite::Connection;
use std::path::Path;

/// The portal's store on SQLite. See the [crate](crate) for what a host has to know.
pub struct SqliteStore {
    pub(crate) options: SqliteOptions,
    catalog: Catalog,
    pub(crate) health: Health,
    /// The one connection that writes. In memory and in a browser it also reads.
    pub(crate) writer: Slots<Connection>,
    location: Location,
}

enum Location {
    Memory,
    File(Box<DatabaseFile>),
}

impl SqliteStore {
    /// Opens the store at `path` with the default settings, and creates it if there is none.
    ///
    /// # Errors
    /// * [`StoreError::Foreign`] if the file is something else, [`StoreError::Newer`] if a newer version wrote it,
    ///   [`StoreError::Corrupt`] if it is damaged or its tables are not the declared ones; the file is then left unchanged.
    /// * [`StoreError::ReadOnly`] if it cannot be written, [`StoreError::Full`] if there is no space left.
    /// * [`StoreError::Busy`] if another process held it for too long.
    /// * [`StoreError::Unsuitable`] if SQLite or the file system does not meet the contract.
    /// * [`StoreError::Io`] for any other failure, such as a missing folder.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        SqliteOptions::new().open(path)
    }

    /// Opens a new store in memory with the default settings.
    ///
    /// # Errors
    /// [`StoreError::Unsuitable`] if SQLite does not accept a setting.
    pub fn open_in_memory() -> Result<Self, StoreError> {
        SqliteOptions::new().open_in_memory()
    }

    pub(crate) fn open_file(path: &Path, options: SqliteOptions) -> Result<Self, StoreError> {
        ready(&options)?;
        let (writer, location) = DatabaseFile::open(path, &options)?;
        let location = Location::File(Box::new(location));
        Ok(Self::over(writer, location, options))
    }

    pub(crate) fn open_memory(options: SqliteOptions) -> Result<Self, StoreError> {
        ready(&options)?;
        Ok(Self::over(open::memory(&options)?, Location::Memory, options))
    }

    /// Creates a store on a connection whose tables were checked.
    pub(crate) fn of_memory(conn: Connection, options: SqliteOptions) -> Result<Self, StoreError> {
        ready(&options)?;
        Ok(Self::over(conn, Location::Memory, options))
    }

    fn over(writer: Connection, location: Location, options: SqliteOptions) -> Self {
        let catalog = Catalog::of(options.tables);
        Self { options, catalog, health: Health::new(), writer: Slots::holding(writer), location }
    }

    /// Searches the whole store for damage. This takes long on a large one; other calls continue meanwhile.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] if there is any.
    pub fn check(&self) -> Result<(), StoreError> {
        self.with_reader(|conn| {
            let _snapshot = self.begin(conn, Extent::Snapshot)?;
            damage::check(conn)
        })
    }

    #[cfg(all(test, not(target_family = "wasm")))]
    pub(crate) fn file(&self) -> Option<&DatabaseFile> {
        match &self.location {
            Location::Memory => None,
            Location::File(file) => Some(file),
        }
    }

    #[cfg(test)]
    pub(crate) fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    pub(crate) fn begin<'a>(
        &'a self,
        conn: &'a Connection,
        extent: Extent,
    ) -> Result<Transaction<'a>, StoreError> {
        let transaction = Transaction::begin(conn, &self.catalog, &self.health, extent)?;
        transaction.require_version(self.options.version)?;
        Ok(transaction)
    }

    /// Lends a connection that reads.
    pub(crate) fn with_reader<T>(
        &self,
        body: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.health.check()?;
        match &self.location {
            Location::Memory => self.with_writer(body),
            Location::File(file) => file.read(self, body),
        }
    }

    /// Lends the connection that writes.
    pub(crate) fn with_writer<T>(
        &self,
        body: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.with_writer_mut(|conn| body(conn))
    }

    /// Lends the connection that writes, exclusively.
    pub(crate) fn with_writer_mut<T>(
        &self,
        body: impl FnOnce(&mut Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut slot = self.writer.take(self.options.wait).ok_or(StoreError::Busy)?;
        // The previous user of the connection may have marked the store as unusable.
        self.health.check_events()?;
        // The slot was filled when the store was opened, and is emptied only by dropping the store.
        body(slot.get_or_make(|| Err(StoreError::Unsuitable))?)
    }

    /// Runs a transaction that is shared with no other writer.
    pub(crate) fn transact(&self, body: &mut WriteBody<'_>) -> Result<(), StoreError> {
        self.with_writer(|conn| {
            let mut transaction = self.begin(conn, Extent::Whole)?;
            body(&mut transaction).map_err(|Abort| StoreError::Aborted)?;
            transaction.keep()?;
            transaction::commit(conn, &self.health)
        })
    }
}

fn ready(options: &SqliteOptions) -> Result<(), StoreError> {
    settings::check_engine()?;
    if options.version == 0 || i32::try_from(options.version).is_err() {
        return Err(StoreError::Misused);
    }
    if !options.versions.is_empty() {
        check_versions(options.versions)?;
    }
    schema::check_declarations(options.tables)
}

impl Store for SqliteStore {
    fn read(&self, body: &mut ReadBody<'_>) -> Result<(), StoreError> {
        self.with_reader(|conn| {
            let transaction = self.begin(conn, Extent::Snapshot)?;
            body(&transaction).map_err(|Abort| StoreError::Aborted)?;
            transaction.finish()
        })
    }

    fn write(&self, body: &mut WriteBody<'_>) -> Result<(), StoreError> {
        self.health.check()?;
        match &self.location {
            Location::Memory => self.transact(body),
            Location::File(file) => file.write(self, body),
        }
    }

    fn findings(&self) -> Vec<StoreFinding> {
        match &self.location {
            Location::Memory => vec![finding("store_in_memory", true)],
            Location::File(file) => file.findings(self),
        }
    }
}

pub(crate) fn finding(code: &'static str, serious: bool) -> StoreFinding {
    StoreFinding { code, serious }
}

impl Drop for SqliteStore {
    fn drop(&mut self) {
        if let Location::File(file) = &self.location {
            file.close(self);
        }
    }
}
