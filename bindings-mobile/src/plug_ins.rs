//! What an app can supply: the clock, the keys and a place for documents' bytes.
//!
//! A plug-in that fails ends the operation that asked it, with the code that says which one it was. What it threw stays in the
//! app: it could hold anything. Most are asked while the operation has the store, so a plug-in may not use the portal itself.

use casegate_core::foundation::env::{self, Key, KeyPurpose};
use casegate_core::foundation::time::Timestamp;
use casegate_core::store::blobs::{self, BlobsFailed};
use casegate_core::{Code, Error};
use std::any::Any;
use std::panic::resume_unwind;
use std::sync::Arc;
use zeroize::Zeroizing;

/// What a plug-in throws when it cannot do what it was asked. Whatever else it throws counts as this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Error)]
#[uniffi::export(Display)]
pub enum PlugInError {
    /// It is not available now.
    Unavailable,
}

impl std::fmt::Display for PlugInError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the plug-in is not available")
    }
}

impl std::error::Error for PlugInError {}

/// The details are dropped: they hold a whole stack trace.
impl From<uniffi::UnexpectedUniFFICallbackError> for PlugInError {
    fn from(_: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Unavailable
    }
}

/// Tells the time. The portal asks once for each operation, from any thread.
///
/// It may not call the portal: the operation that asks has the store, and that would wait for it until `store_busy`.
#[uniffi::export(foreign)]
pub trait Clock: Send + Sync {
    /// The present instant.
    ///
    /// # Errors
    /// The operation then answers `defect` and changes nothing.
    fn now(&self) -> Result<Timestamp, PlugInError>;
}

/// Hands out keys by purpose and number, as from the platform's key store. Rotating means adding a higher number; old numbers
/// stay for reading.
///
/// Asked from any thread and often; it answers from memory. It may not call the portal: the operation that asks has the store, and
/// that would wait for it until `store_busy`.
#[uniffi::export(foreign)]
pub trait Keys: Send + Sync {
    /// The number of the key that new data uses; nothing if there is none for this purpose.
    ///
    /// # Errors
    /// The operation then answers `key_unavailable` and changes nothing.
    fn current(&self, purpose: KeyPurpose) -> Result<Option<u32>, PlugInError>;

    /// The 32 secret bytes of the key with this number; nothing if it is not, or no longer, there.
    ///
    /// # Errors
    /// As for `current`.
    fn key(&self, purpose: KeyPurpose, number: u32) -> Result<Option<Vec<u8>>, PlugInError>;
}

/// A place for documents' bytes outside the store. Bytes come and go in chunks of at most 256 KiB.
///
/// A key is written once and never overwritten; what was put is there when `put` returned. Asked from any thread. It may not call
/// the portal: where the operation that asks has the store, that would wait for it until `store_busy`.
#[uniffi::export(foreign)]
pub trait Blobs: Send + Sync {
    /// Keeps chunk `index` (from 0) of `key`.
    ///
    /// # Errors
    /// The operation then answers `blobs_unavailable` and changes nothing.
    fn put(&self, key: String, index: u32, bytes: Vec<u8>) -> Result<(), PlugInError>;

    /// Chunk `index` of `key`; nothing if it was never put or was deleted.
    ///
    /// # Errors
    /// As for `put`.
    fn get(&self, key: String, index: u32) -> Result<Option<Vec<u8>>, PlugInError>;

    /// Removes every chunk of `key`; removing what is not there is fine.
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
        // Without a key less would be protected, so a failure must not pass for its absence.
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

/// Why an operation was given up.
struct GivenUp(Code);

/// Ends the operation. Core's clock and keys cannot fail, so this goes the way of a panic, but without a word.
fn give_up(code: Code) -> ! {
    resume_unwind(Box::new(GivenUp(code)))
}

/// What an operation answers that ended in `panic`.
pub(crate) fn reason(panic: &(dyn Any + Send)) -> Error {
    let code = panic.downcast_ref().map_or(Code::DEFECT, |GivenUp(code)| *code);
    Error::new(code)
}
