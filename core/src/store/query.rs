//! Bounded, ordered selections over declared columns.

use super::{Key, Table, Value};
use uuid::Uuid;

/// A selection of one table's rows. Always bounded by a limit.
#[derive(Clone, Debug)]
pub struct Query {
    /// The table.
    pub table: &'static Table,
    /// Only rows clustered under this parent.
    pub parent: Option<Uuid>,
    /// All of these hold.
    pub filters: Vec<Filter>,
    /// By what rows are ordered; ties by key, in the same direction.
    pub order: Order,
    /// Only rows after this place in the order.
    pub after: Option<After>,
    /// At most so many rows.
    pub limit: u32,
}

/// A condition on a declared column. A null in the column satisfies none but [`Filter::IsNull`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filter {
    /// The column equals the value.
    Equals(&'static str, Value),
    /// The column equals one of the values, of which there are at most [`Filter::MOST_VALUES`]. No value matches no row.
    OneOf(&'static str, Vec<Value>),
    /// The column is at or above the value.
    AtLeast(&'static str, Value),
    /// The column is below the value.
    Below(&'static str, Value),
    /// The text column starts with this text, compared bytewise.
    StartsWith(&'static str, String),
    /// The column has no value.
    IsNull(&'static str),
}

impl Filter {
    /// The largest number of values in a [`Filter::OneOf`].
    pub const MOST_VALUES: usize = 256;
}

/// Which way a list runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Smallest first.
    Ascending,
    /// Largest first.
    Descending,
}

/// What a list is ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    /// A declared column, or `None` for the key alone.
    pub column: Option<&'static str>,
    /// Which way.
    pub direction: Direction,
}

/// A place in an ordered list: the last row of the page before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct After {
    /// That row's value of the order's column; `Null` where the order is by key alone.
    pub value: Value,
    /// That row's key.
    pub key: Key,
}

impl Query {
    /// The first `limit` rows of `table` by key.
    #[must_use]
    pub fn of(table: &'static Table, limit: u32) -> Self {
        let order = Order { column: None, direction: Direction::Ascending };
        Self { table, parent: None, filters: Vec::new(), order, after: None, limit }
    }

    /// Only rows clustered under `parent`.
    #[must_use]
    pub fn under(mut self, parent: Uuid) -> Self {
        self.parent = Some(parent);
        self
    }

    /// Only rows for which `filter` holds.
    #[must_use]
    pub fn only(mut self, filter: Filter) -> Self {
        self.filters.push(filter);
        self
    }

    /// Only rows whose `column` equals `value`.
    #[must_use]
    pub fn equal(self, column: &'static str, value: impl Into<Value>) -> Self {
        self.only(Filter::Equals(column, value.into()))
    }

    /// Ordered by `column`.
    #[must_use]
    pub fn by(mut self, column: &'static str, direction: Direction) -> Self {
        self.order = Order { column: Some(column), direction };
        self
    }

    /// Ordered by key, largest first.
    #[must_use]
    pub fn newest_first(mut self) -> Self {
        self.order = Order { column: None, direction: Direction::Descending };
        self
    }

    /// Only rows after `place`.
    #[must_use]
    pub fn after(mut self, place: Option<After>) -> Self {
        self.after = place;
        self
    }
}
