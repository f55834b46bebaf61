//! Due dates of payment vouchers, rolled over weekends and legal holidays.
//!
//! If a date falls on a Saturday, Sunday or legal holiday, the next day that is none of these is in time
//! (26 U.S.C. 7503). "Legal holiday" means one of the District of Columbia (26 CFR 301.7503-1). Emancipation
//! Day, 16 April, therefore moves the April date, although it is not a federal holiday. Holidays of single
//! states are not considered.

use serde::{Deserialize, Serialize};
use time::{Date, Duration, Month, Weekday};

use crate::foundation::error::{Code, Error, Result};
use crate::foundation::time::CalendarDate;

/// The tax years for which the rules below hold. Emancipation Day counts since 2007.
const TAX_YEARS: std::ops::RangeInclusive<u32> = 2007..=2198;

/// A payment voucher (SPEC S15).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Voucher {
    /// Form 1040-ES, first installment: 15 April of the tax year.
    EstimatedFirst,
    /// Form 1040-ES, second installment: 15 June of the tax year.
    EstimatedSecond,
    /// Form 1040-ES, third installment: 15 September of the tax year.
    EstimatedThird,
    /// Form 1040-ES, fourth installment: 15 January after the tax year.
    EstimatedFourth,
    /// Form 4868: 15 April after the tax year. It extends the time to file, not the time to pay.
    Extension,
}

impl Voucher {
    /// Every voucher, in the order of the tax year.
    pub const ALL: [Self; 5] = [
        Self::EstimatedFirst,
        Self::EstimatedSecond,
        Self::EstimatedThird,
        Self::EstimatedFourth,
        Self::Extension,
    ];

    /// Returns the last day on which this voucher's payment for `tax_year` is in time.
    ///
    /// # Errors
    /// `number_out_of_range` for a tax year before 2007 or after 2198.
    pub fn due(self, tax_year: u32) -> Result<CalendarDate> {
        if !TAX_YEARS.contains(&tax_year) {
            return Err(Error::at(Code::NUMBER_OUT_OF_RANGE, "taxYear"));
        }
        let year = i32::try_from(tax_year).map_err(|_| Error::at(Code::NUMBER_OUT_OF_RANGE, "taxYear"))?;
        let nominal = match self {
            Self::EstimatedFirst => day(year, Month::April, 15),
            Self::EstimatedSecond => day(year, Month::June, 15),
            Self::EstimatedThird => day(year, Month::September, 15),
            Self::EstimatedFourth => day(year + 1, Month::January, 15),
            Self::Extension => day(year + 1, Month::April, 15),
        };
        written(in_time(nominal.ok_or_else(|| Error::new(Code::DEFECT))?))
    }
}

/// Returns `date`, or the next day that is neither on a weekend nor a legal holiday of the District of
/// Columbia.
///
/// # Errors
/// `date_invalid` beyond the year 2200.
pub fn roll_forward(date: CalendarDate) -> Result<CalendarDate> {
    written(in_time(read(date)?))
}

/// Returns whether `date` is a legal holiday of the District of Columbia, or the day on which one is
/// observed.
///
/// # Errors
/// `date_invalid`, which does not occur for a date of this type.
pub fn is_legal_holiday(date: CalendarDate) -> Result<bool> {
    read(date).map(is_holiday)
}

/// Returns `date`, or the next day that is neither on a weekend nor a holiday. At most four such days follow
/// each other. The loop is bounded so that it does not depend on that.
fn in_time(mut date: Date) -> Date {
    for _ in 0..10 {
        if !is_weekend(date) && !is_holiday(date) {
            break;
        }
        date = date.saturating_add(Duration::DAY);
    }
    date
}

fn is_weekend(date: Date) -> bool {
    matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}

fn is_holiday(date: Date) -> bool {
    is_movable_holiday(date) || is_fixed_holiday_observed(date)
}

/// Returns whether `date` is a holiday that is on the same weekday each year.
fn is_movable_holiday(date: Date) -> bool {
    let nth = (date.day() - 1) / 7 + 1;
    let is_last = date.saturating_add(Duration::WEEK).month() != date.month();
    match (date.month(), date.weekday()) {
        // Martin Luther King Jr., Washington's Birthday.
        (Month::January | Month::February, Weekday::Monday) => nth == 3,
        // Memorial Day.
        (Month::May, Weekday::Monday) => is_last,
        // Labor Day.
        (Month::September, Weekday::Monday) => nth == 1,
        // Columbus Day.
        (Month::October, Weekday::Monday) => nth == 2,
        // Thanksgiving.
        (Month::November, Weekday::Thursday) => nth == 4,
        _ => false,
    }
}

/// Returns whether a holiday that has the same date each year is observed on `date`. A holiday on a Saturday
/// is observed the day before, one on a Sunday the day after (D.C. Code 28-2701).
fn is_fixed_holiday_observed(date: Date) -> bool {
    let neighbour = |days| date.saturating_add(Duration::days(days));
    match date.weekday() {
        Weekday::Friday => is_fixed_holiday(date) || is_fixed_holiday(neighbour(1)),
        Weekday::Monday => is_fixed_holiday(date) || is_fixed_holiday(neighbour(-1)),
        _ => is_fixed_holiday(date),
    }
}

fn is_fixed_holiday(date: Date) -> bool {
    match (date.month(), date.day()) {
        // New Year, Emancipation Day, Independence Day, Veterans Day, Christmas.
        (Month::January, 1)
        | (Month::April, 16)
        | (Month::July, 4)
        | (Month::November, 11)
        | (Month::December, 25) => true,
        // Inauguration Day: every fourth year, a holiday in the District only.
        (Month::January, 20) => date.year().rem_euclid(4) == 1,
        // Juneteenth.
        (Month::June, 19) => date.year() >= 2021,
        _ => false,
    }
}

fn day(year: i32, month: Month, day: u8) -> Option<Date> {
    Date::from_calendar_date(year, month, day).ok()
}

fn read(date: CalendarDate) -> Result<Date> {
    let text = date.to_string();
    let mut parts = text.split('-').map(|part| part.parse::<u16>().ok());
    let mut next = || parts.next().flatten().ok_or_else(|| Error::new(Code::DATE_INVALID));
    let (year, month, number) = (next()?, next()?, next()?);
    let month = u8::try_from(month).ok().and_then(|month| Month::try_from(month).ok());
    let number = u8::try_from(number).ok();
    let date = month.zip(number).and_then(|(month, number)| day(i32::from(year), month, number));
    date.ok_or_else(|| Error::new(Code::DATE_INVALID))
}

fn written(date: Date) -> Result<CalendarDate> {
    CalendarDate::parse(&format!("{:04}-{:02}-{:02}", date.year(), u8::from(date.month()), date.day()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn date(text: &str) -> CalendarDate {
        CalendarDate::parse(text).unwrap()
    }

    #[test]
    fn installments_of_known_years() {
        use Voucher::*;
        for (voucher, tax_year, due) in [
            // 15 Jan 2028 is a Saturday, and Monday 17 Jan is the holiday for Martin Luther King Jr.
            (EstimatedFourth, 2027, "2028-01-18"),
            (EstimatedFourth, 2021, "2022-01-18"),
            (EstimatedFourth, 2022, "2023-01-17"),
            (EstimatedFourth, 2023, "2024-01-16"),
            (EstimatedFourth, 2026, "2027-01-15"),
            (EstimatedFirst, 2026, "2026-04-15"),
            (EstimatedSecond, 2026, "2026-06-15"),
            (EstimatedThird, 2026, "2026-09-15"),
            (EstimatedSecond, 2025, "2025-06-16"),
            (EstimatedThird, 2024, "2024-09-16"),
            (Extension, 2025, "2026-04-15"),
            (Extension, 2027, "2028-04-18"),
        ] {
            assert_eq!(voucher.due(tax_year).unwrap(), date(due), "{voucher:?} {tax_year}");
        }
    }

    #[test]
    fn emancipation_day_moves_april() {
        // Filing deadlines as they were announced.
        for (year, due) in [
            (2011, "2011-04-18"),
            (2012, "2012-04-17"),
            (2016, "2016-04-18"),
            (2017, "2017-04-18"),
            (2018, "2018-04-17"),
            (2019, "2019-04-15"),
            (2022, "2022-04-18"),
            (2023, "2023-04-18"),
            (2024, "2024-04-15"),
            (2025, "2025-04-15"),
        ] {
            assert_eq!(Voucher::EstimatedFirst.due(year).unwrap(), date(due), "{year}");
            assert_eq!(Voucher::Extension.due(year - 1).unwrap_or(date(due)), date(due), "{year}");
        }
    }

    #[test]
    fn holidays_by_rule() {
        for text in [
            "2026-01-01",
            "2026-01-19",
            "2026-02-16",
            "2026-04-16",
            "2026-05-25",
            "2026-06-19",
            "2026-07-03",
            "2026-07-04",
            "2026-09-07",
            "2026-10-12",
            "2026-11-11",
            "2026-11-26",
            "2026-12-25",
            "2025-01-20",
            "2029-01-20",
            "2022-12-26",
            "2021-12-31",
        ] {
            assert!(is_legal_holiday(date(text)).unwrap(), "{text}");
        }
        for text in [
            "2026-01-20",
            "2026-01-12",
            "2026-05-18",
            "2026-11-19",
            "2026-11-27",
            "2020-06-19",
            "2026-07-06",
            "2026-04-15",
        ] {
            assert!(!is_legal_holiday(date(text)).unwrap(), "{text}");
        }
        assert_eq!(roll_forward(date("2026-07-03")).unwrap(), date("2026-07-06"));
        assert_eq!(roll_forward(date("2026-07-07")).unwrap(), date("2026-07-07"));
    }

    #[test]
    fn tax_years_are_bounded() {
        for year in [0, 2006, 2199, u32::MAX] {
            assert_eq!(Voucher::Extension.due(year).unwrap_err().code(), Code::NUMBER_OUT_OF_RANGE, "{year}");
        }
        for voucher in Voucher::ALL {
            assert!(voucher.due(2007).is_ok() && voucher.due(2198).is_ok());
        }
    }

    proptest! {
        #[test]
        fn a_due_date_is_a_working_day_soon_after(index in 0_usize..5, tax_year in 2007_u32..=2198) {
            let due = Voucher::ALL[index].due(tax_year).unwrap();
            let day = read(due).unwrap();
            prop_assert!(!is_weekend(day) && !is_holiday(day));
            prop_assert!((15..=19).contains(&day.day()));
            prop_assert_eq!(roll_forward(due).unwrap(), due);
        }
    }
}
