//! The lock beside the database.
//!
//! SQLite's own locks on Unix belong to the process: when a second copy of SQLite in it closes the same file, the first
//! copy's locks are gone without notice, and another process may then write or checkpoint at the same time. So writes and
//! checkpoints of this crate also hold a lock that belongs to an open file, which nobody else can drop.
//!
//! Nobody is woken when such a lock becomes free, so waiting for it is asking again and again. A process with many writers would
//! take it back between two questions of another one for ever. So whoever wants the lock holds the turn first, and lets go of it
//! once it has the lock: while one process waits with the turn in hand, no other can overtake it.

use super::files::{self, of_io};
use super::wait::{Deadline, poll};
use casegate::store::StoreError;
use std::fs::{File, TryLockError};
use std::path::Path;
use std::time::Duration;

pub(crate) struct Sidecar {
    file: File,
    /// Held while waiting for the lock.
    turn: File,
}

/// The lock, until dropped.
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

    /// Takes the lock, waiting at most `wait`. Two threads must not ask the same sidecar at once.
    pub(crate) fn lock(&self, wait: Duration) -> Result<Held<'_>, StoreError> {
        let deadline = Deadline::after(wait);
        acquire(&self.turn, wait)?;
        let locked = acquire(&self.file, deadline.left());
        let freed = self.turn.unlock();
        locked?;
        let held = Held { sidecar: self };
        // Who kept the turn would keep everybody out.
        freed.map_err(|error| of_io(&error))?;
        Ok(held)
    }

    /// The lock as somebody [left](Held::leave_locked) it.
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
