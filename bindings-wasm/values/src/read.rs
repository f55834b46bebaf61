//! Inputs out of plain objects. Only own enumerable fields count; whatever a getter or a proxy throws is a refusal.

use crate::failure::keep_cause;
use casegate::foundation::limits;
use casegate::foundation::tree::{Tree, Unfit};
use js_sys::{Array, ArrayBuffer, Date, JsString, Number, Object, Reflect, Uint8Array};
use std::borrow::Cow;
use wasm_bindgen::{JsCast, JsValue};

/// An input is no deeper than this: a value that leads back to itself has an end.
const DEEPEST: usize = 32;

/// What an item costs at least, in bytes of the input: a long list of nothing takes memory too.
const ITEM: u32 = 16;

/// The tree of a value that the caller handed over.
///
/// # Errors
/// Where it is too much, or something was thrown.
pub(crate) fn tree_of(value: &JsValue) -> Result<Tree, Unfit> {
    let mut reading = Reading { left: limits::INPUT_BYTES, way: Vec::new() };
    reading.value(value).map_err(|Stop| Unfit::at(reading.path()))
}

/// Reading ends here; the way to it tells where.
struct Stop;

/// Something was thrown on the way: it becomes the cause of the refusal.
impl From<JsValue> for Stop {
    fn from(value: JsValue) -> Self {
        keep_cause(value);
        Self
    }
}

/// A step from a value to one inside it.
enum Step {
    Field(String),
    Item(u32),
}

struct Reading {
    /// How much of an input is still read: as much as of one in JSON.
    left: usize,
    way: Vec<Step>,
}

impl Reading {
    /// Asked before anything is copied.
    fn spend(&mut self, length: u32) -> Result<(), Stop> {
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        self.left = self.left.checked_sub(length.saturating_add(1)).ok_or(Stop)?;
        Ok(())
    }

    fn path(&self) -> String {
        let mut path = String::new();
        for step in &self.way {
            match step {
                Step::Field(name) => path.extend([".", name]),
                Step::Item(place) => path.push_str(&format!("[{place}]")),
            }
        }
        path
    }

    fn value(&mut self, value: &JsValue) -> Result<Tree, Stop> {
        if value.is_undefined() || value.is_null() {
            return Ok(Tree::Nothing);
        }
        if let Some(flag) = value.as_bool() {
            return Ok(Tree::Flag(flag));
        }
        if let Some(text) = value.dyn_ref::<JsString>() {
            self.spend(text.length())?;
            return Ok(Tree::Text(text.into()));
        }
        if let Some(number) = value.as_f64() {
            return Ok(whole(value, number));
        }
        if value.is_object() { self.object(value) } else { Ok(Tree::Foreign) }
    }

    fn object(&mut self, value: &JsValue) -> Result<Tree, Stop> {
        if let Some(list) = value.dyn_ref::<Array>() {
            return self.list(list);
        }
        if let Some(date) = value.dyn_ref::<Date>() {
            return Ok(dated(date));
        }
        if let Some(bytes) = value.dyn_ref::<Uint8Array>() {
            return self.bytes(bytes);
        }
        if let Some(buffer) = value.dyn_ref::<ArrayBuffer>() {
            return self.bytes(&Uint8Array::new(buffer));
        }
        self.record(value.unchecked_ref())
    }

    /// The bytes, of which this is a copy.
    fn bytes(&mut self, bytes: &Uint8Array) -> Result<Tree, Stop> {
        self.spend(bytes.length())?;
        Ok(Tree::Bytes(bytes.to_vec()))
    }

    fn list(&mut self, list: &Array) -> Result<Tree, Stop> {
        let length = list.length();
        self.spend(length.saturating_mul(ITEM))?;
        let mut items = Vec::new();
        for place in 0..length {
            let item = Reflect::get_u32(list, place)?;
            items.push(self.inside(Step::Item(place), &item)?);
        }
        Ok(Tree::List(items))
    }

    /// The own fields of an object. A field that is `undefined` is one that is not there.
    fn record(&mut self, object: &Object) -> Result<Tree, Stop> {
        let keys = own_keys(object)?;
        let mut fields = Vec::new();
        for key in keys.iter() {
            // What a getter throws is thrown before its name is known to be one of ours, so it is not told.
            let value = Reflect::get(object, &key)?;
            if let Some(name) = key.dyn_ref::<JsString>().filter(|_| !value.is_undefined()) {
                self.spend(name.length())?;
                let name = String::from(name);
                let field = self.inside(Step::Field(name.clone()), &value)?;
                fields.push((Cow::Owned(name), field));
            }
        }
        Ok(Tree::Record(fields))
    }

    fn inside(&mut self, step: Step, value: &JsValue) -> Result<Tree, Stop> {
        if self.way.len() == DEEPEST {
            return Err(Stop);
        }
        self.way.push(step);
        let tree = self.value(value)?;
        self.way.pop();
        Ok(tree)
    }
}

/// The whole number, if it is one that a number carries exactly.
fn whole(value: &JsValue, number: f64) -> Tree {
    #[expect(clippy::cast_possible_truncation, reason = "it is checked to be a safe integer")]
    if Number::is_safe_integer(value) { Tree::Number(number as i64) } else { Tree::Foreign }
}

/// An instant: a date is written as a text, which fails for an invalid one.
fn dated(date: &Date) -> Tree {
    if date.get_time().is_nan() { Tree::Foreign } else { Tree::Date(date.to_iso_string().into()) }
}

#[wasm_bindgen::prelude::wasm_bindgen]
extern "C" {
    /// As `Object.keys`; a proxy may throw.
    #[wasm_bindgen(catch, js_namespace = Object, js_name = keys)]
    fn own_keys(object: &Object) -> Result<Array, JsValue>;
}
