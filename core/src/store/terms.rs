//! Search by words, alike on every backend: the words of rows are rows of a table of their own.
//!
//! A row of a list has words of its own, and can have words in parts beside it, such as the names of a client's parties. A search finds
//! the rows that have, for each word of the search, a word that begins with it.

use super::page::{self, Cursor, Order};
use super::{After, Key, ReadTx, Record, Records, RecordsMut, Selection, Stored, Value, WriteTx};
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::{limits, text};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;
use uuid::Uuid;

/// How many words are read at once.
const BATCH: u32 = 100;

/// A word of a row, clustered by the scope of the search.
#[derive(Clone, Serialize, Deserialize, Record)]
#[record(table = "terms", parent = scope, id = id)]
#[record(index[scope, list, word], index[scope, list, owner, word])]
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

/// Whose words: a row that is found by them, and the part that contributes them.
pub(crate) struct Words {
    /// The scope of the search, such as the firm.
    pub(crate) scope: Uuid,
    /// The list that is searched.
    pub(crate) list: &'static str,
    /// The row that is found.
    pub(crate) owner: Uuid,
    /// The row that the words come from: the owner itself, or one beside it, such as a party.
    pub(crate) part: Uuid,
}

impl TermRecord {
    /// Returns the position in the order of words.
    fn position(&self) -> After {
        After { value: self.word.as_str().into(), key: self.key() }
    }

    fn cursor(&self) -> String {
        Cursor::write(Self::TABLE.name, &After { value: Value::Null, key: self.key() })
    }
}

impl Words {
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
    /// The other words.
    others: Vec<String>,
}

impl Search {
    /// Returns the search for the words of `text`; `None` if it is blank. A text without letters and digits finds nothing.
    pub(crate) fn of(scope: Uuid, list: &'static str, text: &str) -> Option<Self> {
        let words = text::words(text);
        let longest = words.iter().max_by_key(|word| word.chars().count()).cloned().unwrap_or_default();
        // A row with a word that begins with a long one has one that begins with its beginning.
        let is_implied = |word: &String| words.iter().any(|long| long != word && long.starts_with(word));
        let others = words.iter().filter(|word| **word != longest && !is_implied(word)).cloned().collect();
        (!text.trim().is_empty()).then_some(Self { scope, list, longest, others })
    }

    /// Returns what `take` makes of the found rows, at most `limit`, and the cursor of the next page if there is one. `take` returns
    /// `None` for a row that is left out. A page ends after [`limits::SEARCHED`] words were read, so it can have fewer rows and a next page.
    ///
    /// # Errors
    /// `cursor_invalid`, also if the row that the previous page ended at has changed its words.
    pub(crate) fn page<T>(
        &self,
        tx: &(impl ReadTx + ?Sized),
        cursor: Option<&str>,
        limit: u32,
        mut take: impl FnMut(Uuid) -> Result<Option<T>>,
    ) -> Result<(Vec<T>, Option<String>)> {
        let (mut found, mut seen) = (Vec::new(), BTreeSet::new());
        let mut last = self.last_read(tx, cursor)?;
        if self.longest.is_empty() {
            return Ok((found, None));
        }
        for _ in 0..limits::SEARCHED / BATCH {
            let terms = self.terms(BATCH, &self.longest);
            let terms = tx.list(&terms.after(last.as_ref().map(TermRecord::position)))?;
            let is_end = terms.len() < BATCH as usize;
            for Stored { record: term, .. } in terms {
                if seen.insert(term.owner) && self.is_first_match(tx, &term)? {
                    found.extend(take(term.owner)?);
                }
                let is_full = found.len() >= limit as usize;
                last = Some(term);
                if is_full {
                    return Ok((found, last.as_ref().map(TermRecord::cursor)));
                }
            }
            if is_end {
                return Ok((found, None));
            }
        }
        Ok((found, last.as_ref().map(TermRecord::cursor)))
    }

    /// Returns the term that a previous page ended at. A cursor has only its key, for the word may be of a row that was left out.
    fn last_read(&self, tx: &(impl ReadTx + ?Sized), cursor: Option<&str>) -> Result<Option<TermRecord>> {
        let Some(After { key, .. }) = page::after::<TermRecord>(Order::Key, cursor)? else { return Ok(None) };
        let term = tx.load::<TermRecord>(Key::under(self.scope, key.id))?.map(|term| term.record);
        match term.filter(|term| term.list == self.list) {
            Some(term) => Ok(Some(term)),
            None => Err(Error::at(Code::CURSOR_INVALID, "cursor")),
        }
    }

    /// Returns the selection of the first terms of the list that begin with `word`.
    fn terms(&self, limit: u32, word: &str) -> Selection<TermRecord> {
        let terms = TermRecord::select(limit).under(self.scope).equal(TermRecord::LIST, self.list);
        terms.only(TermRecord::WORD.starts_with(word)).by(TermRecord::WORD)
    }

    /// Returns whether the row of `term` has all words, and this term is the first by which it is found. So a row with several such words
    /// is found once.
    fn is_first_match(&self, tx: &(impl ReadTx + ?Sized), term: &TermRecord) -> Result<bool> {
        let first = |word: &str| tx.first(&self.terms(1, word).equal(TermRecord::OWNER, &term.owner));
        if first(&self.longest)?.is_none_or(|first| first.record.id != term.id) {
            return Ok(false);
        }
        for word in &self.others {
            if first(word)?.is_none() {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{MemoryStore, StoreExt as _};
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use std::collections::BTreeSet;

    fn id(n: usize) -> Uuid {
        Uuid::from_u128(n as u128 + 1)
    }

    fn source(owner: usize, part: usize) -> Words {
        Words { scope: id(900), list: "clients", owner: id(owner), part: id(part) }
    }

    fn store(rows: &[&str]) -> MemoryStore {
        let store = MemoryStore::new();
        store
            .writing(|tx| {
                for (n, row) in rows.iter().enumerate() {
                    source(n, n).store(tx, "", row)?;
                }
                Words { list: "contacts", ..source(0, 0) }.store(tx, "", "dana elsewhere")?;
                Words { scope: id(901), ..source(0, 0) }.store(tx, "", "dana foreign")
            })
            .unwrap();
        store
    }

    fn found(store: &MemoryStore, text: &str, limit: u32) -> Vec<usize> {
        let (mut all, mut cursor) = (Vec::new(), None::<String>);
        loop {
            let search = Search::of(id(900), "clients", text).unwrap();
            let page = store.reading(|tx| search.page(tx, cursor.as_deref(), limit, |owner| Ok(Some(owner))));
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

    /// A client can have thousands of parties, with as many words as each of them has.
    #[test]
    fn a_row_is_found_by_all_of_its_parts() {
        let store = store(&["Acme Holdings"]);
        store
            .writing(|tx| {
                (1..=3_000)
                    .try_for_each(|part| source(0, part).store(tx, "", &format!("p{part} smith lee{part}")))
            })
            .unwrap();
        for text in ["smith", "lee2999 p3000", "acme smith lee1", "le"] {
            assert_eq!(found(&store, text, 50), [0], "{text}");
        }
        assert_eq!(found(&store, "lee3001", 50), Vec::<usize>::new());
    }

    /// The word where a page ends can be of a row that the caller may not see.
    #[test]
    fn a_cursor_has_no_word() {
        let store = store(&["Whitfield", "Whitman"]);
        let page = |text: &str, cursor: Option<&str>| {
            let search = Search::of(id(900), "clients", text).unwrap();
            store.reading(|tx| search.page(tx, cursor, 1, |owner| Ok(Some(owner))))
        };
        let (_, next) = page("whit", None).unwrap();
        let bytes = URL_SAFE_NO_PAD.decode(next.as_ref().unwrap()).unwrap();
        assert_eq!(bytes.len(), 36);
        assert!(!String::from_utf8_lossy(&bytes).contains("whit"));
        assert_eq!(page("whit", next.as_deref()).unwrap().0, [id(1)]);

        let elsewhere = Search::of(id(900), "contacts", "whit").unwrap();
        let refused = store.reading(|tx| elsewhere.page(tx, next.as_deref(), 1, |owner| Ok(Some(owner))));
        assert_eq!(refused.unwrap_err().code(), Code::CURSOR_INVALID);
        store.writing(|tx| source(0, 0).store(tx, "Whitfield", "Moor")).unwrap();
        let gone = page("whit", next.as_deref()).unwrap_err();
        assert_eq!((gone.code(), gone.field()), (Code::CURSOR_INVALID, Some("cursor")));
        let of_names =
            Cursor::write("clients", &After { value: "whit".into(), key: Key::under(id(900), id(0)) });
        assert_eq!(page("whit", Some(&of_names)).unwrap_err().code(), Code::CURSOR_INVALID);
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
