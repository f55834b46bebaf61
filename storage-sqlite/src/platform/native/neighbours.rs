//! Detection of another copy of SQLite in this process, which must not open the store's file.

/// The names of libraries that contain a copy: the system's, and Python's module over it.
#[cfg(target_os = "linux")]
const COPIES: [&str; 2] = ["libsqlite3", "_sqlite3."];

/// Returns whether a loaded library contains a copy; `false` if the loaded libraries cannot be listed.
#[cfg(target_os = "linux")]
pub(crate) fn another_sqlite_is_loaded() -> bool {
    std::fs::read_to_string("/proc/self/maps").is_ok_and(|maps| names_a_copy(&maps))
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn another_sqlite_is_loaded() -> bool {
    false
}

#[cfg(target_os = "linux")]
fn names_a_copy(maps: &str) -> bool {
    let names = maps.lines().filter_map(|line| line.rsplit('/').next());
    names.into_iter().any(|name| COPIES.iter().any(|copy| name.starts_with(copy)))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::names_a_copy;

    #[test]
    fn a_copy_is_known_by_its_name() {
        let line = |path| format!("7f00-7f01 r-xp 00000000 fe:00 12 {path}\n");
        assert!(names_a_copy(&line("/usr/lib/x86_64-linux-gnu/libsqlite3.so.0.8.6")));
        assert!(names_a_copy(&line(
            "/usr/lib/python3.13/lib-dynload/_sqlite3.cpython-313-x86_64-linux-gnu.so"
        )));
        assert!(!names_a_copy(&line("/srv/libsqlite3-tools/app")));
        assert!(!super::another_sqlite_is_loaded());
    }
}
