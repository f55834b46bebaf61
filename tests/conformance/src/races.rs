//! Threads that compete for the same row.

use super::MakeStore;
use super::fixture::{Answer, SHELF, Shelf, count, entry, get, insert, sizes, top, under, write};
use super::tables::{LOG, SHELVES};
use casegate::store::{NewRow, Query, Store, StoreError};
use std::sync::Barrier;
use std::thread;

const THREADS: u128 = 8;

/// Runs `race` in this many threads at once, and returns their results in the threads' order.
fn together<T: Send>(threads: u128, race: impl Fn(u128) -> T + Sync) -> Vec<T> {
    let barrier = Barrier::new(usize::try_from(threads).unwrap());
    thread::scope(|scope| {
        let start = |n| {
            let (barrier, race) = (&barrier, &race);
            scope.spawn(move || {
                barrier.wait();
                race(n)
            })
        };
        let racers: Vec<_> = (0..threads).map(start).collect();
        racers.into_iter().map(|racer| racer.join().unwrap()).collect()
    })
}

fn assert_one_winner(answers: &[Answer<()>]) {
    let winners = answers.iter().filter(|answer| answer.is_ok()).count();
    assert_eq!(winners, 1, "{answers:?}");
    let losers = answers.iter().filter(|answer| **answer == Err(StoreError::Conflict)).count();
    assert_eq!(losers, answers.len() - 1, "{answers:?}");
}

fn with_body(n: u128, body: impl ToString) -> NewRow {
    NewRow { body: body.to_string().into(), ..SHELF.row(n) }
}

/// Single use: the thread that finds the row unused marks it.
pub(super) fn have_one_winner(make_store: &MakeStore<'_>) {
    let store = &*make_store();
    for n in 1..=10 {
        insert(store, &SHELVES, &with_body(n, "unused")).unwrap();
        let answers = together(THREADS, |_| {
            write(store, |tx| {
                let row = tx.get(&SHELVES, top(n))?.unwrap();
                thread::yield_now();
                if row.body == "used".into() {
                    return Err(StoreError::Conflict);
                }
                tx.update(&SHELVES, row.version, &with_body(n, "used"))
            })
        });
        assert_one_winner(&answers);
        assert_eq!(get(store, &SHELVES, top(n)).unwrap().version, 2);
    }
}

/// Compare and swap across transactions: reads in one, writes in the next, and repeats after a conflict.
pub(super) fn lose_no_increment(make_store: &MakeStore<'_>) {
    let store = &*make_store();
    insert(store, &SHELVES, &with_body(1, 0)).unwrap();
    together(5, |_| {
        for _ in 0..10 {
            while increment(store) == Err(StoreError::Conflict) {}
        }
    });
    let row = get(store, &SHELVES, top(1)).unwrap();
    assert_eq!((row.body.json(), row.version), (Some("50"), 51));
}

fn increment(store: &dyn Store) -> Answer<()> {
    let row = get(store, &SHELVES, top(1)).unwrap();
    let number: u32 = row.body.json().unwrap().parse().unwrap();
    thread::yield_now();
    let answer = write(store, |tx| tx.update(&SHELVES, row.version, &with_body(1, number + 1)));
    assert!(matches!(answer, Ok(()) | Err(StoreError::Conflict)), "{answer:?}");
    answer
}

pub(super) fn insert_a_unique_value_once(make_store: &MakeStore<'_>) {
    let store = &*make_store();
    for code in ["a", "b", "c", "d", "e"] {
        let base = u128::from(code.as_bytes()[0]) * 100;
        let answers = together(THREADS, |n| {
            insert(store, &SHELVES, &Shelf { code: Some(code), ..SHELF }.row(base + n))
        });
        assert_one_winner(&answers);
        assert_eq!(count(store, &Query::of(&SHELVES, 1_000).equal("code", code)), 1);
    }
}

pub(super) fn insert_a_key_once(make_store: &MakeStore<'_>) {
    let store = &*make_store();
    for n in 1..=5 {
        let answers = together(THREADS, |thread| insert(store, &SHELVES, &with_body(n, thread)));
        assert_one_winner(&answers);
        let winner = answers.iter().position(Result::is_ok).unwrap();
        assert_eq!(get(store, &SHELVES, top(n)).unwrap().body, winner.to_string().into());
    }
}

/// Each thread counts the rows and appends one under the count: serializable writers never get the same count.
pub(super) fn leave_no_gap_in_a_count(make_store: &MakeStore<'_>) {
    let store = &*make_store();
    let answers = together(THREADS, |_| -> Answer<()> {
        for _ in 0..5 {
            write(store, |tx| {
                let next = tx.count(&Query::of(&LOG, 1_000).under(top(1).id))?;
                thread::yield_now();
                tx.insert(&LOG, &entry(under(top(1), next.into()), i64::try_from(next).unwrap()))
            })?;
        }
        Ok(())
    });
    assert_eq!(answers, vec![Ok(()); usize::try_from(THREADS).unwrap()]);
    assert_eq!(u128::from(sizes(store)[3]), THREADS * 5);
}

/// Each thread inserts its row only if no other's exists: with snapshot isolation alone several would.
pub(super) fn do_not_skew(make_store: &MakeStore<'_>) {
    let store = &*make_store();
    for round in 1..=10_i64 {
        let answers = together(4, |n| {
            write(store, |tx| {
                if tx.count(&Query::of(&SHELVES, 1_000).equal("floor", round))? > 0 {
                    return Err(StoreError::Conflict);
                }
                thread::yield_now();
                let row =
                    Shelf { floor: Some(round), ..SHELF }.row(u128::from(round.unsigned_abs()) * 10 + n);
                tx.insert(&SHELVES, &row)
            })
        });
        assert_one_winner(&answers);
    }
}
