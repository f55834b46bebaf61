//! What the client proposes against the financial profile, figure by figure.

use super::shell::{DeskShell, OnCase, named};
use crate::http::errors::{Outcome, Refusal};
use crate::http::form::Form;
use crate::http::staff::Staff;
use crate::pages::{FieldError, html, mask, see_other, sentence};
use crate::texts::{Texts, texts};
use crate::when::When;
use askama::Template;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::Response;
use casegate::foundation::error::Code;
use casegate::foundation::ids::FigureId;
use casegate::intake::desk::ClientAnswers;
use casegate::intake::form::{FieldPath, Section, Tier, schema};
use casegate::intake::record::FigureState;
use casegate::intake::review::{
    DecideFigures, DecideSection, Decision, FigureDecision, Review, StagedFigure,
};
use std::collections::BTreeMap;

/// Decisions shown below the open figures.
const LATELY: usize = 12;

#[derive(Template)]
#[template(path = "desk/review.html")]
struct ReviewPage {
    t: &'static Texts,
    shell: DeskShell,
    errors: Vec<FieldError>,
    revision: i64,
    groups: Vec<FigureGroup>,
    acceptable: u32,
    told: Vec<&'static str>,
    stories: Vec<Story>,
    decided: Vec<DecidedFigure>,
}

struct FigureGroup {
    section: &'static str,
    sent: When,
    by: String,
    figures: Vec<Figure>,
}

struct Figure {
    id: String,
    label: String,
    base: String,
    proposed: String,
    current: String,
    irs: String,
    changed: bool,
    stale: bool,
    contradicts: bool,
    state: &'static str,
    error: String,
    reason: String,
    choice: String,
}

struct Story {
    label: String,
    text: String,
}

struct DecidedFigure {
    label: String,
    decision: &'static str,
    proposed: String,
    by: String,
    at: When,
    reason: String,
}

/// GET /desk/cases/{id}/review
pub(crate) async fn show(staff: Staff, on: OnCase) -> Response {
    staff.page(move |staff| Ok(html(StatusCode::OK, &page(staff, &on)?))).await
}

fn page(staff: &Staff, on: &OnCase) -> Outcome<ReviewPage> {
    let (_, shell) = on.open(staff, "review")?;
    let review = staff.desk.get_review(named(on.case)?)?;
    let answers = staff.desk.get_answers(named(on.case)?)?;
    let names = Names::of(&answers);
    let is_open = |figure: &&StagedFigure| matches!(figure.state, FigureState::Pending | FigureState::Asked);
    let mut open: Vec<_> = review.figures.iter().filter(is_open).collect();
    open.sort_by_key(|figure| place(figure));
    let is_clear = |figure: &&StagedFigure| figure.state == FigureState::Pending && is_clear(figure);
    Ok(ReviewPage {
        t: texts(),
        shell,
        errors: Vec::new(),
        revision: review.profile_revision,
        groups: groups(&open, &names),
        acceptable: u32::try_from(review.figures.iter().filter(is_clear).count()).unwrap_or(u32::MAX),
        told: told(&review),
        stories: stories(&answers),
        decided: decided(&review, &names),
    })
}

/// Whether accepting a figure needs no second look.
fn is_clear(figure: &StagedFigure) -> bool {
    !figure.is_stale && !figure.contradicts_irs
}

/// Sections that were sent, hold no figures, and that nobody has said to have read.
fn told(review: &Review) -> Vec<&'static str> {
    let has_figures = |section| review.figures.iter().any(|figure| figure.section == section);
    let waits =
        review.sections.iter().filter(|row| row.status.name() == "submitted" && !has_figures(row.section));
    waits.map(|row| row.section.name()).collect()
}

fn groups(figures: &[&StagedFigure], names: &Names) -> Vec<FigureGroup> {
    let mut groups: Vec<FigureGroup> = Vec::new();
    for figure in figures {
        let section = figure.section.name();
        let row = figure_row(figure, names);
        match groups.iter_mut().find(|group| group.section == section) {
            Some(group) => group.figures.push(row),
            None => groups.push(FigureGroup {
                section,
                sent: When::minute(texts(), figure.provenance.at),
                by: figure.provenance.label.clone(),
                figures: vec![row],
            }),
        }
    }
    groups
}

/// An answer of the library, as it is shown here; nothing is an empty text.
macro_rules! read {
    ($section:expr, $answer:expr) => {
        match $answer {
            Some(answer) => {
                answer_text($section, answer.path.field(), &answer.text, answer.amount, &answer.last_four)
            }
            None => String::new(),
        }
    };
}

/// Proposing nothing takes a figure out.
fn proposal(text: String) -> String {
    if text.is_empty() { texts().text("review-blank") } else { text }
}

fn figure_row(figure: &StagedFigure, names: &Names) -> Figure {
    let section = figure.section;
    Figure {
        id: figure.figure_id.to_string(),
        label: names.label(section, &figure.path),
        base: read!(section, &figure.base),
        proposed: proposal(read!(section, &figure.proposed)),
        current: read!(section, &figure.current),
        irs: figure.irs_record.as_ref().map(|irs| read!(section, Some(irs))).unwrap_or_default(),
        changed: figure.proposed != figure.current,
        stale: figure.is_stale,
        contradicts: figure.contradicts_irs,
        state: if figure.state == FigureState::Asked { "asked" } else { "proposed" },
        error: String::new(),
        reason: String::new(),
        choice: "later".to_owned(),
    }
}

/// An answer as a person reads it.
pub(crate) fn answer_text(
    section: Section,
    field: &str,
    text: &Option<String>,
    amount: Option<casegate::foundation::money::Money>,
    last_four: &Option<String>,
) -> String {
    let t = texts();
    match (amount, last_four, text) {
        (Some(amount), _, _) => amount.to_string(),
        (None, Some(last_four), _) => mask(last_four),
        (None, None, Some(text)) => {
            let has_options = schema::field(section, field).is_some_and(|field| !field.options.is_empty());
            match text.as_str() {
                "yes" | "no" => t.text(&schema::option_label(text)),
                _ if has_options => {
                    let labels: Vec<_> =
                        text.split(',').map(|one| t.text(&schema::option_label(one))).collect();
                    labels.join(", ")
                }
                _ => text.clone(),
            }
        }
        (None, None, None) => t.text("field-not-applicable"),
    }
}

/// What rows of lists are about, as the client named them: by section, list and row.
struct Names(BTreeMap<(Section, String, String), String>);

impl Names {
    fn of(answers: &ClientAnswers) -> Self {
        let mut names = BTreeMap::new();
        for section in &answers.sections {
            for list in &schema::section(section.section).lists {
                for given in section.answers.iter().filter(|given| given.answer.path.field() == list.naming) {
                    let Some(row) = given.answer.path.row() else { continue };
                    let mut name = given.answer.text.clone().unwrap_or_default();
                    // Two accounts at one bank are told apart by their numbers.
                    let in_row = section.answers.iter().filter(|other| other.answer.path.row() == Some(row));
                    let mut of_list =
                        in_row.filter(|other| list_of(&other.answer.path) == Some(list.id.as_str()));
                    if let Some(number) = of_list.find_map(|other| other.answer.last_four.as_deref()) {
                        name = format!("{name} ({})", mask(number));
                    }
                    names.insert((section.section, list.id.clone(), row.to_owned()), name);
                }
            }
        }
        Self(names)
    }

    /// "First Bank (•••• 1234): Balance today".
    fn label(&self, section: Section, path: &FieldPath) -> String {
        let label =
            schema::field(section, path.field()).map(|field| texts().text(&field.label)).unwrap_or_default();
        let place =
            list_of(path).zip(path.row()).map(|(list, row)| (section, list.to_owned(), row.to_owned()));
        match place.and_then(|place| self.0.get(&place)) {
            Some(name) => format!("{name}: {label}"),
            None => label,
        }
    }
}

/// The list that a field belongs to, if it stands in a row.
fn list_of(path: &FieldPath) -> Option<&str> {
    path.row().and(path.field().split_once('.')).map(|(list, _)| list)
}

/// Where a figure stands on the form: rows together, fields in the order of the schema.
fn place(figure: &StagedFigure) -> (Section, usize, Option<String>, usize) {
    let fields = &schema::section(figure.section).fields;
    let of_field = |id: &str| fields.iter().position(|field| field.id == id).unwrap_or_default();
    let of_list =
        |list: &str| fields.iter().position(|field| field.list.as_deref() == Some(list)).unwrap_or_default();
    let field = of_field(figure.path.field());
    (
        figure.section,
        list_of(&figure.path).map_or(field, of_list),
        figure.path.row().map(str::to_owned),
        field,
    )
}

/// What the client told in their own words.
fn stories(answers: &ClientAnswers) -> Vec<Story> {
    let mut stories = Vec::new();
    for section in &answers.sections {
        for given in section.answers.iter().filter(|given| given.provenance.tier == Tier::ClientStory) {
            let field = schema::field(section.section, given.answer.path.field());
            stories.push(Story {
                label: field.map(|field| texts().text(&field.label)).unwrap_or_default(),
                text: read!(section.section, Some(&given.answer)),
            });
        }
    }
    stories
}

fn decided(review: &Review, names: &Names) -> Vec<DecidedFigure> {
    let mut decided: Vec<_> = review.figures.iter().filter(|figure| figure.decided_at.is_some()).collect();
    decided.sort_by_key(|figure| std::cmp::Reverse(figure.decided_at));
    let row = |figure: &StagedFigure| {
        Some(DecidedFigure {
            label: names.label(figure.section, &figure.path),
            decision: match figure.state {
                FigureState::Accepted => "accepted",
                FigureState::Rejected => "rejected",
                FigureState::Asked => "asked",
                FigureState::Pending | FigureState::Superseded => return None,
            },
            proposed: proposal(read!(figure.section, &figure.proposed)),
            by: figure.decided_by.clone().unwrap_or_default(),
            at: When::minute(texts(), figure.decided_at?),
            reason: figure.decision_text.clone().unwrap_or_default(),
        })
    };
    decided.into_iter().filter_map(row).take(LATELY).collect()
}

/// POST /desk/cases/{id}/review
pub(crate) async fn decide(staff: Staff, on: OnCase, request: Request) -> Response {
    staff
        .act(request, move |staff, form| {
            let revision = form.get("revision").parse().map_err(|_| Refusal::malformed())?;
            if let Some(section) = form.get("do").strip_prefix("read:") {
                acknowledge(staff, &on, revision, section)?;
                return Ok(see_other(&format!("{}?done=decided", on.path("review"))));
            }
            let decisions = match form.get("do") {
                "accept_all" => every_clear_one(staff, &on)?,
                _ => marked(form)?,
            };
            if decisions.is_empty() {
                return Ok(see_other(&on.path("review")));
            }
            let figures: Vec<_> = decisions.iter().map(|decision| decision.figure_id).collect();
            let wanted = DecideFigures { case_id: on.case, profile_revision: revision, decisions };
            match staff.desk.decide_figures(wanted) {
                Ok(_) => Ok(see_other(&format!("{}?done=decided", on.path("review")))),
                Err(error) if is_about_a_figure(&error) => refused(staff, &on, form, &error, &figures),
                Err(error) => Err(error.into()),
            }
        })
        .await
}

/// A section of words has nothing to decide on; accepting it says that it was read.
fn acknowledge(staff: &Staff, on: &OnCase, profile_revision: i64, section: &str) -> Outcome<()> {
    let section = Section::parse(section).map_err(|_| Refusal::malformed())?;
    let decision = Decision::Accept {};
    staff.desk.decide_section(DecideSection { case_id: on.case, section, profile_revision, decision })?;
    Ok(())
}

fn every_clear_one(staff: &Staff, on: &OnCase) -> Outcome<Vec<FigureDecision>> {
    let review = staff.desk.get_review(named(on.case)?)?;
    let clear =
        review.figures.iter().filter(|figure| figure.state == FigureState::Pending && is_clear(figure));
    Ok(clear
        .map(|figure| FigureDecision { figure_id: figure.figure_id, decision: Decision::Accept {} })
        .collect())
}

/// The figures for which the form says something else than "later".
fn marked(form: &Form) -> Outcome<Vec<FigureDecision>> {
    let mut decisions = Vec::new();
    for (name, choice) in form.fields() {
        let Some(id) = name.strip_prefix("decision:") else { continue };
        let text = form.get(&format!("reason:{id}")).to_owned();
        let decision = match choice {
            "accept" if form.has(&format!("stale:{id}")) => Decision::AcceptOverStale {},
            "accept" => Decision::Accept {},
            "reject" => Decision::Reject { reason: text },
            "ask" => Decision::Ask { question: text },
            _ => continue,
        };
        decisions.push(FigureDecision {
            figure_id: FigureId::parse(id).map_err(|_| Refusal::malformed())?,
            decision,
        });
    }
    Ok(decisions)
}

fn is_about_a_figure(error: &casegate::foundation::error::Error) -> bool {
    matches!(error.code(), Code::TextRequired | Code::TextTooLong | Code::TextInvalid | Code::BaseStale)
}

/// The page again, with everything that was marked, and the trouble beside the figures it can be about.
fn refused(
    staff: &Staff,
    on: &OnCase,
    form: &Form,
    error: &casegate::foundation::error::Error,
    marked: &[FigureId],
) -> Outcome {
    let mut page = page(staff, on)?;
    let names_text = matches!(error.field(), Some("reason" | "question"));
    for figure in page.groups.iter_mut().flat_map(|group| &mut group.figures) {
        figure.choice = form.get(&format!("decision:{}", figure.id)).to_owned();
        figure.reason = form.get(&format!("reason:{}", figure.id)).to_owned();
        let needs_text = matches!(figure.choice.as_str(), "reject" | "ask");
        let is_it = if names_text { needs_text && figure.reason.trim().is_empty() } else { figure.stale };
        if is_it && marked.iter().any(|id| id.to_string() == figure.id) {
            figure.error = sentence(error.code());
            page.errors.push(FieldError {
                id: format!("reason-{}", figure.id),
                text: format!("{}: {}", figure.label, figure.error),
            });
        }
    }
    if page.errors.is_empty() {
        page.errors.push(FieldError { id: "main".to_owned(), text: sentence(error.code()) });
    }
    Ok(html(StatusCode::CONFLICT, &page))
}
