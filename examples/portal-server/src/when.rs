//! Instants as people read them.

use crate::texts::Texts;
use casegate::foundation::env::{Clock as _, SystemClock};
use casegate::foundation::time::Timestamp;

/// A moment for a `<time>`: for machines, and as it reads.
#[derive(Clone)]
pub(crate) struct When {
    pub(crate) iso: String,
    pub(crate) text: String,
}

impl When {
    /// The day alone.
    pub(crate) fn day(t: &Texts, at: Timestamp) -> Self {
        Self { text: day(t, &at.to_string()), iso: at.date().to_string() }
    }

    /// Day and minute. The demonstration has no time zone of its own, so it says which one it means.
    pub(crate) fn minute(t: &Texts, at: Timestamp) -> Self {
        let iso = at.to_string();
        Self { text: format!("{}, {}", day(t, &iso), clock(&iso)), iso }
    }
}

/// The present instant.
pub(crate) fn now() -> Timestamp {
    SystemClock.now()
}

/// The time of day, as in `3:42 PM UTC`.
pub(crate) fn time_of_day(at: Timestamp) -> String {
    clock(&at.to_string())
}

fn day(t: &Texts, iso: &str) -> String {
    let part =
        |range: std::ops::Range<usize>| iso.get(range).unwrap_or_default().trim_start_matches('0').to_owned();
    let month = t.of("month", &part(5..7));
    t.with("date", &[("month", &month), ("day", &part(8..10)), ("year", &part(0..4))])
}

fn clock(iso: &str) -> String {
    let hour: u32 = iso.get(11..13).and_then(|hour| hour.parse().ok()).unwrap_or_default();
    let half = if hour < 12 { "AM" } else { "PM" };
    let hour = match hour % 12 {
        0 => 12,
        hour => hour,
    };
    format!("{hour}:{} {half} UTC", iso.get(14..16).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::texts::texts;

    #[test]
    fn moments_read_plainly() {
        let at = Timestamp::parse("2026-03-05T15:04:00Z").unwrap();
        assert_eq!(When::day(texts(), at).text, "Mar 5, 2026");
        assert_eq!(When::minute(texts(), at).text, "Mar 5, 2026, 3:04 PM UTC");
        assert_eq!(
            When::minute(texts(), Timestamp::parse("2026-03-05T00:30:00Z").unwrap()).text,
            "Mar 5, 2026, 12:30 AM UTC"
        );
    }
}
