//! The conversion of a stored progress to what the client sees.

use super::record::{Phase, Standing, WaitingFor};
use super::types::{PhaseState, PhaseView, ProgressView};

/// Returns the state of `phase` for a case with the progress `standing`.
pub(crate) fn state(phase: Phase, standing: &Standing) -> PhaseState {
    use std::cmp::Ordering::{Equal, Greater, Less};
    match (phase.cmp(&standing.phase), standing.waiting_for) {
        (Less, _) | (Equal, WaitingFor::Nobody) => PhaseState::Done,
        (Equal, WaitingFor::Client) => PhaseState::WaitingForYou,
        (Equal, WaitingFor::Firm | WaitingFor::Agency) => PhaseState::InProgress,
        (Greater, _) => PhaseState::NotStarted,
    }
}

/// Returns the client's view of a case's progress.
pub(crate) fn progress_view(standing: Standing) -> ProgressView {
    let phases = Phase::ALL.map(|phase| {
        let state = state(phase, &standing);
        let own = standing.sentence.clone().filter(|_| phase == standing.phase);
        PhaseView {
            phase,
            state,
            sentence: format!("progress-{}-{}", phase.name(), state.name()),
            own_sentence: own,
        }
    });
    ProgressView {
        phases: phases.into_iter().collect(),
        current: standing.phase,
        waiting_for: standing.waiting_for,
        next: format!("progress-{}-next-{}", standing.phase.name(), standing.waiting_for.name()),
        own_next: standing.next,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phases_before_are_done_and_phases_after_not_started() {
        use PhaseState::{Done, InProgress, NotStarted, WaitingForYou};
        let states = |phase, waiting_for| {
            let standing = Standing { phase, waiting_for, sentence: None, next: None };
            Phase::ALL.map(|phase| state(phase, &standing))
        };
        assert_eq!(
            states(Phase::Qualification, WaitingFor::Firm),
            [InProgress, NotStarted, NotStarted, NotStarted, NotStarted]
        );
        assert_eq!(
            states(Phase::Strategy, WaitingFor::Client),
            [Done, Done, WaitingForYou, NotStarted, NotStarted]
        );
        assert_eq!(
            states(Phase::Implementation, WaitingFor::Agency),
            [Done, Done, Done, InProgress, NotStarted]
        );
        assert_eq!(states(Phase::WorkVerification, WaitingFor::Nobody), [Done; 5]);
    }

    #[test]
    fn a_firms_own_sentence_stands_at_the_current_phase_alone() {
        let standing = Standing {
            phase: Phase::Discovery,
            waiting_for: WaitingFor::Agency,
            sentence: Some("We asked for your transcripts.".into()),
            next: None,
        };
        let view = progress_view(standing);
        let with_own: Vec<_> =
            view.phases.iter().filter(|phase| phase.own_sentence.is_some()).map(|p| p.phase).collect();
        assert_eq!(with_own, [Phase::Discovery]);
        assert_eq!(view.next, "progress-discovery-next-agency");
    }
}
