//! What a host may plug in as Python objects: its clock, its keys, its place for documents' bytes.
//!
//! No lock of ours is held while any of it runs.

use crate::failure::{keep_cause, raise, unwind_host};
use crate::instant;
use casegate::documents::blobs::{Blobs, BlobsFailed};
use casegate::foundation::env::{Clock, Key, KeyPurpose, KeyRing, Keys};
use casegate::foundation::error::{Code, Error};
use casegate::foundation::time::Timestamp;
use casegate_sqlite::DirectoryBlobs;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};
use std::path::PathBuf;
use zeroize::Zeroizing;

/// A function, or an object with `now()`, that answers an aware `datetime`.
pub(crate) struct PythonClock(pub(crate) Py<PyAny>);

impl PythonClock {
    fn ask(&self, py: Python<'_>) -> PyResult<Timestamp> {
        let clock = self.0.bind(py);
        let told = match clock.getattr_opt(pyo3::intern!(py, "now"))? {
            Some(now) => now.call0()?,
            None => clock.call0()?,
        };
        instant::of_clock(py, &told)
    }
}

impl Clock for PythonClock {
    fn now(&self) -> Timestamp {
        Python::attach(|py| self.ask(py)).unwrap_or_else(|error| unwind_host(error))
    }
}

/// Keys held in memory, wiped when dropped.
#[pyclass(frozen, module = "casegate", name = "KeyRing")]
pub(crate) struct NativeKeyRing(KeyRing);

#[pymethods]
impl NativeKeyRing {
    #[new]
    fn new() -> Self {
        Self(KeyRing::new())
    }

    /// This ring with one more key of 32 bytes; the highest number of a purpose is the current one.
    #[pyo3(signature = (purpose, number, key))]
    fn with_key(&self, purpose: &str, number: u32, key: &[u8]) -> PyResult<Self> {
        let purpose =
            purpose_named(purpose).ok_or_else(|| raise(Error::at(Code::InputMalformed, "purpose")))?;
        let key = key_of(key).ok_or_else(|| raise(Error::at(Code::KeyUnavailable, "key")))?;
        Ok(Self(self.0.clone().with(purpose, number, key)))
    }

    #[pyo3(signature = (purpose, /))]
    fn current(&self, purpose: &str) -> Option<u32> {
        purpose_named(purpose).and_then(|purpose| Keys::current(&self.0, purpose))
    }

    /// A ring is asked by the library itself: its keys never become objects of the interpreter.
    #[pyo3(signature = (_purpose, _number, /))]
    fn key(&self, _purpose: &Bound<'_, PyAny>, _number: &Bound<'_, PyAny>) -> PyResult<()> {
        Err(PyTypeError::new_err("a key ring gives its keys to the portal alone"))
    }

    fn __repr__(&self) -> &'static str {
        "KeyRing(redacted)"
    }
}

const PURPOSES: [(KeyPurpose, &str); 3] =
    [(KeyPurpose::Seal, "seal"), (KeyPurpose::Token, "token"), (KeyPurpose::Index, "index")];

fn purpose_named(name: &str) -> Option<KeyPurpose> {
    PURPOSES.iter().find(|(_, known)| *known == name).map(|(purpose, _)| *purpose)
}

fn name_of(purpose: KeyPurpose) -> &'static str {
    PURPOSES.iter().find(|(known, _)| *known == purpose).map_or("", |(_, name)| name)
}

fn key_of(bytes: &[u8]) -> Option<Key> {
    let bytes = Zeroizing::new(<[u8; 32]>::try_from(bytes).ok()?);
    Key::new(*bytes).ok()
}

/// The host's keys, whatever they are.
pub(crate) enum HostKeys {
    Ring(KeyRing),
    /// An object with `current(purpose)` and `key(purpose, number)`.
    Python(Py<PyAny>),
}

impl HostKeys {
    pub(crate) fn of(keys: &Bound<'_, PyAny>) -> Self {
        match keys.cast::<NativeKeyRing>() {
            Ok(ring) => Self::Ring(ring.get().0.clone()),
            Err(_) => Self::Python(keys.clone().unbind()),
        }
    }
}

impl Keys for HostKeys {
    fn current(&self, purpose: KeyPurpose) -> Option<u32> {
        match self {
            Self::Ring(ring) => ring.current(purpose),
            Self::Python(keys) => {
                Python::attach(|py| current(py, keys, purpose)).unwrap_or_else(|error| unwind_host(error))
            }
        }
    }

    fn key(&self, purpose: KeyPurpose, number: u32) -> Option<Key> {
        match self {
            Self::Ring(ring) => ring.key(purpose, number),
            Self::Python(keys) => Python::attach(|py| fetch(py, keys, purpose, number))
                .unwrap_or_else(|error| unwind_host(error)),
        }
    }
}

fn purpose_of(py: Python<'_>, purpose: KeyPurpose) -> PyResult<Bound<'_, PyAny>> {
    py.import("casegate.plugins")?.getattr("KeyPurpose")?.call1((name_of(purpose),))
}

fn current(py: Python<'_>, keys: &Py<PyAny>, purpose: KeyPurpose) -> PyResult<Option<u32>> {
    keys.bind(py).call_method1(pyo3::intern!(py, "current"), (purpose_of(py, purpose)?,))?.extract()
}

fn fetch(py: Python<'_>, keys: &Py<PyAny>, purpose: KeyPurpose, number: u32) -> PyResult<Option<Key>> {
    let key = keys.bind(py).call_method1(pyo3::intern!(py, "key"), (purpose_of(py, purpose)?, number))?;
    Ok(key.extract::<Option<Vec<u8>>>()?.map(Zeroizing::new).and_then(|bytes| key_of(&bytes)))
}

/// Documents' bytes as files under one folder.
#[pyclass(frozen, module = "casegate", name = "DirectoryBlobs")]
pub(crate) struct NativeDirectory(DirectoryBlobs);

#[pymethods]
impl NativeDirectory {
    #[new]
    fn new(path: PathBuf) -> PyResult<Self> {
        DirectoryBlobs::open(path).map(Self).map_err(|error| raise(failed(error.into()).into()))
    }

    #[pyo3(signature = (key, index, content, /))]
    fn put(&self, py: Python<'_>, key: &str, index: u32, content: &[u8]) -> PyResult<()> {
        py.detach(|| self.0.put(key, index, content)).map_err(|failed| raise(failed.into()))
    }

    #[pyo3(signature = (key, index, /))]
    fn get<'py>(&self, py: Python<'py>, key: &str, index: u32) -> PyResult<Option<Bound<'py, PyBytes>>> {
        let found = py.detach(|| self.0.get(key, index)).map_err(|failed| raise(failed.into()))?;
        Ok(found.map(|bytes| PyBytes::new(py, &bytes)))
    }

    #[pyo3(signature = (key, /))]
    fn delete(&self, py: Python<'_>, key: &str) -> PyResult<()> {
        py.detach(|| self.0.delete(key)).map_err(|failed| raise(failed.into()))
    }
}

fn failed(error: PyErr) -> BlobsFailed {
    keep_cause(error);
    BlobsFailed
}

/// The host's place for documents, whatever it is.
pub(crate) enum HostBlobs {
    Directory(Py<NativeDirectory>),
    /// An object with `put`, `get` and `delete`.
    Python(Py<PyAny>),
}

impl HostBlobs {
    pub(crate) fn of(blobs: &Bound<'_, PyAny>) -> Self {
        match blobs.cast::<NativeDirectory>() {
            Ok(directory) => Self::Directory(directory.clone().unbind()),
            Err(_) => Self::Python(blobs.clone().unbind()),
        }
    }
}

impl Blobs for HostBlobs {
    fn put(&self, key: &str, index: u32, bytes: &[u8]) -> Result<(), BlobsFailed> {
        let blobs = match self {
            Self::Directory(directory) => return directory.get().0.put(key, index, bytes),
            Self::Python(blobs) => blobs,
        };
        Python::attach(|py| {
            let parts = (PyString::new(py, key), index, PyBytes::new(py, bytes));
            blobs.bind(py).call_method1(pyo3::intern!(py, "put"), parts).map(drop).map_err(failed)
        })
    }

    fn get(&self, key: &str, index: u32) -> Result<Option<Vec<u8>>, BlobsFailed> {
        let blobs = match self {
            Self::Directory(directory) => return directory.get().0.get(key, index),
            Self::Python(blobs) => blobs,
        };
        Python::attach(|py| {
            let found =
                blobs.bind(py).call_method1(pyo3::intern!(py, "get"), (key, index)).map_err(failed)?;
            found.extract::<Option<Vec<u8>>>().map_err(failed)
        })
    }

    fn delete(&self, key: &str) -> Result<(), BlobsFailed> {
        match self {
            Self::Directory(directory) => directory.get().0.delete(key),
            Self::Python(blobs) => Python::attach(|py| {
                blobs.bind(py).call_method1(pyo3::intern!(py, "delete"), (key,)).map(drop).map_err(failed)
            }),
        }
    }
}
