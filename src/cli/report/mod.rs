//! `report`: Art. 14. One file a subcommand; [`Desk`] is what they share.

mod assess;
mod draft;
mod drill;
mod log;
mod record;
mod sitting;
mod status;
mod submitted;

use std::path::Path;

use anyhow::{Context, Result, bail};
use clap::{Args as ClapArgs, Parser, Subcommand};

use super::screen::{is_stdout, spare_own};
use super::{Global, Outcome, Screen};
use crate::checklist::Role;
use crate::incident::{
    Clock, Deed, Draft, EventState, Kind, Record, StageKind, Store, StoreError, Writer, clocks,
    day_of_the_act, decide, recipient, stays_out_of_git, stays_private,
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
    Log(log::Args),
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
    if global.is_by_epoch() {
        let now = global.now()?.in_words();
        screen.say(&format!(
            "note: SOURCE_DATE_EPOCH sets `now` to {now}; unset it for a real event"
        ))?;
    }
    match args.command {
        Command::Assess(args) => assess::run(args, global, screen),
        Command::Status(args) => status::run(args, global, screen),
        Command::Record(args) => record::run(args, global, screen),
        Command::Draft(args) => draft::run(args, global, screen),
        Command::Submitted(args) => submitted::run(args, global, screen),
        Command::Requested(args) => submitted::requested(args, global, screen),
        Command::Log(args) => log::run(args, global, screen),
        Command::Drill(args) => drill::run(args, global, screen),
    }
}

/// The project, its events and the instant: no answers and no checklists are read, so that a
/// mistake there does not stand in the way when hours count.
struct Desk {
    root: Root,
    project: Project,
    store: Store,
    /// The instant that was given; without one, time goes on while a person answers.
    fixed: Option<Moment>,
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
            fixed: global.fixed_now()?,
            zone: match zone {
                Some(zone) => zone.clone(),
                None => {
                    // Hours that are counted by a wrong clock are worse than none.
                    Zone::asked_for().map_err(anyhow::Error::msg)?;
                    Zone::system()
                }
            },
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

    fn now(&self) -> Moment {
        self.fixed.clone().unwrap_or_else(Moment::now)
    }

    fn roles(&self) -> &[Role] {
        self.project.role.all()
    }

    /// The event that is meant: the one named, else the only real one that is open, else the only
    /// rehearsal that is, else the only one of which something was to be or was sent: notices and
    /// answers to the CSIRT follow the final report.
    fn event(&self, named: Option<&Id>) -> Result<(Id, EventState)> {
        if let Some(id) = named {
            return Ok((id.clone(), self.state(id)?));
        }
        let mut events = Vec::new();
        for id in self.store.names()? {
            let state = self.state(&id).with_context(|| {
                format!("`{id}` cannot be read; name the event that you mean with --event")
            })?;
            events.push((id, state));
        }
        let (open, closed): (Vec<_>, Vec<_>) = events
            .into_iter()
            .partition(|(_, state)| !state.is_closed());
        let (drills, real): (Vec<_>, Vec<_>) = open.into_iter().partition(|(_, state)| state.drill);
        let mut candidates = real;
        if candidates.is_empty() {
            candidates = drills;
        }
        if candidates.is_empty() {
            candidates = closed;
            candidates.retain(|(_, state)| state.is_to_report() || !state.submissions.is_empty());
        }
        let names: Vec<_> = candidates.iter().map(|(id, _)| id.to_string()).collect();
        match (candidates.pop(), names.as_slice()) {
            (Some(only), [_]) => Ok(only),
            (None, _) => bail!(
                "no event is open; `cemark report assess` opens one, --event names an old one"
            ),
            (Some(_), names) => bail!(
                "there are several events: name one with --event: {}",
                names.join(", ")
            ),
        }
    }

    /// The rehearsal that is named, else the only open one.
    fn open_drill(&self, named: Option<&Id>) -> Result<(Id, EventState)> {
        let names = match named {
            Some(id) => vec![id.clone()],
            None => self.store.names()?,
        };
        let mut open = Vec::new();
        for id in names {
            let state = self.state(&id)?;
            if state.drill && !state.ended {
                open.push((id, state));
            }
        }
        match (open.pop(), open.is_empty(), named) {
            (Some(only), true, _) => Ok(only),
            (Some(_), false, _) => bail!("several rehearsals are open: name one with --event"),
            (None, _, Some(id)) => bail!("`{id}` is no rehearsal that is open"),
            (None, _, None) => bail!("no rehearsal is open"),
        }
    }

    fn state(&self, id: &Id) -> Result<EventState> {
        Ok(state_of(id, &self.store.read(id)?)?)
    }

    /// Refuses to write to a rehearsal that was ended.
    fn is_open(&self, id: &Id, state: &EventState) -> Result<()> {
        if state.ended {
            bail!("the rehearsal `{id}` was ended; `cemark report drill` begins another");
        }
        Ok(())
    }

    fn write(&self, id: &Id, by: &Text, deeds: Vec<Deed>) -> Result<EventState, StoreError> {
        let now = || self.now().in_zone(&self.zone);
        let writer = Writer { by, now: &now };
        state_of(id, &self.store.add(id, &writer, deeds)?)
    }

    /// Opens an event under a free name.
    fn write_new(
        &self,
        kind: Kind,
        drill: bool,
        by: &Text,
        deeds: Vec<Deed>,
    ) -> Result<(Id, EventState), StoreError> {
        let now = || self.now().in_zone(&self.zone);
        let writer = Writer { by, now: &now };
        let (id, record) = self.store.open(kind, drill, &writer, deeds)?;
        let state = state_of(&id, &record)?;
        Ok((id, state))
    }

    /// Keeps a copy of what was sent and adds the entry that tells of it.
    fn keep(
        &self,
        id: &Id,
        by: &Text,
        copy: (&str, &[u8]),
        deed: impl FnOnce(Text) -> Deed,
    ) -> Result<EventState, StoreError> {
        let now = || self.now().in_zone(&self.zone);
        let writer = Writer { by, now: &now };
        state_of(id, &self.store.keep(id, &writer, copy, deed)?)
    }

    fn clocks(&self, state: &EventState) -> Vec<Clock> {
        clocks(state, &self.now())
    }

    /// The first stage with a limit that is still open.
    fn next_stage(&self, state: &EventState) -> Option<StageKind> {
        let clocks = self.clocks(state);
        let open = clocks.iter().find(|clock| clock.progress.is_open());
        open.map(|clock| clock.stage)
    }

    /// The draft of a stage as of now.
    fn draft(&self, state: &EventState, stage: StageKind) -> Result<Draft> {
        let today = day_of_the_act(&self.now());
        Draft::of(&self.project, state, stage, today).with_context(|| {
            let article = if state.kind == Kind::Incident {
                "an"
            } else {
                "a"
            };
            format!(
                "{article} {} has no {}",
                state.kind.name(),
                stage.in_words()
            )
        })
    }

    fn report(&self, id: &Id, state: EventState) -> EventReport {
        let certain = state.certain_at.as_ref().map(day_of_the_act);
        let today = day_of_the_act(&self.now());
        let decision = decide(state.kind, self.roles(), &state.facts, certain, today);
        EventReport {
            id: id.clone(),
            decision,
            clocks: self.clocks(&state),
            recipient: recipient(&self.project),
            changed: self.changed_copies(id, &state),
            // By Art. 24(3) a steward owes it for severe incidents only.
            owes_users: state.is_to_report()
                && (state.kind == Kind::Incident || self.roles() != [Role::Steward]),
            state,
        }
    }

    /// Kept copies of what was sent that were changed or removed since.
    fn changed_copies(&self, id: &Id, state: &EventState) -> Vec<Text> {
        let taken_back = state.taken_back.iter();
        let taken_back = taken_back.filter_map(|gone| gone.sent.as_ref());
        let mut changed: Vec<Text> = state
            .submissions
            .iter()
            .chain(taken_back)
            .filter(|sent| !self.store.is_intact(id, &sent.file, &sent.sha256))
            .map(|sent| sent.file.clone())
            .collect();
        changed.dedup();
        changed
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
        let now = self.now();
        let at = if text.trim().eq_ignore_ascii_case("now") {
            now.in_zone(&self.zone)
        } else {
            let at = Moment::parse(text, &self.zone).map_err(anyhow::Error::msg)?;
            // An offset fixes the instant; the days of a limit are those of the place.
            let given = at.zone();
            let is_place = given.name().is_some() && !given.is_utc();
            match self.zone.is_utc() || is_place {
                true => at,
                false => at.in_zone(&self.zone),
            }
        };
        if at > now {
            bail!(
                "{} lies ahead of now ({})",
                at.in_words(),
                now.in_zone(&self.zone).in_words()
            );
        }
        Ok(at)
    }
}

/// Refuses an output that would take the place of a file of the project, or that Git would track
/// although it tells of an event.
fn spare_output(root: &Root, file: Option<&Path>, allow_tracked: bool) -> Result<()> {
    spare_own(root, file)?;
    match file.filter(|file| !is_stdout(file)) {
        Some(file) if !allow_tracked => Ok(stays_out_of_git(file)?),
        _ => Ok(()),
    }
}

fn state_of(id: &Id, record: &Record) -> Result<EventState, StoreError> {
    EventState::of(record).ok_or_else(|| StoreError::Io {
        file: id.to_string(),
        why: "the record does not begin with its opening".to_owned(),
    })
}
