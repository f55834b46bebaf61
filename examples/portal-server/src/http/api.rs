//! Every operation of the library's table as JSON: `POST /api/desk/{operation}`,
//! `POST /api/visit/{operation}`.

use crate::http::client::{Client, blocking};
use crate::http::cookies;
use crate::http::errors::{Outcome, Refusal};
use crate::http::form::{self, CSRF_HEADER};
use crate::http::provenance::{Provenance, provenance};
use crate::http::source::source;
use crate::staff_door::{Inside, same};
use crate::state::App;
use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse as _, Response};
use casegate::access::staff::Staff;
use casegate::invites::visit::OpenLink;
use casegate::operations::{Door, Need, Operation};
use serde::Deserialize;
use serde_json::json;

/// The body that opens a session, for clients and for staff.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Credential {
    link: String,
}

/// POST /api/visit/{operation}
pub(crate) async fn visit(client: Client, Path(name): Path<String>, request: Request) -> Response {
    let operation = match Operation::of_visit(&name) {
        Ok(operation) => operation,
        Err(error) => return Refusal::from(error).json(),
    };
    let body = match visit_input(&client, operation, request).await {
        Ok(body) => body,
        Err(refusal) => return refusal.json(),
    };
    blocking(move || {
        let answer = client.visit.call(operation, &body);
        answer.map_or_else(|error| Refusal::from(error).json(), |answer| ended(operation, json_text(answer)))
    })
    .await
}

/// Clears the cookie of a session that the client has left.
fn ended(operation: Operation, mut answer: Response) -> Response {
    if operation == Operation::LEAVE {
        cookies::CLIENT.clear(answer.headers_mut());
    }
    answer
}

async fn visit_input(client: &Client, operation: Operation, request: Request) -> Outcome<axum::body::Bytes> {
    let from = provenance(request.headers(), &client.app.origin);
    let csrf = header(request.headers(), CSRF_HEADER);
    let is_proven = match operation.door() {
        Door::Visit(Need::Nothing) => from != Provenance::Foreign,
        Door::Host => false,
        Door::Visit(Need::Session) | Door::Desk(_) => {
            // Without a session there is nothing to protect, and the library refuses the call.
            from != Provenance::Foreign && (client.visit.csrf().is_none() || client.visit.csrf_matches(csrf))
        }
    };
    if is_proven { json_body(request).await } else { Err(Refusal::Unproven) }
}

/// POST /api/visit/open_link: only a page of this portal can exchange a link (SECURITY LNK-02).
pub(crate) async fn open_link(client: Client, request: Request) -> Response {
    let is_ours = provenance(request.headers(), &client.app.origin) == Provenance::Ours;
    let body = if is_ours { json_body(request).await } else { Err(Refusal::Unproven) };
    blocking(move || body.and_then(|body| opened(&client, &body)).unwrap_or_else(|refusal| refusal.json()))
        .await
}

/// Exchanges a link. The session's credential is only in the cookie, because a script that
/// cannot read it cannot leak it.
fn opened(client: &Client, body: &[u8]) -> Outcome {
    let Credential { link } = serde_json::from_slice(body).map_err(|_| Refusal::malformed())?;
    let opened = client.visit.open_link(OpenLink { link })?;
    let mut answer = Json(json!({ "csrf": opened.csrf, "endsAt": opened.ends_at })).into_response();
    opened.secret.reveal(|session| cookies::CLIENT.set(answer.headers_mut(), session));
    Ok(answer)
}

/// POST /api/desk/enter: exchanges a printed staff code for a session.
pub(crate) async fn enter(State(app): State<App>, request: Request) -> Response {
    match enter_with(&app, request).await {
        Ok(answer) => answer,
        Err(refusal) => refusal.json(),
    }
}

async fn enter_with(app: &App, request: Request) -> Outcome {
    if provenance(request.headers(), &app.origin) != Provenance::Ours {
        return Err(Refusal::Unproven);
    }
    let body = json_body(request).await?;
    let Credential { link } = serde_json::from_slice(&body).map_err(|_| Refusal::malformed())?;
    let entered = app.door.enter(&link).ok_or(Refusal::NotStaff)?;
    let mut answer = Json(json!({ "csrf": entered.csrf })).into_response();
    cookies::STAFF.set(answer.headers_mut(), &entered.secret);
    Ok(answer)
}

/// POST /api/desk/{operation}, by the staff cookie or `Authorization: Bearer` with a staff code.
pub(crate) async fn desk(State(app): State<App>, Path(name): Path<String>, request: Request) -> Response {
    match desk_with(app, &name, request).await {
        Ok(answer) => answer,
        Err(refusal) => refusal.json(),
    }
}

async fn desk_with(app: App, name: &str, request: Request) -> Outcome {
    let staff = admit(&app, request.headers())?;
    let operation = Operation::of_desk(name)?;
    let (parts, body) = request.into_parts();
    let source = source(&parts);
    let body = json_body(Request::from_parts(parts, body)).await?;
    let answer = blocking(move || {
        let answer = app.desk(staff, &source).and_then(|desk| {
            let answer = desk.call(operation, &body)?;
            keep_face(&app, &desk, operation)?;
            Ok(answer)
        });
        answer.map_or_else(|error| Refusal::from(error).json(), json_text)
    });
    Ok(answer.await)
}

/// Authenticates a request. A program presents the staff code itself; a page has its
/// cookie and proves that it is ours.
fn admit(app: &App, headers: &HeaderMap) -> Outcome<Staff> {
    if let Some(code) = header(headers, AUTHORIZATION.as_str()).strip_prefix("Bearer ") {
        return app.door.whose(code.trim()).cloned().ok_or(Refusal::NotStaff);
    }
    let session = cookies::STAFF.of(headers).ok_or(Refusal::NotStaff)?;
    let Inside { staff, csrf } = app.door.session(&session).ok_or(Refusal::NotStaff)?;
    let is_proven =
        provenance(headers, &app.origin) != Provenance::Foreign && same(header(headers, CSRF_HEADER), &csrf);
    if is_proven { Ok(staff) } else { Err(Refusal::Unproven) }
}

/// Updates the firm's name and logo on the landing page after an operation that may change them.
fn keep_face(
    app: &App,
    desk: &casegate::portal::Desk,
    operation: Operation,
) -> casegate::foundation::error::Result<()> {
    if matches!(operation, Operation::SET_LOGO | Operation::UPDATE_FIRM) {
        app.show(desk, desk.get_firm()?)?;
    }
    Ok(())
}

/// Reads the body of a JSON call. Any other content type is refused, because a form
/// on another site could send it.
async fn json_body(request: Request) -> Outcome<axum::body::Bytes> {
    if form::essence(&request) == "application/json" {
        form::body(request).await
    } else {
        Err(Refusal::WrongType)
    }
}

fn json_text(text: String) -> Response {
    ([(CONTENT_TYPE, HeaderValue::from_static("application/json"))], text).into_response()
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}
