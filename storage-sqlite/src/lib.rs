//! Casegate's store contract on SQLite: one file whose rules the database itself enforces, or a database in memory.
//!
//! A file is used in WAL mode, with one writer at a time and readers beside it; in a browser one connection writes and
//! reads, with a rollback journal. Tables, constraints, indexes and append-only triggers are made from the declarations
//! in [`casegate::schema`], so a program that opens the file with SQL is bound by the same rules.
//!
//! # What a host has to know
//! * Three files belong together: the database, `-wal` and `-shm`; copy them only with [`SqliteStore::backup_to`]. Two
//!   more, `.lock` and `.turn`, are beside them and are never deleted.
//! * Don't open the file with another copy of SQLite in the same process, not even to read. When that copy closes the
//!   file, it drops the locks of this one and may delete the log in use. On Linux additional locks, which it cannot
//!   drop, prevent this damage. The store also detects what happened and refuses to continue, see
//!   [`StoreError::Unsuitable`].
//! * Keep the file on a local disk, and open the store after forking, not before.
//! * `read` and `write` block. A call inside another call's closure waits for itself and fails with [`StoreError::Busy`].
//!
//! [`StoreError::Unsuitable`]: casegate::store::StoreError::Unsuitable
//! [`StoreError::Busy`]: casegate::store::StoreError::Busy
#![forbid(unsafe_code)]

mod catalog;
mod contents;
mod damage;
mod errors;
mod health;
mod open;
mod options;
mod platform;
mod rows;
mod schema;
mod select;
mod settings;
mod slots;
mod store;
#[cfg(test)]
mod tests;
mod transaction;
mod upgrade;

pub use open::APPLICATION_ID;
pub use options::{Durability, SqliteOptions};
#[cfg(not(target_family = "wasm"))]
pub use platform::DirectoryBlobs;
pub use store::SqliteStore;
