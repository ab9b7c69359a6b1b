mod ask;
mod change;
mod record;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::{Args as Group, Parser, ValueEnum};

use super::screen::project_beside;
use super::{Global, Outcome, Screen};
use crate::document;
use crate::output::{classify_json, classify_text};
use crate::project::{Project, Root, RootError, load_project};
use crate::regulation::classify::{
    Interview, Profile, categories, categories_near, category, classify, fact, facts, group, groups,
};
use crate::text::{Lines, Text, one_line};
use crate::values::{Date, Facts, Id, Tri};
use crate::yaml::or_did_you_mean;
use record::Record;

/// Decide role, scope, category and route, with reasons
#[derive(Parser)]
pub(crate) struct Args {
    #[command(flatten)]
    told: Told,
    /// List the categories of Annexes III and IV, or those that these words come near, and stop
    #[arg(long, value_name = "WORD", num_args = 0.., conflicts_with_all = ["change", "facts_list"])]
    categories: Option<Vec<String>>,
    /// List the facts with what is asked, and stop
    #[arg(long = "facts", conflicts_with = "change")]
    facts_list: bool,
    /// Decide instead whether the change to this version is a substantial modification (Art. 3(30))
    #[arg(long, value_name = "VERSION")]
    change: Option<String>,
    #[command(flatten)]
    of_change: change::OfChange,
    /// Ask again what is told already
    #[arg(long)]
    again: bool,
    /// Write the outcome with its day into cemark.yaml, also where nothing new is told
    #[arg(long, conflicts_with = "dry_run")]
    record: bool,
    /// Write nothing
    #[arg(long)]
    dry_run: bool,
    /// Lines in, lines out: for pipes and screen readers
    #[arg(long)]
    plain: bool,
    /// Form of the output
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Write to this file instead of stdout
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// What may be told on the command line, here and in `init`.
#[derive(Group, Clone, Default)]
pub(super) struct Told {
    /// A fact, as NAME=yes, NAME=no or NAME=unknown; a group's name with `no` for none of it. May be given several
    /// times (`cemark classify --facts` lists them)
    #[arg(long = "fact", value_name = "NAME=ANSWER")]
    facts: Vec<String>,
    /// What the product could not meet its intended purpose without, in a sentence
    #[arg(long, value_name = "TEXT")]
    core_functionality: Option<String>,
    /// Categories to which the core functionality comes close, such as iii.i.12; `none` where none does
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    close_to: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For scripts: `cemark schema classify` (of a change: classify-change) describes it
    Json,
    /// A page for the technical documentation
    Markdown,
}

impl Told {
    /// Whether anything is told.
    pub(super) fn is_empty(&self) -> bool {
        self.facts.is_empty() && self.core_functionality.is_none() && self.close_to.is_empty()
    }

    /// Refuses what cannot be told.
    pub(super) fn check(&self) -> Result<()> {
        parse_facts(&self.facts, is_fact)?;
        close_to(&self.close_to).map(|_| ())
    }

    /// Puts what is told into `profile`, the traits among it included.
    fn put_into(&self, profile: &mut Profile) -> Result<()> {
        profile.facts.extend(parse_facts(&self.facts, is_fact)?);
        if let Some(text) = &self.core_functionality {
            profile.core_functionality =
                Some(Text::from(text.trim())).filter(|text| !text.is_blank());
        }
        if !self.close_to.is_empty() {
            profile.close_to = Some(close_to(&self.close_to)?);
        }
        Ok(())
    }
}

/// `NAME=yes`, each fact once.
fn parse_facts(words: &[String], check: impl Fn(&str, Tri) -> Result<Id>) -> Result<Facts> {
    let mut facts = Facts::new();
    for word in words {
        let shown = one_line(word);
        let (name, answer) = word.split_once('=').with_context(|| {
            format!("--fact `{shown}`: write it as NAME=yes, NAME=no or NAME=unknown")
        })?;
        let told = Tri::typed(answer)
            .with_context(|| format!("--fact `{shown}`: expected yes, no or unknown"))?;
        let id = check(name.trim(), told)?;
        if facts
            .insert(id.clone(), told)
            .is_some_and(|other| other != told)
        {
            bail!("--fact {id} is given twice, and not the same");
        }
    }
    Ok(facts)
}

fn is_fact(name: &str, told: Tri) -> Result<Id> {
    if let Some(group) = group(name).filter(|group| group.choose.is_some()) {
        if told != Tri::No {
            bail!(
                "`{name}` stands for several facts and can only be no: name what is true by itself"
            );
        }
        return Ok(group.id.clone());
    }
    match fact(name) {
        Some(fact) => Ok(fact.id.clone()),
        None => {
            let groups = groups().iter().map(|group| group.id.as_str());
            let near = or_did_you_mean(
                name,
                facts().iter().map(|fact| fact.id.as_str()).chain(groups),
            );
            bail!(
                "there is no fact `{}`{near}\n  `cemark classify --facts` lists them",
                one_line(name)
            )
        }
    }
}

fn close_to(words: &[String]) -> Result<Vec<Id>> {
    if words.iter().any(|word| word.trim() == "none") {
        if words.len() > 1 {
            bail!("--close-to none says that no category comes close: it does not go with others");
        }
        return Ok(Vec::new());
    }
    let known = |word: &String| match category(word.trim()) {
        Some(category) => Ok(category.id.clone()),
        None => {
            let near = or_did_you_mean(word, categories().iter().map(|one| one.id.as_str()));
            bail!(
                "there is no category `{}`{near}\n  `cemark classify --categories` lists the 26",
                one_line(word)
            )
        }
    };
    words.iter().map(known).collect()
}

pub(crate) fn run(args: Args, global: &Global, screen: &Screen) -> Result<Outcome> {
    if let Some(words) = &args.categories {
        return list_categories(words, screen);
    }
    if args.facts_list {
        screen.result(&list_facts(screen.width()))?;
        return Ok(Outcome::Done);
    }
    let root = project_root(global)?;
    if root.is_none() && args.record {
        bail!("--record writes into cemark.yaml, and there is none here; `cemark init` makes one");
    }
    let project = match &root {
        Some(root) => project_beside(root, args.output.as_deref())?,
        None => record::unknown_product()?,
    };
    let today = global.today()?;
    if let Some(version) = &args.change {
        return change::run(version, &args, root.as_ref(), &project, today, screen);
    }
    let mut profile = project.profile(Some(today));
    if root.is_none() {
        profile.implied.clear();
    }
    args.told.put_into(&mut profile)?;
    let writes = root.as_ref().filter(|_| !args.dry_run);
    let mut record = Record::new(writes, project.profile(Some(today)));
    // What flags tell is kept before the first question is asked.
    record.keep(&profile)?;
    let asks =
        args.plain || Screen::is_interactive() && args.told.is_empty() && args.output.is_none();
    let mut is_told = !args.told.is_empty();
    let mut interview = match args.again {
        true => Interview::again(profile),
        false => Interview::new(profile),
    };
    if asks && root.is_none() {
        screen.say(
            "note: there is no cemark.yaml here, so nothing is kept; `cemark init` makes one",
        )?;
    }
    if asks && interview.question().is_some() {
        let beside = args.format != Format::Text;
        is_told |= ask::converse(&mut interview, &mut record, screen, args.plain, beside)?;
    }
    let outcome = classify(interview.profile());
    let project = match (is_told || args.record, &root) {
        (true, Some(_)) if !args.dry_run => record.conclude(&outcome, today)?,
        _ => project,
    };
    let report = classify_json::Report::new(&project, interview.profile(), &outcome, today);
    let file = args.output.as_deref();
    match args.format {
        Format::Text => screen.page(&classify_text::render(&report, screen.width()), file)?,
        Format::Json => screen.output(&report.json(), file)?,
        Format::Markdown => screen.document(&document::classification(&report, None)?, file)?,
    }
    if root.is_none() && !asks {
        screen.say(
            "note: there is no cemark.yaml here, so nothing was recorded; `cemark init` makes one",
        )?;
    } else if args.format == Format::Text && is_told && !args.dry_run {
        screen.say(&format!(
            "recorded in cemark.yaml under `classification`, {today}"
        ))?;
    }
    if root.is_some()
        && let Some(note) = differing_roles(&project, &outcome)
    {
        screen.say(&note)?;
    }
    Ok(Outcome::Done)
}

/// The classification as a part of `init`: what is told there and, where somebody sits before it,
/// the dialogue.
pub(super) fn at_init(
    told: &Told,
    folder: &Path,
    asks: bool,
    today: Date,
    screen: &Screen,
) -> Result<()> {
    let root = Root::at(folder)?;
    let mut profile = load_project(&root)?.profile(Some(today));
    let mut record = Record::new(Some(&root), profile.clone());
    told.put_into(&mut profile)?;
    record.keep(&profile)?;
    let mut interview = Interview::new(profile);
    if asks {
        ask::converse(&mut interview, &mut record, screen, false, false)?;
    }
    let outcome = classify(interview.profile());
    let project = record.conclude(&outcome, today)?;
    let report = classify_json::Report::new(&project, interview.profile(), &outcome, today);
    screen.result(&format!(
        "\n{}",
        classify_text::short(&report, screen.width())
    ))?;
    screen.say("recorded in cemark.yaml; the reasons: `cemark classify`")
}

/// The project's folder; none where there is no project and none was named.
fn project_root(global: &Global) -> Result<Option<Root>> {
    if global.project.is_some() {
        return Ok(Some(global.root()?));
    }
    match Root::find(Path::new(".")) {
        Ok(root) => Ok(Some(root)),
        Err(RootError::NotFound { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// What is to be done where `role` says something else than the classification.
fn differing_roles(
    project: &Project,
    outcome: &crate::regulation::classify::Classification,
) -> Option<String> {
    let mut held: Vec<_> = outcome.roles.held.iter().map(|held| held.role).collect();
    let mut named = project.role.all().to_vec();
    held.sort();
    held.dedup();
    named.sort();
    named.dedup();
    if held.is_empty() || held == named || !outcome.roles.decided {
        return None;
    }
    let names: Vec<&str> = held.iter().map(|role| role.name()).collect();
    let lists = crate::checklist::checklists_of(&held);
    Some(format!(
        "note: `role` in cemark.yaml differs from this; where this is right, write\n  role: [{}]\n  checklists: [{}]",
        names.join(", "),
        lists.join(", ")
    ))
}

fn list_categories(words: &[String], screen: &Screen) -> Result<Outcome> {
    let text = words.join(" ");
    let by_id = category(text.trim()).map(|one| vec![one]);
    let found = match words.is_empty() {
        true => categories().iter().collect(),
        false => by_id.unwrap_or_else(|| categories_near(&text)),
    };
    if found.is_empty() {
        screen.result(
            "No category shares a word with that. `cemark classify --categories` lists all 26.\n",
        )?;
        return Ok(Outcome::Done);
    }
    screen.result(&classify_text::list(
        &found,
        !words.is_empty(),
        screen.width(),
    ))?;
    Ok(Outcome::Done)
}

fn list_facts(width: usize) -> String {
    let mut lines = Lines::new(width);
    lines.wrapped("", "Facts of `classification` in cemark.yaml: yes, no or unknown. What is marked with * stands under `traits` as true or false.");
    for group in groups() {
        lines.line("");
        let none = match group.choose {
            Some(_) => format!("; `{}: no` says that none of them is true", group.id),
            None => String::new(),
        };
        lines.wrapped("", &format!("{}{none}", group.title));
        for fact in facts()
            .iter()
            .filter(|fact| fact.group.raw() == group.id.as_str())
        {
            let mark = if fact.is_trait { "*" } else { "" };
            lines.hanging(
                &format!("  {}{mark}  ", fact.id),
                4,
                &format!("{} ({})", fact.ask, fact.citation),
            );
        }
    }
    lines.line("");
    lines.wrapped("", "Categories: asked of those under `close-to`");
    for fact in facts().iter().filter(|fact| fact.group.raw() == "category") {
        lines.hanging(&format!("  {}  ", fact.id), 4, &fact.ask.to_string());
    }
    lines.into_string()
}
