//! A pair of versions for backends that keep files: a column with an index is added, a table is split in two, bodies change, JSON
//! becomes bytes, a table goes, and a table comes.
//!
//! [`fill`] writes rows into a store over the tables of the first version. After an upgrade [`check`] expects each of them in a store
//! over those of the second.

use casegate::store::migrate::{Change, Rewritten, Version};
use casegate::store::{
    Abort, BodyKind, Column, ColumnKind, Key, NewRow, Query, Reference, Row, Store, StoreError, Table, Value,
};
use uuid::Uuid;

/// The two versions.
pub static VERSIONS: &[Version] = &[
    Version { tables: &[&HALLS, &OLD_WORKS, &OLD_AUTHORS, &VISITS, &WORN, &OLD_SCANS], changes: &[] },
    Version {
        tables: &[&HALLS, &WORKS, &AUTHORS, &ADDRESSES, &VISITS, &NOTES, &SCANS],
        changes: &[
            Change::Rewrite { table: "works", rewrite: work },
            Change::Rewrite { table: "authors", rewrite: author },
            Change::Rewrite { table: "visits", rewrite: visit },
            Change::Rewrite { table: "scans", rewrite: scan },
            Change::Drop { table: "worn" },
        ],
    },
];

/// A file that is opened with the first version alone.
pub static FIRST: &[Version] =
    &[Version { tables: &[&HALLS, &OLD_WORKS, &OLD_AUTHORS, &VISITS, &WORN, &OLD_SCANS], changes: &[] }];

/// The number of rows of each kind.
const ROWS: u128 = 40;

const IN_HALL: &[Reference] = &[Reference { columns: &["parent"], table: "halls" }];

static HALLS: Table = Table { clustered: false, ..Table::named("halls") };
static OLD_WORKS: Table = Table { references: IN_HALL, ..Table::named("works") };
static WORKS: Table = Table {
    columns: &[Column::new("title", ColumnKind::Text), Column::nullable("year", ColumnKind::Integer)],
    indexes: &[&["parent", "title"]],
    references: IN_HALL,
    ..Table::named("works")
};
/// Authors with the address in the body, as `name|address`. Another row refers to each of them.
static OLD_AUTHORS: Table = Table { clustered: false, ..Table::named("authors") };
static AUTHORS: Table = Table {
    clustered: false,
    columns: &[Column::new("name", ColumnKind::Text)],
    unique: &[&["name"]],
    ..Table::named("authors")
};
static ADDRESSES: Table = Table {
    references: &[Reference { columns: &["parent"], table: "authors" }],
    ..Table::named("addresses")
};
/// Append-only, and refers to an author.
static VISITS: Table = Table {
    columns: &[Column::new("author", ColumnKind::Bytes)],
    references: &[
        Reference { columns: &["parent"], table: "halls" },
        Reference { columns: &["author"], table: "authors" },
    ],
    append_only: true,
    ..Table::named("visits")
};
static WORN: Table = Table { references: IN_HALL, ..Table::named("worn") };
/// Scans as text in JSON bodies, as `page|content`.
static OLD_SCANS: Table = Table { references: IN_HALL, ..Table::named("scans") };
/// Scans as bytes, with their page in a column.
static SCANS: Table = Table {
    body: BodyKind::Bytes,
    columns: &[Column::new("page", ColumnKind::Text)],
    returns_columns: true,
    references: IN_HALL,
    ..Table::named("scans")
};
static NOTES: Table = Table { references: IN_HALL, ..Table::named("notes") };

fn hall() -> Uuid {
    Uuid::from_u128(1)
}

fn in_hall(n: u128) -> Key {
    Key::under(hall(), Uuid::from_u128(n))
}

fn author_id(n: u128) -> Uuid {
    Uuid::from_u128(1_000 + n)
}

fn work(old: &Row) -> Result<Vec<Rewritten>, StoreError> {
    let (title, year) = old.body.json().and_then(|body| body.split_once('|')).ok_or(StoreError::Corrupt)?;
    let year =
        if year.is_empty() { None } else { Some(year.parse::<i64>().map_err(|_| StoreError::Corrupt)?) };
    let columns = vec![title.into(), year.into()];
    let row = NewRow { key: old.key, columns, body: old.body.clone() };
    Ok(vec![Rewritten { table: &WORKS, row, version: old.version }])
}

fn author(old: &Row) -> Result<Vec<Rewritten>, StoreError> {
    let (name, address) = old.body.json().and_then(|body| body.split_once('|')).ok_or(StoreError::Corrupt)?;
    let person = NewRow { key: old.key, columns: vec![name.into()], body: name.into() };
    let key = Key::under(old.key.id, Uuid::from_u128(1));
    let home = NewRow { key, columns: Vec::new(), body: address.into() };
    Ok(vec![
        Rewritten { table: &AUTHORS, row: person, version: old.version },
        Rewritten { table: &ADDRESSES, row: home, version: 1 },
    ])
}

fn visit(old: &Row) -> Result<Vec<Rewritten>, StoreError> {
    let author = author_id(old.key.id.as_u128());
    let body = old.body.json().ok_or(StoreError::Corrupt)?;
    let row = NewRow { key: old.key, columns: vec![author.into()], body: format!("{{{body}}}").into() };
    Ok(vec![Rewritten { table: &VISITS, row, version: old.version }])
}

fn scan(old: &Row) -> Result<Vec<Rewritten>, StoreError> {
    let (page, content) = old.body.json().and_then(|body| body.split_once('|')).ok_or(StoreError::Corrupt)?;
    let row = NewRow { key: old.key, columns: vec![page.into()], body: content.as_bytes().to_vec().into() };
    Ok(vec![Rewritten { table: &SCANS, row, version: old.version }])
}

/// Writes rows into a store over the first version. Some are updated, so that they have a higher version.
pub fn fill(store: &dyn Store) {
    let plain = |key: Key, body: String| NewRow { key, columns: Vec::new(), body: body.into() };
    let written = store.write(&mut |tx| {
        let mut write = || {
            tx.insert(&HALLS, &plain(Key::top(hall()), "the hall".to_owned()))?;
            for n in 1..=ROWS {
                let year = if n % 2 == 0 { String::new() } else { (1_900 + n).to_string() };
                tx.insert(&OLD_WORKS, &plain(in_hall(n), format!("Work {n}|{year}")))?;
                tx.insert(&OLD_AUTHORS, &plain(Key::top(author_id(n)), format!("Author {n}|Street {n}")))?;
                let columns = vec![Value::from(author_id(n))];
                tx.insert(&VISITS, &NewRow { key: in_hall(n), columns, body: n.to_string().into() })?;
                tx.insert(&OLD_SCANS, &plain(in_hall(n), format!("page {n}|scan {n}")))?;
                tx.insert(&WORN, &plain(in_hall(n), "worn".to_owned()))?;
            }
            tx.update(&OLD_WORKS, 1, &plain(in_hall(3), "Work 3, second edition|1904".to_owned()))
        };
        write().map_err(|_: StoreError| Abort)
    });
    written.unwrap();
}

/// Checks that every row of [`fill`] is in a store over the second version, and that its indexes and constraints work.
pub fn check(store: &dyn Store) {
    let mut rows = Vec::new();
    let read = store.read(&mut |tx| {
        rows = [&HALLS, &WORKS, &AUTHORS, &ADDRESSES, &VISITS, &NOTES, &SCANS]
            .map(|table| tx.select(&Query::of(table, 1_000)).unwrap())
            .into_iter()
            .collect();
        let found = tx.select(&Query::of(&WORKS, 10).under(hall()).equal("title", "Work 7")).unwrap();
        assert_eq!(found.iter().map(|row| row.body.json()).collect::<Vec<_>>(), [Some("Work 7|1907")]);
        let found = tx.select(&Query::of(&AUTHORS, 10).equal("name", "Author 9")).unwrap();
        assert_eq!(found[0].key, Key::top(author_id(9)));
        Ok(())
    });
    read.unwrap();
    let counts: Vec<_> = rows.iter().map(Vec::len).collect();
    let all = usize::try_from(ROWS).unwrap();
    assert_eq!(counts, [1, all, all, all, all, 0, all]);
    assert_eq!((rows[1][2].version, rows[1][2].body.json()), (2, Some("Work 3, second edition|1904")));
    assert_eq!((rows[1][3].version, rows[1][3].body.json()), (1, Some("Work 4|")));
    assert_eq!(rows[3][4].body, "Street 5".into());
    assert_eq!(rows[4][5].body, "{6}".into());
    assert_eq!(
        (rows[6][6].body.bytes(), &rows[6][6].columns[..]),
        (Some(&b"scan 7"[..]), &["page 7".into()][..])
    );
    // References and append-only rows hold as before.
    let orphan = NewRow {
        key: Key::under(Uuid::from_u128(7), Uuid::from_u128(1)),
        columns: Vec::new(),
        body: "".into(),
    };
    let refused = |write: &dyn Fn(&mut dyn casegate::store::WriteTx) -> Result<(), StoreError>| {
        let mut error = None;
        let ended = store.write(&mut |tx| {
            error = write(tx).err();
            Err(Abort)
        });
        assert_eq!(ended, Err(StoreError::Aborted));
        error
    };
    assert_eq!(refused(&|tx| tx.insert(&ADDRESSES, &orphan)), Some(StoreError::Conflict));
    assert_eq!(refused(&|tx| tx.delete(&HALLS, Key::top(hall())).map(drop)), Some(StoreError::Conflict));
    assert_eq!(refused(&|tx| tx.delete(&VISITS, in_hall(1)).map(drop)), Some(StoreError::Misused));
}
