use std::fmt;
use std::str::FromStr;

use jiff::ToSpan;

use super::{Period, text_value};

/// A day of the calendar, written `2027-12-11`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(jiff::civil::Date);

text_value!(Date, "2027-12-11", r"^\d{4}-\d{2}-\d{2}$");

impl Date {
    /// A day known when this program is built.
    pub(crate) const fn of(year: i16, month: i8, day: i8) -> Self {
        Self(jiff::civil::date(year, month, day))
    }

    /// The day in words, as documents print it: `11 December 2027`.
    pub fn in_words(self) -> String {
        self.0.strftime("%-d %B %Y").to_string()
    }

    /// The day `months` calendar months later; the last day of a shorter month.
    pub fn plus_months(self, months: u32) -> Self {
        Self(
            self.0
                .saturating_add(i64::from(months).min(120_000).months()),
        )
    }

    /// The day `days` calendar days later.
    pub fn plus_days(self, days: u32) -> Self {
        Self(self.0.saturating_add(i64::from(days).days()))
    }

    /// Whether it is a Saturday or Sunday.
    pub fn is_weekend(self) -> bool {
        use jiff::civil::Weekday;
        matches!(self.0.weekday(), Weekday::Saturday | Weekday::Sunday)
    }

    /// Whole calendar months from this day to `later`; 0 when `later` is earlier.
    pub fn months_until(self, later: Self) -> u32 {
        let span = self.0.until((jiff::Unit::Month, later.0));
        span.ok()
            .and_then(|span| u32::try_from(span.get_months()).ok())
            .unwrap_or(0)
    }

    /// Whole days from this day to `later`; negative when `later` is earlier.
    pub fn days_until(self, later: Self) -> i32 {
        self.0.until(later.0).map_or(0, |span| span.get_days())
    }
}

impl From<jiff::civil::Date> for Date {
    fn from(date: jiff::civil::Date) -> Self {
        Self(date)
    }
}

impl From<Date> for jiff::civil::Date {
    fn from(date: Date) -> Self {
        date.0
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Date {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || {
            format!(
                "`{}` is not a date; write it as `2027-12-11`",
                crate::text::one_line(text)
            )
        };
        if text.len() != 10 {
            return Err(wrong());
        }
        text.parse().map(Self).map_err(|_| wrong())
    }
}

/// The last day of something, stated as a month or a day (Art. 13(19) asks for at least
/// month and year): `2034-12` means 31 December 2034.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LastDay {
    day: Date,
    month_only: bool,
}

text_value!(LastDay, "2034-12", r"^\d{4}-\d{2}(-\d{2})?$");

impl LastDay {
    /// The last day itself.
    pub fn day(self) -> Date {
        self.day
    }

    /// Whether the end lies at least `period` after `start`.
    pub fn covers(self, start: Date, period: Period) -> bool {
        let end = start.plus_months(period.months());
        // Stated as a month, it covers a period that ends on any day of that month.
        self.day >= end
    }
}

impl fmt::Display for LastDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let day = self.day.to_string();
        f.write_str(if self.month_only {
            day.get(..7).unwrap_or(&day)
        } else {
            &day
        })
    }
}

impl FromStr for LastDay {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let month = format!("{text}-01");
        let (source, month_only) = if text.len() == 7 {
            (month.as_str(), true)
        } else {
            (text, false)
        };
        match source.parse::<Date>() {
            Ok(date) if month_only => Ok(Self {
                day: Date(date.0.last_of_month()),
                month_only,
            }),
            Ok(day) => Ok(Self { day, month_only }),
            Err(_) => Err(format!(
                "`{}` is not a month or a day; write it as `2034-12` or `2034-12-31`",
                crate::text::one_line(text)
            )),
        }
    }
}
