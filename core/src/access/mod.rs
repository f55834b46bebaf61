//! Who may do what: staff and their roles, credentials, throttling, sealing of sensitive values.

pub(crate) mod credential;
pub mod permission;
pub(crate) mod roster;
pub(crate) mod sealing;
pub mod source;
pub mod staff;
pub(crate) mod throttle;

use crate::store::{Record as _, Table};

pub(crate) const TABLES: &[&Table] = &[throttle::FailuresRecord::TABLE, roster::StaffRecord::TABLE];
