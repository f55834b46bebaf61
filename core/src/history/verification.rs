//! Verifying every audit chain of a firm, as a job: one case after the other.

use super::desk::report_of;
use crate::act::{Act, JobKind, JobRecord, Operation, Step};
use crate::audit::record::Chain;
use crate::cases::record::CaseRecord;
use crate::firm::record::firm_of;
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::ids::{CaseId, FirmId, JobId};
use crate::portal::HostDoor;
use crate::store::{After, Key, Query, Record as _, Records as _, Value};
use serde::{Deserialize, Serialize};

/// Cases in one step. A step is one transaction, which keeps other writers waiting.
const CASES: u32 = 5;

/// Verifies the chains of a firm's cases, and at last the firm's own.
pub(crate) static VERIFY_CHAINS: JobKind =
    JobKind { name: "verify_chains", can_be_cancelled: true, outside: |_, _| Ok(()), step: verify_next };

/// A reference to a firm.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "mobile", derive(uniffi::Record))]
pub struct FirmRef {
    /// The firm.
    pub firm_id: FirmId,
}

/// A job that was added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "mobile", derive(uniffi::Record))]
pub struct JobAdded {
    /// The job.
    pub job_id: JobId,
}

impl HostDoor {
    /// Adds a job that verifies every audit chain of a firm. Its result counts the chains (`chains`) and the broken ones (`broken`),
    /// and names the case of the first broken chain (`firstBroken`).
    ///
    /// # Errors
    /// `not_found`.
    pub fn verify_chains(&self, input: FirmRef) -> Result<JobAdded> {
        self.act(Operation::VERIFY_CHAINS, |act| {
            firm_of(act, input.firm_id)?;
            act.event.on(input.firm_id, Chain::Firm(input.firm_id));
            let job = act.add_job(&VERIFY_CHAINS, input.firm_id, String::new(), act.now)?;
            let job_id = JobId::from_uuid(job);
            act.event.subject(job_id);
            Ok(JobAdded { job_id })
        })
    }
}

fn verify_next(act: &mut Act<'_>, job: &mut JobRecord) -> Result<Step> {
    let last = match job.cursor.as_str() {
        "" => None,
        cursor => Some(CaseId::parse(cursor).map_err(|_| Error::at(Code::STORED_DATA_INVALID, "jobs"))?),
    };
    let after = last.map(|case| After { value: Value::Null, key: Key::under(job.firm.uuid(), case.uuid()) });
    let query = Query::of(CaseRecord::TABLE, CASES).under(job.firm.uuid()).after(after);
    let cases = act.list::<CaseRecord>(&query)?;
    for case in &cases {
        verify(act, job, Chain::Case(case.record.id), &case.record.id.to_string())?;
    }
    match cases.last() {
        Some(last) if cases.len() == CASES as usize => {
            job.cursor = last.record.id.to_string();
            Ok(Step::More)
        }
        _ => {
            verify(act, job, Chain::Firm(job.firm), &job.firm.to_string())?;
            Ok(Step::Done)
        }
    }
}

fn verify(act: &Act<'_>, job: &mut JobRecord, chain: Chain, owner: &str) -> Result<()> {
    let report = report_of(act, chain, true, act.host)?;
    job.count("chains", 1);
    job.count("broken", u32::from(!report.intact));
    if !report.intact && !job.result.contains_key("firstBroken") {
        job.result.insert("firstBroken".to_owned(), owner.to_owned());
    }
    Ok(())
}
