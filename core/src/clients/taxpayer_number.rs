//! A client's taxpayer numbers. They are stored sealed and are found by their blind index (SECURITY DAT-01, DAT-02).

use super::record::{ClientRecord, NumberOf, SealedNumber};
use crate::access::sealing::{SealContext, blind_index, open, seal};
use crate::act::{Act, Look};
use crate::firm::record::{FirmRecord, firm_of};
use crate::foundation::env::{KeyPurpose, Keys};
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::ids::{ClientId, FirmId};
use crate::foundation::text::folded;
use crate::foundation::{limits, tin};
use crate::portal::Desk;
use crate::store::{Key, ReadTx, Record, Records, RecordsMut, Selection, Stored, TypedColumn};
use zeroize::Zeroizing;

impl NumberOf {
    /// Every number that a client can have.
    const ALL: [Self; 2] = [Self::Client, Self::Spouse];

    /// Returns the column that the number is sealed for.
    const fn column(self) -> &'static str {
        match self {
            Self::Client => "tin",
            Self::Spouse => "spouse_tin",
        }
    }

    const fn index_column(self) -> TypedColumn<ClientRecord, Option<Vec<u8>>> {
        match self {
            Self::Client => ClientRecord::TIN_INDEX,
            Self::Spouse => ClientRecord::SPOUSE_TIN_INDEX,
        }
    }
}

fn context(firm: FirmId, client: ClientId, whose: NumberOf) -> SealContext<'static> {
    let purpose = KeyPurpose::Seal;
    SealContext { purpose, firm, table: "clients", column: whose.column(), row: client.uuid() }
}

/// Seals a number for storage, and computes the blind index by which it is found.
///
/// # Errors
/// `tin_invalid`, `sealing_key_missing`, `key_unavailable` at `field`.
pub(crate) fn sealed(
    act: &mut Act<'_>,
    firm: FirmId,
    client: ClientId,
    whose: NumberOf,
    field: &'static str,
    number: &str,
) -> Result<SealedNumber> {
    let digits = tin::digits(field, number)?;
    let keys = act.host.keys.as_ref();
    let sealed = seal(&digits, context(firm, client, whose), keys, act.host.entropy.as_ref());
    let key = keys.current(KeyPurpose::Index);
    Ok(SealedNumber {
        sealed: sealed.map_err(|error| error.in_field(field))?,
        last_four: tin::last_four(&digits),
        index: key.and_then(|key| blind_index(&digits, firm, whose.column(), key, keys)),
    })
}

/// Unseals one of a client's numbers.
///
/// # Errors
/// `key_unavailable`; `stored_data_tampered`.
pub(crate) fn unsealed(
    client: &ClientRecord,
    whose: NumberOf,
    number: &SealedNumber,
    keys: &dyn Keys,
) -> Result<Zeroizing<String>> {
    open(&number.sealed, context(client.firm, client.id, whose), keys)
}

/// Stores in the firm's record that the present index key is in use, so that searches use it even after the key changes.
pub(crate) fn remember_index_key(act: &mut Act<'_>, firm: FirmId) -> Result<()> {
    let Some(current) = act.host.keys.current(KeyPurpose::Index) else { return Ok(()) };
    let Stored { version, record: mut firm } = firm_of(act, firm)?;
    if firm.index_keys.insert(current) { act.replace(version, &firm) } else { Ok(()) }
}

/// Returns the clients of the selection `page` that have this number, in the order of the page. A number is indexed with the key
/// that was current when it was written, so one selection is made for each index key that the firm has used and the host has.
///
/// # Errors
/// `tin_invalid` at `tin`.
pub(crate) fn clients_with(
    tx: &(impl ReadTx + ?Sized),
    firm: FirmId,
    number: &str,
    page: &Selection<ClientRecord>,
    keys: &dyn Keys,
) -> Result<Vec<Stored<ClientRecord>>> {
    let digits = tin::digits("tin", number)?;
    let index_keys = tx.load::<FirmRecord>(Key::top(firm.uuid()))?.map(|firm| firm.record.index_keys);
    let mut found: Vec<Stored<ClientRecord>> = Vec::new();
    for key in index_keys.iter().flatten() {
        for whose in NumberOf::ALL {
            let Some(index) = blind_index(&digits, firm, whose.column(), *key, keys) else { continue };
            found.extend(tx.list(&page.clone().equal(whose.index_column(), &index))?);
        }
    }
    found.sort_by_cached_key(|client| (folded(&client.record.name), client.record.key()));
    found.dedup_by_key(|client| client.record.id);
    Ok(found)
}

impl Desk {
    /// Returns the clients with this number in the offices that the staff member may see.
    ///
    /// # Errors
    /// `tin_invalid` at `tin`; `too_many` at `tin` if 200 or more clients have the number.
    pub(crate) fn clients_with_tin(&self, look: &Look<'_>, tin: &str) -> Result<Vec<ClientId>> {
        let firm = self.staff().firm;
        let clients = ClientRecord::select(limits::PAGE).under(firm);
        let clients = clients.only_if(self.in_offices(ClientRecord::OFFICE, None));
        let found = clients_with(look, firm, tin, &clients, look.host.keys.as_ref())?;
        if found.len() >= limits::PAGE as usize {
            return Err(Error::at(Code::TOO_MANY, "tin"));
        }
        Ok(found.into_iter().map(|client| client.record.id).collect())
    }
}
