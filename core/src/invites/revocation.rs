//! Revoking an invite together with the sessions that it opened.

use crate::act::Act;
use crate::foundation::error::Result;
use crate::sessions::end::end_invite;
use crate::sessions::invite::InviteRecord;
use crate::store::Stored;
use casegate_macros::wire;

/// The result of a revocation.
#[wire(prints)]
pub struct Revocation {
    /// The number of live invites that were revoked.
    pub invites: u32,
    /// The number of live sessions that were ended.
    pub sessions: u32,
}

/// Revokes `invite` and ends the sessions that it opened, in the same transaction.
pub(crate) fn revoke(act: &mut Act<'_>, invite: Stored<InviteRecord>) -> Result<Revocation> {
    let was_live = invite.record.credential.is_live(act.now);
    let sessions = end_invite(act, invite)?;
    Ok(Revocation { invites: u32::from(was_live), sessions })
}
