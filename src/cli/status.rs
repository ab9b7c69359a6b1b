use anstyle::Style;
use anyhow::Result;
use clap::Parser;
use indexmap::IndexMap;

use super::{Global, Outcome, Screen};
use crate::assessment::{Assessment, RequirementResult, Severity, Verdict, assess};
use crate::checklist::Basis;
use crate::output::check_text::relaxation;
use crate::output::verdict_style;
use crate::questionnaire::section;
use crate::text::Lines;

/// Show where the assessment stands, and the next three things to do
#[derive(Parser)]
pub(crate) struct Args {}

pub(crate) fn run(_: Args, global: &Global, screen: &Screen) -> Result<Outcome> {
    let loaded = global.load()?;
    let assessment = assess(&loaded, global.today()?);
    screen.result(&table(&assessment))?;
    let mut lines = Lines::new(screen.width());
    for relaxed in &assessment.gate.relaxed {
        lines.wrapped("", &relaxation(relaxed));
    }
    screen.result(&lines.into_string())?;
    screen.result(&next_steps(&assessment, screen.width()))?;
    Ok(Outcome::Done)
}

/// One column a section, one row a verdict that occurs: sections are few, verdicts many.
fn table(assessment: &Assessment) -> String {
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
    let row = |style: Style, name: &str, cells: Vec<String>| {
        let cells: String = sections
            .keys()
            .zip(cells)
            .map(|(section, cell)| {
                format!("  {cell:>width$}", width = section.chars().count().max(8))
            })
            .collect();
        format!("{style}{name:<15}{style:#}{cells}\n")
    };
    let plain = Style::new();
    let mut text = row(plain, "Requirements", sections.keys().cloned().collect());
    for verdict in Verdict::ALL {
        let count =
            |all: &Vec<&RequirementResult>| all.iter().filter(|r| r.verdict == verdict).count();
        let counts: Vec<usize> = sections.values().map(count).collect();
        if counts.iter().any(|count| *count > 0) {
            let cells = counts.iter().map(ToString::to_string).collect();
            text.push_str(&row(verdict_style(verdict), verdict.name(), cells));
        }
    }
    let open = |all: &Vec<&RequirementResult>| {
        let (open, of) = all
            .iter()
            .fold((0, 0), |(open, of), r| (open + r.open, of + r.of));
        format!("{open} of {of}")
    };
    text.push_str(&row(
        plain,
        "questions open",
        sections.values().map(open).collect(),
    ));
    text
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
