//! How an operation runs: one transaction, one instant, and where it writes one audit event.
//!
//! An operation that writes is an [`Act`], whose event is written in the same transaction; a refusal after the first write drops the
//! transaction and is recorded by itself. One that only reads is a [`Look`]: only its refusals are recorded, by themselves too.

use crate::access::actor::Source;
use crate::access::throttle::{Attempt, count_failure, is_exhausted};
use crate::audit::chain;
use crate::audit::record::{Actor, Chain, EventRecord, Outcome};
use crate::documents::blobs::Blobs;
use crate::foundation::env::{Clock, Entropy, Keys, new_timeless_uuid, new_uuid};
use crate::foundation::error::{Code, Error, Kind, Result};
use crate::foundation::ids::FirmId;
use crate::foundation::limits;
use crate::foundation::origin::Origin;
use crate::foundation::sorted::Map;
use crate::foundation::time::{SECOND, Timestamp, millis};
use crate::operations::Operation;
use crate::store::{
    Key, NewRow, Query, ReadTx, Record, Records, RecordsMut, Row, Store, StoreError, StoreExt, Stored, Table,
    Value, WriteTx,
};
use serde::{Deserialize, Serialize};
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

    /// The instant of one operation: the clock's, but never before one that was acted on already, by this process or by
    /// another one on the same store (SECURITY DUR-10).
    fn now(&self, tx: &dyn ReadTx) -> Result<Timestamp> {
        self.now_after(tx.load::<ClockRecord>(ClockRecord::KEY)?.as_ref())
    }

    fn now_after(&self, mark: Option<&Stored<ClockRecord>>) -> Result<Timestamp> {
        let mark = mark.map_or(0, |mark| mark.record.latest.as_millis());
        let latest = self.latest.fetch_max(mark, Ordering::Relaxed).max(mark);
        let told = self.clock.now().as_millis();
        // One wrong reading far ahead would kill every link for good, for time never runs back.
        if is_implausible(told, latest) {
            return Err(Error::new(Code::ClockImplausible));
        }
        Ok(Timestamp::from_millis(self.latest.fetch_max(told, Ordering::Relaxed).max(told)))
    }

    /// As [`Host::now`], and remembers it in the store: by the second, and exactly where something was refused, so that no
    /// refusal for lateness is ever taken back by a clock set back and a restart.
    fn now_kept(&self, tx: &mut dyn WriteTx) -> Result<Timestamp> {
        let mark = tx.load::<ClockRecord>(ClockRecord::KEY)?;
        let now = self.now_after(mark.as_ref())?;
        if mark.as_ref().is_none_or(|mark| now.since(mark.record.latest) >= SECOND) {
            keep_mark(tx, mark, now)?;
        }
        Ok(now)
    }

    /// Takes the clock's present word for it, whatever was remembered.
    pub(crate) fn accept_clock(&self, tx: &mut dyn WriteTx) -> Result<Timestamp> {
        let latest = self.clock.now();
        match tx.load::<ClockRecord>(ClockRecord::KEY)? {
            Some(mark) => tx.replace(mark.version, &ClockRecord { latest })?,
            None => tx.add(&ClockRecord { latest })?,
        }
        self.latest.store(latest.as_millis(), Ordering::Relaxed);
        Ok(latest)
    }

    /// The instant the store remembers; for `doctor`.
    pub(crate) fn remembered(&self, tx: &dyn ReadTx) -> Result<Option<Timestamp>> {
        Ok(tx.load::<ClockRecord>(ClockRecord::KEY)?.map(|mark| mark.record.latest))
    }
}

/// Whether a clock's word is too far ahead of the last act to be believed; a store without acts believes any.
pub(crate) fn is_implausible(told: i64, latest: i64) -> bool {
    latest > 0 && told.saturating_sub(latest) > limits::CLOCK_JUMP
}

fn keep_mark(tx: &mut dyn WriteTx, mark: Option<Stored<ClockRecord>>, latest: Timestamp) -> Result<()> {
    match mark {
        Some(mark) if mark.record.latest < latest => tx.replace(mark.version, &ClockRecord { latest }),
        Some(_) => Ok(()),
        None => tx.add(&ClockRecord { latest }),
    }
}

pub(crate) static CLOCK: Table = Table { clustered: false, ..Table::named("clock") };

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
    fn named(&mut self, _: Key) {}
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
    facts: Map<String, String>,
    source: Source,
    /// A failed attempt to open something, to be counted with its record.
    failed: Option<Attempt>,
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
        let (subjects, facts) = (Vec::new(), Map::new());
        Self { chain, firm, actor, operation, subjects, facts, source, failed: None, quiet: false }
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

    /// Says why a credential did not open anything. The attempt is counted; of many alike, the first is on record, the
    /// second, the fourth, and so on.
    pub(crate) fn refuse(&mut self, reason: &'static str, selector: Option<&str>, firm: Option<Uuid>) {
        self.fact("reason", reason);
        self.failed = Some(Attempt::new(self.source.address.as_deref(), selector, firm, reason));
    }

    /// Leaves this event out: it is part of an operation that has its own.
    pub(crate) fn leave_out(&mut self) {
        self.quiet = true;
    }

    pub(crate) fn source(&self) -> &Source {
        &self.source
    }

    fn write(&self, tx: &mut dyn WriteTx, host: &Host, now: Timestamp, outcome: Outcome) -> Result<()> {
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
        chain::append(tx, self.chain, record, host.keys.as_ref())
    }

    fn write_refusal(&self, tx: &mut dyn WriteTx, host: &Host, now: Timestamp, error: &Error) -> Result<()> {
        let mut event = self.clone();
        if let Some(attempt) = &self.failed {
            match count_failure(tx, attempt, now)? {
                None => return Ok(()),
                Some(count) => {
                    event.quiet |= !count.is_power_of_two();
                    event.fact("attempts", count);
                }
            }
        }
        let mark = tx.load::<ClockRecord>(ClockRecord::KEY)?;
        keep_mark(tx, mark, now.max(Timestamp::from_millis(host.latest.load(Ordering::Relaxed))))?;
        let field = error.field().map(without_rows);
        event.write(tx, host, now, Outcome::Refused { code: error.code().name().to_owned(), field })
    }
}

/// A field's name without the ids of rows, which whoever fills in a form can choose.
fn without_rows(field: &str) -> String {
    match (field.find('['), field.find(']')) {
        (Some(from), Some(to)) if from < to => {
            let (before, after) =
                (field.get(..=from).unwrap_or_default(), field.get(to..).unwrap_or_default());
            format!("{before}{after}")
        }
        _ => field.to_owned(),
    }
}

/// An operation that writes, while it runs.
pub(crate) struct Act<'a> {
    tx: &'a mut dyn WriteTx,
    pub(crate) host: &'a Host,
    pub(crate) now: Timestamp,
    pub(crate) event: Event,
    wrote: bool,
}

impl Act<'_> {
    /// A fresh time-ordered id.
    pub(crate) fn new_id(&self) -> Result<Uuid> {
        new_uuid(self.now, self.host.entropy.as_ref())
    }

    /// A fresh id that does not tell when it was drawn.
    pub(crate) fn new_timeless_id(&self) -> Result<Uuid> {
        new_timeless_uuid(self.host.entropy.as_ref())
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
    let mut value = None;
    act_on(host, event, &mut |act| {
        value = Some(body(act)?);
        Ok(())
    })?;
    value.ok_or_else(|| Error::new(Code::Defect))
}

/// As [`act`]; compiled once, whatever an operation answers, for a browser has to load it.
fn act_on(host: &Host, event: &Event, body: &mut dyn FnMut(&mut Act<'_>) -> Result<()>) -> Result<()> {
    let mut late: Option<(Event, Timestamp)> = None;
    let ended = host.store.writing(|tx| {
        late = None;
        let now = host.now_kept(tx)?;
        let mut act = Act { tx, host, now, event: event.clone(), wrote: false };
        match body(&mut act) {
            Ok(()) => {
                act.event.write(act.tx, host, now, Outcome::Done {})?;
                Ok(Ok(()))
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
    match (ended, late) {
        (Ok(result), _) => result,
        // Where the store failed in the meantime, that is the answer, and no refusal.
        (Err(error), Some((event, now))) if is_refusal(&error) => record_refusal(host, &event, now, error),
        (Err(error), _) => Err(error),
    }
}

/// Runs an operation that only reads; a refusal is recorded in a transaction of its own.
pub(crate) fn look<T>(
    host: &Host,
    event: &Event,
    mut body: impl FnMut(&mut Look<'_>) -> Result<T>,
) -> Result<T> {
    let mut value = None;
    look_at(host, event, &mut |look| {
        value = Some(body(look)?);
        Ok(())
    })?;
    value.ok_or_else(|| Error::new(Code::Defect))
}

/// As [`look`]; compiled once.
fn look_at(host: &Host, event: &Event, body: &mut dyn FnMut(&mut Look<'_>) -> Result<()>) -> Result<()> {
    let mut refused: Option<(Event, Timestamp)> = None;
    let ended = host.store.reading(|tx| {
        refused = None;
        let now = host.now(tx)?;
        let mut look = Look { tx, host, now, event: event.clone() };
        let outcome = body(&mut look);
        if let Err(error) = &outcome {
            // A refusal that would not be counted any more is answered without a write.
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

/// Puts a refusal on record; if that cannot be done, the answer is that the store failed (SECURITY AUD-05).
fn record_refusal(host: &Host, event: &Event, now: Timestamp, error: Error) -> Result<()> {
    host.store.writing(|tx| event.write_refusal(tx, host, now, &error))?;
    Err(error)
}

/// Whether an error is the rules' answer rather than a failure of the machinery.
fn is_refusal(error: &Error) -> bool {
    match error.kind() {
        Kind::Invalid | Kind::Denied | Kind::NotFound | Kind::Conflict => true,
        Kind::Unavailable => error.code() == Code::SealingKeyMissing,
        // Somebody was at the data: that of all things has to be on record.
        Kind::Internal => error.code() == Code::StoredDataTampered,
    }
}
