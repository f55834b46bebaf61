//! The folder of the measured files. It is on the same disk as the program, because the system's folder for
//! temporary files may be in memory, where a flush costs nothing.

use crate::Result;
use std::path::{Path, PathBuf};

/// A new folder, removed at the end.
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
