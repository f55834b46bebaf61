//! What the tests share: a small schema, folders of their own, and the test binary as a second process.
#![allow(dead_code, reason = "each test file uses a part")]
#![allow(unreachable_pub, missing_docs, reason = "helpers of tests")]

use casegate::store::{
    Abort, Column, ColumnKind, Key, NewRow, Query, Reference, Row, Store, StoreError, Table, Value, WriteTx,
};
use casegate_sqlite::{SqliteOptions, SqliteStore};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use uuid::Uuid;

pub static CASES: Table = Table {
    clustered: false,
    columns: &[Column::new("name", ColumnKind::Text), Column::nullable("code", ColumnKind::Text)],
    unique: &[&["code"]],
    indexes: &[&["name"]],
    ..Table::named("cases")
};
pub static NOTES: Table = Table {
    columns: &[Column::new("at", ColumnKind::Integer), Column::new("seen", ColumnKind::Bool)],
    unique: &[&["parent", "at"]],
    references: &[Reference { columns: &["parent"], table: "cases" }],
    append_only: true,
    ..Table::named("notes")
};
pub static TABLES: &[&Table] = &[&CASES, &NOTES];

pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("casegate-sqlite-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

pub fn options() -> SqliteOptions {
    SqliteOptions::new().over(TABLES, 1)
}

pub fn open(path: &Path) -> Result<SqliteStore, StoreError> {
    options().open(path)
}

/// Never nil, for nil is no parent.
fn id(n: u64) -> Uuid {
    Uuid::from_u64_pair(1, n)
}

pub fn case(n: u64) -> NewRow {
    let columns = vec![format!("case {n}").as_str().into(), Value::Null];
    NewRow { key: Key::top(id(n)), columns, body: format!("{{\"n\":{n}}}").into() }
}

pub fn note(case: u64, n: u64) -> NewRow {
    let key = Key::under(id(case), id(n));
    NewRow { key, columns: vec![i64::try_from(n).unwrap().into(), true.into()], body: "{}".into() }
}

/// A state and its note in one transaction, as every operation of the portal writes them.
pub fn insert_pair(store: &SqliteStore, n: u64) -> Result<(), StoreError> {
    write(store, |tx| {
        tx.insert(&CASES, &case(n))?;
        tx.insert(&NOTES, &note(n, n))
    })
}

pub fn write<T>(
    store: &SqliteStore,
    mut body: impl FnMut(&mut dyn WriteTx) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let mut outcome = None;
    let ended = store.write(&mut |tx| {
        let result = body(tx);
        let verdict = if result.is_ok() { Ok(()) } else { Err(Abort) };
        outcome = Some(result);
        verdict
    });
    match (ended, outcome) {
        (Ok(()), Some(outcome)) | (Err(StoreError::Aborted), Some(outcome)) => outcome,
        (ended, _) => Err(ended.unwrap_err()),
    }
}

pub fn all(store: &SqliteStore, table: &'static Table) -> Result<Vec<Row>, StoreError> {
    let mut rows = Ok(Vec::new());
    store.read(&mut |tx| {
        rows = tx.select(&Query::of(table, u32::MAX));
        Ok(())
    })?;
    rows
}

/// The numbers of the pairs in the store. Panics if one half is without the other.
pub fn pairs(store: &SqliteStore) -> Vec<u64> {
    let number = |id: Uuid| id.as_u64_pair().1;
    let mut halves = (Vec::new(), Vec::new());
    store
        .read(&mut |tx| {
            let keys = |table| {
                tx.select(&Query::of(table, u32::MAX)).unwrap().into_iter().map(|row| number(row.key.id))
            };
            halves = (keys(&CASES).collect(), keys(&NOTES).collect());
            Ok(())
        })
        .unwrap();
    assert_eq!(halves.0, halves.1, "half of a transaction");
    halves.0
}

/// This test binary again, running only `test` with `argument` in the environment.
pub fn again(test: &str, argument: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", test, "--nocapture", "--test-threads=1"])
        .env("CASEGATE_CHILD", argument)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit());
    command
}

/// What the parent said, if this process is a child.
pub fn argument() -> Option<String> {
    std::env::var("CASEGATE_CHILD").ok()
}

/// Small numbers from a seed, the same in every run.
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}
