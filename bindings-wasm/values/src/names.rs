//! Names of fields as JavaScript's texts, each made once.

use js_sys::JsString;
use std::cell::RefCell;
use std::collections::HashMap;

thread_local! {
    /// By address and length: the library's names are constants.
    static NAMES: RefCell<HashMap<(usize, usize), JsString>> = RefCell::new(HashMap::new());
}

/// The name of a field.
pub(crate) fn name(name: &'static str) -> JsString {
    NAMES.with_borrow_mut(|names| {
        names.entry((name.as_ptr().addr(), name.len())).or_insert_with(|| JsString::from(name)).clone()
    })
}
