//! The objects that a host plugs in, where the interpreter's collector of cycles sees them.

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::{PyTraverseError, PyVisit};
use std::sync::{Arc, Mutex, PoisonError};

/// One object of the host's. It is owned here alone, or the collector would count wrong.
pub(crate) struct Plug(Mutex<Option<Py<PyAny>>>);

impl Plug {
    pub(crate) fn new(object: Py<PyAny>) -> Arc<Self> {
        Arc::new(Self(Mutex::new(Some(object))))
    }

    /// The object, which is gone only after everything that could use it was found to be garbage.
    pub(crate) fn get<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let object = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let object = object.as_ref().map(|object| object.bind(py).clone());
        object.ok_or_else(|| PyRuntimeError::new_err("this plug-in is gone"))
    }
}

/// Everything that one portal has from its host; the portal and its doors hold on to it.
#[pyclass(frozen, module = "casegate._native")]
pub(crate) struct Plugs(pub(crate) Vec<Arc<Plug>>);

#[pymethods]
impl Plugs {
    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        for plug in &self.0 {
            // Whoever holds the lock is using the object, so it is no garbage.
            if let Ok(object) = plug.0.try_lock() {
                visit.call(&*object)?;
            }
        }
        Ok(())
    }

    fn __clear__(&self) {
        for plug in &self.0 {
            // Dropped after the lock: what it drops can run anyone's code.
            let taken = plug.0.lock().unwrap_or_else(PoisonError::into_inner).take();
            drop(taken);
        }
    }
}
