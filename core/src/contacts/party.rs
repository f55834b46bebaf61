//! The parties of a client.

use super::record::{ContactRecord, PartyRecord, PartyRole, Sees, contact_key, party_key};
use crate::act::Operation;
use crate::clients::record::ClientRef;
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::ids::{ClientId, ContactId, PartyId};
use crate::foundation::limits;
use crate::foundation::redacted::redacted;
use crate::foundation::text::folded;
use crate::foundation::time::Timestamp;
use crate::portal::Desk;
use crate::store::{Query, ReadTx, Record, Records, RecordsMut};
use serde::{Deserialize, Serialize};

/// Makes a contact a party of a client.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "mobile", derive(uniffi::Record), uniffi::export(Debug))]
pub struct LinkParty {
    /// The client.
    pub client_id: ClientId,
    /// The contact.
    pub contact_id: ContactId,
    /// What the contact is to the client.
    pub role: PartyRole,
    /// Which of the contact's e-mail addresses is used for this client; the preferred one if absent.
    #[serde(default)]
    #[cfg_attr(feature = "mobile", uniffi(default))]
    pub address: Option<String>,
    /// What the party sees; what the role usually sees if absent.
    #[serde(default)]
    #[cfg_attr(feature = "mobile", uniffi(default))]
    pub sees: Option<Sees>,
}

/// Names a party of a client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "mobile", derive(uniffi::Record))]
pub struct PartyRef {
    /// The client.
    pub client_id: ClientId,
    /// The party.
    pub party_id: PartyId,
}

/// A party of a client.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "mobile", derive(uniffi::Record), uniffi::export(Debug))]
pub struct PartyDetails {
    /// The party.
    pub party_id: PartyId,
    /// The client.
    pub client_id: ClientId,
    /// The contact.
    pub contact_id: ContactId,
    /// The contact's name.
    pub name: String,
    /// What the contact is to the client.
    pub role: PartyRole,
    /// The e-mail address that is used for this client.
    pub address: Option<String>,
    /// What the party sees.
    pub sees: Sees,
    /// When the contact became a party.
    pub linked_at: Timestamp,
}

/// The parties of a client.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "mobile", derive(uniffi::Record), uniffi::export(Debug))]
pub struct PartyList {
    /// Oldest first.
    pub parties: Vec<PartyDetails>,
}

/// A party that was ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "mobile", derive(uniffi::Record))]
pub struct PartyUnlinked {
    /// Which one.
    pub party_id: PartyId,
}

redacted!(LinkParty, PartyDetails, PartyList);

impl Desk {
    /// Makes a contact a party of a client.
    ///
    /// # Errors
    /// `party_exists`; `too_many`; `address_invalid` at `address` for one that the contact does not have; `not_found`.
    pub fn link_party(&self, input: LinkParty) -> Result<PartyDetails> {
        self.act(Operation::LINK_PARTY, |act| {
            let client = self.open_client(act, input.client_id)?.record;
            let contact = self.contact(act, input.contact_id)?.record;
            let parties = Query::of(PartyRecord::TABLE, limits::PARTIES).under(client.id.uuid());
            if act.count(&parties)? >= u64::from(limits::PARTIES) {
                return Err(Error::new(Code::TOO_MANY));
            }
            let same = parties.equal("contact", contact.id.uuid()).equal("role", input.role.name());
            if act.count(&same)? > 0 {
                return Err(Error::new(Code::PARTY_EXISTS));
            }
            let party = PartyRecord {
                id: PartyId::from_uuid(act.new_id()?),
                firm: client.firm,
                client: client.id,
                contact: contact.id,
                role: input.role,
                address: address_of(&contact, input.address.as_deref())?,
                sees: input.sees.unwrap_or_else(|| input.role.usually_sees()),
                linked_at: act.now,
            };
            act.event.subject(party.id);
            act.event.subject(contact.id);
            act.event.fact("role", input.role.name());
            act.add(&party)?;
            Ok(details(party, contact.name))
        })
    }

    /// Ends a party of a client; the contact stays.
    ///
    /// # Errors
    /// `not_found`.
    pub fn unlink_party(&self, input: PartyRef) -> Result<PartyUnlinked> {
        self.act(Operation::UNLINK_PARTY, |act| {
            let client = self.open_client(act, input.client_id)?.record;
            let party = act.require::<PartyRecord>(party_key(client.id, input.party_id))?.record;
            act.event.subject(party.id);
            act.event.subject(party.contact);
            act.remove::<PartyRecord>(party.key())?;
            Ok(PartyUnlinked { party_id: party.id })
        })
    }

    /// Returns the parties of a client, oldest first.
    ///
    /// # Errors
    /// `not_found`.
    pub fn list_parties(&self, input: ClientRef) -> Result<PartyList> {
        self.look(Operation::LIST_PARTIES, |look| {
            let client = self.client(look, input.client_id)?.record;
            let query = Query::of(PartyRecord::TABLE, limits::PARTIES).under(client.id.uuid());
            let mut parties = Vec::new();
            for party in look.list::<PartyRecord>(&query)? {
                let key = contact_key(client.firm, party.record.contact);
                let contact = look.require::<ContactRecord>(key)?.record;
                parties.push(details(party.record, contact.name));
            }
            Ok(PartyList { parties })
        })
    }
}

/// Returns the address of the contact that is meant: the stated one, or the preferred one.
fn address_of(contact: &ContactRecord, stated: Option<&str>) -> Result<Option<String>> {
    let Some(stated) = stated else { return Ok(contact.emails.first().cloned()) };
    let known = contact.emails.iter().find(|email| folded(email) == folded(stated.trim()));
    known.cloned().map(Some).ok_or_else(|| Error::at(Code::ADDRESS_INVALID, "address"))
}

fn details(party: PartyRecord, name: String) -> PartyDetails {
    PartyDetails {
        party_id: party.id,
        client_id: party.client,
        contact_id: party.contact,
        name,
        role: party.role,
        address: party.address,
        sees: party.sees,
        linked_at: party.linked_at,
    }
}
