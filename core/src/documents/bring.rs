//! Bringing documents' bytes to the host's place, ahead of the transaction that refers to them.
//!
//! A host's place may be slow, and a store has one writer at a time: so nobody waits for bytes that are under way but the one
//! who brings them.

use super::blobs::Blobs;
use super::content::blob_key;
use super::rules;
use crate::act::Act;
use crate::foundation::bytes::Bytes;
use crate::foundation::env::new_timeless_uuid;
use crate::foundation::error::{Code, Result};
use crate::foundation::limits;
use crate::operations::Operation;
use crate::portal::Desk;
use uuid::Uuid;

impl Desk {
    /// Runs an operation that keeps a document, whose id the body is given. If the host has a place for bytes, they lie there
    /// already when the body runs; and they go again unless the operation stands, or may stand.
    ///
    /// # Errors
    /// The operation's; `blobs_unavailable`.
    pub(crate) fn act_bringing<T>(
        &self,
        operation: Operation,
        content: &Bytes,
        mut body: impl FnMut(&mut Act<'_>, Uuid) -> Result<T>,
    ) -> Result<T> {
        // Its name crosses to the client, and is not to tell when the firm put it there.
        let id = new_timeless_uuid(self.host().entropy.as_ref())?;
        let brought = self.bring(operation, id, content)?;
        let ended = self.act(operation, |act| body(act, id));
        let may_stand = match &ended {
            Ok(_) => true,
            Err(error) => error.code() == Code::OutcomeUnknown,
        };
        if let Some(brought) = brought
            && may_stand
        {
            brought.stays();
        }
        ended
    }

    /// Nothing is brought that the operation would refuse anyway by who asks or by what the bytes are.
    fn bring(&self, operation: Operation, id: Uuid, content: &Bytes) -> Result<Option<Brought<'_>>> {
        let content = content.as_slice().filter(|content| rules::size(content).is_ok());
        let (Some(blobs), Some(content), Ok(())) = (&self.host().blobs, content, self.permit(operation))
        else {
            return Ok(None);
        };
        let brought = Brought { blobs: blobs.as_ref(), key: blob_key(id), stays: false };
        for (index, chunk) in (0..).zip(content.chunks(limits::CHUNK_BYTES)) {
            blobs.put(&brought.key, index, chunk)?;
        }
        Ok(Some(brought))
    }
}

/// Bytes in the host's place to which nothing refers yet. Dropped, by a panic too, they go again.
struct Brought<'a> {
    blobs: &'a dyn Blobs,
    key: String,
    stays: bool,
}

impl Brought<'_> {
    fn stays(mut self) {
        self.stays = true;
    }
}

impl Drop for Brought<'_> {
    fn drop(&mut self) {
        if !self.stays {
            // If that fails they are merely unused.
            let _ = self.blobs.delete(&self.key);
        }
    }
}
