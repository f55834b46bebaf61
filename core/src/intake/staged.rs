//! A staged figure, as a reviewer sees it.

use super::form::{FieldPath, Section};
use super::given::Provenance;
use super::record::FigureState;
use super::rules::ShownAnswer;
use crate::foundation::ids::{CaseId, FigureId, SubmissionId};
use crate::foundation::redacted::redacted;
use crate::foundation::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Names a staged figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "mobile", derive(uniffi::Record))]
pub struct FigureRef {
    /// The case.
    pub case_id: CaseId,
    /// The figure.
    pub figure_id: FigureId,
}

/// A staged figure beside what it would replace.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "mobile", derive(uniffi::Record), uniffi::export(Debug))]
pub struct StagedFigure {
    /// The figure.
    pub figure_id: FigureId,
    /// Its section.
    pub section: Section,
    /// Its field.
    pub path: FieldPath,
    /// What the profile said when the client answered.
    pub base: Option<ShownAnswer>,
    /// What the client proposes; absent to take the figure out.
    pub proposed: Option<ShownAnswer>,
    /// What the profile says now.
    pub current: Option<ShownAnswer>,
    /// What the agency's record says, where there is one; nothing from a client ever changes it.
    pub irs_record: Option<ShownAnswer>,
    /// Whether the profile changed since the client answered.
    pub is_stale: bool,
    /// Whether the proposal says something else than the agency's record.
    pub contradicts_irs: bool,
    /// How far it is.
    pub state: FigureState,
    /// The submission it came with.
    pub submission_id: SubmissionId,
    /// Who entered it, and when.
    pub provenance: Provenance,
    /// Who decided.
    pub decided_by: Option<String>,
    /// When.
    pub decided_at: Option<Timestamp>,
    /// The reason or question that the client reads.
    pub decision_text: Option<String>,
}

redacted!(StagedFigure);
