//! Damaged rows are reported as such, and cause no panic (SECURITY D-17, D-06).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod fuzzing;

use casegate::foundation::error::{Code, Kind};
use casegate::operations::Operation;
use casegate::store::{
    Key, MemoryStore, NewRow, Query, ReadBody, ReadTx, Row, Store, StoreError, StoreFinding, Table,
    WriteBody, WriteTx,
};
use casegate_tests::examples::Stage;
use casegate_tests::world::{World, body_text, dump, repeats};
use fuzzing::{change, change_value};
use rand::rngs::StdRng;
use rand::seq::{IndexedRandom, IteratorRandom};
use rand::{RngExt, SeedableRng};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};

/// A store in which one row's record is read differently than it was written.
struct Damaged {
    inner: MemoryStore,
    damage: Mutex<Option<(String, Key, String)>>,
}

impl Damaged {
    fn read_as_is(&self, table: &Table, mut row: Row) -> Row {
        if let Some((name, key, body)) = &*self.damage.lock().unwrap()
            && name == table.name
            && *key == row.key
        {
            row.body = body.as_str().into();
        }
        row
    }
}

struct Reading<'a, T: ?Sized> {
    of: &'a Damaged,
    tx: &'a mut T,
}

impl<T: ReadTx + ?Sized> ReadTx for Reading<'_, T> {
    fn get(&self, table: &'static Table, key: Key) -> Result<Option<Row>, StoreError> {
        Ok(self.tx.get(table, key)?.map(|row| self.of.read_as_is(table, row)))
    }
    fn select(&self, query: &Query) -> Result<Vec<Row>, StoreError> {
        let rows = self.tx.select(query)?.into_iter();
        Ok(rows.map(|row| self.of.read_as_is(query.table, row)).collect())
    }
    fn count(&self, query: &Query) -> Result<u64, StoreError> {
        self.tx.count(query)
    }
}

impl<T: WriteTx + ?Sized> WriteTx for Reading<'_, T> {
    fn insert(&mut self, table: &'static Table, row: &NewRow) -> Result<(), StoreError> {
        self.tx.insert(table, row)
    }
    fn update(&mut self, table: &'static Table, expected: i64, row: &NewRow) -> Result<(), StoreError> {
        self.tx.update(table, expected, row)
    }
    fn delete(&mut self, table: &'static Table, key: Key) -> Result<bool, StoreError> {
        self.tx.delete(table, key)
    }
}

/// A transaction by shared reference, where a write transaction needs an exclusive one.
struct Snapshot<'a>(&'a dyn ReadTx);

impl ReadTx for Snapshot<'_> {
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

impl Store for Damaged {
    fn read(&self, body: &mut ReadBody<'_>) -> Result<(), StoreError> {
        self.inner.read(&mut |tx| body(&Reading { of: self, tx: &mut Snapshot(tx) }))
    }
    fn write(&self, body: &mut WriteBody<'_>) -> Result<(), StoreError> {
        self.inner.write(&mut |tx| body(&mut Reading { of: self, tx }))
    }
    fn findings(&self) -> Vec<StoreFinding> {
        self.inner.findings()
    }
}

/// The codes that operations returned for a damaged row, and how often.
type Answers = BTreeMap<Option<Code>, u32>;

/// Damages one row after the other in one way, and calls operations of every kind.
fn damage_and_call(
    seed: u64,
    rounds: u32,
    mut damage: impl FnMut(&str, &mut StdRng) -> String,
) -> (Answers, BTreeSet<String>) {
    let mut rng = StdRng::seed_from_u64(seed);
    let (mut answers, mut told) = (Answers::new(), BTreeSet::new());
    for round in 0..rounds {
        let store = Arc::new(Damaged { inner: MemoryStore::new(), damage: Mutex::new(None) });
        let stage = Stage::set(World::on(Arc::clone(&store) as Arc<dyn Store>));
        // Each table is as likely as any other, however many rows it has.
        let mut tables = BTreeMap::<_, Vec<_>>::new();
        for (table, row) in dump(store.as_ref()) {
            tables.entry(table).or_default().push(row);
        }
        let (table, rows) = tables.into_iter().choose(&mut rng).unwrap();
        let row = rows.choose(&mut rng).unwrap().clone();
        let body = damage(&body_text(&row), &mut rng);
        *store.damage.lock().unwrap() = Some((table.clone(), row.key, body.clone()));
        for step in 0..8 {
            let operation = Operation::ALL[(round as usize * 8 + step) % Operation::ALL.len()];
            let outcome = catch_unwind(AssertUnwindSafe(|| stage.call(operation)));
            let outcome = outcome.unwrap_or_else(|_| panic!("{} at {table}: {body}", operation.name()));
            let error = outcome.err();
            let code = error.as_ref().map(casegate::foundation::error::Error::code);
            assert_ne!(code, Some(Code::DEFECT), "{} at {table}: {body}", operation.name());
            *answers.entry(code).or_insert(0) += 1;
            if code == Some(Code::STORED_DATA_INVALID) {
                told.extend(error.and_then(|error| error.field().map(str::to_owned)));
            }
        }
    }
    println!("{answers:?}\n{told:?}");
    (answers, told)
}

/// Bytes that are not a record: whatever needs the row is refused with its table's name.
#[test]
fn d_17_a_row_that_is_no_record_is_told_as_that() {
    let cut = |body: &str, rng: &mut StdRng| match rng.random_range(0..4) {
        0 => String::new(),
        1 => "null".into(),
        2 => body.chars().take(rng.random_range(0..body.len())).collect(),
        _ => format!("{body}{body}"),
    };
    let (answers, told) = damage_and_call(1, repeats(120, 50_000), cut);
    assert!(answers[&Some(Code::STORED_DATA_INVALID)] > 50, "{answers:?}");
    assert!(told.iter().all(|name| casegate::schema::TABLES.iter().any(|table| table.name == name)));
    assert!(told.len() > 10, "{told:?}");
    // All other codes are explained by the row's changed contents.
    let internal = |code: &&Option<Code>| code.is_some_and(|code| code.kind() == Kind::Internal);
    let others: Vec<_> = answers.keys().filter(internal).collect();
    assert!(
        others
            .iter()
            .all(|code| matches!(code, Some(Code::STORED_DATA_INVALID | Code::STORED_DATA_TAMPERED)))
    );
}

/// Records that are valid JSON with other contents.
#[test]
fn d_17_a_row_that_says_something_else_makes_nothing_panic() {
    let changed = |body: &str, rng: &mut StdRng| {
        let Ok(mut record) = serde_json::from_str::<Value>(body) else { return body.to_owned() };
        change_value(&mut record, rng);
        record.to_string()
    };
    damage_and_call(2, repeats(120, 50_000), changed);
    let changed = |body: &str, rng: &mut StdRng| {
        let mut bytes = body.as_bytes().to_vec();
        change(&mut bytes, &[b"{}".to_vec()], rng);
        String::from_utf8_lossy(&bytes).into_owned()
    };
    damage_and_call(3, repeats(120, 50_000), changed);
}
