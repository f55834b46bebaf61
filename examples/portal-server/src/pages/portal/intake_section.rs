//! The page to fill in one section.

use super::intake::section;
use super::intake_form::{Part, Sheet, Standing, Total, html_id, standing, totals};
use super::intake_save::{entries, problem_text, put_back, removal, save};
use super::shell::PortalShell;
use crate::http::client::Client;
use crate::http::errors::Outcome;
use crate::http::form::Form;
use crate::pages::{FieldError, html, see_other};
use crate::texts::{Texts, texts};
use askama::Template;
use axum::extract::{Path, Query, Request};
use axum::http::StatusCode;
use axum::response::Response;
use casegate::cases::OwnCaseRef;
use casegate::intake::form::{FieldPath, Section, SectionSchema, schema};
use casegate::intake::rules::SectionStatus;
use casegate::intake::types::{ProblemView, SectionRef, SectionView};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "portal/intake_section.html")]
struct IntakeSectionPage {
    t: &'static Texts,
    shell: PortalShell,
    section: &'static str,
    whose: String,
    status: &'static str,
    can_discard: bool,
    was_sent: bool,
    note: String,
    number: u32,
    total: u32,
    errors: Vec<FieldError>,
    parts: Vec<Part>,
    totals: Vec<Total>,
}

/// The parameters of the address.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wanted {
    add: String,
    done: Option<String>,
}

/// GET /portal/intake/{section}
pub(crate) async fn show(client: Client, Path(name): Path<String>, Query(wanted): Query<Wanted>) -> Response {
    client
        .page(move |client| {
            let section = section(&name)?;
            let view = client.visit.get_section(SectionRef { section, case_id: None })?;
            let mut page = page(client, &view, &standing(&view), &wanted.add)?;
            page.shell.flash = crate::pages::Flash::done(texts(), wanted.done.as_deref());
            Ok(html(StatusCode::OK, &page))
        })
        .await
}

fn schema_of(client: &Client, section: Section) -> Outcome<SectionSchema> {
    Ok(client.visit.get_section_form(SectionRef { section, case_id: None })?)
}

fn page(client: &Client, view: &SectionView, standing: &Standing, add: &str) -> Outcome<IntakeSectionPage> {
    let home = client.visit.home(OwnCaseRef::default())?;
    let schema = schema_of(client, view.section)?;
    let sheet = Sheet { schema: &schema, standing, totals: &view.totals, add };
    let place = Section::ALL.iter().position(|one| *one == view.section).unwrap_or_default();
    Ok(IntakeSectionPage {
        t: texts(),
        shell: PortalShell::inside(client, &home, "intake"),
        section: view.section.name(),
        whose: format!("{} / {} / {}", home.case.client_name, home.case.title, home.label),
        status: view.status.name(),
        can_discard: view.status == SectionStatus::InProgress,
        was_sent: view.submitted_at.is_some(),
        note: notes(view),
        number: u32::try_from(place + 1).unwrap_or_default(),
        total: u32::try_from(Section::ALL.len()).unwrap_or_default(),
        errors: Vec::new(),
        parts: sheet.parts(),
        totals: totals(&schema, &view.totals),
    })
}

/// Returns the firm's questions about a section and its reasons for rejections, in the firm's own words.
pub(crate) fn notes(view: &SectionView) -> String {
    let note = |notice: &casegate::intake::types::NoticeView| {
        let field = notice.path.as_ref().and_then(|path| schema::field(view.section, path.field()));
        match field {
            Some(field) => format!("{}: {}", texts().text(&field.label), notice.text),
            None => notice.text.clone(),
        }
    };
    view.notices.iter().map(note).collect::<Vec<_>>().join(" \u{b7} ")
}

/// Returns the refused entries for the summary at the top.
fn errors(schema: &SectionSchema, refused: &[ProblemView]) -> Vec<FieldError> {
    refused.iter().map(|problem| field_error(schema, problem)).collect()
}

/// Returns a problem with the label of its field.
pub(crate) fn field_error(schema: &SectionSchema, problem: &ProblemView) -> FieldError {
    let path = FieldPath::parse(&problem.path);
    let field = path.ok().and_then(|path| schema.field(path.field()).map(|field| texts().text(&field.label)));
    let text = problem_text(&problem.code);
    FieldError {
        id: html_id(&problem.path),
        text: field.map_or_else(|| text.clone(), |field| format!("{field}: {text}")),
    }
}

/// POST /portal/intake/{section}
pub(crate) async fn keep(client: Client, Path(name): Path<String>, request: Request) -> Response {
    client
        .act(request, move |client, form| {
            let section = section(&name)?;
            let schema = schema_of(client, section)?;
            let mut entries = entries(&schema, form);
            let removed = form.get("remove");
            let gone = removal(&schema, removed);
            entries.retain(|named| gone.iter().all(|blank| blank.path != named.path));
            entries.extend(gone);
            let (view, refused) = save(client, &schema, entries)?;
            if refused.is_empty() {
                return Ok(see_other(&onward(&schema, form)));
            }
            let mut standing = standing(&view);
            put_back(&mut standing, &refused, form);
            let mut page = page(client, &view, &standing, form.get("add"))?;
            page.errors = errors(&schema, &refused);
            Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page))
        })
        .await
}

/// Returns the address that the pressed button leads to after saving.
fn onward(schema: &SectionSchema, form: &Form) -> String {
    let path = format!("/portal/intake/{}", schema.section.name());
    let (add, removed) = (form.get("add"), form.get("remove"));
    let list = |id: &str| schema.list(id).map(|list| list.id.clone());
    if let Some(list) = list(add) {
        return format!("{path}?add={list}#part-{list}");
    }
    if let Some(list) = list(removed.split('[').next().unwrap_or_default()) {
        return format!("{path}#part-{list}");
    }
    if form.get("do") == "review" { format!("{path}/review") } else { format!("{path}?done=saved") }
}

/// POST /portal/intake/{section}/discard
pub(crate) async fn discard(client: Client, Path(name): Path<String>, request: Request) -> Response {
    client
        .act(request, move |client, _| {
            let section = section(&name)?;
            client.visit.discard_section(SectionRef { section, case_id: None })?;
            Ok(see_other(&format!("/portal/intake/{}?done=discarded", section.name())))
        })
        .await
}
