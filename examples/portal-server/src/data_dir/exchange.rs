//! Replacement of the whole database. A copy is changed and then replaces the original, so that after a crash
//! at any point the next start finds one of the two.
//!
//! The decision is a flag in the host's file, because that file has to change together with the database. The
//! steps after the decision can be repeated; the next opening of the folder finishes them.

use super::{DataDir, HostFile, sync_folder};
use crate::Trouble;
use casegate_sqlite::SqliteStore;
use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// The endings of the files beside a database that is open, or was open when its process ended.
const BESIDE: [&str; 7] = ["-wal", "-shm", "-journal", ".lock", ".turn", ".partial", ".partial-journal"];

impl DataDir {
    /// Calls `change` with a copy of the database, and replaces the original by the copy.
    ///
    /// The original must not be open. `change` closes the copy and returns the new
    /// contents of the host's file.
    pub(crate) fn exchange<T>(
        &self,
        change: impl FnOnce(&Path) -> Result<(HostFile, T), Trouble>,
    ) -> Result<(HostFile, T), Trouble> {
        let copied = self.copy_database().and_then(|()| change(&self.copy()));
        let (mut file, changed) = match copied {
            Ok(changed) => changed,
            Err(trouble) => {
                self.clear_copy()?;
                return Err(trouble);
            }
        };
        self.require_whole()?;
        file.is_exchanging = true;
        self.keep_host_file(&file)?;
        Ok((self.finish(file)?, changed))
    }

    /// Finishes an exchange that was decided, and removes the remains of one that was not.
    pub(super) fn settle(&self) -> Result<(), Trouble> {
        match self.host_file()? {
            Some(file) if file.is_exchanging => self.finish(file).map(drop),
            _ => self.clear_copy(),
        }
    }

    fn copy(&self) -> PathBuf {
        self.0.join("casegate.db.import")
    }

    fn copy_database(&self) -> Result<(), Trouble> {
        let original = SqliteStore::open(self.database());
        original
            .and_then(|original| original.backup_to(self.copy()))
            .map_err(|error| format!("cannot copy {}: {error}", self.database().display()))
    }

    /// Checks that the copy has no log left, which renaming the copy would lose.
    fn require_whole(&self) -> Result<(), Trouble> {
        let copy = self.copy();
        let log = beside(&copy, "-wal");
        let whole = match fs::metadata(&log) {
            Ok(log) if log.len() > 0 => Err(io::Error::other("its log could not be emptied")),
            Ok(_) => Ok(()),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
        };
        whole
            .and_then(|()| File::options().read(true).write(true).open(&copy)?.sync_all())
            .map_err(|error| format!("cannot close {}: {error}", copy.display()))
    }

    fn finish(&self, mut file: HostFile) -> Result<HostFile, Trouble> {
        let failed = |error: io::Error| format!("cannot replace {}: {error}", self.database().display());
        if self.copy().exists() {
            self.replace().map_err(failed)?;
        }
        self.clear_copy()?;
        file.is_exchanging = false;
        self.keep_host_file(&file)?;
        Ok(file)
    }

    fn replace(&self) -> io::Result<()> {
        let database = self.database();
        // Writers of other processes hold this lock. Once the file is replaced, they detect that and refuse.
        let lock =
            File::options().create(true).truncate(false).write(true).open(beside(&database, ".lock"))?;
        lock.try_lock()?;
        // The old database's log must not be applied to the new one.
        for ending in ["-wal", "-shm"] {
            remove(&beside(&database, ending))?;
        }
        fs::rename(self.copy(), &database)?;
        sync_folder(&self.0)
    }

    fn clear_copy(&self) -> Result<(), Trouble> {
        let copy = self.copy();
        let all = BESIDE.iter().map(|ending| beside(&copy, ending)).chain([copy.clone()]);
        for path in all {
            remove(&path).map_err(|error| format!("cannot remove {}: {error}", path.display()))?;
        }
        Ok(())
    }
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
