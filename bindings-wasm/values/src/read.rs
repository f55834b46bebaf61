//! Inputs out of plain objects. Only own enumerable fields count; whatever a getter or a proxy throws is a refusal.

use crate::failure::keep_cause;
use casegate::foundation::limits;
use js_sys::{Array, ArrayBuffer, Date, JsString, Number, Object, Reflect, Uint8Array};
use serde::de::value::StrDeserializer;
use serde::de::{self, DeserializeSeed, IntoDeserializer, Unexpected, Visitor};
use std::cell::Cell;
use std::fmt::{self, Display};
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};

/// Why an input could not be read, and where. Its text never leaves this crate: the library says which field it was.
#[derive(Debug)]
pub(crate) struct ReadError {
    text: String,
    path: String,
}

impl ReadError {
    /// As in `decisions[0].figureId`; empty for the input as a whole.
    pub(crate) fn path(&self) -> &str {
        self.path.trim_start_matches('.')
    }

    /// The same error, seen from further outside.
    fn within(mut self, place: &str) -> Self {
        self.path.insert_str(0, place);
        self
    }
}

impl Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for ReadError {}

impl de::Error for ReadError {
    fn custom<T: Display>(text: T) -> Self {
        Self { text: text.to_string(), path: String::new() }
    }
}

/// Something was thrown on the way: it becomes the cause of the refusal.
impl From<JsValue> for ReadError {
    fn from(value: JsValue) -> Self {
        keep_cause(value);
        de::Error::custom("the value could not be read")
    }
}

/// How much of an input is read: as much as of one in JSON.
pub(crate) type Budget = Rc<Cell<usize>>;

/// A value as an input.
#[derive(Clone)]
pub(crate) struct FromJs {
    value: JsValue,
    left: Budget,
}

impl FromJs {
    pub(crate) fn budget() -> Budget {
        Rc::new(Cell::new(limits::INPUT_BYTES))
    }

    pub(crate) fn new(value: JsValue, left: &Budget) -> Self {
        Self { value, left: Rc::clone(left) }
    }

    fn is_nothing(&self) -> bool {
        self.value.is_undefined() || self.value.is_null()
    }

    fn unfit<T>(&self, expected: &dyn de::Expected) -> Result<T, ReadError> {
        Err(de::Error::invalid_type(Unexpected::Other("a value of another type"), expected))
    }

    /// Asked before anything is copied.
    fn spend(&self, length: u32) -> Result<(), ReadError> {
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        let left = self.left.get().checked_sub(length.saturating_add(1));
        self.left.set(left.ok_or_else(|| <ReadError as de::Error>::custom("too much"))?);
        Ok(())
    }

    fn text(&self) -> Result<Option<String>, ReadError> {
        let Some(text) = self.value.dyn_ref::<JsString>() else { return Ok(None) };
        self.spend(text.length())?;
        Ok(Some(text.into()))
    }

    /// The bytes, of which this is a copy.
    fn bytes(&self) -> Result<Option<Vec<u8>>, ReadError> {
        let bytes = match (self.value.dyn_ref::<Uint8Array>(), self.value.dyn_ref::<ArrayBuffer>()) {
            (Some(bytes), _) => bytes.clone(),
            (None, Some(buffer)) => Uint8Array::new(buffer),
            (None, None) => return Ok(None),
        };
        self.spend(bytes.length())?;
        Ok(Some(bytes.to_vec()))
    }

    /// The whole number, if it is one that a number carries exactly.
    fn number(&self) -> Option<i64> {
        let number = self.value.as_f64().filter(|_| Number::is_safe_integer(&self.value))?;
        #[expect(clippy::cast_possible_truncation, reason = "it was checked to be a safe integer")]
        Some(number as i64)
    }

    /// An instant: a date is written as a text, which fails for an invalid one.
    fn date(&self) -> Option<String> {
        let date = self.value.dyn_ref::<Date>()?;
        if date.get_time().is_nan() { None } else { Some(date.to_iso_string().into()) }
    }

    /// The own fields of an object that is nothing else besides.
    fn entries(self) -> Result<Option<Entries>, ReadError> {
        let is_record = self.value.is_object()
            && !Array::is_array(&self.value)
            && !self.value.is_instance_of::<Uint8Array>()
            && !self.value.is_instance_of::<Date>();
        if !is_record {
            return Ok(None);
        }
        let keys = own_keys(self.value.unchecked_ref())?;
        Ok(Some(Entries { keys, next: 0, name: String::new(), value: JsValue::UNDEFINED, of: self }))
    }
}

#[wasm_bindgen::prelude::wasm_bindgen]
extern "C" {
    /// As `Object.keys`; a proxy may throw.
    #[wasm_bindgen(catch, js_namespace = Object, js_name = keys)]
    fn own_keys(object: &Object) -> Result<Array, JsValue>;
}

impl<'de> de::Deserializer<'de> for FromJs {
    type Error = ReadError;

    fn is_human_readable(&self) -> bool {
        false
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        if self.is_nothing() {
            return visitor.visit_unit();
        }
        if let Some(flag) = self.value.as_bool() {
            return visitor.visit_bool(flag);
        }
        if let Some(text) = self.text()? {
            return visitor.visit_string(text);
        }
        if let Some(number) = self.number() {
            return visitor.visit_i64(number);
        }
        if let Some(text) = self.date() {
            return visitor.visit_string(text);
        }
        if Array::is_array(&self.value) {
            return self.deserialize_seq(visitor);
        }
        self.deserialize_map(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        if self.is_nothing() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.bytes()? {
            Some(bytes) => visitor.visit_byte_buf(bytes),
            None => self.unfit(&visitor),
        }
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        self.deserialize_bytes(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        match self.text()? {
            Some(text) => visitor.visit_enum(IntoDeserializer::<ReadError>::into_deserializer(text)),
            None => self.unfit(&visitor),
        }
    }

    /// Nothing is looked at, so that a value that leads back to itself has an end.
    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        visitor.visit_unit()
    }

    // Each kind on its own rather than by what the value is: that is a third less code to load.

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.value.as_bool() {
            Some(flag) => visitor.visit_bool(flag),
            None => self.unfit(&visitor),
        }
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.number() {
            Some(number) => visitor.visit_i64(number),
            None => self.unfit(&visitor),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        let text = self.text()?.or_else(|| self.date());
        match text {
            Some(text) => visitor.visit_str(&text),
            None => self.unfit(&visitor),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.text()? {
            Some(text) => visitor.visit_string(text),
            None => self.unfit(&visitor),
        }
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        self.deserialize_str(visitor)
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        if self.is_nothing() { visitor.visit_unit() } else { self.unfit(&visitor) }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        let list = self.value.dyn_ref::<Array>().cloned();
        match list {
            Some(list) => visitor.visit_seq(Items { length: list.length(), list, next: 0, of: self }),
            None => self.unfit(&visitor),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.clone().entries()? {
            Some(entries) => visitor.visit_map(entries),
            None => self.unfit(&visitor),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        self.deserialize_map(visitor)
    }

    fn deserialize_i32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        self.deserialize_i64(visitor)
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        self.deserialize_i64(visitor)
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        self.deserialize_i64(visitor)
    }

    serde::forward_to_deserialize_any! {
        i8 i16 i128 u8 u16 u128 f32 f64 char unit_struct tuple tuple_struct
    }
}

/// The items of a list.
struct Items {
    list: Array,
    length: u32,
    next: u32,
    of: FromJs,
}

impl<'de> de::SeqAccess<'de> for Items {
    type Error = ReadError;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, ReadError> {
        if self.next == self.length {
            return Ok(None);
        }
        self.of.spend(1)?;
        let place = self.next;
        self.next += 1;
        let read = Reflect::get_u32(&self.list, place)
            .map_err(ReadError::from)
            .and_then(|item| seed.deserialize(FromJs::new(item, &self.of.left)));
        read.map(Some).map_err(|error| error.within(&format!("[{place}]")))
    }
}

/// The fields of a record. A field that is `undefined` is one that is not there.
struct Entries {
    of: FromJs,
    keys: Array,
    next: u32,
    name: String,
    value: JsValue,
}

impl<'de> de::MapAccess<'de> for Entries {
    type Error = ReadError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, ReadError> {
        while self.next < self.keys.length() {
            let key = self.keys.get(self.next);
            self.next += 1;
            // What a getter throws is thrown before its name is known to be one of ours, so it is not told.
            self.value = Reflect::get(&self.of.value, &key)?;
            if !self.value.is_undefined() {
                self.name = FromJs::new(key, &self.of.left).text()?.unwrap_or_default();
                return seed.deserialize(StrDeserializer::<ReadError>::new(&self.name)).map(Some);
            }
        }
        Ok(None)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, ReadError> {
        let value = std::mem::replace(&mut self.value, JsValue::UNDEFINED);
        let read = seed.deserialize(FromJs::new(value, &self.of.left));
        read.map_err(|error| error.within(&format!(".{}", self.name)))
    }
}
