//! The stored records of a document and its chunks.

use super::kind::DocumentKind;
use crate::audience::addressee::Audience;
use crate::audience::delivery::Delivered;
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::ids::{CaseId, DocumentId, EnvelopeId, FirmId};
use crate::foundation::redacted::redacted;
use crate::foundation::time::{Timestamp, millis};
use crate::store::{Key, KeyPart, Record, TypedColumn};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A document on a case, clustered by it.
#[derive(Clone, Serialize, Deserialize, Record)]
#[record(table = "documents", parent = case, id = id)]
#[record(column(rank: Option<i64> = self.rank_for_everyone()), column(kind_name: str = self.kind.name()))]
#[record(index[case, rank, kind_name], index[case, added_at])]
#[record(refers[firm, case -> "cases"])]
pub(crate) struct DocumentRecord {
    #[serde(skip)]
    pub(crate) id: Uuid,
    #[record(column)]
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
    #[record(column)]
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

/// The last delivered document comes first.
impl Delivered for DocumentRecord {
    const LIST: &'static str = "documents";
    const RANK: TypedColumn<Self, Option<i64>> = Self::RANK;
    const KIND: Option<TypedColumn<Self, str>> = Some(Self::KIND_NAME);
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
#[derive(Clone, Record)]
#[record(table = "document_chunks", parent = document, id = number)]
pub(crate) struct ChunkRecord {
    pub(crate) document: Uuid,
    /// The position in the document, from 1.
    pub(crate) number: u64,
    #[record(body)]
    pub(crate) data: Vec<u8>,
}

/// Returns the number of the chunk with this index, which counts from 0.
pub(crate) fn chunk_number(index: u32) -> u64 {
    u64::from(index) + 1
}

/// Returns the key of a chunk. The chunks of one document are stored together, in order.
pub(crate) fn chunk_key(document: Uuid, index: u32) -> Key {
    Key::under(document, KeyPart::uuid(&chunk_number(index)))
}

redacted!(DocumentRecord, Delivery, ChunkRecord);
