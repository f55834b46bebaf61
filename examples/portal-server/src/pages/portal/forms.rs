//! Links to forms that the client fills in elsewhere.

use super::shell::PortalShell;
use crate::http::client::Client;
use crate::pages::html;
use crate::texts::{Texts, texts};
use crate::when::When;
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use casegate::cases::OwnCaseRef;

#[derive(Template)]
#[template(path = "portal/forms.html")]
struct FormsPage {
    t: &'static Texts,
    shell: PortalShell,
    forms: Vec<FormRow>,
}

struct FormRow {
    title: String,
    state: &'static str,
    added: When,
    link: String,
}

/// GET /portal/forms
pub(crate) async fn list(client: Client) -> Response {
    client
        .page(|client| {
            let home = client.visit.home(OwnCaseRef::default())?;
            let shell = PortalShell::inside(client, &home, "forms");
            let forms = client.visit.list_my_forms(OwnCaseRef::default())?.forms;
            let forms = forms.into_iter().map(|form| FormRow {
                title: form.title,
                state: form.state.name(),
                added: When::day(texts(), form.added_at),
                link: form.url.unwrap_or_default(),
            });
            Ok(html(StatusCode::OK, &FormsPage { t: texts(), shell, forms: forms.collect() }))
        })
        .await
}
