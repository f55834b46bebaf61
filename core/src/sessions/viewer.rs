//! The viewer: the holder of a verified session.

use super::grant::{Person, Reach};
use super::mode::Mode;
use super::session::{SessionRecord, sessions_of_invite};
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::ids::{CaseId, FirmId, InviteId, SessionId};
use crate::foundation::limits;
use crate::foundation::time::Timestamp;
use crate::store::{Key, ReadTx, Records, Stored};

/// The holder of a verified session. Client operations look up every case within the viewer's reach.
#[derive(Debug)]
pub(crate) struct Viewer {
    pub(crate) firm: FirmId,
    pub(crate) person: Person,
    pub(crate) reach: Reach,
    pub(crate) mode: Mode,
    pub(crate) invite: InviteId,
    /// The host's id of the staff member who gave the viewer access.
    pub(crate) invited_by: String,
    /// The key of the viewer's own session.
    pub(crate) session: Key,
    pub(crate) ends_at: Timestamp,
    pub(super) last_used_at: Timestamp,
}

impl Viewer {
    /// Returns the sessions that the viewer's invite opened, newest first.
    pub(crate) fn own_sessions(&self, tx: &(impl ReadTx + ?Sized)) -> Result<Vec<Stored<SessionRecord>>> {
        sessions_of_invite(tx, CaseId::from_uuid(self.session.parent), self.invite.uuid())
    }

    /// Returns one of the sessions that the viewer's invite opened.
    ///
    /// # Errors
    /// `not_found`.
    pub(crate) fn own_session(
        &self,
        tx: &(impl ReadTx + ?Sized),
        session: SessionId,
    ) -> Result<Stored<SessionRecord>> {
        let found = tx.require::<SessionRecord>(Key { id: session.uuid(), ..self.session })?;
        if found.record.invite == self.invite.uuid() { Ok(found) } else { Err(Error::new(Code::NOT_FOUND)) }
    }

    /// Returns whether the time of the session's last use has to be stored again.
    pub(crate) fn is_touch_due(&self, now: Timestamp) -> bool {
        now.since(self.last_used_at) >= limits::SESSION_TOUCH
    }
}

#[cfg(test)]
impl Viewer {
    /// Returns a viewer who reaches every case of `clients`.
    pub(crate) fn of_clients(firm: FirmId, clients: Vec<crate::foundation::ids::ClientId>) -> Self {
        let nil = uuid::Uuid::nil();
        Self {
            firm,
            person: Person { label: String::new(), party: None },
            reach: Reach::Clients(clients),
            mode: Mode::Client,
            invite: InviteId::from_uuid(nil),
            invited_by: String::new(),
            session: Key::top(nil),
            ends_at: Timestamp::from_millis(0),
            last_used_at: Timestamp::from_millis(0),
        }
    }
}
