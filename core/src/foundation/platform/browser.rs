//! Unicode normalization, lower-casing and URL parsing through the JavaScript engine.

use super::WebAddress;
use js_sys::{Array, Function, JsString, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// Returns the text in NFC.
pub(in super::super) fn composed(text: &str) -> String {
    JsString::from(text).normalize("NFC").into()
}

/// Returns the text in NFKD: letters apart from their accents, and wide and narrow forms as plain ones.
pub(in super::super) fn decomposed(text: &str) -> String {
    JsString::from(text).normalize("NFKD").into()
}

/// Returns the text in lower case.
pub(in super::super) fn lowercase(text: &str) -> String {
    JsString::from(text).to_lower_case().into()
}

/// Parses `text` as an absolute address; `None` if it is not one.
pub(in super::super) fn address(text: &str) -> Option<WebAddress> {
    let class: Function = Reflect::get(&js_sys::global(), &"URL".into()).ok()?.dyn_into().ok()?;
    let url = Reflect::construct(&class, &Array::of1(&text.into())).ok()?;
    let part = |name: &str| part(&url, name);
    Some(WebAddress {
        href: part("href")?,
        scheme: part("protocol")?.trim_end_matches(':').to_owned(),
        origin: part("origin")?,
        host: part("hostname")?,
        has_credentials: !(part("username")?.is_empty() && part("password")?.is_empty()),
    })
}

fn part(url: &JsValue, name: &str) -> Option<String> {
    Reflect::get(url, &name.into()).ok()?.as_string()
}
