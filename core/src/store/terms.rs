//! Search by words, alike on every backend: the words of rows are rows of a table of their own.
//!
//! A row of a list has words of its own, and can have words in parts beside it, such as the names of a client's parties. A search finds
//! the rows that have, for each word of the search, a word that begins with it.

use super::page::Cursor;
use super::{After, ReadTx, Record, Records, RecordsMut, WriteTx};
use crate::foundation::error::Result;
use crate::foundation::{limits, text};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// How many words are read at once.
const BATCH: u32 = 100;

/// The largest number of words of one row and its parts.
const WORDS: u32 = 1_000;

/// A word of a row, clustered by the scope of the search.
#[derive(Clone, Serialize, Deserialize, Record)]
#[record(table = "terms", parent = scope, id = id)]
#[record(index[scope, list, word], index[scope, owner])]
pub(crate) struct TermRecord {
    #[serde(skip)]
    id: Uuid,
    #[serde(skip)]
    scope: Uuid,
    /// The list that is searched.
    #[record(column)]
    list: String,
    #[record(column)]
    word: String,
    /// The row that is found.
    #[record(column)]
    owner: Uuid,
}

/// A row of a list, or a part beside it, that has words.
pub(crate) struct Source {
    /// The scope of the search, such as the firm.
    pub(crate) scope: Uuid,
    /// The list that is searched.
    pub(crate) list: &'static str,
    /// The row that is found.
    pub(crate) owner: Uuid,
    /// The part that has the words: the row itself or another one.
    pub(crate) part: Uuid,
}

impl Source {
    fn term(&self, word: &str) -> TermRecord {
        let name = Sha256::new().chain_update(self.list).chain_update([0]).chain_update(self.owner);
        let digest: [u8; 32] = name.chain_update(self.part).chain_update(word).finalize().into();
        TermRecord {
            id: Uuid::from_bytes(digest.first_chunk::<16>().copied().unwrap_or_default()),
            scope: self.scope,
            list: self.list.to_owned(),
            word: word.to_owned(),
            owner: self.owner,
        }
    }

    /// Stores the words of `after` in place of those of `before`.
    pub(crate) fn store(&self, tx: &mut (impl WriteTx + ?Sized), before: &str, after: &str) -> Result<()> {
        let (before, after) = (text::words(before), text::words(after));
        for word in before.iter().filter(|word| !after.contains(word)) {
            tx.remove::<TermRecord>(self.term(word).key())?;
        }
        for word in after.iter().filter(|word| !before.contains(word)) {
            let term = self.term(word);
            if tx.load::<TermRecord>(term.key())?.is_none() {
                tx.add(&term)?;
            }
        }
        Ok(())
    }
}

/// A search of a list by words.
pub(crate) struct Search {
    scope: Uuid,
    list: &'static str,
    /// The longest word, which is looked up.
    longest: String,
    /// All words.
    words: Vec<String>,
}

impl Search {
    /// Returns the search for the words of `text`; `None` if it is blank. A text without letters and digits finds nothing.
    pub(crate) fn of(scope: Uuid, list: &'static str, text: &str) -> Option<Self> {
        let words = text::words(text);
        let longest = words.iter().max_by_key(|word| word.chars().count()).cloned().unwrap_or_default();
        (!text.trim().is_empty()).then_some(Self { scope, list, longest, words })
    }

    /// Returns what `take` makes of the found rows, at most `limit`, and the cursor of the next page if there is one. `take` returns
    /// `None` for a row that is left out. A page ends after [`limits::SEARCHED`] looks, so it can have fewer rows and a next page.
    pub(crate) fn page<T>(
        &self,
        tx: &(impl ReadTx + ?Sized),
        after: Option<After>,
        limit: u32,
        mut take: impl FnMut(Uuid) -> Result<Option<T>>,
    ) -> Result<(Vec<T>, Option<String>)> {
        let (mut found, mut after) = (Vec::new(), after);
        if self.words.is_empty() {
            return Ok((found, None));
        }
        for _ in 0..limits::SEARCHED / BATCH {
            let terms = TermRecord::select(BATCH).under(self.scope).equal(TermRecord::LIST, self.list);
            let terms = terms.only(TermRecord::WORD.starts_with(&*self.longest)).by(TermRecord::WORD);
            let terms = tx.list(&terms.after(after.take()))?;
            let is_last = terms.len() < BATCH as usize;
            for term in terms.iter().map(|term| &term.record) {
                if self.is_first_match(tx, term)? {
                    found.extend(take(term.owner)?);
                }
                if found.len() >= limit as usize {
                    return Ok((found, Some(Cursor::write(&term.word, term.key()))));
                }
            }
            match terms.last() {
                Some(last) if !is_last => {
                    after = Some(After { value: last.record.word.as_str().into(), key: last.record.key() });
                }
                _ => return Ok((found, None)),
            }
        }
        let next = after.and_then(|after| match after.value {
            super::Value::Text(word) => Some(Cursor::write(&word, after.key)),
            _ => None,
        });
        Ok((found, next))
    }

    /// Returns whether the row of `term` has all words, and this term is the first by which it is found. So a row with several such words
    /// is found once.
    fn is_first_match(&self, tx: &(impl ReadTx + ?Sized), term: &TermRecord) -> Result<bool> {
        let all = TermRecord::select(WORDS).under(self.scope).equal(TermRecord::OWNER, &term.owner);
        let all: Vec<_> =
            tx.list(&all)?.into_iter().map(|own| own.record).filter(|own| own.list == self.list).collect();
        let found = all.iter().filter(|own| own.word.starts_with(&self.longest));
        let is_first = found.map(|own| (&own.word, own.id)).min() == Some((&term.word, term.id));
        let has = |word: &String| all.iter().any(|own| own.word.starts_with(word));
        Ok(is_first && self.words.iter().all(has))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{MemoryStore, StoreExt as _};
    use std::collections::BTreeSet;

    fn id(n: usize) -> Uuid {
        Uuid::from_u128(n as u128 + 1)
    }

    fn source(owner: usize, part: usize) -> Source {
        Source { scope: id(900), list: "clients", owner: id(owner), part: id(part) }
    }

    fn store(rows: &[&str]) -> MemoryStore {
        let store = MemoryStore::new();
        store
            .writing(|tx| {
                for (n, row) in rows.iter().enumerate() {
                    source(n, n).store(tx, "", row)?;
                }
                Source { list: "contacts", ..source(0, 0) }.store(tx, "", "dana elsewhere")?;
                Source { scope: id(901), ..source(0, 0) }.store(tx, "", "dana foreign")
            })
            .unwrap();
        store
    }

    fn found(store: &MemoryStore, text: &str, limit: u32) -> Vec<usize> {
        let (mut all, mut cursor) = (Vec::new(), None::<String>);
        loop {
            let after = Cursor::read(cursor.as_deref()).unwrap();
            let search = Search::of(id(900), "clients", text).unwrap();
            let page = store.reading(|tx| search.page(tx, after.clone(), limit, |owner| Ok(Some(owner))));
            let (rows, next) = page.unwrap();
            all.extend(rows.into_iter().map(|row| row.as_u128() as usize - 1));
            cursor = next;
            if cursor.is_none() {
                return all;
            }
        }
    }

    #[test]
    fn each_word_has_to_begin_a_word_of_the_row() {
        let store = store(&["Dana Whitfield", "Jos\u{e9} O'Brien", "Dana Whitman", "Whit Danforth"]);
        let sorted = |text: &str| found(&store, text, 50).into_iter().collect::<BTreeSet<_>>();
        assert_eq!(sorted("dana"), BTreeSet::from([0, 2]));
        assert_eq!(sorted("WHIT dan"), BTreeSet::from([0, 2, 3]));
        assert_eq!(sorted("whitf d"), BTreeSet::from([0]));
        assert_eq!(sorted("obrien jose"), BTreeSet::from([1]));
        assert_eq!(sorted("ana"), BTreeSet::new());
        assert_eq!(sorted("\u{2014}"), BTreeSet::new());
        assert_eq!(sorted("elsewhere"), BTreeSet::new());
        assert_eq!(sorted("foreign"), BTreeSet::new());
        assert!(Search::of(id(900), "clients", "  ").is_none());
    }

    #[test]
    fn a_row_is_found_once_however_it_is_paged() {
        let rows: Vec<_> = (0..30).map(|n| format!("Smith Smithson Smithers {n}")).collect();
        let store = store(&rows.iter().map(String::as_str).collect::<Vec<_>>());
        for limit in [1, 7, 30, 200] {
            let all = found(&store, "smith", limit);
            assert_eq!(all.len(), 30, "{limit}");
            assert_eq!(all.into_iter().collect::<BTreeSet<_>>().len(), 30);
        }
    }

    #[test]
    fn words_follow_changes_of_the_row_and_of_its_parts() {
        let store = store(&["Dana Whitfield"]);
        let write = |part: usize, before: &str, after: &str| {
            store.writing(|tx| source(0, part).store(tx, before, after)).unwrap();
        };
        write(5, "", "Lee Whitfield");
        assert_eq!(found(&store, "lee whitfield", 9), [0]);
        write(0, "Dana Whitfield", "Dana Moor");
        assert_eq!(found(&store, "dana lee whitfield", 9), [0], "a word that a part has too stays");
        write(5, "Lee Whitfield", "");
        assert_eq!(found(&store, "whitfield", 9), Vec::<usize>::new());
        assert_eq!(found(&store, "moor", 9), [0]);
        // Words that are there already, or are not there, do no harm.
        write(0, "", "Dana Moor");
        write(0, "never there", "Dana Moor");
        assert_eq!(found(&store, "moor", 9), [0]);
    }

    /// Staff wait for a page, so a search that finds little looks at a limited number of rows.
    #[test]
    fn a_page_ends_after_a_number_of_looks() {
        let rows: Vec<_> = (0..2_300).map(|n| format!("smith{n}")).collect();
        let store = store(&rows.iter().map(String::as_str).collect::<Vec<_>>());
        let search = Search::of(id(900), "clients", "smith").unwrap();
        let mut looks = 0;
        let page = store.reading(|tx| {
            search.page(tx, None, 10, |_| {
                looks += 1;
                Ok(None::<()>)
            })
        });
        let (rows, next) = page.unwrap();
        assert_eq!((rows.len(), looks), (0, limits::SEARCHED));
        assert!(next.is_some());
    }
}
