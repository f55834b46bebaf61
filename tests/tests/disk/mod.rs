//! A disk that a test controls: SQLite's calls on a store's files are counted, can be logged, and can fail.
#![allow(dead_code, reason = "each test file uses a part")]

mod shim;

use casegate_tests::world::Folder;
use rusqlite::ffi;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// SQLite's calls to the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Call {
    Open,
    Access,
    Delete,
    Read,
    Write,
    Truncate,
    Sync,
    Size,
    Lock,
    ShmMap,
    ShmLock,
}

impl Call {
    /// The result that SQLite gets for a failure.
    fn failure(self) -> i32 {
        match self {
            Self::Open => ffi::SQLITE_CANTOPEN,
            Self::Access => ffi::SQLITE_IOERR_ACCESS,
            Self::Delete => ffi::SQLITE_IOERR_DELETE,
            Self::Read => ffi::SQLITE_IOERR_READ,
            Self::Write => ffi::SQLITE_IOERR_WRITE,
            Self::Truncate => ffi::SQLITE_IOERR_TRUNCATE,
            Self::Sync => ffi::SQLITE_IOERR_FSYNC,
            Self::Size => ffi::SQLITE_IOERR_FSTAT,
            Self::Lock => ffi::SQLITE_IOERR_LOCK,
            Self::ShmMap => ffi::SQLITE_IOERR_SHMMAP,
            Self::ShmLock => ffi::SQLITE_IOERR_SHMLOCK,
        }
    }
}

/// The disk's response to a call.
pub(crate) enum Verdict {
    Go,
    Fail(i32),
}

/// A fault. Calls are counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// One call fails.
    Once(u64),
    /// From this call on, no write has space.
    FullFrom(u64),
    /// From this call on, every call fails.
    DeadFrom(u64),
}

/// The changes of a file, in order.
#[derive(Clone, Debug)]
pub(crate) enum Event {
    Write {
        file: String,
        at: usize,
        bytes: Vec<u8>,
    },
    Truncate {
        file: String,
        size: usize,
    },
    Sync {
        file: String,
    },
    /// The store acknowledged this many transactions.
    Acknowledged(usize),
}

#[derive(Default)]
struct State {
    calls: u64,
    fault: Option<Fault>,
    /// The first call that failed.
    failed: Option<Call>,
    is_logging: bool,
    log: Vec<Event>,
}

/// The disk below one folder.
#[derive(Default)]
pub(crate) struct Disk {
    state: Mutex<State>,
    pretends: bool,
}

impl Disk {
    /// Makes a disk for `folder`, which SQLite uses from then on.
    pub(crate) fn of(folder: &Folder) -> Arc<Self> {
        Self::watching(folder, Self::default())
    }

    /// Makes a disk that reports flushes without doing them, for files that a test is about to discard.
    pub(crate) fn in_haste(folder: &Folder) -> Arc<Self> {
        Self::watching(folder, Self { pretends: true, ..Self::default() })
    }

    fn watching(folder: &Folder, disk: Self) -> Arc<Self> {
        let disk = Arc::new(disk);
        let path = std::fs::canonicalize(folder.at(".")).unwrap_or_else(|_| PathBuf::from("/"));
        shim::watch(&path, &disk);
        disk
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts a fault, and counts calls from 1 again.
    pub(crate) fn fail(&self, fault: Fault) {
        let mut state = self.state();
        (state.calls, state.failed, state.fault) = (0, None, Some(fault));
    }

    /// Ends the fault. Returns the number of calls, and the first one that failed.
    pub(crate) fn heal(&self) -> (u64, Option<Call>) {
        let mut state = self.state();
        state.fault = None;
        (std::mem::take(&mut state.calls), state.failed.take())
    }

    /// Starts the log.
    pub(crate) fn log(&self) {
        self.state().is_logging = true;
    }

    /// Returns the log.
    pub(crate) fn taken_log(&self) -> Vec<Event> {
        std::mem::take(&mut self.state().log)
    }

    /// Logs that the store acknowledged a transaction.
    pub(crate) fn acknowledged(&self, number: usize) {
        self.note(|| Event::Acknowledged(number));
    }

    fn note(&self, event: impl FnOnce() -> Event) {
        let mut state = self.state();
        if state.is_logging {
            state.log.push(event());
        }
    }

    fn ask(&self, call: Call) -> Verdict {
        let mut state = self.state();
        state.calls += 1;
        let now = state.calls;
        let code = match state.fault {
            Some(Fault::Once(at)) if now == at => call.failure(),
            Some(Fault::FullFrom(at)) if now >= at && call == Call::Write => ffi::SQLITE_FULL,
            Some(Fault::DeadFrom(at)) if now >= at => call.failure(),
            _ => return Verdict::Go,
        };
        state.failed.get_or_insert(call);
        Verdict::Fail(code)
    }

    fn only_pretends_to_sync(&self) -> bool {
        self.pretends
    }

    fn wrote(&self, file: &str, at: u64, bytes: &[u8]) {
        let at = usize::try_from(at).unwrap_or(usize::MAX);
        self.note(|| Event::Write { file: file.to_owned(), at, bytes: bytes.to_vec() });
    }

    fn truncated(&self, file: &str, size: u64) {
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        self.note(|| Event::Truncate { file: file.to_owned(), size });
    }

    fn synced(&self, file: &str) {
        self.note(|| Event::Sync { file: file.to_owned() });
    }
}
