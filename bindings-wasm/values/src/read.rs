//! Inputs, which cross as JSON and a list of the values that JSON cannot hold.

use crate::failure::keep_cause;
use crate::hooks;
use casegate::foundation::limits;
use casegate::foundation::tree::{Mismatch, Tree};
use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use zeroize::Zeroizing;

/// The greatest depth of an input. It stops values that contain themselves.
const DEEPEST: u32 = 32;

/// Converts a value from the caller to a tree.
///
/// # Errors
/// The field at fault, if the value is too large or too deep, or if reading it threw an exception.
pub(crate) fn tree_of(value: &JsValue) -> Result<Tree, Mismatch> {
    if value.is_undefined() || value.is_null() {
        return Ok(Tree::Nothing);
    }
    let most = u32::try_from(limits::INPUT_BYTES).unwrap_or(u32::MAX);
    let encoded = hooks::encode(&Array::of3(value, &most.into(), &DEEPEST.into())).map_err(stopped)?;
    let encoded: &Array = encoded.unchecked_ref();
    let Some(json) = encoded.get(0).as_string().map(Zeroizing::new) else {
        keep_cause(encoded.get(2));
        return Err(Mismatch::at(encoded.get(1).as_string().unwrap_or_default()));
    };
    let mut tree = serde_json::from_str(&json).map_err(|_| Mismatch::at(String::new()))?;
    for beside in encoded.iter().skip(1) {
        put(&mut tree, beside.unchecked_ref());
    }
    Ok(tree)
}

/// Handles an exception of the engine itself, such as running out of stack.
fn stopped(cause: JsValue) -> Mismatch {
    keep_cause(cause);
    Mismatch::at(String::new())
}

/// Puts a value that JSON cannot hold into its place in the tree.
fn put(tree: &mut Tree, beside: &Array) {
    if let Some(place) = beside.iter().skip(1).try_fold(tree, inside) {
        *place = special(&beside.get(0));
    }
}

/// Takes one step of a path: a field's name or an item's index.
fn inside(tree: &mut Tree, step: JsValue) -> Option<&mut Tree> {
    match tree {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a place among the items"
        )]
        Tree::List(items) => items.get_mut(step.as_f64()? as usize),
        Tree::Record(fields) => {
            let wanted = step.as_string()?;
            fields.iter_mut().find(|(name, _)| *name == wanted).map(|(_, field)| field)
        }
        _ => None,
    }
}

/// Converts a value that JSON cannot hold: bytes, which are copied, or the text of a
/// date. Anything else is foreign.
fn special(value: &JsValue) -> Tree {
    match value.dyn_ref::<Uint8Array>() {
        Some(bytes) => Tree::Bytes(bytes.to_vec()),
        None => value.as_string().map_or(Tree::Foreign, Tree::Date),
    }
}
