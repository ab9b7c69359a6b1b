use std::fmt;

use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{SignedDuration, Timestamp, ZonedDateTime};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Date;

/// An instant, seen in a time zone. Written as RFC 9557 has it, `2026-11-24T09:30:00+01:00[Europe/Brussels]`.
/// Equality and order are those of the instant alone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(ZonedDateTime);

/// A time zone by its IANA name, or a fixed offset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone(TimeZone);

impl Zone {
    /// Whether it is that of no place.
    pub fn is_utc(&self) -> bool {
        match self.name() {
            Some(name) => ["UTC", "Etc/UTC", "Etc/UCT", "Zulu", "Etc/Zulu"].contains(&name),
            None => self.0 == TimeZone::UTC,
        }
    }

    /// UTC.
    pub fn utc() -> Self {
        Self(TimeZone::UTC)
    }

    /// The zone of this computer; UTC where it has none.
    pub fn system() -> Self {
        Self::asked_for()
            .unwrap_or_default()
            .unwrap_or_else(|| Self(TimeZone::try_system().unwrap_or(TimeZone::UTC)))
    }

    /// The zone that the variable TZ names, where it is set.
    ///
    /// # Errors
    /// A sentence, when it names none.
    pub fn asked_for() -> Result<Option<Self>, String> {
        let Some(name) = std::env::var("TZ").ok().filter(|name| !name.is_empty()) else {
            return Ok(None);
        };
        let bare = name.trim_start_matches(':');
        if bare.starts_with('/') {
            return Ok(None);
        }
        let found = TimeZone::get(bare).or_else(|_| TimeZone::posix(bare));
        found.map(|zone| Some(Self(zone))).map_err(|_| {
            format!(
                "TZ=`{}` is no time zone that is known here; set it to one such as Europe/Brussels, or give --zone",
                crate::text::one_line(&name)
            )
        })
    }

    /// The zone with an IANA name such as `Europe/Brussels`.
    ///
    /// # Errors
    /// A sentence, when there is no such zone.
    pub fn named(name: &str) -> Result<Self, String> {
        let wrong = |_| {
            format!(
                "`{}` is no time zone; write it as `Europe/Brussels` or `UTC`",
                crate::text::one_line(name)
            )
        };
        TimeZone::get(name).map(Self).map_err(wrong)
    }

    /// Its IANA name, if it has one.
    pub fn name(&self) -> Option<&str> {
        self.0.iana_name()
    }
}

impl Moment {
    /// The clock's instant in the zone of this computer.
    pub fn now() -> Self {
        Self(ZonedDateTime::now().with_time_zone(Zone::system().0))
    }

    /// The instant `seconds` after the beginning of 1970, in UTC; `None` when that is out of range.
    pub fn from_unix(seconds: i64) -> Option<Self> {
        let instant = Timestamp::from_second(seconds).ok()?;
        Some(Self(instant.to_zoned_datetime(TimeZone::UTC)))
    }

    /// The first instant of a day in `zone`.
    pub fn start_of(day: Date, zone: &Zone) -> Option<Self> {
        let day = jiff::civil::Date::from(day).at(0, 0, 0, 0);
        zone.0.to_zoned_datetime(day).ok().map(Self)
    }

    /// Reads a date and time: with an offset, with a zone in brackets, or with neither, as seen
    /// on a clock in `zone`.
    ///
    /// # Errors
    /// What was expected, when there is no time, or when the clock showed it twice or never.
    pub fn parse(text: &str, zone: &Zone) -> Result<Self, String> {
        let shown = crate::text::one_line(text);
        let wrong = || {
            format!(
                "`{shown}` is no date and time; write it as `2026-11-24T09:30` or `2026-11-24T09:30:00+01:00`"
            )
        };
        let pieces = jiff::fmt::temporal::DateTimeParser::new()
            .parse_pieces(text.trim())
            .map_err(|_| wrong())?;
        let civil = pieces.date().to_datetime(pieces.time().ok_or_else(wrong)?);
        // A slip of the pen; and zones of long ago have offsets that are not written exactly.
        if civil.year() < 2000 {
            return Err(format!("`{shown}` lies before the year 2000"));
        }
        let named = pieces.to_time_zone().map_err(|_| wrong())?;
        if let Some(offset) = pieces.to_numeric_offset() {
            let instant = offset.to_timestamp(civil).map_err(|_| wrong())?;
            let zone = named.unwrap_or_else(|| offset.to_time_zone());
            if zone.to_offset(instant) != offset {
                return Err(format!(
                    "`{shown}`: the zone has another offset at that time"
                ));
            }
            return Ok(Self(instant.to_zoned_datetime(zone)));
        }
        // `Z` says UTC and nothing about the zone of the writer.
        if pieces.offset().is_some() {
            let instant = TimeZone::UTC.to_timestamp(civil).map_err(|_| wrong())?;
            return Ok(Self(
                instant.to_zoned_datetime(named.unwrap_or(TimeZone::UTC)),
            ));
        }
        let ambiguous = named
            .unwrap_or_else(|| zone.0.clone())
            .into_ambiguous_zoned_datetime(civil);
        match ambiguous.offset() {
            AmbiguousOffset::Unambiguous { .. } => {
                ambiguous.unambiguous().map(Self).map_err(|_| wrong())
            }
            AmbiguousOffset::Gap { .. } => Err(format!(
                "`{shown}` was on no clock: daylight saving time began; add the offset, such as +02:00"
            )),
            AmbiguousOffset::Fold { .. } => Err(format!(
                "`{shown}` was on the clock twice: daylight saving time ended; add the offset, such as +01:00"
            )),
        }
    }

    /// The same instant in another zone.
    pub fn in_zone(&self, zone: &Zone) -> Self {
        Self(self.0.with_time_zone(zone.0.clone()))
    }

    /// The zone in which it is seen.
    pub fn zone(&self) -> Zone {
        Zone(self.0.time_zone().clone())
    }

    /// The day that the calendar shows in its zone.
    pub fn date(&self) -> Date {
        self.0.date().into()
    }

    /// The instant `hours` clock hours later, whatever the calendar does meanwhile.
    pub fn plus_hours(&self, hours: i64) -> Self {
        Self(
            self.0
                .saturating_add(SignedDuration::from_hours(hours.min(1_000_000))),
        )
    }

    /// The beginning of the next full hour on the clock of its zone.
    pub fn next_full_hour(&self) -> Self {
        let into = i64::from(self.0.minute()) * 60 + i64::from(self.0.second());
        let start = self.0.timestamp().as_second() - into;
        let next = Timestamp::from_second(start.saturating_add(3600)).unwrap_or(self.0.timestamp());
        Self(next.to_zoned_datetime(self.0.time_zone().clone()))
    }

    /// The last second of `day` in its zone.
    pub fn end_of(&self, day: Date) -> Self {
        let midnight = jiff::civil::Date::from(day)
            .tomorrow()
            .ok()
            .and_then(|next| {
                self.0
                    .time_zone()
                    .to_zoned_datetime(next.at(0, 0, 0, 0))
                    .ok()
            });
        Self(midnight.map_or_else(
            || self.0.clone(),
            |next| next.saturating_sub(SignedDuration::from_secs(1)),
        ))
    }

    /// Whole seconds from this instant to `later`; negative when `later` is earlier.
    pub fn seconds_until(&self, later: &Self) -> i64 {
        later.0.timestamp().as_second() - self.0.timestamp().as_second()
    }

    /// Seconds since the beginning of 1970.
    pub fn unix(&self) -> i64 {
        self.0.timestamp().as_second()
    }

    /// RFC 3339 with offset: `2026-11-24T09:30:00+01:00`.
    pub fn rfc3339(&self) -> String {
        let text = self.0.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string();
        text.strip_suffix("+00:00")
            .filter(|_| self.0.time_zone() == &TimeZone::UTC)
            .map_or(text.clone(), |start| format!("{start}Z"))
    }

    /// For people: `Tue 24 November 2026, 09:30 CET`; with seconds where they are not zero.
    pub fn in_words(&self) -> String {
        let seconds = if self.0.second() == 0 { "" } else { ":%S" };
        self.0
            .strftime(&format!("%a %-d %B %Y, %H:%M{seconds} %Z"))
            .to_string()
    }

    /// For people, and the same in UTC where that is another time of day.
    pub fn in_words_and_utc(&self) -> String {
        let utc = self.in_zone(&Zone::utc());
        let (own, other) = (self.in_words(), utc.in_words());
        match other.split_once(", ") {
            _ if own == other => own,
            Some((_, time)) if utc.date() == self.date() => format!("{own} ({time})"),
            _ => format!("{own} ({other})"),
        }
    }

    /// In UTC, in the basic form of iCalendar: `20261124T083000Z`.
    pub fn basic_utc(&self) -> String {
        self.0
            .with_time_zone(TimeZone::UTC)
            .strftime("%Y%m%dT%H%M%SZ")
            .to_string()
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text, &Zone::utc()).map_err(D::Error::custom)
    }
}
