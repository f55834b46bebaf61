//! The outbox as the host sees it: messages to take, to send and to acknowledge.
//!
//! A message is delivered at least once. Messages to one recipient are taken in the order of their times, one after the other; one
//! that holds a secret, such as an access code, does not wait for others. A secret is stored sealed, and deleted with its message.
//!
//! The host sends the text `MESSAGE-subject` and `MESSAGE-body` of `core/locales`, or its own:
//!
//! | message | parameters | to | written by | worth sending |
//! |---|---|---|---|---|
//! | `mail-document-delivered` | `firm` | a party's e-mail address | `deliver_document` | 3 days |
//! | `mail-envelope-sent` | `firm` | a party's e-mail address | `send_envelope` | 3 days |
//! | `mail-form-added` | `firm` | a party's e-mail address | `add_form` | 3 days |
//! | `mail-section-submitted` | `section` | the member of staff who minted the invite | `submit_section` | 7 days |
//!
//! A party gets mail at the address that it has at the delivery; a link that names no party gets none. A firm switches mail to parties
//! off by `party_mail`. A message carries no link, because a link is shown once.
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
use crate::store::{Record as _, Table};
pub use types::{
    AcknowledgeOutbox, FailOutbox, ListOutbox, OutboxBatch, OutboxPage, OutboxRef, OutboxStatus, TakeOutbox,
    TakenOutbox,
};

pub(crate) const TABLES: &[&Table] = &[crate::act::OutboxRecord::TABLE];

room! {
    outbox
    codes {
        /// The lease is not valid any more: the message was taken again after it ended, or the caller has already reported a failure.
        LEASE_LOST = "lease_lost", Conflict, "this lease of the message is not valid any more";
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
