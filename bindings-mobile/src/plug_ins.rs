//! The plug-ins that an app can supply: the clock, the keys and a store of documents' bytes.
//!
//! A plug-in that fails ends the operation that called it, with a code that names the plug-in. What it threw
//! stays in the app, because it could hold anything. Most plug-ins are called while the operation holds the
//! store, so a plug-in must not use the portal.

use casegate_core::foundation::env::{self, Key, KeyPurpose};
use casegate_core::foundation::time::Timestamp;
use casegate_core::store::blobs::{self, BlobsFailed};
use casegate_core::{Code, Error};
use std::any::Any;
use std::panic::resume_unwind;
use std::sync::Arc;
use zeroize::Zeroizing;

/// An error of a plug-in that cannot do what it was asked. Anything else that it throws counts as this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Error)]
#[uniffi::export(Display)]
pub enum PlugInError {
    /// The plug-in is not available now.
    Unavailable,
}

impl std::fmt::Display for PlugInError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the plug-in is not available")
    }
}

impl std::error::Error for PlugInError {}

/// The details are dropped, because they hold a whole stack trace.
impl From<uniffi::UnexpectedUniFFICallbackError> for PlugInError {
    fn from(_: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Unavailable
    }
}

/// A clock. The portal calls it once for each operation, from any thread.
///
/// It must not call the portal: the operation holds the store, so the call would wait
/// until it fails with `store_busy`.
#[uniffi::export(foreign)]
pub trait Clock: Send + Sync {
    /// Returns the present instant.
    ///
    /// # Errors
    /// The operation fails with `defect` and changes nothing.
    fn now(&self) -> Result<Timestamp, PlugInError>;
}

/// A source of keys by purpose and number, such as the platform's key store. To rotate, add a key with a
/// higher number and keep the old ones for reading.
///
/// It is called often and from any thread, so it should answer from memory. It must not call the portal: the
/// operation holds the store, so the call would wait until it fails with `store_busy`.
#[uniffi::export(foreign)]
pub trait Keys: Send + Sync {
    /// Returns the number of the key for new data, or nothing if there is no key for this purpose.
    ///
    /// # Errors
    /// The operation fails with `key_unavailable` and changes nothing.
    fn current(&self, purpose: KeyPurpose) -> Result<Option<u32>, PlugInError>;

    /// Returns the 32 secret bytes of the key with this number, or nothing if it
    /// does not exist or was removed.
    ///
    /// # Errors
    /// As for `current`.
    fn key(&self, purpose: KeyPurpose, number: u32) -> Result<Option<Vec<u8>>, PlugInError>;
}

/// A store of documents' bytes outside the portal's store. Bytes are passed in chunks of at most 256 KiB.
///
/// A key is written once and never overwritten, and its bytes must be stored when `put` returns. It is called
/// from any thread. It must not call the portal: where the operation holds the store, the call would wait
/// until it fails with `store_busy`.
#[uniffi::export(foreign)]
pub trait Blobs: Send + Sync {
    /// Stores chunk `index` (from 0) of `key`.
    ///
    /// # Errors
    /// The operation fails with `blobs_unavailable` and changes nothing.
    fn put(&self, key: String, index: u32, bytes: Vec<u8>) -> Result<(), PlugInError>;

    /// Returns chunk `index` of `key`, or nothing if it was never stored or was deleted.
    ///
    /// # Errors
    /// As for `put`.
    fn get(&self, key: String, index: u32) -> Result<Option<Vec<u8>>, PlugInError>;

    /// Removes every chunk of `key`. Removing a missing key succeeds.
    ///
    /// # Errors
    /// As for `put`.
    fn delete(&self, key: String) -> Result<(), PlugInError>;
}

pub(crate) struct AppClock(pub(crate) Arc<dyn Clock>);

impl env::Clock for AppClock {
    fn now(&self) -> Timestamp {
        self.0.now().unwrap_or_else(|_| give_up(Code::DEFECT))
    }
}

pub(crate) struct AppKeys(pub(crate) Arc<dyn Keys>);

impl env::Keys for AppKeys {
    fn current(&self, purpose: KeyPurpose) -> Option<u32> {
        // Without a key some data would be left unprotected, so a failure must not count as a missing key.
        self.0.current(purpose).unwrap_or_else(|_| give_up(Code::KEY_UNAVAILABLE))
    }

    fn key(&self, purpose: KeyPurpose, number: u32) -> Option<Key> {
        let found = self.0.key(purpose, number).unwrap_or_else(|_| give_up(Code::KEY_UNAVAILABLE));
        let bytes = Zeroizing::new(found?);
        Key::new(bytes.as_slice().try_into().ok()?).ok()
    }
}

pub(crate) struct AppBlobs(pub(crate) Arc<dyn Blobs>);

impl blobs::Blobs for AppBlobs {
    fn put(&self, key: &str, index: u32, bytes: &[u8]) -> Result<(), BlobsFailed> {
        self.0.put(key.to_owned(), index, bytes.to_vec()).map_err(|_| BlobsFailed)
    }

    fn get(&self, key: &str, index: u32) -> Result<Option<Vec<u8>>, BlobsFailed> {
        self.0.get(key.to_owned(), index).map_err(|_| BlobsFailed)
    }

    fn delete(&self, key: &str) -> Result<(), BlobsFailed> {
        self.0.delete(key.to_owned()).map_err(|_| BlobsFailed)
    }
}

/// The payload of the panic that ends an operation, with its code.
struct GivenUp(Code);

/// Ends the operation by unwinding, without running the panic hook. The core's clock
/// and keys cannot return errors.
fn give_up(code: Code) -> ! {
    resume_unwind(Box::new(GivenUp(code)))
}

/// Returns the error of an operation that ended in `panic`.
pub(crate) fn reason(panic: &(dyn Any + Send)) -> Error {
    let code = panic.downcast_ref().map_or(Code::DEFECT, |GivenUp(code)| *code);
    Error::new(code)
}
