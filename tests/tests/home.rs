//! The first page shows the newest rows of each kind, and their total number,
//! however many a case has (SPEC P2).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use casegate::store::{FaultyStore, MemoryStore, StoreError};
use casegate_tests::world::{Call, PDF, World, begin, open_visit, text};
use serde_json::{Value, json};
use std::sync::Arc;

fn add_documents(world: &World, case: &str, numbers: std::ops::Range<usize>) {
    for number in numbers {
        world.clock.advance(1_000);
        let document = json!({
            "caseId": case, "kind": "invoice", "title": format!("Invoice {number}"), "fileName": "x.pdf",
            "mediaType": "application/pdf", "content": PDF,
        });
        let id = text(&world.desk().tell("add_document", document), "documentId");
        world.desk().tell("deliver_document", json!({ "caseId": case, "documentId": id }));
    }
}

fn titles(list: &Value) -> Vec<String> {
    list.as_array().unwrap().iter().map(|row| text(row, "title")).collect()
}

#[test]
fn p2_the_newest_five_are_shown_and_the_rest_is_counted() {
    let (world, case) = begin(World::in_memory());
    let (link, _) = open_visit(&world, &world.desk(), &case, "taxpayer");
    let home = |world: &World| {
        let session = text(&world.visitor().tell("open_link", json!({ "link": link })), "session");
        (
            world.visit(&session).tell("home", json!({})),
            world.visit(&session).tell("list_my_documents", json!({})),
        )
    };
    let (empty, _) = home(&world);
    assert_eq!((&empty["documents"], &empty["documentCount"]), (&json!([]), &json!(0)));
    add_documents(&world, &case, 0..7);
    let (page, list) = home(&world);
    assert_eq!(titles(&page["documents"]), ["Invoice 6", "Invoice 5", "Invoice 4", "Invoice 3", "Invoice 2"]);
    assert_eq!(page["documentCount"], 7);
    assert_eq!(titles(&list["documents"]).len(), 7);
    assert_eq!(titles(&list["documents"])[..5], titles(&page["documents"])[..]);
    add_documents(&world, &case, 7..120);
    assert_eq!(home(&world).0["documentCount"], 100, "more than 99 are not counted further");
    // Rows that the firm does not show are neither shown nor counted.
    world.desk().tell("update_firm", json!({ "shownKinds": [] }));
    let (hidden, _) = home(&world);
    assert_eq!((&hidden["documents"], &hidden["documentCount"]), (&json!([]), &json!(0)));
}

#[test]
fn p2_what_waits_for_the_client_comes_first() {
    let (world, case) = begin(World::in_memory());
    let (_, session) = open_visit(&world, &world.desk(), &case, "taxpayer");
    let envelope = |title: &str| {
        world.clock.advance(1_000);
        let input = json!({ "caseId": case, "title": title, "signer": "Dana" });
        let id = text(&world.desk().tell("create_envelope", input), "envelopeId");
        let sent = json!({ "caseId": case, "envelopeId": id, "signUrl": "https://sign.example/1" });
        world.desk().tell("send_envelope", sent);
        id
    };
    let ids: Vec<_> = (0..7).map(|number| envelope(&format!("Form {number}"))).collect();
    world.clock.advance(1_000);
    let declined = json!({ "caseId": case, "envelopeId": ids[6], "event": "declined" });
    world.desk().tell("record_envelope_event", declined);
    let draft = json!({ "caseId": case, "title": "Draft", "signer": "Dana" });
    world.desk().tell("create_envelope", draft);
    let page = world.visit(&session).tell("home", json!({}));
    assert_eq!(titles(&page["envelopes"]), ["Form 5", "Form 4", "Form 3", "Form 2", "Form 1"]);
    assert_eq!(page["envelopeCount"], 7, "a draft is not there yet");
    let list = world.visit(&session).tell("list_my_envelopes", json!({}));
    assert_eq!(titles(&list["envelopes"])[5..], ["Form 0".to_owned(), "Form 6".to_owned()]);
}

/// The page makes the same number of calls to the store, however many rows a case has.
#[test]
fn p2_the_page_asks_as_often_whatever_is_on_the_case() {
    let faulty = Arc::new(FaultyStore::new(Arc::new(MemoryStore::new()), StoreError::Io));
    let (world, case) = begin(World::on(Arc::clone(&faulty) as _));
    let (_, session) = open_visit(&world, &world.desk(), &case, "taxpayer");
    let calls = || {
        faulty.fail_at(0);
        world.visit(&session).tell("home", json!({}));
        faulty.calls()
    };
    let with_none = calls();
    add_documents(&world, &case, 0..30);
    calls(); // stores when the session was last used
    assert_eq!(calls(), with_none);
}
