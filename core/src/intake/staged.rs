//! A staged figure, as a reviewer sees it.

use super::form::{FieldPath, Section};
use super::given::Provenance;
use super::record::FigureState;
use super::rules::ShownAnswer;
use crate::foundation::ids::{CaseId, FigureId, SubmissionId};
use crate::foundation::time::Timestamp;
use casegate_macros::wire;

/// A reference to a staged figure.
#[wire(prints)]
pub struct FigureRef {
    /// The case.
    pub case_id: CaseId,
    /// The figure.
    pub figure_id: FigureId,
}

/// A staged figure beside the value that it would replace.
#[wire]
pub struct StagedFigure {
    /// The figure.
    pub figure_id: FigureId,
    /// The section.
    pub section: Section,
    /// The field.
    pub path: FieldPath,
    /// The profile's value when the client answered.
    pub base: Option<ShownAnswer>,
    /// The value that the client proposes. Absent if the client removes the figure.
    pub proposed: Option<ShownAnswer>,
    /// The profile's present value.
    pub current: Option<ShownAnswer>,
    /// The value in the agency's record, if there is one. No client's answer ever changes it.
    pub irs_record: Option<ShownAnswer>,
    /// Whether the profile changed since the client answered.
    pub is_stale: bool,
    /// Whether the proposal differs from the agency's record.
    pub contradicts_irs: bool,
    /// The state of the figure.
    pub state: FigureState,
    /// The submission in which the figure was proposed.
    pub submission_id: SubmissionId,
    /// Who entered it, and when.
    pub provenance: Provenance,
    /// The name of the staff member who decided.
    pub decided_by: Option<String>,
    /// When it was decided.
    pub decided_at: Option<Timestamp>,
    /// The reason or question that the client reads.
    pub decision_text: Option<String>,
}
