//! Sessions: the access of a client who opened a grant (SPEC R5, SECURITY A.5).
//!
//! Opening a grant (today an invite) starts a session. A request presents the session's credential and runs as its
//! [`Viewer`](viewer::Viewer).

pub(crate) mod authenticate;
pub(crate) mod end;
pub(crate) mod invite;
pub(crate) mod open;
pub(crate) mod session;
pub(crate) mod viewer;

use crate::store::Table;

pub(crate) const TABLES: &[&Table] = &[&invite::INVITES, &session::SESSIONS];
