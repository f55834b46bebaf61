//! The audit event of an operation while it runs.

use super::host::Host;
use super::operation::Operation;
use crate::access::source::Source;
use crate::access::throttle::{Attempt, count_failure};
use crate::audit::chain;
use crate::audit::record::{Actor, Chain, EventRecord, Outcome};
use crate::foundation::error::{Error, Result};
use crate::foundation::ids::FirmId;
use crate::foundation::time::Timestamp;
use crate::store::WriteTx;
use std::collections::BTreeMap;
use std::fmt::Display;
use uuid::Uuid;

/// The audit event of a running operation.
#[derive(Clone)]
pub(crate) struct Event {
    chain: Chain,
    firm: Option<FirmId>,
    actor: Actor,
    operation: Operation,
    subjects: Vec<String>,
    facts: BTreeMap<String, String>,
    source: Source,
    /// A failed attempt to use a credential. It is counted when the event is written.
    pub(super) failed: Option<Attempt>,
    is_suppressed: bool,
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
        Self { chain, firm, actor, operation, subjects, facts, source, failed: None, is_suppressed: false }
    }

    /// Sets the firm and audit chain once they are known.
    pub(crate) fn on(&mut self, firm: FirmId, chain: Chain) {
        self.firm = Some(firm);
        self.chain = chain;
    }

    /// Sets the actor once it is known.
    pub(crate) fn by(&mut self, actor: Actor) {
        self.actor = actor;
    }

    /// Adds the id of a thing that the operation is about.
    pub(crate) fn subject(&mut self, id: impl Display) {
        self.subjects.push(id.to_string());
    }

    /// Adds a detail that is safe to store: a label, state, count or reason.
    pub(crate) fn fact(&mut self, name: &str, value: impl Display) {
        self.facts.insert(name.to_owned(), value.to_string());
    }

    /// Sets the reason for which a credential was refused, and marks the attempt to be counted. Of similar attempts only the
    /// first, second, fourth and so on are recorded.
    pub(crate) fn refuse(&mut self, reason: &'static str, selector: Option<&str>, firm: Option<Uuid>) {
        self.fact("reason", reason);
        self.failed = Some(Attempt::new(self.source.address.as_deref(), selector, firm, reason));
    }

    /// Suppresses this event; the enclosing operation records its own.
    pub(crate) fn suppress(&mut self) {
        self.is_suppressed = true;
    }

    pub(crate) fn source(&self) -> &Source {
        &self.source
    }

    pub(super) fn write(
        &self,
        tx: &mut dyn WriteTx,
        host: &Host,
        now: Timestamp,
        outcome: Outcome,
    ) -> Result<()> {
        if self.is_suppressed {
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

    pub(super) fn write_refusal(
        &self,
        tx: &mut dyn WriteTx,
        host: &Host,
        now: Timestamp,
        error: &Error,
    ) -> Result<()> {
        let mut event = self.clone();
        if let Some(attempt) = &self.failed {
            match count_failure(tx, attempt, now)? {
                None => return Ok(()),
                Some(count) => {
                    event.is_suppressed |= !count.is_power_of_two();
                    event.fact("attempts", count);
                }
            }
        }
        host.store_refusal_instant(tx, now)?;
        let field = error.field().map(without_row_ids);
        event.write(tx, host, now, Outcome::Refused { code: error.code().name().to_owned(), field })
    }
}

/// Removes row ids from a field's name, because the person who fills in a form can choose them.
fn without_row_ids(field: &str) -> String {
    match (field.find('['), field.find(']')) {
        (Some(from), Some(to)) if from < to => {
            let (before, after) =
                (field.get(..=from).unwrap_or_default(), field.get(to..).unwrap_or_default());
            format!("{before}{after}")
        }
        _ => field.to_owned(),
    }
}
