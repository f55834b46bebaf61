//! An implementation of the store contract over a Python object (`casegate.store.Store`).
//!
//! A transaction is a context manager in Python. It is entered before the body runs, exited without an
//! exception to commit, and exited with `casegate.store.Abort` to roll back. The interpreter is
//! released between the calls to it.

mod values;

use crate::attached::attached;
use crate::failure::keep_cause;
use crate::plug::Plug;
use casegate::store::{
    Abort, Key, NewRow, Query, ReadBody, ReadTx, Row, Store, StoreError, StoreFinding, Table, WriteBody,
    WriteTx, check_query, check_row,
};
use pyo3::prelude::*;
use pyo3::types::PyString;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use values::Values;

/// How often a transaction is repeated when the store raises `Retry`.
const REPEATS: u32 = 20;

/// A store written in Python, for these tables.
pub struct PythonStore {
    store: Arc<Plug>,
    tables: &'static [&'static Table],
}

impl PythonStore {
    /// Makes a store of `tables` over the Python object `store`.
    #[must_use]
    pub fn new(store: Py<PyAny>, tables: &'static [&'static Table]) -> Self {
        Self::plugged(Plug::new(store), tables)
    }

    pub(crate) fn plugged(store: Arc<Plug>, tables: &'static [&'static Table]) -> Self {
        Self { store, tables }
    }

    /// Runs `body` in a transaction, and repeats it when the store raises `Retry`.
    fn run(
        &self,
        kind: &str,
        mut body: impl FnMut(&mut Transaction<'_>) -> Result<(), Abort>,
    ) -> Result<(), StoreError> {
        for _ in 0..REPEATS {
            let (manager, tx) = match attached(|py| self.enter(py, kind)) {
                Ok(entered) => entered,
                Err(error) if asks_again(&error) => continue,
                Err(error) => return Err(failure(error)),
            };
            let mut tx = Transaction { tables: self.tables, tx, repeat: Cell::new(false) };
            let ended = catch_unwind(AssertUnwindSafe(|| body(&mut tx)));
            let left = attached(|py| leave(py, &manager, matches!(ended, Ok(Ok(())))));
            match (ended, left) {
                (Err(panic), _) => resume_unwind(panic),
                (Ok(Err(Abort)), _) if tx.repeat.get() => {}
                (Ok(Err(Abort)), Ok(())) => return Err(StoreError::Aborted),
                (Ok(Ok(())), Ok(())) => return Ok(()),
                (Ok(_), Err(error)) if asks_again(&error) => {}
                (Ok(_), Err(error)) => return Err(left_with(error)),
            }
        }
        Err(StoreError::Busy)
    }

    fn enter(&self, py: Python<'_>, kind: &str) -> PyResult<(Py<PyAny>, Py<PyAny>)> {
        let manager = self.store.get(py)?.call_method0(PyString::intern(py, kind))?;
        let tx = manager.call_method0(pyo3::intern!(py, "__enter__"))?;
        Ok((manager.unbind(), tx.unbind()))
    }
}

/// Exits a transaction to commit it, or with `Abort` to roll it back.
fn leave(py: Python<'_>, manager: &Py<PyAny>, commit: bool) -> PyResult<()> {
    let none = py.None();
    let exit = manager.bind(py).getattr(pyo3::intern!(py, "__exit__"))?;
    if commit {
        return exit.call1((&none, &none, &none)).map(drop);
    }
    let abort = py.import("casegate.store")?.getattr("Abort")?;
    exit.call1((&abort, abort.call0()?, &none)).map(drop)
}

/// Whether the store raised `Retry`.
fn asks_again(error: &PyErr) -> bool {
    attached(|py| name_of(py, error)).as_deref() == Some("retry")
}

/// Converts the exception of a transaction's exit. An `Abort` that propagates is not a failure of the store.
fn left_with(error: PyErr) -> StoreError {
    match attached(|py| name_of(py, &error)).as_deref() {
        Some("aborted") => StoreError::Aborted,
        _ => failure(error),
    }
}

/// Returns the name in `store_error`, if the exception is one of `casegate.store`.
fn name_of(py: Python<'_>, error: &PyErr) -> Option<String> {
    error.value(py).getattr(pyo3::intern!(py, "store_error")).ok()?.extract().ok()
}

/// Converts what the store raised to the contract's error. Any other exception counts as `Io`.
fn failure(error: PyErr) -> StoreError {
    let name = attached(|py| name_of(py, &error));
    keep_cause(error);
    match name.as_deref() {
        Some("aborted") => StoreError::Aborted,
        Some("conflict") => StoreError::Conflict,
        Some("misused") => StoreError::Misused,
        Some("busy" | "retry") => StoreError::Busy,
        Some("full") => StoreError::Full,
        Some("read_only") => StoreError::ReadOnly,
        Some("outcome_unknown") => StoreError::OutcomeUnknown,
        Some("foreign") => StoreError::Foreign,
        Some("newer") => StoreError::Newer,
        Some("corrupt") => StoreError::Corrupt,
        Some("unsuitable") => StoreError::Unsuitable,
        _ => StoreError::Io,
    }
}

impl Store for PythonStore {
    fn read(&self, body: &mut ReadBody<'_>) -> Result<(), StoreError> {
        self.run("read", |tx| body(tx))
    }

    fn write(&self, body: &mut WriteBody<'_>) -> Result<(), StoreError> {
        self.run("write", |tx| body(tx))
    }

    fn findings(&self) -> Vec<StoreFinding> {
        let found = attached(|py| values::findings(&self.store.get(py)?));
        found.unwrap_or_else(|error| {
            keep_cause(error);
            vec![StoreFinding { code: "store_findings_failed", serious: true }]
        })
    }
}

/// A transaction of a Python store.
struct Transaction<'a> {
    tables: &'a [&'static Table],
    tx: Py<PyAny>,
    /// Whether the store asked to repeat the whole transaction.
    repeat: Cell<bool>,
}

impl Transaction<'_> {
    fn check_listed(&self, table: &Table) -> Result<(), StoreError> {
        let is_listed = self.tables.iter().any(|listed| std::ptr::eq(*listed, table));
        if is_listed { Ok(()) } else { Err(StoreError::Misused) }
    }

    fn ask<T>(
        &self,
        call: impl FnOnce(Values<'_>, &Bound<'_, PyAny>) -> PyResult<T>,
    ) -> Result<T, StoreError> {
        let asked = attached(|py| {
            let answer = Values::of(py).and_then(|values| call(values, self.tx.bind(py)));
            answer.inspect_err(|error| {
                if name_of(py, error).as_deref() == Some("retry") {
                    self.repeat.set(true);
                }
            })
        });
        asked.map_err(failure)
    }
}

impl ReadTx for Transaction<'_> {
    fn get(&self, table: &'static Table, key: Key) -> Result<Option<Row>, StoreError> {
        self.check_listed(table)?;
        self.ask(|values, tx| {
            let row = tx.call_method1(values.name("get"), (values.table(table)?, values.key(key)?))?;
            if row.is_none() { Ok(None) } else { values.row(table, &row).map(Some) }
        })
    }

    fn select(&self, query: &Query) -> Result<Vec<Row>, StoreError> {
        self.check_listed(query.table)?;
        check_query(query)?;
        self.ask(|values, tx| {
            let rows = tx.call_method1(values.name("select"), (values.query(query)?,))?;
            rows.try_iter()?.map(|row| values.row(query.table, &row?)).collect()
        })
    }

    fn count(&self, query: &Query) -> Result<u64, StoreError> {
        self.check_listed(query.table)?;
        check_query(query)?;
        self.ask(|values, tx| tx.call_method1(values.name("count"), (values.query(query)?,))?.extract())
    }
}

impl WriteTx for Transaction<'_> {
    fn insert(&mut self, table: &'static Table, row: &NewRow) -> Result<(), StoreError> {
        self.check_listed(table)?;
        check_row(table, row)?;
        self.ask(|values, tx| {
            tx.call_method1(values.name("insert"), (values.table(table)?, values.new_row(row)?)).map(drop)
        })
    }

    fn update(&mut self, table: &'static Table, expected: i64, row: &NewRow) -> Result<(), StoreError> {
        self.check_listed(table)?;
        check_row(table, row)?;
        self.ask(|values, tx| {
            let parts = (values.table(table)?, expected, values.new_row(row)?);
            tx.call_method1(values.name("update"), parts).map(drop)
        })
    }

    fn delete(&mut self, table: &'static Table, key: Key) -> Result<bool, StoreError> {
        self.check_listed(table)?;
        self.ask(|values, tx| {
            tx.call_method1(values.name("delete"), (values.table(table)?, values.key(key)?))?.extract()
        })
    }
}
