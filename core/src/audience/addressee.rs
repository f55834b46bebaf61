//! The audience of one thing: everyone on the case, or named parties.

use crate::cases::record::CaseRecord;
use crate::contacts::record::{PartyRecord, Sees};
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::ids::PartyId;
use crate::foundation::limits;
use crate::foundation::redacted::redacted;
use crate::foundation::time::{Timestamp, millis};
use crate::store::{Query, ReadTx, Record as _, Records, Stored};
use serde::{Deserialize, Serialize};

/// For whom a thing is.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Audience {
    /// Whether it went to everyone. Links that name no party see it then.
    pub(crate) is_everyone: bool,
    /// The parties that it was delivered to.
    pub(crate) parties: Vec<Addressee>,
}

/// A party that a thing was delivered to.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Addressee {
    pub(crate) party: PartyId,
    /// The party's address at that time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) address: Option<String>,
    #[serde(with = "millis")]
    pub(crate) at: Timestamp,
}

impl Audience {
    /// Returns the audience of a delivery at `now`: the named parties, or everyone if none is named.
    ///
    /// # Errors
    /// `list_too_long` or `not_found` at `partyIds`.
    pub(crate) fn resolve(
        tx: &(impl ReadTx + ?Sized),
        case: &CaseRecord,
        named: &[PartyId],
        now: Timestamp,
    ) -> Result<Self> {
        if named.len() > limits::PARTIES as usize {
            return Err(Error::at(Code::LIST_TOO_LONG, "partyIds"));
        }
        let query = Query::of(PartyRecord::TABLE, limits::PARTIES).under(case.client.uuid());
        let parties = tx.list::<PartyRecord>(&query)?;
        let is_known = |id: &PartyId| parties.iter().any(|party| party.record.id == *id);
        if !named.iter().all(is_known) {
            return Err(Error::at(Code::NOT_FOUND, "partyIds"));
        }
        let is_meant = |party: &PartyRecord| match named {
            [] => party.sees == Sees::Everything,
            _ => named.contains(&party.id),
        };
        let meant = parties.into_iter().map(|Stored { record, .. }| record).filter(is_meant);
        let addressee = |party: PartyRecord| Addressee { party: party.id, address: party.address, at: now };
        Ok(Self { is_everyone: named.is_empty(), parties: meant.map(addressee).collect() })
    }

    /// Adds another delivery of the same thing. A party keeps its first delivery. Returns whether anything was added.
    pub(crate) fn extend(&mut self, later: Self) -> bool {
        let before = (self.is_everyone, self.parties.len());
        self.is_everyone |= later.is_everyone;
        for addressee in later.parties {
            if !self.includes(addressee.party) {
                self.parties.push(addressee);
            }
        }
        before != (self.is_everyone, self.parties.len())
    }

    /// Returns the same audience for another thing, delivered at `now`.
    pub(crate) fn again(&self, now: Timestamp) -> Self {
        let parties = self.parties.iter().map(|addressee| Addressee { at: now, ..addressee.clone() });
        Self { is_everyone: self.is_everyone, parties: parties.collect() }
    }

    /// Returns whether the thing was delivered to `party`.
    pub(crate) fn includes(&self, party: PartyId) -> bool {
        self.parties.iter().any(|addressee| addressee.party == party)
    }

    /// Returns the parties that the thing was delivered to.
    pub(crate) fn party_ids(&self) -> Vec<PartyId> {
        self.parties.iter().map(|addressee| addressee.party).collect()
    }
}

redacted!(Audience, Addressee);
