//! A portal whose clock, randomness and store a test controls.

use casegate::access::actor::{Source, Staff};
use casegate::access::permission::Role;
use casegate::foundation::env::{Clock, Entropy, EntropyFailed, Key, KeyPurpose, KeyRing};
use casegate::foundation::error::{Error, Result};
use casegate::foundation::ids::FirmId;
use casegate::foundation::origin::Origin;
use casegate::foundation::time::Timestamp;
use casegate::operations::Operation;
use casegate::portal::{Desk, Portal, Visit};
use casegate::store::{MemoryStore, Query, Row, Store};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use uuid::Uuid;

/// 2026-11-22T12:00:00Z: when every world begins.
pub const NOON: i64 = 1_795_348_800_000;

/// A clock that a test sets.
#[derive(Clone, Debug)]
pub struct TestClock(Arc<AtomicI64>);

impl TestClock {
    /// A clock that stands at `millis`.
    #[must_use]
    pub fn at(millis: i64) -> Self {
        Self(Arc::new(AtomicI64::new(millis)))
    }

    /// Moves the clock, backwards too.
    pub fn advance(&self, millis: i64) {
        self.0.fetch_add(millis, Ordering::SeqCst);
    }

    /// Sets the clock.
    pub fn set(&self, millis: i64) {
        self.0.store(millis, Ordering::SeqCst);
    }

    /// What the clock says.
    #[must_use]
    pub fn millis(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.millis())
    }
}

/// Randomness that repeats.
#[derive(Clone, Debug)]
pub struct TestEntropy(Arc<Mutex<StdRng>>);

impl TestEntropy {
    /// The randomness of `seed`.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self(Arc::new(Mutex::new(StdRng::seed_from_u64(seed))))
    }

    /// Begins anew with `seed`.
    pub fn reseed(&self, seed: u64) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = StdRng::seed_from_u64(seed);
    }
}

impl Entropy for TestEntropy {
    fn fill(&self, bytes: &mut [u8]) -> std::result::Result<(), EntropyFailed> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(bytes);
        Ok(())
    }
}

/// A portal and what it stands on.
pub struct World {
    /// The portal.
    pub portal: Portal,
    /// Its store.
    pub store: Arc<dyn Store>,
    /// Its clock.
    pub clock: TestClock,
    /// Its randomness.
    pub entropy: TestEntropy,
    /// The firm that most tests are about.
    pub firm: FirmId,
}

/// A ring with a key for every purpose.
#[must_use]
pub fn keys() -> KeyRing {
    let key = |start: u8| Key::new(std::array::from_fn(|i| start.wrapping_add(i as u8)));
    KeyPurpose::ALL.into_iter().zip([1, 71, 141]).fold(KeyRing::new(), |ring, (purpose, start)| {
        match key(start) {
            Ok(key) => ring.with(purpose, 1, key),
            Err(_) => ring,
        }
    })
}

impl World {
    /// A world in memory.
    #[must_use]
    pub fn in_memory() -> Self {
        Self::on(Arc::new(MemoryStore::new()))
    }

    /// A world on `store`.
    #[must_use]
    pub fn on(store: Arc<dyn Store>) -> Self {
        Self::with(store, TestClock::at(NOON), TestEntropy::seeded(7), keys())
    }

    /// A world of given parts.
    #[must_use]
    #[expect(clippy::expect_used, reason = "the parts are constants of the tests")]
    pub fn with(store: Arc<dyn Store>, clock: TestClock, entropy: TestEntropy, keys: KeyRing) -> Self {
        let portal = Portal::on_shared(Arc::clone(&store))
            .clock(clock.clone())
            .entropy(entropy.clone())
            .keys(keys)
            .origin(Origin::parse("https://portal.example").expect("a valid origin"))
            .build()
            .expect("every part is given");
        Self { portal, store, clock, entropy, firm: FirmId::from_uuid(Uuid::from_u128(1)) }
    }

    /// The desk of a member of the firm's staff.
    #[must_use]
    pub fn desk_as(&self, role: Role) -> Desk {
        self.desk_of(self.firm, role)
    }

    /// The desk of an administrator of the firm.
    #[must_use]
    pub fn desk(&self) -> Desk {
        self.desk_as(Role::Administrator)
    }

    /// The desk of a member of another firm's staff.
    #[must_use]
    #[expect(clippy::expect_used, reason = "the staff member is a constant of the tests")]
    pub fn desk_of(&self, firm: FirmId, role: Role) -> Desk {
        let staff = Staff { firm, id: "u-1".into(), name: "Rosa Reviewer".into(), role };
        self.portal.desk(staff, &Source::address("10.0.0.1")).expect("a valid member of staff")
    }

    /// The client's door without a session.
    #[must_use]
    pub fn visitor(&self) -> Visit {
        self.portal.visitor(&Source::address("203.0.113.7"))
    }

    /// The client's door with a session.
    #[must_use]
    pub fn visit(&self, session: &str) -> Visit {
        self.portal.visit(session, &Source::address("203.0.113.7"))
    }

    /// Every stored row of every table, for comparing states.
    #[must_use]
    pub fn dump(&self) -> Vec<(String, Row)> {
        dump(self.store.as_ref())
    }
}

/// Every stored row of every table.
#[must_use]
#[expect(clippy::expect_used, reason = "a store that cannot be read fails the test")]
pub fn dump(store: &dyn Store) -> Vec<(String, Row)> {
    let mut rows = Vec::new();
    store
        .read(&mut |tx| {
            rows.clear();
            for table in casegate::schema::TABLES {
                let found = tx.select(&Query::of(table, 1_000_000)).expect("every table can be read");
                rows.extend(found.into_iter().map(|row| (table.name.to_owned(), row)));
            }
            Ok(())
        })
        .expect("the store can be read");
    rows
}

/// Calls an operation of either door by its name.
pub trait Call {
    /// The answer as JSON.
    ///
    /// # Errors
    /// The operation's.
    fn ask(&self, operation: &str, input: &Value) -> Result<Value>;

    /// The answer of a call that has to work.
    fn tell(&self, operation: &str, input: Value) -> Value {
        match self.ask(operation, &input) {
            Ok(answer) => answer,
            #[expect(clippy::panic, reason = "tests call this where the operation has to work")]
            Err(error) => panic!("{operation} {input}: {error:?}"),
        }
    }
}

impl Call for Desk {
    fn ask(&self, operation: &str, input: &Value) -> Result<Value> {
        answer(self.call(Operation::of_desk(operation)?, input.to_string().as_bytes())?)
    }
}

impl Call for Visit {
    fn ask(&self, operation: &str, input: &Value) -> Result<Value> {
        answer(self.call(Operation::of_visit(operation)?, input.to_string().as_bytes())?)
    }
}

fn answer(json: String) -> Result<Value> {
    serde_json::from_str(&json).map_err(|_| Error::new(casegate::foundation::error::Code::Defect))
}

/// The smallest PDF that is one.
pub const PDF: &str = "JVBERi0xLjQKMSAwIG9iago8PD4+CmVuZG9iagp0cmFpbGVyPDwvUm9vdCAxIDAgUj4+CiUlRU9GCg==";
/// The smallest PNG that is one.
pub const PNG: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/// A firm with name, logo and phase map.
pub fn settle(desk: &Desk) {
    desk.tell("register_firm", json!({ "name": "Hartwell Tax Advisory" }));
    desk.tell("set_logo", json!({ "image": PNG }));
    let stage = |stage: &str, phase: &str, waiting: &str| json!({ "stage": stage, "phase": phase, "waitingFor": waiting });
    desk.tell(
        "set_phase_map",
        json!({ "stages": [
            stage("lead", "qualification", "firm"),
            stage("transcripts requested", "discovery", "agency"),
            stage("intake out", "discovery", "client"),
            stage("plan", "strategy", "firm"),
            stage("offer filed", "implementation", "agency"),
            stage("closing", "workVerification", "nobody"),
        ] }),
    );
}

/// A case of a settled firm; the answer is its id.
pub fn open_case(desk: &Desk) -> String {
    let case = desk.tell(
        "create_case",
        json!({ "clientName": "Dana Whitfield", "title": "Tax years 2021 to 2023", "stage": "intake out", "clientTin": "123-45-6789" }),
    );
    text(&case, "caseId")
}

/// Mints an invite and opens it; the answer is the link and the session's credential.
pub fn open_visit(world: &World, desk: &Desk, case: &str, label: &str) -> (String, String) {
    let minted = desk.tell("mint_invite", json!({ "caseId": case, "label": label }));
    let link = text(&minted, "link");
    let opened = world.visitor().tell("open_link", json!({ "link": link }));
    (link, text(&opened, "session"))
}

/// The text at `name`.
#[must_use]
pub fn text(value: &Value, name: &str) -> String {
    value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// A folder of its own, removed at the end.
pub struct Folder(std::path::PathBuf);

impl Folder {
    /// A new folder, named after the test that wants it.
    #[must_use]
    #[expect(clippy::expect_used, reason = "a test without its folder fails")]
    pub fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("casegate-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).expect("a folder can be made");
        Self(path)
    }

    /// The path of a file in it.
    #[must_use]
    pub fn at(&self, name: &str) -> std::path::PathBuf {
        self.0.join(name)
    }

    /// What every file in it holds, by name.
    #[must_use]
    #[expect(clippy::expect_used, reason = "a test that cannot read its folder fails")]
    pub fn files(&self) -> Vec<(String, Vec<u8>)> {
        let entries = std::fs::read_dir(&self.0).expect("the folder can be read");
        let read = |entry: std::io::Result<std::fs::DirEntry>| {
            let entry = entry.expect("the folder can be read");
            let bytes = std::fs::read(entry.path()).expect("its files can be read");
            (entry.file_name().to_string_lossy().into_owned(), bytes)
        };
        entries.map(read).collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// How often a random test repeats: `usual` times, or `thorough` times where `CASEGATE_THOROUGH` is set.
#[must_use]
pub fn repeats(usual: u32, thorough: u32) -> u32 {
    if std::env::var_os("CASEGATE_THOROUGH").is_some() { thorough } else { usual }
}

/// The error of a call that has to be refused.
pub fn refused(door: &impl Call, operation: &str, input: Value) -> Error {
    match door.ask(operation, &input) {
        Err(error) => error,
        #[expect(clippy::panic, reason = "tests call this where the operation has to be refused")]
        Ok(answer) => panic!("{operation} {input} answered {answer}"),
    }
}

/// Every event on the record of a case, or of the firm.
pub fn events(desk: &Desk, case: Option<&str>) -> Vec<Value> {
    let (mut events, mut after) = (Vec::new(), json!(0));
    while !after.is_null() {
        let page = desk.tell("list_audit", json!({ "caseId": case, "after": after, "limit": 200 }));
        events.extend(page.get("events").and_then(Value::as_array).into_iter().flatten().cloned());
        after = page.get("next").cloned().unwrap_or_default();
    }
    events
}

/// The last event on the record of a case, or of the firm.
pub fn last_event(desk: &Desk, case: Option<&str>) -> Value {
    events(desk, case).pop().unwrap_or_default()
}

/// Mints an invite; the answer has the invite and its link.
pub fn mint(desk: &Desk, case: &str, label: &str) -> Value {
    desk.tell("mint_invite", json!({ "caseId": case, "label": label }))
}

/// The id of a freshly minted invite.
#[must_use]
pub fn invite_id(minted: &Value) -> String {
    minted.pointer("/invite/inviteId").and_then(Value::as_str).unwrap_or_default().to_owned()
}

impl World {
    /// The client's door without a session, for a source of its own.
    #[must_use]
    pub fn visitor_from(&self, address: &str) -> Visit {
        self.portal.visitor(&Source::address(address))
    }
}

/// The three parts of a credential, or of the one at the end of a link: prefix and selector, verifier, checksum.
#[must_use]
pub fn parts(link: &str) -> (&str, &str, &str) {
    let token = link.rsplit('#').next().unwrap_or(link);
    let (head, rest) = token.split_at_checked(27).unwrap_or((token, ""));
    let (verifier, checksum) = rest.split_at_checked(43).unwrap_or((rest, ""));
    (head, verifier, checksum)
}

/// A well-formed credential of these parts, its checksum worked out by another implementation than core's.
#[must_use]
pub fn forged(head: &str, verifier: &str) -> String {
    let body = format!("{head}{verifier}");
    let mut crc = u32::MAX;
    for byte in body.bytes() {
        crc ^= u32::from(byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
        }
    }
    let (mut number, mut checksum) = (!crc, Vec::new());
    for _ in 0..6 {
        checksum.push(DIGITS.get(number as usize % 62).copied().unwrap_or_default());
        number /= 62;
    }
    checksum.reverse();
    body + &String::from_utf8_lossy(&checksum)
}

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// The number that base62 digits stand for, as 32 bytes.
#[must_use]
pub fn number_of(digits: &str) -> [u8; 32] {
    let mut number = [0_u8; 32];
    for digit in digits.bytes() {
        let mut carry = DIGITS.iter().position(|known| *known == digit).unwrap_or_default();
        for byte in number.iter_mut().rev() {
            carry += usize::from(*byte) * 62;
            *byte = (carry % 256) as u8;
            carry /= 256;
        }
    }
    number
}

/// A link with the right selector and another secret.
#[must_use]
pub fn wrong_secret(link: &str) -> String {
    let (head, verifier, _) = parts(link);
    let other = if verifier.ends_with('0') { "1" } else { "0" };
    forged(head, &format!("{}{other}", verifier.get(..42).unwrap_or_default()))
}

/// A well-formed invite credential that nobody minted.
#[must_use]
pub fn unknown_link(number: u128) -> String {
    forged(&format!("cgi1_0{number:021}"), &format!("0{number:042}"))
}

/// The declared table of this name.
#[must_use]
#[expect(clippy::expect_used, reason = "the names are constants of the tests")]
pub fn table(name: &str) -> &'static casegate::store::Table {
    casegate::schema::TABLES.iter().find(|table| table.name == name).expect("the table is declared")
}

/// The rows of one table, each with its record.
#[must_use]
#[expect(clippy::expect_used, reason = "a store that cannot be read fails the test")]
pub fn rows(store: &dyn Store, name: &str) -> Vec<(Row, Value)> {
    let mut rows = Vec::new();
    store
        .read(&mut |tx| {
            rows = tx.select(&Query::of(table(name), 1_000_000)).expect("the table can be read");
            Ok(())
        })
        .expect("the store can be read");
    let record = |row: Row| serde_json::from_str(&row.body).map(|record| (row, record));
    rows.into_iter().map(record).collect::<std::result::Result<_, _>>().expect("every body is JSON")
}

/// Writes a row behind the library's back, in place of `before` if there is one, as whoever can write to the database.
#[expect(clippy::expect_used, reason = "a store that cannot be written fails the test")]
pub fn plant(store: &dyn Store, name: &str, before: Option<&Row>, after: casegate::store::NewRow) {
    store
        .write(&mut |tx| {
            let done = match before {
                Some(row) if row.key == after.key => tx.update(table(name), row.version, &after),
                Some(row) => tx.delete(table(name), row.key).and_then(|_| tx.insert(table(name), &after)),
                None => tx.insert(table(name), &after),
            };
            done.expect("the row can be written");
            Ok(())
        })
        .expect("the store can be written");
}
