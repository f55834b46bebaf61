//! Unique sets, references and append-only tables.

use super::MakeStore;
use super::fixture::{
    BOOK, Book, SHELF, Shelf, delete, entry, get, insert, loan, sizes, top, under, update, write,
};
use super::tables::{BOOKS, LOANS, LOG, SHELVES};
use casegate::store::{Store, StoreError};

const CONFLICT: Result<(), StoreError> = Err(StoreError::Conflict);

fn coded(code: &'static str) -> Shelf {
    Shelf { code: Some(code), ..SHELF }
}

pub(super) fn keep_unique_values_unique(make_store: &MakeStore<'_>) {
    let store = &*make_store();
    insert(store, &SHELVES, &coded("a").row(1)).unwrap();
    assert_eq!(insert(store, &SHELVES, &coded("a").row(2)), CONFLICT);
    insert(store, &SHELVES, &coded("A").row(2)).unwrap();
    assert_eq!(update(store, &SHELVES, 1, &coded("a").row(2)), CONFLICT);
    // A row may keep its own unique value.
    update(store, &SHELVES, 1, &coded("a").row(1)).unwrap();
    assert_eq!(get(store, &SHELVES, top(2)).unwrap().version, 1);
}

pub(super) fn let_nulls_be(make_store: &MakeStore<'_>) {
    let store = &*make_store();
    for n in 1..=3 {
        insert(store, &SHELVES, &SHELF.row(n)).unwrap();
        insert(store, &SHELVES, &Shelf { floor: Some(1), ..SHELF }.row(10 + n)).unwrap();
        insert(store, &SHELVES, &Shelf { mark: Some(vec![1]), ..SHELF }.row(20 + n)).unwrap();
    }
    assert_eq!(sizes(store)[0], 9);
}

pub(super) fn keep_combinations_unique(make_store: &MakeStore<'_>) {
    let store = &*make_store();
    let at = |floor, mark: &[u8]| Shelf { floor: Some(floor), mark: Some(mark.to_vec()), ..SHELF };
    insert(store, &SHELVES, &at(1, b"x").row(1)).unwrap();
    insert(store, &SHELVES, &at(2, b"x").row(2)).unwrap();
    insert(store, &SHELVES, &at(1, b"y").row(3)).unwrap();
    insert(store, &SHELVES, &at(1, b"").row(4)).unwrap();
    assert_eq!(insert(store, &SHELVES, &at(1, b"x").row(5)), CONFLICT);
    assert_eq!(insert(store, &SHELVES, &at(1, b"").row(5)), CONFLICT);
    assert_eq!(update(store, &SHELVES, 1, &at(1, b"x").row(3)), CONFLICT);
}

pub(super) fn free_what_is_given_up(make_store: &MakeStore<'_>) {
    let store = &*make_store();
    insert(store, &SHELVES, &coded("a").row(1)).unwrap();
    update(store, &SHELVES, 1, &coded("b").row(1)).unwrap();
    insert(store, &SHELVES, &coded("a").row(2)).unwrap();
    assert_eq!(insert(store, &SHELVES, &coded("b").row(3)), CONFLICT);
    delete(store, &SHELVES, top(1)).unwrap();
    insert(store, &SHELVES, &coded("b").row(3)).unwrap();
    update(store, &SHELVES, 1, &SHELF.row(3)).unwrap();
    insert(store, &SHELVES, &coded("b").row(4)).unwrap();
}

pub(super) fn keep_unique_values_under_their_parent(make_store: &MakeStore<'_>) {
    let store = &*make_store();
    let book = Book { isbn: Some("i"), ..BOOK };
    for n in 1..=2 {
        insert(store, &SHELVES, &SHELF.row(n)).unwrap();
        insert(store, &BOOKS, &book.row(under(top(n), 1))).unwrap();
        assert_eq!(insert(store, &BOOKS, &book.row(under(top(n), 2))), CONFLICT);
    }
}

pub(super) fn ask_for_the_row_referred_to(make_store: &MakeStore<'_>) {
    let store = &*make_store();
    let book = under(top(1), 1);
    assert_eq!(insert(store, &BOOKS, &BOOK.row(book)), CONFLICT);
    insert(store, &SHELVES, &SHELF.row(1)).unwrap();
    insert(store, &BOOKS, &BOOK.row(book)).unwrap();
    // Both halves of the reference count: the book is on shelf 1, not on shelf 2.
    insert(store, &SHELVES, &SHELF.row(2)).unwrap();
    assert_eq!(insert(store, &LOANS, &loan(1, Some(top(2)), Some(book))), CONFLICT);
    assert_eq!(insert(store, &LOANS, &loan(1, Some(top(1)), Some(top(2)))), CONFLICT);
    insert(store, &LOANS, &loan(1, Some(top(1)), Some(book))).unwrap();
    assert_eq!(update(store, &LOANS, 1, &loan(1, Some(top(2)), Some(book))), CONFLICT);
    update(store, &LOANS, 1, &loan(1, None, None)).unwrap();
}

pub(super) fn keep_the_row_referred_to(make_store: &MakeStore<'_>) {
    let store = &*make_store();
    let book = under(top(1), 1);
    insert(store, &SHELVES, &SHELF.row(1)).unwrap();
    insert(store, &BOOKS, &BOOK.row(book)).unwrap();
    insert(store, &LOANS, &loan(1, Some(top(1)), Some(book))).unwrap();
    assert_eq!(delete(store, &SHELVES, top(1)), Err(StoreError::Conflict));
    assert_eq!(delete(store, &BOOKS, book), Err(StoreError::Conflict));
    update(store, &SHELVES, 1, &coded("changed").row(1)).unwrap();
    assert_eq!(delete(store, &LOANS, top(1)), Ok(true));
    assert_eq!(delete(store, &BOOKS, book), Ok(true));
    assert_eq!(delete(store, &SHELVES, top(1)), Ok(true));
}

pub(super) fn let_void_references_be(make_store: &MakeStore<'_>) {
    let store = &*make_store();
    insert(store, &LOANS, &loan(1, None, None)).unwrap();
    insert(store, &LOANS, &loan(2, Some(top(8)), None)).unwrap();
    insert(store, &LOANS, &loan(3, None, Some(top(9)))).unwrap();
    assert_eq!(insert(store, &LOANS, &loan(4, Some(top(8)), Some(top(9)))), CONFLICT);
    // A table without references may have any parent.
    insert(store, &LOG, &entry(under(top(8), 1), 1)).unwrap();
}

pub(super) fn hold_within_a_transaction(make_store: &MakeStore<'_>) {
    let store = &*make_store();
    let book = under(top(1), 1);
    write(store, |tx| {
        assert_eq!(tx.insert(&BOOKS, &BOOK.row(book)), CONFLICT, "a reference is checked at once");
        tx.insert(&SHELVES, &coded("a").row(1))?;
        tx.insert(&BOOKS, &BOOK.row(book))?;
        assert_eq!(tx.delete(&SHELVES, top(1)), Err(StoreError::Conflict));
        assert_eq!(tx.insert(&SHELVES, &coded("a").row(2)), CONFLICT);
        tx.update(&SHELVES, 1, &coded("b").row(1))?;
        tx.insert(&SHELVES, &coded("a").row(2))?;
        tx.delete(&BOOKS, book)?;
        tx.delete(&SHELVES, top(1))?;
        tx.insert(&SHELVES, &coded("b").row(3))
    })
    .unwrap();
    assert_eq!(sizes(store), [2, 0, 0, 0, 0]);
}

pub(super) fn let_a_row_refer_to_itself(make_store: &MakeStore<'_>) {
    let store = &*make_store();
    insert(store, &SHELVES, &SHELF.row(1)).unwrap();
    let (first, second) = (under(top(1), 1), under(top(1), 2));
    insert(store, &BOOKS, &Book { sequel_to: Some(first), ..BOOK }.row(first)).unwrap();
    insert(store, &BOOKS, &Book { sequel_to: Some(first), ..BOOK }.row(second)).unwrap();
    assert_eq!(delete(store, &BOOKS, first), Err(StoreError::Conflict));
    assert_eq!(delete(store, &BOOKS, second), Ok(true));
    assert_eq!(delete(store, &BOOKS, first), Ok(true));
}

pub(super) fn keep_append_only_rows(make_store: &MakeStore<'_>) {
    let store = &*make_store();
    let key = under(top(1), 1);
    insert(store, &LOG, &entry(key, 1)).unwrap();
    assert_eq!(update(store, &LOG, 1, &entry(key, 2)), Err(StoreError::Misused));
    assert_eq!(delete(store, &LOG, key), Err(StoreError::Misused));
    assert_eq!(delete(store, &LOG, under(top(1), 2)), Err(StoreError::Misused));
    assert_eq!(insert(store, &LOG, &entry(key, 2)), CONFLICT);
    assert_eq!(insert(store, &LOG, &entry(under(top(1), 2), 1)), CONFLICT);
    insert(store, &LOG, &entry(under(top(1), 2), 2)).unwrap();
    assert_eq!(get(store, &LOG, key).map(|row| (row.version, row.body)), Some((1, entry(key, 1).body)));
    still_works(store);
}

fn still_works(store: &dyn Store) {
    insert(store, &LOG, &entry(under(top(7), 1), 1)).unwrap();
}
