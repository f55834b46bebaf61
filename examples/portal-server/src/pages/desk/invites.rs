//! Links: minting, re-issuing, revoking. A link is shown in one response only.

use super::shell::{DeskShell, OnCase, named};
use crate::data_dir::random;
use crate::http::errors::Outcome;
use crate::http::staff::Staff;
use crate::pages::{FieldError, Input, blame, html, see_other};
use crate::texts::{Texts, texts};
use crate::when::{self, When};
use askama::Template;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::Response;
use casegate::foundation::error::Error;
use casegate::foundation::ids::InviteId;
use casegate::foundation::limits;
use casegate::foundation::time::{DAY, Timestamp};
use casegate::invites::settings::IdentityCheck;
use casegate::invites::types::{InviteRef, MintInvite, MintedInvite};

#[derive(Template)]
#[template(path = "desk/invite_new.html")]
struct InviteNewPage {
    t: &'static Texts,
    shell: DeskShell,
    errors: Vec<FieldError>,
    refused: &'static str,
    label: Input,
    days: Input,
    days_most: u32,
    key: String,
}

#[derive(Template)]
#[template(path = "desk/link_once.html")]
struct LinkOncePage {
    t: &'static Texts,
    shell: DeskShell,
    link: String,
    label: String,
    expires: When,
    replaced: bool,
}

/// GET /desk/cases/{id}/invites/new
pub(crate) async fn new(staff: Staff, on: OnCase) -> Response {
    staff
        .page(move |staff| {
            staff.is_for("mint_invite")?;
            let days = staff.desk.get_firm()?.invite_days;
            Ok(html(StatusCode::OK, &form_page(staff, &on, Input::default(), Input::of(days.to_string()))?))
        })
        .await
}

fn form_page(staff: &Staff, on: &OnCase, label: Input, days: Input) -> Outcome<InviteNewPage> {
    let firm = staff.desk.get_firm()?;
    let lacks_identity = firm.name.is_empty() || firm.logo.is_none();
    let is_refused = firm.identity_check == IdentityCheck::Required && lacks_identity;
    Ok(InviteNewPage {
        t: texts(),
        shell: on.open(staff, "")?.1,
        errors: Vec::new(),
        refused: if is_refused { "firm_identity_missing" } else { "" },
        label,
        days,
        days_most: limits::INVITE_DAYS_MOST,
        // An idempotency key, so that a form that is sent twice makes one invite.
        key: random().unwrap_or_default().iter().take(16).map(|byte| format!("{byte:02x}")).collect(),
    })
}

/// POST /desk/cases/{id}/invites
pub(crate) async fn mint(staff: Staff, on: OnCase, request: Request) -> Response {
    staff
        .act(request, move |staff, form| {
            let minted = staff.desk.mint_invite(MintInvite {
                case_id: on.case,
                label: form.get("label").to_owned(),
                party_id: None,
                expires_at: Some(expiry(form.get("days"))),
                idempotency_key: Some(form.get("key").to_owned()),
            });
            match minted {
                Ok(minted) => once(staff, &on, minted, false),
                Err(error) => refused(staff, &on, error, form.get("label"), form.get("days")),
            }
        })
        .await
}

/// Returns the expiry after a number of days. An invalid number leads to an instant that is refused.
fn expiry(days: &str) -> Timestamp {
    let days: i64 = days.trim().parse().unwrap_or_default();
    when::now().plus(days.saturating_mul(DAY))
}

fn refused(staff: &Staff, on: &OnCase, error: Error, label: &str, days: &str) -> Outcome {
    let mut page = form_page(staff, on, Input::of(label), Input::of(days))?;
    let mut inputs = [
        ("label", "label", "invite-label", &mut page.label),
        ("expiresAt", "days", "invite-days", &mut page.days),
    ];
    page.errors = blame(&error, &mut inputs).ok_or(error)?;
    Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

/// POST /desk/cases/{id}/invites/{invite}/reissue
pub(crate) async fn reissue(staff: Staff, on: OnCase, request: Request) -> Response {
    staff
        .act(request, move |staff, _| {
            let invite_id = on.item(InviteId::parse)?;
            let minted = staff.desk.reissue_invite(InviteRef { case_id: on.case, invite_id })?;
            once(staff, &on, minted, true)
        })
        .await
}

/// Returns the only response that shows the link.
fn once(staff: &Staff, on: &OnCase, minted: MintedInvite, replaced: bool) -> Outcome {
    let page = LinkOncePage {
        t: texts(),
        shell: on.open(staff, "")?.1,
        link: minted.secret.into_link(&minted.origin).expose().to_owned(),
        label: minted.invite.label,
        expires: When::day(texts(), minted.invite.expires_at),
        replaced,
    };
    Ok(html(StatusCode::OK, &page))
}

/// POST /desk/cases/{id}/invites/{invite}/revoke
pub(crate) async fn revoke(staff: Staff, on: OnCase, request: Request) -> Response {
    staff
        .act(request, move |staff, _| {
            let invite_id = on.item(InviteId::parse)?;
            staff.desk.revoke_invite(InviteRef { case_id: on.case, invite_id })?;
            Ok(see_other(&format!("{}?done=revoked", on.path(""))))
        })
        .await
}

/// POST /desk/cases/{id}/invites/revoke_all
pub(crate) async fn revoke_all(staff: Staff, on: OnCase, request: Request) -> Response {
    staff
        .act(request, move |staff, _| {
            staff.desk.revoke_all_invites(named(on.case)?)?;
            Ok(see_other(&format!("{}?done=revoked", on.path(""))))
        })
        .await
}
