//! The stored data, as somebody with access to the database sees it.

use super::World;
use casegate::store::{Body, Query, Row, Store};
use serde_json::Value;
use std::collections::BTreeSet;

/// Returns every stored row of every table.
#[must_use]
#[expect(clippy::expect_used, reason = "a store that cannot be read fails the test")]
pub fn dump(store: &dyn Store) -> Vec<(String, Row)> {
    let mut rows = Vec::new();
    store
        .read(&mut |tx| {
            rows.clear();
            for table in casegate::schema::TABLES {
                let found = tx.select(&Query::of(table, 1_000_000)).expect("every table can be read");
                rows.extend(found.into_iter().map(|row| (table.name.to_owned(), row)));
            }
            Ok(())
        })
        .expect("the store can be read");
    rows
}

/// Returns the declared table of this name.
#[must_use]
#[expect(clippy::expect_used, reason = "the names are constants of the tests")]
pub fn table(name: &str) -> &'static casegate::store::Table {
    casegate::schema::TABLES.iter().find(|table| table.name == name).expect("the table is declared")
}

/// Returns the rows of one table, each with its record, to which `parent` and `id` of the row's key are added.
#[must_use]
#[expect(clippy::expect_used, reason = "a store that cannot be read fails the test")]
pub fn rows(store: &dyn Store, name: &str) -> Vec<(Row, Value)> {
    let mut rows = Vec::new();
    store
        .read(&mut |tx| {
            rows = tx.select(&Query::of(table(name), 1_000_000)).expect("the table can be read");
            Ok(())
        })
        .expect("the store can be read");
    let record = |row: Row| {
        serde_json::from_str::<Value>(row.body.json().unwrap_or_default()).map(|mut record| {
            (record["parent"], record["id"]) =
                (row.key.parent.to_string().into(), row.key.id.to_string().into());
            (row, record)
        })
    };
    rows.into_iter().map(record).collect::<std::result::Result<_, _>>().expect("every body is JSON")
}

/// Returns a row's body as text: JSON as it is, and bytes as far as they are UTF-8.
#[must_use]
pub fn body_text(row: &Row) -> String {
    match &row.body {
        Body::Json(json) => json.clone(),
        Body::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
    }
}

/// Writes a row directly to the store, in place of `before` if there is one, as somebody with
/// access to the database could.
#[expect(clippy::expect_used, reason = "a store that cannot be written fails the test")]
pub fn plant(store: &dyn Store, name: &str, before: Option<&Row>, after: casegate::store::NewRow) {
    store
        .write(&mut |tx| {
            let done = match before {
                Some(row) if row.key == after.key => tx.update(table(name), row.version, &after),
                Some(row) => tx.delete(table(name), row.key).and_then(|_| tx.insert(table(name), &after)),
                None => tx.insert(table(name), &after),
            };
            done.expect("the row can be written");
            Ok(())
        })
        .expect("the store can be written");
}

/// Returns every event of every chain.
#[must_use]
pub fn recorded(world: &World) -> Vec<(Row, Value)> {
    rows(world.store.as_ref(), "audit_events")
}

/// Returns the events that `act` appends.
pub fn new_events(world: &World, act: impl FnOnce()) -> Vec<Value> {
    let before: BTreeSet<_> = recorded(world).into_iter().map(|(row, _)| row.key).collect();
    act();
    let is_new = |(row, _): &(Row, Value)| !before.contains(&row.key);
    recorded(world).into_iter().filter(is_new).map(|(_, event)| event).collect()
}
