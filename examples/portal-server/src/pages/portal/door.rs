//! Opening and leaving a session by a link.

use super::shell::PortalShell;
use crate::http::client::{Client, blocking};
use crate::http::cookies;
use crate::http::errors::{Outcome, Refusal};
use crate::http::form;
use crate::pages::{html, see_other};
use crate::state::App;
use crate::texts::{Texts, texts};
use askama::Template;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use casegate::invites::visit::OpenLink;

#[derive(Template)]
#[template(path = "portal/landing.html")]
struct LandingPage {
    t: &'static Texts,
    shell: PortalShell,
    named: bool,
    failed: bool,
}

#[derive(Template)]
#[template(path = "portal/left.html")]
struct LeftPage {
    t: &'static Texts,
    shell: PortalShell,
}

/// GET /i/{anything} and /open: the same page for every link. It reads and changes nothing in the store.
pub(crate) async fn landing(State(app): State<App>) -> Response {
    landing_page(&app, StatusCode::OK)
}

fn landing_page(app: &App, status: StatusCode) -> Response {
    let face = app.face();
    let page = LandingPage {
        t: texts(),
        named: !face.name.is_empty(),
        failed: status != StatusCode::OK,
        shell: PortalShell::outside(&face),
    };
    html(status, &page)
}

/// POST /portal/open: opens a link without scripts.
pub(crate) async fn open(client: Client, request: Request) -> Response {
    let form = form::read_at_the_door(request, &client.app.origin).await;
    blocking(move || match form.and_then(|form| opened(&client, form.get("code"))) {
        Ok(answer) => answer,
        Err(refusal) if refusal.is_closed_link() => landing_page(&client.app, refusal.status()),
        Err(refusal) => super::error::page(&client, &refusal),
    })
    .await
}

fn opened(client: &Client, link: &str) -> Outcome {
    let opened = client.visit.open_link(OpenLink { link: link.to_owned() })?;
    let mut answer = see_other("/portal");
    opened.secret.reveal(|session| cookies::CLIENT.set(answer.headers_mut(), session));
    Ok(answer)
}

/// POST /portal/leave
pub(crate) async fn leave(client: Client, request: Request) -> Response {
    client
        .act(request, |client, _| {
            // Leaving a session that has ended already succeeds.
            client
                .visit
                .leave()
                .map(drop)
                .map_err(Refusal::from)
                .or_else(|refusal| if refusal.is_closed_link() { Ok(()) } else { Err(refusal) })?;
            let shell = PortalShell::outside(&client.app.face());
            let mut answer = html(StatusCode::OK, &LeftPage { t: texts(), shell });
            cookies::CLIENT.clear(answer.headers_mut());
            Ok(answer)
        })
        .await
}
