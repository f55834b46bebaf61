//! Locks that no other copy of SQLite in this process can drop or overlook.
//!
//! SQLite's own locks belong to the process. A second copy in the same process does not see them. It assumes that it is
//! the first to connect and rebuilds the index of the log, or that it is the last to leave and removes the log. When it
//! closes the file, the locks of this copy are lost. In either case an acknowledged write can vanish. Locks of an open
//! file description are seen by every copy, and no other copy can drop them. These are shared locks on the bytes where
//! SQLite itself holds a shared lock as long as a connection is open. They keep a second copy from doing either.

use super::files::beside;
use casegate::store::StoreError;
use std::path::Path;

/// The locks of a store, held as long as any of its connections is open.
#[cfg(target_os = "linux")]
pub(crate) struct Guard {
    // Closing these drops the process's own locks on the same files, so they are closed after every connection.
    _files: [std::fs::File; 2],
}

/// The start and length of the bytes where SQLite keeps its shared lock on a database (`SHARED_FIRST`, `SHARED_SIZE` of os.h).
#[cfg(target_os = "linux")]
const SHARED: (i64, i64) = (0x4000_0002, 510);
/// The start and length of the byte of the shared index that marks a connection (`UNIX_SHM_DMS` of os_unix.c).
#[cfg(target_os = "linux")]
const CONNECTED: (i64, i64) = (128, 1);

#[cfg(target_os = "linux")]
impl Guard {
    /// Takes the locks. Must be called under the sidecar's lock, after a connection has read the database.
    ///
    /// # Errors
    /// [`StoreError::Unsuitable`] if the file system does not support such locks, [`StoreError::Busy`] if the file is
    /// locked exclusively.
    pub(crate) fn hold(database: &Path) -> Result<Self, StoreError> {
        let index = beside(database, "-shm");
        Ok(Self { _files: [lock(database, SHARED)?, lock(&index, CONNECTED)?] })
    }
}

#[cfg(target_os = "linux")]
fn lock(path: &Path, (start, length): (i64, i64)) -> Result<std::fs::File, StoreError> {
    use nix::errno::Errno;
    use nix::fcntl::{FcntlArg, fcntl};
    use nix::libc::{F_RDLCK, SEEK_SET, flock};
    let file = std::fs::File::open(path).map_err(|error| super::files::of_io(&error))?;
    let shared = flock {
        l_type: i16::try_from(F_RDLCK).unwrap_or_default(),
        l_whence: i16::try_from(SEEK_SET).unwrap_or_default(),
        l_start: start,
        l_len: length,
        l_pid: 0,
    };
    match fcntl(&file, FcntlArg::F_OFD_SETLK(&shared)) {
        Ok(_) => Ok(file),
        Err(Errno::EAGAIN | Errno::EACCES) => Err(StoreError::Busy),
        Err(_) => Err(StoreError::Unsuitable),
    }
}

/// An empty guard. On other systems than Linux a program must use only one copy of SQLite.
#[cfg(not(target_os = "linux"))]
pub(crate) struct Guard;

#[cfg(not(target_os = "linux"))]
impl Guard {
    pub(crate) fn hold(_database: &Path) -> Result<Self, StoreError> {
        Ok(Self)
    }
}
