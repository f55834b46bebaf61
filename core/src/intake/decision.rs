//! What a reviewer decides of a staged figure (SPEC R13, R14).

use super::record::FigureState;
use crate::foundation::error::Result;
use crate::foundation::ids::FigureId;
use crate::foundation::tagged::read_by_kind;
use crate::foundation::{limits, redacted::redacted, text};
use serde::{Deserialize, Serialize};

/// What a reviewer decides.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "kind", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "mobile", derive(uniffi::Enum), uniffi::export(Debug))]
pub enum Decision {
    /// Into the profile with it; refused if the profile changed since the client answered.
    Accept {},
    /// Into the profile with it, although the profile changed since the client answered.
    AcceptOverStale {},
    /// Not into the profile.
    Reject {
        /// Why, for the client to read.
        reason: String,
    },
    /// Not yet: the client is asked something.
    Ask {
        /// The question, for the client to read.
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
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "mobile", derive(uniffi::Record), uniffi::export(Debug))]
pub struct FigureDecision {
    /// The figure.
    pub figure_id: FigureId,
    /// What is decided.
    pub decision: Decision,
}

impl Decision {
    /// What it leads to, its name, and what the client reads.
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

redacted!(Decision, FigureDecision);
