//! Single rows: they are returned as they were stored, and updates check the version.

use super::MakeStore;
use super::fixture::{
    BOOK, SHELF, Shelf, delete, entry, get, insert, keys, picture, read, select, sizes, top, under, update,
    write,
};
use super::tables::{BOOKS, LOG, PICTURES, SHELVES};
use casegate::store::{Body, Direction, Query, Row, StoreError};

pub(super) fn comes_back_as_it_was_written(make_store: &MakeStore<'_>) {
    let store = &*make_store();
    let row = SHELF.row(7);
    assert_eq!(get(store, &SHELVES, top(7)), None);
    insert(store, &SHELVES, &row).unwrap();
    let stored = Row { key: top(7), version: 1, columns: Vec::new(), body: row.body };
    assert_eq!(get(store, &SHELVES, top(7)), Some(stored.clone()));
    assert_eq!(select(store, &Query::of(&SHELVES, 9)), [stored]);
    assert_eq!(get(store, &SHELVES, top(8)), None);
    assert_eq!(get(store, &BOOKS, top(7)), None);
}

pub(super) fn counts_versions_from_one(make_store: &MakeStore<'_>) {
    let store = &*make_store();
    let mut row = SHELF.row(1);
    insert(store, &SHELVES, &row).unwrap();
    for version in 1..=20 {
        assert_eq!(get(store, &SHELVES, row.key).unwrap().version, version);
        row.body = format!("{{\"edition\":{version}}}").into();
        update(store, &SHELVES, version, &row).unwrap();
        assert_eq!(
            get(store, &SHELVES, row.key),
            Some(Row { key: row.key, version: version + 1, columns: Vec::new(), body: row.body.clone() })
        );
    }
}

pub(super) fn keeps_bodies_byte_for_byte(make_store: &MakeStore<'_>) {
    let store = &*make_store();
    let bodies = [
        "",
        " ",
        "{ \"a\" : 1.0 ,\r\n\t\"b\":1e2 }",
        "not json at all",
        "'; DROP TABLE shelves; --",
        "\u{e9} e\u{301} \u{fb01} \u{1f9fe} \u{200b}\u{feff} \u{10ffff}",
        "{\"b\":1,\"a\":2,\"a\":3}",
    ];
    for (n, body) in (1..).zip(bodies) {
        let mut row = SHELF.row(n);
        row.body = body.into();
        insert(store, &SHELVES, &row).unwrap();
        assert_eq!(get(store, &SHELVES, row.key).unwrap().body, body.into());
        update(store, &SHELVES, 1, &row).unwrap();
        assert_eq!(get(store, &SHELVES, row.key).unwrap().body, body.into());
    }
    let read: Vec<_> = select(store, &Query::of(&SHELVES, 99)).into_iter().map(|row| row.body).collect();
    assert_eq!(read, bodies.map(Body::from));
}

pub(super) fn keeps_a_mebibyte(make_store: &MakeStore<'_>) {
    let store = &*make_store();
    insert(store, &SHELVES, &SHELF.row(1)).unwrap();
    let mut row = BOOK.row(under(top(1), 1));
    row.body =
        (0..1 << 20).map(|i| char::from(b' ' + u8::try_from(i % 94).unwrap())).collect::<String>().into();
    insert(store, &BOOKS, &row).unwrap();
    assert!(get(store, &BOOKS, row.key).unwrap().body == row.body, "a long body changed");
}

pub(super) fn keeps_bytes_as_they_are(make_store: &MakeStore<'_>) {
    let store = &*make_store();
    insert(store, &SHELVES, &SHELF.row(1)).unwrap();
    let long: Vec<u8> = (0..1_u32 << 20).map(|i| i.to_le_bytes()[0]).collect();
    let bodies = [&b""[..], b"\0", b"\xff\xfe\0text", "{\"json\":true}".as_bytes(), &long];
    for (n, bytes) in (1..).zip(bodies) {
        let mut row = picture(under(top(1), n), b"first", None);
        insert(store, &PICTURES, &row).unwrap();
        row.body = bytes.to_vec().into();
        update(store, &PICTURES, 1, &row).unwrap();
        assert!(get(store, &PICTURES, row.key).unwrap().body == row.body, "bytes changed");
    }
    let read = select(store, &Query::of(&PICTURES, 99).under(top(1).id));
    assert!(read.iter().map(|row| row.body.bytes().unwrap()).eq(bodies), "bytes changed in a list");
}

pub(super) fn returns_columns_where_declared(make_store: &MakeStore<'_>) {
    let store = &*make_store();
    insert(store, &SHELVES, &Shelf { floor: Some(3), ..SHELF }.row(1)).unwrap();
    assert_eq!(get(store, &SHELVES, top(1)).unwrap().columns, []);
    assert_eq!(select(store, &Query::of(&SHELVES, 9))[0].columns, []);
    let rows = [picture(under(top(1), 1), b"one", None), picture(under(top(1), 2), b"two", Some(-7))];
    for row in &rows {
        insert(store, &PICTURES, row).unwrap();
        assert_eq!(get(store, &PICTURES, row.key).unwrap().columns, row.columns);
    }
    let mut changed = rows[0].clone();
    changed.columns[0] = "\u{e9}".into();
    update(store, &PICTURES, 1, &changed).unwrap();
    let expected = [changed.columns, rows[1].columns.clone()];
    for query in [Query::of(&PICTURES, 9), Query::of(&PICTURES, 9).under(top(1).id)] {
        let read: Vec<_> = select(store, &query).into_iter().map(|row| row.columns).collect();
        assert_eq!(read, expected);
    }
}

pub(super) fn never_upserts(make_store: &MakeStore<'_>) {
    let store = &*make_store();
    insert(store, &SHELVES, &SHELF.row(1)).unwrap();
    insert(store, &LOG, &entry(under(top(1), 1), 1)).unwrap();
    let mut other = Shelf { label: "other", ..SHELF }.row(1);
    other.body = "other".into();
    assert_eq!(insert(store, &SHELVES, &other), Err(StoreError::Conflict));
    assert_eq!(insert(store, &LOG, &entry(under(top(1), 1), 2)), Err(StoreError::Conflict));
    assert_eq!(
        get(store, &SHELVES, top(1)).unwrap(),
        Row { key: top(1), version: 1, columns: Vec::new(), body: SHELF.row(1).body }
    );
    assert_eq!(keys(store, &Query::of(&SHELVES, 9).equal("label", "other")), []);
}

pub(super) fn refuses_to_update_what_is_missing(make_store: &MakeStore<'_>) {
    let store = &*make_store();
    for expected in [0, 1, -1, i64::MAX, i64::MIN] {
        assert_eq!(update(store, &SHELVES, expected, &SHELF.row(1)), Err(StoreError::Conflict));
    }
    insert(store, &SHELVES, &SHELF.row(1)).unwrap();
    delete(store, &SHELVES, top(1)).unwrap();
    assert_eq!(update(store, &SHELVES, 1, &SHELF.row(1)), Err(StoreError::Conflict));
    assert_eq!(sizes(store), [0; 5]);
}

pub(super) fn refuses_other_versions(make_store: &MakeStore<'_>) {
    let store = &*make_store();
    let row = SHELF.row(1);
    insert(store, &SHELVES, &row).unwrap();
    update(store, &SHELVES, 1, &row).unwrap();
    for expected in [0, 1, 3, i64::MAX, i64::MIN] {
        assert_eq!(update(store, &SHELVES, expected, &row), Err(StoreError::Conflict), "version {expected}");
    }
    assert_eq!(get(store, &SHELVES, row.key).unwrap().version, 2);
}

pub(super) fn replaces_columns(make_store: &MakeStore<'_>) {
    let store = &*make_store();
    insert(store, &SHELVES, &Shelf { label: "a", code: Some("x"), floor: Some(1), ..SHELF }.row(1)).unwrap();
    update(store, &SHELVES, 1, &Shelf { label: "b", floor: Some(2), ..SHELF }.row(1)).unwrap();
    let all = || Query::of(&SHELVES, 9);
    for gone in [all().equal("label", "a"), all().equal("code", "x"), all().equal("floor", 1)] {
        assert_eq!(keys(store, &gone), [], "{gone:?}");
    }
    assert_eq!(keys(store, &all().equal("label", "b").equal("floor", 2)), [top(1)]);
    assert_eq!(keys(store, &all().by("floor", Direction::Ascending)), [top(1)]);
}

pub(super) fn answers_whether_it_deleted(make_store: &MakeStore<'_>) {
    let store = &*make_store();
    assert_eq!(delete(store, &SHELVES, top(1)), Ok(false));
    insert(store, &SHELVES, &SHELF.row(1)).unwrap();
    assert_eq!(delete(store, &SHELVES, top(2)), Ok(false));
    assert_eq!(delete(store, &SHELVES, top(1)), Ok(true));
    assert_eq!(delete(store, &SHELVES, top(1)), Ok(false));
    assert_eq!(sizes(store), [0; 5]);
}

pub(super) fn peeks_at_what_is_committed(make_store: &MakeStore<'_>) {
    let store = &*make_store();
    let peek = |n| read(store, |tx| tx.peek(&SHELVES, top(n))).unwrap();
    assert_eq!(peek(1), None);
    insert(store, &SHELVES, &SHELF.row(1)).unwrap();
    assert_eq!(peek(1), get(store, &SHELVES, top(1)));
    update(store, &SHELVES, 1, &SHELF.row(1)).unwrap();
    assert_eq!(peek(1).unwrap().version, 2);
    assert_eq!(write(store, |tx| tx.peek(&SHELVES, top(1))).unwrap(), get(store, &SHELVES, top(1)));
    delete(store, &SHELVES, top(1)).unwrap();
    assert_eq!(peek(1), None);
}

pub(super) fn starts_anew_after_a_deletion(make_store: &MakeStore<'_>) {
    let store = &*make_store();
    insert(store, &SHELVES, &SHELF.row(1)).unwrap();
    update(store, &SHELVES, 1, &SHELF.row(1)).unwrap();
    delete(store, &SHELVES, top(1)).unwrap();
    insert(store, &SHELVES, &SHELF.row(1)).unwrap();
    assert_eq!(get(store, &SHELVES, top(1)).unwrap().version, 1);
}

pub(super) fn keeps_clusters_apart(make_store: &MakeStore<'_>) {
    let store = &*make_store();
    for n in 1..=3 {
        insert(store, &SHELVES, &SHELF.row(n)).unwrap();
        let mut book = BOOK.row(under(top(n), 5));
        book.body = format!("{n}").into();
        insert(store, &BOOKS, &book).unwrap();
    }
    let (second, stranger) = (under(top(2), 5), under(top(4), 5));
    update(store, &BOOKS, 1, &BOOK.row(second)).unwrap();
    let seen = |n| get(store, &BOOKS, under(top(n), 5)).map(|row| row.version);
    assert_eq!([seen(1), seen(2), seen(3), seen(4)], [Some(1), Some(2), Some(1), None]);
    assert_eq!(delete(store, &BOOKS, stranger), Ok(false));
    assert_eq!(delete(store, &BOOKS, second), Ok(true));
    assert_eq!([seen(1), seen(2), seen(3)], [Some(1), None, Some(1)]);
    assert_eq!(select(store, &Query::of(&BOOKS, 9).under(top(3).id))[0].body, "3".into());
}
