//! A process with one writer beside a process whose many writers share commits.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod common;

use casegate::store::{Query, Store};
use casegate_sqlite::SqliteStore;
use common::{CASES, Folder, again, argument, insert_pair, open, pairs};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Child;
use std::thread;

/// Threads of the busy process.
const CROWD: u64 = 8;
/// What the lone writer writes.
const OWN: u64 = 100;
/// Where the crowd's numbers begin.
const CROWDS: u64 = 1_000_000;

/// The busy process: writes until it is told to stop, then says how much.
#[test]
fn child_writes_as_a_crowd() {
    let Some(path) = argument() else { return };
    let store = open(Path::new(&path)).unwrap();
    insert_pair(&store, CROWDS).unwrap();
    println!("begun");
    let stop = Path::new(&path).with_extension("stop");
    let written: u64 = thread::scope(|scope| {
        let writers: Vec<_> = (0..CROWD)
            .map(|writer| {
                let (store, stop) = (&store, &stop);
                scope.spawn(move || {
                    let mut written = 0;
                    while !stop.exists() {
                        written += 1;
                        insert_pair(store, CROWDS + written * CROWD + writer).unwrap();
                    }
                    written
                })
            })
            .collect();
        writers.into_iter().map(|writer| writer.join().unwrap()).sum()
    });
    println!("written {}", written + 1);
}

fn crowd(path: &Path) -> (Child, impl FnMut() -> String) {
    let mut child = again("child_writes_as_a_crowd", &path.display().to_string()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    (child, move || lines.next().expect("the crowd went on").unwrap())
}

/// A group that is at work and one that had its turn already; twice as many, for what begins while this one looks.
const AHEAD: u64 = 4 * CROWD;

#[test]
fn a_lone_writer_is_not_overtaken_by_a_crowd() {
    let folder = Folder::new("crowd");
    let path = folder.file("a.db");
    let store = open(&path).unwrap();
    let (mut child, mut said) = crowd(&path);
    while !said().ends_with("begun") {}
    let mut overtook = 0;
    let mut done = Ok(());
    for n in 1..=OWN {
        let before = rows(&store);
        done = done.and(insert_pair(&store, n));
        overtook += rows(&store) - before - 1;
    }
    // Before anything can fail, for the crowd ends only then.
    std::fs::write(path.with_extension("stop"), "").unwrap();
    let last = std::iter::repeat_with(&mut said).find(|line| line.starts_with("written ")).unwrap();
    assert!(child.wait().unwrap().success());
    done.unwrap();
    let written: u64 = last.trim_start_matches("written ").parse().unwrap();
    assert_eq!(pairs(&store).len() as u64, OWN + written, "an acknowledged write is lost");
    assert!(written > OWN, "the crowd hardly wrote: {written}");
    assert!(overtook <= OWN * AHEAD, "{overtook} writes came before {OWN}");
    store.check().unwrap();
}

fn rows(store: &SqliteStore) -> u64 {
    let mut rows = 0;
    store
        .read(&mut |tx| {
            rows = tx.count(&Query::of(&CASES, 1_000)).unwrap();
            Ok(())
        })
        .unwrap();
    rows
}
