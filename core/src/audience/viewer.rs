//! What a viewer sees of things that have an audience.

use super::addressee::Audience;
use super::delivery::{DELIVERIES, Delivered, DeliveryRecord};
use crate::contacts::record::{PartyRecord, Sees, party_key};
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::ids::CaseId;
use crate::sessions::viewer::Viewer;
use crate::store::{Direction, Filter, Key, Query, ReadTx, Records, Stored, Value};

impl Viewer {
    /// Returns whether the viewer sees what is not delivered to anybody: progress and intake. A party sees it as staff have set;
    /// a link that names no party always does. A party that is no longer linked does not.
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

    /// Returns whether a thing with this audience is for the viewer.
    pub(crate) fn is_in(&self, audience: &Audience) -> bool {
        match self.person.party {
            Some(named) => audience.includes(named.party),
            None => audience.is_everyone,
        }
    }

    /// Returns the query for the things of one type that the viewer sees on a case, the highest rank first.
    pub(crate) fn query_of<T: Delivered>(
        &self,
        case: CaseId,
        kinds: Option<Vec<Value>>,
        limit: u32,
    ) -> Query {
        let query = match self.person.party {
            Some(named) => {
                Query::of(&DELIVERIES, limit).equal("party", named.party.uuid()).equal("list", T::LIST)
            }
            None => Query::of(T::TABLE, limit).only(Filter::AtLeast("rank", i64::MIN.into())),
        };
        let query = query.under(case.uuid()).by("rank", Direction::Descending);
        kinds.into_iter().fold(query, |query, kinds| query.only(Filter::OneOf("kind", kinds)))
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
            let Key { parent, .. } = crate::store::Record::key(&delivery.record);
            let thing = tx.require::<T>(Key::under(parent, delivery.record.thing))?;
            // The thing's own row decides. The delivery only helps to find it.
            if thing.record.audience().is_some_and(|audience| self.is_in(audience)) {
                things.push(thing);
            }
        }
        Ok(things)
    }
}
