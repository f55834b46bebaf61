//! The client's first page: the state of the case, who has to act, and what the client has to do.

use super::documents::{DocumentRow, row};
use super::shell::PortalShell;
use crate::http::client::Client;
use crate::http::errors::Outcome;
use crate::pages::provider;
use crate::pages::{all_pages, html};
use crate::texts::{Texts, texts};
use crate::when::When;
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use casegate::cases::OwnCaseRef;
use casegate::cases::progress::record::Phase;
use casegate::cases::progress::types::{PhaseState, ProgressView};
use casegate::forms::ListOwnForms;
use casegate::forms::record::FormState;
use casegate::foundation::time::Timestamp;
use casegate::home::HomeView;
use casegate::signatures::ListOwnEnvelopes;
use casegate::signatures::record::EnvelopeState;

/// The number of documents on the first page.
const NEWEST: usize = 3;

#[derive(Template)]
#[template(path = "portal/home.html")]
struct HomePage {
    t: &'static Texts,
    shell: PortalShell,
    case_name: String,
    progress: Option<Progress>,
    updated: Option<When>,
    todos: Vec<Todo>,
    documents: Vec<DocumentRow>,
}

/// Where the case stands. A party who sees only what names it does not see this.
struct Progress {
    headline: String,
    next: String,
    turn: &'static str,
    phases: Vec<PhaseStep>,
}

pub(crate) struct PhaseStep {
    pub(crate) id: &'static str,
    pub(crate) state: &'static str,
    pub(crate) current: bool,
}

pub(crate) struct Todo {
    kind: &'static str,
    title: String,
    href: String,
    external: bool,
    detail: String,
}

/// GET /portal
pub(crate) async fn home(client: Client) -> Response {
    client
        .page(|client| {
            let mut home = client.visit.home(OwnCaseRef::default())?;
            complete(client, &mut home)?;
            let t = texts();
            let page = HomePage {
                t,
                shell: PortalShell::inside(client, &home, "home"),
                progress: home.progress.as_ref().map(|progress| standing(t, progress)),
                updated: updated(&home).map(|at| When::day(t, at)),
                todos: todos(t, &home),
                documents: home.documents.iter().take(NEWEST).map(|document| row(t, document)).collect(),
                case_name: home.case.title,
            };
            Ok(html(StatusCode::OK, &page))
        })
        .await
}

/// Reads the whole lists of what waits for the client, if the first page has only their first rows.
fn complete(client: &Client, home: &mut HomeView) -> Outcome<()> {
    if home.envelopes.len() < home.envelope_count as usize {
        home.envelopes = all_pages(|cursor| {
            let page = ListOwnEnvelopes { cursor, ..ListOwnEnvelopes::default() };
            client.visit.list_my_envelopes(page).map(|page| (page.envelopes, page.next))
        })?;
    }
    if home.forms.len() < home.form_count as usize {
        home.forms = all_pages(|cursor| {
            let page = ListOwnForms { cursor, ..ListOwnForms::default() };
            client.visit.list_my_forms(page).map(|page| (page.forms, page.next))
        })?;
    }
    Ok(())
}

fn standing(t: &Texts, progress: &ProgressView) -> Progress {
    let (headline, next) = words(t, progress);
    Progress { headline, next, turn: progress.waiting_for.name(), phases: steps(progress) }
}

/// Returns when the firm last added something to the case that the client can see.
fn updated(home: &HomeView) -> Option<Timestamp> {
    let documents = home.documents.iter().map(|document| document.delivered_at);
    let envelopes = home.envelopes.iter().map(|envelope| envelope.changed_at);
    documents.chain(envelopes).chain(home.forms.iter().map(|form| form.added_at)).max()
}

/// Returns the sentence for the present phase and the one for what happens next, in the
/// firm's words or the built-in ones.
pub(crate) fn words(t: &Texts, progress: &ProgressView) -> (String, String) {
    let current = progress.phases.iter().find(|phase| phase.phase == progress.current);
    let headline = current.map(|phase| phase.own_sentence.clone().unwrap_or_else(|| t.text(&phase.sentence)));
    let next = progress.own_next.clone().unwrap_or_else(|| t.text(&progress.next));
    (headline.unwrap_or_default(), next)
}

/// Returns the five phases.
pub(crate) fn steps(progress: &ProgressView) -> Vec<PhaseStep> {
    let step = |phase: &casegate::cases::progress::types::PhaseView| PhaseStep {
        id: phase.phase.name(),
        state: phase.state.name(),
        current: phase.phase == progress.current && phase.state != PhaseState::Done,
    };
    progress.phases.iter().map(step).collect()
}

/// Returns what the client has to do, most urgent first.
pub(crate) fn todos(t: &Texts, home: &HomeView) -> Vec<Todo> {
    let mut todos = Vec::new();
    for envelope in home.envelopes.iter().filter(|envelope| is_pending(envelope.state)) {
        let href = envelope.sign_url.clone().unwrap_or_default();
        let detail = t.with("signatures-where", &[("provider", &provider(&href))]);
        todos.push(Todo { kind: "signature", title: envelope.title.clone(), href, external: true, detail });
    }
    for section in home.intake.iter().filter(|section| section.status.name() == "pleaseCheck") {
        todos.push(Todo {
            kind: "intake",
            title: t.of("intake-section", section.section.name()),
            href: format!("/portal/intake/{}", section.section.name()),
            external: false,
            detail: t.of("intake-status", section.status.name()),
        });
    }
    for form in home.forms.iter().filter(|form| form.state != FormState::Completed) {
        let href = form.url.clone().unwrap_or_default();
        let detail = t.of("form-state", form.state.name());
        todos.push(Todo { kind: "form", title: form.title.clone(), href, external: true, detail });
    }
    todos.extend(unfinished_intake(t, home));
    todos
}

fn is_pending(state: EnvelopeState) -> bool {
    matches!(state, EnvelopeState::Sent | EnvelopeState::Viewed)
}

/// Returns whether the client may have to do more than the first rows show. What waits comes first.
pub(crate) fn has_more_todos(home: &HomeView) -> bool {
    let envelopes = home.envelopes.len() < home.envelope_count as usize
        && home.envelopes.iter().all(|envelope| is_pending(envelope.state));
    let forms = home.forms.len() < home.form_count as usize
        && home.forms.iter().all(|form| form.state != FormState::Completed);
    envelopes || forms
}

/// Returns the whole intake as one item, while it is being collected.
fn unfinished_intake(t: &Texts, home: &HomeView) -> Option<Todo> {
    let current = home.progress.as_ref()?.current;
    let is_asked_now = matches!(current, Phase::Qualification | Phase::Discovery);
    let is_sent = |status: &str| !matches!(status, "notStarted" | "inProgress");
    let sent = home.intake.iter().filter(|section| is_sent(section.status.name())).count();
    let (sent, total) = (u32::try_from(sent).ok()?, u32::try_from(home.intake.len()).ok()?);
    (is_asked_now && sent < total).then(|| Todo {
        kind: "intake",
        title: t.text("intake-title"),
        href: "/portal/intake".to_owned(),
        external: false,
        detail: t.with("intake-sent", &[("sent", &sent), ("total", &total)]),
    })
}
