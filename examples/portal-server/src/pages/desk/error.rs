//! Error pages for staff.

use super::enter::enter_page;
use super::shell::DeskShell;
use crate::http::errors::Refusal;
use crate::http::staff::Staff;
use crate::pages::html;
use crate::state::App;
use crate::texts::{Texts, texts};
use askama::Template;
use axum::response::Response;

#[derive(Template)]
#[template(path = "desk/error.html")]
struct DeskErrorPage {
    t: &'static Texts,
    shell: DeskShell,
    code: &'static str,
    field: String,
    back: &'static str,
}

/// Returns the page for a refusal within a session.
pub(crate) fn page(staff: &Staff, refusal: &Refusal) -> Response {
    answer(DeskShell::inside(staff, "cases"), refusal)
}

/// Returns the page for a refusal without a session.
pub(crate) fn at_the_door(app: &App, refusal: &Refusal) -> Response {
    match refusal {
        Refusal::NotStaff => enter_page(app, refusal.status(), false),
        _ => answer(DeskShell::outside(&app.face()), refusal),
    }
}

fn answer(shell: DeskShell, refusal: &Refusal) -> Response {
    refusal.note();
    let field = refusal.field().unwrap_or_default().to_owned();
    html(refusal.status(), &DeskErrorPage { t: texts(), shell, code: refusal.code(), field, back: "/desk" })
}
