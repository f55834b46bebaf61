//! Stubs for the parts of SQLite that the browser build leaves out, because the store does not use
//! them and every page would have to load them. SQLite's parser still accepts their statements and
//! calls these functions by name.
#![cfg(all(target_family = "wasm", small_sqlite))]
#![expect(unsafe_code, reason = "SQLite calls these by name")]

use std::ffi::{c_char, c_int, c_void};

type Part = *const c_void;

/// Views and virtual tables, which the schema of a foreign file may contain. They are ignored as if the file
/// did not have them. Such a file is refused in any case, because its schema is not the store's.
macro_rules! not_made {
    ($($name:ident($($part:ty),*);)+) => {
        $(
            #[unsafe(no_mangle)]
            extern "C" fn $name($(_: $part),*) {}
        )+
    };
}

not_made! {
    sqlite3CreateView(Part, Part, Part, Part, Part, Part, c_int, c_int);
    sqlite3VtabArgExtend(Part, Part);
    sqlite3VtabArgInit(Part);
    sqlite3VtabBeginParse(Part, Part, Part, Part, c_int);
    sqlite3VtabFinishParse(Part, Part);
}

/// Statements that cannot occur in a schema. Only the store could run them, and it does not.
macro_rules! never_called {
    ($($name:ident($($part:ty),*);)+) => {
        $(
            #[unsafe(no_mangle)]
            extern "C" fn $name($(_: $part),*) {
                core::arch::wasm32::unreachable()
            }
        )+
    };
}

never_called! {
    sqlite3AlterAddConstraint(Part, Part, Part, Part, Part, c_int, Part);
    sqlite3AlterBeginAddColumn(Part, Part);
    sqlite3AlterDropColumn(Part, Part, Part);
    sqlite3AlterDropConstraint(Part, Part, Part, Part);
    sqlite3AlterFinishAddColumn(Part, Part);
    sqlite3AlterRenameColumn(Part, Part, Part, Part);
    sqlite3AlterRenameTable(Part, Part, Part);
    sqlite3AlterSetNotNull(Part, Part, Part, Part);
    sqlite3Analyze(Part, Part, Part);
    sqlite3PagerClearCache(Part);
    sqlite3Reindex(Part, Part, Part);
    sqlite3Vacuum(Part, Part, Part);
}

/// Returns null for `CURRENT_TIMESTAMP`. There is no system time here; the library
/// takes the time from the host.
#[unsafe(no_mangle)]
extern "C" fn gmtime(_: *const i64) -> *const c_void {
    std::ptr::null()
}

/// Writes nothing, because there is no system time.
#[unsafe(no_mangle)]
extern "C" fn strftime(_: *mut c_char, _: usize, _: *const c_char, _: *const c_void) -> usize {
    0
}
