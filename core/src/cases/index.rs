//! What is stored beside cases so that they are found by words and counted.

use super::record::CaseRecord;
use crate::foundation::error::Result;
use crate::foundation::ids::FirmId;
use crate::store::counts::Counted;
use crate::store::terms::{WordsChange, WordsKey};
use crate::store::{RecordsMut, WriteTx};

/// The name of the list in the tables of words and counts.
pub(super) const LIST: &str = "cases";

impl CaseRecord {
    /// Returns the text by whose words the case is found.
    fn searched(&self) -> String {
        format!("{} {}", self.client_name, self.title)
    }

    fn words_key(&self) -> WordsKey {
        WordsKey { scope: self.firm.uuid(), list: LIST, owner: self.id.uuid(), part: self.id.uuid() }
    }
}

/// Returns the count of a firm's cases by office.
pub(super) fn counted(firm: FirmId) -> Counted {
    Counted { scope: firm.uuid(), list: LIST }
}

/// Adds a case, with its words and its count.
pub(super) fn add_indexed(tx: &mut (impl WriteTx + ?Sized), case: &CaseRecord) -> Result<()> {
    tx.add(case)?;
    case.words_key().store(tx, &WordsChange::between("", &case.searched()))?;
    counted(case.firm).update(tx, case.id.uuid(), None, Some(case.office.uuid()))
}

/// Replaces a case, and changes its words and its count.
pub(crate) fn replace_indexed(
    tx: &mut (impl WriteTx + ?Sized),
    version: i64,
    before: &CaseRecord,
    case: &CaseRecord,
) -> Result<()> {
    tx.replace(version, case)?;
    case.words_key().store(tx, &WordsChange::between(&before.searched(), &case.searched()))?;
    let (from, to) = (Some(before.office.uuid()), Some(case.office.uuid()));
    counted(case.firm).update(tx, case.id.uuid(), from, to)
}
