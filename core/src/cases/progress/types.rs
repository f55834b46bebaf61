//! Where the case stands, as the client is told.

use super::record::{Phase, WaitingFor};
use crate::foundation::redacted::redacted;
use serde::{Deserialize, Serialize};

/// Where the case stands. Sentences are message ids; a firm's own sentences, where it wrote some, go before them.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "mobile", derive(uniffi::Record), uniffi::export(Debug))]
pub struct ProgressView {
    /// The five phases, in order.
    pub phases: Vec<PhaseView>,
    /// The phase the case is in.
    pub current: Phase,
    /// Who has to move next.
    pub waiting_for: WaitingFor,
    /// The message id of what happens next.
    pub next: String,
    /// What happens next in the firm's own words.
    pub own_next: Option<String>,
}

/// One phase.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "mobile", derive(uniffi::Record), uniffi::export(Debug))]
pub struct PhaseView {
    /// Which one.
    pub phase: Phase,
    /// How far it is.
    pub state: PhaseState,
    /// The message id of a plain sentence about it.
    pub sentence: String,
    /// The same in the firm's own words.
    pub own_sentence: Option<String>,
}

/// How far a phase is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "mobile", derive(uniffi::Enum))]
pub enum PhaseState {
    /// Its turn has not come.
    NotStarted,
    /// The firm or an agency is at work.
    InProgress,
    /// The client has something to do.
    WaitingForYou,
    /// It is over.
    Done,
}

impl PhaseState {
    /// The name on the wire and in message ids.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::NotStarted => "notStarted",
            Self::InProgress => "inProgress",
            Self::WaitingForYou => "waitingForYou",
            Self::Done => "done",
        }
    }
}

redacted!(ProgressView, PhaseView);
