//! The source of a request, for the audit and for throttling.

use crate::data_dir::random;
use axum::extract::ConnectInfo;
use axum::http::header::USER_AGENT;
use axum::http::request::Parts;
use casegate::access::source::Source;
use std::net::SocketAddr;

/// Returns the source, whose address is the peer of the connection. `X-Forwarded-For` is not read, because any
/// caller can set it; a host behind a proxy must take the address from that proxy only.
pub(crate) fn source(parts: &Parts) -> Source {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    let agent = parts.headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok());
    Source {
        address: peer.map(|ConnectInfo(peer)| peer.ip().to_string()),
        request: request_number(),
        device: agent.and_then(device),
    }
}

/// Returns a number by which staff can find a request in the audit.
fn request_number() -> Option<String> {
    let bytes = random().ok()?;
    Some(bytes.iter().take(6).map(|byte| format!("{byte:02x}")).collect())
}

/// Returns a name such as "Firefox, Android". It is enough for a person to recognize their own
/// device, and nothing more is stored.
fn device(agent: &str) -> Option<String> {
    // Each browser also names those that it descends from, so the order matters.
    const BROWSERS: [(&str, &str); 6] = [
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser/", "Samsung Internet"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    const SYSTEMS: [(&str, &str); 6] = [
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Macintosh", "Mac"),
        ("Linux", "Linux"),
    ];
    let first = |names: &[(&str, &'static str)]| {
        names.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name)
    };
    match (first(&BROWSERS), first(&SYSTEMS)) {
        (Some(browser), Some(system)) => Some(format!("{browser}, {system}")),
        (one, other) => one.or(other).map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_are_named_as_people_name_them() {
        let chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36";
        let safari = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Safari/604.1";
        assert_eq!(device(chrome).as_deref(), Some("Chrome, Linux"));
        assert_eq!(device(safari).as_deref(), Some("Safari, iPhone"));
        assert_eq!(device("curl/8.0"), None);
    }
}
