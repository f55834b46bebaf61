//! Operations that only read.

use super::event::Event;
use super::host::Host;
use super::refusal::{is_refusal, record_refusal};
use crate::access::throttle::is_exhausted;
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::time::Timestamp;
use crate::store::{Key, Query, ReadTx, Row, StoreError, StoreExt, Table};

/// An operation that only reads, while it runs.
pub(crate) struct Look<'a> {
    tx: &'a dyn ReadTx,
    pub(crate) host: &'a Host,
    pub(crate) now: Timestamp,
    pub(crate) event: Event,
}

impl ReadTx for Look<'_> {
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

/// Runs an operation that only reads. A refusal is recorded in a separate transaction.
pub(crate) fn look<T>(
    host: &Host,
    event: &Event,
    mut body: impl FnMut(&mut Look<'_>) -> Result<T>,
) -> Result<T> {
    let mut value = None;
    run(host, event, &mut |look| {
        value = Some(body(look)?);
        Ok(())
    })?;
    value.ok_or_else(|| Error::new(Code::DEFECT))
}

/// Runs [`look`] without its type parameter, so that this code is compiled only once.
fn run(host: &Host, event: &Event, body: &mut dyn FnMut(&mut Look<'_>) -> Result<()>) -> Result<()> {
    let mut refused: Option<(Event, Timestamp)> = None;
    let ended = host.store.reading(|tx| {
        refused = None;
        let now = host.now(tx)?;
        let mut look = Look { tx, host, now, event: event.clone() };
        let outcome = body(&mut look);
        if let Err(error) = &outcome {
            // A refusal that is no longer counted is returned without a write.
            let is_silent = match &look.event.failed {
                Some(attempt) => is_exhausted(tx, attempt, now)?,
                None => false,
            };
            refused = (is_refusal(error) && !is_silent).then_some((look.event, now));
        }
        outcome
    });
    match (ended, refused) {
        (Err(error), Some((event, now))) => record_refusal(host, &event, now, error),
        (ended, _) => ended,
    }
}
