//! The stored records of the audit.

use crate::foundation::ids::{CaseId, ClientId, ContactId, FirmId};
use crate::foundation::tagged::read_by_kind;
use crate::foundation::time::{Timestamp, millis};
use crate::store::{Key, Record};
use casegate_macros::wire;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The chain that an event belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Chain {
    /// The chain of one case.
    Case(CaseId),
    /// The chain of one client, for what happens outside its cases.
    Client(ClientId),
    /// The chain of one contact.
    Contact(ContactId),
    /// The chain of one firm, for what happens outside its cases.
    Firm(FirmId),
    /// The chain of the store, for what cannot be assigned to a firm: links that open nothing, and acts of the host.
    Store,
}

impl Chain {
    pub(crate) fn id(self) -> Uuid {
        match self {
            Self::Case(case) => case.uuid(),
            Self::Client(client) => client.uuid(),
            Self::Contact(contact) => contact.uuid(),
            Self::Firm(firm) => firm.uuid(),
            Self::Store => Uuid::max(),
        }
    }
}

/// The person or system that acted.
#[wire(prints)]
pub enum Actor {
    /// A member of staff, as identified by the host.
    Staff {
        /// The host's id of the person.
        id: String,
        /// The person's name at the time.
        name: String,
    },
    /// A person who presented an invite or its session.
    Client {
        /// The invite's id.
        invite: String,
        /// The invite's label.
        label: String,
        /// The id of the party whom the invite names.
        party: Option<String>,
    },
    /// A caller whose credential opened nothing.
    Unknown {},
    /// The host itself, outside both doors.
    Host {},
}

read_by_kind!(Actor {
    Staff { id: String, name: String }
    Client { invite: String, label: String; party: String }
    Unknown {}
    Host {}
});

/// The outcome of an operation.
#[wire(prints)]
pub enum Outcome {
    /// Success.
    Done {},
    /// A refusal, which changed nothing.
    Refused {
        /// The error's code.
        code: String,
        /// The input field at fault.
        field: Option<String>,
    },
}

read_by_kind!(Outcome {
    Done {}
    Refused { code: String; field: String }
});

impl Outcome {
    fn done() -> Self {
        Self::Done {}
    }

    fn is_done(&self) -> bool {
        matches!(self, Self::Done {})
    }
}

/// One link of a chain. Its body is stored once and never rewritten; the next link and the head contain its hash.
#[derive(Clone, Debug, Serialize, Deserialize, Record)]
#[record(table = "audit_events", parent = chain, id = sequence, append_only)]
pub(crate) struct EventRecord {
    #[serde(skip)]
    pub(crate) chain: Uuid,
    #[serde(skip)]
    pub(crate) sequence: u64,
    /// The hash of the previous link, in base64; empty at the start. It is the first field of the body, where it is compared.
    pub(crate) previous: String,
    #[serde(with = "millis")]
    #[record(column)]
    pub(crate) at: Timestamp,
    #[record(column)]
    pub(crate) firm: Option<FirmId>,
    pub(crate) actor: Actor,
    pub(crate) operation: String,
    #[serde(default = "Outcome::done", skip_serializing_if = "Outcome::is_done")]
    pub(crate) outcome: Outcome,
    /// The ids of what the event is about.
    pub(crate) subjects: Vec<String>,
    /// Details that are safe to record: labels, states, counts, reasons. Never a secret, a figure or a sensitive number.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) facts: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) source: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) request: Option<String>,
}

/// Returns the key of an event. Events of one chain are stored together, in order.
pub(crate) fn event_key(chain: Uuid, sequence: u64) -> Key {
    Key::under(chain, Uuid::from_u128(u128::from(sequence)))
}

/// The end of a chain, by which a truncated chain is detected.
#[derive(Clone, Debug, Serialize, Deserialize, Record)]
#[record(table = "audit_heads", id = chain)]
pub(crate) struct HeadRecord {
    #[serde(skip)]
    pub(crate) chain: Uuid,
    pub(crate) sequence: u64,
    pub(crate) hash: String,
    /// The time of the last event.
    #[serde(with = "millis")]
    pub(crate) at: Timestamp,
    /// The number of the token key that the head is sealed with; `None` if there was none.
    pub(crate) key: Option<u32>,
    /// The MAC over the head, so that a chain cannot be rewritten without the key.
    pub(crate) seal: Option<String>,
}
