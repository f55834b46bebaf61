//! What is stored beside clients so that they are found by words and counted.

use super::record::ClientRecord;
use crate::foundation::error::Result;
use crate::foundation::ids::{ClientId, FirmId};
use crate::store::counts::Counted;
use crate::store::terms::{WordsChange, WordsKey};
use crate::store::{RecordsMut, WriteTx};
use uuid::Uuid;

/// The name of the list in the tables of words and counts.
pub(crate) const LIST: &str = "clients";

impl ClientRecord {
    /// Returns the text by whose words the client is found. The number is found in its parts and as a whole.
    fn searched(&self) -> String {
        let number = self.number.as_deref().unwrap_or_default();
        let whole: String = number.chars().filter(|c| c.is_alphanumeric()).collect();
        format!("{} {number} {whole}", self.name)
    }
}

/// Returns the key of a client's words in one part: the client itself or a party.
pub(crate) fn words_key(firm: FirmId, client: ClientId, part: Uuid) -> WordsKey {
    WordsKey { scope: firm.uuid(), list: LIST, owner: client.uuid(), part }
}

/// Returns the count of a firm's clients by office.
pub(crate) fn counted(firm: FirmId) -> Counted {
    Counted { scope: firm.uuid(), list: LIST }
}

/// Adds a client, with its words and its count.
pub(super) fn add_indexed(tx: &mut (impl WriteTx + ?Sized), client: &ClientRecord) -> Result<()> {
    tx.add(client)?;
    let words = WordsChange::between("", &client.searched());
    words_key(client.firm, client.id, client.id.uuid()).store(tx, &words)?;
    counted(client.firm).update(tx, client.id.uuid(), None, Some(client.office.uuid()))
}

/// Replaces a client, and changes its words and its count.
pub(crate) fn replace_indexed(
    tx: &mut (impl WriteTx + ?Sized),
    version: i64,
    before: &ClientRecord,
    client: &ClientRecord,
) -> Result<()> {
    tx.replace(version, client)?;
    let words = WordsChange::between(&before.searched(), &client.searched());
    words_key(client.firm, client.id, client.id.uuid()).store(tx, &words)?;
    let (from, to) = (Some(before.office.uuid()), Some(client.office.uuid()));
    counted(client.firm).update(tx, client.id.uuid(), from, to)
}
