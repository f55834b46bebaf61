//! The two session cookies. Both are opaque references to sessions on the server.

use axum::http::HeaderMap;
use axum::http::header::{COOKIE, HeaderValue, SET_COOKIE};

/// The client's session. `Lax`, so that a return from the e-sign provider does not look like a closed link.
pub(crate) const CLIENT: Cookie = Cookie { name: "__Host-casegate", same_site: "Lax" };
/// The staff session. `Strict`, because staff do not come to the desk from other sites.
pub(crate) const STAFF: Cookie = Cookie { name: "__Host-casegate-desk", same_site: "Strict" };

/// A cookie that only this host receives, and that no script can read.
pub(crate) struct Cookie {
    name: &'static str,
    same_site: &'static str,
}

impl Cookie {
    /// Returns the cookie of a request. If the name occurs twice, an attacker may have
    /// planted one, so neither is used.
    pub(crate) fn of(&self, headers: &HeaderMap) -> Option<String> {
        let lines = headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok());
        let pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
        let mut values = pairs.filter(|(name, _)| *name == self.name).map(|(_, value)| value);
        let first = values.next()?;
        values.next().is_none().then(|| first.to_owned())
    }

    /// Sets the cookie without an age: it ends with the browser's session, and the
    /// server ends the session earlier.
    pub(crate) fn set(&self, headers: &mut HeaderMap, value: &str) {
        self.put(
            headers,
            &format!("{}={value}; Path=/; Secure; HttpOnly; SameSite={}", self.name, self.same_site),
        );
    }

    pub(crate) fn clear(&self, headers: &mut HeaderMap) {
        let attributes = format!("Path=/; Secure; HttpOnly; SameSite={}; Max-Age=0", self.same_site);
        self.put(headers, &format!("{}=; {attributes}", self.name));
    }

    fn put(&self, headers: &mut HeaderMap, line: &str) {
        if let Ok(mut line) = HeaderValue::from_str(line) {
            line.set_sensitive(true);
            headers.append(SET_COOKIE, line);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(lines: &[&str]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(COOKIE, HeaderValue::from_str(line).unwrap());
        }
        CLIENT.of(&headers)
    }

    #[test]
    fn the_cookie_is_found_among_others() {
        assert_eq!(sent(&["a=b; __Host-casegate=x=1"]).as_deref(), Some("x=1"));
        assert_eq!(sent(&["a=b", "__Host-casegate=x"]).as_deref(), Some("x"));
        assert_eq!(sent(&["__Host-casegate-desk=x; casegate=y"]), None);
        assert_eq!(sent(&["__Host-casegate=x; __Host-casegate=y"]), None);
    }
}
