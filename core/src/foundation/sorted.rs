//! Maps and sets ordered by key.
//!
//! They are the standard library's, except where code has to be downloaded before it runs. The standard trees are fast
//! with millions of keys, but cost several kilobytes of code for each type of key and value. An intake has some hundred
//! keys, and a sorted list is as good for these.

#[cfg(not(target_family = "wasm"))]
pub use std::collections::{BTreeMap as Map, BTreeSet as Set};

#[cfg(target_family = "wasm")]
pub use list::{Map, Set};

#[cfg(any(target_family = "wasm", test))]
mod list;
