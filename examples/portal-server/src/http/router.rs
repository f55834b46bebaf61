//! The routes of the host, with their limits.

use super::{api, assets, headers, language, openapi};
use crate::http::client::{Client, blocking};
use crate::http::errors::Refusal;
use crate::pages::{desk, portal};
use crate::state::App;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::Uri;
use axum::middleware::{from_fn, map_response};
use axum::response::Response;
use axum::routing::{MethodRouter, get, post};

/// The limit of a form with a credential.
const SMALL: usize = 8 * 1024;
/// The limit of a form with texts.
const FORM: usize = 256 * 1024;
/// The limit of a section of the intake, with every row of every list and narratives of several pages.
const INTAKE: usize = 2 * 1024 * 1024;
/// The limit of a document as a file and the form around it.
const UPLOAD: usize = casegate::foundation::limits::DOCUMENT_BYTES + FORM;
/// The limit of one operation's input, including a document in base64.
const OPERATION: usize = casegate::foundation::limits::INPUT_BYTES;

pub(crate) fn router(app: App) -> Router {
    let routes = Router::new()
        .route("/", get(portal::door::landing))
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/robots.txt", get(|| async { "User-agent: *\nDisallow: /\n" }))
        .route("/assets/{name}", get(assets::file))
        .route("/assets/casegate/{*path}", get(assets::package_file))
        .route("/firm.css", get(assets::firm_style))
        .route("/firm/logo", get(assets::firm_logo))
        .merge(api_routes())
        .merge(portal_routes())
        .merge(desk_routes())
        .fallback(no_page)
        .method_not_allowed_fallback(wrong_method);
    routes
        .layer(DefaultBodyLimit::max(FORM))
        .layer(from_fn(language::negotiated))
        .layer(map_response(headers::complete))
        .with_state(app)
}

fn limited(route: MethodRouter<App>, most: usize) -> MethodRouter<App> {
    route.layer(DefaultBodyLimit::max(most))
}

fn api_routes() -> Router<App> {
    Router::new()
        .route("/api/openapi.json", get(openapi::openapi))
        .route("/api/desk/enter", limited(post(api::enter), SMALL))
        .route("/api/desk/{operation}", limited(post(api::desk), OPERATION))
        .route("/api/visit/open_link", limited(post(api::open_link), SMALL))
        .route("/api/visit/{operation}", limited(post(api::visit), INTAKE))
}

fn portal_routes() -> Router<App> {
    let intake = Router::new()
        .route(
            "/portal/intake/{section}",
            get(portal::intake_section::show).post(portal::intake_section::keep),
        )
        .layer(DefaultBodyLimit::max(INTAKE));
    Router::new()
        .route("/open", get(portal::door::landing))
        // Mail programs turn `#` into `%23` and break lines, so the path may contain anything.
        .route("/i/{*rest}", get(portal::door::landing))
        .route("/link-closed", get(portal::error::link_closed))
        .route("/portal", get(portal::home::home))
        .route("/portal/open", limited(post(portal::door::open), SMALL))
        .route("/portal/leave", limited(post(portal::door::leave), SMALL))
        .route("/portal/documents", get(portal::documents::list))
        // Fetching a document is audited, so HEAD, which must not change anything, is not offered.
        .route("/portal/documents/{id}/download", get(portal::documents::download).head(wrong_method))
        .route("/portal/signatures", get(portal::signatures::list))
        .route("/portal/forms", get(portal::forms::list))
        .route("/portal/sessions", get(portal::sessions::list))
        .route("/portal/sessions/{id}/end", limited(post(portal::sessions::end), SMALL))
        .route("/portal/intake", get(portal::intake::overview))
        .route("/portal/intake/{section}/review", get(portal::intake_review::review))
        .route("/portal/intake/{section}/submit", limited(post(portal::intake_review::submit), SMALL))
        .route("/portal/intake/{section}/discard", limited(post(portal::intake_section::discard), SMALL))
        .route("/portal/intake/{section}/submitted", get(portal::intake_review::submitted))
        .merge(intake)
}

fn desk_routes() -> Router<App> {
    use desk::{
        audit, case, case_edit, cases, documents, enter, envelopes, forms, invites, outbox, profile,
        profile_figure, review, settings, submission,
    };
    Router::new()
        .route("/desk", get(cases::list))
        .route("/desk/enter", limited(get(enter::door).post(enter::enter), SMALL))
        .route("/desk/leave", post(enter::leave))
        .route("/desk/outbox", get(outbox::show))
        .route("/desk/settings", get(settings::show))
        .route("/desk/settings/identity", limited(post(settings::identity), 2 * FORM))
        .route("/desk/settings/links", post(settings::links))
        .route("/desk/settings/documents", post(settings::documents))
        .route("/desk/settings/phases", post(settings::phases))
        .route("/desk/cases", post(cases::create))
        .route("/desk/cases/new", get(cases::new))
        .route("/desk/cases/{case}", get(case::show))
        .route("/desk/cases/{case}/status", post(case::update))
        .route("/desk/cases/{case}/edit", get(case_edit::show).post(case_edit::save))
        .route("/desk/cases/{case}/tin", post(case::unmask_tin))
        .route("/desk/cases/{case}/sessions/{session}/end", post(case::end_session))
        .route("/desk/cases/{case}/invites/new", get(invites::new))
        .route("/desk/cases/{case}/invites", post(invites::mint))
        .route("/desk/cases/{case}/invites/revoke_all", post(invites::revoke_all))
        .route("/desk/cases/{case}/invites/{invite}/revoke", post(invites::revoke))
        .route("/desk/cases/{case}/invites/{invite}/reissue", post(invites::reissue))
        .route("/desk/cases/{case}/documents", limited(get(documents::list).post(documents::add), UPLOAD))
        .route("/desk/cases/{case}/documents/{document}/download", get(documents::download))
        .route("/desk/cases/{case}/documents/{document}/deliver", post(documents::deliver))
        .route("/desk/cases/{case}/documents/{document}/withdraw", post(documents::withdraw))
        .route("/desk/cases/{case}/documents/{document}/remove", post(documents::remove))
        .route("/desk/cases/{case}/envelopes", get(envelopes::list).post(envelopes::create))
        .route("/desk/cases/{case}/envelopes/{envelope}/send", post(envelopes::send))
        .route("/desk/cases/{case}/envelopes/{envelope}/move", post(envelopes::record))
        .route("/desk/cases/{case}/envelopes/{envelope}/complete", limited(post(envelopes::complete), UPLOAD))
        .route("/desk/cases/{case}/envelopes/{envelope}/replace", limited(post(envelopes::replace), UPLOAD))
        .route("/desk/cases/{case}/forms", get(forms::list).post(forms::add))
        .route("/desk/cases/{case}/forms/{form}/state", post(forms::change))
        .route("/desk/cases/{case}/profile", get(profile::show))
        .route("/desk/cases/{case}/profile/unmask", post(profile::unmask))
        .route("/desk/cases/{case}/profile/figure", get(profile_figure::show).post(profile_figure::set))
        .route("/desk/cases/{case}/review", get(review::show).post(review::decide))
        .route("/desk/cases/{case}/submissions/{submission}", get(submission::show))
        .route("/desk/cases/{case}/audit", get(audit::show))
}

async fn no_page(client: Client, uri: Uri) -> Response {
    refused(client, uri, Refusal::NoPage).await
}

async fn wrong_method(client: Client, uri: Uri) -> Response {
    refused(client, uri, Refusal::WrongMethod).await
}

async fn refused(client: Client, uri: Uri, refusal: Refusal) -> Response {
    if uri.path().starts_with("/api/") {
        return refusal.json();
    }
    blocking(move || portal::error::outside(&client.app, &refusal)).await
}
