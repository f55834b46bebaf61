//! Storage of documents' bytes: in the store by default, or wherever a host keeps files.

use crate::foundation::error::{Code, Error};

/// A content store: documents' bytes outside the store. They are stored and returned in chunks of at most 256 KiB.
///
/// A key is written once and never overwritten. What was put must be readable as soon as `put` has returned.
pub trait Blobs: Send + Sync {
    /// Stores chunk `index` (from 0) of `key`. It is called before the operation's transaction begins, so it may be
    /// slow. What was put is deleted again unless the operation commits or its outcome is unknown.
    ///
    /// # Errors
    /// [`BlobsFailed`]; the operation then changes nothing.
    fn put(&self, key: &str, index: u32, bytes: &[u8]) -> Result<(), BlobsFailed>;

    /// Returns chunk `index` of `key`, or `None` if it was never put or was deleted. It is called after the operation's
    /// transaction has ended.
    ///
    /// # Errors
    /// [`BlobsFailed`].
    fn get(&self, key: &str, index: u32) -> Result<Option<Vec<u8>>, BlobsFailed>;

    /// Removes every chunk of `key`; succeeds if there is none. A removal that failed or was cut off can be repeated, and
    /// then removes what is left. The library repeats it by a job, see `portal.host()`.
    ///
    /// # Errors
    /// [`BlobsFailed`].
    fn delete(&self, key: &str) -> Result<(), BlobsFailed>;
}

/// A failure to read or write a content store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the document store is not available")]
pub struct BlobsFailed;

impl From<BlobsFailed> for Error {
    fn from(_: BlobsFailed) -> Self {
        Self::new(Code::BLOBS_UNAVAILABLE)
    }
}
