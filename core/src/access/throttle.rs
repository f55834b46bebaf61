//! Counting of failed attempts, in the store that everything else is in: durable, and failing closed (SECURITY LNK-08).

use crate::foundation::error::Result;
use crate::foundation::limits;
use crate::foundation::time::{Timestamp, millis};
use crate::store::{
    Column, ColumnKind, Direction, Filter, Key, Query, ReadTx, Record, Records, RecordsMut, Stored, Table,
    Value, WriteTx,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

pub(crate) const FAILURES: Table = Table {
    clustered: false,
    columns: &[Column::new("window_from", ColumnKind::Integer)],
    indexes: &[&["window_from"]],
    ..Table::named("failures")
};

/// Old counters that one failure clears away, so that the table stays as small as the attack is wide.
const SWEEP: u32 = 8;

/// Failed attempts of one subject in one window.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct FailuresRecord {
    subject: Uuid,
    #[serde(with = "millis")]
    window_from: Timestamp,
    count: u32,
}

impl Record for FailuresRecord {
    const TABLE: &'static Table = &FAILURES;
    fn key(&self) -> Key {
        Key::top(self.subject)
    }
    fn columns(&self) -> Vec<Value> {
        vec![self.window_from.as_millis().into()]
    }
}

/// Who or what is counted.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Subject<'a> {
    /// Where attempts come from.
    Source(&'a str),
    /// The credential they aim at.
    Selector(&'a str),
    /// The firm they aim at.
    Firm(Uuid),
    /// Everybody together.
    Everybody,
}

impl Subject<'_> {
    fn id(self) -> Uuid {
        let (scope, name) = match self {
            Self::Source(address) => ("source", address.as_bytes().to_vec()),
            Self::Selector(selector) => ("selector", selector.as_bytes().to_vec()),
            Self::Firm(firm) => ("firm", firm.as_bytes().to_vec()),
            Self::Everybody => ("everybody", Vec::new()),
        };
        let mut sha = Sha256::new();
        sha.update(b"casegate/throttle/v1\0");
        sha.update(scope.as_bytes());
        sha.update([0]);
        sha.update(name);
        let digest: [u8; 32] = sha.finalize().into();
        uuid::Builder::from_slice(digest.get(..16).unwrap_or_default())
            .map(uuid::Builder::into_uuid)
            .unwrap_or_default()
    }

    fn most(self) -> u32 {
        match self {
            Self::Source(_) => limits::FAILURES_PER_SOURCE,
            Self::Selector(_) => limits::FAILURES_PER_SELECTOR,
            Self::Firm(_) => limits::FAILURES_PER_FIRM,
            Self::Everybody => limits::FAILURES_GLOBAL,
        }
    }
}

/// Whether any of `subjects` has failed too often in its window.
pub(crate) fn is_throttled(
    tx: &(impl ReadTx + ?Sized),
    subjects: &[Subject<'_>],
    now: Timestamp,
) -> Result<bool> {
    for subject in subjects {
        if current(tx, *subject, now)?.is_some_and(|stored| stored.record.count >= subject.most()) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Counts one failed attempt of each of `subjects`. The answer is the count of the first.
pub(crate) fn count_failure(
    tx: &mut (impl WriteTx + ?Sized),
    subjects: &[Subject<'_>],
    now: Timestamp,
) -> Result<u32> {
    sweep(tx, now)?;
    let mut first = None;
    for subject in subjects {
        let count = match current(tx, *subject, now)? {
            Some(mut stored) => {
                stored.record.count = stored.record.count.saturating_add(1);
                tx.replace(stored.version, &stored.record)?;
                stored.record.count
            }
            None => {
                tx.remove::<FailuresRecord>(Key::top(subject.id()))?;
                tx.add(&FailuresRecord { subject: subject.id(), window_from: now, count: 1 })?;
                1
            }
        };
        first.get_or_insert(count);
    }
    Ok(first.unwrap_or_default())
}

/// The subject's counter, if its window is still open.
fn current(
    tx: &(impl ReadTx + ?Sized),
    subject: Subject<'_>,
    now: Timestamp,
) -> Result<Option<Stored<FailuresRecord>>> {
    let stored = tx.load::<FailuresRecord>(Key::top(subject.id()))?;
    Ok(stored.filter(|stored| now.since(stored.record.window_from) < limits::FAILURE_WINDOW))
}

fn sweep(tx: &mut (impl WriteTx + ?Sized), now: Timestamp) -> Result<()> {
    let closed = now.plus(-limits::FAILURE_WINDOW).as_millis();
    let old = Query::of(&FAILURES, SWEEP)
        .only(Filter::Below("window_from", closed.into()))
        .by("window_from", Direction::Ascending);
    for stored in tx.list::<FailuresRecord>(&old)? {
        tx.remove::<FailuresRecord>(stored.record.key())?;
    }
    Ok(())
}
