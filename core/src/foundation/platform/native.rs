//! Unicode normalization, lower-casing and URL parsing through libraries.

use super::WebAddress;
use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};
use url::Url;

/// Returns the text in NFC.
pub(in super::super) fn composed(text: &str) -> String {
    ComposingNormalizerBorrowed::new_nfc().normalize(text).into_owned()
}

/// Returns the text in NFKD: letters apart from their accents, and wide and narrow forms as plain ones.
pub(in super::super) fn decomposed(text: &str) -> String {
    DecomposingNormalizerBorrowed::new_nfkd().normalize(text).into_owned()
}

/// Returns the text in lower case.
pub(in super::super) fn lowercase(text: &str) -> String {
    text.to_lowercase()
}

/// Parses `text` as an absolute address; `None` if it is not one.
pub(in super::super) fn address(text: &str) -> Option<WebAddress> {
    let url = Url::parse(text).ok()?;
    Some(WebAddress {
        href: url.as_str().to_owned(),
        scheme: url.scheme().to_owned(),
        origin: url.origin().ascii_serialization(),
        host: url.host_str().unwrap_or_default().to_owned(),
        has_credentials: !url.username().is_empty() || url.password().is_some(),
    })
}
