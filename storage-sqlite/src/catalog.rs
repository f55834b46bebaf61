//! The statements of each table, built once when the store is opened.

use crate::schema::{key, quoted};
use casegate::store::{StoreError, Table};

pub(crate) struct Catalog {
    /// The entries, in the order of the tables' names.
    entries: Vec<Entry>,
}

/// One table's statements.
pub(crate) struct Entry {
    pub(crate) table: &'static Table,
    /// Statement that binds the key and returns version, body and, if the table returns them, columns.
    pub(crate) get: String,
    /// Statement that binds key, columns and body.
    pub(crate) insert: String,
    /// Statement that binds columns, body, key and the expected version.
    pub(crate) update: String,
    /// Statement that binds body, key, the expected version and columns. It changes nothing if a column differs. `None`
    /// if there are no columns.
    pub(crate) update_body: Option<String>,
    /// Statement that binds the key.
    pub(crate) delete: String,
    /// Statement that returns key, version, body and, if the table returns them, columns; conditions are appended.
    pub(crate) select: String,
    /// Statement that counts; conditions, a limit and a closing bracket are appended.
    pub(crate) count: String,
}

impl Catalog {
    pub(crate) fn of(tables: &'static [&'static Table]) -> Self {
        let mut entries: Vec<_> = tables.iter().map(|table| Entry::of(table)).collect();
        entries.sort_unstable_by_key(|entry| entry.table.name);
        Self { entries }
    }

    /// Returns the statements of `table`, which must be one of those the store was opened with.
    pub(crate) fn entry(&self, table: &'static Table) -> Result<&Entry, StoreError> {
        let position = self.entries.binary_search_by_key(&table.name, |entry| entry.table.name);
        let entry =
            position.ok().and_then(|position| self.entries.get(position)).ok_or(StoreError::Misused)?;
        // A table in a constant may have several addresses, so different addresses prove nothing.
        if std::ptr::eq(entry.table, table) || entry.table == table {
            Ok(entry)
        } else {
            Err(StoreError::Misused)
        }
    }
}

impl Entry {
    /// Returns the statement that binds key, columns, body and version, for a row of another file.
    pub(crate) fn insert_with_version(table: &Table) -> String {
        let columns = table.columns.iter().map(|column| column.name);
        let names = key(table).iter().copied().chain(columns).chain(["body", "version"]);
        let names: Vec<_> = names.collect();
        let marks = vec!["?"; names.len()].join(", ");
        format!("INSERT INTO \"{}\" ({}) VALUES ({marks})", table.name, quoted(names))
    }

    fn of(table: &'static Table) -> Self {
        let name = format!("\"{}\"", table.name);
        let key = key(table);
        let here = key.iter().map(|half| format!("\"{half}\" = ?")).collect::<Vec<_>>().join(" AND ");
        let columns = || table.columns.iter().map(|column| column.name);
        let returned = if table.returns_columns { table.columns } else { &[] };
        let contents = || ["version", "body"].into_iter().chain(returned.iter().map(|column| column.name));
        let all = quoted(key.iter().copied().chain(columns()).chain(["body", "version"]));
        let marks = vec!["?"; key.len() + table.columns.len() + 1].join(", ");
        let sets: String = columns().chain(["body"]).map(|column| format!("\"{column}\" = ?, ")).collect();
        Self {
            table,
            get: format!("SELECT {} FROM {name} WHERE {here}", quoted(contents())),
            insert: format!("INSERT INTO {name} ({all}) VALUES ({marks}, 1)"),
            update: format!(
                "UPDATE {name} SET {sets}\"version\" = \"version\" + 1 WHERE {here} AND \"version\" = ?"
            ),
            update_body: (!table.columns.is_empty()).then(|| {
                let same: String = columns().map(|column| format!(" AND \"{column}\" IS ?")).collect();
                format!(
                    "UPDATE {name} SET \"body\" = ?, \"version\" = \"version\" + 1 WHERE {here} AND \"version\" = ?{same}"
                )
            }),
            delete: format!("DELETE FROM {name} WHERE {here}"),
            select: format!("SELECT {} FROM {name}", quoted(key.iter().copied().chain(contents()))),
            count: format!("SELECT count(*) FROM (SELECT 1 FROM {name}"),
        }
    }
}
