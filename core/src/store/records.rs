//! Transactions over records, which return the portal's errors.

use super::{Abort, Key, NewRow, ReadTx, Record, Row, Selection, Store, StoreError, WriteTx};
use crate::foundation::error::{Code, Error, Result};

/// A record as it was read, with the version that an update has to name.
#[derive(Clone, Debug)]
pub(crate) struct Stored<T> {
    pub(crate) version: i64,
    pub(crate) record: T,
}

fn parse<T: Record>(row: Row) -> Result<Stored<T>> {
    Ok(Stored { version: row.version, record: T::read(row)? })
}

fn row<T: Record>(record: &T) -> Result<NewRow> {
    Ok(NewRow { key: record.key(), columns: record.columns(), body: record.body()? })
}

/// Typed reads for every transaction.
pub(crate) trait Records {
    /// Returns the record with this key, if there is one.
    fn load<T: Record>(&self, key: Key) -> Result<Option<Stored<T>>>;

    /// Returns the record with this key as it was committed lately, without making the transaction depend on it ([`ReadTx::peek`]).
    fn peek_at<T: Record>(&self, key: Key) -> Result<Option<Stored<T>>>;

    /// Returns the record with this key, or `not_found`.
    fn require<T: Record>(&self, key: Key) -> Result<Stored<T>> {
        self.load(key)?.ok_or_else(|| Error::new(Code::NOT_FOUND))
    }

    /// Returns the selected records.
    fn list<T: Record>(&self, selection: &Selection<T>) -> Result<Vec<Stored<T>>>;

    /// Returns the number of selected records, at most the selection's limit.
    fn tally<T: Record>(&self, selection: &Selection<T>) -> Result<u32>;

    /// Returns the first of the selected records.
    fn first<T: Record>(&self, selection: &Selection<T>) -> Result<Option<Stored<T>>> {
        Ok(self.list(selection)?.into_iter().next())
    }
}

impl<R: ReadTx + ?Sized> Records for R {
    fn load<T: Record>(&self, key: Key) -> Result<Option<Stored<T>>> {
        self.get(T::TABLE, key)?.map(parse).transpose()
    }

    fn peek_at<T: Record>(&self, key: Key) -> Result<Option<Stored<T>>> {
        self.peek(T::TABLE, key)?.map(parse).transpose()
    }

    fn list<T: Record>(&self, selection: &Selection<T>) -> Result<Vec<Stored<T>>> {
        let rows = ReadTx::select(self, selection.query())?;
        // Collected from results, the list would grow step by step and move its records each time.
        let mut records = Vec::with_capacity(rows.len());
        for row in rows {
            records.push(parse(row)?);
        }
        Ok(records)
    }

    fn tally<T: Record>(&self, selection: &Selection<T>) -> Result<u32> {
        Ok(u32::try_from(self.count(selection.query())?).unwrap_or(u32::MAX))
    }
}

/// Typed writes for a write transaction.
pub(crate) trait RecordsMut {
    /// Adds a record.
    fn add<T: Record>(&mut self, record: &T) -> Result<()>;
    /// Replaces the record if it still has `version`, with which it was read.
    fn replace<T: Record>(&mut self, version: i64, record: &T) -> Result<()>;
    /// Removes a record and returns whether it was there.
    fn remove<T: Record>(&mut self, key: Key) -> Result<bool>;
}

impl<W: WriteTx + ?Sized> RecordsMut for W {
    fn add<T: Record>(&mut self, record: &T) -> Result<()> {
        Ok(self.insert(T::TABLE, &row(record)?)?)
    }

    fn replace<T: Record>(&mut self, version: i64, record: &T) -> Result<()> {
        Ok(self.update(T::TABLE, version, &row(record)?)?)
    }

    fn remove<T: Record>(&mut self, key: Key) -> Result<bool> {
        Ok(self.delete(T::TABLE, key)?)
    }
}

/// Transactions whose closures return values and the portal's errors.
pub(crate) trait StoreExt {
    /// Runs `body` on a snapshot and returns its value.
    fn reading<T>(&self, body: impl FnMut(&dyn ReadTx) -> Result<T>) -> Result<T>;
    /// Runs `body` as a transaction and returns its value; an error rolls back everything.
    fn writing<T>(&self, body: impl FnMut(&mut dyn WriteTx) -> Result<T>) -> Result<T>;
}

impl<S: Store + ?Sized> StoreExt for S {
    fn reading<T>(&self, mut body: impl FnMut(&dyn ReadTx) -> Result<T>) -> Result<T> {
        let mut outcome = None;
        let ended = self.read(&mut |tx| {
            let result = body(tx);
            let verdict = if result.is_ok() { Ok(()) } else { Err(Abort) };
            outcome = Some(result);
            verdict
        });
        settle(ended, outcome)
    }

    fn writing<T>(&self, mut body: impl FnMut(&mut dyn WriteTx) -> Result<T>) -> Result<T> {
        let mut outcome = None;
        let ended = self.write(&mut |tx| {
            let result = body(tx);
            let verdict = if result.is_ok() { Ok(()) } else { Err(Abort) };
            outcome = Some(result);
            verdict
        });
        settle(ended, outcome)
    }
}

/// Returns the body's error if it aborted, the store's if the store failed, and the value only if the store succeeded.
fn settle<T>(ended: Result<(), StoreError>, outcome: Option<Result<T>>) -> Result<T> {
    match (ended, outcome) {
        (Ok(()), Some(result)) => result,
        (Err(StoreError::Aborted), Some(Err(error))) => Err(error),
        (Err(error), _) => Err(error.into()),
        (Ok(()), None) => Err(Error::new(Code::DEFECT)),
    }
}
