//! The audience of one document, envelope or form: everyone on the case, or named parties.

use crate::act::Event;
use crate::cases::record::CaseRecord;
use crate::contacts::record::{PartyRecord, Sees};
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::ids::PartyId;
use crate::foundation::limits;
use crate::foundation::redacted::redacted;
use crate::foundation::time::{Timestamp, millis};
use crate::store::{ReadTx, Record as _, Records, Stored};
use serde::{Deserialize, Serialize};

/// The audience of a document, envelope or form.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Audience {
    /// When it was delivered to everyone, which includes links that name no party; `None` if it was not.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "millis::option")]
    pub(crate) everyone_at: Option<Timestamp>,
    /// The parties that it was delivered to.
    pub(crate) parties: Vec<Addressee>,
}

/// A party that a thing was delivered to.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Addressee {
    pub(crate) party: PartyId,
    /// Whether staff named the party. A party that was only one of everyone sees the thing as long as it sees everything.
    pub(crate) is_named: bool,
    /// The party's address at that time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) address: Option<String>,
    #[serde(with = "millis")]
    pub(crate) at: Timestamp,
}

impl Audience {
    /// Returns the audience of a delivery at `now`: the named parties, or everyone if there is no list.
    ///
    /// # Errors
    /// `audience_empty`, `list_too_long` or `not_found` at `partyIds`.
    pub(crate) fn resolve(
        tx: &(impl ReadTx + ?Sized),
        case: &CaseRecord,
        named: Option<&[PartyId]>,
        now: Timestamp,
    ) -> Result<Self> {
        match named.map(<[_]>::len) {
            // An empty list is more likely a mistake than a wish to show the thing to everyone.
            Some(0) => return Err(Error::at(Code::AUDIENCE_EMPTY, "partyIds")),
            Some(count) if count > limits::PARTIES as usize => {
                return Err(Error::at(Code::LIST_TOO_LONG, "partyIds"));
            }
            _ => {}
        }
        let parties = tx.list(&PartyRecord::select(limits::PARTIES).under(case.client))?;
        let is_known = |id: &PartyId| parties.iter().any(|party| party.record.id == *id);
        if !named.unwrap_or_default().iter().all(is_known) {
            return Err(Error::at(Code::NOT_FOUND, "partyIds"));
        }
        let is_meant = |party: &PartyRecord| match named {
            None => party.sees == Sees::Everything,
            Some(named) => named.contains(&party.id),
        };
        let meant = parties.into_iter().map(|Stored { record, .. }| record).filter(is_meant);
        let is_named = named.is_some();
        let addressee =
            |party: PartyRecord| Addressee { party: party.id, is_named, address: party.address, at: now };
        Ok(Self { everyone_at: (!is_named).then_some(now), parties: meant.map(addressee).collect() })
    }

    /// Records in an event to whom a thing was delivered.
    pub(crate) fn record_in(&self, event: &mut Event) {
        self.parties.iter().for_each(|addressee| event.subject(addressee.party));
        event.fact("everyone", self.is_everyone());
    }

    /// Adds another delivery of the same thing. A party keeps its first delivery. Returns whether anything changed.
    pub(crate) fn extend(&mut self, later: Self) -> bool {
        let before = self.clone();
        self.everyone_at = self.everyone_at.or(later.everyone_at);
        for addressee in later.parties {
            match self.parties.iter_mut().find(|known| known.party == addressee.party) {
                Some(known) => known.is_named |= addressee.is_named,
                None => self.parties.push(addressee),
            }
        }
        before != *self
    }

    pub(crate) fn is_everyone(&self) -> bool {
        self.everyone_at.is_some()
    }

    /// Returns the same audience for another thing, delivered at `now`.
    pub(crate) fn again(&self, now: Timestamp) -> Self {
        let parties = self.parties.iter().map(|addressee| Addressee { at: now, ..addressee.clone() });
        Self { everyone_at: self.everyone_at.map(|_| now), parties: parties.collect() }
    }

    /// Returns the delivery to `party`.
    pub(crate) fn addressee(&self, party: PartyId) -> Option<&Addressee> {
        self.parties.iter().find(|addressee| addressee.party == party)
    }

    /// Returns whether the thing was delivered to `party`.
    pub(crate) fn includes(&self, party: PartyId) -> bool {
        self.addressee(party).is_some()
    }

    /// Returns the parties that the thing was delivered to.
    pub(crate) fn party_ids(&self) -> Vec<PartyId> {
        self.parties.iter().map(|addressee| addressee.party).collect()
    }
}

redacted!(Audience, Addressee);
