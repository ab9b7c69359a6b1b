//! `check` for people: findings by severity, each with its place and the next step. Questions
//! that are merely open are listed a requirement a line, so that a first run is a page.

use anstyle::Style;
use textwrap::core::display_width;

use super::style::{severity_style, verdict_words};
use crate::assessment::{Assessment, Finding, Relaxed, Severity, Verdict};
use crate::checklist::Basis;
use crate::regulation::{Due, MAIN_DATE};
use crate::text::{Lines, Text, one_line};

/// The report in at most `width` columns, with terminal styles; strip them where they do not belong.
pub fn render(assessment: &Assessment, width: usize) -> String {
    let mut page = Page(Lines::new(width));
    page.head(assessment);
    for severity in [Severity::Error, Severity::Warning, Severity::Note] {
        page.group(assessment, severity);
    }
    page.counts(assessment);
    page.verdict_on_gate(assessment);
    page.0.into_string()
}

struct Page(Lines);

impl Page {
    fn line(&mut self, indent: usize, text: &str) {
        self.0.wrapped(&" ".repeat(indent), text);
    }

    fn raw(&mut self, text: &str) {
        self.0.line(text);
    }

    fn head(&mut self, assessment: &Assessment) {
        let shown = |text: &Option<Text>| {
            let text = text.as_ref().filter(|text| !text.is_blank());
            text.map(|t| one_line(t.raw()))
        };
        let name =
            shown(&assessment.product.0).unwrap_or_else(|| "Product without a name yet".to_owned());
        let version = shown(&assessment.product.1)
            .map(|v| format!(" {v}"))
            .unwrap_or_default();
        let bold = Style::new().bold();
        self.raw(&format!(
            "{bold}{name}{version}{bold:#}, assessed as of {}",
            assessment.date
        ));
        let is = |due: Due| assessment.requirements.iter().any(|r| r.due == due);
        if is(Due::Preparing) {
            // Art. 14 applied before the rest.
            let but = match is(Due::Due) {
                true => "apart from what binds already (Art. 14), ",
                false => "",
            };
            self.line(
                0,
                &format!(
                    "Preparing: {but}what the Act asks here applies from {} (Art. 71(2)); guidelines and good practice bind no one.",
                    MAIN_DATE.in_words()
                ),
            );
        }
    }

    fn group(&mut self, assessment: &Assessment, severity: Severity) {
        let all: Vec<&Finding> = assessment
            .findings
            .iter()
            .filter(|f| f.severity == severity)
            .collect();
        if all.is_empty() {
            return;
        }
        let style = severity_style(severity);
        let heading = match severity {
            Severity::Error => "Errors: these close the gate",
            Severity::Warning => "Warnings",
            Severity::Note => "Notes",
        };
        self.raw("");
        self.raw(&format!("{style}{heading}{style:#} ({})", all.len()));
        // What is merely not done yet is listed briefly, so that a first run is a page.
        let (open, told): (Vec<&Finding>, Vec<&Finding>) =
            all.into_iter().partition(|f| f.id == "answer-open");
        let (blank, told): (Vec<&Finding>, Vec<&Finding>) =
            told.into_iter().partition(|f| f.id == "to-fill-in");
        for finding in told {
            // The answer's own finding repeats what its check says.
            let repeated = assessment.findings.iter().any(|f| {
                f.question == finding.question
                    && ["answer-contradicted", "answer-undecided"].contains(&f.id.as_str())
                    && f.subject.split('|').any(|subject| subject == finding.id)
            });
            if !repeated {
                self.finding(finding);
            }
        }
        self.values_left(&blank);
        self.open(&open);
    }

    fn finding(&mut self, finding: &Finding) {
        let style = severity_style(finding.severity);
        let subject = finding
            .question
            .as_ref()
            .map(|q| format!(" {q}"))
            .unwrap_or_default();
        let part = finding
            .part
            .as_ref()
            .map(|p| format!(" ({p})"))
            .unwrap_or_default();
        self.raw(&format!("  {style}{}{style:#}{subject}{part}", finding.id));
        let place = match (&finding.file, finding.line) {
            (Some(file), Some(line)) => format!("  {}:{line}", one_line(file)),
            (Some(file), None) => format!("  {}", one_line(file)),
            _ => String::new(),
        };
        let basis = match finding.basis {
            Basis::Law => "",
            Basis::Guideline => ", guideline",
            Basis::GoodPractice => ", good practice",
        };
        self.line(4, &format!("{}{basis}{place}", finding.citation));
        self.line(4, &one_line(&finding.message));
        if !finding.fix.is_empty() {
            self.line(4, &format!("next: {}", one_line(&finding.fix)));
        }
    }

    fn values_left(&mut self, findings: &[&Finding]) {
        if findings.is_empty() {
            return;
        }
        let style = severity_style(Severity::Error);
        self.raw(&format!(
            "  {style}to-fill-in{style:#} ({}) values of cemark.yaml",
            findings.len()
        ));
        for finding in findings {
            let place = format!(
                "{}:{}",
                finding.file.as_deref().unwrap_or_default(),
                finding.line.unwrap_or_default()
            );
            let lead = format!("    {place:<16}");
            let what = finding
                .fix
                .trim_start_matches("Write there ")
                .trim_end_matches('.');
            self.0.wrapped(
                &lead,
                &format!("{}: {what} ({})", finding.subject, finding.citation),
            );
        }
    }

    fn open(&mut self, findings: &[&Finding]) {
        let mut requirements: Vec<(&Finding, Vec<String>)> = Vec::new();
        for finding in findings {
            let Some(question) = &finding.question else {
                continue;
            };
            let word = question
                .as_str()
                .rsplit('.')
                .next()
                .unwrap_or_default()
                .to_owned();
            let part = finding
                .part
                .as_ref()
                .map(|p| format!(" ({p})"))
                .unwrap_or_default();
            let word = format!("{word}{part}");
            match requirements.last_mut() {
                Some((first, words)) if first.requirement == finding.requirement => {
                    words.push(word)
                }
                _ => requirements.push((finding, vec![word])),
            }
        }
        if requirements.is_empty() {
            return;
        }
        let total = findings.len();
        self.raw(&format!(
            "  not answered yet ({total}); `cemark assess` asks them one by one"
        ));
        for (finding, words) in requirements {
            let id = finding
                .requirement
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default();
            let lead = format!("    {id:<16}{}", if id.len() < 16 { "" } else { "  " });
            self.0.wrapped(
                &lead,
                &format!("{}: {}", finding.citation, words.join(", ")),
            );
        }
    }

    fn counts(&mut self, assessment: &Assessment) {
        let counts = assessment.counts();
        let total: usize = counts.values().sum();
        self.raw("");
        self.raw(&format!("Requirements by verdict ({total})"));
        for (verdict, count) in counts.iter().filter(|(_, count)| **count > 0) {
            let space = " ".repeat(15_usize.saturating_sub(verdict.name().len()));
            let label = format!("  {}{space} {count:>3}  ", verdict_words(*verdict));
            let room = self.0.width().saturating_sub(display_width(&label));
            let bar = "#".repeat((*count).min(40).min(room));
            self.raw(&format!("{label}{bar}"));
        }
    }

    fn verdict_on_gate(&mut self, assessment: &Assessment) {
        self.raw("");
        for relaxed in &assessment.gate.relaxed {
            self.line(0, &relaxation(relaxed));
        }
        let bold = Style::new().bold();
        let closing = assessment
            .requirements
            .iter()
            .filter(|r| r.basis == Basis::Law && r.verdict.closes())
            .count();
        let errors = assessment
            .findings
            .iter()
            .filter(|f| f.severity == Severity::Error)
            .count();
        if assessment.gate.holds {
            self.raw(&format!("{bold}The gate holds.{bold:#}"));
            let in_scope = assessment
                .requirements
                .iter()
                .any(|r| r.basis == Basis::Law && r.verdict != Verdict::OutOfScope);
            let annex_i = assessment
                .requirements
                .iter()
                .any(|r| r.id.as_str().starts_with("annex-i."));
            if !annex_i {
                self.line(0, "Annex I was not asked: the gate says nothing about the essential cybersecurity requirements.");
            }
            if !in_scope {
                self.line(0, "Nothing was asked: all requirements are out of scope.");
            }
        } else {
            let failed_on = &assessment.gate.failed_on;
            let several = if errors == 1 { "" } else { "s" };
            let all = assessment.requirements.iter();
            let all = all.filter(|r| r.basis == Basis::Law).count();
            self.raw(&format!("{bold}The gate does not hold:{bold:#} {errors} error{several}, {closing} of {all} requirements to settle."));
            if !failed_on.is_empty() {
                let severe = |name: &&str| ["error", "warning", "note"].contains(name);
                let words: Vec<String> = failed_on
                    .iter()
                    .map(|name| match severe(name) {
                        true => format!("{name} or worse"),
                        false => (*name).to_owned(),
                    })
                    .collect();
                self.line(0, &format!("--fail-on: there is {}.", words.join(", ")));
            }
        }
    }
}

/// A relaxation in a sentence: every output says so.
pub fn relaxation(relaxed: &Relaxed) -> String {
    let until = relaxed
        .until
        .map(|d| format!(" until {d}"))
        .unwrap_or_default();
    let several = if relaxed.questions.len() == 1 {
        ""
    } else {
        "s"
    };
    format!(
        "Relaxed{until}: {} ({} question{several}). Reason: {}",
        relaxed.name,
        relaxed.questions.len(),
        one_line(relaxed.reason.raw())
    )
}
