//! The host's operations on the outbox.

use super::rules::retry_at;
use super::types::{
    AcknowledgeOutbox, FailOutbox, ListOutbox, OutboxDetails, OutboxMessage, OutboxPage, OutboxRef,
    OutboxState, OutboxStatus, SendFailure, TakeOutbox, TakenOutbox,
};
use crate::access::sealing::open;
use crate::act::{Act, Operation, OutboxRecord, Sending};
use crate::audit::record::Chain;
use crate::foundation::env::new_timeless_uuid;
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::ids::{FirmId, OutboxId};
use crate::foundation::limits;
use crate::foundation::secret::ShownSecret;
use crate::foundation::time::{DAY, SECOND, Timestamp};
use crate::portal::HostDoor;
use crate::store::{Condition, Key, ReadTx, Record, Records, RecordsMut, Stored, page};

/// How long a message that was given up can still be looked at and tried again.
const RETAINED: i64 = 30 * DAY;

impl HostDoor {
    /// Takes messages that are due. Nobody else can take them until the lease ends; then they are due again.
    ///
    /// # Errors
    /// `number_out_of_range` at `limit` or `leaseSeconds`.
    pub fn take_outbox(&self, input: TakeOutbox) -> Result<TakenOutbox> {
        let limit = within("limit", input.limit.unwrap_or(20), 1, limits::OUTBOX_BATCH)?;
        let seconds = within("leaseSeconds", input.lease_seconds.unwrap_or(120), 10, 3_600)?;
        // A host asks every few seconds. If there is nothing, nothing is written.
        if self.look(Operation::TAKE_OUTBOX, |look| {
            Ok(due_messages(look, look.now, input.firm_id, 1)?.is_empty())
        })? {
            return Ok(TakenOutbox { messages: Vec::new() });
        }
        self.act(Operation::TAKE_OUTBOX, |act| {
            let until = act.now.plus(i64::from(seconds) * SECOND);
            let mut messages = Vec::new();
            // A message that is looked at is not due afterwards, but can make one due that waited for it.
            for _ in 0..limits::OUTBOX_PAGES {
                let due = due_messages(act, act.now, input.firm_id, limits::PAGE)?;
                let is_done = due.is_empty();
                for message in due {
                    if messages.len() < limit as usize {
                        messages.extend(take(act, message, until)?);
                    }
                }
                if is_done || messages.len() >= limit as usize {
                    break;
                }
            }
            // Only what the host gets is on record.
            if messages.is_empty() {
                act.event.suppress();
            }
            act.event.fact("messages", messages.len());
            Ok(TakenOutbox { messages })
        })
    }

    /// Removes a message that was sent, with its secret. Acknowledging it again changes nothing. A lease that has ended is still valid
    /// if nobody took the message since.
    ///
    /// # Errors
    /// `lease_lost` if the lease is not valid any more.
    pub fn acknowledge_outbox(&self, input: AcknowledgeOutbox) -> Result<OutboxStatus> {
        self.act(Operation::ACKNOWLEDGE_OUTBOX, |act| {
            let gone = OutboxStatus { outbox_id: input.outbox_id, state: OutboxState::Gone, due_at: None };
            let Some(message) = find_leased(act, input.outbox_id, &input.lease)? else {
                act.event.suppress();
                return Ok(gone);
            };
            record(act, &message.record);
            act.remove::<OutboxRecord>(message.record.key())?;
            act.release_next(&message.record)?;
            Ok(gone)
        })
    }

    /// Records that a message could not be sent. It is due again later. It is given up if the failure is permanent, or if the next try
    /// would be after the message is worth sending.
    ///
    /// # Errors
    /// `lease_lost` if the lease is not valid any more.
    pub fn fail_outbox(&self, input: FailOutbox) -> Result<OutboxStatus> {
        self.act(Operation::FAIL_OUTBOX, |act| {
            let reason = shortened(&input.reason);
            let Some(mut message) = find_leased(act, input.outbox_id, &input.lease)? else {
                act.event.suppress();
                return Ok(OutboxStatus {
                    outbox_id: input.outbox_id,
                    state: OutboxState::Gone,
                    due_at: None,
                });
            };
            record(act, &message.record);
            act.event.fact("failure", input.failure.name());
            let row = &mut message.record;
            row.failures = row.failures.saturating_add(1);
            let due_at = input.retry_at.unwrap_or_else(|| retry_at(act.now, row.failures)).max(act.now);
            if input.failure == SendFailure::Permanent || due_at >= row.gives_up_after {
                bury(act, message, reason)
            } else {
                row.state = Sending::Waiting { due_at };
                act.replace(message.version, &message.record)?;
                Ok(status(&message.record))
            }
        })
    }

    /// Makes a message that was given up due again, for another day. A message whose secret was deleted cannot be sent any more.
    ///
    /// # Errors
    /// `state_forbids` for a message that is not given up, or that had a secret; `not_found`.
    pub fn retry_outbox(&self, input: OutboxRef) -> Result<OutboxStatus> {
        self.act(Operation::RETRY_OUTBOX, |act| {
            let mut message = act.require::<OutboxRecord>(Key::top(input.outbox_id.uuid()))?;
            if !matches!(message.record.state, Sending::Dead { had_secret: false, .. }) {
                return Err(Error::new(Code::STATE_FORBIDS));
            }
            record(act, &message.record);
            message.record.state = Sending::Waiting { due_at: act.now };
            message.record.gives_up_after = message.record.gives_up_after.max(act.now.plus(DAY));
            act.replace(message.version, &message.record)?;
            Ok(status(&message.record))
        })
    }

    /// Returns a page of the outbox, newest first, without secrets.
    ///
    /// # Errors
    /// `number_out_of_range` at `limit`.
    pub fn list_outbox(&self, input: ListOutbox) -> Result<OutboxPage> {
        self.look(Operation::LIST_OUTBOX, |look| {
            let limit = page::limit(input.limit)?;
            let selection = OutboxRecord::select(limit + 1).newest_first().only_if(of_firm(input.firm_id));
            let mut rows = look.list(&selection.after_key(input.after.map(|id| Key::top(id.uuid()))))?;
            let has_more = rows.len() > limit as usize;
            rows.truncate(limit as usize);
            let next = rows.last().filter(|_| has_more).map(|row| row.record.id());
            Ok(OutboxPage { messages: rows.into_iter().map(|row| details(row.record)).collect(), next })
        })
    }
}

/// Returns the first characters of a reason, in one line. Mail servers answer in several.
fn shortened(reason: &str) -> String {
    let words = reason.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ").chars().take(limits::SENTENCE).collect()
}

fn within(field: &'static str, number: u32, least: u32, most: u32) -> Result<u32> {
    if (least..=most).contains(&number) {
        Ok(number)
    } else {
        Err(Error::at(Code::NUMBER_OUT_OF_RANGE, field))
    }
}

fn of_firm(firm: Option<FirmId>) -> Option<Condition<OutboxRecord>> {
    firm.map(|firm| OutboxRecord::FIRM.equals(&firm))
}

fn due_messages(
    tx: &impl ReadTx,
    now: Timestamp,
    firm: Option<FirmId>,
    limit: u32,
) -> Result<Vec<Stored<OutboxRecord>>> {
    let is_due = OutboxRecord::DUE_AT.below(&now.plus(1));
    tx.list(&OutboxRecord::select(limit).only_if(of_firm(firm)).only(is_due).by(OutboxRecord::DUE_AT))
}

/// Takes one message that is due. Returns `None` if it must wait for an earlier one to the same recipient, is given up, or is deleted.
fn take(
    act: &mut Act<'_>,
    mut message: Stored<OutboxRecord>,
    until: Timestamp,
) -> Result<Option<OutboxMessage>> {
    if message.record.is_dead() || message.record.is_void {
        act.remove::<OutboxRecord>(message.record.key())?;
        act.release_next(&message.record)?;
        return Ok(None);
    }
    if act.now >= message.record.gives_up_after {
        bury(act, message, "expired".to_owned())?;
        return Ok(None);
    }
    if has_earlier(act, &message.record)? {
        // It becomes due when the earlier one is sent, given up or withdrawn.
        message.record.state = Sending::Blocked { until: message.record.gives_up_after };
        act.replace(message.version, &message.record)?;
        return Ok(None);
    }
    let secret = match revealed(act, &message.record) {
        Ok(secret) => secret,
        // One secret that cannot be read must not keep all other messages from being sent.
        Err(error) => {
            bury(act, message, error.code().name().to_owned())?;
            return Ok(None);
        }
    };
    let lease = new_timeless_uuid(act.host.entropy.as_ref())?.simple().to_string();
    message.record.state = Sending::Leased { lease: lease.clone(), until };
    act.replace(message.version, &message.record)?;
    act.event.subject(message.record.id());
    Ok(Some(handed_over(message.record, lease, until, secret)))
}

fn handed_over(
    row: OutboxRecord,
    lease: String,
    lease_ends_at: Timestamp,
    secret: Option<ShownSecret>,
) -> OutboxMessage {
    OutboxMessage {
        outbox_id: row.id(),
        lease,
        lease_ends_at,
        firm_id: row.firm,
        case_id: row.case,
        message: row.message,
        parameters: row.parameters,
        to: row.to,
        secret,
        created_at: row.created_at,
        gives_up_after: row.gives_up_after,
        failures: row.failures,
    }
}

/// Returns whether another message to the same recipient has to be sent before this one. A message with a secret waits for none.
fn has_earlier(act: &Act<'_>, message: &OutboxRecord) -> Result<bool> {
    let first = if message.secret.is_some() { None } else { act.first_for(message)? };
    Ok(first.is_some_and(|first| first.record.id != message.id))
}

/// Gives a message up, deletes its secret, and makes the next message to the same recipient due.
fn bury(act: &mut Act<'_>, mut message: Stored<OutboxRecord>, reason: String) -> Result<OutboxStatus> {
    let had_secret = message.record.secret.take().is_some();
    message.record.state = Sending::Dead { reason, had_secret, purged_at: act.now.plus(RETAINED) };
    act.replace(message.version, &message.record)?;
    act.release_next(&message.record)?;
    Ok(status(&message.record))
}

/// Returns the message that was taken under `lease`; `None` if the outbox does not have it any more.
fn find_leased(act: &Act<'_>, id: OutboxId, lease: &str) -> Result<Option<Stored<OutboxRecord>>> {
    let Some(message) = act.load::<OutboxRecord>(Key::top(id.uuid()))? else { return Ok(None) };
    match &message.record.state {
        Sending::Leased { lease: own, .. } if own == lease => Ok(Some(message)),
        _ => Err(Error::at(Code::LEASE_LOST, "lease")),
    }
}

/// Sets the audit chain to what the message is about.
fn record(act: &mut Act<'_>, message: &OutboxRecord) {
    act.event.on(message.firm, message.case.map_or(Chain::Firm(message.firm), Chain::Case));
    act.event.subject(message.id());
    act.event.fact("message", &message.message);
}

fn revealed(act: &Act<'_>, message: &OutboxRecord) -> Result<Option<ShownSecret>> {
    let Some(sealed) = &message.secret else { return Ok(None) };
    let recipient = message.sealed_for();
    let secret = open(sealed, message.seal_context(&recipient), act.host.keys.as_ref())?;
    Ok(Some(ShownSecret::of(&secret)))
}

fn state(message: &OutboxRecord) -> OutboxState {
    match message.state {
        Sending::Waiting { .. } | Sending::Blocked { .. } => OutboxState::Waiting,
        Sending::Leased { .. } => OutboxState::Taken,
        Sending::Dead { .. } => OutboxState::Dead,
    }
}

fn status(message: &OutboxRecord) -> OutboxStatus {
    let due_at = (!message.is_dead()).then(|| message.state.due_at());
    OutboxStatus { outbox_id: message.id(), state: state(message), due_at }
}

fn details(message: OutboxRecord) -> OutboxDetails {
    let OutboxStatus { outbox_id, state, due_at } = status(&message);
    let reason = match message.state {
        Sending::Dead { reason, .. } => Some(reason),
        Sending::Waiting { .. } | Sending::Blocked { .. } | Sending::Leased { .. } => None,
    };
    OutboxDetails {
        outbox_id,
        firm_id: message.firm,
        case_id: message.case,
        message: message.message,
        parameters: message.parameters,
        to: message.to,
        has_secret: message.secret.is_some(),
        state,
        due_at,
        reason,
        failures: message.failures,
        created_at: message.created_at,
        gives_up_after: message.gives_up_after,
    }
}
