//! The stored records of contacts and parties.

use crate::foundation::ids::{ClientId, ContactId, FirmId, OfficeId, PartyId};
use crate::foundation::redacted::redacted;
use crate::foundation::text::folded;
use crate::foundation::time::{Timestamp, millis};
use crate::store::{Key, Record};
use casegate_macros::wire;
use serde::{Deserialize, Serialize};

/// A reference to a contact.
#[wire(prints)]
pub struct ContactRef {
    /// The contact.
    pub contact_id: ContactId,
}

/// The role of a contact at a client.
#[wire]
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
#[wire]
pub enum Sees {
    /// Everything that is shown to all parties, progress and intake included.
    Everything,
    /// Only what is delivered to the party by name.
    OnlyNamed,
}

/// A contact, clustered by its firm.
#[derive(Clone, Serialize, Deserialize, Record)]
#[record(table = "contacts", parent = firm, id = id)]
#[record(column(name_folded: str = folded(&self.name)), index[firm, name_folded], refers[firm -> "firms"])]
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

/// Returns a contact's key. It contains the firm, so a contact of another firm is never found.
pub(crate) fn contact_key(firm: FirmId, contact: ContactId) -> Key {
    Key::under(firm.uuid(), contact.uuid())
}

/// A contact in a role at a client, clustered by the client.
#[derive(Clone, Serialize, Deserialize, Record)]
#[record(table = "parties", parent = client, id = id)]
#[record(column(role_name: str = self.role.name()))]
#[record(unique[client, contact, role_name], index[contact, office])]
#[record(refers[firm, client -> "clients"], refers[firm, contact -> "contacts"])]
pub(crate) struct PartyRecord {
    #[serde(skip, default = "PartyId::nil")]
    pub(crate) id: PartyId,
    #[record(column)]
    pub(crate) firm: FirmId,
    #[serde(skip, default = "ClientId::nil")]
    pub(crate) client: ClientId,
    #[record(column)]
    pub(crate) contact: ContactId,
    /// The client's office, copied from its row.
    #[record(column)]
    pub(crate) office: OfficeId,
    pub(crate) role: PartyRole,
    /// The one of the contact's e-mail addresses that is used for this client.
    pub(crate) address: Option<String>,
    pub(crate) sees: Sees,
    #[serde(with = "millis")]
    pub(crate) linked_at: Timestamp,
}

/// Returns a party's key. It contains the client, so a party of another client is never found.
pub(crate) fn party_key(client: ClientId, party: PartyId) -> Key {
    Key::under(client.uuid(), party.uuid())
}

redacted!(ContactRecord, PartyRecord);
