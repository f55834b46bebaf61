//! Envelopes, which the firm sends for signature.

use super::documents::{file_name, media_type};
use super::shell::{DeskShell, OnCase};
use crate::http::errors::{Outcome, Refusal};
use crate::http::staff::Staff;
use crate::pages::{FieldError, html, provider, see_other, sentence};
use crate::texts::{Texts, texts};
use crate::when::When;
use askama::Template;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::Response;
use casegate::foundation::error::{Code, Error, Result};
use casegate::foundation::ids::EnvelopeId;
use casegate::signatures::desk::{
    CompleteEnvelope, CreateEnvelope, EnvelopeDetails, EnvelopePage, ListEnvelopes, RecordEnvelopeEvent,
    ReplaceSignedDocument, SendEnvelope,
};
use casegate::signatures::record::{EnvelopeEvent as Event, EnvelopeState};

#[derive(Template)]
#[template(path = "desk/envelopes.html")]
struct EnvelopesPage {
    t: &'static Texts,
    shell: DeskShell,
    errors: Vec<FieldError>,
    envelopes: Vec<EnvelopeRow>,
    next: String,
}

struct EnvelopeRow {
    id: String,
    title: String,
    signer: String,
    state: &'static str,
    provider: String,
    events: Vec<EnvelopeEvent>,
    moves: Vec<&'static str>,
    can_send: bool,
    can_complete: bool,
    can_replace: bool,
}

struct EnvelopeEvent {
    state: &'static str,
    at: When,
}

/// GET /desk/cases/{id}/envelopes
pub(crate) async fn list(staff: Staff, on: OnCase) -> Response {
    staff.page(move |staff| Ok(html(StatusCode::OK, &page(staff, &on)?))).await
}

fn page(staff: &Staff, on: &OnCase) -> Outcome<EnvelopesPage> {
    let (_, shell) = on.open(staff, "envelopes")?;
    let page = ListEnvelopes { cursor: on.wanted.cursor(), ..ListEnvelopes::first_page(on.case) };
    let EnvelopePage { envelopes, next } = staff.desk.list_envelopes(page)?;
    let (envelopes, next) = (envelopes.into_iter().map(row).collect(), next.unwrap_or_default());
    Ok(EnvelopesPage { t: texts(), shell, errors: Vec::new(), envelopes, next })
}

fn row(envelope: EnvelopeDetails) -> EnvelopeRow {
    let t = texts();
    let moves = match envelope.state {
        EnvelopeState::Draft => vec!["voided"],
        EnvelopeState::Sent => vec!["viewed", "declined", "voided", "expired"],
        EnvelopeState::Viewed => vec!["declined", "voided", "expired"],
        _ => Vec::new(),
    };
    let mut events = vec![EnvelopeEvent { state: "draft", at: When::day(t, envelope.created_at) }];
    events.extend(envelope.sent_at.map(|at| EnvelopeEvent { state: "sent", at: When::day(t, at) }));
    if !matches!(envelope.state, EnvelopeState::Draft | EnvelopeState::Sent) {
        events.push(EnvelopeEvent { state: envelope.state.name(), at: When::day(t, envelope.changed_at) });
    }
    EnvelopeRow {
        id: envelope.envelope_id.to_string(),
        title: envelope.title,
        signer: envelope.signer,
        state: envelope.state.name(),
        provider: envelope.sign_url.as_deref().map(provider).unwrap_or_default(),
        events,
        moves,
        can_send: envelope.state == EnvelopeState::Draft,
        can_complete: matches!(envelope.state, EnvelopeState::Sent | EnvelopeState::Viewed),
        can_replace: envelope.signed_document_id.is_some(),
    }
}

/// Redirects to the list, or shows it again with the error at the input `id`. An error of
/// no input has a separate page.
fn answered(staff: &Staff, on: &OnCase, id: &str, done: Result<EnvelopeDetails>) -> Outcome {
    let error = match done {
        Ok(_) => return Ok(see_other(&on.path("envelopes"))),
        Err(error) => error,
    };
    if error.field().is_none() {
        return Err(error.into());
    }
    let mut page = page(staff, on)?;
    page.errors.push(FieldError { id: id.to_owned(), text: sentence(error.code()) });
    Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

/// POST /desk/cases/{id}/envelopes
pub(crate) async fn create(staff: Staff, on: OnCase, request: Request) -> Response {
    staff
        .act(request, move |staff, form| {
            let (title, signer) = (form.get("title").to_owned(), form.get("signer").to_owned());
            let created = staff.desk.create_envelope(CreateEnvelope { case_id: on.case, title, signer });
            answered(staff, &on, "title", created)
        })
        .await
}

/// POST /desk/cases/{id}/envelopes/{envelope}/send
pub(crate) async fn send(staff: Staff, on: OnCase, request: Request) -> Response {
    staff
        .act(request, move |staff, form| {
            let envelope_id = on.item(EnvelopeId::parse)?;
            let sign_url = form.get("signLink").to_owned();
            let (case_id, party_ids) = (on.case, None);
            let sent = staff.desk.send_envelope(SendEnvelope { case_id, envelope_id, sign_url, party_ids });
            answered(staff, &on, &format!("link-{envelope_id}"), sent)
        })
        .await
}

/// POST /desk/cases/{id}/envelopes/{envelope}/move
pub(crate) async fn record(staff: Staff, on: OnCase, request: Request) -> Response {
    staff
        .act(request, move |staff, form| {
            let event = match form.get("to") {
                "viewed" => Event::Viewed,
                "declined" => Event::Declined,
                "voided" => Event::Voided,
                "expired" => Event::Expired,
                _ => return Err(Refusal::malformed()),
            };
            let envelope_id = on.item(EnvelopeId::parse)?;
            staff.desk.record_envelope_event(RecordEnvelopeEvent { case_id: on.case, envelope_id, event })?;
            Ok(see_other(&on.path("envelopes")))
        })
        .await
}

/// POST /desk/cases/{id}/envelopes/{envelope}/complete
pub(crate) async fn complete(staff: Staff, on: OnCase, request: Request) -> Response {
    staff
        .act(request, move |staff, form| {
            let envelope_id = on.item(EnvelopeId::parse)?;
            let file = form
                .file("file")
                .ok_or_else(|| staff.slip("complete_envelope", Error::at(Code::CONTENT_INVALID, "content")));
            let completed = file.and_then(|file| {
                staff.desk.complete_envelope(CompleteEnvelope {
                    case_id: on.case,
                    envelope_id,
                    file_name: file_name(file),
                    media_type: media_type(file).to_owned(),
                    content: file.bytes.to_vec().into(),
                })
            });
            answered(staff, &on, &format!("file-{envelope_id}"), completed)
        })
        .await
}

/// POST /desk/cases/{id}/envelopes/{envelope}/replace
pub(crate) async fn replace(staff: Staff, on: OnCase, request: Request) -> Response {
    staff
        .act(request, move |staff, form| {
            let envelope_id = on.item(EnvelopeId::parse)?;
            let file = form.file("file").ok_or_else(|| {
                staff.slip("replace_signed_document", Error::at(Code::CONTENT_INVALID, "content"))
            });
            let replaced = file.and_then(|file| {
                staff.desk.replace_signed_document(ReplaceSignedDocument {
                    case_id: on.case,
                    envelope_id,
                    reason: form.get("reason").to_owned(),
                    file_name: file_name(file),
                    media_type: media_type(file).to_owned(),
                    content: file.bytes.to_vec().into(),
                })
            });
            let is_reason = matches!(&replaced, Err(error) if error.field() == Some("reason"));
            let input = if is_reason { "reason" } else { "right-file" };
            answered(staff, &on, &format!("{input}-{envelope_id}"), replaced)
        })
        .await
}
