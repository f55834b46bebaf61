//! A clock that starts in the past, so that the demonstration has a history. Only loading uses it.

use casegate::foundation::env::{Clock, SystemClock};
use casegate::foundation::time::{DAY, HOUR, MINUTE, SECOND, Timestamp};
use std::sync::{Arc, Mutex, PoisonError};

/// A clock that is some days behind. Each reading advances it by a second, so that no two
/// events have the same instant.
#[derive(Clone, Default)]
pub(crate) struct PastClock {
    place: Arc<Mutex<Place>>,
}

/// The distance of the clock from the present.
#[derive(Default)]
struct Place {
    days: u32,
    millis: i64,
}

impl PastClock {
    /// Sets the clock to `days` ago, at a time of day that depends on `days`. If it is there already,
    /// advances it by some minutes.
    pub(crate) fn go_back(&self, days: u32) {
        let mut place = self.place.lock().unwrap_or_else(PoisonError::into_inner);
        if place.days == days {
            place.millis -= 4 * MINUTE;
        } else {
            // The offset is less than half a day, so that days stay in order.
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
