//! The kinds of documents, and which of them clients can see.

use crate::foundation::from_text::from_text;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::convert::Infallible;

/// The kind of a document, on the wire its name. An unknown name is stored unchanged and never shown to clients.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DocumentKind {
    /// The contract between client and firm.
    EngagementLetter,
    /// A signed change to the engagement letter.
    SignedAddendum,
    /// A document that came back signed.
    SignedDocument,
    /// A bill.
    Invoice,
    /// The firm's report for the client to keep.
    ClientRetentionReport,
    /// The cover sheet of the client retention report.
    RetentionCoverSheet,
    /// The client's completed tax organizer.
    TaxOrganizer,
    /// The client's completed profit and loss statement.
    ProfitAndLoss,
    /// The client's completed IRS form.
    IrsFormFill,
    /// The firm's analysis of transcripts; internal.
    TranscriptDiagnostic,
    /// The strategy as staff use it; internal.
    OperatorStrategyReport,
    /// The calculation of the fee; internal.
    FeeWorksheet,
    /// An unfinished document; internal.
    Draft,
    /// A kind that the host defines; internal.
    Other(String),
}

impl DocumentKind {
    /// Every kind that is known by name.
    pub const NAMED: [(&'static str, Self); 13] = [
        ("engagementLetter", Self::EngagementLetter),
        ("signedAddendum", Self::SignedAddendum),
        ("signedDocument", Self::SignedDocument),
        ("invoice", Self::Invoice),
        ("clientRetentionReport", Self::ClientRetentionReport),
        ("retentionCoverSheet", Self::RetentionCoverSheet),
        ("taxOrganizer", Self::TaxOrganizer),
        ("profitAndLoss", Self::ProfitAndLoss),
        ("irsFormFill", Self::IrsFormFill),
        ("transcriptDiagnostic", Self::TranscriptDiagnostic),
        ("operatorStrategyReport", Self::OperatorStrategyReport),
        ("feeWorksheet", Self::FeeWorksheet),
        ("draft", Self::Draft),
    ];

    /// Returns the kind with this name.
    #[must_use]
    pub fn named(name: &str) -> Self {
        let known = Self::NAMED.iter().find(|(known, _)| *known == name);
        known.map_or_else(|| Self::Other(name.to_owned()), |(_, kind)| kind.clone())
    }

    /// Returns the kind's name on the wire.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Other(name) => name,
            known => Self::NAMED.iter().find(|(_, kind)| kind == known).map_or("", |(name, _)| name),
        }
    }
}

impl Serialize for DocumentKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct("DocumentKind", self.name())
    }
}

impl<'de> Deserialize<'de> for DocumentKind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        from_text(deserializer, "DocumentKind", "a kind of document", |name| {
            Ok::<_, Infallible>(Self::named(name))
        })
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for DocumentKind {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "DocumentKind".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let names: Vec<_> = Self::NAMED.iter().map(|(name, _)| *name).collect();
        schemars::json_schema!({ "type": "string", "examples": names })
    }
}

/// The kinds that a client can ever see. A kind that is not in this list cannot be shown by any setting (SPEC R8).
pub(crate) const ALLOWLIST: [DocumentKind; 9] = [
    DocumentKind::EngagementLetter,
    DocumentKind::SignedAddendum,
    DocumentKind::SignedDocument,
    DocumentKind::Invoice,
    DocumentKind::ClientRetentionReport,
    DocumentKind::RetentionCoverSheet,
    DocumentKind::TaxOrganizer,
    DocumentKind::ProfitAndLoss,
    DocumentKind::IrsFormFill,
];
