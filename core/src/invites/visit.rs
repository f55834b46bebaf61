//! Opening a link, and the sessions it opens, from the client's side.

use super::record::{INVITES, InviteRecord};
use super::revocation::revoke;
use crate::access::credential::{self, Credential, Refusal, verify};
use crate::access::session::{self, SESSIONS, SessionRecord, make_room, sessions_of_invite};
use crate::access::throttle::{Attempt, is_throttled};
use crate::act::Act;
use crate::audit::record::{Actor, Chain};
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::ids::SessionId;
use crate::foundation::limits;
use crate::foundation::link::{Leak, repair_link, scan};
use crate::foundation::redacted::redacted;
use crate::foundation::secret::{SessionSecret, ShownSecret, Token, TokenKind};
use crate::foundation::time::{Timestamp, Validity};
use crate::operations::Operation;
use crate::portal::Visit;
use crate::store::{Query, Records, RecordsMut, Stored};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// Opens a link.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "mobile", derive(uniffi::Record), uniffi::export(Debug))]
pub struct OpenLink {
    /// The credential, or the whole link as it was pasted; damage that mail programs do is mended.
    pub link: String,
}

/// Reports a credential that was found where it should not be.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "mobile", derive(uniffi::Record), uniffi::export(Debug))]
pub struct ReportLeak {
    /// Any text that holds it.
    pub text: String,
}

/// What a report did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "mobile", derive(uniffi::Record))]
pub struct LeakReport {
    /// Intact credentials in the text. Those that opened something do not any more; whether they did is not told.
    pub found: u32,
}

/// An opened link: a fresh session.
pub struct OpenedVisit {
    /// The session's secret, for the host's cookie.
    pub secret: SessionSecret,
    /// The anti-forgery value of the session's pages.
    pub csrf: String,
    /// When the session ends, however much it is used.
    pub ends_at: Timestamp,
}

/// An opened link on the wire.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "mobile", derive(uniffi::Record), uniffi::export(Debug))]
pub struct RevealedVisit {
    /// The session's credential, for a `__Host-` cookie.
    pub session: ShownSecret,
    /// The anti-forgery value of the session's pages.
    pub csrf: String,
    /// When the session ends, however much it is used.
    pub ends_at: Timestamp,
}

/// Reveals the secret.
impl From<OpenedVisit> for RevealedVisit {
    fn from(opened: OpenedVisit) -> Self {
        let OpenedVisit { secret, csrf, ends_at } = opened;
        Self { session: secret.reveal(ShownSecret::of), csrf, ends_at }
    }
}

/// Names a session of one's own invite.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "mobile", derive(uniffi::Record))]
pub struct OwnSessionRef {
    /// The session.
    pub session_id: SessionId,
}

/// A session of one's own invite.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "mobile", derive(uniffi::Record), uniffi::export(Debug))]
pub struct SessionView {
    /// The session.
    pub session_id: SessionId,
    /// Whether it is the one that asks.
    pub is_this_one: bool,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When it was last used, to the minute.
    pub last_used_at: Timestamp,
    /// What the device calls itself.
    pub device: Option<String>,
}

/// The live sessions of one's own invite.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "mobile", derive(uniffi::Record), uniffi::export(Debug))]
pub struct SessionsView {
    /// Newest first.
    pub sessions: Vec<SessionView>,
}

/// A session is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "mobile", derive(uniffi::Record))]
pub struct SessionEnded {
    /// How many sessions ended: one, or none if it was over already.
    pub sessions: u32,
}

redacted!(OpenLink, ReportLeak, OpenedVisit, RevealedVisit, SessionView, SessionsView);

impl Visit {
    /// Exchanges a link for a short session. The link stays good until it expires or is revoked (SPEC R5).
    ///
    /// # Errors
    /// `link_invalid`, whatever the reason: unknown, expired, revoked, damaged or throttled.
    pub fn open_link(&self, input: OpenLink) -> Result<OpenedVisit> {
        let link = Zeroizing::new(input.link);
        let token = repair_link(&link).ok_or_else(|| Error::new(Code::LinkInvalid))?;
        self.act_unknown(Operation::OpenLink, |act| {
            let selector = token.selector().to_string();
            let found = find(act, &selector)?;
            let verdict = admit(act, &token, &selector, found.as_ref().map(|found| &found.record))?;
            match (verdict, found) {
                (Ok(()), Some(invite)) => open_session(act, invite),
                (Err(refusal), found) => {
                    Err(refuse(act, &selector, found.as_ref().map(|found| &found.record), refusal))
                }
                (Ok(()), None) => Err(Error::new(Code::Defect)),
            }
        })
    }

    /// Revokes every credential in a text that should not hold any, and everything it opened.
    ///
    /// The answer counts what looks like a credential and does not tell whether it was one. A credential of nobody's counts
    /// as a failed attempt.
    ///
    /// # Errors
    /// `list_too_long` at `text` for more than 1,000 credentials: report them in parts.
    pub fn report_leak(&self, input: ReportLeak) -> Result<LeakReport> {
        let text = Zeroizing::new(input.text);
        let leaks = scan(&text);
        if leaks.len() > limits::LEAKS {
            return Err(Error::at(Code::ListTooLong, "text"));
        }
        let read = |leak: &Leak| Token::parse(leak.kind, text.get(leak.range.clone())?).ok();
        for token in leaks.iter().filter_map(read) {
            match self.act_unknown(Operation::ReportLeak, |act| revoke_leaked(act, &token)) {
                Err(error) if error.code() != Code::LinkInvalid => return Err(error),
                Ok(()) | Err(_) => {}
            }
        }
        Ok(LeakReport { found: u32::try_from(leaks.len()).unwrap_or(u32::MAX) })
    }

    /// The live sessions of one's own invite.
    ///
    /// # Errors
    /// `link_invalid`.
    pub fn list_my_sessions(&self) -> Result<SessionsView> {
        self.look(Operation::ListMySessions, |look, scope| {
            let sessions = sessions_of_invite(look, scope.case, scope.invite.uuid())?;
            let own = sessions.into_iter().filter(|session| session.record.credential.is_live(look.now));
            let view = |session: Stored<SessionRecord>| SessionView {
                session_id: SessionId::from_uuid(session.record.id),
                is_this_one: session.record.id == scope.session.uuid(),
                opened_at: session.record.credential.from,
                last_used_at: session.record.last_used_at,
                device: session.record.device,
            };
            Ok(SessionsView { sessions: own.map(view).collect() })
        })
    }

    /// Ends another session of one's own invite, as of a device left behind.
    ///
    /// # Errors
    /// `link_invalid`; `not_found` for a session of another invite.
    pub fn end_my_session(&self, input: OwnSessionRef) -> Result<SessionEnded> {
        self.act(Operation::EndMySession, |act, scope| {
            let session = act.require::<SessionRecord>(scope.key(input.session_id.uuid()))?;
            if session.record.invite != scope.invite.uuid() {
                return Err(Error::new(Code::NotFound));
            }
            act.event.subject(input.session_id);
            Ok(SessionEnded { sessions: session::end(act, session)? })
        })
    }

    /// Ends this session.
    ///
    /// # Errors
    /// `link_invalid`.
    pub fn leave(&self) -> Result<SessionEnded> {
        self.act(Operation::Leave, |act, scope| {
            let session = act.require::<SessionRecord>(scope.key(scope.session.uuid()))?;
            Ok(SessionEnded { sessions: session::end(act, session)? })
        })
    }
}

/// Whether the presented link opens the found invite now.
fn admit(
    act: &mut Act<'_>,
    token: &Token,
    selector: &str,
    found: Option<&InviteRecord>,
) -> Result<Result<(), Refusal>> {
    let credential = found.map(|invite| &invite.credential);
    let verdict = verify(token, credential, "", act.now, act.host.keys.as_ref());
    let firm = credential.map(|credential| credential.firm.uuid());
    let source = act.event.source().address.clone();
    let attempt = Attempt::new(source.as_deref(), found.map(|_| selector), firm, Refusal::Throttled.name());
    let is_throttled = is_throttled(act, &attempt, act.now)?;
    Ok(if is_throttled { Err(Refusal::Throttled) } else { verdict })
}

/// Says the one thing that is said to everybody, and leaves the reason to the audit.
fn refuse(act: &mut Act<'_>, selector: &str, found: Option<&InviteRecord>, refusal: Refusal) -> Error {
    act.event.fact("selector", selector);
    if let Some(invite) = found {
        let is_proven = matches!(refusal, Refusal::Expired | Refusal::Ended | Refusal::Tampered);
        attribute(act, invite, is_proven);
    }
    let firm = found.map(|invite| invite.credential.firm.uuid());
    act.event.refuse(refusal.name(), found.map(|_| selector), firm);
    Error::new(Code::LinkInvalid)
}

/// From here on the event belongs to the invite's case; and to its holder, once the secret was proven.
fn attribute(act: &mut Act<'_>, invite: &InviteRecord, is_proven: bool) {
    act.event.on(invite.credential.firm, Chain::Case(invite.credential.case));
    act.event.subject(invite.id());
    if is_proven {
        act.event.by(Actor::Client { invite: invite.id().to_string(), label: invite.label.clone() });
    }
}

/// Ends what a leaked credential opens.
///
/// # Errors
/// `link_invalid` if it is none of ours; the one who reports is not told.
fn revoke_leaked(act: &mut Act<'_>, token: &Token) -> Result<()> {
    let selector = token.selector().to_string();
    match token.kind() {
        TokenKind::Invite => revoke_leaked_invite(act, token, &selector),
        TokenKind::Session => end_leaked_session(act, token, &selector),
    }
}

fn revoke_leaked_invite(act: &mut Act<'_>, token: &Token, selector: &str) -> Result<()> {
    let found = find(act, selector)?;
    let credential = found.as_ref().map(|found| &found.record.credential);
    match (verify(token, credential, "", act.now, act.host.keys.as_ref()), found) {
        (Ok(()), Some(invite)) => {
            attribute(act, &invite.record, false);
            revoke(act, invite).map(drop)
        }
        (Err(refusal), Some(invite)) => Err(refuse(act, selector, Some(&invite.record), refusal)),
        (_, None) => Err(refuse(act, selector, None, Refusal::Unknown)),
    }
}

fn end_leaked_session(act: &mut Act<'_>, token: &Token, selector: &str) -> Result<()> {
    let found = act.first::<SessionRecord>(&Query::of(&SESSIONS, 1).equal("selector", selector))?;
    let credential = found.as_ref().map(|found| &found.record.credential);
    let binding = found.as_ref().map(|found| found.record.binding()).unwrap_or_default();
    let verdict = verify(token, credential, &binding, act.now, act.host.keys.as_ref());
    if let Some(session) = &found {
        let credential = &session.record.credential;
        act.event.on(credential.firm, Chain::Case(credential.case));
        act.event.subject(SessionId::from_uuid(session.record.id));
    }
    match (verdict, found) {
        (Ok(()), Some(session)) => session::end(act, session).map(drop),
        (Err(refusal), Some(session)) => {
            let firm = session.record.credential.firm.uuid();
            act.event.refuse(refusal.name(), Some(selector), Some(firm));
            Err(Error::new(Code::LinkInvalid))
        }
        (_, None) => Err(refuse(act, selector, None, Refusal::Unknown)),
    }
}

fn find(act: &Act<'_>, selector: &str) -> Result<Option<Stored<InviteRecord>>> {
    act.first::<InviteRecord>(&Query::of(&INVITES, 1).equal("selector", selector))
}

fn open_session(act: &mut Act<'_>, invite: Stored<InviteRecord>) -> Result<OpenedVisit> {
    let Stored { version, record: mut invite } = invite;
    attribute(act, &invite, true);
    let (firm, case) = (invite.credential.firm, invite.credential.case);
    make_room(act, case, invite.id)?;
    let token = Token::generate(TokenKind::Session, act.host.entropy.as_ref())?;
    let ends_at = act.now.plus(limits::SESSION_ABSOLUTE).min(invite.credential.until);
    let life = Validity { from: act.now, until: SessionRecord::alive_until(act.now, ends_at) };
    let bound = session::binding(invite.id, ends_at);
    let session = SessionRecord {
        id: act.new_id()?,
        invite: invite.id,
        credential: Credential::issue_bound(&token, firm, case, life, &bound, act.host.keys.as_ref())?,
        ends_at,
        last_used_at: act.now,
        device: act.event.source().device.clone(),
    };
    act.event.subject(SessionId::from_uuid(session.id));
    act.add(&session)?;
    let touch_due = invite.last_used_at.is_none_or(|last| act.now.since(last) >= limits::SESSION_TOUCH);
    if touch_due {
        invite.first_used_at.get_or_insert(act.now);
        invite.last_used_at = Some(act.now);
        act.replace(version, &invite)?;
    }
    Ok(OpenedVisit { csrf: credential::csrf(&token), secret: SessionSecret::of(&token), ends_at })
}
