//! A store that can be closed while handles to it still exist.

use crate::gate::Gate;
use casegate::store::{ReadBody, Store, StoreError, StoreFinding, WriteBody};
use std::sync::{Arc, PoisonError, RwLock};

/// The portal's store, until it is closed.
pub(crate) struct Held {
    store: RwLock<Option<Arc<dyn Store>>>,
    gate: Arc<Gate>,
}

impl Held {
    pub(crate) fn new(store: Arc<dyn Store>, gate: Arc<Gate>) -> Self {
        Self { store: RwLock::new(Some(store)), gate }
    }

    /// Returns the store. The lock is not held while the store works.
    fn store(&self) -> Option<Arc<dyn Store>> {
        self.store.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Releases the store; it closes when the calls in progress have ended.
    pub(crate) fn close(&self) {
        let store = self.store.write().unwrap_or_else(PoisonError::into_inner).take();
        self.let_go(store);
    }

    /// Drops the store, or leaks it in a forked process: the files belong to the parent, and
    /// closing them would drop its locks.
    fn let_go(&self, store: Option<Arc<dyn Store>>) {
        if self.gate.is_ours() {
            drop(store);
        } else {
            std::mem::forget(store);
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let store = self.store.get_mut().unwrap_or_else(PoisonError::into_inner).take();
        self.let_go(store);
    }
}

impl Store for Held {
    fn read(&self, body: &mut ReadBody<'_>) -> Result<(), StoreError> {
        self.store().ok_or(StoreError::Io)?.read(body)
    }

    fn write(&self, body: &mut WriteBody<'_>) -> Result<(), StoreError> {
        self.store().ok_or(StoreError::Io)?.write(body)
    }

    fn findings(&self) -> Vec<StoreFinding> {
        self.store().map(|store| store.findings()).unwrap_or_default()
    }
}
