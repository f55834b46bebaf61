//! The firm's operations on envelopes.

use super::record::{EnvelopeEvent, EnvelopeRecord, EnvelopeState, Sending, Status};
use crate::act::Act;
use crate::act::Operation;
use crate::audience::addressee::Audience;
use crate::audience::delivery::{Delivered as _, store_deliveries};
use crate::audience::notice::notify;
use crate::cases::record::{check_limit, on_case};
use crate::documents::kind::DocumentKind;
use crate::documents::record::{Delivery, DocumentRecord};
use crate::documents::storage::{NewDocument, store_document};
use crate::documents::upload::Upload;
use crate::foundation::bytes::Bytes;
use crate::foundation::error::Result;
use crate::foundation::ids::{CaseId, DocumentId, EnvelopeId, PartyId};
use crate::foundation::origin::https_address;
use crate::foundation::time::Timestamp;
use crate::foundation::{limits, text};
use crate::portal::Desk;
use crate::store::page::{By, List};
use crate::store::{Record, Records, RecordsMut, Stored};
use casegate_macros::wire;

/// An envelope to prepare.
#[wire]
pub struct CreateEnvelope {
    /// The case.
    pub case_id: CaseId,
    /// The title of what is to be signed, as the client sees it.
    pub title: String,
    /// The name of the signer, as the client sees it; may be empty.
    #[wire(default)]
    pub signer: String,
}

/// An envelope to send. The client sees it from then on.
#[wire(input)]
pub struct SendEnvelope {
    /// The case.
    pub case_id: CaseId,
    /// The envelope.
    pub envelope_id: EnvelopeId,
    /// The address at which to sign, at the e-sign provider; https only.
    pub sign_url: String,
    /// The parties that it is for; an empty list is refused. If absent, it is for everyone: the parties that see everything, and
    /// every link that names no party. The signed document is for the same.
    pub party_ids: Option<Vec<PartyId>>,
}

/// An event that the e-sign provider reported.
#[wire(prints)]
pub struct RecordEnvelopeEvent {
    /// The case.
    pub case_id: CaseId,
    /// The envelope.
    pub envelope_id: EnvelopeId,
    /// The event.
    pub event: EnvelopeEvent,
}

/// An envelope to complete, with the document that came back signed.
#[wire]
pub struct CompleteEnvelope {
    /// The case.
    pub case_id: CaseId,
    /// The envelope.
    pub envelope_id: EnvelopeId,
    /// The file name of a download of the signed document.
    pub file_name: String,
    /// Its media type, as for `add_document`.
    pub media_type: String,
    /// The signed document; at most 25 MiB.
    pub content: Bytes,
}

/// A file that replaces a wrong signed document.
#[wire]
pub struct ReplaceSignedDocument {
    /// The case.
    pub case_id: CaseId,
    /// The envelope.
    pub envelope_id: EnvelopeId,
    /// The reason. It is one line and is stored in the audit.
    pub reason: String,
    /// The file name of a download of the signed document.
    pub file_name: String,
    /// Its media type, as for `add_document`.
    pub media_type: String,
    /// The document that came back signed; at most 25 MiB.
    pub content: Bytes,
}

/// An envelope as staff see it.
#[wire]
pub struct EnvelopeDetails {
    /// The envelope.
    pub envelope_id: EnvelopeId,
    /// The title of what is to be signed.
    pub title: String,
    /// The name of the signer.
    pub signer: String,
    /// Its state.
    pub state: EnvelopeState,
    /// The address at which to sign.
    pub sign_url: Option<String>,
    /// The document that came back signed.
    pub signed_document_id: Option<DocumentId>,
    /// When it was prepared.
    pub created_at: Timestamp,
    /// When it was sent.
    pub sent_at: Option<Timestamp>,
    /// Whether it was sent to everyone.
    pub is_for_everyone: bool,
    /// The parties that it was sent to.
    pub party_ids: Vec<PartyId>,
    /// When its state last changed.
    pub changed_at: Timestamp,
}

/// A request for a page of the envelopes of a case.
#[wire(input)]
pub struct ListEnvelopes {
    /// The case.
    pub case_id: CaseId,
    /// The cursor that the previous page gave as `next`; absent for the first page.
    pub cursor: Option<String>,
    /// The largest number of rows, 1 to 200; 50 if absent.
    pub limit: Option<u32>,
}

impl ListEnvelopes {
    /// Returns the request for the first page of a case.
    #[must_use]
    pub const fn first_page(case_id: CaseId) -> Self {
        Self { case_id, cursor: None, limit: None }
    }
}

/// A page of the envelopes of a case.
#[wire]
pub struct EnvelopePage {
    /// The envelopes on this page, newest first.
    pub envelopes: Vec<EnvelopeDetails>,
    /// The cursor of the next page; absent on the last page.
    pub next: Option<String>,
}

impl Desk {
    /// Prepares an envelope. The client does not see it before it is sent.
    ///
    /// # Errors
    /// `too_many`; `not_found`; `text_required`, `text_too_long` or `text_invalid`, naming the field.
    pub fn create_envelope(&self, input: CreateEnvelope) -> Result<EnvelopeDetails> {
        self.act(Operation::CREATE_ENVELOPE, |act| {
            let case = self.open_case(act, input.case_id)?.record;
            let title = text::line("title", &input.title, limits::NAME)?;
            let signer = text::optional_line("signer", &input.signer, limits::NAME)?;
            check_limit::<EnvelopeRecord>(act, case.id)?;
            let envelope = EnvelopeRecord {
                // The client sees this id, so it must not reveal when the firm prepared the envelope.
                id: act.new_timeless_id()?,
                firm: case.firm,
                case: case.id,
                title,
                signer,
                status: Status::Draft,
                created_at: act.now,
                changed_at: act.now,
            };
            act.event.subject(envelope.id());
            act.add(&envelope)?;
            Ok(details(envelope))
        })
    }

    /// Sends an envelope to everyone or to named parties, who see it and its sign link from the next request on.
    ///
    /// # Errors
    /// `link_address_invalid` at `signUrl`; `state_forbids`; `audience_empty` or `list_too_long` at `partyIds`; `not_found`, at `partyIds` for what is no
    /// party of the case's client.
    pub fn send_envelope(&self, input: SendEnvelope) -> Result<EnvelopeDetails> {
        self.act(Operation::SEND_ENVELOPE, |act| {
            let sign_url = https_address("signUrl", &input.sign_url)?;
            let case = self.open_case(act, input.case_id)?.record;
            let mut envelope = find_envelope(act, input.case_id, input.envelope_id)?;
            let audience = Audience::resolve(act, &case, input.party_ids.as_deref(), act.now)?;
            audience.record_in(&mut act.event);
            let sending = Sending { sign_url, at: act.now, audience };
            advance(act, &mut envelope.record, |status| status.send(sending))?;
            store_envelope(act, &envelope)?;
            notify(act, &case, "mail-envelope-sent", None, &envelope.record)?;
            Ok(details(envelope.record))
        })
    }

    /// Records an event that the e-sign provider reported. Repeating the report changes nothing.
    ///
    /// # Errors
    /// `state_forbids` if the event is not possible in the present state; `not_found`.
    pub fn record_envelope_event(&self, input: RecordEnvelopeEvent) -> Result<EnvelopeDetails> {
        self.act(Operation::RECORD_ENVELOPE_EVENT, |act| {
            let mut envelope = self.open_envelope(act, input.case_id, input.envelope_id)?;
            if envelope.record.status.state() != input.event.state() {
                advance(act, &mut envelope.record, |status| status.report(input.event))?;
                store_envelope(act, &envelope)?;
                // One party's look leaves the others' mail as it is: they still have to sign.
                if !envelope.record.status.state().is_pending() {
                    act.void_messages(envelope.record.id)?;
                }
            }
            Ok(details(envelope.record))
        })
    }

    /// Completes an envelope. The signed document is added to the case, and the client sees it from then on.
    ///
    /// # Errors
    /// `state_forbids`; `content_invalid`; `not_found`; `blobs_unavailable`.
    pub fn complete_envelope(&self, input: CompleteEnvelope) -> Result<EnvelopeDetails> {
        self.act_uploading(Operation::COMPLETE_ENVELOPE, &input.media_type, &input.content, |act, upload| {
            let mut envelope = self.open_envelope(act, input.case_id, input.envelope_id)?;
            let document = DocumentId::from_uuid(upload.id);
            advance(act, &mut envelope.record, |status| status.complete(document))?;
            attach_signed(act, &envelope.record, &input.file_name, upload)?;
            store_envelope(act, &envelope)?;
            // It is signed, so nobody has to be told to sign it any more.
            act.void_messages(envelope.record.id)?;
            Ok(details(envelope.record))
        })
    }

    /// Replaces the signed document of a completed envelope. From the next request on, the client sees the new document and not
    /// the old one. The firm keeps the old one as withdrawn and can remove it.
    ///
    /// # Errors
    /// `state_forbids` before the envelope is completed; `content_invalid`; `not_found`; `blobs_unavailable`; `text_required`,
    /// `text_too_long` or `text_invalid`, naming the field.
    pub fn replace_signed_document(&self, input: ReplaceSignedDocument) -> Result<EnvelopeDetails> {
        self.act_uploading(
            Operation::REPLACE_SIGNED_DOCUMENT,
            &input.media_type,
            &input.content,
            |act, upload| {
                let mut envelope = self.open_envelope(act, input.case_id, input.envelope_id)?;
                let right = DocumentId::from_uuid(upload.id);
                let (status, wrong) = envelope.record.status.clone().replace(right)?;
                envelope.record.status = status;
                act.event.subject(wrong);
                act.event.fact("reason", text::line("reason", &input.reason, limits::NAME)?);
                let mut wrong = act.require::<DocumentRecord>(on_case(input.case_id, wrong.uuid()))?;
                attach_signed(act, &envelope.record, &input.file_name, upload)?;
                store_envelope(act, &envelope)?;
                let before = std::mem::replace(&mut wrong.record.delivery, Delivery::Held);
                act.replace(wrong.version, &wrong.record)?;
                store_deliveries(act, before.audience(), &wrong.record)?;
                act.void_messages(wrong.record.id)?;
                Ok(details(envelope.record))
            },
        )
    }

    /// Returns a page of the envelopes of a case, newest first.
    ///
    /// # Errors
    /// `not_found`; `number_out_of_range` at `limit`; `cursor_invalid`.
    pub fn list_envelopes(&self, input: ListEnvelopes) -> Result<EnvelopePage> {
        self.look(Operation::LIST_ENVELOPES, |look| {
            self.case(look, input.case_id)?;
            let asked = (input.cursor.as_deref(), input.limit);
            let envelopes = EnvelopeRecord::select(limits::PAGE)
                .under(input.case_id)
                .by_largest(EnvelopeRecord::CREATED_AT);
            let list = List::of::<EnvelopeRecord>(By::Number, input.case_id);
            let (rows, next) = list.read(look, envelopes, asked, |row| row.created_at.as_millis().into())?;
            Ok(EnvelopePage { envelopes: rows.into_iter().map(|row| details(row.record)).collect(), next })
        })
    }

    fn open_envelope(
        &self,
        act: &mut Act<'_>,
        case: CaseId,
        envelope: EnvelopeId,
    ) -> Result<Stored<EnvelopeRecord>> {
        self.open_case(act, case)?;
        find_envelope(act, case, envelope)
    }
}

fn find_envelope(act: &mut Act<'_>, case: CaseId, envelope: EnvelopeId) -> Result<Stored<EnvelopeRecord>> {
    let found = act.require::<EnvelopeRecord>(on_case(case, envelope.uuid()))?;
    act.event.subject(envelope);
    Ok(found)
}

/// Stores a changed envelope, and its rank for each party that it was sent to.
fn store_envelope(act: &mut Act<'_>, envelope: &Stored<EnvelopeRecord>) -> Result<()> {
    act.replace(envelope.version, &envelope.record)?;
    store_deliveries(act, None, &envelope.record)
}

/// Adds the signed document to the envelope's case, for the audience of the envelope.
fn attach_signed(
    act: &mut Act<'_>,
    envelope: &EnvelopeRecord,
    file_name: &str,
    upload: &Upload<'_>,
) -> Result<()> {
    let audience = envelope.audience().map(|audience| audience.again(act.now)).unwrap_or_default();
    store_document(
        act,
        &NewDocument {
            id: upload.id,
            firm: envelope.firm,
            case: envelope.case,
            kind: DocumentKind::SignedDocument,
            title: &envelope.title,
            file_name,
            content: upload.content()?,
            delivery: Delivery::Signed { envelope: envelope.id(), at: act.now, audience },
        },
    )?;
    Ok(())
}

/// Changes the envelope's status by `step`, and records the new state in the event.
fn advance(
    act: &mut Act<'_>,
    envelope: &mut EnvelopeRecord,
    step: impl FnOnce(Status) -> Result<Status>,
) -> Result<()> {
    envelope.status = step(envelope.status.clone())?;
    envelope.changed_at = act.now;
    act.event.fact("state", envelope.status.state().name());
    Ok(())
}

fn details(envelope: EnvelopeRecord) -> EnvelopeDetails {
    EnvelopeDetails {
        envelope_id: envelope.id(),
        title: envelope.title.clone(),
        signer: envelope.signer.clone(),
        state: envelope.status.state(),
        sign_url: envelope.status.sending().map(|sending| sending.sign_url.clone()),
        signed_document_id: envelope.status.signed_document(),
        created_at: envelope.created_at,
        sent_at: envelope.status.sending().map(|sending| sending.at),
        is_for_everyone: envelope.audience().is_some_and(|audience| audience.is_everyone()),
        party_ids: envelope.audience().map(Audience::party_ids).unwrap_or_default(),
        changed_at: envelope.changed_at,
    }
}
