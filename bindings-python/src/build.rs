//! Creation of frozen records without running their constructor.
#![expect(
    unsafe_code,
    reason = "the interpreter's own functions are the only way past a frozen class, and the quickest"
)]

use pyo3::exceptions::PySystemError;
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyString, PyType};

/// A field of a record's class, with the function that sets it, looked up once.
pub(crate) struct Slot {
    /// The class's own descriptor of the slot.
    descriptor: Py<PyAny>,
    set: ffi::descrsetfunc,
}

impl Slot {
    /// Finds the slot `name` of `class`.
    pub(crate) fn of(class: &Bound<'_, PyType>, name: &Bound<'_, PyString>) -> PyResult<Self> {
        let descriptor = class.getattr(name)?;
        // SAFETY: the type of a live object is a type object; the answer is null or a function of that slot's signature.
        let set = unsafe { ffi::PyType_GetSlot(descriptor.get_type().as_type_ptr(), ffi::Py_tp_descr_set) };
        if set.is_null() {
            return Err(PySystemError::new_err("a record has a field without a slot"));
        }
        // SAFETY: what fills `tp_descr_set` is a `descrsetfunc`, and null was excluded.
        let set = unsafe { std::mem::transmute::<*mut std::ffi::c_void, ffi::descrsetfunc>(set) };
        Ok(Self { descriptor: descriptor.unbind(), set })
    }

    /// Fills the slot in spite of the class being frozen, which is sound because the object is not shared yet.
    pub(crate) fn fill(&self, object: &Bound<'_, PyAny>, value: &Bound<'_, PyAny>) -> PyResult<()> {
        // SAFETY: all three are live objects and the interpreter is attached; the function takes its own
        // references, and checks that the object is of the descriptor's class.
        let outcome = unsafe { (self.set)(self.descriptor.as_ptr(), object.as_ptr(), value.as_ptr()) };
        if outcome == 0 { Ok(()) } else { Err(PyErr::fetch(object.py())) }
    }
}

/// Creates an instance of `class` whose slots are still empty.
pub(crate) fn bare<'py>(py: Python<'py>, class: &Py<PyType>) -> PyResult<Bound<'py, PyAny>> {
    // SAFETY: `class` is a type object, a plain class of Python whose instances the generic allocator makes; the answer is a
    // new reference or null with an exception set.
    unsafe { Bound::from_owned_ptr_or_err(py, ffi::PyType_GenericAlloc(class.as_ptr().cast(), 0)) }
}

/// Removes a finished record or tuple from the cycle collector, which would otherwise traverse a list of a
/// thousand rows repeatedly while it is built. A record is frozen and holds only objects older than
/// itself, so it is in no cycle.
pub(crate) fn acyclic(made: &Bound<'_, PyAny>) {
    // SAFETY: a live object of a type that takes part in collection, whose fields are all set;
    // untracking twice does nothing.
    unsafe { ffi::PyObject_GC_UnTrack(made.as_ptr().cast()) }
}
