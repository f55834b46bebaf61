//! No event is changed, taken out, put in or moved unnoticed (SECURITY AUD-03).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use casegate::foundation::error::Kind;
use casegate::store::{Key, Query, ReadBody, ReadTx, Row, Store, StoreError, StoreFinding, Table, WriteBody};
use casegate_sqlite::SqliteStore;
use casegate_tests::world::{
    Call, Folder, World, body_text, keys, mint, open_case, open_visit, refused, repeats, rows, settle,
};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use uuid::Uuid;

/// A store whose audit a test forges: it returns the test's contents of one chain.
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

/// A chain of some sixty events, and a desk that reads the forged chain.
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

    /// Returns the report of verifying these links.
    fn report(&self, links: Vec<Row>, head: Option<Row>) -> Value {
        *self.store.links.lock().unwrap() = links;
        *self.store.head.lock().unwrap() = head;
        self.world.desk().tell("verify_audit", json!({ "caseId": self.case }))
    }
}

/// Tampers at random. Returns the kind of tampering, or `None` if it happened to change nothing.
fn tamper(rng: &mut StdRng, links: &mut Vec<Row>, head: &mut Option<Row>) -> Option<&'static str> {
    let (at, other) = (rng.random_range(0..links.len()), rng.random_range(0..links.len()));
    match rng.random_range(0..9) {
        0..3 => {
            edit(rng, &mut links[at]);
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
            let head = head.as_mut().unwrap();
            let before: Value = serde_json::from_str(&body_text(head)).unwrap();
            edit(rng, head);
            let after: Value = serde_json::from_str(&body_text(head)).unwrap_or_default();
            let says_another = after["sequence"] != before["sequence"] || after["hash"] != before["hash"];
            says_another.then_some("a forged head")
        }
        _ => None,
    }
}

/// Replaces one character of a row's body by another.
fn edit(rng: &mut StdRng, row: &mut Row) {
    let mut bytes = body_text(row).into_bytes();
    let at = rng.random_range(0..bytes.len());
    let mut other = bytes[at];
    while other == bytes[at] {
        other = rng.random_range(b' '..=b'~');
    }
    bytes[at] = other;
    row.body = String::from_utf8(bytes).unwrap().into();
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

/// The report has the number of valid links and the position of the first invalid one.
#[test]
fn aud_03_the_place_is_named() {
    let forged = Forged::new();
    for place in [0, 1, 30, forged.links.len() - 1] {
        let mut links = forged.links.clone();
        let edited = body_text(&links[place]).replace("\"operation\":\"", "\"operation\":\"x");
        links[place].body = edited.into();
        // An edited link still fits the one before. The next one, or the head, shows that it was changed.
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
