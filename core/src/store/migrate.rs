//! Versions of a stored format, and how rows get from one version to the next.
//!
//! A backend opens a store of an older version by applying the [`Change`]s of each version after it, all in one transaction. It
//! creates the tables that a version adds; tables that two versions declare alike keep their rows as they are.

use super::{NewRow, Row, StoreError, Table};

/// One version of a stored format. The position in a list of versions, from 1, is its number.
#[derive(Debug)]
pub struct Version {
    /// The tables of this version, each after those that it refers to.
    pub tables: &'static [&'static Table],
    /// What changes for tables of the version before; empty for the first version.
    pub changes: &'static [Change],
}

/// What happens to a table of the version before.
#[derive(Debug)]
pub enum Change {
    /// Its rows are written anew, into one or more tables of this version. A table whose declaration changes, whose bodies change, or
    /// that is split or renamed needs this.
    Rewrite {
        /// The table's name in the version before.
        table: &'static str,
        /// The function that writes one row anew.
        rewrite: Rewrite,
    },
    /// It goes, with its rows.
    Drop {
        /// The table's name in the version before.
        table: &'static str,
    },
}

/// A function that writes one row of the version before anew.
///
/// # Errors
/// [`StoreError::Corrupt`] for a row that the version before cannot have written. The store then stays as it was.
pub type Rewrite = fn(&Row) -> Result<Vec<Rewritten>, StoreError>;

/// A row of the new version.
#[derive(Debug)]
pub struct Rewritten {
    /// Its table, one of the new version's.
    pub table: &'static Table,
    /// Its key, columns and body.
    pub row: NewRow,
    /// The version number of the row, which an update has to name. Usually that of the old row.
    pub version: i64,
}

impl Change {
    /// Returns the name of the table that changes.
    #[must_use]
    pub const fn table(&self) -> &'static str {
        match self {
            Self::Rewrite { table, .. } | Self::Drop { table } => table,
        }
    }
}

/// Checks that each table whose declaration changes, or that is missing, has one [`Change`]. Bodies that change while the declaration
/// stays are not noticed.
///
/// # Errors
/// [`StoreError::Misused`] if a changed or missing table is not named by a [`Change`], or a change names a table that the version
/// before does not have, or one table twice.
pub fn check_versions(versions: &[Version]) -> Result<(), StoreError> {
    let is_first_plain = versions.first().is_some_and(|first| first.changes.is_empty());
    let are_linked = versions.windows(2).all(|pair| match pair {
        [before, after] => is_accounted_for(before, after),
        _ => false,
    });
    if is_first_plain && are_linked { Ok(()) } else { Err(StoreError::Misused) }
}

fn is_accounted_for(before: &Version, after: &Version) -> bool {
    let named = |name: &str| after.changes.iter().filter(|change| change.table() == name).count();
    let stays = |table: &&Table| after.tables.iter().any(|new| **new == **table);
    let is_settled = |table: &&Table| match named(table.name) {
        0 => stays(table),
        1 => true,
        _ => false,
    };
    let is_known = |change: &Change| before.tables.iter().any(|table| table.name == change.table());
    before.tables.iter().all(is_settled) && after.changes.iter().all(is_known)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Column, ColumnKind};

    static OLD: Table = Table { ..Table::named("cases") };
    static NEW: Table = Table { columns: &[Column::new("name", ColumnKind::Text)], ..Table::named("cases") };
    static ADDED: Table = Table { ..Table::named("notes") };

    fn keep_none(_: &Row) -> Result<Vec<Rewritten>, StoreError> {
        Ok(Vec::new())
    }

    const fn rewrite(table: &'static str) -> Change {
        Change::Rewrite { table, rewrite: keep_none }
    }

    fn check(tables: &'static [&'static Table], changes: &'static [Change]) -> Result<(), StoreError> {
        static FIRST: &[&Table] = &[&OLD];
        check_versions(&[Version { tables: FIRST, changes: &[] }, Version { tables, changes }])
    }

    #[test]
    fn every_table_of_the_version_before_is_accounted_for() {
        static BOTH: &[&Table] = &[&OLD, &ADDED];
        static CHANGED: &[&Table] = &[&NEW];
        static OTHER: &[&Table] = &[&ADDED];
        static REWRITE: &[Change] = &[rewrite("cases")];
        static TWICE: &[Change] = &[rewrite("cases"), Change::Drop { table: "cases" }];
        static UNKNOWN: &[Change] = &[rewrite("cases"), Change::Drop { table: "letters" }];
        static DROP: &[Change] = &[Change::Drop { table: "cases" }];
        assert_eq!(check(BOTH, &[]), Ok(()));
        assert_eq!(check(CHANGED, REWRITE), Ok(()));
        assert_eq!(check(OTHER, DROP), Ok(()));
        assert_eq!(check(CHANGED, &[]), Err(StoreError::Misused), "a changed table that nothing rewrites");
        assert_eq!(check(OTHER, &[]), Err(StoreError::Misused), "a table that is gone without a word");
        assert_eq!(check(CHANGED, TWICE), Err(StoreError::Misused));
        assert_eq!(check(CHANGED, UNKNOWN), Err(StoreError::Misused));
        assert_eq!(check_versions(&[]), Err(StoreError::Misused));
        assert_eq!(check_versions(&[Version { tables: &[], changes: DROP }]), Err(StoreError::Misused));
    }
}
