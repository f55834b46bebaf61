//! Options for opening a store.

use crate::SqliteStore;
use casegate::schema;
use casegate::store::migrate::Version;
use casegate::store::{StoreError, Table};
use std::path::Path;
use std::time::Duration;

/// The longest time to wait. SQLite counts milliseconds in 32 bits, and no caller waits longer than this anyway.
const LONGEST_WAIT: Duration = Duration::from_secs(3600);

/// The failures that an acknowledged write survives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Durability {
    /// A killed process and a power failure: one flush to the disk for each write.
    #[default]
    PowerLoss,
    /// A killed process; a power failure may lose the last writes. Reported as a finding.
    ProcessKill,
}

/// Settings for opening a store. The defaults suit a production host.
#[derive(Clone, Copy, Debug)]
pub struct SqliteOptions {
    pub(crate) durability: Durability,
    pub(crate) wait: Duration,
    pub(crate) readers: usize,
    pub(crate) group_commit: u32,
    pub(crate) tables: &'static [&'static Table],
    pub(crate) version: u32,
    /// The versions up to this one; empty if a file of another version cannot be opened.
    pub(crate) versions: &'static [Version],
}

impl Default for SqliteOptions {
    fn default() -> Self {
        let options = Self {
            durability: Durability::PowerLoss,
            wait: Duration::from_secs(5),
            readers: 8,
            group_commit: 64,
            tables: &[],
            version: 0,
            versions: &[],
        };
        options.over_versions(schema::VERSIONS)
    }
}

impl SqliteOptions {
    /// Creates the default settings.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets which failures an acknowledged write survives.
    #[must_use]
    pub fn durability(mut self, durability: Durability) -> Self {
        self.durability = durability;
        self
    }

    /// Sets how long a call waits for others before it fails with [`StoreError::Busy`]: five seconds by default, an hour at most.
    #[must_use]
    pub fn busy_timeout(mut self, wait: Duration) -> Self {
        self.wait = wait.min(LONGEST_WAIT);
        self
    }

    /// Sets how many reads may run at once: eight by default, at least one. Each needs a connection with its own cache.
    #[must_use]
    pub fn readers(mut self, readers: usize) -> Self {
        self.readers = readers.max(1);
        self
    }

    /// Sets how many writers that wait for one another may share a commit and its flush to the disk: 64 by default.
    /// With one, no writers share.
    ///
    /// None of them returns before that commit. So a call may wait for the closures of others, some 20 milliseconds and
    /// one closure at most, besides its [`busy_timeout`](Self::busy_timeout). What a closure calls (a host's clock,
    /// keys, entropy) must therefore not wait for another call on this store to return, because that call may be
    /// waiting for this one.
    #[must_use]
    pub fn group_commit(mut self, writers: u32) -> Self {
        self.group_commit = writers;
        self
    }

    /// Sets other tables than the product's, such as the conformance suite's, with the version of their format (from 1).
    #[must_use]
    pub fn over(mut self, tables: &'static [&'static Table], version: u32) -> Self {
        self.tables = tables;
        self.version = version;
        self.versions = &[];
        self
    }

    /// Sets other tables than the product's, with every version of their format. A file of an older version is upgraded when it is
    /// opened: in one transaction, so that it is whole whenever the process is stopped.
    #[must_use]
    pub fn over_versions(mut self, versions: &'static [Version]) -> Self {
        self.tables = versions.last().map_or(&[], |last| last.tables);
        self.version = u32::try_from(versions.len()).unwrap_or(u32::MAX);
        self.versions = versions;
        self
    }

    /// Opens the store at `path`, and creates it if there is none.
    ///
    /// # Errors
    /// As [`SqliteStore::open`].
    pub fn open(self, path: impl AsRef<Path>) -> Result<SqliteStore, StoreError> {
        SqliteStore::open_file(path.as_ref(), self)
    }

    /// Opens a new store in memory.
    ///
    /// # Errors
    /// [`StoreError::Unsuitable`] if SQLite does not accept a setting.
    pub fn open_in_memory(self) -> Result<SqliteStore, StoreError> {
        SqliteStore::open_memory(self)
    }
}
