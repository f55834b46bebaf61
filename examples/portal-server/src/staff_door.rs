//! How staff of the demonstration firm get in: one code, printed at each start, opens sessions held in memory.
//!
//! A real host has its own staff login; Casegate takes its word for who somebody is.

use crate::Trouble;
use crate::data_dir::random;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use casegate::foundation::env::{Clock as _, SystemClock};
use casegate::foundation::time::{HOUR, MINUTE, Timestamp};
use std::sync::{Mutex, PoisonError};
use subtle::ConstantTimeEq as _;

/// Unused for this long, a session is over.
const IDLE: i64 = 60 * MINUTE;
/// A session is over after this long in any case.
const ABSOLUTE: i64 = 12 * HOUR;
/// Live sessions; the oldest goes beyond that.
const MOST: usize = 50;

/// The code and the sessions it opened.
pub(crate) struct StaffDoor {
    code: String,
    sessions: Mutex<Vec<Session>>,
}

#[derive(Clone)]
struct Session {
    secret: String,
    csrf: String,
    opened_at: Timestamp,
    used_at: Timestamp,
}

/// A fresh session: its secret is for the cookie alone.
pub(crate) struct Entered {
    pub(crate) secret: String,
    pub(crate) csrf: String,
}

impl StaffDoor {
    pub(crate) fn new() -> Result<Self, Trouble> {
        Ok(Self { code: secret()?, sessions: Mutex::default() })
    }

    /// What stands behind the `#` of the printed link.
    pub(crate) fn code(&self) -> &str {
        &self.code
    }

    pub(crate) fn is_code(&self, presented: &str) -> bool {
        same(presented, &self.code)
    }

    /// Opens a session with the code, or with the whole link that holds it.
    pub(crate) fn enter(&self, presented: &str) -> Option<Entered> {
        let code = presented.rsplit('#').next().unwrap_or_default().trim();
        if !self.is_code(code) {
            return None;
        }
        let (secret, csrf) = (secret().ok()?, secret().ok()?);
        let now = SystemClock.now();
        let mut sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.retain(|session| session.is_live(now));
        if sessions.len() >= MOST {
            sessions.remove(0);
        }
        sessions.push(Session { secret: secret.clone(), csrf: csrf.clone(), opened_at: now, used_at: now });
        Some(Entered { secret, csrf })
    }

    /// The anti-forgery value of a live session.
    pub(crate) fn session(&self, secret: &str) -> Option<String> {
        let now = SystemClock.now();
        let mut sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        let session = sessions.iter_mut().find(|session| same(secret, &session.secret))?;
        if !session.is_live(now) {
            return None;
        }
        session.used_at = now;
        Some(session.csrf.clone())
    }

    pub(crate) fn leave(&self, secret: &str) {
        let mut sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.retain(|session| !same(secret, &session.secret));
    }
}

impl Session {
    fn is_live(&self, now: Timestamp) -> bool {
        now.since(self.used_at) < IDLE && now.since(self.opened_at) < ABSOLUTE
    }
}

fn secret() -> Result<String, Trouble> {
    Ok(BASE64.encode(random()?))
}

/// Compares without telling by its duration how much was right.
pub(crate) fn same(a: &str, b: &str) -> bool {
    bool::from(a.as_bytes().ct_eq(b.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_code_opens_the_desk_and_leaving_closes_it() {
        let door = StaffDoor::new().unwrap();
        for wrong in ["", "#", "x", &door.code()[1..]] {
            assert!(door.enter(wrong).is_none(), "{wrong}");
        }
        let link = format!("http://127.0.0.1/desk/enter#{}", door.code());
        let entered = door.enter(&link).unwrap();
        assert_eq!(door.session(&entered.secret), Some(entered.csrf));
        assert!(door.session("").is_none());
        door.leave(&entered.secret);
        assert!(door.session(&entered.secret).is_none());
    }
}
