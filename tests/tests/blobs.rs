//! Documents outside the store: the bytes are stored before a record refers to them, and
//! removed after the last one does.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use casegate::access::permission::Role;
use casegate::foundation::error::Code;
use casegate::operations::Operation;
use casegate::portal::Portal;
use casegate::store::blobs::{Blobs, BlobsFailed};
use casegate::store::{FaultyStore, MemoryStore, Store, StoreError};
use casegate_tests::examples::Stage;
use casegate_tests::world::{
    Call as _, PDF, TestEntropy, World, body_text, dump, keys, open_case, refused, settle, text,
};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;

/// A blob store in memory that a test can inspect.
#[derive(Clone, Default)]
struct Place(Arc<Inside>);

#[derive(Default)]
struct Inside {
    chunks: Mutex<HashMap<(String, u32), Vec<u8>>>,
    /// The number of chunks that are accepted before one fails, or all of them.
    room: Mutex<Option<usize>>,
    /// Reports that a chunk was written or read, and waits to be told to continue.
    gate: Mutex<Option<(Sender<()>, Receiver<()>)>>,
}

impl Place {
    fn holds(&self) -> usize {
        self.0.chunks.lock().unwrap().len()
    }

    fn wait_at_the_gate(&self) {
        let gate = self.0.gate.lock().unwrap().take();
        if let Some((arrived, go)) = gate {
            arrived.send(()).unwrap();
            go.recv().unwrap();
        }
    }
}

impl Blobs for Place {
    fn put(&self, key: &str, index: u32, bytes: &[u8]) -> Result<(), BlobsFailed> {
        self.wait_at_the_gate();
        if let Some(room) = self.0.room.lock().unwrap().as_mut() {
            *room = room.checked_sub(1).ok_or(BlobsFailed)?;
        }
        let before = self.0.chunks.lock().unwrap().insert((key.to_owned(), index), bytes.to_vec());
        assert!(before.is_none(), "a key is written once");
        Ok(())
    }

    fn get(&self, key: &str, index: u32) -> Result<Option<Vec<u8>>, BlobsFailed> {
        self.wait_at_the_gate();
        Ok(self.0.chunks.lock().unwrap().get(&(key.to_owned(), index)).cloned())
    }

    fn delete(&self, key: &str) -> Result<(), BlobsFailed> {
        self.0.chunks.lock().unwrap().retain(|(known, _), _| known != key);
        Ok(())
    }
}

/// A world whose documents' bytes are in a blob store of the host's.
fn world(store: Arc<dyn Store>) -> (World, Place) {
    let mut world = World::on(store);
    let place = Place::default();
    let portal = Portal::on_shared(world.store.clone()).clock(world.clock.clone()).keys(keys());
    world.portal = portal
        .entropy(TestEntropy::seeded(8))
        .origin(casegate::Origin::parse("https://portal.example").unwrap())
        .blobs(place.clone())
        .build()
        .unwrap();
    (world, place)
}

fn document(case: &str) -> Value {
    json!({
        "caseId": case, "kind": "invoice", "title": "Invoice 7", "fileName": "invoice.pdf", "mediaType": "application/pdf",
        "content": PDF,
    })
}

#[test]
fn bytes_come_to_the_hosts_place_and_go_with_their_document() {
    let (world, place) = world(Arc::new(MemoryStore::new()));
    let desk = world.desk();
    settle(&desk);
    let case = open_case(&desk);
    let added = desk.tell("add_document", document(&case));
    assert_eq!(place.holds(), 1);
    let rows = dump(world.store.as_ref());
    assert!(rows.iter().all(|(table, row)| table != "document_chunks" && !body_text(row).contains(PDF)));
    let named = json!({ "caseId": case, "documentId": added["documentId"], "chunk": 0 });
    assert_eq!(text(&desk.tell("read_document", named), "content"), PDF);
    desk.tell("remove_document", json!({ "caseId": case, "documentId": added["documentId"] }));
    assert_eq!(place.holds(), 0);
}

/// Every operation that stores a document is refused in every way. No bytes are left, and
/// often none were stored at all.
#[test]
fn what_is_refused_leaves_no_bytes() {
    let (world, place) = world(Arc::new(MemoryStore::new()));
    let stage = Stage::set(world);
    let before = place.holds();
    let room = |chunks| *place.0.room.lock().unwrap() = chunks;
    for operation in
        [Operation::ADD_DOCUMENT, Operation::COMPLETE_ENVELOPE, Operation::REPLACE_SIGNED_DOCUMENT]
    {
        let input = stage.input(operation).unwrap();
        let with = |name: &str, value: &str| {
            let mut input = input.clone();
            input[name] = value.into();
            input
        };
        let (desk, name) = (stage.world.desk(), operation.name());
        let nowhere = with("caseId", "case_00000000000070008000000000000000");
        assert_eq!(refused(&desk, name, nowhere).code(), Code::NOT_FOUND);
        assert_eq!(refused(&desk, name, with("mediaType", "image/png")).code(), Code::CONTENT_INVALID);
        room(Some(0));
        // Nothing is stored if the caller lacks permission, or if the content is too large or empty.
        let reader = stage.world.desk_as(Role::ReadOnly);
        assert_eq!(refused(&reader, name, input.clone()).code(), Code::PERMISSION_MISSING);
        assert_eq!(refused(&desk, name, with("content", "")).code(), Code::CONTENT_INVALID);
        assert_eq!(refused(&desk, name, input.clone()).code(), Code::BLOBS_UNAVAILABLE);
        room(None);
        assert_eq!(place.holds(), before, "{name}");
    }
}

/// A blob store that fails halfway keeps nothing of the document.
#[test]
fn what_was_brought_in_part_goes_again() {
    let (world, place) = world(Arc::new(MemoryStore::new()));
    let desk = world.desk();
    settle(&desk);
    let mut long = document(&open_case(&desk));
    let bytes = [&b"%PDF-1.4\n"[..], &[b' '; 600_000]].concat();
    long["content"] = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, bytes).into();
    *place.0.room.lock().unwrap() = Some(2);
    assert_eq!(refused(&desk, "add_document", long.clone()).code(), Code::BLOBS_UNAVAILABLE);
    assert_eq!(place.holds(), 0);
    *place.0.room.lock().unwrap() = None;
    desk.tell("add_document", long);
    assert_eq!(place.holds(), 3);
}

/// Wherever the store fails, or the operation panics, the stored bytes are removed,
/// unless a record may refer to them.
#[test]
fn bytes_stay_only_with_what_may_refer_to_them() {
    for (fault, may_stay) in [(StoreError::Full, false), (StoreError::OutcomeUnknown, true)] {
        let store = Arc::new(FaultyStore::new(Arc::new(MemoryStore::new()), fault));
        let (world, place) = world(Arc::clone(&store) as Arc<dyn Store>);
        let desk = world.desk();
        settle(&desk);
        let case = open_case(&desk);
        store.fail_at(0);
        desk.tell("add_document", document(&case));
        let (calls, before) = (store.calls(), place.holds());
        for index in 1..=calls {
            store.fail_at(index);
            refused(&desk, "add_document", document(&case));
        }
        let left = place.holds() - before;
        assert_eq!(left > 0, may_stay, "{fault:?}");
        for index in 1..=calls {
            store.panic_at(index);
            assert!(catch_unwind(AssertUnwindSafe(|| desk.ask("add_document", &document(&case)))).is_err());
        }
        store.fail_at(0);
        assert_eq!(place.holds() - before, left);
        // What no record refers to in the end is deleted by the jobs of the uploads.
        world.clock.advance(61 * 60_000);
        world.portal.host().tell("run_jobs", json!({ "budget": 1_000 }));
        assert_eq!(place.holds(), before, "{fault:?}");
    }
}

/// While bytes are on their way to or from a slow blob store, others can write, even with a
/// single connection to the store.
#[test]
fn a_slow_place_holds_up_nobody_else() {
    let (world, place) = world(Arc::new(casegate_sqlite::SqliteStore::open_in_memory().unwrap()));
    let desk = world.desk();
    settle(&desk);
    let case = open_case(&desk);
    let added = desk.tell("add_document", document(&case));
    let read = json!({ "caseId": case, "documentId": added["documentId"], "chunk": 0 });
    for (operation, input) in [("add_document", document(&case)), ("read_document", read)] {
        let ((arrived, has_arrived), (go, gate)) = (channel(), channel());
        *place.0.gate.lock().unwrap() = Some((arrived, gate));
        thread::scope(|scope| {
            let waiting = scope.spawn(|| desk.ask(operation, &input));
            has_arrived.recv().unwrap();
            let written = desk.ask("update_case", &json!({ "caseId": case, "notes": "written meanwhile" }));
            assert!(!waiting.is_finished());
            go.send(()).unwrap();
            assert!(waiting.join().unwrap().is_ok());
            assert!(written.is_ok(), "{operation}: {written:?}");
        });
    }
}

/// Half a chunk, or another document's bytes, are never returned as a document's content.
#[test]
fn a_chunk_of_another_length_is_no_chunk_of_the_document() {
    let (world, place) = world(Arc::new(MemoryStore::new()));
    let desk = world.desk();
    settle(&desk);
    let case = open_case(&desk);
    let added = desk.tell("add_document", document(&case));
    let read = json!({ "caseId": case, "documentId": added["documentId"], "chunk": 0 });
    for length in [0, 7, 300_000] {
        place.0.chunks.lock().unwrap().values_mut().for_each(|bytes| bytes.resize(length, 0));
        assert_eq!(
            refused(&desk, "read_document", read.clone()).code(),
            Code::STORED_DATA_INVALID,
            "{length}"
        );
    }
}
