//! Deserialization of types from trees.
//!
//! A record's fields are arranged in the order of its type before the type sees them. The code of each type then takes
//! them one after the other. It compares no names, and needs no storage for fields that it has not seen yet.

use super::mismatch::{Fault, Mismatch};
use super::{Format, Tree};
use serde::de::{self, DeserializeOwned, DeserializeSeed, EnumAccess, Visitor};
use std::borrow::Cow;
use std::mem::take;
use std::slice::IterMut;

/// Reads a value from a tree.
///
/// # Errors
/// [`Mismatch`], which says what is at fault and where.
pub fn read<T: DeserializeOwned>(mut tree: Tree, format: Format) -> Result<T, Mismatch> {
    T::deserialize(Reader { tree: &mut tree, format })
}

/// A deserializer of one value. It takes texts and bytes out of the tree.
struct Reader<'a> {
    tree: &'a mut Tree,
    format: Format,
}

impl Reader<'_> {
    fn wrong<T>(&self) -> Result<T, Mismatch> {
        Err(Mismatch::of(if matches!(self.tree, Tree::Absent) { Fault::Absent } else { Fault::Wrong }))
    }

    fn number(&self) -> Result<i64, Mismatch> {
        if let Tree::Number(number) = &*self.tree { Ok(*number) } else { self.wrong() }
    }

    fn flag(&self) -> Result<bool, Mismatch> {
        if let Tree::Flag(flag) = &*self.tree { Ok(*flag) } else { self.wrong() }
    }

    fn text(&mut self) -> Result<String, Mismatch> {
        if let Tree::Text(text) = self.tree { Ok(take(text)) } else { self.wrong() }
    }

    fn bytes(&mut self) -> Result<Vec<u8>, Mismatch> {
        if let Tree::Bytes(bytes) = self.tree { Ok(take(bytes)) } else { self.wrong() }
    }
}

impl<'a> Reader<'a> {
    fn borrowed(self) -> Result<&'a str, Mismatch> {
        match self.tree {
            Tree::Text(text) | Tree::Date(text) => Ok(text),
            _ => self.wrong(),
        }
    }

    fn items(self) -> Result<Items<'a>, Mismatch> {
        match self.tree {
            Tree::List(items) => Ok(Items { items: items.iter_mut(), next: 0, format: self.format }),
            _ => self.wrong(),
        }
    }

    fn entries(self) -> Result<Entries<'a>, Mismatch> {
        match self.tree {
            Tree::Record(entries) => {
                Ok(Entries { entries: entries.iter_mut(), present: None, format: self.format })
            }
            _ => self.wrong(),
        }
    }

    /// Arranges the fields of a record in the order of `names`; a field that the record does not have becomes [`Tree::Absent`].
    fn arrange(&mut self, names: &'static [&'static str]) -> Result<Vec<Tree>, Mismatch> {
        let Tree::Record(entries) = &mut *self.tree else { return self.wrong() };
        let mut fields: Vec<Tree> = names.iter().map(|_| Tree::Absent).collect();
        for (name, tree) in entries {
            match names.iter().position(|known| known == name).and_then(|position| fields.get_mut(position)) {
                Some(field @ Tree::Absent) => std::mem::swap(field, tree),
                Some(_) => return Err(Mismatch::of(Fault::Wrong).within_name(name)),
                None if self.format == Format::Wire => return Err(Mismatch::of(Fault::Unknown)),
                None => {}
            }
        }
        Ok(fields)
    }

    /// Finds the variant that the tree names. A variant with data is a record whose only field has the variant's name.
    fn choice(self, names: &'static [&'static str]) -> Result<Choice<'a>, Mismatch> {
        let (name, fields) = match self.tree {
            Tree::Record(entries) => match entries.as_mut_slice() {
                [(name, fields)] => (&**name, Some(fields)),
                _ => return Err(Mismatch::of(Fault::Wrong)),
            },
            Tree::Text(name) => (name.as_str(), None),
            _ => return self.wrong(),
        };
        let number =
            names.iter().position(|known| *known == name).and_then(|position| u64::try_from(position).ok());
        let number = number.ok_or_else(|| Mismatch::of(Fault::Wrong))?;
        Ok(Choice { number, fields, format: self.format })
    }
}

macro_rules! numbers {
    ($($method:ident)+) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
            visitor.visit_i64(self.number()?)
        })+
    };
}

impl<'de> de::Deserializer<'de> for Reader<'_> {
    type Error = Mismatch;

    fn is_human_readable(&self) -> bool {
        self.format == Format::Stored
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        match self.tree {
            Tree::Nothing => visitor.visit_unit(),
            Tree::Flag(flag) => visitor.visit_bool(*flag),
            Tree::Number(number) => visitor.visit_i64(*number),
            Tree::Text(text) | Tree::Date(text) => visitor.visit_string(take(text)),
            Tree::List(_) => visitor.visit_seq(self.items()?),
            Tree::Record(_) => visitor.visit_map(self.entries()?),
            _ => self.wrong(),
        }
    }

    numbers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        visitor.visit_bool(self.flag()?)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        visitor.visit_str(self.borrowed()?)
    }

    fn deserialize_string<V: Visitor<'de>>(mut self, visitor: V) -> Result<V::Value, Mismatch> {
        visitor.visit_string(self.text()?)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        self.deserialize_str(visitor)
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        self.deserialize_byte_buf(visitor)
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(mut self, visitor: V) -> Result<V::Value, Mismatch> {
        visitor.visit_byte_buf(self.bytes()?)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        match self.tree {
            Tree::Nothing | Tree::Absent => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        if matches!(self.tree, Tree::Nothing) { visitor.visit_unit() } else { self.wrong() }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        visitor.visit_seq(self.items()?)
    }

    /// Checks the length first, because the type itself would accept a list that is too long and report a missing field
    /// for one that is too short.
    fn deserialize_tuple<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, Mismatch> {
        let is_whole = matches!(&*self.tree, Tree::List(items) if items.len() == length);
        if is_whole { self.deserialize_seq(visitor) } else { self.wrong() }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        visitor.visit_map(self.entries()?)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        mut self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        let mut fields = self.arrange(names)?;
        let fields = Fields { fields: fields.iter_mut(), names, next: 0, format: self.format };
        visitor.visit_seq(fields).map_err(|error| error.named(names))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        visitor.visit_enum(self.choice(names)?)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! {
        i128 u128 f32 f64 char unit_struct tuple_struct
    }
}

/// The items of a list.
struct Items<'a> {
    items: IterMut<'a, Tree>,
    next: usize,
    format: Format,
}

impl<'de> de::SeqAccess<'de> for Items<'_> {
    type Error = Mismatch;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Mismatch> {
        let Some(tree) = self.items.next() else { return Ok(None) };
        self.next += 1;
        match seed.deserialize(Reader { tree, format: self.format }) {
            Ok(item) => Ok(Some(item)),
            Err(error) => Err(error.within_item(self.next - 1)),
        }
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.items.len())
    }
}

/// The fields of a record, in the order of its type.
struct Fields<'a> {
    fields: IterMut<'a, Tree>,
    names: &'static [&'static str],
    next: usize,
    format: Format,
}

impl Fields<'_> {
    /// Accepts an absent field, for which the type supplies a default or reports that it is missing. Adds the field's
    /// name to any other error.
    fn without(&self, error: Mismatch) -> Result<(), Mismatch> {
        let name = self.names.get(self.next.wrapping_sub(1)).copied().unwrap_or_default();
        if error.is_absent() { Ok(()) } else { Err(error.within_name(name)) }
    }
}

impl<'de> de::SeqAccess<'de> for Fields<'_> {
    type Error = Mismatch;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Mismatch> {
        let Some(tree) = self.fields.next() else { return Ok(None) };
        self.next += 1;
        match seed.deserialize(Reader { tree, format: self.format }) {
            Ok(field) => Ok(Some(field)),
            Err(error) => self.without(error).map(|()| None),
        }
    }
}

/// The entries of a map, whose names are not the fields of a type.
struct Entries<'a> {
    entries: IterMut<'a, (Cow<'static, str>, Tree)>,
    present: Option<&'a mut (Cow<'static, str>, Tree)>,
    format: Format,
}

impl Entries<'_> {
    fn name(&mut self) -> Option<Tree> {
        self.present = self.entries.next();
        self.present.as_ref().map(|(name, _)| Tree::Text(name.to_string()))
    }
}

impl<'de> de::MapAccess<'de> for Entries<'_> {
    type Error = Mismatch;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Mismatch> {
        let Some(mut name) = self.name() else { return Ok(None) };
        seed.deserialize(Reader { tree: &mut name, format: self.format }).map(Some)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Mismatch> {
        let Some((name, tree)) = self.present.take() else { return Err(Mismatch::of(Fault::Wrong)) };
        seed.deserialize(Reader { tree, format: self.format }).map_err(|error| error.within_name(name))
    }
}

/// A variant by its number. Names are compared here, once, and not in the code of each type.
struct Choice<'a> {
    number: u64,
    fields: Option<&'a mut Tree>,
    format: Format,
}

impl<'de, 'a> EnumAccess<'de> for Choice<'a> {
    type Error = Mismatch;
    type Variant = Chosen<'a>;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Chosen<'a>), Mismatch> {
        let chosen = seed.deserialize(de::value::U64Deserializer::new(self.number))?;
        Ok((chosen, Chosen { fields: self.fields, format: self.format }))
    }
}

/// The data of a variant.
struct Chosen<'a> {
    fields: Option<&'a mut Tree>,
    format: Format,
}

impl<'a> Chosen<'a> {
    fn reader(self) -> Result<Reader<'a>, Mismatch> {
        let tree = self.fields.ok_or_else(|| Mismatch::of(Fault::Wrong))?;
        Ok(Reader { tree, format: self.format })
    }
}

impl<'de> de::VariantAccess<'de> for Chosen<'_> {
    type Error = Mismatch;

    fn unit_variant(self) -> Result<(), Mismatch> {
        if self.fields.is_none() { Ok(()) } else { Err(Mismatch::of(Fault::Wrong)) }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Mismatch> {
        seed.deserialize(self.reader()?)
    }

    fn tuple_variant<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, Mismatch> {
        de::Deserializer::deserialize_tuple(self.reader()?, length, visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        de::Deserializer::deserialize_struct(self.reader()?, "", names, visitor)
    }
}
