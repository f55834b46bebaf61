//! Copies of a client's data in its cases and parties, so that these are listed and found without reading their clients.

use super::record::{ClientRecord, PortalAccess};
use crate::act::Act;
use crate::cases::index::replace_indexed;
use crate::cases::record::cases_of;
use crate::contacts::record::PartyRecord;
use crate::foundation::error::Result;
use crate::foundation::limits;
use crate::sessions::invite::suspend_invites;
use crate::store::{Record as _, Records as _, RecordsMut as _};

/// Lets the invites of the client's cases open again, or suspends them, as its portal access is.
pub(crate) fn update_invites(act: &mut Act<'_>, client: &ClientRecord) -> Result<()> {
    for case in cases_of(act, client.firm, client.id)? {
        suspend_invites(act, case.record.id, client.portal_access == PortalAccess::Off)?;
    }
    Ok(())
}

/// Copies the client's office to its parties.
pub(crate) fn update_parties(act: &mut Act<'_>, client: &ClientRecord) -> Result<()> {
    for mut party in act.list(&PartyRecord::select(limits::PARTIES).under(client.id))? {
        if party.record.office != client.office {
            party.record.office = client.office;
            act.replace(party.version, &party.record)?;
        }
    }
    Ok(())
}

/// Copies the client's name, its office and the last four digits of its number to its cases.
pub(crate) fn update_cases(act: &mut Act<'_>, client: &ClientRecord) -> Result<()> {
    for mut case in cases_of(act, client.firm, client.id)? {
        let last_four = client.tin.as_ref().map(|tin| tin.last_four.clone());
        let record = &mut case.record;
        let is_same = record.client_name == client.name
            && record.office == client.office
            && record.client_tin_last_four == last_four;
        if !is_same {
            let before = record.clone();
            record.client_name.clone_from(&client.name);
            record.office = client.office;
            record.client_tin_last_four = last_four;
            replace_indexed(act, case.version, &before, &case.record)?;
        }
    }
    Ok(())
}
