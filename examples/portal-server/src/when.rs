//! Instants as readable texts.

use crate::texts::Texts;
use casegate::foundation::env::{Clock as _, SystemClock};
use casegate::foundation::time::Timestamp;

/// An instant for a `<time>` element, as a machine-readable and as a readable text. The host does
/// not know the time zone of the firm or the client, so the text is in UTC; a script of the page
/// shows it in the reader's own.
#[derive(Clone)]
pub(crate) struct When {
    pub(crate) iso: String,
    pub(crate) text: String,
    /// The precision that is shown: `day` or `minute`.
    pub(crate) shows: &'static str,
}

impl When {
    /// Makes an instant that is shown as a day.
    pub(crate) fn day(t: &Texts, at: Timestamp) -> Self {
        let iso = at.to_string();
        Self { text: day(t, &iso), iso, shows: "day" }
    }

    /// Makes an instant that is shown as a day and minute.
    pub(crate) fn minute(t: &Texts, at: Timestamp) -> Self {
        let iso = at.to_string();
        Self {
            text: t.with("moment", &[("date", &day(t, &iso)), ("time", &clock(t, &iso))]),
            iso,
            shows: "minute",
        }
    }
}

/// Returns the present instant.
pub(crate) fn now() -> Timestamp {
    SystemClock.now()
}

fn day(t: &Texts, iso: &str) -> String {
    let part =
        |range: std::ops::Range<usize>| iso.get(range).unwrap_or_default().trim_start_matches('0').to_owned();
    let month = t.of("month", &part(5..7));
    t.with("date", &[("month", &month), ("day", &part(8..10)), ("year", &part(0..4))])
}

/// Formats the time of day, as in `3:42 PM UTC`.
fn clock(t: &Texts, iso: &str) -> String {
    let hour: u32 = iso.get(11..13).and_then(|hour| hour.parse().ok()).unwrap_or_default();
    let half = if hour < 12 { "time-am" } else { "time-pm" };
    let hour = match hour % 12 {
        0 => 12,
        hour => hour,
    };
    let time = format!("{hour}:{}", iso.get(14..16).unwrap_or_default());
    t.with(half, &[("time", &time)])
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
