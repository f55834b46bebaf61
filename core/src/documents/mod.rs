//! Documents: stored for the firm, shown to the client only if allowlisted and delivered (SPEC R8).
//!
//! # Example
//! ```
//! # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/example.rs"));
//! # fn main() -> casegate::Result<()> {
//! # let Example { desk, case, visit, .. } = example()?;
//! use casegate::documents::kind::DocumentKind;
//! use casegate::documents::{AddDocument, DeliverDocument, ListOwnDocuments};
//!
//! let letter = desk.add_document(AddDocument {
//!     case_id: case.case_id,
//!     kind: DocumentKind::EngagementLetter,
//!     title: "Engagement letter".into(),
//!     file_name: "letter.pdf".into(),
//!     media_type: "application/pdf".into(),
//!     content: b"%PDF-1.7\n%%EOF\n"[..].into(),
//! })?;
//! let first = ListOwnDocuments::default(); // the first page, of the case that the link opens
//! assert!(visit.list_my_documents(first.clone())?.documents.is_empty()); // not delivered yet
//! let (case_id, document_id) = (case.case_id, letter.document_id);
//! desk.deliver_document(DeliverDocument { case_id, document_id, party_ids: None })?; // to everyone
//! assert_eq!(visit.list_my_documents(first)?.documents[0].title, "Engagement letter");
//! # Ok(()) }
//! ```

mod content;
pub mod desk;
pub mod kind;
pub(crate) mod record;
pub(crate) mod removal;
pub(crate) mod rules;
pub(crate) mod settings;
pub(crate) mod storage;
pub(crate) mod upload;
pub mod visit;

use crate::binding::room;
use crate::store::{Record as _, Table};
pub use desk::{
    AddDocument, DeliverDocument, DocumentChunk, DocumentDetails, DocumentPage, DocumentRef, DocumentRemoved,
    ListDocuments, ReadDocument,
};
pub use visit::{ChunkView, DocumentView, DocumentsView, ListOwnDocuments, OwnDocumentRef, ReadOwnDocument};

pub(crate) const TABLES: &[&Table] = &[record::DocumentRecord::TABLE, record::ChunkRecord::TABLE];

room! {
    documents
    codes {
        /// A document kind that no setting can make visible to clients.
        KIND_NEVER_VISIBLE = "kind_never_visible", Invalid, "documents of this kind are never shown to clients";
        /// A document without content, above the size limit, or whose content is not of the stated media type.
        CONTENT_INVALID = "content_invalid", Invalid, "the document's content is not acceptable";
    }
    desk {
        /// Adds a document to a case without delivering it.
        ADD_DOCUMENT = add_document(AddDocument) -> DocumentDetails, Change, Acts;
        /// Delivers a document to the client.
        DELIVER_DOCUMENT = deliver_document(DeliverDocument) -> DocumentDetails, Change, Acts;
        /// Withdraws a delivered document.
        WITHDRAW_DOCUMENT = withdraw_document(DocumentRef) -> DocumentDetails, Change, Acts;
        /// Removes a document and its content.
        REMOVE_DOCUMENT = remove_document(DocumentRef) -> DocumentRemoved, Change, Acts;
        /// Returns a document, whether it is delivered or not.
        GET_DOCUMENT = get_document(DocumentRef) -> DocumentDetails, See, Reads;
        /// Returns a page of the documents of a case.
        LIST_DOCUMENTS = list_documents(ListDocuments) -> DocumentPage, See, Reads;
        /// Returns a chunk of a document's content.
        READ_DOCUMENT = read_document(ReadDocument) -> DocumentChunk, See, Reads;
    }
    visit {
        /// Returns a page of the documents to download.
        LIST_MY_DOCUMENTS = list_my_documents(ListOwnDocuments) -> DocumentsView, Session, Reads;
        /// Begins a download and records it.
        OPEN_DOCUMENT = open_document(OwnDocumentRef) -> DocumentView, Session, Marks;
        /// Returns a chunk of a document's content.
        READ_MY_DOCUMENT = read_my_document(ReadOwnDocument) -> ChunkView, Session, Reads;
    }
}
