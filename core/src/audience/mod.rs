//! Audiences: for whom a document, envelope or form is, and what each person has seen of it (SPEC P6, S11, M6).
//!
//! A thing is delivered to everyone on the case or to named parties. "Everyone" means the parties that see everything at that time,
//! and every link that names no party. A party that is linked later sees the thing when it is delivered again.
//!
//! The thing's own row holds its [`Audience`]. Rows of [`DeliveryRecord`](delivery::DeliveryRecord) repeat it for each party, so that a
//! party's list is found, ordered and counted by an index. What a person has seen is a row of [`MarkRecord`](mark::MarkRecord).

pub(crate) mod addressee;
pub(crate) mod delivery;
pub(crate) mod mark;
pub(crate) mod notice;
pub mod settings;
pub(crate) mod viewer;

use crate::store::{Record as _, Table};

pub(crate) const TABLES: &[&Table] = &[delivery::DeliveryRecord::TABLE, mark::MarkRecord::TABLE];
