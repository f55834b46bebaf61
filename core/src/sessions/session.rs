//! The stored record of a session.

use super::grant::Reach;
use super::mode::Mode;
use crate::access::credential::{Binding, Credential, Credentialed};
use crate::foundation::error::Result;
use crate::foundation::ids::{CaseId, SessionId};
use crate::foundation::limits;
use crate::foundation::redacted::redacted;
use crate::foundation::secret::TokenKind;
use crate::foundation::time::{Timestamp, millis};
use crate::store::{ReadTx, Record, Records, Stored};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A session as it is stored, clustered by its case.
#[derive(Clone, Serialize, Deserialize, Record)]
#[record(table = "sessions", parent = case, id = id)]
#[record(column(selector: str = self.credential.selector))]
#[record(unique[selector], refers[case, invite -> "invites"])]
pub(crate) struct SessionRecord {
    #[serde(skip)]
    pub(crate) id: Uuid,
    #[serde(skip, default = "CaseId::nil")]
    pub(crate) case: CaseId,
    #[record(column)]
    pub(crate) invite: Uuid,
    #[serde(default, skip_serializing_if = "Mode::is_client")]
    pub(crate) mode: Mode,
    pub(crate) credential: Credential,
    /// The absolute end. Use does not extend the session beyond it.
    #[serde(with = "millis")]
    pub(crate) ends_at: Timestamp,
    #[serde(with = "millis")]
    pub(crate) last_used_at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) device: Option<String>,
}

impl SessionRecord {
    pub(crate) fn id(&self) -> SessionId {
        SessionId::from_uuid(self.id)
    }

    /// Returns the expiry of a session used at `now`: half an hour later, but at most its absolute end.
    pub(crate) fn alive_until(now: Timestamp, ends_at: Timestamp) -> Timestamp {
        now.plus(limits::SESSION_IDLE).min(ends_at)
    }
}

/// The seal covers what a writer of the row could use to move the session to another grant, extend it or let it act.
impl Credentialed for SessionRecord {
    const KIND: TokenKind = TokenKind::Session;
    fn credential(&self) -> &Credential {
        &self.credential
    }
    fn binding(&self) -> Binding {
        let grant = Binding::default().id(self.id).id(self.invite).reach(&Reach::Case(self.case));
        self.mode.bind(grant.instant(Some(self.ends_at)))
    }
}

/// Returns the sessions of one invite, newest first. [`open`](super::open) limits their number to less than this list holds.
pub(crate) fn sessions_of_invite(
    tx: &(impl ReadTx + ?Sized),
    case: CaseId,
    invite: Uuid,
) -> Result<Vec<Stored<SessionRecord>>> {
    tx.list(
        &SessionRecord::select(limits::ITEMS_PER_CASE)
            .under(case)
            .equal(SessionRecord::INVITE, &invite)
            .newest_first(),
    )
}

redacted!(SessionRecord);
