//! Messages to the parties that a thing was delivered to.

use super::addressee::Audience;
use super::delivery::Delivered;
use super::settings::{AudienceSettings, PartyMail};
use crate::act::{Act, NewMessage, Recipient};
use crate::cases::record::CaseRecord;
use crate::firm::record::firm_of;
use crate::firm::settings::settings_of;
use crate::foundation::error::Result;
use crate::foundation::time::DAY;
use std::collections::BTreeMap;

/// How long a message about a delivery is worth sending.
const WORTH_SENDING: i64 = 3 * DAY;

/// Writes a message to each party that a thing was delivered to and that `before` does not include. A party without an address gets
/// none. The message names the firm and nothing else, because others may read the mail.
pub(crate) fn notify<T: Delivered>(
    act: &mut Act<'_>,
    case: &CaseRecord,
    message: &'static str,
    before: Option<&Audience>,
    thing: &T,
) -> Result<()> {
    let settings: AudienceSettings = settings_of(act, case.firm)?;
    let parties = thing.audience().map(|audience| audience.parties.clone()).unwrap_or_default();
    let is_new = |party| !before.is_some_and(|before| before.includes(party));
    let addresses = parties.into_iter().filter(|party| is_new(party.party)).filter_map(|party| party.address);
    let mut addresses: Vec<_> = addresses.collect();
    addresses.sort_unstable();
    addresses.dedup();
    if settings.party_mail == PartyMail::Off || addresses.is_empty() {
        return Ok(());
    }
    let firm = firm_of(act, case.firm)?.record.name;
    for address in addresses {
        act.enqueue(NewMessage {
            firm: case.firm,
            case: Some(case.id),
            message,
            parameters: BTreeMap::from([("firm".to_owned(), firm.clone())]),
            to: Recipient::Email { address },
            subject: Some(thing.key().id),
            not_before: act.now,
            gives_up_after: act.now.plus(WORTH_SENDING),
            secret: None,
        })?;
    }
    Ok(())
}
