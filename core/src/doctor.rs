//! The check that the host is set up as the library's promises require (SECURITY B, host contract).
//!
//! # Example
//! ```
//! # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/example.rs"));
//! # fn main() -> casegate::Result<()> {
//! # let Example { desk, .. } = example()?;
//! let report = desk.doctor()?;
//! assert!(!report.fit_for_production); // this portal was built without keys
//! assert!(report.findings.iter().any(|finding| finding.code == "seal_key_missing" && finding.serious));
//! # Ok(()) }
//! ```

use crate::act::Operation;
use crate::act::{Host, JobRecord, OutboxRecord, is_implausible};
use crate::binding::room;
use crate::foundation::env::{KeyPurpose, Keys};
use crate::foundation::error::Result;
use crate::foundation::origin::Origin;
use crate::foundation::time::{DAY, MINUTE, Timestamp};
use crate::portal::{Desk, Portal};
use crate::store::{Condition, ReadTx, Record, Records, StoreExt};
use casegate_macros::wire;

room! {
    doctor
    desk {
        /// Checks that the host is set up as the library's promises require.
        DOCTOR = doctor() -> DoctorReport, Configure, Reads;
    }
}

/// The result of `doctor`. No findings mean that everything is as it should be.
#[wire(prints)]
pub struct DoctorReport {
    /// Whether a production host may start.
    pub fit_for_production: bool,
    /// The deviations from the host's contract.
    pub findings: Vec<Finding>,
}

/// One deviation from the host's contract.
#[wire(prints)]
pub struct Finding {
    /// A stable name: `seal_key_missing`, `token_key_missing`, `index_key_missing`, `outbox_key_missing`,
    /// `origin_missing`, `origin_not_https`, `clock_behind`, `clock_implausible`, `outbox_not_taken`, `jobs_not_run`, or one of the
    /// store's.
    pub code: String,
    /// Whether a production host must not start with it.
    pub serious: bool,
}

impl Portal {
    /// Checks the host's contract before anyone is let in. A production host starts only if the report says that it may.
    ///
    /// # Errors
    /// The store's errors.
    pub fn doctor(&self) -> Result<DoctorReport> {
        let host = self.parts();
        host.store.reading(|tx| examine(tx, host))
    }
}

impl Desk {
    /// Checks the host's contract: keys, portal address, clock, store settings and the durability of throttling.
    ///
    /// # Errors
    /// `permission_missing`; the store's errors.
    pub fn doctor(&self) -> Result<DoctorReport> {
        self.look(Operation::DOCTOR, |look| examine(look, look.host))
    }
}

fn examine(tx: &dyn ReadTx, host: &Host) -> Result<DoctorReport> {
    let keys = host.keys.as_ref();
    let mut findings: Vec<Finding> =
        KeyPurpose::ALL.into_iter().filter_map(|purpose| missing_key(keys, purpose)).collect();
    findings.extend(address(host.origin.as_ref()));
    findings.extend(clock(host.clock.now(), host.remembered_instant(tx)?));
    let overdue = host.clock.now().plus(-DAY);
    findings.extend(waiting(tx, OutboxRecord::DUE_AT.below(&overdue), "outbox_not_taken")?);
    findings.extend(waiting(tx, JobRecord::DUE_AT.below(&overdue), "jobs_not_run")?);
    findings.extend(host.store.findings().into_iter().map(|found| finding(found.code, found.serious)));
    let fit_for_production = findings.iter().all(|finding| !finding.serious);
    Ok(DoctorReport { fit_for_production, findings })
}

fn finding(code: &str, serious: bool) -> Finding {
    Finding { code: code.to_owned(), serious }
}

fn missing_key(keys: &dyn Keys, purpose: KeyPurpose) -> Option<Finding> {
    let usable = keys.current(purpose).is_some_and(|number| keys.key(purpose, number).is_some());
    let (code, serious) = match purpose {
        KeyPurpose::Seal => ("seal_key_missing", true),
        KeyPurpose::Token => ("token_key_missing", true),
        KeyPurpose::Index => ("index_key_missing", false),
        KeyPurpose::Outbox => ("outbox_key_missing", false),
    };
    (!usable).then(|| finding(code, serious))
}

/// Finds work of the host's that has been due for more than a day: nobody takes the outbox, or nobody runs jobs.
fn waiting<R: Record>(tx: &dyn ReadTx, is_overdue: Condition<R>, code: &str) -> Result<Option<Finding>> {
    let count = tx.tally(&R::select(1).only(is_overdue))?;
    Ok((count > 0).then(|| finding(code, false)))
}

fn address(origin: Option<&Origin>) -> Option<Finding> {
    match origin {
        None => Some(finding("origin_missing", true)),
        Some(origin) if origin.is_loopback_http() => Some(finding("origin_not_https", true)),
        Some(_) => None,
    }
}

/// Compares the clock with the latest time that the store has seen. A clock more than a minute behind was set back, or
/// was once far ahead: nothing that expired becomes valid again, but new things begin in the future of that clock. A
/// clock far ahead is not accepted at all.
fn clock(told: Timestamp, remembered: Option<Timestamp>) -> Option<Finding> {
    let remembered = remembered?;
    if is_implausible(told.as_millis(), remembered.as_millis()) {
        return Some(finding("clock_implausible", true));
    }
    (remembered.since(told) > MINUTE).then(|| finding("clock_behind", true))
}
