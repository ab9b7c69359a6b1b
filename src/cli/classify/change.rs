use anyhow::{Context, Result, bail};
use clap::Args as Group;

use super::{Args, Format, parse_facts};
use crate::checklist::Role;
use crate::cli::dialogue::{Dialogue, Word};
use crate::cli::{Outcome, Screen};
use crate::output::change_json::Report;
use crate::project::{ChangeRecord, Project, ProjectEdit, Root, edit_project};
use crate::regulation::{Change, ChangedBy, change_fact, change_facts};
use crate::text::{Lines, Text, one_line};
use crate::values::{Date, Facts, Id, LastDay, Tri};
use crate::yaml::or_did_you_mean;

/// What belongs to a change.
#[derive(Group, Clone, Default)]
pub(super) struct OfChange {
    /// Of --change: the day on which the changed product is or will be made available
    #[arg(long, value_name = "YYYY-MM-DD", requires = "change")]
    released: Option<Date>,
    /// Of --change: who made it [default: by the role in cemark.yaml]
    #[arg(long, value_enum, value_name = "WHO", requires = "change")]
    by: Option<ChangedBy>,
    /// Of --change: the part of the product that it affects
    #[arg(long, value_name = "NAME", requires = "change")]
    part: Option<String>,
    /// Of --change: the end of the support period of this version, where it has one of its own
    #[arg(long, value_name = "YYYY-MM", requires = "change")]
    support_end: Option<LastDay>,
}

pub(super) fn run(
    version: &str,
    args: &Args,
    root: Option<&Root>,
    project: &Project,
    today: Date,
    screen: &Screen,
) -> Result<Outcome> {
    let version = Text::from(version.trim());
    if version.is_blank() {
        bail!("--change takes the version that holds the change");
    }
    if args.told.core_functionality.is_some() || !args.told.close_to.is_empty() {
        bail!("--core-functionality and --close-to do not go with --change");
    }
    let given = parse_facts(&args.told.facts, is_fact)?;
    let known = project.changes.get(&version);
    let of = &args.of_change;
    let mut facts = known.map(|one| one.facts.clone()).unwrap_or_default();
    if args.again {
        facts.clear();
    }
    facts.extend(given.clone());
    let mut change = Change {
        by: of
            .by
            .or(known.and_then(|one| one.by))
            .unwrap_or_else(|| by_role(project)),
        released: of.released.or(known.and_then(|one| one.released)),
        first_placed: project.placing.first.known().copied(),
        facts,
    };
    let desk = Desk {
        root: root.filter(|_| !args.dry_run),
        version: &version,
        part: of
            .part
            .as_deref()
            .map(Text::from)
            .or_else(|| known.and_then(|one| one.part.clone())),
        support_end: of.support_end.or(known.and_then(|one| one.support_end)),
        today,
    };
    let is_told = !given.is_empty()
        || of.by.is_some()
        || of.released.is_some()
        || of.part.is_some()
        || of.support_end.is_some();
    if is_told {
        desk.keep(&change)?;
    }
    let asks = args.plain || Screen::is_interactive() && given.is_empty() && args.output.is_none();
    let mut was_asked = false;
    if asks && change.next_fact().is_some() {
        was_asked = converse(
            &mut change,
            &desk,
            screen,
            args.plain,
            args.format != Format::Text,
        )?;
    }
    if args.record {
        desk.keep(&change)?;
    }
    let outcome = change.decide();
    let report = Report::new(&version, desk.part.clone(), &change, &outcome, today);
    match args.format {
        Format::Text => screen.page(&report.text(screen.width()), args.output.as_deref())?,
        Format::Json => screen.output(&report.json(), args.output.as_deref())?,
        Format::Markdown => {
            bail!("a change is shown as text or json; the classification is what has a page")
        }
    }
    if (is_told || was_asked || args.record) && desk.root.is_some() && args.format == Format::Text {
        screen.say(&format!("recorded in cemark.yaml under `changes`, {today}"))?;
    }
    Ok(Outcome::Done)
}

fn is_fact(name: &str, _: Tri) -> Result<Id> {
    match change_fact(name) {
        Some(fact) => Ok(fact.id.clone()),
        None => {
            let known: Vec<&str> = change_facts().iter().map(|fact| fact.id.as_str()).collect();
            let near = or_did_you_mean(name, known.iter().copied());
            bail!(
                "there is no fact `{}` of a change{near}\n  expected one of {}",
                one_line(name),
                known.join(", ")
            )
        }
    }
}

/// Who makes changes, by the role in cemark.yaml.
fn by_role(project: &Project) -> ChangedBy {
    let roles = project.role.all();
    match roles {
        _ if roles.contains(&Role::Manufacturer) => ChangedBy::Manufacturer,
        _ if roles.contains(&Role::Importer) => ChangedBy::Importer,
        _ if roles.contains(&Role::Distributor) => ChangedBy::Distributor,
        _ => ChangedBy::Other,
    }
}

/// Where a change is written.
struct Desk<'a> {
    root: Option<&'a Root>,
    version: &'a Text,
    part: Option<Text>,
    support_end: Option<LastDay>,
    today: Date,
}

impl Desk<'_> {
    /// Writes the change as it is told by now, with what it comes to.
    fn keep(&self, change: &Change) -> Result<()> {
        let Some(root) = self.root else { return Ok(()) };
        let outcome = change.decide();
        let record = ChangeRecord {
            released: change.released,
            decided: self.today,
            by: Some(change.by),
            substantial_modification: outcome.substantial,
            whole: (outcome.substantial == Tri::Yes).then_some(outcome.whole),
            part: self.part.clone(),
            support_end: self.support_end,
            facts: change.facts.clone(),
        };
        edit_project(root, |_| {
            vec![ProjectEdit::new(
                "changes",
                self.version.to_string(),
                &record,
            )]
        })
        .context("the change was not written")?;
        Ok(())
    }
}

/// Asks until nothing is left that matters; whether anything was told.
fn converse(
    change: &mut Change,
    desk: &Desk,
    screen: &Screen,
    plain: bool,
    beside: bool,
) -> Result<bool> {
    let mut dialogue = Dialogue::new(screen, plain, beside);
    let mut history: Vec<Facts> = Vec::new();
    while let Some(fact) = change.next_fact() {
        let mut lines = Lines::new(dialogue.width());
        lines.line("");
        lines.wrapped("", &format!("{} ({})", fact.ask, fact.citation));
        if !fact.help.is_blank() {
            lines.wrapped("  ", &fact.help.to_string());
        }
        lines.line("y yes, n no, u unknown; b back, q leave");
        dialogue.say(&lines.into_string())?;
        match dialogue.yes_or_no()? {
            Word::Told(told) => {
                history.push(change.facts.clone());
                change.facts.insert(fact.id.clone(), told);
                desk.keep(change)?;
            }
            Word::Back => match history.pop() {
                Some(before) => change.facts = before,
                None => dialogue.say("* this is the first question\n")?,
            },
            Word::Quit => {
                dialogue.say("\n")?;
                break;
            }
        }
    }
    Ok(!history.is_empty())
}
