//! Regulation (EEC, Euratom) No 1182/71 on periods, as far as Art. 14 needs it.

use schemars::JsonSchema;
use serde::Serialize;

use super::data::{Kind, StageKind, reporting};
use super::state::EventState;
use crate::text::Text;
use crate::values::{Date, Moment, Zone};

/// The limit of one stage; those in hours are outer limits of 'without undue delay'.
#[derive(Debug, Clone, PartialEq)]
pub struct Clock {
    /// The stage.
    pub stage: StageKind,
    /// The point of the Act that sets the limit.
    pub citation: Text,
    /// What starts it.
    pub starts_with: &'static str,
    /// When it started, if it did.
    pub started: Option<Moment>,
    /// The last instant: hours counted strictly, days to their end on the calendar of the event's zone.
    pub due: Option<Moment>,
    /// A later end that the Regulation on periods gives; not to be relied on.
    pub by_regulation: Option<Moment>,
    /// The rule by which it was counted.
    pub rule: &'static str,
    /// Where it stands.
    pub progress: Progress,
}

/// Where a stage stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Progress {
    /// Its clock has not started.
    NotRunning,
    /// Its clock runs.
    Running,
    /// Its limit has passed and nothing was submitted.
    Overdue,
    /// Submitted in time.
    Submitted,
    /// Submitted after the limit.
    SubmittedLate,
    /// Its information was given with an earlier stage.
    AlreadyProvided,
}

impl Progress {
    /// Whether something is left to do for it.
    pub fn is_open(self) -> bool {
        matches!(
            self,
            Progress::NotRunning | Progress::Running | Progress::Overdue
        )
    }
}

const HOURS: &str = "24 and 72 hours: by Regulation (EEC, Euratom) No 1182/71 weekends and holidays are included (Art. 3(3) of it), and the hour of the event does not count (its Art. 3(1), (2)(a)), so the period ends a little later than shown. Shown are clock hours from the moment of awareness itself; rely on them";
const PROVISIONAL: &str = "24 and 72 hours: counted from the moment at which it was decided that it is to be reported, since the moment of awareness is not told. The law counts from awareness: if you were aware earlier, the limit ends earlier than shown";
const DAYS: &str = "14 days: by Regulation (EEC, Euratom) No 1182/71 the day of the event does not count, the last one counts to its end (Art. 3(1), (2)(b) of it). A last day that is a Saturday, Sunday or public holiday moves to the next working day (its Art. 3(4)): shown for weekends, holidays are not looked at. Days end by the clock of the zone in which you became aware; the Regulation names none, so finish before the day ends where the CSIRT is. Where the measure was there before you became aware, the days are counted from the moment you became aware, which is our reading; by the letter they would end earlier";
const MONTHS: &str = "one month: by Regulation (EEC, Euratom) No 1182/71 it ends with the end of the day of the same date, or of the last day of a shorter month (Art. 3(1), (2)(c) of it). A last day that is a Saturday, Sunday or public holiday moves to the next working day (its Art. 3(4)): shown for weekends, holidays are not looked at. Days end by the clock of the zone in which you became aware; the Regulation names none, so finish before the day ends where the CSIRT is. Where the early warning gave all of the notification, the month is counted from there, which is our reading; the Article names no start then";

/// The three limits of an event as of `now`. Days are those of the calendar in the event's zone.
pub fn clocks(event: &EventState, now: &Moment) -> Vec<Clock> {
    let aware = event.aware_at();
    let within = |hours: i64| {
        let strict = aware.map(|at| at.plus_hours(hours));
        // Beside a start that only stands in, no later end is worth showing.
        let told = aware.filter(|_| !event.is_provisional());
        let counted = told.map(|at| at.next_full_hour().plus_hours(hours));
        (strict, counted)
    };
    let early = within(24);
    let notification = within(72);
    let (starts_with, started, rule, last) = match event.kind {
        Kind::Vulnerability => (
            "a corrective or mitigating measure is available",
            event.measure_available_at(),
            DAYS,
            event
                .measure_available_at()
                .map(|at| at.date().plus_days(14)),
        ),
        Kind::Incident => (
            "the incident notification is submitted",
            event.notification_submitted_at(),
            MONTHS,
            event
                .notification_submitted_at()
                .map(|at| at.date().plus_months(1)),
        ),
    };
    let end_of = |day: Option<Date>| {
        let day = day?;
        started.as_ref().map(|at| at.end_of(day))
    };
    let moved = last.filter(|day| day.is_weekend()).map(|day| {
        (1..=2)
            .map(|n| day.plus_days(n))
            .find(|day| !day.is_weekend())
    });
    let hours = if event.is_provisional() {
        PROVISIONAL
    } else {
        HOURS
    };
    let becoming_aware = "the manufacturer becomes aware";
    let rows = [
        (
            StageKind::EarlyWarning,
            becoming_aware,
            aware.cloned(),
            early,
            hours,
        ),
        (
            StageKind::Notification,
            becoming_aware,
            aware.cloned(),
            notification,
            hours,
        ),
        (
            StageKind::Final,
            starts_with,
            started.clone(),
            (end_of(last), end_of(moved.flatten())),
            rule,
        ),
    ];
    rows.into_iter()
        .map(
            |(stage, starts_with, started, (due, by_regulation), rule)| Clock {
                citation: reporting()
                    .stage(event.kind, stage)
                    .map(|spec| spec.citation.clone())
                    .unwrap_or_default(),
                progress: progress(event, stage, due.as_ref(), by_regulation.as_ref(), now),
                stage,
                starts_with,
                started,
                due,
                by_regulation,
                rule,
            },
        )
        .collect()
}

impl Clock {
    /// The end of a limit in days by the clock of another place, such as that of the CSIRT, where
    /// it is earlier than [`Clock::due`].
    pub fn earlier_end(&self, kind: Kind, zone: &Zone) -> Option<Moment> {
        let (started, due) = (self.started.as_ref()?, self.due.as_ref()?);
        if self.stage != StageKind::Final {
            return None;
        }
        let there = started.in_zone(zone);
        let last = match kind {
            Kind::Vulnerability => there.date().plus_days(14),
            Kind::Incident => there.date().plus_months(1),
        };
        Some(there.end_of(last)).filter(|end| end < due)
    }
}

fn progress(
    event: &EventState,
    stage: StageKind,
    due: Option<&Moment>,
    by_regulation: Option<&Moment>,
    now: &Moment,
) -> Progress {
    if event.already_provided.contains_key(&stage) {
        return Progress::AlreadyProvided;
    }
    if let Some(sent) = event.submission(stage) {
        // Late is only what is late by the Regulation on periods, too.
        return match by_regulation.or(due) {
            Some(end) if sent.at > *end => Progress::SubmittedLate,
            _ => Progress::Submitted,
        };
    }
    match due {
        None => Progress::NotRunning,
        Some(due) if now > due => Progress::Overdue,
        Some(_) => Progress::Running,
    }
}
