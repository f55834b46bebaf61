//! Envelopes as the client sees them: once sent, with a link for as long as there is something to sign.

use super::record::{EnvelopeRecord, EnvelopeState};
use crate::act::Operation;
use crate::foundation::error::Result;
use crate::foundation::ids::{DocumentId, EnvelopeId};
use crate::foundation::limits;
use crate::foundation::redacted::redacted;
use crate::foundation::time::Timestamp;
use crate::portal::Visit;
use crate::sessions::viewer::Viewer;
use crate::store::{Direction, Filter, Query, ReadTx, Record, Records};
use serde::{Deserialize, Serialize};

/// An envelope that was sent.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "mobile", derive(uniffi::Record), uniffi::export(Debug))]
pub struct EnvelopeView {
    /// The envelope.
    pub envelope_id: EnvelopeId,
    /// What is to be signed.
    pub title: String,
    /// Who is to sign; may be empty.
    pub signer: String,
    /// Where it stands.
    pub state: EnvelopeState,
    /// Where to sign, as long as it can be signed.
    pub sign_url: Option<String>,
    /// The signed document, once there is one.
    pub signed_document_id: Option<DocumentId>,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// When it came to the state it is in.
    pub changed_at: Timestamp,
}

/// The envelopes that were sent.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "mobile", derive(uniffi::Record), uniffi::export(Debug))]
pub struct EnvelopesView {
    /// Those to sign first, then the last changed first.
    pub envelopes: Vec<EnvelopeView>,
}

redacted!(EnvelopeView, EnvelopesView);

impl Visit {
    /// The envelopes to sign, and those that are over.
    ///
    /// # Errors
    /// `link_invalid`.
    pub fn list_my_envelopes(&self) -> Result<EnvelopesView> {
        self.look(Operation::LIST_MY_ENVELOPES, |look, viewer| {
            Ok(EnvelopesView { envelopes: envelopes_of(look, viewer, limits::ITEMS_PER_CASE)? })
        })
    }
}

/// Returns the first envelopes of the viewer's list.
pub(crate) fn envelopes_of(
    tx: &(impl ReadTx + ?Sized),
    viewer: &Viewer,
    limit: u32,
) -> Result<Vec<EnvelopeView>> {
    let rows = tx.list::<EnvelopeRecord>(&seen_by(viewer, limit))?;
    Ok(rows.into_iter().filter_map(|row| view(row.record)).collect())
}

/// Selects the envelopes that the viewer sees: those to sign first, then the last changed first.
pub(crate) fn seen_by(viewer: &Viewer, limit: u32) -> Query {
    Query::of(EnvelopeRecord::TABLE, limit)
        .under(viewer.case.uuid())
        .only(Filter::AtLeast("rank", i64::MIN.into()))
        .by("rank", Direction::Descending)
}

/// `None` for an envelope that was never sent: the client does not know of it.
fn view(envelope: EnvelopeRecord) -> Option<EnvelopeView> {
    let sending = envelope.status.sending()?.clone();
    let state = envelope.status.state();
    Some(EnvelopeView {
        envelope_id: envelope.id(),
        sent_at: sending.at,
        sign_url: state.is_pending().then_some(sending.sign_url),
        signed_document_id: envelope.status.signed_document(),
        title: envelope.title,
        signer: envelope.signer,
        state,
        changed_at: envelope.changed_at,
    })
}
