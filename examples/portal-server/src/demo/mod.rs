//! The demonstration firm, and the import of a firm's own cases. Both read the same kind of file and load it
//! by the operations that a host's own code would call.

mod clock;
mod files;
mod import;
mod load;
mod pdf;

pub(crate) use clock::PastClock;
pub(crate) use import::Import;
pub(crate) use load::{Link, cases, register};
