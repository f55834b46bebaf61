//! The audit of a case, newest entry first, and whether its chain is intact.

use super::shell::{DeskShell, OnCase};
use crate::http::staff::Staff;
use crate::pages::html;
use crate::texts::{Texts, texts};
use crate::when::{self, When};
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use casegate::audit::record::{Actor, Outcome as Ending};
use casegate::history::desk::{AuditEvent, AuditOrder, ListAudit, VerifyAudit};
use casegate::operations::Operation;

/// The number of entries on a page.
const PAGE: u32 = 50;

#[derive(Template)]
#[template(path = "desk/audit.html")]
struct AuditPage {
    t: &'static Texts,
    shell: DeskShell,
    chain: Chain,
    entries: Vec<AuditEntry>,
    next: String,
}

struct Chain {
    verified: bool,
    entries: u32,
    checked: When,
    broken_at: String,
}

struct AuditEntry {
    number: String,
    at: When,
    actor: String,
    actor_kind: &'static str,
    what: String,
    detail: String,
    outcome: &'static str,
}

/// GET /desk/cases/{id}/audit
pub(crate) async fn show(staff: Staff, on: OnCase) -> Response {
    staff
        .page(move |staff| {
            let (_, shell) = on.open(staff, "audit")?;
            let case_id = Some(on.case);
            let report =
                staff.desk.verify_audit(VerifyAudit { case_id, client_id: None, contact_id: None })?;
            let page = staff.desk.list_audit(ListAudit {
                case_id,
                client_id: None,
                contact_id: None,
                order: Some(AuditOrder::NewestFirst),
                after: on.wanted.after.parse().ok(),
                limit: Some(PAGE),
            })?;
            let chain = Chain {
                verified: report.intact,
                entries: u32::try_from(report.events).unwrap_or(u32::MAX),
                checked: When::minute(texts(), when::now()),
                broken_at: report.broken_at.map(|place| place.to_string()).unwrap_or_default(),
            };
            let page = AuditPage {
                t: texts(),
                shell,
                chain,
                entries: page.events.into_iter().map(entry).collect(),
                next: page.next.map(|next| next.to_string()).unwrap_or_default(),
            };
            Ok(html(StatusCode::OK, &page))
        })
        .await
}

fn entry(event: AuditEvent) -> AuditEntry {
    let (actor, actor_kind) = match event.actor {
        Actor::Staff { name, .. } => (name, "staff"),
        Actor::Client { label, .. } => (label, "client"),
        Actor::Host {} => (String::new(), "host"),
        Actor::Unknown {} => (String::new(), "unknown"),
    };
    let mut detail: Vec<_> = event.facts.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    let outcome = match &event.outcome {
        Ending::Done {} => "done",
        Ending::Refused { code, .. } => {
            detail.insert(0, code.clone());
            "refused"
        }
    };
    detail.extend(event.source.map(|source| source.to_owned()));
    AuditEntry {
        number: event.sequence.to_string(),
        at: When::minute(texts(), event.at),
        actor,
        actor_kind,
        what: what(&event.operation),
        detail: detail.join(" \u{b7} "),
        outcome,
    }
}

/// Describes an operation in a few words. An operation without a text of its own is described by
/// the library's documentation.
fn what(operation: &str) -> String {
    let id = format!("act-{operation}");
    if texts().has(&id) {
        return texts().text(&id);
    }
    let known = Operation::ALL.iter().find(|known| known.name() == operation);
    known.map_or_else(|| operation.to_owned(), |known| known.doc().to_owned())
}
