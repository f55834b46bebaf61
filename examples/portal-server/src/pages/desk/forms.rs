//! Links to forms that the firm generated.

use super::shell::{DeskShell, OnCase};
use crate::http::errors::{Outcome, Refusal};
use crate::http::staff::Staff;
use crate::pages::{FieldError, Input, blame, html, provider, see_other};
use crate::texts::{Texts, texts};
use crate::when::When;
use askama::Template;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::Response;
use casegate::forms::desk::{AddForm, FormDetails, FormPage, FormRef, ListForms, SetFormState};
use casegate::forms::record::FormState;
use casegate::foundation::ids::FormId;

#[derive(Template)]
#[template(path = "desk/forms.html")]
struct DeskFormsPage {
    t: &'static Texts,
    shell: DeskShell,
    errors: Vec<FieldError>,
    forms: Vec<DeskFormRow>,
    next: String,
    title: Input,
    link: Input,
}

struct DeskFormRow {
    id: String,
    title: String,
    state: &'static str,
    provider: String,
    changed: When,
    moves: Vec<&'static str>,
}

/// GET /desk/cases/{id}/forms
pub(crate) async fn list(staff: Staff, on: OnCase) -> Response {
    staff
        .page(move |staff| Ok(html(StatusCode::OK, &page(staff, &on, Input::default(), Input::default())?)))
        .await
}

fn page(staff: &Staff, on: &OnCase, title: Input, link: Input) -> Outcome<DeskFormsPage> {
    let (_, shell) = on.open(staff, "forms")?;
    let page = ListForms { cursor: on.wanted.cursor(), ..ListForms::first_page(on.case) };
    let FormPage { forms, next } = staff.desk.list_forms(page)?;
    let (forms, next) = (forms.into_iter().map(row).collect(), next.unwrap_or_default());
    Ok(DeskFormsPage { t: texts(), shell, errors: Vec::new(), forms, next, title, link })
}

fn row(form: FormDetails) -> DeskFormRow {
    let all = ["open", "inProgress", "completed", "withdrawn"];
    DeskFormRow {
        id: form.form_id.to_string(),
        title: form.title,
        state: form.state.name(),
        provider: provider(&form.url),
        changed: When::day(texts(), form.changed_at),
        moves: all.into_iter().filter(|to| *to != form.state.name()).collect(),
    }
}

/// POST /desk/cases/{id}/forms
pub(crate) async fn add(staff: Staff, on: OnCase, request: Request) -> Response {
    staff
        .act(request, move |staff, form| {
            let (title, url) = (form.get("title"), form.get("link"));
            let added = staff.desk.add_form(AddForm {
                case_id: on.case,
                title: title.to_owned(),
                url: url.to_owned(),
                party_ids: None,
            });
            let error = match added {
                Ok(_) => return Ok(see_other(&on.path("forms"))),
                Err(error) => error,
            };
            let mut page = page(staff, &on, Input::of(title), Input::of(url))?;
            let mut inputs = [
                ("title", "title", "desk-forms-name", &mut page.title),
                ("url", "link", "desk-forms-link", &mut page.link),
            ];
            page.errors = blame(&error, &mut inputs).ok_or(error)?;
            Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page))
        })
        .await
}

/// POST /desk/cases/{id}/forms/{form}/state
pub(crate) async fn change(staff: Staff, on: OnCase, request: Request) -> Response {
    staff
        .act(request, move |staff, form| {
            let (case_id, form_id) = (on.case, on.item(FormId::parse)?);
            let state = match form.get("to") {
                "open" => FormState::Open,
                "inProgress" => FormState::InProgress,
                "completed" => FormState::Completed,
                "withdrawn" => {
                    staff.desk.remove_form(FormRef { case_id, form_id })?;
                    return Ok(see_other(&on.path("forms")));
                }
                _ => return Err(Refusal::malformed()),
            };
            staff.desk.set_form_state(SetFormState { case_id, form_id, state })?;
            Ok(see_other(&on.path("forms")))
        })
        .await
}
