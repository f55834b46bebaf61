//! A reviewer's decision on a staged figure (SPEC R13, R14).

use super::record::FigureState;
use crate::foundation::error::Result;
use crate::foundation::ids::FigureId;
use crate::foundation::tagged::read_by_kind;
use crate::foundation::{limits, text};
use casegate_macros::wire;

/// A reviewer's decision.
#[wire]
pub enum Decision {
    /// Accepts the figure into the profile. It is refused if the profile changed since the client answered.
    Accept {},
    /// Accepts the figure into the profile, even if the profile changed since the client answered.
    AcceptOverStale {},
    /// Rejects the figure. The profile stays as it is.
    Reject {
        /// The reason. It is shown to the client.
        reason: String,
    },
    /// Asks the client a question before the figure is decided.
    Ask {
        /// The question. It is shown to the client.
        question: String,
    },
}

read_by_kind!(Decision {
    Accept {}
    AcceptOverStale {}
    Reject { reason: String }
    Ask { question: String }
});

/// A decision on one figure.
#[wire]
pub struct FigureDecision {
    /// The figure.
    pub figure_id: FigureId,
    /// The decision.
    pub decision: Decision,
}

impl Decision {
    /// Returns the state that the decision leads to, its name, and the text that the client reads.
    pub(super) fn read(&self) -> Result<(FigureState, &'static str, String)> {
        let sentence = |field, text: &str| text::line(field, text, limits::SENTENCE);
        Ok(match self {
            Self::Accept {} => (FigureState::Accepted, "accept", String::new()),
            Self::AcceptOverStale {} => (FigureState::Accepted, "acceptOverStale", String::new()),
            Self::Reject { reason } => (FigureState::Rejected, "reject", sentence("reason", reason)?),
            Self::Ask { question } => (FigureState::Asked, "ask", sentence("question", question)?),
        })
    }
}
