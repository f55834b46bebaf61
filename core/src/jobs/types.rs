//! The inputs and outputs of the host's operations on jobs.

use crate::foundation::ids::{FirmId, JobId};
use crate::foundation::time::Timestamp;
use casegate_macros::wire;
use std::collections::BTreeMap;

/// How much work to do now.
#[wire(input, prints)]
#[derive(Default)]
pub struct RunJobs {
    /// The largest number of steps, 1 to 1,000; 100 if absent.
    pub budget: Option<u32>,
}

/// The work that was done.
#[wire(prints)]
pub struct JobsRun {
    /// The number of steps that were tried.
    pub steps: u32,
    /// The number of them that failed. They are tried again later.
    pub failed: u32,
    /// When the next step is due; absent if there is none.
    pub next_at: Option<Timestamp>,
}

/// A reference to a job.
#[wire(prints)]
pub struct JobRef {
    /// The job.
    pub job_id: JobId,
}

/// Which jobs to list.
#[wire(input, prints)]
#[derive(Default)]
pub struct ListJobs {
    /// The firm; every firm if absent.
    pub firm_id: Option<FirmId>,
    /// The last job of the previous page; absent for the first page.
    pub after: Option<JobId>,
    /// The largest number of rows, 1 to 200; 50 if absent.
    pub limit: Option<u32>,
}

/// A page of the jobs.
#[wire(prints)]
pub struct JobList {
    /// The jobs on this page, newest first.
    pub jobs: Vec<JobDetails>,
    /// The last job of this page, to be given as `after`; absent on the last page.
    pub next: Option<JobId>,
}

/// A job.
#[wire(prints)]
pub struct JobDetails {
    /// The job.
    pub job_id: JobId,
    /// Its kind, such as `delete_bytes`.
    pub kind: String,
    /// The firm that it is for.
    pub firm_id: FirmId,
    /// Its progress.
    pub progress: JobProgress,
    /// What the job has found out so far, by name.
    pub result: BTreeMap<String, String>,
    /// The number of steps that are done.
    pub steps: u32,
    /// How often in a row a step has failed.
    pub failures: u32,
    /// The code of the last failure; absent if the last step succeeded.
    pub last_error: Option<String>,
    /// Whether it can be cancelled.
    pub can_be_cancelled: bool,
    /// When its next step is due; absent if it has ended.
    pub due_at: Option<Timestamp>,
    /// When it was added.
    pub created_at: Timestamp,
}

/// The progress of a job.
#[wire]
pub enum JobProgress {
    /// There is a next step.
    Waiting,
    /// Every step is done.
    Done,
    /// A host cancelled it.
    Cancelled,
}
