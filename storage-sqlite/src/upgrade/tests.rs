//! Upgrades of files: nothing is lost, and wherever one is stopped the old file is whole.

use crate::tests::path;
use crate::{SqliteOptions, SqliteStore};
use casegate::store::migrate::{Change, Version};
use casegate::store::{Key, NewRow, Row, Store as _, StoreError, Table};
use casegate_store_conformance::versions::{FIRST, VERSIONS, check, fill};
use std::cell::RefCell;
use std::path::{Path, PathBuf};
use uuid::Uuid;

type Watcher = Box<dyn FnMut()>;

thread_local! {
    /// What is called after each statement of an upgrade.
    static WATCHER: RefCell<Option<Watcher>> = const { RefCell::new(None) };
}

pub(crate) fn observe() {
    WATCHER.with_borrow_mut(|watcher| {
        if let Some(watcher) = watcher {
            watcher();
        }
    });
}

fn old() -> SqliteOptions {
    SqliteOptions::new().over_versions(FIRST)
}

fn new() -> SqliteOptions {
    SqliteOptions::new().over_versions(VERSIONS)
}

fn filled(path: &Path) {
    let store = old().open(path).unwrap();
    fill(&store);
}

/// The files that a process leaves if it is killed now.
fn copied(from: &Path, to: &Path) {
    std::fs::create_dir_all(to.parent().unwrap()).unwrap();
    for end in ["", "-wal", "-shm"] {
        let named = |path: &Path| PathBuf::from(format!("{}{end}", path.display()));
        let _ = std::fs::copy(named(from), named(to));
    }
}

fn opened(path: &Path) -> SqliteStore {
    new().open(path).unwrap()
}

#[test]
fn an_older_file_is_upgraded_when_it_is_opened() {
    let path = path("upgrade");
    filled(path.as_ref());
    check(&opened(path.as_ref()));
    // And is then one of the new version.
    check(&opened(path.as_ref()));
    assert_eq!(old().open(&path).err(), Some(StoreError::Newer));
    opened(path.as_ref()).check().unwrap();
}

/// A process of the old version that has the file open is refused from then on, before it reads or writes what it cannot understand.
#[test]
fn a_store_that_was_open_meanwhile_is_refused() {
    let path = path("upgrade-meanwhile");
    filled(path.as_ref());
    let before = old().open(&path).unwrap();
    before.read(&mut |_| Ok(())).unwrap();
    check(&opened(path.as_ref()));
    assert_eq!(before.read(&mut |_| Ok(())), Err(StoreError::Newer));
    assert_eq!(before.write(&mut |_| Ok(())), Err(StoreError::Newer));
    assert_eq!(before.check(), Err(StoreError::Newer));
}

#[test]
fn the_bytes_of_an_older_file_are_upgraded_too() {
    let store = old().open_in_memory().unwrap();
    fill(&store);
    let store = new().open_bytes(store.to_bytes().unwrap()).unwrap();
    check(&store);
    check(&new().open_bytes(store.to_bytes().unwrap()).unwrap());
}

/// Killed after any statement, the old file is whole: the old version opens it, and the next opening upgrades it from the start.
#[test]
fn an_upgrade_that_is_cut_off_leaves_the_old_file() {
    let path = path("upgrade-killed");
    filled(path.as_ref());
    let folder = path.as_ref().parent().unwrap().to_owned();
    let (from, mut statement) = (path.as_ref().to_owned(), 0);
    let copies = folder.clone();
    WATCHER.set(Some(Box::new(move || {
        statement += 1;
        copied(&from, &copies.join(statement.to_string()).join("a.db"));
    })));
    check(&opened(path.as_ref()));
    WATCHER.set(None);
    let copies: Vec<_> =
        (1..).map(|n: u32| folder.join(n.to_string())).take_while(|copy| copy.exists()).collect();
    assert!(copies.len() > 100, "only {} statements were seen", copies.len());
    for copy in &copies {
        let file = copy.join("a.db");
        drop(old().open(&file).unwrap());
        check(&opened(&file));
    }
}

#[test]
fn a_row_that_cannot_be_of_the_version_before_stops_the_upgrade() {
    let path = path("upgrade-corrupt");
    filled(path.as_ref());
    {
        let store = old().open(&path).unwrap();
        let works: &'static Table = FIRST[0].tables[1];
        let key = Key::under(Uuid::from_u128(1), Uuid::from_u128(5));
        let row = NewRow { key, columns: Vec::new(), body: "no line".into() };
        store.write(&mut |tx| tx.update(works, 1, &row).map_err(|_| casegate::store::Abort)).unwrap();
    }
    assert_eq!(new().open(&path).err(), Some(StoreError::Corrupt));
    // The file stays as it was.
    let store = old().open(&path).unwrap();
    store.check().unwrap();
}

#[test]
fn a_damaged_file_is_not_taken_for_an_older_one() {
    let path = path("upgrade-damaged");
    filled(path.as_ref());
    rusqlite::Connection::open(&path).unwrap().execute_batch("DROP TABLE worn").unwrap();
    assert_eq!(new().open(&path).err(), Some(StoreError::Corrupt));
    assert_eq!(old().open(&path).err(), Some(StoreError::Corrupt));
}

#[test]
fn references_that_an_upgrade_would_break_stop_it() {
    static KEEPER: Table = Table { clustered: false, ..Table::named("keeper") };
    static KEPT: Table = Table {
        references: &[casegate::store::Reference { columns: &["parent"], table: "keeper" }],
        ..Table::named("kept")
    };
    fn lose(_: &Row) -> Result<Vec<casegate::store::migrate::Rewritten>, StoreError> {
        Ok(Vec::new())
    }
    static BEFORE: &[Version] = &[Version { tables: &[&KEEPER, &KEPT], changes: &[] }];
    static AFTER: &[Version] = &[
        Version { tables: &[&KEEPER, &KEPT], changes: &[] },
        Version { tables: &[&KEEPER, &KEPT], changes: &[Change::Rewrite { table: "keeper", rewrite: lose }] },
    ];
    let path = path("upgrade-orphans");
    {
        let store = SqliteOptions::new().over_versions(BEFORE).open(&path).unwrap();
        let row = |key: Key| NewRow { key, columns: Vec::new(), body: "".into() };
        let one = Uuid::from_u128(1);
        let write = store.write(&mut |tx| {
            let both = tx.insert(&KEEPER, &row(Key::top(one)));
            both.and_then(|()| tx.insert(&KEPT, &row(Key::under(one, one))))
                .map_err(|_| casegate::store::Abort)
        });
        write.unwrap();
    }
    assert_eq!(SqliteOptions::new().over_versions(AFTER).open(&path).err(), Some(StoreError::Corrupt));
    assert!(SqliteOptions::new().over_versions(BEFORE).open(&path).is_ok());
}

#[test]
fn without_a_list_of_versions_an_older_file_is_refused() {
    let path = path("upgrade-none");
    filled(path.as_ref());
    let options = SqliteOptions::new().over(VERSIONS[1].tables, 2);
    assert_eq!(options.open(&path).err(), Some(StoreError::Unsuitable));
    static WRONG: &[Version] = &[
        Version { tables: &[], changes: &[] },
        Version { tables: &[], changes: &[Change::Drop { table: "nothing" }] },
    ];
    assert_eq!(SqliteOptions::new().over_versions(WRONG).open_in_memory().err(), Some(StoreError::Misused));
}
