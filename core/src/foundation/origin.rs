//! Web addresses that leave the portal.

use crate::foundation::error::{Code, Error, Result};
use crate::foundation::limits;
use std::fmt;
use url::{Host, Url};

/// The configured address of the portal's pages, such as `https://portal.example`; never taken from a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(String);

impl Origin {
    /// Reads `https://host[:port]`. Plain `http` is accepted for loopback addresses alone, where a browser treats it as
    /// secure; `doctor` lists it as a deviation.
    ///
    /// # Errors
    /// `link_address_invalid`.
    pub fn parse(text: &str) -> Result<Self> {
        let url = absolute(text)?;
        let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        let secure = url.scheme() == "https" || (url.scheme() == "http" && is_loopback(&url));
        if bare && secure { Ok(Self(url.origin().ascii_serialization())) } else { Err(invalid()) }
    }

    /// The address without a trailing slash.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is plain http on a loopback address.
    #[must_use]
    pub fn is_loopback_http(&self) -> bool {
        self.0.starts_with("http://")
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An absolute https address that a client may be sent to (a sign link, a form), in its normal spelling.
pub(crate) fn https_address(field: &'static str, text: &str) -> Result<String> {
    let url = absolute(text.trim()).map_err(|error| error.in_field(field))?;
    if url.scheme() == "https" { Ok(url.into()) } else { Err(invalid().in_field(field)) }
}

fn absolute(text: &str) -> Result<Url> {
    if text.len() > limits::ADDRESS || text.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return Err(invalid());
    }
    let url = Url::parse(text).map_err(|_| invalid())?;
    let plain = url.username().is_empty() && url.password().is_none() && url.has_host();
    if plain { Ok(url) } else { Err(invalid()) }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

fn invalid() -> Error {
    Error::new(Code::LinkAddressInvalid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_https_or_loopback() {
        assert_eq!(Origin::parse("https://Portal.Example/").unwrap().as_str(), "https://portal.example");
        assert_eq!(Origin::parse("http://127.0.0.1:8080").unwrap().as_str(), "http://127.0.0.1:8080");
        for text in [
            "http://portal.example",
            "https://a.example/path",
            "https://u:p@a.example",
            "ftp://a",
            "",
            "//a",
            "https://",
        ] {
            assert_eq!(Origin::parse(text).unwrap_err().code(), Code::LinkAddressInvalid, "{text}");
        }
    }

    #[test]
    fn a_sign_link_is_https() {
        assert_eq!(
            https_address("signUrl", "https://sign.example/e/1?x=y").unwrap(),
            "https://sign.example/e/1?x=y"
        );
        for text in [
            "http://127.0.0.1/x",
            "javascript:alert(1)",
            "data:text/html,x",
            "https://a b",
            "https://x\n.example",
            "/e/1",
        ] {
            assert_eq!(https_address("signUrl", text).unwrap_err().field(), Some("signUrl"), "{text}");
        }
    }
}
