//! Lists: which rows, in which order, how many.

use super::MakeStore;
use super::fixture::{BOOK, Book, SHELF, Shelf, count, insert, keys, select, top, under};
use super::tables::{BOOKS, SHELVES};
use casegate::store::{After, Direction, Filter, Key, Query, Store, Value};

use Direction::{Ascending, Descending};

fn all() -> Query {
    Query::of(&SHELVES, 1000)
}

fn tops<const N: usize>(numbers: [u128; N]) -> [Key; N] {
    numbers.map(top)
}

/// Inserts the shelves as rows 1, 2, 3...
fn fill(store: &dyn Store, shelves: impl IntoIterator<Item = Shelf>) {
    for (n, shelf) in (1..).zip(shelves) {
        insert(store, &SHELVES, &shelf.row(n)).unwrap();
    }
}

fn fill_labels(store: &dyn Store, labels: &[&'static str]) {
    fill(store, labels.iter().map(|label| Shelf { label, ..SHELF }));
}

pub(super) fn order_by_key(make_store: &MakeStore<'_>) {
    let store = &*make_store();
    for n in [5, 1, 1 << 127, 3, 1 << 64, u128::MAX] {
        insert(store, &SHELVES, &SHELF.row(n)).unwrap();
    }
    let mut expected = tops([1, 3, 5, 1 << 64, 1 << 127, u128::MAX]);
    assert_eq!(keys(store, &all()), expected);
    expected.reverse();
    assert_eq!(keys(store, &all().newest_first()), expected);
    for n in [1, 1 << 127] {
        for id in [2, 1, u128::MAX] {
            insert(store, &BOOKS, &BOOK.row(under(top(n), id))).unwrap();
        }
    }
    let mut expected = [(1, 1), (1, 2), (1, u128::MAX), (1 << 127, 1), (1 << 127, 2), (1 << 127, u128::MAX)]
        .map(|(parent, id)| under(top(parent), id));
    assert_eq!(keys(store, &Query::of(&BOOKS, 9)), expected);
    expected.reverse();
    assert_eq!(keys(store, &Query::of(&BOOKS, 9).newest_first()), expected);
}

pub(super) fn order_each_kind_of_column(make_store: &MakeStore<'_>) {
    let store = &*make_store();
    let shelf = |label, floor, locked, mark: &[u8]| Shelf {
        label,
        floor: Some(floor),
        locked,
        mark: Some(mark.to_vec()),
        ..SHELF
    };
    fill(
        store,
        [
            shelf("b", -1, true, &[0x80]),
            shelf("a", i64::MAX, false, &[]),
            shelf("c", 10, true, &[0, 0]),
            shelf("ab", i64::MIN, false, &[0]),
            shelf("", 9, false, &[0x7f, 0xff]),
        ],
    );
    for (column, mut expected) in [
        ("label", tops([5, 2, 4, 1, 3])),
        ("floor", tops([4, 1, 5, 3, 2])),
        ("locked", tops([2, 4, 5, 1, 3])),
        ("mark", tops([2, 4, 3, 5, 1])),
    ] {
        assert_eq!(keys(store, &all().by(column, Ascending)), expected, "{column}");
        expected.reverse();
        assert_eq!(keys(store, &all().by(column, Descending)), expected, "{column}");
    }
}

pub(super) fn compare_text_bytewise(make_store: &MakeStore<'_>) {
    let store = &*make_store();
    // Composed and decomposed characters, capitals, numbers as text, and characters beyond the basic plane:
    // there is no collation and no folding.
    let sorted = [
        "",
        " ",
        "1",
        "10",
        "2",
        "A",
        "Z",
        "a",
        "a ",
        "ab",
        "e\u{301}",
        "z",
        "\u{df}",
        "\u{e9}",
        "\u{ffff}",
        "\u{1f600}",
    ];
    let mut shuffled = sorted;
    shuffled.reverse();
    shuffled.swap(1, 9);
    fill_labels(store, &shuffled);
    let place = |label: &str| top(1 + shuffled.iter().position(|other| *other == label).unwrap() as u128);
    assert_eq!(keys(store, &all().by("label", Ascending)), sorted.map(place));
    for label in sorted {
        assert_eq!(keys(store, &all().equal("label", label)), [place(label)], "{label:?}");
    }
}

pub(super) fn put_nulls_first(make_store: &MakeStore<'_>) {
    let store = &*make_store();
    let floors = [Some(0), None, Some(i64::MIN), None];
    fill(store, floors.map(|floor| Shelf { floor, ..SHELF }));
    assert_eq!(keys(store, &all().by("floor", Ascending)), tops([2, 4, 3, 1]));
    assert_eq!(keys(store, &all().by("floor", Descending)), tops([1, 3, 4, 2]));
}

pub(super) fn break_ties_by_key(make_store: &MakeStore<'_>) {
    let store = &*make_store();
    for n in [4, 2, 3, 1] {
        insert(store, &SHELVES, &Shelf { floor: Some(1), ..SHELF }.row(n)).unwrap();
    }
    assert_eq!(keys(store, &all().by("floor", Ascending)), tops([1, 2, 3, 4]));
    assert_eq!(keys(store, &all().by("floor", Descending)), tops([4, 3, 2, 1]));
    for (parent, id) in [(2, 1), (1, 2), (2, 2), (1, 1)] {
        insert(store, &BOOKS, &BOOK.row(under(top(parent), id))).unwrap();
    }
    let expected = [(1, 1), (1, 2), (2, 1), (2, 2)].map(|(parent, id)| under(top(parent), id));
    assert_eq!(keys(store, &Query::of(&BOOKS, 9).by("title", Ascending)), expected);
}

pub(super) fn hold_to_the_limit(make_store: &MakeStore<'_>) {
    let store = &*make_store();
    fill_labels(store, &["a", "b", "c", "d", "e"]);
    for (limit, expected) in [(0, 0), (1, 1), (4, 4), (5, 5), (6, 5), (u32::MAX, 5)] {
        let found = select(store, &Query::of(&SHELVES, limit));
        assert_eq!(found.len(), expected);
    }
    assert_eq!(keys(store, &Query::of(&SHELVES, 2).by("label", Descending)), tops([5, 4]));
}

pub(super) fn filter_by_equality(make_store: &MakeStore<'_>) {
    let store = &*make_store();
    let shelf = |locked, floor: Option<i64>, mark: Option<&[u8]>| Shelf {
        locked,
        floor,
        mark: mark.map(<[u8]>::to_vec),
        ..SHELF
    };
    fill(
        store,
        [shelf(true, Some(1), Some(&[])), shelf(false, None, Some(&[0])), shelf(true, Some(-1), None)],
    );
    let found = |column, value: Value| keys(store, &all().equal(column, value));
    assert_eq!(found("locked", true.into()), tops([1, 3]));
    assert_eq!(found("locked", false.into()), tops([2]));
    assert_eq!(found("floor", 1.into()), tops([1]));
    assert_eq!(found("floor", 0.into()), []);
    assert_eq!(found("mark", Value::Bytes(vec![])), tops([1]));
    assert_eq!(found("mark", Value::Bytes(vec![0])), tops([2]));
    assert_eq!(found("code", "".into()), []);
}

pub(super) fn filter_by_one_of(make_store: &MakeStore<'_>) {
    let store = &*make_store();
    let shelf = |label, code, floor| Shelf { label, code, floor, ..SHELF };
    fill(
        store,
        [
            shelf("a", Some("x"), Some(1)),
            shelf("b", None, Some(2)),
            shelf("c", Some("y"), None),
            shelf("a", Some(""), Some(2)),
        ],
    );
    let one_of = |column, values: &[Value]| Filter::OneOf(column, values.to_vec());
    let found = |filters: &[Filter]| keys(store, &filters.iter().cloned().fold(all(), Query::only));
    assert_eq!(found(&[one_of("label", &["a".into(), "c".into()])]), tops([1, 3, 4]));
    assert_eq!(found(&[one_of("label", &["b".into()])]), tops([2]));
    assert_eq!(found(&[one_of("label", &["b".into(), "b".into()])]), tops([2]), "a row is found once");
    assert_eq!(found(&[one_of("label", &[])]), [], "no value matches no row");
    assert_eq!(found(&[one_of("code", &["x".into(), "".into()])]), tops([1, 4]), "a null is none of them");
    let most: Vec<Value> = (1..=Filter::MOST_VALUES as i64).rev().map(Value::from).collect();
    assert_eq!(
        found(&[one_of("floor", &most)]),
        found(&[Filter::AtLeast("floor", 1.into())]),
        "as many as allowed"
    );
    assert_eq!(found(&[one_of("floor", &[2.into(), 3.into()]), one_of("label", &["a".into()])]), tops([4]));
    let page =
        Query::of(&SHELVES, 2).only(one_of("label", &["a".into(), "b".into()])).by("label", Descending);
    assert_eq!(keys(store, &page), tops([2, 4]));
    let next = page.after(Some(After { value: "a".into(), key: top(4) }));
    assert_eq!(keys(store, &next), tops([1]));
    assert_eq!(count(store, &all().only(one_of("floor", &[1.into(), 2.into()]))), 3);
}

pub(super) fn filter_by_range(make_store: &MakeStore<'_>) {
    let store = &*make_store();
    let floors = [None, Some(i64::MIN), Some(-1), Some(0), Some(1), Some(i64::MAX)];
    fill(store, floors.map(|floor| Shelf { floor, ..SHELF }));
    let found = |filters: &[Filter]| keys(store, &filters.iter().cloned().fold(all(), Query::only));
    let at_least = |n: i64| Filter::AtLeast("floor", n.into());
    let below = |n: i64| Filter::Below("floor", n.into());
    assert_eq!(found(&[at_least(i64::MIN)]), tops([2, 3, 4, 5, 6]));
    assert_eq!(found(&[at_least(0)]), tops([4, 5, 6]));
    assert_eq!(found(&[below(0)]), tops([2, 3]));
    assert_eq!(found(&[below(i64::MIN)]), []);
    assert_eq!(found(&[below(i64::MAX)]), tops([2, 3, 4, 5]));
    assert_eq!(found(&[at_least(-1), below(1)]), tops([3, 4]));
    assert_eq!(found(&[at_least(1), below(1)]), []);
    assert_eq!(found(&[at_least(-5), at_least(1)]), tops([5, 6]));
}

pub(super) fn filter_by_prefix(make_store: &MakeStore<'_>) {
    let store = &*make_store();
    let labels = [
        "",
        "a",
        "ab",
        "aB",
        "a%b",
        "a_b",
        "a\\b",
        "b",
        "\u{e9}t\u{e9}",
        "\u{e9}",
        "\u{10ffff}x",
        "\u{10ffff}",
    ];
    fill_labels(store, &labels);
    for prefix in [
        "",
        "a",
        "ab",
        "abc",
        "a%",
        "%",
        "a_",
        "_",
        "a\\",
        "\u{e9}",
        "\u{e9}t",
        "\u{10ffff}",
        "\u{10ffff}\u{10ffff}",
        "A",
    ] {
        let expected: Vec<_> =
            (1..).zip(labels).filter(|(_, label)| label.starts_with(prefix)).map(|(n, _)| top(n)).collect();
        let query = all().only(Filter::StartsWith("label", prefix.to_owned()));
        assert_eq!(keys(store, &query), expected, "{prefix:?}");
        assert_eq!(count(store, &query), expected.len() as u64, "{prefix:?}");
    }
    let none = all().only(Filter::StartsWith("code", String::new()));
    assert_eq!(keys(store, &none), [], "a null starts with nothing");
}

pub(super) fn filter_by_absence(make_store: &MakeStore<'_>) {
    let store = &*make_store();
    fill(store, [SHELF, Shelf { code: Some(""), ..SHELF }, Shelf { floor: Some(0), ..SHELF }]);
    let found = |column| keys(store, &all().only(Filter::IsNull(column)));
    assert_eq!(found("code"), tops([1, 3]));
    assert_eq!(found("floor"), tops([1, 2]));
    assert_eq!(found("label"), []);
}

pub(super) fn join_filters(make_store: &MakeStore<'_>) {
    let store = &*make_store();
    let shelf = |label, floor, locked| Shelf { label, floor, locked, ..SHELF };
    fill(
        store,
        [
            shelf("apple", Some(1), true),
            shelf("apricot", Some(2), true),
            shelf("apple", Some(3), false),
            shelf("avocado", Some(2), true),
            shelf("apple", None, true),
        ],
    );
    let query = all()
        .equal("locked", true)
        .only(Filter::StartsWith("label", "ap".to_owned()))
        .only(Filter::AtLeast("floor", 1.into()))
        .by("floor", Descending);
    assert_eq!(keys(store, &query), tops([2, 1]));
    assert_eq!(keys(store, &query.clone().equal("label", "apple")), tops([1]));
    assert_eq!(keys(store, &query.equal("label", "apple").equal("label", "pear")), []);
}

pub(super) fn count_up_to_the_limit(make_store: &MakeStore<'_>) {
    let store = &*make_store();
    fill_labels(store, &["a", "b", "b", "c"]);
    let after = After { value: "b".into(), key: top(3) };
    let query = Query::of(&SHELVES, 9).by("label", Descending).after(Some(after));
    assert_eq!(count(store, &query), 4, "whatever the order and the cursor");
    assert_eq!(count(store, &query.clone().equal("label", "b")), 2);
    for limit in 0..=5 {
        let query = Query { limit, ..query.clone() };
        assert_eq!(count(store, &query), u64::from(limit.min(4)));
        assert_eq!(count(store, &query.equal("label", "b")), u64::from(limit.min(2)));
    }
    assert_eq!(count(store, &Query::of(&BOOKS, 1)), 0);
}

pub(super) fn stay_under_their_parent(make_store: &MakeStore<'_>) {
    let store = &*make_store();
    for n in 1..=3 {
        insert(store, &SHELVES, &SHELF.row(n)).unwrap();
        for id in 1..=n {
            let book = Book { title: "same", pages: Some(7), ..BOOK };
            insert(store, &BOOKS, &book.row(under(top(n), id))).unwrap();
        }
    }
    let on = |n| Query::of(&BOOKS, 9).under(top(n).id);
    for n in 1..=4 {
        let expected = if n < 4 { n } else { 0 };
        for query in
            [on(n), on(n).equal("title", "same"), on(n).by("pages", Descending), on(n).newest_first()]
        {
            assert_eq!(count(store, &query), u64::try_from(expected).unwrap());
            let found = keys(store, &query);
            assert_eq!(found.len(), usize::try_from(expected).unwrap());
            assert!(found.iter().all(|key| key.parent == top(n).id), "a row of another parent: {query:?}");
        }
    }
    // Rows without a parent are found only under the nil parent.
    assert_eq!(keys(store, &all().under(top(1).id)), []);
    assert_eq!(keys(store, &all().under(top(0).id)).len(), 3);
    assert_eq!(keys(store, &Query::of(&BOOKS, 9).under(top(0).id)), []);
}
