//! The reference store: the simplest implementation of the contract, in memory.

use super::{
    Abort, Body, Direction, Filter, Key, NewRow, Query, ReadBody, ReadTx, Reference, Row, Store, StoreError,
    StoreFinding, Table, Value, WriteBody, WriteTx, check_query, check_row,
};
use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{PoisonError, RwLock};
use uuid::Uuid;

/// A store that exists as long as the process, for tests, examples and pages without persistence.
#[derive(Debug)]
pub struct MemoryStore {
    state: RwLock<State>,
}

impl MemoryStore {
    /// Returns an empty store of `tables`.
    #[must_use]
    pub fn over(tables: &'static [&'static Table]) -> Self {
        Self { state: RwLock::new(State { declared: tables, tables: HashMap::new() }) }
    }
}

#[derive(Debug)]
struct State {
    /// The declared tables, each of which may refer to another.
    declared: &'static [&'static Table],
    tables: HashMap<&'static str, Rows>,
}

#[derive(Debug, Default)]
struct Rows {
    rows: BTreeMap<Key, Held>,
    /// For each unique set, in the order of the declaration: the key of the row that holds each combination of values.
    unique: Vec<HashMap<Vec<Value>, Key>>,
}

#[derive(Clone, Debug)]
struct Held {
    version: i64,
    columns: Vec<Value>,
    body: Body,
}

/// A change to be reverted if the transaction is rolled back.
struct Undo {
    table: &'static Table,
    key: Key,
    before: Option<Held>,
}

impl Store for MemoryStore {
    fn read(&self, body: &mut ReadBody<'_>) -> Result<(), StoreError> {
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        body(&Snapshot { state: &state }).map_err(|Abort| StoreError::Aborted)
    }

    fn write(&self, body: &mut WriteBody<'_>) -> Result<(), StoreError> {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        let mut tx = Transaction { state: &mut state, undo: Vec::new() };
        let ended = catch_unwind(AssertUnwindSafe(|| body(&mut tx)));
        match ended {
            Ok(Ok(())) => Ok(()),
            Ok(Err(Abort)) => {
                tx.roll_back();
                Err(StoreError::Aborted)
            }
            Err(panic) => {
                tx.roll_back();
                drop(state);
                resume_unwind(panic)
            }
        }
    }

    fn findings(&self) -> Vec<StoreFinding> {
        vec![StoreFinding { code: "store_not_durable", serious: true }]
    }
}

struct Snapshot<'a> {
    state: &'a State,
}

struct Transaction<'a> {
    state: &'a mut State,
    undo: Vec<Undo>,
}

impl ReadTx for Snapshot<'_> {
    fn get(&self, table: &'static Table, key: Key) -> Result<Option<Row>, StoreError> {
        self.state.check_listed(table)?;
        Ok(self.state.get(table, key))
    }
    fn select(&self, query: &Query) -> Result<Vec<Row>, StoreError> {
        self.state.select(query)
    }
    fn count(&self, query: &Query) -> Result<u64, StoreError> {
        self.state.count(query)
    }
}

impl ReadTx for Transaction<'_> {
    fn get(&self, table: &'static Table, key: Key) -> Result<Option<Row>, StoreError> {
        self.state.check_listed(table)?;
        Ok(self.state.get(table, key))
    }
    fn select(&self, query: &Query) -> Result<Vec<Row>, StoreError> {
        self.state.select(query)
    }
    fn count(&self, query: &Query) -> Result<u64, StoreError> {
        self.state.count(query)
    }
}

impl WriteTx for Transaction<'_> {
    fn insert(&mut self, table: &'static Table, row: &NewRow) -> Result<(), StoreError> {
        self.state.check_listed(table)?;
        check_row(table, row)?;
        if self.state.get(table, row.key).is_some() {
            return Err(StoreError::Conflict);
        }
        self.state.check_constraints(table, row)?;
        self.set_row(table, row.key, Some(held(row, 1)));
        Ok(())
    }

    fn update(&mut self, table: &'static Table, expected: i64, row: &NewRow) -> Result<(), StoreError> {
        self.state.check_listed(table)?;
        check_row(table, row)?;
        if table.append_only {
            return Err(StoreError::Misused);
        }
        match self.state.get(table, row.key) {
            Some(stored) if stored.version == expected => {}
            _ => return Err(StoreError::Conflict),
        }
        self.state.check_constraints(table, row)?;
        self.set_row(table, row.key, Some(held(row, expected + 1)));
        Ok(())
    }

    fn delete(&mut self, table: &'static Table, key: Key) -> Result<bool, StoreError> {
        self.state.check_listed(table)?;
        if table.append_only {
            return Err(StoreError::Misused);
        }
        if self.state.get(table, key).is_none() {
            return Ok(false);
        }
        if self.state.is_referred_to(table, key) {
            return Err(StoreError::Conflict);
        }
        self.set_row(table, key, None);
        Ok(true)
    }
}

impl Transaction<'_> {
    fn set_row(&mut self, table: &'static Table, key: Key, after: Option<Held>) {
        let before = self.state.swap(table, key, after);
        self.undo.push(Undo { table, key, before });
    }

    fn roll_back(&mut self) {
        while let Some(Undo { table, key, before }) = self.undo.pop() {
            self.state.swap(table, key, before);
        }
    }
}

impl State {
    /// Refuses a table that the store was not created with, as a database would.
    fn check_listed(&self, table: &Table) -> Result<(), StoreError> {
        let is_listed = self.declared.iter().any(|listed| listed.name == table.name);
        if is_listed { Ok(()) } else { Err(StoreError::Misused) }
    }

    fn get(&self, table: &Table, key: Key) -> Option<Row> {
        let held = self.tables.get(table.name)?.rows.get(&key)?;
        Some(row_of(table, key, held))
    }

    /// Replaces a row, updates the unique sets, and returns the previous row.
    fn swap(&mut self, table: &'static Table, key: Key, after: Option<Held>) -> Option<Held> {
        let rows = self.tables.entry(table.name).or_default();
        rows.unique.resize_with(table.unique.len(), HashMap::new);
        let before = rows.rows.remove(&key);
        for (set, holders) in table.unique.iter().zip(&mut rows.unique) {
            if let Some(values) =
                before.as_ref().and_then(|held| unique_values(table, set, key, &held.columns))
            {
                holders.remove(&values);
            }
            if let Some(values) =
                after.as_ref().and_then(|held| unique_values(table, set, key, &held.columns))
            {
                holders.insert(values, key);
            }
        }
        if let Some(held) = after {
            rows.rows.insert(key, held);
        }
        before
    }

    fn check_constraints(&self, table: &'static Table, row: &NewRow) -> Result<(), StoreError> {
        if let Some(rows) = self.tables.get(table.name) {
            for (set, holders) in table.unique.iter().zip(&rows.unique) {
                let holder =
                    unique_values(table, set, row.key, &row.columns).and_then(|values| holders.get(&values));
                if holder.is_some_and(|key| *key != row.key) {
                    return Err(StoreError::Conflict);
                }
            }
        }
        let whole = table.references.iter().all(|reference| self.leads_somewhere(table, reference, row));
        if whole { Ok(()) } else { Err(StoreError::Conflict) }
    }

    fn leads_somewhere(&self, table: &Table, reference: &Reference, row: &NewRow) -> bool {
        match target(table, reference, row.key, &row.columns) {
            Some(key) if reference.table == table.name && key == row.key => true,
            Some(key) => self.tables.get(reference.table).is_some_and(|rows| rows.rows.contains_key(&key)),
            None => true,
        }
    }

    /// Returns whether a row other than itself refers to this one.
    fn is_referred_to(&self, table: &Table, key: Key) -> bool {
        self.declared.iter().any(|other| {
            other.references.iter().filter(|reference| reference.table == table.name).any(|reference| {
                self.tables.get(other.name).is_some_and(|rows| {
                    rows.rows
                        .iter()
                        .filter(|(k, _)| other.name != table.name || **k != key)
                        .any(|(k, held)| target(other, reference, *k, &held.columns) == Some(key))
                })
            })
        })
    }

    fn matching<'a>(&'a self, query: &'a Query) -> Result<Vec<(Key, &'a Held)>, StoreError> {
        self.check_listed(query.table)?;
        check_query(query)?;
        let Some(rows) = self.tables.get(query.table.name) else { return Ok(Vec::new()) };
        if let Some(key) = rows.by_unique(query) {
            return Ok(rows
                .rows
                .get(&key)
                .filter(|held| matches(query, key, held))
                .map(|held| (key, held))
                .into_iter()
                .collect());
        }
        let range = match query.parent {
            Some(parent) => Key::under(parent, Uuid::nil())..=Key::under(parent, Uuid::max()),
            None => Key::top(Uuid::nil())..=Key::under(Uuid::max(), Uuid::max()),
        };
        Ok(rows
            .rows
            .range(range)
            .filter(|(key, held)| matches(query, **key, held))
            .map(|(key, held)| (*key, held))
            .collect())
    }

    fn select(&self, query: &Query) -> Result<Vec<Row>, StoreError> {
        let mut rows = self.matching(query)?;
        rows.sort_by(|a, b| {
            in_order(query, (ordering_value(query, a.1), a.0), (ordering_value(query, b.1), b.0))
        });
        if let Some(after) = &query.after {
            rows.retain(|(key, held)| {
                in_order(query, (ordering_value(query, held), *key), (&after.value, after.key))
                    == Ordering::Greater
            });
        }
        let page = rows.into_iter().take(query.limit as usize);
        Ok(page.map(|(key, held)| row_of(query.table, key, held)).collect())
    }

    fn count(&self, query: &Query) -> Result<u64, StoreError> {
        Ok((self.matching(query)?.len() as u64).min(u64::from(query.limit)))
    }
}

impl Rows {
    /// Returns the only key that can match if the filters pin a whole unique set, as an index does in a database.
    fn by_unique(&self, query: &Query) -> Option<Key> {
        query.table.unique.iter().zip(&self.unique).find_map(|(set, holders)| {
            let pinned = set.iter().map(|name| match *name {
                "parent" => query.parent.map(Value::from),
                name => query.filters.iter().find_map(|filter| match filter {
                    Filter::Equals(column, value) if *column == name => Some(value.clone()),
                    _ => None,
                }),
            });
            holders.get(&pinned.collect::<Option<Vec<_>>>()?).copied()
        })
    }
}

fn row_of(table: &Table, key: Key, held: &Held) -> Row {
    let columns = if table.returns_columns { held.columns.clone() } else { Vec::new() };
    Row { key, version: held.version, columns, body: held.body.clone() }
}

fn held(row: &NewRow, version: i64) -> Held {
    Held { version, columns: row.columns.clone(), body: row.body.clone() }
}

/// Returns the value of `parent`, `id` or a declared column.
fn value_of(table: &Table, name: &str, key: Key, columns: &[Value]) -> Value {
    match name {
        "parent" => key.parent.into(),
        "id" => key.id.into(),
        name => table.position(name).and_then(|i| columns.get(i)).cloned().unwrap_or(Value::Null),
    }
}

/// Returns the values of a unique set; `None` if one of them is null, because the set then does not bind.
fn unique_values(table: &Table, set: &[&str], key: Key, columns: &[Value]) -> Option<Vec<Value>> {
    let values: Vec<_> = set.iter().map(|name| value_of(table, name, key, columns)).collect();
    (!values.contains(&Value::Null)).then_some(values)
}

/// Returns the key that a reference points to; `None` if a null makes it void.
fn target(table: &Table, reference: &Reference, key: Key, columns: &[Value]) -> Option<Key> {
    let mut halves = reference.columns.iter().map(|name| match value_of(table, name, key, columns) {
        Value::Bytes(bytes) => Uuid::from_slice(&bytes).ok(),
        _ => None,
    });
    match (halves.next(), halves.next()) {
        (Some(parent), Some(id)) => Some(Key::under(parent?, id?)),
        (Some(id), None) => Some(Key::top(id?)),
        _ => None,
    }
}

fn matches(query: &Query, key: Key, held: &Held) -> bool {
    let column =
        |name: &str| query.table.position(name).and_then(|i| held.columns.get(i)).unwrap_or(&Value::Null);
    query.parent.is_none_or(|parent| key.parent == parent)
        && query.filters.iter().all(|filter| match filter {
            Filter::Equals(name, value) => column(name) == value,
            Filter::OneOf(name, values) => values.contains(column(name)),
            Filter::AtLeast(name, value) => *column(name) != Value::Null && column(name) >= value,
            Filter::Below(name, value) => *column(name) != Value::Null && column(name) < value,
            Filter::StartsWith(name, prefix) => {
                matches!(column(name), Value::Text(text) if text.starts_with(prefix))
            }
            Filter::IsNull(name) => *column(name) == Value::Null,
        })
}

fn ordering_value<'a>(query: &Query, held: &'a Held) -> &'a Value {
    let position = query.order.column.and_then(|name| query.table.position(name));
    position.and_then(|i| held.columns.get(i)).unwrap_or(&Value::Null)
}

fn in_order(query: &Query, a: (&Value, Key), b: (&Value, Key)) -> Ordering {
    let ascending = a.0.cmp(b.0).then(a.1.cmp(&b.1));
    match query.order.direction {
        Direction::Ascending => ascending,
        Direction::Descending => ascending.reverse(),
    }
}
