//! Edits a case's client, title and taxpayer number.

use super::shell::{DeskShell, OnCase};
use crate::http::errors::Outcome;
use crate::http::form::Form;
use crate::http::staff::Staff;
use crate::pages::{FieldError, Input, blame, html, mask, see_other};
use crate::texts::{Texts, texts};
use askama::Template;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::Response;
use casegate::cases::desk::UpdateCase;

#[derive(Template)]
#[template(path = "desk/case_edit.html")]
struct CaseEditPage {
    t: &'static Texts,
    shell: DeskShell,
    errors: Vec<FieldError>,
    version: String,
    client: Input,
    engagement: Input,
    tin: Input,
    tin_now: String,
}

/// GET /desk/cases/{id}/edit
pub(crate) async fn show(staff: Staff, on: OnCase) -> Response {
    staff
        .page(move |staff| {
            staff.is_for("update_case")?;
            Ok(html(StatusCode::OK, &page(staff, &on)?))
        })
        .await
}

fn page(staff: &Staff, on: &OnCase) -> Outcome<CaseEditPage> {
    let (case, shell) = on.open(staff, "overview")?;
    Ok(CaseEditPage {
        t: texts(),
        shell,
        errors: Vec::new(),
        version: case.version.to_string(),
        client: Input::of(case.client_name),
        engagement: Input::of(case.title),
        tin: Input::default(),
        tin_now: case.client_tin_last_four.as_deref().map(mask).unwrap_or_default(),
    })
}

/// POST /desk/cases/{id}/edit
pub(crate) async fn save(staff: Staff, on: OnCase, request: Request) -> Response {
    staff
        .act(request, move |staff, form| {
            let updated = staff.desk.update_case(UpdateCase {
                case_id: on.case,
                version: form.get("version").parse().ok(),
                client_name: Some(form.get("clientName").to_owned()),
                title: Some(form.get("title").to_owned()),
                stage: None,
                blockers: None,
                notes: None,
                client_tin: tin(form),
            });
            let error = match updated {
                Ok(_) => return Ok(see_other(&format!("{}?done=saved", on.path("")))),
                Err(error) => error,
            };
            let mut page = page(staff, &on)?;
            // The version that the form started with. If somebody else had changed the case meanwhile,
            // the error would have no field.
            page.version = form.get("version").to_owned();
            page.client = Input::of(form.get("clientName"));
            page.engagement = Input::of(form.get("title"));
            let mut inputs = [
                ("clientName", "clientName", "case-new-client", &mut page.client),
                ("title", "title", "case-new-engagement", &mut page.engagement),
                ("clientTin", "clientTin", "case-new-tin", &mut page.tin),
            ];
            page.errors = blame(&error, &mut inputs).ok_or(error)?;
            Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page))
        })
        .await
}

/// Returns the number that was typed, an empty text to remove the number, or nothing to keep it.
fn tin(form: &Form) -> Option<String> {
    let typed = form.get("clientTin");
    match typed.trim() {
        "" if form.has("removeTin") => Some(String::new()),
        "" => None,
        _ => Some(typed.to_owned()),
    }
}
