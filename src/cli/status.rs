use anyhow::Result;
use clap::Parser;
use indexmap::IndexMap;

use super::{Global, Outcome, Screen};
use crate::assessment::{Assessment, RequirementResult, Severity, Verdict, assess};
use crate::checklist::Basis;
use crate::output::check_text::relaxation;
use crate::questionnaire::section;
use crate::text::Lines;

/// Show where the assessment stands, and the next three things to do
#[derive(Parser)]
pub(crate) struct Args {}

pub(crate) fn run(_: Args, global: &Global, screen: &Screen) -> Result<Outcome> {
    let loaded = global.load()?;
    let assessment = assess(&loaded, global.today()?);
    screen.result(&table(&assessment, screen.width()))?;
    let mut lines = Lines::new(screen.width());
    for relaxed in &assessment.gate.relaxed {
        lines.wrapped("", &relaxation(relaxed));
    }
    screen.result(&lines.into_string())?;
    screen.result(&next_steps(&assessment, screen.width()))?;
    Ok(Outcome::Done)
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
