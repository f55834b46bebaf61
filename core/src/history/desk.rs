//! Reading and verifying the audit.

use crate::act::Host;
use crate::act::Operation;
use crate::audit::chain::Verifier;
use crate::audit::record::{Actor, Chain, EventRecord, HeadRecord, Outcome, event_key};
use crate::audit::report::ChainReport;
use crate::firm::record::FirmRecord;
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::ids::{CaseId, ClientId, ContactId};
use crate::foundation::time::Timestamp;
use crate::portal::Desk;
use crate::store::page;
use crate::store::{Key, ReadTx, Record, Records};
use casegate_macros::wire;
use std::collections::BTreeMap;
use uuid::Uuid;

/// The number of rows that the verification reads at once.
const BATCH: u32 = 1_000;

/// A request for a page of the audit.
#[wire(input, prints)]
#[derive(Default)]
pub struct ListAudit {
    /// The case; without a case or a client, what happened in the firm outside both.
    pub case_id: Option<CaseId>,
    /// The client, for what happened to it outside its cases.
    pub client_id: Option<ClientId>,
    /// The contact, for what happened to it.
    pub contact_id: Option<ContactId>,
    /// The order of the events; oldest first if absent.
    pub order: Option<AuditOrder>,
    /// The sequence number after which the page starts, in that order.
    pub after: Option<i64>,
    /// The largest number of events, 1 to 200; 50 if absent.
    pub limit: Option<u32>,
}

/// The order in which audit events are listed.
#[wire]
pub enum AuditOrder {
    /// Oldest event first.
    OldestFirst,
    /// Newest event first.
    NewestFirst,
}

/// The audit chain to verify.
#[wire(input, prints)]
#[derive(Default)]
pub struct VerifyAudit {
    /// The case; without a case or a client, what happened in the firm outside both.
    pub case_id: Option<CaseId>,
    /// The client, for what happened to it outside its cases.
    pub client_id: Option<ClientId>,
    /// The contact, for what happened to it.
    pub contact_id: Option<ContactId>,
}

/// An audit event: one act or refusal.
#[wire]
pub struct AuditEvent {
    /// The sequence number in its chain, from 1.
    pub sequence: i64,
    /// The time of the event.
    pub at: Timestamp,
    /// The person or system that acted.
    pub actor: Actor,
    /// The operation's name.
    pub operation: String,
    /// The outcome.
    pub outcome: Outcome,
    /// The ids of what the event is about.
    pub subjects: Vec<String>,
    /// Details that are safe to record.
    pub facts: BTreeMap<String, String>,
    /// The source of the request, as the host gives it.
    pub source: Option<String>,
    /// The host's id of the request.
    pub request: Option<String>,
}

/// A page of audit events.
#[wire]
pub struct AuditPage {
    /// The events, in the requested order.
    pub events: Vec<AuditEvent>,
    /// The value of `after` for the next page; absent at the end.
    pub next: Option<i64>,
}

impl Desk {
    /// Returns a page of audit events.
    ///
    /// # Errors
    /// `not_found`; `number_out_of_range` at `limit` or `after`; `input_malformed` at `clientId` if there is a case too.
    pub fn list_audit(&self, input: ListAudit) -> Result<AuditPage> {
        self.look(Operation::LIST_AUDIT, |look| {
            let chain = self.chain(
                look,
                [
                    input.case_id.map(Chain::Case),
                    input.client_id.map(Chain::Client),
                    input.contact_id.map(Chain::Contact),
                ],
            )?;
            page_of(look, chain, input.order, input.after, input.limit)
        })
    }

    /// Verifies a whole audit chain. An edited, inserted, deleted or moved event is detected.
    ///
    /// # Errors
    /// `not_found`; `input_malformed` at `clientId` if there is a case too.
    pub fn verify_audit(&self, input: VerifyAudit) -> Result<ChainReport> {
        self.look(Operation::VERIFY_AUDIT, |look| {
            let chain = self.chain(
                look,
                [
                    input.case_id.map(Chain::Case),
                    input.client_id.map(Chain::Client),
                    input.contact_id.map(Chain::Contact),
                ],
            )?;
            // Opening a case and registering a firm are audited, so the chain of an existing one cannot be empty.
            let has_begun = match chain {
                Chain::Case(_) | Chain::Contact(_) => true,
                Chain::Client(client) => self.client(look, client)?.record.added_with_case.is_none(),
                Chain::Firm(firm) => look.load::<FirmRecord>(Key::top(firm.uuid()))?.is_some(),
                Chain::Store => false,
            };
            report_of(look, chain, has_begun, look.host)
        })
    }

    /// Returns the chain that is named, if at most one is and the staff member may see it; the firm's if none is.
    fn chain(&self, tx: &impl ReadTx, named: [Option<Chain>; 3]) -> Result<Chain> {
        let mut named = named.into_iter().flatten();
        let chain = named.next().unwrap_or(Chain::Firm(self.staff().firm));
        if let Some(another) = named.next() {
            let field = if matches!(another, Chain::Client(_)) { "clientId" } else { "contactId" };
            return Err(Error::at(Code::INPUT_MALFORMED, field));
        }
        match chain {
            Chain::Case(case) => drop(self.case(tx, case)?),
            Chain::Client(client) => drop(self.client(tx, client)?),
            Chain::Contact(contact) => drop(self.contact(tx, contact)?),
            Chain::Firm(_) | Chain::Store => {}
        }
        Ok(chain)
    }
}

/// Returns a page of one audit chain.
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
        Ok::<_, Error>(event_key(chain.id(), after))
    };
    let events = EventRecord::select(limit + 1).under(chain.id()).after_key(after.map(place).transpose()?);
    let events = if order == Some(AuditOrder::NewestFirst) { events.newest_first() } else { events };
    let mut rows = tx.list(&events)?;
    let has_more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let events: Vec<_> = rows.into_iter().map(|row| event(row.record)).collect();
    let next = events.last().filter(|_| has_more).map(|last| last.sequence);
    Ok(AuditPage { events, next })
}

/// Verifies one audit chain. `has_begun` says that it cannot be empty.
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
        let events = EventRecord::select(BATCH).under(chain).after_key(after.take());
        let rows = tx.select(events.query())?;
        for row in &rows {
            if let Err(place) = verifier.take(row) {
                return Ok(Err(place));
            }
        }
        match rows.last() {
            Some(last) if rows.len() == BATCH as usize => {
                after = Some(last.key);
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
