//! Pure decisions: the status of a section, and the effect of a decision on a figure.

use super::form::{Answer, FieldPath, Tier};
use super::record::{FigureState, Progress};
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::money::Money;
use casegate_macros::wire;

/// The status of a section, as the client sees it. It is always derived.
#[wire]
pub enum SectionStatus {
    /// Nothing was entered.
    NotStarted,
    /// Something was entered and not submitted.
    InProgress,
    /// It was submitted. Nothing is decided yet.
    Submitted,
    /// Some of its figures are decided.
    BeingReviewed,
    /// All of it is accepted.
    Accepted,
    /// The firm has a question, or did not accept an answer.
    PleaseCheck,
}

impl SectionStatus {
    /// Returns the name on the wire and in message ids.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::NotStarted => "notStarted",
            Self::InProgress => "inProgress",
            Self::Submitted => "submitted",
            Self::BeingReviewed => "beingReviewed",
            Self::Accepted => "accepted",
            Self::PleaseCheck => "pleaseCheck",
        }
    }
}

/// Returns the status of a section.
pub(crate) fn status(progress: &Progress) -> SectionStatus {
    let has_figures = progress.pending + progress.accepted + progress.returned > 0;
    match progress {
        Progress { is_changed: true, .. } => SectionStatus::InProgress,
        Progress { submitted_at: None, .. } => SectionStatus::NotStarted,
        Progress { returned: 1.., .. } | Progress { notice: Some(_), .. } => SectionStatus::PleaseCheck,
        Progress { pending: 1.., accepted: 0, .. } => SectionStatus::Submitted,
        Progress { pending: 1.., .. } => SectionStatus::BeingReviewed,
        Progress { acknowledged_at: None, .. } if !has_figures => SectionStatus::Submitted,
        Progress { .. } => SectionStatus::Accepted,
    }
}

/// Counts the figures by state.
pub(crate) fn counted(states: impl Iterator<Item = FigureState>) -> Progress {
    let mut counts = Progress::default();
    for state in states {
        match state {
            FigureState::Pending => counts.pending += 1,
            FigureState::Accepted => counts.accepted += 1,
            FigureState::Rejected | FigureState::Asked => counts.returned += 1,
            FigureState::Superseded => {}
        }
    }
    counts
}

/// Returns the state of a figure after a decision to change it to `to`.
///
/// # Errors
/// `state_forbids`. A superseded figure never changes, and an accepted one can only be undone or superseded.
pub(crate) fn decided(from: FigureState, to: FigureState) -> Result<FigureState> {
    use FigureState::{Accepted, Asked, Pending, Rejected, Superseded};
    let is_legal = match (from, to) {
        (Pending | Rejected | Asked, Accepted | Rejected | Asked | Superseded) => true,
        (Accepted, Pending | Superseded) => true,
        (Pending | Rejected | Asked, Pending) | (Accepted, Accepted | Rejected | Asked) | (Superseded, _) => {
            false
        }
    };
    if is_legal { Ok(to) } else { Err(Error::new(Code::STATE_FORBIDS)) }
}

/// Returns whether an answer of this tier is staged. The client's story is stored as entered and never
/// becomes a figure.
pub(crate) fn is_staged(tier: Tier) -> bool {
    tier == Tier::HouseholdEconomics
}

/// An answer as it is shown. A sensitive one is masked: only its last four characters are shown, of a short
/// text at most half, and of a date of birth the year.
#[wire]
pub struct ShownAnswer {
    /// The field.
    pub path: FieldPath,
    /// The kind of the answer.
    pub state: AnswerState,
    /// The text that parses back to this answer in its field. Absent if the answer is not applicable or
    /// masked.
    pub text: Option<String>,
    /// The amount, for money.
    pub amount: Option<Money>,
    /// The only characters of a sensitive answer that are shown.
    pub last_four: Option<String>,
}

/// The kind of an answer that is shown. Blank is not a kind, because it is the absence of an answer.
#[wire]
pub enum AnswerState {
    /// A value, zero included.
    Value,
    /// The question does not apply.
    NotApplicable,
    /// A sensitive value, of which a part is shown: the last four characters, or the year of a date of birth.
    Masked,
}

/// Returns `answer` as it is shown.
pub(crate) fn shown(path: &FieldPath, answer: &Answer) -> ShownAnswer {
    let (state, last_four) = match answer {
        Answer::NotApplicable {} => (AnswerState::NotApplicable, None),
        Answer::Sealed { last_four, .. } => (AnswerState::Masked, Some(last_four.clone())),
        _ => (AnswerState::Value, None),
    };
    ShownAnswer { path: path.clone(), state, text: answer.to_text(), amount: answer.amount(), last_four }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::foundation::time::Timestamp;

    fn progress(pending: u32, accepted: u32, returned: u32) -> Progress {
        let at = Some(Timestamp::from_millis(1));
        Progress { submitted_at: at, saved_at: at, pending, accepted, returned, ..Progress::default() }
    }

    #[test]
    fn r11_the_status_is_derived() {
        use SectionStatus::{Accepted, BeingReviewed, InProgress, NotStarted, PleaseCheck, Submitted};
        assert_eq!(status(&Progress::default()), NotStarted);
        assert_eq!(status(&Progress { is_changed: true, ..Progress::default() }), InProgress);
        assert_eq!(status(&progress(3, 0, 0)), Submitted);
        assert_eq!(status(&progress(2, 1, 0)), BeingReviewed);
        assert_eq!(status(&progress(0, 3, 0)), Accepted);
        assert_eq!(status(&progress(1, 1, 1)), PleaseCheck);
        assert_eq!(status(&Progress { is_changed: true, ..progress(1, 1, 1) }), InProgress);
        assert_eq!(status(&progress(0, 0, 0)), Submitted);
        let told = Progress { acknowledged_at: Some(Timestamp::from_millis(2)), ..progress(0, 0, 0) };
        assert_eq!(status(&told), Accepted);
    }

    #[test]
    fn r13_what_is_history_stays_history() {
        use FigureState::{Accepted, Asked, Pending, Rejected, Superseded};
        for to in [Pending, Accepted, Rejected, Asked, Superseded] {
            assert!(decided(Superseded, to).is_err());
        }
        assert!(decided(Pending, Accepted).is_ok());
        assert!(decided(Asked, Rejected).is_ok());
        assert!(decided(Accepted, Rejected).is_err());
        assert!(decided(Accepted, Pending).is_ok());
    }

    #[test]
    fn dat_03_a_sensitive_answer_is_shown_by_its_last_four() {
        let path = FieldPath::new("taxpayer_tin", None).unwrap();
        let shown = shown(&path, &Answer::Sealed { sealed: "CIPHERTEXT".into(), last_four: "6789".into() });
        let json = serde_json::to_string(&shown).unwrap();
        assert!(json.contains("6789") && !json.contains("CIPHERTEXT"));
    }
}
