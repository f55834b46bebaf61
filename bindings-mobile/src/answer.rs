//! How an operation's answer leaves the library.

use crate::plug_ins;
use casegate_core::Result;
use casegate_core::mobile::PortalError;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Runs `operation`. A panic in it is an error like any other: the store has dropped the transaction, and an app goes on.
pub(crate) fn answer<T, A: From<T>>(operation: impl FnOnce() -> Result<T>) -> Result<A, PortalError> {
    let ended = catch_unwind(AssertUnwindSafe(operation));
    let result = ended.unwrap_or_else(|panic| Err(plug_ins::reason(panic.as_ref())));
    result.map(A::from).map_err(PortalError::from)
}
