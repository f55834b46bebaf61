//! What is kept of each act.

use crate::foundation::ids::{CaseId, FirmId};
use crate::foundation::sorted::Map;
use crate::foundation::tagged::read_by_kind;
use crate::foundation::time::{Timestamp, millis};
use crate::store::{Column, ColumnKind, Key, Record, Table, Value};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub(crate) static EVENTS: Table = Table {
    columns: &[Column::nullable("firm", ColumnKind::Bytes), Column::new("at", ColumnKind::Integer)],
    append_only: true,
    ..Table::named("audit_events")
};

pub(crate) static HEADS: Table = Table { clustered: false, ..Table::named("audit_heads") };

/// Which chain an event belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Chain {
    /// What happened on one case.
    Case(CaseId),
    /// What happened in a firm outside its cases.
    Firm(FirmId),
    /// What happened before it was known whom it concerns: links that open nothing.
    Store,
}

impl Chain {
    pub(crate) fn id(self) -> Uuid {
        match self {
            Self::Case(case) => case.uuid(),
            Self::Firm(firm) => firm.uuid(),
            Self::Store => Uuid::max(),
        }
    }
}

/// Who acted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", tag = "kind", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "mobile", derive(uniffi::Enum))]
pub enum Actor {
    /// A member of staff, by the host's word.
    Staff {
        /// The host's id of the person.
        id: String,
        /// Their name at the time.
        name: String,
    },
    /// A person who presented an invite or its session.
    Client {
        /// The invite.
        invite: String,
        /// The invite's label.
        label: String,
    },
    /// Somebody whose credential did not open anything.
    Unknown {},
    /// The host itself, outside of both doors.
    Host {},
}

read_by_kind!(Actor {
    Staff { id: String, name: String }
    Client { invite: String, label: String }
    Unknown {}
    Host {}
});

/// How it ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", tag = "kind", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "mobile", derive(uniffi::Enum))]
pub enum Outcome {
    /// It was done.
    Done {},
    /// It was refused and changed nothing.
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

/// One link of a chain. Its body is stored once and never re-written; the next link and the head hold its hash.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct EventRecord {
    #[serde(skip)]
    pub(crate) chain: Uuid,
    #[serde(skip)]
    pub(crate) sequence: u64,
    /// The hash of the link before, in base64; empty at the start. It comes first in the body, where it is compared.
    pub(crate) previous: String,
    #[serde(with = "millis")]
    pub(crate) at: Timestamp,
    pub(crate) firm: Option<FirmId>,
    pub(crate) actor: Actor,
    pub(crate) operation: String,
    #[serde(default = "Outcome::done", skip_serializing_if = "Outcome::is_done")]
    pub(crate) outcome: Outcome,
    /// Ids of what it was about.
    pub(crate) subjects: Vec<String>,
    /// Safe particulars: labels, states, counts, reasons. Never a secret, a figure or a sensitive number.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub(crate) facts: Map<String, String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) source: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) request: Option<String>,
}

impl Record for EventRecord {
    const TABLE: &'static Table = &EVENTS;
    fn key(&self) -> Key {
        event_key(self.chain, self.sequence)
    }
    fn set_key(&mut self, key: Key) {
        self.chain = key.parent;
        self.sequence = u64::try_from(key.id.as_u128()).unwrap_or(u64::MAX);
    }
    fn columns(&self) -> Vec<Value> {
        vec![self.firm.map(FirmId::uuid).into(), self.at.as_millis().into()]
    }
}

/// Events of one chain lie together, in order.
pub(crate) fn event_key(chain: Uuid, sequence: u64) -> Key {
    Key::under(chain, Uuid::from_u128(u128::from(sequence)))
}

/// The end of a chain, so that a chain cut short is noticed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct HeadRecord {
    #[serde(skip)]
    pub(crate) chain: Uuid,
    pub(crate) sequence: u64,
    pub(crate) hash: String,
    /// When the last event happened.
    #[serde(with = "millis")]
    pub(crate) at: Timestamp,
    /// The number of the token key that the head is sealed with; `None` if there was none.
    pub(crate) key: Option<u32>,
    /// MAC over the head, so that a chain cannot be written anew by somebody without the key.
    pub(crate) seal: Option<String>,
}

impl Record for HeadRecord {
    const TABLE: &'static Table = &HEADS;
    fn key(&self) -> Key {
        Key::top(self.chain)
    }
    fn set_key(&mut self, key: Key) {
        self.chain = key.id;
    }
    fn columns(&self) -> Vec<Value> {
        Vec::new()
    }
}
