//! Refusals as exceptions, and what keeps panics and foreign processes out.

use crate::names::snake;
use casegate::foundation::error::{Code, Error};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyModule;
use std::any::Any;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};

thread_local! {
    /// What the host's own code raised during the present call; our exception is raised from it.
    static CAUSE: RefCell<Option<PyErr>> = const { RefCell::new(None) };
}

/// Remembers what the host's code raised; the first is what matters.
pub(crate) fn keep_cause(error: PyErr) {
    CAUSE.with(|cause| {
        // Out of the cell before anything is dropped: dropping an exception can run the host's code.
        let before = cause.take();
        cause.replace(Some(before.unwrap_or(error)));
    });
}

fn errors(py: Python<'_>) -> PyResult<&Bound<'_, PyModule>> {
    static ERRORS: PyOnceLock<Py<PyModule>> = PyOnceLock::new();
    Ok(ERRORS.get_or_try_init(py, || py.import("casegate.errors").map(Bound::unbind))?.bind(py))
}

/// The exception for a refusal.
pub(crate) fn raise(error: Error) -> PyErr {
    Python::attach(|py| {
        let field = error.field().map(snake);
        exception(py, "make", (error.code().name(), error.kind().name(), error.message(), field))
    })
}

fn exception<'py>(py: Python<'py>, maker: &str, parts: impl pyo3::call::PyCallArgs<'py>) -> PyErr {
    let made = errors(py).and_then(|errors| errors.getattr(maker)?.call1(parts));
    let error = made.map_or_else(|error| error, PyErr::from_value);
    if let Some(cause) = CAUSE.take() {
        error.set_cause(py, Some(cause));
    }
    error
}

/// Unwinds out of a plug-in that has no way to fail, after what it raised was kept. Nobody is told on the way.
pub(crate) fn unwind_host(error: PyErr) -> ! {
    keep_cause(error);
    std::panic::resume_unwind(Box::new("a plug-in of the host failed"))
}

/// Runs a call into the library: what panics is `defect`, and nothing of an earlier call clings to it.
pub(crate) fn calmly<R>(call: impl FnOnce() -> Result<R, Error>) -> PyResult<R> {
    drop(CAUSE.take());
    let ended: Result<_, Box<dyn Any + Send>> = catch_unwind(AssertUnwindSafe(call));
    ended.unwrap_or_else(|_| Err(Error::new(Code::Defect))).map_err(raise)
}

/// Whether a handle may still be used: by the process that opened it, until it is closed.
pub(crate) struct Gate {
    process: u32,
    is_closed: AtomicBool,
}

impl Gate {
    pub(crate) fn new() -> Self {
        Self { process: std::process::id(), is_closed: AtomicBool::new(false) }
    }

    /// A database handle must not be carried into a forked process, not even to be closed there.
    pub(crate) fn is_ours(&self) -> bool {
        self.process == std::process::id()
    }

    pub(crate) fn close(&self) {
        self.is_closed.store(true, Ordering::SeqCst);
    }

    pub(crate) fn check(&self, py: Python<'_>) -> PyResult<()> {
        if !self.is_ours() {
            return Err(exception(py, "forked", ()));
        }
        if self.is_closed.load(Ordering::SeqCst) {
            return Err(exception(py, "closed", ()));
        }
        Ok(())
    }
}
