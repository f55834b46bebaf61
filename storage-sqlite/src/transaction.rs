//! A transaction on one connection, as the contract defines it.

use crate::catalog::{Catalog, Entry};
use crate::errors::of_statement;
use crate::health::Health;
use crate::rows::{bind_body, read_row};
use crate::select::{self, bind_value};
use casegate::store::{Key, NewRow, Query, ReadTx, Row, StoreError, Table, WriteTx, check_query, check_row};
use rusqlite::{CachedStatement, Connection};
use std::cell::Cell;
use uuid::Uuid;

/// A transaction that is rolled back when dropped, unless it was kept. So a panic in the closure leaves no trace either.
pub(crate) struct Transaction<'a> {
    conn: &'a Connection,
    catalog: &'a Catalog,
    health: &'a Health,
    /// The first failure that was not the caller's. After it SQLite may have rolled back by itself, and what ran then
    /// would be outside the transaction. So nothing runs any more and nothing is committed.
    failed: Cell<Option<StoreError>>,
    extent: Extent,
    kept: bool,
}

/// The share of an SQLite transaction that a transaction of the store covers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// A snapshot for reading.
    Snapshot,
    /// The whole of it so far; others may follow in it.
    Whole,
    /// A part beside those of other writers, which can be rolled back without them.
    Part,
}

impl Extent {
    fn begin(self) -> &'static str {
        match self {
            Self::Snapshot => "BEGIN",
            Self::Whole => "BEGIN IMMEDIATE",
            Self::Part => "SAVEPOINT part",
        }
    }
}

impl<'a> Transaction<'a> {
    pub(crate) fn begin(
        conn: &'a Connection,
        catalog: &'a Catalog,
        health: &'a Health,
        extent: Extent,
    ) -> Result<Self, StoreError> {
        run(conn, extent.begin()).map_err(|error| of_statement(&error))?;
        Ok(Self { conn, catalog, health, failed: Cell::new(None), extent, kept: false })
    }

    /// Checks that no other process has upgraded the file since it was opened. A part is checked with its whole.
    pub(crate) fn require_version(&self, version: u32) -> Result<(), StoreError> {
        if self.extent == Extent::Part {
            return Ok(());
        }
        let read = || {
            let mut statement = self.conn.prepare_cached("PRAGMA user_version")?;
            statement.query_row([], |row| row.get::<_, i64>(0))
        };
        if self.noted(read())? == i64::from(version) { Ok(()) } else { Err(StoreError::Newer) }
    }

    /// Ends a snapshot, which has nothing to commit, and returns its failure.
    pub(crate) fn finish(self) -> Result<(), StoreError> {
        self.failed.get().map_or(Ok(()), Err)
    }

    /// Keeps what was written, to be [committed](commit).
    pub(crate) fn keep(mut self) -> Result<(), StoreError> {
        self.alive()?;
        if self.conn.is_autocommit() {
            return Err(StoreError::Io);
        }
        if self.extent == Extent::Part {
            self.noted(run(self.conn, "RELEASE part"))?;
        }
        self.kept = true;
        Ok(())
    }

    /// Returns why nothing may be committed any more, neither of this transaction nor of those that it is a part of.
    pub(crate) fn failure(&self) -> Option<StoreError> {
        self.failed.get()
    }

    fn alive(&self) -> Result<(), StoreError> {
        self.failed.get().map_or(Ok(()), Err)
    }

    fn noted<T>(&self, result: rusqlite::Result<T>) -> Result<T, StoreError> {
        result.map_err(|error| {
            let error = of_statement(&error);
            let harmless = matches!(error, StoreError::Conflict | StoreError::Misused);
            if !harmless || self.conn.is_autocommit() {
                self.failed.set(Some(error));
            }
            error
        })
    }

    fn entry(&self, table: &'static Table) -> Result<&'a Entry, StoreError> {
        self.alive()?;
        self.catalog.entry(table)
    }

    fn execute(
        &self,
        sql: &str,
        bind: impl FnOnce(&mut Parameters<'a>) -> rusqlite::Result<()>,
    ) -> Result<usize, StoreError> {
        self.noted(Parameters::of(self.conn, sql).and_then(|mut parameters| {
            bind(&mut parameters)?;
            parameters.statement.raw_execute()
        }))
    }

    /// Updates the body of a row if its columns are unchanged, and returns whether they were. The indexes and references
    /// over the columns are then left alone, which SQLite does not do for a column that is set to the value that it has.
    fn update_body(&self, entry: &Entry, expected: i64, row: &NewRow) -> Result<bool, StoreError> {
        let Some(sql) = &entry.update_body else { return Ok(false) };
        let changed = self.execute(sql, |parameters| {
            parameters.body(row)?;
            parameters.key(entry.table, row.key)?;
            parameters.number(expected)?;
            parameters.columns(row)
        })?;
        Ok(changed == 1)
    }

    fn fetch(&self, select: &select::Select<'_>, query: &Query) -> rusqlite::Result<Vec<Row>> {
        let mut statement = self.conn.prepare_cached(&select.sql)?;
        select.bind(&mut statement)?;
        let mut rows = statement.raw_query();
        let mut page = Vec::new();
        while let Some(row) = rows.next()? {
            let (parent, rest) = match query.parent {
                // The parent is read only if the query does not name it.
                _ if !query.table.clustered => (Uuid::nil(), 0),
                Some(parent) => (parent, 1),
                None => (uuid(row, 0)?, 1),
            };
            let key = Key::under(parent, uuid(row, rest)?);
            page.push(read_row(query.table, key, row, rest + 1)?);
        }
        Ok(page)
    }

    fn find_row(&self, entry: &Entry, table: &Table, key: Key) -> rusqlite::Result<Option<Row>> {
        let mut parameters = Parameters::of(self.conn, &entry.get)?;
        parameters.key(table, key)?;
        let mut rows = parameters.statement.raw_query();
        let Some(row) = rows.next()? else { return Ok(None) };
        read_row(table, key, row, 0).map(Some)
    }

    fn tally(&self, select: &select::Select<'_>) -> rusqlite::Result<u64> {
        let mut statement = self.conn.prepare_cached(&select.sql)?;
        select.bind(&mut statement)?;
        let mut rows = statement.raw_query();
        let row = rows.next()?.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
        row.get::<_, i64>(0).map(i64::unsigned_abs)
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        // After a fork in the middle the transaction belongs to the parent.
        if self.kept || !self.health.is_same_process() {
            return;
        }
        let stays = self.extent == Extent::Part && self.failed.get().is_none();
        if stays && run(self.conn, "ROLLBACK TO part").and_then(|()| run(self.conn, "RELEASE part")).is_ok() {
            return;
        }
        roll_back(self.conn, self.health);
    }
}

/// Commits what transactions on this connection kept.
pub(crate) fn commit(conn: &Connection, health: &Health) -> Result<(), StoreError> {
    let committed = run(conn, "COMMIT").map_err(|error| match of_statement(&error) {
        // Nothing was made visible: the lock was not obtained, or there was no space for the commit's last page.
        known @ (StoreError::Busy | StoreError::Full) => known,
        // The pages may be in the log nevertheless, and a later opening may find them.
        _ => health.mark_outcome_unknown(),
    });
    roll_back(conn, health);
    committed
}

/// Rolls back what is open on this connection.
pub(crate) fn roll_back(conn: &Connection, health: &Health) {
    if !conn.is_autocommit() {
        let _ = run(conn, "ROLLBACK");
    }
    if !conn.is_autocommit() {
        // The next caller would find itself inside this transaction.
        health.mark_outcome_unknown();
    }
}

impl ReadTx for Transaction<'_> {
    fn get(&self, table: &'static Table, key: Key) -> Result<Option<Row>, StoreError> {
        let entry = self.entry(table)?;
        if is_of(table, key) { self.noted(self.find_row(entry, table, key)) } else { Ok(None) }
    }

    fn select(&self, query: &Query) -> Result<Vec<Row>, StoreError> {
        let entry = self.entry(query.table)?;
        check_query(query)?;
        match select::page(entry, query) {
            Some(select) => self.noted(self.fetch(&select, query)),
            None => Ok(Vec::new()),
        }
    }

    fn count(&self, query: &Query) -> Result<u64, StoreError> {
        let entry = self.entry(query.table)?;
        check_query(query)?;
        match select::count(entry, query) {
            Some(select) => self.noted(self.tally(&select)),
            None => Ok(0),
        }
    }
}

impl WriteTx for Transaction<'_> {
    fn insert(&mut self, table: &'static Table, row: &NewRow) -> Result<(), StoreError> {
        let entry = self.entry(table)?;
        check_row(table, row)?;
        let inserted = self.execute(&entry.insert, |parameters| {
            parameters.key(table, row.key)?;
            parameters.columns(row)?;
            parameters.body(row)
        });
        match inserted {
            // The row was checked, so the database refuses an append-only one for a single reason: its key exists.
            Err(StoreError::Misused) if table.append_only => Err(StoreError::Conflict),
            inserted => inserted.map(drop),
        }
    }

    fn update(&mut self, table: &'static Table, expected: i64, row: &NewRow) -> Result<(), StoreError> {
        let entry = self.entry(table)?;
        check_row(table, row)?;
        if table.append_only {
            return Err(StoreError::Misused);
        }
        if self.update_body(entry, expected, row)? {
            return Ok(());
        }
        let changed = self.execute(&entry.update, |parameters| {
            parameters.columns(row)?;
            parameters.body(row)?;
            parameters.key(table, row.key)?;
            parameters.number(expected)
        })?;
        if changed == 1 { Ok(()) } else { Err(StoreError::Conflict) }
    }

    fn delete(&mut self, table: &'static Table, key: Key) -> Result<bool, StoreError> {
        let entry = self.entry(table)?;
        if table.append_only {
            return Err(StoreError::Misused);
        }
        if !is_of(table, key) {
            return Ok(false);
        }
        Ok(self.execute(&entry.delete, |parameters| parameters.key(table, key))? == 1)
    }
}

/// A statement whose values are bound one after the other.
struct Parameters<'a> {
    statement: CachedStatement<'a>,
    bound: usize,
}

impl<'a> Parameters<'a> {
    fn of(conn: &'a Connection, sql: &str) -> rusqlite::Result<Self> {
        Ok(Self { statement: conn.prepare_cached(sql)?, bound: 0 })
    }

    fn key(&mut self, table: &Table, key: Key) -> rusqlite::Result<()> {
        if table.clustered {
            self.bound += 1;
            self.statement.raw_bind_parameter(self.bound, key.parent.as_bytes().as_slice())?;
        }
        self.bound += 1;
        self.statement.raw_bind_parameter(self.bound, key.id.as_bytes().as_slice())
    }

    fn columns(&mut self, row: &NewRow) -> rusqlite::Result<()> {
        for value in &row.columns {
            self.bound += 1;
            bind_value(&mut self.statement, self.bound, value)?;
        }
        Ok(())
    }

    fn body(&mut self, row: &NewRow) -> rusqlite::Result<()> {
        self.bound += 1;
        bind_body(&mut self.statement, self.bound, &row.body)
    }

    fn number(&mut self, number: i64) -> rusqlite::Result<()> {
        self.bound += 1;
        self.statement.raw_bind_parameter(self.bound, number)
    }
}

/// Returns whether a row of `table` can have this key.
fn is_of(table: &Table, key: Key) -> bool {
    table.clustered != key.parent.is_nil()
}

fn uuid(row: &rusqlite::Row<'_>, i: usize) -> rusqlite::Result<Uuid> {
    row.get(i).map(Uuid::from_bytes)
}

/// Runs a statement that binds no values and returns no rows.
pub(crate) fn run(conn: &Connection, sql: &str) -> rusqlite::Result<()> {
    conn.prepare_cached(sql)?.raw_execute().map(drop)
}
