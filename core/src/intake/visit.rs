//! The client's operations on the intake: check, save, submit, discard.

use super::draft::{record_entry, restore, stage, submit, tell_staff, update_progress};
use super::form::{
    Answers, Entry, FieldPath, FinancialSummary, Parsed, ParsedEntry, Problem, Revision, Section,
    SectionSchema, check, check_rows, parse, schema, totals,
};
use super::record::{
    DecisionRecord, FigureRecord, FigureState, IntakeRecord, Progress, SectionRecord, figures_of, intake_of,
    section_of, verified_of,
};
use super::rows::store_section;
use super::rules::{shown, status};
use super::types::{
    CheckSection, IntakeView, NoticeKind, NoticeView, ProblemView, SaveSection, SectionCheck, SectionRef,
    SectionStatusView, SectionView, SubmitSection,
};
use crate::act::Operation;
use crate::cases::record::OwnCaseRef;
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::ids::{CaseId, FirmId};
use crate::foundation::limits;
use crate::foundation::time::Timestamp;
use crate::portal::Visit;
use crate::sessions::viewer::Viewer;
use crate::store::{ReadTx, Stored};
use std::collections::BTreeMap;

impl Visit {
    /// Returns an overview of the whole intake.
    ///
    /// # Errors
    /// `link_invalid`; `case_required`; `not_found` for the case, or for a party that sees only what names it.
    pub fn get_intake(&self, input: OwnCaseRef) -> Result<IntakeView> {
        self.look(Operation::GET_INTAKE, |look, viewer| {
            let case = intake_case(look, viewer, input.case_id)?;
            let summary = FinancialSummary::of(&answers_of(look, viewer.firm, case)?)?;
            Ok(IntakeView {
                form_revision: Revision::current_id(),
                sections: statuses_of(look, viewer.firm, case)?,
                summary,
            })
        })
    }

    /// Returns the fields of a section, to build a form from.
    ///
    /// # Errors
    /// As [`Visit::get_section`].
    pub fn get_section_form(&self, input: SectionRef) -> Result<SectionSchema> {
        self.look(Operation::GET_SECTION_FORM, |look, viewer| {
            intake_case(look, viewer, input.case_id)?;
            Ok(schema::section(input.section).clone())
        })
    }

    /// Returns one section with its answers, its totals and the firm's notices.
    ///
    /// # Errors
    /// `link_invalid`; `case_required`; `not_found` for the case, or for a party that sees only what names it.
    pub fn get_section(&self, input: SectionRef) -> Result<SectionView> {
        self.look(Operation::GET_SECTION, |look, viewer| {
            let case = intake_case(look, viewer, input.case_id)?;
            let intake = intake_of(look, viewer.firm, case)?.record;
            let verified = verified_of(look, case, input.section)?;
            section_view(look, section_of(look, viewer.firm, case, input.section)?, &intake, &verified)
        })
    }

    /// Checks entries on top of the saved answers. Nothing is stored.
    ///
    /// # Errors
    /// `link_invalid`; `case_required`; `not_found`; `list_too_long`. The result contains the errors of the entries.
    pub fn check_section(&self, input: CheckSection) -> Result<SectionCheck> {
        self.look(Operation::CHECK_SECTION, |look, viewer| {
            bounded(&input.entries)?;
            let case = intake_case(look, viewer, input.case_id)?;
            let mut answers = section_of(look, viewer.firm, case, input.section)?.record.plain();
            checked(&input, &mut answers)
        })
    }

    /// Saves entries as a draft. If one entry cannot be read, the whole save is refused and nothing is
    /// changed.
    ///
    /// # Errors
    /// `changed_meanwhile` if another device saved since `version`; `sealing_key_missing`; the entry's own
    /// error, naming the field as in `bank[r1].current_balance`.
    pub fn save_section(&self, input: SaveSection) -> Result<SectionView> {
        self.act(Operation::SAVE_SECTION, |act, viewer| {
            bounded(&input.entries)?;
            let case = intake_case(act, viewer, input.case_id)?;
            let mut section = section_of(act, viewer.firm, case, input.section)?;
            check_version(&section, input.version)?;
            let verified = verified_of(act, case, input.section)?;
            for entry in &input.entries {
                let parsed = parse(input.section, entry)?;
                record_entry(act, viewer, &mut section.record, &verified, parsed)?;
            }
            check_rows(input.section, &section.record.plain())?;
            act.event.fact("section", input.section.name());
            act.event.fact("entries", input.entries.len());
            store_section(act, &mut section)?;
            let intake = intake_of(act, viewer.firm, case)?;
            let intake = update_progress(act, intake, input.section, |progress, now| {
                progress.is_changed = true;
                progress.saved_at = Some(now);
            })?;
            section_view(act, section, &intake, &verified)
        })
    }

    /// Submits a section. Its figures are staged for the firm's decision. The profile stays as it is
    /// (SPEC R13).
    ///
    /// # Errors
    /// `changed_meanwhile`; `state_forbids` if nothing was saved since the last submission; the first
    /// problem, naming the field.
    pub fn submit_section(&self, input: SubmitSection) -> Result<SectionView> {
        self.act(Operation::SUBMIT_SECTION, |act, viewer| {
            let case = intake_case(act, viewer, input.case_id)?;
            let mut section = section_of(act, viewer.firm, case, input.section)?;
            check_version(&section, Some(input.version))?;
            let intake = intake_of(act, viewer.firm, case)?;
            require_changes(&intake.record, input.section)?;
            if let Some(problem) = check(input.section, &section.record.plain()).into_iter().next() {
                return Err(problem.into());
            }
            let submission = submit(act, viewer, &mut section.record)?;
            let verified = verified_of(act, case, input.section)?;
            let (staged, counts) = stage(act, &section.record, &verified, submission)?;
            act.event.fact("section", input.section.name());
            act.event.fact("staged", staged);
            act.event.subject(submission);
            tell_staff(act, viewer, &section.record)?;
            section.record.touched.clear();
            store_section(act, &mut section)?;
            let intake = update_progress(act, intake, input.section, |progress, now| {
                let saved_at = progress.saved_at;
                *progress = Progress { saved_at, submitted_at: Some(now), ..counts };
            })?;
            section_view(act, section, &intake, &verified)
        })
    }

    /// Discards what was saved since the last submission. If the section was never submitted, discards
    /// everything.
    ///
    /// # Errors
    /// `state_forbids` if there is nothing to discard.
    pub fn discard_section(&self, input: SectionRef) -> Result<SectionView> {
        self.act(Operation::DISCARD_SECTION, |act, viewer| {
            let case = intake_case(act, viewer, input.case_id)?;
            let mut section = section_of(act, viewer.firm, case, input.section)?;
            let intake = intake_of(act, viewer.firm, case)?;
            require_changes(&intake.record, input.section)?;
            restore(act, &mut section.record)?;
            act.event.fact("section", input.section.name());
            store_section(act, &mut section)?;
            let intake = update_progress(act, intake, input.section, |progress, _| {
                progress.is_changed = false;
            })?;
            let verified = verified_of(act, case, input.section)?;
            section_view(act, section, &intake, &verified)
        })
    }
}

/// Returns the status of each section, in the order of the form.
pub(crate) fn statuses_of(
    tx: &(impl ReadTx + ?Sized),
    firm: FirmId,
    case: CaseId,
) -> Result<Vec<SectionStatusView>> {
    let intake = intake_of(tx, firm, case)?.record;
    Ok(statuses(&intake))
}

/// Returns the status of each section, in the order of the form.
pub(crate) fn statuses(intake: &IntakeRecord) -> Vec<SectionStatusView> {
    let view = |section: Section| {
        let progress = intake.sections.get(&section).cloned().unwrap_or_default();
        let (saved_at, submitted_at) = (progress.saved_at, progress.submitted_at);
        SectionStatusView { section, status: status(&progress), saved_at, submitted_at }
    };
    Section::ALL.into_iter().map(view).collect()
}

/// Returns the case whose intake an operation is about. An intake is not delivered to anybody, so only parties that see everything
/// see it.
fn intake_case(tx: &(impl ReadTx + ?Sized), viewer: &Viewer, stated: Option<CaseId>) -> Result<CaseId> {
    let case = viewer.case_id(tx, stated)?;
    viewer.require_everything(tx)?;
    Ok(case)
}

fn answers_of(tx: &impl ReadTx, firm: FirmId, case: CaseId) -> Result<BTreeMap<Section, Answers>> {
    let answers = |section| Ok((section, section_of(tx, firm, case, section)?.record.plain()));
    Section::ALL.into_iter().map(answers).collect()
}

/// Applies entries on top of `answers`, and returns the result of the check.
pub(super) fn checked(input: &CheckSection, answers: &mut Answers) -> Result<SectionCheck> {
    let refused = overlay(input.section, &input.entries, answers);
    let problems = check(input.section, answers).iter().map(problem).collect();
    Ok(SectionCheck { refused, problems, totals: totals(input.section, answers)? })
}

pub(super) fn bounded(entries: &[Entry]) -> Result<()> {
    if entries.len() > limits::INTAKE_ENTRIES {
        Err(Error::at(Code::LIST_TOO_LONG, "entries"))
    } else {
        Ok(())
    }
}

fn check_version(section: &Stored<SectionRecord>, seen: Option<i64>) -> Result<()> {
    if seen.is_some_and(|seen| seen != section.version) {
        Err(Error::new(Code::CHANGED_MEANWHILE))
    } else {
        Ok(())
    }
}

/// Applies entries on top of `answers`. Returns those that cannot be read.
fn overlay(section: Section, entries: &[Entry], answers: &mut Answers) -> Vec<ProblemView> {
    let mut refused = Vec::new();
    for entry in entries {
        match parse(section, entry) {
            Ok(ParsedEntry { path, parsed: Parsed::Plain(answer), .. }) => drop(answers.insert(path, answer)),
            Ok(ParsedEntry { path, parsed: Parsed::Blank, .. }) => drop(answers.remove(&path)),
            Ok(ParsedEntry { path, parsed: Parsed::Sensitive(text), .. }) => {
                let last_four = text.last_four().to_owned();
                answers.insert(path, super::form::Answer::Sealed { sealed: String::new(), last_four });
            }
            Err(error) => refused.push(ProblemView {
                path: error.field().unwrap_or_default().to_owned(),
                code: error.code().name().to_owned(),
            }),
        }
    }
    refused
}

/// Checks that something was saved since the last submission.
fn require_changes(intake: &IntakeRecord, section: Section) -> Result<()> {
    let is_changed = intake.sections.get(&section).is_some_and(|progress| progress.is_changed);
    if is_changed { Ok(()) } else { Err(Error::new(Code::STATE_FORBIDS)) }
}

fn section_view(
    tx: &impl ReadTx,
    section: Stored<SectionRecord>,
    intake: &IntakeRecord,
    verified: &Answers,
) -> Result<SectionView> {
    let Stored { version, record } = section;
    let progress = intake.sections.get(&record.section).cloned().unwrap_or_default();
    let answers = record.plain();
    // The figures are read only if one was returned: no other figure has a notice.
    let figures =
        if progress.returned > 0 { figures_of(tx, record.case, record.section)? } else { Vec::new() };
    let mut notices: Vec<_> = figures.into_iter().filter_map(|figure| figure_notice(figure.record)).collect();
    notices.extend(progress.notice.clone().and_then(|said| notice(None, said.state, said.text, said.at)));
    notices.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(SectionView {
        section: record.section,
        status: status(&progress),
        version,
        on_record: verified.iter().map(|(path, answer)| shown(path, answer)).collect(),
        totals: totals(record.section, &answers)?,
        problems: check(record.section, &answers).iter().map(problem).collect(),
        answers: answers.iter().map(|(path, answer)| shown(path, answer)).collect(),
        notices,
        saved_at: progress.saved_at,
        submitted_at: progress.submitted_at,
    })
}

fn problem(problem: &Problem) -> ProblemView {
    ProblemView { path: problem.path.to_string(), code: problem.code.name().to_owned() }
}

fn figure_notice(figure: FigureRecord) -> Option<NoticeView> {
    let DecisionRecord { text, at, .. } = figure.decision?;
    notice(Some(figure.path), figure.state, text, at)
}

fn notice(path: Option<FieldPath>, state: FigureState, text: String, at: Timestamp) -> Option<NoticeView> {
    let kind = match state {
        FigureState::Asked => NoticeKind::Question,
        FigureState::Rejected => NoticeKind::NotTaken,
        FigureState::Pending | FigureState::Accepted | FigureState::Superseded => return None,
    };
    Some(NoticeView { path, kind, text, at })
}
