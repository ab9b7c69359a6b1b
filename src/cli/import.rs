use std::io::Read;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::Parser;

use super::answer::{checklist_of, find_question};
use super::{Global, Outcome, Screen};
use crate::project::{Answer, LoadedProject, Status, author, change_answer, find_evidence};
use crate::questionnaire::sheet::{self, SheetRow};
use crate::text::{Lines, Text, one_line};
use crate::values::{Date, Id};

/// Take answers from a sheet that comes back: show what would change, or write it
#[derive(Parser)]
pub(crate) struct Args {
    /// The CSV file (`-`: standard input)
    file: PathBuf,
    /// Write what would change; without it, it is only shown
    #[arg(long)]
    write: bool,
    /// Let the sheet replace answers that have changed since it was written out
    #[arg(long, requires = "write")]
    overwrite: bool,
    /// Who answered, for rows that name nobody new [default: CEMARK_AUTHOR, else Git's user.name]
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
}

/// Largest sheet that is read, in bytes.
const MAX_BYTES: u64 = 16 * 1024 * 1024;

pub(crate) fn run(args: Args, global: &Global, screen: &Screen) -> Result<Outcome> {
    let loaded = global.load()?;
    let today = global.today()?;
    let text = read(&args.file)?;
    let shown = one_line(&args.file.to_string_lossy());
    let rows = sheet::read_csv(&text).map_err(|why| anyhow::anyhow!("{shown}: {why}"))?;
    let mut changes = Vec::new();
    let mut problems = Vec::new();
    let mut seen = std::collections::BTreeMap::new();
    for row in &rows {
        let key = (row.filled("id"), row.filled("part"));
        if let Some(first) = seen.insert(key, row.line) {
            problems.push(format!(
                "line {}: the same question stands on line {first}",
                row.line
            ));
            continue;
        }
        match change(&loaded, row, today, &args) {
            Ok(change) => changes.extend(change),
            Err(why) => problems.push(format!("line {}: {why:#}", row.line)),
        }
    }
    if !problems.is_empty() {
        bail!("{shown}: nothing was written\n{}", problems.join("\n"));
    }
    let conflicts = changes.iter().filter(|change| change.conflict).count();
    let kept = if args.overwrite { 0 } else { conflicts };
    screen.page(&told(&changes, &args, screen.width()), None)?;
    if args.write {
        for change in changes.iter().filter(|c| args.overwrite || !c.conflict) {
            let checklist = checklist_of(&loaded, &change.id)?;
            change_answer(&loaded.root, checklist, &change.id, |entry| {
                change.put_into(entry)
            })?;
        }
    }
    Ok(match kept {
        0 => Outcome::Done,
        _ => Outcome::NotHeld,
    })
}

fn read(file: &std::path::Path) -> Result<String> {
    let shown = one_line(&file.to_string_lossy());
    let mut bytes = Vec::new();
    if file == std::path::Path::new("-") {
        std::io::stdin()
            .lock()
            .take(MAX_BYTES + 1)
            .read_to_end(&mut bytes)
    } else {
        std::fs::File::open(file).and_then(|file| file.take(MAX_BYTES + 1).read_to_end(&mut bytes))
    }
    .with_context(|| format!("cannot read {shown}"))?;
    if bytes.len() as u64 > MAX_BYTES {
        bail!("{shown} has more than {MAX_BYTES} bytes");
    }
    String::from_utf8(bytes).map_err(|_| {
        anyhow::anyhow!(
            "{shown} is not UTF-8 text; save the sheet as `CSV UTF-8` in the spreadsheet"
        )
    })
}

/// What a row would change.
struct Change {
    id: Id,
    part: Option<Id>,
    before: Answer,
    after: Answer,
    /// The answer has changed since the sheet was written out, or the sheet does not say.
    conflict: bool,
}

impl Change {
    /// The entry of the question with the change in it. Owner and day of the whole question are
    /// not copied into a part.
    fn put_into(&self, mut entry: Answer) -> Answer {
        let Some(part) = &self.part else {
            return Answer {
                parts: entry.parts,
                ..self.after.clone()
            };
        };
        let old = entry.parts.get(part).cloned().unwrap_or_default();
        let owner = match self.after.owner == self.before.owner {
            true => old.owner,
            false => self.after.owner.clone(),
        };
        let due = match self.after.due == self.before.due {
            true => old.due,
            false => self.after.due,
        };
        let after = Answer {
            owner,
            due,
            ..self.after.clone()
        };
        entry.parts.insert(part.clone(), after);
        entry
    }
}

fn change(
    loaded: &LoadedProject,
    row: &SheetRow,
    today: Date,
    args: &Args,
) -> Result<Option<Change>> {
    let Some(name) = row.filled("id") else {
        bail!("the column `id` is empty");
    };
    let id = find_question(&loaded.checklists, name)?;
    let part: Option<Id> = match row.filled("part") {
        Some(part) => Some(part.parse().map_err(anyhow::Error::msg)?),
        None => None,
    };
    if let Some(part) = part
        .as_ref()
        .filter(|part| !loaded.project.parts.contains_key(*part))
    {
        bail!("cemark.yaml has no part `{part}`");
    }
    let before = sheet::current(loaded, &id, part.as_ref());
    let is_current = row.cell("state").is_some()
        && row.filled("state").map(str::to_owned) == sheet::state(&before);
    let mut after = before.clone();
    // A cell that was emptied takes back what stood there; a sheet that does not know what
    // stands there takes nothing back.
    let text = |column: &str, now: &Option<Text>| match row.cell(column) {
        Some(cell) if !cell.is_empty() => Some(Text::from(cell)),
        Some(_) if is_current => None,
        _ => now.clone(),
    };
    after.notes = text("notes", &before.notes);
    after.justification = text("justification", &before.justification);
    after.owner = text("owner", &before.owner);
    after.due = match row.filled("due") {
        Some(day) => Some(sheet::day(day).map_err(anyhow::Error::msg)?),
        None if is_current && row.cell("due").is_some() => None,
        None => before.due,
    };
    after.status = match row.filled("status") {
        Some(word) => Some(status(word)?),
        None if is_current && row.cell("status").is_some() && before.status.is_some() => bail!(
            "`{id}`: an answer cannot be taken back by an empty status; write yes, partly, no or does not apply"
        ),
        None => before.status,
    };
    if let Some(cell) = row.cell("evidence")
        && (!cell.is_empty() || is_current)
    {
        let mut evidence = Vec::new();
        for source in cell.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let known = before
                .evidence
                .iter()
                .find(|e| e.place().to_string() == source);
            evidence.push(match known {
                Some(known) => known.clone(),
                None => {
                    find_evidence(&loaded.root, source, today, None).map_err(anyhow::Error::msg)?
                }
            });
        }
        after.evidence = evidence;
    }
    if same(&before, &after) {
        return Ok(None);
    }
    let only_assigned = Answer {
        owner: after.owner.clone(),
        due: after.due,
        ..before.clone()
    };
    if after != only_assigned {
        if after.status.is_none() {
            bail!("`{id}` has words but no status; write yes, partly, no or does not apply");
        }
        let named = row.filled("author").map(Text::from);
        let is_new = named
            .as_ref()
            .filter(|name| before.author.as_ref() != Some(*name));
        after.author = Some(match (&args.by, is_new) {
            (Some(by), _) => Text::new(author(Some(by), &loaded.root.folder)?),
            (None, Some(name)) => name.clone(),
            (None, None) => Text::new(author(None, &loaded.root.folder)?),
        });
        after.date = Some(today);
        after.approved_by = None;
        let question = loaded.checklists.question(id.as_str());
        after.revision = question.map(|(_, question)| question.revision);
    }
    let replaces = before != Answer::default();
    Ok(Some(Change {
        conflict: replaces && !is_current,
        id,
        part,
        before,
        after,
    }))
}

/// Whether two answers say the same, as a sheet shows them.
fn same(before: &Answer, after: &Answer) -> bool {
    let shown = |text: &Option<Text>| text.as_ref().map(|t| t.to_string().trim().to_owned());
    before.status == after.status
        && shown(&before.notes) == shown(&after.notes)
        && shown(&before.justification) == shown(&after.justification)
        && shown(&before.owner) == shown(&after.owner)
        && before.due == after.due
        && before.evidence == after.evidence
}

fn status(word: &str) -> Result<Status> {
    let word = word.to_lowercase();
    let known = Status::ALL.into_iter().find(|status| {
        let theirs = sheet::WORDS.iter().find(|(known, _)| known == status);
        let theirs = theirs.is_some_and(|(_, words)| words.contains(&word.as_str()));
        theirs || [status.name(), status.in_words()].contains(&word.as_str())
    });
    known.with_context(|| {
        format!(
            "`{}` is no status; write yes, partly, no or does not apply",
            one_line(&word)
        )
    })
}

fn told(changes: &[Change], args: &Args, width: usize) -> String {
    let mut lines = Lines::new(width);
    let mut kept = 0;
    for change in changes {
        let part = change.part.as_ref().map(|part| format!(" ({part})"));
        let stays = change.conflict && !args.overwrite;
        kept += usize::from(stays);
        let mark = match (change.conflict, stays) {
            (true, true) => ": NOT TAKEN, it has changed here since the sheet was written out",
            (true, false) => ": overwritten",
            (false, _) => "",
        };
        lines.wrapped(
            "",
            &format!("{}{}{mark}", change.id, part.unwrap_or_default()),
        );
        for (name, before, after) in differences(&change.before, &change.after) {
            lines.hanging("  ", 4, &format!("{name}: {before} -> {after}"));
        }
    }
    let taken = changes.len() - kept;
    let count = |n: usize| match n {
        1 => "1 answer".to_owned(),
        n => format!("{n} answers"),
    };
    lines.line(&match (taken, args.write) {
        (0, _) => "nothing to take from the sheet".to_owned(),
        (_, true) => format!("{} written", count(taken)),
        (_, false) => format!(
            "{} would change; nothing is written without --write",
            count(taken)
        ),
    });
    if kept > 0 {
        lines.wrapped("", &format!("{} not taken: look at both, then give --write --overwrite to let the sheet replace what is here", count(kept)));
    }
    lines.into_string()
}

fn differences(before: &Answer, after: &Answer) -> Vec<(&'static str, String, String)> {
    let text = |text: &Option<Text>| {
        text.as_ref().filter(|text| !text.is_blank()).map_or_else(
            || "-".to_owned(),
            |text| format!("\"{}\"", one_line(&text.to_string())),
        )
    };
    let status = |answer: &Answer| answer.status.map_or("-", Status::in_words).to_owned();
    let due = |answer: &Answer| {
        answer
            .due
            .map_or_else(|| "-".to_owned(), |day| day.to_string())
    };
    let evidence = |answer: &Answer| match answer.evidence.as_slice() {
        [] => "-".to_owned(),
        all => {
            let all: Vec<_> = all.iter().map(|e| one_line(e.place().raw())).collect();
            all.join(", ")
        }
    };
    let all = [
        ("status", status(before), status(after)),
        ("notes", text(&before.notes), text(&after.notes)),
        (
            "justification",
            text(&before.justification),
            text(&after.justification),
        ),
        ("evidence", evidence(before), evidence(after)),
        ("owner", text(&before.owner), text(&after.owner)),
        ("due", due(before), due(after)),
        ("author", text(&before.author), text(&after.author)),
        (
            "approved-by",
            text(&before.approved_by),
            text(&after.approved_by),
        ),
    ];
    let changed = all.into_iter().filter(|(_, before, after)| before != after);
    changed.collect()
}
