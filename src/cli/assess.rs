use std::io::{IsTerminal, Write};
use std::process::Command;

use anyhow::{Context, Result, bail};
use clap::{Parser, ValueEnum};

use super::answer::find_evidence;
use super::typed::{Line, Typed};
use super::{Global, Outcome, Screen};
use crate::assessment::{Verdict, assess};
use crate::project::{LoadedProject, author, load, save_answer};
use crate::questionnaire::{
    Effect, Event, Filter, Prompt, Questionnaire, View, items, plain, section,
};
use crate::text::{Text, one_line};
use crate::values::{Date, Id};

/// Answer the questionnaire; leave and come back at any time
#[derive(Parser)]
pub(crate) struct Args {
    /// Begin with this question or requirement
    #[arg(value_name = "ID")]
    from: Option<String>,
    /// Ask only what is open, or only what closes the gate
    #[arg(long, value_enum)]
    only: Option<Only>,
    /// Ask only this section or requirement, such as annex-i.ii or 'Annex I, Part II'
    #[arg(long, value_name = "SECTION")]
    section: Option<String>,
    /// Answer for this part of the product
    #[arg(long, value_name = "PART")]
    part: Option<Id>,
    /// Who answers [default: CEMARK_AUTHOR, else Git's user.name]
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// Lines in, lines out: for pipes and screen readers
    #[arg(long)]
    plain: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Only {
    /// Not answered
    Open,
    /// Whatever closes the gate
    Gaps,
}

pub(crate) fn run(args: Args, global: &Global, screen: &Screen) -> Result<Outcome> {
    let terminal = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
    if !args.plain && !terminal {
        bail!(
            "`cemark assess` asks questions and needs a terminal\n  help: use `cemark answer` in scripts, or --plain to read answers line by line"
        );
    }
    let started = std::time::Instant::now();
    let loaded = global.load_to_read()?;
    let today = global.today()?;
    if let Some(part) = &args.part
        && !loaded.project.parts.contains_key(part)
    {
        bail!("cemark.yaml has no part `{part}`; name it under `parts` there first");
    }
    let by = author(args.by.as_deref(), &loaded.root.folder)?;
    let assessment = assess(&loaded, today);
    let filter = match args.only {
        None => Filter::All,
        Some(Only::Open) => Filter::Open,
        Some(Only::Gaps) => Filter::Gaps,
    };
    let items = items(
        &loaded,
        &assessment,
        filter,
        args.section.as_deref(),
        args.part.as_ref(),
    );
    if let Some(section) = args.section.as_deref().filter(|_| items.is_empty()) {
        check_section(&loaded, section)?;
    }
    if items.is_empty() {
        screen.result(
            "Nothing is left to ask here. `cemark status` shows where the assessment stands.\n",
        )?;
        return Ok(Outcome::Done);
    }
    let mut machine = Questionnaire::new(items, filter == Filter::All);
    if let Some(id) = args.from {
        machine.handle(Event::Jump(id));
        if let View::Question {
            message: Some(why), ..
        } = machine.view()
        {
            bail!("{why}\n  help: `cemark checklist show NAME` lists the questions of a checklist");
        }
    }
    let sitting = Sitting {
        loaded: &loaded,
        today,
        by,
        part: args.part,
        terminal: terminal && !args.plain,
        quick: started.elapsed() < QUICK,
    };
    converse(&mut machine, &sitting, screen)?;
    Ok(Outcome::Done)
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

struct Sitting<'a> {
    loaded: &'a LoadedProject,
    today: Date,
    by: String,
    part: Option<Id>,
    terminal: bool,
    /// Looking at everything again after each answer keeps nobody waiting.
    quick: bool,
}

/// So long may it take to see what an answer came to.
const QUICK: std::time::Duration = std::time::Duration::from_millis(300);

/// The line dialogue: draws the view, reads a line, carries out what the machine asks for.
fn converse(machine: &mut Questionnaire, sitting: &Sitting<'_>, screen: &Screen) -> Result<()> {
    let mut typed = Typed::new(screen, sitting.terminal);
    loop {
        let view = machine.view();
        let prompt = plain::prompt(&view);
        screen.output(
            &format!("{}{prompt}", plain::draw(&view, screen.width())),
            None,
        )?;
        let line = match typed.next(takes_text(&view), ":e opens an editor")? {
            Line::Text(line) => line,
            Line::Cut => continue,
            Line::End => {
                screen.output("\n", None)?;
                break;
            }
        };
        // A line that is not UTF-8 is told, not a reason to lose the sitting.
        let event = match std::str::from_utf8(&line) {
            Ok(text) => plain::parse(&view, text),
            Err(_) => Err("that line is not UTF-8 text".to_owned()),
        };
        let mut effect = match event {
            Ok(event) => machine.handle(event),
            Err(expected) => {
                screen.output(&format!("* {expected}\n"), None)?;
                continue;
            }
        };
        while let Some(todo) = effect {
            if todo == Effect::Quit {
                return say_goodbye(screen);
            }
            let event = carry_out(todo, sitting);
            effect = machine.handle(event);
        }
    }
    say_goodbye(screen)
}

/// Whether notes or a justification are asked for.
fn takes_text(view: &View<'_>) -> bool {
    matches!(
        view,
        View::Question {
            prompt: Prompt::Notes { .. } | Prompt::Justification { .. },
            ..
        }
    )
}

fn say_goodbye(screen: &Screen) -> Result<()> {
    screen.output("Every finished answer is saved. `cemark assess` goes on where you left; `cemark status` shows where you stand.\n", None)
}

fn carry_out(effect: Effect, sitting: &Sitting<'_>) -> Event {
    let told = |error: anyhow::Error| format!("{error:#}");
    match effect {
        Effect::FindEvidence(source) => {
            match find_evidence(&sitting.loaded.root, &source, sitting.today, None) {
                Ok(evidence) => Event::EvidenceFound(Box::new(evidence)),
                Err(error) => Event::EvidenceRefused(told(error)),
            }
        }
        Effect::OpenEditor(text) => match edit(&text) {
            Ok(text) => Event::Edited(text),
            Err(error) => Event::EvidenceRefused(told(error)),
        },
        Effect::Save(todo) => {
            let (id, mut answer) = *todo;
            let checklists = &sitting.loaded.checklists;
            let Some(checklist) = checklists.checklist_of(id.as_str()) else {
                return Event::SaveFailed(format!("`{id}` belongs to no checklist"));
            };
            answer.author = Some(Text::new(sitting.by.clone()));
            answer.date = Some(sitting.today);
            answer.revision = checklists.question(id.as_str()).map(|(_, q)| q.revision);
            answer.parts.clear();
            match save_answer(
                &sitting.loaded.root,
                checklist,
                &id,
                sitting.part.as_ref(),
                &answer,
            ) {
                Ok(_) => Event::Saved(sitting.quick.then(|| outcome(sitting, &id)).flatten()),
                Err(error) => Event::SaveFailed(error.to_string()),
            }
        }
        Effect::Quit => Event::Quit,
    }
}

/// What a later `check` will say of the answer just saved, read back from disk.
fn outcome(sitting: &Sitting<'_>, id: &Id) -> Option<(Verdict, Vec<String>)> {
    let loaded = load(sitting.loaded.root.clone()).ok()?;
    let assessment = assess(&loaded, sitting.today);
    let part = sitting.part.as_ref();
    let results = assessment.requirements.iter().flat_map(|r| &r.questions);
    let worst = results
        .filter(|q| q.id == *id && (part.is_none() || q.part.as_ref() == part))
        .min_by_key(|q| q.verdict)?;
    let reasons = worst.reasons.iter().map(|r| r.text.clone()).collect();
    Some((worst.verdict, reasons))
}

/// Opens $VISUAL or $EDITOR on `text` and gives what was saved. Lines that begin with `#!` are
/// the instructions and are dropped.
fn edit(text: &str) -> Result<String> {
    let editor = ["VISUAL", "EDITOR"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|v| !v.trim().is_empty()));
    let editor = editor.unwrap_or_else(|| if cfg!(windows) { "notepad" } else { "vi" }.to_owned());
    let mut file = tempfile::Builder::new()
        .prefix("cemark-")
        .suffix(".md")
        .tempfile()?;
    write!(
        file,
        "{text}\n#! Save and close to take this text; lines like this one are dropped.\n"
    )?;
    file.flush()?;
    // The variable may hold arguments, such as `code --wait`.
    let mut words = editor.split_whitespace();
    let program = words.next().context("$EDITOR is empty")?;
    let status = Command::new(program)
        .args(words)
        .arg(file.path())
        .status()
        .with_context(|| {
            format!(
                "cannot start the editor `{}`; set $EDITOR",
                one_line(&editor)
            )
        })?;
    if !status.success() {
        bail!(
            "the editor `{}` ended with an error; the text was not taken",
            one_line(&editor)
        );
    }
    let edited = std::fs::read_to_string(file.path()).context("the edited text cannot be read")?;
    Ok(edited
        .lines()
        .filter(|line| !line.starts_with("#!"))
        .collect::<Vec<_>>()
        .join("\n")
        .trim()
        .to_owned())
}
