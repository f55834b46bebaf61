//! The stored record of a case. Stage, blockers and notes are internal and are never shown to clients.

use crate::cases::progress::record::Standing;
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::ids::{CaseId, ClientId, FirmId, OfficeId};
use crate::foundation::limits;
use crate::foundation::redacted::redacted;
use crate::foundation::text::folded;
use crate::foundation::time::{Timestamp, millis};
use crate::store::{Key, ReadTx, Record, Records, Stored};
use casegate_macros::wire;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A case, clustered by its firm.
#[derive(Clone, Serialize, Deserialize, Record)]
#[record(table = "cases", parent = firm, id = id)]
#[record(column(client_name_folded: str = folded(&self.client_name)))]
#[record(index[firm, client_name_folded], index[firm, office, client_name_folded], index[firm, client])]
#[record(refers[firm -> "firms"], refers[firm, client -> "clients"])]
pub(crate) struct CaseRecord {
    #[serde(skip, default = "CaseId::nil")]
    pub(crate) id: CaseId,
    #[serde(skip, default = "FirmId::nil")]
    pub(crate) firm: FirmId,
    #[record(column)]
    pub(crate) client: ClientId,
    /// The client's name. This field and the next two are copied from the client's row.
    pub(crate) client_name: String,
    #[record(column)]
    pub(crate) office: OfficeId,
    pub(crate) client_tin_last_four: Option<String>,
    pub(crate) title: String,
    pub(crate) stage: String,
    /// The progress at the last stage that was in the firm's map.
    pub(crate) standing: Standing,
    pub(crate) blockers: Vec<String>,
    pub(crate) notes: String,
    #[serde(with = "millis")]
    pub(crate) opened_at: Timestamp,
    /// When the case itself or its intake last changed.
    #[serde(with = "millis")]
    pub(crate) touched_at: Timestamp,
}

/// Returns a case's key. It contains the firm, so a case of another firm is never found.
pub(crate) fn case_key(firm: FirmId, case: CaseId) -> Key {
    Key::under(firm.uuid(), case.uuid())
}

/// Returns the key of a row that belongs to a case.
pub(crate) fn on_case(case: CaseId, id: Uuid) -> Key {
    Key::under(case.uuid(), id)
}

/// A reference to a case.
#[wire(prints)]
pub struct CaseRef {
    /// The case.
    pub case_id: CaseId,
}

/// A reference to a case that the client reaches.
#[wire(input, prints)]
#[derive(Copy, Default)]
pub struct OwnCaseRef {
    /// The case; the one that the link opens if absent.
    pub case_id: Option<CaseId>,
}

/// Returns the cases of a client.
pub(crate) fn cases_of(
    tx: &(impl ReadTx + ?Sized),
    firm: FirmId,
    client: ClientId,
) -> Result<Vec<Stored<CaseRecord>>> {
    tx.list(&CaseRecord::select(limits::CASES_PER_CLIENT).under(firm).equal(CaseRecord::CLIENT, &client))
}

/// Checks that a case may have one more record of this type.
pub(crate) fn check_limit<T: Record>(tx: &(impl ReadTx + ?Sized), case: CaseId) -> Result<()> {
    let existing = tx.tally(&T::select(limits::ITEMS_PER_CASE).under(case))?;
    if existing >= limits::ITEMS_PER_CASE { Err(Error::new(Code::TOO_MANY)) } else { Ok(()) }
}

redacted!(CaseRecord);
