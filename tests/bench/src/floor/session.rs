//! Checking a session, and the cheapest page behind it.

use super::credential::Credential;
use super::invites::SESSION;
use super::{Floor, REFUSED, id, now};
use casegate::foundation::limits;
use rusqlite::{Result, Row, params};
use uuid::Uuid;

/// The case of a session.
pub(super) struct Scope {
    pub(super) firm: Uuid,
    pub(super) case: Uuid,
    pub(super) invite: Uuid,
    pub(super) label: String,
    pub(super) ends_at: i64,
    session: Uuid,
    last_used_at: i64,
}

/// A form on the client's page.
#[expect(dead_code, reason = "it is made in full, and hardly any of it is looked at")]
pub(crate) struct Form {
    pub(crate) id: Uuid,
    pub(crate) title: String,
    pub(crate) url: Option<String>,
    pub(crate) state: i64,
    pub(crate) added_at: i64,
}

const COMPLETED: i64 = 2;

impl Floor {
    /// Verifies a session and the invite behind it, within a transaction.
    pub(super) fn enter(&self, session: &str, now: i64) -> Result<Scope> {
        let credential = Credential::parse(session).ok_or(REFUSED)?;
        let mut statement = self.statement(
            "SELECT s.case_id, s.id, s.invite, s.hash, s.idle_at, s.ends_at, s.ended_at, s.last_used_at,
                    i.firm, i.label, i.ends_at, i.ended_at
             FROM sessions s JOIN invites i ON i.case_id = s.case_id AND i.id = s.invite WHERE s.selector = ?",
        )?;
        let mut rows = statement.query([credential.selector])?;
        let row = rows.next()?.ok_or(REFUSED)?;
        let (firm, hash) = (id(row, 8)?, row.get(3)?);
        let is_right = self.opens(SESSION, firm.as_bytes(), &credential, &hash);
        let is_alive = is_alive(row, 4, 6, now)? && is_alive(row, 10, 11, now)?;
        if !is_right || !is_alive {
            return Err(REFUSED);
        }
        Ok(Scope {
            firm,
            case: id(row, 0)?,
            invite: id(row, 2)?,
            label: row.get(9)?,
            ends_at: row.get(5)?,
            session: id(row, 1)?,
            last_used_at: row.get(7)?,
        })
    }

    /// Stores the last use after an operation, if that is due.
    pub(super) fn touch(&self, scope: &Scope, now: i64) -> Result<()> {
        if now - scope.last_used_at < limits::SESSION_TOUCH {
            return Ok(());
        }
        let idle_at = scope.ends_at.min(now + limits::SESSION_IDLE);
        self.statement("UPDATE sessions SET last_used_at = ?, idle_at = ? WHERE case_id = ? AND id = ?")?
            .execute(params![now, idle_at, scope.case.as_bytes(), scope.session.as_bytes()])?;
        Ok(())
    }

    /// Runs a page that reads: the check of the session, and the reads of `page`.
    pub(super) fn look<T>(&self, session: &str, page: impl FnOnce(&Scope) -> Result<T>) -> Result<T> {
        let now = now();
        let (scope, value) = self.read(|| {
            let scope = self.enter(session, now)?;
            let value = page(&scope)?;
            Ok((scope, value))
        })?;
        if now - scope.last_used_at >= limits::SESSION_TOUCH {
            self.write(|| self.touch(&scope, now))?;
        }
        Ok(value)
    }

    /// The forms of the session's case.
    pub(crate) fn forms(&self, session: &str) -> Result<Vec<Form>> {
        self.look(session, |scope| self.forms_of(scope))
    }

    pub(super) fn forms_of(&self, scope: &Scope) -> Result<Vec<Form>> {
        let mut statement =
            self.statement("SELECT id, title, url, state, added_at FROM forms WHERE case_id = ?")?;
        let rows = statement.query_map([scope.case.as_bytes()], |row| {
            let state = row.get(3)?;
            let url = if state == COMPLETED { None } else { row.get(2)? };
            Ok(Form { id: id(row, 0)?, title: row.get(1)?, url, state, added_at: row.get(4)? })
        })?;
        let mut forms = rows.collect::<Result<Vec<_>>>()?;
        forms.sort_by_key(|form| (form.state == COMPLETED, std::cmp::Reverse(form.added_at), form.id));
        Ok(forms)
    }
}

/// Whether the time in one column has not been reached and the other column is null.
fn is_alive(row: &Row<'_>, ends: usize, ended: usize, now: i64) -> Result<bool> {
    Ok(row.get::<_, Option<i64>>(ended)?.is_none() && now < row.get(ends)?)
}
