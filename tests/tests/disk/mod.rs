//! A disk that a test looks into: what SQLite does to a store's files is counted, can be kept in a log, and can fail.
#![allow(dead_code, reason = "each test file uses a part")]

mod shim;

use casegate_tests::world::Folder;
use rusqlite::ffi;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What SQLite asks of the disk.
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
    /// What SQLite is told if it fails.
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

/// What the disk answers.
pub(crate) enum Verdict {
    Go,
    Fail(i32),
}

/// What goes wrong. Calls are counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// One call fails.
    Once(u64),
    /// From this call on, no write finds room.
    FullFrom(u64),
    /// From this call on, every call fails.
    DeadFrom(u64),
}

/// What happened to a file, in order.
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
    /// The store said that a transaction is done; the number counts them.
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
    /// The disk below `folder`, which SQLite will go through from now on.
    pub(crate) fn of(folder: &Folder) -> Arc<Self> {
        Self::watching(folder, Self::default())
    }

    /// A disk that says that it flushed and did not: for files that a test is about to throw away.
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

    /// Lets the disk fail; the count of calls starts anew.
    pub(crate) fn fail(&self, fault: Fault) {
        let mut state = self.state();
        (state.calls, state.failed, state.fault) = (0, None, Some(fault));
    }

    /// Lets nothing fail any more; the answer is how many calls there were, and which failed first.
    pub(crate) fn heal(&self) -> (u64, Option<Call>) {
        let mut state = self.state();
        state.fault = None;
        (std::mem::take(&mut state.calls), state.failed.take())
    }

    /// Keeps what happens from now on.
    pub(crate) fn log(&self) {
        self.state().is_logging = true;
    }

    /// What happened.
    pub(crate) fn taken_log(&self) -> Vec<Event> {
        std::mem::take(&mut self.state().log)
    }

    /// Notes that the store acknowledged a transaction.
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
