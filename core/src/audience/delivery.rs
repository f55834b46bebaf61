//! The rows by which a party's list of things is found.

use super::addressee::Audience;
use crate::act::Act;
use crate::foundation::error::Result;
use crate::foundation::ids::{CaseId, FirmId, PartyId};
use crate::foundation::redacted::redacted;
use crate::foundation::time::Timestamp;
use crate::store::{Key, Record, Records, RecordsMut, Stored, TypedColumn};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// A thing on a case that has an audience: a document, an envelope, a form.
pub(crate) trait Delivered: Record {
    /// The name of the list that it is in.
    const LIST: &'static str;
    /// The column with the rank if the thing is for everyone. An index begins with the case and this column.
    const RANK: TypedColumn<Self, Option<i64>>;
    /// The column with the kind, if the list is filtered by it.
    const KIND: Option<TypedColumn<Self, str>> = None;

    fn firm(&self) -> FirmId;

    /// Returns the audience; `None` if the thing is not delivered.
    fn audience(&self) -> Option<&Audience>;

    /// Returns the rank in the list of somebody to whom the thing was delivered at `at`. The highest comes first.
    fn rank(&self, at: Timestamp) -> i64;

    /// Returns the kind by which the list is filtered; empty if it is not.
    fn kind(&self) -> &str {
        ""
    }

    /// Returns the value of the column [`Delivered::RANK`].
    fn rank_for_everyone(&self) -> Option<i64> {
        self.audience().and_then(|audience| audience.everyone_at).map(|at| self.rank(at))
    }
}

/// A thing as delivered to one party, clustered by the case.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Record)]
#[record(table = "deliveries", parent = case, id = id)]
#[record(index[case, party, list, rank, kind, is_named])]
#[record(refers[firm, case -> "cases"])]
pub(crate) struct DeliveryRecord {
    #[serde(skip)]
    id: Uuid,
    #[record(column)]
    firm: FirmId,
    #[serde(skip, default = "CaseId::nil")]
    case: CaseId,
    #[record(column)]
    party: PartyId,
    #[record(column)]
    list: String,
    pub(super) thing: Uuid,
    #[record(column)]
    pub(super) rank: i64,
    #[record(column)]
    kind: String,
    #[record(column)]
    is_named: bool,
    /// The party's address when the thing was delivered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    address: Option<String>,
}

/// Returns the id of a row about one thing and one person. It is derived from both, so there is never a second one.
pub(super) fn paired(thing: Uuid, person: Uuid) -> Uuid {
    let digest: [u8; 32] = Sha256::new().chain_update(thing).chain_update(person).finalize().into();
    Uuid::from_bytes(digest.first_chunk::<16>().copied().unwrap_or_default())
}

/// Stores the rows of a thing after its audience or rank changed. `before` is the audience whose rows are stored.
pub(crate) fn store_deliveries<T: Delivered>(
    act: &mut Act<'_>,
    before: Option<&Audience>,
    thing: &T,
) -> Result<()> {
    let Key { parent: case, id } = thing.key();
    let addressees = thing.audience().map_or(&[][..], |audience| &audience.parties);
    for old in before.map_or(&[][..], |audience| &audience.parties) {
        if !thing.audience().is_some_and(|audience| audience.includes(old.party)) {
            act.remove::<DeliveryRecord>(Key::under(case, paired(id, old.party.uuid())))?;
        }
    }
    for addressee in addressees {
        let delivery = DeliveryRecord {
            id: paired(id, addressee.party.uuid()),
            firm: thing.firm(),
            case: CaseId::from_uuid(case),
            party: addressee.party,
            list: T::LIST.to_owned(),
            thing: id,
            rank: thing.rank(addressee.at),
            kind: thing.kind().to_owned(),
            is_named: addressee.is_named,
            address: addressee.address.clone(),
        };
        match act.load::<DeliveryRecord>(delivery.key())? {
            None => act.add(&delivery)?,
            Some(Stored { version, record }) if record != delivery => act.replace(version, &delivery)?,
            Some(_) => {}
        }
    }
    Ok(())
}

/// Removes the rows of a thing that is removed.
pub(crate) fn remove_deliveries<T: Delivered>(act: &mut Act<'_>, thing: &T) -> Result<()> {
    let Key { parent: case, id } = thing.key();
    for party in thing.audience().map(Audience::party_ids).unwrap_or_default() {
        act.remove::<DeliveryRecord>(Key::under(case, paired(id, party.uuid())))?;
    }
    Ok(())
}

redacted!(DeliveryRecord);
