//! The stored record of a form.

use crate::audience::addressee::Audience;
use crate::audience::delivery::Delivered;
use crate::foundation::ids::{CaseId, FirmId, FormId};
use crate::foundation::redacted::redacted;
use crate::foundation::time::{PENDING_FIRST, Timestamp, millis};
use crate::store::{Column, ColumnKind, Key, Record, Reference, Table, Value};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub(crate) static FORMS: Table = Table {
    columns: &[Column::new("firm", ColumnKind::Bytes), Column::nullable("rank", ColumnKind::Integer)],
    // This index is enough to find, order and count the forms that are for everyone.
    indexes: &[&["parent", "rank"]],
    references: &[Reference { columns: &["firm", "parent"], table: "cases" }],
    ..Table::named("forms")
};

/// The state of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "mobile", derive(uniffi::Enum))]
pub enum FormState {
    /// Not started.
    Open,
    /// Started and not completed.
    InProgress,
    /// Completed; its link is not shown any more.
    Completed,
}

impl FormState {
    /// Returns the name on the wire and in message ids.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::InProgress => "inProgress",
            Self::Completed => "completed",
        }
    }
}

/// A form on a case, clustered by it.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct FormRecord {
    #[serde(skip)]
    pub(crate) id: Uuid,
    pub(crate) firm: FirmId,
    #[serde(skip, default = "CaseId::nil")]
    pub(crate) case: CaseId,
    pub(crate) title: String,
    pub(crate) url: String,
    pub(crate) state: FormState,
    pub(crate) audience: Audience,
    #[serde(with = "millis")]
    pub(crate) added_at: Timestamp,
    #[serde(with = "millis")]
    pub(crate) changed_at: Timestamp,
}

impl FormRecord {
    pub(crate) fn id(&self) -> FormId {
        FormId::from_uuid(self.id)
    }
}

impl Record for FormRecord {
    const TABLE: &'static Table = &FORMS;
    fn key(&self) -> Key {
        Key::under(self.case.uuid(), self.id)
    }
    fn set_key(&mut self, key: Key) {
        (self.case, self.id) = (CaseId::from_uuid(key.parent), key.id);
    }
    fn columns(&self) -> Vec<Value> {
        vec![self.firm.uuid().into(), self.rank_for_everyone()]
    }
}

/// Forms to fill in come first, then the newest.
impl Delivered for FormRecord {
    const LIST: &'static str = "forms";
    fn firm(&self) -> FirmId {
        self.firm
    }
    fn audience(&self) -> Option<&Audience> {
        Some(&self.audience)
    }
    fn rank(&self, _: Timestamp) -> i64 {
        let first = if self.state == FormState::Completed { 0 } else { PENDING_FIRST };
        self.added_at.as_millis().saturating_add(first)
    }
}

redacted!(FormRecord);
