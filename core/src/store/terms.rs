//! Search by words, alike on every backend: the words of rows are rows of a table of their own.
//!
//! A row of a list has words of its own, and can have words in parts beside it, such as the names of a client's parties. A search finds
//! the rows that have, for each word of the search, a word that begins with it.

use super::page;
use super::{After, Key, ReadTx, Record, Records, RecordsMut, Selection, Stored, WriteTx};
use crate::foundation::env::{KeyPurpose, Keys};
use crate::foundation::error::Result;
use crate::foundation::{limits, text};
use hmac::Mac as _;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;
use subtle::ConstantTimeEq as _;
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

/// The origin of stored words: the row that is found by them, and the part that they come from.
pub(crate) struct WordsKey {
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
}

impl WordsKey {
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

    /// Stores the words of a row that changed.
    pub(crate) fn store(&self, tx: &mut (impl WriteTx + ?Sized), change: &WordsChange) -> Result<()> {
        for word in &change.gone {
            tx.remove::<TermRecord>(self.term(word).key())?;
        }
        for word in &change.new {
            let term = self.term(word);
            if tx.load::<TermRecord>(term.key())?.is_none() {
                tx.add(&term)?;
            }
        }
        Ok(())
    }
}

/// The words that a row lost and got.
pub(crate) struct WordsChange {
    gone: Vec<String>,
    new: Vec<String>,
}

impl WordsChange {
    /// Returns the difference between the words of two texts.
    pub(crate) fn between(before: &str, after: &str) -> Self {
        let (before, after) = (text::words(before), text::words(after));
        let without = |words: &[String], others: &[String]| {
            words.iter().filter(|word| others.binary_search(word).is_err()).cloned().collect()
        };
        Self { gone: without(&before, &after), new: without(&after, &before) }
    }

    /// Returns whether no word changed.
    pub(crate) fn is_empty(&self) -> bool {
        self.gone.is_empty() && self.new.is_empty()
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
        // A row with a word that begins with `whitfield` also has one that begins with `whit`, so the shorter word needs no check.
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
        keys: &dyn Keys,
        cursor: Option<&str>,
        limit: u32,
        mut take: impl FnMut(Uuid) -> Result<Option<T>>,
    ) -> Result<(Vec<T>, Option<String>)> {
        let (mut found, mut seen) = (Vec::new(), BTreeSet::new());
        let mut last = self.last_read(tx, keys, cursor)?;
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
                    return Ok((found, last.map(|last| self.cursor(keys, last.id))));
                }
            }
            if is_end {
                return Ok((found, None));
            }
        }
        Ok((found, last.map(|last| self.cursor(keys, last.id))))
    }

    /// Returns the term that a previous page ended at.
    fn last_read(
        &self,
        tx: &(impl ReadTx + ?Sized),
        keys: &dyn Keys,
        cursor: Option<&str>,
    ) -> Result<Option<TermRecord>> {
        let Some(cursor) = cursor else { return Ok(None) };
        let bytes = page::decoded(cursor)?;
        let (id, mark) = bytes.split_first_chunk::<16>().ok_or_else(page::invalid)?;
        if !bool::from(mark.ct_eq(&self.mark(keys, *id))) {
            return Err(page::invalid());
        }
        let term = tx.load::<TermRecord>(Key::under(self.scope, Uuid::from_bytes(*id)))?;
        term.map(|term| Some(term.record)).ok_or_else(page::invalid)
    }

    /// Returns the cursor of a page that ended at the term with this id. It does not hold the word, and it is of this search alone. The
    /// word can be of a row that was left out, and another search would show before or after which words it comes.
    fn cursor(&self, keys: &dyn Keys, id: Uuid) -> String {
        page::encoded(&[id.as_bytes().as_slice(), &self.mark(keys, *id.as_bytes())].concat())
    }

    /// Returns the MAC of a cursor under the host's token key, or without one a digest.
    fn mark(&self, keys: &dyn Keys, id: [u8; 16]) -> [u8; 16] {
        let words = [self.longest.as_str()].into_iter().chain(self.others.iter().map(String::as_str));
        let mut text = format!("casegate/search/v1\0{}\0{}\0", self.scope, self.list).into_bytes();
        words.for_each(|word| text.extend([word.as_bytes(), b"\0"].concat()));
        text.extend(id);
        let key = keys.current(KeyPurpose::Token).and_then(|number| keys.key(KeyPurpose::Token, number));
        let full: [u8; 32] = match key.and_then(|key| key.mac()) {
            Some(mac) => mac.chain_update(&text).finalize().into_bytes().into(),
            None => Sha256::digest(&text).into(),
        };
        full.first_chunk().copied().unwrap_or_default()
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
    use crate::foundation::env::{Key as EnvKey, KeyRing};
    use crate::foundation::error::Code;
    use crate::store::{MemoryStore, StoreExt as _};
    use std::collections::BTreeSet;

    fn id(n: usize) -> Uuid {
        Uuid::from_u128(n as u128 + 1)
    }

    fn source(owner: usize, part: usize) -> WordsKey {
        WordsKey { scope: id(900), list: "clients", owner: id(owner), part: id(part) }
    }

    fn store(rows: &[&str]) -> MemoryStore {
        let store = MemoryStore::new();
        store
            .writing(|tx| {
                for (n, row) in rows.iter().enumerate() {
                    source(n, n).store(tx, &WordsChange::between("", row))?;
                }
                WordsKey { list: "contacts", ..source(0, 0) }
                    .store(tx, &WordsChange::between("", "dana elsewhere"))?;
                WordsKey { scope: id(901), ..source(0, 0) }
                    .store(tx, &WordsChange::between("", "dana foreign"))
            })
            .unwrap();
        store
    }

    fn found(store: &MemoryStore, text: &str, limit: u32) -> Vec<usize> {
        let (mut all, mut cursor) = (Vec::new(), None::<String>);
        loop {
            let search = Search::of(id(900), "clients", text).unwrap();
            let page = store.reading(|tx| {
                search.page(tx, &KeyRing::new(), cursor.as_deref(), limit, |owner| Ok(Some(owner)))
            });
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
                (1..=3_000).try_for_each(|part| {
                    source(0, part).store(tx, &WordsChange::between("", &format!("p{part} smith lee{part}")))
                })
            })
            .unwrap();
        for text in ["smith", "lee2999 p3000", "acme smith lee1", "le"] {
            assert_eq!(found(&store, text, 50), [0], "{text}");
        }
        assert_eq!(found(&store, "lee3001", 50), Vec::<usize>::new());
    }

    /// The word where a page ends can be of a row that the caller may not see.
    #[test]
    fn a_cursor_tells_no_word_and_is_of_one_search() {
        let store = store(&["Whitfield", "Whitman"]);
        let keyed =
            KeyRing::new().with(KeyPurpose::Token, 1, EnvKey::new(std::array::from_fn(|i| i as u8)).unwrap());
        let page = |keys: &KeyRing, list: &'static str, text: &str, cursor: Option<&str>| {
            let search = Search::of(id(900), list, text).unwrap();
            let page = store.reading(|tx| search.page(tx, keys, cursor, 1, |owner| Ok(Some(owner))));
            page.map_err(|error| (error.code(), error.field().map(str::to_owned)))
        };
        let refused = Err((Code::CURSOR_INVALID, Some("cursor".to_owned())));
        for keys in [&keyed, &KeyRing::new()] {
            let (_, next) = page(keys, "clients", "whit", None).unwrap();
            let bytes = page::decoded(next.as_ref().unwrap()).unwrap();
            assert_eq!(bytes.len(), 32);
            assert!(!String::from_utf8_lossy(&bytes).contains("whit"));
            let next = next.as_deref();
            assert_eq!(page(keys, "clients", "whit", next).unwrap().0, [id(1)]);
            assert_eq!(page(keys, "clients", "whi", next), refused, "another search");
            assert_eq!(page(keys, "contacts", "whit", next), refused, "another list");
            for n in 0..bytes.len() {
                let mut forged = bytes.clone();
                forged[n] ^= 1;
                assert_eq!(page(keys, "clients", "whit", Some(&page::encoded(&forged))), refused, "byte {n}");
            }
        }
        // A word that somebody guesses cannot be asked for without the key.
        let guess = *source(0, 0).term("whitfield").id.as_bytes();
        let without =
            Search::of(id(900), "clients", "whit").unwrap().cursor(&KeyRing::new(), Uuid::from_bytes(guess));
        assert_eq!(page(&keyed, "clients", "whit", Some(&without)), refused);
        let (_, next) = page(&keyed, "clients", "whit", None).unwrap();
        store.writing(|tx| source(0, 0).store(tx, &WordsChange::between("Whitfield", "Moor"))).unwrap();
        assert_eq!(page(&keyed, "clients", "whit", next.as_deref()), refused, "the word is gone");
    }

    #[test]
    fn words_follow_changes_of_the_row_and_of_its_parts() {
        let store = store(&["Dana Whitfield"]);
        let write = |part: usize, before: &str, after: &str| {
            store.writing(|tx| source(0, part).store(tx, &WordsChange::between(before, after))).unwrap();
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
            search.page(tx, &KeyRing::new(), None, 10, |_| {
                looks += 1;
                Ok(None::<()>)
            })
        });
        let (rows, next) = page.unwrap();
        assert_eq!((rows.len(), looks), (0, limits::SEARCHED));
        assert!(next.is_some());
    }
}
