//! What a client's cases repeat of it, so that cases are listed and reached without their clients.

use super::record::ClientRecord;
use crate::act::Act;
use crate::cases::record::cases_of;
use crate::foundation::error::Result;
use crate::store::RecordsMut;

/// Updates the client's cases to its name, its office and the last four digits of its number.
pub(crate) fn update_cases(act: &mut Act<'_>, client: &ClientRecord) -> Result<()> {
    for mut case in cases_of(act, client.firm, client.id)? {
        let last_four = client.tin.as_ref().map(|tin| tin.last_four.clone());
        let record = &mut case.record;
        let is_same = record.client_name == client.name
            && record.office == client.office
            && record.client_tin_last_four == last_four;
        if !is_same {
            record.client_name.clone_from(&client.name);
            record.office = client.office;
            record.client_tin_last_four = last_four;
            act.replace(case.version, &case.record)?;
        }
    }
    Ok(())
}
