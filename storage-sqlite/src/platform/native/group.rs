//! Group commit: writers that wait for one another share a commit and its flush to the disk.
//!
//! A writer that finds another one waiting when its work is done leaves the transaction open and hands it on with the
//! connection. The last writer in the queue, or the one that fills the group, commits for all. Only then does any of
//! them return. Each writer after the first works in its own savepoint, so that one that aborts takes nothing of the
//! others with it. If one's failure ends the whole transaction, the others run again, each by itself. A writer that no
//! other waits for is not affected.

use super::DatabaseFile;
use super::sidecar::Held;
use super::wait::Deadline;
use crate::store::SqliteStore;
use crate::transaction::{self, Extent};
use casegate::store::{Abort, StoreError, WriteBody};
use rusqlite::Connection;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

#[cfg(test)]
mod tests;

/// The group that the next writer continues, between the turns of two writers.
#[derive(Default)]
pub(crate) struct Groups {
    left_open: Mutex<Option<Group>>,
}

/// The writers whose work is in the open transaction.
struct Group {
    writers: u32,
    /// The end of the time in which others may join, so that the first ones do not wait for long work of others.
    until: Deadline,
    outcome: Arc<Outcome>,
}

/// The time in which others may join: a few flushes to a disk.
const OPEN: Duration = Duration::from_millis(20);

/// The outcome of a group's commit, once it is known.
#[derive(Default)]
struct Outcome {
    told: Mutex<Option<Result<(), StoreError>>>,
    known: Condvar,
}

impl Groups {
    fn left_open(&self) -> MutexGuard<'_, Option<Group>> {
        lock(&self.left_open)
    }
}

impl Outcome {
    fn tell(&self, outcome: Result<(), StoreError>) {
        *lock(&self.told) = Some(outcome);
        self.known.notify_all();
    }

    fn wait(&self) -> Result<(), StoreError> {
        let mut told = lock(&self.told);
        loop {
            match *told {
                Some(outcome) => return outcome,
                None => told = self.known.wait(told).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }
}

/// Locks a mutex, even a poisoned one. No code that can panic runs under these locks, so the value is whole.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs one writer's transaction, by itself or in a group.
pub(super) fn write(
    file: &DatabaseFile,
    store: &SqliteStore,
    body: &mut WriteBody<'_>,
) -> Result<(), StoreError> {
    let done = write_grouped(file, store, body)?;
    match done.commit {
        // Another writer's failure must not fail this one.
        Err(error) if done.may_run_again(error) && store.health.check().is_ok() => {
            write_alone(file, store, body)
        }
        // A writer that aborted gets the others' failure too, because it decided by what they wrote.
        commit => commit.and(done.own),
    }
}

/// The result of a turn.
struct Done {
    own: Result<(), StoreError>,
    /// The outcome of the transaction, which was this writer's alone if it was not `shared`.
    commit: Result<(), StoreError>,
    shared: bool,
    /// Whether this writer caused the failure that ended the transaction.
    at_fault: bool,
}

impl Done {
    fn may_run_again(&self, error: StoreError) -> bool {
        self.shared && !self.at_fault && error != StoreError::OutcomeUnknown
    }
}

fn write_grouped(
    file: &DatabaseFile,
    store: &SqliteStore,
    body: &mut WriteBody<'_>,
) -> Result<Done, StoreError> {
    let mut slot = store.writer.take_and_join(store.options.wait).ok_or(StoreError::Busy)?;
    let mut turn = Turn::start(file, store, slot.get_or_make(unfilled)?)?;
    let own = turn.run(body);
    let at_fault = turn.failure.is_some();
    if !turn.may_be_joined() || !store.writer.next_joins() {
        let shared = turn.group.is_some();
        return Ok(Done { own, commit: turn.end(), shared, at_fault });
    }
    let outcome = turn.leave_open();
    let commit = match slot.hand_on() {
        Ok(()) => outcome.wait(),
        // The waiting writer gave up in the meantime.
        Err(mut slot) => Turn::start(file, store, slot.get_or_make(unfilled)?)?.end(),
    };
    Ok(Done { own, commit, shared: true, at_fault })
}

/// Runs a transaction that no other writer joins.
fn write_alone(file: &DatabaseFile, store: &SqliteStore, body: &mut WriteBody<'_>) -> Result<(), StoreError> {
    let mut slot = store.writer.take(store.options.wait).ok_or(StoreError::Busy)?;
    let mut turn = Turn::start(file, store, slot.get_or_make(unfilled)?)?;
    let own = turn.run(body);
    turn.end().and(own)
}

/// Returns the error for an empty slot. The slot was filled when the store was opened, and is emptied only by dropping the store.
fn unfilled() -> Result<Connection, StoreError> {
    Err(StoreError::Unsuitable)
}

/// One writer's turn with the connection. However it ends, even with a panic, the work of earlier writers is committed.
struct Turn<'a> {
    file: &'a DatabaseFile,
    store: &'a SqliteStore,
    conn: &'a Connection,
    /// The lock that keeps other processes from writing and making checkpoints.
    held: Option<Held<'a>>,
    /// The earlier writers of the group.
    group: Option<Group>,
    /// Whether the transaction holds anything to commit.
    kept: bool,
    /// The failure that ended the whole transaction, and with it the others' work.
    failure: Option<StoreError>,
}

impl<'a> Turn<'a> {
    fn start(
        file: &'a DatabaseFile,
        store: &'a SqliteStore,
        conn: &'a Connection,
    ) -> Result<Self, StoreError> {
        if let Some(group) = file.groups.left_open().take() {
            let held = Some(file.sidecar.still_locked());
            return Ok(Self { file, store, conn, held, group: Some(group), kept: true, failure: None });
        }
        // The previous user of the connection may have marked the store as unusable.
        store.health.check_events()?;
        let held = Some(file.sidecar.lock(store.options.wait)?);
        if !file.watch.is_intact() {
            return Err(store.health.mark_displaced());
        }
        Ok(Self { file, store, conn, held, group: None, kept: false, failure: None })
    }

    /// Runs the body. If it fails, nothing of it stays.
    fn run(&mut self, body: &mut WriteBody<'_>) -> Result<(), StoreError> {
        let outcome = self.transact(body);
        match outcome {
            Ok(()) => self.kept = true,
            Err(StoreError::Aborted) => {}
            Err(error) => drop(self.failure.get_or_insert(error)),
        }
        outcome
    }

    fn transact(&mut self, body: &mut WriteBody<'_>) -> Result<(), StoreError> {
        self.store.health.check_events()?;
        let extent = if self.group.is_some() { Extent::Part } else { Extent::Whole };
        let mut transaction = self.store.begin(self.conn, extent)?;
        let outcome = body(&mut transaction).map_err(|Abort| StoreError::Aborted);
        self.failure = transaction.failure();
        outcome.and_then(|()| transaction.keep())
    }

    /// Returns whether another writer may continue in this transaction.
    fn may_be_joined(&self) -> bool {
        let is_open = match &self.group {
            None => self.store.options.group_commit > 1,
            Some(group) => {
                group.writers + 1 < self.store.options.group_commit && !group.until.left().is_zero()
            }
        };
        is_open && self.kept && !self.conn.is_autocommit() && self.store.health.check().is_ok()
    }

    /// Leaves the transaction to the writer that gets the connection next, and returns where its outcome will be known.
    fn leave_open(mut self) -> Arc<Outcome> {
        let mut group = self.group.take().unwrap_or_else(|| Group {
            writers: 0,
            until: Deadline::after(OPEN),
            outcome: Arc::default(),
        });
        group.writers += 1;
        let outcome = Arc::clone(&group.outcome);
        *self.file.groups.left_open() = Some(group);
        if let Some(held) = self.held.take() {
            held.leave_locked();
        }
        outcome
    }

    /// Commits for all writers of the group, if there is anything to commit.
    fn end(mut self) -> Result<(), StoreError> {
        self.finish()
    }

    fn finish(&mut self) -> Result<(), StoreError> {
        if !self.store.health.is_same_process() {
            return self.abandon();
        }
        let outcome = if self.kept { self.commit() } else { Ok(()) };
        if let Some(group) = self.group.take() {
            group.outcome.tell(outcome);
        }
        if self.kept && outcome.is_ok() {
            self.file.checkpoints.after_commit(self.conn, self.store.options.wait);
        }
        outcome
    }

    /// Leaves the transaction and the lock to the parent, in a process that was forked off in the middle.
    fn abandon(&mut self) -> Result<(), StoreError> {
        self.group = None;
        if let Some(held) = self.held.take() {
            held.leave_locked();
        }
        Err(StoreError::Unsuitable)
    }

    fn commit(&self) -> Result<(), StoreError> {
        let health = &self.store.health;
        if self.conn.is_autocommit() {
            return Err(self.failure.unwrap_or(StoreError::Io));
        }
        if let Err(error) = health.check_events() {
            transaction::roll_back(self.conn, health);
            return Err(error);
        }
        transaction::commit(self.conn, health)?;
        if !self.file.watch.is_intact() {
            // Another copy of SQLite removed the log meanwhile, perhaps with this commit in it.
            return Err(health.mark_outcome_unknown());
        }
        Ok(())
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        if self.group.is_some() || !self.store.health.is_same_process() {
            let _ = self.finish();
        }
    }
}
