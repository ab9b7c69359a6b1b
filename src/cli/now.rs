use anyhow::{Context, Result};

use crate::values::{Date, Moment, Zone};

/// The one place where time enters: the day given (its beginning), else the instant of `--now`,
/// else SOURCE_DATE_EPOCH (seconds, UTC), else the clock in the local zone.
pub(super) fn now(date: Option<Date>, now: Option<&str>) -> Result<Moment> {
    if let Some(date) = date {
        return Moment::start_of(date, &Zone::system()).context("--date is out of range");
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
            .then_some(in_utc)
            .with_context(help);
    }
    let epoch = std::env::var_os("SOURCE_DATE_EPOCH").filter(|epoch| !epoch.is_empty());
    if let Some(epoch) = epoch {
        let seconds = epoch.to_str().and_then(|s| s.parse::<i64>().ok());
        return seconds
            .and_then(Moment::from_unix)
            .context("SOURCE_DATE_EPOCH is not a number of seconds since 1970-01-01");
    }
    Ok(Moment::now())
}
