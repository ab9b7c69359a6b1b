//! `report`: Art. 14. One file a subcommand; [`Desk`] is what they share.

mod assess;
mod draft;
mod drill;
mod record;
mod status;
mod submitted;

use anyhow::{Context, Result, bail};
use clap::{Args as ClapArgs, Parser, Subcommand};

use super::{Global, Outcome, Screen};
use crate::checklist::Role;
use crate::incident::{
    Clock, Deed, EventState, Record, Store, StoreError, clocks, decide, recipient, stays_private,
};
use crate::output::report_json::EventReport;
use crate::project::{Project, Root, SbomInput, SbomState, author, load_project};
use crate::text::{Text, one_line};
use crate::values::{Id, Moment, Zone};

/// Art. 14: decide, count the hours, draft and record reports
#[derive(Parser)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Assess(assess::Args),
    Status(status::Args),
    Record(record::Args),
    Draft(draft::Args),
    Submitted(submitted::Args),
    Requested(submitted::RequestedArgs),
    Drill(drill::Args),
}

/// Options of every subcommand that writes.
#[derive(ClapArgs)]
struct Writing {
    /// Who writes [default: CEMARK_AUTHOR, else Git's user.name]
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// Time zone of the times that you give and see, such as Europe/Brussels [default: this computer's]
    #[arg(long, value_name = "ZONE", value_parser = Zone::named)]
    zone: Option<Zone>,
    /// Write even where Git would track the private record
    #[arg(long)]
    allow_tracked: bool,
}

pub(crate) fn run(args: Args, global: &Global, screen: &Screen) -> Result<Outcome> {
    match args.command {
        Command::Assess(args) => assess::run(args, global, screen),
        Command::Status(args) => status::run(args, global, screen),
        Command::Record(args) => record::run(args, global, screen),
        Command::Draft(args) => draft::run(args, global, screen),
        Command::Submitted(args) => submitted::run(args, global, screen),
        Command::Requested(args) => submitted::requested(args, global, screen),
        Command::Drill(args) => drill::run(args, global, screen),
    }
}

/// The project, its events and the instant: no answers and no checklists are read, so that a
/// mistake there does not stand in the way when hours count.
struct Desk {
    root: Root,
    project: Project,
    store: Store,
    now: Moment,
    zone: Zone,
}

impl Desk {
    fn open(global: &Global, zone: Option<&Zone>) -> Result<Self> {
        let root = global.root()?;
        let project = load_project(&root)?;
        Ok(Self {
            store: Store::of(&root),
            root,
            project,
            now: global.now()?,
            zone: zone.cloned().unwrap_or_else(Zone::system),
        })
    }

    /// Opens the desk for writing: who writes is known, and Git would not track it.
    fn for_writing(global: &Global, writing: &Writing) -> Result<(Self, Text)> {
        let desk = Self::open(global, writing.zone.as_ref())?;
        if !writing.allow_tracked {
            stays_private(&desk.root.folder.join("cemark"))?;
        }
        let by = author(writing.by.as_deref(), &desk.root.folder)?;
        Ok((desk, Text::new(by)))
    }

    fn roles(&self) -> &[Role] {
        self.project.role.all()
    }

    /// The event that is meant: the one named, else the only one that is open.
    fn event(&self, named: Option<&Id>) -> Result<(Id, Record, EventState)> {
        let id = match named {
            Some(id) => id.clone(),
            None => {
                let mut open = Vec::new();
                for id in self.store.names()? {
                    if !self.state(&id)?.1.is_closed() {
                        open.push(id);
                    }
                }
                match open.as_slice() {
                    [only] => only.clone(),
                    [] => bail!("no event is open; `cemark report assess` opens one"),
                    several => {
                        let names: Vec<_> = several.iter().map(Id::as_str).collect();
                        bail!(
                            "several events are open: name one with --event: {}",
                            names.join(", ")
                        )
                    }
                }
            }
        };
        let (record, state) = self.state(&id)?;
        Ok((id, record, state))
    }

    fn state(&self, id: &Id) -> Result<(Record, EventState)> {
        let record = self.store.read(id)?;
        let state = EventState::of(&record)
            .with_context(|| format!("the record of `{id}` does not begin with its opening"))?;
        Ok((record, state))
    }

    fn write(&self, id: &Id, by: &Text, deeds: Vec<Deed>) -> Result<EventState, StoreError> {
        let now = self.now.in_zone(&self.zone);
        let record = self.store.add(id, &now, by, deeds)?;
        EventState::of(&record).ok_or_else(|| StoreError::Io {
            file: id.to_string(),
            why: "the record does not begin with its opening".to_owned(),
        })
    }

    fn clocks(&self, state: &EventState) -> Vec<Clock> {
        clocks(state, &self.now)
    }

    fn report(&self, id: &Id, record: &Record, state: EventState) -> EventReport {
        let certain = state.certain_at.as_ref().map(Moment::date);
        EventReport {
            id: id.clone(),
            decision: decide(
                state.kind,
                self.roles(),
                &state.facts,
                certain,
                self.now.date(),
            ),
            clocks: self.clocks(&state),
            recipient: recipient(&self.project),
            digest: record.digest(),
            state,
        }
    }

    /// The components of the project's SBOMs, as name and version, those that the product depends
    /// on directly first. An SBOM that cannot be read has none here.
    fn components(&self) -> Vec<String> {
        let mut names = Vec::new();
        for path in &self.project.inputs.sbom {
            let input = SbomInput::read(path.clone(), self.root.resolve(path.raw()));
            let SbomState::Read(sbom) = input.state else {
                continue;
            };
            let root = sbom
                .root
                .as_ref()
                .and_then(|root| root.reference.as_deref());
            let direct: Vec<&str> = root
                .map(|root| sbom.dependencies.dependencies_of(root).collect())
                .unwrap_or_default();
            let (mut first, mut rest) = (Vec::new(), Vec::new());
            for component in &sbom.components {
                let version = component
                    .version
                    .as_ref()
                    .map(|v| format!(" {}", one_line(v.raw())))
                    .unwrap_or_default();
                let name = format!("{}{version}", one_line(component.name.raw()));
                let is_direct = component
                    .reference
                    .as_deref()
                    .is_some_and(|reference| direct.contains(&reference));
                if is_direct { &mut first } else { &mut rest }.push(name);
            }
            names.append(&mut first);
            names.append(&mut rest);
        }
        names
    }

    /// A time that the user gives: with offset, or as on a clock in the zone; `now` is now. It
    /// must not lie ahead.
    fn time(&self, text: &str) -> Result<Moment> {
        let at = if text.trim().eq_ignore_ascii_case("now") {
            self.now.in_zone(&self.zone)
        } else {
            Moment::parse(text, &self.zone).map_err(anyhow::Error::msg)?
        };
        if at > self.now {
            bail!(
                "{} lies ahead of now ({})",
                at.in_words(),
                self.now.in_zone(&self.zone).in_words()
            );
        }
        Ok(at)
    }
}
