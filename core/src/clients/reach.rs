//! Looking up a client for staff, with the check that the caller may see it. Lists make it by `Desk::in_offices` and `Desk::is_listed`.

use super::record::{ClientRecord, client_key};
use crate::act::Act;
use crate::audit::record::Chain;
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::ids::ClientId;
use crate::portal::Desk;
use crate::store::{ReadTx, Records, Stored};

impl Desk {
    /// Returns a client of the offices that the staff member may see. The error is the same for a client of another office or firm
    /// as for a client that does not exist.
    ///
    /// # Errors
    /// `not_found`.
    pub(crate) fn client(
        &self,
        tx: &(impl ReadTx + ?Sized),
        client: ClientId,
    ) -> Result<Stored<ClientRecord>> {
        let found = tx.require::<ClientRecord>(client_key(self.staff().firm, client))?;
        if self.staff().may_see(found.record.office) { Ok(found) } else { Err(Error::new(Code::NOT_FOUND)) }
    }

    /// Returns a client to act on, and sets the audit chain to it.
    ///
    /// # Errors
    /// `not_found`.
    pub(crate) fn open_client(&self, act: &mut Act<'_>, client: ClientId) -> Result<Stored<ClientRecord>> {
        let found = self.client(act, client)?;
        act.event.on(self.staff().firm, Chain::Client(client));
        act.event.subject(client);
        Ok(found)
    }
}
