//! The store contract: what a host's database has to do, and nothing about portals.
//!
//! A store runs closures as transactions over tables that its caller declares. It knows rows as a key, a version,
//! a few columns and an opaque body, which is JSON or bytes. Rules, clocks, randomness, expiry and permissions never live here.
//!
//! # The contract
//! Each clause is a case of the conformance suite.
//! * `write`s are serializable with each other; a transaction sees its own writes; `read` sees one snapshot.
//! * If the closure returns [`Abort`] or panics, nothing it wrote is kept and the store stays usable.
//! * The closure may run more than once (a backend retries a serialization failure), so it only reads, decides and writes.
//! * A row that is only peeked at is not part of what a transaction is serialized by.
//! * Inserting a key or a unique value that exists, and updating a row that is missing or has another version, is
//!   [`StoreError::Conflict`]; deleting a missing row is `Ok(false)`. There is no upsert.
//! * Breaking a reference is [`StoreError::Conflict`] too; rows of an append-only table can be neither updated nor deleted.
//! * Lists are ordered as asked, ties by key. A page starts after its cursor, whatever was inserted or deleted since the page before.
//! * Text and bytes compare bytewise. Nulls sort first and equal nothing, so unique sets with a null never collide.
//! * Bodies come back byte for byte, and the columns of a table that returns them value for value.
//! * When the outcome of a commit is not known the answer is [`StoreError::OutcomeUnknown`], never success.

pub mod blobs;
mod check;
mod contract;
pub(crate) mod counts;
mod error;
mod fault;
mod memory;
pub mod migrate;
pub(crate) mod page;
mod query;
mod record;
mod records;
mod row;
mod table;
pub(crate) mod terms;
mod typed;

pub use check::{check_query, check_row};
pub use contract::{Abort, ReadBody, ReadTx, Store, StoreFinding, WriteBody, WriteTx};
pub use error::StoreError;
pub use fault::FaultyStore;
pub use memory::MemoryStore;
pub use query::{After, Direction, Filter, Order, Query};
pub(crate) use record::{Record, Selection, bytes_of_row, column_of_row, record_of_json, record_to_json};
pub(crate) use records::{Records, RecordsMut, StoreExt, Stored};
pub use row::{Body, Key, NewRow, Row, Value};
pub use table::{BodyKind, Column, ColumnKind, Reference, Table};
pub(crate) use typed::{Condition, Indexed, KeyPart, Readable, TypedColumn};

/// The tables of words and counts, which serve the lists of several rooms.
pub(crate) const TABLES: &[&Table] = &[terms::TermRecord::TABLE, counts::CountRecord::TABLE];
