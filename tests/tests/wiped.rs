//! Freed memory contains no secret (SECURITY TOK-09).
//!
//! This test's allocator searches every block that is freed while it watches. The test runs alone in its
//! process, because the allocator sees all threads.
#![expect(unsafe_code, reason = "an allocator is unsafe by nature")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use casegate::access::permission::Role;
use casegate::foundation::env::{Entropy, EntropyFailed};
use casegate::foundation::ids::{CaseId, FirmId};
use casegate::foundation::origin::Origin;
use casegate::invites::types::{MintInvite, MintedInvite};
use casegate::invites::visit::OpenLink;
use casegate::operations::Operation;
use casegate::portal::{Desk, Portal};
use casegate::store::{FaultyStore, MemoryStore, Store, StoreError};
use casegate::{Source, Staff};
use casegate_tests::world::{Call, NOON, TestClock, TestEntropy, keys, open_case, parts, settle, text};
use serde_json::json;
use std::alloc::{GlobalAlloc, Layout, System};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, OnceLock};
use uuid::Uuid;

/// The secret of every credential of this test.
const CANARY: [u8; 32] = *b"\x7fcanary secret which isnt random";
/// The canary in base62, as credentials are written.
static WRITTEN: OnceLock<String> = OnceLock::new();
static WATCHES: AtomicBool = AtomicBool::new(false);
static HITS: AtomicUsize = AtomicUsize::new(0);

/// The number of consecutive bytes of a secret that count as found; fewer occur by chance.
const FRAGMENT: usize = 12;

struct Watching;

#[global_allocator]
static ALLOCATOR: Watching = Watching;

// SAFETY: memory comes from the system's allocator and goes back to it, with the layout that it was asked for. Growing a block
// is left to the trait: a new block, a copy, and the old one freed through `dealloc`.
unsafe impl GlobalAlloc for Watching {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // Zeroed, so that every byte of a block can be read when it is freed.
        // SAFETY: the caller's promises are the same.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        if WATCHES.load(SeqCst) {
            // SAFETY: the block is the caller's until it is freed below, and every byte of it was written.
            look_at(unsafe { std::slice::from_raw_parts(block, layout.size()) });
        }
        // SAFETY: the caller's promises are the same.
        unsafe { System.dealloc(block, layout) }
    }
}

/// Counts a block that contains a part of the secret. Allocates nothing.
fn look_at(block: &[u8]) {
    let written = WRITTEN.get().map_or(&[][..], |text| text.as_bytes());
    let has = |secret: &[u8]| {
        let is_piece = |window: &[u8]| secret.windows(FRAGMENT).any(|piece| piece == window);
        block.windows(FRAGMENT).any(is_piece)
    };
    if block.len() >= FRAGMENT && (has(&CANARY) || has(written)) {
        HITS.fetch_add(1, SeqCst);
    }
}

/// Returns the number of blocks with a secret that are freed while `act` runs.
fn hits(act: impl FnOnce()) -> usize {
    HITS.store(0, SeqCst);
    WATCHES.store(true, SeqCst);
    act();
    WATCHES.store(false, SeqCst);
    HITS.load(SeqCst)
}

/// A source of randomness that returns the canary for requests of 32 bytes, which only secrets make.
struct Predictable(TestEntropy);

impl Entropy for Predictable {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), EntropyFailed> {
        match <&mut [u8; 32]>::try_from(&mut *bytes) {
            Ok(secret) => *secret = CANARY,
            Err(_) => self.0.fill(bytes)?,
        }
        Ok(())
    }
}

struct House {
    portal: Portal,
    store: Arc<FaultyStore>,
    desk: Desk,
    case: CaseId,
}

impl House {
    fn new() -> Self {
        let store = Arc::new(FaultyStore::new(Arc::new(MemoryStore::new()), StoreError::Io));
        let portal = Portal::on_shared(Arc::clone(&store) as Arc<dyn Store>)
            .clock(TestClock::at(NOON))
            .entropy(Predictable(TestEntropy::seeded(4)))
            .keys(keys())
            .origin(Origin::parse("https://portal.example").unwrap())
            .build()
            .unwrap();
        let firm = FirmId::from_uuid(Uuid::from_u128(1));
        let staff = Staff {
            firm,
            id: "u-1".into(),
            name: "Rosa".into(),
            roles: vec![Role::Administrator],
            offices: None,
        };
        let desk = portal.desk(staff, &Source::default()).unwrap();
        settle(&desk);
        let case = CaseId::parse(&open_case(&desk)).unwrap();
        Self { portal, store, desk, case }
    }

    fn mint(&self) -> Result<MintedInvite, casegate::foundation::error::Error> {
        let label = "taxpayer".to_owned();
        self.desk.mint_invite(MintInvite {
            case_id: self.case,
            label,
            party_id: None,
            expires_at: None,
            idempotency_key: None,
        })
    }

    /// Returns a link that the test never frees.
    fn link(&self) -> &'static str {
        let minted = self.mint().unwrap();
        let link = minted.secret.into_link(&minted.origin);
        Box::leak(link.expose().to_owned().into_boxed_str())
    }

    fn open(&self, link: &str) -> Result<(), casegate::foundation::error::Error> {
        let visitor = self.portal.visitor(&Source::default());
        visitor.open_link(OpenLink { link: link.to_owned() }).map(drop)
    }
}

/// One test, because two at once would see each other's memory.
#[test]
fn tok_09_no_freed_memory_holds_a_secret() {
    let house = House::new();
    let link = house.link();
    WRITTEN.set(parts(link).1.to_owned()).unwrap();
    the_search_finds(link);
    a_secret_is_wiped(&house);
    a_link_is_wiped(&house, link);
    errors_and_panics_wipe(&house, link);
    the_json_boundary_wipes(&house, link);
}

/// Checks the test itself: an unwiped secret is found in either form, also where a
/// text has outgrown its block.
fn the_search_finds(link: &str) {
    assert_eq!(hits(|| drop(link.to_owned())), 1);
    assert_eq!(hits(|| drop(vec![CANARY])), 1);
    assert_eq!(hits(|| drop(link[80..100].to_owned())), 1, "a piece of it");
    let mut text = link.to_owned();
    assert_eq!(hits(|| text.reserve(4_096)), 1);
    assert_eq!(hits(|| drop("nothing".repeat(100))), 0);
}

fn a_secret_is_wiped(house: &House) {
    assert_eq!(hits(|| drop(house.mint().unwrap())), 0, "dropped unrevealed");
    assert_eq!(hits(|| assert_eq!(house.mint().unwrap().secret.reveal(str::len), 76)), 0);
    let into_link = || {
        let minted = house.mint().unwrap();
        assert!(minted.secret.into_link(&minted.origin).expose().starts_with("https://"));
    };
    assert_eq!(hits(into_link), 0);
}

fn a_link_is_wiped(house: &House, link: &str) {
    assert_eq!(hits(|| house.open(link).unwrap()), 0, "a good link");
    let mangled = link.replace('#', "%2523").replace('/', "/\n");
    assert_eq!(hits(|| house.open(&mangled).unwrap()), 0, "a link that is mended");
    WATCHES.store(false, SeqCst);
    let visitor = house.portal.visitor(&Source::default());
    let opened = visitor.open_link(OpenLink { link: link.to_owned() }).unwrap();
    let session: &'static str =
        opened.secret.reveal(|session| &*Box::leak(session.to_owned().into_boxed_str()));
    let visit = || house.portal.visit(session, &Source::default()).list_my_sessions().map(drop).unwrap();
    assert_eq!(hits(visit), 0, "a session in use");
}

fn errors_and_panics_wipe(house: &House, link: &str) {
    for index in 1.. {
        house.store.fail_at(index);
        let mut has_failed = false;
        assert_eq!(hits(|| has_failed = house.mint().is_err()), 0, "minting fails at call {index}");
        house.store.fail_at(index);
        assert_eq!(hits(|| has_failed |= house.open(link).is_err()), 0, "opening fails at call {index}");
        if !has_failed {
            assert!(index > 5);
            break;
        }
    }
    house.store.fail_at(0);
    let minted = house.mint().unwrap();
    let silent = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let panicking = || {
        let ended =
            catch_unwind(AssertUnwindSafe(|| minted.secret.reveal(|_| panic!("the host's own trouble"))));
        assert!(ended.is_err());
    };
    let found = hits(panicking);
    std::panic::set_hook(silent);
    assert_eq!(found, 0, "a panic while revealing");
}

/// On the wire the host owns the input and the result; everything between is the library's.
fn the_json_boundary_wipes(house: &House, link: &str) {
    let input = json!({ "caseId": house.case, "label": "taxpayer" }).to_string();
    let mut answer = String::new();
    let mint = || answer = house.desk.call(Operation::MINT_INVITE, input.as_bytes()).unwrap();
    assert_eq!(hits(mint), 0, "minting by JSON");
    assert!(answer.contains(WRITTEN.get().unwrap().as_str()));
    let input = json!({ "link": link }).to_string();
    let visitor = house.portal.visitor(&Source::default());
    let mut answer = String::new();
    let open = || answer = visitor.call(Operation::OPEN_LINK, input.as_bytes()).unwrap();
    assert_eq!(hits(open), 0, "opening by JSON");
    let session = text(&serde_json::from_str(&answer).unwrap(), "session");
    assert!(session.contains(WRITTEN.get().unwrap().as_str()));
    let visit = house.portal.visit(&session, &Source::default());
    assert_eq!(hits(|| drop(visit.ask("home", &json!({})))), 0, "a session in use");
}
