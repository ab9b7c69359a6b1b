use std::io::IsTerminal;

use anyhow::{Result, bail};
use clap::{Parser, ValueEnum};

use super::{Global, Outcome, Screen};
use crate::checklist::Phase;
use crate::project::{LoadedProject, Presence, author};
use full::Left;

use crate::questionnaire::full::Palette;
use crate::questionnaire::plain::draw_summary;
use crate::questionnaire::{Drafts, Event, Filter, Questionnaire, Scene, Sitting, State, section};
use crate::text::one_line;
use crate::values::Id;

mod editor;
mod full;
mod plain;
mod window;

/// Answer the questionnaire; leave and come back at any time
#[derive(Parser)]
pub(crate) struct Args {
    /// Begin with this question or requirement
    #[arg(value_name = "ID")]
    from: Option<String>,
    /// Ask only what is open, what closes the gate, or what you take care of
    #[arg(long, value_enum)]
    only: Option<Only>,
    /// Ask only this section or requirement, such as annex-i.ii or 'Annex I, Part II'
    #[arg(long, value_name = "SECTION")]
    section: Option<String>,
    /// Ask only what has to be met in this phase
    #[arg(long, value_name = "PHASE", value_enum)]
    phase: Option<PhaseWord>,
    /// Answer for this part of the product
    #[arg(long, value_name = "PART")]
    part: Option<Id>,
    /// Who answers [default: CEMARK_AUTHOR, else Git's user.name]
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// Lines in, lines out: for pipes and screen readers; nothing is drawn again
    #[arg(long)]
    plain: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Only {
    /// Not answered
    Open,
    /// Whatever closes the gate
    Gaps,
    /// Whose owner you are
    Mine,
}

#[derive(Clone, Copy, ValueEnum)]
enum PhaseWord {
    BeforeDeclaration,
    Declaration,
    AfterPlacing,
    OnEvent,
}

impl From<PhaseWord> for Phase {
    fn from(word: PhaseWord) -> Self {
        match word {
            PhaseWord::BeforeDeclaration => Phase::BeforeDeclaration,
            PhaseWord::Declaration => Phase::Declaration,
            PhaseWord::AfterPlacing => Phase::AfterPlacing,
            PhaseWord::OnEvent => Phase::OnEvent,
        }
    }
}

pub(crate) fn run(args: Args, global: &Global, screen: &Screen) -> Result<Outcome> {
    let terminal = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
    if !args.plain && !terminal {
        bail!(
            "`cemark assess` asks questions and needs a terminal\n  help: use `cemark answer` in scripts, or --plain to read answers line by line"
        );
    }
    let root = global.root()?;
    let by = author(args.by.as_deref(), &root.folder)?;
    let today = global.today()?;
    let mut sitting = Sitting::open(root, global.language(), today, &by, args.part.clone())?;
    let loaded = sitting.loaded();
    if let Some(part) = &args.part
        && !loaded.project.parts.contains_key(part)
    {
        bail!("cemark.yaml has no part `{part}`; name it under `parts` there first");
    }
    if let Some(section) = &args.section {
        check_section(loaded, section)?;
    }
    let mut presence = Presence::enter(&loaded.root, &who(&by, global)?);
    let filter = Filter {
        state: match args.only {
            Some(Only::Open) => State::Open,
            Some(Only::Gaps) => State::Gaps,
            Some(Only::Mine) | None => State::All,
        },
        owner: matches!(args.only, Some(Only::Mine)).then(|| by.clone()),
        within: args.section,
        phase: args.phase.map(Phase::from),
    };
    let resume = filter.state == State::All;
    let (kept, unread) = match sitting.take_up() {
        Ok(kept) => (kept, None),
        Err(error) => (Drafts::new(), Some(error)),
    };
    let mut machine = Questionnaire::new(sitting.standing(), &by, filter, resume, kept);
    if machine.is_empty() {
        screen.result(
            "Nothing is left to ask here. `cemark status` shows where the assessment stands.\n",
        )?;
        return Ok(Outcome::Done);
    }
    if let Some(id) = args.from {
        machine.handle(Event::Jump(id));
        let view = machine.view();
        if let (Scene::Question { .. }, Some(why)) = (view.scene, view.message) {
            bail!("{why}\n  help: `cemark checklist show NAME` lists the questions of a checklist");
        }
    }
    if let Some(other) = presence.other() {
        machine.handle(Event::Told(format!(
            "{other} has this questionnaire open; answers are merged question by question, and nothing is overwritten without asking"
        )));
    }
    if let Some(error) = unread {
        machine.handle(Event::Told(format!(
            "unfinished answers of before are left as they are, and none can be kept now: {error}"
        )));
    }
    if args.plain || !has_full_screen() {
        plain::converse(&mut machine, &mut sitting, &mut presence, screen, terminal)?;
        return Ok(Outcome::Done);
    }
    let palette = Palette {
        colours: screen.has_256_colours(),
    };
    match full::converse(&mut machine, &mut sitting, &mut presence, palette)? {
        Left::Asked => {
            screen.output(&draw_summary(&machine.view(), screen.width()), None)?;
            say_goodbye(screen)?;
        }
        Left::Signal(signal) => {
            screen.say(
                "stopped; every finished answer is saved, and what was being written is kept",
            )?;
            window::end_by(signal)?;
        }
        Left::Gone => {}
    }
    Ok(Outcome::Done)
}

/// Whether the terminal can be drawn on; the plain face is for all others.
fn has_full_screen() -> bool {
    cfg!(windows) || std::env::var("TERM").is_ok_and(|name| !name.is_empty() && name != "dumb")
}

fn say_goodbye(screen: &Screen) -> Result<()> {
    screen.output("Every finished answer is saved. `cemark assess` goes on where you left; `cemark status` shows where you stand.\n", None)
}

/// Who sits here, for another who opens the same questionnaire.
fn who(by: &str, global: &Global) -> Result<String> {
    let now = global.now()?;
    Ok(format!(
        "{} (process {}, since {})",
        one_line(by),
        std::process::id(),
        now.in_words()
    ))
}

/// That a section or requirement is there, although nothing of it is left to ask.
fn check_section(loaded: &LoadedProject, wanted: &str) -> Result<()> {
    let mut sections: Vec<String> = Vec::new();
    for (_, requirement) in loaded.checklists.requirements() {
        let section = section(&requirement.citation);
        if section.eq_ignore_ascii_case(wanted)
            || requirement.id.is_within(wanted)
            || requirement.questions.iter().any(|q| q.id.is_within(wanted))
        {
            return Ok(());
        }
        let section = format!("'{section}'");
        if !sections.contains(&section) {
            sections.push(section);
        }
    }
    bail!(
        "there is no section `{}`; expected one of {}, or the beginning of an id such as annex-i.ii",
        one_line(wanted),
        sections.join(", ")
    )
}
