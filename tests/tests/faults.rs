//! Operations are atomic: whichever call to the store fails, an operation was done completely or not at all.

use casegate::foundation::error::{Code, Kind};
use casegate::operations::{Effect, Operation};
use casegate::store::{FaultyStore, MemoryStore, Row, Store, StoreError};
use casegate_tests::examples::{Stage, is_one_transaction};
use casegate_tests::world::{World, dump};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};

/// A prepared world whose store can be made to fail.
fn stage(error: StoreError) -> (Stage, Arc<FaultyStore>) {
    let store = Arc::new(FaultyStore::new(Arc::new(MemoryStore::new()), error));
    (Stage::set(World::on(Arc::clone(&store) as Arc<dyn Store>)), store)
}

fn rows(store: &FaultyStore) -> Vec<(String, Row)> {
    store.fail_at(0);
    dump(store)
}

/// DUR-06, DUR-08: every operation with a failure at every call.
#[test]
fn every_operation_is_all_or_nothing_at_every_index() {
    let mut swept = 0;
    for operation in Operation::ALL.iter().filter(|operation| is_one_transaction(**operation)) {
        let (stage, store) = stage(StoreError::Full);
        store.fail_at(0);
        stage.call(*operation).unwrap();
        let calls = store.calls();
        assert!(calls > 0, "{} asks nothing of the store", operation.name());
        for index in 1..=calls {
            sweep_one(*operation, index);
            swept += 1;
        }
    }
    assert!(swept > 500, "only {swept} faults were tried");
}

fn sweep_one(operation: Operation, index: u64) {
    let (stage, store) = stage(StoreError::Full);
    let before = rows(&store);
    store.fail_at(index);
    let outcome = stage.call(operation);
    let after = rows(&store);
    match outcome {
        Err(error) => {
            assert_eq!(
                (error.kind(), error.code()),
                (Kind::Unavailable, Code::STORE_FULL),
                "{} at {index}",
                operation.name()
            );
            assert!(before == after, "{} at {index} left a trace", operation.name());
        }
        // A session's last use may be lost where the operation itself only reads.
        Ok(_) => {
            assert_eq!(operation.effect(), Effect::Reads, "{} at {index} did not notice", operation.name())
        }
    }
    store.fail_at(0);
    assert!(stage.call(operation).is_ok(), "{} does not work after the fault at {index}", operation.name());
}

/// TOK-10: wherever an operation panics, nothing of it is stored and the portal continues. The only output is
/// the panic's own message, without the input or stored data.
#[test]
fn tok_10_a_panic_in_any_operation_tells_nothing_and_leaves_nothing() {
    let told = Arc::new(Mutex::new(Vec::new()));
    let (listener, usual) = (Arc::clone(&told), std::panic::take_hook());
    std::panic::set_hook(Box::new(move |panic| {
        let line = panic.to_string();
        if !is_ours(&line) {
            usual(panic);
        }
        listener.lock().unwrap().push(line);
    }));
    let mut torn_off = 0;
    for operation in Operation::ALL.iter().filter(|operation| is_one_transaction(**operation)) {
        let (stage, store) = stage(StoreError::Full);
        store.fail_at(0);
        stage.call(*operation).unwrap();
        for index in 1..=store.calls() {
            tear_off(*operation, index);
            torn_off += 1;
        }
    }
    let _ = std::panic::take_hook();
    let told = told.lock().unwrap();
    assert!(torn_off > 500, "only {torn_off} panics were tried");
    assert_eq!(told.len(), torn_off);
    assert_eq!(told.iter().find(|line| !is_ours(line)), None);
}

fn is_ours(line: &str) -> bool {
    line.contains("fault.rs") && line.ends_with("a store that panics on purpose")
}

fn tear_off(operation: Operation, index: u64) {
    let (stage, store) = stage(StoreError::Full);
    let before = rows(&store);
    store.panic_at(index);
    let torn_off = catch_unwind(AssertUnwindSafe(|| stage.call(operation)));
    assert!(torn_off.is_err(), "{} swallowed the panic at {index}", operation.name());
    // What is lost with a session's last use is not a trace of the operation.
    let is_same = operation.effect() == Effect::Reads || rows(&store) == before;
    assert!(is_same, "{} at {index} left a trace", operation.name());
    store.fail_at(0);
    assert!(stage.call(operation).is_ok(), "{} does not work after the panic at {index}", operation.name());
}

/// Each error of a store has its own code, and none counts as success.
#[test]
fn every_store_error_is_typed() {
    for (error, code) in [
        (StoreError::Busy, Code::STORE_BUSY),
        (StoreError::Full, Code::STORE_FULL),
        (StoreError::ReadOnly, Code::STORE_READ_ONLY),
        (StoreError::Io, Code::STORE_UNAVAILABLE),
        (StoreError::OutcomeUnknown, Code::OUTCOME_UNKNOWN),
        (StoreError::Corrupt, Code::STORE_CORRUPT),
        (StoreError::Newer, Code::STORE_NEWER),
        (StoreError::Foreign, Code::STORE_FOREIGN),
    ] {
        let (stage, store) = stage(error);
        store.fail_at(1);
        assert_eq!(stage.call(Operation::MINT_INVITE).unwrap_err().code(), code);
    }
}

/// AUD-05: an operation that cannot be audited is not done, and a refusal that cannot be audited reports that.
#[test]
fn aud_05_nothing_happens_off_the_record() {
    let (stage, store) = stage(StoreError::Full);
    store.fail_at(0);
    let wrong = serde_json::json!({ "caseId": "case_00000000000070008000000000000000" });
    let refuse =
        || casegate_tests::world::Call::ask(&stage.world.desk(), "get_case", &wrong).unwrap_err().code();
    assert_eq!(refuse(), Code::NOT_FOUND);
    let calls = store.calls();
    for index in 1..=calls {
        store.fail_at(index);
        assert_eq!(refuse(), Code::STORE_FULL, "at {index}");
    }
}
