use anyhow::{Context, Result, bail};

use crate::values::Date;

/// The one place where time enters: the day given, else that of `--now`, else of
/// SOURCE_DATE_EPOCH (seconds, UTC), else of the clock in the local zone.
pub(super) fn today(date: Option<Date>, now: Option<&str>) -> Result<Date> {
    if let Some(date) = date {
        return Ok(date);
    }
    if let Some(text) = now {
        let shown = crate::text::one_line(text);
        let help =
            || format!("--now `{shown}` is no instant; write it as 2027-12-11T09:30:00+01:00");
        let pieces = jiff::fmt::temporal::DateTimeParser::new()
            .parse_pieces(text)
            .with_context(help)?;
        if pieces.time().is_none() || pieces.offset().is_none() {
            bail!(help());
        }
        return Ok(pieces.date().into());
    }
    if let Some(epoch) = std::env::var_os("SOURCE_DATE_EPOCH") {
        let seconds = epoch.to_str().and_then(|s| s.parse::<i64>().ok());
        let instant = seconds.and_then(|s| jiff::Timestamp::from_second(s).ok());
        let instant =
            instant.context("SOURCE_DATE_EPOCH is not a number of seconds since 1970-01-01")?;
        return Ok(instant
            .to_zoned_datetime(jiff::tz::TimeZone::UTC)
            .date()
            .into());
    }
    Ok(jiff::ZonedDateTime::now().date().into())
}
