//! Arguments of the calls that are not operations, such as opening a portal, its desk or a visit.

use crate::failure::{calmly, malformed};
use crate::read::FromPython;
use casegate::foundation::error::{Code, Error};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};
use serde::de::DeserializeOwned;
use std::borrow::Cow;
use std::path::PathBuf;

/// Reads the argument `name` as an operation's input is read. An error names the field below `name`.
pub(crate) fn read<T: DeserializeOwned>(value: &Bound<'_, PyAny>, name: &str) -> PyResult<T> {
    calmly(|| {
        let value = FromPython::new(value.clone()).map_err(|_| Error::new(Code::DEFECT))?;
        casegate::parse(value).map_err(|error| {
            let path = [name, error.field().unwrap_or_default()].join(".");
            Error::at(error.code(), path.trim_matches('.').to_owned())
        })
    })
}

/// Reads a path in the file system.
pub(crate) fn path(value: &Bound<'_, PyAny>) -> PyResult<PathBuf> {
    value.extract().map_err(|_| malformed("path"))
}

/// Reads a text that may hold unpaired surrogates; each of them becomes a question mark.
pub(crate) fn text<'a>(value: &'a Bound<'_, PyAny>) -> Option<Cow<'a, str>> {
    let text = value.cast::<PyString>().ok()?;
    if let Ok(text) = text.to_str() {
        return Some(Cow::Borrowed(text));
    }
    let bytes = text.call_method1(pyo3::intern!(text.py(), "encode"), ("utf-8", "replace")).ok()?;
    String::from_utf8(bytes.cast::<PyBytes>().ok()?.as_bytes().to_vec()).ok().map(Cow::Owned)
}
