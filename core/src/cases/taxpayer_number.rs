//! The client's taxpayer number: sealed where it is kept, and found by who knows it (SECURITY DAT-01, DAT-02).

use super::record::{CaseRecord, SealedNumber};
use crate::access::sealing::{SealContext, blind_index, open, seal};
use crate::act::Act;
use crate::firm::record::{FirmRecord, firm_of};
use crate::foundation::env::{KeyPurpose, Keys};
use crate::foundation::error::Result;
use crate::foundation::ids::{CaseId, FirmId};
use crate::foundation::text::folded;
use crate::foundation::tin;
use crate::store::{Key, Query, ReadTx, Record, Records, RecordsMut, Stored};
use zeroize::Zeroizing;

/// The column of a case that holds the number.
const COLUMN: &str = "client_tin";

fn context(firm: FirmId, case: CaseId) -> SealContext<'static> {
    SealContext { firm, table: "cases", column: COLUMN, row: case.uuid() }
}

/// The number as it is kept; to be followed by [`remember_index_key`].
///
/// # Errors
/// `tin_invalid`, `sealing_key_missing`, `key_unavailable` at `clientTin`.
pub(super) fn sealed(act: &Act<'_>, firm: FirmId, case: CaseId, number: &str) -> Result<SealedNumber> {
    let digits = tin::digits("clientTin", number)?;
    let keys = act.host.keys.as_ref();
    let sealed = seal(&digits, context(firm, case), keys, act.host.entropy.as_ref());
    let key = keys.current(KeyPurpose::Index);
    Ok(SealedNumber {
        sealed: sealed.map_err(|error| error.in_field("clientTin"))?,
        last_four: tin::last_four(&digits),
        index: key.and_then(|key| blind_index(&digits, firm, COLUMN, key, keys)),
    })
}

/// The number in full.
///
/// # Errors
/// `key_unavailable`; `stored_data_tampered`.
pub(super) fn unsealed(
    case: &CaseRecord,
    number: &SealedNumber,
    keys: &dyn Keys,
) -> Result<Zeroizing<String>> {
    open(&number.sealed, context(case.firm, case.id), keys)
}

/// Has the firm remember which key its numbers are found by: those under an earlier one are looked for with that one.
pub(super) fn remember_index_key(act: &mut Act<'_>, firm: FirmId) -> Result<()> {
    let Some(current) = act.host.keys.current(KeyPurpose::Index) else { return Ok(()) };
    let Stored { version, record: mut firm } = firm_of(act, firm)?;
    if firm.index_keys.insert(current) { act.replace(version, &firm) } else { Ok(()) }
}

/// The rows of `page` whose number this is, in the order of the page. They were indexed under the key that was current when
/// each was written, so there is a selection for each key the firm has ever used and the host still has.
///
/// # Errors
/// `tin_invalid` at `tin`.
pub(super) fn find(
    tx: &(impl ReadTx + ?Sized),
    firm: FirmId,
    number: &str,
    page: &Query,
    keys: &dyn Keys,
) -> Result<Vec<Stored<CaseRecord>>> {
    let digits = tin::digits("tin", number)?;
    let index_keys = tx.load::<FirmRecord>(Key::top(firm.uuid()))?.map(|firm| firm.record.index_keys);
    let mut found = Vec::new();
    for index in index_keys.iter().flatten().filter_map(|key| blind_index(&digits, firm, COLUMN, *key, keys))
    {
        found.extend(tx.list::<CaseRecord>(&page.clone().equal("client_tin_index", index.as_slice()))?);
    }
    found.sort_by_cached_key(|case| (folded(&case.record.client_name), case.record.key()));
    Ok(found)
}
