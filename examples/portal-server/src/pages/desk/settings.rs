//! The firm's settings.

use super::shell::{DeskShell, Wanted};
use crate::http::errors::{Outcome, Refusal};
use crate::http::form::Form;
use crate::http::staff::Staff;
use crate::pages::{FieldError, Input, blame, html, see_other, sentence};
use crate::texts::{Texts, texts};
use askama::Template;
use axum::extract::{Query, Request};
use axum::http::StatusCode;
use axum::response::Response;
use casegate::cases::ListCases;
use casegate::cases::progress::desk::{MappedStage, SetPhaseMap};
use casegate::cases::progress::record::{Phase, WaitingFor};
use casegate::doctor::Finding;
use casegate::documents::kind::DocumentKind;
use casegate::foundation::error::{Code, Error};
use casegate::foundation::limits;
use casegate::invites::settings::IdentityCheck;
use casegate::settings::desk::{SetLogo, UpdateFirm};
use std::collections::BTreeSet;

/// The number of empty rows below the phase map.
const SPARE_ROWS: usize = 3;

#[derive(Template)]
#[template(path = "desk/settings.html")]
struct SettingsPage {
    t: &'static Texts,
    shell: DeskShell,
    errors: Vec<FieldError>,
    version: String,
    name: Input,
    contact: Input,
    color: Input,
    logo: bool,
    invite_days: Input,
    days_most: u32,
    identity_check: bool,
    kinds: Vec<KindSetting>,
    never: Vec<String>,
    stages: Vec<StageRow>,
    unknown_stages: Vec<String>,
    findings: Vec<FindingRow>,
    is_fit: bool,
}

struct FindingRow {
    text: String,
    serious: bool,
}

struct KindSetting {
    kind: &'static str,
    allowed: bool,
    fixed: bool,
}

#[derive(Clone)]
struct StageRow {
    stage: String,
    phase: String,
    turn: String,
    sentence: String,
    next: String,
    error: String,
}

/// GET /desk/settings
pub(crate) async fn show(staff: Staff, Query(wanted): Query<Wanted>) -> Response {
    staff
        .page(move |staff| {
            let mut page = page(staff)?;
            page.shell = page.shell.after(wanted.done.as_deref());
            Ok(html(StatusCode::OK, &page))
        })
        .await
}

fn page(staff: &Staff) -> Outcome<SettingsPage> {
    let firm = staff.desk.get_firm()?;
    let map = staff.desk.get_phase_map()?.stages;
    let unknown_stages = unknown_stages(staff, &map)?;
    let kinds =
        DocumentKind::NAMED.iter().filter(|(_, kind)| can_be_shown(kind)).map(|(name, kind)| KindSetting {
            kind: name,
            allowed: firm.shown_kinds.contains(kind),
            fixed: *kind == DocumentKind::SignedDocument,
        });
    let never = DocumentKind::NAMED.iter().filter(|(_, kind)| !can_be_shown(kind));
    let report = staff.desk.doctor()?;
    Ok(SettingsPage {
        t: texts(),
        shell: DeskShell::inside(staff, "settings"),
        errors: Vec::new(),
        version: firm.version.to_string(),
        name: Input::of(firm.name),
        contact: Input::of(firm.contact),
        color: Input::of(firm.accent_color),
        logo: firm.logo.is_some(),
        invite_days: Input::of(firm.invite_days.to_string()),
        days_most: limits::INVITE_DAYS_MOST,
        identity_check: firm.identity_check == IdentityCheck::Required,
        kinds: kinds.collect(),
        never: never.map(|(name, _)| texts().of("document-kind", name)).collect(),
        stages: with_spare_rows(map.into_iter().map(stage_row).collect()),
        unknown_stages,
        findings: report.findings.into_iter().map(finding_row).collect(),
        is_fit: report.fit_for_production,
    })
}

/// Returns a finding with its text. A finding of the host's own store may have no text
/// here and is shown by its code.
fn finding_row(finding: Finding) -> FindingRow {
    let id = format!("finding-{}", finding.code);
    let text = if texts().has(&id) { texts().text(&id) } else { finding.code };
    FindingRow { text, serious: finding.serious }
}

/// Whether a kind of document can be shown to clients at all. The library refuses the
/// others whatever the page offers.
fn can_be_shown(kind: &DocumentKind) -> bool {
    use DocumentKind::{Draft, FeeWorksheet, OperatorStrategyReport, Other, TranscriptDiagnostic};
    !matches!(kind, TranscriptDiagnostic | OperatorStrategyReport | FeeWorksheet | Draft | Other(_))
}

/// Returns the stages of the first cases that the map does not contain.
fn unknown_stages(staff: &Staff, map: &[MappedStage]) -> Outcome<Vec<String>> {
    let wanted = ListCases { limit: Some(limits::PAGE), ..ListCases::default() };
    let cases = staff.desk.list_cases(wanted)?.cases;
    let used: BTreeSet<_> = cases.into_iter().map(|case| case.stage).collect();
    Ok(used.into_iter().filter(|stage| map.iter().all(|mapped| mapped.stage != *stage)).collect())
}

fn stage_row(mapped: MappedStage) -> StageRow {
    StageRow {
        stage: mapped.stage,
        phase: mapped.phase.name().to_owned(),
        turn: mapped.waiting_for.name().to_owned(),
        sentence: mapped.sentence.unwrap_or_default(),
        next: mapped.next.unwrap_or_default(),
        error: String::new(),
    }
}

fn with_spare_rows(mut rows: Vec<StageRow>) -> Vec<StageRow> {
    let text = String::new;
    let phase = rows.last().map_or_else(|| Phase::Qualification.name().to_owned(), |last| last.phase.clone());
    let turn = WaitingFor::Firm.name().to_owned();
    let spare = StageRow { stage: text(), phase, turn, sentence: text(), next: text(), error: text() };
    rows.extend(std::iter::repeat_n(spare, SPARE_ROWS));
    rows
}

/// Redirects after a change of settings, which may change the firm's name, colour or logo.
fn saved(staff: &Staff, firm: casegate::settings::desk::FirmDetails) -> Outcome {
    staff.app.show(&staff.desk, firm)?;
    Ok(see_other("/desk/settings?done=saved"))
}

/// Shows the page again with what was typed and the error. An error of no input has a separate page.
fn refused(page: &mut SettingsPage, error: Error) -> Outcome {
    let mut inputs = [
        ("name", "name", "settings-name", &mut page.name),
        ("contact", "contact", "settings-contact", &mut page.contact),
        ("accentColor", "color", "settings-color", &mut page.color),
        ("inviteDays", "inviteDays", "settings-expiry", &mut page.invite_days),
    ];
    let errors = match blame(&error, &mut inputs) {
        Some(errors) => errors,
        None if error.field() == Some("image") => {
            let text = format!("{}: {}", texts().text("settings-logo"), sentence(error.code()));
            vec![FieldError { id: "logo".to_owned(), text }]
        }
        None => return Err(error.into()),
    };
    page.errors = errors;
    Ok(html(StatusCode::UNPROCESSABLE_ENTITY, page))
}

/// POST /desk/settings/identity
pub(crate) async fn identity(staff: Staff, request: Request) -> Response {
    staff
        .act(request, |staff, form| {
            let typed = |name: &str| Some(form.get(name).to_owned());
            // Set first, so that a refused logo changes nothing else.
            let changed = set_logo(staff, form).and_then(|()| {
                staff.desk.update_firm(UpdateFirm {
                    version: if form.file("logo").is_none() {
                        form.get("version").parse().ok()
                    } else {
                        None
                    },
                    name: typed("name"),
                    contact: typed("contact"),
                    accent_color: typed("color"),
                    ..UpdateFirm::default()
                })
            });
            match changed {
                Ok(firm) => saved(staff, firm),
                Err(error) => {
                    let mut page = page(staff)?;
                    page.name = Input::of(form.get("name"));
                    page.contact = Input::of(form.get("contact"));
                    refused(&mut page, error)
                }
            }
        })
        .await
}

fn set_logo(staff: &Staff, form: &Form) -> Result<(), Error> {
    let image = match form.file("logo") {
        Some(file) => Some(file.bytes.to_vec().into()),
        None if form.has("removeLogo") => None,
        None => return Ok(()),
    };
    staff.desk.set_logo(SetLogo { image }).map(drop)
}

/// POST /desk/settings/links
pub(crate) async fn links(staff: Staff, request: Request) -> Response {
    staff
        .act(request, |staff, form| {
            let days = form.get("inviteDays");
            let changed = staff.desk.update_firm(UpdateFirm {
                version: form.get("version").parse().ok(),
                // A text that is not a number becomes 0, which is out of range.
                invite_days: Some(days.trim().parse().unwrap_or_default()),
                identity_check: Some(if form.has("identityCheck") {
                    IdentityCheck::Required
                } else {
                    IdentityCheck::Off
                }),
                ..UpdateFirm::default()
            });
            match changed {
                Ok(firm) => saved(staff, firm),
                Err(error) => {
                    let mut page = page(staff)?;
                    page.invite_days = Input::of(days);
                    refused(&mut page, error)
                }
            }
        })
        .await
}

/// POST /desk/settings/documents
pub(crate) async fn documents(staff: Staff, request: Request) -> Response {
    staff
        .act(request, |staff, form| {
            let firm = staff.desk.update_firm(UpdateFirm {
                version: form.get("version").parse().ok(),
                shown_kinds: Some(form.all("kind").map(DocumentKind::named).collect()),
                ..UpdateFirm::default()
            })?;
            saved(staff, firm)
        })
        .await
}

/// POST /desk/settings/phases
pub(crate) async fn phases(staff: Staff, request: Request) -> Response {
    staff
        .act(request, |staff, form| {
            let rows = posted_rows(form);
            let stages = rows.iter().map(mapped).collect::<Outcome<Vec<_>>>()?;
            match staff.desk.set_phase_map(SetPhaseMap { stages }) {
                Ok(_) => Ok(see_other("/desk/settings?done=saved#phases")),
                Err(error) => {
                    let mut page = page(staff)?;
                    page.stages = with_spare_rows(blamed(rows, &error));
                    page.errors = vec![FieldError { id: "phases".to_owned(), text: sentence(error.code()) }];
                    Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page))
                }
            }
        })
        .await
}

/// Returns the rows of the form that name a stage.
fn posted_rows(form: &Form) -> Vec<StageRow> {
    let numbers = form.fields().filter_map(|(name, value)| Some((name.strip_prefix("stage:")?, value)));
    let row = |(number, stage): (&str, &str)| {
        let typed = |name: &str| form.get(&format!("{name}:{number}")).to_owned();
        StageRow {
            stage: stage.to_owned(),
            phase: typed("phase"),
            turn: typed("turn"),
            sentence: typed("sentence"),
            next: typed("next"),
            error: String::new(),
        }
    };
    numbers.filter(|(_, stage)| !stage.trim().is_empty()).map(row).collect()
}

fn mapped(row: &StageRow) -> Outcome<MappedStage> {
    const TURNS: [WaitingFor; 4] =
        [WaitingFor::Firm, WaitingFor::Client, WaitingFor::Agency, WaitingFor::Nobody];
    let own = |text: &str| Some(text.to_owned()).filter(|text| !text.trim().is_empty());
    Ok(MappedStage {
        stage: row.stage.clone(),
        phase: Phase::ALL
            .into_iter()
            .find(|phase| phase.name() == row.phase)
            .ok_or_else(Refusal::malformed)?,
        waiting_for: TURNS.into_iter().find(|turn| turn.name() == row.turn).ok_or_else(Refusal::malformed)?,
        sentence: own(&row.sentence),
        next: own(&row.next),
    })
}

/// Marks the rows with the error. The library names no row; for a repeated stage
/// every row of that name is marked.
fn blamed(mut rows: Vec<StageRow>, error: &Error) -> Vec<StageRow> {
    let names: Vec<_> = rows.iter().map(|row| row.stage.trim().to_owned()).collect();
    let count = |name: &str| names.iter().filter(|other| *other == name).count();
    for row in &mut rows {
        if error.code() == Code::VALUE_REPEATED && count(row.stage.trim()) > 1 {
            row.error = sentence(error.code());
        }
    }
    rows
}
