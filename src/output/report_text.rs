//! `report status` and the outcome of `report assess`, for people.

use anstyle::Style;

use super::report_json::{EventReport, Unreadable};
use super::style::severity_style;
use crate::assessment::Severity;
use crate::incident::{Clock, Decision, Kind, Outcome, Progress, StageKind, Submission};
use crate::text::Lines;
use crate::values::{Moment, Zone};

/// The events, with instants in `zone` and in UTC.
/// Of `unreadable` events nothing is known but that they are there.
pub fn status(
    events: &[EventReport],
    unreadable: &[Unreadable],
    now: &Moment,
    zone: &Zone,
    width: usize,
) -> String {
    let mut lines = Lines::new(width);
    let seen = now.in_zone(zone);
    lines.wrapped("", &format!("Art. 14, as of {}", seen.in_words_and_utc()));
    lines.wrapped(
        "",
        "The hours are outer limits of 'without undue delay'; a final report is due by the time shown.",
    );
    for event in events {
        lines.line("");
        one(&mut lines, event, now, zone);
    }
    let mut rules: Vec<&str> = Vec::new();
    let running = events.iter().filter(|event| !event.state.ended);
    for clock in running.flat_map(|event| &event.clocks) {
        if clock.due.is_some() && !rules.contains(&clock.rule) {
            rules.push(clock.rule);
        }
    }
    if !rules.is_empty() {
        lines.line("");
        lines.wrapped("", "How it is counted:");
        for rule in rules {
            lines.hanging("  - ", 4, rule);
        }
    }
    for event in unreadable {
        lines.line("");
        lines.hanging(
            &format!("{}  ", event.event),
            2,
            "CANNOT BE READ: its limits are not shown, and may be running",
        );
        lines.hanging("  ", 2, &event.why);
    }
    if events.is_empty() && unreadable.is_empty() {
        lines.line("");
        lines.wrapped(
            "",
            "No event is recorded. `cemark report assess` opens one.",
        );
    }
    lines.into_string()
}

fn one(lines: &mut Lines, event: &EventReport, now: &Moment, zone: &Zone) {
    let state = &event.state;
    let reportable = state.is_to_report() && !state.ended;
    let kind = match (state.kind, state.is_to_report()) {
        (Kind::Vulnerability, true) => "actively exploited vulnerability",
        (Kind::Vulnerability, false) => "vulnerability that may be actively exploited",
        (Kind::Incident, true) => "severe incident",
        (Kind::Incident, false) => "incident that may be severe",
    };
    let drill = match (state.drill, state.ended) {
        (true, true) => "DRILL, ended: ",
        (true, false) => "DRILL, nothing of it happened: ",
        (false, _) => "",
    };
    let title = state
        .fields
        .get("title")
        .map(|title| format!(" - {title}"))
        .unwrap_or_default();
    lines.wrapped(&format!("{}  ", event.id), &format!("{drill}{kind}{title}"));
    let decided = match &state.decided {
        Some((outcome, at)) => {
            let at = at.in_zone(zone).in_words();
            format!("{}, decided {at}", outcome.in_words())
        }
        None => "not decided yet".to_owned(),
    };
    lines.wrapped("  decision:  ", &decided);
    let by_facts = event.decision.outcome;
    if state
        .decided
        .as_ref()
        .is_some_and(|(outcome, _)| *outcome != by_facts)
    {
        let id = &event.id;
        lines.hanging("  BUT:       ", 13, &format!("by what was told since, or by the roles in cemark.yaml, it would be {}; decide anew with `cemark report assess --event {id}`", by_facts.in_words()));
    }
    for former in &state.to_report_before {
        let (aware, until) = (former.aware_at.in_zone(zone), former.until.in_zone(zone));
        lines.hanging(
            "             ",
            13,
            &format!(
                "had been to report, {} {}, taken back {}",
                if former.provisional {
                    "counted from"
                } else {
                    "aware since"
                },
                aware.in_words_and_utc(),
                until.in_words()
            ),
        );
    }
    if let Some(at) = &state.signal_at {
        lines.wrapped("  signal:    ", &at.in_zone(zone).in_words_and_utc());
    }
    if let Some(at) = state.aware_at() {
        let at = at.in_zone(zone).in_words_and_utc();
        if state.is_provisional() {
            let id = &event.id;
            lines.hanging("  aware:     ", 13, &format!("since when is not told; counted from the moment of the decision, {at}. If you were certain earlier, say so: `cemark report assess --event {id}`"));
        } else {
            lines.wrapped("  aware:     ", &at);
        }
        for before in &state.certain_before {
            let before = before.in_zone(zone).in_words_and_utc();
            lines.hanging("             ", 13, &format!("recorded before as {before}"));
        }
    }
    if reportable {
        match &event.recipient {
            Some(to) => {
                let name = format!(
                    "CSIRT of {}: {}{}",
                    to.member_state.name,
                    to.name(),
                    match (to.overridden, to.csirt.verified) { (true, _) => " (your own entry)", (false, true) => "", (false, false) => " (unverified)" }
                );
                lines.hanging("  to:        ", 13, &format!("{name}, and ENISA at the same time, through the single reporting platform (Art. 14(1), (3) and (7), Art. 16)"));
                if let Some(note) = to.note {
                    lines.hanging("             ", 13, note);
                }
            }
            None => lines.hanging("  to:        ", 13, "unknown: set `cybersecurity-decisions`, else `most-employees` or `outside-union`, under `reporting` in cemark.yaml (Art. 14(7)); `cemark authority` lists the CSIRTs"),
        }
        for clock in &event.clocks {
            stage(lines, event, clock, now, zone);
            submissions(lines, event, clock.stage, zone);
        }
        if event.owes_users {
            users(lines, event);
        }
    } else if !state.ended {
        if event.decision.outcome == Outcome::NotToReport {
            for reason in &event.decision.reasons {
                lines.hanging(
                    "  because:   ",
                    13,
                    &format!("{} ({})", reason.text, reason.citation),
                );
            }
        }
        for next in event.decision.clarify.iter().chain(&event.decision.besides) {
            lines.hanging(
                "  next:      ",
                13,
                &format!("{} ({})", next.text, next.citation),
            );
        }
    }
    for request in &state.requests {
        let at = request.at.in_zone(zone).in_words();
        let answered = if request.answered {
            "answered"
        } else {
            "not answered yet"
        };
        lines.hanging(
            "  asked:     ",
            13,
            &format!("{at}: {} (Art. 14(6)); {answered}", request.text),
        );
    }
    // The stages with a limit were shown above where there is one.
    let rest = StageKind::ALL
        .into_iter()
        .filter(|stage| !(reportable && StageKind::TIMED.contains(stage)));
    for name in rest {
        let taken_back = state.taken_back.iter().any(|gone| gone.stage == name);
        if state.last_submission(name).is_some() || taken_back {
            lines.line(&format!("  {}:", name.in_words()));
            submissions(lines, event, name, zone);
        }
    }
    if !state.back_dated.is_empty() {
        let numbers: Vec<_> = state.back_dated.iter().map(u64::to_string).collect();
        lines.hanging(
            "  note:      ",
            13,
            &format!(
                "entry {} of the record bears an earlier time than the entry before it",
                numbers.join(", ")
            ),
        );
    }
    if let Some(digest) = state.digest {
        lines.wrapped("  record:    ", &format!("SHA-256 {}", digest));
    }
}

fn stage(lines: &mut Lines, event: &EventReport, clock: &Clock, now: &Moment, zone: &Zone) {
    let style = match clock.progress {
        Progress::Overdue => severity_style(Severity::Error),
        Progress::Running => severity_style(Severity::Warning),
        _ => Style::new(),
    };
    let name = format!("{} ({})", clock.stage.in_words(), clock.citation);
    let left = |due: &Moment| span(now.seconds_until(due).unsigned_abs());
    let what = match (clock.progress, &clock.due) {
        (Progress::NotRunning, _) | (Progress::Running | Progress::Overdue, None) => {
            format!("not running: it starts when {}", clock.starts_with)
        }
        (Progress::Running, Some(due)) => format!("{} left", left(due)),
        (Progress::Overdue, Some(due)) => format!("OVERDUE by {}: submit it now", left(due)),
        (Progress::Submitted, None) => "submitted".to_owned(),
        (Progress::Submitted, Some(due)) => {
            let sent = event.state.submission(clock.stage);
            match sent.is_some_and(|sent| sent.at > *due) {
                true => "submitted after the limit shown, in time by the Regulation on periods"
                    .to_owned(),
                false => "submitted in time".to_owned(),
            }
        }
        (Progress::SubmittedLate, _) => {
            "submitted after the limit (public holidays are not looked at)".to_owned()
        }
        (Progress::AlreadyProvided, _) => {
            let why = event.state.already_provided.get(&clock.stage);
            let why = why.map(|why| format!(": {why}")).unwrap_or_default();
            let end = clock.by_regulation.as_ref().or(clock.due.as_ref());
            let given = event.state.given_earlier_at(clock.stage);
            let late = given.zip(end).is_some_and(|(given, end)| given > end);
            let late = if late { ", after this limit" } else { "" };
            format!("information given with an earlier stage{late}{why}")
        }
    };
    lines.line(&format!("  {style}{name}{style:#}:"));
    lines.hanging("      ", 6, &what);
    if clock.stage == StageKind::Final && event.state.kind == Kind::Vulnerability {
        for before in &event.state.measures_before {
            let before = before.in_zone(zone).in_words_and_utc();
            lines.hanging(
                "      ",
                6,
                &format!("measure recorded before as available since {before}"),
            );
        }
    }
    if let Some(due) = &clock.due {
        lines.wrapped(
            "      at the latest: ",
            &due.in_zone(zone).in_words_and_utc(),
        );
        if let Some((name, end)) = event
            .earlier_end(clock)
            .filter(|_| clock.progress.is_open())
        {
            let word = match end < *now {
                true => "that day HAS ENDED, at",
                false => "finish by then: that day ends at",
            };
            let end = end.in_zone(zone).in_words_and_utc();
            lines.hanging(
                "      earlier: ",
                15,
                &format!("where the CSIRT is ({name}), {word} {end}"),
            );
        }
        if let Some(later) = clock
            .by_regulation
            .as_ref()
            .filter(|_| clock.progress.is_open())
        {
            let why = match clock.stage {
                StageKind::Final => {
                    "the last day is a Saturday or Sunday, so by Art. 3(4) of the Regulation on periods it would run to"
                }
                _ => "by the Regulation on periods it would end",
            };
            lines.hanging(
                "      later: ",
                13,
                &format!(
                    "{why} {}; do not rely on it",
                    later.in_zone(zone).in_words_and_utc()
                ),
            );
        }
    }
}

/// When a stage was submitted and what is kept of it, and what was recorded of it by mistake.
fn submissions(lines: &mut Lines, event: &EventReport, stage: StageKind, zone: &Zone) {
    let sent = |sent: &Submission| {
        let reference = sent.reference.as_ref();
        let reference = reference.map(|text| format!(", reference {text}"));
        let changed = if event.changed.contains(&sent.file) {
            " WAS CHANGED OR REMOVED SINCE"
        } else {
            ""
        };
        let at = sent.at.in_zone(zone).in_words_and_utc();
        let reference = reference.unwrap_or_default();
        let voluntary = if sent.voluntary {
            ", voluntarily (Art. 15), which stands in for no stage"
        } else {
            ""
        };
        format!("{at}{voluntary}{reference}; kept: {}{changed}", sent.file)
    };
    let all = event.state.submissions.iter();
    for one in all.filter(|one| one.stage == stage) {
        lines.hanging("      sent: ", 12, &sent(one));
    }
    let mistaken = event.state.taken_back.iter();
    for gone in mistaken.filter(|gone| gone.stage == stage) {
        let what = match &gone.sent {
            Some(one) => sent(one),
            None => "information given with an earlier stage".to_owned(),
        };
        let why = match &gone.why {
            Some(why) => format!("taken back: {why}"),
            None => "corrected since".to_owned(),
        };
        lines.hanging("      recorded before: ", 12, &format!("{what}; {why}"));
    }
}

fn users(lines: &mut Lines, event: &EventReport) {
    let told = event.state.last_submission(StageKind::UserNotice).is_some();
    let what = if told {
        "sent"
    } else {
        "not recorded yet: inform impacted users, and all users where appropriate, in a timely manner"
    };
    lines.hanging("  user notice (Art. 14(8)): ", 6, what);
}

/// Why an event is or is not to be reported.
pub fn decision(decision: &Decision, width: usize) -> String {
    let mut lines = Lines::new(width);
    lines.wrapped("Outcome: ", decision.outcome.in_words());
    for reason in &decision.reasons {
        lines.hanging("  - ", 4, &format!("{} ({})", reason.text, reason.citation));
    }
    if let Some(reading) = &decision.reading {
        lines.line("Two readings, where it was exploited elsewhere and not in your product:");
        lines.hanging("  - by the text: ", 4, &reading.law.to_string());
        lines.hanging(
            "  - by guidance that binds no one: ",
            4,
            &reading.guidance.to_string(),
        );
        lines.wrapped("  ", "cemark goes by the text. If you follow the guidance instead, keep the reason with this record.");
    }
    if !decision.clarify.is_empty() {
        lines.line("To clarify:");
        for point in &decision.clarify {
            lines.hanging("  - ", 4, &format!("{} ({})", point.text, point.citation));
        }
    }
    if !decision.besides.is_empty() {
        lines.line("Besides:");
        for point in &decision.besides {
            lines.hanging("  - ", 4, &format!("{} ({})", point.text, point.citation));
        }
    }
    lines.into_string()
}

/// A length of time in hours and minutes, or in days and hours.
fn span(seconds: u64) -> String {
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    match hours {
        0 => format!("{minutes} min"),
        // The limits are told in hours, and so is what is left of them.
        1..=99 => format!("{hours} h {minutes} min"),
        _ => format!("{} d {} h", hours / 24, hours % 24),
    }
}
