//! Operations that write.

use super::event::Event;
use super::host::Host;
use super::operation::Operation;
use super::refusal::{is_refusal, record_refusal};
use crate::access::source::Source;
use crate::audit::record::{Actor, Chain, Outcome};
use crate::foundation::env::{new_timeless_uuid, new_uuid};
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::time::Timestamp;
use crate::store::{Key, NewRow, Query, ReadTx, Row, StoreError, StoreExt, Table, WriteTx};
use uuid::Uuid;

/// An operation that writes, while it runs.
pub(crate) struct Act<'a> {
    tx: &'a mut dyn WriteTx,
    pub(crate) host: &'a Host,
    pub(crate) now: Timestamp,
    pub(crate) event: Event,
    has_written: bool,
}

impl Act<'_> {
    /// Returns a fresh time-ordered id.
    pub(crate) fn new_id(&self) -> Result<Uuid> {
        new_uuid(self.now, self.host.entropy.as_ref())
    }

    /// Returns a fresh id that does not reveal when it was made.
    pub(crate) fn new_timeless_id(&self) -> Result<Uuid> {
        new_timeless_uuid(self.host.entropy.as_ref())
    }
}

impl ReadTx for Act<'_> {
    fn get(&self, table: &'static Table, key: Key) -> Result<Option<Row>, StoreError> {
        self.tx.get(table, key)
    }
    fn peek(&self, table: &'static Table, key: Key) -> Result<Option<Row>, StoreError> {
        self.tx.peek(table, key)
    }
    fn select(&self, query: &Query) -> Result<Vec<Row>, StoreError> {
        self.tx.select(query)
    }
    fn count(&self, query: &Query) -> Result<u64, StoreError> {
        self.tx.count(query)
    }
}

impl WriteTx for Act<'_> {
    fn insert(&mut self, table: &'static Table, row: &NewRow) -> Result<(), StoreError> {
        self.has_written = true;
        self.tx.insert(table, row)
    }
    fn update(&mut self, table: &'static Table, expected: i64, row: &NewRow) -> Result<(), StoreError> {
        self.has_written = true;
        self.tx.update(table, expected, row)
    }
    fn delete(&mut self, table: &'static Table, key: Key) -> Result<bool, StoreError> {
        self.has_written = true;
        self.tx.delete(table, key)
    }
}

/// Runs an operation that writes.
pub(crate) fn act<T>(
    host: &Host,
    event: &Event,
    mut body: impl FnMut(&mut Act<'_>) -> Result<T>,
) -> Result<T> {
    let mut value = None;
    run(host, event, &mut |act| {
        value = Some(body(act)?);
        Ok(())
    })?;
    value.ok_or_else(|| Error::new(Code::DEFECT))
}

/// Runs a write of the library's own that belongs to `operation`, without an event.
pub(crate) fn quietly<T>(
    host: &Host,
    operation: Operation,
    body: impl FnMut(&mut Act<'_>) -> Result<T>,
) -> Result<T> {
    let mut event = Event::new(operation, Actor::Host {}, Source::default(), Chain::Store, None);
    event.suppress();
    act(host, &event, body)
}

/// Runs [`act`] without its type parameter, so that this code is compiled only once.
fn run(host: &Host, event: &Event, body: &mut dyn FnMut(&mut Act<'_>) -> Result<()>) -> Result<()> {
    let mut late: Option<(Event, Timestamp)> = None;
    let ended = host.store.writing(|tx| {
        late = None;
        let now = host.now_stored(tx)?;
        let mut act = Act { tx, host, now, event: event.clone(), has_written: false };
        match body(&mut act) {
            Ok(()) => {
                act.event.write(act.tx, host, now, Outcome::Done {})?;
                Ok(Ok(()))
            }
            Err(error) if is_refusal(&error) && !act.has_written => {
                act.event.write_refusal(act.tx, host, now, &error)?;
                // The operation was refused before it wrote anything, so the transaction commits the record of the refusal.
                Ok(Err(error))
            }
            Err(error) => {
                late = is_refusal(&error).then_some((act.event, now));
                Err(error)
            }
        }
    });
    match (ended, late) {
        (Ok(result), _) => result,
        // If the store failed in the meantime, its error is returned instead of the refusal.
        (Err(error), Some((event, now))) if is_refusal(&error) => record_refusal(host, &event, now, error),
        (Err(error), _) => Err(error),
    }
}
