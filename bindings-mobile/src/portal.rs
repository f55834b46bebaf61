//! The portal and how it is opened.

use crate::answer::answer;
use crate::doors::{Desk, HostDoor, Visit};
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

/// A client portal on a store in one file. Share it between threads. Every call may block.
///
/// Staff use it by `desk`, clients by `visitor` and `visit`, the host itself by `host`.
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

/// The settings and plug-ins of an app, each of which has a default.
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
    /// Opens the store at `path`, which is created if it does not exist. Links lead to `origin`.
    /// Without `keys`, sensitive fields are refused. By default the clock is the system's and
    /// documents' bytes are in the store.
    ///
    /// # Errors
    /// `link_address_invalid` for the origin; the store's errors, such as `store_foreign` or `store_newer`.
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

    /// Opens a new portal in memory, for trials and tests. The arguments are those of `open`.
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
    /// `text_required`, `text_too_long` or `text_invalid` at `staff.id` or `staff.name`;
    /// `list_too_long` at `staff.offices`.
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

    /// Returns the host's own operations, for all firms: sending messages and running jobs.
    pub fn host(&self) -> HostDoor {
        HostDoor(self.portal.host())
    }

    /// Copies the store in its present state to a new file. The store stays in use meanwhile.
    ///
    /// # Errors
    /// `changed_meanwhile` if the file exists; the store's errors.
    pub fn backup(&self, path: String) -> Result<(), PortalError> {
        answer(|| Ok(self.store.backup_to(path)?))
    }

    /// Searches the whole store for damage. This takes long on a large one; other calls continue meanwhile.
    ///
    /// # Errors
    /// `store_corrupt` if there is any.
    pub fn check(&self) -> Result<(), PortalError> {
        answer(|| Ok(self.store.check()?))
    }

    /// Accepts the clock's time although it is far from the last act, and returns it. The change is audited.
    ///
    /// # Errors
    /// The store's errors.
    pub fn accept_clock(&self) -> Result<Timestamp, PortalError> {
        answer(|| self.portal.accept_clock())
    }

    /// Returns a page of the store's own audit chain, which holds presented links that were never minted,
    /// and acts of the host. The order is oldest first by default; the page starts after the sequence
    /// number `after` in that order.
    ///
    /// # Errors
    /// `number_out_of_range` at `limit` or `after`; the store's errors.
    #[uniffi::method(default(order = None, after = None, limit = None))]
    pub fn list_store_audit(
        &self,
        order: Option<AuditOrder>,
        after: Option<i64>,
        limit: Option<u32>,
    ) -> Result<AuditPage, PortalError> {
        answer(|| self.portal.list_store_audit(order, after, limit))
    }

    /// Verifies the store's own audit chain.
    ///
    /// # Errors
    /// The store's errors.
    pub fn verify_store_audit(&self) -> Result<ChainReport, PortalError> {
        answer(|| self.portal.verify_store_audit())
    }
}
