//! Ending sessions.

use super::session::{SessionRecord, sessions_of_invite};
use crate::act::Act;
use crate::foundation::error::Result;
use crate::foundation::ids::CaseId;
use crate::store::{RecordsMut, Stored};
use uuid::Uuid;

/// Ends one session. Returns how many ended: one, or none if it was over already.
pub(crate) fn end(act: &mut Act<'_>, mut session: Stored<SessionRecord>) -> Result<u32> {
    if !session.record.credential.is_live(act.now) {
        return Ok(0);
    }
    session.record.credential.end(act.now);
    act.replace(session.version, &session.record)?;
    Ok(1)
}

/// Ends every session that an invite opened. Returns how many.
pub(crate) fn end_all(act: &mut Act<'_>, case: CaseId, invite: Uuid) -> Result<u32> {
    let mut ended = 0;
    for session in sessions_of_invite(act, case, invite)? {
        ended += end(act, session)?;
    }
    Ok(ended)
}
