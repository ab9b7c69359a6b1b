use std::collections::BTreeSet;

use anyhow::{Result, bail};
use clap::Parser;
use indexmap::IndexMap;

use super::{Global, Outcome, Screen};
use crate::assessment::{Assessment, RequirementResult, Severity, Verdict, assess};
use crate::checklist::Basis;
use crate::output::check_text::relaxation;
use crate::project::LoadedProject;
use crate::questionnaire::section;
use crate::questionnaire::sheet::{self, Selection};
use crate::regulation::point;
use crate::text::{Lines, one_line};
use crate::yaml::or_did_you_mean;

/// Show where the assessment stands, and the next three things to do
#[derive(Parser)]
pub(crate) struct Args {
    /// Show instead what is left for this person or team; `-`: what nobody takes care of
    #[arg(long, value_name = "NAME", allow_hyphen_values = true)]
    owner: Option<String>,
}

pub(crate) fn run(args: Args, global: &Global, screen: &Screen) -> Result<Outcome> {
    let loaded = global.load_to_read()?;
    let assessment = assess(&loaded, global.today()?);
    if let Some(name) = &args.owner {
        screen.result(&left_for(&loaded, &assessment, name, screen.width())?)?;
        return Ok(Outcome::Done);
    }
    screen.result(&table(&assessment, screen.width()))?;
    let mut lines = Lines::new(screen.width());
    for relaxed in &assessment.gate.relaxed {
        lines.wrapped("", &relaxation(relaxed));
    }
    screen.result(&lines.into_string())?;
    screen.result(&next_steps(&assessment, screen.width()))?;
    screen.result(&permissions(&assessment, screen.width()))?;
    Ok(Outcome::Done)
}

/// Permissions of the Act that are not taken up: offered, never demanded.
fn permissions(assessment: &Assessment, width: usize) -> String {
    let mut lines = Lines::new(width);
    let offered: Vec<String> = assessment
        .requirements
        .iter()
        .filter(|r| r.out_of_scope.is_some())
        .filter(|r| point(&r.id, &r.citation).is_some_and(|point| point.permission))
        .map(|r| format!("{} ({})", r.id, r.title))
        .collect();
    if !offered.is_empty() {
        lines.line("");
        let all = offered.join("; ");
        lines.hanging("Allowed, if you wish: ", 2, &format!("{all}. `cemark explain ID` tells the conditions; nothing is asked of who does without."));
    }
    lines.into_string()
}

/// One line a section: how many questions are open, and how its requirements stand.
fn table(assessment: &Assessment, width: usize) -> String {
    let mut sections: IndexMap<String, Vec<&RequirementResult>> = IndexMap::new();
    for requirement in assessment
        .requirements
        .iter()
        .filter(|r| r.basis == Basis::Law)
    {
        sections
            .entry(section(&requirement.citation))
            .or_default()
            .push(requirement);
    }
    let label = sections.keys().map(|name| name.chars().count()).max();
    let label = label.unwrap_or_default().max("Requirements".len());
    let indent = label + 2 + "questions open".len() + 2;
    let mut lines = Lines::new(width);
    let row = |lines: &mut Lines, name: &str, open: &str, stand: &str| {
        let start = format!("{name:<label$}  {open:>14}  ");
        lines.hanging(&start, indent, stand);
    };
    row(&mut lines, "Requirements", "questions open", "by verdict");
    let mut all = Vec::new();
    for (name, requirements) in &sections {
        row(
            &mut lines,
            name,
            &open_of(requirements),
            &stand(requirements),
        );
        all.extend(requirements.iter().copied());
    }
    if sections.len() > 1 {
        row(&mut lines, "all", &open_of(&all), &stand(&all));
    }
    lines.into_string()
}

fn open_of(requirements: &[&RequirementResult]) -> String {
    let sum = |count: fn(&RequirementResult) -> usize| -> usize {
        requirements.iter().map(|r| count(r)).sum()
    };
    format!("{} of {}", sum(|r| r.open), sum(|r| r.of))
}

/// `gap 2, open 9, conformant 3`: each verdict that occurs.
fn stand(requirements: &[&RequirementResult]) -> String {
    let mut counts = Vec::new();
    for verdict in Verdict::ALL {
        let count = requirements.iter().filter(|r| r.verdict == verdict).count();
        if count > 0 {
            counts.push(format!("{} {count}", verdict.name()));
        }
    }
    counts.join(", ")
}

/// The questions of one owner that are not settled, those that are due first.
fn left_for(
    loaded: &LoadedProject,
    assessment: &Assessment,
    name: &str,
    width: usize,
) -> Result<String> {
    let wanted = name.trim().to_lowercase();
    let rows = |open| {
        let selection = Selection { owner: None, open };
        sheet::rows(loaded, assessment, &selection)
    };
    let mut left = rows(true);
    left.retain(|row| match &row.owner {
        Some(owner) => owner.to_string().to_lowercase() == wanted,
        None => wanted == "-",
    });
    if left.is_empty() && wanted != "-" {
        let all = rows(false);
        let owners = all
            .iter()
            .filter_map(|row| Some(row.owner.as_ref()?.to_string()));
        let owners: BTreeSet<String> = owners.collect();
        if !owners.iter().any(|owner| owner.to_lowercase() == wanted) {
            let near = or_did_you_mean(name, owners.iter().map(String::as_str));
            bail!("nothing is assigned to `{}`{near}", one_line(name));
        }
    }
    left.sort_by_key(|row| (row.due.is_none(), row.due));
    let mut lines = Lines::new(width);
    let whose = if wanted == "-" {
        "nobody".to_owned()
    } else {
        one_line(name)
    };
    lines.wrapped("", &format!("{}: {} left", whose, left.len()));
    for row in left {
        let late = row.due.is_some_and(|due| due < assessment.date);
        let due = match (row.due, late) {
            (Some(due), true) => format!("due {due}, LATE"),
            (Some(due), false) => format!("due {due}"),
            (None, _) => "no date".to_owned(),
        };
        let part = row.part.as_ref().map(|part| format!(" ({part})"));
        let part = part.unwrap_or_default();
        lines.hanging(
            "  ",
            4,
            &format!("{}{part}: {}, {due}: {}", row.id, row.verdict, row.question),
        );
    }
    Ok(lines.into_string())
}

fn next_steps(assessment: &Assessment, width: usize) -> String {
    let mut lines = Lines::new(width);
    lines.line("\nNext");
    let errors = assessment
        .findings
        .iter()
        .filter(|f| f.severity == Severity::Error);
    // What is wrong comes before what is merely not done yet; a check's own finding only
    // repeats the answer that it contradicts.
    let rank = |id: &str| {
        Verdict::ALL
            .iter()
            .position(|v| id.strip_prefix("answer-") == Some(v.name()))
    };
    let mut steps: Vec<_> = errors
        .filter(|f| f.question.is_none() || rank(&f.id).is_some())
        .collect();
    steps.sort_by_key(|f| (f.id == "answer-open", rank(&f.id).unwrap_or(usize::MAX)));
    if steps.is_empty() {
        lines.wrapped(
            "  ",
            "Nothing closes the gate. `cemark render summary` writes the conformity summary.",
        );
    }
    for (index, finding) in steps.iter().take(3).enumerate() {
        let subject = finding
            .question
            .as_ref()
            .map_or_else(String::new, |q| format!("{q}: "));
        let step = format!("{subject}{} - {}", finding.message, finding.fix);
        lines.wrapped(&format!("  {}. ", index + 1), &step);
    }
    lines.into_string()
}
