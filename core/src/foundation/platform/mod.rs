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

/// A web address as the URL standard reads it.
pub(super) struct Address {
    /// The whole in its normal spelling.
    pub(super) href: String,
    /// The scheme, without the colon.
    pub(super) scheme: String,
    /// The scheme, the host in ASCII, and the port if it is not the scheme's own.
    pub(super) origin: String,
    /// The host in ASCII, an IPv6 address in brackets.
    pub(super) host: String,
    /// Whether a user or a password stands in it.
    pub(super) has_credentials: bool,
}
