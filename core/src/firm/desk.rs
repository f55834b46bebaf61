//! The firm's operations on its offices.

use super::office::{OfficeRecord, office_name};
use super::record::firm_of;
use crate::act::Operation;
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::ids::OfficeId;
use crate::foundation::limits;
use crate::foundation::time::Timestamp;
use crate::portal::Desk;
use crate::store::{Record, Records, RecordsMut, Stored};
use casegate_macros::wire;

/// An office to open.
#[wire]
pub struct CreateOffice {
    /// The office's name, as staff see it.
    pub name: String,
}

/// Changes to an office.
#[wire(input)]
pub struct UpdateOffice {
    /// The office.
    pub office_id: OfficeId,
    /// The office's name.
    pub name: String,
    /// The version that the caller saw. If another one is stored, the change is refused.
    pub version: Option<i64>,
}

/// An office.
#[wire]
pub struct OfficeDetails {
    /// The office.
    pub office_id: OfficeId,
    /// The version of the office. An update that states it is refused if the office was changed since.
    pub version: i64,
    /// The office's name.
    pub name: String,
    /// When it was opened.
    pub opened_at: Timestamp,
}

/// The firm's offices.
#[wire]
pub struct OfficeList {
    /// The offices: the firm's first one, then the oldest first.
    pub offices: Vec<OfficeDetails>,
}

impl Desk {
    /// Opens an office.
    ///
    /// # Errors
    /// `too_many`; `not_found` before the firm is registered; `text_required`, `text_too_long` or `text_invalid` at `name`.
    pub fn create_office(&self, input: CreateOffice) -> Result<OfficeDetails> {
        self.act(Operation::CREATE_OFFICE, |act| {
            let firm = firm_of(act, self.staff().firm)?.record.id;
            if act.tally(&OfficeRecord::select(limits::OFFICES).under(firm))? >= limits::OFFICES {
                return Err(Error::new(Code::TOO_MANY));
            }
            let id = OfficeId::from_uuid(act.new_id()?);
            let office = OfficeRecord { id, firm, name: office_name(&input.name)?, opened_at: act.now };
            act.event.subject(id);
            act.add(&office)?;
            Ok(details(Stored { version: 1, record: office }))
        })
    }

    /// Changes an office.
    ///
    /// # Errors
    /// `not_found`; `changed_meanwhile`; `text_required`, `text_too_long` or `text_invalid` at `name`.
    pub fn update_office(&self, input: UpdateOffice) -> Result<OfficeDetails> {
        self.act(Operation::UPDATE_OFFICE, |act| {
            let mut office = self.office(act, input.office_id)?;
            if input.version.is_some_and(|version| version != office.version) {
                return Err(Error::new(Code::CHANGED_MEANWHILE));
            }
            office.record.name = office_name(&input.name)?;
            act.event.subject(input.office_id);
            act.replace(office.version, &office.record)?;
            Ok(details(Stored { version: office.version + 1, record: office.record }))
        })
    }

    /// Returns the offices that the staff member may see.
    ///
    /// # Errors
    /// The store's errors.
    pub fn list_offices(&self) -> Result<OfficeList> {
        self.look(Operation::LIST_OFFICES, |look| {
            let offices = self.offices(look)?;
            Ok(OfficeList { offices: offices.into_iter().map(details).collect() })
        })
    }
}

fn details(office: Stored<OfficeRecord>) -> OfficeDetails {
    let Stored { version, record } = office;
    OfficeDetails { office_id: record.id, version, name: record.name, opened_at: record.opened_at }
}
