//! Tests that need the internals of a store.

use crate::health::Health;
use crate::settings::{self, Role};
use crate::{Durability, SqliteOptions, SqliteStore, open, select};
use casegate::store::{
    Column, ColumnKind, Direction, Filter, Key, NewRow, Query, Store, StoreError, Table, Value,
};
use rusqlite::Connection;
use rusqlite::config::DbConfig;
use std::path::{Path, PathBuf};
use std::time::Duration;
use uuid::Uuid;

pub(crate) static ITEMS: Table = Table {
    columns: &[Column::new("name", ColumnKind::Text), Column::nullable("due", ColumnKind::Integer)],
    indexes: &[&["name"], &["parent", "due"], &["due"]],
    ..Table::named("items")
};
static TABLES: &[&Table] = &[&ITEMS];

pub(crate) fn options() -> SqliteOptions {
    SqliteOptions::new().over(TABLES, 1)
}

pub(crate) fn item(n: u64, body: String) -> NewRow {
    let key = Key::under(Uuid::from_u128(1), Uuid::from_u128(n.into()));
    NewRow { key, columns: vec!["name".into(), Value::Null], body: body.into() }
}

/// A file in a separate folder, which is removed when this is dropped.
pub(crate) struct TestFile(PathBuf);

impl AsRef<Path> for TestFile {
    fn as_ref(&self) -> &Path {
        &self.0
    }
}

impl Drop for TestFile {
    fn drop(&mut self) {
        let _ = self.0.parent().map(std::fs::remove_dir_all);
    }
}

pub(crate) fn path(name: &str) -> TestFile {
    let folder = std::env::temp_dir().join(format!("casegate-inside-{name}-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    TestFile(folder.join("a.db"))
}

pub(crate) fn with_writer<T>(store: &SqliteStore, body: impl FnOnce(&Connection) -> T) -> T {
    let mut slot = store.writer.take(Duration::ZERO).unwrap();
    body(slot.get_or_make(|| Err(StoreError::Unsuitable)).unwrap())
}

pub(crate) fn count(store: &SqliteStore) -> u64 {
    let mut rows = 0;
    store
        .read(&mut |tx| {
            rows = tx.count(&Query::of(&ITEMS, 1_000)).unwrap();
            Ok(())
        })
        .unwrap();
    rows
}

fn insert(store: &SqliteStore, n: u64, length: usize) -> Result<(), StoreError> {
    store.write(&mut |tx| tx.insert(&ITEMS, &item(n, "x".repeat(length))).map_err(|_| casegate::store::Abort))
}

#[test]
fn every_setting_is_there() {
    let path = path("settings");
    let store = options().open(&path).unwrap();
    let reader = open::reader(path.as_ref(), &options()).unwrap();
    let expected = [
        ("foreign_keys", 1),
        ("synchronous", 2),
        ("trusted_schema", 0),
        ("cell_size_check", 1),
        ("mmap_size", 0),
        ("temp_store", 2),
        ("secure_delete", 1),
        ("wal_autocheckpoint", 0),
        ("busy_timeout", 5000),
        ("application_id", 0x4347_5431),
        ("user_version", 1),
    ];
    let look = |conn: &Connection, query_only: i64| {
        for (name, value) in expected {
            assert_eq!(settings::number(conn, name), Ok(value), "{name}");
        }
        assert_eq!(settings::number(conn, "query_only"), Ok(query_only));
        assert_eq!(
            conn.pragma_query_value(None, "journal_mode", |row| row.get::<_, String>(0)).unwrap(),
            "wal"
        );
        for config in [
            DbConfig::SQLITE_DBCONFIG_DEFENSIVE,
            DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG,
            DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE,
        ] {
            assert!(conn.db_config(config).unwrap(), "{config:?}");
        }
    };
    with_writer(&store, |conn| look(conn, 0));
    look(&reader, 1);
    assert!(reader.execute_batch("DELETE FROM items").is_err(), "a reader can write");
    let relaxed = options().durability(Durability::ProcessKill).open(&path).unwrap();
    with_writer(&relaxed, |conn| assert_eq!(settings::number(conn, "synchronous"), Ok(1)));
}

#[test]
fn a_setting_that_deviates_is_unsuitable() {
    let path = path("deviation");
    let store = options().open(&path).unwrap();
    for (name, value) in
        [("synchronous", 1), ("foreign_keys", 0), ("cell_size_check", 0), ("mmap_size", 1 << 20)]
    {
        let conn = Connection::open(path.as_ref()).unwrap();
        settings::apply(&conn, Role::Writer, Durability::PowerLoss, Duration::ZERO).unwrap();
        settings::verify(&conn, Role::Writer, Durability::PowerLoss).unwrap();
        conn.pragma_update(None, name, value).unwrap();
        let verdict = settings::verify(&conn, Role::Writer, Durability::PowerLoss);
        assert_eq!(verdict, Err(StoreError::Unsuitable), "{name}");
    }
    assert!(settings::check_engine().is_ok());
    drop(store);
}

#[test]
fn a_full_disk_is_an_answer_and_leaves_nothing_half_done() {
    let path = path("full");
    for store in [options().open(&path).unwrap(), options().open_in_memory().unwrap()] {
        insert(&store, 1, 10).unwrap();
        let limit = |pages: u32| {
            with_writer(&store, |conn| {
                conn.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(())).unwrap();
            });
        };
        let pages = with_writer(&store, |conn| settings::number(conn, "page_count")).unwrap();
        limit(u32::try_from(pages).unwrap() + 4);
        let mut statements = Vec::new();
        let ended = store.write(&mut |tx| {
            statements = (2..30).map(|n| tx.insert(&ITEMS, &item(n, "x".repeat(3000)))).collect();
            // The body ignores its results; the store must not commit the half that fitted.
            Ok(())
        });
        assert!(statements[0].is_ok());
        assert_eq!(statements.last(), Some(&Err(StoreError::Full)));
        assert_eq!(ended, Err(StoreError::Full));
        assert_eq!(count(&store), 1, "half of a transaction");
        store.check().unwrap();
        assert_eq!(insert(&store, 2, 10), Ok(()), "what fits is still welcome");
        limit(1_000_000);
        insert(&store, 3, 100_000).unwrap();
        assert_eq!(count(&store), 3);
    }
}

#[test]
fn a_swallowed_failure_is_not_committed() {
    let path = path("swallowed");
    let store = options().open(&path).unwrap();
    with_writer(&store, |conn| {
        conn.execute_batch("CREATE TEMP TRIGGER fails BEFORE INSERT ON items WHEN NEW.body = 'fail' BEGIN SELECT json('{'); END").unwrap();
    });
    let ended = store.write(&mut |tx| {
        tx.insert(&ITEMS, &item(1, "good".to_owned())).unwrap();
        assert_eq!(tx.insert(&ITEMS, &item(2, "fail".to_owned())), Err(StoreError::Corrupt));
        assert_eq!(
            tx.insert(&ITEMS, &item(3, "good".to_owned())),
            Err(StoreError::Corrupt),
            "nothing runs after it"
        );
        assert_eq!(tx.get(&ITEMS, item(1, String::new()).key), Err(StoreError::Corrupt));
        Ok(())
    });
    assert_eq!(ended, Err(StoreError::Corrupt));
    assert_eq!(count(&store), 0);
}

#[test]
fn a_transaction_that_the_database_ended_is_no_success() {
    let path = path("ended");
    let store = options().open(&path).unwrap();
    with_writer(&store, |conn| {
        conn.execute_batch("CREATE TEMP TRIGGER ends BEFORE INSERT ON items WHEN NEW.body = 'end' BEGIN SELECT RAISE(ROLLBACK, 'over'); END").unwrap();
    });
    let ended = store.write(&mut |tx| {
        tx.insert(&ITEMS, &item(1, "good".to_owned())).unwrap();
        assert!(tx.insert(&ITEMS, &item(2, "end".to_owned())).is_err());
        assert!(tx.insert(&ITEMS, &item(3, "good".to_owned())).is_err(), "it would stand alone");
        Ok(())
    });
    assert!(ended.is_err());
    assert_eq!(count(&store), 0);
    insert(&store, 4, 1).unwrap();
}

#[test]
fn another_process_is_refused() {
    let health = Health::of_process(std::process::id().wrapping_add(1));
    assert_eq!(health.check(), Err(StoreError::Unsuitable));
    assert_eq!(Health::new().check(), Ok(()));
}

#[test]
fn hot_statements_read_an_index_and_sort_nothing() {
    let store = options().open_in_memory().unwrap();
    let parent = Uuid::from_u128(1);
    let of = || Query::of(&ITEMS, 10);
    let place = |value| Some(casegate::store::After { value, key: Key::under(parent, Uuid::nil()) });
    let queries = [
        of().under(parent),
        of().under(parent).newest_first().after(place(Value::Null)),
        of().equal("name", "x"),
        of().only(Filter::StartsWith("name", "x".to_owned())).by("name", Direction::Ascending),
        of().by("name", Direction::Ascending).after(place("x".into())),
        of().by("name", Direction::Descending).after(place("x".into())),
        of().under(parent).by("due", Direction::Ascending).after(place(7.into())),
        of().only(Filter::Below("due", 9.into())).by("due", Direction::Ascending),
    ];
    for query in queries {
        let entry = store.catalog().entry(&ITEMS).unwrap();
        let select = select::page(entry, &query).unwrap();
        let plan = with_writer(&store, |conn| {
            let mut statement = conn.prepare(&format!("EXPLAIN QUERY PLAN {}", select.sql)).unwrap();
            select.bind(&mut statement).unwrap();
            let mut rows = statement.raw_query();
            let mut plan = String::new();
            while let Some(row) = rows.next().unwrap() {
                plan += &row.get::<_, String>("detail").unwrap();
            }
            plan
        });
        assert!(plan.contains("SEARCH") && !plan.contains("TEMP B-TREE"), "{plan}: {}", select.sql);
    }
}

#[test]
fn a_read_inside_a_write_sees_what_was_committed() {
    let path = path("inside");
    let store = options().open(&path).unwrap();
    store
        .write(&mut |tx| {
            tx.insert(&ITEMS, &item(1, String::new())).unwrap();
            assert_eq!(count(&store), 0);
            Ok(())
        })
        .unwrap();
    assert_eq!(count(&store), 1);
}
