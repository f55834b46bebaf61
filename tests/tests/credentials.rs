//! Links and what a store keeps of them (SECURITY TOK rows).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use casegate::access::permission::Role;
use casegate::foundation::env::KeyRing;
use casegate::foundation::error::{Code, Error};
use casegate::foundation::ids::{CaseId, FirmId};
use casegate::foundation::link::scan;
use casegate::foundation::secret::TokenKind;
use casegate::foundation::time::{DAY, HOUR, MINUTE, Timestamp};
use casegate::invites::desk::MintInvite;
use casegate::invites::visit::OpenLink;
use casegate::store::{FaultyStore, Key, MemoryStore, NewRow, Row, Store, StoreError, Value as Column};
use casegate_sqlite::{Durability, SqliteOptions};
use casegate_tests::world::{
    Call, Folder, NOON, TestClock, TestEntropy, World, events, forged, invite_id, last_event, mint,
    number_of, open_case, open_visit, parts, plant, refused, repeats, rows, settle, text, unknown_link,
    wrong_secret,
};
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use uuid::Uuid;

/// A settled world and its first case.
fn begin(world: World) -> (World, String) {
    settle(&world.desk());
    let case = open_case(&world.desk());
    (world, case)
}

fn session(world: &World, link: &str) -> Result<String, Error> {
    let opened = world.visitor().ask("open_link", &json!({ "link": link }))?;
    Ok(text(&opened, "session"))
}

fn is_open(world: &World, link: &str) -> bool {
    session(world, link).is_ok()
}

fn is_live(world: &World, session: &str) -> bool {
    world.visit(session).ask("list_my_sessions", &json!({})).is_ok()
}

/// Texts to look for at every place of a haystack, found by how they begin.
struct Needles {
    begins: Vec<bool>,
    by_start: HashMap<[u8; 8], Vec<Vec<u8>>>,
}

impl Needles {
    fn of(texts: impl IntoIterator<Item = Vec<u8>>) -> Self {
        let (mut begins, mut by_start) = (vec![false; 1 << 16], HashMap::<_, Vec<_>>::new());
        for text in texts {
            begins[usize::from(u16::from_be_bytes([text[0], text[1]]))] = true;
            by_start.entry(*text.first_chunk().unwrap()).or_default().push(text);
        }
        Self { begins, by_start }
    }

    fn hits(&self, haystack: &[u8]) -> usize {
        let found = |(at, window): (usize, &[u8])| {
            let may_begin = self.begins[usize::from(u16::from_be_bytes([window[0], window[1]]))];
            let here = if may_begin { self.by_start.get(window) } else { None };
            here.is_some_and(|texts| texts.iter().any(|text| haystack[at..].starts_with(text)))
        };
        haystack.windows(8).enumerate().filter(|place| found(*place)).count()
    }
}

/// Every spelling in which a secret could lie about.
fn spellings(verifier: &str) -> Vec<Vec<u8>> {
    let raw = number_of(verifier);
    let hex: String = raw.iter().map(|byte| format!("{byte:02x}")).collect();
    vec![
        raw.to_vec(),
        verifier.into(),
        hex.to_uppercase().into(),
        hex.into(),
        STANDARD_NO_PAD.encode(raw).into(),
        URL_SAFE_NO_PAD.encode(raw).into(),
    ]
}

/// Mints and opens `count` links by the typed operations; the answer is every credential, and all that `Debug` printed.
fn mint_and_open(world: &World, count: u32) -> (Vec<String>, String) {
    let desk = world.desk();
    let (mut tokens, mut printed, mut case) = (Vec::new(), String::new(), String::new());
    for number in 0..count {
        if number % 40 == 0 {
            case = open_case(&desk);
        }
        let case_id = CaseId::parse(&case).unwrap();
        let label = format!("client {number}");
        let input = MintInvite { case_id, label, expires_at: None, idempotency_key: None };
        let minted = desk.mint_invite(input.clone()).unwrap();
        printed.push_str(&format!("{input:?} {minted:?} {:?}", minted.secret));
        let link = minted.secret.into_link(&minted.origin);
        let input = OpenLink { link: link.expose().to_owned() };
        printed.push_str(&format!("{link:?} {input:?}"));
        tokens.push(parts(link.expose()).0.to_owned() + parts(link.expose()).1);
        let opened = world.visitor().open_link(input).unwrap();
        printed.push_str(&format!("{opened:?} {:?}", opened.secret));
        let session = opened.secret.reveal(str::to_owned);
        let visit = world.visit(&session);
        printed.push_str(&format!("{visit:?} {desk:?} {:?}", visit.list_my_sessions().unwrap()));
        tokens.push(parts(&session).0.to_owned() + parts(&session).1);
    }
    (tokens, printed)
}

#[test]
fn tok_04_no_secret_is_at_rest_or_printed() {
    let folder = Folder::new("tok-04");
    let options = SqliteOptions::new().durability(Durability::ProcessKill);
    let store = Arc::new(options.open(folder.at("store.db")).unwrap());
    let world = World::on(Arc::clone(&store) as Arc<dyn Store>);
    settle(&world.desk());
    let (tokens, printed) = mint_and_open(&world, 1_000);
    store.backup_to(folder.at("backup.db")).unwrap();
    let listed = world.desk().tell("list_audit", json!({ "limit": 200 })).to_string();

    let verifiers = Needles::of(tokens.iter().flat_map(|token| spellings(&token[27..])));
    let selectors = Needles::of(tokens.iter().map(|token| token.as_bytes()[5..27].to_vec()));
    let files = folder.files();
    assert!(files.iter().any(|(name, bytes)| name.ends_with("-wal") && !bytes.is_empty()));
    for (name, bytes) in &files {
        assert_eq!(verifiers.hits(bytes), 0, "a secret lies in {name}");
    }
    assert_eq!(
        verifiers.hits(printed.as_bytes()) + verifiers.hits(listed.as_bytes()),
        0,
        "a secret was printed"
    );

    // Teeth: the public halves are found by the same search, and so is a secret where there is one.
    let found: usize = files.iter().map(|(_, bytes)| selectors.hits(bytes)).sum();
    assert!(found >= 2_000, "only {found} selectors were found");
    assert!(selectors.hits(printed.as_bytes()) >= 2_000);
    assert_eq!(verifiers.hits(format!("x{}", tokens[0]).as_bytes()), 1);
}

/// TOK-03: what is not a credential is turned away before the store is asked.
#[test]
fn tok_03_a_mistyped_credential_costs_no_store_call() {
    let store = Arc::new(FaultyStore::new(Arc::new(MemoryStore::new()), StoreError::Io));
    let (world, case) = begin(World::on(Arc::clone(&store) as Arc<dyn Store>));
    let (link, cookie) = open_visit(&world, &world.desk(), &case, "taxpayer");
    let token = link.split_once('#').unwrap().1.to_owned();
    store.fail_at(0);
    let mut tried = 0;
    for (link, cookie) in mistyped(&token).into_iter().zip(mistyped(&cookie)) {
        assert_eq!(refused(&world.visitor(), "open_link", json!({ "link": link })).code(), Code::LinkInvalid);
        assert_eq!(refused(&world.visit(&cookie), "home", json!({})).code(), Code::LinkInvalid);
        assert_eq!(world.visitor().tell("report_leak", json!({ "text": link }))["found"], 0);
        tried += 1;
    }
    assert!(tried > 900, "only {tried} were tried");
    assert_eq!(store.calls(), 0);
    assert!(is_open(&world, &link) && store.calls() > 0, "the whole one is looked up");
}

/// Every edit of one character, every swap of two neighbours, and some that are cut short.
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

/// Someone who can write the database but has no key.
struct Intruder<'a> {
    world: &'a World,
}

impl Intruder<'_> {
    /// Changes a stored credential of `table`, the one with `selector`, and whatever goes with it.
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
    let key = Key::under(uuid(&credential["case"]), uuid(&record["id"]));
    NewRow { key, columns, body: record.to_string() }
}

/// What an intruder would want of a stored record, and how they would write it.
type Wish = (&'static str, Box<dyn Fn(&mut Value)>);

/// What an intruder would want of a stored invite; `other` is the record of one whose token they hold.
fn wishes(world: &World, other: &Value) -> Vec<Wish> {
    let elsewhere = open_case(&world.desk());
    let other = other["credential"].clone();
    let hash = other["hash"].clone();
    vec![
        ("another case", Box::new(move |record| record["credential"]["case"] = elsewhere.as_str().into())),
        ("a longer life", Box::new(|record| record["credential"]["until"] = json!(NOON + 900 * DAY))),
        ("an earlier start", Box::new(|record| record["credential"]["from"] = json!(0))),
        ("no end", Box::new(|record| record["credential"]["ended"] = Value::Null)),
        ("another secret", Box::new(move |record| record["credential"]["hash"] = hash.clone())),
        ("no key", Box::new(|record| record["credential"]["key"] = Value::Null)),
        ("no seal", Box::new(|record| record["credential"]["seal"] = Value::Null)),
        ("another's seal", Box::new(move |record| record["credential"]["seal"] = other["seal"].clone())),
    ]
}

#[test]
fn tok_05_an_edited_invite_opens_nothing() {
    for wish in 0..8 {
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

/// A row for a token of one's own making, hashed as rows were before there was a key.
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
    planted["credential"]["case"] = case.as_str().into();
    plant(world.store.as_ref(), "invites", None, new_row("invites", &planted));
    assert!(!is_open(&world, &link));
    assert_eq!(last_event(&world.desk(), Some(&case))["facts"]["reason"], "tampered");
}

#[test]
fn tok_05_an_edited_session_opens_nothing() {
    let changes: [Wish; 4] = [
        ("no end", Box::new(|record| record["credential"]["ended"] = Value::Null)),
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

/// An invite's token is not a session's and the other way round, in whichever table its hash lies.
#[test]
fn tok_05_kinds_do_not_mix() {
    let (world, case) = begin(World::in_memory());
    let (link, session) = open_visit(&world, &world.desk(), &case, "taxpayer");
    let as_session = forged(&parts(&link).0.replace("cgi1_", "cgs1_"), parts(&link).1);
    let as_invite = forged(&parts(&session).0.replace("cgs1_", "cgi1_"), parts(&session).1);
    assert!(!is_live(&world, &as_session) && !is_open(&world, &as_invite));

    let intruder = Intruder { world: &world };
    let (invite, mut moved) = (intruder.find("invites", &parts(&link).0[5..]).1, json!({}));
    moved["id"] = Uuid::from_u128(77).to_string().into();
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
        record["credential"]["case"] = elsewhere.as_str().into();
    });
    assert!(!is_open(&world, &link));
}

/// What a session's seal covers beyond its credential: its absolute end, wherever that is written.
#[test]
fn tok_05_a_sessions_absolute_end_cannot_be_edited() {
    let (world, case) = begin(World::in_memory());
    for is_bound in [false, true] {
        let (_, session) = open_visit(&world, &world.desk(), &case, "taxpayer");
        let begun = world.clock.millis();
        Intruder { world: &world }.edit("sessions", &session[5..27], |record| {
            let ends_at = begun + 80 * DAY;
            record["ends_at"] = json!(ends_at);
            if is_bound {
                record["credential"]["binding"] = format!("{}/{ends_at}", text(record, "invite")).into();
            }
        });
        let uses = (0..40).take_while(|_| {
            world.clock.advance(20 * MINUTE);
            is_live(&world, &session)
        });
        let lived = uses.count() as i64 * 20 * MINUTE;
        assert!(lived < 12 * HOUR, "the session was used for {} hours", lived / HOUR);
    }
}

/// And the invite that opened it, so that it neither outlives that one nor acts in another's name.
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
        let expected = (!is_fine).then(|| (Code::ExpiryOutOfRange, Some("expiresAt".to_owned())));
        assert_eq!(code, expected, "{length}");
    }
}

/// However a session is used, it does not outlive the link that opened it.
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
    assert_eq!((error.code(), error.field()), (Code::RepeatedRequest, Some("idempotencyKey")));
    assert!(is_open(&world, last), "a refused repetition leaves the link alone");
    let other = text(&mint_keyed(&world, &open_case(&world.desk()), "r-1").unwrap(), "link");
    assert!(is_open(&world, &other), "another case's request has another name space");
}

#[test]
fn tok_15_a_revoked_or_relabelled_request_is_not_repeated() {
    let (world, case) = begin(World::in_memory());
    let minted = mint_keyed(&world, &case, "r-1").unwrap();
    let relabelled = json!({ "caseId": case, "label": "spouse", "idempotencyKey": "r-1" });
    assert_eq!(refused(&world.desk(), "mint_invite", relabelled).code(), Code::RepeatedRequest);
    world.desk().tell("revoke_invite", json!({ "caseId": case, "inviteId": invite_id(&minted) }));
    assert_eq!(mint_keyed(&world, &case, "r-1").unwrap_err().code(), Code::RepeatedRequest);
    assert!(!is_open(&world, &text(&minted, "link")));
}

/// The answer of a mint gets lost at each call to the store in turn; the caller tries again.
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

/// Lines as logs, mails and sources have them, without a credential in any.
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

/// A report tells nobody which credentials are real, and one that is made up counts as a failed attempt.
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
    assert_eq!(refused(&attacker, "open_link", json!({ "link": other })).code(), Code::LinkInvalid);
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

/// Every credential of one report is dead, however many there are; a report is bounded, and says where.
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
    assert_eq!((error.code(), error.field()), (Code::ListTooLong, Some("text")));
}
