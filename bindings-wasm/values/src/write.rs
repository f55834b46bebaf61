//! Results, which cross as JSON and a list of the values that JSON cannot hold.

use crate::hooks;
use casegate::foundation::time::Timestamp;
use casegate::foundation::tree::Tree;
use js_sys::{Array, Uint8Array};
use std::mem::take;
use wasm_bindgen::JsValue;
use zeroize::Zeroizing;

/// The largest whole number that a JavaScript number holds exactly.
const LARGEST: u64 = (1 << 53) - 1;

/// Converts a tree to a JavaScript value.
///
/// # Errors
/// The reason why it could not be made.
pub(crate) fn value_of(mut tree: Tree) -> Result<JsValue, JsValue> {
    let beside = Array::new();
    set_aside(&mut tree, None, &beside)?;
    Ok(match &tree {
        Tree::Nothing if beside.length() == 0 => JsValue::NULL,
        Tree::Flag(flag) => (*flag).into(),
        #[expect(clippy::cast_precision_loss, reason = "it was checked to be exact")]
        Tree::Number(number) => JsValue::from_f64(*number as f64),
        Tree::Text(text) => JsValue::from_str(text),
        _ => {
            let json = serde_json::to_string(&tree).map(Zeroizing::new);
            let json = json.map_err(|_| JsValue::from_str("an answer that is none"))?;
            hooks::decode(&Array::of2(&json.as_str().into(), &beside))?
        }
    })
}

/// The path to a value, from the inside out.
struct Way<'a> {
    up: Option<&'a Way<'a>>,
    step: Step<'a>,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Field(&'a str),
    Item(usize),
}

/// Moves the values that JSON cannot hold from a tree into a list. The rest of the
/// tree can be written as JSON.
fn set_aside(tree: &mut Tree, way: Option<&Way<'_>>, beside: &Array) -> Result<(), JsValue> {
    match tree {
        Tree::List(items) => {
            for (place, item) in items.iter_mut().enumerate() {
                set_aside(item, Some(&Way { up: way, step: Step::Item(place) }), beside)?;
            }
        }
        Tree::Record(fields) => {
            for (name, field) in fields {
                set_aside(field, Some(&Way { up: way, step: Step::Field(name) }), beside)?;
            }
        }
        Tree::Secret(text) => {
            beside.push(&with_way(&JsValue::from_str(text), way));
            take(tree);
        }
        // Copied, because a view would show whatever the memory holds later.
        Tree::Bytes(bytes) => {
            beside.push(&with_way(&Uint8Array::from(bytes.as_slice()), way));
            take(tree);
        }
        Tree::Instant(millis) => *tree = Tree::Text(Timestamp::from_millis(*millis).to_string()),
        Tree::Number(number) if number.unsigned_abs() > LARGEST => {
            return Err(JsValue::from_str("a number that does not fit"));
        }
        _ => {}
    }
    Ok(())
}

/// Returns a value followed by the path to it, from the outermost step down.
fn with_way(value: &JsValue, mut way: Option<&Way<'_>>) -> Array {
    let parts = Array::new();
    while let Some(Way { up, step }) = way {
        parts.push(&match *step {
            Step::Field(name) => name.into(),
            Step::Item(place) => place.into(),
        });
        way = *up;
    }
    parts.push(value);
    parts.reverse()
}
