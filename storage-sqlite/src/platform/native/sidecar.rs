//! The lock beside the database.
//!
//! SQLite's own locks on Unix belong to the process: when a second copy of SQLite in it closes the same file, the first
//! copy's locks are gone without notice, and another process may then write or checkpoint at the same time. So writes and
//! checkpoints of this crate also hold a lock that belongs to an open file, which nobody else can drop.

use super::files::{self, of_io};
use super::wait::poll;
use casegate::store::StoreError;
use std::fs::{File, TryLockError};
use std::path::Path;
use std::time::Duration;

pub(crate) struct Sidecar {
    file: File,
}

/// The lock, until dropped.
pub(crate) struct Held<'a> {
    sidecar: &'a Sidecar,
}

impl Sidecar {
    pub(crate) fn open(database: &Path) -> Result<Self, StoreError> {
        let file = files::private()
            .create(true)
            .truncate(false)
            .open(files::beside(database, ".lock"))
            .map_err(|error| of_io(&error))?;
        Ok(Self { file })
    }

    /// Takes the lock, waiting at most `wait`. Two threads must not ask the same sidecar at once.
    pub(crate) fn lock(&self, wait: Duration) -> Result<Held<'_>, StoreError> {
        let attempt = || match self.file.try_lock() {
            Ok(()) => Some(Ok(Held { sidecar: self })),
            Err(TryLockError::WouldBlock) => None,
            Err(TryLockError::Error(error)) => Some(Err(of_io(&error))),
        };
        poll(wait, attempt).unwrap_or(Err(StoreError::Busy))
    }

    /// The lock as somebody [left](Held::leave_locked) it.
    pub(crate) fn still_locked(&self) -> Held<'_> {
        Held { sidecar: self }
    }
}

impl Held<'_> {
    /// Does not let go of the lock: somebody else goes on [holding](Sidecar::still_locked) it.
    pub(crate) fn leave_locked(self) {
        std::mem::forget(self);
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        // Nothing can be done about a failure, and closing the file lets go of the lock too.
        let _ = self.sidecar.file.unlock();
    }
}
