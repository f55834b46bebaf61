//! Looking up a case through either door, with the check that the caller may see it. Lists make it by `Desk::in_offices` and `Desk::is_listed`.

use super::record::{CaseRecord, case_key};
use crate::act::Act;
use crate::audit::record::Chain;
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::ids::CaseId;
use crate::portal::Desk;
use crate::sessions::grant::Reach;
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
    /// Returns the case that an operation is about: the stated one, or the only one that the viewer reaches. The error is the same
    /// for a case out of reach as for a case that does not exist.
    ///
    /// # Errors
    /// `case_required` at `caseId` if none is stated and the viewer reaches more than one; `not_found`.
    pub(crate) fn case_id(&self, tx: &(impl ReadTx + ?Sized), stated: Option<CaseId>) -> Result<CaseId> {
        match (&self.reach, stated) {
            (Reach::Case(own), None) => Ok(*own),
            (Reach::Case(own), Some(stated)) if *own == stated => Ok(stated),
            (Reach::Case(_), Some(_)) => Err(Error::new(Code::NOT_FOUND)),
            (Reach::Clients(_), None) => Err(Error::at(Code::CASE_REQUIRED, "caseId")),
            (Reach::Clients(clients), Some(stated)) => {
                let found = tx.require::<CaseRecord>(case_key(self.firm, stated))?.record;
                if clients.contains(&found.client) { Ok(stated) } else { Err(Error::new(Code::NOT_FOUND)) }
            }
        }
    }

    /// Returns the row of the case that an operation is about.
    ///
    /// # Errors
    /// As [`Viewer::case_id`].
    pub(crate) fn case(
        &self,
        tx: &(impl ReadTx + ?Sized),
        stated: Option<CaseId>,
    ) -> Result<Stored<CaseRecord>> {
        tx.require(case_key(self.firm, self.case_id(tx, stated)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::desk::{CaseDetails, CreateCase};
    use crate::settings::RegisterFirm;
    use crate::store::{MemoryStore, StoreExt};
    use crate::{Portal, Role, Source, Staff};
    use uuid::Uuid;

    fn desk() -> Desk {
        let portal = Portal::on(MemoryStore::new()).build().unwrap();
        let firm = crate::foundation::ids::FirmId::from_uuid(Uuid::from_u128(1));
        let roles = vec![Role::Administrator];
        let staff = Staff { firm, id: "u-1".into(), name: "Rosa".into(), roles, offices: None };
        let desk = portal.desk(staff, &Source::default()).unwrap();
        desk.register_firm(RegisterFirm { name: "Hartwell".into() }).unwrap();
        desk
    }

    fn case(desk: &Desk, name: &str) -> CaseDetails {
        let text = |text: &str| text.to_owned();
        let case = CreateCase {
            client_name: Some(name.into()),
            title: text("2026"),
            stage: text("lead"),
            ..CreateCase::default()
        };
        desk.create_case(case).unwrap()
    }

    #[test]
    fn who_reaches_several_cases_names_one_and_reaches_no_other() {
        let desk = desk();
        let (own, another, foreign) = (case(&desk, "Dana"), case(&desk, "Lee"), case(&desk, "Kim"));
        let viewer = Viewer::of_clients(desk.staff().firm, vec![own.client_id, another.client_id]);
        let found = |stated| desk.host().store.reading(|tx| viewer.case_id(tx, stated));
        assert_eq!(found(Some(own.case_id)), Ok(own.case_id));
        assert_eq!(found(Some(another.case_id)), Ok(another.case_id));
        assert_eq!(found(Some(foreign.case_id)), Err(Error::new(Code::NOT_FOUND)));
        assert_eq!(found(Some(CaseId::from_uuid(Uuid::nil()))), Err(Error::new(Code::NOT_FOUND)));
        assert_eq!(found(None), Err(Error::at(Code::CASE_REQUIRED, "caseId")));
    }
}
