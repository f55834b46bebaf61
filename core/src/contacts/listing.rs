//! The words by which contacts are found, and by which a client is found through its parties.

use super::record::{ContactRecord, PartyRecord};
use crate::clients::listing::words_of;
use crate::foundation::error::Result;
use crate::store::terms::Source;
use crate::store::{RecordsMut, WriteTx};

/// The name of the list in the table of words.
pub(super) const LIST: &str = "contacts";

impl ContactRecord {
    fn words(&self) -> String {
        [&[self.name.clone()][..], &self.emails, &self.phones].concat().join(" ")
    }

    fn source(&self) -> Source {
        Source { scope: self.firm.uuid(), list: LIST, owner: self.id.uuid(), part: self.id.uuid() }
    }
}

/// Adds a contact to the list.
pub(super) fn add_listed(tx: &mut (impl WriteTx + ?Sized), contact: &ContactRecord) -> Result<()> {
    tx.add(contact)?;
    contact.source().store(tx, "", &contact.words())
}

/// Replaces a contact in the list. `parties` are the parties that it is.
pub(super) fn replace_listed(
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

/// Ends that the client of a party is found by the contact's words.
pub(super) fn remove_party_words(
    tx: &mut (impl WriteTx + ?Sized),
    party: &PartyRecord,
    contact: &ContactRecord,
) -> Result<()> {
    words_of(party.firm, party.client, party.id.uuid()).store(tx, &contact.words(), "")
}
