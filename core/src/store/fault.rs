//! A store that fails on purpose, for tests that every operation is all or nothing.

use super::{
    Abort, Key, NewRow, Query, ReadBody, ReadTx, Row, Store, StoreError, StoreFinding, Table, WriteBody,
    WriteTx,
};
use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// A wrapper around a store. One chosen call fails, and every other goes through.
///
/// Calls are counted from 1 over everything that touches the store: beginning a transaction, each statement in it, and
/// its commit.
pub struct FaultyStore {
    inner: Arc<dyn Store>,
    calls: AtomicU64,
    fails_at: AtomicU64,
    panics: AtomicBool,
    /// The error that the chosen call returns. A commit that fails keeps nothing.
    fault: StoreError,
}

impl FaultyStore {
    /// Creates a store that does not fail until [`FaultyStore::fail_at`] is called, and then fails with `fault`.
    #[must_use]
    pub fn new(inner: Arc<dyn Store>, fault: StoreError) -> Self {
        Self {
            inner,
            calls: AtomicU64::new(0),
            fails_at: AtomicU64::new(0),
            panics: AtomicBool::new(false),
            fault,
        }
    }

    /// Makes the `nth` call from now on fail (1 is the next); 0 makes none fail. The count starts again.
    pub fn fail_at(&self, nth: u64) {
        self.set(nth, false);
    }

    /// Makes the `nth` call from now on panic, counted as in [`FaultyStore::fail_at`].
    pub fn panic_at(&self, nth: u64) {
        self.set(nth, true);
    }

    fn set(&self, nth: u64, panics: bool) {
        self.calls.store(0, Ordering::SeqCst);
        self.panics.store(panics, Ordering::SeqCst);
        self.fails_at.store(nth, Ordering::SeqCst);
    }

    /// Returns the number of calls since [`FaultyStore::fail_at`] or [`FaultyStore::panic_at`].
    #[must_use]
    pub fn calls(&self) -> u64 {
        self.calls.load(Ordering::SeqCst)
    }

    fn step(&self) -> Result<(), StoreError> {
        let call = self.calls.fetch_add(1, Ordering::SeqCst) + 1;
        if call != self.fails_at.load(Ordering::SeqCst) {
            return Ok(());
        }
        assert!(!self.panics.load(Ordering::SeqCst), "a store that panics on purpose");
        Err(self.fault)
    }
}

impl Store for FaultyStore {
    fn read(&self, body: &mut ReadBody<'_>) -> Result<(), StoreError> {
        self.step()?;
        self.inner.read(&mut |tx| body(&FaultyRead { store: self, tx }))
    }

    fn write(&self, body: &mut WriteBody<'_>) -> Result<(), StoreError> {
        self.step()?;
        let commit_failed = Cell::new(None);
        let ended = self.inner.write(&mut |tx| {
            body(&mut FaultyWrite { store: self, tx })?;
            self.step().map_err(|error| {
                commit_failed.set(Some(error));
                Abort
            })
        });
        commit_failed.get().map_or(ended, Err)
    }

    fn findings(&self) -> Vec<StoreFinding> {
        self.inner.findings()
    }
}

struct FaultyRead<'a> {
    store: &'a FaultyStore,
    tx: &'a dyn ReadTx,
}

struct FaultyWrite<'a> {
    store: &'a FaultyStore,
    tx: &'a mut dyn WriteTx,
}

impl ReadTx for FaultyRead<'_> {
    fn get(&self, table: &'static Table, key: Key) -> Result<Option<Row>, StoreError> {
        self.store.step()?;
        self.tx.get(table, key)
    }
    fn select(&self, query: &Query) -> Result<Vec<Row>, StoreError> {
        self.store.step()?;
        self.tx.select(query)
    }
    fn count(&self, query: &Query) -> Result<u64, StoreError> {
        self.store.step()?;
        self.tx.count(query)
    }
}

impl ReadTx for FaultyWrite<'_> {
    fn get(&self, table: &'static Table, key: Key) -> Result<Option<Row>, StoreError> {
        self.store.step()?;
        self.tx.get(table, key)
    }
    fn select(&self, query: &Query) -> Result<Vec<Row>, StoreError> {
        self.store.step()?;
        self.tx.select(query)
    }
    fn count(&self, query: &Query) -> Result<u64, StoreError> {
        self.store.step()?;
        self.tx.count(query)
    }
}

impl WriteTx for FaultyWrite<'_> {
    fn insert(&mut self, table: &'static Table, row: &NewRow) -> Result<(), StoreError> {
        self.store.step()?;
        self.tx.insert(table, row)
    }
    fn update(&mut self, table: &'static Table, expected: i64, row: &NewRow) -> Result<(), StoreError> {
        self.store.step()?;
        self.tx.update(table, expected, row)
    }
    fn delete(&mut self, table: &'static Table, key: Key) -> Result<bool, StoreError> {
        self.store.step()?;
        self.tx.delete(table, key)
    }
}
