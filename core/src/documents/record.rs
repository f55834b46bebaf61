//! The stored records of a document and its chunks.

use super::kind::DocumentKind;
use crate::audience::addressee::Audience;
use crate::audience::delivery::Delivered;
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::ids::{CaseId, DocumentId, EnvelopeId, FirmId};
use crate::foundation::redacted::redacted;
use crate::foundation::time::{Timestamp, millis};
use crate::store::{Column, ColumnKind, Key, Record, Reference, Table, Value};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub(crate) static DOCUMENTS: Table = Table {
    columns: &[
        Column::new("firm", ColumnKind::Bytes),
        Column::nullable("rank", ColumnKind::Integer),
        Column::new("kind", ColumnKind::Text),
    ],
    // This index is enough to find, order and count the documents that are for everyone.
    indexes: &[&["parent", "rank", "kind"]],
    references: &[Reference { columns: &["firm", "parent"], table: "cases" }],
    ..Table::named("documents")
};

pub(crate) static CHUNKS: Table = Table { ..Table::named("document_chunks") };

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
    pub(crate) stored_in: ContentStore,
    #[serde(with = "millis")]
    pub(crate) added_at: Timestamp,
    pub(crate) delivery: Delivery,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "millis::option")]
    pub(crate) downloaded_at: Option<Timestamp>,
}

/// The delivery state of a document.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Delivery {
    /// The document is not delivered, or was withdrawn.
    Held,
    /// Staff delivered the document.
    Delivered {
        #[serde(with = "millis")]
        at: Timestamp,
        audience: Audience,
    },
    /// The document came back signed from an envelope, whose audience sees it unless another one replaces it.
    Signed {
        envelope: EnvelopeId,
        #[serde(with = "millis")]
        at: Timestamp,
        audience: Audience,
    },
}

impl Delivery {
    /// Returns when the document was delivered; `None` if it is not delivered.
    pub(crate) fn at(&self) -> Option<Timestamp> {
        match self {
            Self::Held => None,
            Self::Delivered { at, .. } | Self::Signed { at, .. } => Some(*at),
        }
    }

    /// Returns for whom the document is; `None` if it is not delivered.
    pub(crate) fn audience(&self) -> Option<&Audience> {
        match self {
            Self::Held => None,
            Self::Delivered { audience, .. } | Self::Signed { audience, .. } => Some(audience),
        }
    }

    /// Delivers the document at `now`, or adds to the audience of a delivered one. Returns whether anything changed.
    pub(crate) fn deliver(&mut self, now: Timestamp, to: Audience) -> bool {
        match self {
            Self::Held => {
                *self = Self::Delivered { at: now, audience: to };
                true
            }
            Self::Delivered { audience, .. } | Self::Signed { audience, .. } => audience.extend(to),
        }
    }

    /// Withdraws the delivery.
    ///
    /// # Errors
    /// `state_forbids` for a document that came back signed.
    pub(crate) fn withdraw(self) -> Result<Self> {
        match self {
            Self::Held | Self::Delivered { .. } => Ok(Self::Held),
            Self::Signed { .. } => Err(Error::new(Code::STATE_FORBIDS)),
        }
    }
}

/// The storage of a document's bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum ContentStore {
    /// The store, beside the record.
    Store,
    /// The host's [`crate::store::blobs::Blobs`].
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
    fn set_key(&mut self, key: Key) {
        (self.case, self.id) = (CaseId::from_uuid(key.parent), key.id);
    }
    fn columns(&self) -> Vec<Value> {
        vec![self.firm.uuid().into(), self.rank_for_everyone(), self.kind.name().into()]
    }
}

/// The last delivered document comes first.
impl Delivered for DocumentRecord {
    const LIST: &'static str = "documents";
    fn firm(&self) -> FirmId {
        self.firm
    }
    fn audience(&self) -> Option<&Audience> {
        self.delivery.audience()
    }
    fn rank(&self, at: Timestamp) -> i64 {
        at.as_millis()
    }
    fn kind(&self) -> &str {
        self.kind.name()
    }
}

/// A chunk of a document's content, clustered by the document.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct ChunkRecord {
    #[serde(skip)]
    pub(crate) document: Uuid,
    pub(crate) index: u32,
    /// The bytes in base64.
    pub(crate) data: String,
}

impl Record for ChunkRecord {
    const TABLE: &'static Table = &CHUNKS;
    fn key(&self) -> Key {
        chunk_key(self.document, self.index)
    }
    fn set_key(&mut self, key: Key) {
        self.document = key.parent;
    }
    fn columns(&self) -> Vec<Value> {
        Vec::new()
    }
}

/// Returns the key of a chunk. The chunks of one document are stored together, in order.
pub(crate) fn chunk_key(document: Uuid, index: u32) -> Key {
    Key::under(document, Uuid::from_u128(u128::from(index) + 1))
}

redacted!(DocumentRecord, Delivery, ChunkRecord);
