//! Storing, reading and deleting documents' bytes, in the store or in the host's content store.

use super::content::Content;
use super::kind::DocumentKind;
use super::record::{ChunkRecord, ContentStore, Delivery, DocumentRecord, chunk_key, chunk_number};
use super::rules;
use crate::act::{Act, Host};
use crate::audience::delivery::{remove_deliveries, store_deliveries};
use crate::audience::mark::remove_marks;
use crate::cases::record::{check_limit, on_case};
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::ids::{CaseId, FirmId};
use crate::foundation::limits;
use crate::foundation::text;
use crate::store::{ReadTx, Record as _, Records, RecordsMut};
use uuid::Uuid;

/// A document to store. If the host has a content store, the bytes are already [uploaded](super::upload).
pub(crate) struct NewDocument<'a> {
    pub(crate) id: Uuid,
    pub(crate) firm: FirmId,
    pub(crate) case: CaseId,
    pub(crate) kind: DocumentKind,
    pub(crate) title: &'a str,
    pub(crate) file_name: &'a str,
    pub(crate) content: &'a Content<'a>,
    pub(crate) delivery: Delivery,
}

/// Stores a document, and its content unless it is in the host's content store.
///
/// # Errors
/// `too_many`; `text_required`, `text_too_long` or `text_invalid` at `title` or `fileName`.
pub(crate) fn store_document(act: &mut Act<'_>, new: &NewDocument<'_>) -> Result<DocumentRecord> {
    let title = text::line("title", new.title, limits::NAME)?;
    let file_name = rules::file_name("fileName", new.file_name)?;
    check_limit::<DocumentRecord>(act, new.case)?;
    let chunks = new.content.chunks();
    let document = DocumentRecord {
        id: new.id,
        firm: new.firm,
        case: new.case,
        kind: new.kind.clone(),
        title,
        file_name,
        media_type: new.content.media_type().to_owned(),
        size: new.content.size(),
        chunks: u32::try_from(chunks.len()).unwrap_or(u32::MAX),
        fingerprint: new.content.fingerprint().to_owned(),
        stored_in: if act.host.blobs.is_some() { ContentStore::Blobs } else { ContentStore::Store },
        added_at: act.now,
        delivery: new.delivery.clone(),
        downloaded_at: None,
    };
    if document.stored_in == ContentStore::Store {
        for (index, bytes) in (0..).zip(chunks) {
            let number = chunk_number(index);
            act.add(&ChunkRecord { document: document.id, number, data: bytes.to_vec() })?;
        }
    }
    act.add(&document)?;
    store_deliveries(act, None, &document)?;
    act.event.subject(document.id());
    act.event.fact("kind", document.kind.name());
    Ok(document)
}

/// One chunk of a document's content: its bytes, or its key in the host's content store.
pub(crate) enum Chunk {
    Stored(Vec<u8>),
    Blob { key: String, index: u32, length: u64 },
}

/// Finds chunk `index` of a document.
pub(crate) fn find_chunk(
    tx: &(impl ReadTx + ?Sized),
    document: &DocumentRecord,
    index: u32,
) -> Result<Chunk> {
    if index >= document.chunks {
        return Err(Error::at(Code::NUMBER_OUT_OF_RANGE, "chunk"));
    }
    match document.stored_in {
        ContentStore::Store => {
            let chunk = tx.require::<ChunkRecord>(chunk_key(document.id, index))?.record;
            whole(chunk.data, length_of(document, index)).map(Chunk::Stored)
        }
        ContentStore::Blobs => {
            Ok(Chunk::Blob { key: blob_key(document.id), index, length: length_of(document, index) })
        }
    }
}

impl Chunk {
    /// Returns the bytes. Call it after the transaction has ended, because a host's content store may be slow.
    pub(crate) fn fetch(self, host: &Host) -> Result<Vec<u8>> {
        let (key, index, length) = match self {
            Self::Stored(bytes) => return Ok(bytes),
            Self::Blob { key, index, length } => (key, index, length),
        };
        let blobs = host.blobs.as_ref().ok_or_else(|| Error::new(Code::BLOBS_UNAVAILABLE))?;
        whole(blobs.get(&key, index)?.ok_or_else(|| Error::new(Code::BLOBS_UNAVAILABLE))?, length)
    }
}

/// Returns the bytes if they have this length. Bytes of another length are not the stored ones.
fn whole(bytes: Vec<u8>, length: u64) -> Result<Vec<u8>> {
    if bytes.len() as u64 == length {
        Ok(bytes)
    } else {
        Err(Error::at(Code::STORED_DATA_INVALID, ChunkRecord::TABLE.name))
    }
}

/// Returns the number of bytes in chunk `index` of a document. All chunks but the last are full.
fn length_of(document: &DocumentRecord, index: u32) -> u64 {
    let before = u64::from(index) * limits::CHUNK_BYTES as u64;
    document.size.saturating_sub(before).min(limits::CHUNK_BYTES as u64)
}

/// Deletes a document and the part of its content that is in the store.
pub(crate) fn delete_document(act: &mut Act<'_>, document: &DocumentRecord) -> Result<()> {
    if document.stored_in == ContentStore::Store {
        for index in 0..document.chunks {
            act.remove::<ChunkRecord>(chunk_key(document.id, index))?;
        }
    }
    remove_deliveries(act, document)?;
    remove_marks(act, document.case, document.id)?;
    act.void_messages(document.id)?;
    act.remove::<DocumentRecord>(on_case(document.case, document.id))?;
    Ok(())
}

/// Returns the key of a document's bytes in the host's content store.
pub(crate) fn blob_key(document: Uuid) -> String {
    document.simple().to_string()
}
