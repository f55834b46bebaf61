//! Serialization of types into trees. Each value is written directly where it belongs in the tree, so nothing is moved or copied.

use super::{Format, Tree};
use serde::ser::{self, Serialize};
use std::borrow::Cow;
use std::fmt::{self, Display};

/// Writes a value as a tree.
///
/// # Errors
/// [`Unwritable`] if the value's own serialization fails, or if it holds something that a tree cannot, such as a fraction.
pub fn write<T: Serialize + ?Sized>(value: &T, format: Format) -> Result<Tree, Unwritable> {
    let mut tree = Tree::Nothing;
    value.serialize(Writer { tree: &mut tree, format })?;
    Ok(tree)
}

/// A value that cannot be written.
#[derive(Debug)]
pub struct Unwritable;

impl Display for Unwritable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the value could not be written")
    }
}

impl std::error::Error for Unwritable {}

impl ser::Error for Unwritable {
    fn custom<T: Display>(_: T) -> Self {
        Self
    }
}

type Written = Result<(), Unwritable>;

/// A serializer that writes one value where it belongs in the tree.
struct Writer<'a> {
    tree: &'a mut Tree,
    format: Format,
}

impl<'a> Writer<'a> {
    fn put(self, tree: Tree) -> Written {
        *self.tree = tree;
        Ok(())
    }

    fn text(self, text: &str) -> Written {
        self.put(Tree::Text(text.to_owned()))
    }

    fn list(self, length: Option<usize>) -> Many<'a> {
        *self.tree = Tree::List(Vec::with_capacity(length.unwrap_or_default()));
        Many { of: self, name: Cow::Borrowed("") }
    }

    fn record(self, length: Option<usize>) -> Many<'a> {
        *self.tree = Tree::Record(Vec::with_capacity(length.unwrap_or_default()));
        Many { of: self, name: Cow::Borrowed("") }
    }

    /// Starts a variant with data, which is a record whose only field has the variant's name.
    fn choice(self, name: &'static str) -> Result<Self, Unwritable> {
        *self.tree = Tree::Record(Vec::with_capacity(1));
        Ok(Self { tree: field(self.tree, Cow::Borrowed(name))?, format: self.format })
    }
}

/// Adds a field to a record.
fn field<'a>(record: &'a mut Tree, name: Cow<'static, str>) -> Result<&'a mut Tree, Unwritable> {
    let Tree::Record(fields) = record else { return Err(Unwritable) };
    fields.push((name, Tree::Nothing));
    fields.last_mut().map(|(_, tree)| tree).ok_or(Unwritable)
}

/// Adds an item to a list.
fn item(list: &mut Tree) -> Result<&mut Tree, Unwritable> {
    let Tree::List(items) = list else { return Err(Unwritable) };
    items.push(Tree::Nothing);
    items.last_mut().ok_or(Unwritable)
}

/// Turns a number or text into an instant or a secret if its newtype has that name.
fn special(tree: &mut Tree, name: &'static str) {
    match (&mut *tree, name) {
        (Tree::Number(millis), "Timestamp") => *tree = Tree::Instant(*millis),
        (Tree::Text(text), "Secret") => *tree = Tree::Secret(std::mem::take(text)),
        _ => {}
    }
}

macro_rules! numbers {
    ($($method:ident($number:ty))+) => {
        $(fn $method(self, number: $number) -> Written {
            self.put(Tree::Number(number.into()))
        })+
    };
}

impl<'a> ser::Serializer for Writer<'a> {
    type Ok = ();
    type Error = Unwritable;
    type SerializeSeq = Many<'a>;
    type SerializeTuple = Many<'a>;
    type SerializeTupleStruct = Many<'a>;
    type SerializeTupleVariant = Many<'a>;
    type SerializeMap = Many<'a>;
    type SerializeStruct = Many<'a>;
    type SerializeStructVariant = Many<'a>;

    fn is_human_readable(&self) -> bool {
        self.format == Format::Stored
    }

    numbers! {
        serialize_i8(i8) serialize_i16(i16) serialize_i32(i32) serialize_i64(i64)
        serialize_u8(u8) serialize_u16(u16) serialize_u32(u32)
    }

    fn serialize_u64(self, number: u64) -> Written {
        self.put(Tree::Number(i64::try_from(number).map_err(|_| Unwritable)?))
    }

    /// Refuses fractions. The library has none, because money is whole cents.
    fn serialize_f32(self, _: f32) -> Written {
        Err(Unwritable)
    }

    fn serialize_f64(self, _: f64) -> Written {
        Err(Unwritable)
    }

    fn serialize_bool(self, flag: bool) -> Written {
        self.put(Tree::Flag(flag))
    }

    fn serialize_char(self, text: char) -> Written {
        self.text(text.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, text: &str) -> Written {
        self.text(text)
    }

    fn serialize_bytes(self, bytes: &[u8]) -> Written {
        self.put(Tree::Bytes(bytes.to_vec()))
    }

    fn serialize_none(self) -> Written {
        self.put(Tree::Nothing)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Written {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Written {
        self.put(Tree::Nothing)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Written {
        self.put(Tree::Nothing)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, name: &'static str) -> Written {
        self.text(name)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Written {
        value.serialize(Writer { tree: self.tree, format: self.format })?;
        if self.format == Format::Wire {
            special(self.tree, name);
        }
        Ok(())
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        value: &T,
    ) -> Written {
        value.serialize(self.choice(name)?)
    }

    fn serialize_seq(self, length: Option<usize>) -> Result<Many<'a>, Unwritable> {
        Ok(self.list(length))
    }

    fn serialize_tuple(self, length: usize) -> Result<Many<'a>, Unwritable> {
        Ok(self.list(Some(length)))
    }

    fn serialize_tuple_struct(self, _: &'static str, length: usize) -> Result<Many<'a>, Unwritable> {
        Ok(self.list(Some(length)))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        length: usize,
    ) -> Result<Many<'a>, Unwritable> {
        Ok(self.choice(name)?.list(Some(length)))
    }

    fn serialize_map(self, length: Option<usize>) -> Result<Many<'a>, Unwritable> {
        Ok(self.record(length))
    }

    fn serialize_struct(self, _: &'static str, length: usize) -> Result<Many<'a>, Unwritable> {
        Ok(self.record(Some(length)))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        length: usize,
    ) -> Result<Many<'a>, Unwritable> {
        Ok(self.choice(name)?.record(Some(length)))
    }
}

/// A list or record that is being written.
struct Many<'a> {
    of: Writer<'a>,
    /// The name of the next entry of a map.
    name: Cow<'static, str>,
}

impl Many<'_> {
    fn item(&mut self) -> Result<Writer<'_>, Unwritable> {
        Ok(Writer { tree: item(self.of.tree)?, format: self.of.format })
    }

    fn field(&mut self, name: Cow<'static, str>) -> Result<Writer<'_>, Unwritable> {
        Ok(Writer { tree: field(self.of.tree, name)?, format: self.of.format })
    }

    /// Sets the name of the next entry. The names of a map are its keys, which must be written as text.
    fn keyed(&mut self, key: Tree) -> Written {
        let mut key = key;
        let Tree::Text(name) = &mut key else { return Err(Unwritable) };
        self.name = Cow::Owned(std::mem::take(name));
        Ok(())
    }

    fn next(&mut self) -> Result<Writer<'_>, Unwritable> {
        let name = std::mem::take(&mut self.name);
        self.field(name)
    }
}

macro_rules! items {
    ($($trait:ident::$method:ident)+) => {
        $(impl ser::$trait for Many<'_> {
            type Ok = ();
            type Error = Unwritable;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Written {
                value.serialize(self.item()?)
            }

            fn end(self) -> Written {
                Ok(())
            }
        })+
    };
}

macro_rules! fields {
    ($($trait:ident)+) => {
        $(impl ser::$trait for Many<'_> {
            type Ok = ();
            type Error = Unwritable;

            fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Written {
                value.serialize(self.field(Cow::Borrowed(name))?)
            }

            fn end(self) -> Written {
                Ok(())
            }
        })+
    };
}

items! { SerializeSeq::serialize_element SerializeTuple::serialize_element
SerializeTupleStruct::serialize_field SerializeTupleVariant::serialize_field }

fields! { SerializeStruct SerializeStructVariant }

impl ser::SerializeMap for Many<'_> {
    type Ok = ();
    type Error = Unwritable;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Written {
        let mut name = Tree::Nothing;
        key.serialize(Writer { tree: &mut name, format: self.of.format })?;
        self.keyed(name)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Written {
        value.serialize(self.next()?)
    }

    fn end(self) -> Written {
        Ok(())
    }
}
