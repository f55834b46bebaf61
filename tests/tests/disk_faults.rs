//! The disk fails at any call: the error is typed, nothing is half done, and the portal works afterwards
//! (SECURITY D-05, DUR-06, DUR-08).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod disk;

use casegate::foundation::error::{Code, Error, Kind};
use casegate::operations::{Effect, Operation};
use casegate::store::{ReadBody, Row, Store, StoreError, StoreFinding, WriteBody};
use casegate_sqlite::SqliteStore;
use casegate_tests::examples::{Stage, is_one_transaction};
use casegate_tests::world::{Folder, NOON, TestClock, TestEntropy, World, dump, keys, repeats};
use disk::{Call, Disk, Fault};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A prepared store in files that can be restored.
struct Set {
    stage: Stage,
    folder: Folder,
    files: Vec<(String, Vec<u8>)>,
    disk: Arc<Disk>,
    /// Wraps the portal's store: the product's own, or one with a deliberate defect.
    over: fn(SqliteStore) -> Arc<dyn Store>,
}

type Rows = Vec<(String, Row)>;

impl Set {
    fn new(name: &str) -> Self {
        let folder = Folder::new(name);
        let disk = Disk::in_haste(&folder);
        let store = SqliteStore::open(folder.at("store.db")).unwrap();
        let mut stage = Stage::set(World::on(Arc::new(store)));
        stage.world = World::in_memory();
        let files = folder.files();
        Self { stage, folder, files, disk, over: |store| Arc::new(store) }
    }

    /// Restores the prepared files and opens the store.
    fn reset(&mut self) {
        self.close();
        for (name, _) in self.folder.files() {
            std::fs::remove_file(self.folder.at(&name)).unwrap();
        }
        for (name, bytes) in &self.files {
            std::fs::write(self.folder.at(name), bytes).unwrap();
        }
        self.open();
    }

    fn close(&mut self) {
        self.stage.world = World::in_memory();
    }

    /// Opens the store again, as a host does after a failure.
    fn open(&mut self) {
        self.close();
        let store = (self.over)(SqliteStore::open(self.folder.at("store.db")).unwrap());
        // The same randomness each time, so that the same operation writes the same rows.
        self.stage.world = World::with(store, TestClock::at(NOON), TestEntropy::seeded(99), keys());
    }

    fn rows(&self) -> Rows {
        dump(self.stage.world.store.as_ref())
    }

    /// Returns what is stored before and after an operation without a fault, and its
    /// number of calls to the disk.
    fn undisturbed(&mut self, operation: Operation) -> (Rows, Rows, u64) {
        self.reset();
        let before = self.rows();
        self.reset();
        self.disk.heal();
        self.stage.call(operation).unwrap();
        let (calls, _) = self.disk.heal();
        (before, self.rows(), calls)
    }

    /// Calls `operation` with `fault`, and compares what is stored with what may be. Returns
    /// `None` if the fault did not occur.
    fn fault(
        &mut self,
        operation: Operation,
        fault: Fault,
        before: &Rows,
        after: &Rows,
    ) -> Option<(Call, Fate)> {
        self.reset();
        self.disk.fail(fault);
        let outcome = self.stage.call(operation);
        let failed = self.disk.heal().1?;
        let code = outcome.as_ref().err().map(Error::code);
        if code == Some(Code::OUTCOME_UNKNOWN) {
            let next = self.stage.call(operation).unwrap_err().code();
            assert_eq!(
                next,
                Code::OUTCOME_UNKNOWN,
                "{} with {fault:?}: the handle goes on",
                operation.name()
            );
            self.open();
        }
        let (rows, is_typed) = (self.rows(), code.is_none_or(|code| code.kind() == Kind::Unavailable));
        let fate = match code {
            Some(code) if is_typed && rows == *before => Fate::Undone(code),
            Some(code @ Code::OUTCOME_UNKNOWN) if rows == *after => Fate::Done(code),
            None if rows == *after => Fate::Unharmed,
            _ => Fate::HalfDone,
        };
        Some((failed, fate))
    }

    /// Checks that the operation works once the fault is over, and that the file is intact.
    fn goes_on(&mut self, operation: Operation, fate: Fate) -> Result<(), String> {
        if let Fate::Undone(_) = fate {
            self.stage.call(operation).map_err(|error| format!("afterwards {error:?}"))?;
        }
        self.close();
        let whole = SqliteStore::open(self.folder.at("store.db")).and_then(|store| store.check());
        whole.map_err(|error| format!("afterwards the file {error}"))
    }
}

/// The result of a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fate {
    /// Refused with this code, and nothing was done.
    Undone(Code),
    /// Refused with this code, but done: allowed if the outcome is unknown.
    Done(Code),
    /// The fault made no difference.
    Unharmed,
    /// Anything else: reported as done and not done, done in part, or refused with a
    /// code that a host cannot act on.
    HalfDone,
}

type Fates = BTreeMap<(Call, Fate), u32>;

/// Runs every operation with a fault of this kind at every call. In the default run only every so many calls
/// are tried, so that each call is tried with some of the operations.
fn sweep(name: &str, kind: fn(u64) -> Fault, usual: u32) -> Fates {
    let (mut set, mut fates, one_of) = (Set::new(name), Fates::new(), repeats(usual, 1) as usize);
    let operations = Operation::ALL.iter().filter(|operation| is_one_transaction(**operation));
    for (number, operation) in operations.enumerate() {
        let (before, after, calls) = set.undisturbed(*operation);
        assert!(calls > 0, "{} asks nothing of the disk", operation.name());
        assert!(operation.effect() == Effect::Reads || before != after);
        for index in (1..=calls).skip(number % one_of).step_by(one_of) {
            let Some((call, fate)) = set.fault(*operation, kind(index), &before, &after) else { break };
            let what = || format!("{} with {:?} at {call:?}: {fate:?}", operation.name(), kind(index));
            assert_ne!(fate, Fate::HalfDone, "{}", what());
            set.goes_on(*operation, fate).unwrap_or_else(|error| panic!("{}, {error}", what()));
            *fates.entry((call, fate)).or_insert(0) += 1;
        }
    }
    println!("{name}: {} faults", fates.values().sum::<u32>());
    for ((call, fate), count) in &fates {
        println!("  {call:?} {fate:?}: {count}");
    }
    fates
}

fn calls(fates: &Fates) -> BTreeSet<Call> {
    fates.keys().map(|(call, _)| *call).collect()
}

#[test]
fn d_05_one_call_fails_at_every_index() {
    let fates = sweep("d-05-once", Fault::Once, 3);
    for call in [Call::Open, Call::Read, Call::Write, Call::Sync, Call::Size, Call::Lock, Call::ShmLock] {
        assert!(calls(&fates).contains(&call), "no {call:?} failed");
    }
    assert!(fates.keys().any(|(call, fate)| *call == Call::Sync && *fate != Fate::Unharmed));
}

#[test]
fn d_05_there_is_no_room_from_every_index_on() {
    let fates = sweep("d-05-full", Fault::FullFrom, 6);
    assert_eq!(calls(&fates), BTreeSet::from([Call::Write]));
    assert!(fates.contains_key(&(Call::Write, Fate::Undone(Code::STORE_FULL))));
}

#[test]
fn d_05_the_disk_is_gone_from_every_index_on() {
    let fates = sweep("d-05-gone", Fault::DeadFrom, 6);
    assert!(fates.keys().all(|(_, fate)| *fate != Fate::Unharmed), "{fates:?}");
}

/// Opening a store may fail at every call. Afterwards it opens with the same contents.
#[test]
fn d_05_opening_fails_at_every_index() {
    let mut set = Set::new("d-05-open");
    set.reset();
    let held = set.rows();
    for index in 1.. {
        set.reset();
        // In the state after a kill, with a log that is not empty.
        set.stage.call(Operation::MINT_INVITE).unwrap();
        set.close();
        set.disk.fail(Fault::Once(index));
        let opened = SqliteStore::open(set.folder.at("store.db"));
        let (_, failed) = set.disk.heal();
        if let Err(error) = opened {
            assert!(matches!(error, StoreError::Io | StoreError::Busy), "{error:?} at {failed:?} {index}");
        }
        set.open();
        assert!(set.rows().len() > held.len(), "at {failed:?} {index}");
        if failed.is_none() {
            assert!(index > 20, "only {index} calls were tried");
            break;
        }
    }
}

/// Closing a store checkpoints its log. Whichever call of that fails, what was acknowledged is stored.
#[test]
fn d_05_closing_fails_at_every_index() {
    let mut set = Set::new("d-05-close");
    let (_, after, _) = set.undisturbed(Operation::SUBMIT_SECTION);
    for fault in [Fault::Once, Fault::FullFrom, Fault::DeadFrom] {
        for index in 1.. {
            set.reset();
            set.stage.call(Operation::SUBMIT_SECTION).unwrap();
            set.disk.fail(fault(index));
            set.close();
            let (_, failed) = set.disk.heal();
            set.open();
            assert!(set.rows() == after, "{:?} at {failed:?}", fault(index));
            if failed.is_none() {
                assert!(index > 5, "only {index} calls were tried");
                break;
            }
        }
    }
}

/// A store that reports failures as success.
struct Swallowing(SqliteStore);

impl Store for Swallowing {
    fn read(&self, body: &mut ReadBody<'_>) -> Result<(), StoreError> {
        self.0.read(body)
    }
    fn write(&self, body: &mut WriteBody<'_>) -> Result<(), StoreError> {
        let _ = self.0.write(body);
        Ok(())
    }
    fn findings(&self) -> Vec<StoreFinding> {
        self.0.findings()
    }
}

/// Checks the sweep itself: it detects a store that hides the disk's failures.
#[test]
fn d_05_a_swallowed_failure_is_found() {
    let mut set = Set::new("d-05-teeth");
    let (before, after, calls) = set.undisturbed(Operation::MINT_INVITE);
    set.over = |store| Arc::new(Swallowing(store));
    let fates = (1..=calls).map_while(|index| {
        set.fault(Operation::MINT_INVITE, Fault::FullFrom(index), &before, &after).map(|(_, fate)| fate)
    });
    let fates: Vec<_> = fates.collect();
    assert!(fates.len() > 10 && fates.iter().all(|fate| *fate == Fate::HalfDone), "{fates:?}");
}
