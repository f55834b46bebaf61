//! The viewer: the holder of a verified session.

use crate::foundation::ids::{CaseId, FirmId, InviteId, SessionId};
use crate::foundation::limits;
use crate::foundation::time::Timestamp;
use crate::store::Key;
use uuid::Uuid;

/// The holder of a verified session, confined to one case of one firm. Client operations look up every id within that case.
#[derive(Debug)]
pub(crate) struct Viewer {
    pub(crate) firm: FirmId,
    pub(crate) case: CaseId,
    pub(crate) invite: InviteId,
    pub(crate) label: String,
    pub(crate) session: SessionId,
    pub(crate) ends_at: Timestamp,
    pub(super) last_used_at: Timestamp,
}

impl Viewer {
    /// Returns the key of a row on the viewer's case.
    pub(crate) fn key(&self, id: Uuid) -> Key {
        Key::under(self.case.uuid(), id)
    }

    /// Returns whether the time of the session's last use has to be stored again.
    pub(crate) fn is_touch_due(&self, now: Timestamp) -> bool {
        now.since(self.last_used_at) >= limits::SESSION_TOUCH
    }
}
