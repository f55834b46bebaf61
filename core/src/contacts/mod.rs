//! Contacts: human beings whom a firm knows, and the parties they are at its clients (SPEC P3, S9, S20).

mod address;
pub mod desk;
pub mod party;
pub mod record;
pub(crate) mod rules;

use crate::binding::room;
pub use crate::clients::record::ClientRef;
use crate::store::Table;
pub use desk::{ContactDetails, ContactPage, CreateContact, ListContacts, UpdateContact};
pub use party::{LinkParty, PartyDetails, PartyList, PartyRef, PartyUnlinked};
pub use record::{ContactRef, PartyRole, Sees};

pub(crate) const TABLES: &[&Table] = &[&record::CONTACTS, &record::PARTIES];

room! {
    contacts
    codes {
        /// Not an e-mail address.
        ADDRESS_INVALID = "address_invalid", Invalid, "this is not an e-mail address";
        /// The contact already has this role at the client.
        PARTY_EXISTS = "party_exists", Conflict, "the contact has this role at the client already";
    }
    desk {
        /// Adds a contact.
        CREATE_CONTACT = create_contact(CreateContact) -> ContactDetails, Change, Writes;
        /// A contact with its addresses and phones.
        GET_CONTACT = get_contact(ContactRef) -> ContactDetails, See, Reads;
        /// Changes some of a contact.
        UPDATE_CONTACT = update_contact(UpdateContact) -> ContactDetails, Change, Writes;
        /// A page of the firm's contacts.
        LIST_CONTACTS = list_contacts(ListContacts) -> ContactPage, See, Reads;
        /// Makes a contact a party of a client.
        LINK_PARTY = link_party(LinkParty) -> PartyDetails, Change, Writes;
        /// Ends a party of a client; the contact stays.
        UNLINK_PARTY = unlink_party(PartyRef) -> PartyUnlinked, Change, Writes;
        /// The parties of a client.
        LIST_PARTIES = list_parties(ClientRef) -> PartyList, See, Reads;
    }
}
