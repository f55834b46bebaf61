//! The inputs and outputs of the host's operations on the outbox.

pub use crate::act::Recipient;
use crate::foundation::ids::{CaseId, FirmId, OutboxId};
use crate::foundation::redacted::redacted;
use crate::foundation::secret::ShownSecret;
use crate::foundation::time::Timestamp;
use crate::wire::reveals;
use casegate_macros::wire;
use std::collections::BTreeMap;

/// Which messages to take.
#[wire(input, prints)]
#[derive(Default)]
pub struct TakeOutbox {
    /// The firm whose messages to take; every firm if absent.
    pub firm_id: Option<FirmId>,
    /// The largest number of messages, 1 to 100; 20 if absent.
    pub limit: Option<u32>,
    /// For how many seconds nobody else may take them, 10 to 3,600; 120 if absent.
    pub lease_seconds: Option<u32>,
}

/// Messages that were taken, with their secrets.
pub struct TakenOutbox {
    /// The messages, the longest due first.
    pub messages: Vec<OutboxMessage>,
}

/// Reveals the secrets.
impl From<TakenOutbox> for OutboxBatch {
    fn from(taken: TakenOutbox) -> Self {
        Self { messages: taken.messages }
    }
}

/// Messages that were taken, as they are written on the wire.
#[wire]
pub struct OutboxBatch {
    /// The messages, the longest due first.
    pub messages: Vec<OutboxMessage>,
}

/// A message to send.
#[wire]
pub struct OutboxMessage {
    /// The message.
    pub outbox_id: OutboxId,
    /// The right to send it, which [`AcknowledgeOutbox`] and [`FailOutbox`] need.
    pub lease: String,
    /// When the lease ends.
    pub lease_ends_at: Timestamp,
    /// The firm that it is from.
    pub firm_id: FirmId,
    /// The case that it is about.
    pub case_id: Option<CaseId>,
    /// The id of its text, such as `mail-document-delivered`.
    pub message: String,
    /// The values in its text, by name.
    pub parameters: BTreeMap<String, String>,
    /// The recipient.
    pub to: Recipient,
    /// The secret in its text, such as an access code. Do not store or log it.
    pub secret: Option<ShownSecret>,
    /// When it was written.
    pub created_at: Timestamp,
    /// When it is no longer worth sending.
    pub gives_up_after: Timestamp,
    /// How often sending it has failed.
    pub failures: u32,
}

/// A message that was sent.
#[wire(prints)]
pub struct AcknowledgeOutbox {
    /// The message.
    pub outbox_id: OutboxId,
    /// The lease under which it was taken.
    pub lease: String,
}

/// A message that could not be sent.
#[wire(input)]
pub struct FailOutbox {
    /// The message.
    pub outbox_id: OutboxId,
    /// The lease under which it was taken.
    pub lease: String,
    /// Whether trying again can help.
    pub failure: SendFailure,
    /// What went wrong, as the mail server said it. Its first 300 characters are shown by `list_outbox`, and deleted a month after the
    /// message is given up.
    pub reason: String,
    /// When to try again after a temporary failure. If absent, after one minute, then two, four and so on up to six hours. If that is
    /// after the message is worth sending, it is given up.
    pub retry_at: Option<Timestamp>,
}

/// Whether trying again can help.
#[wire]
pub enum SendFailure {
    /// The server was not reachable or asked to try later.
    Temporary,
    /// The recipient does not exist or refuses the message.
    Permanent,
}

impl SendFailure {
    /// Returns the name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Temporary => "temporary",
            Self::Permanent => "permanent",
        }
    }
}

/// A reference to a message of the outbox.
#[wire(prints)]
pub struct OutboxRef {
    /// The message.
    pub outbox_id: OutboxId,
}

/// What became of a message.
#[wire(prints)]
pub struct OutboxStatus {
    /// The message.
    pub outbox_id: OutboxId,
    /// Its state.
    pub state: OutboxState,
    /// When it is due again; absent if it is sent or given up.
    pub due_at: Option<Timestamp>,
}

/// The state of a message.
#[wire]
pub enum OutboxState {
    /// It waits for its time, for an earlier message to the same recipient, or for another try.
    Waiting,
    /// A host has taken it.
    Taken,
    /// It was sent or withdrawn, and the outbox does not have it any more. One that was withdrawn while a host had taken it may have been
    /// sent.
    Gone,
    /// It was given up.
    Dead,
}

/// Which part of the outbox to list.
#[wire(input, prints)]
#[derive(Default)]
pub struct ListOutbox {
    /// The firm; every firm if absent.
    pub firm_id: Option<FirmId>,
    /// The last message of the previous page; absent for the first page.
    pub after: Option<OutboxId>,
    /// The largest number of rows, 1 to 200; 50 if absent.
    pub limit: Option<u32>,
}

/// A page of the outbox.
#[wire]
pub struct OutboxPage {
    /// The messages on this page, newest first.
    pub messages: Vec<OutboxDetails>,
    /// The last message of this page, to be given as `after`; absent on the last page.
    pub next: Option<OutboxId>,
}

/// A message without its secret.
#[wire]
pub struct OutboxDetails {
    /// The message.
    pub outbox_id: OutboxId,
    /// The firm that it is from.
    pub firm_id: FirmId,
    /// The case that it is about.
    pub case_id: Option<CaseId>,
    /// The id of its text.
    pub message: String,
    /// The values in its text, by name.
    pub parameters: BTreeMap<String, String>,
    /// The recipient.
    pub to: Recipient,
    /// Whether it holds a secret.
    pub has_secret: bool,
    /// Its state.
    pub state: OutboxState,
    /// When it is due; absent if it was given up.
    pub due_at: Option<Timestamp>,
    /// Why it was given up.
    pub reason: Option<String>,
    /// How often sending it has failed.
    pub failures: u32,
    /// When it was written.
    pub created_at: Timestamp,
    /// When it is no longer worth sending.
    pub gives_up_after: Timestamp,
}

reveals!(TakenOutbox as OutboxBatch);
redacted!(TakenOutbox);
