//! Columns with the types of their record and their values, so that no query can name a column that its table does not have.

use super::{ColumnKind, Filter, Value};
use crate::foundation::ids::Id;
use crate::foundation::time::Timestamp;
use std::marker::PhantomData;
use uuid::Uuid;

/// A value that can be half of a row's key.
pub(crate) trait KeyPart: Copy {
    fn uuid(&self) -> Uuid;
    fn from_uuid(uuid: Uuid) -> Self;
}

impl KeyPart for Uuid {
    fn uuid(&self) -> Uuid {
        *self
    }
    fn from_uuid(uuid: Uuid) -> Self {
        uuid
    }
}

impl KeyPart for u64 {
    fn uuid(&self) -> Uuid {
        Uuid::from_u128(u128::from(*self))
    }
    fn from_uuid(uuid: Uuid) -> Self {
        u64::try_from(uuid.as_u128()).unwrap_or(u64::MAX)
    }
}

impl<T: Id> KeyPart for T {
    fn uuid(&self) -> Uuid {
        Id::uuid(*self)
    }
    fn from_uuid(uuid: Uuid) -> Self {
        Id::from_uuid(uuid)
    }
}

/// A type that a column can have, whether an index has the column or not.
pub(crate) trait Indexed {
    /// The type of a value to compare the column with. It is never null.
    type Operand: ?Sized;
    const KIND: ColumnKind;
    const NULLABLE: bool = false;

    /// Returns the value to store.
    fn value(&self) -> Value;

    /// Returns the value to compare with.
    fn operand(operand: &Self::Operand) -> Value;
}

/// Implements [`Indexed`] for a type that is its own operand.
macro_rules! indexed {
    ($($ty:ty => $kind:ident, $value:expr;)+) => {$(
        impl Indexed for $ty {
            type Operand = $ty;
            const KIND: ColumnKind = ColumnKind::$kind;
            fn value(&self) -> Value {
                let value: fn(&$ty) -> Value = $value;
                value(self)
            }
            fn operand(operand: &Self) -> Value {
                operand.value()
            }
        }
    )+};
}

indexed! {
    bool => Bool, |flag| Value::Bool(*flag);
    i64 => Integer, |number| Value::Integer(*number);
    Timestamp => Integer, |time| Value::Integer(time.as_millis());
    Uuid => Bytes, |uuid| (*uuid).into();
}

impl<T: Id> Indexed for T {
    type Operand = T;
    const KIND: ColumnKind = ColumnKind::Bytes;
    fn value(&self) -> Value {
        Id::uuid(*self).into()
    }
    fn operand(operand: &Self) -> Value {
        operand.value()
    }
}

impl Indexed for String {
    type Operand = str;
    const KIND: ColumnKind = ColumnKind::Text;
    fn value(&self) -> Value {
        self.as_str().into()
    }
    fn operand(operand: &str) -> Value {
        operand.into()
    }
}

impl Indexed for str {
    type Operand = str;
    const KIND: ColumnKind = ColumnKind::Text;
    fn value(&self) -> Value {
        self.into()
    }
    fn operand(operand: &str) -> Value {
        operand.into()
    }
}

impl Indexed for &str {
    type Operand = str;
    const KIND: ColumnKind = ColumnKind::Text;
    fn value(&self) -> Value {
        (*self).into()
    }
    fn operand(operand: &str) -> Value {
        operand.into()
    }
}

impl Indexed for Vec<u8> {
    type Operand = [u8];
    const KIND: ColumnKind = ColumnKind::Bytes;
    fn value(&self) -> Value {
        self.as_slice().into()
    }
    fn operand(operand: &[u8]) -> Value {
        operand.into()
    }
}

impl<T: Indexed> Indexed for Option<T> {
    type Operand = T::Operand;
    const KIND: ColumnKind = T::KIND;
    const NULLABLE: bool = true;
    fn value(&self) -> Value {
        self.as_ref().map_or(Value::Null, T::value)
    }
    fn operand(operand: &T::Operand) -> Value {
        T::operand(operand)
    }
}

/// A type of column that is read from rows.
pub(crate) trait Readable: Indexed + Sized {
    /// Returns the value; `None` if it is of another kind.
    fn from_value(value: Value) -> Option<Self>;
}

impl Readable for String {
    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// A column of the record type `R` with values of the type `T`.
pub(crate) struct TypedColumn<R, T: ?Sized> {
    pub(super) name: &'static str,
    types: PhantomData<fn(&T) -> R>,
}

impl<R, T: ?Sized> Clone for TypedColumn<R, T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<R, T: ?Sized> Copy for TypedColumn<R, T> {}

impl<R, T: Indexed + ?Sized> TypedColumn<R, T> {
    /// Creates the column of this name. Only the derive macro calls this.
    pub(crate) const fn new(name: &'static str) -> Self {
        Self { name, types: PhantomData }
    }

    /// Returns the condition that the column equals `operand`.
    pub(crate) fn equals(self, operand: &T::Operand) -> Condition<R> {
        Condition::of(Filter::Equals(self.name, T::operand(operand)))
    }

    /// Returns the condition that the column equals one of `operands`, of which there are at most [`Filter::MOST_VALUES`].
    pub(crate) fn one_of<'a>(self, operands: impl IntoIterator<Item = &'a T::Operand>) -> Condition<R>
    where
        T::Operand: 'a,
    {
        Condition::of(Filter::OneOf(self.name, operands.into_iter().map(T::operand).collect()))
    }

    /// Returns the condition that the column is below `operand`.
    pub(crate) fn below(self, operand: &T::Operand) -> Condition<R> {
        Condition::of(Filter::Below(self.name, T::operand(operand)))
    }

    /// Returns the condition that the column is at or above `operand`.
    pub(crate) fn at_least(self, operand: &T::Operand) -> Condition<R> {
        Condition::of(Filter::AtLeast(self.name, T::operand(operand)))
    }
}

impl<R, T: Indexed<Operand = str> + ?Sized> TypedColumn<R, T> {
    /// Returns the condition that the column starts with `prefix`.
    pub(crate) fn starts_with(self, prefix: impl Into<String>) -> Condition<R> {
        Condition::of(Filter::StartsWith(self.name, prefix.into()))
    }
}

/// A condition on a column of the record type `R`.
pub(crate) struct Condition<R> {
    pub(super) filter: Filter,
    record: PhantomData<fn() -> R>,
}

impl<R> Condition<R> {
    fn of(filter: Filter) -> Self {
        Self { filter, record: PhantomData }
    }
}
