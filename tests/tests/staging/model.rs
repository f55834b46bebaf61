//! The model: the state of each field, and how an act changes it.

use casegate::foundation::error::Code;
use proptest::prelude::*;
use serde_json::{Value, json};

pub(crate) const SECTION: &str = "nonWageIncome";
/// Three fields of the section, in the order of their paths.
pub(crate) const FIELDS: [&str; 3] = ["alimony", "net_rental", "pension"];

/// An answer: dollars, or "not applicable". A blank is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    Dollars(u8),
    NotApplicable,
}

/// Whether a caller has seen the present state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Seen {
    Present,
    Older,
    /// Used only where the revision may be left out.
    Unsaid,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Accept,
    AcceptOverStale,
    Reject,
    Ask,
}

#[derive(Clone, Debug)]
pub(crate) enum Op {
    Save { device: bool, seen: Seen, entries: Vec<(usize, Option<Answer>)> },
    Submit { device: bool, seen: Seen },
    Discard,
    Decide { field: usize, verdict: Verdict, seen: Seen },
    DecideSection { verdict: Verdict, seen: Seen },
    Undo { field: usize },
    Set { field: usize, is_irs: bool, answer: Option<Answer>, seen: Seen },
}

pub(crate) fn answer() -> impl Strategy<Value = Option<Answer>> {
    // There are few values, so that the same one occurs again and is not new.
    prop_oneof![
        1 => Just(None),
        1 => Just(Some(Answer::NotApplicable)),
        6 => (0..4_u8).prop_map(|dollars| Some(Answer::Dollars(dollars))),
    ]
}

pub(crate) fn seen() -> impl Strategy<Value = Seen> {
    prop_oneof![8 => Just(Seen::Present), 1 => Just(Seen::Older)]
}

pub(crate) fn verdict() -> impl Strategy<Value = Verdict> {
    prop_oneof![
        4 => Just(Verdict::Accept), 1 => Just(Verdict::AcceptOverStale), 1 => Just(Verdict::Reject), 1 => Just(Verdict::Ask),
    ]
}

pub(crate) fn op() -> impl Strategy<Value = Op> {
    let entries = proptest::collection::vec((0..3_usize, answer()), 0..4);
    let said = prop_oneof![4 => seen(), 1 => Just(Seen::Unsaid)];
    prop_oneof![
        5 => (any::<bool>(), said, entries).prop_map(|(device, seen, entries)| Op::Save { device, seen, entries }),
        4 => (any::<bool>(), seen()).prop_map(|(device, seen)| Op::Submit { device, seen }),
        1 => Just(Op::Discard),
        4 => (0..3_usize, verdict(), seen()).prop_map(|(field, verdict, seen)| Op::Decide { field, verdict, seen }),
        1 => (verdict(), seen()).prop_map(|(verdict, seen)| Op::DecideSection { verdict, seen }),
        2 => (0..3_usize).prop_map(|field| Op::Undo { field }),
        2 => (0..3_usize, any::<bool>(), answer(), seen())
            .prop_map(|(field, is_irs, answer, seen)| Op::Set { field, is_irs, answer, seen }),
    ]
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Pending,
    Accepted,
    Rejected,
    Asked,
}

impl State {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
            Self::Asked => "asked",
        }
    }
}

impl State {
    /// Returns what the client sees of it.
    pub(crate) fn notice(self) -> Option<Value> {
        match self {
            Self::Rejected => Some(json!(["notTaken", "why not"])),
            Self::Asked => Some(json!(["question", "is that so?"])),
            Self::Pending | Self::Accepted => None,
        }
    }
}

/// A figure that waits for a decision, or was decided on.
#[derive(Clone, Debug)]
pub(crate) struct Figure {
    pub(crate) base: Option<Answer>,
    pub(crate) proposed: Option<Answer>,
    pub(crate) state: State,
    /// The firm's verified value when it was accepted.
    pub(crate) replaced: Option<Verified>,
}

/// The firm's verified value of a field.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Verified {
    pub(crate) answer: Answer,
    /// Whether it is the proposal of the field's present figure.
    pub(crate) is_the_figures: bool,
    /// Whether a client's answer was accepted for it.
    pub(crate) is_from_client: bool,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Field {
    pub(crate) client: Option<Answer>,
    pub(crate) submitted: Option<Answer>,
    /// The firm's verified value when the client first touched the field since the last submission.
    pub(crate) base: Option<Option<Answer>>,
    pub(crate) figure: Option<Figure>,
    pub(crate) firm: Option<Verified>,
    pub(crate) irs: Option<Answer>,
}

impl Field {
    pub(crate) fn verified(&self) -> Option<Answer> {
        self.firm.map(|firm| firm.answer)
    }

    pub(crate) fn is_stale(&self) -> bool {
        let open = self.figure.as_ref().filter(|figure| figure.state != State::Accepted);
        open.is_some_and(|figure| figure.base != self.verified())
    }

    /// Stages the client's answer if it is new. If it is not, an accepted figure stays accepted.
    pub(crate) fn propose(&mut self, base: Option<Answer>) {
        let is_new = self.client != self.verified() || self.client != base;
        let is_accepted = self.figure.as_ref().is_some_and(|figure| figure.state == State::Accepted);
        if is_new || !is_accepted {
            self.firm.iter_mut().for_each(|firm| firm.is_the_figures = false);
            let figure = Figure { base, proposed: self.client, state: State::Pending, replaced: None };
            self.figure = is_new.then_some(figure);
        }
    }

    /// Writes the figure's proposal into the profile.
    pub(crate) fn accept(&mut self) {
        let before = self.firm;
        let figure = self.figure.as_mut().unwrap();
        figure.replaced = before;
        figure.state = State::Accepted;
        self.firm =
            figure.proposed.map(|answer| Verified { answer, is_the_figures: true, is_from_client: true });
    }

    /// Returns the tiers that have a value, highest first, if they contradict each other.
    pub(crate) fn is_contradictory(&self) -> bool {
        let said: Vec<_> = [self.irs, self.verified(), self.client].into_iter().flatten().collect();
        (self.irs.is_some() || self.firm.is_some()) && said.windows(2).any(|pair| pair[0] != pair[1])
    }
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Model {
    pub(crate) fields: [Field; 3],
    pub(crate) version: i64,
    pub(crate) revision: i64,
    pub(crate) is_changed: bool,
    pub(crate) is_submitted: bool,
    pub(crate) is_read: bool,
    /// The firm's decision on a section without figures.
    pub(crate) notice: Option<State>,
}

/// The expected result of the library: what was decided and left open, or a refusal with its field.
pub(crate) type Expected = Result<Option<(u32, u32)>, (Code, Option<String>)>;

pub(crate) fn refusal(code: Code, field: Option<&str>) -> Expected {
    Err((code, field.map(str::to_owned)))
}

impl Model {
    pub(crate) fn apply(&mut self, op: &Op) -> Expected {
        match op {
            Op::Save { seen, entries, .. } => self.save(*seen, entries),
            Op::Submit { seen, .. } => self.submit(*seen),
            Op::Discard => self.discard(),
            Op::Decide { field, verdict, seen } => self.decide(*field, *verdict, *seen),
            Op::DecideSection { verdict, seen } => self.decide_section(*verdict, *seen),
            Op::Undo { field } => self.undo(*field),
            Op::Set { field, is_irs, answer, seen } => self.set(*field, *is_irs, *answer, *seen),
        }
    }

    pub(crate) fn save(&mut self, seen: Seen, entries: &[(usize, Option<Answer>)]) -> Expected {
        if seen == Seen::Older {
            return refusal(Code::CHANGED_MEANWHILE, None);
        }
        for (field, answer) in entries {
            let field = &mut self.fields[*field];
            let base = field.base.unwrap_or(field.verified());
            if answer.is_some() || field.client.is_some() || base.is_some() {
                (field.client, field.base) = (*answer, Some(base));
            }
        }
        (self.version, self.is_changed) = (self.version + 1, true);
        Ok(None)
    }

    pub(crate) fn submit(&mut self, seen: Seen) -> Expected {
        if seen == Seen::Older {
            return refusal(Code::CHANGED_MEANWHILE, None);
        }
        if !self.is_changed {
            return refusal(Code::STATE_FORBIDS, None);
        }
        for field in &mut self.fields {
            if let Some(base) = field.base.take() {
                field.propose(base);
            }
            field.submitted = field.client;
        }
        self.version += 1;
        (self.is_changed, self.is_submitted, self.is_read, self.notice) = (false, true, false, None);
        Ok(None)
    }

    pub(crate) fn discard(&mut self) -> Expected {
        if !self.is_changed {
            return refusal(Code::STATE_FORBIDS, None);
        }
        for field in &mut self.fields {
            (field.client, field.base) = (field.submitted, None);
        }
        (self.version, self.is_changed) = (self.version + 1, false);
        Ok(None)
    }

    pub(crate) fn decide(&mut self, field: usize, verdict: Verdict, seen: Seen) -> Expected {
        if seen == Seen::Older {
            return refusal(Code::BASE_STALE, Some("profileRevision"));
        }
        let (name, field) = (FIELDS[field], &mut self.fields[field]);
        let Some(figure) = &mut field.figure else { return refusal(Code::NOT_FOUND, None) };
        match (figure.state, verdict) {
            (State::Accepted, _) => return refusal(Code::STATE_FORBIDS, None),
            (_, Verdict::Reject) => figure.state = State::Rejected,
            (_, Verdict::Ask) => figure.state = State::Asked,
            (_, Verdict::Accept) if field.is_stale() => return refusal(Code::BASE_STALE, Some(name)),
            (_, Verdict::Accept | Verdict::AcceptOverStale) => {
                field.accept();
                self.revision += 1;
                self.version += 1;
            }
        }
        Ok(Some((1, 0)))
    }

    pub(crate) fn decide_section(&mut self, verdict: Verdict, seen: Seen) -> Expected {
        if seen == Seen::Older {
            return refusal(Code::BASE_STALE, Some("profileRevision"));
        }
        if verdict == Verdict::AcceptOverStale {
            return refusal(Code::CHOICE_INVALID, Some("decision"));
        }
        let has_figures = self.fields.iter().any(|field| field.figure.is_some());
        let is_about_the_whole = !has_figures || verdict == Verdict::Accept;
        if is_about_the_whole && !self.is_submitted {
            return refusal(Code::STATE_FORBIDS, None);
        }
        let (mut decided, mut left_open) = (0, 0);
        for number in 0..FIELDS.len() {
            let field = &self.fields[number];
            if field.figure.as_ref().is_none_or(|figure| figure.state != State::Pending) {
                continue;
            }
            if verdict == Verdict::Accept && field.is_stale() {
                left_open += 1;
                continue;
            }
            self.decide(number, verdict, Seen::Present).unwrap();
            decided += 1;
        }
        if is_about_the_whole {
            (self.is_read, self.notice) = match verdict {
                Verdict::Reject => (false, Some(State::Rejected)),
                Verdict::Ask => (false, Some(State::Asked)),
                Verdict::Accept | Verdict::AcceptOverStale => (true, None),
            };
        }
        Ok(Some((decided, left_open)))
    }

    pub(crate) fn undo(&mut self, field: usize) -> Expected {
        let field = &mut self.fields[field];
        let Some(figure) = &mut field.figure else { return refusal(Code::NOT_FOUND, None) };
        let stands = match (figure.proposed, field.firm) {
            (Some(_), Some(firm)) => firm.is_the_figures,
            (None, None) => true,
            _ => false,
        };
        if figure.state != State::Accepted || !stands {
            return refusal(Code::STATE_FORBIDS, None);
        }
        figure.state = State::Pending;
        field.firm = figure.replaced.map(|before| Verified { is_the_figures: false, ..before });
        self.revision += 1;
        self.version += 1;
        Ok(Some((1, 0)))
    }

    pub(crate) fn set(&mut self, field: usize, is_irs: bool, answer: Option<Answer>, seen: Seen) -> Expected {
        if seen == Seen::Older {
            return refusal(Code::BASE_STALE, Some("profileRevision"));
        }
        let field = &mut self.fields[field];
        if is_irs {
            field.irs = answer;
        } else {
            field.firm =
                answer.map(|answer| Verified { answer, is_the_figures: false, is_from_client: false });
            self.version += 1;
        }
        self.revision += 1;
        Ok(None)
    }

    pub(crate) fn status(&self) -> &'static str {
        let in_state = |wanted: &[State]| {
            let figures = self.fields.iter().filter_map(|field| field.figure.as_ref());
            figures.filter(|figure| wanted.contains(&figure.state)).count()
        };
        let returned = in_state(&[State::Rejected, State::Asked]);
        let (pending, accepted) = (in_state(&[State::Pending]), in_state(&[State::Accepted]));
        match () {
            () if self.is_changed => "inProgress",
            () if !self.is_submitted => "notStarted",
            () if returned > 0 || self.notice.is_some() => "pleaseCheck",
            () if pending > 0 && accepted == 0 => "submitted",
            () if pending > 0 => "beingReviewed",
            () if accepted == 0 && !self.is_read => "submitted",
            () => "accepted",
        }
    }
}
