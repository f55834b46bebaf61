//! Calling the host's objects from threads that have let go of the interpreter.

use pyo3::prelude::*;
use std::panic::resume_unwind;

/// Runs `call` with the interpreter. One that is ending cannot be had any more: the call into the library unwinds then, and
/// its thread ends where it would go on in Python.
pub(crate) fn attached<R>(call: impl FnOnce(Python<'_>) -> R) -> R {
    let answer = Python::try_attach(|py| {
        let stay = Stay;
        let answer = call(py);
        std::mem::forget(stay);
        answer
    });
    answer.unwrap_or_else(|| resume_unwind(Box::new("the interpreter is ending")))
}

/// Before Python 3.14 an ending interpreter unwinds other threads from where they wait for it. What they hold would then be
/// released without the interpreter, and the process would crash instead of exit; such a thread has to stay where it is.
struct Stay;

impl Drop for Stay {
    fn drop(&mut self) {
        // A panic passes: only the interpreter unwinds without one.
        while !std::thread::panicking() {
            std::thread::park();
        }
    }
}
