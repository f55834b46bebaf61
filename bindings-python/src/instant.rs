//! Conversion of instants between aware `datetime`s in UTC and milliseconds or RFC 3339.

use crate::classes::Classes;
use casegate::foundation::time::Timestamp;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyType};

/// Returns the instant as an aware `datetime` in UTC.
pub(crate) fn to_python<'py>(py: Python<'py>, classes: &Classes, millis: i64) -> PyResult<Bound<'py, PyAny>> {
    let (datetime, utc) = (classes.datetime.bind(py), classes.utc.bind(py));
    let at = parts(millis);
    if classes.takes_state {
        return datetime.call1((PyBytes::new(py, &state(at)), utc));
    }
    let [year, month, day, hour, minute, second, micros] = at;
    datetime.call1((year, month, day, hour, minute, second, micros, utc))
}

/// Whether a `datetime` can be built from the bytes of its pickled state, which is three times
/// as fast as from seven numbers.
pub(crate) fn takes_state(datetime: &Bound<'_, PyType>, utc: &Bound<'_, PyAny>) -> bool {
    let at = parts(1_795_348_799_987);
    let [year, month, day, hour, minute, second, micros] = at;
    let made = datetime.call1((PyBytes::new(datetime.py(), &state(at)), utc));
    let meant = datetime.call1((year, month, day, hour, minute, second, micros, utc));
    made.and_then(|made| made.eq(meant?)).unwrap_or(false)
}

/// Returns year, month, day, hour, minute, second and microsecond.
fn parts(millis: i64) -> [i64; 7] {
    let (days, of_day) = (millis.div_euclid(86_400_000), millis.rem_euclid(86_400_000));
    let (year, month, day) = civil(days);
    let (seconds, micros) = (of_day / 1_000, of_day % 1_000 * 1_000);
    [year, month, day, seconds / 3_600, seconds / 60 % 60, seconds % 60, micros]
}

/// Returns the pickled state of a `datetime`: two bytes for the year, three for the
/// microsecond, one for each of the others.
fn state([year, month, day, hour, minute, second, micros]: [i64; 7]) -> [u8; 10] {
    let byte = |number: i64| u8::try_from(number & 0xff).unwrap_or_default();
    [
        byte(year >> 8),
        byte(year),
        byte(month),
        byte(day),
        byte(hour),
        byte(minute),
        byte(second),
        byte(micros >> 16),
        byte(micros >> 8),
        byte(micros),
    ]
}

/// Returns the calendar date `days` after 1970-01-01 (H. Hinnant, "chrono-compatible
/// low-level date algorithms").
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let (era, of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year + era * 400 + i64::from(month <= 2), month, day)
}

/// Returns an aware `datetime` in RFC 3339. Returns `None` for any other value; a `datetime`
/// without a zone names no instant.
pub(crate) fn to_text(
    py: Python<'_>,
    classes: &Classes,
    value: &Bound<'_, PyAny>,
) -> PyResult<Option<String>> {
    let is_aware = value.is_instance(classes.datetime.bind(py))?
        && !value.call_method0(pyo3::intern!(py, "utcoffset"))?.is_none();
    if !is_aware {
        return Ok(None);
    }
    let in_utc = value.call_method1(pyo3::intern!(py, "astimezone"), (classes.utc.bind(py),))?;
    in_utc.call_method0(pyo3::intern!(py, "isoformat"))?.extract().map(Some)
}

/// Reads the time that a host's clock returned.
pub(crate) fn of_clock(py: Python<'_>, value: &Bound<'_, PyAny>) -> PyResult<Timestamp> {
    let text = to_text(py, Classes::get(py)?, value)?;
    let at = text.and_then(|text| Timestamp::parse(&text).ok());
    at.ok_or_else(|| {
        pyo3::exceptions::PyTypeError::new_err("a clock has to answer an aware datetime from 1970 on")
    })
}
