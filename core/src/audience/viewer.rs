//! What a viewer sees of things that have an audience.

use super::addressee::Audience;
use super::delivery::{DELIVERIES, Delivered, DeliveryRecord};
use crate::contacts::record::{PartyRecord, Sees, party_key};
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::ids::CaseId;
use crate::foundation::time::Timestamp;
use crate::sessions::viewer::Viewer;
use crate::store::{Direction, Filter, Key, Query, ReadTx, Record as _, Records, Stored, Value};

impl Viewer {
    /// Returns whether the viewer sees progress and intake, which have no audience. A party does as staff have set; a link that names
    /// no party always does; a party that is no longer linked does not.
    pub(crate) fn sees_everything(&self, tx: &(impl ReadTx + ?Sized)) -> Result<bool> {
        let Some(named) = self.person.party else { return Ok(true) };
        let party = tx.load::<PartyRecord>(party_key(named.client, named.party))?;
        Ok(party.is_some_and(|party| party.record.sees == Sees::Everything))
    }

    /// Checks that the viewer sees what is not delivered to anybody.
    ///
    /// # Errors
    /// `not_found`.
    pub(crate) fn require_everything(&self, tx: &(impl ReadTx + ?Sized)) -> Result<()> {
        if self.sees_everything(tx)? { Ok(()) } else { Err(Error::new(Code::NOT_FOUND)) }
    }

    /// Returns when a thing with this audience was delivered to the viewer; `None` if it is not for the viewer.
    pub(crate) fn delivered_at(
        &self,
        tx: &(impl ReadTx + ?Sized),
        audience: &Audience,
    ) -> Result<Option<Timestamp>> {
        let Some(named) = self.person.party else { return Ok(audience.everyone_at) };
        let Some(addressee) = audience.addressee(named.party) else { return Ok(None) };
        let is_for_viewer = addressee.is_named || self.sees_everything(tx)?;
        Ok(is_for_viewer.then_some(addressee.at))
    }

    /// Returns the query for the things of one type that the viewer sees on a case, the highest rank first.
    pub(crate) fn query_of<T: Delivered>(
        &self,
        tx: &(impl ReadTx + ?Sized),
        case: CaseId,
        kinds: Option<Vec<Value>>,
        limit: u32,
    ) -> Result<Query> {
        let query = match self.person.party {
            None => Query::of(T::TABLE, limit).only(Filter::AtLeast("rank", i64::MIN.into())),
            Some(named) => {
                let own =
                    Query::of(&DELIVERIES, limit).equal("party", named.party.uuid()).equal("list", T::LIST);
                if self.sees_everything(tx)? { own } else { own.equal("named", true) }
            }
        };
        let query = query.under(case.uuid()).by("rank", Direction::Descending);
        Ok(kinds.into_iter().fold(query, |query, kinds| query.only(Filter::OneOf("kind", kinds))))
    }

    /// Returns the things that a query of [`Viewer::query_of`] finds.
    pub(crate) fn things<T: Delivered>(
        &self,
        tx: &(impl ReadTx + ?Sized),
        query: &Query,
    ) -> Result<Vec<Stored<T>>> {
        if self.person.party.is_none() {
            return tx.list(query);
        }
        let mut things = Vec::new();
        for delivery in tx.list::<DeliveryRecord>(query)? {
            let key = Key { id: delivery.record.thing, ..delivery.record.key() };
            let thing = tx.require::<T>(key)?;
            // The thing's own row decides. The delivery only helps to find it.
            let audience = thing.record.audience();
            if audience.map(|audience| self.delivered_at(tx, audience)).transpose()?.flatten().is_some() {
                things.push(thing);
            }
        }
        Ok(things)
    }
}
