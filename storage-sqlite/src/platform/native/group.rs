//! Group commit: writers that wait for one another share a commit, and its flush to the disk.
//!
//! Whoever finds another writer waiting when its own work is done leaves the transaction open and hands it on with the
//! connection. The one for whom nobody waits, or with whom the group is full, commits for all; only then does any of them
//! answer. Each works in a savepoint of its own, so that one that aborts takes nothing of the others with it. A writer
//! without company notices nothing of this.

use super::FilePlace;
use super::sidecar::Held;
use crate::slots::Slot;
use crate::store::SqliteStore;
use crate::transaction::{self, Extent};
use casegate::store::{Abort, StoreError, WriteBody};
use rusqlite::Connection;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

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
    outcome: Arc<Outcome>,
}

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
    let wait = store.options.wait;
    let mut slot = store.writer.take_and_join(wait).ok_or(StoreError::Busy)?;
    let conn = slot.get_or_make(|| Err(StoreError::Unsuitable))?;
    let mut turn = Turn::start(place, store, conn)?;
    let own = turn.run(body);
    if !turn.may_be_joined() || !store.writer.next_joins() {
        return turn.end().and(own);
    }
    let outcome = turn.leave_open();
    match slot.hand_on() {
        Ok(()) => outcome.wait(),
        Err(slot) => go_on_alone(place, store, slot),
    }
    .and(own)
}

/// Nobody was there to take over after all.
fn go_on_alone(
    place: &FilePlace,
    store: &SqliteStore,
    mut slot: Slot<'_, Connection>,
) -> Result<(), StoreError> {
    let conn = slot.get_or_make(|| Err(StoreError::Unsuitable))?;
    Turn::start(place, store, conn)?.end()
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
            let held = Some(place.sidecar.still_held());
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
        self.store.standing.check_events()?;
        let extent = if self.group.is_some() { Extent::Part } else { Extent::Whole };
        let mut transaction = self.store.begin(self.conn, extent)?;
        let outcome = body(&mut transaction).map_err(|Abort| StoreError::Aborted);
        self.failure = transaction.failure();
        outcome.and_then(|()| transaction.keep())?;
        self.kept = true;
        Ok(())
    }

    /// Whether another writer may go on in this transaction.
    fn may_be_joined(&self) -> bool {
        if !self.kept || self.conn.is_autocommit() {
            return false;
        }
        let writers = self.group.as_ref().map_or(1, |group| group.writers + 1);
        writers < self.store.options.group_commit
    }

    /// Leaves the transaction to whom the connection is handed next, and tells where its outcome will be known.
    fn leave_open(mut self) -> Arc<Outcome> {
        let mut group = self.group.take().unwrap_or_else(|| Group { writers: 0, outcome: Arc::default() });
        group.writers += 1;
        let outcome = Arc::clone(&group.outcome);
        *self.place.groups.left_open() = Some(group);
        if let Some(held) = self.held.take() {
            held.keep();
        }
        outcome
    }

    /// Commits, if there is anything to commit, for all.
    fn end(mut self) -> Result<(), StoreError> {
        self.finish()
    }

    fn finish(&mut self) -> Result<(), StoreError> {
        let outcome = if self.kept { self.commit() } else { Ok(()) };
        if let Some(group) = self.group.take() {
            group.outcome.tell(outcome);
        }
        if self.kept && outcome.is_ok() {
            self.place.checkpoints.after_commit(self.conn, self.store.options.wait);
        }
        outcome
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
        if self.group.is_some() {
            let _ = self.finish();
        }
    }
}
