//! The conversion of an operation's result for the app.

use crate::plug_ins;
use casegate_core::Result;
use casegate_core::mobile::PortalError;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Runs `operation`. A panic becomes an error, so the app survives it; the store has
/// rolled the transaction back.
pub(crate) fn answer<T, A: From<T>>(operation: impl FnOnce() -> Result<T>) -> Result<A, PortalError> {
    let ended = catch_unwind(AssertUnwindSafe(operation));
    let result = ended.unwrap_or_else(|panic| Err(plug_ins::reason(panic.as_ref())));
    result.map(A::from).map_err(PortalError::from)
}
