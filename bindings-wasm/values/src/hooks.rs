//! The functions that the package's own JavaScript provides. Values cross as JSON, which engines write and
//! read faster than anything else available here; refusals and secrets are classes of that JavaScript.

use js_sys::{Array, Function};
use std::cell::RefCell;
use wasm_bindgen::JsValue;

struct Hooks {
    encode: Function,
    decode: Function,
    refusal: Function,
}

thread_local! {
    static HOOKS: RefCell<Option<Hooks>> = const { RefCell::new(None) };
}

/// Sets the functions that encode an input as JSON, decode a result from JSON, and make a refusal from its
/// code, kind, message, field and cause.
pub fn plug(encode: Function, decode: Function, refusal: Function) {
    HOOKS.replace(Some(Hooks { encode, decode, refusal }));
}

/// Encodes an input as JSON and the values that JSON cannot hold. An error is what was thrown meanwhile.
pub(crate) fn encode(parts: &Array) -> Result<JsValue, JsValue> {
    call(|hooks| &hooks.encode, parts)
}

/// Decodes a result from JSON and the values that JSON cannot hold. Fails if no function was set, so that a
/// secret never becomes a bare text by omission.
pub(crate) fn decode(parts: &Array) -> Result<JsValue, JsValue> {
    call(|hooks| &hooks.decode, parts)
}

/// Makes the value to throw for a refusal: its code, if no function was set.
pub(crate) fn refusal(parts: &Array) -> JsValue {
    call(|hooks| &hooks.refusal, parts).unwrap_or_else(|_| parts.get(0))
}

fn call(hook: impl Fn(&Hooks) -> &Function, parts: &Array) -> Result<JsValue, JsValue> {
    // Taken out of the cell before the call, because the function is foreign code.
    let function = HOOKS.with_borrow(|hooks| hooks.as_ref().map(|hooks| hook(hooks).clone()));
    function.ok_or(JsValue::UNDEFINED)?.apply(&JsValue::NULL, parts)
}
