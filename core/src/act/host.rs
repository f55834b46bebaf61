//! The host's implementations of the store, the clock, the random generator and the keys.

use crate::foundation::env::{Clock, Entropy, Keys};
use crate::foundation::origin::Origin;
use crate::store::Store;
use crate::store::blobs::Blobs;
use std::sync::Arc;
use std::sync::atomic::AtomicI64;

/// The host's implementations, and the latest instant at which this process has acted.
pub(crate) struct Host {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) blobs: Option<Arc<dyn Blobs>>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) keys: Arc<dyn Keys>,
    pub(crate) origin: Option<Origin>,
    /// The latest instant at which this process has acted. The instant of an operation is never earlier.
    pub(super) latest: AtomicI64,
}

impl Host {
    pub(crate) fn new(
        store: Arc<dyn Store>,
        blobs: Option<Arc<dyn Blobs>>,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
        keys: Arc<dyn Keys>,
        origin: Option<Origin>,
    ) -> Self {
        Self { store, blobs, clock, entropy, keys, origin, latest: AtomicI64::new(0) }
    }
}
