//! The engine: how an operation runs, with one transaction, one instant, and where it writes one audit event.
//!
//! An operation that writes is an [`Act`], whose event is written in the same transaction; a refusal after the first write drops the
//! transaction and is recorded by itself. One that only reads is a [`Look`]: only its refusals are recorded, by themselves too.

mod clock;
mod context;
mod event;
mod host;
mod look;
mod operation;
mod perform;
mod refusal;

pub(crate) use clock::{CLOCK, is_implausible};
pub(crate) use context::Context;
pub(crate) use event::Event;
pub(crate) use host::Host;
pub(crate) use look::{Look, look};
pub(crate) use operation::Identity;
pub(crate) const TABLES: &[&crate::store::Table] = &[&CLOCK];
pub use operation::{Door, Effect, Need, Operation};
pub(crate) use perform::{Act, act};
