//! x
pub mod conformance;
