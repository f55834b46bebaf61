//! Pages: joined they are the whole list, and later inserts neither repeat nor skip rows.

use super::MakeStore;
use super::fixture::{BOOK, Book, SHELF, Shelf, delete, insert, keys, top, under};
use super::tables::{BOOKS, SHELVES};
use casegate::store::{After, Direction, Key, Query, Store, Value};

use Direction::{Ascending, Descending};

/// Reads the list in pages of `size`, each after the last row of the page before.
fn in_pages(store: &dyn Store, whole: &Query, size: u32, value: &dyn Fn(Key) -> Value) -> Vec<Key> {
    let mut query = Query { limit: size, ..whole.clone() };
    let mut joined = Vec::new();
    loop {
        let page = keys(store, &query);
        let Some(key) = page.last().copied() else { return joined };
        assert!(page.len() <= size as usize);
        joined.extend(page);
        query.after = Some(After { value: value(key), key });
        assert!(joined.len() < 1000, "pages without end");
    }
}

fn assert_joined(store: &dyn Store, whole: &Query, value: &dyn Fn(Key) -> Value) {
    let expected = keys(store, whole);
    assert!(!expected.is_empty());
    for size in [1, 2, 3, 100] {
        assert_eq!(in_pages(store, whole, size, value), expected, "pages of {size}: {whole:?}");
    }
}

pub(super) fn join_into_the_whole(make_store: &MakeStore<'_>) {
    let store = &*make_store();
    let mut rows = Vec::new();
    for n in 1..=12_u8 {
        let floor = [None, Some(-1), Some(7)][usize::from(n % 3)];
        let shelf = Shelf {
            label: ["b", "a"][usize::from(n % 2)],
            floor,
            locked: n % 4 == 0,
            mark: (n % 5 > 1).then(|| vec![n / 2]),
            ..SHELF
        };
        rows.push(shelf.row(n.into()));
    }
    for row in &rows {
        insert(store, &SHELVES, row).unwrap();
    }
    for direction in [Ascending, Descending] {
        for (i, column) in SHELVES.columns.iter().enumerate() {
            let value = |key| rows.iter().find(|row| row.key == key).unwrap().columns[i].clone();
            assert_joined(store, &Query::of(&SHELVES, 99).by(column.name, direction), &value);
            assert_joined(
                store,
                &Query::of(&SHELVES, 99).equal("locked", false).by(column.name, direction),
                &value,
            );
        }
    }
    assert_joined(store, &Query::of(&SHELVES, 99), &|_| Value::Null);
    assert_joined(store, &Query::of(&SHELVES, 99).newest_first(), &|_| Value::Null);
}

/// Books on three shelves, with ties and nulls across them.
fn fill_books(store: &dyn Store) -> impl Fn(Key) -> Value + use<> {
    let pages = |key: Key| [None, Some(1), Some(2)][usize::from(key.id.as_bytes()[15] % 3)];
    for parent in 1..=3 {
        insert(store, &SHELVES, &SHELF.row(parent)).unwrap();
        for id in 1..=6 {
            let key = under(top(parent), id);
            insert(store, &BOOKS, &Book { pages: pages(key), ..BOOK }.row(key)).unwrap();
        }
    }
    move |key| pages(key).into()
}

pub(super) fn join_under_a_parent(make_store: &MakeStore<'_>) {
    let store = &*make_store();
    let pages = fill_books(store);
    for direction in [Ascending, Descending] {
        for whole in [Query::of(&BOOKS, 99), Query::of(&BOOKS, 99).under(top(2).id)] {
            assert_joined(store, &whole.clone().by("pages", direction), &pages);
            assert_joined(store, &whole.clone().by("title", direction), &|_| "book".into());
        }
    }
    for whole in [Query::of(&BOOKS, 99), Query::of(&BOOKS, 99).newest_first()] {
        assert_joined(store, &whole, &|_| Value::Null);
        assert_joined(store, &whole.under(top(2).id), &|_| Value::Null);
    }
}

pub(super) fn stay_where_they_were(make_store: &MakeStore<'_>) {
    let store = &*make_store();
    let at = |n, floor| insert(store, &SHELVES, &Shelf { floor, ..SHELF }.row(n)).unwrap();
    for n in [10, 20, 30, 40] {
        at(n, Some(i64::try_from(n).unwrap() / 20));
    }
    let list = || Query::of(&SHELVES, 2).by("floor", Ascending);
    assert_eq!(keys(store, &list()), [top(10), top(20)]);
    // Before the place, at its value on both sides of its key, and after it.
    at(1, None);
    at(2, Some(0));
    at(15, Some(1));
    at(25, Some(1));
    at(50, Some(9));
    let rest = Query { limit: 99, ..list().after(Some(After { value: 1.into(), key: top(20) })) };
    assert_eq!(keys(store, &rest), [top(25), top(30), top(40), top(50)]);
}

pub(super) fn outlive_their_row(make_store: &MakeStore<'_>) {
    let store = &*make_store();
    for n in 1..=4 {
        insert(store, &SHELVES, &SHELF.row(n)).unwrap();
    }
    delete(store, &SHELVES, top(2)).unwrap();
    let place = After { value: Value::Null, key: top(2) };
    assert_eq!(keys(store, &Query::of(&SHELVES, 9).after(Some(place))), [top(3), top(4)]);
    let place = After { value: "shelf".into(), key: top(2) };
    let by_label = Query::of(&SHELVES, 9).by("label", Descending).after(Some(place));
    assert_eq!(keys(store, &by_label), [top(1)]);
}

pub(super) fn compare_by_parent_too(make_store: &MakeStore<'_>) {
    let store = &*make_store();
    let _ = fill_books(store);
    // A cursor from another list is a valid position: either all of this list comes after it, or nothing.
    for column in [None, Some("pages"), Some("title")] {
        for (parent, ascending, expected) in [(1, true, 6), (3, true, 0), (1, false, 0), (3, false, 6)] {
            let mut query = Query::of(&BOOKS, 99).under(top(2).id);
            query.order.direction = if ascending { Ascending } else { Descending };
            query.order.column = column;
            let (value, all) = match column {
                Some("title") => (Value::from("book"), query.clone()),
                Some(_) => (Value::from(1), query.clone().equal("pages", 1)),
                None => (Value::Null, query.clone()),
            };
            let expected = if column == Some("pages") { expected / 3 } else { expected };
            let place = Some(After { value, key: under(top(parent), 3) });
            assert_eq!(keys(store, &all.after(place)).len(), expected, "{query:?} after parent {parent}");
        }
    }
}
