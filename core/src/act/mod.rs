//! The engine that runs operations. Each has one transaction and one instant; one that writes also has one audit event.
//!
//! An operation that writes is an [`Act`]; its event is in the same transaction. If it is refused after its first write, the
//! transaction is rolled back and the refusal is recorded separately. A [`Look`] only reads; only its refusals are recorded.

mod clock;
mod context;
mod event;
mod host;
mod job;
mod look;
mod operation;
mod outbox;
mod perform;
mod refusal;

pub(crate) use clock::is_implausible;
pub(crate) use context::Context;
pub(crate) use event::Event;
pub(crate) use host::Host;
pub(crate) use job::{JobKind, JobRecord, JobState, Prepared, Step};
pub(crate) use look::{Look, look};
pub(crate) use operation::Identity;
pub use operation::{Door, Effect, Need, Operation};
pub use outbox::Recipient;
pub(crate) use outbox::{NewMessage, OutboxRecord, Sending};
pub(crate) use perform::{Act, act, quietly};

use crate::store::{Record as _, Table};

pub(crate) const TABLES: &[&Table] = &[clock::ClockRecord::TABLE];
