//! Names of the database's files, and the check that they are still the files that were opened.

use casegate::store::StoreError;
use std::fs::{self, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

/// Returns the path that SQLite itself will use: absolute and without links. So every handle finds the same sidecar,
/// and a name such as `:memory:` is only a file's.
pub(crate) fn resolve(path: &Path) -> Result<PathBuf, StoreError> {
    match fs::canonicalize(path) {
        Ok(whole) if whole.is_file() => return Ok(whole),
        Ok(_) => return Err(StoreError::Foreign),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(of_io(&error)),
    }
    let name = path.file_name().ok_or(StoreError::Io)?;
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    Ok(fs::canonicalize(folder).map_err(|error| of_io(&error))?.join(name))
}

/// Returns `path` with `ending` appended to its name.
pub(crate) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// Returns options for a file that holds clients' data: only its owner can access it. SQLite gives the log the same rights.
pub(crate) fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// The size of SQLite's smallest page, in bytes. SQLite takes a shorter file for an empty database and would overwrite it.
const SMALLEST: u64 = 512;

/// Creates an empty private file unless there is one, and refuses one that is too short for a database. An existing
/// database must not be opened here, because closing it again would drop SQLite's locks.
pub(crate) fn make_if_missing(path: &Path) -> Result<(), StoreError> {
    match private().create_new(true).open(path) {
        Ok(_) => sync_folder(path),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => match fs::metadata(path) {
            Ok(meta) if (1..SMALLEST).contains(&meta.len()) => Err(StoreError::Foreign),
            Ok(_) => Ok(()),
            Err(error) => Err(of_io(&error)),
        },
        Err(error) => Err(of_io(&error)),
    }
}

/// Flushes the folder, so that a new name in it survives a power failure.
pub(crate) fn sync_folder(path: &Path) -> Result<(), StoreError> {
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(|error| of_io(&error))?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

/// The identities of the files that were opened. On systems where an open file cannot be removed there is nothing to watch.
pub(crate) struct Watch {
    #[cfg(unix)]
    database: (PathBuf, Identity),
    #[cfg(unix)]
    log: (PathBuf, Identity),
    /// The open log. SQLite takes no locks on it, so holding and closing it here is harmless.
    #[cfg(unix)]
    open_log: fs::File,
}

#[cfg(unix)]
type Identity = (u64, u64);

#[cfg(unix)]
impl Watch {
    /// Records the files' identities. Must be called under the sidecar's lock, after a connection has read the database.
    pub(crate) fn start(database: &Path) -> Result<Self, StoreError> {
        let log = beside(database, "-wal");
        let open_log = fs::File::open(&log).map_err(|error| of_io(&error))?;
        let identify = |path: &Path| identity(path).ok_or(StoreError::Io);
        Ok(Self {
            database: (database.to_owned(), identify(database)?),
            log: (log.clone(), identify(&log)?),
            open_log,
        })
    }

    /// Returns whether the names still lead to the files that were opened. It is checked for writes, because a write to
    /// any other file is lost.
    pub(crate) fn is_intact(&self) -> bool {
        [&self.database, &self.log].into_iter().all(|(path, opened)| identity(path) == Some(*opened))
    }

    /// Returns whether the log still has a name. This is cheaper than [`Watch::is_intact`] and is checked for reads.
    pub(crate) fn has_log(&self) -> bool {
        use std::os::unix::fs::MetadataExt;
        self.open_log.metadata().is_ok_and(|meta| meta.nlink() > 0)
    }
}

#[cfg(unix)]
fn identity(path: &Path) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(path).ok().map(|meta| (meta.dev(), meta.ino()))
}

#[cfg(not(unix))]
impl Watch {
    pub(crate) fn start(_database: &Path) -> Result<Self, StoreError> {
        Ok(Self {})
    }

    pub(crate) fn is_intact(&self) -> bool {
        true
    }

    pub(crate) fn has_log(&self) -> bool {
        true
    }
}

/// Maps an error of the file system.
pub(crate) fn of_io(error: &io::Error) -> StoreError {
    match error.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => StoreError::ReadOnly,
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => StoreError::Full,
        io::ErrorKind::IsADirectory => StoreError::Foreign,
        _ => StoreError::Io,
    }
}
