//! Instants, calendar dates and validity.

use crate::foundation::error::{Code, Error, Result};
use crate::foundation::from_text::from_text;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use time::format_description::well_known::Rfc3339;
use time::{Date, Month, OffsetDateTime};

/// Milliseconds in one second.
pub const SECOND: i64 = 1_000;
/// Milliseconds in one minute.
pub const MINUTE: i64 = 60 * SECOND;
/// Milliseconds in one hour.
pub const HOUR: i64 = 60 * MINUTE;
/// Milliseconds in one day.
pub const DAY: i64 = 24 * HOUR;

/// Milliseconds that put what waits for somebody before everything else in a list that is ordered by instants.
pub(crate) const PENDING_FIRST: i64 = 1 << 50;

/// The last instant with a four-digit year, in milliseconds since 1970. Later ones are clamped or refused.
const LAST: i64 = 253_402_300_799_999;

/// An instant in UTC with millisecond precision. On the wire: RFC 3339, as in `2026-11-22T09:30:00.000Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Timestamp(i64);

impl Timestamp {
    /// Creates the instant `millis` milliseconds after 1970-01-01T00:00:00Z, clamped to the years 1970 to 9999.
    #[must_use]
    pub fn from_millis(millis: i64) -> Self {
        Self(millis.clamp(0, LAST))
    }

    /// Returns the milliseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn as_millis(self) -> i64 {
        self.0
    }

    /// Returns this instant plus `millis` milliseconds, clamped to the years 1970 to 9999.
    #[must_use]
    pub fn plus(self, millis: i64) -> Self {
        Self::from_millis(self.0.saturating_add(millis))
    }

    /// Returns the milliseconds from `earlier` to this instant; negative if `earlier` is in fact later.
    #[must_use]
    pub fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// Parses an RFC 3339 instant.
    ///
    /// # Errors
    /// `instant_invalid` if the text is not an instant in the years 1970 to 9999.
    pub fn parse(text: &str) -> Result<Self> {
        let at = OffsetDateTime::parse(text, &Rfc3339).map_err(|_| Error::new(Code::INSTANT_INVALID))?;
        let millis = at.unix_timestamp_nanos() / 1_000_000;
        match i64::try_from(millis) {
            Ok(millis) if (0..=LAST).contains(&millis) => Ok(Self(millis)),
            _ => Err(Error::new(Code::INSTANT_INVALID)),
        }
    }

    /// Returns the UTC calendar date of this instant.
    #[must_use]
    pub fn date(self) -> CalendarDate {
        let date = self.parts().date();
        CalendarDate(date)
    }

    fn parts(self) -> OffsetDateTime {
        OffsetDateTime::from_unix_timestamp_nanos(i128::from(self.0) * 1_000_000)
            .unwrap_or(OffsetDateTime::UNIX_EPOCH)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = self.parts();
        write!(
            f,
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
            at.year(),
            u8::from(at.month()),
            at.day(),
            at.hour(),
            at.minute(),
            at.second(),
            at.millisecond()
        )
    }
}

/// Writes RFC 3339 text in human-readable formats, otherwise milliseconds since 1970.
impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.serialize_newtype_struct("Timestamp", &format_args!("{self}"))
        } else {
            serializer.serialize_newtype_struct("Timestamp", &self.0)
        }
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        from_text(deserializer, "Timestamp", "an instant", Self::parse)
    }
}

/// Serialization of a stored instant as whole milliseconds: half the bytes of RFC 3339, and no parsing on the hot path.
pub(crate) mod millis {
    use super::Timestamp;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(crate) fn serialize<S: Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(at.as_millis())
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
        i64::deserialize(deserializer).map(Timestamp::from_millis)
    }

    pub(crate) mod option {
        use super::Timestamp;
        use serde::{Deserialize, Deserializer, Serializer};

        pub(crate) fn serialize<S: Serializer>(
            at: &Option<Timestamp>,
            serializer: S,
        ) -> Result<S::Ok, S::Error> {
            match at {
                Some(at) => serializer.serialize_some(&at.as_millis()),
                None => serializer.serialize_none(),
            }
        }

        pub(crate) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Option<Timestamp>, D::Error> {
            Option::<i64>::deserialize(d).map(|at| at.map(Timestamp::from_millis))
        }
    }
}

/// A calendar date without a time zone. On the wire: ISO 8601, as in `2026-11-22`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CalendarDate(Date);

impl CalendarDate {
    /// Parses `YYYY-MM-DD` in the years 1900 to 2200.
    ///
    /// # Errors
    /// `date_invalid` for anything else, including a day that the calendar does not have.
    pub fn parse(text: &str) -> Result<Self> {
        let invalid = || Error::new(Code::DATE_INVALID);
        let bytes = text.as_bytes();
        let well_formed = bytes.len() == 10
            && bytes
                .iter()
                .enumerate()
                .all(|(i, b)| if i == 4 || i == 7 { *b == b'-' } else { b.is_ascii_digit() });
        if !well_formed {
            return Err(invalid());
        }
        let number =
            |range: std::ops::Range<usize>| text.get(range).and_then(|part| part.parse::<u16>().ok());
        let (year, month, day) = (
            number(0..4).ok_or_else(invalid)?,
            number(5..7).ok_or_else(invalid)?,
            number(8..10).ok_or_else(invalid)?,
        );
        if !(1900..=2200).contains(&year) {
            return Err(invalid());
        }
        let month = u8::try_from(month).ok().and_then(|m| Month::try_from(m).ok()).ok_or_else(invalid)?;
        let day = u8::try_from(day).map_err(|_| invalid())?;
        Date::from_calendar_date(i32::from(year), month, day).map(Self).map_err(|_| invalid())
    }
}

impl fmt::Display for CalendarDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.0.year(), u8::from(self.0.month()), self.0.day())
    }
}

impl Serialize for CalendarDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct("CalendarDate", &format_args!("{self}"))
    }
}

impl<'de> Deserialize<'de> for CalendarDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        from_text(deserializer, "CalendarDate", "a date", Self::parse)
    }
}

/// A half-open span of time: valid from `from` on, and no longer valid at `until`. Only this type compares an expiry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validity {
    /// The first instant that is inside.
    pub from: Timestamp,
    /// The first instant that is no longer inside.
    pub until: Timestamp,
}

impl Validity {
    /// Returns whether `now` is inside; `until` itself is not (SPEC R3).
    #[must_use]
    pub fn contains(self, now: Timestamp) -> bool {
        self.from <= now && now < self.until
    }
}

#[cfg(feature = "schema")]
mod schema {
    use super::{CalendarDate, Timestamp};
    use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
    use std::borrow::Cow;

    impl JsonSchema for Timestamp {
        fn schema_name() -> Cow<'static, str> {
            "Timestamp".into()
        }
        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            json_schema!({ "type": "string", "format": "date-time" })
        }
    }

    impl JsonSchema for CalendarDate {
        fn schema_name() -> Cow<'static, str> {
            "CalendarDate".into()
        }
        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            json_schema!({ "type": "string", "format": "date" })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_survives_the_wire() {
        let at = Timestamp::from_millis(1_795_426_200_123);
        let json = serde_json::to_string(&at).unwrap();
        assert_eq!(json, "\"2026-11-23T09:30:00.123Z\"");
        assert_eq!(serde_json::from_str::<Timestamp>(&json).unwrap(), at);
    }

    #[test]
    fn instants_outside_the_four_digit_years_are_refused() {
        for text in ["", "now", "1969-12-31T23:59:59Z", "2026-13-01T00:00:00Z", "2026-11-22"] {
            assert_eq!(Timestamp::parse(text).unwrap_err().code(), Code::INSTANT_INVALID, "{text}");
        }
        assert_eq!(Timestamp::from_millis(i64::MAX).to_string(), "9999-12-31T23:59:59.999Z");
        assert_eq!(Timestamp::from_millis(i64::MAX).plus(i64::MAX).as_millis(), LAST);
    }

    #[test]
    fn validity_is_half_open() {
        let span = Validity { from: Timestamp::from_millis(10), until: Timestamp::from_millis(20) };
        let inside = |ms| span.contains(Timestamp::from_millis(ms));
        assert_eq!([inside(9), inside(10), inside(19), inside(20)], [false, true, true, false]);
    }

    #[test]
    fn dates_are_calendar_days() {
        assert_eq!(CalendarDate::parse("2028-02-29").unwrap().to_string(), "2028-02-29");
        for text in ["2027-02-29", "2026-1-01", "1899-12-31", "2026-11-222", "２026-01-01", "2026-00-10"] {
            assert_eq!(CalendarDate::parse(text).unwrap_err().code(), Code::DATE_INVALID, "{text}");
        }
    }
}
