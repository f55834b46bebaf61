//! Pure decisions about messages that could not be sent.

use crate::foundation::time::{HOUR, MINUTE, Timestamp};

/// Returns when to try again after the `failures`th failure in a row: after a minute, then two, four and so on, at most six hours.
pub(crate) fn retry_at(now: Timestamp, failures: u32) -> Timestamp {
    let doublings = failures.saturating_sub(1).min(16);
    now.plus((MINUTE << doublings).min(6 * HOUR))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_become_rarer_but_do_not_end() {
        let now = Timestamp::from_millis(0);
        let minutes = |failures| retry_at(now, failures).since(now) / MINUTE;
        assert_eq!([0, 1, 2, 3, 9, 10, u32::MAX].map(minutes), [1, 1, 2, 4, 256, 360, 360]);
    }
}
