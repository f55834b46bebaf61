//! Concurrent calls: nothing that starts after a revocation has returned succeeds (SECURITY TOK-14, D-10).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use casegate::foundation::error::Code;
use casegate::store::{MemoryStore, Store};
use casegate_sqlite::{Durability, SqliteOptions};
use casegate_tests::world::{
    Call, Folder, World, events, invite_id, mint, open_case, repeats, rows, settle, text, unknown_link,
    whole_list,
};
use serde_json::{Value, json};
use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::Duration;

/// The number of threads.
const THREADS: usize = 64;

/// Returns each store for which the guarantees hold.
fn on_every_store(name: &str, check: fn(&World)) {
    check(&World::on(Arc::new(MemoryStore::new())));
    let folder = Folder::new(name);
    let options =
        SqliteOptions::new().durability(Durability::ProcessKill).busy_timeout(Duration::from_secs(60));
    let store: Arc<dyn Store> = Arc::new(options.open(folder.at("store.db")).unwrap());
    check(&World::on(store));
}

fn begin(world: &World) -> String {
    if world.desk().ask("get_firm", &json!({})).is_err() {
        settle(&world.desk());
    }
    open_case(&world.desk())
}

/// The results of `THREADS` threads that tried repeatedly while one act was done.
#[derive(Default)]
struct Seen {
    before: AtomicU32,
    after: AtomicU32,
    refused: AtomicU32,
}

/// Runs `tries` attempts in every thread, with `act` in the middle. A success counts as "after" if it was
/// started after the act had returned.
fn race(tries: u32, attempt: impl Fn(usize, u32) -> bool + Sync, act: impl FnOnce()) -> Seen {
    let (seen, is_done) = (Seen::default(), AtomicBool::new(false));
    let tried = AtomicU32::new(0);
    let start = Barrier::new(THREADS + 1);
    thread::scope(|scope| {
        for number in 0..THREADS {
            let (seen, is_done, tried, start, attempt) = (&seen, &is_done, &tried, &start, &attempt);
            scope.spawn(move || {
                start.wait();
                for round in 0..tries {
                    let started_after = is_done.load(Ordering::SeqCst);
                    let counter = match (attempt(number, round), started_after) {
                        (false, _) => &seen.refused,
                        (true, false) => &seen.before,
                        (true, true) => &seen.after,
                    };
                    counter.fetch_add(1, Ordering::SeqCst);
                    tried.fetch_add(1, Ordering::SeqCst);
                }
            });
        }
        start.wait();
        while tried.load(Ordering::SeqCst) < THREADS as u32 * tries / 4 {
            thread::yield_now();
        }
        act();
        is_done.store(true, Ordering::SeqCst);
    });
    seen
}

fn assert_cut_off(seen: &Seen) {
    let count = |counter: &AtomicU32| counter.load(Ordering::SeqCst);
    assert_eq!(count(&seen.after), 0, "successes that started after the act had returned");
    assert!(count(&seen.before) > 0 && count(&seen.refused) > 0, "the act came too early or too late");
}

/// 256 exchanges and a revocation.
fn exchanges_against_a_revocation(world: &World) {
    let case = begin(world);
    for round in 0..repeats(2, 50) {
        let minted = mint(&world.desk(), &case, "taxpayer");
        let open = |thread: usize, number: u32| {
            let visitor = world.visitor_from(&format!("{round} {thread} {number}"));
            let opened = visitor.ask("open_link", &json!({ "link": minted["link"] }));
            assert!(opened.as_ref().err().is_none_or(|error| error.code() == Code::LINK_INVALID));
            opened.is_ok()
        };
        let revoke = json!({ "caseId": case, "inviteId": invite_id(&minted) });
        let seen = race(4, open, || drop(world.desk().tell("revoke_invite", revoke)));
        assert_cut_off(&seen);
        assert!(live_sessions(world, &case).is_empty(), "a session outlived its invite");
    }
}

fn live_sessions(world: &World, case: &str) -> Vec<Value> {
    let listed = whole_list(&world.desk(), "list_sessions", json!({ "caseId": case }), "sessions");
    listed.into_iter().filter(|one| one["isLive"] == true).collect()
}

#[test]
fn tok_14_no_exchange_succeeds_after_a_revocation() {
    on_every_store("tok-14-exchange", exchanges_against_a_revocation);
}

/// 64 readers with valid sessions, and each way of ending the sessions.
fn readers_against(world: &World, end: fn(&World, &str, &str)) {
    let case = begin(world);
    let minted = mint(&world.desk(), &case, "taxpayer");
    let sessions: Vec<_> = (0..20)
        .map(|_| text(&world.visitor().tell("open_link", json!({ "link": minted["link"] })), "session"))
        .collect();
    let read = |thread: usize, number: u32| {
        let visit = world.visit(&sessions[thread % sessions.len()]);
        let operation = if number % 4 == 3 { "save_section" } else { "home" };
        let input = if number % 4 == 3 { json!({ "section": "accounts", "entries": [] }) } else { json!({}) };
        visit.ask(operation, &input).is_ok()
    };
    let seen = race(8, read, || end(world, &case, &invite_id(&minted)));
    assert_cut_off(&seen);
}

#[test]
fn tok_14_no_reader_reads_after_a_revocation() {
    on_every_store("tok-14-revoke", |world| {
        readers_against(world, |world, case, invite| {
            world.desk().tell("revoke_invite", json!({ "caseId": case, "inviteId": invite }));
        });
    });
}

#[test]
fn tok_14_no_reader_reads_after_everything_was_revoked() {
    on_every_store("tok-14-all", |world| {
        readers_against(world, |world, case, _| {
            world.desk().tell("revoke_all_invites", json!({ "caseId": case }));
        });
    });
}

#[test]
fn tok_14_no_reader_reads_after_a_reissue() {
    on_every_store("tok-14-reissue", |world| {
        readers_against(world, |world, case, invite| {
            world.desk().tell("reissue_invite", json!({ "caseId": case, "inviteId": invite }));
        });
    });
}

/// Two people revoke, and others mint, reissue and open: every result is a success or a
/// refusal, and the audit is intact.
fn everything_at_once(world: &World) {
    let case = begin(world);
    let minted: Vec<_> =
        (0..8).map(|number| mint(&world.desk(), &case, &format!("label {number}"))).collect();
    let attempt = |thread: usize, number: u32| {
        let minted = &minted[thread % minted.len()];
        let named = json!({ "caseId": case, "inviteId": invite_id(minted) });
        let answer = match (thread + number as usize) % 8 {
            0 => world.desk().ask("revoke_invite", &named),
            1 => world.desk().ask("reissue_invite", &named),
            2 => world.desk().ask("mint_invite", &json!({ "caseId": case, "label": "more" })),
            _ => world
                .visitor_from(&format!("{thread} {number}"))
                .ask("open_link", &json!({ "link": minted["link"] })),
        };
        if let Err(error) = &answer {
            assert!(
                matches!(error.code(), Code::LINK_INVALID | Code::TOO_MANY | Code::STATE_FORBIDS),
                "{error:?}"
            );
        }
        answer.is_ok()
    };
    race(4, attempt, || drop(world.desk().tell("revoke_all_invites", json!({ "caseId": case }))));
    world.desk().tell("revoke_all_invites", json!({ "caseId": case }));
    assert!(live_sessions(world, &case).is_empty());
    assert_eq!(world.desk().tell("verify_audit", json!({ "caseId": case }))["intact"], true);
}

#[test]
fn tok_14_everything_at_once_leaves_order() {
    on_every_store("tok-14-order", everything_at_once);
}

/// One request sent 64 times at once results in one invite with one valid secret.
fn repeated_mints(world: &World) {
    let case = begin(world);
    let links: Vec<_> = thread::scope(|scope| {
        let mint = || {
            let input = json!({ "caseId": case, "label": "taxpayer", "idempotencyKey": "r-1" });
            text(&world.desk().tell("mint_invite", input), "link")
        };
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(mint)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let invites = world.desk().tell("list_invites", json!({ "caseId": case }));
    assert_eq!(invites["invites"].as_array().unwrap().len(), 1);
    let opens = |(number, link): (usize, &String)| {
        let visitor = world.visitor_from(&format!("source {number}"));
        visitor.ask("open_link", &json!({ "link": link })).is_ok()
    };
    assert_eq!(links.iter().enumerate().filter(|link| opens(*link)).count(), 1, "live secrets");
}

#[test]
fn tok_15_one_request_sent_at_once_has_one_live_secret() {
    on_every_store("tok-15", repeated_mints);
}

/// Every exchange is one session and one event, however many run at once.
fn exchanges_are_counted(world: &World) {
    let case = begin(world);
    let link = text(&mint(&world.desk(), &case, "taxpayer"), "link");
    let sessions: Vec<_> = thread::scope(|scope| {
        let open = || text(&world.visitor().tell("open_link", json!({ "link": link })), "session");
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(open)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let different: HashSet<_> = sessions.iter().collect();
    assert_eq!(different.len(), THREADS);
    assert_eq!(rows(world.store.as_ref(), "sessions").len(), THREADS);
    assert_eq!(live_sessions(world, &case).len(), 20);
    let opened =
        events(&world.desk(), Some(&case)).iter().filter(|event| event["operation"] == "open_link").count();
    assert_eq!(opened, THREADS);
}

#[test]
fn d_10_every_exchange_is_one_session_and_one_event() {
    on_every_store("d-10", exchanges_are_counted);
}

/// Concurrent attempts are all counted, so trying at once gives nobody more attempts.
fn failures_are_counted(world: &World) {
    let case = begin(world);
    let link = text(&mint(&world.desk(), &case, "taxpayer"), "link");
    thread::scope(|scope| {
        for number in 0..20_u128 {
            let attempt = move || {
                assert!(world.visitor().ask("open_link", &json!({ "link": unknown_link(number) })).is_err());
            };
            scope.spawn(attempt);
        }
    });
    assert!(
        world.visitor().ask("open_link", &json!({ "link": link })).is_err(),
        "the source is not throttled"
    );
}

#[test]
fn lnk_08_attempts_at_once_are_all_counted() {
    on_every_store("lnk-08-race", failures_are_counted);
}
