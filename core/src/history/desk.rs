//! Reading and verifying the record.

use crate::act::Host;
use crate::act::Operation;
use crate::audit::chain::Verifier;
use crate::audit::record::{Actor, Chain, EventRecord, HeadRecord, Outcome, event_key};
use crate::audit::report::ChainReport;
use crate::firm::record::FirmRecord;
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::ids::CaseId;
use crate::foundation::redacted::redacted;
use crate::foundation::sorted::Map;
use crate::foundation::time::Timestamp;
use crate::portal::Desk;
use crate::store::page;
use crate::store::{After, Key, Query, ReadTx, Record, Records, Value};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Rows that the verification holds at once.
const BATCH: u32 = 1_000;

/// Asks for a page of the record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "mobile", derive(uniffi::Record))]
pub struct ListAudit {
    /// The case; absent for what happened in the firm outside its cases.
    #[cfg_attr(feature = "mobile", uniffi(default))]
    pub case_id: Option<CaseId>,
    /// Which way; oldest first if absent.
    #[cfg_attr(feature = "mobile", uniffi(default))]
    pub order: Option<AuditOrder>,
    /// Only events beyond this sequence number, in that order.
    #[cfg_attr(feature = "mobile", uniffi(default))]
    pub after: Option<i64>,
    /// At most so many, 1 to 200; 50 if absent.
    #[cfg_attr(feature = "mobile", uniffi(default))]
    pub limit: Option<u32>,
}

/// Which way a record is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "mobile", derive(uniffi::Enum))]
pub enum AuditOrder {
    /// From its beginning on.
    OldestFirst,
    /// From the last event back.
    NewestFirst,
}

/// Names the record to verify.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "mobile", derive(uniffi::Record))]
pub struct VerifyAudit {
    /// The case; absent for what happened in the firm outside its cases.
    #[cfg_attr(feature = "mobile", uniffi(default))]
    pub case_id: Option<CaseId>,
}

/// One act or refusal.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "mobile", derive(uniffi::Record), uniffi::export(Debug))]
pub struct AuditEvent {
    /// Its place in the record, from 1.
    pub sequence: i64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: Actor,
    /// What, by the operation's name.
    pub operation: String,
    /// How it ended.
    pub outcome: Outcome,
    /// What it was about, as ids.
    pub subjects: Vec<String>,
    /// Safe particulars.
    pub facts: Map<String, String>,
    /// Where it came from.
    pub source: Option<String>,
    /// The host's number of the request.
    pub request: Option<String>,
}

/// A page of the record.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "mobile", derive(uniffi::Record), uniffi::export(Debug))]
pub struct AuditPage {
    /// The events, in the order that was asked for.
    pub events: Vec<AuditEvent>,
    /// For the next page's `after`; absent at the end.
    pub next: Option<i64>,
}

redacted!(AuditEvent, AuditPage);

impl Desk {
    /// A page of what happened.
    ///
    /// # Errors
    /// `not_found`; `number_out_of_range` at `limit` or `after`.
    pub fn list_audit(&self, input: ListAudit) -> Result<AuditPage> {
        self.look(Operation::LIST_AUDIT, |look| {
            let chain = self.chain(look, input.case_id)?;
            page_of(look, chain, input.order, input.after, input.limit)
        })
    }

    /// Walks along the whole record and says whether it is intact: an edited, inserted, deleted or moved event is found.
    ///
    /// # Errors
    /// `not_found`.
    pub fn verify_audit(&self, input: VerifyAudit) -> Result<ChainReport> {
        self.look(Operation::VERIFY_AUDIT, |look| {
            let chain = self.chain(look, input.case_id)?;
            // What exists was opened or registered, and that is on record: there its record cannot be empty.
            let has_begun = match chain {
                Chain::Case(_) => true,
                Chain::Firm(firm) => look.load::<FirmRecord>(Key::top(firm.uuid()))?.is_some(),
                Chain::Store => false,
            };
            report_of(look, chain, has_begun, look.host)
        })
    }

    fn chain(&self, tx: &impl ReadTx, case: Option<CaseId>) -> Result<Chain> {
        match case {
            Some(case) => Ok(Chain::Case(self.case(tx, case)?.record.id)),
            None => Ok(Chain::Firm(self.staff().firm)),
        }
    }
}

/// A page of one record.
pub(super) fn page_of(
    tx: &(impl ReadTx + ?Sized),
    chain: Chain,
    order: Option<AuditOrder>,
    after: Option<i64>,
    limit: Option<u32>,
) -> Result<AuditPage> {
    let limit = page::limit(limit)?;
    let place = |after| {
        let after = u64::try_from(after).map_err(|_| Error::at(Code::NUMBER_OUT_OF_RANGE, "after"))?;
        Ok::<_, Error>(After { value: Value::Null, key: event_key(chain.id(), after) })
    };
    let query =
        Query::of(EventRecord::TABLE, limit + 1).under(chain.id()).after(after.map(place).transpose()?);
    let query = if order == Some(AuditOrder::NewestFirst) { query.newest_first() } else { query };
    let mut rows = tx.list::<EventRecord>(&query)?;
    let has_more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let events: Vec<_> = rows.into_iter().map(|row| event(row.record)).collect();
    let next = events.last().filter(|_| has_more).map(|last| last.sequence);
    Ok(AuditPage { events, next })
}

/// Whether one record is intact.
pub(super) fn report_of(
    tx: &(impl ReadTx + ?Sized),
    chain: Chain,
    has_begun: bool,
    host: &Host,
) -> Result<ChainReport> {
    let (events, broken_at) = match walk(tx, chain.id(), host)? {
        Ok(0) if has_begun => (0, Some(1)),
        Ok(events) => (events, None),
        Err(place) => (place.saturating_sub(1), Some(whole(place))),
    };
    Ok(ChainReport { intact: broken_at.is_none(), events: whole(events), broken_at })
}

fn walk(tx: &(impl ReadTx + ?Sized), chain: Uuid, host: &Host) -> Result<Result<u64, u64>> {
    let mut verifier = Verifier::new(chain);
    let mut after = None;
    loop {
        let rows = tx.select(&Query::of(EventRecord::TABLE, BATCH).under(chain).after(after.take()))?;
        for row in &rows {
            if let Err(place) = verifier.take(row) {
                return Ok(Err(place));
            }
        }
        match rows.last() {
            Some(last) if rows.len() == BATCH as usize => {
                after = Some(After { value: Value::Null, key: last.key });
            }
            _ => break,
        }
    }
    let head = tx.load::<HeadRecord>(Key::top(chain))?;
    Ok(verifier.finish(head.as_ref().map(|head| &head.record), host.keys.as_ref()))
}

fn whole(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn event(record: EventRecord) -> AuditEvent {
    AuditEvent {
        sequence: whole(record.sequence),
        at: record.at,
        actor: record.actor,
        operation: record.operation,
        outcome: record.outcome,
        subjects: record.subjects,
        facts: record.facts,
        source: record.source,
        request: record.request,
    }
}
