//! Sessions: the access of a client who opened an invite (SPEC R5, SECURITY A.5).
//!
//! Opening an invite starts a session with the invite's [`Grant`](grant::Grant). A request presents the session's credential and runs as its
//! [`Viewer`](viewer::Viewer): a [`Person`](grant::Person) with a [`Reach`](grant::Reach), in a [`Mode`](mode::Mode).

pub(crate) mod authenticate;
pub(crate) mod end;
pub(crate) mod grant;
pub(crate) mod invite;
pub(crate) mod mode;
pub(crate) mod open;
pub(crate) mod session;
pub(crate) mod viewer;

use crate::store::{Record as _, Table};

pub(crate) const TABLES: &[&Table] = &[invite::InviteRecord::TABLE, session::SessionRecord::TABLE];
