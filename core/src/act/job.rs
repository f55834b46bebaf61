//! Jobs: work that takes longer than one operation. It is done in steps, each in its own transaction, that the host asks for.

use super::host::Host;
use super::perform::Act;
use crate::foundation::error::Result;
use crate::foundation::ids::{FirmId, JobId};
use crate::foundation::redacted::redacted;
use crate::foundation::time::{DAY, Timestamp, millis};
use crate::store::{Key, Record, Records as _, RecordsMut};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

/// How long a finished job can still be looked at.
pub(crate) const RETAINED: i64 = 7 * DAY;

/// A kind of job, which a room declares.
pub(crate) struct JobKind {
    pub(crate) name: &'static str,
    /// Whether a host may cancel it.
    pub(crate) can_be_cancelled: bool,
    /// Does the part of a step that must not be in its transaction: work outside the store, or a long read. It may be repeated.
    pub(crate) prepare: fn(&Host, &JobRecord) -> Result<Prepared>,
    /// Does the rest of the step, in its transaction.
    pub(crate) step: fn(&mut Act<'_>, &mut JobRecord, &Prepared) -> Result<Step>,
}

/// What the first part of a step hands to the second, by name.
pub(crate) type Prepared = BTreeMap<String, String>;

/// The result of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// There is more to do.
    More,
    /// The job is done.
    Done,
}

/// A job as it is stored.
#[derive(Clone, Serialize, Deserialize, Record)]
#[record(table = "jobs", id = id)]
#[record(column(due_at: Timestamp = self.state.due_at()))]
#[record(index[due_at], index[firm])]
pub(crate) struct JobRecord {
    #[serde(skip)]
    pub(crate) id: Uuid,
    pub(crate) kind: String,
    #[record(column)]
    pub(crate) firm: FirmId,
    /// The position to continue from. Its format belongs to the kind.
    pub(crate) cursor: String,
    /// The results so far, by name.
    pub(crate) result: BTreeMap<String, String>,
    pub(crate) steps: u32,
    /// How often in a row a step has failed, and the code of the last failure.
    pub(crate) failures: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) last_error: Option<String>,
    pub(crate) state: JobState,
    #[serde(with = "millis")]
    pub(crate) created_at: Timestamp,
}

/// The state of a job.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum JobState {
    /// The next step is due at this time.
    Waiting {
        #[serde(with = "millis")]
        due_at: Timestamp,
    },
    Done {
        #[serde(with = "millis")]
        at: Timestamp,
    },
    Cancelled {
        #[serde(with = "millis")]
        at: Timestamp,
    },
}

impl JobState {
    /// Returns when something has to be done: the next step, or the deletion of a finished job.
    pub(crate) fn due_at(&self) -> Timestamp {
        match self {
            Self::Waiting { due_at } => *due_at,
            Self::Done { at } | Self::Cancelled { at } => at.plus(RETAINED),
        }
    }
}

impl JobState {
    pub(crate) fn has_ended(&self) -> bool {
        !matches!(self, Self::Waiting { .. })
    }
}

impl JobRecord {
    pub(crate) fn id(&self) -> JobId {
        JobId::from_uuid(self.id)
    }

    /// Adds `more` to a number in the result.
    pub(crate) fn count(&mut self, name: &str, more: u32) {
        let before = self.result.get(name).and_then(|number| number.parse::<u32>().ok()).unwrap_or_default();
        self.result.insert(name.to_owned(), before.saturating_add(more).to_string());
    }
}

impl Act<'_> {
    /// Adds a job, whose first step is due at `due_at`, and returns its id.
    pub(crate) fn add_job(
        &mut self,
        kind: &JobKind,
        firm: FirmId,
        cursor: String,
        due_at: Timestamp,
    ) -> Result<Uuid> {
        let job = JobRecord {
            id: self.new_id()?,
            kind: kind.name.to_owned(),
            firm,
            cursor,
            result: BTreeMap::new(),
            steps: 0,
            failures: 0,
            last_error: None,
            state: JobState::Waiting { due_at },
            created_at: self.now,
        };
        self.add(&job)?;
        Ok(job.id)
    }

    /// Removes a job that is not needed any more.
    pub(crate) fn remove_job(&mut self, job: Uuid) -> Result<()> {
        self.remove::<JobRecord>(Key::top(job)).map(drop)
    }

    /// Runs the stored part of a job's step, unless another host has run it meanwhile.
    pub(crate) fn run_job_step(
        &mut self,
        kind: &JobKind,
        version: i64,
        id: Uuid,
        prepared: &Prepared,
    ) -> Result<()> {
        let Some(mut job) = self.load::<JobRecord>(Key::top(id))?.filter(|job| job.version == version) else {
            return Ok(());
        };
        let step = (kind.step)(self, &mut job.record, prepared)?;
        job.record.steps = job.record.steps.saturating_add(1);
        (job.record.failures, job.record.last_error) = (0, None);
        job.record.state = match step {
            Step::More => JobState::Waiting { due_at: self.now },
            Step::Done => JobState::Done { at: self.now },
        };
        self.replace(job.version, &job.record)
    }
}

redacted!(JobRecord, JobState);
