//! The sessions that were opened by this link.

use super::shell::PortalShell;
use crate::http::client::Client;
use crate::http::errors::Refusal;
use crate::pages::{Flash, html, see_other};
use crate::texts::{Texts, texts};
use crate::when::When;
use askama::Template;
use axum::extract::{Path, Query, Request};
use axum::http::StatusCode;
use axum::response::Response;
use casegate::cases::OwnCaseRef;
use casegate::foundation::ids::SessionId;
use casegate::invites::visit::OwnSessionRef;
use serde::Deserialize;

#[derive(Template)]
#[template(path = "portal/sessions.html")]
struct SessionsPage {
    t: &'static Texts,
    shell: PortalShell,
    sessions: Vec<SessionRow>,
    ends: When,
}

struct SessionRow {
    id: String,
    here: bool,
    device: String,
    opened: When,
    used: When,
}

/// The parameters of the address.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wanted {
    done: Option<String>,
}

/// GET /portal/sessions
pub(crate) async fn list(client: Client, Query(wanted): Query<Wanted>) -> Response {
    client
        .page(move |client| {
            let home = client.visit.home(OwnCaseRef::default())?;
            let sessions = client.visit.list_my_sessions()?.sessions.into_iter().map(|session| SessionRow {
                id: session.session_id.to_string(),
                here: session.is_this_one,
                device: session.device.unwrap_or_default(),
                opened: When::minute(texts(), session.opened_at),
                used: When::minute(texts(), session.last_used_at),
            });
            let mut shell = PortalShell::inside(client, &home, "sessions");
            shell.flash = Flash::done(texts(), wanted.done.as_deref());
            let page = SessionsPage {
                t: texts(),
                shell,
                sessions: sessions.collect(),
                ends: When::minute(texts(), home.session_ends_at),
            };
            Ok(html(StatusCode::OK, &page))
        })
        .await
}

/// POST /portal/sessions/{id}/end
pub(crate) async fn end(client: Client, Path(id): Path<String>, request: Request) -> Response {
    client
        .act(request, move |client, _| {
            let session_id = SessionId::parse(&id).map_err(|_| Refusal::NoPage)?;
            client.visit.end_my_session(OwnSessionRef { session_id })?;
            Ok(see_other("/portal/sessions?done=ended"))
        })
        .await
}
