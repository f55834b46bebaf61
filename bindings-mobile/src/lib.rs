//! The client portal as a native library for phones and the JVM, which UniFFI exports
//! to Kotlin, Swift and Python.
//!
//! The types are those of the core. This crate has the entry points, one line for each operation, and the
//! plug-ins that an app can supply. It contains no rules.

mod answer;
pub mod doors;
pub mod links;
#[rustfmt::skip]
pub mod operations;
pub mod plug_ins;
pub mod portal;
mod types;

/// UniFFI's mark of a component. Only the core's is used, so that apps see one package.
#[doc(hidden)]
pub use casegate_core::UniFfiTag;

casegate_core::uniffi_reexport_scaffolding!();
