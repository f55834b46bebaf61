//! The outbox: nothing is lost, nothing is sent twice without need, in order for each recipient (DESIGN, SPEC P4, P5).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use casegate::foundation::error::Code;
use casegate::store::{FaultyStore, MemoryStore, StoreError};
use casegate_tests::world::{
    Call, World, begin, events, last_event, link_party, refused, rows, settle, text,
};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const DAY: i64 = 24 * 60 * MINUTE;

/// A case whose client has two parties with addresses.
struct Sender {
    world: World,
    case: String,
    ana: String,
    luis: String,
}

impl Sender {
    fn new() -> Self {
        Self::on(World::in_memory())
    }

    fn on(world: World) -> Self {
        let (world, case) = begin(world);
        let ana = link_party(&world.desk(), &case, "taxpayer", "Ana Vega");
        let luis = link_party(&world.desk(), &case, "spouse", "Luis Vega");
        Self { world, case, ana, luis }
    }

    /// Adds a form for some parties, which writes a message to each, and returns its id.
    fn tell(&self, parties: &[&String]) -> String {
        self.world.clock.advance(SECOND);
        let form = json!({
            "caseId": self.case, "title": "Organizer", "url": "https://forms.example/o", "partyIds": parties,
        });
        text(&self.world.desk().tell("add_form", form), "formId")
    }

    fn take(&self) -> Vec<Value> {
        take(&self.world, json!({}))
    }

    fn acknowledge(&self, message: &Value) -> Value {
        self.world.portal.host().tell("acknowledge_outbox", leased(message))
    }

    fn fail(&self, message: &Value, failure: &str) -> Value {
        let mut input = leased(message);
        (input["failure"], input["reason"]) = (failure.into(), "mailbox full".into());
        self.world.portal.host().tell("fail_outbox", input)
    }
}

fn take(world: &World, input: Value) -> Vec<Value> {
    world.portal.host().tell("take_outbox", input)["messages"].as_array().unwrap().clone()
}

fn leased(message: &Value) -> Value {
    json!({ "outboxId": message["outboxId"], "lease": message["lease"] })
}

fn addresses(messages: &[Value]) -> Vec<&str> {
    messages.iter().map(|message| message["to"]["address"].as_str().unwrap()).collect()
}

fn waiting(world: &World) -> usize {
    rows(world.store.as_ref(), "outbox").len()
}

#[test]
fn a_message_is_taken_sent_and_gone() {
    let sender = Sender::new();
    sender.tell(&[&sender.ana]);
    let taken = sender.take();
    let [message] = taken.as_slice() else { panic!("{taken:?}") };
    assert_eq!(message["message"], "mail-form-added");
    assert_eq!(message["to"], json!({ "kind": "email", "address": "ana.vega@people.example" }));
    assert_eq!(message["parameters"], json!({ "firm": "Hartwell Tax Advisory" }));
    assert_eq!((&message["caseId"], &message["secret"]), (&json!(sender.case), &Value::Null));
    assert_eq!(sender.take(), Vec::<Value>::new(), "nobody else takes it meanwhile");
    assert_eq!(sender.acknowledge(message)["state"], "gone");
    assert_eq!(sender.acknowledge(message)["state"], "gone", "said again");
    assert_eq!(waiting(&sender.world), 0);
    let recorded = events(&sender.world.desk(), Some(&sender.case));
    let sent: Vec<_> = recorded.iter().filter(|event| event["operation"] == "acknowledge_outbox").collect();
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0]["facts"]["message"], "mail-form-added");
}

#[test]
fn a_host_that_dies_loses_its_lease_and_no_message() {
    let sender = Sender::new();
    sender.tell(&[&sender.ana]);
    let first = sender.take();
    sender.world.clock.advance(119 * SECOND);
    assert!(sender.take().is_empty());
    sender.world.clock.advance(SECOND);
    let second = sender.take();
    assert_eq!(first[0]["outboxId"], second[0]["outboxId"]);
    // The first host comes back too late: the second has it now.
    let refusal = refused(&sender.world.portal.host(), "acknowledge_outbox", leased(&first[0]));
    assert_eq!((refusal.code(), refusal.field()), (Code::LEASE_LOST, Some("lease")));
    assert_eq!(sender.acknowledge(&second[0])["state"], "gone");
    // One whose lease has ended, but whose message nobody else took, may still say that it was sent.
    sender.tell(&[&sender.ana]);
    let late = sender.take();
    sender.world.clock.advance(3 * MINUTE);
    assert_eq!(sender.acknowledge(&late[0])["state"], "gone");
}

#[test]
fn messages_to_one_person_keep_their_order_and_hold_up_nobody_else() {
    let sender = Sender::new();
    let forms = [sender.tell(&[&sender.ana]), sender.tell(&[&sender.ana]), sender.tell(&[&sender.ana])];
    sender.tell(&[&sender.luis]);
    let taken = sender.take();
    assert_eq!(addresses(&taken), ["ana.vega@people.example", "luis.vega@people.example"]);
    // The first fails for now. The second waits for it.
    let failed = sender.fail(&taken[0], "temporary");
    assert_eq!(failed["state"], "waiting");
    assert!(sender.take().is_empty());
    sender.world.clock.advance(MINUTE);
    let mut order = Vec::new();
    for _ in 0..3 {
        let taken = sender.take();
        let [message] = taken.as_slice() else { panic!("{taken:?}") };
        order.push(message["createdAt"].clone());
        sender.acknowledge(message);
    }
    let mut sorted = order.clone();
    sorted.sort_by_key(ToString::to_string);
    assert_eq!(order, sorted);
    assert_eq!(forms.iter().collect::<BTreeSet<_>>().len(), 3);
    sender.acknowledge(&taken[1]);
    assert_eq!(waiting(&sender.world), 0);
}

#[test]
fn what_cannot_be_sent_is_given_up_and_may_be_tried_again() {
    let sender = Sender::new();
    sender.tell(&[&sender.ana]);
    sender.tell(&[&sender.ana]);
    let first = sender.take().remove(0);
    assert_eq!(sender.fail(&first, "permanent")["state"], "dead");
    // The next one goes at once.
    let second = sender.take().remove(0);
    assert_ne!(first["outboxId"], second["outboxId"]);
    sender.acknowledge(&second);
    let host = sender.world.portal.host();
    let listed = host.tell("list_outbox", json!({}))["messages"].clone();
    assert_eq!((&listed[0]["state"], &listed[0]["reason"]), (&json!("dead"), &json!("mailbox full")));
    let retried = host.tell("retry_outbox", json!({ "outboxId": first["outboxId"] }));
    assert_eq!(retried["state"], "waiting");
    let again = refused(&host, "retry_outbox", json!({ "outboxId": first["outboxId"] }));
    assert_eq!(again.code(), Code::STATE_FORBIDS);
    assert_eq!(sender.take()[0]["outboxId"], first["outboxId"]);

    // Tries become rarer, and end when it is no longer worth it.
    sender.tell(&[&sender.luis]);
    let mut tries = 0;
    while let Some(message) =
        sender.take().into_iter().find(|one| one["to"]["address"] == "luis.vega@people.example")
    {
        tries += 1;
        if sender.fail(&message, "temporary")["state"] == "dead" {
            break;
        }
        sender.world.clock.advance(6 * 60 * MINUTE);
    }
    assert!((10..=20).contains(&tries), "{tries}");
    // A message that nobody took in time is given up too, and deleted a month later.
    sender.tell(&[&sender.luis]);
    sender.world.clock.advance(4 * DAY);
    assert!(sender.take().is_empty());
    sender.world.clock.advance(31 * DAY);
    assert!(sender.take().is_empty());
    assert_eq!(waiting(&sender.world), 0);
}

#[test]
fn what_is_not_true_any_more_is_not_sent() {
    let sender = Sender::new();
    let form = sender.tell(&[&sender.ana]);
    sender.world.desk().tell("remove_form", json!({ "caseId": sender.case, "formId": form }));
    assert!(sender.take().is_empty());
    // One that is being sent may be sent: the host says so, and it is on record.
    let form = sender.tell(&[&sender.ana]);
    let taken = sender.take().remove(0);
    sender.world.desk().tell("remove_form", json!({ "caseId": sender.case, "formId": form }));
    assert_eq!(sender.acknowledge(&taken)["state"], "gone");
    assert_eq!(last_event(&sender.world.desk(), Some(&sender.case))["operation"], "acknowledge_outbox");
    assert_eq!(sender.fail(&taken, "temporary")["state"], "gone");
    // A form that is filled in needs no mail any more.
    let form = sender.tell(&[&sender.ana]);
    let filled = json!({ "caseId": sender.case, "formId": form, "state": "completed" });
    sender.world.desk().tell("set_form_state", filled);
    assert!(sender.take().is_empty());
    // A firm can switch the mails off; who is told once is not told again.
    let deliver = |parties: &[&String]| {
        let add = json!({ "caseId": sender.case, "kind": "invoice", "title": "x", "fileName": "x.txt", "mediaType": "text/plain", "content": "eA==" });
        let document = text(&sender.world.desk().tell("add_document", add), "documentId");
        let input = json!({ "caseId": sender.case, "documentId": document, "partyIds": parties });
        sender.world.desk().tell("deliver_document", input.clone());
        sender.world.desk().tell("deliver_document", input);
    };
    deliver(&[&sender.ana, &sender.luis]);
    assert_eq!(waiting(&sender.world), 2);
    sender.world.desk().tell("update_firm", json!({ "partyMail": "off" }));
    deliver(&[&sender.ana, &sender.luis]);
    assert_eq!(waiting(&sender.world), 2);
}

#[test]
fn a_firm_is_taken_alone_and_a_batch_is_bounded() {
    let sender = Sender::new();
    sender.tell(&[&sender.ana, &sender.luis]);
    let other = casegate::foundation::ids::FirmId::from_uuid(uuid::Uuid::from_u128(2));
    settle(&sender.world.beside(other).desk());
    assert!(take(&sender.world, json!({ "firmId": other })).is_empty());
    assert_eq!(take(&sender.world, json!({ "firmId": sender.world.firm, "limit": 1 })).len(), 1);
    let host = sender.world.portal.host();
    for (input, field) in [
        (json!({ "limit": 0 }), "limit"),
        (json!({ "limit": 101 }), "limit"),
        (json!({ "leaseSeconds": 9 }), "leaseSeconds"),
        (json!({ "leaseSeconds": 3601 }), "leaseSeconds"),
    ] {
        let refusal = refused(&host, "take_outbox", input);
        assert_eq!((refusal.code(), refusal.field()), (Code::NUMBER_OUT_OF_RANGE, Some(field)));
    }
}

/// A host that takes, sends and acknowledges, with a store that fails or a process that dies at each of its calls in turn: every
/// message is sent at least once, and in order.
#[test]
fn no_message_is_lost_wherever_the_host_is_stopped() {
    for dies in [false, true] {
        let mut at = 1;
        loop {
            let store = Arc::new(FaultyStore::new(Arc::new(MemoryStore::new()), StoreError::Io));
            let shared: Arc<dyn casegate::store::Store> = store.clone();
            let sender = Sender::on(World::on(shared));
            let expected = 3;
            for _ in 0..expected {
                sender.tell(&[&sender.ana]);
            }
            if dies {
                store.panic_at(at)
            } else {
                store.fail_at(at)
            }
            let mut sent: Vec<Value> = Vec::new();
            let mut rounds = 0;
            while rounds < 20 {
                rounds += 1;
                let host = sender.world.portal.host();
                let round = catch_unwind(AssertUnwindSafe(|| -> Result<(), casegate::Error> {
                    for message in host.ask("take_outbox", &json!({}))?["messages"].as_array().unwrap() {
                        sent.push(message["createdAt"].clone());
                        host.ask("acknowledge_outbox", &leased(message))?;
                    }
                    Ok(())
                }));
                drop(round);
                sender.world.clock.advance(2 * MINUTE);
            }
            let was_reached = store.calls() >= at;
            store.fail_at(0);
            assert_eq!(waiting(&sender.world), 0, "at {at}");
            let distinct: BTreeSet<_> = sent.iter().map(ToString::to_string).collect();
            assert_eq!(distinct.len(), expected, "at {at}: {sent:?}");
            assert!(sent.is_sorted_by_key(ToString::to_string), "at {at}: {sent:?}");
            assert!(sent.len() <= expected + 1, "at {at}: only one was sent again");
            if !was_reached || at > 60 {
                break;
            }
            at += 1;
        }
        assert!(at > 10, "the calls were swept up to {at}");
    }
}

/// Two hosts at once never hold the same message.
#[test]
fn two_hosts_share_the_work() {
    let sender = Sender::new();
    for number in 0..20 {
        let party = link_party(&sender.world.desk(), &sender.case, "other", &format!("Person {number}"));
        sender.tell(&[&party]);
    }
    let portal = &sender.world.portal;
    let work = || {
        let mut sent = Vec::new();
        loop {
            let batch = portal.host().tell("take_outbox", json!({ "limit": 3 }));
            let messages = batch["messages"].as_array().unwrap().clone();
            if messages.is_empty() {
                return sent;
            }
            for message in messages {
                sent.push(text(&message, "outboxId"));
                portal.host().tell("acknowledge_outbox", leased(&message));
            }
        }
    };
    let (one, other) = std::thread::scope(|scope| {
        let hands = [scope.spawn(work), scope.spawn(work)];
        let [one, other] = hands.map(|hand| hand.join().unwrap());
        (one, other)
    });
    let all: BTreeSet<_> = one.iter().chain(&other).collect();
    assert_eq!((all.len(), one.len() + other.len()), (20, 20));
}

#[test]
fn staff_are_told_by_their_id_of_what_a_client_submits() {
    let (world, case) = begin(World::in_memory());
    let (_, session) = casegate_tests::world::open_visit(&world, &world.desk(), &case, "taxpayer");
    let entries = casegate_tests::examples::account_entries("12");
    let visit = world.visit(&session);
    let saved = visit.tell("save_section", json!({ "section": "accounts", "entries": entries }));
    visit.tell("submit_section", json!({ "section": "accounts", "version": saved["version"] }));
    let taken = take(&world, json!({}));
    assert_eq!(taken[0]["to"], json!({ "kind": "staff", "id": "u-1" }));
    assert_eq!(taken[0]["parameters"], json!({ "section": "accounts" }));
}

/// Mail to one person that cannot be sent for now keeps nobody else's waiting, however much of it there is, and each message is set aside
/// once.
#[test]
fn much_mail_to_one_person_holds_up_nobody_else() {
    let sender = Sender::new();
    for _ in 0..300 {
        sender.tell(&[&sender.ana]);
    }
    let first = sender.take();
    assert_eq!(first.len(), 1);
    sender.fail(&first[0], "temporary");
    sender.tell(&[&sender.luis]);
    assert_eq!(addresses(&sender.take()), ["luis.vega@people.example"]);
    let before = rows(sender.world.store.as_ref(), "outbox");
    assert!(sender.take().is_empty());
    assert_eq!(rows(sender.world.store.as_ref(), "outbox"), before, "a second look writes nothing");
    sender.world.clock.advance(MINUTE);
    for _ in 0..5 {
        let taken = sender.take();
        assert_eq!(taken.len(), 1);
        sender.acknowledge(&taken[0]);
    }
}

/// One signer's look is no reason not to tell the other one.
#[test]
fn who_has_not_looked_is_still_told_to_sign() {
    let sender = Sender::new();
    let desk = sender.world.desk();
    let envelope = desk.tell("create_envelope", json!({ "caseId": sender.case, "title": "Form 8879" }));
    let on = |mut more: Value| {
        (more["caseId"], more["envelopeId"]) = (sender.case.as_str().into(), envelope["envelopeId"].clone());
        more
    };
    let parties = json!([sender.ana, sender.luis]);
    desk.tell("send_envelope", on(json!({ "signUrl": "https://sign.example/e", "partyIds": parties })));
    desk.tell("record_envelope_event", on(json!({ "event": "viewed" })));
    assert_eq!(waiting(&sender.world), 2);
    desk.tell("record_envelope_event", on(json!({ "event": "voided" })));
    assert_eq!(waiting(&sender.world), 0);
}

/// What a mail server says may hold an address. It is not put on record for good, and its length and lines are no reason to refuse it.
#[test]
fn the_words_of_a_mail_server_stay_out_of_the_audit() {
    let sender = Sender::new();
    sender.tell(&[&sender.ana]);
    let message = sender.take().remove(0);
    let mut input = leased(&message);
    input["failure"] = "permanent".into();
    input["reason"] =
        format!("550-5.1.1 <ana.vega@people.example>\r\n550 unknown {}", "x".repeat(400)).into();
    sender.world.portal.host().tell("fail_outbox", input);
    let event = last_event(&sender.world.desk(), Some(&sender.case));
    assert_eq!(event["facts"]["failure"], "permanent");
    assert!(!event.to_string().contains("ana.vega"));
    let listed = sender.world.portal.host().tell("list_outbox", json!({}));
    let reason = text(&listed["messages"][0], "reason");
    assert!(reason.starts_with("550-5.1.1 <ana.vega@people.example> 550 unknown x"));
    assert_eq!(reason.chars().count(), 300);
}
