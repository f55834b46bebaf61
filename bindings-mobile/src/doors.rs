//! The two doors. What can be done behind them is in `operations.rs`.

use casegate_core::portal;
use std::fmt;

/// The desk: the operations of one member of staff in their firm.
#[derive(uniffi::Object)]
#[uniffi::export(Debug)]
pub struct Desk(pub(crate) portal::Desk);

/// A visit: the operations of the holder of one session, on the one case of that session.
#[derive(uniffi::Object)]
#[uniffi::export(Debug)]
pub struct Visit(pub(crate) portal::Visit);

#[uniffi::export]
impl Visit {
    /// The anti-forgery value for the forms of this session's pages; nothing without a well-formed session.
    pub fn csrf(&self) -> Option<String> {
        self.0.csrf()
    }

    /// Whether `presented` is this session's anti-forgery value.
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
