//! What a viewer sees of things that have an audience.

use super::addressee::Audience;
use super::delivery::{Delivered, DeliveryRecord};
use crate::contacts::record::{PartyRecord, Sees, party_key};
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::ids::CaseId;
use crate::foundation::time::Timestamp;
use crate::sessions::viewer::Viewer;
use crate::store::page::{By, List};
use crate::store::{Key, ReadTx, Record as _, Records, Selection, Stored};

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

    /// Returns the list of the things of one type that the viewer sees on a case, the highest rank first, at most `limit`. `kinds` are
    /// those that may be shown, if the type has kinds.
    pub(crate) fn list_of<T: Delivered>(
        &self,
        tx: &(impl ReadTx + ?Sized),
        case: CaseId,
        kinds: &[&str],
        limit: u32,
    ) -> Result<ListOf<T>> {
        let Some(named) = self.person.party else {
            let things = T::select(limit).under(case).only(T::RANK.at_least(&i64::MIN));
            let is_shown = T::KIND.map(|kind| kind.one_of(kinds.iter().copied()));
            return Ok(ListOf::ForEveryone(things.only_if(is_shown).by_largest(T::RANK)));
        };
        let deliveries = DeliveryRecord::select(limit).under(case).equal(DeliveryRecord::PARTY, &named.party);
        let deliveries = deliveries.equal(DeliveryRecord::LIST, T::LIST);
        let is_named = (!self.sees_everything(tx)?).then(|| DeliveryRecord::IS_NAMED.equals(&true));
        let is_shown = T::KIND.map(|_| DeliveryRecord::KIND.one_of(kinds.iter().copied()));
        let deliveries = deliveries.only_if(is_named).only_if(is_shown);
        Ok(ListOf::ForParty(deliveries.by_largest(DeliveryRecord::RANK)))
    }

    /// Returns the first things in a list of [`Viewer::list_of`], at most the list's limit.
    pub(crate) fn things<T: Delivered>(
        &self,
        tx: &(impl ReadTx + ?Sized),
        list: &ListOf<T>,
    ) -> Result<Vec<Stored<T>>> {
        match list {
            ListOf::ForEveryone(things) => tx.list(things),
            ListOf::ForParty(deliveries) => self.delivered(tx, tx.list(deliveries)?),
        }
    }

    /// Returns a page of the things in a list of [`Viewer::list_of`], and the cursor of the next page if there is one.
    ///
    /// # Errors
    /// `number_out_of_range` at `limit`; `cursor_invalid`.
    pub(crate) fn page_of<T: Delivered>(
        &self,
        tx: &(impl ReadTx + ?Sized),
        case: CaseId,
        list: ListOf<T>,
        asked: (Option<&str>, Option<u32>),
    ) -> Result<(Vec<Stored<T>>, Option<String>)> {
        let page = List::new(T::LIST, By::Rank, case);
        match list {
            ListOf::ForEveryone(things) => {
                let rank = |thing: &T| thing.rank_for_everyone().unwrap_or(i64::MIN).into();
                page.read(tx, things, asked, rank)
            }
            ListOf::ForParty(deliveries) => {
                let (deliveries, next) = page.read(tx, deliveries, asked, |delivery| delivery.rank.into())?;
                Ok((self.delivered(tx, deliveries)?, next))
            }
        }
    }

    /// Returns the things that were delivered.
    fn delivered<T: Delivered>(
        &self,
        tx: &(impl ReadTx + ?Sized),
        deliveries: Vec<Stored<DeliveryRecord>>,
    ) -> Result<Vec<Stored<T>>> {
        let mut things = Vec::new();
        for delivery in deliveries {
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

/// The things of one type that a viewer sees.
pub(crate) enum ListOf<T> {
    /// What is for everyone, found by its own rows.
    ForEveryone(Selection<T>),
    /// What was delivered to a party, found by the rows of the deliveries.
    ForParty(Selection<DeliveryRecord>),
}

impl<T: Delivered> ListOf<T> {
    /// Returns the number of things, at most the list's limit.
    pub(crate) fn count(&self, tx: &(impl ReadTx + ?Sized)) -> Result<u32> {
        match self {
            Self::ForEveryone(things) => tx.tally(things),
            Self::ForParty(deliveries) => tx.tally(deliveries),
        }
    }
}
