//! The overview of the intake.

use super::intake_section::notes;
use super::shell::PortalShell;
use crate::http::client::Client;
use crate::http::errors::{Outcome, Refusal};
use crate::pages::html;
use crate::texts::{Texts, texts};
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use casegate::cases::OwnCaseRef;
use casegate::intake::form::Section;
use casegate::intake::types::{SectionRef, SectionStatusView};

#[derive(Template)]
#[template(path = "portal/intake.html")]
struct IntakePage {
    t: &'static Texts,
    shell: PortalShell,
    groups: Vec<IntakeGroup>,
    sent: u32,
    total: u32,
}

struct IntakeGroup {
    id: &'static str,
    sections: Vec<IntakeEntry>,
}

struct IntakeEntry {
    id: &'static str,
    status: &'static str,
    note: String,
}

/// Reads the section in a path.
pub(crate) fn section(name: &str) -> Outcome<Section> {
    Section::parse(name).map_err(|_| Refusal::NoPage)
}

/// Whether a section of this status has yet to be submitted.
pub(crate) fn is_unsent(status: &str) -> bool {
    matches!(status, "notStarted" | "inProgress")
}

/// GET /portal/intake
pub(crate) async fn overview(client: Client) -> Response {
    client
        .page(|client| {
            let home = client.visit.home(OwnCaseRef::default())?;
            let mut groups = vec![
                IntakeGroup { id: "consultation", sections: Vec::new() },
                IntakeGroup { id: "financial", sections: Vec::new() },
            ];
            for row in &home.intake {
                let place = usize::from(row.section != Section::Consultation);
                if let Some(group) = groups.get_mut(place) {
                    group.sections.push(entry(client, row)?);
                }
            }
            let sent = home.intake.iter().filter(|row| !is_unsent(row.status.name())).count();
            let page = IntakePage {
                t: texts(),
                shell: PortalShell::inside(client, &home, "intake"),
                groups,
                sent: u32::try_from(sent).unwrap_or(u32::MAX),
                total: u32::try_from(home.intake.len()).unwrap_or(u32::MAX),
            };
            Ok(html(StatusCode::OK, &page))
        })
        .await
}

fn entry(client: &Client, row: &SectionStatusView) -> Outcome<IntakeEntry> {
    let status = row.status.name();
    let note = if status == "pleaseCheck" {
        notes(&client.visit.get_section(SectionRef { section: row.section, case_id: None })?)
    } else {
        String::new()
    };
    Ok(IntakeEntry { id: row.section.name(), status, note })
}
