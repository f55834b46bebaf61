//! Differences between platforms: how a store is kept in a file, how the file is locked, and how calls wait.
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
