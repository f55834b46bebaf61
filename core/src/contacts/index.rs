//! What is stored beside contacts so that they, and the clients whose parties they are, are found by words.

use super::address::spellings;
use super::record::{ContactRecord, PartyRecord};
use crate::clients::index::words_of;
use crate::foundation::error::Result;
use crate::store::terms::Words;
use crate::store::{RecordsMut, WriteTx};

/// The name of the list in the table of words.
pub(super) const LIST: &str = "contacts";

impl ContactRecord {
    fn words(&self) -> String {
        let phones = self.phones.iter().map(|phone| spellings(phone));
        [&[self.name.clone()][..], &self.emails, &phones.collect::<Vec<_>>()].concat().join(" ")
    }

    fn source(&self) -> Words {
        Words { scope: self.firm.uuid(), list: LIST, owner: self.id.uuid(), part: self.id.uuid() }
    }
}

/// Adds a contact, with its words.
pub(super) fn add_indexed(tx: &mut (impl WriteTx + ?Sized), contact: &ContactRecord) -> Result<()> {
    tx.add(contact)?;
    contact.source().store(tx, "", &contact.words())
}

/// Replaces a contact, and changes its words. `parties` are its roles at clients, which are found by these words too.
pub(super) fn replace_indexed(
    tx: &mut (impl WriteTx + ?Sized),
    version: i64,
    before: &ContactRecord,
    contact: &ContactRecord,
    parties: &[PartyRecord],
) -> Result<()> {
    tx.replace(version, contact)?;
    contact.source().store(tx, &before.words(), &contact.words())?;
    for party in parties {
        words_of(party.firm, party.client, party.id.uuid()).store(tx, &before.words(), &contact.words())?;
    }
    Ok(())
}

/// Lets the client of a party be found by the contact's words.
pub(super) fn add_party_words(
    tx: &mut (impl WriteTx + ?Sized),
    party: &PartyRecord,
    contact: &ContactRecord,
) -> Result<()> {
    words_of(party.firm, party.client, party.id.uuid()).store(tx, "", &contact.words())
}

/// Removes the contact's words from those of the party's client.
pub(super) fn remove_party_words(
    tx: &mut (impl WriteTx + ?Sized),
    party: &PartyRecord,
    contact: &ContactRecord,
) -> Result<()> {
    words_of(party.firm, party.client, party.id.uuid()).store(tx, &contact.words(), "")
}
