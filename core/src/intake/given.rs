//! Answers with their provenance (SPEC R12).

use super::form::{Answer, Tier};
use crate::foundation::ids::{InviteId, PartyId};
use crate::foundation::redacted::redacted;
use crate::foundation::time::Timestamp;
use serde::{Deserialize, Serialize};

/// The provenance of an answer: who gave it, when, and its tier (SPEC R12).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "mobile", derive(uniffi::Record), uniffi::export(Debug))]
pub struct Provenance {
    /// The invite of the person who answered.
    pub invite_id: InviteId,
    /// The label of the invite.
    pub label: String,
    /// The party who answered; absent if the invite names none.
    pub party_id: Option<PartyId>,
    /// When it was entered.
    pub at: Timestamp,
    /// Always true here: the client entered it, and nobody verified it.
    pub client_entered: bool,
    /// The tier of the answer.
    pub tier: Tier,
}

/// An answer with its provenance.
#[derive(Clone)]
pub(crate) struct Given {
    pub(crate) answer: Answer,
    pub(crate) provenance: Provenance,
}

redacted!(Provenance, Given);
