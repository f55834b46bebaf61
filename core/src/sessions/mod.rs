//! Sessions: what a grant lives on as while a client uses the portal (SPEC R5, SECURITY A.5).
//!
//! A grant (today an invite) is opened into a session; a request presents the session's credential and is answered as its
//! [`Viewer`](viewer::Viewer).

pub(crate) mod authenticate;
pub(crate) mod end;
pub(crate) mod invite;
pub(crate) mod open;
pub(crate) mod session;
pub(crate) mod viewer;

use crate::store::Table;

pub(crate) const TABLES: &[&Table] = &[&invite::INVITES, &session::SESSIONS];
