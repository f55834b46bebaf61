//! The contents of events, and what they never contain (SECURITY AUD-02).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use casegate::access::permission::Role;
use casegate::foundation::error::Code;
use casegate::{Source, Staff};
use casegate_tests::examples::{Stage, account_entries};
use casegate_tests::world::{
    Call, World, body_text, last_event, mint, open_case, parts, recorded, refused, rows, settle, text,
    unknown_link,
};
use serde_json::{Value, json};

const INJECTIONS: [&str; 8] = [
    "a\r\nb",
    "a\nSet-Cookie: x",
    "\u{1b}[31mred",
    "a\u{202e}b",
    "\u{2066}x\u{2069}",
    "a\u{2028}b",
    "a\0b",
    "a\u{85}b",
];

/// Characters that would break a line, a terminal or the reading order.
fn is_harmful(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[test]
fn aud_02_nothing_from_outside_breaks_the_record() {
    let stage = Stage::set(World::in_memory());
    let portal = &stage.world.portal;
    for text in INJECTIONS {
        let source =
            Source { address: Some(text.into()), request: Some(text.into()), device: Some(text.into()) };
        let staff = |id: &str, name: &str| Staff {
            firm: stage.world.firm,
            id: id.into(),
            name: name.into(),
            roles: vec![Role::Administrator],
            offices: None,
        };
        let error = portal.desk(staff(text, "Rosa"), &source).unwrap_err();
        assert_eq!((error.code(), error.field()), (Code::TEXT_INVALID, Some("staff.id")));
        let error = portal.desk(staff("u-1", text), &source).unwrap_err();
        assert_eq!((error.code(), error.field()), (Code::TEXT_INVALID, Some("staff.name")));

        let desk = portal.desk(staff("u-1", "Rosa"), &source).unwrap();
        let visit = portal.visit(&stage.session, &source);
        portal.visitor(&source).tell("open_link", json!({ "link": stage.link }));
        refused(&portal.visitor(&source), "open_link", json!({ "link": unknown_link(1) }));
        refused(&desk, "mint_invite", json!({ "caseId": stage.case, "label": text }));
        refused(&desk, "mint_invite", json!({ "caseId": stage.case, "label": "x", "idempotencyKey": text }));
        refused(
            &desk,
            "add_form",
            json!({ "caseId": stage.case, "title": text, "url": "https://x.example" }),
        );
        let entry = |field: &str, row: &str| json!([{ "field": field, "row": row, "value": { "kind": "text", "text": text } }]);
        refused(&visit, "save_section", json!({ "section": "accounts", "entries": entry(text, "r1") }));
        refused(
            &visit,
            "save_section",
            json!({ "section": "accounts", "entries": entry("bank.institution", text) }),
        );
        refused(
            &visit,
            "save_section",
            json!({ "section": "accounts", "entries": entry("bank.institution", "r1") }),
        );
        visit.tell("list_my_sessions", json!({}));
    }
    for (_, event) in recorded(&stage.world) {
        assert!(!strings(&event).iter().any(|text| text.chars().any(is_harmful)), "{event}");
    }
    let devices = stage.world.desk().tell("list_sessions", json!({ "caseId": stage.case }));
    assert!(!strings(&devices).iter().any(|text| text.chars().any(is_harmful)));
}

/// Every text in a value, names of fields included.
fn strings(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(items) => items.iter().flat_map(strings).collect(),
        Value::Object(fields) => {
            fields.iter().flat_map(|(name, field)| [vec![name.clone()], strings(field)].concat()).collect()
        }
        _ => Vec::new(),
    }
}

/// What the host reports about a request is stored, with a limit.
#[test]
fn aud_02_events_say_who_when_and_whence() {
    let world = World::in_memory();
    settle(&world.desk());
    let source = Source {
        address: Some("2001:db8::1".into()),
        request: Some("req-77".into()),
        device: Some("y".repeat(500)),
    };
    let staff = Staff {
        firm: world.firm,
        id: "u-9".into(),
        name: "Rosa".into(),
        roles: vec![Role::Practitioner],
        offices: None,
    };
    let desk = world.portal.desk(staff, &source).unwrap();
    let case = open_case(&desk);
    let event = last_event(&desk, Some(&case));
    assert_eq!(event["actor"], json!({ "kind": "staff", "id": "u-9", "name": "Rosa" }));
    assert_eq!((&event["source"], &event["request"]), (&json!("2001:db8::1"), &json!("req-77")));
    assert_eq!(event["at"], "2026-11-22T12:00:00.000Z");
    let client = text(&desk.tell("get_case", json!({ "caseId": case })), "clientId");
    assert_eq!(event["subjects"], json!([case, client]));
    let link = text(&mint(&desk, &case, "taxpayer"), "link");
    world.portal.visitor(&source).tell("open_link", json!({ "link": link }));
    let device = &rows(world.store.as_ref(), "sessions")[0].1["device"];
    assert_eq!(device.as_str().unwrap().len(), 120);
}

/// No figure, number or secret is in any event, whatever the operation was.
#[test]
fn aud_02_no_figure_is_on_record() {
    let stage = Stage::set(World::in_memory());
    let visit = stage.world.visit(&stage.session);
    visit.tell("save_section", json!({ "section": "accounts", "entries": account_entries("31,415.92") }));
    let all: String = recorded(&stage.world).into_iter().map(|(row, _)| body_text(&row)).collect();
    for word in
        ["31415", "31,415", "000123456789", "123456789", "First Community", "Whitfield", parts(&stage.link).1]
    {
        assert!(!all.contains(word), "{word} is on record");
    }
}

/// The audit can be read page by page from either end, with the same contents.
#[test]
fn aud_02_a_record_is_read_from_either_end() {
    let stage = Stage::set(World::in_memory());
    let read = |order: &str| {
        let (mut told, mut after) = (Vec::new(), Value::Null);
        loop {
            let input = json!({ "caseId": stage.case, "order": order, "after": after, "limit": 3 });
            let page = stage.world.desk().tell("list_audit", input);
            told.extend(page["events"].as_array().unwrap().clone());
            after = page["next"].clone();
            if after.is_null() {
                return told;
            }
        }
    };
    let (forth, mut back) = (read("oldestFirst"), read("newestFirst"));
    assert!(forth.len() > 6 && forth[0]["sequence"] == 1);
    back.reverse();
    assert_eq!(forth, back);
    let unasked = stage.world.desk().tell("list_audit", json!({ "caseId": stage.case, "limit": 200 }));
    assert_eq!(unasked["events"], json!(forth));
}
