//! What is kept of a document.

use crate::foundation::from_text::from_text;
use crate::foundation::ids::{CaseId, DocumentId, EnvelopeId, FirmId};
use crate::foundation::redacted::redacted;
use crate::foundation::time::{Timestamp, millis};
use crate::store::{Column, ColumnKind, Key, Record, Reference, Table, Value};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::convert::Infallible;
use uuid::Uuid;

pub(crate) static DOCUMENTS: Table = Table {
    columns: &[Column::new("firm", ColumnKind::Bytes)],
    references: &[Reference { columns: &["firm", "parent"], table: "cases" }],
    ..Table::named("documents")
};

pub(crate) static CHUNKS: Table = Table { ..Table::named("document_chunks") };

/// What a document is. On the wire its name; a name that is not known here is kept as it is and never shown to clients.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DocumentKind {
    /// The contract between client and firm.
    EngagementLetter,
    /// A signed change to it.
    SignedAddendum,
    /// Anything that came back signed.
    SignedDocument,
    /// A bill.
    Invoice,
    /// The firm's report for the client to keep.
    ClientRetentionReport,
    /// Its cover sheet.
    RetentionCoverSheet,
    /// The client's completed tax organizer.
    TaxOrganizer,
    /// The client's completed profit and loss statement.
    ProfitAndLoss,
    /// The client's completed IRS form.
    IrsFormFill,
    /// What the firm read out of transcripts; internal.
    TranscriptDiagnostic,
    /// The strategy in its operator form; internal.
    OperatorStrategyReport,
    /// How the fee came about; internal.
    FeeWorksheet,
    /// Anything unfinished; internal.
    Draft,
    /// A kind of the host's own; internal.
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

    /// The kind of this name.
    #[must_use]
    pub fn named(name: &str) -> Self {
        let known = Self::NAMED.iter().find(|(known, _)| *known == name);
        known.map_or_else(|| Self::Other(name.to_owned()), |(_, kind)| kind.clone())
    }

    /// The kind's name on the wire.
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

/// A document on a case, clustered by it.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct DocumentRecord {
    #[serde(skip)]
    pub(crate) id: Uuid,
    pub(crate) firm: FirmId,
    #[serde(skip, default = "CaseId::nil")]
    pub(crate) case: CaseId,
    pub(crate) kind: DocumentKind,
    pub(crate) title: String,
    pub(crate) file_name: String,
    pub(crate) media_type: String,
    pub(crate) size: u64,
    pub(crate) chunks: u32,
    /// SHA-256 of the content in hexadecimal digits.
    pub(crate) fingerprint: String,
    pub(crate) place: ContentPlace,
    /// The envelope it came back signed from; then it stays the client's, unless another one takes its place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) envelope: Option<EnvelopeId>,
    #[serde(with = "millis")]
    pub(crate) added_at: Timestamp,
    /// When staff delivered it to the client; withdrawn again if `None`.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "millis::option")]
    pub(crate) delivered_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "millis::option")]
    pub(crate) downloaded_at: Option<Timestamp>,
}

/// Where a document's bytes are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum ContentPlace {
    /// In the store, beside the record.
    Store,
    /// In the host's [`super::blobs::Blobs`].
    Blobs,
}

impl DocumentRecord {
    pub(crate) fn id(&self) -> DocumentId {
        DocumentId::from_uuid(self.id)
    }
}

impl Record for DocumentRecord {
    const TABLE: &'static Table = &DOCUMENTS;
    fn key(&self) -> Key {
        Key::under(self.case.uuid(), self.id)
    }
    fn named(&mut self, key: Key) {
        (self.case, self.id) = (CaseId::from_uuid(key.parent), key.id);
    }
    fn columns(&self) -> Vec<Value> {
        vec![self.firm.uuid().into()]
    }
}

/// A piece of a document's content, clustered by the document.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct ChunkRecord {
    #[serde(skip)]
    pub(crate) document: Uuid,
    pub(crate) index: u32,
    /// Base64.
    pub(crate) data: String,
}

impl Record for ChunkRecord {
    const TABLE: &'static Table = &CHUNKS;
    fn key(&self) -> Key {
        chunk_key(self.document, self.index)
    }
    fn named(&mut self, key: Key) {
        self.document = key.parent;
    }
    fn columns(&self) -> Vec<Value> {
        Vec::new()
    }
}

/// Chunks of one document lie together, in order.
pub(crate) fn chunk_key(document: Uuid, index: u32) -> Key {
    Key::under(document, Uuid::from_u128(u128::from(index) + 1))
}

redacted!(DocumentRecord, ChunkRecord);
