//! What is kept of a case. Stage, blockers and notes are the firm's own and never cross to a visit.

use crate::cases::progress::record::Standing;
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::ids::{CaseId, FirmId};
use crate::foundation::limits;
use crate::foundation::redacted::redacted;
use crate::foundation::text::folded;
use crate::foundation::time::{Timestamp, millis};
use crate::store::{Column, ColumnKind, Key, Query, ReadTx, Record, Reference, Table, Value};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub(crate) static CASES: Table = Table {
    columns: &[
        Column::new("client_name_folded", ColumnKind::Text),
        Column::nullable("client_tin_index", ColumnKind::Bytes),
    ],
    indexes: &[&["parent", "client_name_folded"], &["parent", "client_tin_index"]],
    references: &[Reference { columns: &["parent"], table: "firms" }],
    ..Table::named("cases")
};

/// A case, clustered by its firm.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct CaseRecord {
    #[serde(skip, default = "CaseId::nil")]
    pub(crate) id: CaseId,
    #[serde(skip, default = "FirmId::nil")]
    pub(crate) firm: FirmId,
    pub(crate) client_name: String,
    pub(crate) title: String,
    /// The client's taxpayer number, sealed.
    pub(crate) client_tin: Option<SealedNumber>,
    pub(crate) stage: String,
    /// Where the case stood when its stage was last one that the firm's map knows.
    pub(crate) standing: Standing,
    pub(crate) blockers: Vec<String>,
    pub(crate) notes: String,
    #[serde(with = "millis")]
    pub(crate) opened_at: Timestamp,
    /// When the case itself or its intake last changed.
    #[serde(with = "millis")]
    pub(crate) touched_at: Timestamp,
}

/// A sensitive number as it is kept.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct SealedNumber {
    pub(crate) sealed: String,
    pub(crate) last_four: String,
    pub(crate) index: Option<Vec<u8>>,
}

impl Record for CaseRecord {
    const TABLE: &'static Table = &CASES;
    fn key(&self) -> Key {
        case_key(self.firm, self.id)
    }
    fn set_key(&mut self, key: Key) {
        (self.firm, self.id) = (FirmId::from_uuid(key.parent), CaseId::from_uuid(key.id));
    }
    fn columns(&self) -> Vec<Value> {
        let index = self.client_tin.as_ref().and_then(|tin| tin.index.clone());
        vec![folded(&self.client_name).as_str().into(), index.map_or(Value::Null, Value::Bytes)]
    }
}

/// A case's key: nothing of another firm is ever found.
pub(crate) fn case_key(firm: FirmId, case: CaseId) -> Key {
    Key::under(firm.uuid(), case.uuid())
}

/// The key of something on a case.
pub(crate) fn on_case(case: CaseId, id: Uuid) -> Key {
    Key::under(case.uuid(), id)
}

/// Names a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "mobile", derive(uniffi::Record))]
pub struct CaseRef {
    /// The case.
    pub case_id: CaseId,
}

/// Refuses one more record of a kind where a case has as many as it may.
pub(crate) fn check_limit<T: Record>(tx: &(impl ReadTx + ?Sized), case: CaseId) -> Result<()> {
    let existing = tx.count(&Query::of(T::TABLE, 1).under(case.uuid()))?;
    if existing >= u64::from(limits::ITEMS_PER_CASE) { Err(Error::new(Code::TOO_MANY)) } else { Ok(()) }
}

redacted!(CaseRecord, SealedNumber);
