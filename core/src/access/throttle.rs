//! Counters of failed attempts. They are kept in the store with everything else, so they are durable and fail closed
//! (SECURITY LNK-08).

use crate::foundation::error::Result;
use crate::foundation::limits;
use crate::foundation::time::{Timestamp, millis};
use crate::store::{Key, ReadTx, Record, Records, RecordsMut, WriteTx};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::net::IpAddr;
use uuid::Uuid;

/// The number of expired counters that one failure removes, so that the table does not grow beyond the attack in progress.
const SWEEP: u32 = 8;

/// The failed attempts of one subject in one window.
#[derive(Clone, Debug, Serialize, Deserialize, Record)]
#[record(table = "failures", id = subject, index[window_from])]
pub(crate) struct FailuresRecord {
    #[serde(skip)]
    subject: Uuid,
    #[serde(with = "millis")]
    #[record(column)]
    window_from: Timestamp,
    count: u32,
}

impl FailuresRecord {
    fn is_open(&self, now: Timestamp) -> bool {
        now.since(self.window_from) < limits::FAILURE_WINDOW
    }
}

/// A failed attempt to open something: what it counts against, and the reason that is recorded.
#[derive(Clone, Debug)]
pub(crate) struct Attempt {
    /// The network that it came from; `None` if the host does not say.
    source: Option<String>,
    /// The selector of the credential, if there is such a credential. Selectors that attackers invent are not counted.
    selector: Option<String>,
    /// The firm that the credential belongs to.
    firm: Option<Uuid>,
    reason: &'static str,
}

impl Attempt {
    pub(crate) fn new(
        source: Option<&str>,
        selector: Option<&str>,
        firm: Option<Uuid>,
        reason: &'static str,
    ) -> Self {
        Self { source: source.map(network), selector: selector.map(str::to_owned), firm, reason }
    }

    /// Returns the subjects that the attempt counts against besides its source, each with its limit. An attempt without
    /// a credential or a firm counts against a placeholder with the limit for everybody. So its refusal takes the same
    /// time, and does not reveal whether the credential exists.
    fn broader_limits(&self) -> [(Uuid, u32); 3] {
        let selector = match &self.selector {
            Some(selector) => (subject("selector", selector), limits::FAILURES_PER_SELECTOR),
            None => (subject("selector", ""), limits::FAILURES_GLOBAL),
        };
        let firm = match self.firm {
            Some(firm) => (subject("firm", &firm.to_string()), limits::FAILURES_PER_FIRM),
            None => (subject("firm", ""), limits::FAILURES_GLOBAL),
        };
        [selector, firm, (subject("everybody", ""), limits::FAILURES_GLOBAL)]
    }

    fn source_subject(&self) -> Option<Uuid> {
        self.source.as_deref().map(|source| subject("source", source))
    }

    /// Returns the subject that counts failures for the same reason, of one credential or, without one, of one source.
    fn tally(&self, reason: &str) -> Uuid {
        let whose = self.selector.as_deref().or(self.source.as_deref()).unwrap_or_default();
        subject("tally", &format!("{reason}/{whose}"))
    }
}

/// Returns an address as it is counted: for IPv6 the network of 64 bits, because a single household has all of its addresses.
fn network(address: &str) -> String {
    match address.parse::<IpAddr>() {
        Ok(IpAddr::V6(address)) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        _ => address.to_owned(),
    }
}

fn subject(scope: &str, name: &str) -> Uuid {
    let mut sha = Sha256::new();
    sha.update(b"casegate/throttle/v1\0");
    sha.update(scope.as_bytes());
    sha.update([0]);
    sha.update(name.as_bytes());
    let digest: [u8; 32] = sha.finalize().into();
    Uuid::from_bytes(digest.first_chunk::<16>().copied().unwrap_or_default())
}

/// Returns whether a link is refused because of earlier attempts, even if it is a good one.
///
/// A source is refused if it failed too often itself. If a credential, a firm or everybody is under attack, a source is
/// refused after its first failure. A source that never failed is never refused, so no attack locks the clients out.
pub(crate) fn is_throttled(tx: &(impl ReadTx + ?Sized), attempt: &Attempt, now: Timestamp) -> Result<bool> {
    let Some(source) = attempt.source_subject() else { return Ok(false) };
    match count_of(tx, source, now)? {
        0 => Ok(false),
        limits::FAILURES_PER_SOURCE.. => Ok(true),
        _ => is_under_attack(tx, attempt, now),
    }
}

fn is_under_attack(tx: &(impl ReadTx + ?Sized), attempt: &Attempt, now: Timestamp) -> Result<bool> {
    for (subject, most) in attempt.broader_limits() {
        if count_of(tx, subject, now)? >= most {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Returns whether one more failure like this one changes nothing: its source is already throttled (without a source,
/// its subjects are already under attack), and that is recorded.
pub(crate) fn is_exhausted(tx: &(impl ReadTx + ?Sized), attempt: &Attempt, now: Timestamp) -> Result<bool> {
    let is_over = match attempt.source_subject() {
        Some(source) => count_of(tx, source, now)? >= limits::FAILURES_PER_SOURCE,
        None => is_under_attack(tx, attempt, now)?,
    };
    Ok(is_over && count_of(tx, attempt.tally(THROTTLED), now)? > 0)
}

const THROTTLED: &str = "throttled";

/// Counts a failed attempt. Returns how many similar ones there were in the window, this one included. Returns `None`
/// and writes nothing if it changes nothing any more.
pub(crate) fn count_failure(
    tx: &mut (impl WriteTx + ?Sized),
    attempt: &Attempt,
    now: Timestamp,
) -> Result<Option<u32>> {
    if is_exhausted(tx, attempt, now)? {
        return Ok(None);
    }
    sweep(tx, now)?;
    let source = attempt.source_subject();
    let before = source.map(|source| count_of(tx, source, now)).transpose()?.unwrap_or(0);
    if before >= limits::FAILURES_PER_SOURCE {
        return increment(tx, attempt.tally(THROTTLED), now).map(Some);
    }
    for subject in source.into_iter().chain(attempt.broader_limits().into_iter().map(|(subject, _)| subject))
    {
        increment(tx, subject, now)?;
    }
    increment(tx, attempt.tally(attempt.reason), now).map(Some)
}

fn increment(tx: &mut (impl WriteTx + ?Sized), subject: Uuid, now: Timestamp) -> Result<u32> {
    let stored = tx.load::<FailuresRecord>(Key::top(subject))?;
    let fresh = FailuresRecord { subject, window_from: now, count: 1 };
    let next = match &stored {
        Some(stored) if stored.record.is_open(now) => {
            FailuresRecord { count: stored.record.count.saturating_add(1), ..stored.record.clone() }
        }
        _ => fresh,
    };
    match stored {
        Some(stored) => tx.replace(stored.version, &next)?,
        None => tx.add(&next)?,
    }
    Ok(next.count)
}

/// Returns the failures of a subject. Reading them makes no transaction wait for the failures of others.
fn count_of(tx: &(impl ReadTx + ?Sized), subject: Uuid, now: Timestamp) -> Result<u32> {
    let stored = tx.peek_at::<FailuresRecord>(Key::top(subject))?;
    Ok(stored.filter(|stored| stored.record.is_open(now)).map_or(0, |stored| stored.record.count))
}

fn sweep(tx: &mut (impl WriteTx + ?Sized), now: Timestamp) -> Result<()> {
    let closed = now.plus(-limits::FAILURE_WINDOW);
    let is_old = FailuresRecord::WINDOW_FROM.below(&closed);
    for stored in tx.list(&FailuresRecord::select(SWEEP).only(is_old).by(FailuresRecord::WINDOW_FROM))? {
        tx.remove::<FailuresRecord>(stored.record.key())?;
    }
    Ok(())
}
