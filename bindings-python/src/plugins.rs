//! The plug-ins that a host may write in Python: its clock, its keys and its store of documents' bytes.
//!
//! None of this crate's locks is held while a plug-in runs.

use crate::attached::attached;
use crate::failure::{caused, keep_cause, malformed, raise, unwind_host};
use crate::instant;
use crate::plug::Plug;
use casegate::foundation::env::{Clock, Key, KeyPurpose, KeyRing, Keys};
use casegate::foundation::error::{Code, Error};
use casegate::foundation::time::Timestamp;
use casegate::store::blobs::{Blobs, BlobsFailed};
use casegate_sqlite::DirectoryBlobs;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyString};
use std::sync::Arc;
use zeroize::Zeroizing;

/// A clock: a function, or an object with `now()`, that returns an aware `datetime`.
pub(crate) struct PythonClock(pub(crate) Arc<Plug>);

impl PythonClock {
    fn ask(&self, py: Python<'_>) -> PyResult<Timestamp> {
        let clock = self.0.get(py)?;
        let told = match clock.getattr_opt(pyo3::intern!(py, "now"))? {
            Some(now) => now.call0()?,
            None => clock.call0()?,
        };
        instant::of_clock(py, &told)
    }
}

impl Clock for PythonClock {
    fn now(&self) -> Timestamp {
        attached(|py| self.ask(py)).unwrap_or_else(|error| unwind_host(error))
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

    /// Returns this ring with one more key of 32 bytes. The highest number of a purpose is the current one.
    #[pyo3(signature = (purpose, number, key))]
    fn with_key(
        &self,
        purpose: &Bound<'_, PyAny>,
        number: &Bound<'_, PyAny>,
        key: &Bound<'_, PyAny>,
    ) -> PyResult<Self> {
        let purpose = purpose.extract().ok().and_then(purpose_named).ok_or_else(|| malformed("purpose"))?;
        let number = number.extract().map_err(|_| malformed("number"))?;
        let key = key_of(key.extract().map_err(|_| malformed("key"))?)
            .ok_or_else(|| raise(Error::at(Code::KEY_UNAVAILABLE, "key")))?;
        Ok(Self(self.0.clone().with(purpose, number, key)))
    }

    #[pyo3(signature = (purpose, /))]
    fn current(&self, purpose: &str) -> Option<u32> {
        purpose_named(purpose).and_then(|purpose| Keys::current(&self.0, purpose))
    }

    /// Refuses. The library reads a ring's keys directly; they never become Python objects.
    #[pyo3(signature = (_purpose, _number, /))]
    fn key(&self, _purpose: &Bound<'_, PyAny>, _number: &Bound<'_, PyAny>) -> PyResult<()> {
        Err(PyTypeError::new_err("a key ring gives its keys to the portal alone"))
    }

    fn __repr__(&self) -> &'static str {
        "KeyRing(redacted)"
    }
}

const PURPOSES: [(KeyPurpose, &str); 4] = [
    (KeyPurpose::Seal, "seal"),
    (KeyPurpose::Token, "token"),
    (KeyPurpose::Index, "index"),
    (KeyPurpose::Outbox, "outbox"),
];

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

/// The host's keys: a ring, or an object of the host's own.
pub(crate) enum HostKeys {
    Ring(KeyRing),
    /// An object with `current(purpose)` and `key(purpose, number)`.
    Python(Arc<Plug>),
}

impl Keys for HostKeys {
    fn current(&self, purpose: KeyPurpose) -> Option<u32> {
        match self {
            Self::Ring(ring) => ring.current(purpose),
            Self::Python(keys) => {
                attached(|py| current(py, keys, purpose)).unwrap_or_else(|error| unwind_host(error))
            }
        }
    }

    fn key(&self, purpose: KeyPurpose, number: u32) -> Option<Key> {
        match self {
            Self::Ring(ring) => ring.key(purpose, number),
            Self::Python(keys) => {
                attached(|py| fetch(py, keys, purpose, number)).unwrap_or_else(|error| unwind_host(error))
            }
        }
    }
}

fn purpose_of(py: Python<'_>, purpose: KeyPurpose) -> PyResult<Bound<'_, PyAny>> {
    py.import("casegate.plugins")?.getattr("KeyPurpose")?.call1((name_of(purpose),))
}

fn current(py: Python<'_>, keys: &Plug, purpose: KeyPurpose) -> PyResult<Option<u32>> {
    keys.get(py)?.call_method1(pyo3::intern!(py, "current"), (purpose_of(py, purpose)?,))?.extract()
}

fn fetch(py: Python<'_>, keys: &Plug, purpose: KeyPurpose, number: u32) -> PyResult<Option<Key>> {
    let key = keys.get(py)?.call_method1(pyo3::intern!(py, "key"), (purpose_of(py, purpose)?, number))?;
    Ok(key.extract::<Option<Vec<u8>>>()?.map(Zeroizing::new).and_then(|bytes| key_of(&bytes)))
}

/// A blob store that keeps documents' bytes as files under one folder.
#[pyclass(frozen, module = "casegate", name = "DirectoryBlobs")]
pub(crate) struct NativeDirectory(Arc<DirectoryBlobs>);

#[pymethods]
impl NativeDirectory {
    #[new]
    fn new(path: &Bound<'_, PyAny>) -> PyResult<Self> {
        let opened = DirectoryBlobs::open(crate::arguments::path(path)?);
        let opened = opened.map_err(|error| caused(raise(BlobsFailed.into()), Some(PyErr::from(error))))?;
        Ok(Self(Arc::new(opened)))
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

/// The host's blob store: a directory, or an object of the host's own.
pub(crate) enum HostBlobs {
    Directory(Arc<DirectoryBlobs>),
    /// An object with `put`, `get` and `delete`.
    Python(Arc<Plug>),
}

/// Calls the host's blob store. What it raises becomes the cause of the refusal.
fn ask<T>(blobs: &Plug, call: impl FnOnce(Bound<'_, PyAny>) -> PyResult<T>) -> Result<T, BlobsFailed> {
    attached(|py| blobs.get(py).and_then(call)).map_err(|error| {
        keep_cause(error);
        BlobsFailed
    })
}

impl Blobs for HostBlobs {
    fn put(&self, key: &str, index: u32, bytes: &[u8]) -> Result<(), BlobsFailed> {
        match self {
            Self::Directory(directory) => directory.put(key, index, bytes),
            Self::Python(blobs) => ask(blobs, |blobs| {
                let parts = (PyString::new(blobs.py(), key), index, PyBytes::new(blobs.py(), bytes));
                blobs.call_method1(pyo3::intern!(blobs.py(), "put"), parts).map(drop)
            }),
        }
    }

    fn get(&self, key: &str, index: u32) -> Result<Option<Vec<u8>>, BlobsFailed> {
        match self {
            Self::Directory(directory) => directory.get(key, index),
            Self::Python(blobs) => ask(blobs, |blobs| {
                blobs.call_method1(pyo3::intern!(blobs.py(), "get"), (key, index))?.extract()
            }),
        }
    }

    fn delete(&self, key: &str) -> Result<(), BlobsFailed> {
        match self {
            Self::Directory(directory) => directory.delete(key),
            Self::Python(blobs) => {
                ask(blobs, |blobs| blobs.call_method1(pyo3::intern!(blobs.py(), "delete"), (key,)).map(drop))
            }
        }
    }
}

/// The plug-ins of a host, besides the store.
#[derive(Default)]
pub(crate) struct Plugins {
    pub(crate) clock: Option<PythonClock>,
    pub(crate) keys: Option<HostKeys>,
    pub(crate) blobs: Option<HostBlobs>,
    /// The plug-ins that are Python objects.
    pub(crate) plugs: Vec<Arc<Plug>>,
}

impl Plugins {
    pub(crate) fn of(given: &Bound<'_, PyDict>) -> PyResult<Self> {
        let mut plugins = Self::default();
        if let Some(clock) = offered(given, "clock")? {
            if !clock.is_callable() {
                has(&clock, "clock", &["now"])?;
            }
            plugins.clock = Some(PythonClock(plugins.plug(clock)));
        }
        if let Some(keys) = offered(given, "keys")? {
            has(&keys, "keys", &["current", "key"])?;
            plugins.keys = Some(match keys.cast::<NativeKeyRing>() {
                Ok(ring) => HostKeys::Ring(ring.get().0.clone()),
                Err(_) => HostKeys::Python(plugins.plug(keys)),
            });
        }
        if let Some(blobs) = offered(given, "blobs")? {
            has(&blobs, "blobs", &["put", "get", "delete"])?;
            plugins.blobs = Some(match blobs.cast::<NativeDirectory>() {
                Ok(directory) => HostBlobs::Directory(Arc::clone(&directory.get().0)),
                Err(_) => HostBlobs::Python(plugins.plug(blobs)),
            });
        }
        Ok(plugins)
    }

    pub(crate) fn plug(&mut self, object: Bound<'_, PyAny>) -> Arc<Plug> {
        let plug = Plug::new(object.unbind());
        self.plugs.push(Arc::clone(&plug));
        plug
    }
}

fn offered<'py>(given: &Bound<'py, PyDict>, name: &str) -> PyResult<Option<Bound<'py, PyAny>>> {
    Ok(given.get_item(name)?.filter(|plugin| !plugin.is_none()))
}

/// Checks that a plug-in has these methods, so that a wrong object is refused when the portal is opened
/// and not during an operation.
pub(crate) fn has(plugin: &Bound<'_, PyAny>, argument: &'static str, methods: &[&str]) -> PyResult<()> {
    let is_there = |method: &&str| plugin.getattr(*method).is_ok_and(|method| method.is_callable());
    if methods.iter().all(is_there) { Ok(()) } else { Err(malformed(argument)) }
}
