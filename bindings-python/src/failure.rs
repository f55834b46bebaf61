//! Refusals as exceptions, and what keeps panics out.

use crate::attached::attached;
use crate::names::snake;
use casegate::foundation::error::{Code, Error};
use pyo3::exceptions::PyException;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyModule;
use std::any::Any;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    /// What the host's own code raised during the present call; our exception is raised from it.
    static CAUSE: RefCell<Option<PyErr>> = const { RefCell::new(None) };
}

/// Remembers what the host's code raised; the first is what matters, unless it is told to end.
pub(crate) fn keep_cause(error: PyErr) {
    // Out of the cell before anything is dropped: dropping an exception can run the host's code.
    let before = CAUSE.take();
    let kept = if is_end(&error) { error } else { before.unwrap_or(error) };
    CAUSE.set(Some(kept));
}

/// A pressed Ctrl+C, an exit, a cancelled task: nothing that failed, and nothing to be caught with refusals.
fn is_end(error: &PyErr) -> bool {
    attached(|py| !error.is_instance_of::<PyException>(py))
}

fn errors(py: Python<'_>) -> PyResult<&Bound<'_, PyModule>> {
    static ERRORS: PyOnceLock<Py<PyModule>> = PyOnceLock::new();
    Ok(ERRORS.get_or_try_init(py, || py.import("casegate.errors").map(Bound::unbind))?.bind(py))
}

/// The exception for a refusal.
pub(crate) fn raise(error: Error) -> PyErr {
    attached(|py| {
        let field = error.field().map(snake);
        told(py, "make", (error.code().name(), error.kind().name(), error.message(), field))
    })
}

/// The exception for an argument that is not of the type that it should be.
pub(crate) fn malformed(argument: &'static str) -> PyErr {
    raise(Error::at(Code::INPUT_MALFORMED, argument))
}

/// The exception that a function of `casegate.errors` makes.
pub(crate) fn told<'py>(py: Python<'py>, maker: &str, parts: impl pyo3::call::PyCallArgs<'py>) -> PyErr {
    let made = errors(py).and_then(|errors| errors.getattr(maker)?.call1(parts));
    made.map_or_else(|error| error, PyErr::from_value)
}

/// Unwinds out of a plug-in that has no way to fail, after what it raised was kept. Nobody is told on the way.
pub(crate) fn unwind_host(error: PyErr) -> ! {
    keep_cause(error);
    std::panic::resume_unwind(Box::new("a plug-in of the host failed"))
}

/// Runs a call into the library: what panics is `defect`, and what the host's code raised is the cause of a refusal. A plug-in
/// may call another portal, so the causes of calls that are under way are put aside.
pub(crate) fn calmly<R>(call: impl FnOnce() -> Result<R, Error>) -> PyResult<R> {
    let outer = CAUSE.take();
    let ended: Result<_, Box<dyn Any + Send>> = catch_unwind(AssertUnwindSafe(call));
    let ended = ended.unwrap_or_else(|_| Err(Error::new(Code::DEFECT)));
    match (ended, CAUSE.replace(outer)) {
        (_, Some(end)) if is_end(&end) => Err(end),
        (Ok(answer), _) => Ok(answer),
        (Err(error), cause) => Err(caused(raise(error), cause)),
    }
}

/// The exception, raised from its cause.
pub(crate) fn caused(error: PyErr, cause: Option<PyErr>) -> PyErr {
    if cause.is_some() {
        attached(|py| error.set_cause(py, cause));
    }
    error
}
