use std::path::PathBuf;

use anyhow::Result;
use clap::{Parser, ValueEnum};

use super::screen::project_beside;
use super::{Global, Outcome, Screen};
use crate::output::calendar;
use crate::output::deadlines::{Report, entries};
use crate::regulation::classify::classify;
use crate::values::{Date, Zone};

/// Show the product's days under the Act: due, to do by, not required
#[derive(Parser)]
pub(crate) struct Args {
    /// A day on which a security update was or will be issued: how long it stays available (Art. 13(9)); may be given
    /// several times
    #[arg(long = "update-issued", value_name = "YYYY-MM-DD")]
    updates: Vec<Date>,
    /// Time zone of the instants in json [default: Europe/Brussels]
    #[arg(long, value_name = "ZONE", value_parser = Zone::named)]
    zone: Option<Zone>,
    /// Form of the output
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Write to this file instead of stdout
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For scripts: `cemark schema deadlines` describes it
    Json,
    /// A calendar with the days ahead
    Ics,
}

pub(crate) fn run(args: Args, global: &Global, screen: &Screen) -> Result<Outcome> {
    let root = global.root()?;
    let project = project_beside(&root, args.output.as_deref())?;
    let now = global.now()?;
    let today = now.date();
    let profile = project.profile(Some(today));
    let outcome = classify(&profile);
    let versions = project.versions();
    let all = project
        .timetable(&profile, &outcome, &versions, &args.updates, today)
        .deadlines();
    let zone = match args.zone {
        Some(zone) => zone,
        // The Act names no zone: that of its institutions, as for Art. 14.
        None => Zone::named("Europe/Brussels").unwrap_or_else(|_| Zone::utc()),
    };
    let name = project.product.name.known().cloned();
    let file = args.output.as_deref();
    match args.format {
        Format::Text => screen.page(
            &Report::new(name, outcome.in_scope(), &all, today, &zone).text(screen.width()),
            file,
        )?,
        Format::Json => screen.output(
            &Report::new(name, outcome.in_scope(), &all, today, &zone).json(),
            file,
        )?,
        Format::Ics => {
            let name = name
                .map(|name| name.to_string())
                .unwrap_or_else(|| "product".to_owned());
            screen.output(&calendar::render(&entries(&name, &all, today), &now), file)?;
        }
    }
    Ok(Outcome::Done)
}
