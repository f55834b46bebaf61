//! The instant of an operation: the clock's reading, but never earlier than that of a previous operation (SECURITY DUR-10).

use super::host::Host;
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::limits;
use crate::foundation::time::{SECOND, Timestamp, millis};
use crate::store::{Key, ReadTx, Record, Records, RecordsMut, Stored, WriteTx};
use serde::{Deserialize, Serialize};
use std::sync::atomic::Ordering;
use uuid::Uuid;

/// The latest instant of any operation, as it is stored.
#[derive(Debug, Serialize, Deserialize, Record)]
#[record(table = "clock", id = Self::ID)]
pub(crate) struct ClockRecord {
    #[serde(with = "millis")]
    latest: Timestamp,
}

impl ClockRecord {
    /// The id of the only row.
    const ID: Uuid = Uuid::from_u128(1);
}

impl Host {
    /// Returns the instant of one operation. It is the clock's reading, but never earlier than the instant of a previous
    /// operation of this process or of another process on the same store.
    pub(super) fn now(&self, tx: &dyn ReadTx) -> Result<Timestamp> {
        self.instant(self.clock.now(), peek_at_mark(tx)?.as_ref())
    }

    /// Returns the instant of an operation that begins at this reading of the clock.
    fn instant(&self, reading: Timestamp, mark: Option<&Stored<ClockRecord>>) -> Result<Timestamp> {
        let mark = mark.map_or(0, |mark| mark.record.latest.as_millis());
        let latest = self.latest.fetch_max(mark, Ordering::Relaxed).max(mark);
        let reading = reading.as_millis();
        // The instant never decreases, so one wrong reading far ahead would make every link expire for good.
        if is_implausible(reading, latest) {
            return Err(Error::new(Code::CLOCK_IMPLAUSIBLE));
        }
        Ok(Timestamp::from_millis(self.latest.fetch_max(reading, Ordering::Relaxed).max(reading)))
    }

    /// Returns the same instant as [`Host::now`], and stores it if the stored one is at least one second older. Most writers only look at
    /// the row, so that they do not depend on each other.
    pub(super) fn now_stored(&self, tx: &mut dyn WriteTx) -> Result<Timestamp> {
        let (reading, mark) = (self.clock.now(), peek_at_mark(tx)?);
        let now = self.instant(reading, mark.as_ref())?;
        if mark.as_ref().is_some_and(|mark| now.since(mark.record.latest) < SECOND) {
            return Ok(now);
        }
        // Another host can have stored a later instant since the one that was looked at.
        let mark = load_mark(tx)?;
        let now = self.instant(reading, mark.as_ref())?;
        store_mark(tx, mark, now)?;
        Ok(now)
    }

    /// Stores the exact instant of a refusal, so that what has expired stays expired after a clock set back and a restart.
    pub(super) fn store_refusal_instant(&self, tx: &mut dyn WriteTx, now: Timestamp) -> Result<()> {
        let mark = load_mark(tx)?;
        let latest = Timestamp::from_millis(self.latest.load(Ordering::Relaxed));
        store_mark(tx, mark, now.max(latest))
    }

    /// Accepts the clock's present reading, whatever instant is stored.
    pub(crate) fn accept_clock(&self, tx: &mut dyn WriteTx) -> Result<Timestamp> {
        let latest = self.clock.now();
        match load_mark(tx)? {
            Some(mark) => tx.replace(mark.version, &ClockRecord { latest })?,
            None => tx.add(&ClockRecord { latest })?,
        }
        self.latest.store(latest.as_millis(), Ordering::Relaxed);
        Ok(latest)
    }

    /// Returns the latest instant that is stored; `None` in a store without operations.
    pub(crate) fn remembered_instant(&self, tx: &dyn ReadTx) -> Result<Option<Timestamp>> {
        Ok(load_mark(tx)?.map(|mark| mark.record.latest))
    }
}

/// Returns whether a reading is implausibly far ahead of the latest instant. If `latest` is 0, every reading is plausible.
pub(crate) fn is_implausible(reading: i64, latest: i64) -> bool {
    latest > 0 && reading.saturating_sub(latest) > limits::CLOCK_JUMP
}

fn load_mark(tx: &(impl ReadTx + ?Sized)) -> Result<Option<Stored<ClockRecord>>> {
    tx.load::<ClockRecord>(Key::top(ClockRecord::ID))
}

fn peek_at_mark(tx: &(impl ReadTx + ?Sized)) -> Result<Option<Stored<ClockRecord>>> {
    tx.peek_at::<ClockRecord>(Key::top(ClockRecord::ID))
}

fn store_mark(tx: &mut dyn WriteTx, mark: Option<Stored<ClockRecord>>, latest: Timestamp) -> Result<()> {
    match mark {
        Some(mark) if mark.record.latest < latest => tx.replace(mark.version, &ClockRecord { latest }),
        Some(_) => Ok(()),
        None => tx.add(&ClockRecord { latest }),
    }
}
