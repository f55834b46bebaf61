//! The host's operations on the firm's staff, so that notices can be addressed before somebody has acted.

use crate::access::permission::Role;
use crate::access::roster::{StaffRecord, staff_key};
use crate::access::staff::Staff;
use crate::act::{Act, Operation};
use crate::audit::record::Chain;
use crate::firm::record::firm_of;
use crate::foundation::error::{Error, Result};
use crate::foundation::ids::{FirmId, OfficeId};
use crate::foundation::time::Timestamp;
use crate::foundation::{limits, text};
use crate::portal::HostDoor;
use crate::store::page::{By, List};
use crate::store::{Record, Records, RecordsMut};
use casegate_macros::wire;

/// A member of staff to record.
#[wire(input)]
pub struct RecordStaff {
    /// The firm.
    pub firm_id: FirmId,
    /// The host's id of the person.
    pub staff_id: String,
    /// The person's name.
    pub name: String,
    /// The person's roles.
    pub roles: Vec<Role>,
    /// The offices that the person may see; every office if absent.
    pub offices: Option<Vec<OfficeId>>,
}

/// A reference to a member of staff.
#[wire(prints)]
pub struct StaffRef {
    /// The firm.
    pub firm_id: FirmId,
    /// The host's id of the person.
    pub staff_id: String,
}

/// Which staff to list.
#[wire(input, prints)]
pub struct ListStaff {
    /// The firm.
    pub firm_id: FirmId,
    /// The cursor that the previous page gave as `next`; absent for the first page.
    pub cursor: Option<String>,
    /// The largest number of rows, 1 to 200; 50 if absent.
    pub limit: Option<u32>,
}

/// A member of staff as the portal knows them.
#[wire]
pub struct StaffDetails {
    /// The host's id of the person.
    pub staff_id: String,
    /// The person's name.
    pub name: String,
    /// The person's roles.
    pub roles: Vec<Role>,
    /// The offices that the person may see; every office if absent.
    pub offices: Option<Vec<OfficeId>>,
    /// When the person last changed something, to the hour; absent before.
    pub last_seen_at: Option<Timestamp>,
}

/// A page of a firm's staff.
#[wire]
pub struct StaffPage {
    /// The staff on this page, in the order of their names.
    pub staff: Vec<StaffDetails>,
    /// The cursor of the next page; absent on the last page.
    pub next: Option<String>,
}

/// The result of removing a member of staff.
#[wire(prints)]
pub struct StaffRemoved {
    /// The host's id of the person.
    pub staff_id: String,
}

impl HostDoor {
    /// Records a member of a firm's staff, or what has changed about them. It gives nobody access: the host states who acts, and with
    /// which roles, each time that it opens a desk.
    ///
    /// # Errors
    /// `not_found` for the firm; `text_required`, `text_too_long` or `text_invalid` at `staffId` or `name`; `list_too_long` at `offices`.
    pub fn record_staff(&self, input: RecordStaff) -> Result<StaffDetails> {
        let RecordStaff { firm_id, staff_id, name, roles, offices } = input;
        let stated = Staff { firm: firm_id, id: staff_id, name, roles, offices };
        let stated = stated.normalized().map_err(renamed)?;
        self.act(Operation::RECORD_STAFF, |act| {
            self.open_firm(act, firm_id, &stated.id)?;
            let before = act.load::<StaffRecord>(staff_key(firm_id, &stated.id))?;
            let last_seen_at = before.as_ref().and_then(|before| before.record.last_seen_at);
            let record = StaffRecord::of(&stated, last_seen_at);
            match before {
                None => act.add(&record)?,
                Some(before) if before.record == record => {}
                Some(before) => act.replace(before.version, &record)?,
            }
            Ok(details(record))
        })
    }

    /// Removes a member of staff who has left. What they did stays on record under their name.
    ///
    /// # Errors
    /// `not_found`.
    pub fn remove_staff(&self, input: StaffRef) -> Result<StaffRemoved> {
        self.act(Operation::REMOVE_STAFF, |act| {
            let staff_id = text::line("staffId", &input.staff_id, limits::IDENTITY)?;
            self.open_firm(act, input.firm_id, &staff_id)?;
            let record = act.require::<StaffRecord>(staff_key(input.firm_id, &staff_id))?.record;
            act.remove::<StaffRecord>(record.key())?;
            Ok(StaffRemoved { staff_id })
        })
    }

    /// Returns a page of a firm's staff.
    ///
    /// # Errors
    /// `not_found` for the firm; `number_out_of_range` at `limit`; `cursor_invalid`.
    pub fn list_staff(&self, input: ListStaff) -> Result<StaffPage> {
        self.look(Operation::LIST_STAFF, |look| {
            firm_of(look, input.firm_id)?;
            let staff = StaffRecord::select(limits::PAGE).under(input.firm_id).by(StaffRecord::NAME_FOLDED);
            let list = List::of::<StaffRecord>(By::Text, input.firm_id);
            let asked = (input.cursor.as_deref(), input.limit);
            let (rows, next) = list.read(look, staff, asked, |staff| text::folded(&staff.name).into())?;
            Ok(StaffPage { staff: rows.into_iter().map(|row| details(row.record)).collect(), next })
        })
    }

    fn open_firm(&self, act: &mut Act<'_>, firm: FirmId, staff: &str) -> Result<()> {
        firm_of(act, firm)?;
        act.event.on(firm, Chain::Firm(firm));
        act.event.subject(staff);
        Ok(())
    }
}

/// Names the field of the input instead of that of [`Staff`].
fn renamed(error: Error) -> Error {
    let field = match error.field() {
        Some("staff.id") => "staffId",
        Some("staff.name") => "name",
        Some("staff.offices") => "offices",
        _ => return error,
    };
    Error::at(error.code(), field)
}

fn details(record: StaffRecord) -> StaffDetails {
    StaffDetails {
        staff_id: record.staff_id,
        name: record.name,
        roles: record.roles,
        offices: record.offices,
        last_seen_at: record.last_seen_at,
    }
}
