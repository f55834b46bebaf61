//! Conversion between the contract's values and those of `casegate.store`.

use casegate::store::{
    Body, BodyKind, Column, ColumnKind, Direction, Filter, Key, NewRow, Query, Row, StoreFinding, Table,
    Value,
};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBytes, PyModule, PyString, PyTuple};
use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, PoisonError};
use uuid::Uuid;

/// The classes of `casegate.store`.
#[derive(Clone, Copy)]
pub(super) struct Values<'py> {
    py: Python<'py>,
    module: &'py Bound<'py, PyModule>,
}

type Object<'py> = Bound<'py, PyAny>;

/// Tables never change, so each is converted once.
static TABLES: PyOnceLock<Mutex<HashMap<usize, Py<PyAny>>>> = PyOnceLock::new();

impl<'py> Values<'py> {
    pub(super) fn of(py: Python<'py>) -> PyResult<Self> {
        static MODULE: PyOnceLock<Py<PyModule>> = PyOnceLock::new();
        let module = MODULE.get_or_try_init(py, || py.import("casegate.store").map(Bound::unbind))?;
        Ok(Self { py, module: module.bind(py) })
    }

    pub(super) fn name(self, name: &str) -> Bound<'py, PyString> {
        PyString::intern(self.py, name)
    }

    fn make(self, class: &str, parts: impl pyo3::call::PyCallArgs<'py>) -> PyResult<Object<'py>> {
        self.module.getattr(self.name(class))?.call1(parts)
    }

    pub(super) fn table(self, table: &'static Table) -> PyResult<Object<'py>> {
        let cache = TABLES.get_or_init(self.py, Mutex::default);
        let address = std::ptr::from_ref(table).addr();
        if let Some(made) = cache.lock().unwrap_or_else(PoisonError::into_inner).get(&address) {
            return Ok(made.bind(self.py).clone());
        }
        let made = self.make_table(table)?;
        cache.lock().unwrap_or_else(PoisonError::into_inner).insert(address, made.clone().unbind());
        Ok(made)
    }

    fn make_table(self, table: &Table) -> PyResult<Object<'py>> {
        let columns = table.columns.iter().map(|column| {
            let kind = match column.kind {
                ColumnKind::Bool => "bool",
                ColumnKind::Integer => "integer",
                ColumnKind::Text => "text",
                ColumnKind::Bytes => "bytes",
            };
            self.make("Column", (column.name, self.make("ColumnKind", (kind,))?, column.nullable))
        });
        let columns = PyTuple::new(self.py, columns.collect::<PyResult<Vec<_>>>()?)?;
        let references = table.references.iter().map(|reference| {
            self.make("Reference", (PyTuple::new(self.py, reference.columns)?, reference.table))
        });
        let references = PyTuple::new(self.py, references.collect::<PyResult<Vec<_>>>()?)?;
        let body = match table.body {
            BodyKind::Json => "json",
            BodyKind::Bytes => "bytes",
        };
        let body = self.make("BodyKind", (body,))?;
        let (unique, indexes) = (self.sets(table.unique)?, self.sets(table.indexes)?);
        let (returns, appends) = (table.returns_columns, table.append_only);
        let parts =
            (table.name, table.clustered, body, columns, returns, unique, indexes, references, appends);
        self.make("Table", parts)
    }

    fn sets(self, sets: &[&[&str]]) -> PyResult<Bound<'py, PyTuple>> {
        let sets = sets.iter().map(|set| PyTuple::new(self.py, *set));
        PyTuple::new(self.py, sets.collect::<PyResult<Vec<_>>>()?)
    }

    pub(super) fn key(self, key: Key) -> PyResult<Object<'py>> {
        self.make("Key", (self.id(key.parent), self.id(key.id)))
    }

    fn id(self, id: Uuid) -> Bound<'py, PyBytes> {
        PyBytes::new(self.py, id.as_bytes())
    }

    fn value(self, value: &Value) -> PyResult<Object<'py>> {
        Ok(match value {
            Value::Null => self.py.None().into_bound(self.py),
            Value::Bool(flag) => pyo3::types::PyBool::new(self.py, *flag).to_owned().into_any(),
            Value::Integer(number) => number.into_pyobject(self.py)?.into_any(),
            Value::Text(text) => PyString::new(self.py, text).into_any(),
            Value::Bytes(bytes) => PyBytes::new(self.py, bytes).into_any(),
        })
    }

    pub(super) fn new_row(self, row: &NewRow) -> PyResult<Object<'py>> {
        let columns = row.columns.iter().map(|value| self.value(value)).collect::<PyResult<Vec<_>>>()?;
        let body = match &row.body {
            Body::Json(json) => PyString::new(self.py, json).into_any(),
            Body::Bytes(bytes) => PyBytes::new(self.py, bytes).into_any(),
        };
        self.make("NewRow", (self.key(row.key)?, PyTuple::new(self.py, columns)?, body))
    }

    pub(super) fn query(self, query: &Query) -> PyResult<Object<'py>> {
        let filters = query.filters.iter().map(|filter| self.filter(filter)).collect::<PyResult<Vec<_>>>()?;
        let after = match &query.after {
            Some(after) => Some(self.make("After", (self.value(&after.value)?, self.key(after.key)?))?),
            None => None,
        };
        let descending = query.order.direction == Direction::Descending;
        let order = self.make("Order", (query.order.column, descending))?;
        let parent = query.parent.map(|parent| self.id(parent));
        let filters = PyTuple::new(self.py, filters)?;
        self.make("Query", (self.table(query.table)?, parent, filters, order, after, query.limit))
    }

    fn filter(self, filter: &Filter) -> PyResult<Object<'py>> {
        match filter {
            Filter::Equals(column, value) => self.make("Equals", (*column, self.value(value)?)),
            Filter::OneOf(column, values) => {
                let values = values.iter().map(|value| self.value(value)).collect::<PyResult<Vec<_>>>()?;
                self.make("OneOf", (*column, PyTuple::new(self.py, values)?))
            }
            Filter::AtLeast(column, value) => self.make("AtLeast", (*column, self.value(value)?)),
            Filter::Below(column, value) => self.make("Below", (*column, self.value(value)?)),
            Filter::StartsWith(column, text) => self.make("StartsWith", (*column, text)),
            Filter::IsNull(column) => self.make("IsNull", (*column,)),
        }
    }

    pub(super) fn row(self, table: &Table, row: &Object<'py>) -> PyResult<Row> {
        let key = row.getattr(self.name("key"))?;
        let body = row.getattr(self.name("body"))?;
        let body = match table.body {
            BodyKind::Json => Body::Json(body.extract()?),
            BodyKind::Bytes => Body::Bytes(body.cast::<PyBytes>()?.as_bytes().to_vec()),
        };
        let columns = if table.returns_columns { self.columns(table, row)? } else { Vec::new() };
        Ok(Row {
            key: Key { parent: self.uuid(&key, "parent")?, id: self.uuid(&key, "id")? },
            version: row.getattr(self.name("version"))?.extract()?,
            columns,
            body,
        })
    }

    fn columns(self, table: &Table, row: &Object<'py>) -> PyResult<Vec<Value>> {
        let values = row.getattr(self.name("columns"))?;
        if values.len()? != table.columns.len() {
            return Err(PyTypeError::new_err("a row has one value for each column"));
        }
        let values = table.columns.iter().zip(values.try_iter()?);
        values.map(|(column, value)| stored(column, &value?)).collect()
    }

    fn uuid(self, key: &Object<'py>, half: &str) -> PyResult<Uuid> {
        let half = key.getattr(self.name(half))?;
        let bytes = half.cast::<PyBytes>()?.as_bytes();
        Uuid::from_slice(bytes).map_err(|_| PyTypeError::new_err("half a key has sixteen bytes"))
    }
}

/// Returns the value of a column.
fn stored(column: &Column, value: &Object<'_>) -> PyResult<Value> {
    if value.is_none() {
        return Ok(Value::Null);
    }
    Ok(match column.kind {
        ColumnKind::Bool => Value::Bool(value.extract()?),
        ColumnKind::Integer => Value::Integer(value.extract()?),
        ColumnKind::Text => Value::Text(value.extract()?),
        ColumnKind::Bytes => Value::Bytes(value.cast::<PyBytes>()?.as_bytes().to_vec()),
    })
}

/// Returns the store's own findings.
pub(super) fn findings(store: &Object<'_>) -> PyResult<Vec<StoreFinding>> {
    let found = store.call_method0("findings")?;
    let finding = |finding: PyResult<Object<'_>>| {
        let finding = finding?;
        let code: String = finding.getattr("code")?.extract()?;
        Ok(StoreFinding { code: leaked(code), serious: finding.getattr("serious")?.extract()? })
    };
    found.try_iter()?.map(finding).collect()
}

/// Leaks the name, because the contract's names are constants. A store has only a handful of them.
fn leaked(code: String) -> &'static str {
    static CODES: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    let mut codes = CODES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = codes.get(code.as_str()) {
        return known;
    }
    let code: &'static str = Box::leak(code.into_boxed_str());
    codes.insert(code);
    code
}
