//! The inputs and outputs of the client's operations on the intake.

use super::form::{Entry, FieldPath, FinancialSummary, Section, Total};
use super::rules::{SectionStatus, ShownAnswer};
use crate::foundation::ids::CaseId;
use crate::foundation::time::Timestamp;
use casegate_macros::wire;

/// A reference to a section.
#[wire(input, prints)]
pub struct SectionRef {
    /// The section.
    pub section: Section,
    /// The case; the one that the link opens if absent.
    pub case_id: Option<CaseId>,
}

/// Entries to check without storing them.
#[wire(input)]
pub struct CheckSection {
    /// The section.
    pub section: Section,
    /// The entries, on top of the saved answers.
    pub entries: Vec<Entry>,
    /// The case; the one that the link opens if absent.
    pub case_id: Option<CaseId>,
}

/// Entries to save as a draft.
#[wire(input)]
pub struct SaveSection {
    /// The section.
    pub section: Section,
    /// The entries. Every other answer stays as it is.
    pub entries: Vec<Entry>,
    /// The version that the page showed. The save is refused if another device saved since, or if the firm
    /// changed what it has on record. If absent, the version is not checked.
    pub version: Option<i64>,
    /// The case; the one that the link opens if absent.
    pub case_id: Option<CaseId>,
}

/// A section to submit to the firm.
#[wire(input, prints)]
pub struct SubmitSection {
    /// The section.
    pub section: Section,
    /// The version that was reviewed on the page before submitting. If another device saved since, nothing is
    /// submitted.
    pub version: i64,
    /// The case; the one that the link opens if absent.
    pub case_id: Option<CaseId>,
}

/// The status of a section.
#[wire(prints)]
pub struct SectionStatusView {
    /// The section.
    pub section: Section,
    /// The status.
    pub status: SectionStatus,
    /// When something was last saved in it.
    pub saved_at: Option<Timestamp>,
    /// When it was last submitted.
    pub submitted_at: Option<Timestamp>,
}

/// An overview of the whole intake.
#[wire(output)]
pub struct IntakeView {
    /// The revision of the form that is filled in.
    pub form_revision: String,
    /// Every section, in the order of the form.
    pub sections: Vec<SectionStatusView>,
    /// Income, expenses and equity, computed from the answers so far.
    pub summary: FinancialSummary,
}

/// One section with its answers.
#[wire(output)]
pub struct SectionView {
    /// The section.
    pub section: Section,
    /// The status.
    pub status: SectionStatus,
    /// The version of the section. A submission has to state it, and a save may.
    pub version: i64,
    /// The client's answers. Sensitive ones are masked.
    pub answers: Vec<ShownAnswer>,
    /// The values that the firm already has on record, to be confirmed or corrected.
    pub on_record: Vec<ShownAnswer>,
    /// The totals derived from the answers.
    pub totals: Vec<Total>,
    /// The problems that prevent the submission of the section.
    pub problems: Vec<ProblemView>,
    /// The firm's questions, and the answers that it did not accept.
    pub notices: Vec<NoticeView>,
    /// When something was last saved in it.
    pub saved_at: Option<Timestamp>,
    /// When it was last submitted.
    pub submitted_at: Option<Timestamp>,
}

/// A problem with one entry, or a missing answer.
#[wire(prints)]
pub struct ProblemView {
    /// The field, as in `bank[r1].current_balance`.
    pub path: String,
    /// The code of the error.
    pub code: String,
}

/// The result of a check.
#[wire(output)]
pub struct SectionCheck {
    /// Entries that cannot be saved.
    pub refused: Vec<ProblemView>,
    /// The problems that prevent the submission of the section. Refused entries are left out.
    pub problems: Vec<ProblemView>,
    /// The totals derived from the answers. Refused entries are left out.
    pub totals: Vec<Total>,
}

/// A notice of the firm about one answer.
#[wire]
pub struct NoticeView {
    /// The field. Absent if the notice is about the section as a whole.
    pub path: Option<FieldPath>,
    /// Whether it is a question or a refusal.
    pub kind: NoticeKind,
    /// The firm's text.
    pub text: String,
    /// When the firm wrote it.
    pub at: Timestamp,
}

/// The kind of a notice.
#[wire]
pub enum NoticeKind {
    /// The firm has a question.
    Question,
    /// The firm did not accept the answer.
    NotTaken,
}
