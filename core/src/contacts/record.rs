//! The stored records of contacts and parties.

use crate::foundation::ids::{ClientId, ContactId, FirmId, PartyId};
use crate::foundation::redacted::redacted;
use crate::foundation::text::folded;
use crate::foundation::time::{Timestamp, millis};
use crate::store::{Column, ColumnKind, Key, Record, Reference, Table, Value};
use serde::{Deserialize, Serialize};

pub(crate) static CONTACTS: Table = Table {
    columns: &[Column::new("name_folded", ColumnKind::Text)],
    indexes: &[&["parent", "name_folded"]],
    references: &[Reference { columns: &["parent"], table: "firms" }],
    ..Table::named("contacts")
};

pub(crate) static PARTIES: Table = Table {
    columns: &[
        Column::new("firm", ColumnKind::Bytes),
        Column::new("contact", ColumnKind::Bytes),
        Column::new("role", ColumnKind::Text),
    ],
    unique: &[&["parent", "contact", "role"]],
    indexes: &[&["contact"]],
    references: &[
        Reference { columns: &["firm", "parent"], table: "clients" },
        Reference { columns: &["firm", "contact"], table: "contacts" },
    ],
    ..Table::named("parties")
};

/// A reference to a contact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "mobile", derive(uniffi::Record))]
pub struct ContactRef {
    /// The contact.
    pub contact_id: ContactId,
}

/// The role of a contact at a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "mobile", derive(uniffi::Enum))]
pub enum PartyRole {
    /// The taxpayer.
    Taxpayer,
    /// The taxpayer's spouse.
    Spouse,
    /// An owner of the business.
    Owner,
    /// A partner in the business.
    Partner,
    /// An officer of the business.
    Officer,
    /// A bookkeeper of the client.
    Bookkeeper,
    /// A representative of the client.
    Representative,
    /// A trustee of the trust.
    Trustee,
    /// An executor of the estate.
    Executor,
    /// Any other role.
    Other,
}

/// The part of a client's data that a party may see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "mobile", derive(uniffi::Enum))]
pub enum Sees {
    /// Everything that is shown to all parties, progress and intake included.
    Everything,
    /// Only what is delivered to the party by name.
    OnlyNamed,
}

/// A contact, clustered by its firm.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct ContactRecord {
    #[serde(skip, default = "ContactId::nil")]
    pub(crate) id: ContactId,
    #[serde(skip, default = "FirmId::nil")]
    pub(crate) firm: FirmId,
    pub(crate) name: String,
    /// The e-mail addresses, the preferred one first.
    pub(crate) emails: Vec<String>,
    pub(crate) phones: Vec<String>,
    #[serde(with = "millis")]
    pub(crate) added_at: Timestamp,
}

impl Record for ContactRecord {
    const TABLE: &'static Table = &CONTACTS;
    fn key(&self) -> Key {
        contact_key(self.firm, self.id)
    }
    fn set_key(&mut self, key: Key) {
        (self.firm, self.id) = (FirmId::from_uuid(key.parent), ContactId::from_uuid(key.id));
    }
    fn columns(&self) -> Vec<Value> {
        vec![folded(&self.name).as_str().into()]
    }
}

/// Returns a contact's key. It contains the firm, so a contact of another firm is never found.
pub(crate) fn contact_key(firm: FirmId, contact: ContactId) -> Key {
    Key::under(firm.uuid(), contact.uuid())
}

/// A contact in a role at a client, clustered by the client.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct PartyRecord {
    #[serde(skip, default = "PartyId::nil")]
    pub(crate) id: PartyId,
    pub(crate) firm: FirmId,
    #[serde(skip, default = "ClientId::nil")]
    pub(crate) client: ClientId,
    pub(crate) contact: ContactId,
    pub(crate) role: PartyRole,
    /// The one of the contact's e-mail addresses that is used for this client.
    pub(crate) address: Option<String>,
    pub(crate) sees: Sees,
    #[serde(with = "millis")]
    pub(crate) linked_at: Timestamp,
}

impl Record for PartyRecord {
    const TABLE: &'static Table = &PARTIES;
    fn key(&self) -> Key {
        party_key(self.client, self.id)
    }
    fn set_key(&mut self, key: Key) {
        (self.client, self.id) = (ClientId::from_uuid(key.parent), PartyId::from_uuid(key.id));
    }
    fn columns(&self) -> Vec<Value> {
        vec![self.firm.uuid().into(), self.contact.uuid().into(), self.role.name().into()]
    }
}

/// Returns a party's key. It contains the client, so a party of another client is never found.
pub(crate) fn party_key(client: ClientId, party: PartyId) -> Key {
    Key::under(client.uuid(), party.uuid())
}

redacted!(ContactRecord, PartyRecord);
