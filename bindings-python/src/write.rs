//! Serialization of results directly to Python values; records become frozen dataclasses.

use crate::build::{Slot, acyclic, bare};
use crate::classes::{Class, Classes};
use crate::money::Money;
use crate::secret::Secret;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyString, PyTuple};
use serde::ser::{self, Serialize};
use std::fmt::{self, Display};

/// The reason why a result could not be made: Python raised an exception, or the generated
/// classes do not match the library.
#[derive(Debug)]
pub(crate) struct WriteError(pub(crate) PyErr);

impl Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the answer could not be made")
    }
}

impl std::error::Error for WriteError {}

impl ser::Error for WriteError {
    fn custom<T: Display>(text: T) -> Self {
        Self(pyo3::exceptions::PySystemError::new_err(text.to_string()))
    }
}

impl From<PyErr> for WriteError {
    fn from(error: PyErr) -> Self {
        Self(error)
    }
}

fn unknown(name: &str) -> WriteError {
    ser::Error::custom(format_args!("{name} has no class; the generated classes are out of date"))
}

/// Converts `value` to a Python object.
pub(crate) fn write<'py, T: Serialize + ?Sized>(
    py: Python<'py>,
    value: &T,
) -> Result<Bound<'py, PyAny>, WriteError> {
    value.serialize(ToPython { py, classes: Classes::get(py)?, native: Native::Plain })
}

/// The type of a number or text inside a named newtype.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Native {
    Plain,
    Timestamp,
    Date,
    Money,
    Secret,
    Kind,
}

#[derive(Clone, Copy)]
struct ToPython<'a, 'py> {
    py: Python<'py>,
    classes: &'a Classes,
    native: Native,
}

type Object<'py> = Bound<'py, PyAny>;

impl<'py> ToPython<'_, 'py> {
    fn plain(self) -> Self {
        Self { native: Native::Plain, ..self }
    }

    fn timestamp(self, millis: i64) -> Result<Object<'py>, WriteError> {
        crate::instant::to_python(self.py, self.classes, millis).map_err(WriteError)
    }

    fn text(self, text: &str) -> Result<Object<'py>, WriteError> {
        let py = self.py;
        match self.native {
            Native::Secret => Ok(Bound::new(py, Secret::of(text))?.into_any()),
            Native::Date => Ok(self.classes.date.bind(py).call_method1("fromisoformat", (text,))?),
            Native::Kind => Ok(match self.classes.member("DocumentKind", usize::MAX, text) {
                Some(member) => member.bind(py).clone(),
                None => PyString::new(py, text).into_any(),
            }),
            Native::Plain | Native::Timestamp | Native::Money => Ok(PyString::new(py, text).into_any()),
        }
    }

    fn number(self, number: i64) -> Result<Object<'py>, WriteError> {
        match self.native {
            Native::Timestamp => self.timestamp(number),
            Native::Money => Ok(Bound::new(self.py, Money::of_cents(number)?)?.into_any()),
            _ => {
                let Ok(number) = number.into_pyobject(self.py);
                Ok(number.into_any())
            }
        }
    }
}

macro_rules! numbers {
    ($($method:ident: $type:ty),+) => {$(
        fn $method(self, number: $type) -> Result<Object<'py>, WriteError> {
            self.number(i64::from(number))
        }
    )+};
}

impl<'a, 'py> ser::Serializer for ToPython<'a, 'py> {
    type Ok = Object<'py>;
    type Error = WriteError;
    type SerializeSeq = List<'a, 'py>;
    type SerializeTuple = ser::Impossible<Object<'py>, WriteError>;
    type SerializeTupleStruct = ser::Impossible<Object<'py>, WriteError>;
    type SerializeTupleVariant = ser::Impossible<Object<'py>, WriteError>;
    type SerializeMap = Map<'a, 'py>;
    type SerializeStruct = Record<'a, 'py>;
    type SerializeStructVariant = ser::Impossible<Object<'py>, WriteError>;

    numbers! { serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64, serialize_u8: u8, serialize_u16: u16, serialize_u32: u32 }

    fn is_human_readable(&self) -> bool {
        false
    }

    fn serialize_bool(self, flag: bool) -> Result<Object<'py>, WriteError> {
        Ok(pyo3::types::PyBool::new(self.py, flag).to_owned().into_any())
    }

    fn serialize_u64(self, number: u64) -> Result<Object<'py>, WriteError> {
        let Ok(number) = number.into_pyobject(self.py);
        Ok(number.into_any())
    }

    fn serialize_f32(self, _: f32) -> Result<Object<'py>, WriteError> {
        Err(unknown("a binary fraction"))
    }

    fn serialize_f64(self, _: f64) -> Result<Object<'py>, WriteError> {
        Err(unknown("a binary fraction"))
    }

    fn serialize_char(self, c: char) -> Result<Object<'py>, WriteError> {
        self.text(c.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, text: &str) -> Result<Object<'py>, WriteError> {
        self.text(text)
    }

    fn serialize_bytes(self, bytes: &[u8]) -> Result<Object<'py>, WriteError> {
        Ok(PyBytes::new(self.py, bytes).into_any())
    }

    fn serialize_none(self) -> Result<Object<'py>, WriteError> {
        Ok(self.py.None().into_bound(self.py))
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Object<'py>, WriteError> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<Object<'py>, WriteError> {
        self.serialize_none()
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<Object<'py>, WriteError> {
        self.serialize_none()
    }

    fn serialize_unit_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
    ) -> Result<Object<'py>, WriteError> {
        let index = usize::try_from(index).unwrap_or(usize::MAX);
        let member = self.classes.member(name, index, variant).ok_or_else(|| unknown(name))?;
        Ok(member.bind(self.py).clone())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<Object<'py>, WriteError> {
        let native = match name {
            "Timestamp" => Native::Timestamp,
            "CalendarDate" => Native::Date,
            "Money" => Native::Money,
            "Secret" => Native::Secret,
            "DocumentKind" => Native::Kind,
            _ => Native::Plain,
        };
        value.serialize(Self { native, ..self })
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<Object<'py>, WriteError> {
        Err(unknown(name))
    }

    fn serialize_seq(self, length: Option<usize>) -> Result<List<'a, 'py>, WriteError> {
        Ok(List { to: self.plain(), items: Vec::with_capacity(length.unwrap_or_default()) })
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, WriteError> {
        Err(unknown("a tuple"))
    }

    fn serialize_tuple_struct(
        self,
        name: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleStruct, WriteError> {
        Err(unknown(name))
    }

    fn serialize_tuple_variant(
        self,
        name: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, WriteError> {
        Err(unknown(name))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Map<'a, 'py>, WriteError> {
        Ok(Map { to: self.plain(), dict: PyDict::new(self.py), key: None })
    }

    fn serialize_struct(self, name: &'static str, _: usize) -> Result<Record<'a, 'py>, WriteError> {
        let to = self.plain();
        if let Some(class) = self.classes.record(name) {
            return Ok(Record {
                to,
                name,
                class: Some(class),
                object: Some(bare(self.py, &class.class)?),
                next: 0,
            });
        }
        // The first field tells which variant of the union it is.
        self.classes.choice(name).ok_or_else(|| unknown(name))?;
        Ok(Record { to, name, class: None, object: None, next: 0 })
    }

    fn serialize_struct_variant(
        self,
        name: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, WriteError> {
        Err(unknown(name))
    }
}

struct List<'a, 'py> {
    to: ToPython<'a, 'py>,
    items: Vec<Object<'py>>,
}

impl<'py> ser::SerializeSeq for List<'_, 'py> {
    type Ok = Object<'py>;
    type Error = WriteError;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, item: &T) -> Result<(), WriteError> {
        self.items.push(item.serialize(self.to)?);
        Ok(())
    }

    fn end(self) -> Result<Object<'py>, WriteError> {
        let tuple = PyTuple::new(self.to.py, self.items)?.into_any();
        acyclic(&tuple);
        Ok(tuple)
    }
}

struct Map<'a, 'py> {
    to: ToPython<'a, 'py>,
    dict: Bound<'py, PyDict>,
    key: Option<Object<'py>>,
}

impl<'py> ser::SerializeMap for Map<'_, 'py> {
    type Ok = Object<'py>;
    type Error = WriteError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), WriteError> {
        self.key = Some(key.serialize(self.to)?);
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), WriteError> {
        let value = value.serialize(self.to)?;
        Ok(self.dict.set_item(self.key.take(), value)?)
    }

    fn end(self) -> Result<Object<'py>, WriteError> {
        Ok(self.to.classes.facts.bind(self.to.py).call1((self.dict,))?)
    }
}

struct Record<'a, 'py> {
    to: ToPython<'a, 'py>,
    name: &'static str,
    class: Option<&'a Class>,
    object: Option<Object<'py>>,
    next: usize,
}

impl<'a, 'py> Record<'a, 'py> {
    /// Selects the variant of the union by its tag.
    fn choose<T: Serialize + ?Sized>(&mut self, tag: &T) -> Result<(), WriteError> {
        let tag: String = tag.serialize(self.to)?.extract()?;
        let cases = self.to.classes.choice(self.name).ok_or_else(|| unknown(self.name))?;
        let class = cases.get(&tag).ok_or_else(|| unknown(self.name))?;
        self.object = Some(bare(self.to.py, &class.class)?);
        self.class = Some(class);
        Ok(())
    }

    /// Finds the slot of a field. Fields come in the order of the declaration, so it
    /// is nearly always the next one.
    fn slot(&mut self, class: &'a Class, key: &str) -> Result<&'a Slot, WriteError> {
        let expected = class.fields.get(self.next).filter(|field| field.wire == key);
        self.next += 1;
        let found = expected.or_else(|| class.fields.iter().find(|field| field.wire == key));
        found.map(|field| &field.slot).ok_or_else(|| unknown(key))
    }
}

impl<'py> ser::SerializeStruct for Record<'_, 'py> {
    type Ok = Object<'py>;
    type Error = WriteError;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), WriteError> {
        let Some(class) = self.class else { return self.choose(value) };
        let value = value.serialize(self.to)?;
        let slot = self.slot(class, key)?;
        match &self.object {
            Some(object) => Ok(slot.fill(object, &value)?),
            None => Err(unknown(self.name)),
        }
    }

    fn end(self) -> Result<Object<'py>, WriteError> {
        let object = self.object.ok_or_else(|| unknown(self.name))?;
        acyclic(&object);
        Ok(object)
    }
}
