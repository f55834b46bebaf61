//! Error pages for clients.

use super::shell::PortalShell;
use crate::http::client::Client;
use crate::http::errors::Refusal;
use crate::pages::html;
use crate::state::App;
use crate::texts::{Texts, texts};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use casegate::cases::OwnCaseRef;

#[derive(Template)]
#[template(path = "portal/error.html")]
struct PortalErrorPage {
    t: &'static Texts,
    shell: PortalShell,
    code: &'static str,
    reference: String,
}

#[derive(Template)]
#[template(path = "portal/link_closed.html")]
struct LinkClosedPage {
    t: &'static Texts,
    shell: PortalShell,
}

/// Returns the page for a refusal. All links and sessions that are not valid get the
/// same page, whatever the reason.
pub(crate) fn page(client: &Client, refusal: &Refusal) -> Response {
    refusal.note();
    let shell = PortalShell::outside(&client.app.face());
    if refusal.is_closed_link() {
        return html(refusal.status(), &LinkClosedPage { t: texts(), shell });
    }
    let home = client.visit.home(OwnCaseRef::default()).ok();
    let shell = home.map_or(shell, |home| PortalShell::inside(client, &home, ""));
    let reference = client.source.request.clone().unwrap_or_default();
    html(refusal.status(), &PortalErrorPage { t: texts(), shell, code: refusal.code(), reference })
}

/// Returns the page for a refusal without a client.
pub(crate) fn outside(app: &App, refusal: &Refusal) -> Response {
    let shell = PortalShell::outside(&app.face());
    html(
        refusal.status(),
        &PortalErrorPage { t: texts(), shell, code: refusal.code(), reference: String::new() },
    )
}

/// GET /link-closed
pub(crate) async fn link_closed(State(app): State<App>) -> Response {
    html(axum::http::StatusCode::OK, &LinkClosedPage { t: texts(), shell: PortalShell::outside(&app.face()) })
}
