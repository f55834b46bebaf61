//! Jobs: work in steps that survives a stop at any of them, and can be watched and cancelled (SPEC M4, S2).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use casegate::foundation::error::Code;
use casegate::portal::Portal;
use casegate::store::blobs::{Blobs, BlobsFailed};
use casegate::store::{FaultyStore, MemoryStore, NewRow, Store, StoreError};
use casegate::{Role, Source, Staff};
use casegate_tests::world::{
    Call, TestClock, TestEntropy, World, begin, keys, plant, refused, rows, settle, text,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

const MINUTE: i64 = 60_000;

/// A firm with this many cases.
fn firm(world: World, cases: usize) -> World {
    let (world, _) = begin(world);
    for number in 1..cases {
        let case = json!({ "clientName": format!("Client {number}"), "title": "2026", "stage": "lead" });
        world.desk().tell("create_case", case);
    }
    world
}

fn start(world: &World) -> Value {
    let job = world.portal.host().tell("verify_chains", json!({ "firmId": world.firm }));
    json!({ "jobId": job["jobId"] })
}

fn run(world: &World, budget: u32) -> Value {
    world.portal.host().tell("run_jobs", json!({ "budget": budget }))
}

#[test]
fn a_job_runs_in_steps_and_can_be_watched() {
    let world = firm(World::in_memory(), 12);
    let job = start(&world);
    let host = world.portal.host();
    let seen = |field: &str| host.tell("get_job", job.clone())[field].clone();
    assert_eq!((seen("progress"), seen("steps")), (json!("waiting"), json!(0)));
    assert_eq!(run(&world, 1)["steps"], 1);
    assert_eq!((seen("steps"), seen("result")), (json!(1), json!({ "broken": "0", "chains": "5" })));
    let ran = run(&world, 100);
    // Twelve cases and their twelve clients in pages of five, no contact, and the firm.
    assert_eq!((&ran["steps"], &ran["failed"]), (&json!(7), &json!(0)));
    assert_eq!((seen("progress"), seen("dueAt")), (json!("done"), Value::Null));
    assert_eq!(seen("result"), json!({ "broken": "0", "chains": "25" }));
    assert_eq!(host.tell("list_jobs", json!({}))["jobs"].as_array().unwrap().len(), 1);
    assert_eq!(refused(&host, "cancel_job", job.clone()).code(), Code::STATE_FORBIDS);
    world.clock.advance(8 * 24 * 60 * MINUTE);
    run(&world, 100);
    assert_eq!(refused(&host, "get_job", job).code(), Code::NOT_FOUND);
}

#[test]
fn a_broken_chain_is_found_and_named() {
    let world = firm(World::in_memory(), 7);
    let case = rows(world.store.as_ref(), "cases").remove(3).0.key.id;
    let heads = rows(world.store.as_ref(), "audit_heads");
    let (row, mut body) = heads.into_iter().find(|(row, _)| row.key.id == case).unwrap();
    body["sequence"] = json!(9);
    let planted = NewRow { key: row.key, columns: vec![], body: body.to_string().into() };
    plant(world.store.as_ref(), "audit_heads", Some(&row), planted);
    let job = start(&world);
    run(&world, 100);
    let result = world.portal.host().tell("get_job", job)["result"].clone();
    let owner = format!("case_{}", case.simple());
    assert_eq!(result, json!({ "chains": "15", "broken": "1", "firstBroken": owner }));
}

/// A client's chain is verified too: who may see what is recorded there.
#[test]
fn a_broken_chain_of_a_client_is_found() {
    let world = firm(World::in_memory(), 3);
    let case = rows(world.store.as_ref(), "cases").remove(1).0.key.id;
    let case = format!("case_{}", case.simple());
    let _ = casegate_tests::world::link_party(&world.desk(), &case, "taxpayer", "Dana Whitfield");
    let client = text(&world.desk().tell("get_case", json!({ "caseId": case })), "clientId");
    let heads = rows(world.store.as_ref(), "audit_heads");
    let id = client.trim_start_matches("client_");
    let (row, mut body) = heads.into_iter().find(|(row, _)| row.key.id.simple().to_string() == id).unwrap();
    body["sequence"] = json!(9);
    let planted = NewRow { key: row.key, columns: vec![], body: body.to_string().into() };
    plant(world.store.as_ref(), "audit_heads", Some(&row), planted);
    let job = start(&world);
    run(&world, 100);
    let result = world.portal.host().tell("get_job", job)["result"].clone();
    assert_eq!((&result["broken"], &result["firstBroken"]), (&json!("1"), &json!(client)));
}

#[test]
fn a_job_is_cancelled_between_its_steps() {
    let world = firm(World::in_memory(), 12);
    let job = start(&world);
    run(&world, 1);
    let host = world.portal.host();
    assert_eq!(host.tell("cancel_job", job.clone())["progress"], "cancelled");
    assert_eq!(host.tell("cancel_job", job.clone())["progress"], "cancelled", "said again");
    assert_eq!(run(&world, 100)["steps"], 0);
    assert_eq!(host.tell("get_job", job)["steps"], 1);
    for budget in [0, 1_001] {
        let refusal = refused(&host, "run_jobs", json!({ "budget": budget }));
        assert_eq!((refusal.code(), refusal.field()), (Code::NUMBER_OUT_OF_RANGE, Some("budget")));
    }
}

/// Stopped at each call to the store in turn, by an error or by a death, the job goes on where it was and comes to the same result.
#[test]
fn a_job_survives_a_stop_at_any_step() {
    for dies in [false, true] {
        let mut at = 1;
        loop {
            let store = Arc::new(FaultyStore::new(Arc::new(MemoryStore::new()), StoreError::Io));
            let shared: Arc<dyn Store> = store.clone();
            let world = firm(World::on(shared), 7);
            let job = start(&world);
            if dies {
                store.panic_at(at)
            } else {
                store.fail_at(at)
            }
            for _ in 0..6 {
                let host = world.portal.host();
                drop(catch_unwind(AssertUnwindSafe(|| host.ask("run_jobs", &json!({})).map(drop))));
                world.clock.advance(10 * MINUTE);
            }
            let was_reached = store.calls() >= at;
            store.fail_at(0);
            let ended = world.portal.host().tell("get_job", job);
            assert_eq!(ended["progress"], "done", "at {at}");
            assert_eq!(ended["result"], json!({ "broken": "0", "chains": "15" }), "at {at}");
            if !was_reached {
                break;
            }
            at += 1;
        }
        assert!(at > 20, "the calls were swept up to {at}");
    }
}

#[test]
fn two_hosts_do_each_step_once() {
    let world = firm(World::in_memory(), 40);
    let job = start(&world);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| run(&world, 100));
        }
    });
    run(&world, 100);
    let ended = world.portal.host().tell("get_job", job);
    assert_eq!((&ended["progress"], &ended["steps"]), (&json!("done"), &json!(20)));
    assert_eq!(ended["result"]["chains"], "81");
}

/// Chunks by their key and index.
type Chunks = BTreeMap<(String, u32), Vec<u8>>;

/// A content store that can be broken.
#[derive(Clone, Default)]
struct Shelf {
    chunks: Arc<Mutex<Chunks>>,
    is_broken: Arc<AtomicBool>,
    refuses_writes: Arc<AtomicBool>,
}

impl Shelf {
    fn len(&self) -> usize {
        self.chunks.lock().unwrap().len()
    }
}

impl Blobs for Shelf {
    fn put(&self, key: &str, index: u32, bytes: &[u8]) -> Result<(), BlobsFailed> {
        self.chunks.lock().unwrap().insert((key.to_owned(), index), bytes.to_vec());
        if self.refuses_writes.load(Ordering::SeqCst) { Err(BlobsFailed) } else { Ok(()) }
    }
    fn get(&self, key: &str, index: u32) -> Result<Option<Vec<u8>>, BlobsFailed> {
        Ok(self.chunks.lock().unwrap().get(&(key.to_owned(), index)).cloned())
    }
    fn delete(&self, key: &str) -> Result<(), BlobsFailed> {
        if self.is_broken.load(Ordering::SeqCst) {
            return Err(BlobsFailed);
        }
        self.chunks.lock().unwrap().retain(|(of, _), _| of != key);
        Ok(())
    }
}

/// A portal whose bytes are on a shelf.
struct Archive {
    portal: Portal,
    shelf: Shelf,
    clock: TestClock,
    store: Arc<FaultyStore>,
    case: String,
}

impl Archive {
    fn new() -> Self {
        let store = Arc::new(FaultyStore::new(Arc::new(MemoryStore::new()), StoreError::Io));
        let (shelf, clock) = (Shelf::default(), TestClock::at(casegate_tests::world::NOON));
        let shared: Arc<dyn Store> = store.clone();
        let portal = Portal::on_shared(shared).blobs(shelf.clone()).clock(clock.clone());
        let portal = portal.entropy(TestEntropy::seeded(7)).keys(keys()).build().unwrap();
        let mut archive = Self { portal, shelf, clock, store, case: String::new() };
        settle(&archive.desk());
        let case = json!({ "clientName": "Dana", "title": "2026", "stage": "lead" });
        archive.case = text(&archive.desk().tell("create_case", case), "caseId");
        archive
    }

    fn desk(&self) -> casegate::Desk {
        let firm = casegate::foundation::ids::FirmId::from_uuid(uuid::Uuid::from_u128(1));
        let roles = vec![Role::Administrator];
        let staff = Staff { firm, id: "u-1".into(), name: "Rosa".into(), roles, offices: None };
        self.portal.desk(staff, &Source::default()).unwrap()
    }

    fn add(&self) -> Result<Value, casegate::Error> {
        let document = json!({
            "caseId": self.case, "kind": "invoice", "title": "x", "fileName": "x.txt", "mediaType": "text/plain", "content": "eA==",
        });
        self.desk().ask("add_document", &document)
    }

    fn jobs(&self) -> usize {
        rows(self.store.as_ref(), "jobs").len()
    }

    fn run(&self) -> Value {
        self.portal.host().tell("run_jobs", json!({}))
    }
}

#[test]
fn bytes_that_could_not_be_deleted_are_deleted_later() {
    let archive = Archive::new();
    let document = text(&archive.add().unwrap(), "documentId");
    assert_eq!((archive.shelf.len(), archive.jobs()), (1, 0));
    archive.shelf.is_broken.store(true, Ordering::SeqCst);
    archive.desk().tell("remove_document", json!({ "caseId": archive.case, "documentId": document }));
    assert_eq!((archive.shelf.len(), archive.jobs()), (1, 1));
    archive.clock.advance(MINUTE);
    let ran = archive.run();
    assert_eq!((&ran["steps"], &ran["failed"]), (&json!(1), &json!(1)));
    let job = archive.portal.host().tell("list_jobs", json!({}))["jobs"][0].clone();
    assert_eq!((&job["lastError"], &job["failures"]), (&json!("blobs_unavailable"), &json!(1)));
    let cancel = json!({ "jobId": job["jobId"] });
    assert_eq!(refused(&archive.portal.host(), "cancel_job", cancel).code(), Code::STATE_FORBIDS);
    archive.shelf.is_broken.store(false, Ordering::SeqCst);
    archive.clock.advance(MINUTE);
    archive.run();
    assert_eq!(archive.shelf.len(), 0);

    let document = text(&archive.add().unwrap(), "documentId");
    archive.desk().tell("remove_document", json!({ "caseId": archive.case, "documentId": document }));
    assert_eq!(archive.shelf.len(), 0, "without trouble they go at once");
}

/// Wherever an upload is stopped, its bytes are deleted in the end, unless a document refers to them.
#[test]
fn an_upload_that_is_cut_off_leaves_no_bytes() {
    let mut at = 1;
    loop {
        let archive = Archive::new();
        archive.shelf.is_broken.store(true, Ordering::SeqCst);
        archive.store.panic_at(at);
        drop(catch_unwind(AssertUnwindSafe(|| archive.add().map(drop))));
        let was_reached = archive.store.calls() >= at;
        archive.store.fail_at(0);
        archive.shelf.is_broken.store(false, Ordering::SeqCst);
        archive.clock.advance(61 * MINUTE);
        archive.run();
        let documents = rows(archive.store.as_ref(), "documents").len();
        assert_eq!(archive.shelf.len(), documents, "at {at}");
        if !was_reached {
            assert_eq!(documents, 1);
            break;
        }
        at += 1;
    }
    assert!(at > 10, "the calls were swept up to {at}");
}

#[test]
fn an_upload_that_fails_is_cleaned_up_at_once() {
    let archive = Archive::new();
    archive.shelf.refuses_writes.store(true, Ordering::SeqCst);
    assert_eq!(archive.add().unwrap_err().code(), Code::BLOBS_UNAVAILABLE);
    assert_eq!((archive.shelf.len(), archive.jobs()), (0, 0));
}

#[test]
fn doctor_says_when_nobody_does_the_work() {
    let world = firm(World::in_memory(), 1);
    let codes = |world: &World| {
        let report = world.portal.doctor().unwrap();
        report.findings.into_iter().map(|finding| finding.code).collect::<Vec<_>>()
    };
    start(&world);
    assert!(!codes(&world).contains(&"jobs_not_run".to_owned()));
    world.clock.advance(25 * 60 * MINUTE);
    assert!(codes(&world).contains(&"jobs_not_run".to_owned()));
    run(&world, 100);
    assert!(!codes(&world).contains(&"jobs_not_run".to_owned()));
}
