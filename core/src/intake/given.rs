//! Answers with who gave them (SPEC R12).

use super::form::{Answer, Tier};
use crate::foundation::ids::InviteId;
use crate::foundation::redacted::redacted;
use crate::foundation::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Who answered, when, and how far the answer reaches (SPEC R12).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "mobile", derive(uniffi::Record), uniffi::export(Debug))]
pub struct Provenance {
    /// The invite by which the person came.
    pub invite_id: InviteId,
    /// Its label.
    pub label: String,
    /// When it was entered.
    pub at: Timestamp,
    /// Always true here: the client entered it, nobody verified it.
    pub client_entered: bool,
    /// How far the answer reaches.
    pub tier: Tier,
}

/// An answer with its provenance.
#[derive(Clone)]
pub(crate) struct Given {
    pub(crate) answer: Answer,
    pub(crate) provenance: Provenance,
}

redacted!(Provenance, Given);
