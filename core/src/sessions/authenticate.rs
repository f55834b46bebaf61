//! Authentication: the verification of a session's credential, which yields a viewer.

use super::grant::Grant;
use super::invite::InviteRecord;
use super::session::SessionRecord;
use super::viewer::Viewer;
use crate::access::credential::{Binding, Credential, Credentialed, Refusal, Refused, verify};
use crate::act::{Act, Context};
use crate::audit::record::{Actor, Chain};
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::secret::{Token, TokenKind};
use crate::store::{Key, Record as _, Records, RecordsMut};

/// A session together with the invite that opened it.
struct FoundSession {
    session: SessionRecord,
    invite: InviteRecord,
}

impl Credentialed for FoundSession {
    const KIND: TokenKind = SessionRecord::KIND;
    fn credential(&self) -> &Credential {
        self.session.credential()
    }
    fn binding(&self) -> Binding {
        self.session.binding()
    }
}

/// Verifies a session's credential and the invite that opened the session, within the operation's transaction.
///
/// # Errors
/// `link_invalid`, whatever the reason. The reason is recorded in the audit only.
pub(crate) fn authenticate(tx: &mut impl Context, token: &Token) -> Result<Viewer> {
    let found = find_session(tx, token)?;
    match verify(token, found, tx.now(), tx.host().keys.as_ref()) {
        Ok(found) => {
            attribute(tx, &found, true);
            confine(tx, found)
        }
        Err(Refused { reason, row }) => {
            if let Some(found) = &row {
                let is_proven = matches!(reason, Refusal::Expired | Refusal::Ended | Refusal::Tampered);
                attribute(tx, found, is_proven);
            }
            refuse(tx, reason, row.as_ref().map(|found| &found.session.credential))
        }
    }
}

/// Checks that the invite is still valid, because a session must not outlive its invite.
fn confine(tx: &mut impl Context, found: FoundSession) -> Result<Viewer> {
    let FoundSession { session, invite } = found;
    let verdict = invite.check_row(tx.now(), tx.host().keys.as_ref());
    let verdict = verdict.and(if invite.is_suspended { Err(Refusal::Suspended) } else { Ok(()) });
    if let Err(refusal) = verdict {
        return refuse(tx, refusal, Some(&session.credential));
    }
    let Grant { person, reach } = invite.grant();
    Ok(Viewer {
        firm: session.credential.firm,
        person,
        reach,
        invite: invite.id(),
        invited_by: invite.minted_by_id,
        session: session.key(),
        ends_at: session.ends_at,
        last_used_at: session.last_used_at,
        mode: session.mode,
    })
}

/// Sets the event's chain to the session's case, and its actor to the session's holder once the secret is proven. If staff look
/// through the session, the actor is the member of staff.
fn attribute(tx: &mut impl Context, found: &FoundSession, is_proven: bool) {
    let FoundSession { session, invite } = found;
    tx.event().on(session.credential.firm, Chain::Case(session.case));
    match session.mode.staff() {
        _ if !is_proven => tx.event().subject(session.id()),
        None => tx.event().by(invite.grant().person.actor(invite.id())),
        Some((id, name)) => {
            tx.event().by(Actor::Staff { id: id.to_owned(), name: name.to_owned() });
            tx.event().fact("viewsAs", &invite.label);
        }
    }
}

fn find_session(tx: &impl Context, token: &Token) -> Result<Option<FoundSession>> {
    let selection = SessionRecord::select(1).equal(SessionRecord::SELECTOR, &token.selector().to_string());
    let Some(session) = tx.first(&selection)? else { return Ok(None) };
    let session = session.record;
    let key = Key::under(session.case.uuid(), session.invite);
    let invite = tx.load::<InviteRecord>(key)?;
    Ok(invite.map(|invite| FoundSession { session, invite: invite.record }))
}

fn refuse<T>(tx: &mut impl Context, refusal: Refusal, found: Option<&Credential>) -> Result<T> {
    let selector = found.map(|found| found.selector.as_str());
    tx.event().refuse(refusal.name(), selector, found.map(|found| found.firm.uuid()));
    Err(Error::new(Code::LINK_INVALID))
}

/// Stores the time of the session's last use, if the stored time is old enough.
pub(crate) fn touch(act: &mut Act<'_>, viewer: &Viewer) -> Result<()> {
    if !viewer.is_touch_due(act.now) {
        return Ok(());
    }
    let Some(mut session) = act.load::<SessionRecord>(viewer.session)? else {
        return Ok(());
    };
    let now = act.now;
    session.record.last_used_at = now;
    let until = SessionRecord::alive_until(now, session.record.ends_at);
    let binding = session.record.binding();
    session.record.credential.prolong(until, TokenKind::Session, &binding, act.host.keys.as_ref())?;
    act.replace(session.version, &session.record)
}
