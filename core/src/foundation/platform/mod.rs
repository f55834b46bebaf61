//! What an engine of JavaScript has already, and other machines have from libraries: large tables that would have to be loaded.
//!
//! Both sides offer the same names: [`composed`], [`lowercase`] and [`address`]. Which texts and addresses are taken is decided elsewhere.

#[cfg(not(target_family = "wasm"))]
mod native;
#[cfg(not(target_family = "wasm"))]
pub(super) use native::{address, composed, lowercase};

#[cfg(target_family = "wasm")]
mod browser;
#[cfg(target_family = "wasm")]
pub(super) use browser::{address, composed, lowercase};

mod web_address;
pub(super) use web_address::WebAddress;
