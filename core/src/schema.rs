//! Every table of the product, and every version of the stored format.

use crate::foundation::concat::concat_lists;
use crate::store::migrate::Version;
use crate::store::{MemoryStore, Table};

/// Every version of the stored format, the present one last. A backend opens a store of an older version by applying the changes since,
/// and refuses a store of a newer one.
///
/// The first version is not frozen yet: stores of it that were written before may not open.
pub const VERSIONS: &[Version] = &[Version { tables: TABLES, changes: &[] }];

/// All tables. Each comes after the tables that it refers to.
pub const TABLES: &[&Table] = concat_lists![&'static Table;
    crate::store::TABLES,
    crate::act::TABLES,
    crate::access::TABLES,
    crate::audit::TABLES,
    crate::firm::TABLES,
    crate::clients::TABLES,
    crate::contacts::TABLES,
    crate::cases::TABLES,
    crate::sessions::TABLES,
    crate::audience::TABLES,
    crate::documents::TABLES,
    crate::signatures::TABLES,
    crate::forms::TABLES,
    crate::intake::TABLES,
    crate::outbox::TABLES,
    crate::jobs::TABLES,
];

impl MemoryStore {
    /// Returns an empty store of the product's tables.
    #[must_use]
    pub fn new() -> Self {
        Self::over(TABLES)
    }
}

impl Default for MemoryStore {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::migrate::check_versions;

    #[test]
    fn every_version_leads_to_the_next() {
        assert_eq!(check_versions(VERSIONS), Ok(()));
    }
}
