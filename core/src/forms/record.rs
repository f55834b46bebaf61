//! The stored record of a form.

use crate::audience::addressee::Audience;
use crate::audience::delivery::Delivered;
use crate::foundation::ids::{CaseId, FirmId, FormId};
use crate::foundation::redacted::redacted;
use crate::foundation::time::{PENDING_FIRST, Timestamp, millis};
use crate::store::{Record, TypedColumn};
use casegate_macros::wire;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The state of a form.
#[wire]
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
#[derive(Clone, Serialize, Deserialize, Record)]
#[record(table = "forms", parent = case, id = id)]
#[record(column(rank: Option<i64> = self.rank_for_everyone()))]
#[record(index[case, rank])]
#[record(refers[firm, case -> "cases"])]
pub(crate) struct FormRecord {
    #[serde(skip)]
    pub(crate) id: Uuid,
    #[record(column)]
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

/// Forms to fill in come first, then the newest.
impl Delivered for FormRecord {
    const LIST: &'static str = "forms";
    const RANK: TypedColumn<Self, Option<i64>> = Self::RANK;
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
