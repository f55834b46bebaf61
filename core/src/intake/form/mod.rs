//! The intake's form: its fields as data, the parsing of entries, and the arithmetic of the forms.
//!
//! Everything here is pure: it takes values and returns a value or a typed error. It uses no store, no clock
//! and no randomness.
//!
//! * The questions: [`Section`], [`schema`], [`Revision`].
//! * The answers: [`parse()`] reads an [`Entry`] into an [`Answer`], or into a [`SensitiveText`] to be
//!   sealed.
//! * The conditions of a submission: [`check()`].
//! * The amounts derived from the answers: [`totals()`], [`FinancialSummary`], and the dated rules of
//!   [`oic`], [`standards`] and [`due_dates`].

pub mod answer;
pub mod arithmetic;
pub mod check;
pub mod due_dates;
pub mod entry;
pub mod kind;
pub mod oic;
pub mod parse;
pub mod path;
pub mod revision;
pub mod schema;
pub mod section;
pub mod standards;
pub mod summary;
pub mod totals;

pub use answer::{Answer, Answers, Parsed, SensitiveText};
pub use arithmetic::PayFrequency;
pub use check::{Problem, check, check_rows};
pub use entry::{Entry, EntryValue};
pub use kind::{FieldKind, Tier};
pub use parse::{ParsedEntry, parse};
pub use path::FieldPath;
pub use revision::Revision;
pub use schema::{FieldSchema, ListSchema, SectionSchema};
pub use section::Section;
pub use summary::FinancialSummary;
pub use totals::{Total, totals};

mod figures;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod texts;
