//! Damaged files: an answer of the contract, or no harm; never a panic.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod common;

use casegate::store::StoreError;
use common::{CASES, Dice, Folder, NOTES, all, insert_pair, open, write};
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// Mutants in the default run.
const MUTANTS: u64 = 400;

fn good_file(folder: &Folder) -> Vec<u8> {
    let path = folder.file("good.db");
    let store = open(&path).unwrap();
    for n in 0..120 {
        insert_pair(&store, n).unwrap();
    }
    drop(store);
    fs::read(path).unwrap()
}

fn mutate(bytes: &mut Vec<u8>, dice: &mut Dice) {
    let length = bytes.len() as u64;
    // One in three hits a page's head, where the structure is.
    let place = match dice.below(3) {
        0 => dice.below(length / 4096) * 4096 + dice.below(120),
        _ => dice.below(length),
    };
    let place = usize::try_from(place.min(length - 1)).unwrap();
    match dice.below(4) {
        0 => bytes[place] ^= 1 << dice.below(8),
        1 => bytes[place] = u8::try_from(dice.below(256)).unwrap(),
        2 => {
            let end = (place + 512).min(bytes.len());
            bytes[place..end].fill(0);
        }
        _ => bytes.truncate(place),
    }
}

/// Opens, reads everything, writes, checks; how it ended.
fn use_all(path: &Path) -> Result<(), StoreError> {
    let store = open(path)?;
    all(&store, &CASES)?;
    all(&store, &NOTES)?;
    for n in 1000..1003 {
        insert_pair(&store, n)?;
    }
    write(&store, |tx| tx.delete(&CASES, common::case(1001).key).map(drop))
        .or_else(|error| if error == StoreError::Conflict { Ok(()) } else { Err(error) })?;
    store.check()
}

#[test]
fn mutants_are_detected_or_harmless() {
    let folder = Folder::new("mutants");
    let good = good_file(&folder);
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let mut outcomes = std::collections::BTreeMap::new();
    for n in 0..MUTANTS {
        let path = folder.file(&format!("{n}.db"));
        let mut bytes = good.clone();
        mutate(&mut bytes, &mut dice);
        fs::write(&path, &bytes).unwrap();
        let ended = catch_unwind(AssertUnwindSafe(|| use_all(&path)));
        let ended = ended.unwrap_or_else(|_| panic!("mutant {n} made the store panic"));
        *outcomes.entry(format!("{ended:?}")).or_insert(0_u32) += 1;
        for ending in ["", "-wal", "-shm", ".lock", ".turn"] {
            let _ = fs::remove_file(folder.file(&format!("{n}.db{ending}")));
        }
    }
    println!("{outcomes:?}");
    assert!(
        outcomes.get("Err(Corrupt)").is_some_and(|count| *count > 20),
        "damage goes unseen: {outcomes:?}"
    );
    for unexpected in ["Err(Busy)", "Err(ReadOnly)", "Err(Aborted)"] {
        assert!(!outcomes.contains_key(unexpected), "{outcomes:?}");
    }
}

#[test]
fn a_truncated_store_is_corrupt() {
    let folder = Folder::new("truncated");
    let good = good_file(&folder);
    for (name, length) in [("half", good.len() / 2), ("one page", 4096), ("odd", 5000)] {
        let path = folder.file(name);
        fs::write(&path, &good[..length]).unwrap();
        assert_eq!(use_all(&path), Err(StoreError::Corrupt), "{name}");
    }
}

#[test]
fn damage_in_the_log_loses_no_more_than_the_log() {
    let folder = Folder::new("log");
    let path = folder.file("a.db");
    let good = good_file(&folder);
    let mut dice = Dice(7);
    // A log as a killed process leaves it: copied away while the store is open.
    let store = open(&folder.file("good.db")).unwrap();
    for n in 200..230 {
        insert_pair(&store, n).unwrap();
    }
    let log = fs::read(folder.file("good.db-wal")).unwrap();
    assert!(log.len() > 100_000);
    for _ in 0..60 {
        for ending in ["-wal", "-shm"] {
            let _ = fs::remove_file(folder.file(&format!("a.db{ending}")));
        }
        let mut damaged = log.clone();
        mutate(&mut damaged, &mut dice);
        fs::write(&path, &good).unwrap();
        fs::write(folder.file("a.db-wal"), damaged).unwrap();
        assert_eq!(use_all(&path), Ok(()));
        let pairs = common::pairs(&open(&path).unwrap());
        assert!(pairs.starts_with(&(0..120).collect::<Vec<_>>()), "what was home is gone");
        let from_log: Vec<_> = pairs.into_iter().filter(|n| (200..1000).contains(n)).collect();
        assert_eq!(
            from_log,
            (200..200 + from_log.len() as u64).collect::<Vec<_>>(),
            "not a prefix of the log"
        );
    }
}
