//! Kept counts of long lists. A count is stored in parts, so that writers rarely change the same row.

use super::{ReadTx, Record, Records, RecordsMut, WriteTx};
use crate::foundation::error::Result;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// The number of parts of a count.
const PARTS: u8 = 8;

/// The largest number of rows with the counts of one list: all parts of as many groups as there can be.
const ROWS: u32 = 10_000;

/// A part of a count, clustered by the scope of the list.
#[derive(Clone, Serialize, Deserialize, Record)]
#[record(table = "counts", parent = scope, id = id)]
#[record(index[scope, list])]
pub(crate) struct CountRecord {
    #[serde(skip)]
    id: Uuid,
    #[serde(skip)]
    scope: Uuid,
    #[record(column)]
    list: String,
    /// The group of rows that is counted, such as an office.
    group: Uuid,
    count: i64,
}

/// A list whose rows are counted in groups.
#[derive(Clone, Copy)]
pub(crate) struct Counted {
    /// The scope of the list, such as the firm.
    pub(crate) scope: Uuid,
    pub(crate) list: &'static str,
}

impl Counted {
    /// Updates the counts when a row changes its group. If `from` is `None` it is added, if `to` is `None` it is removed.
    pub(crate) fn update(
        self,
        tx: &mut (impl WriteTx + ?Sized),
        row: Uuid,
        from: Option<Uuid>,
        to: Option<Uuid>,
    ) -> Result<()> {
        if from == to {
            return Ok(());
        }
        for (group, difference) in [(from, -1), (to, 1)] {
            if let Some(group) = group {
                self.add(tx, row, group, difference)?;
            }
        }
        Ok(())
    }

    fn add(self, tx: &mut (impl WriteTx + ?Sized), row: Uuid, group: Uuid, difference: i64) -> Result<()> {
        let [.., last] = *row.as_bytes();
        let name = Sha256::new().chain_update(self.list).chain_update([last % PARTS]);
        let digest: [u8; 32] = name.chain_update(group).finalize().into();
        let id = Uuid::from_bytes(digest.first_chunk::<16>().copied().unwrap_or_default());
        let empty = CountRecord { id, scope: self.scope, list: self.list.to_owned(), group, count: 0 };
        match tx.load::<CountRecord>(empty.key())? {
            None => tx.add(&CountRecord { count: difference, ..empty }),
            Some(stored) => {
                let count = stored.record.count.saturating_add(difference);
                tx.replace(stored.version, &CountRecord { count, ..stored.record })
            }
        }
    }

    /// Returns the number of rows in the groups that `is_counted` accepts.
    pub(crate) fn total(self, tx: &(impl ReadTx + ?Sized), is_counted: impl Fn(Uuid) -> bool) -> Result<i64> {
        let parts =
            tx.list(&CountRecord::select(ROWS).under(self.scope).equal(CountRecord::LIST, self.list))?;
        let counted = parts.iter().filter(|part| is_counted(part.record.group));
        Ok(counted.map(|part| part.record.count).sum::<i64>().max(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{MemoryStore, StoreExt as _};

    #[test]
    fn rows_are_counted_where_they_are() {
        let store = MemoryStore::new();
        let counted = Counted { scope: Uuid::from_u128(9), list: "clients" };
        let (a, b) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let total = |group: Option<Uuid>| {
            store.reading(|tx| counted.total(tx, |own| group.is_none_or(|group| group == own))).unwrap()
        };
        store
            .writing(|tx| {
                for n in 0..100 {
                    counted.update(tx, Uuid::from_u128(n), None, Some(if n < 70 { a } else { b }))?;
                }
                counted.update(tx, Uuid::from_u128(5), Some(a), Some(b))?;
                counted.update(tx, Uuid::from_u128(6), Some(a), Some(a))?;
                counted.update(tx, Uuid::from_u128(7), Some(a), None)?;
                Counted { list: "cases", ..counted }.update(tx, Uuid::from_u128(7), None, Some(a))
            })
            .unwrap();
        assert_eq!((total(Some(a)), total(Some(b)), total(None)), (68, 31, 99));
    }
}
