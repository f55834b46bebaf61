//! Declarations of tables, from which a backend makes real columns, indexes and constraints.

/// A table: rows of one record type.
#[derive(Debug, PartialEq, Eq)]
pub struct Table {
    /// The table's name, in the database as well.
    pub name: &'static str,
    /// Whether rows are stored together by their parent. The key is then (parent, id), and a reference to the parent's
    /// rows is among `references`. Otherwise the parent half of every key is nil.
    pub clustered: bool,
    /// The kind of its bodies.
    pub body: BodyKind,
    /// The columns. Beside a JSON body they repeat values for queries; beside bytes they hold all other fields.
    pub columns: &'static [Column],
    /// Whether reads return the values of the columns. A JSON body has them already.
    pub returns_columns: bool,
    /// Sets of columns whose combined values occur only once; `parent` and `id` may be named too.
    pub unique: &'static [&'static [&'static str]],
    /// Indexes: lists of columns to search by, whose order matters; `parent` and `id` may be named too.
    pub indexes: &'static [&'static [&'static str]],
    /// References to rows of other tables, which must exist.
    pub references: &'static [Reference],
    /// Whether rows can only be inserted; the database itself refuses updates and deletions.
    pub append_only: bool,
}

/// The kind of a table's bodies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyKind {
    /// Records as JSON.
    Json,
    /// Bytes, such as those of a file.
    Bytes,
}

/// A column.
#[derive(Debug, PartialEq, Eq)]
pub struct Column {
    /// The column's name.
    pub name: &'static str,
    /// The kind of its values.
    pub kind: ColumnKind,
    /// Whether it may be null.
    pub nullable: bool,
}

/// The kind of a column's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// A boolean.
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
    /// The two columns of this table (`parent` and `id` allowed) that hold the other row's parent and id; one column if
    /// the other table is not clustered. A null makes the reference void.
    pub columns: &'static [&'static str],
    /// The other table's name.
    pub table: &'static str,
}

impl Column {
    /// Creates a column that always has a value.
    #[must_use]
    pub const fn new(name: &'static str, kind: ColumnKind) -> Self {
        Self { name, kind, nullable: false }
    }

    /// Creates a column that may be null.
    #[must_use]
    pub const fn nullable(name: &'static str, kind: ColumnKind) -> Self {
        Self { name, kind, nullable: true }
    }
}

impl Table {
    /// Creates a clustered table of JSON bodies without columns and constraints, to be completed with struct update syntax.
    #[must_use]
    pub const fn named(name: &'static str) -> Self {
        Self {
            name,
            clustered: true,
            body: BodyKind::Json,
            columns: &[],
            returns_columns: false,
            unique: &[],
            indexes: &[],
            references: &[],
            append_only: false,
        }
    }

    /// Returns the position of the column `name`.
    #[must_use]
    pub fn position(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }
}
