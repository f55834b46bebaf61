//! Ending sessions.

use super::session::{SessionRecord, sessions_of_invite};
use crate::act::Act;
use crate::foundation::error::Result;
use crate::foundation::ids::CaseId;
use crate::store::{RecordsMut, Stored};
use uuid::Uuid;

/// Ends one session. Returns the number of sessions that ended: 1, or 0 if the session was not live.
pub(crate) fn end(act: &mut Act<'_>, mut session: Stored<SessionRecord>) -> Result<u32> {
    if !session.record.credential.is_live(act.now) {
        return Ok(0);
    }
    session.record.credential.end(act.now);
    act.replace(session.version, &session.record)?;
    Ok(1)
}

/// Ends every session that an invite opened, and returns the number of sessions that ended.
pub(crate) fn end_all(act: &mut Act<'_>, case: CaseId, invite: Uuid) -> Result<u32> {
    let mut ended = 0;
    for session in sessions_of_invite(act, case, invite)? {
        ended += end(act, session)?;
    }
    Ok(ended)
}
