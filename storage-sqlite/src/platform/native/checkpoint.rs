//! Bringing the log's pages home. Done by this crate alone and under the sidecar's lock, never by SQLite on its own.

use rusqlite::Connection;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

/// From so many pages (4 MiB) a commit brings home what no reader still needs.
const MANY: u32 = 1_000;

/// From so many (64 MiB) it also waits for readers, briefly, so that the log can start anew.
const TOO_MANY: u32 = 16_000;

/// How long a checkpoint that starts the log anew waits for readers.
pub(crate) const PATIENCE: Duration = Duration::from_millis(100);

/// Knows how long the log is.
#[derive(Debug, Default)]
pub(crate) struct Checkpoints {
    pages: Arc<AtomicU32>,
    failing: AtomicBool,
}

impl Checkpoints {
    /// Listens to the commits of `conn`.
    pub(crate) fn watch(&self, conn: &mut Connection) -> rusqlite::Result<()> {
        let pages = Arc::clone(&self.pages);
        conn.wal_hook(Some(move |_: &mut rusqlite::hooks::Wal, count| {
            pages.store(u32::try_from(count).unwrap_or(0), Ordering::Relaxed);
            Ok(())
        }))
    }

    /// Checkpoints if the log is long. The commit before is safe whatever comes of it, so a failure is only remembered.
    pub(crate) fn after_commit(&self, conn: &Connection, wait: Duration) {
        let done = match self.pages.load(Ordering::Relaxed) {
            0..MANY => return,
            MANY..TOO_MANY => checkpoint(conn, "PASSIVE"),
            _ => restart(conn, wait),
        };
        self.failing.store(done.is_err(), Ordering::Relaxed);
    }

    /// Whether the last checkpoint failed, so that the log keeps growing.
    pub(crate) fn are_failing(&self) -> bool {
        self.failing.load(Ordering::Relaxed)
    }
}

/// Brings everything home and empties the log, unless a reader needs it for longer than a moment.
pub(crate) fn restart(conn: &Connection, wait: Duration) -> rusqlite::Result<()> {
    conn.busy_timeout(PATIENCE)?;
    let done = checkpoint(conn, "TRUNCATE");
    conn.busy_timeout(wait)?;
    done
}

/// That readers kept it from finishing is no failure.
fn checkpoint(conn: &Connection, mode: &str) -> rusqlite::Result<()> {
    conn.query_row(&format!("PRAGMA wal_checkpoint({mode})"), [], |_| Ok(()))
}
