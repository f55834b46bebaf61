//! A store that counts the calls of an operation.

use casegate::store::{
    Key, NewRow, Query, ReadBody, ReadTx, Row, Store, StoreError, StoreFinding, Table, WriteBody, WriteTx,
};
use std::cell::Cell;
use std::sync::{Arc, Mutex, PoisonError};

/// The counts of calls to a store.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counts {
    /// Transactions, reading and writing.
    pub(crate) transactions: u64,
    /// Reads of one row by its key.
    pub(crate) gets: u64,
    /// Lists and tallies.
    pub(crate) selects: u64,
    /// Rows that were inserted, updated and deleted.
    pub(crate) writes: u64,
    /// Rows that were returned.
    pub(crate) rows: u64,
    /// Bytes of the returned rows' bodies, each of which is parsed.
    pub(crate) parsed: u64,
    /// Bytes of bodies that were written.
    pub(crate) written: u64,
}

/// Wraps a store.
pub(crate) struct CountingStore {
    inner: Arc<dyn Store>,
    counts: Mutex<Counts>,
}

impl CountingStore {
    pub(crate) fn new(inner: Arc<dyn Store>) -> Self {
        Self { inner, counts: Mutex::default() }
    }

    /// Returns the counts since the last call, and resets them.
    pub(crate) fn take(&self) -> Counts {
        std::mem::take(&mut self.counts.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn add(&self, counted: Counts) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        counts.transactions += 1;
        counts.gets += counted.gets;
        counts.selects += counted.selects;
        counts.writes += counted.writes;
        counts.rows += counted.rows;
        counts.parsed += counted.parsed;
        counts.written += counted.written;
    }
}

impl Store for CountingStore {
    fn read(&self, body: &mut ReadBody<'_>) -> Result<(), StoreError> {
        let counts = Cell::default();
        let ended = self.inner.read(&mut |tx| body(&Counted { tx, counts: &counts }));
        self.add(counts.get());
        ended
    }

    fn write(&self, body: &mut WriteBody<'_>) -> Result<(), StoreError> {
        let counts = Cell::default();
        let ended = self.inner.write(&mut |tx| body(&mut Counted { tx, counts: &counts }));
        self.add(counts.get());
        ended
    }

    fn findings(&self) -> Vec<StoreFinding> {
        self.inner.findings()
    }
}

/// A transaction of either kind.
struct Counted<'a, T> {
    tx: T,
    counts: &'a Cell<Counts>,
}

impl<T> Counted<'_, T> {
    fn count(&self, change: impl FnOnce(&mut Counts)) {
        let mut counts = self.counts.get();
        change(&mut counts);
        self.counts.set(counts);
    }

    fn came_back(&self, rows: &[Row]) {
        self.count(|counts| {
            counts.rows += rows.len() as u64;
            counts.parsed += rows.iter().map(|row| row.body.size() as u64).sum::<u64>();
        });
    }

    fn went_in(&self, row: &NewRow) {
        self.count(|counts| {
            counts.writes += 1;
            counts.written += row.body.size() as u64;
        });
    }
}

/// A reference to a transaction of either kind.
trait Reading {
    fn reading(&self) -> &dyn ReadTx;
}
impl Reading for &dyn ReadTx {
    fn reading(&self) -> &dyn ReadTx {
        *self
    }
}
impl Reading for &mut dyn WriteTx {
    fn reading(&self) -> &dyn ReadTx {
        &**self
    }
}

impl<T: Reading> ReadTx for Counted<'_, T> {
    fn get(&self, table: &'static Table, key: Key) -> Result<Option<Row>, StoreError> {
        let row = self.tx.reading().get(table, key)?;
        self.count(|counts| counts.gets += 1);
        self.came_back(row.as_slice());
        Ok(row)
    }
    fn select(&self, query: &Query) -> Result<Vec<Row>, StoreError> {
        let rows = self.tx.reading().select(query)?;
        self.count(|counts| counts.selects += 1);
        self.came_back(&rows);
        Ok(rows)
    }
    fn count(&self, query: &Query) -> Result<u64, StoreError> {
        Counted::count(self, |counts| counts.selects += 1);
        self.tx.reading().count(query)
    }
}

impl WriteTx for Counted<'_, &mut dyn WriteTx> {
    fn insert(&mut self, table: &'static Table, row: &NewRow) -> Result<(), StoreError> {
        self.went_in(row);
        self.tx.insert(table, row)
    }
    fn update(&mut self, table: &'static Table, expected: i64, row: &NewRow) -> Result<(), StoreError> {
        self.went_in(row);
        self.tx.update(table, expected, row)
    }
    fn delete(&mut self, table: &'static Table, key: Key) -> Result<bool, StoreError> {
        Counted::count(self, |counts| counts.writes += 1);
        self.tx.delete(table, key)
    }
}
