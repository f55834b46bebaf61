//! The data folder: the database, and files that a real host would keep elsewhere.

mod exchange;

use crate::Trouble;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use casegate::foundation::env::{Entropy as _, Key, KeyPurpose, KeyRing, SystemEntropy};
use casegate::foundation::ids::FirmId;
use serde::{Deserialize, Serialize};
use std::fs::{self, File, TryLockError};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

/// The path of the data folder. While it is held, no other host uses the folder.
pub(crate) struct DataDir(PathBuf, #[expect(dead_code, reason = "the lock is let go of with the file")] File);

/// The data that the host itself stores from one start to the next.
#[derive(Serialize, Deserialize)]
pub(crate) struct HostFile {
    /// The firm of this folder.
    pub(crate) firm: FirmId,
    /// The links that are printed at each start.
    pub(crate) printed: Vec<Printed>,
    /// Whether the data of the first start was loaded completely.
    pub(crate) is_loaded: bool,
    /// Whether a changed copy is about to replace the database.
    #[serde(default)]
    pub(crate) is_exchanging: bool,
}

/// An invite whose link is printed. It is found again by its case and label.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Printed {
    pub(crate) case: casegate::foundation::ids::CaseId,
    pub(crate) label: String,
    /// The name on the printed line.
    pub(crate) name: String,
}

/// The names of the keys in the file, in the order of their purposes.
const NAMES: [&str; 4] = ["seal", "token", "index", "outbox"];

impl DataDir {
    pub(crate) fn open(path: &Path) -> Result<Self, Trouble> {
        let made = fs::create_dir_all(path);
        made.map_err(|error| format!("cannot make the data folder {}: {error}", path.display()))?;
        let lock = private().truncate(false).open(path.join("host.lock"));
        let lock = lock.map_err(|error| format!("cannot write in {}: {error}", path.display()))?;
        lock.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => format!("another host runs in {}; stop it first", path.display()),
            TryLockError::Error(error) => format!("cannot lock {}: {error}", path.display()),
        })?;
        let data = Self(path.to_owned(), lock);
        data.settle()?;
        Ok(data)
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.0.join("casegate.db")
    }

    /// Returns the keys of this folder, which are created at the first start.
    ///
    /// For a demonstration only: whoever copies the folder has both database and keys. A real host takes its
    /// keys from a key service or an environment that is not part of backups.
    pub(crate) fn keys(&self) -> Result<KeyRing, Trouble> {
        let path = self.0.join("keys.json");
        let mut ring = KeyRing::new();
        for (purpose, name) in KeyPurpose::ALL.into_iter().zip(NAMES) {
            let bytes = self.key_bytes(&path, name)?;
            let key =
                Key::new(bytes).map_err(|_| format!("the key {name} in {} is not a key", path.display()))?;
            ring = ring.with(purpose, 1, key);
        }
        Ok(ring)
    }

    fn key_bytes(&self, path: &Path, name: &str) -> Result<[u8; 32], Trouble> {
        let unusable = || format!("{} does not hold the keys of this folder", path.display());
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound && !self.database().exists() => {
                self.make_keys(path)?
            }
            // A database without its keys is unusable, and new keys would hide that.
            Err(error) => return Err(format!("cannot read the keys in {}: {error}", path.display())),
        };
        let keys: std::collections::BTreeMap<String, String> =
            serde_json::from_str(&text).map_err(|_| unusable())?;
        let bytes = BASE64.decode(keys.get(name).ok_or_else(unusable)?).map_err(|_| unusable())?;
        bytes.try_into().map_err(|_| unusable())
    }

    fn make_keys(&self, path: &Path) -> Result<String, Trouble> {
        let mut keys = serde_json::Map::new();
        for name in NAMES {
            keys.insert(name.to_owned(), BASE64.encode(random()?).into());
        }
        let text = serde_json::Value::Object(keys).to_string();
        write_private(path, text.as_bytes())
            .map_err(|error| format!("cannot write {}: {error}", path.display()))?;
        Ok(text)
    }

    /// Reads what the host stored, if it ran in this folder before.
    pub(crate) fn host_file(&self) -> Result<Option<HostFile>, Trouble> {
        let path = self.0.join("host.json");
        match fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .map(Some)
                .map_err(|error| format!("{} is damaged: {error}", path.display())),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(format!("cannot read {}: {error}", path.display())),
        }
    }

    pub(crate) fn keep_host_file(&self, file: &HostFile) -> Result<(), Trouble> {
        let path = self.0.join("host.json");
        let failed = |error: std::io::Error| format!("cannot write {}: {error}", path.display());
        let text = serde_json::to_vec_pretty(file).map_err(|error| error.to_string())?;
        // Written to a new file first, so that a crash leaves either the old file or the new one.
        let new = self.0.join("host.json.new");
        write_private(&new, &text).map_err(failed)?;
        fs::rename(&new, &path).map_err(failed)?;
        sync_folder(&self.0).map_err(failed)
    }
}

/// Returns 32 bytes from the operating system's generator.
pub(crate) fn random() -> Result<[u8; 32], Trouble> {
    let mut bytes = [0; 32];
    SystemEntropy.fill(&mut bytes).map_err(|error| error.to_string())?;
    Ok(bytes)
}

/// Writes a file that only its owner can read.
fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = private().truncate(true).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Returns options for a file that only its owner can read.
fn private() -> fs::OpenOptions {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Flushes the folder, so that a name that changed in it survives a power failure.
fn sync_folder(folder: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}
