//! What is stored beside contacts so that they, and the clients whose parties they are, are found by words.

use super::address::spellings;
use super::record::{ContactRecord, PartyRecord};
use crate::clients::index::words_key;
use crate::foundation::error::Result;
use crate::store::terms::{WordsChange, WordsKey};
use crate::store::{RecordsMut, Stored, WriteTx};

/// The name of the list in the table of words.
pub(super) const LIST: &str = "contacts";

impl ContactRecord {
    /// Returns the text by whose words the contact, and the clients whose party it is, are found.
    fn searched(&self) -> String {
        let phones = self.phones.iter().map(|phone| spellings(phone));
        [&[self.name.clone()][..], &self.emails, &phones.collect::<Vec<_>>()].concat().join(" ")
    }

    fn words_key(&self) -> WordsKey {
        WordsKey { scope: self.firm.uuid(), list: LIST, owner: self.id.uuid(), part: self.id.uuid() }
    }
}

impl PartyRecord {
    fn words_key(&self) -> WordsKey {
        words_key(self.firm, self.client, self.id.uuid())
    }
}

/// Adds a contact, with its words.
pub(super) fn add_indexed(tx: &mut (impl WriteTx + ?Sized), contact: &ContactRecord) -> Result<()> {
    tx.add(contact)?;
    contact.words_key().store(tx, &WordsChange::between("", &contact.searched()))
}

/// Replaces a contact, and changes its words. `parties` are its roles at clients, which are found by these words too.
pub(super) fn replace_indexed(
    tx: &mut (impl WriteTx + ?Sized),
    version: i64,
    before: &ContactRecord,
    contact: &ContactRecord,
    parties: &[Stored<PartyRecord>],
) -> Result<()> {
    tx.replace(version, contact)?;
    let words = WordsChange::between(&before.searched(), &contact.searched());
    if words.is_empty() {
        return Ok(());
    }
    contact.words_key().store(tx, &words)?;
    parties.iter().try_for_each(|party| party.record.words_key().store(tx, &words))
}

/// Lets the client of a party be found by the contact's words.
pub(super) fn add_party_words(
    tx: &mut (impl WriteTx + ?Sized),
    party: &PartyRecord,
    contact: &ContactRecord,
) -> Result<()> {
    party.words_key().store(tx, &WordsChange::between("", &contact.searched()))
}

/// Removes the contact's words from those of the party's client.
pub(super) fn remove_party_words(
    tx: &mut (impl WriteTx + ?Sized),
    party: &PartyRecord,
    contact: &ContactRecord,
) -> Result<()> {
    party.words_key().store(tx, &WordsChange::between(&contact.searched(), ""))
}
