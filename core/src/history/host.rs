//! Operations on the audit by the host itself, outside both doors.

use super::desk::{AuditOrder, AuditPage, page_of, report_of};
use crate::audit::chain;
use crate::audit::record::{Actor, Chain, EventRecord, Outcome};
use crate::audit::report::ChainReport;
use crate::foundation::error::Result;
use crate::foundation::time::Timestamp;
use crate::portal::Portal;
use crate::store::StoreExt;
use std::collections::BTreeMap;

impl Portal {
    /// Returns a page of the store's own audit chain, which holds presented links that were never minted, and acts of
    /// the host itself. The order is oldest first by default; the page starts after the sequence number `after` in that
    /// order.
    ///
    /// # Errors
    /// `number_out_of_range` at `limit` or `after`; the store's errors.
    pub fn list_store_audit(
        &self,
        order: Option<AuditOrder>,
        after: Option<i64>,
        limit: Option<u32>,
    ) -> Result<AuditPage> {
        self.parts().store.reading(|tx| page_of(tx, Chain::Store, order, after, limit))
    }

    /// Verifies the store's own audit chain.
    ///
    /// # Errors
    /// The store's errors.
    pub fn verify_store_audit(&self) -> Result<ChainReport> {
        let host = self.parts();
        host.store.reading(|tx| report_of(tx, Chain::Store, false, host))
    }

    /// Accepts the clock's time although it is far from the last act. It is meant for a host whose clock was wrong and is right
    /// now (what was made at the wrong time keeps its dates), or that was idle for more than 400 days. The change is audited.
    ///
    /// # Errors
    /// The store's errors.
    pub fn accept_clock(&self) -> Result<Timestamp> {
        let host = self.parts();
        host.store.writing(|tx| {
            let before = host.remembered_instant(tx)?;
            let now = host.accept_clock(tx)?;
            let before = before.map_or_else(String::new, |before| before.to_string());
            let event = EventRecord {
                chain: Chain::Store.id(),
                sequence: 0,
                at: now,
                firm: None,
                actor: Actor::Host {},
                operation: "accept_clock".to_owned(),
                outcome: Outcome::Done {},
                subjects: Vec::new(),
                facts: BTreeMap::from([("before".to_owned(), before)]),
                source: None,
                request: None,
                previous: String::new(),
            };
            chain::append(tx, Chain::Store, event, host.keys.as_ref())?;
            Ok(now)
        })
    }
}
