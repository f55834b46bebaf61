//! Contacts: the people whom a firm knows, and their roles as parties of its clients (SPEC P3, S9, S20).
//!
//! # Example
//! ```
//! # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/example.rs"));
//! # fn main() -> casegate::Result<()> {
//! # let Example { desk, case, .. } = example()?;
//! use casegate::contacts::{ClientRef, CreateContact, LinkParty, PartyRole};
//!
//! let contact = desk.create_contact(CreateContact {
//!     name: "Sam Whitfield".into(),
//!     emails: vec!["sam@whitfield.example".into()],
//!     phones: vec![],
//! })?;
//! desk.link_party(LinkParty {
//!     client_id: case.client_id,
//!     contact_id: contact.contact_id,
//!     role: PartyRole::Spouse,
//!     address: None,
//!     sees: None,
//! })?;
//! let parties = desk.list_parties(ClientRef { client_id: case.client_id })?.parties;
//! assert_eq!(parties[0].name, "Sam Whitfield");
//! # Ok(()) }
//! ```

mod address;
pub mod desk;
mod index;
pub mod list;
pub mod party;
mod reach;
pub mod record;
pub(crate) mod rules;

use crate::binding::room;
pub use crate::clients::record::ClientRef;
use crate::store::{Record as _, Table};
pub use desk::{ContactDetails, CreateContact, UpdateContact};
pub use list::{ContactPage, ListContacts};
pub use party::{LinkParty, PartyDetails, PartyList, PartyRef, PartyUnlinked, UpdateParty};
pub use record::{ContactRef, PartyRole, Sees};

pub(crate) const TABLES: &[&Table] = &[record::ContactRecord::TABLE, record::PartyRecord::TABLE];

room! {
    contacts
    codes {
        /// A delivery names an empty list of parties.
        AUDIENCE_EMPTY = "audience_empty", Invalid, "name at least one party, or leave the list out for everyone";
        /// Not an e-mail address.
        ADDRESS_INVALID = "address_invalid", Invalid, "this is not an e-mail address";
        /// The contact already has this role at the client.
        PARTY_EXISTS = "party_exists", Conflict, "the contact has this role at the client already";
    }
    desk {
        /// Adds a contact.
        CREATE_CONTACT = create_contact(CreateContact) -> ContactDetails, Change, Acts;
        /// Returns a contact with its addresses and phones.
        GET_CONTACT = get_contact(ContactRef) -> ContactDetails, See, Reads;
        /// Changes fields of a contact.
        UPDATE_CONTACT = update_contact(UpdateContact) -> ContactDetails, Change, Acts;
        /// Returns a page of the firm's contacts.
        LIST_CONTACTS = list_contacts(ListContacts) -> ContactPage, See, Reads;
        /// Makes a contact a party of a client.
        LINK_PARTY = link_party(LinkParty) -> PartyDetails, Change, Acts;
        /// Changes which address is used for a party, or what the party sees.
        UPDATE_PARTY = update_party(UpdateParty) -> PartyDetails, Change, Acts;
        /// Removes a party from a client. The contact remains.
        UNLINK_PARTY = unlink_party(PartyRef) -> PartyUnlinked, Change, Acts;
        /// Returns the parties of a client.
        LIST_PARTIES = list_parties(ClientRef) -> PartyList, See, Reads;
    }
}
