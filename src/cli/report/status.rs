use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::{Parser, ValueEnum};

use super::{Desk, spare_output};
use crate::cli::{Global, Outcome, Screen};
use crate::incident::Progress;
use crate::output::calendar::{At, CalendarEntry};
use crate::output::report_json::{EventReport, Unreadable};
use crate::output::{calendar, report_json, report_text};
use crate::text::one_line;
use crate::values::{Id, Zone};

/// Show each event's limits and what is left
#[derive(Parser)]
pub(crate) struct Args {
    /// This event only
    #[arg(long, value_name = "EVENT")]
    event: Option<Id>,
    /// Time zone of the times shown, such as Europe/Brussels [default: this computer's]
    #[arg(long, value_name = "ZONE", value_parser = Zone::named)]
    zone: Option<Zone>,
    /// Form of the output
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Write the output to this file (`-`: stdout)
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write the file even where Git would track it
    #[arg(long)]
    allow_tracked: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For scripts: `cemark schema report-status` describes it
    Json,
    /// A calendar with the limits that run
    Ics,
}

pub(crate) fn run(args: Args, global: &Global, screen: &Screen) -> Result<Outcome> {
    let desk = Desk::open(global, args.zone.as_ref())?;
    spare_output(&desk.root, args.output.as_deref(), args.allow_tracked)?;
    let names = match args.event {
        Some(id) if !desk.store.names()?.contains(&id) => {
            desk.store.read(&id)?;
            vec![id]
        }
        Some(id) => vec![id],
        None => desk.store.names()?,
    };
    // One record that cannot be read hides no other's hours.
    let mut events = Vec::new();
    let mut unreadable = Vec::new();
    for id in names {
        match desk.state(&id) {
            Ok(state) => events.push(desk.report(&id, state)),
            Err(error) => {
                screen.error(&error);
                unreadable.push(Unreadable {
                    event: id,
                    why: one_line(&format!("{error:#}")),
                });
            }
        }
    }
    // What runs comes first, real before rehearsed; else the order is that of the names.
    events.sort_by_key(|event| (event.state.is_closed(), event.state.drill));
    let now = desk.now();
    let unread = unreadable.len();
    let text = match args.format {
        Format::Json => report_json::render(&events, &unreadable, &now, &desk.zone),
        Format::Ics => {
            let entries = entries(&events);
            if entries.is_empty() && unread == 0 {
                screen.say("note: no limit runs, so the calendar has no entry")?;
            }
            calendar::render(&entries, &now)
        }
        Format::Text => report_text::status(&events, &unreadable, &now, &desk.zone, screen.width()),
    };
    match args.format {
        Format::Text => screen.page(&text, args.output.as_deref())?,
        Format::Json | Format::Ics => screen.output(&text, args.output.as_deref())?,
    }
    if unread > 0 {
        bail!("{unread} of the records cannot be read; see above");
    }
    Ok(Outcome::Done)
}

/// A calendar travels further than the record: it names the event and the limit, nothing else.
fn entries(events: &[EventReport]) -> Vec<CalendarEntry> {
    let mut entries = Vec::new();
    for event in events.iter().filter(|event| !event.state.ended) {
        let drill = if event.state.drill { "DRILL: " } else { "" };
        for clock in &event.clocks {
            let runs = matches!(clock.progress, Progress::Running | Progress::Overdue);
            if let Some(due) = clock.due.as_ref().filter(|_| runs) {
                // The day ends where the CSIRT is: who acts by the calendar is in time by both clocks.
                let earlier = event.earlier_end(clock).map(|(_, end)| end);
                entries.push(CalendarEntry {
                    uid: format!("{}.{}@cemark", event.id, clock.stage.name()),
                    at: At::Instant(earlier.unwrap_or_else(|| due.clone())),
                    summary: format!(
                        "{drill}{} ({}), {}: at the latest",
                        clock.stage.in_words(),
                        clock.citation,
                        event.id
                    ),
                    description: format!(
                        "Report at the latest now; counted as follows. {}.\nNext: cemark report draft {} --event {}",
                        clock.rule,
                        clock.stage.name(),
                        event.id
                    ),
                    remind: vec![2, 12],
                });
            }
        }
    }
    entries
}
