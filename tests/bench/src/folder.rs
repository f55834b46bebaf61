//! Where the files lie while they are measured: on the disk that the program is on, for a folder of the system for
//! temporary files may be kept in memory, where a flush costs nothing.

use crate::Result;
use std::path::{Path, PathBuf};

/// A folder of its own, removed at the end.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn beside_the_program() -> Result<Self> {
        let program = std::env::current_exe()?;
        let place = program.parent().unwrap_or(Path::new("."));
        let path = place.join(format!("casegate-bench-{}", std::process::id()));
        std::fs::create_dir_all(&path)?;
        Ok(Self(path))
    }

    pub(crate) fn at(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
