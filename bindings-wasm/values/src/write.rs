//! Answers: JSON, and beside it what JSON does not carry.

use crate::hooks;
use casegate::foundation::time::Timestamp;
use casegate::foundation::tree::Tree;
use js_sys::{Array, Uint8Array};
use std::mem::take;
use wasm_bindgen::JsValue;
use zeroize::Zeroizing;

/// The largest whole number that a number of JavaScript carries exactly.
const LARGEST: u64 = (1 << 53) - 1;

/// The value of a tree.
///
/// # Errors
/// Why it could not be made.
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

/// The way to a value.
struct Way<'a> {
    up: Option<&'a Way<'a>>,
    step: Step<'a>,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Field(&'a str),
    Item(usize),
}

/// Takes out of a tree what JSON does not carry; what is left is only to be written down.
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
        // A copy: a view would see whatever the memory holds later.
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

/// A value and the way to it, from the answer down.
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
