//! Checkpoints, which copy the log's pages into the database. Only this crate makes them, under the sidecar's lock;
//! SQLite never does by itself.

use rusqlite::Connection;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

/// The length of the log, in pages (4 MiB), from which a commit copies what no reader still needs.
const MANY: u32 = 1_000;

/// The length of the log, in pages (64 MiB), from which a commit also waits for readers, briefly, to empty the log.
const TOO_MANY: u32 = 16_000;

/// The time for which a checkpoint that empties the log waits for readers.
pub(crate) const PATIENCE: Duration = Duration::from_millis(100);

/// The length of the log, and whether checkpoints are failing.
#[derive(Debug, Default)]
pub(crate) struct Checkpoints {
    pages: Arc<AtomicU32>,
    failing: AtomicBool,
}

impl Checkpoints {
    /// Records the length of the log at each commit of `conn`.
    pub(crate) fn watch(&self, conn: &mut Connection) -> rusqlite::Result<()> {
        let pages = Arc::clone(&self.pages);
        conn.wal_hook(Some(move |_: &mut rusqlite::hooks::Wal, count| {
            pages.store(u32::try_from(count).unwrap_or(0), Ordering::Relaxed);
            Ok(())
        }))
    }

    /// Makes a checkpoint if the log is long. The commit before is safe in any case, so a failure is only recorded.
    pub(crate) fn after_commit(&self, conn: &Connection, wait: Duration) {
        let done = match self.pages.load(Ordering::Relaxed) {
            0..MANY => return,
            MANY..TOO_MANY => checkpoint(conn, "PASSIVE"),
            _ => restart(conn, wait),
        };
        self.failing.store(done.is_err(), Ordering::Relaxed);
    }

    /// Returns whether the last checkpoint failed, so that the log keeps growing.
    pub(crate) fn are_failing(&self) -> bool {
        self.failing.load(Ordering::Relaxed)
    }
}

/// Copies all pages and empties the log, unless a reader needs it for longer than [`PATIENCE`].
pub(crate) fn restart(conn: &Connection, wait: Duration) -> rusqlite::Result<()> {
    conn.busy_timeout(PATIENCE)?;
    let done = checkpoint(conn, "TRUNCATE");
    conn.busy_timeout(wait)?;
    done
}

/// Makes a checkpoint. It is no failure if readers keep it from finishing.
fn checkpoint(conn: &Connection, mode: &str) -> rusqlite::Result<()> {
    conn.query_row(&format!("PRAGMA wal_checkpoint({mode})"), [], |_| Ok(()))
}
