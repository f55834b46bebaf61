//! Tables, indexes, constraints and triggers made from the declarations, and the check that a file has exactly these.

use crate::errors::of_opening;
use casegate::store::{BodyKind, Column, ColumnKind, Reference, StoreError, Table};
use rusqlite::Connection;

/// The columns that a table has besides the declared ones.
const OWN: [&str; 4] = ["parent", "id", "version", "body"];

/// Refuses declarations that cannot become tables.
pub(crate) fn check_declarations(tables: &[&Table]) -> Result<(), StoreError> {
    if tables.iter().all(|table| is_declared_well(table, tables)) { Ok(()) } else { Err(StoreError::Misused) }
}

fn is_declared_well(table: &Table, tables: &[&Table]) -> bool {
    let named = |name: &&str| {
        table.position(name).is_some() || *name == "id" || (*name == "parent" && table.clustered)
    };
    is_name(table.name)
        && tables.iter().filter(|other| other.name == table.name).count() == 1
        && table.columns.iter().all(|column| is_name(column.name) && !OWN.contains(&column.name))
        && table.unique.iter().chain(table.indexes).all(|set| !set.is_empty() && set.iter().all(named))
        && table.references.iter().all(|reference| leads_well(table, reference, tables))
}

fn leads_well(table: &Table, reference: &Reference, tables: &[&Table]) -> bool {
    let is_key = |name: &&str| match table.columns.iter().find(|column| column.name == *name) {
        Some(column) => column.kind == ColumnKind::Bytes,
        None => *name == "id" || (*name == "parent" && table.clustered),
    };
    let halves = tables.iter().find(|other| other.name == reference.table).map(|other| key(other).len());
    halves == Some(reference.columns.len()) && reference.columns.iter().all(is_key)
}

fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && !name.starts_with("sqlite_")
}

/// Returns the columns of a table's primary key.
pub(crate) fn key(table: &Table) -> &'static [&'static str] {
    if table.clustered { &["parent", "id"] } else { &["id"] }
}

/// Returns the names separated by commas, each in quotes because some are words of SQL.
pub(crate) fn quoted<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<_> = names.into_iter().map(|name| format!("\"{name}\"")).collect();
    names.join(", ")
}

/// Returns the name of each object in a file with these tables, and the statement that creates it. The statements are
/// written as SQLite keeps them and sorted by name, so that the two can be compared.
fn objects(tables: &[&Table]) -> Vec<(String, String)> {
    let mut objects = Vec::new();
    for table in tables {
        objects.push((table.name.to_owned(), table_sql(table)));
        for (kind, sets) in [("UNIQUE INDEX", table.unique), ("INDEX", table.indexes)] {
            for set in sets {
                let name = format!(
                    "{}_{}_{}",
                    table.name,
                    if kind == "INDEX" { "by" } else { "once" },
                    set.join("_")
                );
                let columns = quoted(set.iter().copied());
                let sql = format!("CREATE {kind} \"{name}\" ON \"{}\" ({columns})", table.name);
                let rest = if kind == "INDEX" { String::new() } else { present(table, set) };
                objects.push((name, sql + &rest));
            }
        }
        for change in ["update", "delete"].into_iter().filter(|_| table.append_only) {
            let name = format!("{}_no_{change}", table.name);
            let sql = trigger_sql(table, &name, change);
            objects.push((name, sql));
        }
        if table.append_only {
            let name = format!("{}_no_replace", table.name);
            let sql = no_replace_sql(table, &name);
            objects.push((name, sql));
        }
    }
    objects.sort_unstable();
    objects
}

/// Returns the condition that leaves rows with a null out of a unique index, because no two of them are equal. Other
/// indexes include them, because they also give an order.
fn present(table: &Table, set: &[&str]) -> String {
    let nullable = table.columns.iter().filter(|column| column.nullable && set.contains(&column.name));
    let terms: Vec<_> = nullable.map(|column| format!("\"{}\" IS NOT NULL", column.name)).collect();
    if terms.is_empty() { String::new() } else { format!(" WHERE {}", terms.join(" AND ")) }
}

fn table_sql(table: &Table) -> String {
    let mut parts: Vec<_> =
        key(table).iter().map(|half| format!("\"{half}\" BLOB NOT NULL{}", uuid_check(half))).collect();
    parts.extend(table.columns.iter().map(|column| column_sql(table, column)));
    parts.push("\"version\" INTEGER NOT NULL CHECK (\"version\" >= 1)".to_owned());
    let body = match table.body {
        BodyKind::Json => "TEXT",
        BodyKind::Bytes => "BLOB",
    };
    parts.push(format!("\"body\" {body} NOT NULL"));
    parts.push(format!("PRIMARY KEY ({})", quoted(key(table).iter().copied())));
    for reference in table.references {
        let theirs = if reference.columns.len() == 2 { "\"parent\", \"id\"" } else { "\"id\"" };
        let ours = quoted(reference.columns.iter().copied());
        parts.push(format!("FOREIGN KEY ({ours}) REFERENCES \"{}\" ({theirs})", reference.table));
    }
    format!("CREATE TABLE \"{}\" (\n  {}\n) STRICT, WITHOUT ROWID", table.name, parts.join(",\n  "))
}

fn column_sql(table: &Table, column: &Column) -> String {
    let kind = match column.kind {
        ColumnKind::Bool | ColumnKind::Integer => "INTEGER",
        ColumnKind::Text => "TEXT",
        ColumnKind::Bytes => "BLOB",
    };
    let presence = if column.nullable { "" } else { " NOT NULL" };
    let refers = table.references.iter().any(|reference| reference.columns.contains(&column.name));
    let check = match column.kind {
        ColumnKind::Bool => format!(" CHECK (\"{}\" IN (0, 1))", column.name),
        ColumnKind::Bytes if refers => uuid_check(column.name),
        _ => String::new(),
    };
    format!("\"{}\" {kind}{presence}{check}", column.name)
}

fn uuid_check(name: &str) -> String {
    format!(" CHECK (length(\"{name}\") = 16)")
}

fn trigger_sql(table: &Table, name: &str, change: &str) -> String {
    format!(
        "CREATE TRIGGER \"{name}\" BEFORE {} ON \"{}\" BEGIN SELECT RAISE(ABORT, 'rows of this table are kept as they are'); END",
        change.to_ascii_uppercase(),
        table.name
    )
}

/// Returns the trigger that refuses to replace a row. `INSERT OR REPLACE` deletes without firing the trigger on
/// deletion, so the row to be replaced is detected before.
fn no_replace_sql(table: &Table, name: &str) -> String {
    let same = key(table)
        .iter()
        .map(|half| format!("\"{half}\" = NEW.\"{half}\""))
        .collect::<Vec<_>>()
        .join(" AND ");
    let table = table.name;
    format!(
        "CREATE TRIGGER \"{name}\" BEFORE INSERT ON \"{table}\" WHEN EXISTS (SELECT 1 FROM \"{table}\" WHERE {same}) \
         BEGIN SELECT RAISE(ABORT, 'rows of this table are kept as they are'); END"
    )
}

/// Creates every table, index and trigger. Must be called inside a transaction.
pub(crate) fn create(conn: &Connection, tables: &[&Table]) -> Result<(), StoreError> {
    let objects = objects(tables);
    for are_tables in [true, false] {
        for (_, sql) in objects.iter().filter(|(_, sql)| sql.starts_with("CREATE TABLE") == are_tables) {
            conn.execute_batch(sql).map_err(|error| of_opening(&error))?;
        }
    }
    Ok(())
}

/// Refuses a file whose tables, indexes or triggers are not exactly the declared ones.
pub(crate) fn compare(conn: &Connection, tables: &[&Table]) -> Result<(), StoreError> {
    if stored(conn)? == objects(tables) { Ok(()) } else { Err(StoreError::Corrupt) }
}

/// Returns whether nothing was created yet.
pub(crate) fn is_empty(conn: &Connection) -> Result<bool, StoreError> {
    Ok(stored(conn)?.is_empty())
}

/// Returns the objects of a file. What SQLite keeps for itself (statistics, for example) is left out.
fn stored(conn: &Connection) -> Result<Vec<(String, String)>, StoreError> {
    let read = || {
        let sql = "SELECT name, coalesce(sql, '') FROM sqlite_schema WHERE substr(name, 1, 7) <> 'sqlite_'";
        let mut statement = conn.prepare(sql)?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        rows.collect::<Result<Vec<_>, _>>()
    };
    let mut objects = read().map_err(|error: rusqlite::Error| of_opening(&error))?;
    objects.sort_unstable();
    Ok(objects)
}
