//! Who may do what: staff and their roles, credentials and sessions, throttling, sealing of sensitive values.

pub mod actor;
pub(crate) mod credential;
pub mod permission;
pub(crate) mod sealing;
pub mod session;
pub(crate) mod throttle;
