//! Intake: what the client fills in, staged field by field until the firm decides (SPEC R11 to R14).
//!
//! Three stores of one figure, never mixed: what the client answered (`sections`, `submissions`), what waits for the firm's
//! decision (`staged_figures`), and what the case goes by (`profile_figures`), in which the agency's own record stands
//! beside, and above, what the firm verified. Only a decision by a named reviewer carries a figure from the second to
//! the third.

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
pub mod visit;

use crate::binding::room;
pub use crate::cases::record::CaseRef;
pub use crate::foundation::tin::UnmaskedNumber;
use crate::store::Table;
pub use desk::{ClientAnswers, Submission, SubmissionRef};
pub use form::SectionSchema;
pub use profile::{Profile, SetFigure, UnmaskAnswer};
pub use review::{DecideFigures, DecideSection, Decided, Review};
pub use staged::FigureRef;
pub use visit::{
    CheckSection, IntakeView, SaveSection, SectionCheck, SectionRef, SectionView, SubmitSection,
};

pub(crate) const TABLES: &[&Table] =
    &[&record::INTAKES, &record::SECTIONS, &record::SUBMISSIONS, &record::STAGED, &record::PROFILE];

room! {
    intake
    codes {
        /// A choice that the field does not offer.
        CHOICE_INVALID = "choice_invalid", Invalid, "this choice is not offered";
        /// A field that the section does not have, or a row id that is not one.
        FIELD_UNKNOWN = "field_unknown", Invalid, "there is no such field";
        /// A field that is computed and cannot be entered.
        FIELD_DERIVED = "field_derived", Invalid, "this field is computed";
        /// A required answer is missing when the section is submitted.
        ANSWER_REQUIRED = "answer_required", Invalid, "an answer is required here";
        /// The value in the profile is not the one the reviewer saw; nothing was overwritten.
        BASE_STALE = "base_stale", Conflict, "the profile's value changed; look again before deciding";
    }
    desk {
        /// Every present answer of a case's client, with its provenance.
        GET_ANSWERS = get_answers(CaseRef) -> ClientAnswers, See, Reads;
        /// A section as it was submitted.
        GET_SUBMISSION = get_submission(SubmissionRef) -> Submission, See, Reads;
        /// Everything that a reviewer has to decide on, each figure beside what it would replace.
        GET_REVIEW = get_review(CaseRef) -> Review, See, Reads;
        /// Decides staged figures one by one.
        DECIDE_FIGURES = decide_figures(DecideFigures) -> Decided, Change, Writes;
        /// Decides all that is open in a section.
        DECIDE_SECTION = decide_section(DecideSection) -> Decided, Change, Writes;
        /// Takes an acceptance back.
        UNDO_ACCEPTANCE = undo_acceptance(FigureRef) -> Decided, Change, Writes;
        /// Writes a figure of the profile by the firm's or the agency's authority.
        SET_FIGURE = set_figure(SetFigure) -> Profile, Change, Writes;
        /// The financial profile, and where its tiers and the client's answers disagree.
        GET_PROFILE = get_profile(CaseRef) -> Profile, See, Reads;
        /// The sensitive answer that a staged figure proposes, in full; audited.
        UNMASK_FIGURE = unmask_figure(FigureRef) -> UnmaskedNumber, Unmask, Writes;
        /// One sensitive answer in full; audited.
        UNMASK_ANSWER = unmask_answer(UnmaskAnswer) -> UnmaskedNumber, Unmask, Writes;
    }
    visit {
        /// The whole intake at a glance.
        GET_INTAKE = get_intake() -> IntakeView, Session, Reads;
        /// The fields of a section, to build a form from.
        GET_SECTION_FORM = get_section_form(SectionRef) -> SectionSchema, Session, Reads;
        /// One section of the intake with its answers and totals.
        GET_SECTION = get_section(SectionRef) -> SectionView, Session, Reads;
        /// Checks entries without keeping anything.
        CHECK_SECTION = check_section(CheckSection) -> SectionCheck, Session, Reads;
        /// Saves entries as a draft.
        SAVE_SECTION = save_section(SaveSection) -> SectionView, Session, Writes;
        /// Submits a section to the firm.
        SUBMIT_SECTION = submit_section(SubmitSection) -> SectionView, Session, Writes;
        /// Takes back what was saved since the last submission.
        DISCARD_SECTION = discard_section(SectionRef) -> SectionView, Session, Writes;
    }
}
