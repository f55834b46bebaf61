//! Documents as the client sees them. Allowlist and delivery are checked again for every chunk that is read.

use super::kind::ALLOWLIST;
use super::kind::DocumentKind;
use super::record::DocumentRecord;
use super::rules::{is_visible, may_be_shown};
use super::settings::DocumentSettings;
use super::storage;
use crate::act::Operation;
use crate::audience::mark::{has_marked, mark, marked_by};
use crate::audience::viewer::ListOf;
use crate::cases::record::on_case;
use crate::firm::settings::settings_of;
use crate::foundation::bytes::Bytes;
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::ids::{CaseId, DocumentId};
use crate::foundation::limits;
use crate::foundation::time::Timestamp;
use crate::portal::Visit;
use crate::sessions::viewer::Viewer;
use crate::store::{ReadTx, Records, RecordsMut, Stored};
use casegate_macros::wire;

/// A document to download.
#[wire]
pub struct DocumentView {
    /// The document.
    pub document_id: DocumentId,
    /// The kind of document.
    pub kind: DocumentKind,
    /// Its title.
    pub title: String,
    /// The file name of a download.
    pub file_name: String,
    /// Its media type.
    pub media_type: String,
    /// Its size in bytes.
    pub size: i64,
    /// The number of chunks of its content.
    pub chunks: u32,
    /// When it was delivered to this person.
    pub delivered_at: Timestamp,
    /// Whether this person never downloaded it through this portal.
    pub is_new: bool,
}

/// A request for a page of the documents to download.
#[wire(input)]
#[derive(Default)]
pub struct ListOwnDocuments {
    /// The case; the one that the link opens if absent.
    pub case_id: Option<CaseId>,
    /// The cursor that the previous page gave as `next`; absent for the first page.
    pub cursor: Option<String>,
    /// The largest number of rows, 1 to 200; 50 if absent.
    pub limit: Option<u32>,
}

/// A page of the documents to download.
#[wire]
pub struct DocumentsView {
    /// The documents on this page, last delivered first.
    pub documents: Vec<DocumentView>,
    /// The cursor of the next page; absent on the last page.
    pub next: Option<String>,
}

/// A reference to a document of the client's own case.
#[wire(input, prints)]
pub struct OwnDocumentRef {
    /// The document.
    pub document_id: DocumentId,
    /// The case; the one that the link opens if absent.
    pub case_id: Option<CaseId>,
}

/// A request for a chunk of a document's content.
#[wire(input, prints)]
pub struct ReadOwnDocument {
    /// The document.
    pub document_id: DocumentId,
    /// The index of the chunk, from 0.
    pub chunk: u32,
    /// The case; the one that the link opens if absent.
    pub case_id: Option<CaseId>,
}

/// A chunk of a document's content.
#[wire]
pub struct ChunkView {
    /// The chunk's bytes, at most 256 KiB.
    pub content: Bytes,
    /// Whether it is the last chunk.
    pub is_last: bool,
}

impl Visit {
    /// Returns a page of the documents to download, last delivered first.
    ///
    /// # Errors
    /// `link_invalid`; `case_required` or `not_found` for the case; `number_out_of_range` at `limit`; `cursor_invalid`.
    pub fn list_my_documents(&self, input: ListOwnDocuments) -> Result<DocumentsView> {
        self.look(Operation::LIST_MY_DOCUMENTS, |look, viewer| {
            let case = viewer.case_id(look, input.case_id)?;
            let settings = settings_of(look, viewer.firm)?;
            let seen = seen_by(look, viewer, case, &settings, limits::PAGE)?;
            let (rows, next) = viewer.page_of(look, case, seen, (input.cursor.as_deref(), input.limit))?;
            Ok(DocumentsView { documents: views(look, viewer, case, &settings, &rows)?, next })
        })
    }

    /// Begins a download. The document is recorded as downloaded by this person, who can then read its chunks.
    ///
    /// # Errors
    /// `link_invalid`; `case_required`; `not_found` for every document that is not shown, whatever the reason.
    pub fn open_document(&self, input: OwnDocumentRef) -> Result<DocumentView> {
        self.act(Operation::OPEN_DOCUMENT, |act, viewer| {
            let case = viewer.case_id(act, input.case_id)?;
            let settings = settings_of(act, viewer.firm)?;
            let Stored { version, record: mut document } =
                visible(act, viewer, case, &settings, input.document_id)?;
            act.event.subject(input.document_id);
            let is_new = !has_marked(act, &viewer.person, case, document.id)?;
            let shown = document_view(&document, delivered_at(act, viewer, &document)?, is_new);
            if document.downloaded_at.is_none() && viewer.mode.is_client() {
                document.downloaded_at = Some(act.now);
                act.replace(version, &document)?;
            }
            mark(act, viewer, case, document.id)?;
            Ok(shown)
        })
    }

    /// Returns a chunk of a document's content. Session, invite, allowlist and delivery are checked for each chunk, so that a
    /// revocation stops a running download.
    ///
    /// # Errors
    /// `link_invalid`; `case_required`; `not_found`; `state_forbids` before this person's `open_document`; `number_out_of_range` at
    /// `chunk`.
    pub fn read_my_document(&self, input: ReadOwnDocument) -> Result<ChunkView> {
        let (chunk, is_last) = self.look(Operation::READ_MY_DOCUMENT, |look, viewer| {
            let case = viewer.case_id(look, input.case_id)?;
            let settings = settings_of(look, viewer.firm)?;
            let document = visible(look, viewer, case, &settings, input.document_id)?.record;
            if viewer.mode.is_client() && !has_marked(look, &viewer.person, case, document.id)? {
                return Err(Error::new(Code::STATE_FORBIDS));
            }
            Ok((storage::find_chunk(look, &document, input.chunk)?, input.chunk + 1 >= document.chunks))
        })?;
        Ok(ChunkView { content: chunk.fetch(self.host())?.into(), is_last })
    }
}

/// Returns the newest documents that the viewer sees, last delivered first.
pub(crate) fn documents_of(
    tx: &(impl ReadTx + ?Sized),
    viewer: &Viewer,
    case: CaseId,
    settings: &DocumentSettings,
    limit: u32,
) -> Result<Vec<DocumentView>> {
    let rows = viewer.things(tx, &seen_by(tx, viewer, case, settings, limit)?)?;
    views(tx, viewer, case, settings, &rows)
}

fn views(
    tx: &(impl ReadTx + ?Sized),
    viewer: &Viewer,
    case: CaseId,
    settings: &DocumentSettings,
    rows: &[Stored<DocumentRecord>],
) -> Result<Vec<DocumentView>> {
    let seen = rows.iter().map(|row| &row.record).filter(|document| is_visible(document, settings));
    let seen: Vec<_> = seen.collect();
    // What nobody has downloaded needs no look at who has.
    let downloaded = seen.iter().filter(|document| document.downloaded_at.is_some());
    let ids: Vec<_> = downloaded.map(|document| document.id).collect();
    let marked = marked_by(tx, &viewer.person, case, &ids)?;
    let view = |document: &DocumentRecord| {
        let delivered_at = delivered_at(tx, viewer, document)?;
        Ok(document_view(document, delivered_at, !marked.contains(&document.id)))
    };
    seen.into_iter().map(view).collect()
}

/// Returns the list of the documents that the viewer sees, last delivered first.
pub(crate) fn seen_by(
    tx: &(impl ReadTx + ?Sized),
    viewer: &Viewer,
    case: CaseId,
    settings: &DocumentSettings,
    limit: u32,
) -> Result<ListOf<DocumentRecord>> {
    let kinds = ALLOWLIST.iter().filter(|kind| may_be_shown(kind, settings));
    viewer.list_of(tx, case, &kinds.map(DocumentKind::name).collect::<Vec<_>>(), limit)
}

fn visible(
    tx: &(impl ReadTx + ?Sized),
    viewer: &Viewer,
    case: CaseId,
    settings: &DocumentSettings,
    id: DocumentId,
) -> Result<Stored<DocumentRecord>> {
    let document = tx.require::<DocumentRecord>(on_case(case, id.uuid()))?;
    delivered_at(tx, viewer, &document.record)?;
    if is_visible(&document.record, settings) { Ok(document) } else { Err(Error::new(Code::NOT_FOUND)) }
}

/// Returns when a document was delivered to the viewer.
///
/// # Errors
/// `not_found` if it is not for the viewer.
fn delivered_at(
    tx: &(impl ReadTx + ?Sized),
    viewer: &Viewer,
    document: &DocumentRecord,
) -> Result<Timestamp> {
    let audience = document.delivery.audience().ok_or_else(|| Error::new(Code::NOT_FOUND))?;
    viewer.delivered_at(tx, audience)?.ok_or_else(|| Error::new(Code::NOT_FOUND))
}

fn document_view(document: &DocumentRecord, delivered_at: Timestamp, is_new: bool) -> DocumentView {
    DocumentView {
        document_id: document.id(),
        kind: document.kind.clone(),
        title: document.title.clone(),
        file_name: document.file_name.clone(),
        media_type: document.media_type.clone(),
        size: i64::try_from(document.size).unwrap_or(i64::MAX),
        chunks: document.chunks,
        delivered_at,
        is_new,
    }
}
