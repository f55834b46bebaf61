//! Staging, and a plain model of it (SPEC R11 to R14).
//!
//! The model keeps for each field what the client answers, what the profile said when they first touched it, the figure that
//! waits for a decision, and the two tiers of the profile. It is written from the rules, not from the library.
#![allow(dead_code, reason = "each test file uses a part")]

pub(crate) mod library;
pub(crate) mod model;
