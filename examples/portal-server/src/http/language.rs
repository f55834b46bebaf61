//! The language of a page: the available one that the browser prefers, English if it prefers none of them.

use crate::texts::{self, LANGUAGES, Texts};
use axum::extract::Request;
use axum::http::HeaderMap;
use axum::http::header::{ACCEPT_LANGUAGE, CONTENT_LANGUAGE, CONTENT_TYPE, HeaderValue, VARY};
use axum::middleware::Next;
use axum::response::Response;

/// Handles a request in its preferred language.
pub(crate) async fn negotiated(request: Request, next: Next) -> Response {
    let t = preferred(request.headers());
    let mut response = texts::scope(t, next.run(request)).await;
    let headers = response.headers_mut();
    // Only pages have a language.
    let is_page = headers.get(CONTENT_TYPE).is_some_and(|value| value.as_bytes().starts_with(b"text/html"));
    if is_page {
        headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static(t.lang()));
        headers.append(VARY, HeaderValue::from_static("accept-language"));
    }
    response
}

/// Returns the preferred language by RFC 9110, section 12.5.4. A region counts as its
/// language: `es-MX` is Spanish.
fn preferred(headers: &HeaderMap) -> &'static Texts {
    let lines = headers.get_all(ACCEPT_LANGUAGE).iter().filter_map(|line| line.to_str().ok());
    let mut best: Option<(&'static Texts, f32)> = None;
    for (tag, quality) in lines.flat_map(|line| line.split(',')).filter_map(range) {
        let language = tag.split('-').next().unwrap_or_default();
        let known = LANGUAGES.iter().find(|t| t.lang().eq_ignore_ascii_case(language));
        if let Some(t) = known
            && quality > best.map_or(0.0, |(_, quality)| quality)
        {
            best = Some((t, quality));
        }
    }
    best.map_or_else(texts::default, |(t, _)| t)
}

/// Reads a language range and its quality, from 0 (not wanted) to 1.
fn range(text: &str) -> Option<(&str, f32)> {
    let mut parts = text.split(';').map(str::trim);
    let tag = parts.next()?;
    let quality = parts.find_map(|part| part.strip_prefix("q="));
    Some((tag, quality.map_or(Some(1.0), |quality| quality.parse().ok())?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_liked_language_is_taken() {
        for (asked, lang) in [
            ("", "en"),
            ("es", "es"),
            ("es-MX,es;q=0.9,en;q=0.8", "es"),
            ("ES-us", "es"),
            ("en-US,en;q=0.9,es;q=0.8", "en"),
            ("fr-FR,fr;q=0.9,es;q=0.4,en;q=0.3", "es"),
            ("fr, *;q=0.5", "en"),
            ("es;q=0, en;q=0.1", "en"),
            ("es;q=0", "en"),
            ("en;q=0.5, es;q=0.5", "en"),
            ("est", "en"),
            ("es;q=high,,;", "en"),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_str(asked).unwrap());
            assert_eq!(preferred(&headers).lang(), lang, "{asked}");
        }
    }
}
