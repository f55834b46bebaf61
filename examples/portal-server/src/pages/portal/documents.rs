//! The client's documents to download.

use super::shell::PortalShell;
use crate::http::client::Client;
use crate::http::download::{self, Opened};
use crate::http::errors::{Outcome, Refusal};
use crate::http::provenance::{Provenance, provenance};
use crate::pages::{PageQuery, html, media_name, size};
use crate::texts::{Texts, texts};
use crate::when::When;
use askama::Template;
use axum::extract::{Path, Query};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use casegate::cases::OwnCaseRef;
use casegate::documents::visit::{
    DocumentView, DocumentsView, ListOwnDocuments, OwnDocumentRef, ReadOwnDocument,
};
use casegate::foundation::ids::DocumentId;

#[derive(Template)]
#[template(path = "portal/documents.html")]
struct DocumentsPage {
    t: &'static Texts,
    shell: PortalShell,
    documents: Vec<DocumentRow>,
    next: String,
}

pub(crate) struct DocumentRow {
    pub(crate) id: String,
    pub(crate) kind: String,
    pub(crate) title: String,
    pub(crate) delivered: When,
    pub(crate) size: String,
    pub(crate) media: String,
}

/// Makes a row of a list of documents.
pub(crate) fn row(t: &Texts, document: &DocumentView) -> DocumentRow {
    DocumentRow {
        id: document.document_id.to_string(),
        kind: document.kind.name().to_owned(),
        title: document.title.clone(),
        delivered: When::day(t, document.delivered_at),
        size: size(document.size),
        media: media_name(&document.media_type),
    }
}

/// GET /portal/documents
pub(crate) async fn list(client: Client, Query(wanted): Query<PageQuery>) -> Response {
    client
        .page(move |client| {
            let home = client.visit.home(OwnCaseRef::default())?;
            let shell = PortalShell::inside(client, &home, "documents");
            let page = ListOwnDocuments { cursor: wanted.cursor(), ..ListOwnDocuments::default() };
            let DocumentsView { documents, next } = client.visit.list_my_documents(page)?;
            let next = next.unwrap_or_default();
            let documents = documents.iter().map(|document| row(texts(), document)).collect();
            Ok(html(StatusCode::OK, &DocumentsPage { t: texts(), shell, documents, next }))
        })
        .await
}

/// GET /portal/documents/{id}/download. It is audited, so a page of another site must not be able to cause it.
pub(crate) async fn download(mut client: Client, Path(id): Path<String>, headers: HeaderMap) -> Response {
    let from = provenance(&headers, &client.app.origin);
    let is_typed = headers.get("sec-fetch-site").is_some_and(|site| site == "none");
    // Moved out of the client, because the stream needs the visit after the response is made.
    let visit = std::mem::replace(&mut client.visit, client.app.portal.visitor(&client.source));
    let visit = std::sync::Arc::new(visit);
    let opening = std::sync::Arc::clone(&visit);
    let opened = tokio::task::spawn_blocking(move || -> Outcome<(DocumentId, Opened)> {
        if from == Provenance::Foreign && !is_typed {
            return Err(Refusal::Unproven);
        }
        let id = DocumentId::parse(&id).map_err(|_| Refusal::NoPage)?;
        let document = opening.open_document(OwnDocumentRef { document_id: id, case_id: None })?;
        let DocumentView { file_name, media_type, size, chunks, .. } = document;
        Ok((id, Opened { file_name, media_type, size, chunks }))
    })
    .await;
    match opened.unwrap_or(Err(Refusal::NoPage)) {
        Ok((document_id, opened)) => download::send(&opened, move |chunk| {
            visit
                .read_my_document(ReadOwnDocument { document_id, chunk, case_id: None })
                .map(|piece| piece.content)
        }),
        Err(refusal) => client.page(move |client| Ok(super::error::page(client, &refusal))).await,
    }
}
