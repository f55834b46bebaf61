//! What differs between machines: how a store lies in a file, who guards the file, and how one waits.
//!
//! Both sides offer the same names: [`FilePlace`], [`Deadline`], [`connect`], and the settings of a connection to a file.

#[cfg(not(target_family = "wasm"))]
mod native;
#[cfg(not(target_family = "wasm"))]
pub use native::DirectoryBlobs;
#[cfg(not(target_family = "wasm"))]
pub(crate) use native::{Deadline, FilePlace, IN_FILES, JOURNAL, connect};

#[cfg(target_family = "wasm")]
mod browser;
#[cfg(target_family = "wasm")]
pub(crate) use browser::{Deadline, FilePlace, IN_FILES, JOURNAL, connect};
