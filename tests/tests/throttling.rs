//! All invalid links get the same response, and attempts are limited (SECURITY LNK-07, LNK-08).
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
use casegate::store::{FaultyStore, MemoryStore, NewRow, Store, StoreError, Value as Column};
use casegate_sqlite::SqliteStore;
use casegate_tests::world::{
    Call, Folder, World, dump, events, invite_id, keys, mint, open_case, open_visit, parts, plant, refused,
    rows, settle, text, unknown_link, wrong_secret,
};
use serde_json::json;
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
    assert_eq!(refused(visit, "open_link", json!({ "link": link })).code(), Code::LINK_INVALID);
}

/// A source of this number.
fn fresh(world: &World, number: u32) -> Visit {
    world.visitor_from(&format!("source {number}"))
}

/// Extends the expiry of a stored invite, as somebody with access to the database could.
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
        NewRow { key: row.key, columns, body: longer.to_string().into() },
    );
}

/// Returns an invalid link for each reason.
fn dead_links(house: &House) -> Vec<(&'static str, String)> {
    let (world, desk, case) = (&house.world, house.world.desk(), &house.case);
    let until = Timestamp::from_millis(world.clock.millis() + DAY).to_string();
    let expiring = desk.tell("mint_invite", json!({ "caseId": case, "label": "a", "expiresAt": until }));
    let revoked = mint(&desk, case, "b");
    desk.tell("revoke_invite", json!({ "caseId": case, "inviteId": invite_id(&revoked) }));
    let throttled = new_link(&desk, case);
    for number in 0..FAILURES_PER_SOURCE {
        fail(&fresh(world, 90_000), &unknown_link(u128::from(number)));
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
    assert_eq!((answers[0].code(), answers[0].kind()), (Code::LINK_INVALID, Kind::Denied));
}

/// The same holds for sessions, for every operation.
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

/// A household has all addresses of its IPv6 network, so they are one source.
/// Another network is another source.
#[test]
fn lnk_08_a_network_is_one_source() {
    let house = House::new();
    let from = |address: &str| house.world.visitor_from(address);
    for number in 0..FAILURES_PER_SOURCE {
        fail(&from(&format!("2001:db8:0:7::{number:x}")), &unknown_link(u128::from(number)));
    }
    for address in ["2001:db8:0:7::ffff", "2001:0DB8:0000:0007:1:2:3:4"] {
        fail(&from(address), &house.link);
    }
    for address in ["2001:db8:0:8::1", "203.0.113.7", "::ffff:203.0.113.7"] {
        assert!(opens(&from(address), &house.link), "{address}");
    }
}

/// During an attack, a source is refused after its first failure, and a source without failures is not.
fn assert_under_attack(world: &World, link: &str) {
    let once = fresh(world, 80_000);
    fail(&once, &unknown_link(80_000));
    fail(&once, link);
    assert!(opens(&fresh(world, 80_001), link), "a source that never failed is locked out");
}

fn assert_at_peace(world: &World, link: &str, source: u32) {
    let once = fresh(world, source);
    fail(&once, &unknown_link(u128::from(source)));
    assert!(opens(&once, link), "one failure locks a source out");
}

#[test]
fn lnk_08_a_link_takes_fifty_wrong_secrets() {
    let house = House::new();
    let other = new_link(&house.world.desk(), &house.case);
    for number in 0..FAILURES_PER_SELECTOR {
        assert_at_peace(&house.world, &house.link, 70_000 + number);
        fail(&fresh(&house.world, number), &wrong_secret(&house.link));
    }
    assert_under_attack(&house.world, &house.link);
    assert_at_peace(&house.world, &other, 79_000);
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
        if number + 1 == FAILURES_PER_FIRM {
            assert_at_peace(world, &house.link, 78_000);
        }
        fail(&fresh(world, number), &aims[number as usize % aims.len()]);
    }
    assert_under_attack(world, &house.link);
    assert_at_peace(world, &elsewhere, 79_000);
}

/// Failures at links that do not exist share three counters: the global one, and those for unknown links and
/// their firm, which affect existing links no more than others.
#[test]
fn lnk_08_everybody_together_has_a_limit() {
    let house = House::new();
    for number in 0..3 {
        fail(&fresh(&house.world, number), &unknown_link(u128::from(number)));
    }
    let counters = rows(house.world.store.as_ref(), "failures");
    let shared: Vec<_> = counters.iter().filter(|(_, record)| record["count"] == 3).collect();
    assert_eq!(shared.len(), 3);
    for (row, record) in shared {
        let mut nearly = record.clone();
        nearly["count"] = json!(FAILURES_GLOBAL - 2);
        let columns = vec![record["window_from"].as_i64().unwrap().into()];
        let body = nearly.to_string();
        plant(
            house.world.store.as_ref(),
            "failures",
            Some(row),
            NewRow { key: row.key, columns, body: body.into() },
        );
    }
    assert_at_peace(&house.world, &house.link, 10);
    fail(&fresh(&house.world, 11), &unknown_link(11));
    assert_under_attack(&house.world, &house.link);
    house.world.clock.advance(FAILURE_WINDOW);
    assert_at_peace(&house.world, &house.link, 12);
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
    let store = Arc::new(FaultyStore::new(Arc::new(MemoryStore::new()), StoreError::Io));
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
        assert_eq!(error.code(), Code::STORE_UNAVAILABLE, "at {index}");
        assert!(dump(store.as_ref()) == before, "a session came of it at {index}");
    }
    assert!(calls >= 8, "only {calls} calls failed");
}

/// If a failure cannot be counted, the error of the store is returned, and not that of the link.
#[test]
fn lnk_08_an_attempt_that_cannot_be_counted_is_not_judged() {
    let attempt = |index: u64| {
        let store = Arc::new(FaultyStore::new(Arc::new(MemoryStore::new()), StoreError::Full));
        let house = House::on(World::on(Arc::clone(&store) as Arc<dyn Store>));
        store.fail_at(index);
        let link = json!({ "link": wrong_secret(&house.link) });
        (refused(&fresh(&house.world, 1), "open_link", link).code(), store.calls())
    };
    let (code, calls) = attempt(0);
    assert!(code == Code::LINK_INVALID && calls > 10);
    for index in 1..=calls {
        assert_eq!(attempt(index).0, Code::STORE_FULL, "at {index}");
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

fn counters(house: &House) -> usize {
    rows(house.world.store.as_ref(), "failures").len()
}

/// Presents made-up links and sessions from three sources, and from the visitor's.
fn junk(house: &House, from: u32, count: u32) {
    for number in from..from + count {
        let link = unknown_link(u128::from(number));
        fail(&fresh(&house.world, number % 3), &link);
        refused(&house.world.visit(&link.replacen("cgi1", "cgs1", 1)), "home", json!({}));
    }
}

#[test]
fn lnk_08_junk_does_not_fill_the_store() {
    let house = House::new();
    let before = audit_size(&house);
    junk(&house, 0, 100);
    let (recorded, counted) = (audit_size(&house), counters(&house));
    assert!((4..=28).contains(&(recorded - before)), "{} entries for four sources", recorded - before);
    assert!(counted <= 13, "{counted} counters for four sources");
    junk(&house, 100, 1_000);
    assert_eq!(
        (audit_size(&house), counters(&house)),
        (recorded, counted),
        "more of the same changes nothing"
    );

    house.world.clock.advance(FAILURE_WINDOW + 1);
    junk(&house, 0, 100);
    assert!(audit_size(&house) > recorded, "a new window is on record");
    assert!(counters(&house) <= counted, "counters go with their window");
}

/// A selector is public, so attempts at one must not make its case's audit grow without limit.
#[test]
fn lnk_08_junk_at_a_known_selector_does_not_fill_the_record() {
    let house = House::new();
    let session = open_visit(&house.world, &house.world.desk(), &house.case, "spouse").1;
    let before = audit_size(&house);
    for _ in 0..1_000 {
        fail(&fresh(&house.world, 1), &wrong_secret(&house.link));
        refused(&house.world.visit(&wrong_secret(&session)), "home", json!({}));
    }
    let by_one = audit_size(&house) - before;
    assert!((2..=14).contains(&by_one), "{by_one} entries of 1,000 attempts by one source each");
    for number in 0..1_000 {
        fail(&fresh(&house.world, 10 + number), &wrong_secret(&house.link));
    }
    let by_many = audit_size(&house) - before - by_one;
    assert!(by_many <= 12, "{by_many} entries of 1,000 attempts by a thousand sources");
}

/// An event for many similar attempts has their number.
#[test]
fn lnk_08_the_record_says_how_many() {
    let house = House::new();
    for number in 0..20 {
        fail(&fresh(&house.world, number), &wrong_secret(&house.link));
    }
    let on_record = events(&house.world.desk(), Some(&house.case));
    let attempts: Vec<_> = on_record.iter().filter_map(|event| event["facts"]["attempts"].as_str()).collect();
    assert_eq!(attempts, ["1", "2", "4", "8", "16"]);
}

/// Successful visits are not failures, and a person who mistypes occasionally is not locked out.
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
