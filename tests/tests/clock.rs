//! A clock that runs backwards, stands still or leaps ahead revives nothing (SECURITY DUR-10, D-12, D-13).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use casegate::foundation::error::{Code, Error, Kind};
use casegate::foundation::time::{DAY, HOUR, MINUTE, SECOND, Timestamp};
use casegate::store::{MemoryStore, Store};
use casegate_sqlite::{Durability, SqliteOptions};
use casegate_tests::world::{
    Call, Folder, NOON, TestClock, TestEntropy, World, events, keys, open_case, refused, repeats, rows,
    settle, text,
};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::Arc;

const YEAR: i64 = 365 * DAY;

/// A credential for the case: a link, or the session that it opened.
struct Credential {
    text: String,
    is_link: bool,
    /// Whether it was refused once. From then on it must always be refused.
    is_dead: bool,
}

/// A portal whose clock is set at random, and that is restarted from time to time.
struct Storm {
    path: Option<PathBuf>,
    world: World,
    case: String,
    held: Vec<Credential>,
    rng: StdRng,
    /// The number of refusals, and the number of attempts after a refusal.
    refusals: u32,
    retries: u32,
}

fn open(path: &PathBuf) -> Arc<dyn Store> {
    Arc::new(SqliteOptions::new().durability(Durability::ProcessKill).open(path).unwrap())
}

impl Storm {
    fn new(path: Option<PathBuf>, seed: u64) -> Self {
        let store = path.as_ref().map_or_else(|| Arc::new(MemoryStore::new()) as Arc<dyn Store>, open);
        let world = World::on(store);
        settle(&world.desk());
        let case = open_case(&world.desk());
        let rng = StdRng::seed_from_u64(seed);
        Self { path, world, case, held: Vec::new(), rng, refusals: 0, retries: 0 }
    }

    /// Returns a random step of the clock: mostly about as long as links and
    /// sessions are valid, sometimes years.
    fn throw(&mut self) {
        let far = match self.rng.random_range(0..10) {
            0..5 => self.rng.random_range(0..40 * MINUTE),
            5..7 => self.rng.random_range(0..2 * HOUR),
            7..9 => -self.rng.random_range(0..3 * HOUR),
            _ => -self.rng.random_range(SECOND..10 * YEAR),
        };
        self.world.clock.advance(far);
    }

    /// The same store under a new portal, as after a restart.
    fn restart(&mut self) {
        let (clock, entropy) = (self.world.clock.clone(), self.world.entropy.clone());
        let placeholder = World::in_memory();
        let old = std::mem::replace(&mut self.world, placeholder);
        let store = match &self.path {
            Some(path) => {
                drop(old);
                open(path)
            }
            None => Arc::clone(&old.store),
        };
        self.world = World::with(store, clock, entropy, keys());
    }

    fn mint(&mut self) {
        // The portal's own instant counts, not the time that the clock now shows.
        let now =
            self.world.desk().tell("create_case", json!({ "clientName": "x", "title": "x", "stage": "x" }));
        let now = Timestamp::parse(&text(&now, "openedAt")).unwrap();
        let until = now.plus(HOUR + self.rng.random_range(0..HOUR)).to_string();
        let input = json!({ "caseId": self.case, "label": "taxpayer", "expiresAt": until });
        if let Ok(minted) = self.world.desk().ask("mint_invite", &input) {
            self.held.push(Credential { text: text(&minted, "link"), is_link: true, is_dead: false });
        }
    }

    fn try_one(&mut self) {
        if self.held.is_empty() {
            return;
        }
        let chosen = self.rng.random_range(0..self.held.len());
        let credential = &self.held[chosen];
        // Each attempt has a different source, so that nothing is throttled.
        let visitor = self.world.visitor_from(&format!("source {}", self.rng.random::<u64>()));
        let answer = match credential.is_link {
            true => visitor.ask("open_link", &json!({ "link": credential.text })),
            false => self.world.visit(&credential.text).ask("list_my_sessions", &json!({})),
        };
        self.retries += u32::from(credential.is_dead);
        match answer {
            Ok(answer) => {
                assert!(!credential.is_dead, "what was refused opens again at {}", self.world.clock.millis());
                if credential.is_link {
                    let session =
                        Credential { text: text(&answer, "session"), is_link: false, is_dead: false };
                    self.held.push(session);
                }
            }
            Err(error) => {
                assert_eq!(error.code(), Code::LINK_INVALID);
                self.refusals += 1;
                self.held[chosen].is_dead = true;
            }
        }
    }

    fn step(&mut self) {
        match self.rng.random_range(0..20) {
            0..2 => self.mint(),
            2 => self.restart(),
            3..8 => self.throw(),
            _ => self.try_one(),
        }
    }

    /// The audit is in order of time.
    fn check_order(&self) {
        let on_record = events(&self.world.desk(), Some(&self.case));
        let instants: Vec<_> = on_record.iter().map(|event| text(event, "at")).collect();
        assert!(instants.is_sorted(), "the record runs backwards");
        assert_eq!(self.world.desk().tell("verify_audit", json!({ "caseId": self.case }))["intact"], true);
    }
}

#[test]
fn d_12_no_step_back_revives_anything_in_memory() {
    let (mut refusals, mut retries) = (0, 0);
    for seed in 0..u64::from(repeats(60, 2_000)) {
        let mut storm = Storm::new(None, seed);
        (0..150).for_each(|_| storm.step());
        storm.check_order();
        (refusals, retries) = (refusals + storm.refusals, retries + storm.retries);
    }
    assert!(refusals > 500 && retries > 300, "{refusals} refusals, {retries} retries");
}

#[test]
fn d_12_no_step_back_revives_anything_after_a_restart() {
    let folder = Folder::new("d-12");
    let (mut refusals, mut retries) = (0, 0);
    for seed in 0..u64::from(repeats(12, 300)) {
        let mut storm = Storm::new(Some(folder.at(&format!("{seed}.db"))), seed + 77);
        (0..150).for_each(|_| storm.step());
        storm.check_order();
        (refusals, retries) = (refusals + storm.refusals, retries + storm.retries);
    }
    assert!(refusals > 100 && retries > 60, "{refusals} refusals, {retries} retries");
}

/// Makes a world with a link that is valid for an hour, and a session opened by it.
fn hour() -> (World, String, String, String) {
    let world = World::in_memory();
    settle(&world.desk());
    let case = open_case(&world.desk());
    let until = Timestamp::from_millis(NOON + HOUR).to_string();
    let minted =
        world.desk().tell("mint_invite", json!({ "caseId": case, "label": "x", "expiresAt": until }));
    let link = text(&minted, "link");
    let session = text(&world.visitor().tell("open_link", json!({ "link": link })), "session");
    (world, case, link, session)
}

fn restarted(world: &World, millis: i64) -> World {
    World::with(Arc::clone(&world.store), TestClock::at(millis), world.entropy.clone(), keys())
}

/// One refusal at the very millisecond of expiry is enough to make it permanent.
#[test]
fn d_12_a_refusal_for_lateness_is_for_good() {
    let (world, _, link, _) = hour();
    world.clock.set(NOON + HOUR - 1);
    world.visitor().tell("open_link", json!({ "link": link }));
    world.clock.set(NOON + HOUR);
    refused(&world.visitor(), "open_link", json!({ "link": link }));
    for back in [1, SECOND, HOUR, YEAR, 40 * YEAR] {
        let later = restarted(&world, NOON + HOUR - back);
        refused(&later.visitor(), "open_link", json!({ "link": link }));
    }
}

#[test]
fn d_12_a_sessions_lateness_is_for_good() {
    let (world, _, _, session) = hour();
    world.clock.set(NOON + 30 * MINUTE);
    refused(&world.visit(&session), "home", json!({}));
    for back in [1, SECOND, 20 * MINUTE] {
        let later = restarted(&world, NOON + 30 * MINUTE - back);
        refused(&later.visit(&session), "home", json!({}));
        refused(&later.visit(&session), "leave", json!({}));
    }
}

/// Any operation at a late instant makes the expiry permanent, not only a refusal.
#[test]
fn d_12_the_store_remembers_the_latest_instant() {
    let (world, _, link, session) = hour();
    world.clock.set(NOON + 2 * HOUR);
    open_case(&world.desk());
    let later = restarted(&world, NOON + MINUTE);
    refused(&later.visitor(), "open_link", json!({ "link": link }));
    refused(&later.visit(&session), "home", json!({}));
}

/// Two portals share a store and the clock is set back. A session that one refused as expired is not valid at
/// the other, which has not seen the later instant itself.
#[test]
fn d_12_a_second_portal_does_not_revive_a_session() {
    let (world, _, _, session) = hour();
    let second = World::with(Arc::clone(&world.store), world.clock.clone(), world.entropy.clone(), keys());
    second.visit(&session).tell("home", json!({}));
    world.clock.advance(30 * MINUTE);
    refused(&world.visit(&session), "home", json!({}));
    world.clock.advance(-29 * MINUTE);
    refused(&second.visit(&session), "home", json!({}));
}

/// A session that one portal opened is valid at the other, whose latest instant is earlier.
#[test]
fn d_12_a_second_portal_reads_with_a_session_of_the_first() {
    let (world, _, link, _) = hour();
    let second = World::with(Arc::clone(&world.store), world.clock.clone(), world.entropy.clone(), keys());
    second.desk().tell("get_firm", json!({}));
    world.clock.advance(10 * SECOND);
    let session = text(&world.visitor().tell("open_link", json!({ "link": link })), "session");
    world.clock.advance(-5 * SECOND);
    world.visit(&session).tell("home", json!({}));
    second.visit(&session).tell("home", json!({}));
}

/// A leap of the clock as long as an invite can be valid expires what is late and breaks nothing else.
#[test]
fn d_13_a_leap_kills_what_is_late() {
    for leap in [90 * DAY, 366 * DAY, 400 * DAY] {
        let (world, case, link, session) = hour();
        world.clock.advance(leap);
        refused(&world.visitor(), "open_link", json!({ "link": link }));
        refused(&world.visit(&session), "home", json!({}));
        let desk = world.desk();
        assert_eq!(desk.tell("list_invites", json!({ "caseId": case }))["invites"][0]["state"], "expired");
        let minted = desk.tell("mint_invite", json!({ "caseId": case, "label": "y" }));
        world.visitor().tell("open_link", json!({ "link": minted["link"] }));
        assert_eq!(desk.tell("verify_audit", json!({ "caseId": case }))["intact"], true);
    }
}

/// An impossible reading of the clock is not accepted: it expires and changes nothing.
#[test]
fn d_13_a_wild_leap_is_refused_and_kills_nothing() {
    for leap in [NOON + 401 * DAY, 2_147_483_648_000, 4_102_444_800_000, 253_402_300_799_999, i64::MAX] {
        let (world, case, link, session) = hour();
        let before = world.dump();
        world.clock.set(leap);
        let desk = world.desk();
        for error in [
            refused(&world.visitor(), "open_link", json!({ "link": link })),
            refused(&world.visit(&session), "home", json!({})),
            refused(&world.visit(&session), "leave", json!({})),
            refused(&desk, "update_case", json!({ "caseId": case, "notes": "late" })),
            refused(&desk, "list_invites", json!({ "caseId": case })),
        ] {
            assert_eq!((error.code(), error.kind()), (Code::CLOCK_IMPLAUSIBLE, Kind::Unavailable));
        }
        let restarted = restarted(&world, leap);
        assert_eq!(
            refused(&restarted.visitor(), "open_link", json!({ "link": link })).code(),
            Code::CLOCK_IMPLAUSIBLE
        );
        assert!(world.dump() == before, "something was written");
        world.clock.set(NOON + MINUTE);
        world.visit(&session).tell("home", json!({}));
        world.visitor().tell("open_link", json!({ "link": link }));
    }
}

/// If the host confirms that so much time has passed, late links and sessions expire, up to the end of time.
#[test]
fn d_13_a_leap_that_the_host_vouches_for_is_time() {
    for leap in [2_147_483_648_000, 253_402_300_799_999, i64::MAX] {
        let (world, case, link, session) = hour();
        world.clock.set(leap);
        world.portal.accept_clock().unwrap();
        refused(&world.visitor(), "open_link", json!({ "link": link }));
        refused(&world.visit(&session), "home", json!({}));
        let minted = world.desk().ask("mint_invite", &json!({ "caseId": case, "label": "y" }));
        let has_room = leap < 253_000_000_000_000;
        let code = minted.as_ref().err().map(Error::code);
        assert_eq!(code, (!has_room).then_some(Code::EXPIRY_OUT_OF_RANGE));
        if let Ok(minted) = minted {
            world.visitor().tell("open_link", json!({ "link": minted["link"] }));
        }
        assert_eq!(world.desk().tell("verify_audit", json!({ "caseId": case }))["intact"], true);
        let on_record = world.portal.list_store_audit(None, None, None).unwrap();
        assert!(on_record.events.iter().any(|event| event.operation == "accept_clock"));
        assert!(world.portal.verify_store_audit().unwrap().intact);
    }
}

/// The same before 1970.
#[test]
fn d_13_a_clock_before_its_beginning_breaks_nothing() {
    let world =
        World::with(Arc::new(MemoryStore::new()), TestClock::at(i64::MIN), TestEntropy::seeded(1), keys());
    settle(&world.desk());
    let case = open_case(&world.desk());
    let minted = world.desk().tell("mint_invite", json!({ "caseId": case, "label": "y" }));
    assert_eq!(minted["invite"]["mintedAt"], "1970-01-01T00:00:00.000Z");
    world.visitor().tell("open_link", json!({ "link": minted["link"] }));
}

fn findings(world: &World) -> Vec<Value> {
    let report = world.desk().tell("doctor", json!({}));
    report["findings"].as_array().unwrap().iter().map(|finding| finding["code"].clone()).collect()
}

#[test]
fn d_13_the_doctor_tells_of_a_clock_that_is_behind() {
    let (world, case, _, _) = hour();
    for (behind, is_told) in [(0, false), (MINUTE, false), (MINUTE + SECOND, true), (YEAR, true)] {
        world.desk().tell("update_case", json!({ "caseId": case, "notes": "now" }));
        let now = rows(world.store.as_ref(), "clock")[0].1["latest"].as_i64().unwrap();
        let set_back = restarted(&world, now - behind);
        assert_eq!(findings(&set_back).contains(&json!("clock_behind")), is_told, "{behind} ms behind");
        let report = set_back.desk().tell("doctor", json!({}));
        assert_eq!(report["fitForProduction"], false, "a store in memory never is");
    }
}

/// A leap by mistake is reported until the clock has caught up, and what expired in it stays expired.
#[test]
fn d_13_a_mistaken_leap_is_not_silent() {
    let (world, case, link, _) = hour();
    world.clock.set(NOON + 300 * DAY);
    world.desk().tell("update_case", json!({ "caseId": case, "notes": "in the future" }));
    world.clock.set(NOON + MINUTE);
    assert!(findings(&world).contains(&json!("clock_behind")));
    refused(&world.visitor(), "open_link", json!({ "link": link }));
    let minted = world.desk().tell("mint_invite", json!({ "caseId": case, "label": "y" }));
    assert!(
        world.visitor().ask("open_link", &json!({ "link": minted["link"] })).is_ok(),
        "what is new works"
    );
}

/// Before an operation is refused because of it.
#[test]
fn d_13_the_doctor_tells_of_a_clock_that_is_not_believed() {
    let (world, ..) = hour();
    world.clock.set(NOON + 10 * YEAR);
    let report = world.portal.doctor().unwrap();
    let told: Vec<_> = report.findings.iter().map(|finding| finding.code.as_str()).collect();
    assert!(told.contains(&"clock_implausible") && !report.fit_for_production, "{told:?}");
}
