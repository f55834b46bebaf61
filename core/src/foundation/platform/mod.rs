//! Unicode tables and URL parsing, from the JavaScript engine in a browser and from libraries elsewhere. The tables are
//! large, and a browser would have to download them.
//!
//! Both sides offer the same names: [`composed`], [`decomposed`], [`lowercase`] and [`address`]. Which texts and addresses are accepted
//! is decided elsewhere.

#[cfg(not(target_family = "wasm"))]
mod native;
#[cfg(not(target_family = "wasm"))]
pub(super) use native::{address, composed, decomposed, lowercase};

#[cfg(target_family = "wasm")]
mod browser;
#[cfg(target_family = "wasm")]
pub(super) use browser::{address, composed, decomposed, lowercase};

mod web_address;
pub(super) use web_address::WebAddress;
