//! The host's plug-in objects, held so that the interpreter's cycle collector can see them.

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::{PyTraverseError, PyVisit};
use std::sync::{Arc, Mutex, PoisonError};

/// A plug-in object of the host. This must hold the only reference to it in Rust, or
/// the collector would miscount.
pub(crate) struct Plug(Mutex<Option<Py<PyAny>>>);

impl Plug {
    pub(crate) fn new(object: Py<PyAny>) -> Arc<Self> {
        Arc::new(Self(Mutex::new(Some(object))))
    }

    /// Returns the object. It is missing only after the collector found everything
    /// that could use it to be garbage.
    pub(crate) fn get<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let object = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let object = object.as_ref().map(|object| object.bind(py).clone());
        object.ok_or_else(|| PyRuntimeError::new_err("this plug-in is gone"))
    }
}

/// All plug-in objects of one portal, shared by the portal, its desks and its visits.
#[pyclass(frozen, module = "casegate._native")]
pub(crate) struct Plugs(pub(crate) Vec<Arc<Plug>>);

#[pymethods]
impl Plugs {
    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        for plug in &self.0 {
            // A locked object is in use, so it is not garbage.
            if let Ok(object) = plug.0.try_lock() {
                visit.call(&*object)?;
            }
        }
        Ok(())
    }

    fn __clear__(&self) {
        for plug in &self.0 {
            // Dropped after the lock is released, because dropping an object can run arbitrary code.
            let taken = plug.0.lock().unwrap_or_else(PoisonError::into_inner).take();
            drop(taken);
        }
    }
}
