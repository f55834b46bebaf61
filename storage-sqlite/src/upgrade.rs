//! Upgrading a file of an older version, all or nothing.
//!
//! SQLite cannot change a table in place here (a browser's build has no ALTER). So the rows of a table that changes are set aside, the
//! table is dropped and created anew, and each row is written to it by the function of its change.

use crate::catalog::Entry;
use crate::errors::{of_opening, of_statement};
use crate::rows::{bind_body, read_row};
use crate::schema::{self, key};
use crate::select::bind_value;
use crate::settings;
use casegate::store::migrate::{Change, Rewrite, Rewritten, Version};
use casegate::store::{Key, Row, StoreError, Table, check_row};
use rusqlite::{Connection, TransactionBehavior};
use uuid::Uuid;

/// Upgrades the file from version `from` to the last of `versions`. Must be called under the sidecar's lock.
///
/// # Errors
/// [`StoreError::Corrupt`] if the file is not what version `from` makes, or a row cannot be one of it; the file then stays as it was.
pub(crate) fn upgrade(conn: &mut Connection, versions: &[Version], from: usize) -> Result<(), StoreError> {
    // References are checked at the end, because a table cannot be dropped while another one refers to it.
    settings::set(conn, "foreign_keys", 0)?;
    let upgraded = in_one_transaction(conn, versions, from);
    settings::set(conn, "foreign_keys", 1)?;
    upgraded
}

fn in_one_transaction(conn: &mut Connection, versions: &[Version], from: usize) -> Result<(), StoreError> {
    let begun = conn.transaction_with_behavior(TransactionBehavior::Immediate);
    let transaction = begun.map_err(|error| of_opening(&error))?;
    let pairs = versions.windows(2).skip(from.saturating_sub(1));
    if let Some(version) = versions.get(from.saturating_sub(1)) {
        schema::compare(&transaction, version.tables)?;
    }
    for pair in pairs {
        if let [before, after] = pair {
            step(&transaction, before, after)?;
            schema::compare(&transaction, after.tables)?;
        }
    }
    refuse_broken_references(&transaction)?;
    let number = i64::try_from(versions.len()).map_err(|_| StoreError::Misused)?;
    settings::set(&transaction, "user_version", number)?;
    observe();
    transaction.commit().map_err(|error| of_opening(&error))
}

/// Upgrades from one version to the next.
fn step(conn: &Connection, before: &Version, after: &Version) -> Result<(), StoreError> {
    let table = |change: &Change| before.tables.iter().copied().find(|table| table.name == change.table());
    for change in after.changes {
        let table = table(change).ok_or(StoreError::Misused)?;
        if matches!(change, Change::Rewrite { .. }) {
            set_aside(conn, table)?;
        }
        // Its indexes and triggers go with it.
        run(conn, &format!("DROP TABLE \"{}\"", table.name))?;
    }
    let is_there = |table: &Table| {
        before.tables.iter().any(|old| old.name == table.name)
            && !after.changes.iter().any(|change| change.table() == table.name)
    };
    let created: Vec<_> = after.tables.iter().copied().filter(|table| !is_there(table)).collect();
    schema::create(conn, &created)?;
    for change in after.changes {
        if let Change::Rewrite { rewrite, .. } = change {
            let table = table(change).ok_or(StoreError::Misused)?;
            write_anew(conn, table, *rewrite, after)?;
        }
    }
    Ok(())
}

/// Returns the name of the table that holds the rows of `table` meanwhile. It ends in a way that no declared table can.
fn aside(table: &Table) -> String {
    format!("{}-aside", table.name)
}

fn set_aside(conn: &Connection, table: &Table) -> Result<(), StoreError> {
    let (aside, keys) = (aside(table), schema::quoted(key(table).iter().copied()));
    run(conn, &format!("CREATE TABLE \"{aside}\" AS SELECT * FROM \"{}\" ORDER BY {keys}", table.name))
}

fn write_anew(conn: &Connection, old: &Table, rewrite: Rewrite, after: &Version) -> Result<(), StoreError> {
    let aside = aside(old);
    let columns = old.columns.iter().map(|column| column.name);
    let names = schema::quoted(key(old).iter().copied().chain(["version", "body"]).chain(columns));
    let sql = format!("SELECT {names} FROM \"{aside}\"");
    let failed = |error: rusqlite::Error| of_statement(&error);
    {
        let mut statement = conn.prepare(&sql).map_err(failed)?;
        let mut rows = statement.query([]).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            for rewritten in rewrite(&read(old, row).map_err(failed)?)? {
                insert(conn, &rewritten, after)?;
            }
        }
    }
    run(conn, &format!("DROP TABLE \"{aside}\""))
}

fn read(table: &Table, row: &rusqlite::Row<'_>) -> rusqlite::Result<Row> {
    let uuid =
        |place: usize| row.get::<_, Vec<u8>>(place).map(|id| Uuid::from_slice(&id).unwrap_or_default());
    let (key, rest) = match table.clustered {
        true => (Key::under(uuid(0)?, uuid(1)?), 2),
        false => (Key::top(uuid(0)?), 1),
    };
    read_row(table, key, row, rest)
}

fn insert(conn: &Connection, rewritten: &Rewritten, after: &Version) -> Result<(), StoreError> {
    let Rewritten { table, row, version } = rewritten;
    if !after.tables.contains(table) {
        return Err(StoreError::Misused);
    }
    check_row(table, row)?;
    let failed = |error: rusqlite::Error| of_statement(&error);
    let mut statement = conn.prepare_cached(&Entry::insert_with_version(table)).map_err(failed)?;
    let mut place = 1..;
    let mut next = || place.next().unwrap_or(usize::MAX);
    let halves = [(table.clustered, row.key.parent), (true, row.key.id)];
    for (_, half) in halves.into_iter().filter(|(is_there, _)| *is_there) {
        statement.raw_bind_parameter(next(), half.as_bytes().as_slice()).map_err(failed)?;
    }
    for value in &row.columns {
        bind_value(&mut statement, next(), value).map_err(failed)?;
    }
    bind_body(&mut statement, next(), &row.body).map_err(failed)?;
    statement.raw_bind_parameter(next(), *version).map_err(failed)?;
    statement.raw_execute().map_err(failed)?;
    observe();
    Ok(())
}

fn refuse_broken_references(conn: &Connection) -> Result<(), StoreError> {
    let failed = |error: rusqlite::Error| of_statement(&error);
    let mut statement = conn.prepare("PRAGMA foreign_key_check").map_err(failed)?;
    if statement.exists([]).map_err(failed)? { Err(StoreError::Corrupt) } else { Ok(()) }
}

fn run(conn: &Connection, sql: &str) -> Result<(), StoreError> {
    conn.execute_batch(sql).map_err(|error| of_statement(&error))?;
    observe();
    Ok(())
}

#[cfg(not(test))]
fn observe() {}

#[cfg(test)]
pub(crate) use tests::observe;

#[cfg(test)]
mod tests;
