//! A session that may only look: nothing acts, nothing is marked, and no address at which the client acts is given out (SPEC P1, S18).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use casegate::foundation::env::{Key, KeyPurpose, KeyRing};
use casegate::foundation::error::Code;
use casegate::operations::{Door, Effect, Need, Operation};
use casegate::store::{MemoryStore, NewRow, Value as Column};
use casegate_tests::examples::Stage;
use casegate_tests::world::{Call, NOON, TestClock, TestEntropy, World, dump, last_event, plant, rows};
use serde_json::{Value, json};
use std::sync::Arc;

/// Turns the stage's session into one of staff who look. A host without keys believes the row.
fn look_as_staff(stage: &Stage, mode: Value) {
    let store = stage.world.store.as_ref();
    let (row, mut body) = rows(store, "sessions")
        .into_iter()
        .find(|(_, body)| stage.session.contains(body["credential"]["selector"].as_str().unwrap()))
        .unwrap();
    body["mode"] = mode;
    let invite = uuid::Uuid::parse_str(body["invite"].as_str().unwrap()).unwrap();
    let selector = body["credential"]["selector"].as_str().unwrap().to_owned();
    let columns = vec![Column::Text(selector), invite.into()];
    plant(store, "sessions", Some(&row), NewRow { key: row.key, columns, body: body.to_string().into() });
}

/// A stage whose host has keys for sensitive answers, and none for credentials.
fn unkeyed() -> Stage {
    let purposes = KeyPurpose::ALL.into_iter().filter(|purpose| *purpose != KeyPurpose::Token);
    let key = || Key::new(std::array::from_fn(|i| i as u8)).unwrap();
    let keys = purposes.fold(KeyRing::new(), |ring, purpose| ring.with(purpose, 1, key()));
    Stage::set(World::with(Arc::new(MemoryStore::new()), TestClock::at(NOON), TestEntropy::seeded(7), keys))
}

/// Everything but the audit, the clock and when a session was last used.
fn kept(stage: &Stage) -> Vec<(String, casegate::store::Row)> {
    let is_kept = |name: &str| !name.starts_with("audit") && name != "clock" && name != "sessions";
    dump(stage.world.store.as_ref()).into_iter().filter(|(name, _)| is_kept(name)).collect()
}

#[test]
fn p1_who_only_looks_changes_nothing() {
    for mode in [
        json!({ "viewAs": { "staff": "u-9", "name": "Ana Ruiz", "reason": "a call" } }),
        json!({ "preview": { "staff": "u-9", "name": "Ana Ruiz" } }),
    ] {
        let stage = unkeyed();
        look_as_staff(&stage, mode);
        let visit = stage.world.visit(&stage.session);
        for operation in Operation::ALL.iter().filter(|one| one.door() == Door::Visit(Need::Session)) {
            let before = kept(&stage);
            let input = stage.input(*operation).cloned().unwrap();
            let answer = visit.ask(operation.name(), &input).map_err(|error| error.code());
            match operation.effect() {
                Effect::Acts => assert_eq!(answer, Err(Code::VIEW_ONLY), "{operation:?}"),
                Effect::Reads | Effect::Marks => {
                    let answer = answer.unwrap_or_else(|code| panic!("{operation:?}: {code:?}"));
                    let told = answer.to_string();
                    assert!(!told.contains("https://"), "{operation:?} gives out an address: {told}");
                }
            }
            assert_eq!(kept(&stage), before, "{operation:?}");
        }
    }
}

#[test]
fn s18_the_audit_names_who_looked() {
    let stage = unkeyed();
    look_as_staff(&stage, json!({ "viewAs": { "staff": "u-9", "name": "Ana Ruiz", "reason": "a call" } }));
    let open = stage.input(Operation::OPEN_DOCUMENT).cloned().unwrap();
    stage.world.visit(&stage.session).tell("open_document", open);
    let event = last_event(&stage.world.desk(), Some(&stage.case));
    assert_eq!(event["actor"], json!({ "kind": "staff", "id": "u-9", "name": "Ana Ruiz" }));
    assert_eq!(event["facts"]["viewsAs"], "taxpayer");
}
