//! The outbox: messages for the outside world, each written in the transaction of the operation that causes it.

use super::perform::Act;
use crate::access::sealing::{SealContext, seal};
use crate::foundation::env::KeyPurpose;
use crate::foundation::error::Result;
use crate::foundation::ids::{CaseId, FirmId, OutboxId};
use crate::foundation::redacted::redacted;
use crate::foundation::tagged::read_by_kind;
use crate::foundation::text::folded;
use crate::foundation::time::{Timestamp, millis};
use crate::store::{Record, Records, RecordsMut, Stored};
use casegate_macros::wire;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use uuid::Uuid;
use zeroize::Zeroizing;

/// The recipient of a message, and how the host reaches it.
#[wire]
pub enum Recipient {
    /// A person on the client's side, by e-mail.
    Email {
        /// The address.
        address: String,
    },
    /// A person on the client's side, by text message.
    Phone {
        /// The number, as digits.
        number: String,
    },
    /// A member of staff. The host knows how to reach them.
    Staff {
        /// The host's id of the person.
        id: String,
    },
}

read_by_kind!(Recipient {
    Email { address: String }
    Phone { number: String }
    Staff { id: String }
});

impl Recipient {
    /// Returns the key by which messages to the same recipient are kept in order. Letter case makes no difference.
    pub(crate) fn key(&self, firm: FirmId) -> Uuid {
        let (kind, text) = match self {
            Self::Email { address } => ("email", address),
            Self::Phone { number } => ("phone", number),
            Self::Staff { id } => ("staff", id),
        };
        let hash = Sha256::new().chain_update(firm.uuid()).chain_update(kind).chain_update([0]);
        let digest: [u8; 32] = hash.chain_update(folded(text)).finalize().into();
        Uuid::from_bytes(digest.first_chunk::<16>().copied().unwrap_or_default())
    }
}

/// A message to send.
pub(crate) struct NewMessage {
    pub(crate) firm: FirmId,
    /// The case that it is about, in whose audit chain it is recorded; `None` for the firm's.
    pub(crate) case: Option<CaseId>,
    /// The id of its text.
    pub(crate) message: &'static str,
    /// The values in its text.
    pub(crate) parameters: BTreeMap<String, String>,
    pub(crate) to: Recipient,
    /// The thing that it is about. If the thing is withdrawn, so are its messages.
    pub(crate) subject: Option<Uuid>,
    pub(crate) not_before: Timestamp,
    pub(crate) gives_up_after: Timestamp,
    /// A secret in its text, such as an access code. It is stored sealed.
    pub(crate) secret: Option<Zeroizing<String>>,
}

/// A message as it is stored, until it is acknowledged.
#[derive(Clone, Serialize, Deserialize, Record)]
#[record(table = "outbox", id = id)]
#[record(column(recipient: Option<Uuid> = self.recipient()))]
#[record(column(due_at: Timestamp = self.state.due_at()))]
#[record(index[due_at], index[firm, due_at], index[recipient, not_before], index[subject])]
#[record(refers[firm -> "firms"])]
pub(crate) struct OutboxRecord {
    #[serde(skip)]
    pub(crate) id: Uuid,
    #[record(column)]
    pub(crate) firm: FirmId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) case: Option<CaseId>,
    pub(crate) message: String,
    pub(crate) parameters: BTreeMap<String, String>,
    pub(crate) to: Recipient,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[record(column)]
    pub(crate) subject: Option<Uuid>,
    #[serde(with = "millis")]
    pub(crate) created_at: Timestamp,
    #[serde(with = "millis")]
    #[record(column)]
    pub(crate) not_before: Timestamp,
    #[serde(with = "millis")]
    pub(crate) gives_up_after: Timestamp,
    /// How often a host has failed to send it.
    pub(crate) failures: u32,
    /// Whether it was withdrawn while a host had taken it. It is not taken again.
    #[serde(default, skip_serializing_if = "is_false")]
    pub(crate) is_void: bool,
    pub(crate) state: Sending,
    /// The secret, sealed for this row and this recipient.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) secret: Option<String>,
}

/// The state of a message.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Sending {
    /// It waits until this time.
    Waiting {
        #[serde(with = "millis")]
        due_at: Timestamp,
    },
    /// It waits for an earlier message to the same recipient, at most until `until`.
    Blocked {
        #[serde(with = "millis")]
        until: Timestamp,
    },
    /// A host has taken it. It can be taken again after `until`.
    Leased {
        lease: String,
        #[serde(with = "millis")]
        until: Timestamp,
    },
    /// It is not sent any more, and its secret is deleted. The row is deleted at `purged_at`.
    Dead {
        reason: String,
        had_secret: bool,
        #[serde(with = "millis")]
        purged_at: Timestamp,
    },
}

impl Sending {
    /// Returns when something has to be done about the message.
    pub(crate) fn due_at(&self) -> Timestamp {
        match self {
            Self::Waiting { due_at } => *due_at,
            Self::Blocked { until } | Self::Leased { until, .. } => *until,
            Self::Dead { purged_at, .. } => *purged_at,
        }
    }
}

impl OutboxRecord {
    pub(crate) fn id(&self) -> OutboxId {
        OutboxId::from_uuid(self.id)
    }

    pub(crate) fn is_dead(&self) -> bool {
        matches!(self.state, Sending::Dead { .. })
    }

    /// Returns the only place where its secret is valid: this row, for this recipient.
    pub(crate) fn seal_context<'a>(&self, recipient: &'a str) -> SealContext<'a> {
        let purpose = KeyPurpose::Outbox;
        SealContext {
            purpose,
            firm: self.firm,
            table: OutboxRecord::TABLE.name,
            column: recipient,
            row: self.id,
        }
    }

    /// Returns the recipient by which the queue is ordered. A message that was given up has none, so that later ones are not delayed.
    fn recipient(&self) -> Option<Uuid> {
        (!self.is_dead()).then(|| self.to.key(self.firm))
    }

    /// Returns the name of the recipient in the seal of the secret.
    pub(crate) fn sealed_for(&self) -> String {
        self.to.key(self.firm).simple().to_string()
    }
}

impl Act<'_> {
    /// Writes a message to the outbox, in this operation's transaction.
    ///
    /// # Errors
    /// `sealing_key_missing` for a secret if the host has no outbox key.
    pub(crate) fn enqueue(&mut self, new: NewMessage) -> Result<()> {
        let mut message = OutboxRecord {
            id: self.new_id()?,
            firm: new.firm,
            case: new.case,
            message: new.message.to_owned(),
            parameters: new.parameters,
            to: new.to,
            subject: new.subject,
            created_at: self.now,
            not_before: new.not_before,
            gives_up_after: new.gives_up_after,
            failures: 0,
            is_void: false,
            state: Sending::Waiting { due_at: new.not_before },
            secret: None,
        };
        if let Some(secret) = &new.secret {
            let recipient = message.sealed_for();
            let context = message.seal_context(&recipient);
            let (keys, entropy) = (self.host.keys.as_ref(), self.host.entropy.as_ref());
            message.secret = Some(seal(secret, context, keys, entropy)?);
        }
        self.add(&message)
    }

    /// Withdraws the messages about a thing, because they are not true any more. One that a host has taken may still be sent, but is
    /// not taken again, and its secret is deleted.
    pub(crate) fn void_messages(&mut self, subject: Uuid) -> Result<()> {
        let mut after = None;
        loop {
            let about = OutboxRecord::select(PAGE).equal(OutboxRecord::SUBJECT, &subject);
            let messages = self.list(&about.after_key(after))?;
            let is_last = messages.len() < PAGE as usize;
            after = messages.last().map(|last| last.record.key());
            for message in messages {
                self.void_message(message)?;
            }
            if is_last {
                return Ok(());
            }
        }
    }

    fn void_message(&mut self, mut message: Stored<OutboxRecord>) -> Result<()> {
        if let Sending::Leased { .. } = message.record.state {
            (message.record.is_void, message.record.secret) = (true, None);
            return self.replace(message.version, &message.record);
        }
        self.remove::<OutboxRecord>(message.record.key())?;
        self.release_next(&message.record)
    }

    /// Returns the first message that waits for the same recipient.
    pub(crate) fn first_for(&self, message: &OutboxRecord) -> Result<Option<Stored<OutboxRecord>>> {
        let recipient = message.to.key(message.firm);
        let of_recipient = OutboxRecord::select(1).equal(OutboxRecord::RECIPIENT, &recipient);
        self.first(&of_recipient.by(OutboxRecord::NOT_BEFORE))
    }

    /// Makes the next message to the same recipient due, because it may have waited for this one.
    pub(crate) fn release_next(&mut self, ended: &OutboxRecord) -> Result<()> {
        let Some(mut next) = self.first_for(ended)? else { return Ok(()) };
        if let Sending::Blocked { .. } = next.record.state {
            next.record.state = Sending::Waiting { due_at: next.record.not_before.max(self.now) };
            self.replace(next.version, &next.record)?;
        }
        Ok(())
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
fn is_false(flag: &bool) -> bool {
    !flag
}

/// How many rows are read at once.
const PAGE: u32 = 200;

redacted!(OutboxRecord);
