//! The client's operations on links and sessions.

use super::revocation::revoke;
use crate::access::credential::{Refusal, Refused, verify};
use crate::access::throttle::{Attempt, is_throttled};
use crate::act::{Act, Operation};
use crate::audit::record::Chain;
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::ids::SessionId;
use crate::foundation::limits;
use crate::foundation::link::{Leak, repair_link, scan};
use crate::foundation::redacted::redacted;
use crate::foundation::secret::{SessionSecret, ShownSecret, Token, TokenKind};
use crate::foundation::time::Timestamp;
use crate::portal::Visit;
use crate::sessions::end::end;
use crate::sessions::invite::InviteRecord;
use crate::sessions::open::{OpenedSession, open};
use crate::sessions::session::SessionRecord;
use crate::store::{Record as _, Records, Stored};
use crate::wire::reveals;
use casegate_macros::wire;
use zeroize::Zeroizing;

/// A link to open.
#[wire]
pub struct OpenLink {
    /// The credential, or the whole link as it was pasted. Damage by mail programs is repaired.
    pub link: String,
}

/// A report of a credential that was found where it should not be.
#[wire]
pub struct ReportLeak {
    /// A text that contains the credential.
    pub text: String,
}

/// The result of a report.
#[wire(prints)]
pub struct LeakReport {
    /// The number of well-formed credentials in the text. Whether any of them was valid is not revealed.
    pub found: u32,
}

/// A session that a link just opened.
pub struct OpenedVisit {
    /// The session's secret, for the host's cookie.
    pub secret: SessionSecret,
    /// The anti-forgery value of the session's pages.
    pub csrf: String,
    /// The time at which the session ends even if it is still in use.
    pub ends_at: Timestamp,
}

/// A session that a link just opened, as it is written on the wire.
#[wire]
pub struct RevealedVisit {
    /// The session's credential, for a `__Host-` cookie.
    pub session: ShownSecret,
    /// The anti-forgery value of the session's pages.
    pub csrf: String,
    /// The time at which the session ends even if it is still in use.
    pub ends_at: Timestamp,
}

/// Reveals the secret.
impl From<OpenedVisit> for RevealedVisit {
    fn from(opened: OpenedVisit) -> Self {
        let OpenedVisit { secret, csrf, ends_at } = opened;
        Self { session: secret.reveal(ShownSecret::of), csrf, ends_at }
    }
}

/// A reference to a session of the client's own invite.
#[wire(prints)]
pub struct OwnSessionRef {
    /// The session.
    pub session_id: SessionId,
}

/// A session of the client's own invite.
#[wire]
pub struct SessionView {
    /// The session.
    pub session_id: SessionId,
    /// Whether it is the session of this request.
    pub is_this_one: bool,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When it was last used, to the minute.
    pub last_used_at: Timestamp,
    /// The device's own name.
    pub device: Option<String>,
}

/// The live sessions of the client's own invite.
#[wire]
pub struct SessionsView {
    /// The sessions, newest first.
    pub sessions: Vec<SessionView>,
}

/// The result of ending a session.
#[wire(prints)]
pub struct SessionEnded {
    /// The number of sessions that ended: 1, or 0 if the session was not live.
    pub sessions: u32,
}

reveals!(OpenedVisit as RevealedVisit);
redacted!(OpenedVisit);

impl Visit {
    /// Exchanges a link for a short session. The link stays valid until it expires or is revoked (SPEC R5).
    ///
    /// # Errors
    /// `link_invalid`, whatever the reason: unknown, expired, revoked, damaged or throttled.
    pub fn open_link(&self, input: OpenLink) -> Result<OpenedVisit> {
        let link = Zeroizing::new(input.link);
        let token = repair_link(&link).ok_or_else(|| Error::new(Code::LINK_INVALID))?;
        self.act_unknown(Operation::OPEN_LINK, |act| {
            let invite = admit(act, &token)?;
            attribute(act, &invite.record, true);
            let OpenedSession { secret, csrf, ends_at } = open(act, invite)?;
            Ok(OpenedVisit { secret, csrf, ends_at })
        })
    }

    /// Revokes every credential in a text, and ends every session that they opened.
    ///
    /// The result counts the well-formed credentials and does not reveal whether any was valid. An unknown credential counts
    /// as a failed attempt.
    ///
    /// # Errors
    /// `list_too_long` at `text` for more than 1,000 credentials: report them in parts.
    pub fn report_leak(&self, input: ReportLeak) -> Result<LeakReport> {
        let text = Zeroizing::new(input.text);
        let leaks = scan(&text);
        if leaks.len() > limits::LEAKS {
            return Err(Error::at(Code::LIST_TOO_LONG, "text"));
        }
        let read = |leak: &Leak| Token::parse(leak.kind, text.get(leak.range.clone())?).ok();
        for token in leaks.iter().filter_map(read) {
            match self.act_unknown(Operation::REPORT_LEAK, |act| revoke_leaked(act, &token)) {
                Err(error) if error.code() != Code::LINK_INVALID => return Err(error),
                Ok(()) | Err(_) => {}
            }
        }
        Ok(LeakReport { found: u32::try_from(leaks.len()).unwrap_or(u32::MAX) })
    }

    /// Returns the live sessions of the client's own invite.
    ///
    /// # Errors
    /// `link_invalid`.
    pub fn list_my_sessions(&self) -> Result<SessionsView> {
        self.look(Operation::LIST_MY_SESSIONS, |look, viewer| {
            let sessions = viewer.own_sessions(look)?;
            let own = sessions.into_iter().filter(|session| session.record.credential.is_live(look.now));
            let view = |session: Stored<SessionRecord>| SessionView {
                session_id: session.record.id(),
                is_this_one: session.record.key() == viewer.session,
                opened_at: session.record.credential.from,
                last_used_at: session.record.last_used_at,
                device: session.record.device,
            };
            Ok(SessionsView { sessions: own.map(view).collect() })
        })
    }

    /// Ends another session of the client's own invite, for example on a lost device.
    ///
    /// # Errors
    /// `link_invalid`; `not_found` for a session of another invite.
    pub fn end_my_session(&self, input: OwnSessionRef) -> Result<SessionEnded> {
        self.act(Operation::END_MY_SESSION, |act, viewer| {
            let session = viewer.own_session(act, input.session_id)?;
            act.event.subject(input.session_id);
            Ok(SessionEnded { sessions: end(act, session)? })
        })
    }

    /// Ends this session.
    ///
    /// # Errors
    /// `link_invalid`.
    pub fn leave(&self) -> Result<SessionEnded> {
        self.act(Operation::LEAVE, |act, viewer| {
            let session = act.require::<SessionRecord>(viewer.session)?;
            Ok(SessionEnded { sessions: end(act, session)? })
        })
    }
}

/// Returns the invite that the presented link opens now.
///
/// # Errors
/// `link_invalid`, whatever the reason. The reason is recorded in the audit only.
fn admit(act: &mut Act<'_>, token: &Token) -> Result<Stored<InviteRecord>> {
    let selector = token.selector().to_string();
    let found = find_invite(act, &selector)?;
    let firm = found.as_ref().map(|invite| invite.record.credential.firm.uuid());
    let source = act.event.source().address.clone();
    let aimed_at = found.as_ref().map(|_| selector.as_str());
    let attempt = Attempt::new(source.as_deref(), aimed_at, firm, Refusal::Throttled.name());
    let is_throttled = is_throttled(act, &attempt, act.now)?;
    let verdict = verify(token, found, act.now, act.host.keys.as_ref());
    let refused = match verdict {
        Ok(invite) if is_throttled => Refused { reason: Refusal::Throttled, row: Some(invite) },
        Ok(invite) if invite.record.is_suspended => Refused { reason: Refusal::Suspended, row: Some(invite) },
        Ok(invite) => return Ok(invite),
        Err(refused) if is_throttled => Refused { reason: Refusal::Throttled, ..refused },
        Err(refused) => refused,
    };
    Err(refuse(act, &selector, &refused))
}

/// Records why an invite's credential was refused, and returns the error that is the same for every reason.
fn refuse(act: &mut Act<'_>, selector: &str, refused: &Refused<Stored<InviteRecord>>) -> Error {
    act.event.fact("selector", selector);
    let invite = refused.row.as_ref().map(|row| &row.record);
    if let Some(invite) = invite {
        let is_proven = matches!(
            refused.reason,
            Refusal::Expired | Refusal::Ended | Refusal::Tampered | Refusal::Suspended
        );
        attribute(act, invite, is_proven);
    }
    let firm = invite.map(|invite| invite.credential.firm.uuid());
    act.event.refuse(refused.reason.name(), invite.map(|_| selector), firm);
    Error::new(Code::LINK_INVALID)
}

/// Sets the event's chain to the invite's case, and its actor to the invite's holder once the secret is proven.
fn attribute(act: &mut Act<'_>, invite: &InviteRecord, is_proven: bool) {
    act.event.on(invite.credential.firm, Chain::Case(invite.case));
    act.event.subject(invite.id());
    if is_proven {
        act.event.by(invite.grant().person.actor(invite.id()));
    }
}

/// Revokes a leaked invite, or ends a leaked session.
///
/// # Errors
/// `link_invalid` if the credential is not valid. The caller of the operation does not see it.
fn revoke_leaked(act: &mut Act<'_>, token: &Token) -> Result<()> {
    let selector = token.selector().to_string();
    match token.kind() {
        TokenKind::Invite => revoke_leaked_invite(act, token, &selector),
        TokenKind::Session => end_leaked_session(act, token, &selector),
    }
}

fn revoke_leaked_invite(act: &mut Act<'_>, token: &Token, selector: &str) -> Result<()> {
    let found = find_invite(act, selector)?;
    match verify(token, found, act.now, act.host.keys.as_ref()) {
        Ok(invite) => {
            attribute(act, &invite.record, false);
            revoke(act, invite).map(drop)
        }
        Err(refused) => Err(refuse(act, selector, &refused)),
    }
}

fn end_leaked_session(act: &mut Act<'_>, token: &Token, selector: &str) -> Result<()> {
    let found = act.first(&SessionRecord::select(1).equal(SessionRecord::SELECTOR, selector))?;
    if let Some(session) = &found {
        act.event.on(session.record.credential.firm, Chain::Case(session.record.case));
        act.event.subject(session.record.id());
    }
    match verify(token, found, act.now, act.host.keys.as_ref()) {
        Ok(session) => end(act, session).map(drop),
        Err(Refused { reason, row }) => {
            let firm = row.map(|session| session.record.credential.firm.uuid());
            if firm.is_none() {
                act.event.fact("selector", selector);
            }
            act.event.refuse(reason.name(), firm.map(|_| selector), firm);
            Err(Error::new(Code::LINK_INVALID))
        }
    }
}

fn find_invite(act: &Act<'_>, selector: &str) -> Result<Option<Stored<InviteRecord>>> {
    act.first(&InviteRecord::select(1).equal(InviteRecord::SELECTOR, selector))
}
