//! The firm's operations on documents.

use super::kind::DocumentKind;
use super::record::{ContentStore, Delivery, DocumentRecord};
use super::removal::{delete_later, delete_now};
use super::rules::{is_visible, may_be_shown};
use super::settings::DocumentSettings;
use super::storage::{self, NewDocument};
use crate::act::Act;
use crate::act::Operation;
use crate::audience::addressee::Audience;
use crate::audience::delivery::store_deliveries;
use crate::audience::mark::{MarkRecord, marks_on};
use crate::audience::notice::notify;
use crate::cases::record::on_case;
use crate::firm::settings::settings_of;
use crate::foundation::bytes::Bytes;
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::ids::{CaseId, DocumentId, PartyId};
use crate::foundation::time::Timestamp;
use crate::foundation::{limits, text};
use crate::portal::Desk;
use crate::store::page::{By, List};
use crate::store::{ReadTx, Record, Records, RecordsMut, Stored};
use casegate_macros::wire;

/// A document to add to a case. The client does not see it before it is delivered.
#[wire]
pub struct AddDocument {
    /// The case.
    pub case_id: CaseId,
    /// The kind of document.
    pub kind: DocumentKind,
    /// The title that the client sees.
    pub title: String,
    /// The file name of a download.
    pub file_name: String,
    /// PDF, PNG, JPEG, plain text, CSV, DOCX or XLSX; the content has to be of that type.
    pub media_type: String,
    /// The content; at most 25 MiB.
    pub content: Bytes,
}

/// A reference to a document of a case.
#[wire(prints)]
pub struct DocumentRef {
    /// The case.
    pub case_id: CaseId,
    /// The document.
    pub document_id: DocumentId,
}

/// A document to deliver.
#[wire(input, prints)]
pub struct DeliverDocument {
    /// The case.
    pub case_id: CaseId,
    /// The document.
    pub document_id: DocumentId,
    /// The parties that it is for; an empty list is refused. If absent, it is for everyone: the parties that see everything, and
    /// every link that names no party.
    pub party_ids: Option<Vec<PartyId>>,
}

/// A request for a chunk of a document's content.
#[wire(prints)]
pub struct ReadDocument {
    /// The case.
    pub case_id: CaseId,
    /// The document.
    pub document_id: DocumentId,
    /// The index of the chunk, from 0.
    pub chunk: u32,
}

/// A document as staff see it.
#[wire]
pub struct DocumentDetails {
    /// The document.
    pub document_id: DocumentId,
    /// The kind of document.
    pub kind: DocumentKind,
    /// The title that the client sees.
    pub title: String,
    /// The file name of a download.
    pub file_name: String,
    /// Its media type.
    pub media_type: String,
    /// Its size in bytes.
    pub size: i64,
    /// The number of chunks of its content.
    pub chunks: u32,
    /// SHA-256 of its content in hexadecimal digits.
    pub fingerprint: String,
    /// When it was added.
    pub added_at: Timestamp,
    /// When it was delivered; absent if it is not delivered.
    pub delivered_at: Option<Timestamp>,
    /// Whether it was delivered to everyone.
    pub is_for_everyone: bool,
    /// The parties that it was delivered to.
    pub party_ids: Vec<PartyId>,
    /// When it was first downloaded by anybody.
    pub downloaded_at: Option<Timestamp>,
    /// The first download of each person, oldest first.
    pub downloads: Vec<DownloadDetails>,
    /// Whether documents of its kind can be delivered.
    pub can_be_delivered: bool,
    /// Whether the client sees it now.
    pub is_visible_to_client: bool,
}

/// The first download of a document by one person.
#[wire]
pub struct DownloadDetails {
    /// The label of the person's invite.
    pub label: String,
    /// The party that the person is; absent for an invite that names none.
    pub party_id: Option<PartyId>,
    /// When the person first downloaded it.
    pub at: Timestamp,
}

/// A request for a page of the documents of a case.
#[wire(input)]
pub struct ListDocuments {
    /// The case.
    pub case_id: CaseId,
    /// The cursor that the previous page gave as `next`; absent for the first page.
    pub cursor: Option<String>,
    /// The largest number of rows, 1 to 200; 50 if absent.
    pub limit: Option<u32>,
}

impl ListDocuments {
    /// Returns the request for the first page of a case.
    #[must_use]
    pub const fn first_page(case_id: CaseId) -> Self {
        Self { case_id, cursor: None, limit: None }
    }
}

/// A page of the documents of a case.
#[wire]
pub struct DocumentPage {
    /// The documents on this page, newest first.
    pub documents: Vec<DocumentDetails>,
    /// The cursor of the next page; absent on the last page.
    pub next: Option<String>,
}

/// A chunk of a document's content.
#[wire]
pub struct DocumentChunk {
    /// The chunk's bytes, at most 256 KiB.
    pub content: Bytes,
    /// Whether it is the last chunk.
    pub is_last: bool,
}

/// The result of removing a document.
#[wire(prints)]
pub struct DocumentRemoved {
    /// The document.
    pub document_id: DocumentId,
}

impl Desk {
    /// Adds a document to a case without delivering it.
    ///
    /// # Errors
    /// `content_invalid`; `too_many`; `not_found`; `blobs_unavailable`; `text_required`, `text_too_long` or `text_invalid`.
    pub fn add_document(&self, input: AddDocument) -> Result<DocumentDetails> {
        self.act_uploading(Operation::ADD_DOCUMENT, &input.media_type, &input.content, |act, upload| {
            let case = self.open_case(act, input.case_id)?.record.id;
            let kind = text::line("kind", input.kind.name(), limits::LABEL)?;
            let new = NewDocument {
                id: upload.id,
                firm: self.staff().firm,
                case,
                kind: DocumentKind::named(&kind),
                title: &input.title,
                file_name: &input.file_name,
                content: upload.content()?,
                delivery: Delivery::Held,
            };
            let document = storage::store_document(act, &new)?;
            Ok(details(document, &self.settings(act)?, &[]))
        })
    }

    /// Delivers a document to everyone or to named parties, who see it from the next request on. Delivering it again adds the
    /// parties that do not have it yet. To narrow its audience, withdraw it first.
    ///
    /// # Errors
    /// `kind_never_visible` for kinds outside the allowlist or that the firm does not show; `audience_empty` or `list_too_long` at `partyIds`;
    /// `not_found`, at `partyIds` for what is no party of the case's client.
    pub fn deliver_document(&self, input: DeliverDocument) -> Result<DocumentDetails> {
        self.act(Operation::DELIVER_DOCUMENT, |act| {
            let case = self.open_case(act, input.case_id)?.record;
            let settings = self.settings(act)?;
            let mut document = open_document(act, case.id, input.document_id)?;
            if !may_be_shown(&document.record.kind, &settings) {
                return Err(Error::at(Code::KIND_NEVER_VISIBLE, "documentId"));
            }
            let before = document.record.delivery.audience().cloned();
            let audience = Audience::resolve(act, &case, input.party_ids.as_deref(), act.now)?;
            audience.record_in(&mut act.event);
            if document.record.delivery.deliver(act.now, audience) {
                act.replace(document.version, &document.record)?;
                store_deliveries(act, before.as_ref(), &document.record)?;
                notify(act, &case, "mail-document-delivered", before.as_ref(), &document.record)?;
            }
            self.details(act, document.record, &settings)
        })
    }

    /// Withdraws a delivered document from the client. A document that came back signed from an envelope can only be replaced
    /// ([`Desk::replace_signed_document`]).
    ///
    /// # Errors
    /// `state_forbids` for a document that came back signed; `not_found`.
    pub fn withdraw_document(&self, input: DocumentRef) -> Result<DocumentDetails> {
        self.act(Operation::WITHDRAW_DOCUMENT, |act| {
            self.open_case(act, input.case_id)?;
            let settings = self.settings(act)?;
            let mut document = open_document(act, input.case_id, input.document_id)?;
            let withdrawn = document.record.delivery.clone().withdraw()?;
            if document.record.delivery != withdrawn {
                let before = std::mem::replace(&mut document.record.delivery, withdrawn);
                act.replace(document.version, &document.record)?;
                store_deliveries(act, before.audience(), &document.record)?;
                act.void_messages(document.record.id)?;
            }
            self.details(act, document.record, &settings)
        })
    }

    /// Removes a document and its content.
    ///
    /// # Errors
    /// `state_forbids` for a document that came back signed from an envelope; `not_found`.
    pub fn remove_document(&self, input: DocumentRef) -> Result<DocumentRemoved> {
        let removed = self.act(Operation::REMOVE_DOCUMENT, |act| {
            self.open_case(act, input.case_id)?;
            let document = open_document(act, input.case_id, input.document_id)?.record;
            document.delivery.clone().withdraw()?;
            storage::delete_document(act, &document)?;
            // The record is deleted before its bytes, so that no record refers to missing bytes.
            let is_outside = document.stored_in == ContentStore::Blobs;
            let key = is_outside.then(|| storage::blob_key(document.id));
            key.map(|key| Ok((delete_later(act, document.firm, &key)?, key))).transpose()
        })?;
        if let Some((job, key)) = removed {
            delete_now(self.host(), Operation::REMOVE_DOCUMENT, &key, job);
        }
        Ok(DocumentRemoved { document_id: input.document_id })
    }

    /// Returns a document, whether it is delivered or not.
    ///
    /// # Errors
    /// `not_found`.
    pub fn get_document(&self, input: DocumentRef) -> Result<DocumentDetails> {
        self.look(Operation::GET_DOCUMENT, |look| {
            self.case(look, input.case_id)?;
            let document =
                look.require::<DocumentRecord>(on_case(input.case_id, input.document_id.uuid()))?;
            self.details(look, document.record, &self.settings(look)?)
        })
    }

    /// Returns a page of the documents of a case, newest first.
    ///
    /// # Errors
    /// `not_found`; `number_out_of_range` at `limit`; `cursor_invalid`.
    pub fn list_documents(&self, input: ListDocuments) -> Result<DocumentPage> {
        self.look(Operation::LIST_DOCUMENTS, |look| {
            self.case(look, input.case_id)?;
            let settings = self.settings(look)?;
            let asked = (input.cursor.as_deref(), input.limit);
            let documents = DocumentRecord::select(limits::PAGE)
                .under(input.case_id)
                .by_largest(DocumentRecord::ADDED_AT);
            let list = List::of::<DocumentRecord>(By::Number, input.case_id);
            let (rows, next) = list.read(look, documents, asked, |row| row.added_at.as_millis().into())?;
            let ids: Vec<_> = rows.iter().map(|row| row.record.id).collect();
            let marks = marks_on(look, input.case_id, &ids)?;
            let documents = rows.into_iter().map(|row| details(row.record, &settings, &marks)).collect();
            Ok(DocumentPage { documents, next })
        })
    }

    /// Returns a chunk of a document's content.
    ///
    /// # Errors
    /// `not_found`; `number_out_of_range` at `chunk`.
    pub fn read_document(&self, input: ReadDocument) -> Result<DocumentChunk> {
        let (chunk, is_last) = self.look(Operation::READ_DOCUMENT, |look| {
            self.case(look, input.case_id)?;
            let document: DocumentRecord =
                look.require::<DocumentRecord>(on_case(input.case_id, input.document_id.uuid()))?.record;
            Ok((storage::find_chunk(look, &document, input.chunk)?, input.chunk + 1 >= document.chunks))
        })?;
        Ok(DocumentChunk { content: chunk.fetch(self.host())?.into(), is_last })
    }

    fn settings(&self, tx: &(impl ReadTx + ?Sized)) -> Result<DocumentSettings> {
        settings_of(tx, self.staff().firm)
    }

    fn details(
        &self,
        tx: &(impl ReadTx + ?Sized),
        document: DocumentRecord,
        settings: &DocumentSettings,
    ) -> Result<DocumentDetails> {
        let marks = marks_on(tx, document.case, &[document.id])?;
        Ok(details(document, settings, &marks))
    }
}

fn open_document(act: &mut Act<'_>, case: CaseId, document: DocumentId) -> Result<Stored<DocumentRecord>> {
    let found = act.require::<DocumentRecord>(on_case(case, document.uuid()))?;
    act.event.subject(document);
    Ok(found)
}

/// Returns a document as staff see it. `marks` may contain those of other documents.
fn details(document: DocumentRecord, settings: &DocumentSettings, marks: &[MarkRecord]) -> DocumentDetails {
    let mut downloads: Vec<_> = marks.iter().filter(|mark| mark.thing == document.id).map(download).collect();
    downloads.sort_by_key(|download| download.at);
    let audience = document.delivery.audience();
    DocumentDetails {
        document_id: document.id(),
        is_for_everyone: audience.is_some_and(|audience| audience.is_everyone()),
        party_ids: audience.map(Audience::party_ids).unwrap_or_default(),
        downloads,
        can_be_delivered: may_be_shown(&document.kind, settings),
        is_visible_to_client: is_visible(&document, settings),
        kind: document.kind,
        title: document.title,
        file_name: document.file_name,
        media_type: document.media_type,
        size: i64::try_from(document.size).unwrap_or(i64::MAX),
        chunks: document.chunks,
        fingerprint: document.fingerprint,
        added_at: document.added_at,
        delivered_at: document.delivery.at(),
        downloaded_at: document.downloaded_at,
    }
}

fn download(mark: &MarkRecord) -> DownloadDetails {
    DownloadDetails { label: mark.label.clone(), party_id: mark.party, at: mark.at }
}
