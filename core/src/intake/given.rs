//! Answers with their provenance (SPEC R12).

use super::form::{Answer, Tier};
use crate::foundation::ids::{InviteId, PartyId};
use crate::foundation::redacted::redacted;
use crate::foundation::time::Timestamp;
use casegate_macros::wire;

/// The provenance of an answer: who gave it, when, and its tier (SPEC R12).
#[wire]
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

redacted!(Given);
