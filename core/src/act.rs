//! How an operation runs: one transaction, one instant, one audit event.
//!
//! An operation that writes is an [`Act`]; one that only reads is a [`Look`]. Whatever the operation answers, its event is
//! written in the same transaction; a refusal after the first write drops the transaction and is recorded by itself.

use crate::access::actor::Source;
use crate::audit::chain;
use crate::audit::record::{Actor, Chain, EventRecord, Outcome};
use crate::documents::blobs::Blobs;
use crate::foundation::env::{Clock, Entropy, Keys, new_uuid};
use crate::foundation::error::{Code, Error, Kind, Result};
use crate::foundation::ids::FirmId;
use crate::foundation::origin::Origin;
use crate::foundation::time::{SECOND, Timestamp, millis};
use crate::operations::Operation;
use crate::store::{
    Key, NewRow, Query, ReadTx, Record, Records, RecordsMut, Row, Store, StoreError, StoreExt, Stored, Table,
    Value, WriteTx,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt::Display;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use uuid::Uuid;

/// What the host plugged in.
pub(crate) struct Host {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) blobs: Option<Arc<dyn Blobs>>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) keys: Arc<dyn Keys>,
    pub(crate) origin: Option<Origin>,
    /// The latest instant this process has acted on; time never runs backwards below it.
    latest: AtomicI64,
}

impl Host {
    pub(crate) fn new(
        store: Arc<dyn Store>,
        blobs: Option<Arc<dyn Blobs>>,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
        keys: Arc<dyn Keys>,
        origin: Option<Origin>,
    ) -> Self {
        Self { store, blobs, clock, entropy, keys, origin, latest: AtomicI64::new(0) }
    }

    /// The instant of one operation: the clock's, but never before one that was acted on already (SECURITY DUR-10).
    fn now(&self, tx: &dyn ReadTx) -> Result<Timestamp> {
        if self.latest.load(Ordering::Relaxed) == 0 {
            let mark =
                tx.load::<ClockRecord>(ClockRecord::KEY)?.map_or(0, |mark| mark.record.latest.as_millis());
            self.latest.fetch_max(mark.max(1), Ordering::Relaxed);
        }
        let told = self.clock.now().as_millis();
        Ok(Timestamp::from_millis(self.latest.fetch_max(told, Ordering::Relaxed).max(told)))
    }

    /// As [`Host::now`], and remembers it in the store: by the second, and exactly where something was refused, so that no
    /// refusal for lateness is ever taken back by a clock set back and a restart.
    fn now_kept(&self, tx: &mut dyn WriteTx) -> Result<Timestamp> {
        let mark = tx.load::<ClockRecord>(ClockRecord::KEY)?;
        if let Some(mark) = &mark {
            self.latest.fetch_max(mark.record.latest.as_millis(), Ordering::Relaxed);
        }
        let now = self.now(tx)?;
        if mark.as_ref().is_none_or(|mark| now.since(mark.record.latest) >= SECOND) {
            keep_mark(tx, mark, now)?;
        }
        Ok(now)
    }

    /// The instant the store remembers; for `doctor`.
    pub(crate) fn remembered(&self, tx: &dyn ReadTx) -> Result<Option<Timestamp>> {
        Ok(tx.load::<ClockRecord>(ClockRecord::KEY)?.map(|mark| mark.record.latest))
    }
}

fn keep_mark(tx: &mut dyn WriteTx, mark: Option<Stored<ClockRecord>>, latest: Timestamp) -> Result<()> {
    match mark {
        Some(mark) if mark.record.latest < latest => tx.replace(mark.version, &ClockRecord { latest }),
        Some(_) => Ok(()),
        None => tx.add(&ClockRecord { latest }),
    }
}

pub(crate) const CLOCK: Table = Table { clustered: false, ..Table::named("clock") };

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ClockRecord {
    #[serde(with = "millis")]
    latest: Timestamp,
}

impl ClockRecord {
    const KEY: Key = Key::top(Uuid::from_u128(1));
}

impl Record for ClockRecord {
    const TABLE: &'static Table = &CLOCK;
    fn key(&self) -> Key {
        Self::KEY
    }
    fn columns(&self) -> Vec<Value> {
        Vec::new()
    }
}

/// The event of an operation while it runs.
#[derive(Clone)]
pub(crate) struct Event {
    chain: Chain,
    firm: Option<FirmId>,
    actor: Actor,
    operation: Operation,
    subjects: Vec<String>,
    facts: BTreeMap<String, String>,
    source: Source,
    quiet: bool,
}

impl Event {
    pub(crate) fn new(
        operation: Operation,
        actor: Actor,
        source: Source,
        chain: Chain,
        firm: Option<FirmId>,
    ) -> Self {
        let (subjects, facts) = (Vec::new(), BTreeMap::new());
        Self { chain, firm, actor, operation, subjects, facts, source, quiet: false }
    }

    /// From here on it is known on whose record this belongs.
    pub(crate) fn on(&mut self, firm: FirmId, chain: Chain) {
        self.firm = Some(firm);
        self.chain = chain;
    }

    /// From here on it is known who acts.
    pub(crate) fn by(&mut self, actor: Actor) {
        self.actor = actor;
    }

    /// Names a thing the operation is about.
    pub(crate) fn subject(&mut self, id: impl Display) {
        self.subjects.push(id.to_string());
    }

    /// Adds a safe particular.
    pub(crate) fn fact(&mut self, name: &str, value: impl Display) {
        self.facts.insert(name.to_owned(), value.to_string());
    }

    /// Leaves this event out: it is one of many alike, and the first of them is on record.
    pub(crate) fn aggregate(&mut self) {
        self.quiet = true;
    }

    pub(crate) fn source(&self) -> &Source {
        &self.source
    }

    fn write(&self, tx: &mut dyn WriteTx, now: Timestamp, outcome: Outcome) -> Result<()> {
        if self.quiet {
            return Ok(());
        }
        let record = EventRecord {
            chain: self.chain.id(),
            sequence: 0,
            at: now,
            firm: self.firm,
            actor: self.actor.clone(),
            operation: self.operation.name().to_owned(),
            outcome,
            subjects: self.subjects.clone(),
            facts: self.facts.clone(),
            source: self.source.address.clone(),
            request: self.source.request.clone(),
            previous: String::new(),
        };
        chain::append(tx, self.chain, record)
    }

    fn write_refusal(&self, tx: &mut dyn WriteTx, host: &Host, now: Timestamp, error: &Error) -> Result<()> {
        let mark = tx.load::<ClockRecord>(ClockRecord::KEY)?;
        keep_mark(tx, mark, now.max(Timestamp::from_millis(host.latest.load(Ordering::Relaxed))))?;
        let field = error.field().map(str::to_owned);
        self.write(tx, now, Outcome::Refused { code: error.code().name().to_owned(), field })
    }
}

/// An operation that writes, while it runs.
pub(crate) struct Act<'a> {
    tx: &'a mut dyn WriteTx,
    pub(crate) host: &'a Host,
    pub(crate) now: Timestamp,
    pub(crate) event: Event,
    wrote: bool,
    /// Keys of bytes put outside the store, which have to go again if the transaction does not stand.
    put_outside: Vec<String>,
}

impl Act<'_> {
    /// A fresh time-ordered id.
    pub(crate) fn new_id(&self) -> Result<Uuid> {
        new_uuid(self.now, self.host.entropy.as_ref())
    }

    /// Remembers that bytes were put under `key` outside the store.
    pub(crate) fn put_outside(&mut self, key: String) {
        self.put_outside.push(key);
    }

    /// Counts a failed attempt. Unlike every other write it stays when the operation is then refused.
    pub(crate) fn count_failure(
        &mut self,
        count: impl FnOnce(&mut dyn WriteTx, Timestamp, Option<&str>) -> Result<u32>,
    ) -> Result<u32> {
        count(self.tx, self.now, self.event.source.address.as_deref())
    }
}

impl ReadTx for Act<'_> {
    fn get(&self, table: &'static Table, key: Key) -> Result<Option<Row>, StoreError> {
        self.tx.get(table, key)
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
        self.wrote = true;
        self.tx.insert(table, row)
    }
    fn update(&mut self, table: &'static Table, expected: i64, row: &NewRow) -> Result<(), StoreError> {
        self.wrote = true;
        self.tx.update(table, expected, row)
    }
    fn delete(&mut self, table: &'static Table, key: Key) -> Result<bool, StoreError> {
        self.wrote = true;
        self.tx.delete(table, key)
    }
}

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
    fn select(&self, query: &Query) -> Result<Vec<Row>, StoreError> {
        self.tx.select(query)
    }
    fn count(&self, query: &Query) -> Result<u64, StoreError> {
        self.tx.count(query)
    }
}

/// Runs an operation that writes.
pub(crate) fn act<T>(
    host: &Host,
    event: &Event,
    mut body: impl FnMut(&mut Act<'_>) -> Result<T>,
) -> Result<T> {
    let mut late: Option<(Event, Timestamp)> = None;
    let mut outside: Vec<String> = Vec::new();
    let ended = host.store.writing(|tx| {
        late = None;
        let now = host.now_kept(tx)?;
        let mut act = Act { tx, host, now, event: event.clone(), wrote: false, put_outside: Vec::new() };
        let outcome = body(&mut act);
        outside.append(&mut act.put_outside);
        match outcome {
            Ok(value) => {
                act.event.write(act.tx, now, Outcome::Done {})?;
                Ok(Ok(value))
            }
            Err(error) if is_refusal(&error) && !act.wrote => {
                act.event.write_refusal(act.tx, host, now, &error)?;
                // Refused before anything was written: the refusal itself is what is committed.
                Ok(Err(error))
            }
            Err(error) => {
                late = is_refusal(&error).then_some((act.event, now));
                Err(error)
            }
        }
    });
    if !matches!(ended, Ok(Ok(_))) {
        // Whether a commit of unknown outcome happened is not known, so its bytes stay.
        let unknown = matches!(&ended, Err(error) if error.code() == Code::OutcomeUnknown);
        outside.iter().filter(|_| !unknown).for_each(|key| forget_outside(host, key));
    }
    match (ended, late) {
        (Ok(result), _) => result,
        (Err(error), Some((event, now))) => record_refusal(host, &event, now, error),
        (Err(error), None) => Err(error),
    }
}

/// Removes bytes that no record leads to. If that fails they are merely unused.
fn forget_outside(host: &Host, key: &str) {
    if let Some(blobs) = &host.blobs {
        let _ = blobs.delete(key);
    }
}

/// Runs an operation that only reads; a refusal is recorded in a transaction of its own.
pub(crate) fn look<T>(
    host: &Host,
    event: &Event,
    mut body: impl FnMut(&mut Look<'_>) -> Result<T>,
) -> Result<T> {
    let mut refused: Option<(Event, Timestamp)> = None;
    let ended = host.store.reading(|tx| {
        refused = None;
        let now = host.now(tx)?;
        let mut look = Look { tx, host, now, event: event.clone() };
        body(&mut look).inspect_err(|error| refused = is_refusal(error).then_some((look.event, now)))
    });
    match (ended, refused) {
        (Err(error), Some((event, now))) => record_refusal(host, &event, now, error),
        (ended, _) => ended,
    }
}

/// Puts a refusal on record; if that cannot be done, the answer is that the store failed (SECURITY AUD-05).
fn record_refusal<T>(host: &Host, event: &Event, now: Timestamp, error: Error) -> Result<T> {
    host.store.writing(|tx| event.write_refusal(tx, host, now, &error))?;
    Err(error)
}

/// Whether an error is the rules' answer rather than a failure of the machinery.
fn is_refusal(error: &Error) -> bool {
    match error.kind() {
        Kind::Invalid | Kind::Denied | Kind::NotFound | Kind::Conflict => true,
        Kind::Unavailable => error.code() == Code::SealingKeyMissing,
        Kind::Internal => false,
    }
}
