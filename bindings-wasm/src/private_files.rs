//! A browser's private files as SQLite's file system. They work only in a dedicated
//! worker, and only in one at a time.

use casegate::foundation::error::{Code, Error};
use casegate_wasm_values::thrown;
use sqlite_wasm_rs::WasmOsCallback;
use sqlite_wasm_vfs::sahpool::{OpfsSAHError, OpfsSAHPoolCfgBuilder, install};
use std::panic::AssertUnwindSafe;
use wasm_bindgen::prelude::*;

/// The name of the store's file inside its folder.
pub(crate) const NAME: &str = "portal.db";

/// The number of files: the store, its journal, and two spare ones.
const FILES: usize = 4;

/// Opens the files in `folder` and makes SQLite use them. Must be called only once.
///
/// # Errors
/// `store_busy` if another worker has them, `store_unavailable` if there are none.
#[wasm_bindgen(js_name = openPrivateFiles)]
pub fn open_private_files(folder: String) -> js_sys::Promise {
    js_sys::futures::future_to_promise(AssertUnwindSafe(async move {
        let settings = OpfsSAHPoolCfgBuilder::new()
            .directory(&folder)
            .vfs_name("casegate-private-files")
            .initial_capacity(FILES)
            .build();
        match install::<WasmOsCallback>(&settings, true).await {
            Ok(_) => Ok(JsValue::UNDEFINED),
            Err(error) => Err(thrown(&Error::new(code_of(&error)))),
        }
    }))
}

/// Returns the code of an error. The browser has a distinct error name for a file that another worker holds.
fn code_of(error: &OpfsSAHError) -> Code {
    match error {
        OpfsSAHError::Opfs { message, .. } if message.contains("NoModificationAllowed") => Code::STORE_BUSY,
        _ => Code::STORE_UNAVAILABLE,
    }
}
