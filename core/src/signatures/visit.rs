//! Envelopes as the client sees them: only those that were sent, with a link while they can be signed.

use super::record::{EnvelopeRecord, EnvelopeState};
use crate::act::Operation;
use crate::audience::viewer::ListOf;
use crate::foundation::error::Result;
use crate::foundation::ids::{CaseId, DocumentId, EnvelopeId};
use crate::foundation::limits;
use crate::foundation::time::Timestamp;
use crate::portal::Visit;
use crate::sessions::viewer::Viewer;
use crate::store::{ReadTx, Stored};
use casegate_macros::wire;

/// An envelope that was sent.
#[wire]
pub struct EnvelopeView {
    /// The envelope.
    pub envelope_id: EnvelopeId,
    /// The title of what is to be signed.
    pub title: String,
    /// The name of the signer; may be empty.
    pub signer: String,
    /// Its state.
    pub state: EnvelopeState,
    /// The address at which to sign; absent when it cannot be signed any more.
    pub sign_url: Option<String>,
    /// The signed document, once there is one.
    pub signed_document_id: Option<DocumentId>,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// When its state last changed.
    pub changed_at: Timestamp,
}

/// A request for a page of the envelopes that were sent.
#[wire(input)]
#[derive(Default)]
pub struct ListOwnEnvelopes {
    /// The case; the one that the link opens if absent.
    pub case_id: Option<CaseId>,
    /// The cursor that the previous page gave as `next`; absent for the first page.
    pub cursor: Option<String>,
    /// The largest number of rows, 1 to 200; 50 if absent.
    pub limit: Option<u32>,
}

/// A page of the envelopes that were sent.
#[wire]
pub struct EnvelopesView {
    /// The envelopes on this page: those to sign first, then the others, each with the last changed first.
    pub envelopes: Vec<EnvelopeView>,
    /// The cursor of the next page; absent on the last page.
    pub next: Option<String>,
}

impl Visit {
    /// Returns a page of the envelopes: those to sign first, then the finished ones.
    ///
    /// # Errors
    /// `link_invalid`; `case_required` or `not_found` for the case; `number_out_of_range` at `limit`; `cursor_invalid`.
    pub fn list_my_envelopes(&self, input: ListOwnEnvelopes) -> Result<EnvelopesView> {
        self.look(Operation::LIST_MY_ENVELOPES, |look, viewer| {
            let case = viewer.case_id(look, input.case_id)?;
            let seen = seen_by(look, viewer, case, limits::PAGE)?;
            let (rows, next) = viewer.page_of(look, case, seen, (input.cursor.as_deref(), input.limit))?;
            Ok(EnvelopesView { envelopes: views(viewer, rows), next })
        })
    }
}

/// Returns the first envelopes of the viewer's list.
pub(crate) fn envelopes_of(
    tx: &(impl ReadTx + ?Sized),
    viewer: &Viewer,
    case: CaseId,
    limit: u32,
) -> Result<Vec<EnvelopeView>> {
    Ok(views(viewer, viewer.things(tx, &seen_by(tx, viewer, case, limit)?)?))
}

fn views(viewer: &Viewer, rows: Vec<Stored<EnvelopeRecord>>) -> Vec<EnvelopeView> {
    rows.into_iter().filter_map(|row| envelope_view(row.record, viewer)).collect()
}

/// Returns the list of the envelopes that the viewer sees: those to sign first, then the last changed first.
pub(crate) fn seen_by(
    tx: &(impl ReadTx + ?Sized),
    viewer: &Viewer,
    case: CaseId,
    limit: u32,
) -> Result<ListOf<EnvelopeRecord>> {
    viewer.list_of(tx, case, &[], limit)
}

/// Returns the client's view of an envelope; `None` if it was never sent.
fn envelope_view(envelope: EnvelopeRecord, viewer: &Viewer) -> Option<EnvelopeView> {
    let sending = envelope.status.sending()?.clone();
    let state = envelope.status.state();
    Some(EnvelopeView {
        envelope_id: envelope.id(),
        sent_at: sending.at,
        sign_url: (state.is_pending() && viewer.mode.is_client()).then_some(sending.sign_url),
        signed_document_id: envelope.status.signed_document(),
        title: envelope.title,
        signer: envelope.signer,
        state,
        changed_at: envelope.changed_at,
    })
}
