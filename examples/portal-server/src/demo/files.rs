//! The contents of the data files.

use casegate::cases::progress::desk::MappedStage;
use casegate::documents::kind::DocumentKind;
use casegate::forms::record::FormState;
use casegate::foundation::time::HOUR;
use casegate::intake::form::{FieldPath, Section};
use casegate::intake::record::Authority;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The contents of `firm.json`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct FirmFile {
    pub(super) name: String,
    pub(super) contact: String,
    pub(super) accent_color: String,
    pub(super) invite_days: u32,
    pub(super) stages: Vec<MappedStage>,
}

/// One row of `cases.json`, or of a file to import.
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
    /// The days since the firm last worked on it, if that was after the case was opened.
    #[serde(default)]
    pub(super) refreshed_days_ago: Option<u32>,
    /// The invites; by default one for the taxpayer.
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
    /// The name on the printed line, if the link is printed.
    #[serde(default)]
    pub(super) print: Option<String>,
    #[serde(default)]
    pub(super) days_ago: u32,
    /// The hours for which the link works; by default the firm's setting.
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

/// The lines of a one-page PDF.
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
    /// The signing link, if the envelope was sent.
    #[serde(default)]
    pub(super) sign_url: Option<String>,
    /// The signed document, if the envelope was completed.
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

/// The answers of a client to a section.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct IntakeFile {
    pub(super) section: Section,
    /// The label of the client's invite.
    pub(super) by: String,
    #[serde(default)]
    pub(super) days_ago: u32,
    pub(super) answers: BTreeMap<FieldPath, String>,
    #[serde(default)]
    pub(super) submit: bool,
    /// Whether the firm accepted all of it.
    #[serde(default)]
    pub(super) accept: bool,
}
