//! The client's proposals compared with the financial profile, figure by figure.

use super::figures::{Names, answer_text, sort_key};
use super::shell::{DeskShell, OnCase, named};
use crate::http::errors::{Outcome, Refusal};
use crate::http::form::Form;
use crate::http::staff::Staff;
use crate::pages::{FieldError, html, see_other, sentence};
use crate::texts::{Texts, texts};
use crate::when::When;
use askama::Template;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::Response;
use casegate::foundation::error::{Code, Error};
use casegate::foundation::ids::FigureId;
use casegate::intake::decision::{Decision, FigureDecision};
use casegate::intake::desk::ClientAnswers;
use casegate::intake::form::{Section, Tier, schema};
use casegate::intake::record::FigureState;
use casegate::intake::review::{DecideFigures, DecideSection, Review};
use casegate::intake::staged::{FigureRef, StagedFigure};

/// The number of past decisions below the open figures.
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
    has_more_decided: bool,
    has_sealed: bool,
}

struct FigureGroup {
    section: &'static str,
    sent: When,
    by: String,
    submission: String,
    figures: Vec<Figure>,
}

struct Figure {
    id: String,
    label: String,
    base: String,
    proposed: String,
    is_sealed: bool,
    revealed: String,
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
    id: String,
    can_undo: bool,
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
    open.sort_by_key(|figure| sort_key(figure.section, &figure.path));
    let decided = decided(&review, &names);
    let most = if on.wanted.decided == "all" { decided.len() } else { LATELY };
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
        has_more_decided: decided.len() > most,
        decided: decided.into_iter().take(most).collect(),
        has_sealed: open.iter().any(|figure| is_sealed(figure)),
    })
}

/// Whether a figure can be accepted without a closer look.
fn is_clear(figure: &StagedFigure) -> bool {
    !figure.is_stale && !figure.contradicts_irs
}

/// Whether the proposed value is shown by its last four digits only.
fn is_sealed(figure: &StagedFigure) -> bool {
    figure.proposed.as_ref().is_some_and(|proposed| proposed.last_four.is_some())
}

/// Returns the submitted sections without figures that are not acknowledged yet.
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
                submission: figure.submission_id.to_string(),
                figures: vec![row],
            }),
        }
    }
    groups
}

/// Returns the text of a proposal. An empty proposal removes the figure.
fn proposal(text: String) -> String {
    if text.is_empty() { texts().text("review-blank") } else { text }
}

fn figure_row(figure: &StagedFigure, names: &Names) -> Figure {
    let section = figure.section;
    Figure {
        id: figure.figure_id.to_string(),
        label: names.label(section, &figure.path),
        base: answer_text(section, figure.base.as_ref()),
        proposed: proposal(answer_text(section, figure.proposed.as_ref())),
        current: answer_text(section, figure.current.as_ref()),
        irs: answer_text(section, figure.irs_record.as_ref()),
        is_sealed: is_sealed(figure),
        revealed: String::new(),
        changed: figure.proposed != figure.current,
        stale: figure.is_stale,
        contradicts: figure.contradicts_irs,
        state: if figure.state == FigureState::Asked { "asked" } else { "proposed" },
        error: String::new(),
        reason: String::new(),
        choice: "later".to_owned(),
    }
}

/// Returns what the client wrote in their own words.
fn stories(answers: &ClientAnswers) -> Vec<Story> {
    let mut stories = Vec::new();
    for section in &answers.sections {
        for given in section.answers.iter().filter(|given| given.provenance.tier == Tier::ClientStory) {
            let field = schema::field(section.section, given.answer.path.field());
            stories.push(Story {
                label: field.map(|field| texts().text(&field.label)).unwrap_or_default(),
                text: answer_text(section.section, Some(&given.answer)),
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
            id: figure.figure_id.to_string(),
            can_undo: figure.state == FigureState::Accepted,
            label: names.label(figure.section, &figure.path),
            decision: match figure.state {
                FigureState::Accepted => "accepted",
                FigureState::Rejected => "rejected",
                FigureState::Asked => "asked",
                FigureState::Pending | FigureState::Superseded => return None,
            },
            proposed: proposal(answer_text(figure.section, figure.proposed.as_ref())),
            by: figure.decided_by.clone().unwrap_or_default(),
            at: When::minute(texts(), figure.decided_at?),
            reason: figure.decision_text.clone().unwrap_or_default(),
        })
    };
    decided.into_iter().filter_map(row).collect()
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
            if let Some(figure) = form.get("do").strip_prefix("unmask:") {
                return unmask(staff, &on, form, figure);
            }
            if let Some(figure) = form.get("do").strip_prefix("undo:") {
                return undo(staff, &on, figure);
            }
            let decisions = match form.get("do") {
                "accept_all" => every_clear_one(staff, &on)?,
                _ => marked(form)?,
            };
            if decisions.is_empty() {
                staff.is_for("decide_figures")?;
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

/// Acknowledges a section without figures, by accepting it.
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

/// Returns the figures for which the form has a decision other than "later".
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

fn is_about_a_figure(error: &Error) -> bool {
    matches!(error.code(), Code::TEXT_REQUIRED | Code::TEXT_TOO_LONG | Code::TEXT_INVALID | Code::BASE_STALE)
}

fn named_figure(on: &OnCase, id: &str) -> Outcome<FigureRef> {
    let figure_id = FigureId::parse(id).map_err(|_| Refusal::malformed())?;
    Ok(FigureRef { case_id: on.case, figure_id })
}

/// Shows the page again, with one sensitive number in full. The number is in this response and in no address.
fn unmask(staff: &Staff, on: &OnCase, form: &Form, id: &str) -> Outcome {
    let number = staff.desk.unmask_figure(named_figure(on, id)?)?.number;
    let mut page = page(staff, on)?;
    put_back(&mut page, form);
    let mut figures = page.groups.iter_mut().flat_map(|group| &mut group.figures);
    if let Some(figure) = figures.find(|figure| figure.id == id) {
        figure.revealed = number;
    }
    Ok(html(StatusCode::OK, &page))
}

/// Undoes an acceptance. This is refused once the profile has changed since.
fn undo(staff: &Staff, on: &OnCase, id: &str) -> Outcome {
    match staff.desk.undo_acceptance(named_figure(on, id)?) {
        Ok(_) => Ok(see_other(&format!("{}?done=undone", on.path("review")))),
        Err(error) if error.code() == Code::STATE_FORBIDS => {
            let mut page = page(staff, on)?;
            let text = texts().text("staged-undo-refused");
            page.errors.push(FieldError { id: format!("decided-{id}"), text });
            Ok(html(StatusCode::CONFLICT, &page))
        }
        Err(error) => Err(error.into()),
    }
}

/// Restores what was marked and typed.
fn put_back(page: &mut ReviewPage, form: &Form) {
    for figure in page.groups.iter_mut().flat_map(|group| &mut group.figures) {
        let choice = form.get(&format!("decision:{}", figure.id));
        if !choice.is_empty() {
            choice.clone_into(&mut figure.choice);
            form.get(&format!("reason:{}", figure.id)).clone_into(&mut figure.reason);
        }
    }
}

/// Shows the page again with everything that was marked, and the error at the figures that it may concern.
fn refused(staff: &Staff, on: &OnCase, form: &Form, error: &Error, marked: &[FigureId]) -> Outcome {
    let mut page = page(staff, on)?;
    put_back(&mut page, form);
    let names_text = matches!(error.field(), Some("reason" | "question"));
    for figure in page.groups.iter_mut().flat_map(|group| &mut group.figures) {
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
