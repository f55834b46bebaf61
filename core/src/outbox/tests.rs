//! Secrets in messages: sealed for one row and one recipient, and never readable after their end.

use super::types::{
    AcknowledgeOutbox, FailOutbox, ListOutbox, OutboxMessage, OutboxRef, SendFailure, TakeOutbox,
};
use crate::act::{NewMessage, Operation, OutboxRecord, Recipient, Sending, quietly};
use crate::foundation::env::{Clock, Key, KeyPurpose, KeyRing};
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::ids::FirmId;
use crate::foundation::time::{HOUR, MINUTE, Timestamp};
use crate::settings::RegisterFirm;
use crate::store::{MemoryStore, Record as _, Records as _, RecordsMut as _, StoreExt as _, Stored};
use crate::{Portal, Role, Source, Staff};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use uuid::Uuid;
use zeroize::Zeroizing;

const CODE: &str = "492817";

#[derive(Clone, Default)]
struct Hand(Arc<AtomicI64>);

impl Clock for Hand {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(1_795_348_800_000 + self.0.load(Ordering::SeqCst))
    }
}

struct World {
    portal: Portal,
    clock: Hand,
    firm: FirmId,
}

impl World {
    fn with(purposes: &[KeyPurpose]) -> Self {
        let key = || Key::new(std::array::from_fn(|i| i as u8)).unwrap();
        let keys = purposes.iter().fold(KeyRing::new(), |ring, purpose| ring.with(*purpose, 1, key()));
        let clock = Hand::default();
        let portal = Portal::on(MemoryStore::new()).keys(keys).clock(clock.clone()).build().unwrap();
        let firm = FirmId::from_uuid(Uuid::from_u128(1));
        let roles = vec![Role::Administrator];
        let staff = Staff { firm, id: "u-1".into(), name: "Rosa".into(), roles, offices: None };
        let desk = portal.desk(staff, &Source::default()).unwrap();
        desk.register_firm(RegisterFirm { name: "Hartwell".into() }).unwrap();
        Self { portal, clock, firm }
    }

    fn new() -> Self {
        Self::with(&KeyPurpose::ALL)
    }

    fn send(&self, address: &str, secret: Option<&str>) -> Result<()> {
        // Messages are in the order of their times.
        self.clock.0.fetch_add(1, Ordering::SeqCst);
        quietly(self.portal.parts(), Operation::TAKE_OUTBOX, |act| {
            act.enqueue(NewMessage {
                firm: self.firm,
                case: None,
                message: "mail-access-code",
                parameters: BTreeMap::new(),
                to: Recipient::Email { address: address.to_owned() },
                subject: Some(Uuid::from_u128(9)),
                not_before: act.now,
                gives_up_after: act.now.plus(HOUR),
                secret: secret.map(|secret| Zeroizing::new(secret.to_owned())),
            })
        })
    }

    fn take(&self) -> Result<Vec<OutboxMessage>> {
        Ok(self.portal.host().take_outbox(TakeOutbox::default())?.messages)
    }

    fn rows(&self) -> Vec<Stored<OutboxRecord>> {
        let store = &self.portal.parts().store;
        store.reading(|tx| tx.list::<OutboxRecord>(&OutboxRecord::select(10))).unwrap()
    }

    fn change(&self, change: impl Fn(&mut OutboxRecord)) {
        let mut row = self.rows().remove(0);
        change(&mut row.record);
        let store = &self.portal.parts().store;
        store.writing(|tx| tx.replace(row.version, &row.record)).unwrap();
    }
}

fn secret_of(message: &OutboxMessage) -> Option<&str> {
    message.secret.as_ref().map(|secret| secret.expose())
}

#[test]
fn a_secret_is_read_by_who_takes_it_and_by_nobody_else() {
    let world = World::new();
    world.send("dana@x.example", Some(CODE)).unwrap();
    let stored = serde_json::to_string(&world.rows()[0].record).unwrap();
    assert!(!stored.contains(CODE), "{stored}");
    let page = world.portal.host().list_outbox(ListOutbox::default()).unwrap();
    assert!(page.messages[0].has_secret);
    let taken = world.take().unwrap();
    assert_eq!(secret_of(&taken[0]), Some(CODE));
    assert!(!format!("{taken:?} {page:?}").contains(CODE));
    let ack = AcknowledgeOutbox { outbox_id: taken[0].outbox_id, lease: taken[0].lease.clone() };
    world.portal.host().acknowledge_outbox(ack).unwrap();
    assert!(world.rows().is_empty());
}

#[test]
fn a_secret_is_written_out_in_a_batch_without_copies() {
    let world = World::new();
    world.send("dana@x.example", Some(CODE)).unwrap();
    let json = world.portal.host().call(Operation::TAKE_OUTBOX, b"").unwrap();
    assert!(json.contains(CODE));
    assert_eq!(json.capacity(), json.len(), "the text was written into one block of the right size");
}

#[test]
fn a_secret_ends_with_its_message() {
    let world = World::new();
    let host = world.portal.host();
    // Given up by the host, expired, and withdrawn.
    world.send("dana@x.example", Some(CODE)).unwrap();
    let taken = world.take().unwrap().remove(0);
    let (outbox_id, lease) = (taken.outbox_id, taken.lease.clone());
    let (failure, reason) = (SendFailure::Permanent, "no such mailbox".to_owned());
    host.fail_outbox(FailOutbox { outbox_id, lease, failure, reason, retry_at: None }).unwrap();
    assert!(world.rows()[0].record.secret.is_none());
    let retried = host.retry_outbox(OutboxRef { outbox_id });
    assert_eq!(retried, Err(Error::new(Code::STATE_FORBIDS)), "there is nothing left to send");

    let world = World::new();
    world.send("dana@x.example", Some(CODE)).unwrap();
    world.clock.0.fetch_add(HOUR, Ordering::SeqCst);
    assert!(world.take().unwrap().is_empty());
    assert!(world.rows()[0].record.secret.is_none());
    assert!(matches!(world.rows()[0].record.state, Sending::Dead { had_secret: true, .. }));

    let world = World::new();
    world.send("dana@x.example", Some(CODE)).unwrap();
    quietly(world.portal.parts(), Operation::TAKE_OUTBOX, |act| act.void_messages(Uuid::from_u128(9)))
        .unwrap();
    assert!(world.rows().is_empty());
}

#[test]
fn a_secret_does_not_wait_for_other_mail() {
    let world = World::new();
    world.send("dana@x.example", None).unwrap();
    let first = world.take().unwrap().remove(0);
    let (outbox_id, lease, reason) = (first.outbox_id, first.lease.clone(), "later".to_owned());
    let failure = SendFailure::Temporary;
    world
        .portal
        .host()
        .fail_outbox(FailOutbox { outbox_id, lease, failure, reason, retry_at: None })
        .unwrap();
    world.send("dana@x.example", None).unwrap();
    world.send("dana@x.example", Some(CODE)).unwrap();
    let taken = world.take().unwrap();
    assert_eq!(taken.iter().map(secret_of).collect::<Vec<_>>(), [Some(CODE)]);
    world.clock.0.fetch_add(MINUTE, Ordering::SeqCst);
    assert_eq!(world.take().unwrap()[0].outbox_id, first.outbox_id);
}

/// A secret that cannot be read is given up, and keeps no other message from being sent.
#[test]
fn a_secret_is_valid_for_its_row_and_recipient_alone() {
    let given_up = |world: &World| {
        world.send("lee@x.example", None).unwrap();
        let taken = world.take().unwrap();
        assert!(taken.iter().all(|message| secret_of(message) != Some(CODE)));
        assert!(
            taken
                .iter()
                .any(|message| message.to == Recipient::Email { address: "lee@x.example".to_owned() })
        );
        let record = world.rows().remove(0).record;
        assert!(record.secret.is_none());
        assert!(matches!(&record.state, Sending::Dead { reason, .. } if reason == "stored_data_tampered"));
    };
    let world = World::new();
    world.send("dana@x.example", Some(CODE)).unwrap();
    world.change(|row| row.to = Recipient::Email { address: "eve@x.example".to_owned() });
    given_up(&world);

    let world = World::new();
    world.send("dana@x.example", Some("000000")).unwrap();
    world.send("dana@x.example", Some(CODE)).unwrap();
    let foreign = world.rows()[1].record.secret.clone();
    world.change(|row| row.secret.clone_from(&foreign));
    world.portal.host().take_outbox(TakeOutbox { limit: Some(1), ..TakeOutbox::default() }).unwrap();
    let record = world.rows().remove(0).record;
    assert!(matches!(&record.state, Sending::Dead { reason, .. } if reason == "stored_data_tampered"));
}

/// A message that is withdrawn while a host has it keeps nobody waiting, and its secret is gone.
#[test]
fn a_message_that_is_withdrawn_while_it_is_taken_is_not_taken_again() {
    let world = World::new();
    world.send("dana@x.example", Some(CODE)).unwrap();
    assert_eq!(world.take().unwrap().len(), 1);
    quietly(world.portal.parts(), Operation::TAKE_OUTBOX, |act| act.void_messages(Uuid::from_u128(9)))
        .unwrap();
    assert!(world.rows()[0].record.secret.is_none());
    world.send("dana@x.example", None).unwrap();
    assert!(world.take().unwrap().is_empty(), "the other one is still being sent");
    world.clock.0.fetch_add(3 * MINUTE, Ordering::SeqCst);
    assert_eq!(world.take().unwrap().len(), 1);
    assert_eq!(world.rows().len(), 1);
}

#[test]
fn without_its_key_no_secret_is_written() {
    let world = World::with(&[KeyPurpose::Seal, KeyPurpose::Token, KeyPurpose::Index]);
    assert_eq!(world.send("dana@x.example", Some(CODE)), Err(Error::new(Code::SEALING_KEY_MISSING)));
    assert!(world.rows().is_empty());
    world.send("dana@x.example", None).unwrap();
    assert_eq!(world.take().unwrap().len(), 1);
}
