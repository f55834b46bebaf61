//! The suite's own tables: a small library, with every feature that a declaration can have.

use casegate::store::{BodyKind, Column, ColumnKind, Reference, Table};

/// The version to open a store of [`TABLES`] with.
pub const VERSION: u32 = 1;

/// Every table, each after those it refers to.
pub static TABLES: &[&Table] = &[&SHELVES, &BOOKS, &LOANS, &LOG, &PICTURES];

/// Not clustered; every kind of column, and unique sets with columns that may be null.
pub static SHELVES: Table = Table {
    clustered: false,
    columns: &[
        Column::new("label", ColumnKind::Text),
        Column::nullable("code", ColumnKind::Text),
        Column::nullable("floor", ColumnKind::Integer),
        Column::new("locked", ColumnKind::Bool),
        Column::nullable("mark", ColumnKind::Bytes),
    ],
    unique: &[&["code"], &["floor", "mark"]],
    indexes: &[&["label"], &["floor"]],
    ..Table::named("shelves")
};

/// Clustered under a shelf; refers to that shelf, and to another book on it.
pub static BOOKS: Table = Table {
    columns: &[
        Column::new("title", ColumnKind::Text),
        Column::nullable("isbn", ColumnKind::Text),
        Column::nullable("pages", ColumnKind::Integer),
        Column::nullable("sequel_to", ColumnKind::Bytes),
    ],
    unique: &[&["parent", "isbn"]],
    indexes: &[&["parent", "title"], &["pages"]],
    references: &[
        Reference { columns: &["parent"], table: "shelves" },
        Reference { columns: &["parent", "sequel_to"], table: "books" },
    ],
    ..Table::named("books")
};

/// Not clustered; refers to a clustered row by both halves of its key.
pub static LOANS: Table = Table {
    clustered: false,
    columns: &[
        Column::nullable("shelf", ColumnKind::Bytes),
        Column::nullable("book", ColumnKind::Bytes),
        Column::new("order", ColumnKind::Integer),
    ],
    references: &[Reference { columns: &["shelf", "book"], table: "books" }],
    ..Table::named("loans")
};

/// Append-only, clustered without a reference.
pub static LOG: Table = Table {
    columns: &[Column::new("at", ColumnKind::Integer)],
    unique: &[&["parent", "at"]],
    append_only: true,
    ..Table::named("log")
};

/// Bodies are bytes, and rows come with their columns; clustered under a shelf.
pub static PICTURES: Table = Table {
    body: BodyKind::Bytes,
    columns: &[
        Column::new("caption", ColumnKind::Text),
        Column::nullable("width", ColumnKind::Integer),
        Column::new("shown", ColumnKind::Bool),
        Column::nullable("stamp", ColumnKind::Bytes),
    ],
    returns_columns: true,
    indexes: &[&["parent", "caption"]],
    references: &[Reference { columns: &["parent"], table: "shelves" }],
    ..Table::named("pictures")
};
