use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::Parser;

use super::{Desk, Writing};
use crate::cli::typed::{Line, Typed};
use crate::cli::{Global, Outcome, Screen};
use crate::incident::{
    Deed, EventState, FieldKind, StageKind, check_field, known_field, reporting,
};
use crate::text::{Lines, Text, one_line};
use crate::values::{Id, Zone};

/// Give the contents of the reports, once for all stages; in a terminal it asks for what is missing
#[derive(Parser)]
pub(crate) struct Args {
    /// The event [default: the only one that is open]
    #[arg(long, value_name = "EVENT")]
    event: Option<Id>,
    /// A content, as FIELD=TEXT; may be given several times
    #[arg(long = "set", value_name = "FIELD=TEXT")]
    set: Vec<String>,
    /// A content that was given by mistake; may be given several times
    #[arg(long, value_name = "FIELD")]
    unset: Vec<String>,
    /// A YAML file with one `field: text` a line or block
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
    /// A note for the record
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// Ask for what this stage lacks [default: the next stage that is open]
    #[arg(long, value_enum, value_name = "STAGE")]
    stage: Option<StageKind>,
    /// List the fields and leave
    #[arg(long)]
    list: bool,
    /// Lines in, lines out: for pipes and screen readers
    #[arg(long)]
    plain: bool,
    #[command(flatten)]
    writing: Writing,
}

pub(crate) fn run(args: Args, global: &Global, screen: &Screen) -> Result<Outcome> {
    if args.list {
        screen.result(&list(screen.width()))?;
        return Ok(Outcome::Done);
    }
    let (desk, by) = Desk::for_writing(global, &args.writing)?;
    let (id, state) = desk.event(args.event.as_ref())?;
    desk.is_open(&id, &state)?;
    let zone = args.writing.zone.clone().unwrap_or_else(|| state.zone());
    let mut fields = match &args.from {
        Some(file) => from_file(&desk, file, &zone)?,
        None => BTreeMap::new(),
    };
    for word in &args.set {
        let (name, text) = word
            .split_once('=')
            .with_context(|| format!("--set `{}`: write it as FIELD=TEXT", one_line(word)))?;
        let (name, value) = checked(&desk, name.trim(), text, &zone)?;
        fields.insert(name, value);
    }
    for name in &args.unset {
        let field = known_field(name).map_err(anyhow::Error::msg)?;
        if fields.insert(field.id.clone(), Text::default()).is_some() {
            bail!("`{}` is both given and taken back", field.id);
        }
    }
    let mut deeds = Vec::new();
    if !fields.is_empty() {
        deeds.push(Deed::Given { fields });
    }
    if let Some(note) = &args.note {
        deeds.push(Deed::Noted {
            text: Text::from(note.as_str()),
        });
    }
    if !deeds.is_empty() {
        let state = desk.write(&id, &by, deeds)?;
        screen.result(&recorded(&desk, &id, &state, screen.width()))?;
        return Ok(Outcome::Done);
    }
    if !args.plain && !Screen::is_interactive() {
        bail!(
            "nothing to record: give --set FIELD=TEXT, --from FILE, --unset FIELD or --note TEXT; `cemark report record --list` lists the fields"
        );
    }
    converse(&args, &desk, &id, state, &by, &zone, screen)
}

/// A value in the form in which it is kept; times must not lie ahead.
fn checked(desk: &Desk, name: &str, text: &str, zone: &Zone) -> Result<(Id, Text)> {
    let is_time = reporting()
        .field(name)
        .is_some_and(|field| field.kind == FieldKind::Instant);
    if is_time {
        let at = desk.time(text)?;
        return check_field(name, &at.to_string(), zone).map_err(anyhow::Error::msg);
    }
    check_field(name, text, zone).map_err(anyhow::Error::msg)
}

fn from_file(desk: &Desk, file: &std::path::Path, zone: &Zone) -> Result<BTreeMap<Id, Text>> {
    let shown = one_line(&file.to_string_lossy());
    let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {shown}"))?;
    let fail = |problems| crate::yaml::FileError::new(file, &text, problems);
    let tree = crate::yaml::parse(&text).map_err(|problem| fail(vec![problem]))?;
    let values: indexmap::IndexMap<String, String> = crate::yaml::read(&tree).map_err(fail)?;
    let mut fields = BTreeMap::new();
    let mut problems = Vec::new();
    for (name, value) in &values {
        match checked(desk, name, value, zone) {
            Ok((name, value)) => {
                fields.insert(name, value);
            }
            Err(why) => problems.push(tree.problem(&[name], format!("{why:#}"), None)),
        }
    }
    if problems.is_empty() {
        Ok(fields)
    } else {
        Err(fail(problems).into())
    }
}

fn list(width: usize) -> String {
    let mut lines = Lines::new(width);
    for field in &reporting().fields {
        let options = match field.choices() {
            none if none.is_empty() => none,
            choices => format!(" ({choices})"),
        };
        let from = field
            .from
            .as_ref()
            .map(|key| format!(" [default: {key} in cemark.yaml]"))
            .unwrap_or_default();
        lines.hanging(
            &format!("{:<22}", field.id),
            22,
            &format!("{}{options}{from}", field.ask),
        );
    }
    lines.into_string()
}

/// What is left for the next stage.
fn recorded(desk: &Desk, id: &Id, state: &EventState, width: usize) -> String {
    if !state.is_to_report() {
        return format!("{id}: recorded\n");
    }
    let Some(stage) = desk.next_stage(state) else {
        return format!("{id}: recorded; no stage with a limit is open\n");
    };
    let draft = desk.draft(state, stage);
    let missing = draft.map(|draft| draft.missing).unwrap_or_default();
    let left = match missing.as_slice() {
        [] => format!("nothing is missing for the {}", stage.in_words()),
        some => {
            let names: Vec<_> = some.iter().map(Id::as_str).collect();
            format!("missing for the {}: {}", stage.in_words(), names.join(", "))
        }
    };
    let mut lines = Lines::new(width);
    lines.hanging(&format!("{id}: "), 2, &format!("recorded; {left}"));
    lines.line(&format!(
        "Next: cemark report draft {} --event {id}",
        stage.name()
    ));
    lines.into_string()
}

/// Asks for each missing field of a stage; each answer is recorded at once.
fn converse(
    args: &Args,
    desk: &Desk,
    id: &Id,
    mut state: EventState,
    by: &Text,
    zone: &Zone,
    screen: &Screen,
) -> Result<Outcome> {
    let stage = args.stage.or_else(|| desk.next_stage(&state));
    let stage = stage.unwrap_or(StageKind::Final);
    let mut skipped: Vec<Id> = Vec::new();
    let mut passed: Vec<Id> = Vec::new();
    let mut back: Option<Id> = None;
    let mut typed = Typed::new(screen, !args.plain);
    let mut intro = Lines::new(screen.width());
    intro.wrapped("", &format!("What the {} lacks. Each answer is recorded at once; an empty line skips, b goes back, q leaves.", stage.in_words()));
    screen.output(&intro.into_string(), None)?;
    loop {
        let draft = desk.draft(&state, stage)?;
        let again = back.take();
        let next = draft
            .missing
            .iter()
            .chain(&draft.if_applicable)
            .find(|field| !skipped.contains(field) && reporting().field(field.as_str()).is_some());
        let next = again.as_ref().or(next);
        let Some(field) = next.and_then(|id| reporting().field(id.as_str())) else {
            screen.output(&recorded(desk, id, &state, screen.width()), None)?;
            return Ok(Outcome::Done);
        };
        let mut lines = Lines::new(screen.width());
        lines.line("");
        lines.wrapped("", &format!("{}: {}", field.label, field.ask));
        if !field.options.is_empty() {
            lines.wrapped("  ", &field.choices());
        }
        screen.output(&format!("{}{}> ", lines.into_string(), field.id), None)?;
        let is_text = field.kind == FieldKind::Text;
        let instead = "record it with `--from FILE`";
        let text = match typed.next(is_text, instead)? {
            Line::Text(text) => text,
            Line::Cut => {
                back = Some(field.id.clone());
                continue;
            }
            Line::End => return Ok(Outcome::Done),
        };
        let Ok(text) = std::str::from_utf8(&text) else {
            screen.output("* that line is not UTF-8 text\n", None)?;
            back = Some(field.id.clone());
            continue;
        };
        match text.trim() {
            "q" | "quit" => return Ok(Outcome::Done),
            "b" | "back" => {
                back = passed.pop();
                match &back {
                    Some(id) => skipped.retain(|skipped| skipped != id),
                    None => screen.output("* this is the first question\n", None)?,
                }
            }
            "" => {
                skipped.push(field.id.clone());
                passed.push(field.id.clone());
            }
            word => match checked(desk, field.id.as_str(), word, zone) {
                Ok((name, value)) => {
                    let fields = BTreeMap::from([(name, value)]);
                    state = desk.write(id, by, vec![Deed::Given { fields }])?;
                    passed.push(field.id.clone());
                }
                Err(why) => {
                    screen.output(&format!("* {why:#}\n"), None)?;
                    back = Some(field.id.clone());
                }
            },
        }
    }
}
