//! The host's operations on jobs.

use super::kinds;
use super::types::{JobDetails, JobList, JobProgress, JobRef, JobsRun, ListJobs, RunJobs};
use crate::act::{JobRecord, JobState, Operation};
use crate::audit::record::Chain;
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::time::{HOUR, Timestamp};
use crate::outbox::rules::retry_at;
use crate::portal::HostDoor;
use crate::store::{Key, ReadTx, Record, Records, RecordsMut, Stored, page};

/// The most steps that one call runs.
const MOST_STEPS: u32 = 1_000;

impl HostDoor {
    /// Runs the steps of jobs that are due, the longest due first. A step that fails is tried again later, after a minute, then two,
    /// four and so on up to six hours; the other jobs continue.
    ///
    /// # Errors
    /// `number_out_of_range` at `budget`; the store's errors.
    pub fn run_jobs(&self, input: RunJobs) -> Result<JobsRun> {
        let budget = input.budget.unwrap_or(100);
        if !(1..=MOST_STEPS).contains(&budget) {
            return Err(Error::at(Code::NUMBER_OUT_OF_RANGE, "budget"));
        }
        let mut ran = JobsRun { steps: 0, failed: 0, next_at: None };
        loop {
            let (now, first) = self.look(Operation::RUN_JOBS, |look| Ok((look.now, first(look)?)))?;
            let Some(job) = first else { return Ok(ran) };
            let due_at = job.record.state.due_at();
            if due_at > now || ran.steps >= budget {
                ran.next_at = Some(due_at);
                return Ok(ran);
            }
            ran.steps += 1;
            ran.failed += u32::from(!self.run_step(&job)?);
        }
    }

    /// Returns a job.
    ///
    /// # Errors
    /// `not_found`, also for a job that ended more than a week ago.
    pub fn get_job(&self, input: JobRef) -> Result<JobDetails> {
        self.look(Operation::GET_JOB, |look| {
            Ok(details(look.require::<JobRecord>(Key::top(input.job_id.uuid()))?.record))
        })
    }

    /// Returns a page of the jobs, newest first.
    ///
    /// # Errors
    /// `number_out_of_range` at `limit`.
    pub fn list_jobs(&self, input: ListJobs) -> Result<JobList> {
        self.look(Operation::LIST_JOBS, |look| {
            let limit = page::limit(input.limit)?;
            let of_firm = input.firm_id.map(|firm| JobRecord::FIRM.equals(&firm));
            let selection = JobRecord::select(limit + 1).newest_first().only_if(of_firm);
            let mut rows = look.list(&selection.after_key(input.after.map(|id| Key::top(id.uuid()))))?;
            let has_more = rows.len() > limit as usize;
            rows.truncate(limit as usize);
            let next = rows.last().filter(|_| has_more).map(|row| row.record.id());
            Ok(JobList { jobs: rows.into_iter().map(|row| details(row.record)).collect(), next })
        })
    }

    /// Cancels a job. The steps that are done stay done. Cancelling it again changes nothing.
    ///
    /// # Errors
    /// `state_forbids` for a job that is done, or that has to be finished; `not_found`.
    pub fn cancel_job(&self, input: JobRef) -> Result<JobDetails> {
        self.act(Operation::CANCEL_JOB, |act| {
            let mut job = act.require::<JobRecord>(Key::top(input.job_id.uuid()))?;
            act.event.on(job.record.firm, Chain::Firm(job.record.firm));
            act.event.subject(input.job_id);
            let can_be_cancelled = kinds::named(&job.record.kind).is_some_and(|kind| kind.can_be_cancelled);
            match job.record.state {
                JobState::Cancelled { .. } => Ok(details(job.record)),
                JobState::Waiting { .. } if can_be_cancelled => {
                    job.record.state = JobState::Cancelled { at: act.now };
                    act.replace(job.version, &job.record)?;
                    Ok(details(job.record))
                }
                JobState::Waiting { .. } | JobState::Done { .. } => Err(Error::new(Code::STATE_FORBIDS)),
            }
        })
    }

    /// Runs one step and returns whether it succeeded.
    fn run_step(&self, job: &Stored<JobRecord>) -> Result<bool> {
        if job.record.state.has_ended() {
            return self.act_quietly(Operation::RUN_JOBS, |act| act.remove_job(job.record.id)).map(|()| true);
        }
        let Some(kind) = kinds::named(&job.record.kind) else {
            return self.postpone(job, &Error::new(Code::OPERATION_UNKNOWN)).map(|()| false);
        };
        let stepped = (kind.prepare)(self.host(), &job.record).and_then(|prepared| {
            self.act_quietly(Operation::RUN_JOBS, |act| {
                act.run_job_step(kind, job.version, job.record.id, &prepared)
            })
        });
        match stepped {
            Ok(()) => Ok(true),
            // The store fails: no other job can run either.
            Err(error) if is_of_store(&error) => Err(error),
            Err(error) => self.postpone(job, &error).map(|()| false),
        }
    }

    fn postpone(&self, failed: &Stored<JobRecord>, error: &Error) -> Result<()> {
        self.act_quietly(Operation::RUN_JOBS, |act| {
            let found = act.load::<JobRecord>(failed.record.key())?;
            let Some(mut job) = found.filter(|job| job.version == failed.version) else { return Ok(()) };
            job.record.failures = job.record.failures.saturating_add(1);
            job.record.last_error = Some(error.code().name().to_owned());
            job.record.state = JobState::Waiting { due_at: later(act.now, &job.record) };
            act.replace(job.version, &job.record)
        })
    }
}

/// Returns whether the store itself failed.
fn is_of_store(error: &Error) -> bool {
    error.code() == Code::OUTCOME_UNKNOWN || error.code().name().starts_with("store_")
}

/// Returns when a failed job is tried again. A job of an unknown kind is tried again hourly, for another version of the library may
/// know it.
fn later(now: Timestamp, job: &JobRecord) -> Timestamp {
    match kinds::named(&job.kind) {
        Some(_) => retry_at(now, job.failures),
        None => now.plus(HOUR),
    }
}

fn first(tx: &impl ReadTx) -> Result<Option<Stored<JobRecord>>> {
    tx.first(&JobRecord::select(1).by(JobRecord::DUE_AT))
}

fn details(job: JobRecord) -> JobDetails {
    let (progress, due_at) = match job.state {
        JobState::Waiting { due_at } => (JobProgress::Waiting, Some(due_at)),
        JobState::Done { .. } => (JobProgress::Done, None),
        JobState::Cancelled { .. } => (JobProgress::Cancelled, None),
    };
    JobDetails {
        job_id: job.id(),
        can_be_cancelled: due_at.is_some()
            && kinds::named(&job.kind).is_some_and(|kind| kind.can_be_cancelled),
        kind: job.kind,
        firm_id: job.firm,
        progress,
        result: job.result,
        steps: job.steps,
        failures: job.failures,
        last_error: job.last_error,
        due_at,
        created_at: job.created_at,
    }
}
