//! Sessions are new at each opening, short, and ended on the server (SECURITY SES rows).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use casegate::foundation::error::Code;
use casegate::foundation::time::{HOUR, MINUTE, SECOND};
use casegate::operations::{Door, Need, Operation};
use casegate_tests::examples::Stage;
use casegate_tests::world::{
    Call, NOON, World, events, forged, invite_id, last_event, mint, open_case, open_visit, parts, refused,
    rows, settle, text, whole_list,
};
use serde_json::{Value, json};
use std::collections::HashSet;

/// A world with one case and one link to it.
struct House {
    world: World,
    case: String,
    link: String,
}

impl House {
    fn new() -> Self {
        let world = World::in_memory();
        settle(&world.desk());
        let case = open_case(&world.desk());
        let link = text(&mint(&world.desk(), &case, "taxpayer"), "link");
        Self { world, case, link }
    }

    fn open(&self) -> String {
        text(&self.world.visitor().tell("open_link", json!({ "link": self.link })), "session")
    }

    /// Uses the session by an operation that only reads.
    fn is_live(&self, session: &str) -> bool {
        self.world.visit(session).ask("list_my_sessions", &json!({})).is_ok()
    }

    /// What the firm sees of the case's sessions, newest first.
    fn listed(&self) -> Vec<Value> {
        whole_list(&self.world.desk(), "list_sessions", json!({ "caseId": self.case }), "sessions")
    }

    fn own_id(&self, session: &str) -> String {
        let mine = self.world.visit(session).tell("list_my_sessions", json!({}));
        let mine = mine["sessions"].as_array().unwrap().clone();
        text(mine.iter().find(|one| one["isThisOne"] == true).unwrap(), "sessionId")
    }
}

#[test]
fn ses_01_every_exchange_makes_a_fresh_session() {
    let house = House::new();
    let tokens: Vec<_> = (0..200).map(|_| house.open()).collect();
    for part in [0..27, 27..70] {
        let different: HashSet<_> = tokens.iter().map(|token| &token[part.clone()]).collect();
        assert_eq!(different.len(), tokens.len());
    }
    assert!(tokens.iter().all(|token| token.starts_with("cgs1_") && token.len() == 76));
}

/// A session that an attacker planted in the browser is not valid, neither before nor
/// after the victim opens the link.
#[test]
fn ses_01_a_session_cannot_be_fixed_beforehand() {
    let house = House::new();
    let planted = forged(&format!("cgs1_0{:021}", 7), &format!("0{:042}", 8));
    let browser = house.world.visit(&planted);
    assert_eq!(refused(&browser, "home", json!({})).code(), Code::LINK_INVALID);
    let opened = text(&browser.tell("open_link", json!({ "link": house.link })), "session");
    assert_ne!(parts(&opened).0, parts(&planted).0);
    assert_ne!(parts(&opened).1, parts(&planted).1);
    assert!(house.is_live(&opened));
    for operation in Operation::ALL.iter().filter(|operation| operation.door() == Door::Visit(Need::Session))
    {
        let input = json!({ "section": "accounts" });
        let error = browser.ask(operation.name(), &input).map(|_| ());
        assert!(error.is_err(), "{} works with the planted session", operation.name());
    }
    assert!(!house.is_live(&planted));
}

/// A session of one case never becomes one of another case, whatever link is opened with it.
#[test]
fn ses_01_a_session_keeps_to_its_case() {
    let house = House::new();
    let first = house.open();
    let other = json!({ "clientName": "Lee Okafor", "title": "Payroll tax", "stage": "lead" });
    let other = text(&house.world.desk().tell("create_case", other), "caseId");
    let link = text(&mint(&house.world.desk(), &other, "owner"), "link");
    let second = text(&house.world.visit(&first).tell("open_link", json!({ "link": link })), "session");
    let client = |session: &str| house.world.visit(session).tell("home", json!({}))["case"].to_string();
    assert!(client(&first).contains("Dana Whitfield") && client(&second).contains("Lee Okafor"));
}

#[test]
fn ses_02_unused_for_half_an_hour_is_over() {
    for (at, lives) in [(-1, true), (0, false), (1, false)] {
        let house = House::new();
        let session = house.open();
        house.world.clock.advance(30 * MINUTE + at);
        assert_eq!(house.is_live(&session), lives, "{at} ms after");
        house.world.clock.advance(-20 * MINUTE);
        assert_eq!(house.is_live(&session), lives, "and it stays so with the clock set back");
    }
}

/// Uses are stored by the minute: a use within a minute of the last stored one does not prolong the session.
#[test]
fn ses_02_a_use_prolongs_by_the_minute() {
    for (used_after, lives_until) in
        [(MINUTE - 1, 30 * MINUTE), (MINUTE, 31 * MINUTE), (20 * MINUTE + 7, 50 * MINUTE + 7)]
    {
        for (at, lives) in [(-1, true), (0, false)] {
            let house = House::new();
            let session = house.open();
            house.world.clock.advance(used_after);
            assert!(house.is_live(&session));
            house.world.clock.set(NOON + lives_until + at);
            assert_eq!(
                house.is_live(&session),
                lives,
                "used after {used_after}, {at} ms after {lives_until}"
            );
        }
    }
}

/// An operation that writes prolongs the session as one that reads does; a refused one does not.
#[test]
fn ses_02_what_counts_as_use() {
    let uses: [(&str, Value, bool); 3] = [
        ("save_section", json!({ "section": "accounts", "entries": [] }), true),
        ("discard_section", json!({ "section": "accounts" }), false),
        ("open_document", json!({ "documentId": "doc_00000000000070008000000000000000" }), false),
    ];
    for (operation, input, prolongs) in uses {
        let house = House::new();
        let session = house.open();
        house.world.clock.advance(10 * MINUTE);
        assert_eq!(house.world.visit(&session).ask(operation, &input).is_ok(), prolongs, "{operation}");
        house.world.clock.set(NOON + 30 * MINUTE);
        assert_eq!(house.is_live(&session), prolongs, "{operation}");
    }
}

#[test]
fn ses_02_no_use_prolongs_beyond_twelve_hours() {
    for (at, lives) in [(-1, true), (0, false), (1, false)] {
        let house = House::new();
        let session = house.open();
        let ends_at = house.world.visit(&session).tell("home", json!({}))["sessionEndsAt"].clone();
        for _ in 0..35 {
            house.world.clock.advance(20 * MINUTE);
            assert!(house.is_live(&session));
        }
        house.world.clock.set(NOON + 12 * HOUR + at);
        assert_eq!(house.is_live(&session), lives, "{at} ms after");
        assert_eq!(ends_at, "2026-11-23T00:00:00.000Z");
    }
}

#[test]
fn ses_05_leaving_ends_the_session_on_the_server() {
    let house = House::new();
    let (session, other) = (house.open(), house.open());
    assert_eq!(house.world.visit(&session).tell("leave", json!({})), json!({ "sessions": 1 }));
    assert_eq!(refused(&house.world.visit(&session), "home", json!({})).code(), Code::LINK_INVALID);
    let event = last_event(&house.world.desk(), Some(&house.case));
    assert_eq!(event["operation"], "home");
    assert_eq!(event["outcome"], json!({ "kind": "refused", "code": "link_invalid", "field": null }));
    assert_eq!(event["facts"]["reason"], "ended");
    assert!(house.is_live(&other), "another device's session is left alone");
    assert!(house.listed().iter().any(|one| one["isLive"] == false));
}

#[test]
fn ses_05_revoking_ends_the_sessions_of_its_invite_alone() {
    let house = House::new();
    let desk = house.world.desk();
    let mine = [house.open(), house.open()];
    let minted = mint(&desk, &house.case, "spouse");
    let theirs = text(&house.world.visitor().tell("open_link", json!({ "link": minted["link"] })), "session");
    let revoke = json!({ "caseId": house.case, "inviteId": invite_id(&minted) });
    assert_eq!(desk.tell("revoke_invite", revoke.clone()), json!({ "invites": 1, "sessions": 1 }));
    assert_eq!(desk.tell("revoke_invite", revoke), json!({ "invites": 0, "sessions": 0 }));
    assert!(!house.is_live(&theirs));
    assert!(mine.iter().all(|session| house.is_live(session)));
    desk.tell("revoke_all_invites", json!({ "caseId": house.case }));
    assert!(mine.iter().all(|session| !house.is_live(session)));
}

#[test]
fn ses_05_a_reissued_link_ends_the_old_ones_sessions() {
    let house = House::new();
    let session = house.open();
    let invites = house.world.desk().tell("list_invites", json!({ "caseId": house.case }));
    let id = text(&invites["invites"][0], "inviteId");
    house.world.desk().tell("reissue_invite", json!({ "caseId": house.case, "inviteId": id }));
    assert!(!house.is_live(&session));
}

#[test]
fn ses_05_staff_see_and_end_any_session() {
    let house = House::new();
    let (kept, ended) = (house.open(), house.open());
    let id = house.own_id(&ended);
    let input = json!({ "caseId": house.case, "sessionId": id });
    assert_eq!(house.world.desk().tell("end_session", input.clone()), json!({ "invites": 0, "sessions": 1 }));
    assert_eq!(house.world.desk().tell("end_session", input), json!({ "invites": 0, "sessions": 0 }));
    assert!(house.is_live(&kept) && !house.is_live(&ended));
    let live: Vec<_> =
        house.listed().iter().filter(|one| one["isLive"] == true).map(|one| text(one, "sessionId")).collect();
    assert_eq!(live, [house.own_id(&kept)]);
}

#[test]
fn ses_05_clients_see_and_end_their_own_invites_sessions() {
    let house = House::new();
    let (this, that) = (house.open(), house.open());
    let stranger = open_visit(&house.world, &house.world.desk(), &house.case, "spouse").1;
    let visit = house.world.visit(&this);
    let mine = visit.tell("list_my_sessions", json!({}));
    assert_eq!(mine["sessions"].as_array().unwrap().len(), 2);
    let foreign = json!({ "sessionId": house.own_id(&stranger) });
    assert_eq!(refused(&visit, "end_my_session", foreign).code(), Code::NOT_FOUND);
    assert_eq!(
        visit.tell("end_my_session", json!({ "sessionId": house.own_id(&that) })),
        json!({ "sessions": 1 })
    );
    assert!(house.is_live(&this) && !house.is_live(&that) && house.is_live(&stranger));
}

#[test]
fn ses_05_an_invite_has_twenty_live_sessions_at_most() {
    let house = House::new();
    let mut sessions = Vec::new();
    for _ in 0..25 {
        house.world.clock.advance(SECOND);
        sessions.push(house.open());
    }
    let live: Vec<_> = sessions.iter().map(|session| house.is_live(session)).collect();
    assert_eq!(live, [vec![false; 5], vec![true; 20]].concat(), "the oldest make room");
}

/// Sessions past their absolute end are removed when the next one is opened.
#[test]
fn ses_05_old_sessions_do_not_pile_up() {
    let house = House::new();
    for _ in 0..10 {
        house.open();
    }
    house.world.clock.advance(12 * HOUR);
    house.open();
    assert_eq!(rows(house.world.store.as_ref(), "sessions").len(), 1);
}

/// Opens the taxpayer's session, and then as many of another invite as a case's list can hold.
fn crowded() -> (House, String) {
    let house = House::new();
    let session = house.open();
    house.world.clock.advance(1);
    let spouse = text(&mint(&house.world.desk(), &house.case, "spouse"), "link");
    for _ in 0..500 {
        house.world.visitor().tell("open_link", json!({ "link": spouse }));
    }
    assert!(house.is_live(&session));
    (house, session)
}

/// A holder of one link who opens it repeatedly prevents nobody else from leaving.
#[test]
fn ses_05_leaving_ends_the_session_however_many_there_are() {
    let (house, session) = crowded();
    house.world.visit(&session).tell("leave", json!({}));
    assert!(!house.is_live(&session), "the session outlived leaving it");
}

/// The same for the firm.
#[test]
fn ses_05_staff_end_a_session_however_many_there_are() {
    let (house, session) = crowded();
    let all = rows(house.world.store.as_ref(), "sessions");
    let (row, _) = all.iter().find(|(_, record)| record["credential"]["selector"] == session[5..27]).unwrap();
    let input = json!({ "caseId": house.case, "sessionId": format!("session_{}", row.key.id.simple()) });
    house.world.desk().tell("end_session", input);
    assert!(!house.is_live(&session), "the session outlived its end");
}

/// Every operation of a visit verifies the session again, and the first refusal is audited.
#[test]
fn ses_05_no_operation_works_after_leaving() {
    for operation in Operation::ALL.iter().filter(|operation| operation.door() == Door::Visit(Need::Session))
    {
        let stage = Stage::set(World::in_memory());
        stage.world.visit(&stage.session).tell("leave", json!({}));
        let before = events(&stage.world.desk(), Some(&stage.case)).len();
        let error = stage.call(*operation).unwrap_err();
        assert_eq!((error.code(), error.field()), (Code::LINK_INVALID, None), "{}", operation.name());
        let on_record = events(&stage.world.desk(), Some(&stage.case));
        assert_eq!(on_record.len(), before + 1, "{}", operation.name());
        assert_eq!(on_record[before]["operation"], operation.name());
        assert_eq!(on_record[before]["facts"]["reason"], "ended");
    }
}
