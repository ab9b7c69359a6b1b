//! `status` for people: sections with their verdicts, how far it is settled, what comes next.

use anstyle::Style;
use indexmap::IndexMap;
use textwrap::core::display_width;

use super::check_text::relaxation;
use super::law_link::{law_url, linked};
use super::style::verdict_words;
use crate::assessment::{
    Assessment, Progress, RequirementResult, Verdict, next_steps, step_in_words,
};
use crate::checklist::{Basis, Language, Phase};
use crate::questionnaire::section;
use crate::questionnaire::sheet::Row;
use crate::regulation::point;
use crate::text::{Lines, one_line};
use crate::values::Date;

/// Columns of `questions open`.
const OPEN: usize = "questions open".len();
/// Columns of the longest section of the Act, `Annex VIII, Part III`.
const NAME: usize = 20;
/// Columns that verdicts need beside the other columns.
const VERDICTS: usize = 40;
/// Columns of the longest bar.
const BAR: usize = 24;

/// Where the assessment stands, in at most `width` columns, with terminal styles; with a language,
/// sections are links to the law's text in it.
pub fn render(assessment: &Assessment, width: usize, links: Option<Language>) -> String {
    let mut lines = Lines::new(width);
    table(&mut lines, assessment, links);
    progress(&mut lines, assessment);
    if !assessment.gate.relaxed.is_empty() {
        lines.line("");
    }
    for relaxed in &assessment.gate.relaxed {
        lines.wrapped("", &relaxation(relaxed));
    }
    next(&mut lines, assessment);
    permissions(&mut lines, assessment);
    lines.into_string()
}

/// What is left for `whose`, in the order of `rows`.
pub fn left(whose: &str, rows: &[Row], day: Date, width: usize) -> String {
    let mut lines = Lines::new(width);
    let heading = format!("{}: {} left", one_line(whose), rows.len());
    lines.decorated(&heading, bold);
    for row in rows {
        let late = row.due.is_some_and(|due| due < day);
        let due = match (row.due, late) {
            (Some(due), true) => format!("due {due}, LATE"),
            (Some(due), false) => format!("due {due}"),
            (None, _) => "no date".to_owned(),
        };
        let part = row.part.as_ref().map(|part| format!(" ({part})"));
        let part = part.unwrap_or_default();
        let verdict = Verdict::ALL.into_iter().find(|v| v.name() == row.verdict);
        let verdict = verdict.map_or_else(|| row.verdict.to_owned(), verdict_words);
        lines.hanging(
            &format!("  {verdict}  "),
            4,
            &format!("{}{part}, {due}: {}", row.id, row.question),
        );
    }
    lines.into_string()
}

fn bold(text: &str) -> String {
    let bold = Style::new().bold();
    format!("{bold}{text}{bold:#}")
}

/// One row a section: how many questions are open, and how its requirements stand.
fn table(lines: &mut Lines, assessment: &Assessment, links: Option<Language>) {
    let mut sections: IndexMap<String, Vec<&RequirementResult>> = IndexMap::new();
    let by_law = |r: &&RequirementResult| r.basis == Basis::Law;
    for requirement in assessment.requirements.iter().filter(by_law) {
        let name = one_line(&section(&requirement.citation));
        sections.entry(name).or_default().push(requirement);
    }
    if sections.is_empty() {
        lines.line("No requirement that rests on law is asked.");
        return;
    }
    let heading = "Requirements";
    // A page that is too narrow for columns has the same below one another.
    let room = lines.width().saturating_sub(2 + OPEN + 2 + VERDICTS);
    let longest = sections.keys().map(|name| display_width(name)).max();
    let longest = longest.unwrap_or_default().max(heading.len());
    let columns = (room >= NAME).then_some(longest.min(room));
    match columns {
        Some(name) => lines.line(&bold(&format!(
            "{heading:<name$}  questions open  by verdict"
        ))),
        None => lines.line(&bold("Requirements by verdict")),
    }
    for (name, requirements) in &sections {
        let url = links.and_then(|language| law_of(requirements, language));
        row(lines, columns, name, url.as_deref(), requirements);
    }
    if sections.len() > 1 {
        let all: Vec<_> = sections.into_values().flatten().collect();
        row(lines, columns, "all", None, &all);
    }
}

fn row(
    lines: &mut Lines,
    columns: Option<usize>,
    name: &str,
    url: Option<&str>,
    requirements: &[&RequirementResult],
) {
    let sum = |count: fn(&RequirementResult) -> usize| -> usize {
        requirements.iter().map(|r| count(r)).sum()
    };
    let open = format!("{} of {}", sum(|r| r.open), sum(|r| r.of));
    let verdicts = verdicts(requirements);
    match columns {
        Some(column) => {
            let is_short = display_width(name) <= column;
            if !is_short {
                lines.decorated(name, |line| linked(line, url));
            }
            let name = if is_short { name } else { "" };
            let space = " ".repeat(column.saturating_sub(display_width(name)));
            let name = linked(name, url.filter(|_| is_short));
            let label = format!("{name}{space}  {open:>OPEN$}  ");
            lines.items(&label, column + 2 + OPEN + 2, &verdicts);
        }
        None => {
            lines.decorated(name, |line| linked(line, url));
            lines.line(&format!("  questions open {open}"));
            lines.items("  ", 2, &verdicts);
        }
    }
}

/// `✗ gap 2`, `○ open 9`: each verdict that occurs.
fn verdicts(requirements: &[&RequirementResult]) -> Vec<String> {
    let count = |verdict| requirements.iter().filter(|r| r.verdict == verdict).count();
    let counts = Verdict::ALL.into_iter().map(|v| (v, count(v)));
    counts
        .filter(|(_, count)| *count > 0)
        .map(|(verdict, count)| format!("{} {count}", verdict_words(verdict)))
        .collect()
}

/// The address of a section: that to which each of its citations leads. A section's name alone
/// would not tell whether it is one of the Act.
fn law_of(requirements: &[&RequirementResult], language: Language) -> Option<String> {
    let mut urls = requirements
        .iter()
        .map(|r| law_url(r.citation.raw(), language));
    let first = urls.next()??;
    urls.all(|url| url.as_ref() == Some(&first))
        .then_some(first)
}

/// How much is settled: in words with a bar, then phase by phase.
fn progress(lines: &mut Lines, assessment: &Assessment) {
    let of =
        |what: &str, progress: Progress| format!("{what} {} of {}", progress.settled, progress.of);
    let all = assessment.progress(None);
    lines.line("");
    let words = of("settled", all);
    let room = lines.width().saturating_sub(words.len() + 2).min(BAR);
    lines.line(format!("{words}  {}", bar(all, room)).trim_end());
    for phase in Phase::ALL {
        let progress = assessment.progress(Some(phase));
        if progress.of > 0 {
            lines.line(&format!(
                "  {}",
                of(phase.in_words_for(&assessment.roles), progress)
            ));
        }
    }
}

/// A bar that is empty only when nothing is settled, and full only when all is.
fn bar(progress: Progress, room: usize) -> String {
    let Progress { settled, of } = progress;
    if of == 0 {
        return String::new();
    }
    let full = match settled * room / of {
        0 if settled > 0 => 1,
        full => full,
    };
    "█".repeat(full) + &"░".repeat(room.saturating_sub(full))
}

/// The three steps that come first.
fn next(lines: &mut Lines, assessment: &Assessment) {
    lines.line("");
    lines.line(&bold("Next"));
    let steps = next_steps(assessment);
    if steps.is_empty() {
        lines.wrapped(
            "  ",
            "Nothing closes the gate. `cemark render summary` writes the conformity summary.",
        );
    }
    for (index, finding) in steps.into_iter().take(3).enumerate() {
        lines.wrapped(&format!("  {}. ", index + 1), &step_in_words(finding));
    }
}

/// Permissions of the Act that are not taken up: offered, never demanded.
fn permissions(lines: &mut Lines, assessment: &Assessment) {
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_full_or_empty_only_where_that_is_true() {
        for (settled, of, shown) in [
            (0, 51, "░░░░░░░░░░"),
            (1, 51, "█░░░░░░░░░"),
            (12, 51, "██░░░░░░░░"),
            (50, 51, "█████████░"),
            (51, 51, "██████████"),
            (0, 0, ""),
        ] {
            assert_eq!(
                bar(Progress { settled, of }, 10),
                shown,
                "{settled} of {of}"
            );
        }
    }
}
