//! Temporary files of a test.

/// A new folder, removed at the end.
pub struct Folder(std::path::PathBuf);

impl Folder {
    /// Makes a new folder, named after the test.
    #[must_use]
    #[expect(clippy::expect_used, reason = "a test without its folder fails")]
    pub fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("casegate-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).expect("a folder can be made");
        Self(path)
    }

    /// Returns the path of a file in the folder.
    #[must_use]
    pub fn at(&self, name: &str) -> std::path::PathBuf {
        self.0.join(name)
    }

    /// Returns the contents of every file in the folder, by name.
    #[must_use]
    #[expect(clippy::expect_used, reason = "a test that cannot read its folder fails")]
    pub fn files(&self) -> Vec<(String, Vec<u8>)> {
        let entries = std::fs::read_dir(&self.0).expect("the folder can be read");
        let read = |entry: std::io::Result<std::fs::DirEntry>| {
            let entry = entry.expect("the folder can be read");
            let bytes = std::fs::read(entry.path()).expect("its files can be read");
            (entry.file_name().to_string_lossy().into_owned(), bytes)
        };
        entries.map(read).collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
