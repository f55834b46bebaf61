//! The portal and its two doors, as the Python half of the package wraps them.

use crate::failure::{Gate, calmly, raise};
use crate::held::Held;
use crate::plugins::{HostBlobs, HostKeys, PythonClock};
use crate::store::PythonStore;
use crate::wire::PythonWire;
use crate::write::write;
use casegate::foundation::error::{Code, Error, Result};
use casegate::foundation::ids::FirmId;
use casegate::store::{MemoryStore, Store};
use casegate::{Operation, Origin, Role, Source, Staff};
use casegate_sqlite::{Durability, SqliteOptions, SqliteStore};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use serde::Serialize;
use std::path::PathBuf;
use std::sync::{Arc, Weak};
use std::time::Duration;

/// What a host plugs in besides the store.
struct Plugins {
    clock: Option<Py<PyAny>>,
    keys: Option<HostKeys>,
    blobs: Option<HostBlobs>,
    origin: Option<String>,
}

impl Plugins {
    fn of(plugins: &Bound<'_, PyDict>) -> PyResult<Self> {
        let given = |name: &str| -> PyResult<Option<Bound<'_, PyAny>>> {
            Ok(plugins.get_item(name)?.filter(|plugin| !plugin.is_none()))
        };
        Ok(Self {
            clock: given("clock")?.map(Bound::unbind),
            keys: given("keys")?.map(|keys| HostKeys::of(&keys)),
            blobs: given("blobs")?.map(|blobs| HostBlobs::of(&blobs)),
            origin: given("origin")?.map(|origin| origin.extract()).transpose()?,
        })
    }
}

/// A portal, and what it stands on.
#[pyclass(frozen, module = "casegate._native")]
pub(crate) struct NativePortal {
    portal: casegate::Portal,
    held: Arc<Held>,
    sqlite: Option<Weak<SqliteStore>>,
    gate: Arc<Gate>,
}

impl NativePortal {
    fn on(store: Arc<dyn Store>, sqlite: Option<Weak<SqliteStore>>, plugins: Plugins) -> Result<Self> {
        let gate = Arc::new(Gate::new());
        let held = Arc::new(Held::new(store, Arc::clone(&gate)));
        let shared: Arc<dyn Store> = Arc::<Held>::clone(&held);
        let mut builder = casegate::Portal::on_shared(shared);
        if let Some(clock) = plugins.clock {
            builder = builder.clock(PythonClock(clock));
        }
        if let Some(keys) = plugins.keys {
            builder = builder.keys(keys);
        }
        if let Some(blobs) = plugins.blobs {
            builder = builder.blobs(blobs);
        }
        if let Some(origin) = plugins.origin {
            builder = builder.origin(Origin::parse(&origin).map_err(|error| error.in_field("origin"))?);
        }
        Ok(Self { portal: builder.build()?, held, sqlite, gate })
    }

    /// Runs a call of the host's own, without the interpreter, and writes its answer as Python.
    fn host<'py, T: Serialize + Send>(
        &self,
        py: Python<'py>,
        call: impl FnOnce(&casegate::Portal) -> Result<T> + Send,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.gate.check(py)?;
        let answer = calmly(|| py.detach(|| call(&self.portal)))?;
        write(py, &answer).map_err(|error| error.0)
    }

    fn sqlite(
        &self,
        py: Python<'_>,
        call: impl FnOnce(&SqliteStore) -> std::result::Result<(), casegate::store::StoreError> + Send,
    ) -> PyResult<()> {
        self.gate.check(py)?;
        let store = self.sqlite.as_ref().and_then(Weak::upgrade);
        let store = store.ok_or_else(|| raise(Error::new(Code::StateForbids)))?;
        calmly(|| py.detach(|| Ok(call(&store)?)))
    }
}

#[pymethods]
impl NativePortal {
    #[staticmethod]
    fn open(
        py: Python<'_>,
        path: PathBuf,
        survives_power_loss: bool,
        wait: f64,
        readers: usize,
        plugins: &Bound<'_, PyDict>,
    ) -> PyResult<Self> {
        let plugins = Plugins::of(plugins)?;
        let wait = Duration::try_from_secs_f64(wait)
            .map_err(|_| raise(Error::at(Code::NumberOutOfRange, "busyTimeout")))?;
        let durability = if survives_power_loss { Durability::PowerLoss } else { Durability::ProcessKill };
        let options = SqliteOptions::new().durability(durability).busy_timeout(wait).readers(readers);
        calmly(|| {
            py.detach(|| {
                let store = Arc::new(options.open(&path)?);
                let sqlite = Arc::downgrade(&store);
                Self::on(store, Some(sqlite), plugins)
            })
        })
    }

    #[staticmethod]
    fn in_memory(plugins: &Bound<'_, PyDict>) -> PyResult<Self> {
        let plugins = Plugins::of(plugins)?;
        calmly(|| Self::on(Arc::new(MemoryStore::new()), None, plugins))
    }

    #[staticmethod]
    fn with_store(store: Py<PyAny>, plugins: &Bound<'_, PyDict>) -> PyResult<Self> {
        let plugins = Plugins::of(plugins)?;
        calmly(|| Self::on(Arc::new(PythonStore::new(store, casegate::schema::TABLES)), None, plugins))
    }

    fn close(&self, py: Python<'_>) {
        self.gate.close();
        py.detach(|| self.held.close());
    }

    fn doctor<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.host(py, casegate::Portal::doctor)
    }

    fn list_store_audit<'py>(
        &self,
        py: Python<'py>,
        after: Option<i64>,
        limit: Option<u32>,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.host(py, |portal| portal.list_store_audit(after, limit))
    }

    fn verify_store_audit<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.host(py, casegate::Portal::verify_store_audit)
    }

    fn accept_clock<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.host(py, casegate::Portal::accept_clock)
    }

    fn backup_to(&self, py: Python<'_>, path: PathBuf) -> PyResult<()> {
        self.sqlite(py, |store| store.backup_to(path))
    }

    fn check(&self, py: Python<'_>) -> PyResult<()> {
        self.sqlite(py, SqliteStore::check)
    }
}

type Parts = (Option<String>, Option<String>, Option<String>);

fn told((address, request, device): Parts) -> Source {
    Source { address, request, device }
}

/// The firm's door.
#[pyclass(frozen, module = "casegate._native")]
pub(crate) struct NativeDesk {
    desk: casegate::Desk,
    gate: Arc<Gate>,
}

#[pymethods]
impl NativeDesk {
    #[new]
    fn new(
        py: Python<'_>,
        portal: &NativePortal,
        firm: &str,
        id: String,
        name: String,
        role: &str,
        source: Parts,
    ) -> PyResult<Self> {
        portal.gate.check(py)?;
        let desk = calmly(|| {
            let firm = FirmId::parse(firm).map_err(|error| error.in_field("staff.firm"))?;
            let role = Role::ALL.into_iter().find(|known| known.name() == role);
            let role = role.ok_or_else(|| Error::at(Code::InputMalformed, "staff.role"))?;
            portal.portal.desk(Staff { firm, id, name, role }, &told(source))
        })?;
        Ok(Self { desk, gate: Arc::clone(&portal.gate) })
    }

    /// Carries out an operation, by its place in the table.
    fn call<'py>(
        &self,
        py: Python<'py>,
        operation: usize,
        input: Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.gate.check(py)?;
        calmly(|| self.desk.answer(at(operation)?, &PythonWire::new(input)))
    }

    fn __repr__(&self) -> String {
        format!("{:?}", self.desk)
    }
}

/// The client's door.
#[pyclass(frozen, module = "casegate._native")]
pub(crate) struct NativeVisit {
    visit: casegate::Visit,
    gate: Arc<Gate>,
}

#[pymethods]
impl NativeVisit {
    #[new]
    fn new(py: Python<'_>, portal: &NativePortal, session: Option<&str>, source: Parts) -> PyResult<Self> {
        portal.gate.check(py)?;
        let visit = match session {
            Some(session) => portal.portal.visit(session, &told(source)),
            None => portal.portal.visitor(&told(source)),
        };
        Ok(Self { visit, gate: Arc::clone(&portal.gate) })
    }

    /// Carries out an operation, by its place in the table.
    fn call<'py>(
        &self,
        py: Python<'py>,
        operation: usize,
        input: Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.gate.check(py)?;
        calmly(|| self.visit.answer(at(operation)?, &PythonWire::new(input)))
    }

    fn csrf(&self) -> Option<String> {
        self.visit.csrf()
    }

    fn csrf_matches(&self, presented: &str) -> bool {
        self.visit.csrf_matches(presented)
    }

    fn __repr__(&self) -> String {
        format!("{:?}", self.visit)
    }
}

fn at(operation: usize) -> Result<Operation> {
    Operation::ALL.get(operation).copied().ok_or_else(|| Error::new(Code::OperationUnknown))
}
