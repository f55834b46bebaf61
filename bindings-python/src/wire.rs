//! An operation's input and result as Python values, with the interpreter released while the operation runs.

use crate::failure::keep_cause;
use crate::gate::Gate;
use crate::read::FromPython;
use crate::write::write;
use casegate::Wire;
use casegate::foundation::error::{Code, Error, Result};
use pyo3::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// One call. Its input is a dictionary with Python's field names, or `None`.
pub(crate) struct PythonWire<'a, 'py> {
    input: Bound<'py, PyAny>,
    gate: &'a Gate,
}

impl<'a, 'py> PythonWire<'a, 'py> {
    pub(crate) fn new(input: Bound<'py, PyAny>, gate: &'a Gate) -> Self {
        Self { input, gate }
    }
}

impl<'py> Wire for PythonWire<'_, 'py> {
    type Output = Bound<'py, PyAny>;

    fn read<T: DeserializeOwned>(&self) -> Result<T> {
        casegate::parse(FromPython::new(self.input.clone()).map_err(defect)?)
    }

    fn run<R: Send>(&self, operation: impl FnOnce() -> R + Send) -> R {
        self.gate.detached(self.input.py(), operation)
    }

    fn write<T: Serialize>(&self, answer: &T) -> Result<Self::Output> {
        write(self.input.py(), answer).map_err(|error| defect(error.0))
    }
}

fn defect(error: PyErr) -> Error {
    keep_cause(error);
    Error::new(Code::DEFECT)
}
