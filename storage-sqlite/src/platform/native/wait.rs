//! Bounded waiting.

use std::thread;
use std::time::{Duration, Instant};

/// An instant after which waiting ends.
#[derive(Clone, Copy)]
pub(crate) struct Deadline(Instant);

impl Deadline {
    #[expect(clippy::disallowed_methods, reason = "a wait for a lock is not a rule; nothing of it is stored")]
    pub(crate) fn after(wait: Duration) -> Self {
        Self(Instant::now() + wait)
    }

    #[expect(clippy::disallowed_methods, reason = "a wait for a lock is not a rule; nothing of it is stored")]
    pub(crate) fn left(self) -> Duration {
        self.0.saturating_duration_since(Instant::now())
    }
}

/// Calls `attempt` again and again, with growing pauses, until it has an answer or `wait` is over. A first call that
/// has an answer never reads the clock.
pub(crate) fn poll<T>(wait: Duration, mut attempt: impl FnMut() -> Option<T>) -> Option<T> {
    if let Some(answer) = attempt() {
        return Some(answer);
    }
    let deadline = Deadline::after(wait);
    let mut pause = Duration::from_micros(20);
    loop {
        let left = deadline.left();
        if left.is_zero() {
            return None;
        }
        thread::sleep(pause.min(left));
        if let Some(answer) = attempt() {
            return Some(answer);
        }
        pause = (pause * 2).min(Duration::from_millis(2));
    }
}
