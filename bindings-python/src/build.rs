//! Making a frozen record without running its constructor.
#![expect(
    unsafe_code,
    reason = "the interpreter's own functions are the only way past a frozen class, and the quickest"
)]

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyString, PyType};

/// A bare instance of `class`, its slots still empty.
pub(crate) fn bare<'py>(py: Python<'py>, class: &Py<PyType>) -> PyResult<Bound<'py, PyAny>> {
    // SAFETY: `class` is a type object, a plain class of Python whose instances the generic allocator makes; the answer is a
    // new reference or null with an exception set.
    unsafe { Bound::from_owned_ptr_or_err(py, ffi::PyType_GenericAlloc(class.as_ptr().cast(), 0)) }
}

/// Fills a slot, past the class's own refusal: the object is not shared yet.
pub(crate) fn fill(object: &Bound<'_, PyAny>, slot: &Py<PyString>, value: &Bound<'_, PyAny>) -> PyResult<()> {
    // SAFETY: all three are live objects and the interpreter is attached; the function takes references of its own.
    let outcome = unsafe { ffi::PyObject_GenericSetAttr(object.as_ptr(), slot.as_ptr(), value.as_ptr()) };
    if outcome == 0 { Ok(()) } else { Err(PyErr::fetch(object.py())) }
}
