//! The first page of the portal.
#![expect(dead_code, reason = "the page is made in full, and hardly any of it is looked at")]

use super::session::{Form, Scope};
use super::{Floor, id};
use rusqlite::{Params, Result, params};
use uuid::Uuid;

/// The contents of the page.
pub(crate) struct Home {
    pub(crate) firm: Firm,
    pub(crate) client_name: String,
    pub(crate) title: String,
    pub(crate) label: String,
    pub(crate) standing: Standing,
    pub(crate) documents: Vec<Document>,
    pub(crate) document_count: u32,
    pub(crate) envelope_count: u32,
    pub(crate) form_count: u32,
    pub(crate) envelopes: Vec<Envelope>,
    pub(crate) forms: Vec<Form>,
    pub(crate) sections: Vec<Section>,
    pub(crate) session_ends_at: i64,
}

impl Home {
    /// The rows of each kind that are shown, and how many there are in total.
    pub(crate) fn sizes(&self) -> [(usize, u32); 3] {
        [
            (self.documents.len(), self.document_count),
            (self.envelopes.len(), self.envelope_count),
            (self.forms.len(), self.form_count),
        ]
    }
}

/// The newest five of each kind are shown, and at most a hundred are counted.
const ROWS: usize = 5;

pub(crate) struct Firm {
    pub(crate) name: String,
    pub(crate) accent: String,
    pub(crate) contact: String,
    pub(crate) logo_type: Option<String>,
    pub(crate) logo_name: Option<String>,
}

/// The progress of the case.
pub(crate) struct Standing {
    pub(crate) phase: i64,
    pub(crate) waiting_for: i64,
    pub(crate) sentence: Option<String>,
    pub(crate) next: Option<String>,
}

pub(crate) struct Document {
    pub(crate) id: Uuid,
    pub(crate) kind: i64,
    pub(crate) title: String,
    pub(crate) file_name: String,
    pub(crate) media_type: String,
    pub(crate) size: i64,
    pub(crate) chunks: u32,
    pub(crate) delivered_at: i64,
    pub(crate) is_new: bool,
}

pub(crate) struct Envelope {
    pub(crate) id: Uuid,
    pub(crate) title: String,
    pub(crate) signer: String,
    pub(crate) state: i64,
    pub(crate) sign_url: Option<String>,
    pub(crate) signed_document: Option<[u8; 16]>,
    pub(crate) sent_at: i64,
    pub(crate) changed_at: i64,
}

pub(crate) struct Section {
    pub(crate) section: i64,
    pub(crate) is_changed: bool,
    pub(crate) saved_at: Option<i64>,
    pub(crate) submitted_at: Option<i64>,
    pub(crate) pending: u32,
    pub(crate) accepted: u32,
    pub(crate) returned: u32,
}

const DOCUMENTS: &str = "SELECT count(*) FROM (SELECT 1 FROM documents
    WHERE case_id = ? AND delivered_at IS NOT NULL AND (? >> kind) & 1 LIMIT 100)";
const ENVELOPES: &str =
    "SELECT count(*) FROM (SELECT 1 FROM envelopes WHERE case_id = ? AND sent_at IS NOT NULL LIMIT 100)";
const FORMS: &str = "SELECT count(*) FROM (SELECT 1 FROM forms WHERE case_id = ? LIMIT 100)";

/// States of an envelope that can still be signed.
const PENDING: [i64; 2] = [1, 2];

impl Floor {
    /// Reads the page for a session.
    pub(crate) fn home(&self, session: &str) -> Result<Home> {
        self.look(session, |scope| {
            let (firm, shown_kinds, client_name, title, stage) = self.firm_and_case(scope)?;
            Ok(Home {
                firm,
                client_name,
                title,
                label: scope.label.clone(),
                standing: self.standing(scope, &stage)?,
                document_count: self.counted(DOCUMENTS, params![scope.case.as_bytes(), shown_kinds])?,
                envelope_count: self.counted(ENVELOPES, params![scope.case.as_bytes()])?,
                form_count: self.counted(FORMS, params![scope.case.as_bytes()])?,
                documents: self.documents(scope, shown_kinds)?,
                envelopes: self.envelopes(scope)?,
                forms: self.forms_of(scope)?.into_iter().take(ROWS).collect(),
                sections: self.sections(scope)?,
                session_ends_at: scope.ends_at,
            })
        })
    }

    fn firm_and_case(&self, scope: &Scope) -> Result<(Firm, i64, String, String, String)> {
        self.statement(
            "SELECT name, accent, contact, logo_type, logo_name, shown_kinds, client_name, title, stage
             FROM firms JOIN cases ON cases.firm = firms.id WHERE firms.id = ? AND cases.id = ?",
        )?
        .query_row(params![scope.firm.as_bytes(), scope.case.as_bytes()], |row| {
            let firm = Firm {
                name: row.get(0)?,
                accent: row.get(1)?,
                contact: row.get(2)?,
                logo_type: row.get(3)?,
                logo_name: row.get(4)?,
            };
            Ok((firm, row.get(5)?, row.get(6)?, row.get(7)?, row.get(8)?))
        })
    }

    fn standing(&self, scope: &Scope, stage: &str) -> Result<Standing> {
        self.statement("SELECT phase, waiting_for, sentence, next FROM stages WHERE firm = ? AND stage = ?")?
            .query_row(params![scope.firm.as_bytes(), stage], |row| {
                Ok(Standing {
                    phase: row.get(0)?,
                    waiting_for: row.get(1)?,
                    sentence: row.get(2)?,
                    next: row.get(3)?,
                })
            })
    }

    fn documents(&self, scope: &Scope, shown_kinds: i64) -> Result<Vec<Document>> {
        let mut statement = self.statement(
            "SELECT id, kind, title, file_name, media_type, size, chunks, delivered_at, downloaded_at IS NULL
             FROM documents WHERE case_id = ? AND delivered_at IS NOT NULL AND (? >> kind) & 1
             ORDER BY delivered_at DESC, id DESC LIMIT 5",
        )?;
        let rows = statement.query_map(params![scope.case.as_bytes(), shown_kinds], |row| {
            Ok(Document {
                id: id(row, 0)?,
                kind: row.get(1)?,
                title: row.get(2)?,
                file_name: row.get(3)?,
                media_type: row.get(4)?,
                size: row.get(5)?,
                chunks: row.get(6)?,
                delivered_at: row.get(7)?,
                is_new: row.get(8)?,
            })
        })?;
        rows.collect()
    }

    fn counted(&self, sql: &str, parameters: impl Params) -> Result<u32> {
        self.statement(sql)?.query_row(parameters, |row| row.get(0))
    }

    fn envelopes(&self, scope: &Scope) -> Result<Vec<Envelope>> {
        let mut statement = self.statement(
            "SELECT id, title, signer, state, sign_url, signed_document, sent_at, changed_at
             FROM envelopes WHERE case_id = ? AND sent_at IS NOT NULL
             ORDER BY state IN (1, 2) DESC, changed_at DESC, id DESC LIMIT 5",
        )?;
        let rows = statement.query_map([scope.case.as_bytes()], |row| {
            let state = row.get(3)?;
            Ok(Envelope {
                id: id(row, 0)?,
                title: row.get(1)?,
                signer: row.get(2)?,
                state,
                sign_url: if PENDING.contains(&state) { row.get(4)? } else { None },
                signed_document: row.get(5)?,
                sent_at: row.get(6)?,
                changed_at: row.get(7)?,
            })
        })?;
        rows.collect()
    }

    fn sections(&self, scope: &Scope) -> Result<Vec<Section>> {
        let mut statement = self.statement(
            "SELECT section, is_changed, saved_at, submitted_at, pending, accepted, returned
             FROM progress WHERE case_id = ?",
        )?;
        let rows = statement.query_map([scope.case.as_bytes()], |row| {
            Ok(Section {
                section: row.get(0)?,
                is_changed: row.get(1)?,
                saved_at: row.get(2)?,
                submitted_at: row.get(3)?,
                pending: row.get(4)?,
                accepted: row.get(5)?,
                returned: row.get(6)?,
            })
        })?;
        rows.collect()
    }
}
