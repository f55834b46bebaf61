//! A portal whose clock, randomness and store a test controls, and helpers for tests.

mod acts;
mod folder;
mod model;
mod rows;
mod tokens;

pub use acts::{
    Call, PDF, PNG, begin, events, invite_id, is_live, is_open, last_event, link_party, mint, open_case,
    open_party_visit, open_visit, refused, session, settle, text, whole_list,
};
pub use folder::Folder;
pub use model::against_model;
pub use rows::{body_text, dump, new_events, plant, recorded, rows, table};
pub use tokens::{forged, number_of, parts, unknown_link, wrong_secret};

use casegate::access::permission::Role;
use casegate::foundation::env::{Clock, Entropy, EntropyFailed, Key, KeyPurpose, KeyRing};
use casegate::foundation::ids::{FirmId, OfficeId};
use casegate::foundation::origin::Origin;
use casegate::foundation::time::Timestamp;
use casegate::portal::{Desk, Portal, Visit};
use casegate::store::{MemoryStore, Row, Store};
use casegate::{Source, Staff};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use uuid::Uuid;

/// 2026-11-22T12:00:00Z, the time at which every world starts.
pub const NOON: i64 = 1_795_348_800_000;

/// A clock that a test sets.
#[derive(Clone, Debug)]
pub struct TestClock(Arc<AtomicI64>);

impl TestClock {
    /// Makes a clock that shows `millis`.
    #[must_use]
    pub fn at(millis: i64) -> Self {
        Self(Arc::new(AtomicI64::new(millis)))
    }

    /// Advances the clock, or sets it back by a negative number.
    pub fn advance(&self, millis: i64) {
        self.0.fetch_add(millis, Ordering::SeqCst);
    }

    /// Sets the clock.
    pub fn set(&self, millis: i64) {
        self.0.store(millis, Ordering::SeqCst);
    }

    /// Returns the clock's time.
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

/// A repeatable source of randomness.
#[derive(Clone, Debug)]
pub struct TestEntropy(Arc<Mutex<StdRng>>);

impl TestEntropy {
    /// Makes the source of `seed`.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self(Arc::new(Mutex::new(StdRng::seed_from_u64(seed))))
    }

    /// Restarts the source with `seed`.
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

/// A portal with its store, clock and randomness.
pub struct World {
    /// The portal.
    pub portal: Portal,
    /// Its store.
    pub store: Arc<dyn Store>,
    /// Its clock.
    pub clock: TestClock,
    /// Its randomness.
    pub entropy: TestEntropy,
    /// The firm of most tests.
    pub firm: FirmId,
}

/// Returns a ring with a key for every purpose.
#[must_use]
pub fn keys() -> KeyRing {
    let key = |start: u8| Key::new(std::array::from_fn(|i| start.wrapping_add(i as u8)));
    KeyPurpose::ALL.into_iter().zip([1, 71, 141, 201]).fold(
        KeyRing::new(),
        |ring, (purpose, start)| match key(start) {
            Ok(key) => ring.with(purpose, 1, key),
            Err(_) => ring,
        },
    )
}

impl World {
    /// Makes a world in memory.
    #[must_use]
    pub fn in_memory() -> Self {
        Self::on(Arc::new(MemoryStore::new()))
    }

    /// Makes a world on `store`.
    #[must_use]
    pub fn on(store: Arc<dyn Store>) -> Self {
        Self::with(store, TestClock::at(NOON), TestEntropy::seeded(7), keys())
    }

    /// Makes a world of the given parts.
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

    /// Makes a world of `firm` in the same store, at the same time.
    #[must_use]
    pub fn beside(&self, firm: FirmId) -> Self {
        let world = Self::with(Arc::clone(&self.store), self.clock.clone(), self.entropy.clone(), keys());
        Self { firm, ..world }
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
    pub fn desk_of(&self, firm: FirmId, role: Role) -> Desk {
        self.desk_in(firm, role, None)
    }

    /// The desk of a member of a firm's staff who may see some of its offices.
    #[must_use]
    #[expect(clippy::expect_used, reason = "the staff member is a constant of the tests")]
    pub fn desk_in(&self, firm: FirmId, role: Role, offices: Option<Vec<OfficeId>>) -> Desk {
        let (id, name) = ("u-1".to_owned(), "Rosa Reviewer".to_owned());
        let staff = Staff { firm, id, name, roles: vec![role], offices };
        self.portal.desk(staff, &Source::address("10.0.0.1")).expect("a valid member of staff")
    }

    /// A visit without a session.
    #[must_use]
    pub fn visitor(&self) -> Visit {
        self.portal.visitor(&Source::address("203.0.113.7"))
    }

    /// A visit without a session, from another source.
    #[must_use]
    pub fn visitor_from(&self, address: &str) -> Visit {
        self.portal.visitor(&Source::address(address))
    }

    /// A visit with a session.
    #[must_use]
    pub fn visit(&self, session: &str) -> Visit {
        self.portal.visit(session, &Source::address("203.0.113.7"))
    }

    /// Returns every stored row of every table, to compare states.
    #[must_use]
    pub fn dump(&self) -> Vec<(String, Row)> {
        dump(self.store.as_ref())
    }
}

/// Returns how often a random test repeats: `usual` times, or `thorough` times if `CASEGATE_THOROUGH` is set.
#[must_use]
pub fn repeats(usual: u32, thorough: u32) -> u32 {
    if std::env::var_os("CASEGATE_THOROUGH").is_some() { thorough } else { usual }
}
