//! How core declares its tables, so that a backend can make real columns, indexes and constraints from them.

/// A table: rows of one record type.
#[derive(Debug, PartialEq, Eq)]
pub struct Table {
    /// The table's name, in the database as well.
    pub name: &'static str,
    /// Whether rows lie together by their parent: the key is then (parent, id), and a reference to the parent's rows is
    /// among `references`. Otherwise the parent half of every key is nil.
    pub clustered: bool,
    /// The indexed copies of what the body holds.
    pub columns: &'static [Column],
    /// Sets of columns whose values together occur once; `parent` and `id` may be named too.
    pub unique: &'static [&'static [&'static str]],
    /// Sets of columns to be found quickly; `parent` and `id` may be named too.
    pub indexes: &'static [&'static [&'static str]],
    /// Rows of other tables that must exist.
    pub references: &'static [Reference],
    /// Whether rows can only be inserted; the database itself refuses update and delete.
    pub append_only: bool,
}

/// An indexed column.
#[derive(Debug, PartialEq, Eq)]
pub struct Column {
    /// The column's name.
    pub name: &'static str,
    /// What it holds.
    pub kind: ColumnKind,
    /// Whether it may hold no value.
    pub nullable: bool,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// False or true.
    Bool,
    /// A whole number.
    Integer,
    /// UTF-8 text.
    Text,
    /// Bytes.
    Bytes,
}

/// A reference to a row of another table.
#[derive(Debug, PartialEq, Eq)]
pub struct Reference {
    /// The two columns of this table (`parent` and `id` allowed) that hold the other row's parent and id; one column where
    /// the other table is not clustered. A null makes the reference void.
    pub columns: &'static [&'static str],
    /// The other table's name.
    pub table: &'static str,
}

impl Column {
    /// A column that always has a value.
    #[must_use]
    pub const fn new(name: &'static str, kind: ColumnKind) -> Self {
        Self { name, kind, nullable: false }
    }

    /// A column that may have none.
    #[must_use]
    pub const fn nullable(name: &'static str, kind: ColumnKind) -> Self {
        Self { name, kind, nullable: true }
    }
}

impl Table {
    /// A clustered table without constraints, to be completed with struct update syntax.
    #[must_use]
    pub const fn named(name: &'static str) -> Self {
        Self {
            name,
            clustered: true,
            columns: &[],
            unique: &[],
            indexes: &[],
            references: &[],
            append_only: false,
        }
    }

    /// The position of the column `name`.
    #[must_use]
    pub fn position(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }
}
