//! What UniFFI needs to carry core's types into Kotlin, Swift and Python, beside the derives on the types themselves.
//!
//! The doors that phones call are in `bindings-mobile`; nothing here decides anything.

mod code;
mod error;
mod secret;
mod values;

pub use code::Code;
pub use error::PortalError;
pub use secret::Secret;
