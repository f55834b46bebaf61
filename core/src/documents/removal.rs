//! Deleting documents' bytes from the host's content store, as a job that is repeated until it succeeds.
//!
//! Bytes are uploaded before the transaction that refers to them, so a job is added before the upload: it deletes them unless that
//! transaction removes the job. An upload that is cut off leaves nothing behind.

use crate::act::{Act, Host, JobKind, JobRecord, Operation, Prepared, Step, quietly};
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::ids::FirmId;
use crate::foundation::time::{HOUR, MINUTE};
use crate::store::{Key, Records as _};
use uuid::Uuid;

/// Deletes the bytes under the key in the job's cursor.
pub(crate) static DELETE_BYTES: JobKind = JobKind {
    name: "delete_bytes",
    // Nothing else would delete them.
    can_be_cancelled: false,
    prepare: delete_bytes,
    step: |_, job, _| {
        // From here on, no transaction may refer to the bytes any more.
        match job.cursor.strip_prefix(STAGED).map(str::to_owned) {
            Some(key) => {
                job.cursor = key;
                Ok(Step::More)
            }
            None => Ok(Step::Done),
        }
    },
};

/// The beginning of the cursor while a transaction may still refer to the bytes.
const STAGED: &str = "staged:";

/// How long an upload and its transaction may take.
const STAGING: i64 = HOUR;

fn delete_bytes(host: &Host, job: &JobRecord) -> Result<Prepared> {
    if job.cursor.starts_with(STAGED) {
        return Ok(Prepared::new());
    }
    let blobs = host.blobs.as_ref().ok_or_else(|| Error::new(Code::BLOBS_UNAVAILABLE))?;
    blobs.delete(&job.cursor)?;
    Ok(Prepared::new())
}

/// Adds the job that deletes the bytes of an upload unless [`claim_upload`] removes it in time.
pub(super) fn expect_upload(host: &Host, operation: Operation, firm: FirmId, key: &str) -> Result<Uuid> {
    let cursor = format!("{STAGED}{key}");
    quietly(host, operation, |act| {
        let due_at = act.now.plus(STAGING);
        act.add_job(&DELETE_BYTES, firm, cursor.clone(), due_at)
    })
}

/// Removes the job of an upload, in the transaction that refers to the bytes.
///
/// # Errors
/// `blobs_unavailable` if the job has begun to delete the bytes.
pub(super) fn claim_upload(act: &mut Act<'_>, job: Uuid) -> Result<()> {
    let found = act.load::<JobRecord>(Key::top(job))?;
    if found.is_some_and(|job| job.record.cursor.starts_with(STAGED)) {
        act.remove_job(job)
    } else {
        Err(Error::new(Code::BLOBS_UNAVAILABLE))
    }
}

/// Adds the job that deletes the bytes of a document, in the transaction that removes it.
pub(super) fn delete_later(act: &mut Act<'_>, firm: FirmId, key: &str) -> Result<Uuid> {
    // The operation itself deletes them next. The job runs if that fails.
    let due_at = act.now.plus(MINUTE);
    act.add_job(&DELETE_BYTES, firm, key.to_owned(), due_at)
}

/// Deletes the bytes under `key` at once, and then the job that would. If the deletion fails, the job repeats it.
pub(super) fn delete_now(host: &Host, operation: Operation, key: &str, job: Uuid) {
    let is_deleted = host.blobs.as_ref().is_some_and(|blobs| blobs.delete(key).is_ok());
    if is_deleted {
        // If this fails, the job deletes again, which changes nothing.
        let _ = quietly(host, operation, |act| act.remove_job(job));
    }
}
