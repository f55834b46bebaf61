//! The lock in a file beside the database.
//!
//! SQLite's own locks on Unix belong to the process. When a second copy of SQLite in the process closes the same file,
//! the first copy's locks are lost without notice, and another process may then write or checkpoint at the same time.
//! So writes and checkpoints of this crate also hold a lock that belongs to an open file, which no other copy can drop.
//!
//! No waiter is woken when such a lock becomes free, so a waiter has to try repeatedly. A process with many writers
//! could take the lock again between two tries of another process, without end. So a process takes the turn first, and
//! releases it once it has the lock. While one process holds the turn and waits, no other can overtake it.

use super::files::{self, of_io};
use super::wait::{Deadline, poll};
use casegate::store::StoreError;
use std::fs::{File, TryLockError};
use std::path::Path;
use std::time::Duration;

pub(crate) struct Sidecar {
    file: File,
    /// The turn, held while waiting for the lock.
    turn: File,
}

/// The held lock, released when dropped.
pub(crate) struct Held<'a> {
    sidecar: &'a Sidecar,
}

impl Sidecar {
    pub(crate) fn open(database: &Path) -> Result<Self, StoreError> {
        let open = |ending| {
            let path = files::beside(database, ending);
            files::private().create(true).truncate(false).open(path).map_err(|error| of_io(&error))
        };
        Ok(Self { file: open(".lock")?, turn: open(".turn")? })
    }

    /// Takes the lock, waiting at most `wait`. Two threads must not call this on the same sidecar at once.
    pub(crate) fn lock(&self, wait: Duration) -> Result<Held<'_>, StoreError> {
        let deadline = Deadline::after(wait);
        acquire(&self.turn, wait)?;
        let locked = acquire(&self.file, deadline.left());
        let freed = self.turn.unlock();
        locked?;
        let held = Held { sidecar: self };
        // A turn that stayed locked would keep every other process out.
        freed.map_err(|error| of_io(&error))?;
        Ok(held)
    }

    /// Returns the lock that an earlier holder [left locked](Held::leave_locked).
    pub(crate) fn still_locked(&self) -> Held<'_> {
        Held { sidecar: self }
    }
}

fn acquire(file: &File, wait: Duration) -> Result<(), StoreError> {
    let attempt = || match file.try_lock() {
        Ok(()) => Some(Ok(())),
        Err(TryLockError::WouldBlock) => None,
        Err(TryLockError::Error(error)) => Some(Err(of_io(&error))),
    };
    poll(wait, attempt).unwrap_or(Err(StoreError::Busy))
}

impl Held<'_> {
    /// Leaves the lock locked for the next holder, which [takes it over](Sidecar::still_locked).
    pub(crate) fn leave_locked(self) {
        std::mem::forget(self);
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        // Nothing can be done about a failure, and closing the file releases the lock too.
        let _ = self.sidecar.file.unlock();
    }
}
