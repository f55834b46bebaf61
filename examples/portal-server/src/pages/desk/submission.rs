//! A section as the client submitted it, regardless of later decisions.

use super::figures::{Names, answer_text};
use super::shell::{DeskShell, OnCase, named};
use crate::http::errors::Outcome;
use crate::http::staff::Staff;
use crate::pages::html;
use crate::texts::{Texts, texts};
use crate::when::When;
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use casegate::foundation::ids::SubmissionId;
use casegate::intake::desk::{GivenAnswer, SubmissionRef};
use casegate::intake::form::schema;

#[derive(Template)]
#[template(path = "desk/submission.html")]
struct SubmissionPage {
    t: &'static Texts,
    shell: DeskShell,
    section: &'static str,
    sent: When,
    by: String,
    revision: String,
    answers: Vec<AnswerRow>,
}

struct AnswerRow {
    label: String,
    text: String,
}

/// GET /desk/cases/{id}/submissions/{submission}
pub(crate) async fn show(staff: Staff, on: OnCase) -> Response {
    staff.page(move |staff| Ok(html(StatusCode::OK, &page(staff, &on)?))).await
}

fn page(staff: &Staff, on: &OnCase) -> Outcome<SubmissionPage> {
    let (_, shell) = on.open(staff, "review")?;
    let submission_id = on.item(SubmissionId::parse)?;
    let submission = staff.desk.get_submission(SubmissionRef { case_id: on.case, submission_id })?;
    let names = Names::of(&staff.desk.get_answers(named(on.case)?)?);
    let section = submission.section;
    let mut answers = submission.answers;
    // Sorted in the order of the form, with a list's rows together.
    let fields = &schema::section(section).fields;
    answers.sort_by_key(|given| {
        let path = &given.answer.path;
        let place = fields.iter().position(|field| field.id == path.field());
        (path.row().is_some(), path.row().map(str::to_owned), place)
    });
    let by = answers.first().map(|given| given.provenance.label.clone()).unwrap_or_default();
    let row = |given: &GivenAnswer| AnswerRow {
        label: names.label(section, &given.answer.path),
        text: answer_text(section, Some(&given.answer)),
    };
    Ok(SubmissionPage {
        t: texts(),
        shell,
        section: section.name(),
        sent: When::minute(texts(), submission.submitted_at),
        by,
        revision: submission.form_revision,
        answers: answers.iter().map(row).collect(),
    })
}
