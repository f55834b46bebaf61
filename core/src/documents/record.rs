//! The stored records of a document and its chunks.

use super::kind::DocumentKind;
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
        Column::nullable("delivered_at", ColumnKind::Integer),
        Column::new("kind", ColumnKind::Text),
    ],
    // This index is enough to find, order and count the documents that a client sees.
    indexes: &[&["parent", "delivered_at", "kind"]],
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Delivery {
    /// The document is not delivered, or was withdrawn.
    Held,
    /// Staff delivered the document.
    Delivered {
        #[serde(with = "millis")]
        at: Timestamp,
    },
    /// The document came back signed from an envelope. The client sees it unless another one replaces it.
    Signed {
        envelope: EnvelopeId,
        #[serde(with = "millis")]
        at: Timestamp,
    },
}

impl Delivery {
    /// Returns when the document was delivered; `None` if it is not delivered.
    pub(crate) fn at(&self) -> Option<Timestamp> {
        match self {
            Self::Held => None,
            Self::Delivered { at } | Self::Signed { at, .. } => Some(*at),
        }
    }

    /// Delivers the document at `now`, unless it is delivered.
    pub(crate) fn deliver(self, now: Timestamp) -> Self {
        match self {
            Self::Held => Self::Delivered { at: now },
            delivered => delivered,
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
        let delivered_at = self.delivery.at().map(Timestamp::as_millis);
        vec![self.firm.uuid().into(), delivered_at.into(), self.kind.name().into()]
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

redacted!(DocumentRecord, ChunkRecord);
