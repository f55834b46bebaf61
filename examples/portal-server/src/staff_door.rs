//! The sign-in of the demonstration firm's staff: each has a code, printed at each start, which
//! opens sessions held in memory.
//!
//! A real host has its own staff login. Casegate relies on the host's statement of who somebody is.

use crate::Trouble;
use crate::data_dir::random;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use casegate::access::staff::Staff;
use casegate::foundation::env::{Clock as _, SystemClock};
use casegate::foundation::time::{HOUR, MINUTE, Timestamp};
use std::sync::{Mutex, PoisonError};
use subtle::ConstantTimeEq as _;

/// A session that is not used for this long is over.
const IDLE: i64 = 60 * MINUTE;
/// A session is over after this long, even if it is used.
const ABSOLUTE: i64 = 12 * HOUR;
/// The greatest number of sessions. When it is exceeded, the oldest session ends.
const MOST: usize = 50;

/// The codes and the sessions that they opened.
pub(crate) struct StaffDoor {
    ways: Vec<Way>,
    sessions: Mutex<Vec<Session>>,
}

/// The code of one member of staff.
pub(crate) struct Way {
    /// The text after the `#` of the printed link.
    pub(crate) code: String,
    pub(crate) staff: Staff,
}

#[derive(Clone)]
struct Session {
    secret: String,
    csrf: String,
    staff: Staff,
    opened_at: Timestamp,
    used_at: Timestamp,
}

/// A new session. Its secret is for the cookie only.
pub(crate) struct Entered {
    pub(crate) secret: String,
    pub(crate) csrf: String,
}

/// A valid session: its member of staff and its anti-forgery value.
pub(crate) struct Inside {
    pub(crate) staff: Staff,
    pub(crate) csrf: String,
}

impl StaffDoor {
    pub(crate) fn new(team: impl IntoIterator<Item = Staff>) -> Result<Self, Trouble> {
        let ways = team.into_iter().map(|staff| Ok(Way { code: secret()?, staff }));
        Ok(Self { ways: ways.collect::<Result<_, Trouble>>()?, sessions: Mutex::default() })
    }

    pub(crate) fn ways(&self) -> &[Way] {
        &self.ways
    }

    /// Returns the member of staff with this code. Every code is compared, so that the time reveals
    /// nothing about which one matches.
    pub(crate) fn whose(&self, presented: &str) -> Option<&Staff> {
        self.ways
            .iter()
            .fold(None, |found, way| if same(presented, &way.code) { Some(&way.staff) } else { found })
    }

    /// Opens a session with a code, or with the whole link that contains it.
    pub(crate) fn enter(&self, presented: &str) -> Option<Entered> {
        let staff = self.whose(presented.rsplit('#').next().unwrap_or_default().trim())?.clone();
        let (secret, csrf) = (secret().ok()?, secret().ok()?);
        let now = SystemClock.now();
        let mut sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.retain(|session| session.is_live(now));
        if sessions.len() >= MOST {
            sessions.remove(0);
        }
        sessions.push(Session {
            secret: secret.clone(),
            csrf: csrf.clone(),
            staff,
            opened_at: now,
            used_at: now,
        });
        Some(Entered { secret, csrf })
    }

    /// Returns the session with this secret, if it is valid.
    pub(crate) fn session(&self, secret: &str) -> Option<Inside> {
        let now = SystemClock.now();
        let mut sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        let session = sessions.iter_mut().find(|session| same(secret, &session.secret))?;
        if !session.is_live(now) {
            return None;
        }
        session.used_at = now;
        Some(Inside { staff: session.staff.clone(), csrf: session.csrf.clone() })
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

/// Compares in constant time.
pub(crate) fn same(a: &str, b: &str) -> bool {
    bool::from(a.as_bytes().ct_eq(b.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::team;
    use casegate::foundation::ids::FirmId;

    #[test]
    fn only_a_code_opens_the_desk_as_whose_it_is_and_leaving_closes_it() {
        let everyone = team(FirmId::from_uuid(uuid::Uuid::from_u128(1)));
        let door = StaffDoor::new(everyone.clone()).unwrap();
        for Way { code, staff } in door.ways() {
            for wrong in ["", "#", "x", &code[1..]] {
                assert!(door.enter(wrong).is_none(), "{wrong}");
            }
            let entered = door.enter(&format!("http://127.0.0.1/desk/enter#{code}")).unwrap();
            let inside = door.session(&entered.secret).unwrap();
            assert_eq!((&inside.csrf, &inside.staff.id), (&entered.csrf, &staff.id));
            assert!(door.session("").is_none());
            door.leave(&entered.secret);
            assert!(door.session(&entered.secret).is_none());
        }
        let roles: std::collections::BTreeSet<_> = everyone.iter().flat_map(|staff| &staff.roles).collect();
        assert_eq!(roles.len(), everyone.len(), "each in another role");
    }
}
