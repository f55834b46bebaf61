//! A secret that can be revealed once.

use pyo3::exceptions::{PyRuntimeError, PyTypeError};
use pyo3::prelude::*;
use pyo3::types::PyString;
use std::sync::{Mutex, PoisonError};
use zeroize::Zeroizing;

/// A link or a session's credential. It can be revealed once, and cannot be printed,
/// compared, copied or serialized.
#[pyclass(frozen, module = "casegate")]
pub(crate) struct Secret(Mutex<Option<Zeroizing<String>>>);

impl Secret {
    pub(crate) fn of(text: &str) -> Self {
        Self(Mutex::new(Some(Zeroizing::new(text.to_owned()))))
    }

    fn refuse<T>(&self, what: &str) -> PyResult<T> {
        Err(PyTypeError::new_err(format!("a secret cannot be {what}; reveal() gives it up, once")))
    }
}

#[pymethods]
impl Secret {
    fn reveal<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyString>> {
        let taken = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        let taken = taken.ok_or_else(|| PyRuntimeError::new_err("this secret was revealed already"))?;
        // The Python string cannot be wiped; the Rust string that it is made from is.
        Ok(PyString::new(py, &taken))
    }

    fn __repr__(&self) -> &'static str {
        "Secret(redacted)"
    }

    fn __str__(&self) -> PyResult<String> {
        self.refuse("turned into text")
    }

    fn __format__(&self, _spec: &Bound<'_, PyAny>) -> PyResult<String> {
        self.refuse("turned into text")
    }

    fn __bytes__(&self) -> PyResult<Vec<u8>> {
        self.refuse("turned into bytes")
    }

    fn __eq__(&self, _other: &Bound<'_, PyAny>) -> PyResult<bool> {
        self.refuse("compared")
    }

    fn __ne__(&self, _other: &Bound<'_, PyAny>) -> PyResult<bool> {
        self.refuse("compared")
    }

    fn __hash__(&self) -> PyResult<u64> {
        self.refuse("hashed")
    }

    fn __copy__(&self) -> PyResult<Self> {
        self.refuse("copied")
    }

    fn __deepcopy__(&self, _memo: &Bound<'_, PyAny>) -> PyResult<Self> {
        self.refuse("copied")
    }

    fn __reduce_ex__(&self, _protocol: &Bound<'_, PyAny>) -> PyResult<Py<PyAny>> {
        self.refuse("pickled")
    }
}
