//! Staff sign-in and sign-out.

use super::shell::DeskShell;
use crate::http::cookies;
use crate::http::errors::{Outcome, Refusal};
use crate::http::form;
use crate::http::staff::Staff;
use crate::pages::{html, see_other};
use crate::state::App;
use crate::texts::{Texts, texts};
use askama::Template;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

#[derive(Template)]
#[template(path = "desk/enter.html")]
struct EnterPage {
    t: &'static Texts,
    shell: DeskShell,
    failed: bool,
}

pub(crate) fn enter_page(app: &App, status: StatusCode, failed: bool) -> Response {
    html(status, &EnterPage { t: texts(), shell: DeskShell::outside(&app.face()), failed })
}

/// GET /desk/enter
pub(crate) async fn door(State(app): State<App>) -> Response {
    enter_page(&app, StatusCode::OK, false)
}

/// POST /desk/enter: signs in without scripts.
pub(crate) async fn enter(State(app): State<App>, request: Request) -> Response {
    let form = form::read_at_the_door(request, &app.origin).await;
    match form.and_then(|form| entered(&app, form.get("code"))) {
        Ok(answer) => answer,
        Err(Refusal::NotStaff) => enter_page(&app, StatusCode::UNAUTHORIZED, true),
        Err(refusal) => super::error::at_the_door(&app, &refusal),
    }
}

fn entered(app: &App, code: &str) -> Outcome {
    let entered = app.door.enter(code).ok_or(Refusal::NotStaff)?;
    let mut answer = see_other("/desk");
    cookies::STAFF.set(answer.headers_mut(), &entered.secret);
    Ok(answer)
}

/// POST /desk/leave
pub(crate) async fn leave(staff: Staff, headers: HeaderMap, request: Request) -> Response {
    let session = cookies::STAFF.of(&headers);
    staff
        .act(request, move |staff, _| {
            if let Some(session) = &session {
                staff.app.door.leave(session);
            }
            let mut answer = see_other("/desk/enter");
            cookies::STAFF.clear(answer.headers_mut());
            Ok(answer)
        })
        .await
}
