//! Somebody who can write the database, but has no key, gains nothing (SECURITY TOK-05).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use casegate::access::permission::Role;
use casegate::foundation::env::KeyRing;
use casegate::foundation::ids::FirmId;
use casegate::foundation::time::{DAY, HOUR, MINUTE};
use casegate::store::{Key, MemoryStore, NewRow, Row, Value as Column};
use casegate_tests::world::{
    Call, NOON, TestClock, TestEntropy, World, begin, forged, invite_id, is_live, is_open, last_event, mint,
    open_case, open_visit, parts, plant, rows, session, settle, text,
};
use serde_json::{Value, json};
use std::collections::HashSet;
use std::sync::Arc;
use uuid::Uuid;

/// Somebody who can write the database but has no key.
struct Intruder<'a> {
    world: &'a World,
}

impl Intruder<'_> {
    /// Changes the stored credential of `table` with `selector`, with its columns.
    fn edit(&self, table: &str, selector: &str, change: impl FnOnce(&mut Value)) {
        let (row, mut record) = self.find(table, selector);
        change(&mut record);
        plant(self.world.store.as_ref(), table, Some(&row), new_row(table, &record));
    }

    fn find(&self, table: &str, selector: &str) -> (Row, Value) {
        let mut rows = rows(self.world.store.as_ref(), table).into_iter();
        rows.find(|(_, record)| record["credential"]["selector"] == selector).unwrap()
    }
}

fn uuid(value: &Value) -> Uuid {
    let text = value.as_str().unwrap();
    Uuid::parse_str(text.rsplit('_').next().unwrap()).unwrap()
}

/// The row of an invite or a session with this record.
fn new_row(table: &str, record: &Value) -> NewRow {
    let credential = &record["credential"];
    let selector = Column::from(credential["selector"].as_str().unwrap());
    let columns = match table {
        "invites" => vec![uuid(&credential["firm"]).into(), selector, record["request"].as_str().into()],
        _ => vec![selector, uuid(&record["invite"]).into()],
    };
    let key = Key::under(uuid(&record["parent"]), uuid(&record["id"]));
    NewRow { key, columns, body: record.to_string().into() }
}

/// A change that an intruder would want in a stored record: its name, and how they would write it.
type Wish = (&'static str, Box<dyn Fn(&mut Value)>);

/// Returns the changes that an intruder would want in a stored invite. `other` is the record of an
/// invite whose token they hold.
fn wishes(world: &World, other: &Value) -> Vec<Wish> {
    let elsewhere = open_case(&world.desk());
    let other = other["credential"].clone();
    let hash = other["hash"].clone();
    vec![
        ("another label", Box::new(|record| record["label"] = "spouse".into())),
        ("another minter", Box::new(|record| record["minted_by"] = "Somebody Else".into())),
        ("a request of one's own", Box::new(|record| record["request"] = "again".into())),
        ("a first use", Box::new(|record| record["first_used_at"] = json!(NOON - DAY))),
        ("another case", Box::new(move |record| record["parent"] = elsewhere.as_str().into())),
        ("a longer life", Box::new(|record| record["credential"]["until"] = json!(NOON + 900 * DAY))),
        ("an earlier start", Box::new(|record| record["credential"]["from"] = json!(0))),
        ("no end", Box::new(|record| record["credential"]["state"] = "unsealed".into())),
        ("another secret", Box::new(move |record| record["credential"]["hash"] = hash.clone())),
        ("no key", Box::new(|record| record["credential"]["key"] = Value::Null)),
        ("no seal", Box::new(|record| record["credential"]["state"] = "unsealed".into())),
        ("another's seal", Box::new(move |record| record["credential"]["state"] = other["state"].clone())),
    ]
}

#[test]
fn tok_05_an_edited_invite_opens_nothing() {
    for wish in 0..12 {
        let (world, case) = begin(World::in_memory());
        let intruder = Intruder { world: &world };
        let other = text(&mint(&world.desk(), &case, "other"), "link");
        let other = intruder.find("invites", &parts(&other).0[5..]).1;
        let minted = mint(&world.desk(), &case, "taxpayer");
        let (link, id) = (text(&minted, "link"), invite_id(&minted));
        let (name, change) = wishes(&world, &other).swap_remove(wish);
        if name == "no end" {
            world.desk().tell("revoke_invite", json!({ "caseId": case, "inviteId": id }));
        }
        intruder.edit("invites", &parts(&link).0[5..], change);
        assert!(!is_open(&world, &link), "{name} was had");
        let reasons: HashSet<_> = rows(world.store.as_ref(), "audit_events")
            .into_iter()
            .filter_map(|(_, event)| event["facts"]["reason"].as_str().map(str::to_owned))
            .collect();
        let is_other_hash = matches!(name, "another secret" | "no key");
        let expected = if is_other_hash { "wrong_verifier" } else { "tampered" };
        assert_eq!(reasons, HashSet::from([expected.to_owned()]), "{name}");
    }
}

/// Makes a row for a token of the intruder's own, hashed as rows were before there was a key.
#[test]
fn tok_05_a_planted_invite_opens_nothing() {
    let keyless = World::with(
        Arc::new(MemoryStore::new()),
        TestClock::at(NOON),
        TestEntropy::seeded(3),
        KeyRing::new(),
    );
    settle(&keyless.desk());
    let home = json!({ "clientName": "Mallory", "title": "None", "stage": "lead" });
    let home = text(&keyless.desk().tell("create_case", home), "caseId");
    let link = text(&mint(&keyless.desk(), &home, "mallory"), "link");
    assert!(is_open(&keyless, &link), "without a key a plain hash is all there is");
    let mut planted = Intruder { world: &keyless }.find("invites", &parts(&link).0[5..]).1;

    let (world, case) = begin(World::in_memory());
    planted["parent"] = case.as_str().into();
    plant(world.store.as_ref(), "invites", None, new_row("invites", &planted));
    assert!(!is_open(&world, &link));
    assert_eq!(last_event(&world.desk(), Some(&case))["facts"]["reason"], "tampered");
}

#[test]
fn tok_05_an_edited_session_opens_nothing() {
    let changes: [Wish; 4] = [
        ("no end", Box::new(|record| record["credential"]["state"] = "unsealed".into())),
        ("a longer life", Box::new(|record| record["credential"]["until"] = json!(NOON + 900 * DAY))),
        ("no key", Box::new(|record| record["credential"]["key"] = Value::Null)),
        ("an earlier start", Box::new(|record| record["credential"]["from"] = json!(1))),
    ];
    for (name, change) in changes {
        let (world, case) = begin(World::in_memory());
        let (_, session) = open_visit(&world, &world.desk(), &case, "taxpayer");
        if name == "no end" {
            world.visit(&session).tell("leave", json!({}));
        }
        Intruder { world: &world }.edit("sessions", &session[5..27], change);
        assert!(!is_live(&world, &session), "{name} was had");
    }
}

/// A session relies on its invite only if the invite's seal is valid, because the provenance of
/// answers comes from the invite.
#[test]
fn tok_05_a_session_of_an_edited_invite_opens_nothing() {
    for wish in 0..12 {
        let (world, case) = begin(World::in_memory());
        let intruder = Intruder { world: &world };
        let other = text(&mint(&world.desk(), &case, "other"), "link");
        let other = intruder.find("invites", &parts(&other).0[5..]).1;
        let (link, session) = open_visit(&world, &world.desk(), &case, "taxpayer");
        let (name, change) = wishes(&world, &other).swap_remove(wish);
        // The invite's own secret is not checked here, and a row of another case is not found.
        if matches!(name, "another case") {
            continue;
        }
        if name == "no end" {
            let id = intruder.find("invites", &parts(&link).0[5..]).1["id"].clone();
            let id = format!("invite_{}", id.as_str().unwrap().replace('-', ""));
            world.desk().tell("revoke_invite", json!({ "caseId": case, "inviteId": id }));
        }
        assert_eq!(is_live(&world, &session), name != "no end", "{name}");
        intruder.edit("invites", &parts(&link).0[5..], change);
        assert!(!is_live(&world, &session), "{name} was had");
    }
}

/// Staff operations do not seal a row again that was not written with the key.
#[test]
fn tok_05_a_forged_invite_is_neither_rotated_nor_reissued() {
    for wish in 0..12 {
        let (world, case) = begin(World::in_memory());
        let intruder = Intruder { world: &world };
        let other = text(&mint(&world.desk(), &case, "other"), "link");
        let other = intruder.find("invites", &parts(&other).0[5..]).1;
        let request = json!({ "caseId": case, "label": "taxpayer", "idempotencyKey": "mine" });
        let minted = world.desk().tell("mint_invite", request.clone());
        let (link, id) = (text(&minted, "link"), invite_id(&minted));
        let (name, change) = wishes(&world, &other).swap_remove(wish);
        if matches!(name, "another case" | "no end") {
            continue;
        }
        intruder.edit("invites", &parts(&link).0[5..], change);
        let rotated = world.desk().ask("mint_invite", &request);
        let reissued = world.desk().ask("reissue_invite", &json!({ "caseId": case, "inviteId": id }));
        // A mint with another request or another label is for another invite.
        let is_another = matches!(name, "another label" | "a request of one's own" | "a first use");
        assert!(is_another || rotated.is_err(), "{name} was sealed");
        assert!(reissued.is_err(), "{name} was reissued");
    }
}

/// An invite's token is not valid as a session's and the other way round, whichever table has its hash.
#[test]
fn tok_05_kinds_do_not_mix() {
    let (world, case) = begin(World::in_memory());
    let (link, session) = open_visit(&world, &world.desk(), &case, "taxpayer");
    let as_session = forged(&parts(&link).0.replace("cgi1_", "cgs1_"), parts(&link).1);
    let as_invite = forged(&parts(&session).0.replace("cgs1_", "cgi1_"), parts(&session).1);
    assert!(!is_live(&world, &as_session) && !is_open(&world, &as_invite));

    let intruder = Intruder { world: &world };
    let (invite, mut moved) = (intruder.find("invites", &parts(&link).0[5..]).1, json!({}));
    (moved["parent"], moved["id"]) = (invite["parent"].clone(), json!(Uuid::from_u128(77)));
    moved["invite"] = invite["id"].clone();
    moved["credential"] = invite["credential"].clone();
    (moved["ends_at"], moved["last_used_at"]) = (json!(NOON + DAY), json!(NOON));
    moved["device"] = Value::Null;
    plant(world.store.as_ref(), "sessions", None, new_row("sessions", &moved));
    assert!(!is_live(&world, &as_session), "an invite's row among the sessions was believed");
}

/// Another firm's row with the same contents: the hash is bound to the firm.
#[test]
fn tok_05_firms_do_not_mix() {
    let (world, case) = begin(World::in_memory());
    let other = FirmId::from_uuid(Uuid::from_u128(9));
    settle(&world.desk_of(other, Role::Administrator));
    let elsewhere = open_case(&world.desk_of(other, Role::Administrator));
    let link = text(&mint(&world.desk(), &case, "taxpayer"), "link");
    Intruder { world: &world }.edit("invites", &parts(&link).0[5..], |record| {
        record["credential"]["firm"] = other.to_string().into();
        record["parent"] = elsewhere.as_str().into();
    });
    assert!(!is_open(&world, &link));
}

/// A session's seal also covers its absolute end.
#[test]
fn tok_05_a_sessions_absolute_end_cannot_be_edited() {
    let (world, case) = begin(World::in_memory());
    let (_, session) = open_visit(&world, &world.desk(), &case, "taxpayer");
    let begun = world.clock.millis();
    Intruder { world: &world }
        .edit("sessions", &session[5..27], |record| record["ends_at"] = json!(begun + 80 * DAY));
    let uses = (0..40).take_while(|_| {
        world.clock.advance(20 * MINUTE);
        is_live(&world, &session)
    });
    let lived = uses.count() as i64 * 20 * MINUTE;
    assert!(lived < 12 * HOUR, "the session was used for {} hours", lived / HOUR);
}

/// A session's seal also covers the invite that opened it, so that it neither outlives that invite
/// nor acts for another person.
#[test]
fn tok_05_a_session_cannot_be_moved_to_another_invite() {
    let (world, case) = begin(World::in_memory());
    let minted = mint(&world.desk(), &case, "former spouse");
    let session = session(&world, &text(&minted, "link")).unwrap();
    let other = invite_id(&mint(&world.desk(), &case, "taxpayer"));
    Intruder { world: &world }.edit("sessions", &session[5..27], |record| {
        record["invite"] = uuid(&json!(other)).to_string().into();
    });
    world.desk().tell("revoke_invite", json!({ "caseId": case, "inviteId": invite_id(&minted) }));
    assert!(!is_live(&world, &session), "the session of a revoked invite lives");
}
