//! The documents of a case: add, deliver, withdraw, remove.

use super::shell::{DeskShell, OnCase};
use crate::http::download::{self, Opened};
use crate::http::errors::Outcome;
use crate::http::form::Upload;
use crate::http::staff::Staff;
use crate::pages::{FieldError, all_pages, html, see_other, sentence, size};
use crate::texts::{Texts, texts};
use crate::when::When;
use askama::Template;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::Response;
use casegate::documents::desk::{
    AddDocument, DeliverDocument, DocumentDetails, DocumentPage, DocumentRef, ListDocuments, ReadDocument,
};
use casegate::documents::kind::DocumentKind;
use casegate::foundation::error::{Code, Error};
use casegate::foundation::ids::DocumentId;
use casegate::foundation::limits;
use casegate::signatures::ListEnvelopes;

#[derive(Template)]
#[template(path = "desk/documents.html")]
struct DeskDocumentsPage {
    t: &'static Texts,
    shell: DeskShell,
    errors: Vec<FieldError>,
    documents: Vec<DeskDocumentRow>,
    next: String,
    kinds: Vec<KindOption>,
    title: String,
    most: String,
}

struct KindOption {
    kind: &'static str,
    label: String,
    chosen: bool,
    visible: bool,
}

struct DeskDocumentRow {
    id: String,
    title: String,
    kind_label: String,
    state: &'static str,
    added: When,
    delivered: Option<When>,
    downloaded: Option<When>,
    size: String,
    came_back_signed: bool,
}

/// GET /desk/cases/{id}/documents
pub(crate) async fn list(staff: Staff, on: OnCase) -> Response {
    staff.page(move |staff| Ok(html(StatusCode::OK, &page(staff, &on, "", "")?))).await
}

fn page(staff: &Staff, on: &OnCase, title: &str, chosen: &str) -> Outcome<DeskDocumentsPage> {
    let (_, shell) = on.open(staff, "documents")?;
    let page = ListDocuments { cursor: on.wanted.cursor(), ..ListDocuments::first_page(on.case) };
    let DocumentPage { documents, next } = staff.desk.list_documents(page)?;
    let envelopes = all_pages(|cursor| {
        let page = ListEnvelopes { cursor, ..ListEnvelopes::first_page(on.case) };
        staff.desk.list_envelopes(page).map(|page| (page.envelopes, page.next))
    })?;
    let signed: Vec<_> = envelopes.into_iter().filter_map(|envelope| envelope.signed_document_id).collect();
    let shown = staff.desk.get_firm()?.shown_kinds;
    let kinds = DocumentKind::NAMED.iter().map(|(name, kind)| KindOption {
        kind: name,
        label: texts().of("document-kind", name),
        chosen: *name == chosen,
        visible: shown.contains(kind),
    });
    Ok(DeskDocumentsPage {
        t: texts(),
        shell,
        errors: Vec::new(),
        documents: documents.into_iter().map(|document| row(document, &signed)).collect(),
        next: next.unwrap_or_default(),
        kinds: kinds.collect(),
        title: title.to_owned(),
        most: format!("{} MB", limits::DOCUMENT_BYTES / 1024 / 1024),
    })
}

/// Returns the label of a kind of document. A host's own kind is its own label.
pub(super) fn kind_label(kind: &DocumentKind) -> String {
    match kind {
        DocumentKind::Other(name) => name.clone(),
        known => texts().of("document-kind", known.name()),
    }
}

fn row(document: DocumentDetails, signed: &[DocumentId]) -> DeskDocumentRow {
    let t = texts();
    let state = match (document.can_be_delivered, document.is_visible_to_client) {
        (_, true) => "delivered",
        (true, false) => "waiting",
        (false, false) => "internal",
    };
    DeskDocumentRow {
        id: document.document_id.to_string(),
        kind_label: kind_label(&document.kind),
        title: document.title,
        state,
        added: When::day(t, document.added_at),
        delivered: document.delivered_at.map(|at| When::day(t, at)),
        downloaded: document.downloaded_at.map(|at| When::day(t, at)),
        size: size(document.size),
        came_back_signed: signed.contains(&document.document_id),
    }
}

/// POST /desk/cases/{id}/documents
pub(crate) async fn add(staff: Staff, on: OnCase, request: Request) -> Response {
    staff
        .act(request, move |staff, form| {
            let (title, kind) = (form.get("title"), form.get("kind"));
            let added = form
                .file("file")
                .ok_or_else(|| staff.slip("add_document", Error::at(Code::CONTENT_INVALID, "content")))
                .and_then(|file| {
                    staff.desk.add_document(AddDocument {
                        case_id: on.case,
                        kind: DocumentKind::named(kind),
                        title: title.to_owned(),
                        file_name: file_name(file),
                        media_type: media_type(file).to_owned(),
                        content: file.bytes.to_vec().into(),
                    })
                });
            match added {
                Ok(_) => Ok(see_other(&format!("{}?done=added", on.path("documents")))),
                Err(error) => refused(staff, &on, error, title, kind),
            }
        })
        .await
}

fn refused(staff: &Staff, on: &OnCase, error: Error, title: &str, kind: &str) -> Outcome {
    let (id, label) = match error.field() {
        Some("title") => ("title", "desk-documents-name"),
        Some("kind") => ("kind", "desk-documents-kind"),
        Some("content" | "mediaType" | "fileName") => ("file", "desk-documents-file"),
        _ => return Err(error.into()),
    };
    let mut page = page(staff, on, title, kind)?;
    page.errors.push(FieldError {
        id: id.to_owned(),
        text: format!("{}: {}", texts().text(label), sentence(error.code())),
    });
    Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

/// Returns the file's name without the path that old browsers put before it.
pub(super) fn file_name(file: &Upload) -> String {
    file.file_name.rsplit(['/', '\\']).next().unwrap_or_default().to_owned()
}

/// Returns the media type for the name's ending. The library checks whether the content is of that type.
pub(super) fn media_type(file: &Upload) -> &'static str {
    let ending = file.file_name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    match ending.as_str() {
        "pdf" => "application/pdf",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "txt" => "text/plain",
        "csv" => "text/csv",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _ => "application/octet-stream",
    }
}

/// POST /desk/cases/{id}/documents/{document}/deliver
pub(crate) async fn deliver(staff: Staff, on: OnCase, request: Request) -> Response {
    staff
        .act(request, move |staff, _| {
            let DocumentRef { case_id, document_id } = document(&on)?;
            staff.desk.deliver_document(DeliverDocument { case_id, document_id, party_ids: None })?;
            Ok(see_other(&on.path("documents")))
        })
        .await
}

/// POST /desk/cases/{id}/documents/{document}/withdraw
pub(crate) async fn withdraw(staff: Staff, on: OnCase, request: Request) -> Response {
    staff
        .act(request, move |staff, _| {
            staff.desk.withdraw_document(document(&on)?)?;
            Ok(see_other(&on.path("documents")))
        })
        .await
}

/// POST /desk/cases/{id}/documents/{document}/remove
pub(crate) async fn remove(staff: Staff, on: OnCase, request: Request) -> Response {
    staff
        .act(request, move |staff, _| {
            staff.desk.remove_document(document(&on)?)?;
            Ok(see_other(&format!("{}?done=removed", on.path("documents"))))
        })
        .await
}

fn document(on: &OnCase) -> Outcome<DocumentRef> {
    Ok(DocumentRef { case_id: on.case, document_id: on.item(DocumentId::parse)? })
}

/// GET /desk/cases/{id}/documents/{document}/download
pub(crate) async fn download(staff: Staff, on: OnCase) -> Response {
    let desk = staff.desk.clone();
    staff
        .page(move |staff| {
            let DocumentRef { case_id, document_id } = document(&on)?;
            let found = staff.desk.get_document(DocumentRef { case_id, document_id })?;
            let DocumentDetails { file_name, media_type, size, chunks, .. } = found;
            let opened = Opened { file_name, media_type, size, chunks };
            Ok(download::send(&opened, move |chunk| {
                desk.read_document(ReadDocument { case_id, document_id, chunk }).map(|piece| piece.content)
            }))
        })
        .await
}
