//! The health of a store: whether it may still be used.

use casegate::store::StoreError;
use std::sync::atomic::{AtomicU8, Ordering};

/// The health of a store. It is set once, by the first event after which going on could lose or invent a write.
#[derive(Debug)]
pub(crate) struct Health {
    marked: AtomicU8,
    #[cfg(unix)]
    process: u32,
}

const OUTCOME_UNKNOWN: u8 = 1;
const DISPLACED: u8 = 2;

impl Health {
    pub(crate) fn new() -> Self {
        #[cfg(unix)]
        return Self::of_process(std::process::id());
        #[cfg(not(unix))]
        Self { marked: AtomicU8::new(0) }
    }

    #[cfg(unix)]
    pub(crate) fn of_process(process: u32) -> Self {
        Self { marked: AtomicU8::new(0), process }
    }

    /// Checks that this process may use the store and that it was not marked as unusable; called at the start of every call.
    pub(crate) fn check(&self) -> Result<(), StoreError> {
        if self.is_same_process() { self.check_events() } else { Err(StoreError::Unsuitable) }
    }

    /// Checks that the store was not marked as unusable; called again after waiting.
    pub(crate) fn check_events(&self) -> Result<(), StoreError> {
        match self.marked.load(Ordering::Acquire) {
            0 => Ok(()),
            OUTCOME_UNKNOWN => Err(StoreError::OutcomeUnknown),
            _ => Err(StoreError::Unsuitable),
        }
    }

    /// Returns whether this is the process that opened the store. A forked child shares the parent's files but not its
    /// locks, so it must leave them alone.
    pub(crate) fn is_same_process(&self) -> bool {
        #[cfg(unix)]
        {
            self.process == std::process::id()
        }
        #[cfg(not(unix))]
        {
            true
        }
    }

    /// Records that a commit failed and may have happened nevertheless, and returns the error.
    pub(crate) fn mark_outcome_unknown(&self) -> StoreError {
        self.mark(OUTCOME_UNKNOWN);
        StoreError::OutcomeUnknown
    }

    /// Records that the files were removed or replaced, so that later writes would be lost, and returns the error.
    #[cfg_attr(
        target_family = "wasm",
        expect(dead_code, reason = "nobody can take a browser's private files away")
    )]
    pub(crate) fn mark_displaced(&self) -> StoreError {
        self.mark(DISPLACED);
        StoreError::Unsuitable
    }

    fn mark(&self, cause: u8) {
        // The first cause stays, because it says what the host has to investigate.
        let _ = self.marked.compare_exchange(0, cause, Ordering::AcqRel, Ordering::Acquire);
    }
}
