//! Intake: the client's answers, staged field by field until the firm decides on them (SPEC R11 to R14).
//!
//! The values of a figure are stored separately in three places: the client's answers (`sections`,
//! `submissions`), the figures that await the firm's decision (`staged_figures`), and the profile of the case
//! (`profile_figures`). In the profile, the agency's own record is kept apart from what the firm verified and
//! ranks above it. Only a named reviewer's decision copies a figure from the second place to the third.
//!
//! # Example
//! ```
//! # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/example.rs"));
//! # fn main() -> casegate::Result<()> {
//! # let Example { desk, case, visit, .. } = example()?;
//! use casegate::intake::form::{Entry, EntryValue, Section};
//! use casegate::intake::{CaseRef, SaveSection, SubmitSection};
//!
//! let cash = Entry {
//!     field: "cash_on_hand".into(),
//!     row: None,
//!     value: EntryValue::Text { text: "$1,234.50".into() },
//! };
//! let section = Section::Accounts;
//! let saved = visit.save_section(SaveSection { section, entries: vec![cash], version: None, case_id: None })?;
//! visit.submit_section(SubmitSection { section, version: saved.version, case_id: None })?;
//! let review = desk.get_review(CaseRef { case_id: case.case_id })?;
//! assert_eq!(review.figures.len(), 1); // staged; the profile is unchanged until the firm decides
//! # Ok(()) }
//! ```

mod comparison;
pub mod decision;
pub mod desk;
mod draft;
pub mod form;
pub mod given;
pub mod offline;
pub mod profile;
pub mod record;
pub mod review;
mod rows;
pub mod rules;
pub(crate) mod sealed;
pub mod staged;
mod stored;
pub mod types;
pub mod visit;

use crate::binding::room;
pub use crate::cases::record::CaseRef;
pub use crate::cases::record::OwnCaseRef;
pub use crate::foundation::tin::UnmaskedNumber;
use crate::store::{Record as _, Table};
pub use desk::{ClientAnswers, Submission, SubmissionRef};
pub use form::SectionSchema;
pub use profile::{Profile, SetFigure, UnmaskAnswer};
pub use review::{DecideFigures, DecideSection, Decided, Review};
pub use staged::FigureRef;
pub use types::{
    CheckSection, IntakeView, SaveSection, SectionCheck, SectionRef, SectionView, SubmitSection,
};

pub(crate) const TABLES: &[&Table] = &[
    record::IntakeRecord::TABLE,
    record::SectionRecord::TABLE,
    record::SubmissionRecord::TABLE,
    record::FigureRecord::TABLE,
    record::ProfileRecord::TABLE,
];

room! {
    intake
    codes {
        /// The field does not offer this choice.
        CHOICE_INVALID = "choice_invalid", Invalid, "this choice is not offered";
        /// The section has no such field, or the row id is not valid.
        FIELD_UNKNOWN = "field_unknown", Invalid, "there is no such field";
        /// The field is computed and cannot be entered.
        FIELD_DERIVED = "field_derived", Invalid, "this field is computed";
        /// A required answer is missing when the section is submitted.
        ANSWER_REQUIRED = "answer_required", Invalid, "an answer is required here";
        /// The value in the profile is not the one that the reviewer saw. Nothing was overwritten.
        BASE_STALE = "base_stale", Conflict, "the profile's value changed; look again before deciding";
    }
    desk {
        /// Returns every present answer of a case's client, with its provenance.
        GET_ANSWERS = get_answers(CaseRef) -> ClientAnswers, See, Reads;
        /// Returns a section as it was submitted.
        GET_SUBMISSION = get_submission(SubmissionRef) -> Submission, See, Reads;
        /// Returns everything that a reviewer has to decide on, each figure beside what it would replace.
        GET_REVIEW = get_review(CaseRef) -> Review, See, Reads;
        /// Decides staged figures one by one.
        DECIDE_FIGURES = decide_figures(DecideFigures) -> Decided, Change, Acts;
        /// Decides every pending figure of a section.
        DECIDE_SECTION = decide_section(DecideSection) -> Decided, Change, Acts;
        /// Undoes an acceptance.
        UNDO_ACCEPTANCE = undo_acceptance(FigureRef) -> Decided, Change, Acts;
        /// Writes a figure of the profile, with the firm's or the agency's authority.
        SET_FIGURE = set_figure(SetFigure) -> Profile, Change, Acts;
        /// Returns the financial profile, with the fields where its tiers and the client's answers disagree.
        GET_PROFILE = get_profile(CaseRef) -> Profile, See, Reads;
        /// Returns the sensitive answer that a staged figure proposes, in full. The call is audited.
        UNMASK_FIGURE = unmask_figure(FigureRef) -> UnmaskedNumber, Unmask, Acts;
        /// Returns one sensitive answer in full. The call is audited.
        UNMASK_ANSWER = unmask_answer(UnmaskAnswer) -> UnmaskedNumber, Unmask, Acts;
    }
    visit {
        /// Returns an overview of the whole intake.
        GET_INTAKE = get_intake(OwnCaseRef) -> IntakeView, Session, Reads;
        /// Returns the fields of a section, to build a form from.
        GET_SECTION_FORM = get_section_form(SectionRef) -> SectionSchema, Session, Reads;
        /// Returns one section of the intake with its answers and totals.
        GET_SECTION = get_section(SectionRef) -> SectionView, Session, Reads;
        /// Checks entries without storing them.
        CHECK_SECTION = check_section(CheckSection) -> SectionCheck, Session, Reads;
        /// Saves entries as a draft.
        SAVE_SECTION = save_section(SaveSection) -> SectionView, Session, Acts;
        /// Submits a section to the firm.
        SUBMIT_SECTION = submit_section(SubmitSection) -> SectionView, Session, Acts;
        /// Discards what was saved since the last submission.
        DISCARD_SECTION = discard_section(SectionRef) -> SectionView, Session, Acts;
    }
}
