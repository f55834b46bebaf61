//! A clock that begins in the past, so that the demonstration has a history. Only loading looks at it.

use casegate::foundation::env::{Clock, SystemClock};
use casegate::foundation::time::{DAY, HOUR, MINUTE, SECOND, Timestamp};
use std::sync::{Arc, Mutex, PoisonError};

/// Tells an instant some days ago; each look moves it on by a second, for nothing happens at the same instant.
#[derive(Clone, Default)]
pub(crate) struct PastClock {
    place: Arc<Mutex<Place>>,
}

/// How far back the clock is.
#[derive(Default)]
struct Place {
    days: u32,
    millis: i64,
}

impl PastClock {
    /// Goes to `days` ago, at an hour of its own; some minutes later if it is there already.
    pub(crate) fn go_back(&self, days: u32) {
        let mut place = self.place.lock().unwrap_or_else(PoisonError::into_inner);
        if place.days == days {
            place.millis -= 4 * MINUTE;
        } else {
            // Less than half a day, so that the days keep their order.
            let days = i64::from(days);
            place.millis = days * DAY + days * 5 % 7 * HOUR + days * 13 % 60 * MINUTE;
        }
        place.days = days;
    }
}

impl Clock for PastClock {
    fn now(&self) -> Timestamp {
        let mut place = self.place.lock().unwrap_or_else(PoisonError::into_inner);
        place.millis -= SECOND;
        SystemClock.now().plus(-place.millis.max(0))
    }
}
