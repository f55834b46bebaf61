//! The review of a section before it is submitted, and the submission.

use super::intake::{is_unsent, section};
use super::intake_form::{Field, Part, Sheet, Total, standing, totals};
use super::intake_section::field_error;
use super::shell::PortalShell;
use crate::http::client::Client;
use crate::http::errors::{Outcome, Refusal};
use crate::pages::{FieldError, html, see_other};
use crate::texts::{Texts, texts};
use crate::when::{self, When};
use askama::Template;
use axum::extract::{Path, Request};
use axum::http::StatusCode;
use axum::response::Response;
use casegate::cases::OwnCaseRef;
use casegate::intake::form::Section;
use casegate::intake::types::{SectionRef, SubmitSection};

#[derive(Template)]
#[template(path = "portal/intake_review.html")]
struct IntakeReviewPage {
    t: &'static Texts,
    shell: PortalShell,
    section: &'static str,
    version: String,
    can_send: bool,
    errors: Vec<FieldError>,
    parts: Vec<ReviewPart>,
    totals: Vec<Total>,
    printed: When,
}

struct ReviewPart {
    legend: String,
    rows: Vec<ReviewRow>,
}

struct ReviewRow {
    title: String,
    answers: Vec<ReviewAnswer>,
}

struct ReviewAnswer {
    label: String,
    text: String,
    state: &'static str,
}

#[derive(Template)]
#[template(path = "portal/intake_submitted.html")]
struct IntakeSubmittedPage {
    t: &'static Texts,
    shell: PortalShell,
    section: &'static str,
    at: When,
    next: &'static str,
}

/// GET /portal/intake/{section}/review
pub(crate) async fn review(client: Client, Path(name): Path<String>) -> Response {
    client.page(move |client| Ok(html(StatusCode::OK, &page(client, section(&name)?)?))).await
}

fn page(client: &Client, section: Section) -> Outcome<IntakeReviewPage> {
    let home = client.visit.home(OwnCaseRef::default())?;
    let view = client.visit.get_section(SectionRef { section, case_id: None })?;
    let schema = client.visit.get_section_form(SectionRef { section, case_id: None })?;
    let standing = standing(&view);
    let sheet = Sheet { schema: &schema, standing: &standing, totals: &view.totals, add: "" };
    Ok(IntakeReviewPage {
        t: texts(),
        shell: PortalShell::inside(client, &home, "intake"),
        section: section.name(),
        version: view.version.to_string(),
        can_send: view.status.name() == "inProgress",
        errors: view.problems.iter().map(|problem| field_error(&schema, problem)).collect(),
        parts: sheet.parts().into_iter().map(part).collect(),
        totals: totals(&schema, &view.totals),
        printed: When::minute(texts(), when::now()),
    })
}

fn part(part: Part) -> ReviewPart {
    let mut rows = Vec::new();
    if !part.fields.is_empty() {
        rows.push(ReviewRow { title: String::new(), answers: part.fields.iter().map(answer).collect() });
    }
    for (place, row) in part.rows.iter().enumerate() {
        let title = format!("{} {}", part.row_title, place + 1);
        rows.push(ReviewRow { title, answers: row.fields.iter().map(answer).collect() });
    }
    ReviewPart { legend: part.legend, rows }
}

fn answer(field: &Field) -> ReviewAnswer {
    let chosen: Vec<_> =
        field.options.iter().filter(|option| option.chosen).map(|option| option.label.as_str()).collect();
    let text = match field.kind {
        "yesNo" | "choice" | "choices" => chosen.join(", "),
        "secret" => field.mask.clone(),
        "money" if !field.value.is_empty() => dollars(field),
        _ => field.value.clone(),
    };
    let state = match (field.na, text.is_empty()) {
        (true, _) => "notApplicable",
        (false, true) => "blank",
        (false, false) => "value",
    };
    ReviewAnswer { label: field.label.clone(), text, state }
}

fn dollars(field: &Field) -> String {
    let (sign, amount) =
        field.value.strip_prefix('-').map_or(("", field.value.as_str()), |amount| ("-", amount));
    format!("{sign}${amount} {}", field.period).trim().to_owned()
}

/// POST /portal/intake/{section}/submit
pub(crate) async fn submit(client: Client, Path(name): Path<String>, request: Request) -> Response {
    client
        .act(request, move |client, form| {
            let section = section(&name)?;
            let version = form.get("version").parse().map_err(|_| Refusal::malformed())?;
            client.visit.submit_section(SubmitSection { section, version, case_id: None })?;
            Ok(see_other(&format!("/portal/intake/{}/submitted", section.name())))
        })
        .await
}

/// GET /portal/intake/{section}/submitted
pub(crate) async fn submitted(client: Client, Path(name): Path<String>) -> Response {
    client
        .page(move |client| {
            let section = section(&name)?;
            let home = client.visit.home(OwnCaseRef::default())?;
            let row = home.intake.iter().find(|row| row.section == section);
            let at = row.and_then(|row| row.submitted_at).ok_or(Refusal::NoPage)?;
            let next = home.intake.iter().find(|row| is_unsent(row.status.name()));
            let page = IntakeSubmittedPage {
                t: texts(),
                shell: PortalShell::inside(client, &home, "intake"),
                section: section.name(),
                at: When::minute(texts(), at),
                next: next.map_or("", |row| row.section.name()),
            };
            Ok(html(StatusCode::OK, &page))
        })
        .await
}
