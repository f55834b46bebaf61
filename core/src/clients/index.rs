//! What is stored beside clients so that they are found by words and counted.

use super::record::ClientRecord;
use crate::foundation::error::Result;
use crate::foundation::ids::{ClientId, FirmId};
use crate::store::counts::Counted;
use crate::store::terms::Words;
use crate::store::{RecordsMut, WriteTx};
use uuid::Uuid;

/// The name of the list in the tables of words and counts.
pub(crate) const LIST: &str = "clients";

impl ClientRecord {
    fn words(&self) -> String {
        format!("{} {}", self.name, self.number.as_deref().unwrap_or_default())
    }
}

/// Returns the words of a client in one part: the client itself or a party.
pub(crate) fn words_of(firm: FirmId, client: ClientId, part: Uuid) -> Words {
    Words { scope: firm.uuid(), list: LIST, owner: client.uuid(), part }
}

/// Returns the count of a firm's clients by office.
pub(crate) fn counted(firm: FirmId) -> Counted {
    Counted { scope: firm.uuid(), list: LIST }
}

/// Adds a client, with its words and its count.
pub(super) fn add_indexed(tx: &mut (impl WriteTx + ?Sized), client: &ClientRecord) -> Result<()> {
    tx.add(client)?;
    words_of(client.firm, client.id, client.id.uuid()).store(tx, "", &client.words())?;
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
    words_of(client.firm, client.id, client.id.uuid()).store(tx, &before.words(), &client.words())?;
    let (from, to) = (Some(before.office.uuid()), Some(client.office.uuid()));
    counted(client.firm).update(tx, client.id.uuid(), from, to)
}
