//! Signatures: envelopes that an e-sign provider holds, and the documents that come back signed (SPEC R9).
//!
//! # Example
//! ```
//! # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/example.rs"));
//! # fn main() -> casegate::Result<()> {
//! # let Example { desk, case, visit, .. } = example()?;
//! use casegate::signatures::{CreateEnvelope, ListOwnEnvelopes, SendEnvelope};
//!
//! let envelope = desk.create_envelope(CreateEnvelope {
//!     case_id: case.case_id,
//!     title: "Form 2848".into(),
//!     signer: "Dana Whitfield".into(),
//! })?;
//! desk.send_envelope(SendEnvelope {
//!     case_id: case.case_id,
//!     envelope_id: envelope.envelope_id,
//!     sign_url: "https://sign.example/e/1".into(),
//!     party_ids: None, // to everyone
//! })?;
//! assert_eq!(visit.list_my_envelopes(ListOwnEnvelopes::default())?.envelopes[0].signer, "Dana Whitfield");
//! # Ok(()) }
//! ```

pub mod desk;
pub mod record;
pub(crate) mod rules;
pub mod visit;

use crate::binding::room;
use crate::store::{Record as _, Table};
pub use desk::{
    CompleteEnvelope, CreateEnvelope, EnvelopeDetails, EnvelopePage, ListEnvelopes, RecordEnvelopeEvent,
    ReplaceSignedDocument, SendEnvelope,
};
pub use visit::{EnvelopesView, ListOwnEnvelopes};

pub(crate) const TABLES: &[&Table] = &[record::EnvelopeRecord::TABLE];

room! {
    signatures
    desk {
        /// Prepares an envelope.
        CREATE_ENVELOPE = create_envelope(CreateEnvelope) -> EnvelopeDetails, Change, Acts;
        /// Sends an envelope with its sign link.
        SEND_ENVELOPE = send_envelope(SendEnvelope) -> EnvelopeDetails, Change, Acts;
        /// Records an event that the e-sign provider reported.
        RECORD_ENVELOPE_EVENT = record_envelope_event(RecordEnvelopeEvent) -> EnvelopeDetails, Change, Acts;
        /// Completes an envelope with the document that came back signed.
        COMPLETE_ENVELOPE = complete_envelope(CompleteEnvelope) -> EnvelopeDetails, Change, Acts;
        /// Replaces the signed document of a completed envelope.
        REPLACE_SIGNED_DOCUMENT = replace_signed_document(ReplaceSignedDocument) -> EnvelopeDetails, Change, Acts;
        /// Returns a page of the envelopes of a case.
        LIST_ENVELOPES = list_envelopes(ListEnvelopes) -> EnvelopePage, See, Reads;
    }
    visit {
        /// Returns a page of the envelopes to sign and of the finished ones.
        LIST_MY_ENVELOPES = list_my_envelopes(ListOwnEnvelopes) -> EnvelopesView, Session, Reads;
    }
}
