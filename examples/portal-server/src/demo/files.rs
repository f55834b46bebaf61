//! What the data files hold.

use casegate::cases::progress::desk::MappedStage;
use casegate::documents::kind::DocumentKind;
use casegate::forms::record::FormState;
use casegate::foundation::time::HOUR;
use casegate::intake::form::{FieldPath, Section};
use casegate::intake::record::Authority;
use serde::Deserialize;
use std::collections::BTreeMap;

/// `firm.json`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct FirmFile {
    pub(super) name: String,
    pub(super) contact: String,
    pub(super) accent_color: String,
    pub(super) invite_days: u32,
    pub(super) stages: Vec<MappedStage>,
}

/// One row of `cases.json`, and of a file to import.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct CaseFile {
    pub(super) client_name: String,
    pub(super) title: String,
    pub(super) stage: String,
    #[serde(default)]
    pub(super) client_tin: Option<String>,
    #[serde(default)]
    pub(super) blockers: Vec<String>,
    #[serde(default)]
    pub(super) notes: String,
    #[serde(default)]
    pub(super) days_ago: u32,
    /// When the firm last worked on it, if that was later.
    #[serde(default)]
    pub(super) refreshed_days_ago: Option<u32>,
    /// One for the taxpayer, if nothing is said.
    #[serde(default = "taxpayer")]
    pub(super) invites: Vec<InviteFile>,
    #[serde(default)]
    pub(super) documents: Vec<DocumentFile>,
    #[serde(default)]
    pub(super) envelopes: Vec<EnvelopeFile>,
    #[serde(default)]
    pub(super) forms: Vec<FormFile>,
    #[serde(default)]
    pub(super) figures: Vec<FigureFile>,
    #[serde(default)]
    pub(super) intake: Vec<IntakeFile>,
}

fn taxpayer() -> Vec<InviteFile> {
    vec![InviteFile { label: "taxpayer".to_owned(), print: None, days_ago: 0, hours: None }]
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct InviteFile {
    pub(super) label: String,
    /// How the printed line names it.
    #[serde(default)]
    pub(super) print: Option<String>,
    #[serde(default)]
    pub(super) days_ago: u32,
    /// How long it works; by the firm's setting if absent.
    #[serde(default)]
    hours: Option<u32>,
}

impl InviteFile {
    pub(super) fn life(&self) -> Option<i64> {
        self.hours.map(|hours| i64::from(hours) * HOUR)
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct DocumentFile {
    pub(super) kind: DocumentKind,
    pub(super) title: String,
    #[serde(flatten)]
    pub(super) paper: Paper,
    #[serde(default)]
    pub(super) days_ago: u32,
    #[serde(default)]
    pub(super) deliver: bool,
}

/// A one-page PDF, by its lines.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Paper {
    pub(super) file_name: String,
    pub(super) lines: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct EnvelopeFile {
    pub(super) title: String,
    #[serde(default)]
    pub(super) signer: String,
    #[serde(default)]
    pub(super) days_ago: u32,
    /// Sent, if there is one.
    #[serde(default)]
    pub(super) sign_url: Option<String>,
    /// Completed, if there is one.
    #[serde(default)]
    pub(super) signed: Option<SignedFile>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct SignedFile {
    #[serde(flatten)]
    pub(super) paper: Paper,
    #[serde(default)]
    pub(super) days_ago: u32,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct FormFile {
    pub(super) title: String,
    pub(super) url: String,
    #[serde(default)]
    pub(super) days_ago: u32,
    #[serde(default)]
    pub(super) state: Option<FormState>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct FigureFile {
    pub(super) section: Section,
    pub(super) authority: Authority,
    pub(super) path: FieldPath,
    pub(super) text: String,
    #[serde(default)]
    pub(super) days_ago: u32,
}

/// What a client entered.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct IntakeFile {
    pub(super) section: Section,
    /// The label of the invite by which they came.
    pub(super) by: String,
    #[serde(default)]
    pub(super) days_ago: u32,
    pub(super) answers: BTreeMap<FieldPath, String>,
    #[serde(default)]
    pub(super) submit: bool,
    /// Whether the firm took all of it over.
    #[serde(default)]
    pub(super) accept: bool,
}
