//! Recognizing refusals, and recording one in a separate transaction.

use super::event::Event;
use super::host::Host;
use crate::foundation::error::{Code, Error, Kind, Result};
use crate::foundation::time::Timestamp;
use crate::store::StoreExt;

/// Records a refusal in a separate transaction and returns it. If that fails, returns the store's error (SECURITY AUD-05).
pub(super) fn record_refusal(host: &Host, event: &Event, now: Timestamp, error: Error) -> Result<()> {
    host.store.writing(|tx| event.write_refusal(tx, host, now, &error))?;
    Err(error)
}

/// Returns whether an error is a decision of the rules rather than a technical failure.
pub(super) fn is_refusal(error: &Error) -> bool {
    match error.kind() {
        Kind::Invalid | Kind::Denied | Kind::NotFound | Kind::Conflict => true,
        Kind::Unavailable => error.code() == Code::SEALING_KEY_MISSING,
        // Tampering must always be audited.
        Kind::Internal => error.code() == Code::STORED_DATA_TAMPERED,
    }
}
