//! Looking up contacts for staff, with the check that the caller may see them.
//!
//! A contact has no office, for one person can be a party of clients of several. Staff see a contact who is a party of a client that
//! they may see, or of no client yet.

use super::record::{ContactRecord, PartyRecord, contact_key};
use crate::act::Act;
use crate::audit::record::Chain;
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::ids::ContactId;
use crate::foundation::limits;
use crate::foundation::text::folded;
use crate::portal::Desk;
use crate::store::{After, ReadTx, Record, Records, Selection, Stored};

impl Desk {
    /// Returns a contact that the staff member may see. The answer is the same for another office's or firm's and for none.
    ///
    /// # Errors
    /// `not_found`.
    pub(crate) fn contact(
        &self,
        tx: &(impl ReadTx + ?Sized),
        contact: ContactId,
    ) -> Result<Stored<ContactRecord>> {
        let found = tx.require::<ContactRecord>(contact_key(self.staff().firm, contact))?;
        if self.may_see_contact(tx, &found.record)? { Ok(found) } else { Err(Error::new(Code::NOT_FOUND)) }
    }

    /// Returns a contact to act on, and sets the audit chain to it.
    ///
    /// # Errors
    /// `not_found`.
    pub(super) fn open_contact(
        &self,
        act: &mut Act<'_>,
        contact: ContactId,
    ) -> Result<Stored<ContactRecord>> {
        let found = self.contact(act, contact)?;
        act.event.on(self.staff().firm, Chain::Contact(contact));
        act.event.subject(contact);
        Ok(found)
    }

    /// Returns the first contacts of a list by name that the staff member may see, at most `limit`.
    pub(super) fn contacts_in_reach(
        &self,
        tx: &(impl ReadTx + ?Sized),
        mut list: Selection<ContactRecord>,
        limit: u32,
    ) -> Result<Vec<Stored<ContactRecord>>> {
        let mut found = Vec::new();
        loop {
            let rows = tx.list(&list)?;
            let is_last = rows.len() < limit as usize;
            list = list.after(rows.last().map(|last| After {
                value: folded(&last.record.name).as_str().into(),
                key: last.record.key(),
            }));
            for row in rows {
                if self.may_see_contact(tx, &row.record)? {
                    found.push(row);
                }
            }
            if is_last || found.len() >= limit as usize {
                found.truncate(limit as usize);
                return Ok(found);
            }
        }
    }

    /// Returns a contact if the staff member may see it.
    pub(super) fn contact_in_reach(
        &self,
        tx: &(impl ReadTx + ?Sized),
        contact: ContactId,
    ) -> Result<Option<Stored<ContactRecord>>> {
        let Some(found) = tx.load::<ContactRecord>(contact_key(self.staff().firm, contact))? else {
            return Ok(None);
        };
        Ok(self.may_see_contact(tx, &found.record)?.then_some(found))
    }

    /// Returns whether the staff member may see a contact of their firm.
    fn may_see_contact(&self, tx: &(impl ReadTx + ?Sized), contact: &ContactRecord) -> Result<bool> {
        let Some(in_offices) = self.in_offices(PartyRecord::OFFICE, None) else { return Ok(true) };
        let parties = PartyRecord::select(1).equal(PartyRecord::CONTACT, &contact.id);
        Ok(tx.tally(&parties.clone().only(in_offices))? > 0 || tx.tally(&parties)? == 0)
    }
}

/// Returns the parties that a contact is, of whatever client. `link_party` keeps them to [`limits::ROLES`].
pub(super) fn parties_of(
    tx: &(impl ReadTx + ?Sized),
    contact: &ContactRecord,
) -> Result<Vec<Stored<PartyRecord>>> {
    tx.list(&PartyRecord::select(limits::ROLES).equal(PartyRecord::CONTACT, &contact.id))
}
