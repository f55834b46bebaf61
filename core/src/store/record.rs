//! Records: types that are stored as rows, and selections of them.

use super::{
    After, Body, Condition, Direction, Indexed, Key, KeyPart, Query, Readable, Row, Table, TypedColumn, Value,
};
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::tree::json;
pub(crate) use casegate_macros::Record;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::marker::PhantomData;

/// A type that is stored as one row of one table. The derive macro of the same name implements it.
pub(crate) trait Record: Sized {
    /// The table of this type.
    const TABLE: &'static Table;

    /// Returns the row's key.
    fn key(&self) -> Key;

    /// Returns the values of the columns, in the order of the declaration.
    fn columns(&self) -> Vec<Value>;

    /// Returns the row's body.
    ///
    /// # Errors
    /// `stored_data_invalid` if the record cannot be written.
    fn body(&self) -> Result<Body>;

    /// Returns the record of a row.
    ///
    /// # Errors
    /// `stored_data_invalid`, naming the table, if the row is none of this type.
    fn read(row: Row) -> Result<Self>;

    /// Returns the selection of the first `limit` records by key.
    fn select(limit: u32) -> Selection<Self> {
        Selection::of(limit)
    }
}

fn invalid<T: Record>() -> Error {
    Error::at(Code::STORED_DATA_INVALID, T::TABLE.name)
}

/// Writes a record as a JSON body.
pub(crate) fn record_to_json<T: Record + Serialize>(record: &T) -> Result<Body> {
    json::write(record).map(Body::Json).map_err(|_| invalid::<T>())
}

/// Reads a record from a JSON body. What is kept in the row's key is not set.
pub(crate) fn record_of_json<T: Record + DeserializeOwned>(row: &Row) -> Result<T> {
    row.body.json().and_then(|body| json::read(body).ok()).ok_or_else(invalid::<T>)
}

/// Reads the next column of a row that came with its columns.
pub(crate) fn column_of_row<T: Record, C: Readable>(columns: &mut impl Iterator<Item = Value>) -> Result<C> {
    columns.next().and_then(C::from_value).ok_or_else(invalid::<T>)
}

/// Returns the bytes of a body.
pub(crate) fn bytes_of_row<T: Record>(body: Body) -> Result<Vec<u8>> {
    match body {
        Body::Bytes(bytes) => Ok(bytes),
        Body::Json(_) => Err(invalid::<T>()),
    }
}

/// A selection of records of the type `R`.
pub(crate) struct Selection<R> {
    query: Query,
    record: PhantomData<fn() -> R>,
}

impl<R> Clone for Selection<R> {
    fn clone(&self) -> Self {
        Self { query: self.query.clone(), record: PhantomData }
    }
}

impl<R: Record> Selection<R> {
    /// Creates the selection of the first `limit` records by key.
    pub(crate) fn of(limit: u32) -> Self {
        Self { query: Query::of(R::TABLE, limit), record: PhantomData }
    }

    fn with(mut self, change: impl FnOnce(Query) -> Query) -> Self {
        self.query = change(self.query);
        self
    }

    /// Selects at most `limit` rows.
    pub(crate) fn limited(self, limit: u32) -> Self {
        self.with(|query| Query { limit, ..query })
    }

    /// Selects only rows clustered under `parent`.
    pub(crate) fn under(self, parent: impl KeyPart) -> Self {
        self.with(|query| query.under(parent.uuid()))
    }

    /// Selects only rows whose `column` equals `operand`.
    pub(crate) fn equal<T: Indexed + ?Sized>(self, column: TypedColumn<R, T>, operand: &T::Operand) -> Self {
        self.only(column.equals(operand))
    }

    /// Selects only rows for which the condition holds.
    pub(crate) fn only(self, condition: Condition<R>) -> Self {
        self.with(|query| query.only(condition.filter))
    }

    /// Selects only rows for which the condition, if there is one, holds.
    pub(crate) fn only_if(self, condition: Option<Condition<R>>) -> Self {
        condition.into_iter().fold(self, Self::only)
    }

    /// Orders by `column`, smallest first.
    pub(crate) fn by<T: Indexed + ?Sized>(self, column: TypedColumn<R, T>) -> Self {
        self.with(|query| query.by(column.name, Direction::Ascending))
    }

    /// Orders by `column`, largest first.
    pub(crate) fn by_largest<T: Indexed + ?Sized>(self, column: TypedColumn<R, T>) -> Self {
        self.with(|query| query.by(column.name, Direction::Descending))
    }

    /// Orders by key, largest first: the newest, for ids that are in the order of their times.
    pub(crate) fn newest_first(self) -> Self {
        self.with(Query::newest_first)
    }

    /// Selects only rows after `place`.
    pub(crate) fn after(self, place: Option<After>) -> Self {
        self.with(|query| query.after(place))
    }

    /// Selects only rows after the one with this key, in an order by key.
    pub(crate) fn after_key(self, key: Option<Key>) -> Self {
        self.after(key.map(|key| After { value: Value::Null, key }))
    }

    /// Returns the query over rows.
    pub(crate) fn query(&self) -> &Query {
        &self.query
    }
}
