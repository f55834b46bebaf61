//! Invites: links that open one case (SPEC R2 to R5).

pub mod desk;
pub mod record;
pub mod revocation;
pub(crate) mod rules;
pub mod visit;
