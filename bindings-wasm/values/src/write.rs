//! Answers as plain objects.

use crate::hooks;
use crate::names;
use casegate::foundation::time::Timestamp;
use js_sys::{Array, Object, Reflect, Uint8Array};
use serde::ser::{self, Serialize};
use std::fmt::{self, Display};
use wasm_bindgen::JsValue;

/// The largest whole number that a number of JavaScript carries exactly.
const LARGEST: u64 = (1 << 53) - 1;

/// Why an answer could not be made.
#[derive(Debug)]
pub(crate) struct WriteError(JsValue);

impl WriteError {
    pub(crate) fn into_cause(self) -> JsValue {
        self.0
    }
}

impl Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the answer could not be made")
    }
}

impl std::error::Error for WriteError {}

impl ser::Error for WriteError {
    fn custom<T: Display>(text: T) -> Self {
        Self(JsValue::from_str(&text.to_string()))
    }
}

impl From<JsValue> for WriteError {
    fn from(value: JsValue) -> Self {
        Self(value)
    }
}

type Made = Result<JsValue, WriteError>;

/// What a bare number or text inside a named newtype stands for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Native {
    Plain,
    Timestamp,
    Secret,
}

#[derive(Clone, Copy)]
pub(crate) struct ToJs {
    native: Native,
}

impl ToJs {
    pub(crate) fn plain() -> Self {
        Self { native: Native::Plain }
    }
}

impl ser::Serializer for ToJs {
    type Ok = JsValue;
    type Error = WriteError;
    type SerializeSeq = List;
    type SerializeTuple = List;
    type SerializeTupleStruct = List;
    type SerializeTupleVariant = ser::Impossible<JsValue, WriteError>;
    type SerializeMap = Map;
    type SerializeStruct = Record;
    type SerializeStructVariant = ser::Impossible<JsValue, WriteError>;

    /// Bytes come as bytes and instants as numbers, of which the texts are made here.
    fn is_human_readable(&self) -> bool {
        false
    }

    fn serialize_bool(self, value: bool) -> Made {
        Ok(value.into())
    }

    fn serialize_i8(self, value: i8) -> Made {
        Ok(value.into())
    }

    fn serialize_i16(self, value: i16) -> Made {
        Ok(value.into())
    }

    fn serialize_i32(self, value: i32) -> Made {
        Ok(value.into())
    }

    fn serialize_i64(self, value: i64) -> Made {
        if self.native == Native::Timestamp {
            return Ok(Timestamp::from_millis(value).to_string().into());
        }
        if value.unsigned_abs() > LARGEST {
            return Err(ser::Error::custom("a number that does not fit"));
        }
        #[expect(clippy::cast_precision_loss, reason = "it was checked to be exact")]
        Ok(JsValue::from_f64(value as f64))
    }

    fn serialize_u8(self, value: u8) -> Made {
        Ok(value.into())
    }

    fn serialize_u16(self, value: u16) -> Made {
        Ok(value.into())
    }

    fn serialize_u32(self, value: u32) -> Made {
        Ok(value.into())
    }

    fn serialize_u64(self, value: u64) -> Made {
        i64::try_from(value).map_or_else(
            |_| Err(ser::Error::custom("a number that does not fit")),
            |value| self.serialize_i64(value),
        )
    }

    fn serialize_f32(self, value: f32) -> Made {
        Ok(value.into())
    }

    fn serialize_f64(self, value: f64) -> Made {
        Ok(value.into())
    }

    fn serialize_char(self, value: char) -> Made {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, text: &str) -> Made {
        Ok(if self.native == Native::Secret { hooks::secret(text) } else { JsValue::from_str(text) })
    }

    fn serialize_bytes(self, bytes: &[u8]) -> Made {
        // A copy: a view would see whatever the memory holds later.
        Ok(Uint8Array::from(bytes).into())
    }

    fn serialize_none(self) -> Made {
        Ok(JsValue::NULL)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Made {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Made {
        Ok(JsValue::NULL)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Made {
        Ok(JsValue::NULL)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Made {
        Ok(names::name(variant).into())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Made {
        let native = match name {
            "Timestamp" => Native::Timestamp,
            "Secret" => Native::Secret,
            _ => Native::Plain,
        };
        value.serialize(Self { native })
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Made {
        Err(ser::Error::custom("no type of the library's is written like this"))
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<List, WriteError> {
        Ok(List(Array::new()))
    }

    fn serialize_tuple(self, length: usize) -> Result<List, WriteError> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_struct(self, _: &'static str, length: usize) -> Result<List, WriteError> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, WriteError> {
        Err(ser::Error::custom("no type of the library's is written like this"))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Map, WriteError> {
        Ok(Map { pairs: Array::new(), key: JsValue::UNDEFINED })
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Record, WriteError> {
        Ok(Record(Object::new()))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, WriteError> {
        Err(ser::Error::custom("no type of the library's is written like this"))
    }
}

pub(crate) struct List(Array);

impl ser::SerializeSeq for List {
    type Ok = JsValue;
    type Error = WriteError;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), WriteError> {
        self.0.push(&value.serialize(ToJs::plain())?);
        Ok(())
    }

    fn end(self) -> Made {
        Ok(self.0.into())
    }
}

impl ser::SerializeTuple for List {
    type Ok = JsValue;
    type Error = WriteError;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), WriteError> {
        ser::SerializeSeq::serialize_element(self, value)
    }

    fn end(self) -> Made {
        ser::SerializeSeq::end(self)
    }
}

impl ser::SerializeTupleStruct for List {
    type Ok = JsValue;
    type Error = WriteError;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), WriteError> {
        ser::SerializeSeq::serialize_element(self, value)
    }

    fn end(self) -> Made {
        ser::SerializeSeq::end(self)
    }
}

/// A record: its fields' names are the library's own.
pub(crate) struct Record(Object);

impl ser::SerializeStruct for Record {
    type Ok = JsValue;
    type Error = WriteError;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), WriteError> {
        Reflect::set(&self.0, &names::name(name), &value.serialize(ToJs::plain())?)?;
        Ok(())
    }

    fn end(self) -> Made {
        Ok(self.0.into())
    }
}

/// A map: its keys can be anything, `__proto__` too, so they are defined and not assigned.
pub(crate) struct Map {
    pairs: Array,
    key: JsValue,
}

impl ser::SerializeMap for Map {
    type Ok = JsValue;
    type Error = WriteError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), WriteError> {
        self.key = key.serialize(ToJs::plain())?;
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), WriteError> {
        self.pairs.push(&Array::of2(&self.key, &value.serialize(ToJs::plain())?));
        Ok(())
    }

    fn end(self) -> Made {
        Ok(Object::from_entries(&self.pairs)?.into())
    }
}
