//! The store conformance suite on a browser's private files. It runs in a worker, one case at a time.
#![cfg(target_family = "wasm")]

use casegate::store::{Store, StoreError};
use casegate_sqlite::{SqliteOptions, SqliteStore};
use casegate_store_conformance::versions::{FIRST, VERSIONS, check, fill};
use casegate_store_conformance::{CASES, TABLES, VERSION, starts_threads};
use sqlite_wasm_rs::WasmOsCallback;
use sqlite_wasm_vfs::sahpool::{OpfsSAHPoolCfgBuilder, install};
use std::cell::Cell;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use wasm_bindgen::prelude::*;

/// The number of files: more than the stores of all cases and their journals need.
const FILES: usize = 400;

/// Opens empty files in `folder`.
#[wasm_bindgen(js_name = openFiles)]
pub fn open_files(folder: String) -> js_sys::Promise {
    js_sys::futures::future_to_promise(AssertUnwindSafe(async move {
        let settings = OpfsSAHPoolCfgBuilder::new()
            .directory(&folder)
            .vfs_name("casegate-private-files")
            .clear_on_init(true)
            .initial_capacity(FILES)
            .build();
        let installed = install::<WasmOsCallback>(&settings, true).await;
        installed.map(|_| JsValue::UNDEFINED).map_err(|error| error.to_string().into())
    }))
}

/// The case that a file of an older version is upgraded, which is no part of the store contract.
const UPGRADE: &str = "versions::are_upgraded";

/// Returns the names of the cases that need no threads, in order.
#[wasm_bindgen]
pub fn cases() -> Vec<String> {
    let of_contract = CASES.iter().map(|(name, _)| *name).filter(|name| !starts_threads(name));
    of_contract.chain([UPGRADE]).map(str::to_owned).collect()
}

/// Fills a file of an older version and opens it, on the private files and as bytes in memory.
fn upgrade() {
    let file = "versions.db";
    let old = SqliteOptions::new().over_versions(FIRST);
    let new = SqliteOptions::new().over_versions(VERSIONS);
    let opened = |store: Result<SqliteStore, StoreError>| match store {
        Ok(store) => store,
        Err(error) => std::panic::panic_any(format!("no store: {error:?}")),
    };
    let bytes = {
        let store = opened(old.open(file));
        fill(&store);
        store.to_bytes()
    };
    check(&opened(new.open(file)));
    check(&opened(new.open(file)));
    let newer = old.open(file).err();
    assert!(newer == Some(StoreError::Newer), "a newer file is refused: {newer:?}");
    check(&opened(bytes.and_then(|bytes| new.open_bytes(bytes))));
}

/// Runs a case by its name.
///
/// # Errors
/// The text of the case's panic.
#[wasm_bindgen]
pub fn run(name: &str) -> Result<(), JsValue> {
    if name == UPGRADE {
        return told(std::panic::catch_unwind(AssertUnwindSafe(upgrade)));
    }
    let case = CASES.iter().find(|(known, _)| *known == name).ok_or("there is no such case")?;
    let made = Cell::new(0);
    let make_store = || -> Arc<dyn Store> {
        made.set(made.get() + 1);
        let file = format!("{}-{}.db", name.replace(':', "-"), made.get());
        match SqliteOptions::new().over(TABLES, VERSION).open(file) {
            Ok(store) => Arc::new(store),
            Err(error) => std::panic::panic_any(format!("no store: {error:?}")),
        }
    };
    told(std::panic::catch_unwind(AssertUnwindSafe(|| (case.1)(&make_store))))
}

/// Turns a panic into its text.
fn told(ended: std::thread::Result<()>) -> Result<(), JsValue> {
    ended.map_err(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("a panic").into()
    })
}
