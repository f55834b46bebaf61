//! Inputs: JSON, and beside it what JSON does not carry.

use crate::failure::keep_cause;
use crate::hooks;
use casegate::foundation::limits;
use casegate::foundation::tree::{Mismatch, Tree};
use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use zeroize::Zeroizing;

/// An input is no deeper than this: a value that leads back to itself has an end.
const DEEPEST: u32 = 32;

/// The tree of a value that the caller handed over.
///
/// # Errors
/// Where it is too much, or something was thrown.
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

/// The engine itself came to an end of something.
fn stopped(cause: JsValue) -> Mismatch {
    keep_cause(cause);
    Mismatch::at(String::new())
}

/// Puts what stands beside the JSON where it belongs.
fn put(tree: &mut Tree, beside: &Array) {
    if let Some(place) = beside.iter().skip(1).try_fold(tree, inside) {
        *place = special(&beside.get(0));
    }
}

/// One step of a way: a field's name, or an item's place.
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

/// Bytes, of which this is a copy; a date by its text; nothing else is read.
fn special(value: &JsValue) -> Tree {
    match value.dyn_ref::<Uint8Array>() {
        Some(bytes) => Tree::Bytes(bytes.to_vec()),
        None => value.as_string().map_or(Tree::Foreign, Tree::Date),
    }
}
