use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::{Parser, ValueEnum};

use super::{Desk, spare_output};
use crate::cli::{Global, Outcome, Screen};
use crate::document::{self, ReportPage};
use crate::incident::{EventState, StageKind, recipient};
use crate::output::draft_json;
use crate::values::{Id, Zone};

/// Draft a stage from what is known: what the Article asks for, and the platform's form field by field
#[derive(Parser)]
pub(crate) struct Args {
    /// The stage
    #[arg(value_enum)]
    stage: StageKind,
    /// The event [default: the only one that is open]
    #[arg(long, value_name = "EVENT")]
    event: Option<Id>,
    /// Its form
    #[arg(long, value_enum, default_value_t = Format::Md)]
    format: Format,
    /// Write it to this file (`-`: stdout)
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write the file even where Git would track it
    #[arg(long)]
    allow_tracked: bool,
    /// A voluntary report under Art. 15, of an event that need not be reported
    #[arg(long)]
    voluntary: bool,
    /// Time zone of the times shown, such as Europe/Brussels [default: this computer's]
    #[arg(long, value_name = "ZONE", value_parser = Zone::named)]
    zone: Option<Zone>,
    /// Folder with templates of your own; one of the same name replaces ours
    #[arg(long, value_name = "DIR")]
    templates: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// Markdown, each value ready to be copied
    Md,
    /// For scripts: `cemark schema report-draft` describes it
    Json,
}

pub(crate) fn run(args: Args, global: &Global, screen: &Screen) -> Result<Outcome> {
    let desk = Desk::open(global, args.zone.as_ref())?;
    // Notices are made to be read by others.
    let is_public = matches!(
        args.stage,
        StageKind::UserNotice | StageKind::UpstreamNotice
    );
    spare_output(
        &desk.root,
        args.output.as_deref(),
        args.allow_tracked || is_public,
    )?;
    let (id, state) = match &args.event {
        None if args.voluntary => bail!("name the event of a voluntary report with --event"),
        named => desk.event(named.as_ref())?,
    };
    // Notices are no reports: whom to tell does not turn on Art. 14(1) and (3) alone.
    if !state.is_to_report() && !args.voluntary && !is_public {
        let decided = match &state.decided {
            Some((outcome, _)) => outcome.in_words(),
            None => "not decided",
        };
        bail!(
            "`{id}` is {decided} under Art. 14\n  help: decide anew with `cemark report assess --event {id}`, or draft a voluntary report (Art. 15) with --voluntary"
        );
    }
    if state.is_to_report() && args.voluntary {
        bail!("`{id}` is to be reported under Art. 14: draft it without --voluntary");
    }
    let text = match args.format {
        Format::Md => page(
            &desk,
            &id,
            &state,
            args.stage,
            args.voluntary,
            args.templates.as_deref(),
        )?,
        Format::Json => {
            let draft = desk.draft(&state, args.stage)?;
            let clocks = desk.clocks(&state);
            let clock = clocks.iter().find(|clock| clock.stage == args.stage);
            draft_json::render(
                &id,
                (state.kind, state.drill),
                &draft,
                clock.and_then(|clock| clock.due.as_ref()),
                recipient(&desk.project).as_ref(),
                args.voluntary,
            )
        }
    };
    screen.document(&text, args.output.as_deref())?;
    Ok(Outcome::Done)
}

/// The draft as a page, with times in the zone of the desk.
pub(super) fn page(
    desk: &Desk,
    id: &Id,
    state: &EventState,
    stage: StageKind,
    voluntary: bool,
    templates: Option<&std::path::Path>,
) -> Result<String> {
    let draft = desk.draft(state, stage)?;
    let clocks = desk.clocks(state);
    let page = ReportPage::new(
        id,
        state,
        &desk.project,
        &draft,
        clocks.iter().find(|clock| clock.stage == stage),
        recipient(&desk.project).as_ref(),
        voluntary,
        &desk.zone,
    );
    Ok(document::report(&page, stage, templates)?)
}
