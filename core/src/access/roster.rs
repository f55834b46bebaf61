//! The roster: every member of staff who changed something or whom the host recorded, so that notices can be addressed to them.

use super::permission::Role;
use super::staff::Staff;
use crate::foundation::error::Result;
use crate::foundation::ids::{FirmId, OfficeId};
use crate::foundation::limits;
use crate::foundation::redacted::redacted;
use crate::foundation::text::folded;
use crate::foundation::time::{Timestamp, millis};
use crate::store::{Key, Record, Records, RecordsMut, WriteTx};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// A member of staff, clustered by the firm.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Record)]
#[record(table = "staff", parent = firm, id = staff_row_id(&self.staff_id))]
#[record(column(name_folded: str = folded(&self.name)), index[firm, name_folded])]
pub(crate) struct StaffRecord {
    #[serde(skip, default = "FirmId::nil")]
    pub(crate) firm: FirmId,
    /// The host's id of the person.
    pub(crate) staff_id: String,
    pub(crate) name: String,
    pub(crate) roles: Vec<Role>,
    /// The offices they may see; `None` for every office.
    pub(crate) offices: Option<Vec<OfficeId>>,
    /// When they last changed something, to the hour.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "millis::option")]
    pub(crate) last_seen_at: Option<Timestamp>,
}

/// Returns the id of a member's row. It is derived from the host's id.
fn staff_row_id(id: &str) -> Uuid {
    let digest: [u8; 32] = Sha256::digest(id.as_bytes()).into();
    Uuid::from_bytes(digest.first_chunk::<16>().copied().unwrap_or_default())
}

pub(crate) fn staff_key(firm: FirmId, id: &str) -> Key {
    Key::under(firm.uuid(), staff_row_id(id))
}

impl StaffRecord {
    pub(crate) fn of(staff: &Staff, last_seen_at: Option<Timestamp>) -> Self {
        Self {
            firm: staff.firm,
            staff_id: staff.id.clone(),
            name: staff.name.clone(),
            roles: staff.roles.clone(),
            offices: staff.offices.clone(),
            last_seen_at,
        }
    }
}

/// Stores who acted, if anything about them changed or they were not seen for an hour.
pub(crate) fn record_staff(tx: &mut (impl WriteTx + ?Sized), staff: &Staff, now: Timestamp) -> Result<()> {
    let seen = StaffRecord::of(staff, Some(now));
    match tx.load::<StaffRecord>(seen.key())? {
        None => tx.add(&seen),
        Some(before) => {
            let last_seen_at = before.record.last_seen_at;
            let is_same = StaffRecord { last_seen_at, ..seen.clone() } == before.record;
            let is_recent = last_seen_at.is_some_and(|last| now.since(last) < limits::STAFF_TOUCH);
            if is_same && is_recent { Ok(()) } else { tx.replace(before.version, &seen) }
        }
    }
}

redacted!(StaffRecord);
