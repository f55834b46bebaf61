//! Envelopes to sign, and completed ones.

use super::shell::PortalShell;
use crate::http::client::Client;
use crate::pages::{PageQuery, html, provider};
use crate::texts::{Texts, texts};
use crate::when::When;
use askama::Template;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::Response;
use casegate::cases::OwnCaseRef;
use casegate::signatures::visit::{EnvelopeView, EnvelopesView, ListOwnEnvelopes};

#[derive(Template)]
#[template(path = "portal/signatures.html")]
struct SignaturesPage {
    t: &'static Texts,
    shell: PortalShell,
    pending: Vec<PendingEnvelope>,
    past: Vec<PastEnvelope>,
    is_first: bool,
    next: String,
}

struct PendingEnvelope {
    title: String,
    state: &'static str,
    sent: When,
    sign_link: String,
    provider: String,
}

struct PastEnvelope {
    title: String,
    state: &'static str,
    ended: When,
    document: Option<String>,
}

/// GET /portal/signatures
pub(crate) async fn list(client: Client, Query(wanted): Query<PageQuery>) -> Response {
    client
        .page(move |client| {
            let home = client.visit.home(OwnCaseRef::default())?;
            let shell = PortalShell::inside(client, &home, "signatures");
            let is_first = wanted.cursor().is_none();
            let page = ListOwnEnvelopes { cursor: wanted.cursor(), ..ListOwnEnvelopes::default() };
            let EnvelopesView { envelopes, next } = client.visit.list_my_envelopes(page)?;
            let next = next.unwrap_or_default();
            let pending = envelopes.iter().filter_map(pending).collect();
            let past = envelopes.iter().filter(|envelope| envelope.sign_url.is_none()).map(past).collect();
            Ok(html(StatusCode::OK, &SignaturesPage { t: texts(), shell, pending, past, is_first, next }))
        })
        .await
}

fn pending(envelope: &EnvelopeView) -> Option<PendingEnvelope> {
    let sign_link = envelope.sign_url.clone()?;
    Some(PendingEnvelope {
        title: envelope.title.clone(),
        state: envelope.state.name(),
        sent: When::day(texts(), envelope.sent_at),
        provider: provider(&sign_link),
        sign_link,
    })
}

fn past(envelope: &EnvelopeView) -> PastEnvelope {
    PastEnvelope {
        title: envelope.title.clone(),
        state: envelope.state.name(),
        ended: When::day(texts(), envelope.changed_at),
        document: envelope.signed_document_id.map(|id| id.to_string()),
    }
}
