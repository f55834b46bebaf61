//! A file system of SQLite that passes calls on files in watched folders through a [`Disk`].
//!
//! The shim is made the default of this process before a store is opened, so the product runs unchanged over it. An opened
//! file keeps SQLite's own structure; only its table of methods is exchanged for one that asks the disk first.
#![expect(unsafe_code, reason = "SQLite's file system layer is a table of C functions")]

use super::{Call, Disk, Verdict};
use rusqlite::ffi;
use std::ffi::{CStr, c_char, c_int, c_void};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, Once, OnceLock, PoisonError};

static WATCHED: Mutex<Vec<(PathBuf, Arc<Disk>)>> = Mutex::new(Vec::new());

/// SQLite's own file system, as it was before the shim.
struct Real(*mut ffi::sqlite3_vfs);

// SAFETY: SQLite keeps its file systems for as long as the process lives and never changes them after registration.
unsafe impl Send for Real {}
// SAFETY: as above.
unsafe impl Sync for Real {}

static REAL: OnceLock<Real> = OnceLock::new();

/// Watches the folder of `disk`, which can then log and refuse SQLite's calls on files in it.
pub(crate) fn watch(folder: &Path, disk: &Arc<Disk>) {
    register();
    let mut watched = WATCHED.lock().unwrap_or_else(PoisonError::into_inner);
    watched.push((folder.to_owned(), Arc::clone(disk)));
}

fn disk_of(path: &Path) -> Option<Arc<Disk>> {
    let watched = WATCHED.lock().unwrap_or_else(PoisonError::into_inner);
    watched.iter().rev().find(|(folder, _)| path.starts_with(folder)).map(|(_, disk)| Arc::clone(disk))
}

fn register() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // SAFETY: the default file system is valid once SQLite is initialised, which `sqlite3_vfs_find` sees to. The copy is
        // never freed, as registering asks.
        unsafe {
            let real = ffi::sqlite3_vfs_find(std::ptr::null());
            let shim = Box::leak(Box::new(*real));
            REAL.get_or_init(|| Real(real));
            shim.zName = c"watched".as_ptr();
            shim.pNext = std::ptr::null_mut();
            shim.xOpen = Some(open);
            shim.xDelete = Some(delete);
            shim.xAccess = Some(access);
            assert_eq!(ffi::sqlite3_vfs_register(shim, 1), ffi::SQLITE_OK);
        }
    });
}

fn real() -> &'static ffi::sqlite3_vfs {
    // SAFETY: set before the shim is registered, so before any of its functions can be called.
    unsafe { &*REAL.get().map_or(std::ptr::null_mut(), |real| real.0) }
}

/// An open file's table of methods, and the data of the methods.
#[repr(C)]
struct Opened {
    methods: ffi::sqlite3_io_methods,
    real: *const ffi::sqlite3_io_methods,
    disk: Arc<Disk>,
    name: String,
}

/// The path that SQLite names; `None` for a temporary file without a name.
unsafe fn path_of(name: *const c_char) -> Option<PathBuf> {
    // SAFETY: SQLite passes null or a string that ends in zero.
    (!name.is_null()).then(|| unsafe { CStr::from_ptr(name) }.to_string_lossy().into_owned().into())
}

/// Asks the disk about a call on a file, given by its name.
fn asked(path: Option<&Path>, call: Call) -> Option<c_int> {
    match disk_of(path?)?.ask(call) {
        Verdict::Go => None,
        Verdict::Fail(code) => Some(code),
    }
}

unsafe extern "C" fn open(
    vfs: *mut ffi::sqlite3_vfs,
    name: ffi::sqlite3_filename,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    // SAFETY: SQLite's own arguments are passed on as they came; a file that was opened has a valid table of methods, and the
    // exchanged one lives until `close` takes it back.
    unsafe {
        let path = path_of(name);
        if let Some(code) = asked(path.as_deref(), Call::Open) {
            (*file).pMethods = std::ptr::null();
            return code;
        }
        let code = real().xOpen.map_or(ffi::SQLITE_ERROR, |open| open(vfs, name, file, flags, out));
        if let (ffi::SQLITE_OK, Some(path)) = (code, path)
            && let Some(disk) = disk_of(&path)
        {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let real = (*file).pMethods;
            let opened = Box::new(Opened { methods: methods(&*real), real, disk, name });
            (*file).pMethods = Box::into_raw(opened).cast();
        }
        code
    }
}

unsafe extern "C" fn delete(vfs: *mut ffi::sqlite3_vfs, name: *const c_char, sync: c_int) -> c_int {
    // SAFETY: SQLite's own arguments are passed on as they came.
    unsafe {
        let path = path_of(name);
        asked(path.as_deref(), Call::Delete)
            .unwrap_or_else(|| real().xDelete.map_or(ffi::SQLITE_ERROR, |delete| delete(vfs, name, sync)))
    }
}

unsafe extern "C" fn access(
    vfs: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    // SAFETY: SQLite's own arguments are passed on as they came.
    unsafe {
        let path = path_of(name);
        asked(path.as_deref(), Call::Access).unwrap_or_else(|| {
            real().xAccess.map_or(ffi::SQLITE_ERROR, |access| access(vfs, name, flags, out))
        })
    }
}

fn methods(real: &ffi::sqlite3_io_methods) -> ffi::sqlite3_io_methods {
    ffi::sqlite3_io_methods {
        xClose: Some(close),
        xRead: Some(read),
        xWrite: Some(write),
        xTruncate: Some(truncate),
        xSync: Some(sync),
        xFileSize: Some(size),
        xLock: Some(lock),
        xShmMap: real.xShmMap.map(|_| shm_map as _),
        xShmLock: real.xShmLock.map(|_| shm_lock as _),
        ..*real
    }
}

/// Returns the shim's own part of the file.
unsafe fn opened<'a>(file: *mut ffi::sqlite3_file) -> &'a Opened {
    // SAFETY: these methods are only reached through the table that `open` put there, which is the first field of `Opened`.
    unsafe { &*(*file).pMethods.cast::<Opened>() }
}

/// Asks the disk, and then calls SQLite's own method of the same name.
macro_rules! pass {
    ($call:expr, $file:ident . $method:ident ($($argument:expr),*)) => {{
        // SAFETY: `opened` as above; SQLite's own method gets the file that it opened and the arguments as they came.
        unsafe {
            let opened = opened($file);
            match opened.disk.ask($call) {
                Verdict::Go => (*opened.real).$method.map_or(ffi::SQLITE_ERROR, |method| method($file, $($argument),*)),
                Verdict::Fail(code) => code,
            }
        }
    }};
}

unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    // SAFETY: closing is the last that happens to a file, so its table can be given back.
    unsafe {
        let opened = Box::from_raw((*file).pMethods.cast::<Opened>().cast_mut());
        (*file).pMethods = opened.real;
        (*opened.real).xClose.map_or(ffi::SQLITE_ERROR, |close| close(file))
    }
}

unsafe extern "C" fn read(file: *mut ffi::sqlite3_file, into: *mut c_void, amount: c_int, at: i64) -> c_int {
    pass!(Call::Read, file.xRead(into, amount, at))
}

unsafe extern "C" fn write(
    file: *mut ffi::sqlite3_file,
    from: *const c_void,
    amount: c_int,
    at: i64,
) -> c_int {
    // SAFETY: `opened` as above; `from` has `amount` bytes, so half of them too.
    unsafe {
        let opened = opened(file);
        let length = usize::try_from(amount).unwrap_or_default();
        let verdict = opened.disk.ask(Call::Write);
        let written = if let Verdict::Go = verdict { amount } else { amount / 2 };
        let code = (*opened.real).xWrite.map_or(ffi::SQLITE_ERROR, |method| method(file, from, written, at));
        match verdict {
            // A write that fails may have been started.
            Verdict::Fail(code) => code,
            Verdict::Go => {
                let bytes = std::slice::from_raw_parts(from.cast::<u8>(), length);
                opened.disk.wrote(&opened.name, at.unsigned_abs(), bytes);
                code
            }
        }
    }
}

unsafe extern "C" fn truncate(file: *mut ffi::sqlite3_file, size: i64) -> c_int {
    let code = pass!(Call::Truncate, file.xTruncate(size));
    // SAFETY: as in `opened`.
    let opened = unsafe { opened(file) };
    if code == ffi::SQLITE_OK {
        opened.disk.truncated(&opened.name, size.unsigned_abs());
    }
    code
}

unsafe extern "C" fn sync(file: *mut ffi::sqlite3_file, flags: c_int) -> c_int {
    // SAFETY: as in `opened`.
    let opened = unsafe { opened(file) };
    let code = match opened.disk.ask(Call::Sync) {
        Verdict::Fail(code) => code,
        Verdict::Go if opened.disk.only_pretends_to_sync() => ffi::SQLITE_OK,
        // SAFETY: as in `pass!`.
        Verdict::Go => unsafe {
            (*opened.real).xSync.map_or(ffi::SQLITE_ERROR, |method| method(file, flags))
        },
    };
    if code == ffi::SQLITE_OK {
        opened.disk.synced(&opened.name);
    }
    code
}

unsafe extern "C" fn size(file: *mut ffi::sqlite3_file, out: *mut i64) -> c_int {
    pass!(Call::Size, file.xFileSize(out))
}

unsafe extern "C" fn lock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    pass!(Call::Lock, file.xLock(level))
}

unsafe extern "C" fn shm_map(
    file: *mut ffi::sqlite3_file,
    page: c_int,
    size: c_int,
    extend: c_int,
    out: *mut *mut c_void,
) -> c_int {
    pass!(Call::ShmMap, file.xShmMap(page, size, extend, out))
}

unsafe extern "C" fn shm_lock(file: *mut ffi::sqlite3_file, offset: c_int, n: c_int, flags: c_int) -> c_int {
    // Releasing a lock does not fail.
    if flags & ffi::SQLITE_SHM_UNLOCK != 0 {
        // SAFETY: as in `pass!`.
        return unsafe {
            let real = opened(file).real;
            (*real).xShmLock.map_or(ffi::SQLITE_ERROR, |method| method(file, offset, n, flags))
        };
    }
    pass!(Call::ShmLock, file.xShmLock(offset, n, flags))
}
