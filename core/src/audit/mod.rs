//! The record of every act and every refusal: append-only, one hash chain per case and one per firm.

pub(crate) mod chain;
pub mod receipt;
pub mod record;
pub mod report;

use crate::store::Table;

pub(crate) const TABLES: &[&Table] = &[&record::HEADS, &record::EVENTS];
