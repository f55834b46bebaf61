//! Changing the database as a whole: a copy is changed and takes the place of the original, so that after a crash at any
//! point the next start finds the one or the other.
//!
//! The decision is one word in the host's file, for what the host remembers has to change with the database. What follows
//! it can be done again: it is finished by whoever opens the folder next.

use super::{DataDir, HostFile, sync_folder};
use crate::Trouble;
use casegate_sqlite::SqliteStore;
use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// What stands beside a database that is in use, or was when its process ended.
const BESIDE: [&str; 7] = ["-wal", "-shm", "-journal", ".lock", ".turn", ".partial", ".partial-journal"];

impl DataDir {
    /// Has `change` change a copy of the database, and puts the copy in the place of the original.
    ///
    /// Nobody may have the original open. `change` closes the copy, and answers what the host remembers from then on.
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

    /// Finishes an exchange that was decided, and clears away what was left of one that was not.
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

    /// A copy that still needs its log would lose it with its name.
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
        // Writers of other processes hold this lock; once the file is another one, they refuse by themselves.
        let lock =
            File::options().create(true).truncate(false).write(true).open(beside(&database, ".lock"))?;
        lock.try_lock()?;
        // The log of the old database means nothing to the new one.
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
