//! Group commit: writers that wait for one another share a commit, and its flush to the disk.
//!
//! Whoever finds another writer waiting when its own work is done leaves the transaction open and hands it on with the
//! connection. The one for whom nobody waits, or with whom the group is full, commits for all; only then does any of them
//! answer. Each works in a savepoint of its own, so that one that aborts takes nothing of the others with it; and if one's
//! failure ends the whole transaction, the others run again, each by itself. A writer without company notices nothing of this.

use super::FilePlace;
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

/// Between two writers' turns: what the next one goes on with.
#[derive(Default)]
pub(crate) struct Groups {
    left_open: Mutex<Option<Group>>,
}

/// The writers whose turns the open transaction has seen.
struct Group {
    writers: u32,
    /// When nobody may join any more, so that the first ones do not wait for long work of others.
    until: Deadline,
    outcome: Arc<Outcome>,
}

/// For how long others may join: a few flushes to a disk.
const OPEN: Duration = Duration::from_millis(20);

/// What became of a group, once that is known.
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

/// No code that can panic runs under these locks, so a poisoned one holds a whole value.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs one writer's transaction, by itself or in a group.
pub(super) fn write(
    place: &FilePlace,
    store: &SqliteStore,
    body: &mut WriteBody<'_>,
) -> Result<(), StoreError> {
    let done = in_company(place, store, body)?;
    match done.commit {
        // Somebody else's failure is none of this writer's.
        Err(error) if done.may_run_again(error) && store.standing.check().is_ok() => {
            alone(place, store, body)
        }
        // Who aborted hears of the others' failure too: it decided by what they wrote.
        commit => commit.and(done.own),
    }
}

/// What came of a turn.
struct Done {
    own: Result<(), StoreError>,
    /// What became of the transaction, which was this writer's alone if it was not `shared`.
    commit: Result<(), StoreError>,
    shared: bool,
    /// Whether what took the transaction away was this writer's doing.
    at_fault: bool,
}

impl Done {
    fn may_run_again(&self, error: StoreError) -> bool {
        self.shared && !self.at_fault && error != StoreError::OutcomeUnknown
    }
}

fn in_company(place: &FilePlace, store: &SqliteStore, body: &mut WriteBody<'_>) -> Result<Done, StoreError> {
    let mut slot = store.writer.take_and_join(store.options.wait).ok_or(StoreError::Busy)?;
    let mut turn = Turn::start(place, store, slot.get_or_make(unfilled)?)?;
    let own = turn.run(body);
    let at_fault = turn.failure.is_some();
    if !turn.may_be_joined() || !store.writer.next_joins() {
        let shared = turn.group.is_some();
        return Ok(Done { own, commit: turn.end(), shared, at_fault });
    }
    let outcome = turn.leave_open();
    let commit = match slot.hand_on() {
        Ok(()) => outcome.wait(),
        // Nobody was there to take over after all.
        Err(mut slot) => Turn::start(place, store, slot.get_or_make(unfilled)?)?.end(),
    };
    Ok(Done { own, commit, shared: true, at_fault })
}

/// Runs a transaction that nobody joins.
fn alone(place: &FilePlace, store: &SqliteStore, body: &mut WriteBody<'_>) -> Result<(), StoreError> {
    let mut slot = store.writer.take(store.options.wait).ok_or(StoreError::Busy)?;
    let mut turn = Turn::start(place, store, slot.get_or_make(unfilled)?)?;
    let own = turn.run(body);
    turn.end().and(own)
}

/// The slot was filled when the store was opened, and is emptied only by dropping it.
fn unfilled() -> Result<Connection, StoreError> {
    Err(StoreError::Unsuitable)
}

/// One writer's time with the connection. Whatever ends it, a panic too, what earlier writers did is committed.
struct Turn<'a> {
    place: &'a FilePlace,
    store: &'a SqliteStore,
    conn: &'a Connection,
    /// No other process writes or checkpoints meanwhile.
    held: Option<Held<'a>>,
    /// Those before this one.
    group: Option<Group>,
    /// Whether the transaction holds anything to commit.
    kept: bool,
    /// What took the transaction away, the others' work with it.
    failure: Option<StoreError>,
}

impl<'a> Turn<'a> {
    fn start(place: &'a FilePlace, store: &'a SqliteStore, conn: &'a Connection) -> Result<Self, StoreError> {
        if let Some(group) = place.groups.left_open().take() {
            let held = Some(place.sidecar.still_locked());
            return Ok(Self { place, store, conn, held, group: Some(group), kept: true, failure: None });
        }
        // Whoever had the connection before may have found out that nobody must go on.
        store.standing.check_events()?;
        let held = Some(place.sidecar.lock(store.options.wait)?);
        if !place.watch.is_intact() {
            return Err(store.standing.is_displaced());
        }
        Ok(Self { place, store, conn, held, group: None, kept: false, failure: None })
    }

    /// Runs the body. Where it fails, nothing of it stays.
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
        self.store.standing.check_events()?;
        let extent = if self.group.is_some() { Extent::Part } else { Extent::Whole };
        let mut transaction = self.store.begin(self.conn, extent)?;
        let outcome = body(&mut transaction).map_err(|Abort| StoreError::Aborted);
        self.failure = transaction.failure();
        outcome.and_then(|()| transaction.keep())
    }

    /// Whether another writer may go on in this transaction.
    fn may_be_joined(&self) -> bool {
        let is_open = match &self.group {
            None => self.store.options.group_commit > 1,
            Some(group) => {
                group.writers + 1 < self.store.options.group_commit && !group.until.left().is_zero()
            }
        };
        is_open && self.kept && !self.conn.is_autocommit() && self.store.standing.check().is_ok()
    }

    /// Leaves the transaction to whom the connection is handed next, and tells where its outcome will be known.
    fn leave_open(mut self) -> Arc<Outcome> {
        let mut group = self.group.take().unwrap_or_else(|| Group {
            writers: 0,
            until: Deadline::after(OPEN),
            outcome: Arc::default(),
        });
        group.writers += 1;
        let outcome = Arc::clone(&group.outcome);
        *self.place.groups.left_open() = Some(group);
        if let Some(held) = self.held.take() {
            held.leave_locked();
        }
        outcome
    }

    /// Commits, if there is anything to commit, for all.
    fn end(mut self) -> Result<(), StoreError> {
        self.finish()
    }

    fn finish(&mut self) -> Result<(), StoreError> {
        if !self.store.standing.is_same_process() {
            return self.abandon();
        }
        let outcome = if self.kept { self.commit() } else { Ok(()) };
        if let Some(group) = self.group.take() {
            group.outcome.tell(outcome);
        }
        if self.kept && outcome.is_ok() {
            self.place.checkpoints.after_commit(self.conn, self.store.options.wait);
        }
        outcome
    }

    /// In a process that was forked off in the middle: the transaction and the lock are its parent's.
    fn abandon(&mut self) -> Result<(), StoreError> {
        self.group = None;
        if let Some(held) = self.held.take() {
            held.leave_locked();
        }
        Err(StoreError::Unsuitable)
    }

    fn commit(&self) -> Result<(), StoreError> {
        let standing = &self.store.standing;
        if self.conn.is_autocommit() {
            return Err(self.failure.unwrap_or(StoreError::Io));
        }
        if let Err(error) = standing.check_events() {
            transaction::roll_back(self.conn, standing);
            return Err(error);
        }
        transaction::commit(self.conn, standing)?;
        if !self.place.watch.is_intact() {
            // Another copy of SQLite took the log away meanwhile, perhaps with this commit in it.
            return Err(standing.outcome_is_unknown());
        }
        Ok(())
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        if self.group.is_some() || !self.store.standing.is_same_process() {
            let _ = self.finish();
        }
    }
}
