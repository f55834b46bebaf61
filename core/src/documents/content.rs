//! Keeping and fetching documents' bytes, in the store or in the host's own place.

use super::record::{ChunkRecord, ContentPlace, DocumentKind, DocumentRecord, chunk_key};
use super::rules;
use crate::act::{Act, Host};
use crate::cases::record::{check_room, on_case};
use crate::foundation::bytes::Bytes;
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::ids::{CaseId, EnvelopeId, FirmId};
use crate::foundation::limits;
use crate::foundation::text;
use crate::foundation::time::Timestamp;
use crate::store::{ReadTx, Records, RecordsMut};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// A document that is about to be kept. Where the host has a place for bytes, its content was [brought](super::bring) there.
pub(crate) struct NewDocument<'a> {
    pub(crate) id: Uuid,
    pub(crate) firm: FirmId,
    pub(crate) case: CaseId,
    pub(crate) kind: DocumentKind,
    pub(crate) title: &'a str,
    pub(crate) file_name: &'a str,
    pub(crate) media_type: &'a str,
    pub(crate) content: &'a [u8],
    pub(crate) delivered_at: Option<Timestamp>,
    pub(crate) envelope: Option<EnvelopeId>,
}

/// The bytes that came in, if they are legible and not too many.
pub(crate) fn legible<'a>(field: &'static str, content: &'a Bytes) -> Result<&'a [u8]> {
    let content = content.as_slice().filter(|content| content.len() <= limits::DOCUMENT_BYTES);
    content.ok_or_else(|| Error::at(Code::ContentInvalid, field))
}

/// Checks and keeps a document and its content.
pub(crate) fn keep(act: &mut Act<'_>, new: &NewDocument<'_>) -> Result<DocumentRecord> {
    rules::size(new.content)?;
    let media_type = rules::media_type(new.media_type, new.content)?.to_owned();
    let title = text::line("title", new.title, limits::NAME)?;
    let file_name = rules::file_name("fileName", new.file_name)?;
    check_room::<DocumentRecord>(act, new.case)?;
    let document = DocumentRecord {
        id: new.id,
        firm: new.firm,
        case: new.case,
        kind: new.kind.clone(),
        title,
        file_name,
        media_type,
        size: new.content.len() as u64,
        chunks: u32::try_from(new.content.len().div_ceil(limits::CHUNK_BYTES)).unwrap_or(u32::MAX),
        fingerprint: Sha256::digest(new.content).iter().map(|byte| format!("{byte:02x}")).collect(),
        place: if act.host.blobs.is_some() { ContentPlace::Blobs } else { ContentPlace::Store },
        envelope: new.envelope,
        added_at: act.now,
        delivered_at: new.delivered_at,
        downloaded_at: None,
    };
    if document.place == ContentPlace::Store {
        for (index, bytes) in (0..).zip(new.content.chunks(limits::CHUNK_BYTES)) {
            act.add(&ChunkRecord { document: document.id, index, data: BASE64.encode(bytes) })?;
        }
    }
    act.add(&document)?;
    act.event.subject(document.id());
    act.event.fact("kind", document.kind.name());
    Ok(document)
}

/// One piece of a document's content: its bytes, or where they are in the host's place.
pub(crate) enum Piece {
    Here(Vec<u8>),
    There { key: String, index: u32, length: u64 },
}

/// Finds chunk `index` of a document.
pub(crate) fn find(tx: &(impl ReadTx + ?Sized), document: &DocumentRecord, index: u32) -> Result<Piece> {
    if index >= document.chunks {
        return Err(Error::at(Code::NumberOutOfRange, "chunk"));
    }
    match document.place {
        ContentPlace::Store => {
            let chunk: ChunkRecord = tx.require::<ChunkRecord>(chunk_key(document.id, index))?.record;
            let bytes = BASE64.decode(chunk.data);
            Ok(Piece::Here(bytes.map_err(|_| Error::at(Code::StoredDataInvalid, "document_chunks"))?))
        }
        ContentPlace::Blobs => {
            Ok(Piece::There { key: blob_key(document.id), index, length: length_of(document, index) })
        }
    }
}

impl Piece {
    /// The bytes. Called when the transaction is over: a host's place may be slow, and is to hold up nobody else.
    pub(crate) fn fetch(self, host: &Host) -> Result<Vec<u8>> {
        let (key, index, length) = match self {
            Self::Here(bytes) => return Ok(bytes),
            Self::There { key, index, length } => (key, index, length),
        };
        let blobs = host.blobs.as_ref().ok_or_else(|| Error::new(Code::BlobsUnavailable))?;
        let bytes = blobs.get(&key, index)?.ok_or_else(|| Error::new(Code::BlobsUnavailable))?;
        // Neither half a page nor somebody else's file passes for what was put.
        if bytes.len() as u64 == length {
            Ok(bytes)
        } else {
            Err(Error::at(Code::StoredDataInvalid, "document_chunks"))
        }
    }
}

/// How many bytes chunk `index` of a document has: all but the last are full.
fn length_of(document: &DocumentRecord, index: u32) -> u64 {
    let before = u64::from(index) * limits::CHUNK_BYTES as u64;
    document.size.saturating_sub(before).min(limits::CHUNK_BYTES as u64)
}

/// Removes a document and the part of its content that is in the store.
pub(crate) fn remove(act: &mut Act<'_>, document: &DocumentRecord) -> Result<()> {
    if document.place == ContentPlace::Store {
        for index in 0..document.chunks {
            act.remove::<ChunkRecord>(chunk_key(document.id, index))?;
        }
    }
    act.remove::<DocumentRecord>(on_case(document.case, document.id))?;
    Ok(())
}

/// The name of a document's bytes in the host's place.
pub(crate) fn blob_key(document: Uuid) -> String {
    document.simple().to_string()
}
