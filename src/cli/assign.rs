use anyhow::{Result, bail};
use clap::Parser;

use super::answer::{checklist_of, find_question};
use super::{Global, Outcome, Screen};
use crate::checklist::Checklists;
use crate::project::{Answer, LoadedProject, author, change_answer};
use crate::text::{Text, one_line};
use crate::values::{Date, Id};
use crate::yaml::or_did_you_mean;

/// Give questions to someone, answered or not
#[derive(Parser)]
pub(crate) struct Args {
    /// Ids of questions, of requirements, or what ids begin with, such as annex-i.ii
    #[arg(required = true, value_name = "ID")]
    ids: Vec<String>,
    /// Who takes care of them
    #[arg(long, value_name = "NAME", required_unless_present = "due")]
    owner: Option<String>,
    /// By when they are to be settled
    #[arg(long, value_name = "YYYY-MM-DD")]
    due: Option<Date>,
}

/// Approve answers: by another person than their author
#[derive(Parser)]
pub(crate) struct ApproveArgs {
    /// Ids of questions, of requirements, or what ids begin with, such as annex-i.ii
    #[arg(required = true, value_name = "ID")]
    ids: Vec<String>,
    /// Who approves [default: CEMARK_AUTHOR, else Git's user.name]
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
}

pub(crate) fn run(args: Args, global: &Global, screen: &Screen) -> Result<Outcome> {
    let loaded = global.load()?;
    let owner = args.owner.as_deref().map(Text::from);
    if owner.as_ref().is_some_and(Text::is_blank) {
        bail!("--owner is empty; name a person or a team");
    }
    let questions = named(&loaded.checklists, &args.ids)?;
    for question in &questions {
        change(&loaded, question, |mut answer| {
            // The parts follow, also those that had someone of their own.
            for part in answer.parts.values_mut() {
                part.owner = part.owner.take().filter(|_| owner.is_none());
                part.due = part.due.filter(|_| args.due.is_none());
            }
            Answer {
                owner: owner.clone().or(answer.owner),
                due: args.due.or(answer.due),
                ..answer
            }
        })?;
    }
    let to = owner.map(|name| format!(" to {}", one_line(name.raw())));
    let by = args.due.map(|day| format!(", due {day}"));
    screen.result(&format!(
        "{} assigned{}{}\n",
        counted(questions.len()),
        to.unwrap_or_default(),
        by.unwrap_or_default()
    ))?;
    Ok(Outcome::Done)
}

pub(crate) fn approve(args: ApproveArgs, global: &Global, screen: &Screen) -> Result<Outcome> {
    let loaded = global.load()?;
    let by = Text::new(author(args.by.as_deref(), &loaded.root.folder)?);
    let questions = named(&loaded.checklists, &args.ids)?;
    let answered: Vec<&Id> = questions
        .iter()
        .filter(|id| loaded.answers.get(*id).is_some_and(|a| a.answer.is_given()))
        .collect();
    if answered.is_empty() {
        bail!("none of them is answered; there is nothing to approve");
    }
    let own: Vec<String> = answered
        .iter()
        .filter(|id| {
            let stored = loaded.answers.get(**id).map(|stored| &stored.answer);
            let same = |author: &Text| {
                author.to_string().trim().to_lowercase() == by.to_string().trim().to_lowercase()
            };
            stored.is_some_and(|answer| answer.authors().any(same))
        })
        .map(ToString::to_string)
        .collect();
    if !own.is_empty() {
        bail!(
            "{} wrote these answers, and an answer is approved by another person: {}",
            one_line(by.raw()),
            own.join(", ")
        );
    }
    for question in &answered {
        change(&loaded, question, |answer| answer.approved(&by))?;
    }
    let open = questions.len() - answered.len();
    let open = match open {
        0 => String::new(),
        open => format!("; {} not answered and not approved", counted(open)),
    };
    screen.result(&format!(
        "{} approved by {}{open}\n",
        counted(answered.len()),
        one_line(by.raw())
    ))?;
    Ok(Outcome::Done)
}

fn change(
    loaded: &LoadedProject,
    question: &Id,
    change: impl FnOnce(Answer) -> Answer,
) -> Result<()> {
    let checklist = checklist_of(loaded, question)?;
    change_answer(&loaded.root, checklist, question, change)?;
    Ok(())
}

fn counted(count: usize) -> String {
    match count {
        1 => "1 question".to_owned(),
        count => format!("{count} questions"),
    }
}

/// The questions that are asked under these names, in the order of the checklists.
fn named(checklists: &Checklists, names: &[String]) -> Result<Vec<Id>> {
    let asked = || checklists.questions().filter(|(_, q)| q.ask.is_some());
    for name in names {
        if !asked().any(|(_, q)| q.id.is_within(name)) {
            // A question whose answer stands elsewhere says where.
            if checklists.question(name).is_some() {
                find_question(checklists, name)?;
            }
            let ids = checklists.questions().map(|(_, q)| q.id.as_str());
            let ids = ids.chain(checklists.requirements().map(|(_, r)| r.id.as_str()));
            let near = or_did_you_mean(name, ids);
            bail!(
                "no question that is asked begins with `{}`{near}",
                one_line(name)
            );
        }
    }
    let meant = asked().filter(|(_, q)| names.iter().any(|name| q.id.is_within(name)));
    Ok(meant.map(|(_, q)| q.id.clone()).collect())
}
