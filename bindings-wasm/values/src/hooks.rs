//! What the package's own JavaScript makes: refusals and secrets are classes of its own.

use js_sys::{Array, Function};
use std::cell::RefCell;
use wasm_bindgen::JsValue;

thread_local! {
    static SECRET: RefCell<Option<Function>> = const { RefCell::new(None) };
    static REFUSAL: RefCell<Option<Function>> = const { RefCell::new(None) };
}

/// Takes the functions that make a secret from its text, and a refusal from its code, kind, message, field and cause.
pub fn plug(secret: Function, refusal: Function) {
    SECRET.replace(Some(secret));
    REFUSAL.replace(Some(refusal));
}

/// The secret that hides `text`; without a function for it, nothing: a secret never becomes a bare text by omission.
pub(crate) fn secret(text: &str) -> JsValue {
    make(&SECRET, &Array::of1(&text.into()))
}

/// What is thrown for a refusal; without a function for it, its code.
pub(crate) fn refusal(parts: &Array) -> JsValue {
    let made = make(&REFUSAL, parts);
    if made.is_null() { parts.get(0) } else { made }
}

fn make(hook: &'static std::thread::LocalKey<RefCell<Option<Function>>>, parts: &Array) -> JsValue {
    // Out of the cell before it is called: it is foreign code.
    let function = hook.with_borrow(Clone::clone);
    function.and_then(|function| function.apply(&JsValue::NULL, parts).ok()).unwrap_or(JsValue::NULL)
}
