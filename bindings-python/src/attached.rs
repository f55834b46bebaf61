//! Calls to the host's objects from threads that have released the interpreter.

use pyo3::prelude::*;
use std::panic::resume_unwind;

/// Runs `call` with the interpreter attached.
///
/// An interpreter that is shutting down can no longer be attached. The call into the library then unwinds, and
/// its thread ends before it would return to Python.
pub(crate) fn attached<R>(call: impl FnOnce(Python<'_>) -> R) -> R {
    let answer = Python::try_attach(|py| {
        let stay = Stay;
        let answer = call(py);
        std::mem::forget(stay);
        answer
    });
    answer.unwrap_or_else(|| resume_unwind(Box::new("the interpreter is ending")))
}

/// A guard that parks the thread instead of letting the interpreter unwind it.
///
/// Before Python 3.14 an interpreter that is shutting down unwinds other threads while they wait
/// to attach. Unwinding would release Python objects without the interpreter, and the process
/// would crash instead of exit.
struct Stay;

impl Drop for Stay {
    fn drop(&mut self) {
        // A Rust panic may pass: the interpreter unwinds without one.
        while !std::thread::panicking() {
            std::thread::park();
        }
    }
}
