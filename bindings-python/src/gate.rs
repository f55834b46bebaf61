//! The check whether a handle may be used now.

use crate::failure::told;
use pyo3::prelude::*;
use std::cell::RefCell;
use std::sync::atomic::{AtomicBool, Ordering};

thread_local! {
    /// The portals that are running an operation on this thread, by the address of their gate.
    static WORKING: RefCell<Vec<usize>> = const { RefCell::new(Vec::new()) };
}

/// The gate of a portal, which may be used only by the process that opened it, until it is closed,
/// and not by its own plug-ins.
pub(crate) struct Gate {
    process: u32,
    is_closed: AtomicBool,
}

impl Gate {
    pub(crate) fn new() -> Self {
        Self { process: std::process::id(), is_closed: AtomicBool::new(false) }
    }

    /// Whether this process opened the handle. A database handle must not be used in a forked
    /// process, not even to close it.
    pub(crate) fn is_ours(&self) -> bool {
        self.process == std::process::id()
    }

    pub(crate) fn close(&self) {
        self.is_closed.store(true, Ordering::SeqCst);
    }

    pub(crate) fn check(&self, py: Python<'_>) -> PyResult<()> {
        if !self.is_ours() {
            return Err(told(py, "forked", ()));
        }
        if self.is_closed.load(Ordering::SeqCst) {
            return Err(told(py, "closed", ()));
        }
        // The plug-in's call would wait for a lock that its own thread holds, or recurse without end.
        if WORKING.with_borrow(|working| working.contains(&self.address())) {
            return Err(told(py, "reentered", ()));
        }
        Ok(())
    }

    /// Runs the work of an operation with the interpreter released.
    pub(crate) fn detached<R: Send>(&self, py: Python<'_>, work: impl FnOnce() -> R + Send) -> R {
        WORKING.with_borrow_mut(|working| working.push(self.address()));
        let _leave = Leave;
        py.detach(work)
    }

    fn address(&self) -> usize {
        std::ptr::from_ref(self).addr()
    }
}

struct Leave;

impl Drop for Leave {
    fn drop(&mut self) {
        WORKING.with_borrow_mut(Vec::pop);
    }
}
