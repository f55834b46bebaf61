//! Runs the store contract's suite on every store of this repository.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use casegate::store::{FaultyStore, MemoryStore, ReadBody, Store, StoreError, StoreFinding, WriteBody};
use casegate_sqlite::{SqliteOptions, SqliteStore};
use casegate_store_conformance::{TABLES, VERSION, conformance_tests};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// A new folder, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("casegate-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn open(path: &Path) -> Arc<dyn Store> {
    Arc::new(SqliteOptions::new().over(TABLES, VERSION).open(path).unwrap())
}

conformance_tests!(memory, || Arc::new(MemoryStore::over(TABLES)));

conformance_tests!(sqlite_in_memory, || {
    Arc::new(SqliteOptions::new().over(TABLES, VERSION).open_in_memory().unwrap())
});

/// The number of folders made, which makes their names unique.
static MADE: AtomicU32 = AtomicU32::new(0);

conformance_tests!(sqlite_in_a_file, || {
    let folder = Folder::new(&format!("conformance-{}", MADE.fetch_add(1, Ordering::SeqCst)));
    Arc::new(InAFile { store: open(&folder.0.join("a.db")), _folder: folder })
});

/// A store whose folder is removed with it.
struct InAFile {
    store: Arc<dyn Store>,
    _folder: Folder,
}

impl Store for InAFile {
    fn read(&self, body: &mut ReadBody<'_>) -> Result<(), StoreError> {
        self.store.read(body)
    }
    fn write(&self, body: &mut WriteBody<'_>) -> Result<(), StoreError> {
        self.store.write(body)
    }
    fn findings(&self) -> Vec<StoreFinding> {
        self.store.findings()
    }
}

conformance_tests!(faulty_without_faults, || {
    let inner = Arc::new(MemoryStore::over(TABLES));
    Arc::new(FaultyStore::new(inner, StoreError::Io))
});

#[test]
fn findings_tell_what_a_host_must_not_start_on() {
    let folder = Folder::new("findings");
    assert_eq!(open(&folder.0.join("a.db")).findings(), []);
    let in_memory = SqliteStore::open_in_memory().unwrap();
    assert!(in_memory.findings().iter().any(|finding| finding.code == "store_in_memory" && finding.serious));
}
