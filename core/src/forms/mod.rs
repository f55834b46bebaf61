//! Forms: links to forms that staff generated elsewhere, for the client to resume (SPEC R10).

pub mod desk;
pub mod record;
pub mod visit;
