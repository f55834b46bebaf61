//! The record of every act and every refusal: append-only, one hash chain per case and one per firm.

pub(crate) mod chain;
pub mod desk;
mod host;
pub mod receipt;
pub mod record;
