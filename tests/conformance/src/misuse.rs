//! Whatever a table's declaration does not allow is refused and changes nothing.

use super::MakeStore;
use super::fixture::{BOOK, SHELF, count, entry, insert, loan, picture, read, sizes, top, under, write};
use super::tables::{BOOKS, LOANS, LOG, PICTURES, SHELVES};
use casegate::store::{After, Direction, Filter, NewRow, Query, Store, StoreError, Table, Value};

fn assert_misused(store: &dyn Store, query: &Query) {
    assert_eq!(read(store, |tx| tx.select(query)), Err(StoreError::Misused), "{query:?}");
    assert_eq!(write(store, |tx| tx.count(query)), Err(StoreError::Misused), "{query:?}");
}

fn assert_refused(store: &dyn Store, table: &'static Table, row: &NewRow) {
    assert_eq!(insert(store, table, row), Err(StoreError::Misused), "{row:?}");
    assert_eq!(write(store, |tx| tx.update(table, 1, row)), Err(StoreError::Misused), "{row:?}");
    assert_eq!(sizes(store), [1, 0, 0, 0, 0]);
}

static UNLISTED: Table = Table { clustered: false, ..Table::named("unlisted") };

pub(super) fn of_tables_that_were_not_listed(make_store: &MakeStore<'_>) {
    let store = &*make_store();
    assert_misused(store, &Query::of(&UNLISTED, 1));
    let row = NewRow { key: top(1), columns: Vec::new(), body: "".into() };
    assert_eq!(insert(store, &UNLISTED, &row), Err(StoreError::Misused));
    assert_eq!(write(store, |tx| tx.update(&UNLISTED, 1, &row)), Err(StoreError::Misused));
    assert_eq!(read(store, |tx| tx.get(&UNLISTED, row.key)), Err(StoreError::Misused));
    assert_eq!(write(store, |tx| tx.delete(&UNLISTED, row.key)), Err(StoreError::Misused));
}

pub(super) fn of_columns_in_queries(make_store: &MakeStore<'_>) {
    let store = &*make_store();
    for name in ["colour", "parent", "id", "body", "version", "", "Label", "label\" OR 1=1 --"] {
        let all = || Query::of(&SHELVES, 1);
        assert_misused(store, &all().equal(name, "x"));
        assert_misused(store, &all().only(Filter::IsNull(name)));
        assert_misused(store, &all().only(Filter::AtLeast(name, 1.into())));
        assert_misused(store, &all().only(Filter::OneOf(name, vec![1.into()])));
        assert_misused(store, &all().only(Filter::StartsWith(name, String::new())));
        assert_misused(store, &all().by(name, Direction::Ascending));
    }
}

pub(super) fn of_kinds_in_queries(make_store: &MakeStore<'_>) {
    let store = &*make_store();
    let text = || Value::from("1");
    let bytes = || Value::Bytes(vec![1]);
    let wrong = [
        ("label", [Value::Null, 1.into(), true.into(), bytes()]),
        ("floor", [Value::Null, text(), true.into(), bytes()]),
        ("locked", [Value::Null, text(), 1.into(), bytes()]),
        ("mark", [Value::Null, text(), 1.into(), true.into()]),
    ];
    for (name, values) in wrong {
        for value in values {
            for filter in [Filter::Equals, Filter::AtLeast, Filter::Below] {
                assert_misused(store, &Query::of(&SHELVES, 1).only(filter(name, value.clone())));
            }
        }
    }
    let too_many = vec![text(); Filter::MOST_VALUES + 1];
    assert_misused(store, &Query::of(&SHELVES, 1).only(Filter::OneOf("label", too_many)));
    for name in ["floor", "locked", "mark"] {
        assert_misused(store, &Query::of(&SHELVES, 1).only(Filter::StartsWith(name, "a".to_owned())));
    }
}

pub(super) fn of_cursors(make_store: &MakeStore<'_>) {
    let store = &*make_store();
    let after = |value| Some(After { value, key: top(1) });
    assert_misused(store, &Query::of(&SHELVES, 1).after(after(1.into())));
    let by_label = || Query::of(&SHELVES, 1).by("label", Direction::Ascending);
    assert_misused(store, &by_label().after(after(1.into())));
    read(store, |tx| tx.select(&by_label().after(after(Value::Null)))).unwrap();
}

pub(super) fn of_rows(make_store: &MakeStore<'_>) {
    let store = &*make_store();
    insert(store, &SHELVES, &SHELF.row(1)).unwrap();
    let with = |change: &dyn Fn(&mut Vec<Value>)| {
        let mut row = SHELF.row(1);
        change(&mut row.columns);
        row
    };
    for row in [
        with(&|columns| columns.push(Value::Null)),
        with(&|columns| columns.truncate(4)),
        with(&|columns| columns.clear()),
        with(&|columns| columns[0] = Value::Null),
        with(&|columns| columns[0] = 1.into()),
        with(&|columns| columns[2] = "1".into()),
        with(&|columns| columns[3] = Value::Null),
        with(&|columns| columns[3] = 1.into()),
        with(&|columns| columns[4] = "x".into()),
    ] {
        assert_refused(store, &SHELVES, &row);
    }
    let mut row = loan(1, None, None);
    row.columns[0] = Value::Bytes(vec![1; 15]);
    assert_refused(store, &LOANS, &row);
}

pub(super) fn of_bodies(make_store: &MakeStore<'_>) {
    let store = &*make_store();
    insert(store, &SHELVES, &SHELF.row(1)).unwrap();
    let mut bytes = SHELF.row(1);
    bytes.body = b"{}".to_vec().into();
    assert_refused(store, &SHELVES, &bytes);
    let mut json = picture(under(top(1), 1), b"", None);
    json.body = "{}".into();
    assert_refused(store, &PICTURES, &json);
}

pub(super) fn of_keys(make_store: &MakeStore<'_>) {
    let store = &*make_store();
    insert(store, &SHELVES, &SHELF.row(1)).unwrap();
    let mut row = SHELF.row(1);
    row.key = under(top(1), 1);
    assert_refused(store, &SHELVES, &row);
    assert_refused(store, &BOOKS, &BOOK.row(top(1)));
    assert_refused(store, &LOG, &entry(top(1), 1));
    // Reading such a row is not a mistake: it does not exist.
    write(store, |tx| {
        assert_eq!(tx.get(&SHELVES, under(top(1), 1))?, None);
        assert_eq!(tx.get(&BOOKS, top(1))?, None);
        assert!(!tx.delete(&SHELVES, under(top(1), 1))?);
        assert!(!tx.delete(&BOOKS, top(1))?);
        Ok(())
    })
    .unwrap();
    assert_eq!(sizes(store), [1, 0, 0, 0, 0]);
}

pub(super) fn changes_nothing(make_store: &MakeStore<'_>) {
    let store = &*make_store();
    write(store, |tx| {
        tx.insert(&SHELVES, &SHELF.row(1))?;
        let mut wrong = SHELF.row(2);
        wrong.columns[0] = Value::Null;
        assert_eq!(tx.insert(&SHELVES, &wrong), Err(StoreError::Misused));
        tx.insert(&LOG, &entry(under(top(1), 1), 1))?;
        assert_eq!(tx.delete(&LOG, under(top(1), 1)), Err(StoreError::Misused));
        let undeclared = Query::of(&SHELVES, 1).equal("colour", "red");
        assert_eq!(tx.select(&undeclared), Err(StoreError::Misused));
        tx.insert(&SHELVES, &SHELF.row(3))
    })
    .unwrap();
    assert_eq!(sizes(store), [2, 0, 0, 1, 0]);
    assert_eq!(count(store, &Query::of(&LOG, 1_000).under(top(1).id)), 1);
}
