use anyhow::{Context, Error, Result, bail};
use clap::{CommandFactory, Parser, ValueEnum};

use super::{Global, Outcome, Screen};
use crate::assessment::{EvidenceState, Verdict, assess};
use crate::checklist::{Checklist, Checklists};
use crate::project::{
    Answer, Evidence, LoadedProject, Status, author, find_evidence, load, save_answer,
};
use crate::text::{Text, one_line};
use crate::values::{Date, Id};
use crate::yaml::{did_you_mean, or_did_you_mean};

/// Answer one question from the command line
#[derive(Parser)]
pub(crate) struct Args {
    /// The question's id, such as annex-i.i.2.c.updates
    question: String,
    /// The answer
    #[arg(value_enum)]
    status: StatusWord,
    /// What was found, for colleagues and auditors
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    note: Option<String>,
    /// Why it does not apply
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    justify: Option<String>,
    /// A file or folder of the project (path from here), or a URL; may be given several times
    #[arg(long, value_name = "PATH|URL")]
    evidence: Vec<String>,
    /// The last day on which the evidence counts
    #[arg(long, value_name = "YYYY-MM-DD", requires = "evidence")]
    valid_until: Option<Date>,
    /// Risk entries that describe the residual risk of a point that is met
    #[arg(long, value_name = "RISK")]
    limits: Vec<Id>,
    /// Keep the note, justification and evidence of the answer so far, as far as none are given anew
    #[arg(long)]
    keep: bool,
    /// Answer for this part of the product only
    #[arg(long, value_name = "PART")]
    part: Option<Id>,
    /// Who answers [default: CEMARK_AUTHOR, else Git's user.name]
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
}

#[derive(Clone, Copy, ValueEnum)]
enum StatusWord {
    /// Yes
    #[value(alias = "yes")]
    Met,
    /// Partly: work is left
    #[value(alias = "partly")]
    PartlyMet,
    /// No
    #[value(alias = "no")]
    NotMet,
    /// Does not apply, where the law leaves room for it
    #[value(alias = "na", alias = "does-not-apply")]
    NotApplicable,
}

impl From<StatusWord> for Status {
    fn from(word: StatusWord) -> Self {
        match word {
            StatusWord::Met => Status::Met,
            StatusWord::PartlyMet => Status::PartlyMet,
            StatusWord::NotMet => Status::NotMet,
            StatusWord::NotApplicable => Status::NotApplicable,
        }
    }
}

pub(crate) fn run(args: Args, global: &Global, screen: &Screen) -> Result<Outcome> {
    let loaded = global.load()?;
    let today = global.today()?;
    let question = find_question(&loaded.checklists, &args.question)?;
    if let Some(part) = &args.part
        && !loaded.project.parts.contains_key(part)
    {
        let near = did_you_mean(part.as_str(), loaded.project.parts.keys().map(Id::as_str));
        let hint = near.map_or_else(
            || "name it under `parts` there first".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        bail!("cemark.yaml has no part `{part}`; {hint}");
    }
    let root = &loaded.root;
    let mut evidence: Vec<Evidence> = Vec::new();
    for source in &args.evidence {
        let found = find_evidence(root, source, today, args.valid_until).map_err(Error::msg)?;
        evidence.retain(|old| old.source() != found.source());
        evidence.push(found);
    }
    let by = author(args.by.as_deref(), &root.folder)?;
    let stored = loaded.answers.get(&question).map(|stored| &stored.answer);
    let before = match &args.part {
        Some(part) => stored.and_then(|answer| answer.parts.get(part)),
        None => stored,
    };
    let before = before.cloned().unwrap_or_default();
    let mut kept = Answer::default();
    if args.keep {
        kept = before.clone();
        let bad = bad_evidence(&loaded, &question, args.part.as_ref(), today);
        for old in &kept.evidence {
            match evidence.iter_mut().find(|new| new.source() == old.source()) {
                Some(new) => new.keep_last_day(old),
                None if bad.iter().any(|bad| bad == old.place().raw()) => {}
                None => evidence.push(old.clone()),
            }
        }
    }
    for (option, text) in [("--note", &args.note), ("--justify", &args.justify)] {
        if let Some(text) = text.as_deref().filter(|text| is_option(text)) {
            bail!(
                "{option}: `{text}` reads as an option, so the text seems to be missing; begin a text with a word"
            );
        }
    }
    let answer = Answer {
        status: Some(args.status.into()),
        notes: args.note.map(Text::from).or(kept.notes),
        justification: args.justify.map(Text::from).or(kept.justification),
        limits: if args.limits.is_empty() {
            kept.limits
        } else {
            args.limits
        },
        evidence,
        author: Some(Text::new(by)),
        date: Some(today),
        revision: loaded
            .checklists
            .question(question.as_str())
            .map(|(_, q)| q.revision),
        ..Answer::default()
    };
    let dropped = dropped(&before, &answer);
    let checklist = checklist_of(&loaded, &question)?;
    let saved = save_answer(root, checklist, &question, args.part.as_ref(), &answer)?;
    // Read back from disk: what is said next is what a later `check` says.
    let loaded = load(root.clone())?;
    let assessment = assess(&loaded, today);
    let results = assessment.requirements.iter().flat_map(|r| &r.questions);
    // An answer for the whole product counts beside its parts, so it is told with each.
    let own = results.filter(|q| {
        q.id == question && (args.part.is_none() || q.part.is_none() || q.part == args.part)
    });
    let file = one_line(
        &saved
            .file
            .strip_prefix(".")
            .unwrap_or(&saved.file)
            .to_string_lossy(),
    );
    let mut text = String::new();
    for result in own {
        let part = match (&result.part, &args.part) {
            (Some(part), _) => format!(" ({part})"),
            (None, Some(_)) => " (whole product)".to_owned(),
            (None, None) => String::new(),
        };
        text.push_str(&format!(
            "{question}{part}: {}  {file}:{}\n",
            result.verdict.name(),
            saved.line
        ));
        for reason in &result.reasons {
            text.push_str(&format!("  {}\n", one_line(&reason.text)));
        }
        if result.verdict == Verdict::Unevidenced && result.reasons.is_empty() {
            text.push_str("  add evidence with --evidence PATH or URL\n");
        }
    }
    if text.is_empty() {
        text = format!(
            "{question}: out-of-scope for this product; the answer is kept  {file}:{}\n",
            saved.line
        );
    }
    if let Some(dropped) = dropped {
        text.push_str(&format!(
            "  no longer in the answer: {dropped}; --keep keeps what is not given anew\n"
        ));
    }
    screen.result(&text)?;
    Ok(Outcome::Done)
}

/// Whether a text has the form of one of this command's options.
fn is_option(text: &str) -> bool {
    let command = Args::command();
    let mut options = command.get_arguments().filter_map(clap::Arg::get_long);
    text.strip_prefix("--")
        .is_some_and(|name| options.any(|option| option == name))
}

/// The evidence of the answer so far that does not count any more.
fn bad_evidence(
    loaded: &LoadedProject,
    question: &Id,
    part: Option<&Id>,
    today: Date,
) -> Vec<String> {
    let assessment = assess(loaded, today);
    let results = assessment.requirements.iter().flat_map(|r| &r.questions);
    let own = results.filter(|q| q.id == *question && (part.is_none() || q.part.as_ref() == part));
    own.flat_map(|result| &result.evidence)
        .filter(|evidence| matches!(evidence.state, EvidenceState::Bad(_)))
        .map(|evidence| evidence.source.raw().to_owned())
        .collect()
}

/// What the answer before held and the new one does not, in words.
fn dropped(before: &Answer, now: &Answer) -> Option<String> {
    let mut dropped = Vec::new();
    if before.notes.is_some() && now.notes.is_none() {
        dropped.push("the note".to_owned());
    }
    if before.justification.is_some() && now.justification.is_none() {
        dropped.push("the justification".to_owned());
    }
    let gone = before
        .evidence
        .iter()
        .filter(|old| !now.evidence.iter().any(|new| new.source() == old.source()));
    for evidence in gone {
        dropped.push(format!("evidence {}", evidence.place()));
    }
    if let Some(person) = &before.approved_by {
        dropped.push(format!("the approval by {person}"));
    }
    (!dropped.is_empty()).then(|| dropped.join(", "))
}

/// The id of an askable question. A requirement's id stands for its question when it has one.
pub(super) fn find_question(checklists: &Checklists, name: &str) -> Result<Id> {
    let shown = one_line(name);
    if let Some((_, question)) = checklists.question(name) {
        if let Some(owner) = &question.reference {
            bail!("`{shown}` takes its answer from `{owner}`: answer that one");
        }
        if let Some(key) = &question.value {
            bail!("`{shown}` is answered by the value of `{key}` in cemark.yaml: write it there");
        }
        return Ok(question.id.clone());
    }
    if let Some((_, requirement)) = checklists.requirement(name) {
        let asked: Vec<_> = requirement
            .questions
            .iter()
            .filter(|q| q.ask.is_some())
            .collect();
        if let [only] = asked.as_slice() {
            return Ok(only.id.clone());
        }
        let lines: Vec<String> = asked
            .iter()
            .map(|q| {
                format!(
                    "  {}  {}",
                    q.id,
                    q.ask.as_ref().map(Text::to_string).unwrap_or_default()
                )
            })
            .collect();
        bail!(
            "`{shown}` has several questions; answer each:\n{}",
            lines.join("\n")
        );
    }
    let ids = checklists.questions().map(|(_, q)| q.id.as_str());
    let ids = ids.chain(checklists.requirements().map(|(_, r)| r.id.as_str()));
    let near = or_did_you_mean(name, ids);
    bail!(
        "no question has the id `{shown}`{near}\n  help: `cemark checklist show NAME` lists the questions of a checklist"
    )
}

/// The checklist whose file keeps the answer.
pub(super) fn checklist_of<'a>(loaded: &'a LoadedProject, question: &Id) -> Result<&'a Checklist> {
    let checklist = loaded.checklists.checklist_of(question.as_str());
    checklist.context("the question has no checklist")
}
