//! The outbox as the host sees it: messages to take, to send and to acknowledge.
//!
//! A message is delivered at least once. Messages to one recipient are taken in the order of their times, one after the other; one
//! that holds a secret, such as an access code, does not wait for others. A secret is stored sealed, and deleted with its message.
//!
//! # Example
//! ```
//! # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/example.rs"));
//! # fn main() -> casegate::Result<()> {
//! # let Example { portal, .. } = example()?;
//! use casegate::outbox::{AcknowledgeOutbox, TakeOutbox};
//!
//! let host = portal.host();
//! for message in host.take_outbox(TakeOutbox::default())?.messages {
//!     // Send it, then say so. If the process dies in between, the message is taken again after its lease.
//!     let (outbox_id, lease) = (message.outbox_id, message.lease);
//!     host.acknowledge_outbox(AcknowledgeOutbox { outbox_id, lease })?;
//! }
//! # Ok(()) }
//! ```

pub mod host;
pub(crate) mod rules;
#[cfg(test)]
mod tests;
pub mod types;

use crate::binding::room;
use crate::store::Table;
pub use types::{
    AcknowledgeOutbox, FailOutbox, ListOutbox, OutboxBatch, OutboxPage, OutboxRef, OutboxStatus, TakeOutbox,
    TakenOutbox,
};

pub(crate) const TABLES: &[&Table] = &[&crate::act::OUTBOX];

room! {
    outbox
    codes {
        /// Another host has taken the message since, because the lease ended.
        LEASE_LOST = "lease_lost", Conflict, "the lease has ended and the message was taken again";
    }
    host {
        /// Takes messages that are due, for a time.
        TAKE_OUTBOX = take_outbox(TakeOutbox) -> TakenOutbox, Acts;
        /// Removes a message that was sent.
        ACKNOWLEDGE_OUTBOX = acknowledge_outbox(AcknowledgeOutbox) -> OutboxStatus, Acts;
        /// Records that a message could not be sent.
        FAIL_OUTBOX = fail_outbox(FailOutbox) -> OutboxStatus, Acts;
        /// Makes a message that was given up due again.
        RETRY_OUTBOX = retry_outbox(OutboxRef) -> OutboxStatus, Acts;
        /// Returns a page of the outbox, without secrets.
        LIST_OUTBOX = list_outbox(ListOutbox) -> OutboxPage, Reads;
    }
}
