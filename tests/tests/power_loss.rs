//! After a power failure what was acknowledged is stored completely, and the audit is
//! intact (SECURITY D-02, DUR-04).
//!
//! A portal works over a disk that logs every write, truncation and flush. From the log, images of the
//! disk are made as it could be after a power failure at any moment: each write that was not flushed yet
//! may be present, missing or torn at the disk's sectors, in any order. Each image has to open, to hold
//! exactly the rows of some moment that is not before the last acknowledged transaction, and to pass every
//! check of the file and of the audit.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod disk;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use casegate::operations::{Effect, Operation};
use casegate::store::{ReadBody, Store, StoreError, StoreFinding, WriteBody};
use casegate_sqlite::{Durability, SqliteOptions, SqliteStore};
use casegate_tests::examples::Stage;
use casegate_tests::world::{Call, Folder, World, dump, repeats};
use disk::{Disk, Event};
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use serde_json::json;
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex};

/// Returns a digest of every row in a store.
fn digest(store: &dyn Store) -> u64 {
    let mut hasher = DefaultHasher::new();
    for (table, row) in dump(store) {
        (table, row.key, row.version, row.body).hash(&mut hasher);
    }
    hasher.finish()
}

/// A store that reports each transaction that it acknowledges, with what was stored then.
struct Telling {
    inner: SqliteStore,
    disk: Arc<Disk>,
    moments: Arc<Mutex<Vec<u64>>>,
}

impl Store for Telling {
    fn read(&self, body: &mut ReadBody<'_>) -> Result<(), StoreError> {
        self.inner.read(body)
    }
    fn write(&self, body: &mut WriteBody<'_>) -> Result<(), StoreError> {
        self.inner.write(body)?;
        let mut moments = self.moments.lock().unwrap();
        self.disk.acknowledged(moments.len());
        moments.push(digest(&self.inner));
        Ok(())
    }
    fn findings(&self) -> Vec<StoreFinding> {
        self.inner.findings()
    }
}

/// The log of a disk, and what the store held after each transaction.
struct History {
    first: BTreeMap<String, Vec<u8>>,
    log: Vec<Event>,
    moments: Vec<u64>,
}

impl History {
    /// Runs a portal: prepares a stage, closes and reopens the store, calls every operation that writes, adds
    /// some large `documents`, and calls every operation again.
    fn of(name: &str, durability: Durability, documents: usize) -> Self {
        let folder = Folder::new(name);
        let disk = Disk::of(&folder);
        let open = || SqliteOptions::new().durability(durability).open(folder.at("store.db")).unwrap();
        let moments = Arc::new(Mutex::new(Vec::new()));
        let telling = |inner| Telling { inner, disk: Arc::clone(&disk), moments: Arc::clone(&moments) };
        let store = open();
        moments.lock().unwrap().push(digest(&store));
        let first =
            folder.files().into_iter().filter(|(name, _)| name.ends_with(".db") || name.ends_with("-wal"));
        let first = first.collect();
        disk.log();
        let mut stage = Stage::set(World::on(Arc::new(telling(store))));
        let World { clock, entropy, .. } = World::in_memory();
        stage.world = World::with(Arc::new(telling(open())), clock, entropy, casegate_tests::world::keys());
        stage.world.entropy.reseed(8);
        call_all(&stage);
        (0..documents).for_each(|_| fill_the_log(&stage));
        call_all(&stage);
        drop(stage);
        let moments = moments.lock().unwrap().clone();
        Self { first, log: disk.taken_log(), moments }
    }
}

fn call_all(stage: &Stage) {
    for operation in Operation::ALL.iter().filter(|operation| operation.effect() != Effect::Reads) {
        // One operation may remove what another needs; that is refused and audited.
        let _ = stage.call(*operation);
    }
}

/// Returns a document that is large enough that the store checkpoints its log meanwhile.
fn fill_the_log(stage: &Stage) {
    let mut document = stage.input(Operation::ADD_DOCUMENT).unwrap().clone();
    document["mediaType"] = "text/plain".into();
    document["fileName"] = "long.txt".into();
    document["content"] = STANDARD.encode("a long letter\n".repeat(230_000)).into();
    stage.world.desk().tell("add_document", document);
}

/// The data that is durable, and the writes that may still be lost.
struct Platter {
    durable: BTreeMap<String, Vec<u8>>,
    pending: Vec<Event>,
    acknowledged: usize,
}

fn file_of(event: &Event) -> Option<&str> {
    match event {
        Event::Write { file, .. } | Event::Truncate { file, .. } | Event::Sync { file } => Some(file),
        Event::Acknowledged(_) => None,
    }
}

/// The size of the unit that a disk writes completely or not at all.
const SECTOR: usize = 512;

/// Applies a change to a file. Of a write, only the sectors for which `keeps` returns true are written.
fn apply(files: &mut BTreeMap<String, Vec<u8>>, event: &Event, mut keeps: impl FnMut() -> bool) {
    let content = files.entry(file_of(event).unwrap().to_owned()).or_default();
    match event {
        Event::Write { at, bytes, .. } => {
            let mut from = *at;
            while from < at + bytes.len() {
                let to = ((from / SECTOR + 1) * SECTOR).min(at + bytes.len());
                if keeps() {
                    content.resize(content.len().max(to), 0);
                    content[from..to].copy_from_slice(&bytes[from - at..to - at]);
                }
                from = to;
            }
        }
        Event::Truncate { size, .. } => content.resize(*size, 0),
        Event::Sync { .. } | Event::Acknowledged(_) => {}
    }
}

impl Platter {
    fn step(&mut self, event: &Event) {
        match event {
            Event::Acknowledged(number) => self.acknowledged = *number,
            Event::Sync { file } => {
                let (flushed, rest): (Vec<_>, Vec<_>) =
                    self.pending.drain(..).partition(|event| file_of(event) == Some(file));
                flushed.iter().for_each(|event| apply(&mut self.durable, event, || true));
                self.pending = rest;
            }
            other => self.pending.push(other.clone()),
        }
    }

    /// Returns one of the possible states of the disk after a power failure at this moment.
    fn image(&self, rng: &mut StdRng) -> BTreeMap<String, Vec<u8>> {
        let mut files = self.durable.clone();
        let mut pending: Vec<_> = self.pending.iter().collect();
        let (mut kept, mut torn) = (1.0, 0.0);
        match rng.random_range(0..5) {
            // Either none of it or all of it.
            0 => kept = 0.0,
            1 => {}
            // The first part of it, with the last write torn.
            2 => pending.truncate(rng.random_range(0..=pending.len())),
            _ => {
                (kept, torn) = (rng.random(), rng.random());
                pending.shuffle(rng);
            }
        }
        let last = pending.len().saturating_sub(1);
        for (number, event) in pending.into_iter().enumerate() {
            if !rng.random_bool(kept) {
                continue;
            }
            let is_torn = rng.random_bool(torn) || (number == last && rng.random());
            apply(&mut files, event, || !is_torn || rng.random());
        }
        files
    }
}

/// Returns what is wrong with an image, if anything.
fn fault_of(
    folder: &Folder,
    files: &BTreeMap<String, Vec<u8>>,
    at_least: usize,
    moments: &[u64],
) -> Option<String> {
    for (name, content) in files {
        std::fs::write(folder.at(name), content).unwrap();
    }
    let outcome = examine(folder, at_least, moments).err();
    for (name, _) in folder.files() {
        std::fs::remove_file(folder.at(&name)).unwrap();
    }
    outcome
}

fn examine(folder: &Folder, at_least: usize, moments: &[u64]) -> Result<(), String> {
    let store =
        SqliteStore::open(folder.at("store.db")).map_err(|error| format!("it does not open: {error}"))?;
    store.check().map_err(|error| format!("it is damaged: {error}"))?;
    let held = digest(&store);
    // Nothing is acknowledged after the power is gone, but one more transaction may have been done.
    match moments.iter().rposition(|moment| *moment == held) {
        Some(moment) if moment >= at_least => {}
        Some(moment) => return Err(format!("{} transactions are lost", at_least - moment)),
        None => return Err("a transaction is there in part".into()),
    }
    let world = World::on(Arc::new(store));
    // A firm that was not registered yet has no audit.
    let chains = world.desk().ask("list_cases", &json!({})).unwrap_or_default();
    let cases = chains["cases"].as_array().into_iter().flatten().map(|case| case["caseId"].clone());
    for case in cases.chain([json!(null)]) {
        let report = world.desk().ask("verify_audit", &json!({ "caseId": case }));
        if report.as_ref().is_ok_and(|report| report["intact"] != true) {
            return Err(format!("the audit is broken: {report:?}"));
        }
    }
    Ok(())
}

/// Returns the number of bad images among `count`, and what is wrong with one of them.
fn bad_images(name: &str, history: &History, count: u32) -> (u32, Option<String>) {
    let folder = Folder::new(name);
    let _disk = Disk::in_haste(&folder);
    let mut rng = StdRng::seed_from_u64(11);
    let mut places: Vec<_> = (0..count).map(|_| rng.random_range(0..=history.log.len())).collect();
    places.sort_unstable();
    let mut platter = Platter { durable: history.first.clone(), pending: Vec::new(), acknowledged: 0 };
    let (mut reached, mut bad, mut example) = (0, 0, None);
    for place in places {
        history.log[reached..place].iter().for_each(|event| platter.step(event));
        reached = place;
        let fault = fault_of(&folder, &platter.image(&mut rng), platter.acknowledged, &history.moments);
        bad += u32::from(fault.is_some());
        example = example.or(fault.map(|fault| format!("after {place} of {}: {fault}", history.log.len())));
    }
    (bad, example)
}

#[test]
fn d_02_what_was_acknowledged_survives_a_power_failure() {
    let history = History::of("d-02", Durability::PowerLoss, 0);
    let flushes = history.log.iter().filter(|event| matches!(event, Event::Sync { .. })).count();
    println!("{} events, {flushes} flushes, {} transactions", history.log.len(), history.moments.len());
    assert!(history.moments.len() > 80 && flushes > history.moments.len());
    assert_eq!(bad_images("d-02-images", &history, repeats(600, 100_000)), (0, None));

    // Checks the test itself: the same work on a disk that never flushes.
    let log = history.log.into_iter().filter(|event| !matches!(event, Event::Sync { .. })).collect();
    let (bad, example) = bad_images("d-02-unflushed", &History { log, ..history }, 60);
    println!("without flushes {bad} of 60 images are bad, such as: {example:?}");
    assert!(bad > 20, "only {bad} of 60 images are bad without any flush");
}

/// The log grows so long that it is checkpointed and started again during the work.
#[test]
fn d_02_a_checkpoint_in_between_loses_nothing() {
    let history = History::of("d-02-checkpoint", Durability::PowerLoss, 1);
    let is_home = |event: &&Event| matches!(event, Event::Write { file, at, .. } if file == "store.db" && *at > 1_000_000);
    assert!(history.log.iter().filter(is_home).count() > 100, "nothing was brought home");
    assert_eq!(bad_images("d-02-checkpoint-images", &history, repeats(60, 10_000)), (0, None));
}

/// Checks the test itself: without a flush for each transaction some images have lost transactions.
#[test]
fn d_02_a_store_that_does_not_flush_is_found() {
    let history = History::of("d-02-kill", Durability::ProcessKill, 0);
    let (bad, example) = bad_images("d-02-kill-images", &history, 60);
    println!("with a flush now and then {bad} of 60 images are bad, such as: {example:?}");
    assert!(bad > 20, "only {bad} of 60 images are bad");
}
