//! A clock that begins in the past, so that the demonstration has a history. Only loading looks at it.

use casegate::foundation::env::{Clock, SystemClock};
use casegate::foundation::time::{DAY, SECOND, Timestamp};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// Tells an instant some days ago; each look moves it on by a second, for nothing happens at the same instant.
#[derive(Clone, Default)]
pub(crate) struct PastClock {
    back: Arc<AtomicI64>,
}

impl PastClock {
    /// Goes to `days` ago.
    pub(crate) fn go_back(&self, days: u32) {
        self.back.store(i64::from(days) * DAY, Ordering::Relaxed);
    }
}

impl Clock for PastClock {
    fn now(&self) -> Timestamp {
        let back = self.back.fetch_sub(SECOND, Ordering::Relaxed).max(0);
        SystemClock.now().plus(-back)
    }
}
