//! The native portal, desk and visit, which the Python half of the package wraps.

use crate::arguments;
use crate::failure::{calmly, malformed, raise};
use crate::gate::Gate;
use crate::held::Held;
use crate::plug::Plugs;
use crate::plugins::{Plugins, has};
use crate::store::PythonStore;
use crate::wire::PythonWire;
use crate::write::write;
use casegate::foundation::error::{Code, Error, Result};
use casegate::foundation::ids::{FirmId, OfficeId};
use casegate::history::desk::AuditOrder;
use casegate::store::{MemoryStore, Store};
use casegate::{Operation, Origin, Role, Source, Staff};
use casegate_sqlite::{Durability, SqliteOptions, SqliteStore};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use pyo3::{PyTraverseError, PyVisit};
use serde::{Deserialize, Serialize};
use std::sync::{Arc, Weak};
use std::time::Duration;

/// A portal with its store, gate and plug-ins.
#[pyclass(frozen, module = "casegate._native")]
pub(crate) struct NativePortal {
    portal: casegate::Portal,
    held: Arc<Held>,
    sqlite: Option<Weak<SqliteStore>>,
    gate: Arc<Gate>,
    plugs: Py<Plugs>,
}

/// The parts of a portal. Its plug-ins stay visible to the cycle collector.
struct Parts {
    plugins: Plugins,
    origin: Option<Origin>,
    plugs: Py<Plugs>,
}

impl Parts {
    fn of(py: Python<'_>, given: &Bound<'_, PyDict>) -> PyResult<Self> {
        Self::with(py, Plugins::of(given)?, given)
    }

    fn with(py: Python<'_>, mut plugins: Plugins, given: &Bound<'_, PyDict>) -> PyResult<Self> {
        let origin: Option<String> = match given.get_item("origin")? {
            Some(origin) => arguments::read(&origin, "origin")?,
            None => None,
        };
        let origin = origin.map(|origin| Origin::parse(&origin).map_err(|error| error.in_field("origin")));
        let origin = origin.transpose().map_err(raise)?;
        let plugs = Py::new(py, Plugs(std::mem::take(&mut plugins.plugs)))?;
        Ok(Self { plugins, origin, plugs })
    }
}

impl NativePortal {
    fn on(store: Arc<dyn Store>, sqlite: Option<Weak<SqliteStore>>, parts: Parts) -> Result<Self> {
        let gate = Arc::new(Gate::new());
        let held = Arc::new(Held::new(store, Arc::clone(&gate)));
        let shared: Arc<dyn Store> = Arc::<Held>::clone(&held);
        let mut builder = casegate::Portal::on_shared(shared);
        let plugins = parts.plugins;
        if let Some(clock) = plugins.clock {
            builder = builder.clock(clock);
        }
        if let Some(keys) = plugins.keys {
            builder = builder.keys(keys);
        }
        if let Some(blobs) = plugins.blobs {
            builder = builder.blobs(blobs);
        }
        if let Some(origin) = parts.origin {
            builder = builder.origin(origin);
        }
        Ok(Self { portal: builder.build()?, held, sqlite, gate, plugs: parts.plugs })
    }

    /// Runs one of the host's own calls with the interpreter released, and converts its result to Python.
    fn host<'py, T: Serialize + Send>(
        &self,
        py: Python<'py>,
        call: impl FnOnce(&casegate::Portal) -> Result<T> + Send,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.gate.check(py)?;
        let answer = calmly(|| self.gate.detached(py, || call(&self.portal)))?;
        write(py, &answer).map_err(|error| error.0)
    }

    fn sqlite(
        &self,
        py: Python<'_>,
        call: impl FnOnce(&SqliteStore) -> std::result::Result<(), casegate::store::StoreError> + Send,
    ) -> PyResult<()> {
        self.gate.check(py)?;
        let store = self.sqlite.as_ref().and_then(Weak::upgrade);
        let store = store.ok_or_else(|| raise(Error::new(Code::STATE_FORBIDS)))?;
        calmly(|| self.gate.detached(py, || Ok(call(&store)?)))
    }
}

#[pymethods]
impl NativePortal {
    #[staticmethod]
    fn open(
        py: Python<'_>,
        path: &Bound<'_, PyAny>,
        durability: &Bound<'_, PyAny>,
        wait: &Bound<'_, PyAny>,
        readers: &Bound<'_, PyAny>,
        given: &Bound<'_, PyDict>,
    ) -> PyResult<Self> {
        let parts = Parts::of(py, given)?;
        let path = arguments::path(path)?;
        let wait: f64 = wait.extract().map_err(|_| malformed("busyTimeout"))?;
        let wait = Duration::try_from_secs_f64(wait)
            .map_err(|_| raise(Error::at(Code::NUMBER_OUT_OF_RANGE, "busyTimeout")))?;
        let durability = match arguments::read(durability, "durability")? {
            Survives::PowerLoss => Durability::PowerLoss,
            Survives::ProcessKill => Durability::ProcessKill,
        };
        let readers = arguments::read::<u16>(readers, "readers")?;
        let options = SqliteOptions::new().durability(durability).busy_timeout(wait).readers(readers.into());
        calmly(|| {
            py.detach(|| {
                let store = Arc::new(options.open(&path)?);
                let sqlite = Arc::downgrade(&store);
                Self::on(store, Some(sqlite), parts)
            })
        })
    }

    #[staticmethod]
    fn in_memory(py: Python<'_>, given: &Bound<'_, PyDict>) -> PyResult<Self> {
        let parts = Parts::of(py, given)?;
        calmly(|| Self::on(Arc::new(MemoryStore::new()), None, parts))
    }

    #[staticmethod]
    fn with_store(store: Bound<'_, PyAny>, given: &Bound<'_, PyDict>) -> PyResult<Self> {
        has(&store, "store", &["read", "write", "findings"])?;
        let mut plugins = Plugins::of(given)?;
        let py = store.py();
        let store = PythonStore::plugged(plugins.plug(store), casegate::schema::TABLES);
        let parts = Parts::with(py, plugins, given)?;
        calmly(|| Self::on(Arc::new(store), None, parts))
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> std::result::Result<(), PyTraverseError> {
        visit.call(&self.plugs)
    }

    /// Checks that the portal can be used.
    fn enter(&self, py: Python<'_>) -> PyResult<()> {
        self.gate.check(py)
    }

    fn close(&self, py: Python<'_>) {
        self.gate.close();
        py.detach(|| self.held.close());
    }

    fn doctor<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.host(py, casegate::Portal::doctor)
    }

    fn list_store_audit<'py>(&self, input: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let StoreAudit { order, after, limit } = arguments::read(input, "")?;
        self.host(input.py(), |portal| portal.list_store_audit(order, after, limit))
    }

    fn verify_store_audit<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.host(py, casegate::Portal::verify_store_audit)
    }

    fn accept_clock<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.host(py, casegate::Portal::accept_clock)
    }

    fn backup_to(&self, path: &Bound<'_, PyAny>) -> PyResult<()> {
        let py = path.py();
        let path = arguments::path(path)?;
        self.sqlite(py, |store| store.backup_to(path))
    }

    fn check(&self, py: Python<'_>) -> PyResult<()> {
        self.sqlite(py, SqliteStore::check)
    }
}

/// The failures that an acknowledged write survives.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Survives {
    PowerLoss,
    ProcessKill,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct StoreAudit {
    order: Option<AuditOrder>,
    after: Option<i64>,
    limit: Option<u32>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SourceGiven {
    address: Option<String>,
    request: Option<String>,
    device: Option<String>,
}

fn source_of(given: &Bound<'_, PyAny>) -> PyResult<Source> {
    let SourceGiven { address, request, device } = arguments::read(given, "source")?;
    Ok(Source { address, request, device })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct StaffGiven {
    firm: String,
    id: String,
    name: String,
    roles: Vec<String>,
    offices: Option<Vec<String>>,
}

impl StaffGiven {
    fn staff(self) -> Result<Staff> {
        let firm = FirmId::parse(&self.firm).map_err(|error| error.in_field("staff.firm"))?;
        let role = |name: &String| {
            let role = Role::ALL.into_iter().find(|known| known.name() == *name);
            role.ok_or_else(|| Error::at(Code::INPUT_MALFORMED, "staff.roles"))
        };
        let office = |id: &String| OfficeId::parse(id).map_err(|error| error.in_field("staff.offices"));
        let roles = self.roles.iter().map(role).collect::<Result<_>>()?;
        let offices = self.offices.map(|ids| ids.iter().map(office).collect::<Result<_>>()).transpose()?;
        Ok(Staff { firm, id: self.id, name: self.name, roles, offices })
    }
}

/// A member of staff's access to their firm.
#[pyclass(frozen, module = "casegate._native")]
pub(crate) struct NativeDesk {
    desk: casegate::Desk,
    gate: Arc<Gate>,
    plugs: Py<Plugs>,
}

#[pymethods]
impl NativeDesk {
    #[new]
    fn new(
        portal: &Bound<'_, NativePortal>,
        staff: &Bound<'_, PyAny>,
        source: &Bound<'_, PyAny>,
    ) -> PyResult<Self> {
        let (py, portal) = (portal.py(), portal.get());
        portal.gate.check(py)?;
        let staff: StaffGiven = arguments::read(staff, "staff")?;
        let source = source_of(source)?;
        let desk = calmly(|| portal.portal.desk(staff.staff()?, &source))?;
        Ok(Self { desk, gate: Arc::clone(&portal.gate), plugs: portal.plugs.clone_ref(py) })
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> std::result::Result<(), PyTraverseError> {
        visit.call(&self.plugs)
    }

    /// Runs an operation, given by its index in the table.
    fn call<'py>(
        &self,
        py: Python<'py>,
        operation: usize,
        input: Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.gate.check(py)?;
        calmly(|| self.desk.answer(at(operation)?, &PythonWire::new(input, &self.gate)))
    }

    fn __repr__(&self) -> String {
        format!("{:?}", self.desk)
    }
}

/// A client's access to the case that their session is for.
#[pyclass(frozen, module = "casegate._native")]
pub(crate) struct NativeVisit {
    visit: casegate::Visit,
    gate: Arc<Gate>,
    plugs: Py<Plugs>,
}

#[pymethods]
impl NativeVisit {
    #[new]
    fn new(
        portal: &Bound<'_, NativePortal>,
        session: &Bound<'_, PyAny>,
        source: &Bound<'_, PyAny>,
    ) -> PyResult<Self> {
        let (py, portal) = (portal.py(), portal.get());
        portal.gate.check(py)?;
        let source = source_of(source)?;
        let visit = if session.is_none() {
            portal.portal.visitor(&source)
        } else {
            let session = arguments::text(session).ok_or_else(|| malformed("session"))?;
            portal.portal.visit(&session, &source)
        };
        Ok(Self { visit, gate: Arc::clone(&portal.gate), plugs: portal.plugs.clone_ref(py) })
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> std::result::Result<(), PyTraverseError> {
        visit.call(&self.plugs)
    }

    /// Runs an operation, given by its index in the table.
    fn call<'py>(
        &self,
        py: Python<'py>,
        operation: usize,
        input: Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.gate.check(py)?;
        calmly(|| self.visit.answer(at(operation)?, &PythonWire::new(input, &self.gate)))
    }

    fn csrf(&self) -> Option<String> {
        self.visit.csrf()
    }

    fn csrf_matches(&self, presented: &Bound<'_, PyAny>) -> bool {
        arguments::text(presented).is_some_and(|presented| self.visit.csrf_matches(&presented))
    }

    fn __repr__(&self) -> String {
        format!("{:?}", self.visit)
    }
}

/// The host's own operations.
#[pyclass(frozen, module = "casegate._native")]
pub(crate) struct NativeHost {
    host: casegate::HostDoor,
    gate: Arc<Gate>,
    plugs: Py<Plugs>,
}

#[pymethods]
impl NativeHost {
    #[new]
    fn new(portal: &Bound<'_, NativePortal>) -> PyResult<Self> {
        let (py, portal) = (portal.py(), portal.get());
        portal.gate.check(py)?;
        let (host, gate) = (portal.portal.host(), Arc::clone(&portal.gate));
        Ok(Self { host, gate, plugs: portal.plugs.clone_ref(py) })
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> std::result::Result<(), PyTraverseError> {
        visit.call(&self.plugs)
    }

    /// Runs an operation, given by its index in the table.
    fn call<'py>(
        &self,
        py: Python<'py>,
        operation: usize,
        input: Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.gate.check(py)?;
        calmly(|| self.host.answer(at(operation)?, &PythonWire::new(input, &self.gate)))
    }

    fn __repr__(&self) -> String {
        format!("{:?}", self.host)
    }
}

fn at(operation: usize) -> Result<Operation> {
    Operation::ALL.get(operation).copied().ok_or_else(|| Error::new(Code::OPERATION_UNKNOWN))
}
