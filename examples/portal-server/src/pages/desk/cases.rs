//! The list of cases, and the form for a new one.

use super::shell::{DeskShell, Wanted, case_path, is_paused};
use crate::http::errors::Outcome;
use crate::http::staff::Staff;
use crate::pages::{FieldError, Input, blame, html, mask, see_other};
use crate::texts::{Texts, texts};
use crate::when::When;
use askama::Template;
use axum::extract::{Query, Request};
use axum::http::StatusCode;
use axum::response::Response;
use casegate::cases::{CaseSummary, CreateCase, ListCases};

#[derive(Template)]
#[template(path = "desk/cases.html")]
struct CasesPage {
    t: &'static Texts,
    shell: DeskShell,
    query: String,
    cases: Vec<CaseRow>,
    next: String,
}

struct CaseRow {
    id: String,
    client: String,
    engagement: String,
    stage: String,
    tin: String,
    touched: When,
    paused: bool,
}

/// GET /desk
pub(crate) async fn list(staff: Staff, Query(wanted): Query<Wanted>) -> Response {
    staff
        .page(move |staff| {
            let search = search(&wanted.q);
            let page = staff.desk.list_cases(ListCases { cursor: wanted.cursor(), ..search })?;
            let page = CasesPage {
                t: texts(),
                shell: DeskShell::inside(staff, "cases").after(wanted.done.as_deref()),
                cases: page.cases.into_iter().map(row).collect(),
                next: page.next.unwrap_or_default(),
                query: wanted.q,
            };
            Ok(html(StatusCode::OK, &page))
        })
        .await
}

/// Reads a search: nine digits are a taxpayer number, everything else is words.
fn search(query: &str) -> ListCases {
    let digits = query.chars().filter(char::is_ascii_digit).count();
    let is_number = digits == 9 && query.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | ' '));
    match query.trim() {
        "" => ListCases::default(),
        number if is_number => ListCases { tin: Some(number.to_owned()), ..ListCases::default() },
        words => ListCases { search: Some(words.to_owned()), ..ListCases::default() },
    }
}

fn row(case: CaseSummary) -> CaseRow {
    CaseRow {
        id: case.case_id.to_string(),
        client: case.client_name,
        engagement: case.title,
        stage: case.stage,
        tin: case.client_tin_last_four.as_deref().map(mask).unwrap_or_default(),
        touched: When::day(texts(), case.touched_at),
        paused: is_paused(case.touched_at),
    }
}

#[derive(Template)]
#[template(path = "desk/case_new.html")]
struct CaseNewPage {
    t: &'static Texts,
    shell: DeskShell,
    errors: Vec<FieldError>,
    client: Input,
    engagement: Input,
    stage: Input,
    tin: Input,
    stages: Vec<String>,
}

impl CaseNewPage {
    fn empty(staff: &Staff) -> Outcome<Self> {
        let stages = staff.desk.get_phase_map()?.stages.into_iter().map(|stage| stage.stage).collect();
        let shell = DeskShell::inside(staff, "cases");
        let (client, engagement, stage, tin) = Default::default();
        Ok(Self { t: texts(), shell, errors: Vec::new(), client, engagement, stage, tin, stages })
    }
}

/// GET /desk/cases/new
pub(crate) async fn new(staff: Staff) -> Response {
    staff
        .page(|staff| {
            staff.is_for("create_case")?;
            Ok(html(StatusCode::OK, &CaseNewPage::empty(staff)?))
        })
        .await
}

/// POST /desk/cases
pub(crate) async fn create(staff: Staff, request: Request) -> Response {
    staff
        .act(request, |staff, form| {
            let tin = form.get("clientTin");
            let created = staff.desk.create_case(CreateCase {
                client_name: Some(form.get("clientName").to_owned()),
                title: form.get("title").to_owned(),
                stage: form.get("stage").to_owned(),
                client_tin: Some(tin.to_owned()).filter(|tin| !tin.trim().is_empty()),
                ..CreateCase::default()
            });
            let error = match created {
                Ok(case) => return Ok(see_other(&case_path(case.case_id, ""))),
                Err(error) => error,
            };
            let mut page = CaseNewPage::empty(staff)?;
            page.client = Input::of(form.get("clientName"));
            page.engagement = Input::of(form.get("title"));
            page.stage = Input::of(form.get("stage"));
            let mut inputs = [
                ("clientName", "clientName", "case-new-client", &mut page.client),
                ("title", "title", "case-new-engagement", &mut page.engagement),
                ("stage", "stage", "case-stage", &mut page.stage),
                ("clientTin", "clientTin", "case-new-tin", &mut page.tin),
            ];
            page.errors = blame(&error, &mut inputs).ok_or(error)?;
            Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page))
        })
        .await
}
