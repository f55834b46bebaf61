//! Maps and sets in the order of their keys.
//!
//! They are the standard library's, except where code has to be loaded before it runs: its trees are fast with millions of keys,
//! and several kilobytes for each type of key and value. An intake has some hundred keys, for which a sorted list is as good.

#[cfg(not(target_family = "wasm"))]
pub use std::collections::{BTreeMap as Map, BTreeSet as Set};

#[cfg(target_family = "wasm")]
pub use list::{Map, Set};

#[cfg(any(target_family = "wasm", test))]
mod list;
