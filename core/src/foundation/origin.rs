//! Web addresses that the portal gives out in links.

use crate::foundation::error::{Code, Error, Result};
use crate::foundation::limits;
use crate::foundation::platform::{self, WebAddress};
use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

/// The configured address of the portal's pages, such as `https://portal.example`. It is never taken from a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(String);

impl Origin {
    /// Parses `https://host[:port]`. Plain `http` is accepted only for loopback addresses, which a browser treats as
    /// secure; `doctor` lists it as a deviation.
    ///
    /// # Errors
    /// `link_address_invalid`.
    pub fn parse(text: &str) -> Result<Self> {
        let address = absolute(text)?;
        let bare = address.href.strip_suffix('/') == Some(&address.origin);
        let secure = address.scheme == "https" || (address.scheme == "http" && is_loopback(&address.host));
        if bare && secure { Ok(Self(address.origin)) } else { Err(invalid()) }
    }

    /// Returns the address without a trailing slash.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns whether this is plain http on a loopback address.
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

/// Parses an absolute https address that a client may be sent to (a sign link, a form) and returns its normalized spelling.
pub(crate) fn https_address(field: &'static str, text: &str) -> Result<String> {
    let address = absolute(text.trim()).map_err(|error| error.in_field(field))?;
    if address.scheme == "https" { Ok(address.href) } else { Err(invalid().in_field(field)) }
}

fn absolute(text: &str) -> Result<WebAddress> {
    if text.len() > limits::ADDRESS || text.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return Err(invalid());
    }
    let address = platform::address(text).ok_or_else(invalid)?;
    if address.has_credentials || address.host.is_empty() { Err(invalid()) } else { Ok(address) }
}

fn is_loopback(host: &str) -> bool {
    let v6 = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    match v6 {
        Some(v6) => v6.parse::<Ipv6Addr>().is_ok_and(|ip| ip.is_loopback()),
        None => host == "localhost" || host.parse::<Ipv4Addr>().is_ok_and(|ip| ip.is_loopback()),
    }
}

fn invalid() -> Error {
    Error::new(Code::LINK_ADDRESS_INVALID)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_https_or_loopback() {
        assert_eq!(Origin::parse("https://Portal.Example/").unwrap().as_str(), "https://portal.example");
        for loopback in ["http://127.0.0.1:8080", "http://127.9.9.9", "http://[::1]:8080", "http://localhost"]
        {
            assert_eq!(Origin::parse(loopback).unwrap().as_str(), loopback);
        }
        for text in [
            "http://portal.example",
            "https://a.example/path",
            "https://a.example/?",
            "https://a.example/#",
            "https://u:p@a.example",
            "http://127.0.0.1.example",
            "http://[::2]",
            "ftp://a",
            "",
            "//a",
            "https://",
        ] {
            assert_eq!(Origin::parse(text).unwrap_err().code(), Code::LINK_ADDRESS_INVALID, "{text}");
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
