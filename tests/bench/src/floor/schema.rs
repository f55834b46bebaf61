//! The tables, written by hand.

pub(super) const SQL: &str = "
CREATE TABLE firms (
  id BLOB PRIMARY KEY, name TEXT NOT NULL, accent TEXT NOT NULL, contact TEXT NOT NULL, logo_type TEXT, logo_name TEXT,
  invite_days INTEGER NOT NULL, shown_kinds INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE stages (
  firm BLOB NOT NULL REFERENCES firms, stage TEXT NOT NULL, phase INTEGER NOT NULL, waiting_for INTEGER NOT NULL,
  sentence TEXT, next TEXT, PRIMARY KEY (firm, stage)
) STRICT, WITHOUT ROWID;
CREATE TABLE cases (
  firm BLOB NOT NULL REFERENCES firms, id BLOB NOT NULL, client_name TEXT NOT NULL, tin_index BLOB, title TEXT NOT NULL,
  stage TEXT NOT NULL, touched_at INTEGER NOT NULL, PRIMARY KEY (firm, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX cases_by_name ON cases (firm, client_name);
CREATE INDEX cases_by_tin ON cases (firm, tin_index);
CREATE INDEX cases_by_touched ON cases (firm, touched_at);
CREATE TABLE invites (
  case_id BLOB NOT NULL, id BLOB NOT NULL, firm BLOB NOT NULL, selector BLOB NOT NULL UNIQUE, hash BLOB NOT NULL,
  label TEXT NOT NULL, minted_by TEXT NOT NULL, starts_at INTEGER NOT NULL, ends_at INTEGER NOT NULL, ended_at INTEGER,
  first_used_at INTEGER, last_used_at INTEGER,
  PRIMARY KEY (case_id, id), FOREIGN KEY (firm, case_id) REFERENCES cases
) STRICT, WITHOUT ROWID;
CREATE TABLE sessions (
  case_id BLOB NOT NULL, id BLOB NOT NULL, invite BLOB NOT NULL, selector BLOB NOT NULL UNIQUE, hash BLOB NOT NULL,
  starts_at INTEGER NOT NULL, idle_at INTEGER NOT NULL, ends_at INTEGER NOT NULL, ended_at INTEGER,
  last_used_at INTEGER NOT NULL, device TEXT,
  PRIMARY KEY (case_id, id), FOREIGN KEY (case_id, invite) REFERENCES invites
) STRICT, WITHOUT ROWID;
CREATE TABLE failures (subject TEXT PRIMARY KEY, window_from INTEGER NOT NULL, count INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE documents (
  case_id BLOB NOT NULL, id BLOB NOT NULL, firm BLOB NOT NULL, kind INTEGER NOT NULL, title TEXT NOT NULL,
  file_name TEXT NOT NULL, media_type TEXT NOT NULL, size INTEGER NOT NULL, chunks INTEGER NOT NULL, fingerprint BLOB NOT NULL,
  added_at INTEGER NOT NULL, delivered_at INTEGER, downloaded_at INTEGER,
  PRIMARY KEY (case_id, id), FOREIGN KEY (firm, case_id) REFERENCES cases
) STRICT, WITHOUT ROWID;
CREATE TABLE envelopes (
  case_id BLOB NOT NULL, id BLOB NOT NULL, firm BLOB NOT NULL, title TEXT NOT NULL, signer TEXT NOT NULL,
  state INTEGER NOT NULL, sign_url TEXT, signed_document BLOB, created_at INTEGER NOT NULL, sent_at INTEGER,
  changed_at INTEGER NOT NULL,
  PRIMARY KEY (case_id, id), FOREIGN KEY (firm, case_id) REFERENCES cases
) STRICT, WITHOUT ROWID;
CREATE TABLE forms (
  case_id BLOB NOT NULL, id BLOB NOT NULL, firm BLOB NOT NULL, title TEXT NOT NULL, url TEXT NOT NULL,
  state INTEGER NOT NULL, added_at INTEGER NOT NULL, changed_at INTEGER NOT NULL,
  PRIMARY KEY (case_id, id), FOREIGN KEY (firm, case_id) REFERENCES cases
) STRICT, WITHOUT ROWID;
CREATE TABLE progress (
  case_id BLOB NOT NULL, section INTEGER NOT NULL, firm BLOB NOT NULL, is_changed INTEGER NOT NULL, saved_at INTEGER,
  submitted_at INTEGER, pending INTEGER NOT NULL, accepted INTEGER NOT NULL, returned INTEGER NOT NULL,
  PRIMARY KEY (case_id, section), FOREIGN KEY (firm, case_id) REFERENCES cases
) STRICT, WITHOUT ROWID;
CREATE TABLE drafts (
  case_id BLOB NOT NULL, section INTEGER NOT NULL, firm BLOB NOT NULL, version INTEGER NOT NULL, answers TEXT NOT NULL,
  submission BLOB,
  PRIMARY KEY (case_id, section), FOREIGN KEY (firm, case_id) REFERENCES cases
) STRICT, WITHOUT ROWID;
CREATE TABLE submissions (
  case_id BLOB NOT NULL, id BLOB NOT NULL, firm BLOB NOT NULL, section INTEGER NOT NULL, answers TEXT NOT NULL,
  revision TEXT NOT NULL, invite BLOB NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY (case_id, id), FOREIGN KEY (firm, case_id) REFERENCES cases
) STRICT, WITHOUT ROWID;
CREATE TABLE figures (
  case_id BLOB NOT NULL, section INTEGER NOT NULL, id BLOB NOT NULL, firm BLOB NOT NULL, path TEXT NOT NULL,
  base INTEGER, proposed INTEGER, submission BLOB NOT NULL, invite BLOB NOT NULL, label TEXT NOT NULL, at INTEGER NOT NULL,
  state INTEGER NOT NULL, decided_by TEXT, decided_at INTEGER, words TEXT,
  PRIMARY KEY (case_id, section, id), FOREIGN KEY (firm, case_id) REFERENCES cases
) STRICT, WITHOUT ROWID;
CREATE TABLE profile (
  case_id BLOB NOT NULL, section INTEGER NOT NULL, path TEXT NOT NULL, firm BLOB NOT NULL, cents INTEGER NOT NULL,
  decided_by TEXT NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY (case_id, section, path), FOREIGN KEY (firm, case_id) REFERENCES cases
) STRICT, WITHOUT ROWID;
CREATE TABLE audit_events (
  chain BLOB NOT NULL, sequence INTEGER NOT NULL, at INTEGER NOT NULL, firm BLOB, actor_kind INTEGER NOT NULL,
  actor TEXT NOT NULL, actor_name TEXT NOT NULL, operation TEXT NOT NULL, outcome TEXT NOT NULL, subjects TEXT NOT NULL,
  facts TEXT NOT NULL, source TEXT, request TEXT, previous BLOB NOT NULL, PRIMARY KEY (chain, sequence)
) STRICT, WITHOUT ROWID;
CREATE TABLE audit_heads (
  chain BLOB PRIMARY KEY, sequence INTEGER NOT NULL, hash BLOB NOT NULL, seal BLOB NOT NULL
) STRICT, WITHOUT ROWID;
";
