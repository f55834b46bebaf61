//! Opening a link, and the sessions it opens, from the client's side.

use super::record::{INVITES, InviteRecord};
use super::revocation::revoke;
use crate::access::credential::{self, Credential, Refusal, verify};
use crate::access::session::{SESSIONS, SessionRecord, end_all, make_room, sessions_of};
use crate::access::throttle::{Subject, count_failure, is_throttled};
use crate::act::Act;
use crate::audit::record::{Actor, Chain};
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::ids::SessionId;
use crate::foundation::limits;
use crate::foundation::link::{repair_link, scan};
use crate::foundation::redacted::redacted;
use crate::foundation::secret::{SessionSecret, Token, TokenKind};
use crate::foundation::time::{Timestamp, Validity};
use crate::operations::Operation;
use crate::portal::Visit;
use crate::store::{Query, Records, RecordsMut, Stored};
use serde::{Deserialize, Serialize};

/// Opens a link.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OpenLink {
    /// The credential, or the whole link as it was pasted; damage that mail programs do is mended.
    pub link: String,
}

/// Reports a credential that was found where it should not be.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReportLeak {
    /// Any text that holds it.
    pub text: String,
}

/// What a report did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
pub struct RevealedVisit {
    /// The session's credential, for a `__Host-` cookie.
    pub session: String,
    /// The anti-forgery value of the session's pages.
    pub csrf: String,
    /// When the session ends, however much it is used.
    pub ends_at: Timestamp,
}

/// Names a session of one's own invite.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OwnSessionRef {
    /// The session.
    pub session_id: SessionId,
}

/// A session of one's own invite.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
pub struct SessionsView {
    /// Newest first.
    pub sessions: Vec<SessionView>,
}

/// A session is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
        let token = repair_link(&input.link).ok_or_else(|| Error::new(Code::LinkInvalid))?;
        self.act_unknown(Operation::OpenLink, |act| {
            let selector = token.selector().to_string();
            let found =
                act.first::<InviteRecord>(&Query::of(&INVITES, 1).equal("selector", selector.as_str()))?;
            match admit(act, &token, &selector, found.as_ref())? {
                Ok(()) => {}
                Err(refusal) => return refuse(act, &selector, found.as_ref(), refusal),
            }
            let invite = found.ok_or_else(|| Error::new(Code::Defect))?;
            act.event.fact("mended", input.link.len() != crate::foundation::secret::TOKEN_LENGTH);
            open_session(act, invite)
        })
    }

    /// Revokes every credential in a text that should not hold any, and everything it opened.
    ///
    /// The answer counts what looks like a credential and does not tell whether it was one. Each report counts as an attempt.
    ///
    /// # Errors
    /// `link_invalid` when the source is throttled.
    pub fn report_leak(&self, input: ReportLeak) -> Result<LeakReport> {
        let tokens: Vec<_> = scan(&input.text)
            .into_iter()
            .filter_map(|leak| Token::parse(leak.kind, input.text.get(leak.range)?).ok())
            .take(limits::LIVE_SESSIONS)
            .collect();
        for token in &tokens {
            self.act_unknown(Operation::ReportLeak, |act| revoke_leaked(act, token))?;
        }
        Ok(LeakReport { found: u32::try_from(tokens.len()).unwrap_or(u32::MAX) })
    }

    /// The live sessions of one's own invite.
    ///
    /// # Errors
    /// `link_invalid`.
    pub fn list_my_sessions(&self) -> Result<SessionsView> {
        self.look(Operation::ListMySessions, |look, scope| {
            let sessions = sessions_of(look, scope.case)?;
            let own = sessions.into_iter().filter(|session| {
                session.record.invite == scope.invite.uuid() && session.record.credential.is_live(look.now)
            });
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
            let sessions = end_all(act, scope.case, |session| session.id == input.session_id.uuid())?;
            Ok(SessionEnded { sessions })
        })
    }

    /// Ends this session.
    ///
    /// # Errors
    /// `link_invalid`.
    pub fn leave(&self) -> Result<SessionEnded> {
        self.act(Operation::Leave, |act, scope| {
            let sessions = end_all(act, scope.case, |session| session.id == scope.session.uuid())?;
            Ok(SessionEnded { sessions })
        })
    }
}

/// Whether the presented link opens the found invite now.
fn admit(
    act: &mut Act<'_>,
    token: &Token,
    selector: &str,
    found: Option<&Stored<InviteRecord>>,
) -> Result<Result<(), Refusal>> {
    let verdict =
        verify(token, found.map(|invite| &invite.record.credential), act.now, act.host.keys.as_ref());
    let throttled =
        with_subjects(act, selector, found, |act, subjects| is_throttled(act, subjects, act.now))?;
    Ok(if throttled { Err(Refusal::Throttled) } else { verdict })
}

/// Ends what a leaked credential opens, if it opens anything. The caller is not told.
fn revoke_leaked(act: &mut Act<'_>, token: &Token) -> Result<()> {
    let selector = token.selector().to_string();
    if with_subjects(act, &selector, None, |act, subjects| is_throttled(act, subjects, act.now))? {
        act.event.fact("reason", Refusal::Throttled.name());
        act.event.aggregate();
        return Err(Error::new(Code::LinkInvalid));
    }
    act.event.fact("selector", &selector);
    let ended = match token.kind() {
        TokenKind::Invite => revoke_leaked_invite(act, token, &selector)?,
        TokenKind::Session => end_leaked_session(act, token, &selector)?,
    };
    let count =
        act.count_failure(|tx, now, source| count_failure(tx, &subjects(source, &selector, None), now))?;
    if let Err(refusal) = ended {
        act.event.fact("reason", refusal.name());
        if count > 1 {
            act.event.aggregate();
        }
    }
    Ok(())
}

fn revoke_leaked_invite(act: &mut Act<'_>, token: &Token, selector: &str) -> Result<Result<(), Refusal>> {
    let found = act.first::<InviteRecord>(&Query::of(&INVITES, 1).equal("selector", selector))?;
    let verdict =
        verify(token, found.as_ref().map(|found| &found.record.credential), act.now, act.host.keys.as_ref());
    if let (Ok(()), Some(invite)) = (verdict, found) {
        attribute(act, &invite.record);
        revoke(act, invite)?;
    }
    Ok(verdict)
}

fn end_leaked_session(act: &mut Act<'_>, token: &Token, selector: &str) -> Result<Result<(), Refusal>> {
    let found = act.first::<SessionRecord>(&Query::of(&SESSIONS, 1).equal("selector", selector))?;
    let verdict =
        verify(token, found.as_ref().map(|found| &found.record.credential), act.now, act.host.keys.as_ref());
    if let (Ok(()), Some(session)) = (verdict, found) {
        let credential = &session.record.credential;
        act.event.on(credential.firm, Chain::Case(credential.case));
        act.event.subject(SessionId::from_uuid(session.record.id));
        end_all(act, credential.case, |other| other.id == session.record.id)?;
    }
    Ok(verdict)
}

/// Counts the failure and says the one thing that is said to everybody.
fn refuse<T>(
    act: &mut Act<'_>,
    selector: &str,
    found: Option<&Stored<InviteRecord>>,
    refusal: Refusal,
) -> Result<T> {
    act.event.fact("reason", refusal.name());
    act.event.fact("selector", selector);
    if let Some(invite) = found {
        attribute(act, &invite.record);
    }
    // The count commits together with the refusal, so that it survives a restart in the middle of an attack.
    let count = act.count_failure(|tx, now, source| {
        let firm = found.map(|invite| invite.record.credential.firm.uuid());
        let subjects = subjects(source, selector, firm);
        count_failure(tx, &subjects, now)
    })?;
    if found.is_none() && count > 1 {
        // Links that nobody minted are recorded once in a window and source; anybody could make any number of them.
        act.event.aggregate();
    }
    Err(Error::new(Code::LinkInvalid))
}

fn with_subjects<T>(
    act: &Act<'_>,
    selector: &str,
    found: Option<&Stored<InviteRecord>>,
    ask: impl FnOnce(&Act<'_>, &[Subject<'_>]) -> Result<T>,
) -> Result<T> {
    let source = act.event.source().address.clone();
    let firm = found.map(|invite| invite.record.credential.firm.uuid());
    ask(act, &subjects(source.as_deref(), selector, firm))
}

/// Everything a failed attempt counts against, the source first.
fn subjects<'a>(source: Option<&'a str>, selector: &'a str, firm: Option<uuid::Uuid>) -> Vec<Subject<'a>> {
    let mut subjects = vec![Subject::Source(source.unwrap_or_default()), Subject::Selector(selector)];
    subjects.extend(firm.map(Subject::Firm));
    subjects.push(Subject::Everybody);
    subjects
}

/// From here on the event belongs to the invite's case and holder.
fn attribute(act: &mut Act<'_>, invite: &InviteRecord) {
    act.event.on(invite.credential.firm, Chain::Case(invite.credential.case));
    act.event.by(Actor::Client { invite: invite.id().to_string(), label: invite.label.clone() });
    act.event.subject(invite.id());
}

fn open_session(act: &mut Act<'_>, invite: Stored<InviteRecord>) -> Result<OpenedVisit> {
    let Stored { version, record: mut invite } = invite;
    attribute(act, &invite);
    let (firm, case) = (invite.credential.firm, invite.credential.case);
    make_room(act, case, invite.id)?;
    let token = Token::generate(TokenKind::Session, act.host.entropy.as_ref())?;
    let ends_at = act.now.plus(limits::SESSION_ABSOLUTE).min(invite.credential.until);
    let life = Validity { from: act.now, until: SessionRecord::alive_until(act.now, ends_at) };
    let session = SessionRecord {
        id: act.new_id()?,
        invite: invite.id,
        credential: Credential::issue(&token, firm, case, life, act.host.keys.as_ref())?,
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
