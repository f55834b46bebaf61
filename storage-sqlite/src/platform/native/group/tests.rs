use super::write_grouped;
use crate::SqliteStore;
use crate::tests::{ITEMS, TestFile, count, item, options, path, with_writer};
use casegate::store::{Abort, Store, StoreError, WriteTx};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// The work of a writer in its turn.
type Work = fn(&SqliteStore, &mut dyn WriteTx, u64) -> Result<(), Abort>;

fn insert(_: &SqliteStore, tx: &mut dyn WriteTx, n: u64) -> Result<(), Abort> {
    tx.insert(&ITEMS, &item(n, "{}".to_owned())).map_err(|_| Abort)
}

fn abort(store: &SqliteStore, tx: &mut dyn WriteTx, n: u64) -> Result<(), Abort> {
    insert(store, tx, n)?;
    Err(Abort)
}

fn panic(store: &SqliteStore, tx: &mut dyn WriteTx, n: u64) -> Result<(), Abort> {
    insert(store, tx, n)?;
    panic!("a writer fails")
}

/// Inserts more than the database has space for.
fn overfill(_: &SqliteStore, tx: &mut dyn WriteTx, n: u64) -> Result<(), Abort> {
    tx.insert(&ITEMS, &item(n, "x".repeat(1 << 20))).map_err(|_| Abort)
}

/// The result of a writer; `None` if it panicked.
type Answer = Option<Result<(), StoreError>>;
const DONE: Answer = Some(Ok(()));

/// Runs the writers in this order; the others wait while the first one is at work.
fn in_a_row(store: &SqliteStore, works: &[Work]) -> Vec<Answer> {
    in_a_row_while(store, works, || ())
}

/// Runs the writers as [`in_a_row`] does, and calls `happens` before the first one is done.
fn in_a_row_while(store: &SqliteStore, works: &[Work], happens: impl FnOnce()) -> Vec<Answer> {
    let (go, gate) = mpsc::channel::<()>();
    let mut gate = Some(gate);
    thread::scope(|scope| {
        let mut writers = Vec::new();
        for (n, work) in (0..).zip(works) {
            let mut gate = gate.take();
            let mut body = move |tx: &mut dyn WriteTx| {
                // The body may run again.
                gate.take().into_iter().for_each(|gate| gate.recv().unwrap());
                work(store, tx, n)
            };
            writers.push(scope.spawn(move || catch_unwind(AssertUnwindSafe(|| store.write(&mut body))).ok()));
            // The first one has the connection, and the others wait for it in the order of their numbers.
            while store.writer.is_free() || store.writer.waiting() < usize::try_from(n).unwrap() {
                thread::yield_now();
            }
        }
        happens();
        go.send(()).unwrap();
        writers.into_iter().map(|writer| writer.join().unwrap()).collect()
    })
}

/// Counts the commits in the log. A frame that ends a commit contains the size of the database after it.
fn commits(path: &TestFile) -> usize {
    const PAGE: usize = 4096;
    let log = std::fs::read(format!("{}-wal", path.as_ref().display())).unwrap();
    let salt = log[16..24].to_vec();
    let frames = log[32..].chunks_exact(24 + PAGE).take_while(|frame| frame[8..16] == salt);
    frames.filter(|frame| frame[4..8] != [0; 4]).count()
}

#[test]
fn writers_that_wait_share_one_commit() {
    let path = path("group");
    let store = options().open(&path).unwrap();
    let before = commits(&path);
    assert_eq!(in_a_row(&store, &[insert as Work; 40]), [DONE; 40]);
    assert_eq!((count(&store), commits(&path) - before), (40, 1));
}

#[test]
fn a_group_is_no_larger_than_it_may_be() {
    let path = path("bounded");
    let store = options().group_commit(4).open(&path).unwrap();
    let before = commits(&path);
    assert_eq!(in_a_row(&store, &[insert as Work; 10]), [DONE; 10]);
    assert_eq!(commits(&path) - before, 3);
}

#[test]
fn without_groups_every_writer_commits_for_itself() {
    let path = path("alone");
    let store = options().group_commit(1).open(&path).unwrap();
    let before = commits(&path);
    assert_eq!(in_a_row(&store, &[insert as Work; 5]), [DONE; 5]);
    assert_eq!(commits(&path) - before, 5);
}

#[test]
fn who_aborts_or_panics_takes_nothing_of_the_others_with_it() {
    let path = path("abort");
    let store = options().open(&path).unwrap();
    let works: [Work; 6] = [insert, abort, insert, panic, insert, abort];
    let aborted = Some(Err(StoreError::Aborted));
    assert_eq!(in_a_row(&store, &works), [DONE, aborted, DONE, None, DONE, aborted]);
    assert_eq!(count(&store), 3);
    // Later writers find the store usable, and the numbers of those that failed are free.
    let works: [Work; 6] = [abort, insert, abort, insert, abort, insert];
    assert_eq!(in_a_row(&store, &works), [aborted, DONE, aborted, DONE, aborted, DONE]);
    assert_eq!(count(&store), 6);
}

#[test]
fn the_first_one_may_abort_or_panic_too() {
    for first in [abort as Work, panic] {
        let path = path("first");
        let store = options().open(&path).unwrap();
        assert_eq!(in_a_row(&store, &[first, insert, insert])[1..], [DONE; 2]);
        assert_eq!(count(&store), 2);
    }
}

#[test]
fn who_fails_fails_alone() {
    let path = path("full");
    let store = options().open(&path).unwrap();
    with_writer(&store, |conn| {
        conn.pragma_update(None, "max_page_count", 40).unwrap();
    });
    let works: [Work; 5] = [insert, insert, overfill, insert, abort];
    let (full, aborted) = (Some(Err(StoreError::Full)), Some(Err(StoreError::Aborted)));
    assert_eq!(in_a_row(&store, &works), [DONE, DONE, full, DONE, aborted]);
    assert_eq!(count(&store), 3);
}

/// Writes inside a closure, where a write waits for itself in vain.
fn nest(store: &SqliteStore, tx: &mut dyn WriteTx, n: u64) -> Result<(), Abort> {
    assert_eq!(store.write(&mut |_| Ok(())), Err(StoreError::Busy));
    insert(store, tx, n)
}

#[test]
fn a_write_inside_a_write_disturbs_no_group() {
    let path = path("nested");
    let store = options().busy_timeout(LONG / 4).open(&path).unwrap();
    assert_eq!(in_a_row(&store, &[insert, nest]), [DONE; 2]);
    assert_eq!(count(&store), 2);
}

const LONG: Duration = Duration::from_millis(1_200);

fn linger(store: &SqliteStore, tx: &mut dyn WriteTx, n: u64) -> Result<(), Abort> {
    thread::sleep(LONG);
    insert(store, tx, n)
}

#[test]
fn nobody_joins_a_group_that_is_old() {
    let path = path("old");
    let store = options().open(&path).unwrap();
    let before = commits(&path);
    assert_eq!(in_a_row(&store, &[insert, linger, insert]), [DONE; 3]);
    assert_eq!(commits(&path) - before, 2);
}

#[test]
fn who_waits_too_long_for_a_group_is_told_so() {
    let path = path("late");
    let store = options().busy_timeout(LONG / 2).open(&path).unwrap();
    let busy = Some(Err(StoreError::Busy));
    assert_eq!(in_a_row(&store, &[insert, linger, insert]), [DONE, DONE, busy]);
    assert_eq!(count(&store), 2);
}

#[test]
fn a_group_does_not_outlive_what_makes_the_store_unfit() {
    let path = path("unfit");
    let store = options().open(&path).unwrap();
    let answers = in_a_row_while(&store, &[insert, insert], || {
        store.health.mark_displaced();
    });
    assert_eq!(answers, [Some(Err(StoreError::Unsuitable)); 2]);
    drop(store);
    assert_eq!(count(&options().open(&path).unwrap()), 0);
}

#[test]
fn a_commit_that_fails_is_told_to_all_of_the_group() {
    let path = path("unknown");
    let store = options().open(&path).unwrap();
    store.with_writer_mut(|conn| conn.commit_hook(Some(|| true)).map_err(|_| StoreError::Io)).unwrap();
    // The writer that aborted gets this error too, because it decided by writes that may be lost.
    let unknown = Some(Err(StoreError::OutcomeUnknown));
    assert_eq!(in_a_row(&store, &[insert, abort, insert]), [unknown; 3]);
    drop(store);
    assert_eq!(count(&options().open(&path).unwrap()), 0, "somebody ran again");
}

#[test]
fn what_is_handed_to_nobody_is_committed() {
    let path = path("nobody");
    let store = options().open(&path).unwrap();
    let file = store.file().unwrap();
    let (inside, begun) = mpsc::channel();
    let (go, gate) = mpsc::channel();
    let done = thread::scope(|scope| {
        let store = &store;
        let writer = scope.spawn(move || {
            write_grouped(file, store, &mut |tx| {
                inside.send(()).unwrap();
                gate.recv().unwrap();
                insert(store, tx, 1)
            })
        });
        begun.recv().unwrap();
        // The writer sees a waiter, but cannot leave the transaction to it before the waiter has given up.
        let held = file.groups.left_open();
        let waiter = scope.spawn(|| store.writer.take_and_join(LONG).is_none());
        while store.writer.waiting() == 0 {
            thread::yield_now();
        }
        go.send(()).unwrap();
        assert!(waiter.join().unwrap(), "it got the connection");
        drop(held);
        writer.join().unwrap().unwrap()
    });
    assert_eq!((done.own, done.commit, done.shared), (Ok(()), Ok(()), true));
    assert_eq!(count(&store), 1);
    // Nothing stays open or locked.
    assert_eq!(in_a_row(&options().open(&path).unwrap(), &[insert]), [DONE]);
}

#[test]
fn many_threads_lose_nothing() {
    let path = path("many");
    let store = options().group_commit(8).open(&path).unwrap();
    thread::scope(|scope| {
        for thread in 0..8 {
            let store = &store;
            scope.spawn(move || {
                for n in 0..40 {
                    let number = thread * 1_000 + n;
                    let outcome = store.write(&mut |tx| {
                        if n % 5 == 4 { abort(store, tx, number) } else { insert(store, tx, number) }
                    });
                    assert_eq!(outcome.is_ok(), n % 5 != 4);
                }
            });
        }
    });
    assert_eq!(count(&store), 8 * 32);
}
