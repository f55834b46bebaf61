//! Saving and submitting one section of the intake.

use super::session::Scope;
use super::{Actor, Event, Floor, REFUSED, new_id, now};
use crate::ours::ADDRESS;
use casegate::foundation::limits;
use casegate::foundation::money::Money;
use rusqlite::{OptionalExtension as _, Result, params};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;
use uuid::Uuid;

/// The answered section.
#[expect(dead_code, reason = "the answer is made in full, and hardly any of it is looked at")]
pub(crate) struct Saved {
    pub(crate) version: i64,
    /// The amounts by field, in cents.
    pub(crate) answers: Vec<(String, i64)>,
    /// The amounts that the firm has on record.
    pub(crate) on_record: Vec<(String, i64)>,
    pub(crate) total: i64,
    /// The firm's notices about answers, by field.
    pub(crate) notices: Vec<(String, String)>,
    pub(crate) at: i64,
}

/// One answer with its author, its time, and the profile's value at that time.
#[derive(Serialize, Deserialize)]
struct Answer<'a> {
    cents: i64,
    #[serde(borrow)]
    by: Cow<'a, str>,
    at: i64,
    /// Whether it was answered since the last submission.
    is_new: bool,
    base: Option<i64>,
}

type Answers<'a> = BTreeMap<Cow<'a, str>, Answer<'a>>;

const REVISION: &str = "433-f-2024-07";
const PENDING: i64 = 0;
const RETURNED: (i64, i64) = (2, 3);

impl Floor {
    /// Saves typed amounts as a draft.
    pub(crate) fn save(&self, session: &str, section: i64, entries: &[(String, String)]) -> Result<Saved> {
        self.write(|| {
            let now = now();
            let scope = self.enter(session, now)?;
            let (version, text) = self.draft(&scope, section)?;
            let profile = self.profile(&scope, section)?;
            let by = scope.invite.simple().to_string();
            let mut answers = read(&text)?;
            for (field, typed) in entries {
                let cents = Money::parse(typed).map_err(|_| REFUSED)?.cents();
                let before = answers.remove(field.as_str()).filter(|before| before.is_new);
                let base = before.map_or_else(|| profile.get(field).copied(), |before| before.base);
                let answer = Answer { cents, by: by.as_str().into(), at: now, is_new: true, base };
                answers.insert(field.as_str().into(), answer);
            }
            self.keep_draft(&scope, section, version, &answers, None)?;
            self.statement(
                "INSERT INTO progress VALUES (?, ?, ?, 1, ?, NULL, 0, 0, 0)
                 ON CONFLICT (case_id, section) DO UPDATE SET is_changed = 1, saved_at = excluded.saved_at",
            )?
            .execute(params![scope.case.as_bytes(), section, scope.firm.as_bytes(), now])?;
            let facts = format!("entries={} section={section}", entries.len());
            self.finish(&scope, now, "save_section", "", &facts)?;
            self.saved(&scope, section, version + 1, &answers, profile, now)
        })
    }

    /// Submits what was saved: stores a permanent copy, and stages a figure for each amount that is new.
    pub(crate) fn submit(&self, session: &str, section: i64, seen: i64) -> Result<Saved> {
        self.write(|| {
            let now = now();
            let scope = self.enter(session, now)?;
            let (version, text) = self.draft(&scope, section)?;
            let is_changed: bool = self
                .statement("SELECT is_changed FROM progress WHERE case_id = ? AND section = ?")?
                .query_row(params![scope.case.as_bytes(), section], |row| row.get(0))?;
            if version != seen || !is_changed {
                return Err(REFUSED);
            }
            let profile = self.profile(&scope, section)?;
            let mut answers = read(&text)?;
            let submission = self.keep_submission(&scope, section, &text, now)?;
            let staged = self.stage(&scope, section, &answers, &profile, (submission, now))?;
            answers.values_mut().for_each(|answer| answer.is_new = false);
            self.keep_draft(&scope, section, version, &answers, Some(submission))?;
            self.statement(
                "UPDATE progress SET is_changed = 0, submitted_at = ?3, pending = ?4 WHERE case_id = ?1 AND section = ?2",
            )?
            .execute(params![scope.case.as_bytes(), section, now, staged])?;
            let subject = format!("submission_{}", submission.simple());
            let facts = format!("section={section} staged={staged}");
            self.finish(&scope, now, "submit_section", &subject, &facts)?;
            self.saved(&scope, section, version + 1, &answers, profile, now)
        })
    }

    fn draft(&self, scope: &Scope, section: i64) -> Result<(i64, String)> {
        let found = self
            .statement("SELECT version, answers FROM drafts WHERE case_id = ? AND section = ?")?
            .query_row(params![scope.case.as_bytes(), section], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        Ok(found.unwrap_or((0, "{}".to_owned())))
    }

    fn profile(&self, scope: &Scope, section: i64) -> Result<BTreeMap<String, i64>> {
        let mut statement =
            self.statement("SELECT path, cents FROM profile WHERE case_id = ? AND section = ?")?;
        let rows = statement
            .query_map(params![scope.case.as_bytes(), section], |row| Ok((row.get(0)?, row.get(1)?)))?;
        rows.collect()
    }

    fn keep_draft(
        &self,
        scope: &Scope,
        section: i64,
        version: i64,
        answers: &Answers<'_>,
        submission: Option<Uuid>,
    ) -> Result<()> {
        let text = serde_json::to_string(answers).map_err(|_| REFUSED)?;
        let submission = submission.map(Uuid::into_bytes);
        let (case, firm) = (scope.case.as_bytes(), scope.firm.as_bytes());
        if version == 0 {
            self.statement("INSERT INTO drafts VALUES (?, ?, ?, 1, ?, ?)")?
                .execute(params![case, section, firm, text, submission])?;
        } else {
            self.statement(
                "UPDATE drafts SET version = version + 1, answers = ?4, submission = coalesce(?5, submission)
                 WHERE case_id = ?1 AND section = ?2 AND version = ?3",
            )?
            .execute(params![case, section, version, text, submission])?;
        }
        Ok(())
    }

    fn keep_submission(&self, scope: &Scope, section: i64, answers: &str, now: i64) -> Result<Uuid> {
        let before: u64 = self
            .statement("SELECT count(*) FROM submissions WHERE case_id = ?")?
            .query_row([scope.case.as_bytes()], |row| row.get::<_, u32>(0).map(u64::from))?;
        if before >= u64::from(limits::SUBMISSIONS) {
            return Err(REFUSED);
        }
        let submission = new_id(now)?;
        self.statement("INSERT INTO submissions VALUES (?, ?, ?, ?, ?, ?, ?, ?)")?.execute(params![
            scope.case.as_bytes(),
            submission.as_bytes(),
            scope.firm.as_bytes(),
            section,
            answers,
            REVISION,
            scope.invite.as_bytes(),
            now,
        ])?;
        Ok(submission)
    }

    /// Returns the number of figures that were staged.
    fn stage(
        &self,
        scope: &Scope,
        section: i64,
        answers: &Answers<'_>,
        profile: &BTreeMap<String, i64>,
        (submission, now): (Uuid, i64),
    ) -> Result<u32> {
        let (case, firm) = (scope.case.as_bytes(), scope.firm.as_bytes());
        let open: u32 = self
            .statement("SELECT count(*) FROM figures WHERE case_id = ? AND section = ?")?
            .query_row(params![case, section], |row| row.get(0))?;
        if open > 0 {
            // Figures of an earlier submission would have to be superseded, but no call here submits twice.
            return Err(REFUSED);
        }
        let mut insert = self.conn.prepare_cached(
            "INSERT INTO figures VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL, NULL)",
        )?;
        let mut staged = 0;
        for (path, answer) in answers {
            let says_nothing_new =
                answer.base == Some(answer.cents) && profile.get(path.as_ref()) == Some(&answer.cents);
            if !answer.is_new || says_nothing_new {
                continue;
            }
            let id = new_id(now)?;
            insert.execute(params![
                case,
                section,
                id.as_bytes(),
                firm,
                path,
                answer.base,
                answer.cents,
                submission.as_bytes(),
                scope.invite.as_bytes(),
                scope.label,
                answer.at,
                PENDING,
            ])?;
            staged += 1;
        }
        self.count(staged.into());
        Ok(staged)
    }

    /// Does what every write of a section ends with.
    fn finish(&self, scope: &Scope, now: i64, operation: &str, subjects: &str, facts: &str) -> Result<()> {
        self.statement("UPDATE cases SET touched_at = ? WHERE firm = ? AND id = ?")?.execute(params![
            now,
            scope.firm.as_bytes(),
            scope.case.as_bytes()
        ])?;
        self.touch(scope, now)?;
        let actor = scope.invite.simple().to_string();
        self.record(&Event {
            chain: scope.case,
            firm: scope.firm,
            at: now,
            actor: Actor { kind: 1, id: &actor, name: &scope.label },
            operation,
            subjects,
            facts,
            source: ADDRESS,
        })
    }

    fn saved(
        &self,
        scope: &Scope,
        section: i64,
        version: i64,
        answers: &Answers<'_>,
        profile: BTreeMap<String, i64>,
        at: i64,
    ) -> Result<Saved> {
        let mut statement = self.statement(
            "SELECT path, words FROM figures WHERE case_id = ? AND section = ? AND state BETWEEN ? AND ?",
        )?;
        let notices = statement
            .query_map(params![scope.case.as_bytes(), section, RETURNED.0, RETURNED.1], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?
            .collect::<Result<_>>()?;
        Ok(Saved {
            version,
            answers: answers.iter().map(|(field, answer)| (field.to_string(), answer.cents)).collect(),
            on_record: profile.into_iter().collect(),
            total: answers.values().map(|answer| answer.cents).sum(),
            notices,
            at,
        })
    }
}

fn read(text: &str) -> Result<Answers<'_>> {
    serde_json::from_str(text).map_err(|_| REFUSED)
}
