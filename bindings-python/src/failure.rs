//! Conversion of errors and panics into Python exceptions.

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
    /// The exception that the host's own code raised during the present call; it becomes the cause of ours.
    static CAUSE: RefCell<Option<PyErr>> = const { RefCell::new(None) };
}

/// Stores what the host's code raised. The first exception is kept, unless a later
/// one asks the program to end.
pub(crate) fn keep_cause(error: PyErr) {
    // Taken out of the cell before anything is dropped, because dropping an exception can run the host's code.
    let before = CAUSE.take();
    let kept = if is_end(&error) { error } else { before.unwrap_or(error) };
    CAUSE.set(Some(kept));
}

/// Whether an exception asks the program or task to end, as Ctrl+C, an exit and a cancelled task do. It is no
/// failure and must not be caught together with refusals.
fn is_end(error: &PyErr) -> bool {
    attached(|py| !error.is_instance_of::<PyException>(py))
}

fn errors(py: Python<'_>) -> PyResult<&Bound<'_, PyModule>> {
    static ERRORS: PyOnceLock<Py<PyModule>> = PyOnceLock::new();
    Ok(ERRORS.get_or_try_init(py, || py.import("casegate.errors").map(Bound::unbind))?.bind(py))
}

/// Makes the exception for a refusal.
pub(crate) fn raise(error: Error) -> PyErr {
    attached(|py| {
        let field = error.field().map(snake);
        told(py, "make", (error.code().name(), error.kind().name(), error.message(), field))
    })
}

/// Makes the exception for an argument of the wrong type.
pub(crate) fn malformed(argument: &'static str) -> PyErr {
    raise(Error::at(Code::INPUT_MALFORMED, argument))
}

/// Makes an exception with the function `maker` of `casegate.errors`.
pub(crate) fn told<'py>(py: Python<'py>, maker: &str, parts: impl pyo3::call::PyCallArgs<'py>) -> PyErr {
    let made = errors(py).and_then(|errors| errors.getattr(maker)?.call1(parts));
    made.map_or_else(|error| error, PyErr::from_value)
}

/// Stores what a plug-in raised and unwinds, for plug-in calls that cannot return an
/// error. The panic hook is not run.
pub(crate) fn unwind_host(error: PyErr) -> ! {
    keep_cause(error);
    std::panic::resume_unwind(Box::new("a plug-in of the host failed"))
}

/// Runs a call into the library. A panic becomes the error `defect`, and what the host's code
/// raised becomes the cause of a refusal. A plug-in may call another portal, so the cause of an
/// outer call is set aside meanwhile.
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

/// Sets the cause of an exception.
pub(crate) fn caused(error: PyErr, cause: Option<PyErr>) -> PyErr {
    if cause.is_some() {
        attached(|py| error.set_cause(py, cause));
    }
    error
}
