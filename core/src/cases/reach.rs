//! Looking up a case through either door, with the check that the caller may see it. No other code makes this check.

use super::record::{CaseRecord, case_key};
use crate::act::Act;
use crate::audit::record::Chain;
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::ids::CaseId;
use crate::portal::Desk;
use crate::sessions::viewer::Viewer;
use crate::store::{ReadTx, Records, Stored};

impl Desk {
    /// Returns a case of the offices that the staff member may see. The error is the same for a case of another office or firm as
    /// for a case that does not exist.
    ///
    /// # Errors
    /// `not_found`.
    pub(crate) fn case(&self, tx: &(impl ReadTx + ?Sized), case: CaseId) -> Result<Stored<CaseRecord>> {
        let found = tx.require::<CaseRecord>(case_key(self.staff().firm, case))?;
        if self.staff().may_see(found.record.office) { Ok(found) } else { Err(Error::new(Code::NOT_FOUND)) }
    }

    /// Returns a case to act on, and sets the audit chain to it.
    ///
    /// # Errors
    /// `not_found`.
    pub(crate) fn open_case(&self, act: &mut Act<'_>, case: CaseId) -> Result<Stored<CaseRecord>> {
        let found = self.case(act, case)?;
        act.event.on(self.staff().firm, Chain::Case(case));
        act.event.subject(case);
        Ok(found)
    }
}

impl Viewer {
    /// Returns the case that the viewer is confined to.
    ///
    /// # Errors
    /// `not_found` if the row is missing.
    pub(crate) fn case(&self, tx: &(impl ReadTx + ?Sized)) -> Result<Stored<CaseRecord>> {
        tx.require(case_key(self.firm, self.case))
    }
}
