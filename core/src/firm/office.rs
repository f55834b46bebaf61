//! Offices: the locations of a firm. Every client belongs to exactly one.

use super::record::FirmRecord;
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::ids::{FirmId, OfficeId};
use crate::foundation::redacted::redacted;
use crate::foundation::time::{Timestamp, millis};
use crate::foundation::{limits, text};
use crate::portal::Desk;
use crate::store::{Condition, Key, ReadTx, Record, Records, Stored, TypedColumn};
use serde::{Deserialize, Serialize};

/// The name of the office that a firm begins with.
pub(crate) const FIRST_OFFICE: &str = "Main office";

/// An office, clustered by its firm.
#[derive(Clone, Serialize, Deserialize, Record)]
#[record(table = "offices", parent = firm, id = id, refers[firm -> "firms"])]
pub(crate) struct OfficeRecord {
    #[serde(skip, default = "OfficeId::nil")]
    pub(crate) id: OfficeId,
    #[serde(skip, default = "FirmId::nil")]
    pub(crate) firm: FirmId,
    pub(crate) name: String,
    #[serde(with = "millis")]
    pub(crate) opened_at: Timestamp,
}

impl Desk {
    /// Returns an office that the staff member may see. The error is the same for another firm's office as for a missing one.
    ///
    /// # Errors
    /// `not_found`.
    pub(crate) fn office(
        &self,
        tx: &(impl ReadTx + ?Sized),
        office: OfficeId,
    ) -> Result<Stored<OfficeRecord>> {
        if !self.staff().may_see(office) {
            return Err(Error::new(Code::NOT_FOUND));
        }
        tx.require(Key::under(self.staff().firm.uuid(), office.uuid()))
    }

    /// Returns the offices that the staff member may see: the firm's first one, then the oldest first. A firm that is not
    /// registered has none.
    pub(crate) fn offices(&self, tx: &(impl ReadTx + ?Sized)) -> Result<Vec<Stored<OfficeRecord>>> {
        let Some(firm) = tx.load::<FirmRecord>(Key::top(self.staff().firm.uuid()))? else {
            return Ok(Vec::new());
        };
        let query = OfficeRecord::select(limits::OFFICES).under(self.staff().firm);
        let mut offices = tx.list(&query)?;
        offices.retain(|office| self.staff().may_see(office.record.id));
        let first = firm.record.first_office;
        offices.sort_by_key(|office| (office.record.id != first, office.record.opened_at, office.record.id));
        Ok(offices)
    }

    /// Returns the condition on a column with an office: that it is `only`, or else one that the staff member may see; `None` for every
    /// office.
    pub(crate) fn in_offices<R>(
        &self,
        column: TypedColumn<R, OfficeId>,
        only: Option<OfficeId>,
    ) -> Option<Condition<R>> {
        match (only, &self.staff().offices) {
            (Some(office), _) if self.staff().may_see(office) => Some(column.equals(&office)),
            (Some(_), _) => Some(column.one_of([])),
            (None, Some(offices)) => Some(column.one_of(offices)),
            (None, None) => None,
        }
    }

    /// Returns whether what belongs to an office is in a list of `only` one office, or else of all that the staff member may see.
    pub(crate) fn is_listed(&self, only: Option<OfficeId>, office: OfficeId) -> bool {
        self.staff().may_see(office) && only.is_none_or(|only| only == office)
    }

    /// Returns the office for something new: the stated one, or else the first that the staff member may see.
    ///
    /// # Errors
    /// `not_found`, naming `officeId`.
    pub(crate) fn office_or_first(
        &self,
        tx: &(impl ReadTx + ?Sized),
        stated: Option<OfficeId>,
    ) -> Result<OfficeId> {
        let found = match stated {
            Some(office) => self.office(tx, office).map(|office| office.record.id),
            None => {
                let first = self.offices(tx)?.into_iter().next();
                first.map(|office| office.record.id).ok_or_else(|| Error::new(Code::NOT_FOUND))
            }
        };
        found.map_err(|error| error.in_field("officeId"))
    }
}

/// Checks an office's name.
pub(crate) fn office_name(name: &str) -> Result<String> {
    text::line("name", name, limits::NAME)
}

redacted!(OfficeRecord);
