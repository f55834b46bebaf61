//! The native half of the Python package `casegate`.
//!
//! It contains no rules. Operations and their types come from the library's table through [`wire`], and the
//! Python half of the package is generated from the same table. This half translates values ([`read`],
//! [`write`]) and errors, and calls the plug-ins that a host writes in Python.

mod arguments;
mod attached;
mod build;
mod classes;
mod engine;
mod failure;
mod gate;
mod held;
mod instant;
mod money;
mod names;
mod plug;
mod plugins;
mod portal;
mod read;
mod secret;
pub mod store;
mod wire;
mod write;

use pyo3::prelude::*;

/// The native half of the package.
#[pymodule(gil_used = false)]
mod _native {
    use pyo3::prelude::*;

    #[pymodule_export]
    use super::{codes, operations, scan};
    #[pymodule_export]
    use crate::money::Money;
    #[pymodule_export]
    use crate::plugins::{NativeDirectory, NativeKeyRing};
    #[pymodule_export]
    use crate::portal::{NativeDesk, NativeHost, NativePortal, NativeVisit};
    #[pymodule_export]
    use crate::secret::Secret;

    #[pymodule_init]
    fn init(_module: &Bound<'_, PyModule>) -> PyResult<()> {
        crate::engine::set_up();
        Ok(())
    }
}

/// Returns every operation's name and door, in the order of the table.
#[pyfunction]
fn operations() -> Vec<(&'static str, &'static str)> {
    casegate::Operation::ALL.iter().map(|operation| (operation.name(), operation.door().name())).collect()
}

/// Returns every error code and its kind, in the order of the registry.
#[pyfunction]
fn codes() -> Vec<(&'static str, &'static str)> {
    casegate::Code::ALL.iter().map(|code| (code.name(), code.kind().name())).collect()
}

/// Returns every intact credential in a text: its kind, and where it starts and ends, in characters.
#[pyfunction]
fn scan(text: &Bound<'_, PyAny>) -> PyResult<Vec<(&'static str, usize, usize)>> {
    let text = arguments::text(text).ok_or_else(|| failure::malformed("text"))?;
    let characters = |end: usize| text.get(..end).map_or(0, |before| before.chars().count());
    let leaks = casegate::scan(&text).into_iter();
    let leaks = leaks
        .map(|leak| {
            let kind = match leak.kind {
                casegate::foundation::secret::TokenKind::Invite => "invite",
                casegate::foundation::secret::TokenKind::Session => "session",
            };
            (kind, characters(leak.range.start), characters(leak.range.end))
        })
        .collect();
    Ok(leaks)
}
