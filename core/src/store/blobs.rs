//! Where documents' bytes are: in the store by default, or wherever a host keeps files.

use crate::foundation::error::{Code, Error};

/// A place for documents' bytes outside the store. Bytes come and go in chunks of at most 256 KiB.
///
/// A key is written once and never overwritten; what was put is there when `put` returned.
pub trait Blobs: Send + Sync {
    /// Keeps chunk `index` (from 0) of `key`. Called before the operation's transaction begins, so it may be slow; if the operation is
    /// refused or fails, what was put is deleted again.
    ///
    /// # Errors
    /// [`BlobsFailed`]; the operation that wanted it then changes nothing.
    fn put(&self, key: &str, index: u32, bytes: &[u8]) -> Result<(), BlobsFailed>;

    /// Chunk `index` of `key`, or `None` if it was never put or was deleted. Called when the operation's transaction is over.
    ///
    /// # Errors
    /// [`BlobsFailed`].
    fn get(&self, key: &str, index: u32) -> Result<Option<Vec<u8>>, BlobsFailed>;

    /// Removes every chunk of `key`; removing what is not there is fine.
    ///
    /// # Errors
    /// [`BlobsFailed`].
    fn delete(&self, key: &str) -> Result<(), BlobsFailed>;
}

/// The place could not be read or written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the document store is not available")]
pub struct BlobsFailed;

impl From<BlobsFailed> for Error {
    fn from(_: BlobsFailed) -> Self {
        Self::new(Code::BLOBS_UNAVAILABLE)
    }
}
