//! A value as a tree: what any type is read from and written to, wherever it comes from or goes.
//!
//! Each format that is read straight into types costs one more reader and one more writer for every type. Where code has to be
//! loaded before it runs, that is most of what is loaded; there each type has one of each, which read and write trees, and a
//! format is what turns a tree into its own values. Elsewhere the formats read and write types themselves, which is faster.

pub(crate) mod json;
mod mismatch;
mod read;
mod value;
mod write;

pub use mismatch::Mismatch;
pub use read::read;
pub use value::{Format, Tree};
pub use write::{Unwritable, write};

#[cfg(test)]
mod tests;
