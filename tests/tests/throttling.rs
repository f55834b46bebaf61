//! One answer to everybody whose link opens nothing, and few chances to ask (SECURITY LNK-07, LNK-08).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use casegate::access::permission::Role;
use casegate::foundation::error::{Code, Kind};
use casegate::foundation::ids::FirmId;
use casegate::foundation::limits::{
    FAILURE_WINDOW, FAILURES_GLOBAL, FAILURES_PER_FIRM, FAILURES_PER_SELECTOR, FAILURES_PER_SOURCE,
};
use casegate::foundation::time::{DAY, Timestamp};
use casegate::portal::{Desk, Visit};
use casegate::store::{Fault, FaultyStore, MemoryStore, NewRow, Store, StoreError, Value as Column};
use casegate_sqlite::SqliteStore;
use casegate_tests::world::{
    Call, Folder, World, dump, invite_id, keys, mint, open_case, open_visit, parts, plant, refused, rows,
    settle, text, unknown_link, wrong_secret,
};
use serde_json::{Value, json};
use std::collections::HashSet;
use std::sync::Arc;
use uuid::Uuid;

const OTHER_FIRM: FirmId = FirmId::from_uuid(Uuid::from_u128(2));

struct House {
    world: World,
    case: String,
    link: String,
}

impl House {
    fn on(world: World) -> Self {
        settle(&world.desk());
        let case = open_case(&world.desk());
        let link = new_link(&world.desk(), &case);
        Self { world, case, link }
    }

    fn new() -> Self {
        Self::on(World::in_memory())
    }
}

fn new_link(desk: &Desk, case: &str) -> String {
    text(&mint(desk, case, "taxpayer"), "link")
}

fn opens(visit: &Visit, link: &str) -> bool {
    visit.ask("open_link", &json!({ "link": link })).is_ok()
}

fn fail(visit: &Visit, link: &str) {
    assert_eq!(refused(visit, "open_link", json!({ "link": link })).code(), Code::LinkInvalid);
}

/// A source that nobody used before.
fn fresh(world: &World, number: u32) -> Visit {
    world.visitor_from(&format!("2001:db8::{number:x}"))
}

/// Gives a stored invite a longer life, as whoever can write to the database.
fn prolong(world: &World, selector: &str) {
    let invites = rows(world.store.as_ref(), "invites");
    let (row, record) =
        invites.iter().find(|(_, record)| record["credential"]["selector"] == selector).unwrap();
    let mut longer = record.clone();
    longer["credential"]["until"] = json!(world.clock.millis() + 300 * DAY);
    let columns = vec![world.firm.uuid().into(), selector.into(), Column::Null];
    plant(
        world.store.as_ref(),
        "invites",
        Some(row),
        NewRow { key: row.key, columns, body: longer.to_string() },
    );
}

/// A link for each reason why one opens nothing.
fn dead_links(house: &House) -> Vec<(&'static str, String)> {
    let (world, desk, case) = (&house.world, house.world.desk(), &house.case);
    let until = Timestamp::from_millis(world.clock.millis() + DAY).to_string();
    let expiring = desk.tell("mint_invite", json!({ "caseId": case, "label": "a", "expiresAt": until }));
    let revoked = mint(&desk, case, "b");
    desk.tell("revoke_invite", json!({ "caseId": case, "inviteId": invite_id(&revoked) }));
    let throttled = new_link(&desk, case);
    for number in 0..FAILURES_PER_SELECTOR {
        fail(&fresh(world, number), &wrong_secret(&throttled));
    }
    let tampered = new_link(&desk, case);
    prolong(world, &parts(&tampered).0[5..]);
    let whole = house.link.clone();
    let (path, token) = whole.split_once('#').unwrap();
    vec![
        ("throttled", throttled),
        ("tampered", tampered),
        ("unknown", unknown_link(4)),
        ("unknown behind a real path", format!("{path}#{}", unknown_link(5))),
        ("expired", text(&expiring, "link")),
        ("revoked", text(&revoked, "link")),
        ("wrong secret", wrong_secret(&house.link)),
        ("malformed", token[..75].to_owned()),
        ("empty", String::new()),
        ("long", "x".repeat(10_000)),
        ("session as link", token.replacen("cgi1", "cgs1", 1)),
    ]
}

#[test]
fn lnk_07_every_dead_link_gets_the_same_answer() {
    let house = House::new();
    let dead = dead_links(&house);
    house.world.clock.advance(FAILURE_WINDOW - 1);
    let throttled = refused(&fresh(&house.world, 90_000), "open_link", json!({ "link": dead[0].1 }));
    house.world.clock.advance(DAY);
    let (mut answers, mut spoken) = (vec![throttled], HashSet::new());
    for (number, (name, link)) in (91_000..).zip(&dead).skip(1) {
        let visit = fresh(&house.world, number);
        let error = visit.ask("open_link", &json!({ "link": link })).expect_err(name);
        answers.push(error);
    }
    for error in &answers {
        assert_eq!(error, &answers[0]);
        spoken.insert(format!(
            "{error} {error:?} {:?} {} {:?}",
            error.kind(),
            error.message(),
            error.field()
        ));
    }
    assert_eq!(spoken.len(), 1, "{spoken:?}");
    assert_eq!((answers[0].code(), answers[0].kind()), (Code::LinkInvalid, Kind::Denied));
}

/// The same holds for sessions, whatever is asked with them.
#[test]
fn lnk_07_every_dead_session_gets_the_same_answer() {
    let house = House::new();
    let (desk, world) = (house.world.desk(), &house.world);
    let left = open_visit(world, &desk, &house.case, "a").1;
    world.visit(&left).tell("leave", json!({}));
    let idle = open_visit(world, &desk, &house.case, "b").1;
    world.clock.advance(DAY);
    let good = open_visit(world, &desk, &house.case, "c").1;
    let dead = [
        left,
        idle,
        wrong_secret(&good),
        unknown_link(1).replacen("cgi1", "cgs1", 1),
        "junk".into(),
        String::new(),
    ];
    for session in &dead {
        for (operation, input) in
            [("home", json!({})), ("leave", json!({})), ("get_section", json!({ "section": "accounts" }))]
        {
            let error = refused(&world.visit(session), operation, input);
            assert_eq!(format!("{error:?} {error}"), "Error(link_invalid) this link does not open anything");
        }
    }
}

#[test]
fn lnk_08_a_source_has_twenty_chances() {
    let house = House::new();
    let attacker = fresh(&house.world, 1);
    for number in 0..FAILURES_PER_SOURCE {
        assert!(opens(&attacker, &house.link), "after {number} failures");
        fail(&attacker, &unknown_link(u128::from(number)));
    }
    fail(&attacker, &house.link);
    assert!(opens(&fresh(&house.world, 2), &house.link), "another source is not affected");
}

#[test]
fn lnk_08_a_link_takes_fifty_wrong_secrets() {
    let house = House::new();
    let other = new_link(&house.world.desk(), &house.case);
    for number in 0..FAILURES_PER_SELECTOR {
        assert!(opens(&fresh(&house.world, 9_999), &house.link), "after {number} failures");
        fail(&fresh(&house.world, number), &wrong_secret(&house.link));
    }
    fail(&fresh(&house.world, 9_999), &house.link);
    assert!(opens(&fresh(&house.world, 9_999), &other), "another link is not affected");
}

#[test]
fn lnk_08_a_firm_takes_a_thousand() {
    let house = House::new();
    let (world, desk) = (&house.world, house.world.desk());
    let other = world.desk_of(OTHER_FIRM, Role::Administrator);
    settle(&other);
    let elsewhere = new_link(&other, &open_case(&other));
    let aims: Vec<_> = (0..40).map(|_| wrong_secret(&new_link(&desk, &house.case))).collect();
    for number in 0..FAILURES_PER_FIRM {
        fail(&fresh(world, number), &aims[number as usize % aims.len()]);
        if number + 2 == FAILURES_PER_FIRM {
            assert!(opens(&fresh(world, 9_998), &house.link), "one short of the limit");
        }
    }
    fail(&fresh(world, 9_999), &house.link);
    assert!(opens(&fresh(world, 9_998), &elsewhere), "another firm is not affected");
}

/// The counter of everybody together is the only one that three unrelated failures share.
#[test]
fn lnk_08_everybody_together_has_a_limit() {
    let house = House::new();
    for number in 0..3 {
        fail(&fresh(&house.world, number), &unknown_link(u128::from(number)));
    }
    let counters = rows(house.world.store.as_ref(), "failures");
    let (row, record) = counters.iter().find(|(_, record)| record["count"] == 3).unwrap();
    let mut nearly = record.clone();
    nearly["count"] = json!(FAILURES_GLOBAL - 1);
    let columns = vec![record["window_from"].as_i64().unwrap().into()];
    plant(
        house.world.store.as_ref(),
        "failures",
        Some(row),
        NewRow { key: row.key, columns, body: nearly.to_string() },
    );
    assert!(opens(&fresh(&house.world, 10), &house.link));
    fail(&fresh(&house.world, 11), &unknown_link(11));
    fail(&fresh(&house.world, 12), &house.link);
    house.world.clock.advance(FAILURE_WINDOW);
    assert!(opens(&fresh(&house.world, 12), &house.link));
}

#[test]
fn lnk_08_failures_are_forgotten_after_their_window() {
    let house = House::new();
    let attacker = fresh(&house.world, 1);
    for number in 0..FAILURES_PER_SOURCE {
        fail(&attacker, &unknown_link(u128::from(number)));
    }
    for (at, is_forgotten) in [(FAILURE_WINDOW - 1, false), (1, true)] {
        house.world.clock.advance(at);
        assert_eq!(opens(&attacker, &house.link), is_forgotten);
    }
}

#[test]
fn lnk_08_no_answer_means_no() {
    let store = Arc::new(FaultyStore::new(Arc::new(MemoryStore::new()), Fault::Answer(StoreError::Io)));
    let house = House::on(World::on(Arc::clone(&store) as Arc<dyn Store>));
    assert!(opens(&fresh(&house.world, 1), &house.link));
    store.fail_at(0);
    assert!(opens(&fresh(&house.world, 1), &house.link));
    let calls = store.calls();
    for index in 1..=calls {
        store.fail_at(0);
        let before = dump(store.as_ref());
        store.fail_at(index);
        let error = refused(&fresh(&house.world, 1), "open_link", json!({ "link": house.link }));
        store.fail_at(0);
        assert_eq!(error.code(), Code::StoreUnavailable, "at {index}");
        assert!(dump(store.as_ref()) == before, "a session came of it at {index}");
    }
    assert!(calls > 10, "only {calls} calls failed");
}

/// A failure that cannot be counted is no failure that did not happen: the answer is that the store failed.
#[test]
fn lnk_08_an_attempt_that_cannot_be_counted_is_not_judged() {
    let store = Arc::new(FaultyStore::new(Arc::new(MemoryStore::new()), Fault::Answer(StoreError::Full)));
    let house = House::on(World::on(Arc::clone(&store) as Arc<dyn Store>));
    let attempt =
        || refused(&fresh(&house.world, 1), "open_link", json!({ "link": wrong_secret(&house.link) })).code();
    assert_eq!(attempt(), Code::LinkInvalid);
    store.fail_at(0);
    assert_eq!(attempt(), Code::LinkInvalid);
    for index in 1..=store.calls() {
        store.fail_at(index);
        assert_eq!(attempt(), Code::StoreFull, "at {index}");
    }
}

#[test]
fn lnk_08_counts_survive_a_restart() {
    let folder = Folder::new("lnk-08");
    let open = || Arc::new(SqliteStore::open(folder.at("store.db")).unwrap()) as Arc<dyn Store>;
    let House { world, link, .. } = House::on(World::on(open()));
    let World { clock, entropy, .. } = &world;
    let (clock, entropy) = (clock.clone(), entropy.clone());
    for number in 0..FAILURES_PER_SOURCE / 2 {
        fail(&fresh(&world, 1), &unknown_link(u128::from(number)));
    }
    drop(world);
    let world = World::with(open(), clock.clone(), entropy.clone(), keys());
    for number in 0..FAILURES_PER_SOURCE / 2 {
        assert!(opens(&fresh(&world, 1), &link));
        fail(&fresh(&world, 1), &unknown_link(u128::from(number)));
    }
    drop(world);
    let world = World::with(open(), clock.clone(), entropy, keys());
    fail(&fresh(&world, 1), &link);
    clock.advance(FAILURE_WINDOW);
    assert!(opens(&fresh(&world, 1), &link));
}

fn audit_size(house: &House) -> usize {
    rows(house.world.store.as_ref(), "audit_events").len()
}

/// Links that nobody minted: one entry for each source and window, and counters go with their window.
#[test]
fn lnk_08_junk_does_not_fill_the_store() {
    let house = House::new();
    let before = audit_size(&house);
    for number in 0..600 {
        fail(&fresh(&house.world, number % 3), &unknown_link(u128::from(number)));
        house
            .world
            .visit(&unknown_link(u128::from(number)).replacen("cgi1", "cgs1", 1))
            .ask("home", &Value::Null)
            .unwrap_err();
    }
    assert_eq!(audit_size(&house), before + 3);
    house.world.clock.advance(FAILURE_WINDOW + 1);
    for number in 0..200 {
        fail(&fresh(&house.world, 7), &unknown_link(number));
    }
    assert_eq!(audit_size(&house), before + 4);
    let counters = rows(house.world.store.as_ref(), "failures").len();
    assert!(counters <= 202, "{counters} counters are left of 800 attempts");
}

// BUG: every attempt on a selector that exists is on its case's record, the throttled ones too. A selector is public (it
// stands in the link's path), so anybody who read one makes a case's record as long as they like.
#[test]
fn lnk_08_junk_at_a_known_selector_does_not_fill_the_record() {
    let house = House::new();
    let before = audit_size(&house);
    for _ in 0..1_000 {
        fail(&fresh(&house.world, 1), &wrong_secret(&house.link));
    }
    let grown = audit_size(&house) - before;
    assert!(grown <= 2 * FAILURES_PER_SELECTOR as usize, "{grown} entries of 1,000 attempts by one source");
}

// BUG: a session's selector is not even throttled: a thousand wrong secrets for it are a thousand entries.
#[test]
fn lnk_08_junk_at_a_known_session_does_not_fill_the_record() {
    let house = House::new();
    let session = open_visit(&house.world, &house.world.desk(), &house.case, "spouse").1;
    let before = audit_size(&house);
    for _ in 0..1_000 {
        refused(&house.world.visit(&wrong_secret(&session)), "home", json!({}));
    }
    let grown = audit_size(&house) - before;
    assert!(grown <= 2 * FAILURES_PER_SELECTOR as usize, "{grown} entries of 1,000 attempts by one source");
}

/// Successful visits are no failures, and a person who mistypes now and then is not locked out.
#[test]
fn lnk_08_visits_do_not_count() {
    let house = House::new();
    let client = fresh(&house.world, 1);
    for _ in 0..100 {
        assert!(opens(&client, &house.link));
    }
    for number in 0..FAILURES_PER_SOURCE - 1 {
        fail(&client, &unknown_link(u128::from(number)));
    }
    assert!(opens(&client, &house.link));
}
