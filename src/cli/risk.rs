use anyhow::{Result, bail};
use clap::{Parser, Subcommand, ValueEnum};

use super::typed::{Line, Typed};
use super::{Global, Outcome, Screen};
use crate::output::{risk_json, risk_text};
use crate::project::{LoadedProject, RiskEntry, add_risk, author};
use crate::text::{Lines, Text, one_line};
use crate::values::Id;
use crate::yaml::did_you_mean;

/// Keep the risk assessment entry by entry in cemark/risk.yaml, Art. 13(2) to (4)
#[derive(Parser)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Add(AddArgs),
    List(ListArgs),
}

/// Add an entry; in a terminal it asks for what is not given
#[derive(Parser)]
struct AddArgs {
    /// What is to be protected: data, a function, a key, a user
    #[arg(long, value_name = "TEXT")]
    asset: Option<String>,
    /// What could happen to it, and how
    #[arg(long, value_name = "TEXT")]
    threat: Option<String>,
    /// A point of Annex I that it speaks of, or a question on one; may be given several times
    #[arg(long = "point", value_name = "ID")]
    points: Vec<Id>,
    /// The entry shows that these points do not apply to the product
    #[arg(long)]
    does_not_apply: bool,
    /// The part of the product that it speaks of [default: all]
    #[arg(long, value_name = "PART")]
    part: Option<Id>,
    /// What is done about it, or why nothing is needed
    #[arg(long, value_name = "TEXT")]
    treatment: Option<String>,
    /// What is left of the risk, and why that will do
    #[arg(long, value_name = "TEXT")]
    residual: Option<String>,
    /// Who accepts what is left [default: the author]
    #[arg(long, value_name = "NAME")]
    accepted_by: Option<String>,
    /// The entry's name [default: the next of r-1, r-2, ...]
    #[arg(long, value_name = "ID")]
    id: Option<Id>,
    /// Lines in, lines out: for pipes and screen readers
    #[arg(long)]
    plain: bool,
}

/// List the entries by point of Annex I, with the letters of Part I point 2 that have none
#[derive(Parser)]
struct ListArgs {
    /// This point or question only
    #[arg(long, value_name = "ID")]
    point: Option<Id>,
    /// Form of the output
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For scripts: `cemark schema risk-list` describes it
    Json,
}

pub(crate) fn run(args: Args, global: &Global, screen: &Screen) -> Result<Outcome> {
    let loaded = global.load()?;
    match args.command {
        Command::Add(args) => add(args, &loaded, global, screen),
        Command::List(args) => list(&args, &loaded, screen),
    }
}

fn list(args: &ListArgs, loaded: &LoadedProject, screen: &Screen) -> Result<Outcome> {
    if let Some(point) = &args.point {
        known_point(loaded, point)?;
    }
    let register = loaded.risks.clone().unwrap_or_default();
    match args.format {
        Format::Text => screen.page(
            &risk_text::list(
                &register,
                &loaded.checklists,
                args.point.as_ref(),
                screen.width(),
            ),
            None,
        )?,
        Format::Json => screen.output(&risk_json::render(&register, args.point.as_ref()), None)?,
    }
    Ok(Outcome::Done)
}

fn known_point(loaded: &LoadedProject, point: &Id) -> Result<()> {
    if loaded.checklists.is_of_annex_i(point) {
        return Ok(());
    }
    let ids = crate::regulation::points()
        .iter()
        .map(|point| point.id.as_str());
    let ids = ids.chain(loaded.checklists.questions().map(|(_, q)| q.id.as_str()));
    let ids = ids.filter(|id| id.starts_with("annex-i."));
    let hint = did_you_mean(point.as_str(), ids)
        .map(|near| format!("did you mean `{near}`?"))
        .unwrap_or_else(|| "`cemark checklist show annex-i` lists them".to_owned());
    bail!("`{point}` is no point of Annex I and no question on one; {hint}")
}

fn add(args: AddArgs, loaded: &LoadedProject, global: &Global, screen: &Screen) -> Result<Outcome> {
    let asks = args.plain || Screen::is_interactive();
    let mut dialogue = asks.then(|| Dialogue {
        typed: Typed::new(screen, !args.plain),
        screen,
    });
    for point in &args.points {
        known_point(loaded, point)?;
    }
    if let Some(part) = args
        .part
        .as_ref()
        .filter(|part| !loaded.project.parts.contains_key(*part))
    {
        bail!("cemark.yaml has no part `{part}`; name it under `parts` there first");
    }
    let mut text = |name: &str, given: Option<String>, ask: &str| -> Result<Option<Text>> {
        match (given.filter(|text| !text.trim().is_empty()), &mut dialogue) {
            (Some(text), _) => Ok(Some(Text::new(text.trim()))),
            (None, Some(dialogue)) => dialogue.text(ask),
            (None, None) => bail!("--{name} is missing: {ask}"),
        }
    };
    let Some(asset) = text(
        "asset",
        args.asset,
        "What is to be protected (data, a function, a key, a user)?",
    )?
    else {
        return left(screen);
    };
    let Some(threat) = text("threat", args.threat, "What could happen to it, and how?")? else {
        return left(screen);
    };
    let points = if args.points.is_empty() {
        let ask = "Which points of Annex I does it speak of (such as annex-i.i.2.d, several with spaces)?";
        loop {
            let Some(words) = text("point", None, ask)? else {
                return left(screen);
            };
            match points(loaded, &words) {
                Ok(points) => break points,
                Err(why) if asks => screen.output(&format!("* {why:#}\n"), None)?,
                Err(why) => return Err(why),
            }
        }
    } else {
        args.points
    };
    let Some(treatment) = text(
        "treatment",
        args.treatment,
        "What is done about it, or why is nothing needed?",
    )?
    else {
        return left(screen);
    };
    let Some(residual) = text(
        "residual",
        args.residual,
        "What is left of the risk, and why will that do?",
    )?
    else {
        return left(screen);
    };
    let accepted_by = match args.accepted_by {
        Some(name) if !name.trim().is_empty() => name,
        _ => author(None, &loaded.root.folder)?,
    };
    let entry = RiskEntry {
        asset,
        threat,
        points,
        applies: !args.does_not_apply,
        part: args.part,
        treatment,
        residual,
        accepted_by: Text::new(one_line(&accepted_by)),
        date: global.today()?,
    };
    let known = |id: &Id| loaded.checklists.is_of_annex_i(id);
    let id = add_risk(&loaded.root, args.id.as_ref(), &entry, known)?;
    super::init::write_schemas(&loaded.root.folder)?;
    let points: Vec<_> = entry.points.iter().map(Id::as_str).collect();
    let mut lines = Lines::new(screen.width());
    let says = if entry.applies {
        "applies"
    } else {
        "does not apply"
    };
    lines.hanging(
        &format!("{id}: "),
        2,
        &format!(
            "written to cemark/risk.yaml; says that {} {says}",
            points.join(", ")
        ),
    );
    screen.result(&lines.into_string())?;
    Ok(Outcome::Done)
}

fn left(screen: &Screen) -> Result<Outcome> {
    screen.result("Nothing was recorded.\n")?;
    Ok(Outcome::Done)
}

fn points(loaded: &LoadedProject, words: &Text) -> Result<Vec<Id>> {
    let mut points = Vec::new();
    for word in words
        .raw()
        .split([' ', ','])
        .filter(|word| !word.is_empty())
    {
        let id: Id = word.parse().map_err(anyhow::Error::msg)?;
        known_point(loaded, &id)?;
        if !points.contains(&id) {
            points.push(id);
        }
    }
    Ok(points)
}

struct Dialogue<'a> {
    typed: Typed<'a>,
    screen: &'a Screen,
}

impl Dialogue<'_> {
    /// Asks until a text comes; none when the user leaves.
    fn text(&mut self, ask: &str) -> Result<Option<Text>> {
        let mut lines = Lines::new(self.screen.width());
        lines.wrapped("", ask);
        self.screen.output(&lines.into_string(), None)?;
        loop {
            self.screen.output("> ", None)?;
            let line = match self
                .typed
                .next(true, "write it into cemark/risk.yaml with an editor")?
            {
                Line::Text(line) => line,
                Line::Cut => continue,
                Line::End => return Ok(None),
            };
            match std::str::from_utf8(&line).map(str::trim) {
                Ok("q" | "quit") => return Ok(None),
                Ok("") => self.screen.output("* a text, or q to leave\n", None)?,
                Ok(text) => return Ok(Some(Text::new(text))),
                Err(_) => self
                    .screen
                    .output("* that line is not UTF-8 text\n", None)?,
            }
        }
    }
}
