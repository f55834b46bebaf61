//! The use, validity and limits of links (SECURITY TOK-03, TOK-12, TOK-13, TOK-15).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use casegate::foundation::error::{Code, Error};
use casegate::foundation::time::{DAY, HOUR, Timestamp};
use casegate::store::{FaultyStore, MemoryStore, Store, StoreError};
use casegate_tests::world::{
    Call, NOON, World, begin, invite_id, is_live, is_open, last_event, mint, open_case, open_visit, refused,
    session, text,
};
use serde_json::{Value, json};
use std::sync::Arc;

/// TOK-03: a text that is not a credential is refused before the store is called.
#[test]
fn tok_03_a_mistyped_credential_costs_no_store_call() {
    let store = Arc::new(FaultyStore::new(Arc::new(MemoryStore::new()), StoreError::Io));
    let (world, case) = begin(World::on(Arc::clone(&store) as Arc<dyn Store>));
    let (link, cookie) = open_visit(&world, &world.desk(), &case, "taxpayer");
    let token = link.split_once('#').unwrap().1.to_owned();
    store.fail_at(0);
    let mut tried = 0;
    for (link, cookie) in mistyped(&token).into_iter().zip(mistyped(&cookie)) {
        assert_eq!(
            refused(&world.visitor(), "open_link", json!({ "link": link })).code(),
            Code::LINK_INVALID
        );
        assert_eq!(refused(&world.visit(&cookie), "home", json!({})).code(), Code::LINK_INVALID);
        assert_eq!(world.visitor().tell("report_leak", json!({ "text": link }))["found"], 0);
        tried += 1;
    }
    assert!(tried > 900, "only {tried} were tried");
    assert_eq!(store.calls(), 0);
    assert!(is_open(&world, &link) && store.calls() > 0, "the whole one is looked up");
}

/// Returns every edit of one character, every swap of two neighbours, and some shortened texts.
fn mistyped(token: &str) -> Vec<String> {
    let mut wrong: Vec<String> = [0, 1, 4, 5, 27, 70, 75].map(|length| token[..length].to_owned()).into();
    for place in 0..token.len() {
        for letter in "09AZaz_-é ".chars().chain([' ', '\0']) {
            let edited: String =
                token.chars().enumerate().map(|(i, c)| if i == place { letter } else { c }).collect();
            wrong.push(edited);
        }
        let mut letters: Vec<_> = token.chars().collect();
        letters.swap(place, (place + 1).min(token.len() - 1));
        wrong.push(letters.into_iter().collect());
    }
    wrong.retain(|wrong| wrong != token);
    wrong
}

fn mint_until(world: &World, case: &str, until: i64) -> Result<Value, Error> {
    let until = Timestamp::from_millis(until).to_string();
    world.desk().ask("mint_invite", &json!({ "caseId": case, "label": "taxpayer", "expiresAt": until }))
}

#[test]
fn tok_12_a_link_dies_at_its_expiry() {
    let (world, case) = begin(World::in_memory());
    let link = text(&mint_until(&world, &case, NOON + DAY).unwrap(), "link");
    for (at, opens) in [(-1, true), (0, false), (1, false), (DAY, false)] {
        world.clock.set(NOON + DAY + at);
        assert_eq!(is_open(&world, &link), opens, "{at} ms after the expiry");
    }
    let listed = world.desk().tell("list_invites", json!({ "caseId": case }));
    assert_eq!(listed["invites"][0]["state"], "expired");
}

#[test]
fn tok_12_there_is_always_an_expiry() {
    let (world, case) = begin(World::in_memory());
    let usual = mint(&world.desk(), &case, "taxpayer");
    assert_eq!(usual["invite"]["expiresAt"], Timestamp::from_millis(NOON + 90 * DAY).to_string());
    world.desk().tell("update_firm", json!({ "inviteDays": 7 }));
    let shorter = mint(&world.desk(), &case, "taxpayer");
    assert_eq!(shorter["invite"]["expiresAt"], Timestamp::from_millis(NOON + 7 * DAY).to_string());
    for (length, is_fine) in [
        (0, false),
        (HOUR - 1, false),
        (HOUR, true),
        (366 * DAY, true),
        (366 * DAY + 1, false),
        (i64::MAX / 2, false),
    ] {
        let minted = mint_until(&world, &case, NOON + length);
        let code = minted.err().map(|error| (error.code(), error.field().map(str::to_owned)));
        let expected = (!is_fine).then(|| (Code::EXPIRY_OUT_OF_RANGE, Some("expiresAt".to_owned())));
        assert_eq!(code, expected, "{length}");
    }
}

/// However a session is used, it ends no later than the link that opened it.
#[test]
fn tok_12_a_session_ends_with_its_link() {
    let (world, case) = begin(World::in_memory());
    let link = text(&mint_until(&world, &case, NOON + HOUR).unwrap(), "link");
    world.clock.set(NOON + HOUR - 1);
    let session = session(&world, &link).unwrap();
    assert!(is_live(&world, &session));
    world.clock.set(NOON + HOUR);
    assert!(!is_live(&world, &session));
}

fn mint_keyed(world: &World, case: &str, key: &str) -> Result<Value, Error> {
    let input = json!({ "caseId": case, "label": "taxpayer", "idempotencyKey": key });
    world.desk().ask("mint_invite", &input)
}

#[test]
fn tok_15_a_repeated_mint_leaves_one_live_secret() {
    let (world, case) = begin(World::in_memory());
    let links: Vec<_> = (0..5).map(|_| text(&mint_keyed(&world, &case, "r-1").unwrap(), "link")).collect();
    let (last, older) = links.split_last().unwrap();
    let listed = world.desk().tell("list_invites", json!({ "caseId": case }));
    assert_eq!(listed["invites"].as_array().unwrap().len(), 1);
    assert!(older.iter().all(|link| !is_open(&world, link)), "an older secret lives");
    assert_eq!(last_event(&world.desk(), Some(&case))["operation"], "mint_invite");
    assert_eq!(last_event(&world.desk(), Some(&case))["facts"]["rotated"], "true");
    assert!(is_open(&world, last));

    let error = mint_keyed(&world, &case, "r-1").unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::REPEATED_REQUEST, Some("idempotencyKey")));
    assert!(is_open(&world, last), "a refused repetition leaves the link alone");
    let other = text(&mint_keyed(&world, &open_case(&world.desk()), "r-1").unwrap(), "link");
    assert!(is_open(&world, &other), "another case's request has another name space");
}

#[test]
fn tok_15_a_revoked_or_relabelled_request_is_not_repeated() {
    let (world, case) = begin(World::in_memory());
    let minted = mint_keyed(&world, &case, "r-1").unwrap();
    let relabelled = json!({ "caseId": case, "label": "spouse", "idempotencyKey": "r-1" });
    assert_eq!(refused(&world.desk(), "mint_invite", relabelled).code(), Code::REPEATED_REQUEST);
    world.desk().tell("revoke_invite", json!({ "caseId": case, "inviteId": invite_id(&minted) }));
    assert_eq!(mint_keyed(&world, &case, "r-1").unwrap_err().code(), Code::REPEATED_REQUEST);
    assert!(!is_open(&world, &text(&minted, "link")));
}

/// The result of a mint is lost at each call to the store in turn, and the caller tries again.
#[test]
fn tok_15_a_lost_answer_never_leaves_two_secrets() {
    let mut index = 1;
    loop {
        let store = Arc::new(FaultyStore::new(Arc::new(MemoryStore::new()), StoreError::OutcomeUnknown));
        let (world, case) = begin(World::on(Arc::clone(&store) as Arc<dyn Store>));
        store.fail_at(index);
        let first = mint_keyed(&world, &case, "r-1");
        let calls = store.calls();
        store.fail_at(0);
        let again = text(&mint_keyed(&world, &case, "r-1").unwrap(), "link");
        let listed = world.desk().tell("list_invites", json!({ "caseId": case }));
        assert_eq!(listed["invites"].as_array().unwrap().len(), 1, "at {index}");
        assert!(is_open(&world, &again));
        assert!(first.is_err() || !is_open(&world, &text(&first.unwrap(), "link")), "at {index}");
        if calls < index {
            break;
        }
        index += 1;
    }
    assert!(index > 5, "only {index} places were tried");
}

/// On a case with a long history, the oldest invite is found as fast as the newest.
#[test]
fn tok_13_revoking_all_revokes_however_many_there_are() {
    let (world, case) = begin(World::in_memory());
    let oldest = text(&mint(&world.desk(), &case, "taxpayer"), "link");
    for _ in 0..500 {
        let id = invite_id(&mint(&world.desk(), &case, "taxpayer"));
        world.desk().tell("revoke_invite", json!({ "caseId": case, "inviteId": id }));
    }
    assert!(is_open(&world, &oldest));
    world.desk().tell("revoke_all_invites", json!({ "caseId": case }));
    assert!(!is_open(&world, &oldest), "an invite outlived the revocation of all");
}
