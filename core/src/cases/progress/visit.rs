//! The progress of a case as the client sees it.

use super::record::standing;
use super::rules;
use super::types::ProgressView;
use crate::cases::record::CaseRecord;
use crate::foundation::error::Result;
use crate::store::ReadTx;

/// Returns the progress of `case` by the firm's present map, or the last known progress if the map does not have its stage.
pub(crate) fn progress_of(tx: &(impl ReadTx + ?Sized), case: &CaseRecord) -> Result<ProgressView> {
    Ok(rules::progress_view(standing(tx, case.firm, &case.stage, &case.standing)?))
}
