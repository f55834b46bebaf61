//! The audit cannot be changed, and what cannot be audited does not happen (SECURITY AUD-05).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use casegate::foundation::error::Code;
use casegate::operations::{Effect, Operation};
use casegate::store::{
    Key, MemoryStore, NewRow, Query, ReadBody, ReadTx, Row, Store, StoreError, StoreFinding, Table,
    WriteBody, WriteTx,
};
use casegate_sqlite::SqliteStore;
use casegate_tests::examples::Stage;
use casegate_tests::world::{Call, Folder, World, dump, recorded, refused, settle, table};
use rusqlite::Connection;
use serde_json::json;
use std::path::PathBuf;
use std::sync::Arc;

/// The rules of the database protect the audit, and not only this library's.
#[test]
fn aud_05_the_database_refuses_to_change_the_record() {
    let folder = Folder::new("aud-05");
    let store: Arc<dyn Store> = Arc::new(SqliteStore::open(folder.at("store.db")).unwrap());
    for store in [store, Arc::new(MemoryStore::new())] {
        let world = World::on(store);
        settle(&world.desk());
        let (row, _) = recorded(&world).swap_remove(0);
        let events = table("audit_events");
        let before = dump(world.store.as_ref());
        world
            .store
            .write(&mut |tx| {
                let columns = vec![0.into(), world.firm.uuid().into()];
                let changed = NewRow { key: row.key, columns, body: "{}".into() };
                assert_eq!(tx.update(events, 1, &changed), Err(StoreError::Misused));
                assert_eq!(tx.insert(events, &changed), Err(StoreError::Conflict));
                assert_eq!(tx.delete(events, row.key), Err(StoreError::Misused));
                Ok(())
            })
            .unwrap();
        assert!(dump(world.store.as_ref()) == before);
    }
}

/// Returns a database of the product with a row in every table that only grows, and its path.
fn kept(folder: &Folder) -> (PathBuf, Stage) {
    let path = folder.at("store.db");
    let mut stage = Stage::set(World::on(Arc::new(SqliteStore::open(&path).unwrap())));
    stage.world = World::in_memory();
    (path, stage)
}

/// The tables whose rows cannot be changed.
fn kept_tables() -> impl Iterator<Item = &'static Table> {
    casegate::schema::TABLES.iter().copied().filter(|table| table.append_only)
}

/// Somebody who opens the file with plain SQL, without this library, is refused by the file itself.
#[test]
fn aud_05_another_program_cannot_change_the_record() {
    let folder = Folder::new("aud-05-foreign");
    let (path, _) = kept(&folder);
    let foreign = Connection::open(&path).unwrap();
    let names: Vec<_> = kept_tables().map(|table| table.name).collect();
    assert!(names.contains(&"audit_events") && names.len() > 1, "{names:?}");
    for name in names {
        let count = || {
            foreign
                .query_row(&format!("SELECT count(*), total(length(body)) FROM {name}"), [], sizes)
                .unwrap()
        };
        let before = count();
        assert!(before.0 > 0, "{name} is empty");
        for statement in [
            format!("UPDATE {name} SET body = '{{}}'"),
            format!("UPDATE OR IGNORE {name} SET version = 1 + version"),
            format!("UPDATE OR REPLACE {name} SET version = version + 1"),
            format!("DELETE FROM {name}"),
            format!("DELETE FROM {name} WHERE body <> ''"),
            format!("INSERT OR REPLACE INTO {name} SELECT * FROM {name}"),
        ] {
            let outcome = foreign.execute(&statement, []);
            let is_refused = matches!(&outcome, Err(error) if error.to_string().contains("kept as they are"));
            assert!(is_refused, "{statement}: {outcome:?}");
        }
        assert_eq!(count(), before, "{name}");
        // The same with the settings that turn off rules, as far as SQL has them.
        foreign.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON;").unwrap();
        assert!(foreign.execute(&format!("DELETE FROM {name}"), []).is_err());
    }
}

fn sizes(row: &rusqlite::Row<'_>) -> rusqlite::Result<(i64, f64)> {
    Ok((row.get(0)?, row.get(1)?))
}

/// Removing the rule first is detected: by the shape of the tables, or by the chain if the rule is restored.
#[test]
fn aud_05_a_record_changed_without_its_rule_is_found() {
    let edits = [
        "UPDATE audit_events SET body = replace(body, '\"mint_invite\"', '\"lint_invite\"') WHERE body LIKE '%mint_invite%'",
        "DELETE FROM audit_events WHERE body LIKE '%mint_invite%'",
    ];
    for edit in edits {
        let folder = Folder::new("aud-05-trigger");
        let (path, stage) = kept(&folder);
        let foreign = Connection::open(&path).unwrap();
        let rules: Vec<(String, String)> = foreign
            .prepare(
                "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'audit_events'",
            )
            .unwrap()
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        assert_eq!(rules.len(), 3, "one each against changing, deleting and replacing");
        let verify = || {
            let world = World::on(Arc::new(SqliteStore::open(&path).unwrap()));
            world.desk().tell("verify_audit", json!({ "caseId": stage.case }))["intact"].clone()
        };
        assert_eq!(verify(), true);
        rules.iter().for_each(|(name, _)| foreign.execute_batch(&format!("DROP TRIGGER {name}")).unwrap());
        assert!(foreign.execute(edit, []).unwrap() > 0);
        assert_eq!(SqliteStore::open(&path).err(), Some(StoreError::Corrupt), "without its rules it opens");
        rules.iter().for_each(|(_, sql)| foreign.execute_batch(sql).unwrap());
        assert_eq!(verify(), false, "{edit}");
    }
}

/// A store without space for one more event.
struct NoRoom(MemoryStore, std::sync::atomic::AtomicBool);

struct NoRoomWrite<'a>(&'a mut dyn WriteTx);

impl ReadTx for NoRoomWrite<'_> {
    fn get(&self, table: &'static Table, key: Key) -> Result<Option<Row>, StoreError> {
        self.0.get(table, key)
    }
    fn select(&self, query: &Query) -> Result<Vec<Row>, StoreError> {
        self.0.select(query)
    }
    fn count(&self, query: &Query) -> Result<u64, StoreError> {
        self.0.count(query)
    }
}

impl WriteTx for NoRoomWrite<'_> {
    fn insert(&mut self, table: &'static Table, row: &NewRow) -> Result<(), StoreError> {
        if table.name == "audit_events" { Err(StoreError::Full) } else { self.0.insert(table, row) }
    }
    fn update(&mut self, table: &'static Table, expected: i64, row: &NewRow) -> Result<(), StoreError> {
        self.0.update(table, expected, row)
    }
    fn delete(&mut self, table: &'static Table, key: Key) -> Result<bool, StoreError> {
        self.0.delete(table, key)
    }
}

impl Store for NoRoom {
    fn read(&self, body: &mut ReadBody<'_>) -> Result<(), StoreError> {
        self.0.read(body)
    }
    fn write(&self, body: &mut WriteBody<'_>) -> Result<(), StoreError> {
        match self.1.load(std::sync::atomic::Ordering::SeqCst) {
            true => self.0.write(&mut |tx| body(&mut NoRoomWrite(tx))),
            false => self.0.write(body),
        }
    }
    fn findings(&self) -> Vec<StoreFinding> {
        self.0.findings()
    }
}

/// Whether an operation leaves an event. A job's steps do not: what they change is recorded by what added the job.
fn is_recorded(operation: Operation) -> bool {
    operation.effect() != Effect::Reads && operation != Operation::RUN_JOBS
}

#[test]
fn aud_05_what_cannot_be_recorded_does_not_happen() {
    for operation in Operation::ALL.iter().filter(|operation| is_recorded(**operation)) {
        let store = Arc::new(NoRoom(MemoryStore::new(), false.into()));
        let stage = Stage::set(World::on(Arc::clone(&store) as Arc<dyn Store>));
        let before = dump(store.as_ref());
        store.1.store(true, std::sync::atomic::Ordering::SeqCst);
        assert_eq!(stage.call(*operation).unwrap_err().code(), Code::STORE_FULL, "{}", operation.name());
        assert!(dump(store.as_ref()) == before, "{} left a trace", operation.name());
        let error = refused(
            &stage.world.desk(),
            "get_case",
            json!({ "caseId": "case_00000000000070008000000000000000" }),
        );
        assert_eq!(error.code(), Code::STORE_FULL, "a refusal off the record");
    }
}
