//! A sealed number can be found only by somebody who knows it (SECURITY DAT-02).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use casegate::access::permission::Role;
use casegate::foundation::env::{Key, KeyPurpose, KeyRing};
use casegate::foundation::ids::FirmId;
use casegate::portal::Desk;
use casegate::store::{MemoryStore, Store};
use casegate_tests::world::{Call, NOON, TestClock, TestEntropy, World, open_case, rows, settle, text};
use serde_json::{Value, json};
use std::collections::HashSet;
use std::sync::Arc;
use uuid::Uuid;

fn on(store: Arc<dyn Store>, keys: KeyRing) -> World {
    World::with(store, TestClock::at(NOON), TestEntropy::seeded(5), keys)
}

fn key(start: u8) -> Key {
    Key::new(std::array::from_fn(|i| start.wrapping_mul(3).wrapping_add(i as u8))).unwrap()
}

fn ring(purposes: &[KeyPurpose]) -> KeyRing {
    purposes.iter().fold(KeyRing::new(), |ring, purpose| ring.with(*purpose, 1, key(1 + *purpose as u8 * 40)))
}

fn found(desk: &Desk, tin: &str) -> Vec<String> {
    let page = desk.tell("list_cases", json!({ "tin": tin }));
    page["cases"].as_array().unwrap().iter().map(|case| text(case, "caseId")).collect()
}

#[test]
fn dat_02_a_number_is_found_however_it_is_spelled() {
    let world = World::in_memory();
    let desk = world.desk();
    // A firm that is not registered has no cases, as in any other list.
    assert_eq!(found(&desk, "123456789"), [""; 0]);
    settle(&desk);
    let case = open_case(&desk);
    let other = json!({ "clientName": "Lee", "title": "x", "stage": "lead", "clientTin": "987654321" });
    desk.tell("create_case", other);
    for spelling in ["123-45-6789", "123456789", " 123 45 6789 ", "12-3456789"] {
        assert_eq!(found(&desk, spelling), std::slice::from_ref(&case), "{spelling}");
    }
    assert_eq!(found(&desk, "123456788"), [""; 0]);
    desk.tell("update_case", json!({ "caseId": case, "clientTin": "555-66-7777" }));
    assert_eq!((found(&desk, "123456789").len(), found(&desk, "555667777").len()), (0, 1));
    desk.tell("update_case", json!({ "caseId": case, "clientTin": "" }));
    assert_eq!(found(&desk, "555667777").len(), 0);
}

/// Returns the stored indexes of every client, by firm.
fn indexes(world: &World) -> Vec<(String, Value)> {
    let cases = rows(world.store.as_ref(), "clients");
    cases.into_iter().map(|(_, record)| (text(&record, "firm"), record["tin"]["index"].clone())).collect()
}

#[test]
fn dat_02_another_firms_index_is_another() {
    let world = World::in_memory();
    let other = world.desk_of(FirmId::from_uuid(Uuid::from_u128(2)), Role::Administrator);
    for desk in [world.desk(), other.clone()] {
        settle(&desk);
        open_case(&desk);
        open_case(&desk);
    }
    let indexes = indexes(&world);
    let different: HashSet<_> = indexes.iter().map(|(_, index)| index.to_string()).collect();
    assert_eq!((indexes.len(), different.len()), (4, 2), "equal inside of a firm, different between firms");
    assert!(indexes.iter().all(|(_, index)| index.as_array().unwrap().len() == 8));
    assert_eq!(found(&world.desk(), "123456789").len(), 2);
    assert_eq!(found(&other, "123456789").len(), 2);

    let elsewhere = on(Arc::new(MemoryStore::new()), ring(&KeyPurpose::ALL));
    settle(&elsewhere.desk());
    open_case(&elsewhere.desk());
    assert!(!different.contains(&indexes_of_one(&elsewhere)), "another key makes another index");
}

fn indexes_of_one(world: &World) -> String {
    indexes(world)[0].1.to_string()
}

#[test]
fn dat_02_without_a_key_the_search_finds_nothing() {
    let world = on(Arc::new(MemoryStore::new()), ring(&[KeyPurpose::Seal, KeyPurpose::Token]));
    settle(&world.desk());
    let case = open_case(&world.desk());
    assert_eq!(found(&world.desk(), "123456789"), [""; 0]);
    assert_eq!(indexes_of_one(&world), "null");
    assert_eq!(world.desk().tell("unmask_client_tin", json!({ "caseId": case }))["number"], "123456789");
}

/// After the index key was rotated, older and newer entries are found together, in one order and page by page.
#[test]
fn dat_02_a_number_is_found_across_a_rotation() {
    let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
    let old = on(Arc::clone(&store), ring(&KeyPurpose::ALL));
    settle(&old.desk());
    let open = |world: &World, name: &str| {
        let input = json!({ "clientName": name, "title": "x", "stage": "lead", "clientTin": "123456789" });
        text(&world.desk().tell("create_case", input), "caseId")
    };
    let (avery, chen) = (open(&old, "Avery"), open(&old, "Chen"));
    let keys = ring(&KeyPurpose::ALL).with(KeyPurpose::Index, 20_261_122, key(99));
    let new = World::with(Arc::clone(&store), TestClock::at(NOON), TestEntropy::seeded(6), keys);
    let (blake, dana) = (open(&new, "Blake"), open(&new, "Dana"));
    assert_eq!(found(&new.desk(), "123-45-6789"), [&*avery, &*blake, &*chen, &*dana]);

    let page = |cursor: Option<&Value>| {
        let mut input = json!({ "tin": "123456789", "limit": 3 });
        input["cursor"] = cursor.cloned().unwrap_or_default();
        new.desk().tell("list_cases", input)
    };
    let first = page(None);
    let second = page(Some(&first["next"]));
    assert_eq!((first["cases"].as_array().unwrap().len(), text(&second["cases"][0], "caseId")), (3, dana));
    assert_eq!(second["next"], Value::Null);

    // A number that is entered again is indexed with the new key. Without the old key the other entries are
    // not found, and nothing fails.
    new.desk().tell("update_case", json!({ "caseId": chen, "clientTin": "123456789" }));
    let purposes = [KeyPurpose::Seal, KeyPurpose::Token];
    let forgotten = on(store, ring(&purposes).with(KeyPurpose::Index, 20_261_122, key(99)));
    assert_eq!(found(&forgotten.desk(), "123456789").len(), 3);
}
