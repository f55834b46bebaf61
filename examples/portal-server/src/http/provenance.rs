//! The origin of a request that changes something, as browsers report it (SECURITY LNK-02).

use axum::http::HeaderMap;
use axum::http::header::ORIGIN;
use casegate::foundation::origin::Origin;

/// The origin that the request's headers prove.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Provenance {
    /// A page of this portal made it.
    Ours,
    /// A page of another site made it, or the browser on its own account.
    Foreign,
    /// Unknown, because no modern browser made it.
    Unknown,
}

/// Determines the origin of a request, by fetch metadata where they are present. Under this
/// portal's own `no-referrer` policy a form's `Origin` is `null`, so only a different origin that
/// is stated counts against the request.
pub(crate) fn provenance(headers: &HeaderMap, ours: &Origin) -> Provenance {
    let stated = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    if ["sec-purpose", "purpose"]
        .iter()
        .any(|name| stated(name).is_some_and(|purpose| purpose.contains("prefetch")))
    {
        return Provenance::Foreign;
    }
    let origin = stated(ORIGIN.as_str());
    let is_other = origin.is_some_and(|origin| origin != ours.as_str() && origin != "null");
    match stated("sec-fetch-site") {
        Some("same-origin") if !is_other => Provenance::Ours,
        Some(_) => Provenance::Foreign,
        None if origin == Some(ours.as_str()) => Provenance::Ours,
        None if origin.is_some() => Provenance::Foreign,
        None => Provenance::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::{HeaderName, HeaderValue};

    fn of(pairs: &[(&'static str, &'static str)]) -> Provenance {
        let pairs = pairs
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
        provenance(&pairs.collect(), &Origin::parse("https://portal.example").unwrap())
    }

    #[test]
    fn lnk_02_only_our_own_pages_count_as_ours() {
        let ours = [("sec-fetch-site", "same-origin")];
        assert_eq!(of(&ours), Provenance::Ours);
        assert_eq!(of(&[("origin", "https://portal.example")]), Provenance::Ours);
        assert_eq!(of(&[ours[0], ("origin", "null")]), Provenance::Ours);
        assert_eq!(of(&[]), Provenance::Unknown);
        for foreign in [
            [("sec-fetch-site", "cross-site"), ("origin", "https://portal.example")],
            [("sec-fetch-site", "same-site"), ("origin", "https://portal.example")],
            [("sec-fetch-site", "none"), ("accept", "*/*")],
            [ours[0], ("origin", "https://attacker.example")],
            [ours[0], ("sec-purpose", "prefetch")],
            [("accept", "*/*"), ("origin", "null")],
            [("accept", "*/*"), ("origin", "http://portal.example")],
        ] {
            assert_eq!(of(&foreign), Provenance::Foreign, "{foreign:?}");
        }
    }
}
