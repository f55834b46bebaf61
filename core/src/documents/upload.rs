//! Uploading documents' bytes to the host's content store, ahead of the transaction that refers to them.
//!
//! A host's content store may be slow, and a store has one writer at a time. Uploading first keeps other writers from waiting.

use super::content::Content;
use super::removal::{claim_upload, delete_now, expect_upload};
use super::storage::blob_key;
use crate::act::{Act, Host, Operation};
use crate::foundation::bytes::Bytes;
use crate::foundation::env::new_timeless_uuid;
use crate::foundation::error::{Code, Error, Result};
use crate::portal::Desk;
use uuid::Uuid;

/// The content of a document that an operation adds, and the document's id.
pub(crate) struct Upload<'a> {
    pub(crate) id: Uuid,
    content: Result<Content<'a>>,
}

impl<'a> Upload<'a> {
    /// Returns the content.
    ///
    /// # Errors
    /// As [`Content::parse`].
    pub(crate) fn content(&self) -> Result<&Content<'a>> {
        self.content.as_ref().map_err(Error::clone)
    }
}

impl Desk {
    /// Runs an operation that adds a document. If the host has a content store, the bytes are uploaded before the body runs and
    /// deleted again unless the operation commits or its outcome is unknown.
    ///
    /// # Errors
    /// The errors of the operation; `blobs_unavailable`.
    pub(crate) fn act_uploading<T>(
        &self,
        operation: Operation,
        media_type: &str,
        content: &Bytes,
        mut body: impl FnMut(&mut Act<'_>, &Upload<'_>) -> Result<T>,
    ) -> Result<T> {
        // The client sees this id, so it must not reveal when the firm added the document.
        let id = new_timeless_uuid(self.host().entropy.as_ref())?;
        let upload = Upload { id, content: Content::parse(media_type, content) };
        let staged = self.stage_upload(operation, &upload)?;
        let ended = self.act(operation, |act| {
            let value = body(act, &upload)?;
            if let Some(staged) = &staged {
                claim_upload(act, staged.job)?;
            }
            Ok(value)
        });
        let is_refused = ended.as_ref().is_err_and(|error| error.code() != Code::OUTCOME_UNKNOWN);
        match staged {
            Some(staged) if !is_refused => staged.retain(),
            _ => {}
        }
        ended
    }

    /// Uploads the bytes, unless the caller lacks the permission or the content is not valid.
    fn stage_upload(&self, operation: Operation, upload: &Upload<'_>) -> Result<Option<StagedBlob<'_>>> {
        let (Some(blobs), Ok(content), Ok(())) =
            (&self.host().blobs, &upload.content, self.permit(operation))
        else {
            return Ok(None);
        };
        let key = blob_key(upload.id);
        let job = expect_upload(self.host(), operation, self.staff().firm, &key)?;
        let staged = StagedBlob { host: self.host(), operation, key, job, is_retained: false };
        for (index, chunk) in (0..).zip(content.chunks()) {
            blobs.put(&staged.key, index, chunk)?;
        }
        Ok(Some(staged))
    }
}

/// Bytes in the host's content store that no record refers to yet. They are deleted on drop, also during a panic. If that fails,
/// their job deletes them.
struct StagedBlob<'a> {
    host: &'a Host,
    operation: Operation,
    key: String,
    job: Uuid,
    is_retained: bool,
}

impl StagedBlob<'_> {
    fn retain(mut self) {
        self.is_retained = true;
    }
}

impl Drop for StagedBlob<'_> {
    fn drop(&mut self) {
        if !self.is_retained {
            delete_now(self.host, self.operation, &self.key, self.job);
        }
    }
}
