//! Conversion of field names: `clientName` on the wire is `client_name` in Python.

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyString;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Converts `clientName` to `client_name`. Text in brackets is the caller's own and is not changed.
pub(crate) fn snake(wire: &str) -> String {
    let mut name = String::with_capacity(wire.len() + 4);
    let mut depth = 0_u32;
    for c in wire.chars() {
        match c {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 && c.is_ascii_uppercase() {
            name.push('_');
            name.push(c.to_ascii_lowercase());
        } else {
            name.push(c);
        }
    }
    name
}

/// Converts `client_name` to `clientName`. Returns `None` for a text that cannot be a field's name.
pub(crate) fn camel(name: &str) -> Option<String> {
    let mut wire = String::with_capacity(name.len());
    let mut raise = false;
    for c in name.chars() {
        match c {
            '_' => raise = true,
            'a'..='z' | '0'..='9' => {
                wire.push(if raise { c.to_ascii_uppercase() } else { c });
                raise = false;
            }
            _ => return None,
        }
    }
    Some(wire)
}

/// The interned Python names of a record's fields, in the record's order.
pub(crate) type Names = Arc<[Py<PyString>]>;

static NAMES: PyOnceLock<Mutex<HashMap<usize, Names>>> = PyOnceLock::new();

/// Returns the Python names of a record's fields. Each record of the library has one static list of names, so
/// the list's address serves as the key of the cache.
pub(crate) fn names(py: Python<'_>, fields: &'static [&'static str]) -> Names {
    let cache = NAMES.get_or_init(py, Mutex::default);
    let address = fields.as_ptr().addr();
    if let Some(names) = cache.lock().unwrap_or_else(PoisonError::into_inner).get(&address) {
        return Arc::clone(names);
    }
    // Made without holding the lock, because making objects can run arbitrary code.
    let names: Names =
        fields.iter().map(|field| PyString::intern(py, &snake(field)).unbind()).collect::<Vec<_>>().into();
    cache.lock().unwrap_or_else(PoisonError::into_inner).insert(address, Arc::clone(&names));
    names
}
