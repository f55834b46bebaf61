//! Reads that run beside a writer.

use super::MakeStore;
use super::fixture::{Finish, SHELF, count, entry, insert, read, top, under, write};
use super::tables::{LOG, SHELVES};
use casegate::store::{Query, Store};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// The wait for a thread that a backend may block until the transaction ends.
const MOMENT: Duration = Duration::from_millis(150);

pub(super) fn do_not_move(make_store: &MakeStore<'_>) {
    let store = &make_store();
    insert(&**store, &SHELVES, &SHELF.row(1)).unwrap();
    let all = || Query::of(&SHELVES, 9);
    thread::scope(|scope| {
        let mut writer = None;
        read(&**store, |tx| {
            let before = tx.select(&all())?;
            if writer.is_none() {
                let (sender, done) = mpsc::channel();
                let there = store.clone();
                writer = Some(scope.spawn(move || {
                    let inserted = insert(&*there, &SHELVES, &SHELF.row(2));
                    let _ = sender.send(());
                    inserted
                }));
                let _ = done.recv_timeout(MOMENT);
            }
            assert_eq!(tx.select(&all())?, before);
            assert_eq!(tx.count(&all())?, 1);
            assert_eq!(tx.get(&SHELVES, top(2))?, None);
            Ok(())
        })
        .unwrap();
        writer.unwrap().join().unwrap().unwrap();
    });
    assert_eq!(count(&**store, &all()), 2);
}

pub(super) fn show_nothing_of_an_open_write(make_store: &MakeStore<'_>) {
    let store = &make_store();
    let (sender, answers) = mpsc::channel();
    thread::scope(|scope| {
        write(&**store, |tx| {
            tx.insert(&SHELVES, &SHELF.row(1))?;
            let (there, sender) = (store.clone(), sender.clone());
            let (ready, started) = mpsc::channel();
            scope.spawn(move || {
                let _ = ready.send(());
                let seen = count(&*there, &Query::of(&SHELVES, 1_000));
                let _ = sender.send(seen);
            });
            let _ = started.recv();
            // A backend that blocks readers while it writes returns after the end, and then with the row.
            assert!(!matches!(answers.recv_timeout(MOMENT), Ok(1)), "a reader saw what was not committed");
            Ok(())
        })
        .unwrap();
    });
    assert_eq!(count(&**store, &Query::of(&SHELVES, 1_000)), 1);
}

pub(super) fn show_whole_transactions_only(make_store: &MakeStore<'_>) {
    const PAIRS: u128 = 60;
    let store = &*make_store();
    let finished = &AtomicBool::new(false);
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(move || {
                while !finished.load(Ordering::SeqCst) {
                    let (shelves, entries) = sizes_together(store);
                    assert_eq!(shelves, entries, "half of a transaction was seen");
                }
            });
        }
        let _finish = Finish(finished);
        for n in 1..=PAIRS {
            write(store, |tx| {
                tx.insert(&SHELVES, &SHELF.row(n))?;
                thread::yield_now();
                tx.insert(&LOG, &entry(under(top(n), n), 1))
            })
            .unwrap();
        }
    });
    assert_eq!(u128::from(sizes_together(store).0), PAIRS);
}

fn sizes_together(store: &dyn Store) -> (u64, u64) {
    read(store, |tx| {
        let shelves = tx.count(&Query::of(&SHELVES, 1_000))?;
        thread::yield_now();
        Ok((shelves, tx.count(&Query::of(&LOG, 1_000))?))
    })
    .unwrap()
}
