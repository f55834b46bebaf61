//! Sets up a crash after each step of an exchange by hand, and checks the next opening of the folder.

use super::*;
use casegate::foundation::ids::FirmId;

/// A data folder with a database, which is removed after the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("portal-server-exchange-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        let folder = Self(path);
        let data = folder.open();
        drop(SqliteStore::open(data.database()).unwrap());
        data.keep_host_file(&host_file(1)).unwrap();
        folder
    }

    fn open(&self) -> DataDir {
        DataDir::open(&self.0).unwrap()
    }

    /// Returns the names of its files, without those that the store keeps beside its database.
    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).unwrap().map(|entry| entry.unwrap().file_name());
        let names = entries.map(|name| name.into_string().unwrap());
        let mut names: Vec<_> = names.filter(|name| !name.starts_with("casegate.db-")).collect();
        names.sort();
        names
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Makes a host's file, in which the number distinguishes one state from another.
fn host_file(number: u128) -> HostFile {
    let firm = FirmId::from_uuid(uuid::Uuid::from_u128(number));
    HostFile { firm, printed: Vec::new(), is_loaded: true, is_exchanging: false }
}

const PLAIN: [&str; 5] = ["casegate.db", "casegate.db.lock", "casegate.db.turn", "host.json", "host.lock"];

/// Makes the changed database: it differs from the original in its first byte.
fn changed_copy(data: &DataDir) {
    data.copy_database().unwrap();
    let mut bytes = fs::read(data.copy()).unwrap();
    bytes[0] = b'X';
    fs::write(data.copy(), bytes).unwrap();
}

fn is_changed(data: &DataDir) -> bool {
    fs::read(data.database()).unwrap()[0] == b'X'
}

#[test]
fn before_the_decision_a_crash_leaves_the_original_and_nothing_else() {
    let folder = Folder::new("before");
    for left in ["", ".partial", "-wal", "-shm", ".lock", ".turn"] {
        let data = folder.open();
        changed_copy(&data);
        fs::write(beside(&data.copy(), left), "left").unwrap();
        fs::write(data.0.join("host.json.new"), "{").unwrap();
        drop(data);
        let data = folder.open();
        assert!(!is_changed(&data) && data.host_file().unwrap().unwrap().firm == host_file(1).firm);
        fs::remove_file(data.0.join("host.json.new")).unwrap();
        assert_eq!(folder.names(), PLAIN, "{left}");
    }
}

#[test]
fn after_the_decision_the_next_opening_finishes_it_wherever_it_stopped() {
    for step in 0..4 {
        let folder = Folder::new(&format!("after-{step}"));
        let data = folder.open();
        changed_copy(&data);
        // A log of the old database, which must not be applied to the new one.
        fs::write(beside(&data.database(), "-wal"), "old").unwrap();
        data.keep_host_file(&HostFile { is_exchanging: true, ..host_file(2) }).unwrap();
        if step > 0 {
            fs::remove_file(beside(&data.database(), "-wal")).unwrap();
        }
        if step > 1 {
            fs::rename(data.copy(), data.database()).unwrap();
        }
        if step > 2 {
            data.clear_copy().unwrap();
        }
        drop(data);
        let data = folder.open();
        let file = data.host_file().unwrap().unwrap();
        assert!(!beside(&data.database(), "-wal").exists(), "{step}");
        assert!(is_changed(&data) && !file.is_exchanging && file.firm == host_file(2).firm, "{step}");
        assert_eq!(folder.names(), PLAIN, "{step}");
    }
}

#[test]
fn a_change_that_fails_leaves_everything_as_it_was() {
    let folder = Folder::new("fails");
    let data = folder.open();
    let refused = data.exchange::<()>(|copy| {
        fs::write(copy, "half").unwrap();
        Err("refused".to_owned())
    });
    assert_eq!(refused.err().as_deref(), Some("refused"));
    assert_eq!(folder.names(), PLAIN);
    drop(SqliteStore::open(data.database()).unwrap());
}

#[test]
fn a_writer_in_the_database_is_not_swept_away() {
    let folder = Folder::new("writer");
    let data = folder.open();
    let lock = File::options().write(true).open(beside(&data.database(), ".lock")).unwrap();
    changed_copy(&data);
    lock.lock().unwrap();
    let file = HostFile { is_exchanging: true, ..host_file(2) };
    assert!(data.finish(file).is_err() && !is_changed(&data));
}

#[test]
fn one_host_at_a_time() {
    let folder = Folder::new("one");
    let _data = folder.open();
    let second = DataDir::open(&folder.0).err();
    assert!(second.is_some_and(|trouble| trouble.contains("another host runs")));
}
