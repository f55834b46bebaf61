//! Differences between platforms: how a store is kept in a file, how the file is locked, and how calls wait.
//!
//! Both sides offer the same names: [`DatabaseFile`], [`Deadline`], [`connect`], and the settings of a connection to a file.

#[cfg(not(target_family = "wasm"))]
mod native;
#[cfg(not(target_family = "wasm"))]
pub use native::DirectoryBlobs;
#[cfg(not(target_family = "wasm"))]
pub(crate) use native::{DatabaseFile, Deadline, IN_FILES, JOURNAL, connect};

#[cfg(target_family = "wasm")]
mod browser;
#[cfg(target_family = "wasm")]
pub(crate) use browser::{DatabaseFile, Deadline, IN_FILES, JOURNAL, connect};
