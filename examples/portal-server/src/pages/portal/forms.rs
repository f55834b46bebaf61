//! Links to forms that the client fills in elsewhere.

use super::shell::PortalShell;
use crate::http::client::Client;
use crate::pages::{PageQuery, html};
use crate::texts::{Texts, texts};
use crate::when::When;
use askama::Template;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::Response;
use casegate::cases::OwnCaseRef;
use casegate::forms::{FormsView, ListOwnForms};

#[derive(Template)]
#[template(path = "portal/forms.html")]
struct FormsPage {
    t: &'static Texts,
    shell: PortalShell,
    forms: Vec<FormRow>,
    next: String,
}

struct FormRow {
    title: String,
    state: &'static str,
    added: When,
    link: String,
}

/// GET /portal/forms
pub(crate) async fn list(client: Client, Query(wanted): Query<PageQuery>) -> Response {
    client
        .page(move |client| {
            let home = client.visit.home(OwnCaseRef::default())?;
            let shell = PortalShell::inside(client, &home, "forms");
            let page = ListOwnForms { cursor: wanted.cursor(), ..ListOwnForms::default() };
            let FormsView { forms, next } = client.visit.list_my_forms(page)?;
            let next = next.unwrap_or_default();
            let forms = forms.into_iter().map(|form| FormRow {
                title: form.title,
                state: form.state.name(),
                added: When::day(texts(), form.added_at),
                link: form.url.unwrap_or_default(),
            });
            Ok(html(StatusCode::OK, &FormsPage { t: texts(), shell, forms: forms.collect(), next }))
        })
        .await
}
