//! Staging, with a simple model of it (SPEC R11 to R14).
//!
//! For each field the model has the client's answer, the profile's value when they first touched it,
//! the figure that waits for a decision, and the two tiers of the profile. It is written from the
//! rules, not from the library.
#![allow(dead_code, reason = "each test file uses a part")]

pub(crate) mod library;
pub(crate) mod model;
