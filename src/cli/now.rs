use anyhow::{Context, Result};

use crate::values::{Date, Moment, Zone};

/// The one place where time enters: the day given (its beginning), else the instant of `--now`,
/// else SOURCE_DATE_EPOCH (seconds, UTC); `None` leaves it to the clock in the local zone.
pub(super) fn fixed(date: Option<Date>, now: Option<&str>) -> Result<Option<Moment>> {
    if let Some(date) = date {
        let start = Moment::start_of(date, &Zone::system());
        return start.context("--date is out of range").map(Some);
    }
    if let Some(text) = now {
        let help = || {
            format!(
                "--now `{}` is no instant; write it as 2027-12-11T09:30:00+01:00",
                crate::text::one_line(text)
            )
        };
        // Without an offset it would be another instant on each computer.
        let in_utc = Moment::parse(text, &Zone::utc()).ok().with_context(help)?;
        let elsewhere = Zone::named("Asia/Tokyo").and_then(|zone| Moment::parse(text, &zone));
        return (elsewhere.as_ref() == Ok(&in_utc))
            .then_some(Some(in_utc))
            .with_context(help);
    }
    let Some(epoch) = epoch() else {
        return Ok(None);
    };
    let seconds = epoch.to_str().and_then(|s| s.parse::<i64>().ok());
    let at = seconds.and_then(Moment::from_unix);
    at.context("SOURCE_DATE_EPOCH is not a number of seconds since 1970-01-01")
        .map(Some)
}

/// SOURCE_DATE_EPOCH, where it is set.
pub(super) fn epoch() -> Option<std::ffi::OsString> {
    std::env::var_os("SOURCE_DATE_EPOCH").filter(|epoch| !epoch.is_empty())
}
