//! Jobs as the host sees them: work in steps, which the host runs when it has time (SPEC M4, S2).
//!
//! A step is one transaction, so a job that was cut off continues at its next step. Several hosts may run jobs at the same time.
//!
//! # Example
//! ```
//! # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/example.rs"));
//! # fn main() -> casegate::Result<()> {
//! # let Example { portal, .. } = example()?;
//! use casegate::jobs::RunJobs;
//!
//! let ran = portal.host().run_jobs(RunJobs { budget: Some(50) })?;
//! assert_eq!(ran.steps, 0); // nothing was due
//! # Ok(()) }
//! ```

pub mod host;
mod kinds;
pub mod types;

use crate::binding::room;
use crate::store::{Record as _, Table};
pub use types::{JobDetails, JobList, JobRef, JobsRun, ListJobs, RunJobs};

pub(crate) const TABLES: &[&Table] = &[crate::act::JobRecord::TABLE];

room! {
    jobs
    host {
        /// Runs the steps of jobs that are due, as many as the budget allows.
        RUN_JOBS = run_jobs(RunJobs) -> JobsRun, Acts;
        /// Returns a job.
        GET_JOB = get_job(JobRef) -> JobDetails, Reads;
        /// Returns a page of the jobs.
        LIST_JOBS = list_jobs(ListJobs) -> JobList, Reads;
        /// Cancels a job before its next step.
        CANCEL_JOB = cancel_job(JobRef) -> JobDetails, Acts;
    }
}
