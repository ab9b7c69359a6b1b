use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::{Parser, Subcommand, ValueEnum};

use super::explain::loaded_or_embedded;
use super::screen::spare_own;
use super::{Global, Outcome, Screen};
use crate::checklist::{Checklist, Checklists, EMBEDDED, LoadedChecklist, lint, read_checklist};
use crate::output::checklist_json;
use crate::regulation::{Point, points};
use crate::text::{Lines, Text, one_line};
use crate::values::Id;
use crate::yaml::FileError;

/// List, show or lint checklists
#[derive(Parser)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// List the requirements of the project's checklists (without a project: the embedded ones)
    List {
        /// Form of the output
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
        /// Write the output to this file
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Show one checklist with its questions
    Show {
        /// Its name, such as annex-i
        name: String,
    },
    /// Check checklist files; without any, the embedded ones and those of the project
    Lint {
        /// The files
        files: Vec<PathBuf>,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For scripts
    Json,
}

pub(crate) fn run(args: Args, global: &Global, screen: &Screen) -> Result<Outcome> {
    match args.command {
        Command::List { format, output } => {
            let mut checklists = loaded_or_embedded(global)?;
            if matches!(format, Format::Text) {
                checklists.translate(global.language());
            }
            if let Ok(root) = global.root() {
                spare_own(&root, output.as_deref())?;
            }
            let text = match format {
                Format::Json => checklist_json::render(&checklists),
                Format::Text => list(&checklists, screen.width()),
            };
            screen.output(&text, output.as_deref())?;
            Ok(Outcome::Done)
        }
        Command::Show { name } => show(&name, global, screen),
        Command::Lint { files } => lint_all(&files, global, screen),
    }
}

fn list(checklists: &Checklists, width: usize) -> String {
    let mut lines = Lines::new(width);
    for loaded in &checklists.all {
        let checklist = &loaded.checklist;
        lines.wrapped(
            "",
            &format!(
                "{} {}  {}",
                checklist.checklist,
                checklist.version,
                one_line(checklist.title.raw())
            ),
        );
        for requirement in &checklist.requirements {
            let questions = requirement.questions.len();
            let id = requirement.id.as_str();
            lines.hanging(
                &format!("  {id:<16} {questions:>2}  "),
                23,
                &format!(
                    "{}: {}",
                    requirement.citation,
                    one_line(requirement.title.raw())
                ),
            );
        }
    }
    lines.into_string()
}

fn show(name: &str, global: &Global, screen: &Screen) -> Result<Outcome> {
    let mut checklists = loaded_or_embedded(global)?;
    checklists.translate(global.language());
    let Some(loaded) = checklists
        .all
        .iter()
        .find(|l| l.checklist.checklist.as_str() == name)
    else {
        let names: Vec<_> = checklists
            .all
            .iter()
            .map(|l| format!("`{}`", l.checklist.checklist))
            .collect();
        anyhow::bail!(
            "there is no checklist `{}`; there are {}",
            one_line(name),
            names.join(", ")
        );
    };
    let checklist = &loaded.checklist;
    let mut lines = Lines::new(screen.width());
    lines.wrapped("", &format!("{} {}", checklist.title, checklist.version));
    lines.wrapped("", &checklist.about.to_string());
    for requirement in &checklist.requirements {
        lines.line("");
        lines.hanging(
            &format!("{}  ", requirement.id),
            2,
            &format!("{}  {}", requirement.citation, requirement.title),
        );
        for question in &requirement.questions {
            let ask = question
                .ask
                .as_ref()
                .map(Text::to_string)
                .unwrap_or_default();
            let owner = question
                .reference
                .as_ref()
                .map(|id| format!("see {id}"))
                .unwrap_or_default();
            let value = question
                .value
                .as_ref()
                .map(|key| format!("`{key}` in cemark.yaml"))
                .unwrap_or_default();
            lines.line(&format!("  {}", question.id));
            lines.wrapped("    ", &one_line(&format!("{ask}{owner}{value}")));
        }
    }
    let mut explained = explained(checklist).peekable();
    if explained.peek().is_some() {
        lines.line("");
        lines.line("Explained, not asked:");
    }
    for (point, why) in explained {
        lines.hanging(&format!("  {}: ", point.citation), 4, &why.to_string());
    }
    screen.result(&lines.into_string())?;
    Ok(Outcome::Done)
}

/// The points beside those of the checklist that ask nothing of its reader.
fn explained(checklist: &Checklist) -> impl Iterator<Item = (&'static Point, &'static Text)> {
    // `art-13` for `art-13.8`, `annex-viii.i` for `annex-viii.i.4.1`.
    let stem = |id: &Id| {
        let parts: Vec<&str> = id.as_str().split('.').collect();
        let count = if parts.get(1) == Some(&"i") { 2 } else { 1 };
        parts.into_iter().take(count).collect::<Vec<_>>().join(".")
    };
    let own: Vec<String> = checklist.requirements.iter().map(|r| stem(&r.id)).collect();
    let all = points()
        .iter()
        .filter(move |point| own.contains(&stem(&point.id)));
    all.filter_map(|point| Some((point, point.explain.as_ref()?)))
}

fn lint_all(files: &[PathBuf], global: &Global, screen: &Screen) -> Result<Outcome> {
    let embedded = EMBEDDED
        .iter()
        .map(|(name, _)| LoadedChecklist::embedded(name));
    let embedded = Checklists::new(embedded.collect::<Result<_, _>>()?)?;
    let mut found = 0;
    let mut found_names = 0;
    let mut count = 0;
    let mut report = |file: &Path, text: &str, others: &Checklists| -> Result<()> {
        count += 1;
        for finding in lint(file, text, others) {
            found += 1;
            let error = FileError::new(file, text, vec![finding.problem]);
            screen.result(&format!("{error}\n  rule: {}\n", finding.rule))?;
        }
        Ok(())
    };
    let mut own = files.to_vec();
    if files.is_empty() {
        for (name, text) in EMBEDDED {
            let file = format!("checklists/{name}.yaml");
            report(Path::new(&file), text, &embedded)?;
        }
        let loaded = loaded_or_embedded(global)?;
        let folder = global.root().map(|root| root.folder).unwrap_or_default();
        own.extend(
            loaded
                .all
                .iter()
                .filter_map(|l| l.file.as_ref())
                .map(|file| folder.join(file)),
        );
    }
    let mut names: Vec<(String, String)> = Vec::new();
    for file in &own {
        let shown = one_line(&file.to_string_lossy());
        let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {shown}"))?;
        report(file, &text, &embedded)?;
        if let Ok((checklist, tree)) = read_checklist(file, &text) {
            let name = checklist.checklist.to_string();
            let twin = names.iter().find(|(other, _)| *other == name);
            if let Some((_, other)) = twin {
                found_names += 1;
                let message = format!("another checklist is named `{name}`, too: that of {other}");
                let problem = tree.problem(
                    &["checklist"],
                    message,
                    Some("give each a name of its own".to_owned()),
                );
                let error = FileError::new(file, &text, vec![problem]);
                screen.result(&format!("{error}\n  rule: duplicate-name\n"))?;
            }
            names.push((name, shown.clone()));
        }
    }
    let found = found + found_names;
    let several = |n: usize| if n == 1 { "" } else { "s" };
    if found == 0 {
        screen.result(&format!(
            "{count} checklist{} without findings\n",
            several(count)
        ))?;
        Ok(Outcome::Done)
    } else {
        screen.result(&format!("{found} finding{}\n", several(found)))?;
        Ok(Outcome::NotHeld)
    }
}
