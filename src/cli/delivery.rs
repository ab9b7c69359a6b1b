use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::{Parser, ValueEnum};

use super::explain::mark;
use super::screen::spare_own;
use super::typed::{Line, Typed};
use super::{Global, Outcome, Screen};
use crate::checklist::Role;
use crate::delivery::{Check, Outcome as Decided, checks, consequences};
use crate::document::{self, DeliveryRecord, Form};
use crate::project::{Project, author, load_project, write_atomically};
use crate::text::{Lines, Text, one_line};
use crate::values::{Id, Tri};
use crate::yaml::or_did_you_mean;

/// Check one delivery before it is placed or sold on, with a one-page record
#[derive(Parser)]
pub(crate) struct Args {
    /// As whom [default: the role in cemark.yaml, where it is one of the two]
    #[arg(long, value_enum)]
    role: Option<RoleWord>,
    /// What is delivered [default: the product in cemark.yaml]
    #[arg(long, value_name = "NAME")]
    product: Option<String>,
    /// Its version or build [default: that in cemark.yaml]
    #[arg(long = "product-version", value_name = "VERSION")]
    version: Option<String>,
    /// Which delivery: order, batch, numbers, day
    #[arg(long, value_name = "TEXT")]
    delivery: Option<String>,
    /// From whom
    #[arg(long, value_name = "NAME")]
    supplier: Option<String>,
    /// An answer, as CHECK=yes, no or unknown, with a note after a colon (CHECK=no:label missing); may be given several times
    #[arg(long = "set", value_name = "CHECK=ANSWER")]
    set: Vec<String>,
    /// List the checks and leave
    #[arg(long)]
    list: bool,
    /// Lines in, lines out: for pipes and screen readers
    #[arg(long)]
    plain: bool,
    /// Who checks [default: CEMARK_AUTHOR, else Git's user.name]
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// Form of the record
    #[arg(long, value_enum, default_value_t = Format::Md)]
    format: Format,
    /// Write the record to this file (`-`: stdout) [default: the next free name in cemark/deliveries]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum RoleWord {
    /// Art. 19
    Importer,
    /// Art. 20
    Distributor,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// Markdown
    Md,
    /// A page of its own, ready to print on A4
    Html,
}

/// An answer with a note.
type Answers = BTreeMap<Id, (Tri, Option<Text>)>;

pub(crate) fn run(args: Args, global: &Global, screen: &Screen) -> Result<Outcome> {
    let root = match global.root() {
        Ok(root) => Some(root),
        Err(error) if global.project.is_some() => return Err(error),
        Err(_) => None,
    };
    let project = root.as_ref().map(load_project).transpose()?;
    let role = role(args.role, project.as_ref())?;
    if args.list {
        screen.result(&list(role, mark(global), screen.width()))?;
        return Ok(Outcome::Done);
    }
    let folder = root.as_ref().map(|root| root.folder.clone());
    let by = author(
        args.by.as_deref(),
        folder.as_deref().unwrap_or(".".as_ref()),
    )?;
    if let Some(root) = &root {
        spare_own(root, args.output.as_deref())?;
    }
    if root.is_none() && args.output.is_none() {
        bail!(
            "there is no project here to keep the record in: name a file with --output, or begin one with `cemark init --role {}`",
            role.name()
        );
    }
    let own = project.as_ref();
    let known = |given: &Option<String>, ours: Option<&Text>| {
        let given = given.as_deref().map(Text::from);
        given.or(ours.cloned()).filter(|text| !text.is_blank())
    };
    let mut about = [
        known(&args.product, own.and_then(|p| p.product.name.known())),
        known(&args.version, own.and_then(|p| p.product.version.known())),
        known(&args.delivery, None),
        known(&args.supplier, None),
    ];
    let mut answers = given(role, &args.set)?;
    let asks = args.plain || (Screen::is_interactive() && args.set.is_empty());
    // A record that nobody can lead back to its goods proves nothing.
    let lacking: Vec<&str> = [("--product", &about[0]), ("--delivery", &about[2])]
        .iter()
        .filter(|(_, text)| text.is_none())
        .map(|(name, _)| *name)
        .collect();
    if !asks && !lacking.is_empty() {
        bail!(
            "say which delivery of what this is: {} missing",
            lacking.join(" and ")
        );
    }
    if asks
        && !converse(
            role,
            &mut about,
            &mut answers,
            (args.plain, mark(global)),
            screen,
        )?
    {
        screen.result("Left before the end: nothing was recorded, and nothing is released.\n")?;
        return Ok(Outcome::NotHeld);
    }
    if !asks && answers.is_empty() {
        bail!(
            "nothing is answered: give --set CHECK=ANSWER, or --plain; `cemark delivery --list` lists the checks"
        );
    }
    let tris = answers
        .iter()
        .map(|(id, (tri, _))| (id.clone(), *tri))
        .collect();
    let follows = consequences(role, &tris);
    let record = DeliveryRecord::new(
        role,
        global.today()?,
        Text::new(by),
        about,
        &answers,
        &follows,
    );
    let form = match args.format {
        Format::Md => Form::Markdown,
        Format::Html => Form::Html,
    };
    let text = document::delivery(&record, form, None)?;
    match (&args.output, &folder) {
        (None, Some(folder)) => {
            let folder = folder.join("cemark").join("deliveries");
            let file = (1..)
                .map(|n: u32| folder.join(format!("{}-{n}.{}", record.date, form.extension())))
                .find(|file| !file.exists())
                .context("no name is free for the record")?;
            write_atomically(&file, text.as_bytes())
                .with_context(|| format!("cannot write {}", one_line(&file.to_string_lossy())))?;
            let shown = file.strip_prefix(".").unwrap_or(&file);
            screen.result(&format!(
                "written: {}\n",
                one_line(&shown.to_string_lossy())
            ))?;
        }
        (output, _) => screen.document(&text, output.as_deref())?,
    }
    let mut lines = Lines::new(screen.width());
    for one in &follows {
        let head = one.id.in_words().to_uppercase();
        lines.hanging("", 2, &format!("{head} ({}): {}", one.citation, one.text));
    }
    screen.say(lines.into_string().trim_end())?;
    let is_held = follows.iter().any(|one| one.id != Decided::Released);
    Ok(if is_held {
        Outcome::NotHeld
    } else {
        Outcome::Done
    })
}

fn role(given: Option<RoleWord>, project: Option<&Project>) -> Result<Role> {
    match given {
        Some(RoleWord::Importer) => return Ok(Role::Importer),
        Some(RoleWord::Distributor) => return Ok(Role::Distributor),
        None => {}
    }
    let own = project
        .map(|project| project.role.all())
        .unwrap_or_default();
    let fits: Vec<Role> = [Role::Importer, Role::Distributor]
        .into_iter()
        .filter(|role| own.contains(role))
        .collect();
    match fits.as_slice() {
        [only] => Ok(*only),
        _ => bail!(
            "say as whom you check: --role importer (Art. 19) or --role distributor (Art. 20)"
        ),
    }
}

/// `import-marking=no:label missing`.
fn given(role: Role, words: &[String]) -> Result<Answers> {
    let mut answers = Answers::new();
    for word in words {
        let shown = one_line(word);
        let (name, answer) = word.split_once('=').with_context(|| {
            format!("--set `{shown}`: write it as CHECK=yes, CHECK=no or CHECK=unknown")
        })?;
        let Some(check) = checks(role).find(|check| check.id.as_str() == name.trim()) else {
            let near = or_did_you_mean(name, checks(role).map(|check| check.id.as_str()));
            bail!(
                "there is no check `{}` of this role ({}){near}\n  help: `cemark delivery --list` lists them",
                one_line(name),
                role.name()
            );
        };
        let (answer, note) = match answer.split_once(':') {
            Some((answer, note)) => (answer, Some(Text::from(note.trim()))),
            None => (answer, None),
        };
        let Some(tri) = Tri::typed(answer) else {
            bail!("--set `{shown}`: expected yes, no or unknown");
        };
        if answers.insert(check.id.clone(), (tri, note)).is_some() {
            bail!("--set {} is given twice", check.id);
        }
    }
    Ok(answers)
}

fn list(role: Role, mark: &str, width: usize) -> String {
    let mut lines = Lines::new(width);
    for check in checks(role) {
        lines.hanging(
            &format!("{}  ", check.id),
            4,
            &format!("{mark}{} ({})", check.ask, check.citation),
        );
    }
    lines.into_string()
}

/// Asks what is not answered; false when the user leaves.
fn converse(
    role: Role,
    about: &mut [Option<Text>; 4],
    answers: &mut Answers,
    (plain, mark): (bool, &str),
    screen: &Screen,
) -> Result<bool> {
    let mut typed = Typed::new(screen, !plain);
    let asks = [
        ("What is delivered?", true),
        ("Which version or build (Enter: not stated)?", false),
        ("Which delivery: order, batch, numbers, day?", true),
        ("From whom (Enter: not stated)?", false),
    ];
    for (text, (ask, needed)) in about.iter_mut().zip(asks) {
        while text.is_none() {
            screen.output(&format!("{ask}\n> "), None)?;
            let line = match typed.next(false, "")? {
                Line::Text(line) => String::from_utf8_lossy(&line).trim().to_owned(),
                Line::Cut => continue,
                Line::End => return Ok(false),
            };
            match line.as_str() {
                "q" | "quit" => return Ok(false),
                "" if needed => screen.output("* the record needs it; q leaves\n", None)?,
                "" => break,
                line => *text = Some(Text::from(line)),
            }
        }
    }
    let open: Vec<&Check> = checks(role)
        .filter(|c| !answers.contains_key(&c.id))
        .collect();
    let mut intro = Lines::new(screen.width());
    intro.wrapped("", "Look at one unit of this delivery and at its papers. y yes, n no, u not known, with a note behind it if you like (n label missing); b back, q leave. What is not known holds the delivery, too.");
    screen.output(&intro.into_string(), None)?;
    let mut index = 0;
    while let Some(check) = open.get(index) {
        let mut lines = Lines::new(screen.width());
        lines.line("");
        lines.wrapped(
            &format!("{} of {}  ", index + 1, open.len()),
            &format!("{mark}{} ({})", check.ask, check.citation),
        );
        lines.wrapped("  ", &check.look_at.to_string());
        screen.output(&format!("{}> ", lines.into_string()), None)?;
        let line = match typed.next(false, "")? {
            Line::Text(line) => line,
            Line::Cut => continue,
            Line::End => return Ok(false),
        };
        let Ok(line) = String::from_utf8(line) else {
            screen.output("* that line is not UTF-8 text\n", None)?;
            continue;
        };
        let line = line.trim();
        let (word, note) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        match (word, Tri::typed(word)) {
            ("q" | "quit", _) => return Ok(false),
            ("b" | "back", _) => index = index.saturating_sub(1),
            (_, Some(tri)) => {
                let note = Some(Text::from(note.trim())).filter(|note| !note.is_blank());
                answers.insert(check.id.clone(), (tri, note));
                if tri == Tri::No {
                    let mut lines = Lines::new(screen.width());
                    lines.wrapped("  ", &check.if_no.to_string());
                    screen.output(&lines.into_string(), None)?;
                }
                index += 1;
            }
            (_, None) => screen.output("* y yes, n no, u not known, b back, q leave\n", None)?,
        }
    }
    Ok(true)
}
