//! Where the case stands, as the client is told.

use super::record::standing;
use super::rules;
use super::types::ProgressView;
use crate::cases::record::CaseRecord;
use crate::foundation::error::Result;
use crate::store::ReadTx;

/// Returns where `case` stands today: by the firm's present map, or where it stood if the map does not know its stage.
pub(crate) fn progress_of(tx: &(impl ReadTx + ?Sized), case: &CaseRecord) -> Result<ProgressView> {
    Ok(rules::view(standing(tx, case.firm, &case.stage, &case.standing)?))
}
