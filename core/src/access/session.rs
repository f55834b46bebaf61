//! Sessions: what an opened link lives on as (SPEC R5, SECURITY A.5).

use crate::access::credential::{Credential, Refusal, verify};
use crate::act::{Act, Host};
use crate::audit::record::{Actor, Chain};
use crate::cases::record::CaseRecord;
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::ids::{CaseId, FirmId, InviteId, SessionId};
use crate::foundation::limits;
use crate::foundation::secret::{Token, TokenKind};
use crate::foundation::time::{Timestamp, millis};
use crate::invites::record::InviteRecord;
use crate::store::{
    Column, ColumnKind, Key, Query, ReadTx, Record, Records, RecordsMut, Reference, Stored, Table, Value,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub(crate) static SESSIONS: Table = Table {
    columns: &[Column::new("selector", ColumnKind::Text), Column::new("invite", ColumnKind::Bytes)],
    unique: &[&["selector"]],
    references: &[Reference { columns: &["parent", "invite"], table: "invites" }],
    ..Table::named("sessions")
};

/// A session as it is stored, clustered by its case.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct SessionRecord {
    #[serde(skip)]
    pub(crate) id: Uuid,
    pub(crate) invite: Uuid,
    pub(crate) credential: Credential,
    /// The instant after which no use prolongs it.
    #[serde(with = "millis")]
    pub(crate) ends_at: Timestamp,
    #[serde(with = "millis")]
    pub(crate) last_used_at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) device: Option<String>,
}

impl Record for SessionRecord {
    const TABLE: &'static Table = &SESSIONS;
    fn key(&self) -> Key {
        Key::under(self.credential.case.uuid(), self.id)
    }
    fn named(&mut self, key: Key) {
        (self.credential.case, self.id) = (CaseId::from_uuid(key.parent), key.id);
    }
    fn columns(&self) -> Vec<Value> {
        vec![self.credential.selector.as_str().into(), self.invite.into()]
    }
}

impl SessionRecord {
    /// What its credential's seal covers besides the credential.
    pub(crate) fn binding(&self) -> String {
        binding(self.invite, self.ends_at)
    }

    /// Until when a session used at `now` lives: half an hour, but not beyond its absolute end.
    pub(crate) fn alive_until(now: Timestamp, ends_at: Timestamp) -> Timestamp {
        now.plus(limits::SESSION_IDLE).min(ends_at)
    }
}

/// A session cannot be moved to another invite, or beyond its absolute end, by writing the row.
pub(crate) fn binding(invite: Uuid, ends_at: Timestamp) -> String {
    format!("{invite}/{}", ends_at.as_millis())
}

/// What a verified session opens: one case of one firm. Every client operation resolves its ids inside of it.
#[derive(Debug)]
pub(crate) struct Scope {
    pub(crate) firm: FirmId,
    pub(crate) case: CaseId,
    pub(crate) invite: InviteId,
    pub(crate) label: String,
    pub(crate) session: SessionId,
    pub(crate) ends_at: Timestamp,
    last_used_at: Timestamp,
}

impl Scope {
    /// The key of a row on this case.
    pub(crate) fn key(&self, id: Uuid) -> Key {
        Key::under(self.case.uuid(), id)
    }

    /// The case's own key.
    pub(crate) fn case_key(&self) -> Key {
        Key::under(self.firm.uuid(), self.case.uuid())
    }

    /// Whether the session's last use has to be written down again.
    pub(crate) fn is_touch_due(&self, now: Timestamp) -> bool {
        now.since(self.last_used_at) >= limits::SESSION_TOUCH
    }
}

/// A transaction that knows its instant and its event.
pub(crate) trait Entering: ReadTx {
    fn now(&self) -> Timestamp;
    fn host(&self) -> &Host;
    fn event(&mut self) -> &mut crate::act::Event;
}

impl Entering for Act<'_> {
    fn now(&self) -> Timestamp {
        self.now
    }
    fn host(&self) -> &Host {
        self.host
    }
    fn event(&mut self) -> &mut crate::act::Event {
        &mut self.event
    }
}

impl Entering for crate::act::Look<'_> {
    fn now(&self) -> Timestamp {
        self.now
    }
    fn host(&self) -> &Host {
        self.host
    }
    fn event(&mut self) -> &mut crate::act::Event {
        &mut self.event
    }
}

/// Verifies a session's credential, together with the invite that opened it, within the operation's own transaction.
///
/// # Errors
/// `link_invalid`, whatever the reason; the reason goes to the audit.
pub(crate) fn enter(tx: &mut impl Entering, token: &Token) -> Result<Scope> {
    let found = find(tx, token)?;
    let credential = found.as_ref().map(|(session, _)| &session.record.credential);
    let binding = found.as_ref().map(|(session, _)| session.record.binding()).unwrap_or_default();
    let verdict = verify(token, credential, &binding, tx.now(), tx.host().keys.as_ref());
    match (verdict, found) {
        (Ok(()), Some((session, invite))) => {
            attribute(tx, &session.record, Some(&invite));
            confine(tx, session.record, invite)
        }
        (Err(refusal), Some((session, invite))) => {
            let proven = (refusal != Refusal::WrongVerifier).then_some(&invite);
            attribute(tx, &session.record, proven);
            refuse(tx, refusal, Some(&session.record.credential))
        }
        (_, None) => refuse(tx, Refusal::Unknown, None),
    }
}

fn confine<T: Entering>(tx: &mut T, session: SessionRecord, invite: InviteRecord) -> Result<Scope> {
    if !invite.credential.is_live(tx.now()) {
        let refusal = if invite.credential.ended.is_some() { Refusal::Ended } else { Refusal::Expired };
        return refuse(tx, refusal, Some(&session.credential));
    }
    Ok(Scope {
        firm: session.credential.firm,
        case: session.credential.case,
        invite: invite.id(),
        label: invite.label,
        session: SessionId::from_uuid(session.id),
        ends_at: session.ends_at,
        last_used_at: session.last_used_at,
    })
}

/// From here on the event belongs to the session's case; and to its holder, once the secret was proven.
fn attribute(tx: &mut impl Entering, session: &SessionRecord, proven: Option<&InviteRecord>) {
    let (firm, case) = (session.credential.firm, session.credential.case);
    tx.event().on(firm, Chain::Case(case));
    match proven {
        Some(invite) => {
            tx.event().by(Actor::Client { invite: invite.id().to_string(), label: invite.label.clone() });
        }
        None => tx.event().subject(SessionId::from_uuid(session.id)),
    }
}

fn find(tx: &impl Entering, token: &Token) -> Result<Option<(Stored<SessionRecord>, InviteRecord)>> {
    let query = Query::of(&SESSIONS, 1).equal("selector", token.selector().to_string().as_str());
    let Some(session) = tx.first::<SessionRecord>(&query)? else { return Ok(None) };
    let key = Key::under(session.record.credential.case.uuid(), session.record.invite);
    let invite = tx.load::<InviteRecord>(key)?;
    Ok(invite.map(|invite| (session, invite.record)))
}

fn refuse<T>(tx: &mut impl Entering, refusal: Refusal, found: Option<&Credential>) -> Result<T> {
    let selector = found.map(|found| found.selector.as_str());
    tx.event().refuse(refusal.name(), selector, found.map(|found| found.firm.uuid()));
    Err(Error::new(Code::LinkInvalid))
}

/// Writes the session's last use down, if that is due.
pub(crate) fn touch(act: &mut Act<'_>, scope: &Scope) -> Result<()> {
    if !scope.is_touch_due(act.now) {
        return Ok(());
    }
    let Some(mut session) = act.load::<SessionRecord>(scope.key(scope.session.uuid()))? else {
        return Ok(());
    };
    let now = act.now;
    session.record.last_used_at = now;
    let until = SessionRecord::alive_until(now, session.record.ends_at);
    let binding = session.record.binding();
    session.record.credential.prolong(until, TokenKind::Session, &binding, act.host.keys.as_ref())?;
    act.replace(session.version, &session.record)
}

/// Ends one session. The answer is how many ended: one, or none if it was over already.
pub(crate) fn end(act: &mut Act<'_>, mut session: Stored<SessionRecord>) -> Result<u32> {
    if !session.record.credential.is_live(act.now) {
        return Ok(0);
    }
    session.record.credential.end(act.now);
    act.replace(session.version, &session.record)?;
    Ok(1)
}

/// Ends every session that an invite opened. The answer is how many.
pub(crate) fn end_all(act: &mut Act<'_>, case: CaseId, invite: Uuid) -> Result<u32> {
    let mut ended = 0;
    for session in sessions_of_invite(act, case, invite)? {
        ended += end(act, session)?;
    }
    Ok(ended)
}

/// The sessions of a case, newest first.
pub(crate) fn sessions_of(tx: &(impl ReadTx + ?Sized), case: CaseId) -> Result<Vec<Stored<SessionRecord>>> {
    tx.list(&Query::of(&SESSIONS, limits::ITEMS_PER_CASE).under(case.uuid()).newest_first())
}

/// The sessions of one invite, newest first. [`make_room`] keeps them fewer than this list can hold.
pub(crate) fn sessions_of_invite(
    tx: &(impl ReadTx + ?Sized),
    case: CaseId,
    invite: Uuid,
) -> Result<Vec<Stored<SessionRecord>>> {
    tx.list(
        &Query::of(&SESSIONS, limits::ITEMS_PER_CASE)
            .under(case.uuid())
            .equal("invite", invite)
            .newest_first(),
    )
}

/// Makes room for one more session of `invite`: ends the oldest if it has as many live ones as it may, and forgets those past
/// their absolute end, and the oldest beyond a bound. Until then a reuse of an ended one is on record.
pub(crate) fn make_room(act: &mut Act<'_>, case: CaseId, invite: Uuid) -> Result<()> {
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

/// The case a scope is confined to.
pub(crate) fn case_of(tx: &(impl ReadTx + ?Sized), scope: &Scope) -> Result<Stored<CaseRecord>> {
    tx.require(scope.case_key())
}
