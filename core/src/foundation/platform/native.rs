//! Unicode's tables and the URL standard, each from a library.

use super::WebAddress;
use icu_normalizer::ComposingNormalizerBorrowed;
use url::Url;

/// The text in NFC.
pub(in super::super) fn composed(text: &str) -> String {
    ComposingNormalizerBorrowed::new_nfc().normalize(text).into_owned()
}

/// The text in lower case.
pub(in super::super) fn lowercase(text: &str) -> String {
    text.to_lowercase()
}

/// The address in `text`, if it is an absolute one.
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
