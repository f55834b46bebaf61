//! The client's side of the intake: save, check, submit, take back.

use super::draft::{record_entry, restore, stage, submit, update_progress};
use super::form::{
    Answers, Entry, FieldPath, FinancialSummary, Parsed, ParsedEntry, Problem, Revision, Section,
    SectionSchema, Total, check, check_rows, parse, schema, totals,
};
use super::record::{
    DecisionRecord, FigureRecord, FigureState, IntakeRecord, Progress, SectionRecord, figures_of, intake_of,
    section_of, verified_of,
};
use super::rows::store_section;
use super::rules::{SectionStatus, ShownAnswer, shown, status};
use crate::act::Operation;
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::limits;
use crate::foundation::redacted::redacted;
use crate::foundation::sorted::Map;
use crate::foundation::time::Timestamp;
use crate::portal::Visit;
use crate::sessions::viewer::Viewer;
use crate::store::{ReadTx, Stored};
use serde::{Deserialize, Serialize};

/// Names a section.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "mobile", derive(uniffi::Record))]
pub struct SectionRef {
    /// The section.
    pub section: Section,
}

/// Checks entries without keeping anything.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "mobile", derive(uniffi::Record), uniffi::export(Debug))]
pub struct CheckSection {
    /// The section.
    pub section: Section,
    /// What was entered, on top of what is saved.
    pub entries: Vec<Entry>,
}

/// Saves entries as a draft.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "mobile", derive(uniffi::Record), uniffi::export(Debug))]
pub struct SaveSection {
    /// The section.
    pub section: Section,
    /// What was entered; every other answer stays as it is.
    pub entries: Vec<Entry>,
    /// The version the page showed. If another device saved since, or the firm changed what it has on record, the save is
    /// refused; absent to save regardless.
    #[serde(default)]
    #[cfg_attr(feature = "mobile", uniffi(default))]
    pub version: Option<i64>,
}

/// Submits a section to the firm.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "mobile", derive(uniffi::Record))]
pub struct SubmitSection {
    /// The section.
    pub section: Section,
    /// The version that was reviewed on the page before submitting. If another device saved since, nothing is submitted.
    pub version: i64,
}

/// How far a section is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "mobile", derive(uniffi::Record))]
pub struct SectionStatusView {
    /// The section.
    pub section: Section,
    /// How far it is.
    pub status: SectionStatus,
    /// When something was last saved in it.
    pub saved_at: Option<Timestamp>,
    /// When it was last submitted.
    pub submitted_at: Option<Timestamp>,
}

/// The whole intake at a glance.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "mobile", derive(uniffi::Record), uniffi::export(Debug))]
pub struct IntakeView {
    /// The revision of the form by which it is asked.
    pub form_revision: String,
    /// Every section, in the order of the form.
    pub sections: Vec<SectionStatusView>,
    /// Income, expenses and equity by the answers so far.
    pub summary: FinancialSummary,
}

/// One section with its answers.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "mobile", derive(uniffi::Record), uniffi::export(Debug))]
pub struct SectionView {
    /// The section.
    pub section: Section,
    /// How far it is.
    pub status: SectionStatus,
    /// Names this state, for a later save or submission.
    pub version: i64,
    /// The client's answers; sensitive ones by their last four characters.
    pub answers: Vec<ShownAnswer>,
    /// What the firm has on record already, to be confirmed or corrected.
    pub on_record: Vec<ShownAnswer>,
    /// What follows from the answers.
    pub totals: Vec<Total>,
    /// What keeps the section from being submitted.
    pub problems: Vec<ProblemView>,
    /// What the firm asks, or could not take.
    pub notices: Vec<NoticeView>,
    /// When something was last saved in it.
    pub saved_at: Option<Timestamp>,
    /// When it was last submitted.
    pub submitted_at: Option<Timestamp>,
}

/// What is wrong with one entry, or missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "mobile", derive(uniffi::Record))]
pub struct ProblemView {
    /// Where: `bank[r1].current_balance`.
    pub path: String,
    /// The code of the error.
    pub code: String,
}

/// What a check found.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "mobile", derive(uniffi::Record), uniffi::export(Debug))]
pub struct SectionCheck {
    /// Entries that cannot be saved.
    pub refused: Vec<ProblemView>,
    /// What keeps the section from being submitted, refused entries aside.
    pub problems: Vec<ProblemView>,
    /// What follows from the answers, refused entries aside.
    pub totals: Vec<Total>,
}

/// What the firm says about one answer.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "mobile", derive(uniffi::Record), uniffi::export(Debug))]
pub struct NoticeView {
    /// Which answer; absent if it is about the section as a whole.
    pub path: Option<FieldPath>,
    /// Whether it is a question or a refusal.
    pub kind: NoticeKind,
    /// The firm's words.
    pub text: String,
    /// When.
    pub at: Timestamp,
}

/// What kind of word from the firm it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "mobile", derive(uniffi::Enum))]
pub enum NoticeKind {
    /// The firm asks something.
    Question,
    /// The firm could not take the answer.
    NotTaken,
}

redacted!(CheckSection, SaveSection, IntakeView, SectionView, SectionCheck, NoticeView);

impl Visit {
    /// The whole intake at a glance.
    ///
    /// # Errors
    /// `link_invalid`.
    pub fn get_intake(&self) -> Result<IntakeView> {
        self.look(Operation::GET_INTAKE, |look, viewer| {
            let summary = FinancialSummary::of(&answers_of(look, viewer)?)?;
            Ok(IntakeView {
                form_revision: Revision::current_id(),
                sections: statuses_of(look, viewer)?,
                summary,
            })
        })
    }

    /// The fields of a section, to build a form from.
    ///
    /// # Errors
    /// `link_invalid`.
    pub fn get_section_form(&self, input: SectionRef) -> Result<SectionSchema> {
        self.look(Operation::GET_SECTION_FORM, |_, _| Ok(schema::section(input.section).clone()))
    }

    /// One section with its answers, totals and what the firm says about it.
    ///
    /// # Errors
    /// `link_invalid`.
    pub fn get_section(&self, input: SectionRef) -> Result<SectionView> {
        self.look(Operation::GET_SECTION, |look, viewer| {
            let intake = intake_of(look, viewer.firm, viewer.case)?.record;
            let verified = verified_of(look, viewer.case, input.section)?;
            view(look, section_of(look, viewer.firm, viewer.case, input.section)?, &intake, &verified)
        })
    }

    /// Checks entries on top of what is saved, and keeps nothing.
    ///
    /// # Errors
    /// `link_invalid`; `list_too_long`. What is wrong with an entry is in the answer.
    pub fn check_section(&self, input: CheckSection) -> Result<SectionCheck> {
        self.look(Operation::CHECK_SECTION, |look, viewer| {
            bounded(&input.entries)?;
            let mut answers = section_of(look, viewer.firm, viewer.case, input.section)?.record.plain();
            checked(&input, &mut answers)
        })
    }

    /// Saves entries as a draft. One entry that cannot be read refuses the whole save, and nothing is changed.
    ///
    /// # Errors
    /// `changed_meanwhile` if another device saved since `version`; `sealing_key_missing`; the entry's own error, its field
    /// named as in `bank[r1].current_balance`.
    pub fn save_section(&self, input: SaveSection) -> Result<SectionView> {
        self.act(Operation::SAVE_SECTION, |act, viewer| {
            bounded(&input.entries)?;
            let mut section = section_of(act, viewer.firm, viewer.case, input.section)?;
            check_version(&section, input.version)?;
            let verified = verified_of(act, viewer.case, input.section)?;
            for entry in &input.entries {
                let parsed = parse(input.section, entry)?;
                record_entry(act, viewer, &mut section.record, &verified, parsed)?;
            }
            check_rows(input.section, &section.record.plain())?;
            act.event.fact("section", input.section.name());
            act.event.fact("entries", input.entries.len());
            store_section(act, &mut section)?;
            let intake = intake_of(act, viewer.firm, viewer.case)?;
            let intake = update_progress(act, viewer, intake, input.section, |progress, now| {
                progress.is_changed = true;
                progress.saved_at = Some(now);
            })?;
            view(act, section, &intake, &verified)
        })
    }

    /// Submits a section. Its figures are staged for the firm's decision; the profile stays as it is (SPEC R13).
    ///
    /// # Errors
    /// `changed_meanwhile`; `state_forbids` if nothing was saved since the last submission; the first problem, its field
    /// named.
    pub fn submit_section(&self, input: SubmitSection) -> Result<SectionView> {
        self.act(Operation::SUBMIT_SECTION, |act, viewer| {
            let mut section = section_of(act, viewer.firm, viewer.case, input.section)?;
            check_version(&section, Some(input.version))?;
            let intake = intake_of(act, viewer.firm, viewer.case)?;
            require_changes(&intake.record, input.section)?;
            if let Some(problem) = check(input.section, &section.record.plain()).into_iter().next() {
                return Err(problem.into());
            }
            let submission = submit(act, viewer, &mut section.record)?;
            let verified = verified_of(act, viewer.case, input.section)?;
            let (staged, counts) = stage(act, viewer, &section.record, &verified, submission)?;
            act.event.fact("section", input.section.name());
            act.event.fact("staged", staged);
            act.event.subject(submission);
            section.record.touched.clear();
            store_section(act, &mut section)?;
            let intake = update_progress(act, viewer, intake, input.section, |progress, now| {
                let saved_at = progress.saved_at;
                *progress = Progress { saved_at, submitted_at: Some(now), ..counts };
            })?;
            view(act, section, &intake, &verified)
        })
    }

    /// Takes back what was saved since the last submission; without one, everything.
    ///
    /// # Errors
    /// `state_forbids` if there is nothing to take back.
    pub fn discard_section(&self, input: SectionRef) -> Result<SectionView> {
        self.act(Operation::DISCARD_SECTION, |act, viewer| {
            let mut section = section_of(act, viewer.firm, viewer.case, input.section)?;
            let intake = intake_of(act, viewer.firm, viewer.case)?;
            require_changes(&intake.record, input.section)?;
            restore(act, viewer, &mut section.record)?;
            act.event.fact("section", input.section.name());
            store_section(act, &mut section)?;
            let intake = update_progress(act, viewer, intake, input.section, |progress, _| {
                progress.is_changed = false;
            })?;
            let verified = verified_of(act, viewer.case, input.section)?;
            view(act, section, &intake, &verified)
        })
    }
}

/// How far each section is, in the order of the form.
pub(crate) fn statuses_of(tx: &(impl ReadTx + ?Sized), viewer: &Viewer) -> Result<Vec<SectionStatusView>> {
    let intake = intake_of(tx, viewer.firm, viewer.case)?.record;
    Ok(statuses(&intake))
}

/// How far each section is, in the order of the form.
pub(crate) fn statuses(intake: &IntakeRecord) -> Vec<SectionStatusView> {
    let view = |section: Section| {
        let progress = intake.sections.get(&section).cloned().unwrap_or_default();
        let (saved_at, submitted_at) = (progress.saved_at, progress.submitted_at);
        SectionStatusView { section, status: status(&progress), saved_at, submitted_at }
    };
    Section::ALL.into_iter().map(view).collect()
}

fn answers_of(tx: &impl ReadTx, viewer: &Viewer) -> Result<Map<Section, Answers>> {
    let answers = |section| Ok((section, section_of(tx, viewer.firm, viewer.case, section)?.record.plain()));
    Section::ALL.into_iter().map(answers).collect()
}

/// Puts entries on top of `answers`, and says what comes of it.
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

/// Puts entries on top of `answers`; the answer names those that cannot be read.
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

/// Refuses where nothing was saved since the last submission.
fn require_changes(intake: &IntakeRecord, section: Section) -> Result<()> {
    let is_changed = intake.sections.get(&section).is_some_and(|progress| progress.is_changed);
    if is_changed { Ok(()) } else { Err(Error::new(Code::STATE_FORBIDS)) }
}

fn view(
    tx: &impl ReadTx,
    section: Stored<SectionRecord>,
    intake: &IntakeRecord,
    verified: &Answers,
) -> Result<SectionView> {
    let Stored { version, record } = section;
    let progress = intake.sections.get(&record.section).cloned().unwrap_or_default();
    let answers = record.plain();
    // The figures have something to say only where one was returned.
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
