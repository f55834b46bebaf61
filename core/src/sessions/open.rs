//! Opening a session from a grant.

use super::end::end;
use super::invite::InviteRecord;
use super::mode::Mode;
use super::session::{SessionRecord, sessions_of_invite};
use crate::access::credential::{self, Binding, Credential, Credentialed as _};
use crate::act::Act;
use crate::foundation::error::Result;
use crate::foundation::ids::CaseId;
use crate::foundation::limits;
use crate::foundation::secret::{SessionSecret, Token, TokenKind};
use crate::foundation::time::{Timestamp, Validity};
use crate::store::{Record, RecordsMut, Stored};
use uuid::Uuid;

/// A session that was just opened, with its secret.
pub(crate) struct OpenedSession {
    pub(crate) secret: SessionSecret,
    /// The anti-forgery value of the session's pages.
    pub(crate) csrf: String,
    /// The time at which the session ends even if it is still in use.
    pub(crate) ends_at: Timestamp,
}

/// Opens a session of `invite`, and stores when the invite was used.
pub(crate) fn open(act: &mut Act<'_>, invite: Stored<InviteRecord>) -> Result<OpenedSession> {
    let Stored { version, record: mut invite } = invite;
    evict_sessions(act, invite.case, invite.id)?;
    let token = Token::generate(TokenKind::Session, act.host.entropy.as_ref())?;
    let ends_at = act.now.plus(limits::SESSION_ABSOLUTE).min(invite.credential.until);
    let life = Validity { from: act.now, until: SessionRecord::alive_until(act.now, ends_at) };
    let (firm, keys) = (invite.credential.firm, act.host.keys.as_ref());
    let mut session = SessionRecord {
        id: act.new_id()?,
        case: invite.case,
        invite: invite.id,
        mode: Mode::Client,
        credential: Credential::issue(&token, firm, life, &Binding::default(), keys)?,
        ends_at,
        last_used_at: act.now,
        device: act.event.source().device.clone(),
    };
    let binding = session.binding();
    session.credential.reseal(TokenKind::Session, &binding, keys)?;
    act.event.subject(session.id());
    act.add(&session)?;
    let is_first_use = invite.first_used_at.is_none();
    let touch_is_due =
        is_first_use || invite.last_used_at.is_none_or(|last| act.now.since(last) >= limits::SESSION_TOUCH);
    if touch_is_due {
        invite.mark_used(act.now, act.host.keys.as_ref())?;
        act.replace(version, &invite)?;
    }
    Ok(OpenedSession { csrf: credential::csrf(&token), secret: SessionSecret::of(&token), ends_at })
}

/// Makes sure that `invite` may have one more session: ends the oldest live ones above the limit, and deletes those past their
/// absolute end or above the storage limit. A reuse of an ended session is recognized until it is deleted.
fn evict_sessions(act: &mut Act<'_>, case: CaseId, invite: Uuid) -> Result<()> {
    let mut live = 0;
    for (position, session) in sessions_of_invite(act, case, invite)?.into_iter().enumerate() {
        live += usize::from(session.record.credential.is_live(act.now));
        if act.now >= session.record.ends_at || position >= limits::KEPT_SESSIONS {
            act.remove::<SessionRecord>(session.record.key())?;
        } else if live >= limits::LIVE_SESSIONS {
            end(act, session)?;
        }
    }
    Ok(())
}
