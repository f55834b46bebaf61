//! The client portal as a native library for phones and the JVM: what UniFFI exports to Kotlin, Swift and Python.
//!
//! The types are core's own. Here are only the doors to them, one line for each operation, and the plug-ins that an app can
//! supply. Nothing here decides anything.

mod answer;
pub mod doors;
pub mod links;
#[rustfmt::skip]
pub mod operations;
pub mod plug_ins;
pub mod portal;
mod types;

/// UniFFI's mark of a component. There is one, core's, so that apps see one package.
#[doc(hidden)]
pub use casegate_core::UniFfiTag;

casegate_core::uniffi_reexport_scaffolding!();
