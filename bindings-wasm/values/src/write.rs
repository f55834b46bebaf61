//! Answers as plain objects.

use crate::hooks;
use crate::names;
use casegate::foundation::time::Timestamp;
use casegate::foundation::tree::Tree;
use js_sys::{Array, Object, Reflect, Uint8Array};
use std::borrow::Cow;
use wasm_bindgen::JsValue;

/// The largest whole number that a number of JavaScript carries exactly.
const LARGEST: u64 = (1 << 53) - 1;

/// The value of a tree.
///
/// # Errors
/// Why it could not be made.
pub(crate) fn value_of(tree: &Tree) -> Result<JsValue, JsValue> {
    Ok(match tree {
        Tree::Nothing => JsValue::NULL,
        Tree::Flag(flag) => (*flag).into(),
        Tree::Number(number) => whole(*number)?,
        Tree::Text(text) | Tree::Date(text) => JsValue::from_str(text),
        Tree::Secret(text) => hooks::secret(text),
        Tree::Instant(millis) => Timestamp::from_millis(*millis).to_string().into(),
        // A copy: a view would see whatever the memory holds later.
        Tree::Bytes(bytes) => Uint8Array::from(bytes.as_slice()).into(),
        Tree::List(items) => list(items)?,
        Tree::Record(fields) => record(fields)?,
        Tree::Absent | Tree::Foreign => JsValue::UNDEFINED,
    })
}

fn whole(number: i64) -> Result<JsValue, JsValue> {
    if number.unsigned_abs() > LARGEST {
        return Err(JsValue::from_str("a number that does not fit"));
    }
    #[expect(clippy::cast_precision_loss, reason = "it was checked to be exact")]
    Ok(JsValue::from_f64(number as f64))
}

fn list(items: &[Tree]) -> Result<JsValue, JsValue> {
    let list = Array::new();
    for item in items {
        list.push(&value_of(item)?);
    }
    Ok(list.into())
}

/// A record's own names are assigned. Those of a map can be anything, `__proto__` too, so they are defined.
fn record(fields: &[(Cow<'static, str>, Tree)]) -> Result<JsValue, JsValue> {
    let object = Object::new();
    let others = Array::new();
    for (name, field) in fields {
        let field = value_of(field)?;
        match name {
            Cow::Borrowed(name) => {
                Reflect::set(&object, &names::name(name), &field)?;
            }
            Cow::Owned(name) => {
                others.push(&Array::of2(&name.as_str().into(), &field));
            }
        }
    }
    if others.length() == 0 { Ok(object.into()) } else { Ok(Object::from_entries(&others)?.into()) }
}
