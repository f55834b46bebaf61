//! Every table of the product, and the version of the stored format.

use crate::foundation::concat::concat_lists;
use crate::store::{MemoryStore, Table};

/// The version of the stored format. A backend refuses a store with a higher one.
pub const VERSION: u32 = 1;

/// All tables. Each comes after the tables that it refers to.
pub const TABLES: &[&Table] = concat_lists![&'static Table;
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
