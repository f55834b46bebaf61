//! What the package's own JavaScript does: values cross as JSON, which engines write and read faster than anything else here
//! could, and refusals and secrets are classes of its own.

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

/// Takes the functions that write an input as JSON, that read an answer from JSON, and that make a refusal from its code, kind,
/// message, field and cause.
pub fn plug(encode: Function, decode: Function, refusal: Function) {
    HOOKS.replace(Some(Hooks { encode, decode, refusal }));
}

/// The JSON of an input and what stands beside it; what is thrown is that the input is none.
pub(crate) fn encode(parts: &Array) -> Result<JsValue, JsValue> {
    call(|hooks| &hooks.encode, parts)
}

/// The answer in a JSON and what stands beside it. Without a function for it there is none: no secret becomes a bare text by
/// omission.
pub(crate) fn decode(parts: &Array) -> Result<JsValue, JsValue> {
    call(|hooks| &hooks.decode, parts)
}

/// What is thrown for a refusal; without a function for it, its code.
pub(crate) fn refusal(parts: &Array) -> JsValue {
    call(|hooks| &hooks.refusal, parts).unwrap_or_else(|_| parts.get(0))
}

fn call(hook: impl Fn(&Hooks) -> &Function, parts: &Array) -> Result<JsValue, JsValue> {
    // Out of the cell before it is called: it is foreign code.
    let function = HOOKS.with_borrow(|hooks| hooks.as_ref().map(|hooks| hook(hooks).clone()));
    function.ok_or(JsValue::UNDEFINED)?.apply(&JsValue::NULL, parts)
}
