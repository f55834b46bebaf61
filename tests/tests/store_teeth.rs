//! Checks the conformance suite itself: stores that are broken on purpose fail it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use casegate::store::{
    Abort, Filter, Key, MemoryStore, NewRow, Query, ReadBody, ReadTx, Row, Store, StoreError, StoreFinding,
    Table, WriteBody, WriteTx,
};
use casegate_store_conformance::{CASES, Case, TABLES};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;

/// The defect of a store.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Flaw {
    None,
    CommitsDespiteAbort,
    CommitsDespitePanic,
    Upserts,
    IgnoresVersions,
    DeletesWhatIsNotThere,
    IgnoresTheLimit,
    IgnoresTheCursor,
    CountsBeyondTheLimit,
    FoldsCase,
    TrimsBodies,
    LetsPrefixesBePatterns,
    AllowsMisuse,
    ReadsWithoutSnapshot,
    ForgetsWhatItDeletes,
}

struct Broken {
    flaw: Flaw,
    inner: Arc<dyn Store>,
}

struct Tx<'a, T: ?Sized> {
    flaw: Flaw,
    tx: &'a mut T,
}

/// Each read has a separate snapshot.
struct Piecemeal<'a>(&'a dyn Store);

impl Store for Broken {
    fn read(&self, body: &mut ReadBody<'_>) -> Result<(), StoreError> {
        if self.flaw == Flaw::ReadsWithoutSnapshot {
            return body(&Piecemeal(&*self.inner)).map_err(|Abort| StoreError::Aborted);
        }
        self.inner.read(&mut |tx| body(&Reads { flaw: self.flaw, tx }))
    }

    fn write(&self, body: &mut WriteBody<'_>) -> Result<(), StoreError> {
        let mut aborted = false;
        let mut panic = None;
        self.inner.write(&mut |tx| {
            let ended = catch_unwind(AssertUnwindSafe(|| body(&mut Tx { flaw: self.flaw, tx })));
            match ended {
                Ok(Err(Abort)) if self.flaw == Flaw::CommitsDespiteAbort => {
                    aborted = true;
                    Ok(())
                }
                Ok(verdict) => verdict,
                Err(cause) if self.flaw == Flaw::CommitsDespitePanic => {
                    panic = Some(cause);
                    Ok(())
                }
                Err(cause) => resume_unwind(cause),
            }
        })?;
        if let Some(cause) = panic {
            resume_unwind(cause);
        }
        if aborted { Err(StoreError::Aborted) } else { Ok(()) }
    }

    fn findings(&self) -> Vec<StoreFinding> {
        self.inner.findings()
    }
}

fn bent(flaw: Flaw, query: &Query) -> Query {
    let mut query = query.clone();
    match flaw {
        Flaw::IgnoresTheLimit => query.limit = u32::MAX,
        Flaw::IgnoresTheCursor => query.after = None,
        Flaw::LetsPrefixesBePatterns => {
            for filter in &mut query.filters {
                if let Filter::StartsWith(_, prefix) = filter {
                    *prefix = prefix.split(['%', '_']).next().unwrap().to_owned();
                }
            }
        }
        _ => {}
    }
    query
}

fn select(flaw: Flaw, tx: &dyn ReadTx, query: &Query) -> Result<Vec<Row>, StoreError> {
    // A cursor that never ends would make the suite's own limit fail, which also counts.
    let answer = tx.select(&bent(flaw, query));
    if flaw == Flaw::AllowsMisuse && answer == Err(StoreError::Misused) { Ok(Vec::new()) } else { answer }
}

fn count(flaw: Flaw, tx: &dyn ReadTx, query: &Query) -> Result<u64, StoreError> {
    match flaw {
        Flaw::CountsBeyondTheLimit => tx.count(&Query { limit: u32::MAX, ..query.clone() }),
        Flaw::AllowsMisuse => tx.count(query).or(Ok(0)),
        flaw => tx.count(&bent(flaw, query)),
    }
}

struct Reads<'a> {
    flaw: Flaw,
    tx: &'a dyn ReadTx,
}

impl ReadTx for Reads<'_> {
    fn get(&self, table: &'static Table, key: Key) -> Result<Option<Row>, StoreError> {
        self.tx.get(table, key)
    }
    fn select(&self, query: &Query) -> Result<Vec<Row>, StoreError> {
        select(self.flaw, self.tx, query)
    }
    fn count(&self, query: &Query) -> Result<u64, StoreError> {
        count(self.flaw, self.tx, query)
    }
}

impl ReadTx for Piecemeal<'_> {
    fn get(&self, table: &'static Table, key: Key) -> Result<Option<Row>, StoreError> {
        let mut answer = Ok(None);
        self.0.read(&mut |tx| {
            answer = tx.get(table, key);
            Ok(())
        })?;
        answer
    }
    fn select(&self, query: &Query) -> Result<Vec<Row>, StoreError> {
        let mut answer = Ok(Vec::new());
        self.0.read(&mut |tx| {
            answer = tx.select(query);
            Ok(())
        })?;
        answer
    }
    fn count(&self, query: &Query) -> Result<u64, StoreError> {
        let mut answer = Ok(0);
        self.0.read(&mut |tx| {
            answer = tx.count(query);
            Ok(())
        })?;
        answer
    }
}

impl ReadTx for Tx<'_, dyn WriteTx + '_> {
    fn get(&self, table: &'static Table, key: Key) -> Result<Option<Row>, StoreError> {
        self.tx.get(table, key)
    }
    fn select(&self, query: &Query) -> Result<Vec<Row>, StoreError> {
        self.tx.select(&bent(self.flaw, query))
    }
    fn count(&self, query: &Query) -> Result<u64, StoreError> {
        self.tx.count(&bent(self.flaw, query))
    }
}

impl Tx<'_, dyn WriteTx + '_> {
    fn bend(&self, table: &Table, row: &NewRow) -> NewRow {
        let mut row = row.clone();
        if self.flaw == Flaw::TrimsBodies {
            let trimmed = row.body.json().map(|json| json.trim().into());
            row.body = trimmed.unwrap_or(row.body);
        }
        if let (Flaw::FoldsCase, "shelves", Some(casegate::store::Value::Text(text))) =
            (self.flaw, table.name, row.columns.get_mut(1))
        {
            *text = text.to_lowercase();
        }
        row
    }
}

impl WriteTx for Tx<'_, dyn WriteTx + '_> {
    fn insert(&mut self, table: &'static Table, row: &NewRow) -> Result<(), StoreError> {
        let row = self.bend(table, row);
        match self.tx.get(table, row.key)? {
            Some(stored) if self.flaw == Flaw::Upserts && !table.append_only => {
                self.tx.update(table, stored.version, &row)
            }
            _ => self.tx.insert(table, &row),
        }
    }
    fn update(&mut self, table: &'static Table, expected: i64, row: &NewRow) -> Result<(), StoreError> {
        let row = self.bend(table, row);
        match self.tx.get(table, row.key)? {
            Some(stored) if self.flaw == Flaw::IgnoresVersions => self.tx.update(table, stored.version, &row),
            _ => self.tx.update(table, expected, &row),
        }
    }
    fn delete(&mut self, table: &'static Table, key: Key) -> Result<bool, StoreError> {
        let deleted = self.tx.delete(table, key)?;
        match self.flaw {
            Flaw::DeletesWhatIsNotThere => Ok(true),
            Flaw::ForgetsWhatItDeletes => Ok(false),
            _ => Ok(deleted),
        }
    }
}

/// Returns the cases that a store with this defect fails.
fn failed(flaw: Flaw) -> Vec<&'static str> {
    let make = || -> Arc<dyn Store> { Arc::new(Broken { flaw, inner: Arc::new(MemoryStore::over(TABLES)) }) };
    let fails = |case: &&(&'static str, Case)| catch_unwind(AssertUnwindSafe(|| case.1(&make))).is_err();
    CASES.iter().filter(fails).map(|case| case.0).collect()
}

#[test]
fn every_flaw_is_found() {
    let flaws = [
        Flaw::CommitsDespiteAbort,
        Flaw::CommitsDespitePanic,
        Flaw::Upserts,
        Flaw::IgnoresVersions,
        Flaw::DeletesWhatIsNotThere,
        Flaw::IgnoresTheLimit,
        Flaw::IgnoresTheCursor,
        Flaw::CountsBeyondTheLimit,
        Flaw::FoldsCase,
        Flaw::TrimsBodies,
        Flaw::LetsPrefixesBePatterns,
        Flaw::AllowsMisuse,
        Flaw::ReadsWithoutSnapshot,
        Flaw::ForgetsWhatItDeletes,
    ];
    assert_eq!(failed(Flaw::None), [] as [&str; 0], "the wrapper itself has to pass");
    // These failures are expected; printing them would hide an unexpected one.
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let found: Vec<_> = flaws.into_iter().map(|flaw| (flaw, failed(flaw))).collect();
    std::panic::set_hook(hook);
    for (flaw, cases) in found {
        println!("{flaw:?}: {} cases, such as {:?}", cases.len(), cases.first());
        assert!(!cases.is_empty(), "no case finds a store that {flaw:?}");
    }
}
