//! One case: its state, its invites, and what needs attention.

use super::shell::{DeskShell, OnCase, named};
use crate::http::errors::Outcome;
use crate::http::staff::Staff;
use crate::pages::portal::home::{PhaseStep, steps, words};
use crate::pages::{all_pages, html, mask, see_other};
use crate::texts::{Texts, texts};
use crate::when::When;
use askama::Template;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::Response;
use casegate::cases::desk::UpdateCase;
use casegate::foundation::ids::SessionId;
use casegate::invites::types::{
    InviteDetails, InviteState, ListInvites, ListSessions, SessionDetails, SessionRef,
};
use casegate::readiness::desk::Guidance;

#[derive(Template)]
#[template(path = "desk/case.html")]
struct CasePage {
    t: &'static Texts,
    shell: DeskShell,
    stage: String,
    stages: Vec<String>,
    stage_unknown: bool,
    blockers: String,
    notes: String,
    version: String,
    phases: Vec<PhaseStep>,
    headline: String,
    ready: bool,
    guidance: Vec<GuidanceItem>,
    invites: Vec<InviteRow>,
    live_invites: u32,
    sessions: Vec<DeskSessionRow>,
    tin: String,
    tin_revealed: String,
}

struct GuidanceItem {
    code: String,
    state: &'static str,
    href: String,
}

struct InviteRow {
    id: String,
    label: String,
    handle: String,
    state: &'static str,
    created: When,
    created_by: String,
    expires: When,
    used: Option<When>,
}

struct DeskSessionRow {
    id: String,
    label: String,
    device: String,
    opened: When,
    used: When,
}

/// GET /desk/cases/{id}
pub(crate) async fn show(staff: Staff, on: OnCase) -> Response {
    staff.page(move |staff| Ok(html(StatusCode::OK, &page(staff, &on)?))).await
}

fn page(staff: &Staff, on: &OnCase) -> Outcome<CasePage> {
    let (case, shell) = on.open(staff, "overview")?;
    let desk = &staff.desk;
    let progress = desk.get_progress(named(on.case)?)?;
    let guidance = desk.get_guidance(named(on.case)?)?;
    let invites = all_pages(|cursor| {
        let page = ListInvites { cursor, ..ListInvites::first_page(on.case) };
        desk.list_invites(page).map(|page| (page.invites, page.next))
    })?;
    let sessions = all_pages(|cursor| {
        let page = ListSessions { cursor, ..ListSessions::first_page(on.case) };
        desk.list_sessions(page).map(|page| (page.sessions, page.next))
    })?;
    let can_open = |state| matches!(state, InviteState::Live | InviteState::Suspended);
    let live = invites.iter().filter(|invite| can_open(invite.state)).count();
    Ok(CasePage {
        t: texts(),
        guidance: advice(&guidance, on, &shell),
        shell,
        stages: desk.get_phase_map()?.stages.into_iter().map(|stage| stage.stage).collect(),
        stage: case.stage,
        stage_unknown: !case.stage_is_mapped,
        blockers: case.blockers.join("\n"),
        notes: case.notes,
        version: case.version.to_string(),
        phases: steps(&progress.shown),
        headline: words(texts(), &progress.shown).0,
        ready: guidance.ready_to_invite,
        sessions: sessions
            .iter()
            .filter(|session| session.is_live)
            .map(|one| session_row(one, &invites))
            .collect(),
        live_invites: u32::try_from(live).unwrap_or(u32::MAX),
        invites: invites.iter().map(invite_row).collect(),
        tin: case.client_tin_last_four.as_deref().map(mask).unwrap_or_default(),
        tin_revealed: String::new(),
    })
}

fn advice(guidance: &Guidance, on: &OnCase, shell: &DeskShell) -> Vec<GuidanceItem> {
    let mut items = Vec::new();
    for check in &guidance.checks {
        let state = match (check.passed, check.blocks_minting) {
            (true, _) => "ok",
            (false, true) => "missing",
            (false, false) => "warning",
        };
        items.push(GuidanceItem { code: check.code.clone(), state, href: mend(&check.code, on, shell) });
    }
    // Left out, because it is among the checks already.
    let warnings = guidance.warnings.iter().filter(|code| *code != "stage_not_mapped");
    items.extend(warnings.map(|code| GuidanceItem {
        code: code.clone(),
        state: "warning",
        href: mend(code, on, shell),
    }));
    items
}

/// Returns the address where a finding can be fixed, for staff who may do so.
fn mend(code: &str, on: &OnCase, shell: &DeskShell) -> String {
    let (operation, href) = match code {
        "firm_identity" => ("update_firm", "/desk/settings".to_owned()),
        "stage_mapped" => ("set_phase_map", "/desk/settings#phases".to_owned()),
        "document_delivered" => ("deliver_document", on.path("documents")),
        _ => ("mint_invite", "#invites-title".to_owned()),
    };
    if shell.may(operation) { href } else { String::new() }
}

fn invite_row(invite: &InviteDetails) -> InviteRow {
    let t = texts();
    InviteRow {
        id: invite.invite_id.to_string(),
        label: invite.label.clone(),
        handle: invite.selector.chars().take(8).collect(),
        state: match invite.state {
            InviteState::Live => "live",
            InviteState::Suspended => "suspended",
            InviteState::Expired => "expired",
            InviteState::Revoked => "revoked",
        },
        created: When::day(t, invite.minted_at),
        created_by: invite.minted_by.clone(),
        expires: When::day(t, invite.expires_at),
        used: invite.last_used_at.map(|used| When::minute(t, used)),
    }
}

fn session_row(session: &SessionDetails, invites: &[InviteDetails]) -> DeskSessionRow {
    let invite = invites.iter().find(|invite| invite.invite_id == session.invite_id);
    DeskSessionRow {
        id: session.session_id.to_string(),
        label: invite.map(|invite| invite.label.clone()).unwrap_or_default(),
        device: session.device.clone().unwrap_or_default(),
        opened: When::minute(texts(), session.opened_at),
        used: When::minute(texts(), session.last_used_at),
    }
}

/// POST /desk/cases/{id}/status
pub(crate) async fn update(staff: Staff, on: OnCase, request: Request) -> Response {
    staff
        .act(request, move |staff, form| {
            let blockers = form.get("blockers").lines().map(str::trim).filter(|line| !line.is_empty());
            staff.desk.update_case(UpdateCase {
                case_id: on.case,
                version: form.get("version").parse().ok(),
                client_name: None,
                title: None,
                stage: Some(form.get("stage").to_owned()),
                blockers: Some(blockers.map(str::to_owned).collect()),
                notes: Some(form.get("notes").to_owned()),
                client_tin: None,
            })?;
            Ok(see_other(&format!("{}?done=saved", on.path(""))))
        })
        .await
}

/// POST /desk/cases/{id}/tin: shows the page again, with the taxpayer number in full.
/// The number is in no address.
pub(crate) async fn unmask_tin(staff: Staff, on: OnCase, request: Request) -> Response {
    staff
        .act(request, move |staff, _| {
            let number = staff.desk.unmask_client_tin(named(on.case)?)?.number;
            Ok(html(StatusCode::OK, &CasePage { tin_revealed: number, ..page(staff, &on)? }))
        })
        .await
}

/// POST /desk/cases/{id}/sessions/{session}/end
pub(crate) async fn end_session(staff: Staff, on: OnCase, request: Request) -> Response {
    staff
        .act(request, move |staff, _| {
            let session_id = on.item(SessionId::parse)?;
            staff.desk.end_session(SessionRef { case_id: on.case, session_id })?;
            Ok(see_other(&format!("{}?done=ended", on.path(""))))
        })
        .await
}
