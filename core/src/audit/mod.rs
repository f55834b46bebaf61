//! The audit: an append-only record of every act and every refusal, with hash chains per case and per firm.

pub(crate) mod chain;
pub mod receipt;
pub mod record;
pub mod report;

use crate::store::{Record as _, Table};

pub(crate) const TABLES: &[&Table] = &[record::HeadRecord::TABLE, record::EventRecord::TABLE];
