//! The package's own copy of SQLite, set up for a process with threads and forks.
#![expect(unsafe_code, reason = "SQLite's settings for the whole process have no other door")]

use rusqlite::ffi;

/// Turns off SQLite's count of the memory it uses.
///
/// One lock in the whole process guards the count and is taken for every allocation. Threads would
/// wait for each other, and a process forked while another thread holds the lock could never open a
/// portal. The count is not used.
pub(crate) fn set_up() {
    let off: std::ffi::c_int = 0;
    // SAFETY: this option takes one `int`. Nobody else uses this copy of SQLite, and no portal exists before its module does.
    let _ = unsafe { ffi::sqlite3_config(ffi::SQLITE_CONFIG_MEMSTATUS, off) };
}
