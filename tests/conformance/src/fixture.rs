//! Short constructors for rows, and calls that each run in a transaction.

use super::tables::{BOOKS, LOANS, LOG, PICTURES, SHELVES};
use casegate::store::{Abort, Key, NewRow, Query, ReadTx, Row, Store, StoreError, Table, Value, WriteTx};
use std::sync::atomic::{AtomicBool, Ordering};

pub(super) type Answer<T> = Result<T, StoreError>;

/// Returns the key of row `n` without a parent.
pub(super) fn top(n: u128) -> Key {
    Key::top(format!("{n:032x}").parse().unwrap())
}

/// Returns the key of row `n` under the row with the key `parent`.
pub(super) fn under(parent: Key, n: u128) -> Key {
    Key::under(parent.id, top(n).id)
}

/// A shelf with default values.
#[derive(Clone)]
pub(super) struct Shelf {
    pub(super) label: &'static str,
    pub(super) code: Option<&'static str>,
    pub(super) floor: Option<i64>,
    pub(super) locked: bool,
    pub(super) mark: Option<Vec<u8>>,
}

pub(super) const SHELF: Shelf = Shelf { label: "shelf", code: None, floor: None, locked: false, mark: None };

impl Shelf {
    pub(super) fn row(&self, n: u128) -> NewRow {
        let mark = self.mark.clone().map_or(Value::Null, Value::Bytes);
        let columns = vec![self.label.into(), self.code.into(), self.floor.into(), self.locked.into(), mark];
        NewRow { key: top(n), columns, body: format!("{{\"shelf\":{n}}}").into() }
    }
}

/// A book with default values.
#[derive(Clone, Copy)]
pub(super) struct Book {
    pub(super) title: &'static str,
    pub(super) isbn: Option<&'static str>,
    pub(super) pages: Option<i64>,
    pub(super) sequel_to: Option<Key>,
}

pub(super) const BOOK: Book = Book { title: "book", isbn: None, pages: None, sequel_to: None };

impl Book {
    pub(super) fn row(self, key: Key) -> NewRow {
        let sequel_to = self.sequel_to.map(|key| key.id).into();
        let columns = vec![self.title.into(), self.isbn.into(), self.pages.into(), sequel_to];
        NewRow { key, columns, body: format!("{{\"book\":\"{}\"}}", key.id).into() }
    }
}

/// Returns a loan of a book; either half of the reference may be missing.
pub(super) fn loan(n: u128, shelf: Option<Key>, book: Option<Key>) -> NewRow {
    let columns = vec![shelf.map(|key| key.id).into(), book.map(|key| key.id).into(), 1.into()];
    NewRow { key: top(n), columns, body: "{}".into() }
}

/// An entry of the log.
pub(super) fn entry(key: Key, at: i64) -> NewRow {
    NewRow { key, columns: vec![at.into()], body: format!("{{\"at\":{at}}}").into() }
}

/// A picture with these bytes.
pub(super) fn picture(key: Key, bytes: &[u8], width: Option<i64>) -> NewRow {
    let stamp = width.map_or(Value::Null, |width| Value::Bytes(width.to_be_bytes().to_vec()));
    NewRow {
        key,
        columns: vec!["caption".into(), width.into(), true.into(), stamp],
        body: bytes.to_vec().into(),
    }
}

/// Runs `body` as a write transaction. Its error aborts the transaction and is returned.
pub(super) fn write<T>(store: &dyn Store, mut body: impl FnMut(&mut dyn WriteTx) -> Answer<T>) -> Answer<T> {
    let mut outcome = None;
    let ended = store.write(&mut |tx| {
        let result = body(tx);
        let verdict = result.as_ref().map(drop).map_err(|_| Abort);
        outcome = Some(result);
        verdict
    });
    settle(ended, outcome)
}

/// Runs `body` on a snapshot. Its error aborts the transaction and is returned.
pub(super) fn read<T>(store: &dyn Store, mut body: impl FnMut(&dyn ReadTx) -> Answer<T>) -> Answer<T> {
    let mut outcome = None;
    let ended = store.read(&mut |tx| {
        let result = body(tx);
        let verdict = result.as_ref().map(drop).map_err(|_| Abort);
        outcome = Some(result);
        verdict
    });
    settle(ended, outcome)
}

fn settle<T>(ended: Answer<()>, outcome: Option<Answer<T>>) -> Answer<T> {
    match ended {
        Ok(()) => outcome.expect("the store said yes without running the body"),
        Err(StoreError::Aborted) => match outcome {
            Some(Err(error)) => Err(error),
            _ => panic!("the store said that a body aborted that did not"),
        },
        Err(error) => Err(error),
    }
}

pub(super) fn insert(store: &dyn Store, table: &'static Table, row: &NewRow) -> Answer<()> {
    write(store, |tx| tx.insert(table, row))
}

pub(super) fn update(store: &dyn Store, table: &'static Table, expected: i64, row: &NewRow) -> Answer<()> {
    write(store, |tx| tx.update(table, expected, row))
}

pub(super) fn delete(store: &dyn Store, table: &'static Table, key: Key) -> Answer<bool> {
    write(store, |tx| tx.delete(table, key))
}

pub(super) fn get(store: &dyn Store, table: &'static Table, key: Key) -> Option<Row> {
    read(store, |tx| tx.get(table, key)).expect("get")
}

pub(super) fn select(store: &dyn Store, query: &Query) -> Vec<Row> {
    read(store, |tx| tx.select(query)).expect("select")
}

pub(super) fn count(store: &dyn Store, query: &Query) -> u64 {
    read(store, |tx| tx.count(query)).expect("count")
}

/// Returns the keys of the rows that match, in order.
pub(super) fn keys(store: &dyn Store, query: &Query) -> Vec<Key> {
    select(store, query).into_iter().map(|row| row.key).collect()
}

/// Returns the number of rows in each table.
pub(super) fn sizes(store: &dyn Store) -> [u64; 5] {
    [&SHELVES, &BOOKS, &LOANS, &LOG, &PICTURES].map(|table| count(store, &Query::of(table, 1_000)))
}

/// Raises a flag when dropped, so that threads that wait for it end even if the case fails.
pub(super) struct Finish<'a>(pub(super) &'a AtomicBool);

impl Drop for Finish<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}
