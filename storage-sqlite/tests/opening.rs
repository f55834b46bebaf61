//! Whose file is it, and is it whole?
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod common;

use casegate::store::{Column, ColumnKind, Store, StoreError, Table};
use casegate_sqlite::{APPLICATION_ID, Durability, SqliteOptions, SqliteStore};
use common::{CASES, Folder, NOTES, TABLES, insert_pair, open, options, pairs};
use rusqlite::Connection;
use std::fs;
use std::path::Path;
use std::sync::Barrier;
use std::thread;

fn refused(path: &Path) -> StoreError {
    match open(path) {
        Ok(_) => panic!("was opened: {}", path.display()),
        Err(error) => error,
    }
}

fn raw(path: &Path) -> Connection {
    Connection::open(path).unwrap()
}

#[test]
fn a_new_file_is_marked_strict_and_private() {
    let folder = Folder::new("new");
    let path = folder.file("a.db");
    let store = open(&path).unwrap();
    insert_pair(&store, 1).unwrap();
    drop(store);
    let raw = raw(&path);
    let number = |pragma| raw.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(number("application_id"), i64::from(APPLICATION_ID));
    assert_eq!(number("user_version"), 1);
    assert_eq!(raw.pragma_query_value(None, "journal_mode", |row| row.get::<_, String>(0)).unwrap(), "wal");
    let mut strict = raw
        .prepare("SELECT count(*) FROM pragma_table_list WHERE strict AND wr AND name IN ('cases', 'notes')")
        .unwrap();
    assert_eq!(strict.query_row([], |row| row.get::<_, i64>(0)).unwrap(), 2);
    #[cfg(unix)]
    for name in ["a.db", "a.db-wal", "a.db-shm", "a.db.lock", "a.db.turn"] {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(folder.file(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{name} can be read by others");
    }
    assert_eq!(&fs::read(&path).unwrap()[68..72], b"CGT1");
}

#[test]
fn a_store_is_found_again() {
    let folder = Folder::new("again");
    let path = folder.file("a.db");
    for n in 1..=3 {
        let store = open(&path).unwrap();
        insert_pair(&store, n).unwrap();
        assert_eq!(pairs(&store).len(), usize::try_from(n).unwrap());
    }
    // A clean end leaves everything in the one file.
    assert_eq!(fs::metadata(folder.file("a.db-wal")).unwrap().len(), 0);
    fs::copy(&path, folder.file("copy.db")).unwrap();
    assert_eq!(pairs(&open(&folder.file("copy.db")).unwrap()), [1, 2, 3]);
}

#[test]
fn special_names_are_only_names() {
    let folder = Folder::new("names");
    for name in [":memory:", "file:x?mode=memory", "a b%20\u{e9}?x=1#y", "'quoted'"] {
        let path = folder.file(name);
        insert_pair(&open(&path).unwrap(), 1).unwrap();
        assert!(path.is_file(), "{name}");
    }
    assert_eq!(refused(Path::new("")), StoreError::Io);
    assert_eq!(refused(&folder.file("no/such/folder/a.db")), StoreError::Io);
}

#[cfg(unix)]
#[test]
fn a_link_leads_to_the_same_lock() {
    let folder = Folder::new("links");
    insert_pair(&open(&folder.file("a.db")).unwrap(), 1).unwrap();
    std::os::unix::fs::symlink(folder.file("a.db"), folder.file("link.db")).unwrap();
    assert_eq!(pairs(&open(&folder.file("link.db")).unwrap()), [1]);
    assert!(!folder.file("link.db.lock").exists());
}

#[test]
fn foreign_files_are_refused_and_left_alone() {
    let folder = Folder::new("foreign");
    let make = |name: &str, sql: &str| {
        let path = folder.file(name);
        raw(&path).execute_batch(sql).unwrap();
        path
    };
    let garbage = |name: &str, bytes: &[u8]| {
        let path = folder.file(name);
        fs::write(&path, bytes).unwrap();
        path
    };
    for path in [
        make("tables", "CREATE TABLE cases (x)"),
        make("application", "PRAGMA application_id = 7"),
        make(
            "application and tables",
            "PRAGMA application_id = 7; PRAGMA user_version = 1; CREATE TABLE cases (x)",
        ),
        make("version", "PRAGMA user_version = 1"),
        garbage("text", &b"client,income\n".repeat(500)),
        garbage("short text", b"x"),
        garbage("zeros", &[0; 8192]),
        garbage("other magic", &[b"SQLite format 4\0".as_slice(), &[0; 5000]].concat()),
    ] {
        let before = fs::read(&path).unwrap();
        assert_eq!(refused(&path), StoreError::Foreign, "{}", path.display());
        assert_eq!(fs::read(&path).unwrap(), before, "{} was changed", path.display());
    }
    assert_eq!(refused(&folder.0), StoreError::Foreign, "a directory");
    // An empty file is a new store: a host may have made it, for its rights.
    assert!(open(&garbage("empty", b"")).is_ok());
}

#[test]
fn newer_and_older_formats_are_refused() {
    let folder = Folder::new("versions");
    let path = folder.file("a.db");
    drop(options().over(TABLES, 3).open(&path).unwrap());
    assert_eq!(options().over(TABLES, 2).open(&path).err(), Some(StoreError::Newer));
    assert_eq!(options().over(TABLES, 4).open(&path).err(), Some(StoreError::Unsuitable));
    assert!(options().over(TABLES, 3).open(&path).is_ok());
    assert_eq!(options().over(TABLES, 0).open(folder.file("b.db")).err(), Some(StoreError::Misused));
    raw(&path).pragma_update(None, "user_version", 0).unwrap();
    assert_eq!(refused(&path), StoreError::Corrupt);
}

#[test]
fn a_changed_schema_is_refused() {
    let folder = Folder::new("schema");
    for (n, sql) in [
        "DROP INDEX cases_by_name",
        "DROP TRIGGER notes_no_update",
        "DROP TABLE notes",
        "ALTER TABLE cases ADD COLUMN extra TEXT",
        "CREATE TABLE other (x)",
        "CREATE TRIGGER more AFTER INSERT ON cases BEGIN SELECT 1; END",
        "DROP INDEX cases_once_code; CREATE INDEX cases_once_code ON cases (code)",
    ]
    .into_iter()
    .enumerate()
    {
        let path = folder.file(&format!("{n}.db"));
        insert_pair(&open(&path).unwrap(), 1).unwrap();
        raw(&path).execute_batch(sql).unwrap();
        assert_eq!(refused(&path), StoreError::Corrupt, "{sql}");
    }
    let path = folder.file("analysed.db");
    insert_pair(&open(&path).unwrap(), 1).unwrap();
    raw(&path).execute_batch("ANALYZE").unwrap();
    assert!(open(&path).is_ok(), "statistics are SQLite's own");
}

#[test]
fn impossible_declarations_are_refused() {
    static BAD_NAME: Table = Table { clustered: false, ..Table::named("a\" (x); --") };
    static OWN_COLUMN: Table =
        Table { columns: &[Column::new("body", ColumnKind::Text)], ..Table::named("a") };
    static NO_COLUMN: Table = Table { indexes: &[&["missing"]], ..Table::named("a") };
    static BAD: [&[&Table]; 5] = [&[&BAD_NAME], &[&OWN_COLUMN], &[&NO_COLUMN], &[&NOTES], &[&CASES, &CASES]];
    for tables in BAD {
        assert_eq!(SqliteOptions::new().over(tables, 1).open_in_memory().err(), Some(StoreError::Misused));
    }
    let store = options().open_in_memory().unwrap();
    store
        .read(&mut |tx| {
            assert_eq!(tx.get(&NO_COLUMN, common::case(1).key), Err(StoreError::Misused));
            Ok(())
        })
        .unwrap();
}

#[test]
fn many_handles_create_one_store() {
    let folder = Folder::new("creation");
    for round in 0..8 {
        let path = folder.file(&format!("{round}.db"));
        let barrier = Barrier::new(4);
        thread::scope(|scope| {
            for n in 0..4 {
                let (barrier, path) = (&barrier, &path);
                scope.spawn(move || {
                    barrier.wait();
                    let handles = [open(path).unwrap(), open(path).unwrap()];
                    insert_pair(&handles[0], n * 2).unwrap();
                    insert_pair(&handles[1], n * 2 + 1).unwrap();
                });
            }
        });
        let store = open(&path).unwrap();
        assert_eq!(pairs(&store), (0..8).collect::<Vec<_>>());
        store.check().unwrap();
    }
}

#[test]
fn less_durability_is_reported() {
    let folder = Folder::new("durability");
    let store = options().durability(Durability::ProcessKill).open(folder.file("a.db")).unwrap();
    let codes: Vec<_> = store.findings().into_iter().map(|finding| (finding.code, finding.serious)).collect();
    assert_eq!(codes, [("store_not_fully_durable", true)]);
    assert_eq!(open(&folder.file("b.db")).unwrap().findings(), []);
}

#[test]
fn the_database_itself_keeps_the_rules() {
    let folder = Folder::new("rules");
    let path = folder.file("a.db");
    let store = open(&path).unwrap();
    insert_pair(&store, 1).unwrap();
    let raw = raw(&path);
    raw.pragma_update(None, "foreign_keys", 1).unwrap();
    for sql in [
        "UPDATE notes SET body = 'x'",
        "DELETE FROM notes",
        "INSERT OR REPLACE INTO notes (parent, id, at, seen, body, version) SELECT parent, id, at, seen, 'x', 1 FROM notes",
        "DELETE FROM cases",
        "INSERT INTO notes SELECT randomblob(16), id, 9, 1, body, 1 FROM notes",
        "INSERT INTO cases (id, name, body, version) VALUES (randomblob(15), 'a', '', 1)",
        "INSERT INTO cases (id, name, body, version) VALUES ('0123456789abcdef', 'a', '', 1)",
        "INSERT INTO cases (id, name, body, version) VALUES (randomblob(16), NULL, '', 1)",
        "INSERT INTO cases (id, name, body, version) VALUES (randomblob(16), x'00', '', 1)",
        "INSERT INTO cases (id, name, body, version) VALUES (randomblob(16), 'a', '', 0)",
        "INSERT INTO notes (parent, id, at, seen, body, version) SELECT id, id, 9, 2, '', 1 FROM cases",
        "UPDATE cases SET code = 'x'; INSERT INTO cases (id, name, code, body, version) VALUES (randomblob(16), 'a', 'x', '', 1)",
    ] {
        assert!(raw.execute_batch(sql).is_err(), "{sql}");
    }
    assert_eq!(pairs(&store), [1]);
    // People can ask it with SQL.
    let found: i64 = raw
        .query_row(
            "SELECT count(*) FROM cases JOIN notes ON notes.parent = cases.id WHERE name = 'case 1'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(found, 1);
}

#[test]
fn a_backup_refuses_to_overwrite() {
    let folder = Folder::new("overwrite");
    let store = open(&folder.file("a.db")).unwrap();
    insert_pair(&store, 1).unwrap();
    fs::write(folder.file("taken"), "precious").unwrap();
    assert_eq!(store.backup_to(folder.file("taken")), Err(StoreError::Conflict));
    assert_eq!(fs::read(folder.file("taken")).unwrap(), b"precious");
    assert_eq!(store.backup_to(folder.file("a.db")), Err(StoreError::Conflict));
    assert_eq!(store.backup_to(folder.file("none/such")), Err(StoreError::Io));
    store.backup_to(folder.file("copy.db")).unwrap();
    assert_eq!(pairs(&open(&folder.file("copy.db")).unwrap()), [1]);
    assert!(!folder.file("copy.db.partial").exists());
    let memory = options().open_in_memory().unwrap();
    insert_pair(&memory, 5).unwrap();
    memory.backup_to(folder.file("from memory.db")).unwrap();
    assert_eq!(pairs(&open(&folder.file("from memory.db")).unwrap()), [5]);
}

#[test]
fn the_product_opens() {
    let folder = Folder::new("product");
    drop(SqliteStore::open(folder.file("a.db")).unwrap());
    SqliteStore::open(folder.file("a.db")).unwrap().check().unwrap();
    SqliteStore::open_in_memory().unwrap().check().unwrap();
}
