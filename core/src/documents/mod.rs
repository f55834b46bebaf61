//! Documents: kept for the firm, shown to the client only if allowlisted and delivered (SPEC R8).

pub mod blobs;
mod bring;
pub(crate) mod content;
pub mod desk;
pub mod record;
pub(crate) mod rules;
pub mod visit;
