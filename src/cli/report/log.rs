use anyhow::Result;
use clap::{Parser, ValueEnum};

use super::Desk;
use crate::cli::{Global, Outcome, Screen};
use crate::output::report_log::{self, Log};
use crate::values::{Id, Sha256, Zone};

/// Show the record of an event entry by entry, and prove what it said at an earlier time
#[derive(Parser)]
pub(crate) struct Args {
    /// The event [default: the only one that is open]
    #[arg(long, value_name = "EVENT")]
    event: Option<Id>,
    /// A digest that was kept elsewhere: exit 1 when no entry has it
    #[arg(long, value_name = "SHA-256")]
    holds: Option<Sha256>,
    /// Time zone of the times shown, such as Europe/Brussels [default: this computer's]
    #[arg(long, value_name = "ZONE", value_parser = Zone::named)]
    zone: Option<Zone>,
    /// Form of the output
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For scripts: `cemark schema report-log` describes it
    Json,
}

pub(crate) fn run(args: Args, global: &Global, screen: &Screen) -> Result<Outcome> {
    let desk = Desk::open(global, args.zone.as_ref())?;
    let (id, state) = desk.event(args.event.as_ref())?;
    let record = desk.store.read(&id)?;
    let changed = desk.changed_copies(&id, &state);
    let log = Log::of(&id, &record, changed, args.holds, &desk.zone);
    let held = log.holds != Some(false) && log.copies_intact();
    match args.format {
        Format::Text => screen.page(&report_log::text(&log, screen.width()), None)?,
        Format::Json => screen.output(&report_log::json(&log), None)?,
    }
    Ok(if held {
        Outcome::Done
    } else {
        Outcome::NotHeld
    })
}
