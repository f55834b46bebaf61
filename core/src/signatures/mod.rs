//! Signatures: envelopes that an e-sign provider holds, and the documents that come back signed (SPEC R9).

pub mod desk;
pub mod record;
pub(crate) mod rules;
pub mod visit;
