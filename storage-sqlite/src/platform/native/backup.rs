//! Copies of a store in use.

use super::files::{self, of_io};
use crate::errors::of_statement;
use casegate::store::StoreError;
use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};
use std::fs;
use std::path::Path;

/// Copies what `source` sees to a new file at `destination`. The copy gets its name only when it is complete, because
/// an unfinished one would open as an empty store.
pub(crate) fn write(source: &Connection, destination: &Path) -> Result<(), StoreError> {
    let unfinished = files::beside(destination, ".partial");
    files::private().create_new(true).open(&unfinished).map_err(|error| of_io(&error))?;
    let copied = copy(source, &unfinished).and_then(|()| {
        refuse_to_overwrite(destination)?;
        fs::rename(&unfinished, destination).map_err(|error| of_io(&error))?;
        files::sync_folder(destination)
    });
    if copied.is_err() {
        let _ = fs::remove_file(&unfinished);
    }
    copied
}

pub(crate) fn refuse_to_overwrite(destination: &Path) -> Result<(), StoreError> {
    match fs::symlink_metadata(destination) {
        Ok(_) => Err(StoreError::Conflict),
        Err(_) => Ok(()),
    }
}

fn copy(source: &Connection, path: &Path) -> Result<(), StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let run = || {
        let mut target = Connection::open_with_flags(path, flags)?;
        target.pragma_update(None, "synchronous", 2)?;
        let backup = Backup::new(source, &mut target)?;
        // In one step, because the source's snapshot is held open meanwhile anyway.
        let step = backup.step(-1)?;
        drop(backup);
        target.close().map_err(|(_, error)| error)?;
        Ok(step)
    };
    match run().map_err(|error: rusqlite::Error| of_statement(&error))? {
        StepResult::Done => Ok(()),
        _ => Err(StoreError::Busy),
    }
}
