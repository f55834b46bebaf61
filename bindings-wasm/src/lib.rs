//! The WebAssembly half of the npm package `casegate`, for browsers and Node.js.
//!
//! It contains no rules. Operations and their types come from the library's table, and the JavaScript half
//! of the package is generated from the same table. This half provides what a host plugs in: the store,
//! the clock, randomness and keys.

mod portal;
#[cfg(target_family = "wasm")]
pub mod private_files;
mod setup;

pub use portal::NativePortal;

use casegate_wasm_values::{calmly, write};
use wasm_bindgen::prelude::*;

/// Sets the functions that encode inputs, decode results and make refusals.
#[wasm_bindgen]
pub fn plug(encode: js_sys::Function, decode: js_sys::Function, refusal: js_sys::Function) {
    casegate_wasm_values::plug(encode, decode, refusal);
}

/// Returns every operation's name and door, in the order of the table.
///
/// # Errors
/// `defect`.
#[wasm_bindgen]
pub fn operations() -> Result<JsValue, JsValue> {
    let all: Vec<_> = casegate::Operation::ALL
        .iter()
        .map(|operation| (operation.name(), operation.door().name()))
        .collect();
    calmly(|| write(&all))
}

/// Returns every error code and its kind, in the order of the registry.
///
/// # Errors
/// `defect`.
#[wasm_bindgen]
pub fn codes() -> Result<JsValue, JsValue> {
    let all: Vec<_> = casegate::Code::ALL.iter().map(|code| (code.name(), code.kind().name())).collect();
    calmly(|| write(&all))
}
