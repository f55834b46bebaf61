//! Every bound in one place, each with its reason. Characters are Unicode scalar values after NFC.

use crate::foundation::time::{DAY, HOUR, MINUTE};

/// Names of firms, clients, documents, envelopes: two lines on a phone.
pub const NAME: usize = 160;
/// A label such as "taxpayer" or "spouse": fits a badge.
pub const LABEL: usize = 40;
/// A sentence shown to a client.
pub const SENTENCE: usize = 300;
/// An internal stage or blocker of the host's own workflow.
pub const STAGE: usize = 120;
/// Internal notes and intake narratives: about four printed pages.
pub const NARRATIVE: usize = 12_000;
/// A single-line intake answer.
pub const ANSWER: usize = 400;
/// A web address; what browsers and mail programs carry unharmed.
pub const ADDRESS: usize = 2_000;
/// An identity that the host gives for a member of staff or a request's source.
pub const IDENTITY: usize = 120;

/// Stages in one firm's phase map: several times the longest workflow seen.
pub const MAPPED_STAGES: usize = 200;
/// Stages that left the map and are remembered for the cases that stand at them.
pub const RETIRED_STAGES: usize = 1_000;
/// Blockers on one case.
pub const BLOCKERS: usize = 50;
/// Live invites of one case: a couple, their advisers, and replacements.
pub const LIVE_INVITES: u32 = 50;
/// Live sessions of one invite; the oldest is ended beyond that.
pub const LIVE_SESSIONS: usize = 20;
/// Sessions of one invite that are kept, the ended ones included, so that a reuse can be told from an invention.
pub const KEPT_SESSIONS: usize = 100;
/// Submissions of one case: years of monthly corrections.
pub const SUBMISSIONS: u32 = 2_000;
/// How far a clock may be ahead of the last act before it is not believed: longer than any invite lives.
pub const CLOCK_JUMP: i64 = 400 * DAY;
/// Credentials in one report of leaks.
pub const LEAKS: usize = 1_000;
/// Offices of one firm: several times the largest practice of one brand.
pub const OFFICES: u32 = 200;
/// Cases of one client: decades of engagements.
pub const CASES_PER_CLIENT: u32 = 500;
/// Parties of one client.
pub const PARTIES: u32 = 200;
/// Parties that one contact can be, of whatever clients: an accountant or an employer is one of many.
pub const ROLES: u32 = 500;
/// Addresses of one contact (SPEC S8 has 15 for an account).
pub const ADDRESSES: usize = 15;
/// Documents, envelopes or forms on one case.
pub const ITEMS_PER_CASE: u32 = 500;
/// Rows in one intake list (bank accounts, properties): far above what any 433 prints.
pub const INTAKE_ROWS: usize = 60;
/// Entries in one save of an intake section.
pub const INTAKE_ENTRIES: usize = 2_000;
/// Answers of one section touched between two submissions.
pub const INTAKE_TOUCHED: usize = 4_000;
/// Figures decided in one review.
pub const DECISIONS: usize = 2_000;
/// Rows of each kind on a portal's first page.
pub const HOME_ROWS: u32 = 5;
/// How far the first page counts what there is: a count of 100 is shown as "99+".
pub const HOME_COUNT: u32 = 100;
/// Rows in one page of a list.
pub const PAGE: u32 = 200;
/// Messages that a host takes from the outbox at once: what it can send before its lease ends.
pub const OUTBOX_BATCH: u32 = 100;
/// Words by which one row is found, or for which one search looks.
pub const WORDS: usize = 200;
/// Characters of a word that is searched by.
pub const WORD: usize = 64;
/// Words that one page of a search reads. The page then ends, with a cursor, however little was found.
pub const SEARCHED: u32 = 2_000;
/// Reads of the outbox in one call, if messages wait for earlier ones.
pub const OUTBOX_PAGES: u32 = 20;
/// Bytes of one operation's JSON input, document content (base64) included.
pub const INPUT_BYTES: usize = 36 * 1024 * 1024;

/// Bytes of one document: a scanned return of some hundred pages.
pub const DOCUMENT_BYTES: usize = 25 * 1024 * 1024;
/// Bytes of one chunk of a document; also how much a revoked download can still receive.
pub const CHUNK_BYTES: usize = 256 * 1024;
/// Bytes of a firm's logo: it travels with every page.
pub const LOGO_BYTES: usize = 256 * 1024;

/// An invite lives 90 days unless the firm or the invite says otherwise (SPEC R3).
pub const INVITE_DAYS: u32 = 90;
/// The longest life of an invite: a year and a day; there is no "never".
pub const INVITE_DAYS_MOST: u32 = 366;
/// The shortest life of an invite.
pub const INVITE_SHORTEST: i64 = HOUR;
/// A session unused for this long is over (SPEC R5).
pub const SESSION_IDLE: i64 = 30 * MINUTE;
/// A session is over after this long, whatever happens in it (SPEC R5).
pub const SESSION_ABSOLUTE: i64 = 12 * HOUR;
/// A session's last use is written at most this often: it keeps reads free of writes.
pub const SESSION_TOUCH: i64 = MINUTE;
/// When a member of staff was last seen is stored at most this often.
pub const STAFF_TOUCH: i64 = HOUR;
/// That a client's intake moved is written to its case at most this often: a page may save with every field.
pub const CASE_TOUCH: i64 = MINUTE;
/// A case untouched for this long counts as paused for months (SPEC R15).
pub const PAUSED_AFTER: i64 = 90 * DAY;

/// Failed attempts in one window after which a source is throttled; or, for the wider ones, after which a source is
/// throttled at its first failure.
pub const FAILURES_PER_SOURCE: u32 = 20;
/// See [`FAILURES_PER_SOURCE`].
pub const FAILURES_PER_SELECTOR: u32 = 50;
/// See [`FAILURES_PER_SOURCE`].
pub const FAILURES_PER_FIRM: u32 = 1_000;
/// See [`FAILURES_PER_SOURCE`].
pub const FAILURES_GLOBAL: u32 = 20_000;
/// How long failed attempts are remembered.
pub const FAILURE_WINDOW: i64 = 15 * MINUTE;
