//! Revoking an invite together with the sessions that it opened.

use crate::act::Act;
use crate::foundation::error::Result;
use crate::sessions::end::end_all;
use crate::sessions::invite::InviteRecord;
use crate::store::{RecordsMut, Stored};
use serde::{Deserialize, Serialize};

/// The result of a revocation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "mobile", derive(uniffi::Record))]
pub struct Revocation {
    /// The number of live invites that were revoked.
    pub invites: u32,
    /// The number of live sessions that were ended.
    pub sessions: u32,
}

/// Revokes `invite` and ends the sessions that it opened, in the same transaction.
pub(crate) fn revoke(act: &mut Act<'_>, invite: Stored<InviteRecord>) -> Result<Revocation> {
    let Stored { version, record: mut invite } = invite;
    let was_live = invite.credential.is_live(act.now);
    if invite.credential.ended_at().is_none() {
        invite.credential.end(act.now);
        act.replace(version, &invite)?;
    }
    let sessions = end_all(act, invite.credential.case, invite.id)?;
    Ok(Revocation { invites: u32::from(was_live), sessions })
}
