//! Every act and every refusal on record, and no record changed unnoticed (SECURITY AUD rows).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use casegate::access::actor::{Source, Staff};
use casegate::access::permission::Role;
use casegate::foundation::env::KeyRing;
use casegate::foundation::error::{Code, Kind};
use casegate::foundation::time::{DAY, MINUTE};
use casegate::operations::{Door, Effect, Operation};
use casegate::portal::Portal;
use casegate::store::{
    Key, MemoryStore, NewRow, Query, ReadBody, ReadTx, Row, Store, StoreError, StoreFinding, Table,
    Value as Column, WriteBody, WriteTx,
};
use casegate_sqlite::SqliteStore;
use casegate_tests::examples::{Stage, account_entries};
use casegate_tests::world::{
    Call, Folder, NOON, TestClock, TestEntropy, World, dump, invite_id, keys, last_event, mint, open_case,
    open_visit, parts, plant, refused, repeats, rows, settle, table, text, unknown_link, wrong_secret,
};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use uuid::Uuid;

/// Every event of every chain.
fn recorded(world: &World) -> Vec<(Row, Value)> {
    rows(world.store.as_ref(), "audit_events")
}

/// The events that `act` leaves.
fn new_events(world: &World, act: impl FnOnce()) -> Vec<Value> {
    let before: BTreeSet<_> = recorded(world).into_iter().map(|(row, _)| row.key).collect();
    act();
    recorded(world)
        .into_iter()
        .filter(|(row, _)| !before.contains(&row.key))
        .map(|(_, event)| event)
        .collect()
}

/// The chain that a done operation belongs to.
fn chain_of(stage: &Stage, operation: Operation, answer: &Value) -> Uuid {
    let id = |text: &str| Uuid::parse_str(text.rsplit('_').next().unwrap()).unwrap();
    let on_case = stage.input(operation).is_some_and(|input| input.get("caseId").is_some());
    match operation {
        Operation::RegisterFirm => Uuid::from_u128(2),
        Operation::CreateCase => id(&text(answer, "caseId")),
        _ if on_case || matches!(operation.door(), Door::Visit(_)) => id(&stage.case),
        _ => stage.world.firm.uuid(),
    }
}

/// Who carries an operation out. A leak is reported by whoever found it.
fn actor_of(operation: Operation) -> &'static str {
    match operation.door() {
        Door::Desk(_) => "staff",
        Door::Visit(_) if operation == Operation::ReportLeak => "unknown",
        Door::Visit(_) => "client",
    }
}

/// AUD-01: one event for what writes, on the record that it belongs to; none for what only reads, however late the
/// session's last use is written down.
#[test]
fn aud_01_every_operation_is_on_its_record_once() {
    for (operation, wait) in
        Operation::ALL.iter().flat_map(|operation| [(operation, 0), (operation, 5 * MINUTE)])
    {
        let stage = Stage::set(World::in_memory());
        stage.world.clock.advance(wait);
        let mut answer = Value::Null;
        let events = new_events(&stage.world, || answer = stage.call(*operation).unwrap());
        let expected = usize::from(operation.effect() == Effect::Writes);
        assert_eq!(events.len(), expected, "{}", operation.name());
        for event in events {
            assert_eq!(event["operation"], operation.name());
            assert_eq!(event["outcome"], json!({ "kind": "done" }), "{}", operation.name());
            let chain = chain_of(&stage, *operation, &answer).to_string();
            assert_eq!(event["chain"], chain.as_str(), "{}", operation.name());
            assert_eq!(event["actor"]["kind"], actor_of(*operation), "{}", operation.name());
            assert_eq!(event["at"], stage.world.clock.millis(), "{}", operation.name());
            assert!(event["source"].is_string(), "{}", operation.name());
        }
    }
}

/// Who is refused, at which operation, with what input, by which code.
type Provocation = (&'static str, &'static str, Value, Code);

/// Inputs of the desk that are refused, each for another reason.
fn desk_provocations(case: &str) -> Vec<Provocation> {
    let on = |mut input: Value| {
        input["caseId"] = case.into();
        input
    };
    let new_case = |name: &str| json!({ "clientName": name, "title": "x", "stage": "lead" });
    let document = json!({ "kind": "invoice", "title": "x", "fileName": "x.pdf", "mediaType": "application/pdf", "content": "AAAA" });
    let nobody = "figure_00000000000070008000000000000000";
    let figure = json!({ "figureId": nobody, "decision": { "kind": "accept" } });
    let staff = "administrator";
    vec![
        (staff, "create_case", new_case(" "), Code::TextRequired),
        (staff, "create_case", new_case(&"x".repeat(161)), Code::TextTooLong),
        (staff, "create_case", new_case("a\u{202e}b"), Code::TextInvalid),
        (staff, "update_case", on(json!({ "blockers": vec!["x"; 51] })), Code::ListTooLong),
        (staff, "set_phase_map", repeated_stage(), Code::ValueRepeated),
        (staff, "list_cases", json!({ "limit": 0 }), Code::NumberOutOfRange),
        (staff, "list_cases", json!({ "cursor": "x" }), Code::CursorInvalid),
        (staff, "list_cases", json!({ "tin": "1" }), Code::TinInvalid),
        (staff, "add_form", on(json!({ "title": "x", "url": "http://x.example" })), Code::LinkAddressInvalid),
        (staff, "update_firm", json!({ "accentColor": "red" }), Code::ColorInvalid),
        (staff, "update_firm", json!({ "inviteDays": 0 }), Code::ExpiryOutOfRange),
        (staff, "update_firm", json!({ "shownKinds": ["draft"] }), Code::KindNeverVisible),
        (staff, "set_logo", json!({ "image": "AAAA" }), Code::LogoInvalid),
        (staff, "add_document", on(document), Code::ContentInvalid),
        ("read-only", "mint_invite", on(json!({ "label": "x" })), Code::PermissionMissing),
        (staff, "get_case", json!({ "caseId": "case_00000000000070008000000000000000" }), Code::NotFound),
        (staff, "decide_figures", on(json!({ "profileRevision": 1, "decisions": [figure] })), Code::NotFound),
        (staff, "register_firm", json!({ "name": "Again" }), Code::FirmExists),
        (staff, "update_case", on(json!({ "version": 99 })), Code::ChangedMeanwhile),
        (staff, "decide_figures", on(json!({ "profileRevision": 9, "decisions": [] })), Code::BaseStale),
        (staff, "decide_section", section_decision(case), Code::StateForbids),
        (staff, "mint_invite", on(json!({ "label": "x", "idempotencyKey": "used" })), Code::RepeatedRequest),
    ]
}

fn repeated_stage() -> Value {
    let stage = json!({ "stage": "a", "phase": "discovery", "waitingFor": "firm" });
    json!({ "stages": [stage, stage] })
}

fn section_decision(case: &str) -> Value {
    json!({ "caseId": case, "section": "business", "profileRevision": 1, "decision": { "kind": "accept" } })
}

/// Inputs of the client that are refused.
fn visit_provocations() -> Vec<Provocation> {
    let entry = |section: &str, field: &str, row: Option<&str>, text: &str| {
        let value = json!({ "kind": "text", "text": text });
        json!({ "section": section, "entries": [{ "field": field, "row": row, "value": value }] })
    };
    let cash = |text: &str| entry("accounts", "cash_on_hand", None, text);
    let nothing = "doc_00000000000070008000000000000000";
    let client = "client";
    vec![
        (client, "save_section", cash("1.234"), Code::AmountInvalid),
        (client, "save_section", cash("100000000000"), Code::AmountOutOfRange),
        (client, "save_section", cash("-1"), Code::AmountNegative),
        (
            client,
            "save_section",
            entry("household", "taxpayer_date_of_birth", None, "1.2.3"),
            Code::DateInvalid,
        ),
        (client, "save_section", entry("household", "marital_status", None, "x"), Code::ChoiceInvalid),
        (client, "save_section", entry("household", "taxpayer_tin", None, "12"), Code::TinInvalid),
        (client, "save_section", entry("accounts", "authority", None, "x"), Code::FieldUnknown),
        (client, "save_section", entry("accounts", "investment.equity", Some("r1"), "1"), Code::FieldDerived),
        (client, "submit_section", json!({ "section": "household", "version": 1 }), Code::AnswerRequired),
        (client, "submit_section", json!({ "section": "household", "version": 7 }), Code::ChangedMeanwhile),
        (client, "open_document", json!({ "documentId": nothing }), Code::NotFound),
        (client, "read_my_document", json!({ "documentId": nothing, "chunk": 0 }), Code::NotFound),
        (client, "discard_section", json!({ "section": "business" }), Code::StateForbids),
    ]
}

/// Refusals that want a portal of their own.
fn special_provocations() -> Vec<(World, Provocation)> {
    let settled = |world: World| {
        settle(&world.desk());
        let case = open_case(&world.desk());
        (world, case)
    };
    let staff = "administrator";
    let (full, case) = settled(World::in_memory());
    for _ in 0..50 {
        mint(&full.desk(), &case, "x");
    }
    let one_more = json!({ "caseId": case, "label": "x" });

    let bare = World::in_memory();
    bare.desk().tell("register_firm", json!({ "name": "Bare" }));
    let lead = json!({ "clientName": "x", "title": "x", "stage": "x" });
    let mine = text(&bare.desk().tell("create_case", lead), "caseId");

    let keyless = World::with(
        Arc::new(MemoryStore::new()),
        TestClock::at(NOON),
        TestEntropy::seeded(1),
        KeyRing::new(),
    );
    settle(&keyless.desk());
    let sensitive = json!({ "clientName": "x", "title": "x", "stage": "x", "clientTin": "123456789" });
    vec![
        (full, (staff, "mint_invite", one_more, Code::TooMany)),
        (bare, (staff, "mint_invite", json!({ "caseId": mine, "label": "x" }), Code::FirmIdentityMissing)),
        (keyless, (staff, "create_case", sensitive, Code::SealingKeyMissing)),
    ]
}

/// Provokes, and holds the one event that comes of it against the answer.
fn provoke(world: &World, session: &str, provocation: Provocation) -> Code {
    let (who, operation, input, code) = provocation;
    let mut error = None;
    let events = new_events(world, || {
        error = Some(match Role::ALL.into_iter().find(|role| role.name() == who) {
            Some(role) => refused(&world.desk_as(role), operation, input.clone()),
            None => refused(&world.visit(session), operation, input.clone()),
        });
    });
    let error = error.unwrap();
    assert_eq!(error.code(), code, "{operation} {input}");
    let [event] = events.as_slice() else { panic!("{operation} {input} left {events:?}") };
    assert_eq!(event["operation"], operation);
    // Ids of rows are chosen by whoever fills in the form, so they are left out.
    let field = error.field().map(|field| field.replace("[r1]", "[]"));
    let outcome = json!({ "kind": "refused", "code": code.name(), "field": field });
    assert_eq!(event["outcome"], outcome, "{operation} {input}");
    code
}

/// Codes that are about the shape of an input: nothing is known of the caller's wish yet, and nothing is on record.
const SHAPES: [Code; 4] =
    [Code::InputMalformed, Code::OperationUnknown, Code::InstantInvalid, Code::IdInvalid];

#[test]
fn aud_01_every_refusal_is_on_record() {
    let stage = Stage::set(World::in_memory());
    let desk = stage.world.desk();
    let used =
        desk.tell("mint_invite", json!({ "caseId": stage.case, "label": "x", "idempotencyKey": "used" }));
    stage.world.visitor().tell("open_link", json!({ "link": used["link"] }));
    stage.world.visit(&stage.session).tell("save_section", json!({ "section": "household", "entries": [] }));
    let mut seen: BTreeSet<Code> = BTreeSet::from([Code::LinkInvalid, Code::OriginMissing]);
    let all = desk_provocations(&stage.case).into_iter().chain(visit_provocations());
    seen.extend(all.map(|provocation| provoke(&stage.world, &stage.session, provocation)));
    seen.extend(
        special_provocations().into_iter().map(|(world, provocation)| provoke(&world, "", provocation)),
    );
    for code in Code::ALL {
        let is_refusal =
            !matches!(code.kind(), Kind::Unavailable | Kind::Internal) || *code == Code::SealingKeyMissing;
        let is_accounted_for = seen.contains(code) || SHAPES.contains(code) || !is_refusal;
        assert!(is_accounted_for, "nothing provokes {}", code.name());
    }
}

#[test]
fn aud_01_a_missing_origin_is_on_record() {
    let world = World::in_memory();
    settle(&world.desk());
    let case = open_case(&world.desk());
    let portal = Portal::on_shared(Arc::clone(&world.store)).clock(world.clock.clone()).keys(keys());
    let portal = portal.entropy(world.entropy.clone()).build().unwrap();
    let staff = Staff { firm: world.firm, id: "u-1".into(), name: "Rosa".into(), role: Role::Administrator };
    let desk = portal.desk(staff, &Source::default()).unwrap();
    let error = refused(&desk, "mint_invite", json!({ "caseId": case, "label": "x" }));
    assert_eq!(error.code(), Code::OriginMissing);
    assert_eq!(last_event(&desk, Some(&case))["outcome"]["code"], "origin_missing");
}

/// Attempts with a link or a session that is refused for each reason, and the reason.
#[test]
fn aud_01_every_reason_of_a_dead_link_is_on_record() {
    let world = World::in_memory();
    settle(&world.desk());
    let case = open_case(&world.desk());
    let (link, revoked) = (text(&mint(&world.desk(), &case, "a"), "link"), mint(&world.desk(), &case, "b"));
    world.desk().tell("revoke_invite", json!({ "caseId": case, "inviteId": invite_id(&revoked) }));
    let source = std::cell::Cell::new(0_u32);
    let reason = |world: &World, link: &str| {
        source.set(source.get() + 1);
        let visitor = world.visitor_from(&format!("source {}", source.get()));
        let events = new_events(world, || drop(refused(&visitor, "open_link", json!({ "link": link }))));
        assert_eq!(events.len(), 1);
        assert_eq!(events[0]["facts"]["selector"], parts(link).0[5..]);
        text(&events[0]["facts"], "reason")
    };
    assert_eq!(reason(&world, &unknown_link(1)), "unknown");
    assert_eq!(reason(&world, &wrong_secret(&link)), "wrong_verifier");
    assert_eq!(reason(&world, &text(&revoked, "link")), "ended");
    let keyless =
        World::with(Arc::clone(&world.store), world.clock.clone(), world.entropy.clone(), KeyRing::new());
    assert_eq!(reason(&keyless, &link), "key_missing");
    assert_eq!(throttled(&world, &link), ["throttled"]);
    world.clock.advance(90 * DAY);
    assert_eq!(reason(&world, &link), "expired");
    let invites = rows(world.store.as_ref(), "invites");
    let is_its = |(_, record): &(Row, Value)| record["credential"]["selector"] == parts(&link).0[5..];
    let (row, mut record) = invites.into_iter().find(is_its).unwrap();
    record["credential"]["seal"] = Value::Null;
    let columns = vec![
        world.firm.uuid().into(),
        record["credential"]["selector"].as_str().unwrap().into(),
        Column::Null,
    ];
    plant(
        world.store.as_ref(),
        "invites",
        Some(&row),
        NewRow { key: row.key, columns, body: record.to_string() },
    );
    assert_eq!(reason(&world, &link), "tampered");
}

/// The reasons on record when a source that failed too often comes with a good link.
fn throttled(world: &World, link: &str) -> Vec<String> {
    let attacker = world.visitor_from("198.51.100.9");
    for number in 0..20 {
        refused(&attacker, "open_link", json!({ "link": unknown_link(number) }));
    }
    let events = new_events(world, || drop(refused(&attacker, "open_link", json!({ "link": link }))));
    events.iter().map(|event| text(&event["facts"], "reason")).collect()
}

#[test]
fn aud_01_every_reason_of_a_dead_session_is_on_record() {
    let world = World::in_memory();
    settle(&world.desk());
    let case = open_case(&world.desk());
    let reason = |world: &World, session: &str| {
        let events = new_events(world, || drop(refused(&world.visit(session), "home", json!({}))));
        assert_eq!(events.len(), 1);
        assert_eq!(events[0]["operation"], "home");
        text(&events[0]["facts"], "reason")
    };
    let session = open_visit(&world, &world.desk(), &case, "a").1;
    let left = open_visit(&world, &world.desk(), &case, "b").1;
    world.visit(&left).tell("leave", json!({}));
    assert_eq!(reason(&world, &left), "ended");
    assert_eq!(reason(&world, &wrong_secret(&session)), "wrong_verifier");
    let keyless =
        World::with(Arc::clone(&world.store), world.clock.clone(), world.entropy.clone(), KeyRing::new());
    assert_eq!(reason(&keyless, &session), "key_missing");
    world.clock.advance(30 * MINUTE);
    assert_eq!(reason(&world, &session), "expired");
}

/// Whoever presents a public selector with a wrong secret is not put down as the client whose invite it is.
#[test]
fn aud_01_a_wrong_secret_is_not_put_down_to_the_client() {
    let world = World::in_memory();
    settle(&world.desk());
    let case = open_case(&world.desk());
    let (link, session) = open_visit(&world, &world.desk(), &case, "taxpayer");
    refused(&world.visitor(), "open_link", json!({ "link": wrong_secret(&link) }));
    assert_eq!(last_event(&world.desk(), Some(&case))["actor"]["kind"], "unknown");
    refused(&world.visit(&wrong_secret(&session)), "home", json!({}));
    assert_eq!(last_event(&world.desk(), Some(&case))["actor"]["kind"], "unknown");
}

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
            role: Role::Administrator,
        };
        let error = portal.desk(staff(text, "Rosa"), &source).unwrap_err();
        assert_eq!((error.code(), error.field()), (Code::TextInvalid, Some("staff.id")));
        let error = portal.desk(staff("u-1", text), &source).unwrap_err();
        assert_eq!((error.code(), error.field()), (Code::TextInvalid, Some("staff.name")));

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

/// What the host says of a request is kept, bounded.
#[test]
fn aud_02_events_say_who_when_and_whence() {
    let world = World::in_memory();
    settle(&world.desk());
    let source = Source {
        address: Some("2001:db8::1".into()),
        request: Some("req-77".into()),
        device: Some("y".repeat(500)),
    };
    let staff = Staff { firm: world.firm, id: "u-9".into(), name: "Rosa".into(), role: Role::Practitioner };
    let desk = world.portal.desk(staff, &source).unwrap();
    let case = open_case(&desk);
    let event = last_event(&desk, Some(&case));
    assert_eq!(event["actor"], json!({ "kind": "staff", "id": "u-9", "name": "Rosa" }));
    assert_eq!((&event["source"], &event["request"]), (&json!("2001:db8::1"), &json!("req-77")));
    assert_eq!(event["at"], "2026-11-22T12:00:00.000Z");
    assert_eq!(event["subjects"], json!([case]));
    let link = text(&mint(&desk, &case, "taxpayer"), "link");
    world.portal.visitor(&source).tell("open_link", json!({ "link": link }));
    let device = &rows(world.store.as_ref(), "sessions")[0].1["device"];
    assert_eq!(device.as_str().unwrap().len(), 120);
}

/// A store whose audit a test forges: what is read of one chain is what the test says.
struct Forgery {
    inner: Arc<dyn Store>,
    chain: Uuid,
    links: Mutex<Vec<Row>>,
    head: Mutex<Option<Row>>,
}

struct ForgedRead<'a> {
    of: &'a Forgery,
    tx: &'a dyn ReadTx,
}

impl ReadTx for ForgedRead<'_> {
    fn get(&self, table: &'static Table, key: Key) -> Result<Option<Row>, StoreError> {
        match table.name {
            "audit_heads" if key.id == self.of.chain => Ok(self.of.head.lock().unwrap().clone()),
            _ => self.tx.get(table, key),
        }
    }
    fn select(&self, query: &Query) -> Result<Vec<Row>, StoreError> {
        if query.table.name != "audit_events" || query.parent != Some(self.of.chain) {
            return self.tx.select(query);
        }
        let after = query.after.as_ref().map(|after| after.key);
        let mut links = self.of.links.lock().unwrap().clone();
        links.retain(|row| after.is_none_or(|after| row.key > after));
        links.sort_by_key(|row| row.key);
        links.truncate(query.limit as usize);
        Ok(links)
    }
    fn count(&self, query: &Query) -> Result<u64, StoreError> {
        self.tx.count(query)
    }
}

impl Store for Forgery {
    fn read(&self, body: &mut ReadBody<'_>) -> Result<(), StoreError> {
        self.inner.read(&mut |tx| body(&ForgedRead { of: self, tx }))
    }
    fn write(&self, body: &mut WriteBody<'_>) -> Result<(), StoreError> {
        self.inner.write(body)
    }
    fn findings(&self) -> Vec<StoreFinding> {
        Vec::new()
    }
}

/// A chain of some sixty events, and a desk that sees what a forger made of it.
struct Forged {
    store: Arc<Forgery>,
    world: World,
    case: String,
    links: Vec<Row>,
    head: Row,
}

impl Forged {
    fn new() -> Self {
        let world = World::in_memory();
        settle(&world.desk());
        let case = open_case(&world.desk());
        for number in 0..29 {
            open_visit(&world, &world.desk(), &case, &format!("label {number}"));
        }
        refused(&world.desk(), "update_case", json!({ "caseId": case, "version": 99 }));
        let chain = Uuid::parse_str(&case[5..]).unwrap();
        let of_chain =
            |name: &str| rows(world.store.as_ref(), name).into_iter().map(|(row, _)| row).collect::<Vec<_>>();
        let links: Vec<_> =
            of_chain("audit_events").into_iter().filter(|row| row.key.parent == chain).collect();
        let head = of_chain("audit_heads").into_iter().find(|row| row.key.id == chain).unwrap();
        let inner = Arc::clone(&world.store);
        let store = Arc::new(Forgery {
            inner,
            chain,
            links: Mutex::new(links.clone()),
            head: Mutex::new(Some(head.clone())),
        });
        let shared = Arc::clone(&store) as Arc<dyn Store>;
        let world = World::with(shared, world.clock.clone(), world.entropy.clone(), keys());
        Self { store, world, case, links, head }
    }

    /// What the verification says of these links.
    fn report(&self, links: Vec<Row>, head: Option<Row>) -> Value {
        *self.store.links.lock().unwrap() = links;
        *self.store.head.lock().unwrap() = head;
        self.world.desk().tell("verify_audit", json!({ "caseId": self.case }))
    }
}

/// One random tampering; the answer says of what kind, or `None` if it happened to change nothing.
fn tamper(rng: &mut StdRng, links: &mut Vec<Row>, head: &mut Option<Row>) -> Option<&'static str> {
    let (at, other) = (rng.random_range(0..links.len()), rng.random_range(0..links.len()));
    match rng.random_range(0..9) {
        0..3 => {
            edit(rng, &mut links[at].body);
            Some("an edit")
        }
        3 => {
            links.remove(at);
            Some("a deletion")
        }
        4 if at != other => {
            let (a, b) = (links[at].key, links[other].key);
            (links[at].key, links[other].key) = (b, a);
            Some("a swap")
        }
        5 => {
            let mut copy = links[at].clone();
            copy.key.id =
                Uuid::from_u128(rng.random_range(1..=links.len() as u128 + 3) << rng.random_range(1..4));
            let is_new = links.iter().all(|row| row.key != copy.key);
            links.push(copy);
            is_new.then_some("an insertion")
        }
        6 => {
            links.sort_by_key(|row| row.key);
            links.truncate(at);
            Some("a cut")
        }
        7 => {
            links[at].version += rng.random_range(1..5);
            Some("a version")
        }
        8 if rng.random() => {
            *head = None;
            Some("no head")
        }
        8 => {
            let body = &mut head.as_mut().unwrap().body;
            let before: Value = serde_json::from_str(body).unwrap();
            edit(rng, body);
            let after: Value = serde_json::from_str(body).unwrap_or_default();
            let says_another = after["sequence"] != before["sequence"] || after["hash"] != before["hash"];
            says_another.then_some("a forged head")
        }
        _ => None,
    }
}

/// Puts another character in place of one.
fn edit(rng: &mut StdRng, body: &mut String) {
    let at = rng.random_range(0..body.len());
    let mut bytes = body.clone().into_bytes();
    let mut other = bytes[at];
    while other == bytes[at] {
        other = rng.random_range(b' '..=b'~');
    }
    bytes[at] = other;
    *body = String::from_utf8(bytes).unwrap();
}

#[test]
fn aud_03_every_tampering_is_found() {
    let forged = Forged::new();
    let whole = forged.report(forged.links.clone(), Some(forged.head.clone()));
    assert_eq!(whole, json!({ "intact": true, "events": forged.links.len(), "brokenAt": null }));
    assert!(forged.links.len() >= 60);
    let mut rng = StdRng::seed_from_u64(3);
    let (mut tried, mut kinds) = (0, BTreeSet::new());
    while tried < repeats(10_000, 100_000) {
        let (mut links, mut head) = (forged.links.clone(), Some(forged.head.clone()));
        let Some(kind) = tamper(&mut rng, &mut links, &mut head) else { continue };
        *forged.store.links.lock().unwrap() = links;
        *forged.store.head.lock().unwrap() = head;
        let report = forged.world.desk().ask("verify_audit", &json!({ "caseId": forged.case }));
        let found = report
            .as_ref()
            .map_or_else(|error| error.kind() == Kind::Internal, |report| report["intact"] == false);
        assert!(found, "{kind} passed at {tried}: {report:?}");
        (tried, _) = (tried + 1, kinds.insert(kind));
    }
    assert_eq!(kinds.len(), 8, "{kinds:?}");
}

/// The report names the first place that does not hold, and how many links before it do.
#[test]
fn aud_03_the_place_is_named() {
    let forged = Forged::new();
    for place in [0, 1, 30, forged.links.len() - 1] {
        let mut links = forged.links.clone();
        links[place].body = links[place].body.replace("\"operation\":\"", "\"operation\":\"x");
        // An edited link still fits to the one before; the next one, or the head, tells that it is another.
        let report = forged.report(links, Some(forged.head.clone()));
        let last = forged.links.len() - 1;
        let named = if place == last { place + 1 } else { place + 2 };
        assert_eq!(report, json!({ "intact": false, "events": named - 1, "brokenAt": named }), "{place}");
        let mut links = forged.links.clone();
        links.remove(place);
        let report = forged.report(links, Some(forged.head.clone()));
        assert_eq!(report, json!({ "intact": false, "events": place, "brokenAt": place + 1 }), "{place}");
    }
    let nothing = forged.report(Vec::new(), Some(forged.head.clone()));
    assert_eq!(nothing, json!({ "intact": false, "events": 0, "brokenAt": 1 }));
}

/// Bytes changed in the database's file itself.
#[test]
fn aud_03_an_edit_in_the_file_is_found() {
    let folder = Folder::new("aud-03");
    let path = folder.at("store.db");
    let open = || World::on(Arc::new(SqliteStore::open(&path).unwrap()));
    let world = open();
    settle(&world.desk());
    let case = open_case(&world.desk());
    for number in 0..10 {
        mint(&world.desk(), &case, &format!("marked {number}"));
    }
    assert_eq!(world.desk().tell("verify_audit", json!({ "caseId": case }))["intact"], true);
    drop(world);
    let untouched = std::fs::read(&path).unwrap();
    let mut tried = 0;
    for number in 0..10 {
        let fact = format!("\"facts\":{{\"label\":\"marked {number}\"}}");
        let places: Vec<_> = untouched
            .windows(fact.len())
            .enumerate()
            .filter(|(_, window)| *window == fact.as_bytes())
            .collect();
        let [(at, _)] = places.as_slice() else { continue };
        let mut edited = untouched.clone();
        edited[at + 18] ^= 1;
        std::fs::write(&path, &edited).unwrap();
        let report = open().desk().tell("verify_audit", json!({ "caseId": case }));
        let named = (number + 3).min(11);
        assert_eq!((&report["intact"], &report["brokenAt"]), (&json!(false), &json!(named)), "{number}");
        tried += 1;
    }
    assert!(tried >= 5, "only {tried} places were found once");
}

/// The database's own rules, not only this library's, keep the record as it is.
#[test]
fn aud_05_the_database_refuses_to_change_the_record() {
    let folder = Folder::new("aud-05");
    let store: Arc<dyn Store> = Arc::new(SqliteStore::open(folder.at("store.db")).unwrap());
    for store in [store, Arc::new(MemoryStore::new())] {
        let world = World::on(store);
        settle(&world.desk());
        let (row, _) = recorded(&world).swap_remove(0);
        let events = table("audit_events");
        let before = dump(world.store.as_ref());
        world
            .store
            .write(&mut |tx| {
                let columns = vec![world.firm.uuid().into(), 0.into()];
                let changed = NewRow { key: row.key, columns, body: "{}".into() };
                assert_eq!(tx.update(events, 1, &changed), Err(StoreError::Misused));
                assert_eq!(tx.insert(events, &changed), Err(StoreError::Conflict));
                assert_eq!(tx.delete(events, row.key), Err(StoreError::Misused));
                Ok(())
            })
            .unwrap();
        assert!(dump(world.store.as_ref()) == before);
    }
    let (_, bytes) = folder.files().into_iter().find(|(name, _)| name == "store.db").unwrap();
    for change in ["UPDATE", "DELETE"] {
        let rule = format!("BEFORE {change} ON \"audit_events\" BEGIN SELECT RAISE(ABORT");
        assert!(
            bytes.windows(rule.len()).any(|window| window == rule.as_bytes()),
            "the file does not refuse {change}"
        );
    }
}

/// A store with no room for one more event.
struct NoRoom(MemoryStore, std::sync::atomic::AtomicBool);

struct NoRoomWrite<'a>(&'a mut dyn WriteTx);

impl ReadTx for NoRoomWrite<'_> {
    fn get(&self, table: &'static Table, key: Key) -> Result<Option<Row>, StoreError> {
        self.0.get(table, key)
    }
    fn select(&self, query: &Query) -> Result<Vec<Row>, StoreError> {
        self.0.select(query)
    }
    fn count(&self, query: &Query) -> Result<u64, StoreError> {
        self.0.count(query)
    }
}

impl WriteTx for NoRoomWrite<'_> {
    fn insert(&mut self, table: &'static Table, row: &NewRow) -> Result<(), StoreError> {
        if table.name == "audit_events" { Err(StoreError::Full) } else { self.0.insert(table, row) }
    }
    fn update(&mut self, table: &'static Table, expected: i64, row: &NewRow) -> Result<(), StoreError> {
        self.0.update(table, expected, row)
    }
    fn delete(&mut self, table: &'static Table, key: Key) -> Result<bool, StoreError> {
        self.0.delete(table, key)
    }
}

impl Store for NoRoom {
    fn read(&self, body: &mut ReadBody<'_>) -> Result<(), StoreError> {
        self.0.read(body)
    }
    fn write(&self, body: &mut WriteBody<'_>) -> Result<(), StoreError> {
        match self.1.load(std::sync::atomic::Ordering::SeqCst) {
            true => self.0.write(&mut |tx| body(&mut NoRoomWrite(tx))),
            false => self.0.write(body),
        }
    }
    fn findings(&self) -> Vec<StoreFinding> {
        self.0.findings()
    }
}

#[test]
fn aud_05_what_cannot_be_recorded_does_not_happen() {
    for operation in Operation::ALL.iter().filter(|operation| operation.effect() == Effect::Writes) {
        let store = Arc::new(NoRoom(MemoryStore::new(), false.into()));
        let stage = Stage::set(World::on(Arc::clone(&store) as Arc<dyn Store>));
        let before = dump(store.as_ref());
        store.1.store(true, std::sync::atomic::Ordering::SeqCst);
        assert_eq!(stage.call(*operation).unwrap_err().code(), Code::StoreFull, "{}", operation.name());
        assert!(dump(store.as_ref()) == before, "{} left a trace", operation.name());
        let error = refused(
            &stage.world.desk(),
            "get_case",
            json!({ "caseId": "case_00000000000070008000000000000000" }),
        );
        assert_eq!(error.code(), Code::StoreFull, "a refusal off the record");
    }
}

/// A figure, a number or a secret is in no event, whatever the operation was.
#[test]
fn aud_02_no_figure_is_on_record() {
    let stage = Stage::set(World::in_memory());
    let visit = stage.world.visit(&stage.session);
    visit.tell("save_section", json!({ "section": "accounts", "entries": account_entries("31,415.92") }));
    let all: String = recorded(&stage.world).into_iter().map(|(row, _)| row.body).collect();
    for word in
        ["31415", "31,415", "000123456789", "123456789", "First Community", "Whitfield", parts(&stage.link).1]
    {
        assert!(!all.contains(word), "{word} is on record");
    }
}
