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
    KeyPurpose::ALL.into_iter().zip([1, 71, 141]).fold(KeyRing::new(), |ring, (purpose, start)| match key(start) {
        Ok(key) => ring.with(purpose, 1, key),
        Err(_) => ring,
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
