//! A store as the bytes of a database file.

use crate::errors::{of_opening, of_statement};
use crate::options::SqliteOptions;
use crate::settings::Role;
use crate::store::SqliteStore;
use crate::{damage, open, settings};
use casegate::store::StoreError;
use rusqlite::{Connection, MAIN_DB, OpenFlags};

/// The bytes of a database's header that say how its commits are written; [`WITHOUT_LOG`] is their value without a log.
const VERSIONS: std::ops::Range<usize> = 18..20;
const WITHOUT_LOG: [u8; 2] = [1, 1];

impl SqliteStore {
    /// Returns the store as it is at this moment, as the bytes of a database file.
    ///
    /// # Errors
    /// The database's error.
    pub fn to_bytes(&self) -> Result<Vec<u8>, StoreError> {
        self.health.check()?;
        self.with_writer_mut(|conn| {
            let data = conn.serialize(MAIN_DB).map_err(|error| of_statement(&error))?;
            let mut bytes = data.to_vec();
            without_log(&mut bytes);
            Ok(bytes)
        })
    }
}

impl SqliteOptions {
    /// Opens a store in memory with the contents of a database file from any source.
    ///
    /// # Errors
    /// [`StoreError::Foreign`] if the bytes are not a store, [`StoreError::Newer`] if a newer version wrote them,
    /// [`StoreError::Corrupt`] if they are damaged or the tables are not the declared ones.
    pub fn open_bytes(self, mut bytes: Vec<u8>) -> Result<SqliteStore, StoreError> {
        without_log(&mut bytes);
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut conn = Connection::open_in_memory_with_flags(flags).map_err(|error| of_opening(&error))?;
        let length = bytes.len();
        conn.deserialize_read_exact(MAIN_DB, bytes.as_slice(), length, false)
            .map_err(|error| of_opening(&error))?;
        settings::apply(&conn, Role::Memory, self.durability, self.wait)?;
        settings::verify(&conn, Role::Memory, self.durability)?;
        open::require_ours(&conn, &self)?;
        damage::check(&conn)?;
        open::upgrade_older(&mut conn, &self)?;
        SqliteStore::of_memory(conn, self)
    }
}

/// Marks the bytes as a database without a log. A log that was copied apart from its file is of no use, and a store in
/// memory has none.
fn without_log(bytes: &mut [u8]) {
    if let Some(versions) = bytes.get_mut(VERSIONS) {
        versions.copy_from_slice(&WITHOUT_LOG);
    }
}
