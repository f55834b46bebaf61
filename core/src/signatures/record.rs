//! The stored record of an envelope.

use crate::audience::addressee::Audience;
use crate::audience::delivery::Delivered;
use crate::foundation::ids::{CaseId, DocumentId, EnvelopeId, FirmId};
use crate::foundation::redacted::redacted;
use crate::foundation::time::{PENDING_FIRST, Timestamp, millis};
use crate::store::{Record, TypedColumn};
use casegate_macros::wire;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The state of an envelope.
#[wire]
pub enum EnvelopeState {
    /// Being prepared; not shown to the client.
    Draft,
    /// Waiting for the client.
    Sent,
    /// The client has looked at it.
    Viewed,
    /// Signed; the signed document is on the case.
    Completed,
    /// The client declined to sign.
    Declined,
    /// The firm voided the envelope.
    Voided,
    /// The envelope expired.
    Expired,
}

impl EnvelopeState {
    /// Every state.
    pub const ALL: [Self; 7] =
        [Self::Draft, Self::Sent, Self::Viewed, Self::Completed, Self::Declined, Self::Voided, Self::Expired];

    /// Returns the name on the wire and in message ids.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Sent => "sent",
            Self::Viewed => "viewed",
            Self::Completed => "completed",
            Self::Declined => "declined",
            Self::Voided => "voided",
            Self::Expired => "expired",
        }
    }

    /// Returns whether the client can still sign.
    pub(crate) fn is_pending(self) -> bool {
        matches!(self, Self::Sent | Self::Viewed)
    }
}

/// An event of an envelope other than sending and signing.
#[wire]
pub enum EnvelopeEvent {
    /// The client looked at it.
    Viewed,
    /// The client declined.
    Declined,
    /// The firm voided the envelope.
    Voided,
    /// The envelope expired.
    Expired,
}

/// The state of an envelope with its data. [`super::rules`] has the legal transitions.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Status {
    Draft,
    Sent(Sending),
    Viewed(Sending),
    Completed(Sending, DocumentId),
    Declined(Sending),
    /// Voided, after it was sent or before.
    Voided(Option<Sending>),
    Expired(Sending),
}

/// The sending of an envelope: when it was sent, to whom, and the address at which to sign.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Sending {
    pub(crate) sign_url: String,
    #[serde(with = "millis")]
    pub(crate) at: Timestamp,
    pub(crate) audience: Audience,
}

impl Status {
    /// Returns the state without its data.
    pub(crate) fn state(&self) -> EnvelopeState {
        match self {
            Self::Draft => EnvelopeState::Draft,
            Self::Sent(_) => EnvelopeState::Sent,
            Self::Viewed(_) => EnvelopeState::Viewed,
            Self::Completed(..) => EnvelopeState::Completed,
            Self::Declined(_) => EnvelopeState::Declined,
            Self::Voided(_) => EnvelopeState::Voided,
            Self::Expired(_) => EnvelopeState::Expired,
        }
    }

    /// Returns the envelope's sending; `None` if it was never sent.
    pub(crate) fn sending(&self) -> Option<&Sending> {
        match self {
            Self::Draft => None,
            Self::Sent(sending)
            | Self::Viewed(sending)
            | Self::Completed(sending, _)
            | Self::Declined(sending)
            | Self::Expired(sending) => Some(sending),
            Self::Voided(sending) => sending.as_ref(),
        }
    }

    /// Returns the document that came back signed.
    pub(crate) fn signed_document(&self) -> Option<DocumentId> {
        match self {
            Self::Completed(_, document) => Some(*document),
            _ => None,
        }
    }
}

/// An envelope on a case, clustered by it.
#[derive(Clone, Serialize, Deserialize, Record)]
#[record(table = "envelopes", parent = case, id = id)]
#[record(column(rank: Option<i64> = self.rank_for_everyone()))]
#[record(index[case, rank], index[case, created_at])]
#[record(refers[firm, case -> "cases"])]
pub(crate) struct EnvelopeRecord {
    #[serde(skip)]
    pub(crate) id: Uuid,
    #[record(column)]
    pub(crate) firm: FirmId,
    #[serde(skip, default = "CaseId::nil")]
    pub(crate) case: CaseId,
    pub(crate) title: String,
    /// The name of the signer, as the client sees it; may be empty.
    pub(crate) signer: String,
    pub(crate) status: Status,
    #[serde(with = "millis")]
    #[record(column)]
    pub(crate) created_at: Timestamp,
    /// When its state last changed.
    #[serde(with = "millis")]
    pub(crate) changed_at: Timestamp,
}

impl EnvelopeRecord {
    pub(crate) fn id(&self) -> EnvelopeId {
        EnvelopeId::from_uuid(self.id)
    }
}

/// Envelopes to sign come first, then the last changed.
impl Delivered for EnvelopeRecord {
    const LIST: &'static str = "envelopes";
    const RANK: TypedColumn<Self, Option<i64>> = Self::RANK;
    fn firm(&self) -> FirmId {
        self.firm
    }
    fn audience(&self) -> Option<&Audience> {
        self.status.sending().map(|sending| &sending.audience)
    }
    fn rank(&self, _: Timestamp) -> i64 {
        let first = if self.status.state().is_pending() { PENDING_FIRST } else { 0 };
        self.changed_at.as_millis().saturating_add(first)
    }
}

redacted!(EnvelopeRecord, Status, Sending);
