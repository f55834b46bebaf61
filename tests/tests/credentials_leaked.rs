//! Credentials found in places where they must not be (SECURITY TOK-16).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use casegate::foundation::error::Code;
use casegate::foundation::link::scan;
use casegate::foundation::secret::TokenKind;
use casegate_tests::world::{
    Call, World, begin, events, forged, is_live, is_open, mint, open_visit, parts, refused, repeats, rows,
    text, unknown_link, wrong_secret,
};
use serde_json::json;

/// Lines of logs, mails and source code without a credential.
fn harmless_line(number: u32) -> String {
    let token = unknown_link(u128::from(number));
    match number % 8 {
        0 => format!("GET /i/{} 200 {number}", &token[5..27]),
        1 => token[..75].to_owned(),
        2 => token.to_uppercase(),
        3 => format!("cgi1_{number} cgs1_ cg cgi1_cgs1_"),
        4 => token.replacen("cgi1", "cgi2", 1),
        5 => format!("{}{}", &token[..75], if token.ends_with('x') { 'y' } else { 'x' }),
        6 => format!("{}-{}", &token[..40], &token[40..]),
        _ => STANDARD_NO_PAD.encode(&token),
    }
}

#[test]
fn tok_16_scanning_finds_every_credential_and_nothing_else() {
    let (mut found, mut planted) = (0, 0);
    for number in 0..repeats(20_000, 1_000_000) {
        let line = harmless_line(number);
        assert_eq!(scan(&line), [], "{line}");
        if number % 10 == 0 {
            let token = unknown_link(u128::from(number));
            let kind = if number % 20 == 0 { TokenKind::Session } else { TokenKind::Invite };
            let token = forged(&token[..27].replacen("cgi1", &kind.prefix()[..4], 1), parts(&token).1);
            let leaks = scan(&format!("{line} \"{token}\" é{token}."));
            let all_found = leaks.len() == 2 && leaks.iter().all(|leak| leak.kind == kind);
            assert!(all_found, "{line} {token}: {leaks:?}");
            (found, planted) = (found + leaks.len(), planted + 2);
        }
    }
    assert!(found == planted && planted > 3_000);
}

#[test]
fn tok_16_a_reported_invite_is_dead_with_its_sessions() {
    let (world, case) = begin(World::in_memory());
    let (link, session) = open_visit(&world, &world.desk(), &case, "taxpayer");
    let (other_link, other_session) = open_visit(&world, &world.desk(), &case, "spouse");
    let report = json!({ "text": format!("see <{link}> in our forum") });
    assert_eq!(world.visitor().tell("report_leak", report.clone()), json!({ "found": 1 }));
    assert!(!is_open(&world, &link) && !is_live(&world, &session));
    assert!(is_open(&world, &other_link) && is_live(&world, &other_session));
    let on_record = events(&world.desk(), Some(&case));
    let report_event = on_record.iter().find(|event| event["operation"] == "report_leak").unwrap();
    assert_eq!(report_event["outcome"]["kind"], "done");
    assert_eq!(
        world.visitor().tell("report_leak", report),
        json!({ "found": 1 }),
        "a second report tells nothing"
    );
}

#[test]
fn tok_16_a_reported_session_is_dead_and_its_link_is_not() {
    let (world, case) = begin(World::in_memory());
    let (link, session) = open_visit(&world, &world.desk(), &case, "taxpayer");
    for _ in 0..2 {
        assert_eq!(world.visitor().tell("report_leak", json!({ "text": session })), json!({ "found": 1 }));
        assert!(!is_live(&world, &session));
    }
    assert!(is_open(&world, &link));
}

/// A report does not reveal which credentials exist, and a made-up one counts as a failed attempt.
#[test]
fn tok_16_reports_tell_nothing_and_are_counted() {
    let (world, case) = begin(World::in_memory());
    let link = text(&mint(&world.desk(), &case, "taxpayer"), "link");
    let other = text(&mint(&world.desk(), &case, "spouse"), "link");
    for text in [unknown_link(1), wrong_secret(&link)] {
        assert_eq!(world.visitor().tell("report_leak", json!({ "text": text })), json!({ "found": 1 }));
    }
    assert!(is_open(&world, &link), "a wrong secret revokes nothing");
    let attacker = world.visitor_from("198.51.100.9");
    for number in 0..20 {
        attacker.tell("report_leak", json!({ "text": unknown_link(number) }));
    }
    assert_eq!(refused(&attacker, "open_link", json!({ "link": other })).code(), Code::LINK_INVALID);
    assert!(is_open(&world, &other), "another source is not affected");
    let before = rows(world.store.as_ref(), "audit_events").len();
    for number in 0..200 {
        attacker.tell("report_leak", json!({ "text": unknown_link(number) }));
    }
    let grown = rows(world.store.as_ref(), "audit_events").len() - before;
    assert!(grown <= 1, "{grown} entries of 200 reports that make no difference");
    attacker.tell("report_leak", json!({ "text": link }));
    assert!(!is_open(&world, &link), "whoever reports a real one, it is dead");
}

/// Every credential in one report is revoked, however many there are. A report has a limit
/// and says where it was found.
#[test]
fn tok_16_a_report_of_many_is_carried_out_whole() {
    let (world, case) = begin(World::in_memory());
    let links: Vec<_> = (0..45).map(|_| text(&mint(&world.desk(), &case, "x"), "link")).collect();
    let junk: Vec<_> = (0..30).map(unknown_link).collect();
    let report = format!("{} {}", junk.join(" "), links.join("\n"));
    assert_eq!(world.visitor().tell("report_leak", json!({ "text": report })), json!({ "found": 75 }));
    let visitor = |number: usize| world.visitor_from(&format!("source {number}"));
    let opens =
        |(number, link): (usize, &String)| visitor(number).ask("open_link", &json!({ "link": link })).is_ok();
    assert_eq!(links.iter().enumerate().filter(|link| opens(*link)).count(), 0, "live links");
    let flood: String = (0..1_001).map(unknown_link).collect();
    let error = refused(&world.visitor(), "report_leak", json!({ "text": flood }));
    assert_eq!((error.code(), error.field()), (Code::LIST_TOO_LONG, Some("text")));
}
