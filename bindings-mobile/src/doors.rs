//! The desk, the visit and the host door. Their operations are in `operations.rs`.

use casegate_core::portal;
use std::fmt;

/// The operations of one member of staff in their firm.
#[derive(uniffi::Object)]
#[uniffi::export(Debug)]
pub struct Desk(pub(crate) portal::Desk);

/// The operations of the host itself, for all firms: sending messages and running jobs. No credential
/// opens it, so do not offer it over a network.
#[derive(uniffi::Object)]
#[uniffi::export(Debug)]
pub struct HostDoor(pub(crate) portal::HostDoor);

impl fmt::Debug for HostDoor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// The operations of the holder of one session on that session's case.
#[derive(uniffi::Object)]
#[uniffi::export(Debug)]
pub struct Visit(pub(crate) portal::Visit);

#[uniffi::export]
impl Visit {
    /// Returns the anti-forgery value for the forms of this session's pages, or nothing
    /// without a well-formed session.
    pub fn csrf(&self) -> Option<String> {
        self.0.csrf()
    }

    /// Returns whether `presented` is this session's anti-forgery value.
    pub fn csrf_matches(&self, presented: String) -> bool {
        self.0.csrf_matches(&presented)
    }
}

impl fmt::Debug for Desk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Debug for Visit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}
