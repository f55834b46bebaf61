//! The progress of a case as the client sees it.

use super::record::{Phase, WaitingFor};
use casegate_macros::wire;

/// The progress of a case. Sentences are message ids. If the firm wrote its own sentence, show that one instead.
#[wire]
pub struct ProgressView {
    /// The five phases, in order.
    pub phases: Vec<PhaseView>,
    /// The phase the case is in.
    pub current: Phase,
    /// The side that has to act next.
    pub waiting_for: WaitingFor,
    /// The message id of the sentence on the next step.
    pub next: String,
    /// The firm's own sentence on the next step.
    pub own_next: Option<String>,
}

/// One phase of a case's progress.
#[wire]
pub struct PhaseView {
    /// The phase.
    pub phase: Phase,
    /// Its state.
    pub state: PhaseState,
    /// The message id of the sentence on the phase.
    pub sentence: String,
    /// The firm's own sentence on the phase.
    pub own_sentence: Option<String>,
}

/// The state of a phase.
#[wire]
pub enum PhaseState {
    /// The phase has not begun.
    NotStarted,
    /// The firm or an agency is at work.
    InProgress,
    /// The client has something to do.
    WaitingForYou,
    /// The phase is finished.
    Done,
}

impl PhaseState {
    /// Returns the name on the wire and in message ids.
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
