//! Trees: the intermediate form from which any type is read and to which it is written.
//!
//! Each format that types read and write directly costs one more reader and one more writer for every type. Where code
//! has to be downloaded before it runs, that would be most of the download. There each type has one reader and one
//! writer, for trees, and a format only converts trees to its own values. Elsewhere types read and write the formats
//! directly, which is faster.

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
