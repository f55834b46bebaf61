//! The roster: every member of staff who changed something, so that notices can be addressed to them.

use super::permission::Role;
use super::staff::Staff;
use crate::foundation::error::Result;
use crate::foundation::ids::{FirmId, OfficeId};
use crate::foundation::limits;
use crate::foundation::redacted::redacted;
use crate::foundation::time::{Timestamp, millis};
use crate::store::{Key, Record, Records, RecordsMut, Table, Value, WriteTx};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

pub(crate) static STAFF: Table = Table { ..Table::named("staff") };

/// A member of staff, clustered by the firm.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct StaffRecord {
    #[serde(skip, default = "FirmId::nil")]
    pub(crate) firm: FirmId,
    /// The host's id of the person.
    pub(crate) staff_id: String,
    pub(crate) name: String,
    pub(crate) roles: Vec<Role>,
    /// The offices they may see; `None` for every office.
    pub(crate) offices: Option<Vec<OfficeId>>,
    /// When they last acted, to the hour.
    #[serde(with = "millis")]
    pub(crate) last_seen_at: Timestamp,
}

impl Record for StaffRecord {
    const TABLE: &'static Table = &STAFF;
    fn key(&self) -> Key {
        staff_key(self.firm, &self.staff_id)
    }
    fn set_key(&mut self, key: Key) {
        self.firm = FirmId::from_uuid(key.parent);
    }
    fn columns(&self) -> Vec<Value> {
        Vec::new()
    }
}

fn staff_key(firm: FirmId, id: &str) -> Key {
    let digest: [u8; 32] = Sha256::digest(id.as_bytes()).into();
    let id = digest.first_chunk::<16>().copied().unwrap_or_default();
    Key::under(firm.uuid(), Uuid::from_bytes(id))
}

impl StaffRecord {
    fn of(staff: &Staff, last_seen_at: Timestamp) -> Self {
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
    let seen = StaffRecord::of(staff, now);
    match tx.load::<StaffRecord>(seen.key())? {
        None => tx.add(&seen),
        Some(before) => {
            let last_seen_at = before.record.last_seen_at;
            let is_same = StaffRecord { last_seen_at, ..seen.clone() } == before.record;
            let is_recent = now.since(last_seen_at) < limits::STAFF_TOUCH;
            if is_same && is_recent { Ok(()) } else { tx.replace(before.version, &seen) }
        }
    }
}

redacted!(StaffRecord);
