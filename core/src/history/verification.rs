//! Verifying every audit chain of a firm, as a job.

use super::desk::report_of;
use crate::act::{Act, Host, JobKind, JobRecord, Operation, Prepared, Step};
use crate::audit::record::Chain;
use crate::cases::record::CaseRecord;
use crate::clients::record::ClientRecord;
use crate::contacts::record::ContactRecord;
use crate::firm::record::firm_of;
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::ids::{CaseId, ClientId, ContactId, FirmId, JobId};
use crate::portal::HostDoor;
use crate::store::{Key, ReadTx, Record, Records as _, StoreExt as _};
use casegate_macros::wire;
use uuid::Uuid;

/// The chains that one step verifies.
const PAGE: u32 = 5;

/// Verifies the chains of a firm's cases, clients and contacts, then the firm's own.
pub(crate) static VERIFY_CHAINS: JobKind =
    JobKind { name: "verify_chains", can_be_cancelled: true, prepare: verify_next, step: store_results };

/// A reference to a firm.
#[wire(prints)]
pub struct FirmRef {
    /// The firm.
    pub firm_id: FirmId,
}

/// A job that was added.
#[wire(prints)]
pub struct JobAdded {
    /// The job.
    pub job_id: JobId,
}

impl HostDoor {
    /// Adds a job that verifies every audit chain of a firm. Its result counts the chains (`chains`) and the broken ones (`broken`),
    /// and has the id of the owner of the first broken chain (`firstBroken`): a case, client, contact or the firm. A broken chain does
    /// not fail the job.
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

/// The kinds of chains, in the order in which they are verified. The firm's own is the last.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    Cases,
    Clients,
    Contacts,
    Firm,
}

impl Phase {
    const ALL: [Self; 4] = [Self::Cases, Self::Clients, Self::Contacts, Self::Firm];

    fn name(self) -> &'static str {
        match self {
            Self::Cases => "cases",
            Self::Clients => "clients",
            Self::Contacts => "contacts",
            Self::Firm => "firm",
        }
    }

    fn next(self) -> Option<Self> {
        Self::ALL.into_iter().skip_while(|phase| *phase != self).nth(1)
    }
}

/// Reads the cursor: the phase, and the last id that was verified in it.
fn position(cursor: &str) -> Result<(Phase, Option<Uuid>)> {
    let (phase, last) = cursor.split_once(' ').unwrap_or((cursor, ""));
    let phase = if phase.is_empty() {
        Some(Phase::Cases)
    } else {
        Phase::ALL.into_iter().find(|known| known.name() == phase)
    };
    let invalid = || Error::at(Code::STORED_DATA_INVALID, JobRecord::TABLE.name);
    let last = if last.is_empty() { None } else { Some(Uuid::try_parse(last).map_err(|_| invalid())?) };
    Ok((phase.ok_or_else(invalid)?, last))
}

/// Verifies the next chains on a snapshot, because a long chain must not keep writers waiting.
fn verify_next(host: &Host, job: &JobRecord) -> Result<Prepared> {
    let (phase, last) = position(&job.cursor)?;
    host.store.reading(|tx| {
        let owners = match phase {
            Phase::Cases => owners::<CaseRecord>(tx, job.firm, last, |_| true)?,
            // A client that was added with its case has no chain before something else happens to it.
            Phase::Clients => {
                owners::<ClientRecord>(tx, job.firm, last, |client| client.added_with_case.is_none())?
            }
            Phase::Contacts => owners::<ContactRecord>(tx, job.firm, last, |_| true)?,
            Phase::Firm => vec![(job.firm.uuid(), true)],
        };
        let (mut broken, mut first_broken) = (0_u32, String::new());
        for (id, has_begun) in &owners {
            let (chain, owner) = chain_of(phase, *id);
            if !report_of(tx, chain, *has_begun, host)?.intact {
                broken += 1;
                if first_broken.is_empty() {
                    first_broken = owner;
                }
            }
        }
        let is_whole = owners.len() < PAGE as usize;
        let cursor = match (owners.last(), is_whole) {
            (Some((last, _)), false) => format!("{} {}", phase.name(), last.simple()),
            _ => phase.next().map_or_else(String::new, |next| next.name().to_owned()),
        };
        let text = |name: &str, text: String| (name.to_owned(), text);
        Ok(Prepared::from([
            text("cursor", cursor),
            text("chains", owners.len().to_string()),
            text("broken", broken.to_string()),
            text("firstBroken", first_broken),
        ]))
    })
}

/// Returns the next rows whose chains are verified, each with whether its chain cannot be empty.
fn owners<T: Record>(
    tx: &dyn ReadTx,
    firm: FirmId,
    last: Option<Uuid>,
    has_begun: impl Fn(&T) -> bool,
) -> Result<Vec<(Uuid, bool)>> {
    let rows = T::select(PAGE).under(firm).after_key(last.map(|id| Key::under(firm.uuid(), id)));
    let owner = |row: &T| (row.key().id, has_begun(row));
    Ok(tx.list(&rows)?.iter().map(|row| owner(&row.record)).collect())
}

fn chain_of(phase: Phase, id: Uuid) -> (Chain, String) {
    match phase {
        Phase::Cases => (Chain::Case(CaseId::from_uuid(id)), CaseId::from_uuid(id).to_string()),
        Phase::Clients => (Chain::Client(ClientId::from_uuid(id)), ClientId::from_uuid(id).to_string()),
        Phase::Contacts => (Chain::Contact(ContactId::from_uuid(id)), ContactId::from_uuid(id).to_string()),
        Phase::Firm => (Chain::Firm(FirmId::from_uuid(id)), FirmId::from_uuid(id).to_string()),
    }
}

/// Stores what was verified.
fn store_results(_: &mut Act<'_>, job: &mut JobRecord, prepared: &Prepared) -> Result<Step> {
    let text = |name: &str| prepared.get(name).cloned().unwrap_or_default();
    let number = |name: &str| text(name).parse::<u32>().unwrap_or_default();
    job.count("chains", number("chains"));
    job.count("broken", number("broken"));
    if !text("firstBroken").is_empty() && !job.result.contains_key("firstBroken") {
        job.result.insert("firstBroken".to_owned(), text("firstBroken"));
    }
    job.cursor = text("cursor");
    Ok(if job.cursor.is_empty() { Step::Done } else { Step::More })
}
