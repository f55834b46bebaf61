//! The store conformance suite on a browser's private files. It runs in a worker, one case at a time.
#![cfg(target_family = "wasm")]

use casegate::store::Store;
use casegate_sqlite::SqliteOptions;
use casegate_store_conformance::{CASES, TABLES, VERSION, starts_threads};
use casegate_wasm_absent as _;
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

/// Returns the names of the cases that need no threads, in order.
#[wasm_bindgen]
pub fn cases() -> Vec<String> {
    CASES.iter().map(|(name, _)| (*name).to_owned()).filter(|name| !starts_threads(name)).collect()
}

/// Runs a case by its name.
///
/// # Errors
/// The text of the case's panic.
#[wasm_bindgen]
pub fn run(name: &str) -> Result<(), JsValue> {
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
    let ended = std::panic::catch_unwind(AssertUnwindSafe(|| (case.1)(&make_store)));
    ended.map_err(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("a panic").into()
    })
}
