//! The store contract's conformance suite for Python stores. It uses the same adapter as the portal.

use casegate::store::Store;
use casegate_python::store::PythonStore;
use casegate_store_conformance::{CASES, Case, TABLES};
use pyo3::exceptions::{PyAssertionError, PyKeyError};
use pyo3::prelude::*;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// The conformance suite.
#[pymodule(gil_used = false)]
mod casegate_conformance {
    #[pymodule_export]
    use super::{cases, run, run_all};
}

/// Returns the name of every clause.
#[pyfunction]
fn cases() -> Vec<&'static str> {
    CASES.iter().map(|(name, _)| *name).collect()
}

/// Checks one clause.
#[pyfunction]
fn run(py: Python<'_>, case: &str, make_store: Py<PyAny>) -> PyResult<()> {
    let (name, case) =
        CASES.iter().find(|(name, _)| *name == case).ok_or_else(|| PyKeyError::new_err(case.to_owned()))?;
    py.detach(|| check(name, *case, &make_store))
}

/// Checks every clause.
#[pyfunction]
fn run_all(py: Python<'_>, make_store: Py<PyAny>) -> PyResult<()> {
    py.detach(|| CASES.iter().try_for_each(|(name, case)| check(name, *case, &make_store)))
}

fn check(name: &str, case: Case, make_store: &Py<PyAny>) -> PyResult<()> {
    let make = || -> Arc<dyn Store> {
        let made = Python::attach(|py| make_store.call0(py));
        match made {
            Ok(store) => Arc::new(PythonStore::new(store, TABLES)),
            // The suite reports failures by panicking.
            Err(error) => std::panic::resume_unwind(Box::new(format!("no store was made: {error}"))),
        }
    };
    catch_unwind(AssertUnwindSafe(|| case(&make))).map_err(|panic| {
        let told = panic.downcast_ref::<String>().map(String::as_str);
        let told = told.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("the case failed");
        PyAssertionError::new_err(format!("{name}: {told}"))
    })
}
