//! The demonstration firm, and a firm's own cases from a file: both are the same kind of file, loaded by the same operations
//! that a host's own code would call.

mod clock;
mod files;
mod import;
mod load;
mod pdf;

pub(crate) use clock::PastClock;
pub(crate) use import::Import;
pub(crate) use load::{Link, cases, register};
