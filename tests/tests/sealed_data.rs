//! Taxpayer and account numbers are sealed, masked, and found without being readable (SECURITY DAT rows).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use casegate::access::permission::{Right, Role};
use casegate::foundation::env::{Key, KeyPurpose, KeyRing};
use casegate::foundation::error::Code;
use casegate::operations::{Door, Effect, Operation};
use casegate::portal::Desk;
use casegate::store::{MemoryStore, NewRow, Row, Store};
use casegate_sqlite::SqliteStore;
use casegate_tests::examples::Stage;
use casegate_tests::world::{
    Call, Folder, NOON, TestClock, TestEntropy, World, body_text, dump, events, keys, last_event, open_case,
    open_visit, plant, refused, rows, settle, text,
};
use serde_json::{Value, json};
use std::collections::HashSet;
use std::sync::Arc;
use uuid::Uuid;

/// Numbers that do not occur by chance, and the part of each that may be shown.
const CANARIES: [(&str, &str); 5] = [
    ("481516234", "6234"),
    ("927364518", "4518"),
    ("ZXQ7734990812", "0812"),
    ("88442299557701", "7701"),
    ("wallet.canary@vault.example", "mple"),
];

fn on(store: Arc<dyn Store>, keys: KeyRing) -> World {
    World::with(store, TestClock::at(NOON), TestEntropy::seeded(5), keys)
}

fn key(start: u8) -> Key {
    Key::new(std::array::from_fn(|i| start.wrapping_mul(3).wrapping_add(i as u8))).unwrap()
}

fn ring(purposes: &[KeyPurpose]) -> KeyRing {
    purposes.iter().fold(KeyRing::new(), |ring, purpose| ring.with(*purpose, 1, key(1 + *purpose as u8 * 40)))
}

fn entry(field: &str, row: Option<&str>, text: &str) -> Value {
    json!({ "field": field, "row": row, "value": { "kind": "text", "text": text } })
}

/// Fills every sensitive field of a case with a canary, through submission, review and profile.
fn sow(world: &World) -> (String, String) {
    let desk = world.desk();
    settle(&desk);
    let case = json!({ "clientName": "Dana", "title": "x", "stage": "lead", "clientTin": "481-51-6234" });
    let case = text(&desk.tell("create_case", case), "caseId");
    let session = open_visit(world, &desk, &case, "taxpayer").1;
    let visit = world.visit(&session);
    let household = json!([
        entry("taxpayer_name", None, "Dana"),
        entry("address", None, "1 Main St"),
        entry("household_under_65", None, "2"),
        entry("taxpayer_tin", None, "481-51-6234"),
        entry("spouse_tin", None, "927 36 4518"),
    ]);
    let accounts = json!([
        entry("bank.institution", Some("r1"), "First"),
        entry("bank.account_number", Some("r1"), "zxq7-7349-90812"),
        entry("bank.current_balance", Some("r1"), "12"),
        entry("investment.institution", Some("i1"), "Second"),
        entry("investment.account_number", Some("i1"), "88442299557701"),
        entry("investment.current_value", Some("i1"), "13"),
        entry("digital_asset.type", Some("d1"), "coin"),
        entry("digital_asset.setup_email", Some("d1"), CANARIES[4].0),
        entry("digital_asset.usd_value", Some("d1"), "14"),
    ]);
    for (section, entries) in [("household", household), ("accounts", accounts)] {
        visit.tell("check_section", json!({ "section": section, "entries": entries }));
        let saved = visit.tell("save_section", json!({ "section": section, "entries": entries }));
        visit.tell("submit_section", json!({ "section": section, "version": saved["version"] }));
    }
    decide(&desk, &case);
    let irs = entry("bank.account_number", Some("r1"), "88442299557701");
    set_figure(&desk, &case, irs);
    (case, session)
}

fn revision(desk: &Desk, case: &str) -> Value {
    desk.tell("get_review", json!({ "caseId": case }))["profileRevision"].clone()
}

fn decide(desk: &Desk, case: &str) {
    for section in ["household", "accounts"] {
        let input = json!({
            "caseId": case, "section": section, "profileRevision": revision(desk, case), "decision": { "kind": "accept" },
        });
        desk.tell("decide_section", input);
    }
}

fn set_figure(desk: &Desk, case: &str, entry: Value) {
    let input = json!({
        "caseId": case, "section": "accounts", "authority": "irsRecord", "profileRevision": revision(desk, case),
        "entry": entry,
    });
    desk.tell("set_figure", input);
}

/// Returns the canary in `bytes`, in any of its encodings.
fn canary_in(bytes: &[u8]) -> Option<&'static str> {
    let lies =
        |text: &str| bytes.windows(text.len()).any(|window| window.eq_ignore_ascii_case(text.as_bytes()));
    let dashed = |number: &str| match number.len() {
        9 => vec![
            format!("{}-{}-{}", &number[..3], &number[3..5], &number[5..]),
            format!("{} {} {}", &number[..3], &number[3..5], &number[5..]),
        ],
        _ => Vec::new(),
    };
    let spelled = |number: &str| lies(number) || dashed(number).iter().any(|text| lies(text));
    CANARIES.iter().map(|(number, _)| *number).find(|number| spelled(number))
}

#[test]
fn dat_06_no_number_is_at_rest() {
    let folder = Folder::new("dat-06");
    let store = Arc::new(SqliteStore::open(folder.at("store.db")).unwrap());
    let world = on(Arc::clone(&store) as Arc<dyn Store>, keys());
    let (case, _) = sow(&world);
    world.desk().tell("unmask_client_tin", json!({ "caseId": case }));
    store.backup_to(folder.at("backup.db")).unwrap();
    let in_use = folder.files();
    assert!(in_use.iter().any(|(name, bytes)| name.ends_with("-wal") && bytes.len() > 10_000));
    drop((world, store));
    for (name, bytes) in in_use.iter().chain(&folder.files()) {
        assert_eq!(canary_in(bytes), None, "in {name}");
    }
    let all: Vec<u8> = in_use.into_iter().flat_map(|(_, bytes)| bytes).collect();
    assert!(
        all.windows(9).any(|window| window == b"1 Main St"),
        "what is not sensitive is found, so the search has teeth"
    );
    assert_eq!(canary_in(b"x481-51-6234"), Some("481516234"));
}

/// Every result except that of unmasking has at most four characters of a number, and no
/// record or `Debug` output has any.
#[test]
fn dat_03_every_answer_is_masked() {
    let world = on(Arc::new(MemoryStore::new()), keys());
    let (case, session) = sow(&world);
    let visit = world.visit(&session);
    let (mut told, mut asked) = (String::new(), 0);
    for operation in Operation::ALL.iter().filter(|operation| operation.effect() == Effect::Reads) {
        for input in [
            json!({}),
            json!({ "caseId": case }),
            json!({ "section": "household" }),
            json!({ "section": "accounts" }),
        ] {
            let answer = match operation.door() {
                Door::Desk(_) => world.desk().ask(operation.name(), &input),
                Door::Visit(_) => visit.ask(operation.name(), &input),
                Door::Host => world.portal.host().ask(operation.name(), &input),
            };
            asked += usize::from(answer.is_ok());
            told.push_str(&format!("{answer:?}\n"));
        }
    }
    assert!(asked >= 25, "only {asked} answers");
    assert_eq!(canary_in(told.as_bytes()), None);
    for (_, shown) in CANARIES.iter().take(4) {
        assert!(told.contains(shown), "{shown} is shown");
    }
    let record: String =
        rows(world.store.as_ref(), "audit_events").into_iter().map(|(row, _)| body_text(&row)).collect();
    for (number, shown) in CANARIES {
        assert!(
            !record.contains(number) && !record.contains(&format!("\"{shown}\"")),
            "{shown} is on record"
        );
    }
}

/// The typed results do not print their contents either.
#[test]
fn dat_06_debug_prints_no_number() {
    let world = on(Arc::new(MemoryStore::new()), keys());
    let (case, _) = sow(&world);
    let case_ref = || serde_json::from_value(json!({ "caseId": case })).unwrap();
    let desk = world.desk();
    let printed = format!(
        "{:?} {:?} {:?} {:?} {:?}",
        desk.unmask_client_tin(case_ref()).unwrap(),
        desk.get_case(case_ref()).unwrap(),
        desk.get_answers(case_ref()).unwrap(),
        desk.get_review(case_ref()).unwrap(),
        desk.get_profile(case_ref()).unwrap(),
    );
    assert_eq!(canary_in(printed.as_bytes()), None);
    assert!(!printed.contains("6234"), "not even the last four: {printed}");
}

#[test]
fn dat_03_unmasking_is_its_own_recorded_act() {
    let world = on(Arc::new(MemoryStore::new()), keys());
    let (case, _) = sow(&world);
    let desk = world.desk();
    let unmask = |section: &str, path: &str, of: &str| {
        let input = json!({ "caseId": case, "section": section, "path": path, "of": of });
        text(&desk.tell("unmask_answer", input), "number")
    };
    let before = events(&desk, Some(&case)).len();
    assert_eq!(desk.tell("unmask_client_tin", json!({ "caseId": case }))["number"], CANARIES[0].0);
    assert_eq!(unmask("household", "taxpayer_tin", "client"), CANARIES[0].0);
    assert_eq!(unmask("household", "spouse_tin", "firmVerified"), CANARIES[1].0);
    assert_eq!(unmask("accounts", "bank[r1].account_number", "client"), CANARIES[2].0);
    assert_eq!(unmask("accounts", "bank[r1].account_number", "firmVerified"), CANARIES[2].0);
    assert_eq!(unmask("accounts", "bank[r1].account_number", "irsRecord"), CANARIES[3].0);
    let on_record = events(&desk, Some(&case));
    assert_eq!(on_record.len(), before + 6);
    let last = on_record.last().unwrap();
    assert_eq!(last["operation"], "unmask_answer");
    assert_eq!(last["facts"], json!({ "section": "accounts", "field": "bank.account_number" }));
    let reader = world.desk_as(Role::ReadOnly);
    let error = refused(&reader, "unmask_client_tin", json!({ "caseId": case }));
    assert_eq!(error.code(), Code::PERMISSION_MISSING);
    let plain =
        json!({ "caseId": case, "section": "accounts", "path": "bank[r1].current_balance", "of": "client" });
    assert_eq!(refused(&desk, "unmask_answer", plain).code(), Code::NOT_FOUND);
}

/// Returns what is stored, except for the audit of refusals.
fn stored(world: &World) -> Vec<(String, Row)> {
    let own = ["audit_events", "audit_heads", "clock"];
    dump(world.store.as_ref()).into_iter().filter(|(table, _)| !own.contains(&table.as_str())).collect()
}

#[test]
fn dat_07_without_a_key_nothing_sensitive_is_taken() {
    let world = on(Arc::new(MemoryStore::new()), ring(&[KeyPurpose::Token, KeyPurpose::Index]));
    let desk = world.desk();
    settle(&desk);
    let with_tin = json!({ "clientName": "Dana", "title": "x", "stage": "lead", "clientTin": "481-51-6234" });
    let case = json!({ "clientName": "Dana", "title": "x", "stage": "lead" });
    let case = text(&desk.tell("create_case", case), "caseId");
    let visit = world.visit(&open_visit(&world, &desk, &case, "taxpayer").1);
    visit.tell(
        "save_section",
        json!({ "section": "accounts", "entries": [entry("cash_on_hand", None, "5")] }),
    );
    let entries =
        json!([entry("cash_on_hand", None, "6"), entry("bank.account_number", Some("r1"), "88442299557701")]);
    let figure = json!({
        "caseId": case, "section": "accounts", "authority": "firmVerified", "profileRevision": 0,
        "entry": entry("bank.account_number", Some("r1"), "88442299557701"),
    });
    let before = stored(&world);
    for (error, field) in [
        (refused(&desk, "create_case", with_tin), "clientTin"),
        (
            refused(&desk, "update_case", json!({ "caseId": case, "title": "y", "clientTin": "481516234" })),
            "clientTin",
        ),
        (refused(&desk, "set_figure", figure), "bank[r1].account_number"),
        (
            refused(&visit, "save_section", json!({ "section": "accounts", "entries": entries })),
            "bank[r1].account_number",
        ),
    ] {
        assert_eq!((error.code(), error.field()), (Code::SEALING_KEY_MISSING, Some(field)));
    }
    assert!(stored(&world) == before, "a refused save left a trace");
    assert_eq!(last_event(&desk, Some(&case))["outcome"]["code"], "sealing_key_missing");
}

#[test]
fn dat_07_a_wrong_key_opens_nothing() {
    let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
    let (case, _) = sow(&on(Arc::clone(&store), keys()));
    let seal =
        |number: u32| ring(&[KeyPurpose::Token, KeyPurpose::Index]).with(KeyPurpose::Seal, number, key(99));
    for (keys, code) in [
        (seal(1), Code::STORED_DATA_TAMPERED),
        (seal(2), Code::KEY_UNAVAILABLE),
        (KeyRing::new(), Code::KEY_UNAVAILABLE),
    ] {
        let desk = on(Arc::clone(&store), keys).desk();
        let error = refused(&desk, "unmask_client_tin", json!({ "caseId": case }));
        assert_eq!(error.code(), code);
        let answer =
            json!({ "caseId": case, "section": "household", "path": "taxpayer_tin", "of": "client" });
        let error = refused(&desk, "unmask_answer", answer);
        assert_eq!(canary_in(format!("{error:?} {error}").as_bytes()), None);
        assert_eq!(error.code(), code);
        assert_eq!(desk.tell("get_case", json!({ "caseId": case }))["clientTinLastFour"], "6234");
    }
}

#[test]
fn dat_07_a_zeroed_key_is_refused() {
    for byte in [0, 1, 0xff] {
        assert_eq!(Key::new([byte; 32]).unwrap_err().code(), Code::KEY_UNAVAILABLE);
    }
    assert!(Key::new(std::array::from_fn(|i| u8::from(i == 31))).is_ok());
}

#[test]
fn dat_07_the_doctor_misses_keys() {
    let world = on(Arc::new(MemoryStore::new()), KeyRing::new());
    let report = world.desk().tell("doctor", json!({}));
    let serious: HashSet<_> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|finding| finding["serious"] == true)
        .map(|finding| text(finding, "code"))
        .collect();
    assert!(serious.contains("seal_key_missing") && serious.contains("token_key_missing"));
    assert_eq!(report["fitForProduction"], false);
}

/// Returns the stored client of a case.
fn client_of(world: &World, case: &str) -> (Row, Value) {
    let client = text(&world.desk().tell("get_case", json!({ "caseId": case })), "clientId");
    let mut clients = rows(world.store.as_ref(), "clients").into_iter();
    clients.find(|(_, record)| client.ends_with(&text(record, "id").replace('-', ""))).unwrap()
}

/// Replaces a stored client's record directly in the store.
fn rewrite(world: &World, row: &Row, record: &Value) {
    let index = record["tin"]["index"]
        .as_array()
        .map(|bytes| bytes.iter().map(|byte| byte.as_u64().unwrap() as u8).collect());
    let office = text(record, "office");
    let columns = vec![
        record["name"].as_str().unwrap().to_lowercase().as_str().into(),
        index.map_or(casegate::store::Value::Null, casegate::store::Value::Bytes),
        casegate::store::Value::Null,
        casegate::store::Value::Null,
        Uuid::parse_str(office.rsplit('_').next().unwrap()).unwrap().into(),
    ];
    plant(
        world.store.as_ref(),
        "clients",
        Some(row),
        NewRow { key: row.key, columns, body: record.to_string().into() },
    );
}

/// A number sealed for one case cannot be read on another, nor with a byte changed.
#[test]
fn dat_01_a_sealed_number_is_good_in_its_place_alone() {
    let world = World::in_memory();
    settle(&world.desk());
    let (first, second) = (open_case(&world.desk()), open_case(&world.desk()));
    let ((row, record), (_, other)) = (client_of(&world, &first), client_of(&world, &second));
    let mut swapped = record.clone();
    swapped["tin"] = other["tin"].clone();
    rewrite(&world, &row, &swapped);
    let unmask = |case: &str| world.desk().ask("unmask_client_tin", &json!({ "caseId": case }));
    assert_eq!(unmask(&first).unwrap_err().code(), Code::STORED_DATA_TAMPERED);
    assert!(unmask(&second).is_ok());

    let sealed = text(&record["tin"], "sealed");
    for at in 0..sealed.len() {
        let (row, _) = client_of(&world, &first);
        let mut changed = record.clone();
        let letter = if &sealed[at..=at] == "A" { "B" } else { "A" };
        changed["tin"]["sealed"] = format!("{}{letter}{}", &sealed[..at], &sealed[at + 1..]).into();
        rewrite(&world, &row, &changed);
        let code = unmask(&first).unwrap_err().code();
        assert!(matches!(code, Code::STORED_DATA_TAMPERED | Code::KEY_UNAVAILABLE), "letter {at}: {code:?}");
    }
}

/// Equal numbers are sealed differently each time, wherever they are.
#[test]
fn dat_05_no_two_seals_are_alike() {
    let world = World::in_memory();
    settle(&world.desk());
    let case = open_case(&world.desk());
    let mut seals = HashSet::new();
    for _ in 0..200 {
        world.desk().tell("update_case", json!({ "caseId": case, "clientTin": "123-45-6789" }));
        assert!(seals.insert(text(&rows(world.store.as_ref(), "clients")[0].1["tin"], "sealed")));
    }
}

/// After a key was rotated, old numbers can still be read, and new ones are sealed with the new key.
#[test]
fn dat_04_rotation_keeps_old_numbers_readable() {
    let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
    let (case, _) = sow(&on(Arc::clone(&store), keys()));
    let rotated = on(Arc::clone(&store), keys().with(KeyPurpose::Seal, 2, key(50)));
    assert_eq!(rotated.desk().tell("unmask_client_tin", json!({ "caseId": case }))["number"], CANARIES[0].0);
    rotated.desk().tell("update_case", json!({ "caseId": case, "clientTin": "927364518" }));
    let error = refused(&on(store, keys()).desk(), "unmask_client_tin", json!({ "caseId": case }));
    assert_eq!(error.code(), Code::KEY_UNAVAILABLE);
    assert_eq!(rotated.desk().tell("unmask_client_tin", json!({ "caseId": case }))["number"], CANARIES[1].0);
}

/// Calls the examples of every operation, and searches for the numbers in them.
#[test]
fn dat_03_no_operation_but_unmasking_answers_with_a_number() {
    for operation in Operation::ALL {
        let stage = Stage::set(World::in_memory());
        let answer = stage.call(*operation).unwrap().to_string();
        let unmasks =
            matches!(operation.door(), Door::Desk(permission) if permission.right() == Right::Unmask);
        assert_eq!(
            answer.contains("123456789") || answer.contains("123-45-6789"),
            unmasks,
            "{}",
            operation.name()
        );
    }
}
