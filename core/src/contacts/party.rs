//! The parties of a client.

use super::index::{add_party_words, remove_party_words};
use super::record::{ContactRecord, PartyRecord, PartyRole, Sees, contact_key, party_key};
use crate::act::Operation;
use crate::cases::record::cases_of;
use crate::clients::record::ClientRef;
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::ids::{ClientId, ContactId, PartyId};
use crate::foundation::limits;
use crate::foundation::text::folded;
use crate::foundation::time::Timestamp;
use crate::portal::Desk;
use crate::sessions::end::end_invites_of_party;
use crate::store::{Record, Records, RecordsMut};
use casegate_macros::wire;

/// A contact to make a party of a client.
#[wire(input)]
pub struct LinkParty {
    /// The client.
    pub client_id: ClientId,
    /// The contact.
    pub contact_id: ContactId,
    /// The contact's role at the client.
    pub role: PartyRole,
    /// The one of the contact's e-mail addresses to use for this client; the preferred one if absent.
    pub address: Option<String>,
    /// What the party may see; the default of its role if absent.
    pub sees: Option<Sees>,
}

/// Changes some of a party; what is left out stays.
#[wire(input)]
pub struct UpdateParty {
    /// The client.
    pub client_id: ClientId,
    /// The party.
    pub party_id: PartyId,
    /// Which of the contact's e-mail addresses is used for this client.
    pub address: Option<String>,
    /// What the party may see.
    pub sees: Option<Sees>,
}

/// A reference to a party of a client.
#[wire(prints)]
pub struct PartyRef {
    /// The client.
    pub client_id: ClientId,
    /// The party.
    pub party_id: PartyId,
}

/// A party of a client.
#[wire]
pub struct PartyDetails {
    /// The party.
    pub party_id: PartyId,
    /// The client.
    pub client_id: ClientId,
    /// The contact.
    pub contact_id: ContactId,
    /// The contact's name.
    pub name: String,
    /// The contact's role at the client.
    pub role: PartyRole,
    /// The e-mail address that is used for this client.
    pub address: Option<String>,
    /// What the party may see.
    pub sees: Sees,
    /// When the contact became a party.
    pub linked_at: Timestamp,
}

/// The parties of a client.
#[wire]
pub struct PartyList {
    /// The parties, oldest first.
    pub parties: Vec<PartyDetails>,
}

/// The result of removing a party.
#[wire(prints)]
pub struct PartyUnlinked {
    /// The party.
    pub party_id: PartyId,
}

impl Desk {
    /// Makes a contact a party of a client.
    ///
    /// # Errors
    /// `party_exists`; `too_many` if the client has too many parties, or at `contactId` if the contact is a party of too many clients; `address_invalid` at `address` for one that the contact does not have; `not_found`, for a client
    /// or at `contactId`.
    pub fn link_party(&self, input: LinkParty) -> Result<PartyDetails> {
        self.act(Operation::LINK_PARTY, |act| {
            let client = self.open_client(act, input.client_id)?.record;
            let contact = self.contact(act, input.contact_id);
            let contact = contact.map_err(|error| error.in_field("contactId"))?.record;
            let parties = PartyRecord::select(limits::PARTIES).under(client.id);
            if act.tally(&parties)? >= limits::PARTIES {
                return Err(Error::new(Code::TOO_MANY));
            }
            let roles = PartyRecord::select(limits::ROLES).equal(PartyRecord::CONTACT, &contact.id);
            if act.tally(&roles)? >= limits::ROLES {
                return Err(Error::at(Code::TOO_MANY, "contactId"));
            }
            let same = parties.equal(PartyRecord::CONTACT, &contact.id);
            if act.tally(&same.equal(PartyRecord::ROLE_NAME, input.role.name()))? > 0 {
                return Err(Error::new(Code::PARTY_EXISTS));
            }
            let party = PartyRecord {
                id: PartyId::from_uuid(act.new_id()?),
                firm: client.firm,
                client: client.id,
                contact: contact.id,
                office: client.office,
                role: input.role,
                address: address_of(&contact, input.address.as_deref())?,
                sees: input.sees.unwrap_or_else(|| input.role.usually_sees()),
                linked_at: act.now,
            };
            act.event.subject(party.id);
            act.event.subject(contact.id);
            act.event.fact("role", input.role.name());
            act.event.fact("sees", party.sees.name());
            act.add(&party)?;
            add_party_words(act, &party, &contact)?;
            Ok(details(party, contact.name))
        })
    }

    /// Changes some of a party.
    ///
    /// # Errors
    /// `address_invalid` at `address` for one that the contact does not have; `not_found`.
    pub fn update_party(&self, input: UpdateParty) -> Result<PartyDetails> {
        self.act(Operation::UPDATE_PARTY, |act| {
            let client = self.open_client(act, input.client_id)?.record;
            let mut party = act.require::<PartyRecord>(party_key(client.id, input.party_id))?;
            let contact =
                act.require::<ContactRecord>(contact_key(client.firm, party.record.contact))?.record;
            if input.address.is_some() {
                party.record.address = address_of(&contact, input.address.as_deref())?;
            }
            party.record.sees = input.sees.unwrap_or(party.record.sees);
            act.event.subject(party.record.id);
            act.event.subject(contact.id);
            act.event.fact("sees", party.record.sees.name());
            if input.address.is_some() {
                act.event.fact("address", "changed");
            }
            act.replace(party.version, &party.record)?;
            Ok(details(party.record, contact.name))
        })
    }

    /// Removes a party from a client. The contact remains. The party's invites are revoked, and what was delivered to the party is not
    /// shown to it any more, even if the contact is linked again.
    ///
    /// # Errors
    /// `not_found`.
    pub fn unlink_party(&self, input: PartyRef) -> Result<PartyUnlinked> {
        self.act(Operation::UNLINK_PARTY, |act| {
            let client = self.open_client(act, input.client_id)?.record;
            let party = act.require::<PartyRecord>(party_key(client.id, input.party_id))?.record;
            act.event.subject(party.id);
            act.event.subject(party.contact);
            for case in cases_of(act, client.firm, client.id)? {
                end_invites_of_party(act, case.record.id, party.id)?;
            }
            let contact = act.require::<ContactRecord>(contact_key(client.firm, party.contact))?.record;
            remove_party_words(act, &party, &contact)?;
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
            let query = PartyRecord::select(limits::PARTIES).under(client.id);
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

/// Returns the address to use for a party: the stated one, or else the contact's preferred one.
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
