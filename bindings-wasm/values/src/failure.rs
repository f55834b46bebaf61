//! Conversion of errors and panics into thrown values.

use crate::hooks;
use casegate::foundation::error::{Code, Error, Result};
use js_sys::Array;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use wasm_bindgen::JsValue;

thread_local! {
    /// The value that the caller's own code threw during the present call; it
    /// becomes the cause of the refusal.
    static CAUSE: RefCell<Option<JsValue>> = const { RefCell::new(None) };
}

/// Stores what the caller's code threw. Only the first value is kept.
pub(crate) fn keep_cause(cause: JsValue) {
    CAUSE.with_borrow_mut(|kept| {
        kept.get_or_insert(cause);
    });
}

/// Makes the value to throw for `error`.
#[must_use]
pub fn thrown(error: &Error) -> JsValue {
    let cause = CAUSE.take().unwrap_or(JsValue::UNDEFINED);
    hooks::refusal(&Array::of5(
        &error.code().name().into(),
        &error.kind().name().into(),
        &error.message().into(),
        &error.field().into(),
        &cause,
    ))
}

/// Runs a call into the library. A panic becomes `defect`, and a cause left over
/// from an earlier call is dropped.
///
/// # Errors
/// The value to throw.
pub fn calmly<T>(call: impl FnOnce() -> Result<T>) -> Result<T, JsValue> {
    CAUSE.take();
    let ended = catch_unwind(AssertUnwindSafe(call));
    ended.unwrap_or_else(|_| Err(Error::new(Code::DEFECT))).map_err(|error| thrown(&error))
}
