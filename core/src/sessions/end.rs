//! Ending sessions and invites.

use super::invite::{InviteRecord, invites_of};
use super::session::{SessionRecord, sessions_of_invite};
use crate::act::Act;
use crate::foundation::error::Result;
use crate::foundation::ids::{CaseId, PartyId};
use crate::store::{RecordsMut, Stored};

/// Ends one session. Returns the number of sessions that ended: 1, or 0 if the session was not live.
pub(crate) fn end(act: &mut Act<'_>, mut session: Stored<SessionRecord>) -> Result<u32> {
    if !session.record.credential.is_live(act.now) {
        return Ok(0);
    }
    session.record.credential.end(act.now);
    act.replace(session.version, &session.record)?;
    Ok(1)
}

/// Ends an invite and every session that it opened, and returns the number of sessions that ended.
pub(crate) fn end_invite(act: &mut Act<'_>, invite: Stored<InviteRecord>) -> Result<u32> {
    let Stored { version, record: mut invite } = invite;
    if invite.credential.ended_at().is_none() {
        invite.credential.end(act.now);
        act.replace(version, &invite)?;
    }
    let mut ended = 0;
    for session in sessions_of_invite(act, invite.case, invite.id)? {
        ended += end(act, session)?;
    }
    Ok(ended)
}

/// Ends every invite of a case that names `party`, and the sessions that they opened.
pub(crate) fn end_invites_of_party(act: &mut Act<'_>, case: CaseId, party: PartyId) -> Result<()> {
    for invite in invites_of(act, case)? {
        if invite.record.party.is_some_and(|named| named.party == party) {
            end_invite(act, invite)?;
        }
    }
    Ok(())
}
