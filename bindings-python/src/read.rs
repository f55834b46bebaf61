//! Deserialization of inputs directly from Python values: from keyword arguments, mappings and dataclasses.

use crate::classes::{Class, Classes};
use crate::money::Money;
use crate::names::{Names, camel, names};
use casegate::foundation::limits;
use pyo3::prelude::*;
use pyo3::types::{
    PyBool, PyByteArray, PyBytes, PyDict, PyInt, PyList, PyMapping, PySequence, PyString, PyTuple,
};
use serde::de::value::{BorrowedStrDeserializer, StrDeserializer, StringDeserializer};
use serde::de::{self, DeserializeSeed, IntoDeserializer, Unexpected, Visitor};
use std::fmt::{self, Display};

/// The reason why an input could not be read. The text stays in this crate; the
/// library's error names the field.
#[derive(Debug)]
pub(crate) struct ReadError(String);

impl Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ReadError {}

impl de::Error for ReadError {
    fn custom<T: Display>(text: T) -> Self {
        Self(text.to_string())
    }
}

/// Keeps an exception, such as one from reading a file, as the cause of the refusal.
impl From<PyErr> for ReadError {
    fn from(error: PyErr) -> Self {
        crate::failure::keep_cause(error);
        Self("the value could not be read".to_owned())
    }
}

/// The greatest depth of nested values, far beyond what any operation takes. It is needed
/// because a list can contain itself.
const DEPTH: u32 = 32;

/// A Python value as an input.
#[derive(Clone)]
pub(crate) struct FromPython<'a, 'py> {
    value: Bound<'py, PyAny>,
    classes: &'a Classes,
    depth: u32,
}

/// The items of a list, fetched one at a time.
type Values<'py> = Box<dyn Iterator<Item = PyResult<Bound<'py, PyAny>>> + 'py>;

impl<'a, 'py> FromPython<'a, 'py> {
    pub(crate) fn new(value: Bound<'py, PyAny>) -> PyResult<FromPython<'py, 'py>> {
        let classes = Classes::get(value.py())?;
        Ok(FromPython { value, classes, depth: 0 })
    }

    /// Wraps a value nested in this one.
    fn with(&self, value: Bound<'py, PyAny>) -> Result<Self, ReadError> {
        let depth = self.depth + 1;
        if depth > DEPTH {
            return Err(de::Error::custom("the values lie too deep in each other"));
        }
        Ok(Self { value, classes: self.classes, depth })
    }

    /// Returns the generated class of the value, if it has one.
    fn record(&self) -> Option<&'a Class> {
        // Nearly every input is a plain dictionary, and looking up its `__wire__` would create an exception.
        if self.value.is_exact_instance_of::<PyDict>() {
            return None;
        }
        self.classes.class_of(self.value.py(), &self.value)
    }

    fn unfit<T>(&self, expected: &dyn de::Expected) -> Result<T, ReadError> {
        Err(de::Error::invalid_type(Unexpected::Other("a value of another type"), expected))
    }

    /// Returns the items of a list, or `None` for any other value. Texts are not lists, and neither are
    /// iterators that can be read only once.
    fn items(&self) -> Result<Option<Values<'py>>, ReadError> {
        if let Ok(list) = self.value.cast::<PyList>() {
            return Ok(Some(Box::new(list.iter().map(Ok))));
        }
        if let Ok(tuple) = self.value.cast::<PyTuple>() {
            return Ok(Some(Box::new(tuple.iter().map(Ok))));
        }
        if self.value.is_instance_of::<PyString>() || is_bytes(&self.value) {
            return Ok(None);
        }
        // Fetched one at a time, because a sequence may claim any length.
        let Ok(sequence) = self.value.cast::<PySequence>() else { return Ok(None) };
        Ok(Some(Box::new(sequence.try_iter()?)))
    }

    /// Returns the value as a dictionary, if it is a mapping.
    fn dict(&self) -> Result<Option<Bound<'py, PyDict>>, ReadError> {
        if let Ok(dict) = self.value.cast::<PyDict>() {
            return Ok(Some(dict.clone()));
        }
        let Ok(mapping) = self.value.cast::<PyMapping>() else { return Ok(None) };
        let dict = PyDict::new(self.value.py());
        dict.update(mapping)?;
        Ok(Some(dict))
    }

    /// Returns the bytes of a file, given as bytes or as an open file. Reading stops as
    /// soon as the limit is exceeded.
    fn bytes(&self) -> Result<Option<Vec<u8>>, ReadError> {
        let py = self.value.py();
        if is_bytes(&self.value) {
            return Ok(Some(as_bytes(&self.value)?));
        }
        let Some(read) = self.value.getattr_opt(pyo3::intern!(py, "read"))? else { return Ok(None) };
        let most = limits::DOCUMENT_BYTES + 1;
        let mut content = Vec::new();
        while content.len() < most {
            let piece = read.call1((most - content.len(),))?;
            if !is_bytes(&piece) {
                return Ok(None);
            }
            let piece = as_bytes(&piece)?;
            if piece.is_empty() {
                break;
            }
            content.extend_from_slice(&piece);
        }
        Ok(Some(content))
    }
}

fn is_bytes(value: &Bound<'_, PyAny>) -> bool {
    value.is_instance_of::<PyBytes>()
        || value.is_instance_of::<PyByteArray>()
        || value.is_instance_of::<pyo3::types::PyMemoryView>()
}

fn as_bytes(value: &Bound<'_, PyAny>) -> PyResult<Vec<u8>> {
    if let Ok(bytes) = value.cast::<PyBytes>() {
        return Ok(bytes.as_bytes().to_vec());
    }
    let copy = value.py().get_type::<PyBytes>().call1((value,))?;
    Ok(copy.cast::<PyBytes>()?.as_bytes().to_vec())
}

impl<'de> de::Deserializer<'de> for FromPython<'_, '_> {
    type Error = ReadError;

    fn is_human_readable(&self) -> bool {
        false
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        let value = &self.value;
        if value.is_none() {
            return visitor.visit_unit();
        }
        if let Ok(text) = value.cast::<PyString>() {
            // An unpaired surrogate is not valid text. The interpreter's message contains the whole
            // value, so it is not passed on.
            return match text.to_str() {
                Ok(text) => visitor.visit_str(text),
                Err(_) => self.unfit(&visitor),
            };
        }
        if let Ok(flag) = value.cast::<PyBool>() {
            return visitor.visit_bool(flag.is_true());
        }
        if value.is_instance_of::<PyInt>() {
            return match value.extract::<i64>() {
                Ok(number) => visitor.visit_i64(number),
                Err(_) => self.unfit(&visitor),
            };
        }
        if let Some(items) = self.items()? {
            return visitor.visit_seq(Items { of: &self, items });
        }
        if let Some(class) = self.record() {
            return visitor.visit_map(Attributes::of(&self, class));
        }
        match self.dict()? {
            Some(dict) => {
                let items: Vec<_> =
                    dict.items().iter().map(|item| item.extract()).collect::<PyResult<_>>()?;
                visitor.visit_map(Entries { of: &self, items: items.into_iter(), value: None })
            }
            None => self.unfit(&visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        if self.value.is_none() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        let py = self.value.py();
        match name {
            "Timestamp" => match crate::instant::to_text(py, self.classes, &self.value)? {
                Some(text) => {
                    visitor.visit_newtype_struct::<StringDeserializer<ReadError>>(text.into_deserializer())
                }
                None => self.unfit(&visitor),
            },
            "CalendarDate" => match self.value.get_type().is(self.classes.date.bind(py)) {
                true => {
                    let text: String = self.value.call_method0(pyo3::intern!(py, "isoformat"))?.extract()?;
                    visitor.visit_newtype_struct::<StringDeserializer<ReadError>>(text.into_deserializer())
                }
                false => self.unfit(&visitor),
            },
            "Money" => match self.value.cast::<Money>() {
                Ok(money) => visitor.visit_newtype_struct::<de::value::I64Deserializer<ReadError>>(
                    money.get().amount().cents().into_deserializer(),
                ),
                Err(_) => self.unfit(&visitor),
            },
            "Bytes" => match self.bytes()? {
                Some(bytes) => visitor.visit_newtype_struct(RawBytes(bytes)),
                None => self.unfit(&visitor),
            },
            _ => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        match self.value.cast::<PyString>().map(PyStringMethods::to_str) {
            Ok(Ok(text)) => visitor.visit_enum(StrDeserializer::<ReadError>::new(text)),
            _ => self.unfit(&visitor),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        if let Some(class) = self.record() {
            return visitor.visit_map(Attributes::of(&self, class));
        }
        match self.dict()? {
            Some(dict) => visitor.visit_map(Fields::of(&self, dict, fields)),
            None => self.unfit(&visitor),
        }
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map identifier ignored_any
    }
}

/// Bytes that are passed on as one value.
struct RawBytes(Vec<u8>);

impl<'de> de::Deserializer<'de> for RawBytes {
    type Error = ReadError;

    fn is_human_readable(&self) -> bool {
        false
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        visitor.visit_byte_buf(self.0)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

struct Items<'s, 'a, 'py> {
    of: &'s FromPython<'a, 'py>,
    items: Values<'py>,
}

impl<'de> de::SeqAccess<'de> for Items<'_, '_, '_> {
    type Error = ReadError;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, ReadError> {
        self.items.next().map(|item| seed.deserialize(self.of.with(item?)?)).transpose()
    }
}

/// The fields of a record, read from a dictionary with Python's names for them.
struct Fields<'s, 'a, 'py> {
    of: &'s FromPython<'a, 'py>,
    dict: Bound<'py, PyDict>,
    fields: &'static [&'static str],
    names: Names,
    next: usize,
    found: usize,
    value: Option<Bound<'py, PyAny>>,
}

impl<'s, 'a, 'py> Fields<'s, 'a, 'py> {
    fn of(of: &'s FromPython<'a, 'py>, dict: Bound<'py, PyDict>, fields: &'static [&'static str]) -> Self {
        let names = names(dict.py(), fields);
        Self { of, dict, fields, names, next: 0, found: 0, value: None }
    }

    /// Returns a key of the dictionary that is no field, for the library to refuse.
    fn unknown(&self) -> String {
        let py = self.dict.py();
        let is_known = |key: &Bound<'_, PyAny>| {
            self.names.iter().any(|name| name.bind(py).as_any().eq(key).unwrap_or(false))
        };
        let key = self.dict.keys().iter().find(|key| !is_known(key));
        key.and_then(|key| key.extract().ok()).unwrap_or_default()
    }
}

impl<'de> de::MapAccess<'de> for Fields<'_, '_, '_> {
    type Error = ReadError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, ReadError> {
        let py = self.dict.py();
        while let (Some(field), Some(name)) = (self.fields.get(self.next), self.names.get(self.next)) {
            self.next += 1;
            if let Some(value) = self.dict.get_item(name.bind(py))? {
                self.found += 1;
                self.value = Some(value);
                return seed.deserialize(BorrowedStrDeserializer::<ReadError>::new(field)).map(Some);
            }
        }
        if self.found >= self.dict.len() {
            return Ok(None);
        }
        self.found = self.dict.len();
        seed.deserialize(IntoDeserializer::<ReadError>::into_deserializer(self.unknown())).map(Some)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, ReadError> {
        let value = self.value.take().unwrap_or_else(|| self.dict.py().None().into_bound(self.dict.py()));
        seed.deserialize(self.of.with(value)?)
    }
}

/// A mapping whose fields are not known in advance, as for a tagged union.
struct Entries<'s, 'a, 'py> {
    of: &'s FromPython<'a, 'py>,
    items: std::vec::IntoIter<(Bound<'py, PyAny>, Bound<'py, PyAny>)>,
    value: Option<Bound<'py, PyAny>>,
}

impl<'de> de::MapAccess<'de> for Entries<'_, '_, '_> {
    type Error = ReadError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, ReadError> {
        let Some((key, value)) = self.items.next() else { return Ok(None) };
        self.value = Some(value);
        // A key that cannot be a field's name is passed on as an empty name, which no record has.
        let key = key.extract::<String>().ok().and_then(|key| camel(&key)).unwrap_or_default();
        seed.deserialize(IntoDeserializer::<ReadError>::into_deserializer(key)).map(Some)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, ReadError> {
        match self.value.take() {
            Some(value) => seed.deserialize(self.of.with(value)?),
            None => Err(de::Error::custom("a value before its name")),
        }
    }
}

/// The fields of a generated record. For a variant of a tagged union, the tag comes first.
struct Attributes<'s, 'a, 'py> {
    of: &'s FromPython<'a, 'py>,
    class: &'a Class,
    tag: Option<&'a str>,
    is_tag: bool,
    next: usize,
}

impl<'s, 'a, 'py> Attributes<'s, 'a, 'py> {
    fn of(of: &'s FromPython<'a, 'py>, class: &'a Class) -> Self {
        Self { of, class, tag: class.tag.as_deref(), is_tag: false, next: 0 }
    }
}

impl<'de> de::MapAccess<'de> for Attributes<'_, '_, '_> {
    type Error = ReadError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, ReadError> {
        if self.tag.is_some() && !self.is_tag {
            self.is_tag = true;
            return seed.deserialize(BorrowedStrDeserializer::<ReadError>::new("kind")).map(Some);
        }
        let Some(field) = self.class.fields.get(self.next) else { return Ok(None) };
        seed.deserialize(StrDeserializer::<ReadError>::new(&field.wire)).map(Some)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, ReadError> {
        if let Some(tag) = self.tag.take() {
            return seed.deserialize(StrDeserializer::<ReadError>::new(tag));
        }
        let field = self.class.fields.get(self.next);
        let field = field.ok_or_else(|| <ReadError as de::Error>::custom("a value before its name"))?;
        self.next += 1;
        let value = self.of.value.getattr(field.name.bind(self.of.value.py()))?;
        seed.deserialize(self.of.with(value)?)
    }
}
