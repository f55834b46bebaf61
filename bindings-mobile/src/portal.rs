//! Opening a portal.

use crate::answer::answer;
use crate::doors::{Desk, Visit};
use crate::plug_ins::{AppBlobs, AppClock, AppKeys, Blobs, Clock, Keys};
use casegate_core::audit::report::ChainReport;
use casegate_core::foundation::time::Timestamp;
use casegate_core::history::desk::{AuditOrder, AuditPage};
use casegate_core::mobile::PortalError;
use casegate_core::portal;
use casegate_core::{Origin, Result, Source, Staff};
use casegate_sqlite::SqliteStore;
use std::fmt;
use std::sync::Arc;

/// The rules of a client portal over a store in one file. Share it between threads; every call may block.
///
/// Staff come in by `desk`, clients by `visitor` and `visit`.
#[derive(uniffi::Object)]
#[uniffi::export(Debug)]
pub struct Portal {
    portal: portal::Portal,
    store: Arc<SqliteStore>,
}

impl fmt::Debug for Portal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Portal")
    }
}

/// What an app supplies; everything has a default.
struct Setup {
    origin: Option<String>,
    clock: Option<Arc<dyn Clock>>,
    keys: Option<Arc<dyn Keys>>,
    blobs: Option<Arc<dyn Blobs>>,
}

impl Setup {
    fn on(self, store: SqliteStore) -> Result<Portal> {
        let store = Arc::new(store);
        let mut builder = portal::Portal::on_shared(store.clone());
        if let Some(origin) = self.origin {
            builder = builder.origin(Origin::parse(&origin)?);
        }
        if let Some(clock) = self.clock {
            builder = builder.clock(AppClock(clock));
        }
        if let Some(keys) = self.keys {
            builder = builder.keys(AppKeys(keys));
        }
        if let Some(blobs) = self.blobs {
            builder = builder.blobs(AppBlobs(blobs));
        }
        Ok(Portal { portal: builder.build()?, store })
    }
}

#[uniffi::export]
impl Portal {
    /// Opens the store at `path`, and makes it if there is none. Links lead to `origin`; without `keys`, sensitive fields are
    /// refused; the clock is the system's and documents' bytes are in the store, unless others are given.
    ///
    /// # Errors
    /// `link_address_invalid` for the origin; as the store fails, such as `store_foreign` or `store_newer`.
    #[uniffi::constructor(default(origin = None, clock = None, keys = None, blobs = None))]
    pub fn open(
        path: String,
        origin: Option<String>,
        clock: Option<Arc<dyn Clock>>,
        keys: Option<Arc<dyn Keys>>,
        blobs: Option<Arc<dyn Blobs>>,
    ) -> Result<Self, PortalError> {
        answer(|| Setup { origin, clock, keys, blobs }.on(SqliteStore::open(path)?))
    }

    /// A new portal in memory, for trials and tests; otherwise as `open`.
    ///
    /// # Errors
    /// As for `open`.
    #[uniffi::constructor(default(origin = None, clock = None, keys = None, blobs = None))]
    pub fn in_memory(
        origin: Option<String>,
        clock: Option<Arc<dyn Clock>>,
        keys: Option<Arc<dyn Keys>>,
        blobs: Option<Arc<dyn Blobs>>,
    ) -> Result<Self, PortalError> {
        answer(|| Setup { origin, clock, keys, blobs }.on(SqliteStore::open_in_memory()?))
    }

    /// Returns the desk of a member of staff whom the app has authenticated.
    ///
    /// # Errors
    /// As texts are refused, at `staff.id` or `staff.name`.
    #[uniffi::method(default(source = None))]
    pub fn desk(&self, staff: Staff, source: Option<Source>) -> Result<Desk, PortalError> {
        answer(|| self.portal.desk(staff, &source.unwrap_or_default()).map(Desk))
    }

    /// Returns a visit without a session. Only opening a link and reporting a leak are possible.
    #[uniffi::method(default(source = None))]
    pub fn visitor(&self, source: Option<Source>) -> Visit {
        Visit(self.portal.visitor(&source.unwrap_or_default()))
    }

    /// Returns a visit with a session's credential, as the app stored it. Every operation verifies it again.
    #[uniffi::method(default(source = None))]
    pub fn visit(&self, session: String, source: Option<Source>) -> Visit {
        Visit(self.portal.visit(&session, &source.unwrap_or_default()))
    }

    /// Copies the store as it is at this moment to a new file, while it stays in use.
    ///
    /// # Errors
    /// `changed_meanwhile` if the file exists; as the store fails.
    pub fn backup(&self, path: String) -> Result<(), PortalError> {
        answer(|| Ok(self.store.backup_to(path)?))
    }

    /// Searches the whole store for damage. Takes long on a large one; other calls go on meanwhile.
    ///
    /// # Errors
    /// `store_corrupt` if there is any.
    pub fn check(&self) -> Result<(), PortalError> {
        answer(|| Ok(self.store.check()?))
    }

    /// Takes the clock's word for what time it is, although it is far from the last act.
    ///
    /// # Errors
    /// As the store fails.
    pub fn accept_clock(&self) -> Result<Timestamp, PortalError> {
        answer(|| self.portal.accept_clock())
    }

    /// A page of what happened before it was known whom it concerned, such as links that nobody minted. Oldest first unless
    /// told, beyond the sequence number `after` in that order.
    ///
    /// # Errors
    /// `number_out_of_range` at `limit` or `after`; as the store fails.
    #[uniffi::method(default(order = None, after = None, limit = None))]
    pub fn list_store_audit(
        &self,
        order: Option<AuditOrder>,
        after: Option<i64>,
        limit: Option<u32>,
    ) -> Result<AuditPage, PortalError> {
        answer(|| self.portal.list_store_audit(order, after, limit))
    }

    /// Whether that record is intact.
    ///
    /// # Errors
    /// As the store fails.
    pub fn verify_store_audit(&self) -> Result<ChainReport, PortalError> {
        answer(|| self.portal.verify_store_audit())
    }
}
