//! Minting an invite, and opening its link.

use super::credential::Credential;
use super::{Actor, Event, Floor, REFUSED, id, new_id, now};
use crate::ours::{ADDRESS, ORIGIN, STAFF};
use casegate::foundation::limits;
use casegate::foundation::time::DAY;
use rusqlite::{OptionalExtension as _, Result, params};
use uuid::Uuid;

pub(super) const INVITE: &[u8] = b"invite";
pub(super) const SESSION: &[u8] = b"session";

/// A fresh invite.
#[expect(dead_code, reason = "the answer is made in full, and hardly any of it is looked at")]
pub(crate) struct Minted {
    pub(crate) link: String,
    pub(crate) ends_at: i64,
}

/// A fresh session.
#[expect(dead_code, reason = "the answer is made in full, and hardly any of it is looked at")]
pub(crate) struct Opened {
    pub(crate) session: String,
    pub(crate) ends_at: i64,
}

/// An invite that was found by its selector.
struct Found {
    case: Uuid,
    id: Uuid,
    firm: Uuid,
    hash: [u8; 32],
    label: String,
    ends_at: i64,
    ended_at: Option<i64>,
    last_used_at: Option<i64>,
}

impl Floor {
    /// Mints an invite to a case.
    pub(crate) fn mint(&self, firm: Uuid, case: Uuid, label: &str) -> Result<Minted> {
        self.write(|| self.mint_within(firm, case, label))
    }

    /// The same within a transaction.
    pub(super) fn mint_within(&self, firm: Uuid, case: Uuid, label: &str) -> Result<Minted> {
        let now = now();
        let days: i64 = self
            .statement(
                "SELECT invite_days FROM firms JOIN cases ON cases.firm = firms.id
                 WHERE firms.id = ? AND cases.id = ? AND name <> '' AND logo_name IS NOT NULL",
            )?
            .query_row(params![firm.as_bytes(), case.as_bytes()], |row| row.get(0))?;
        let live: u32 = self
            .statement("SELECT count(*) FROM invites WHERE case_id = ? AND ended_at IS NULL AND ends_at > ?")?
            .query_row(params![case.as_bytes(), now], |row| row.get(0))?;
        if live >= limits::LIVE_INVITES {
            return Err(REFUSED);
        }
        let credential = Credential::generate()?;
        let (id, ends_at) = (new_id(now)?, now + days * DAY);
        self.statement("INSERT INTO invites VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL, NULL)")?.execute(
            params![
                case.as_bytes(),
                id.as_bytes(),
                firm.as_bytes(),
                credential.selector,
                self.hash(INVITE, firm.as_bytes(), &credential),
                label,
                STAFF.1,
                now,
                ends_at,
            ],
        )?;
        self.record(&Event {
            chain: case,
            firm,
            at: now,
            actor: Actor { kind: 0, id: STAFF.0, name: STAFF.1 },
            operation: "mint_invite",
            subjects: &format!("case_{} invite_{}", case.simple(), id.simple()),
            facts: &format!("label={label}"),
            source: ADDRESS,
        })?;
        Ok(Minted { link: format!("{ORIGIN}/i/{}", credential.write()), ends_at })
    }

    /// Opens a link's credential.
    pub(crate) fn open_link(&self, credential: &str) -> Result<Opened> {
        let credential = Credential::parse(credential).ok_or(REFUSED)?;
        self.write(|| {
            let now = now();
            let invite = self.invite(&credential)?;
            let is_alive = invite.ended_at.is_none() && now < invite.ends_at;
            let is_right = self.opens(INVITE, invite.firm.as_bytes(), &credential, &invite.hash);
            if self.is_throttled(&credential, invite.firm, now)? || !is_right || !is_alive {
                return Err(REFUSED);
            }
            self.make_room(&invite, now)?;
            self.add_session(&invite, now)
        })
    }

    fn invite(&self, credential: &Credential) -> Result<Found> {
        self.statement(
            "SELECT case_id, id, firm, hash, label, ends_at, ended_at, last_used_at FROM invites WHERE selector = ?",
        )?
        .query_row([credential.selector], |row| {
            Ok(Found {
                case: id(row, 0)?,
                id: id(row, 1)?,
                firm: id(row, 2)?,
                hash: row.get(3)?,
                label: row.get(4)?,
                ends_at: row.get(5)?,
                ended_at: row.get(6)?,
                last_used_at: row.get(7)?,
            })
        })
    }

    /// Whether the source failed too often, or failed at all while the credential, the firm or everybody is under attack.
    fn is_throttled(&self, credential: &Credential, firm: Uuid, now: i64) -> Result<bool> {
        let selector = Uuid::from_bytes(credential.selector);
        match self.failures(&format!("source:{ADDRESS}"), now)? {
            0 => return Ok(false),
            limits::FAILURES_PER_SOURCE.. => return Ok(true),
            _ => {}
        }
        let wider = [
            (format!("selector:{}", selector.simple()), limits::FAILURES_PER_SELECTOR),
            (format!("firm:{}", firm.simple()), limits::FAILURES_PER_FIRM),
            ("everybody".to_owned(), limits::FAILURES_GLOBAL),
        ];
        for (subject, most) in wider {
            if self.failures(&subject, now)? >= most {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn failures(&self, subject: &str, now: i64) -> Result<u32> {
        let count = self
            .statement("SELECT count FROM failures WHERE subject = ? AND window_from > ?")?
            .query_row(params![subject, now - limits::FAILURE_WINDOW], |row| row.get(0))
            .optional()?;
        Ok(count.unwrap_or(0))
    }

    /// Removes the invite's dead sessions, and ends the oldest if it has too many.
    fn make_room(&self, invite: &Found, now: i64) -> Result<()> {
        let case = invite.case.as_bytes();
        self.statement("DELETE FROM sessions WHERE case_id = ? AND invite = ? AND ends_at <= ?")?
            .execute(params![case, invite.id.as_bytes(), now])?;
        let live: u32 = self
            .statement(
                "SELECT count(*) FROM sessions
                 WHERE case_id = ? AND invite = ? AND ended_at IS NULL AND idle_at > ?",
            )?
            .query_row(params![case, invite.id.as_bytes(), now], |row| row.get(0))?;
        if live as usize >= limits::LIVE_SESSIONS {
            self.statement(
                "UPDATE sessions SET ended_at = ?3 WHERE case_id = ?1 AND id = (
                   SELECT min(id) FROM sessions WHERE case_id = ?1 AND invite = ?2 AND ended_at IS NULL AND idle_at > ?3)",
            )?
            .execute(params![case, invite.id.as_bytes(), now])?;
        }
        Ok(())
    }

    fn add_session(&self, invite: &Found, now: i64) -> Result<Opened> {
        let session = Credential::generate()?;
        let (case, id) = (invite.case.as_bytes(), new_id(now)?);
        let ends_at = invite.ends_at.min(now + limits::SESSION_ABSOLUTE);
        self.statement("INSERT INTO sessions VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL, ?, NULL)")?.execute(
            params![
                case,
                id.as_bytes(),
                invite.id.as_bytes(),
                session.selector,
                self.hash(SESSION, invite.firm.as_bytes(), &session),
                now,
                ends_at.min(now + limits::SESSION_IDLE),
                ends_at,
                now,
            ],
        )?;
        if invite.last_used_at.is_none_or(|last| now - last >= limits::SESSION_TOUCH) {
            self.statement(
                "UPDATE invites SET first_used_at = coalesce(first_used_at, ?3), last_used_at = ?3
                 WHERE case_id = ?1 AND id = ?2",
            )?
            .execute(params![case, invite.id.as_bytes(), now])?;
        }
        let actor = invite.id.simple().to_string();
        self.record(&Event {
            chain: invite.case,
            firm: invite.firm,
            at: now,
            actor: Actor { kind: 1, id: &actor, name: &invite.label },
            operation: "open_link",
            subjects: &format!("invite_{actor} session_{}", id.simple()),
            facts: "mended=false",
            source: ADDRESS,
        })?;
        Ok(Opened { session: session.write(), ends_at })
    }
}
