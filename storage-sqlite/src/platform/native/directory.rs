//! Documents' bytes as files in a directory, instead of in the database.

use casegate::store::blobs::{Blobs, BlobsFailed};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// A content store that keeps each chunk as one file, `{directory}/{first two characters}/{key}/{index}`.
///
/// A chunk is complete or absent: it is written under another name, flushed to the disk, and renamed. Whatever a deletion
/// that was cut off left still lies in the key's folder, so the deletion can be repeated. Back the directory up after the
/// database, and remove no document in between. Then no record of the backup refers to a missing chunk, and a chunk
/// without a record is merely unused.
#[derive(Debug)]
pub struct DirectoryBlobs {
    root: PathBuf,
}

impl DirectoryBlobs {
    /// Opens a content store under `root`, and creates the directory if it is missing. An empty `root` is the current
    /// directory.
    ///
    /// # Errors
    /// The file system's error.
    pub fn open(root: impl AsRef<Path>) -> io::Result<Self> {
        let root = match root.as_ref() {
            root if root.as_os_str().is_empty() => PathBuf::from("."),
            root => root.to_path_buf(),
        };
        let missing = root.ancestors().take_while(|folder| !folder.exists()).count();
        fs::create_dir_all(&root)?;
        // The new folders and the one above them.
        flush(&root, missing + 1)?;
        Ok(Self { root })
    }

    /// Returns the folder of a key. A key that could lead out of the directory is refused.
    fn folder(&self, key: &str) -> Result<PathBuf, BlobsFailed> {
        let is_name = (2..=64).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_alphanumeric());
        let first_two = key.get(..2).filter(|_| is_name).ok_or(BlobsFailed)?;
        Ok(self.root.join(first_two).join(key))
    }
}

impl Blobs for DirectoryBlobs {
    fn put(&self, key: &str, index: u32, bytes: &[u8]) -> Result<(), BlobsFailed> {
        let folder = self.folder(key)?;
        write_whole(&folder, &index.to_string(), bytes).map_err(|_| BlobsFailed)
    }

    fn get(&self, key: &str, index: u32) -> Result<Option<Vec<u8>>, BlobsFailed> {
        match File::open(self.folder(key)?.join(index.to_string())) {
            Ok(mut file) => {
                let mut bytes = Vec::new();
                file.read_to_end(&mut bytes).map_err(|_| BlobsFailed)?;
                Ok(Some(bytes))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(_) => Err(BlobsFailed),
        }
    }

    fn delete(&self, key: &str) -> Result<(), BlobsFailed> {
        let folder = self.folder(key)?;
        match fs::remove_dir_all(&folder) {
            Ok(()) => folder.parent().map_or(Ok(()), |above| flush(above, 1)).map_err(|_| BlobsFailed),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(_) => Err(BlobsFailed),
        }
    }
}

fn write_whole(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let partial = folder.join(format!("{name}.part"));
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).open(&partial)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&partial, folder.join(name))?;
    // The key's folder, the one above, the root.
    flush(folder, 3)
}

/// Flushes `folder` and folders above it, `count` in all. A name is durable once the folder that holds it is flushed.
fn flush(folder: &Path, count: usize) -> io::Result<()> {
    for folder in folder.ancestors().take(count).filter(|_| cfg!(unix)) {
        // Above a relative path with one name is the current directory.
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scratch(name: &str) -> PathBuf {
        std::env::temp_dir().join(format!("casegate-blobs-{}-{name}", std::process::id()))
    }

    #[test]
    fn chunks_come_back_and_go() {
        let root = scratch("go");
        let blobs = DirectoryBlobs::open(&root).unwrap();
        assert_eq!(blobs.get("abcdef", 0), Ok(None));
        blobs.put("abcdef", 0, b"one").unwrap();
        blobs.put("abcdef", 1, b"two").unwrap();
        blobs.put("abcxyz", 0, b"other").unwrap();
        assert_eq!(blobs.get("abcdef", 1), Ok(Some(b"two".to_vec())));
        blobs.delete("abcdef").unwrap();
        blobs.delete("abcdef").unwrap();
        assert_eq!(blobs.get("abcdef", 0), Ok(None));
        assert_eq!(blobs.get("abcdef", 1), Ok(None));
        assert_eq!(blobs.get("abcxyz", 0), Ok(Some(b"other".to_vec())));
        fs::remove_dir_all(root).unwrap();
    }

    #[test]
    fn a_deletion_that_was_cut_off_can_be_finished() {
        let root = scratch("cut-off");
        let blobs = DirectoryBlobs::open(&root).unwrap();
        for index in 0..4 {
            blobs.put("abcdef", index, b"chunk").unwrap();
        }
        // Cut off after the first and the third chunk; a put that was cut off left its file too.
        fs::remove_file(root.join("ab/abcdef/0")).unwrap();
        fs::remove_file(root.join("ab/abcdef/2")).unwrap();
        fs::write(root.join("ab/abcdef/4.part"), b"half").unwrap();
        blobs.delete("abcdef").unwrap();
        assert!((0..5).all(|index| blobs.get("abcdef", index) == Ok(None)));
        assert_eq!(fs::read_dir(root.join("ab")).unwrap().count(), 0);
        fs::remove_dir_all(root).unwrap();
    }

    #[test]
    fn a_directory_is_made_with_the_folders_above_it() {
        let root = scratch("deep");
        let blobs = DirectoryBlobs::open(root.join("a/b")).unwrap();
        blobs.put("abcdef", 0, b"one").unwrap();
        assert_eq!(
            DirectoryBlobs::open(root.join("a/b")).unwrap().get("abcdef", 0),
            Ok(Some(b"one".to_vec()))
        );
        assert_eq!(DirectoryBlobs::open("").unwrap().root, Path::new("."));
        fs::remove_dir_all(root).unwrap();
    }

    #[test]
    fn no_key_leads_out_of_the_directory() {
        let root = scratch("keys");
        let blobs = DirectoryBlobs::open(&root).unwrap();
        for key in ["", "a", "../etc/passwd", "ab/cd", "ab\0cd", "ab.cd"] {
            assert_eq!(blobs.put(key, 0, b"x"), Err(BlobsFailed), "{key:?}");
            assert_eq!(blobs.get(key, 0), Err(BlobsFailed), "{key:?}");
        }
        fs::remove_dir_all(root).unwrap();
    }
}
