//! The firm's decisions on staged figures. A client's answer enters the profile only by such a decision
//! (SPEC R13, R14).

use super::comparison::{Comparison, in_profile};
use super::decision::{Decision, FigureDecision};
use super::form::{Answer, Section};
use super::record::{
    Authority, DecisionRecord, FigureRecord, FigureState, IntakeRecord, ProfileRecord, SectionNotice,
    figures_of, intake_of, profile_key,
};
use super::rows::{remove_figure, store_figure, store_intake};
use super::rules::{SectionStatus, counted, decided, status};
use super::sealed::{Location, resealed};
use super::staged::{FigureRef, StagedFigure};
use crate::act::Act;
use crate::act::Operation;
use crate::cases::record::{CaseRef, on_case};
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::ids::CaseId;
use crate::foundation::{limits, time::Timestamp};
use crate::portal::Desk;
use crate::store::{Records, RecordsMut, Stored};
use casegate_macros::wire;
use std::collections::BTreeSet;

/// Decisions on single figures. Either all are carried out, or none.
#[wire]
pub struct DecideFigures {
    /// The case.
    pub case_id: CaseId,
    /// The profile revision that the reviewer saw in the review.
    pub profile_revision: i64,
    /// The decisions.
    pub decisions: Vec<FigureDecision>,
}

/// A decision on every pending figure of a section. An acceptance leaves figures with a stale base pending,
/// because each needs its own decision.
#[wire]
pub struct DecideSection {
    /// The case.
    pub case_id: CaseId,
    /// The section.
    pub section: Section,
    /// The profile revision that the reviewer saw in the review.
    pub profile_revision: i64,
    /// The decision on every pending figure. In a section without figures, it applies to the section as a
    /// whole. An acceptance then means that the section was read.
    pub decision: Decision,
}

/// Everything that a reviewer has to decide on.
#[wire]
pub struct Review {
    /// The profile revision that this review shows.
    pub profile_revision: i64,
    /// The status of each section.
    pub sections: Vec<SectionReview>,
    /// Every figure that was not superseded, by section and field.
    pub figures: Vec<StagedFigure>,
}

/// The status of a section, for a reviewer.
#[wire(prints)]
pub struct SectionReview {
    /// The section.
    pub section: Section,
    /// The status, as the client sees it.
    pub status: SectionStatus,
    /// When it was last submitted.
    pub submitted_at: Option<Timestamp>,
    /// The number of figures that await a decision.
    pub pending: u32,
    /// The number of figures that were rejected or asked about.
    pub returned: u32,
}

/// The result of decisions on figures.
#[wire(prints)]
pub struct Decided {
    /// The number of decided figures.
    pub decided: u32,
    /// The number of figures left pending because their base is stale.
    pub left_open: u32,
    /// The profile revision after the decisions.
    pub profile_revision: i64,
}

impl Desk {
    /// Returns everything that a reviewer has to decide on, each figure beside the value that it would
    /// replace.
    ///
    /// # Errors
    /// `not_found`; `key_unavailable`.
    pub fn get_review(&self, input: CaseRef) -> Result<Review> {
        self.look(Operation::GET_REVIEW, |look| {
            let firm = self.staff().firm;
            self.case(look, input.case_id)?;
            let intake = intake_of(look, firm, input.case_id)?.record;
            let mut figures = Vec::new();
            for section in Section::ALL {
                let mut rows = figures_of(look, input.case_id, section)?;
                rows.sort_by(|a, b| a.record.path.cmp(&b.record.path));
                for row in rows {
                    figures.push(Comparison::of(look, look.host, row.record)?.staged());
                }
            }
            let sections = Section::ALL.into_iter().map(|section| section_review(&intake, section)).collect();
            Ok(Review { profile_revision: intake.profile_revision, sections, figures })
        })
    }

    /// Decides figures one by one. Either all decisions are carried out, or none.
    ///
    /// # Errors
    /// `base_stale` if the profile is not the one that the reviewer saw, or changed since the client
    /// answered; `state_forbids`; `value_repeated`; `list_too_long`; `not_found`; `text_required` without a
    /// reason or question.
    pub fn decide_figures(&self, input: DecideFigures) -> Result<Decided> {
        self.act(Operation::DECIDE_FIGURES, |act| {
            let case = self.open_case(act, input.case_id)?.record;
            if input.decisions.len() > limits::DECISIONS {
                return Err(Error::at(Code::LIST_TOO_LONG, "decisions"));
            }
            let mut intake = seen(act, &case, input.profile_revision)?;
            let mut named = BTreeSet::new();
            let mut planned = Vec::new();
            for FigureDecision { figure_id, decision } in &input.decisions {
                if !named.insert(*figure_id) {
                    return Err(Error::at(Code::VALUE_REPEATED, "decisions.figureId"));
                }
                let figure = act.require::<FigureRecord>(on_case(case.id, figure_id.uuid()))?;
                planned.push(plan(act, figure, decision)?);
            }
            let mut sections = BTreeSet::new();
            for plan in planned {
                sections.insert(plan.figure.record.section);
                self.carry_out(act, &mut intake.record, plan)?;
            }
            act.event.fact("decided", input.decisions.len());
            finish(act, &mut intake, sections)?;
            let decided = u32::try_from(input.decisions.len()).unwrap_or(u32::MAX);
            Ok(Decided { decided, left_open: 0, profile_revision: intake.record.profile_revision })
        })
    }

    /// Decides every pending figure of a section.
    ///
    /// # Errors
    /// As for [`Desk::decide_figures`], but an acceptance leaves figures with a stale base pending;
    /// `choice_invalid` for an acceptance over a stale base.
    pub fn decide_section(&self, input: DecideSection) -> Result<Decided> {
        self.act(Operation::DECIDE_SECTION, |act| {
            let case = self.open_case(act, input.case_id)?.record;
            let mut intake = seen(act, &case, input.profile_revision)?;
            let (to, how, text) = input.decision.read()?;
            if matches!(input.decision, Decision::AcceptOverStale {}) {
                // Overwriting a later change needs a decision on each figure.
                return Err(Error::at(Code::CHOICE_INVALID, "decision"));
            }
            let mut planned = Vec::new();
            let mut left_open = 0;
            let figures = figures_of(act, case.id, input.section)?;
            let has_figures = !figures.is_empty();
            for figure in figures.into_iter().filter(|figure| figure.record.state == FigureState::Pending) {
                match plan(act, figure, &input.decision) {
                    Ok(plan) => planned.push(plan),
                    Err(error) if error.code() == Code::BASE_STALE => left_open += 1,
                    Err(error) => return Err(error),
                }
            }
            let decided = u32::try_from(planned.len()).unwrap_or(u32::MAX);
            for plan in planned {
                self.carry_out(act, &mut intake.record, plan)?;
            }
            if !has_figures || to == FigureState::Accepted {
                answer_section(&mut intake.record, input.section, to, text, act.now)?;
            }
            act.event.fact("decision", how);
            act.event.fact("section", input.section.name());
            act.event.fact("decided", decided);
            finish(act, &mut intake, [input.section])?;
            Ok(Decided { decided, left_open, profile_revision: intake.record.profile_revision })
        })
    }

    /// Undoes an acceptance. The profile's previous value is restored, and the figure is pending again.
    ///
    /// # Errors
    /// `state_forbids` if the figure is not accepted, or if its value in the profile was changed since;
    /// `not_found`.
    pub fn undo_acceptance(&self, input: FigureRef) -> Result<Decided> {
        self.act(Operation::UNDO_ACCEPTANCE, |act| {
            let case = self.open_case(act, input.case_id)?.record;
            act.event.subject(input.figure_id);
            let mut intake = intake_of(act, case.firm, case.id)?;
            let mut figure = act.require::<FigureRecord>(on_case(case.id, input.figure_id.uuid()))?;
            let record = &mut figure.record;
            let state = decided(record.state, FigureState::Pending)?;
            let key = profile_key(case.id, record.section, &record.path, Authority::FirmVerified);
            let current = act.load::<ProfileRecord>(key)?;
            let is_its_own = match (&current, &record.proposed) {
                (Some(current), Some(_)) => current.record.figure == Some(record.id),
                (None, None) => true,
                _ => false,
            };
            if !is_its_own {
                return Err(Error::new(Code::STATE_FORBIDS));
            }
            (record.state, record.decision) = (state, None);
            match record.replaced.take() {
                Some(before) => store_figure(act, ProfileRecord { case: record.case, ..*before })?,
                None => remove_figure(act, record)?,
            }
            intake.record.profile_revision += 1;
            act.replace(figure.version, &figure.record)?;
            finish(act, &mut intake, [figure.record.section])?;
            Ok(Decided { decided: 1, left_open: 0, profile_revision: intake.record.profile_revision })
        })
    }

    fn carry_out(&self, act: &mut Act<'_>, intake: &mut IntakeRecord, plan: Plan) -> Result<()> {
        let Plan { figure, to, how, text } = plan;
        let Stored { version, record: mut figure } = figure;
        if to == FigureState::Accepted {
            let key = profile_key(figure.case, figure.section, &figure.path, Authority::FirmVerified);
            figure.replaced = act.load::<ProfileRecord>(key)?.map(|before| Box::new(before.record));
            match &figure.proposed {
                Some(proposed) => {
                    let (from, to) = (Location::in_figure(&figure), in_profile(&figure));
                    let answer = resealed(proposed, &from, &to, act.host)?;
                    self.put_in_profile(act, &figure, answer)?;
                }
                None => remove_figure(act, &figure)?,
            }
            intake.profile_revision += 1;
        }
        figure.state = to;
        figure.decision = Some(DecisionRecord { by: self.staff().name.clone(), at: act.now, text });
        act.event.fact(&figure.id().to_string(), how);
        act.replace(version, &figure)
    }

    fn put_in_profile(&self, act: &mut Act<'_>, figure: &FigureRecord, answer: Answer) -> Result<()> {
        store_figure(
            act,
            ProfileRecord {
                firm: figure.firm,
                case: figure.case,
                section: figure.section,
                path: figure.path.clone(),
                authority: Authority::FirmVerified,
                answer,
                figure: Some(figure.id),
                by: self.staff().name.clone(),
                at: act.now,
            },
        )
    }
}

/// A decision that can be carried out.
struct Plan {
    figure: Stored<FigureRecord>,
    to: FigureState,
    /// The decision's name, for the audit.
    how: &'static str,
    text: String,
}

/// Checks a decision against the figure and the profile. Changes nothing.
fn plan(act: &Act<'_>, figure: Stored<FigureRecord>, decision: &Decision) -> Result<Plan> {
    let (to, how, text) = decision.read()?;
    decided(figure.record.state, to)?;
    if matches!(decision, Decision::Accept {}) {
        let comparison = Comparison::of(act, act.host, figure.record.clone())?;
        if comparison.is_stale {
            return Err(Error::at(Code::BASE_STALE, figure.record.path.to_string()));
        }
    }
    Ok(Plan { figure, to, how, text })
}

/// Returns the intake, if its profile is still the one that the reviewer saw.
fn seen(
    act: &Act<'_>,
    case: &crate::cases::record::CaseRecord,
    profile_revision: i64,
) -> Result<Stored<IntakeRecord>> {
    let intake = intake_of(act, case.firm, case.id)?;
    let is_seen = intake.record.profile_revision == profile_revision;
    if is_seen { Ok(intake) } else { Err(Error::at(Code::BASE_STALE, "profileRevision")) }
}

/// Recounts the figures of the given sections and stores the intake.
fn finish(
    act: &mut Act<'_>,
    intake: &mut Stored<IntakeRecord>,
    sections: impl IntoIterator<Item = Section>,
) -> Result<()> {
    for section in sections {
        let states = figures_of(act, intake.record.case, section)?;
        let counts = counted(states.iter().map(|figure| figure.record.state));
        let progress = intake.record.sections.entry(section).or_default();
        (progress.pending, progress.accepted, progress.returned) =
            (counts.pending, counts.accepted, counts.returned);
    }
    store_intake(act, intake)
}

/// Records the firm's decision on a section as a whole: it was read, rejected, or the client is asked a
/// question.
fn answer_section(
    intake: &mut IntakeRecord,
    section: Section,
    state: FigureState,
    text: String,
    at: Timestamp,
) -> Result<()> {
    let progress = intake.sections.get_mut(&section).filter(|progress| progress.submitted_at.is_some());
    let progress = progress.ok_or_else(|| Error::new(Code::STATE_FORBIDS))?;
    if state == FigureState::Accepted {
        (progress.acknowledged_at, progress.notice) = (Some(at), None);
    } else {
        (progress.acknowledged_at, progress.notice) = (None, Some(SectionNotice { state, text, at }));
    }
    Ok(())
}

fn section_review(intake: &IntakeRecord, section: Section) -> SectionReview {
    let progress = intake.sections.get(&section).cloned().unwrap_or_default();
    SectionReview {
        section,
        status: status(&progress),
        submitted_at: progress.submitted_at,
        pending: progress.pending,
        returned: progress.returned,
    }
}
