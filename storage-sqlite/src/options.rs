//! How a store is opened.

use crate::SqliteStore;
use casegate::schema;
use casegate::store::{StoreError, Table};
use std::path::Path;
use std::time::Duration;

/// SQLite counts milliseconds in 32 bits, and no caller waits longer than this anyway.
const LONGEST_WAIT: Duration = Duration::from_secs(3600);

/// What an acknowledged write survives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Durability {
    /// The process being killed and the power failing: one flush to the disk for each write.
    #[default]
    PowerLoss,
    /// The process being killed; a power failure may take the last writes. Reported as a finding.
    ProcessKill,
}

/// Settings for opening a store; the defaults are what a production host wants.
#[derive(Clone, Copy, Debug)]
pub struct SqliteOptions {
    pub(crate) durability: Durability,
    pub(crate) wait: Duration,
    pub(crate) readers: usize,
    pub(crate) group_commit: u32,
    pub(crate) tables: &'static [&'static Table],
    pub(crate) version: u32,
}

impl Default for SqliteOptions {
    fn default() -> Self {
        Self {
            durability: Durability::PowerLoss,
            wait: Duration::from_secs(5),
            readers: 8,
            group_commit: 64,
            tables: schema::TABLES,
            version: schema::VERSION,
        }
    }
}

impl SqliteOptions {
    /// The defaults.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// What an acknowledged write survives.
    #[must_use]
    pub fn durability(mut self, durability: Durability) -> Self {
        self.durability = durability;
        self
    }

    /// How long a call waits for others before it answers [`StoreError::Busy`]: five seconds unless told, an hour at most.
    #[must_use]
    pub fn busy_timeout(mut self, wait: Duration) -> Self {
        self.wait = wait.min(LONGEST_WAIT);
        self
    }

    /// How many reads may run at once, at least one; eight unless told. Each costs a connection with its cache.
    #[must_use]
    pub fn readers(mut self, readers: usize) -> Self {
        self.readers = readers.max(1);
        self
    }

    /// How many writers that wait for one another may share a commit and its flush to the disk: 64 unless told, one for none.
    ///
    /// None of them answers before that commit, so a call may wait for the closures of others, some 20 milliseconds and one closure
    /// at most, besides its [`busy_timeout`](Self::busy_timeout). So what a closure calls (a host's clock, keys, entropy) must not
    /// wait for another call on this store to return: that one may be waiting for this.
    #[must_use]
    pub fn group_commit(mut self, writers: u32) -> Self {
        self.group_commit = writers;
        self
    }

    /// Other tables than the product's, such as the conformance suite's, with the version of their format (from 1).
    #[must_use]
    pub fn over(mut self, tables: &'static [&'static Table], version: u32) -> Self {
        self.tables = tables;
        self.version = version;
        self
    }

    /// Opens the store at `path`, and makes it if there is none.
    ///
    /// # Errors
    /// As [`SqliteStore::open`].
    pub fn open(self, path: impl AsRef<Path>) -> Result<SqliteStore, StoreError> {
        SqliteStore::open_file(path.as_ref(), self)
    }

    /// A new store in memory.
    ///
    /// # Errors
    /// [`StoreError::Unsuitable`] if SQLite does not take a setting.
    pub fn open_in_memory(self) -> Result<SqliteStore, StoreError> {
        SqliteStore::open_memory(self)
    }
}
