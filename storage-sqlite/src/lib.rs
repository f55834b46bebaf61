//! Casegate's store contract on SQLite: one file that the database itself guards, or a database in memory.
//!
//! A file is always used in WAL mode with one writer at a time and readers beside it. Tables, constraints, indexes and
//! append-only triggers are made from the declarations in [`casegate::schema`], so whoever opens the file with SQL
//! finds the same rules enforced.
//!
//! # What a host has to know
//! * Three files belong together: the database, `-wal` and `-shm`; copy them only with [`SqliteStore::backup_to`].
//!   Two more, `.lock` and `.turn`, lie beside them and are never deleted.
//! * Don't open the file with another copy of SQLite in the same process, not even to read: closing it drops the locks of
//!   this one and may delete the log under it. On Linux further locks, which it cannot drop, keep it from doing harm; the store
//!   notices what happened all the same and refuses to go on, see [`StoreError::Unsuitable`].
//! * Keep the file on a local disk, and open the store after forking, not before.
//! * `read` and `write` block; a call inside another one's closure waits for itself and answers [`StoreError::Busy`].
//!
//! [`StoreError::Unsuitable`]: casegate::store::StoreError::Unsuitable
//! [`StoreError::Busy`]: casegate::store::StoreError::Busy
#![forbid(unsafe_code)]

mod catalog;
mod contents;
mod damage;
mod errors;
mod open;
mod options;
mod platform;
mod schema;
mod select;
mod settings;
mod slots;
mod standing;
mod store;
#[cfg(test)]
mod tests;
mod transaction;

pub use open::APPLICATION_ID;
pub use options::{Durability, SqliteOptions};
#[cfg(not(target_family = "wasm"))]
pub use platform::DirectoryBlobs;
pub use store::SqliteStore;
