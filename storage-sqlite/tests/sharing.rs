//! Several handles, processes and copies of SQLite on one file.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod common;

use casegate::store::{Store, StoreError};
use common::{Folder, again, argument, insert_pair, open, options, pairs, write};
use rusqlite::Connection;
use std::fs::{self, File, TryLockError};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// What each writer writes.
const EACH: u64 = 60;

#[test]
fn two_handles_lose_nothing() {
    let folder = Folder::new("handles");
    let path = folder.file("a.db");
    let handles = [open(&path).unwrap(), open(&path).unwrap()];
    thread::scope(|scope| {
        for (i, first) in [(0, 0), (0, EACH), (1, 2 * EACH), (1, 3 * EACH)] {
            let store = &handles[i];
            scope.spawn(move || (first..first + EACH).for_each(|n| insert_pair(store, n).unwrap()));
        }
    });
    assert_eq!(pairs(&handles[0]), (0..4 * EACH).collect::<Vec<_>>());
    handles[1].check().unwrap();
}

#[test]
fn child_writes_its_share() {
    let Some(argument) = argument() else { return };
    let (first, path) = argument.split_once(' ').unwrap();
    let store = open(Path::new(path)).unwrap();
    let first: u64 = first.parse().unwrap();
    (first..first + EACH).for_each(|n| insert_pair(&store, n).unwrap());
}

#[test]
fn processes_lose_nothing() {
    let folder = Folder::new("processes");
    let path = folder.file("a.db");
    let store = open(&path).unwrap();
    let start = |n: u64| {
        again("child_writes_its_share", &format!("{} {}", n * EACH, path.display())).spawn().unwrap()
    };
    let children: Vec<_> = (1..4).map(start).collect();
    (0..EACH).for_each(|n| insert_pair(&store, n).unwrap());
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    assert_eq!(pairs(&store), (0..4 * EACH).collect::<Vec<_>>());
    store.check().unwrap();
}

#[test]
fn the_log_does_not_grow_without_end() {
    let folder = Folder::new("growth");
    let path = folder.file("a.db");
    let store = open(&path).unwrap();
    for n in 0..80 {
        write(&store, |tx| {
            let mut row = common::case(n);
            row.body = "x".repeat(100_000).into();
            tx.insert(&common::CASES, &row)
        })
        .unwrap();
    }
    // 8 MB were written; what is not home fits in a little more than a thousand pages.
    assert!(fs::metadata(folder.file("a.db-wal")).unwrap().len() < 5_000_000);
    assert!(fs::metadata(&path).unwrap().len() > 4_000_000);
}

#[test]
fn the_sidecar_is_locked_while_writing_and_only_then() {
    let folder = Folder::new("sidecar");
    let path = folder.file("a.db");
    let store = options().busy_timeout(Duration::from_millis(50)).open(&path).unwrap();
    let sidecar = File::open(folder.file("a.db.lock")).unwrap();
    let is_locked = || match sidecar.try_lock() {
        Ok(()) => {
            sidecar.unlock().unwrap();
            false
        }
        Err(TryLockError::WouldBlock) => true,
        Err(TryLockError::Error(error)) => panic!("{error}"),
    };
    assert!(!is_locked());
    write(&store, |tx| {
        assert!(is_locked());
        tx.insert(&common::CASES, &common::case(1))
    })
    .unwrap();
    assert!(!is_locked());
    let _ = write(&store, |_| Err::<(), _>(StoreError::Conflict));
    assert!(!is_locked());
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        store.write(&mut |_| std::panic::resume_unwind(Box::new("on purpose")))
    }));
    assert!(panicked.is_err() && !is_locked());
    // Whoever holds it keeps writers out, not readers.
    sidecar.lock().unwrap();
    assert_eq!(insert_pair(&store, 2), Err(StoreError::Busy));
    assert_eq!(common::all(&store, &common::CASES).unwrap().len(), 1);
    assert_eq!(open_briefly(&path), Some(StoreError::Busy));
    sidecar.unlock().unwrap();
    insert_pair(&store, 2).unwrap();
}

fn open_briefly(path: &Path) -> Option<StoreError> {
    options().busy_timeout(Duration::from_millis(50)).open(path).err()
}

#[test]
fn a_foreign_writer_makes_us_wait_and_then_busy() {
    let folder = Folder::new("foreign writer");
    let path = folder.file("a.db");
    let store = options().busy_timeout(Duration::from_millis(60)).open(&path).unwrap();
    let raw = Connection::open(&path).unwrap();
    raw.execute_batch("BEGIN IMMEDIATE").unwrap();
    assert_eq!(insert_pair(&store, 1), Err(StoreError::Busy));
    assert_eq!(pairs(&store), [] as [u64; 0]);
    raw.execute_batch("COMMIT").unwrap();
    insert_pair(&store, 1).unwrap();
}

#[test]
fn a_call_inside_a_call_is_busy_instead_of_stuck() {
    let store = options().busy_timeout(Duration::from_millis(20)).open_in_memory().unwrap();
    write(&store, |_| {
        assert_eq!(insert_pair(&store, 1), Err(StoreError::Busy));
        Ok(())
    })
    .unwrap();
    insert_pair(&store, 1).unwrap();
}

#[test]
fn a_backup_while_writing_is_one_moment() {
    let folder = Folder::new("backup");
    let store = open(&folder.file("a.db")).unwrap();
    (0..50).for_each(|n| insert_pair(&store, n).unwrap());
    let finished = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            for n in 50.. {
                if finished.load(Ordering::SeqCst) {
                    return;
                }
                insert_pair(&store, n).unwrap();
            }
        });
        let _finish = Finish(&finished);
        for i in 0..10 {
            let path = folder.file(&format!("{i}.db"));
            store.backup_to(&path).unwrap();
            let copy = open(&path).unwrap();
            copy.check().unwrap();
            let copied = pairs(&copy);
            assert_eq!(copied, (0..copied.len() as u64).collect::<Vec<_>>());
            assert!(copied.len() >= 50);
        }
    });
}

/// Another program: opens the file with SQLite's defaults, reads, and closes, which deletes a log that nobody seems to use.
#[test]
fn child_is_another_program() {
    let Some(path) = argument() else { return };
    let raw = Connection::open(path).unwrap();
    raw.query_row("SELECT count(*) FROM cases", [], |_| Ok(())).unwrap();
    raw.close().unwrap();
}

/// SQLite's own locks are dropped by any close of the file in this process; the guard's are not.
#[cfg(target_os = "linux")]
#[test]
fn a_log_is_not_taken_away_although_our_locks_are_gone() {
    let folder = Folder::new("kept");
    let path = folder.file("a.db");
    let store = open(&path).unwrap();
    for n in 0..20 {
        insert_pair(&store, n).unwrap();
        drop(File::open(&path).unwrap());
        drop(File::open(folder.file("a.db-shm")).unwrap());
        let mut other = again("child_is_another_program", &path.display().to_string()).spawn().unwrap();
        assert!(other.wait().unwrap().success());
        assert!(folder.file("a.db-wal").exists());
    }
    assert_eq!(pairs(&store), (0..20).collect::<Vec<_>>());
    store.check().unwrap();
}

/// Another program that does not care who else is there.
#[test]
fn child_takes_the_log_away() {
    let Some(path) = argument() else { return };
    let raw = Connection::open(&path).unwrap();
    raw.query_row("PRAGMA wal_checkpoint(FULL)", [], |_| Ok(())).unwrap();
    fs::remove_file(format!("{path}-wal")).unwrap();
}

#[cfg(unix)]
#[test]
fn a_log_that_was_taken_away_is_noticed() {
    for write_first in [true, false] {
        let folder = Folder::new("taken away");
        let path = folder.file("a.db");
        let store = open(&path).unwrap();
        (0..5).for_each(|n| insert_pair(&store, n).unwrap());
        let mut other = again("child_takes_the_log_away", &path.display().to_string()).spawn().unwrap();
        assert!(other.wait().unwrap().success());
        assert!(!folder.file("a.db-wal").exists(), "the test does not take the log away");
        let noticed =
            if write_first { insert_pair(&store, 5) } else { common::all(&store, &common::CASES).map(drop) };
        assert_eq!(noticed, Err(StoreError::Unsuitable));
        assert_eq!(insert_pair(&store, 6), Err(StoreError::Unsuitable));
        assert_eq!(store.findings()[0].code, "store_must_be_reopened");
        drop(store);
        let store = open(&path).unwrap();
        assert_eq!(pairs(&store), [0, 1, 2, 3, 4], "an acknowledged write is lost");
        insert_pair(&store, 5).unwrap();
        store.check().unwrap();
    }
}

#[cfg(unix)]
#[test]
fn a_log_taken_away_in_mid_write_leaves_the_outcome_unknown() {
    let folder = Folder::new("mid-write");
    let path = folder.file("a.db");
    let store = open(&path).unwrap();
    insert_pair(&store, 1).unwrap();
    let ended = write(&store, |tx| {
        fs::rename(folder.file("a.db-wal"), folder.file("elsewhere")).unwrap();
        tx.insert(&common::CASES, &common::case(2))
    });
    assert_eq!(ended, Err(StoreError::OutcomeUnknown));
    assert_eq!(insert_pair(&store, 3), Err(StoreError::OutcomeUnknown));
    assert_eq!(store.read(&mut |_| Ok(())), Err(StoreError::OutcomeUnknown));
}

#[cfg(unix)]
#[test]
fn a_replaced_database_is_noticed() {
    let folder = Folder::new("replaced");
    let path = folder.file("a.db");
    let store = open(&path).unwrap();
    insert_pair(&store, 1).unwrap();
    store.backup_to(folder.file("old.db")).unwrap();
    insert_pair(&store, 2).unwrap();
    fs::rename(folder.file("old.db"), &path).unwrap();
    assert_eq!(insert_pair(&store, 3), Err(StoreError::Unsuitable));
}

/// Does again and again what a second copy of SQLite does to this process when it closes the file.
fn lose_locks_while<T>(path: &Path, work: impl FnOnce() -> T) -> T {
    let finished = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            while !finished.load(Ordering::SeqCst) {
                for name in [path.to_owned(), path.with_extension("db-shm")] {
                    drop(File::open(name));
                }
                thread::sleep(Duration::from_micros(200));
            }
        });
        // Set by dropping, so that a failure in the work ends the thread too.
        let _finish = Finish(&finished);
        work()
    })
}

struct Finish<'a>(&'a AtomicBool);

impl Drop for Finish<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// Long enough for the log to be brought home several times.
fn insert_long(store: &casegate_sqlite::SqliteStore, n: u64) -> Result<(), StoreError> {
    write(store, |tx| {
        let mut row = common::case(n);
        row.body = "x".repeat(60_000).into();
        tx.insert(&common::CASES, &row)?;
        tx.insert(&common::NOTES, &common::note(n, n))
    })
}

#[test]
fn child_writes_without_locks() {
    let Some(argument) = argument() else { return };
    let (first, path) = argument.split_once(' ').unwrap();
    let (first, path): (u64, _) = (first.parse().unwrap(), Path::new(path));
    let store = open(path).unwrap();
    lose_locks_while(path, || (first..first + EACH).for_each(|n| insert_long(&store, n).unwrap()));
}

#[cfg(unix)]
#[test]
fn writers_whose_locks_are_dropped_lose_nothing() {
    let folder = Folder::new("dropped locks");
    let path = folder.file("a.db");
    let store = open(&path).unwrap();
    let start = |n: u64| {
        again("child_writes_without_locks", &format!("{} {}", n * EACH, path.display())).spawn().unwrap()
    };
    let children: Vec<_> = (1..4).map(start).collect();
    lose_locks_while(&path, || (0..EACH).for_each(|n| insert_long(&store, n).unwrap()));
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    assert_eq!(pairs(&store), (0..4 * EACH).collect::<Vec<_>>());
    store.check().unwrap();
    drop(store);
    let store = open(&path).unwrap();
    assert_eq!(pairs(&store), (0..4 * EACH).collect::<Vec<_>>());
    store.check().unwrap();
}
