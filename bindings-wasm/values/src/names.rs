//! Names of fields as JavaScript's texts, each made once.

use js_sys::JsString;
use std::cell::RefCell;

thread_local! {
    /// By address and length, in their order: the library's names are constants.
    static NAMES: RefCell<Vec<((usize, usize), JsString)>> = const { RefCell::new(Vec::new()) };
}

/// The name of a field.
pub(crate) fn name(name: &'static str) -> JsString {
    let key = (name.as_ptr().addr(), name.len());
    NAMES.with_borrow_mut(|names| match names.binary_search_by_key(&key, |(key, _)| *key) {
        Ok(place) => names.get(place).map_or_else(|| name.into(), |(_, text)| text.clone()),
        Err(place) => {
            let text = JsString::from(name);
            names.insert(place, (key, text.clone()));
            text
        }
    })
}
