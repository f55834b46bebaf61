//! Transactions are atomic.

use super::MakeStore;
use super::fixture::{BOOK, SHELF, Shelf, count, delete, entry, get, insert, read, sizes, top, under, write};
use super::tables::{BOOKS, LOG, SHELVES};
use casegate::store::{Abort, Query, Store, StoreError, WriteTx};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// One of each kind of change, over the rows that `prepare` makes.
fn change_everything(tx: &mut dyn WriteTx) {
    tx.insert(&SHELVES, &SHELF.row(3)).unwrap();
    tx.insert(&LOG, &entry(under(top(3), 1), 1)).unwrap();
    tx.update(&SHELVES, 1, &Shelf { label: "changed", code: Some("new"), ..SHELF }.row(1)).unwrap();
    tx.update(&SHELVES, 2, &Shelf { label: "changed again", ..SHELF }.row(1)).unwrap();
    tx.delete(&SHELVES, top(2)).unwrap();
    tx.insert(&SHELVES, &Shelf { code: Some("old"), ..SHELF }.row(2)).unwrap();
    tx.delete(&BOOKS, under(top(1), 1)).unwrap();
}

fn prepare(store: &dyn Store) {
    insert(store, &SHELVES, &Shelf { code: Some("old"), ..SHELF }.row(1)).unwrap();
    insert(store, &SHELVES, &SHELF.row(2)).unwrap();
    insert(store, &BOOKS, &BOOK.row(under(top(1), 1))).unwrap();
}

fn assert_unchanged(store: &dyn Store) {
    assert_eq!(sizes(store), [2, 1, 0, 0, 0]);
    let first = get(store, &SHELVES, top(1)).unwrap();
    assert_eq!((first.version, first.body), (1, SHELF.row(1).body));
    assert_eq!(get(store, &SHELVES, top(2)).unwrap().version, 1);
    assert_eq!(count(store, &Query::of(&SHELVES, 1_000).equal("label", "shelf")), 2);
    // Unique values, too, still belong to the rows that had them before.
    let taken = insert(store, &SHELVES, &Shelf { code: Some("old"), ..SHELF }.row(9));
    assert_eq!(taken, Err(StoreError::Conflict));
    insert(store, &SHELVES, &Shelf { code: Some("new"), ..SHELF }.row(9)).unwrap();
    delete(store, &SHELVES, top(9)).unwrap();
}

pub(super) fn keep_nothing_of_an_aborted_body(make_store: &MakeStore<'_>) {
    let store = &*make_store();
    prepare(store);
    let ended = store.write(&mut |tx| {
        change_everything(tx);
        Err(Abort)
    });
    assert_eq!(ended, Err(StoreError::Aborted));
    assert_unchanged(store);
    assert_eq!(store.write(&mut |_| Err(Abort)), Err(StoreError::Aborted));
}

pub(super) fn keep_nothing_of_a_panicking_body(make_store: &MakeStore<'_>) {
    let store = &*make_store();
    prepare(store);
    for _ in 0..3 {
        let ended = catch_unwind(AssertUnwindSafe(|| {
            store.write(&mut |tx| {
                change_everything(tx);
                std::panic::resume_unwind(Box::new("on purpose"));
            })
        }));
        assert!(ended.is_err(), "the panic has to reach the caller");
        assert_unchanged(store);
        let ended = catch_unwind(AssertUnwindSafe(|| {
            store.read(&mut |tx| {
                tx.get(&SHELVES, top(1)).unwrap();
                std::panic::resume_unwind(Box::new("on purpose"));
            })
        }));
        assert!(ended.is_err(), "the panic has to reach the caller");
    }
    store
        .write(&mut |tx| {
            change_everything(tx);
            Ok(())
        })
        .unwrap();
}

pub(super) fn see_their_own_writes(make_store: &MakeStore<'_>) {
    let store = &*make_store();
    prepare(store);
    let seen = write(store, |tx| {
        change_everything(tx);
        let labelled = tx.select(&Query::of(&SHELVES, 9).equal("label", "changed again"))?;
        let sizes = (tx.count(&Query::of(&SHELVES, 1_000))?, tx.count(&Query::of(&BOOKS, 1_000))?);
        Ok((
            labelled[0].version,
            tx.get(&SHELVES, top(3))?.is_some(),
            tx.get(&BOOKS, under(top(1), 1))?,
            sizes,
        ))
    });
    assert_eq!(seen, Ok((3, true, None, (3, 0))));
    assert_eq!(sizes(store), [3, 0, 0, 1, 0]);
}

pub(super) fn go_on_after_a_conflict(make_store: &MakeStore<'_>) {
    let store = &*make_store();
    prepare(store);
    write(store, |tx| {
        tx.insert(&SHELVES, &SHELF.row(3))?;
        assert_eq!(tx.insert(&SHELVES, &SHELF.row(1)), Err(StoreError::Conflict));
        assert_eq!(tx.update(&SHELVES, 7, &SHELF.row(1)), Err(StoreError::Conflict));
        assert_eq!(tx.delete(&SHELVES, top(1)), Err(StoreError::Conflict));
        let taken = Shelf { label: "taken", code: Some("old"), ..SHELF };
        assert_eq!(tx.insert(&SHELVES, &taken.row(4)), Err(StoreError::Conflict));
        assert_eq!(tx.update(&SHELVES, 1, &taken.row(2)), Err(StoreError::Conflict));
        assert_eq!(tx.count(&Query::of(&SHELVES, 1_000).equal("label", "taken"))?, 0);
        tx.insert(&SHELVES, &SHELF.row(5))
    })
    .unwrap();
    assert_eq!(sizes(store), [4, 1, 0, 0, 0]);
}

pub(super) fn report_an_aborted_read(make_store: &MakeStore<'_>) {
    let store = &*make_store();
    prepare(store);
    assert_eq!(store.read(&mut |_| Err(Abort)), Err(StoreError::Aborted));
    let aborted = read(store, |tx| {
        tx.get(&SHELVES, top(1))?;
        Err::<(), _>(StoreError::Conflict)
    });
    assert_eq!(aborted, Err(StoreError::Conflict));
    assert_unchanged(store);
}

pub(super) fn change_several_tables_at_once(make_store: &MakeStore<'_>) {
    let store = &*make_store();
    write(store, |tx| {
        tx.insert(&SHELVES, &SHELF.row(1))?;
        tx.insert(&BOOKS, &BOOK.row(under(top(1), 1)))?;
        tx.insert(&LOG, &entry(under(top(1), 1), 1))
    })
    .unwrap();
    assert_eq!(sizes(store), [1, 1, 0, 1, 0]);
}
