//! The plain face: lines out, a line in. For pipes, screen readers and slow terminals.

use super::machine::Event;
use super::view::{Prompt, View};
use crate::assessment::Outcome;
use crate::checklist::Basis;
use crate::project::Status;
use crate::text::Lines;

/// Draws a view as lines of at most `width` columns.
pub fn draw(view: &View<'_>, width: usize) -> String {
    let mut page = Page(Lines::new(width));
    match view {
        View::Done {
            answered,
            left,
            message,
        } => {
            page.message(*message);
            page.line(
                "",
                &format!("All questions were put. Answered now: {answered}. Still open: {left}."),
            );
            page.line("", "b goes back, j ID jumps, q leaves.");
        }
        View::Question {
            item,
            number,
            of,
            prompt,
            message,
            explained,
        } => {
            page.message(*message);
            match prompt {
                Prompt::Status => page.question(item, *number, *of, *explained),
                Prompt::Evidence { given } => page.evidence(item, given),
                Prompt::Justification { current } => page.justification(item, current),
                Prompt::Notes { status, current } => page.notes(*status, current),
            }
        }
    }
    page.0.into_string()
}

/// What stands before the cursor.
pub fn prompt(view: &View<'_>) -> &'static str {
    match view {
        View::Done { .. } => "> ",
        View::Question { prompt, .. } => match prompt {
            Prompt::Status => "answer> ",
            Prompt::Evidence { .. } => "evidence> ",
            Prompt::Justification { .. } => "justification> ",
            Prompt::Notes { .. } => "notes> ",
        },
    }
}

/// Reads a line as an event.
///
/// # Errors
/// What was expected, when the line is none of it.
pub fn parse(view: &View<'_>, line: &str) -> Result<Event, String> {
    let line = line.trim_end_matches(['\r', '\n']);
    let word = line.trim();
    let writing =
        matches!(view, View::Question { prompt, .. } if !matches!(prompt, Prompt::Status));
    if writing {
        return Ok(match word {
            ":e" => Event::Edit,
            ":b" => Event::Back,
            ":s" => Event::Skip,
            ":c" => Event::Clear,
            ":r" => Event::Renew,
            ":q" => Event::Quit,
            // A command typed at the wrong place must not become the note.
            "q" | "b" | "s" | "?" | "h" | "quit" | "exit" | "back" | "skip" | "help" | ":wq"
            | ":w" | ":x" | ":Q" => {
                return Err(format!(
                    "`{word}` was not taken as text: here commands are :q, :b, :s, :e and :c; put more words around it if it is meant"
                ));
            }
            _ => Event::Text(line.to_owned()),
        });
    }
    let (first, rest) = word.split_once(char::is_whitespace).unwrap_or((word, ""));
    match (first.to_lowercase().as_str(), view) {
        ("q" | "quit" | "exit", _) => Ok(Event::Quit),
        ("b" | "back", _) => Ok(Event::Back),
        ("j" | "jump", _) if !rest.trim().is_empty() => Ok(Event::Jump(rest.trim().to_owned())),
        ("j" | "jump", _) => Err("j needs an id: j annex-i.ii.5".into()),
        (_, View::Done { .. }) => Err("b goes back, j ID jumps, q leaves".into()),
        ("y" | "yes" | "met", _) => Ok(Event::Choose(Status::Met)),
        ("p" | "partly" | "partly-met", _) => Ok(Event::Choose(Status::PartlyMet)),
        ("n" | "no" | "not-met", _) => Ok(Event::Choose(Status::NotMet)),
        ("d" | "does-not-apply" | "not-applicable", _) => Ok(Event::Choose(Status::NotApplicable)),
        ("s" | "skip" | "", _) => Ok(Event::Skip),
        ("?" | "h" | "help" | "why", _) => Ok(Event::Explain),
        _ => Err(
            "y yes, p partly, n no, d does not apply, s or Enter skip, b back, j ID jump, ? why, q quit"
                .into(),
        ),
    }
}

struct Page(Lines);

impl Page {
    fn line(&mut self, label: &str, text: &str) {
        self.0.wrapped(label, text);
    }

    fn blank(&mut self) {
        self.0.line("");
    }

    fn message(&mut self, message: Option<&str>) {
        if let Some(message) = message {
            self.line("* ", message);
        }
    }

    fn question(&mut self, item: &super::Item, number: usize, of: usize, explained: bool) {
        let question = &item.question;
        self.blank();
        self.line(
            "",
            &format!("[{number} of {of}] {} - {}", item.section, question.id),
        );
        self.line(
            "",
            &format!("{} ({})", item.requirement.title, item.requirement.citation),
        );
        self.blank();
        if let Some(ask) = &question.ask {
            self.line("  ", &ask.to_string());
        }
        self.blank();
        self.line("  yes means: ", &question.yes_means.to_string());
        if explained {
            self.line("  what:      ", &item.requirement.text.to_string());
            self.line("  why:       ", &item.requirement.why.to_string());
            self.line(
                "  answers:   ",
                "yes if all that 'yes means' names can be shown, partly if some of it can, else no",
            );
            self.line("  basis:     ", basis(question.basis));
            self.line("  to do:     ", &question.fix.to_string());
            if let Some(example) = &question.limits_example {
                self.line(
                    "  a limit that a risk entry may describe: ",
                    &example.to_string(),
                );
            }
            match &question.not_applicable.by {
                Some(_) if question.basis != Basis::Law => {
                    self.line("  does not apply: ", "possible: this binds no one");
                }
                Some(by) => self.line("  does not apply: ", &format!("possible by {by}")),
                None => self.line(
                    "  does not apply: ",
                    "the law leaves no room for it in this question",
                ),
            }
            if let Some(example) = &question.not_applicable.example {
                self.line("    such as: ", &example.to_string());
            }
        }
        for (index, evidence) in question.evidence.iter().enumerate() {
            self.line(
                if index == 0 {
                    "  evidence:  "
                } else {
                    "             "
                },
                &evidence.to_string(),
            );
        }
        for risk in &item.risks {
            self.line("  risk:      ", risk);
        }
        for check in &item.checks {
            let mark = match check.outcome {
                Outcome::Pass => "pass",
                Outcome::Fail => "FAIL",
                Outcome::Undecided => "undecided",
            };
            self.line(
                "  machine:   ",
                &format!("{} {mark}: {}", check.id, check.message),
            );
        }
        if item.suggests_not_applicable {
            self.line(
                "  hint:      ",
                "the product's traits suggest that this may not apply; if so, say why",
            );
        }
        if let Some(answer) = &item.answer {
            let status = answer.status.map(Status::in_words).unwrap_or_default();
            let notes = answer
                .notes
                .as_ref()
                .or(answer.justification.as_ref())
                .map(|n| format!(": {n}"))
                .unwrap_or_default();
            self.line(
                "  so far:    ",
                &format!(
                    "{status} ({}), {} evidence{notes}",
                    item.verdict.name(),
                    answer.evidence.len()
                ),
            );
        }
        if item.answered_parts > 0 {
            self.line(
                "  parts:     ",
                &format!(
                    "{} answered apart; the least favourable counts ({}). `cemark assess --part NAME` asks for one",
                    item.answered_parts,
                    item.verdict.name()
                ),
            );
        }
        if item.verdict.closes() {
            for reason in &item.reasons {
                self.line("  but:       ", reason);
            }
        }
        self.blank();
        let apply = if question.not_applicable.allowed {
            ", d does not apply"
        } else {
            ""
        };
        self.line(
            "",
            &format!(
                "y yes, p partly, n no{apply}; s or Enter skip, b back, j ID jump, ? why, q quit"
            ),
        );
    }

    fn evidence(&mut self, item: &super::Item, given: &[crate::project::Evidence]) {
        self.line(
            "",
            "Evidence: a path in the project or a URL, one a line. An empty line goes on.",
        );
        for hint in &item.question.evidence {
            self.line("  such as: ", &hint.to_string());
        }
        if item.verdict == crate::assessment::Verdict::Stale {
            for reason in &item.reasons {
                self.line("  stale: ", reason);
            }
        }
        for evidence in given {
            self.line(
                "  given: ",
                &format!("{} ({})", evidence.place(), evidence.date),
            );
        }
        self.line(
            "",
            ":r records what is given anew, as it is now; :c drops it, :b back, :s skip, :q quit",
        );
    }

    fn justification(&mut self, item: &super::Item, current: &str) {
        let essential = item.requirement.citation.raw().starts_with("Annex I,");
        let why = match (item.question.basis, essential) {
            (Basis::Law, true) => {
                "Why does it not apply to this product? The technical documentation needs the reason (Art. 13(4))."
            }
            (Basis::Law, false) => "Why does it not apply to this product? Write the reason.",
            _ => "Why does it not apply? A reason is optional: this binds no one.",
        };
        self.line("", why);
        if let Some(by) = &item.question.not_applicable.by {
            self.line("  opened by: ", &by.to_string());
        }
        if let Some(example) = &item.question.not_applicable.example {
            self.line("  such as: ", &example.to_string());
        }
        self.current(current);
    }

    fn notes(&mut self, status: Status, current: &str) {
        let what = match status {
            Status::Met | Status::NotApplicable => {
                "Notes for colleagues and auditors; an empty line leaves them."
            }
            Status::PartlyMet | Status::NotMet => {
                "What is missing, and what is planned? An empty line leaves the notes."
            }
        };
        self.line("", what);
        self.current(current);
    }

    fn current(&mut self, current: &str) {
        if !current.is_empty() {
            self.line("  so far: ", current);
        }
        self.line(
            "",
            ":e opens an editor, :c drops it, :b back, :s skip, :q quit",
        );
    }
}

fn basis(basis: Basis) -> &'static str {
    match basis {
        Basis::Law => "law",
        Basis::Guideline => "a guideline; it binds no one",
        Basis::GoodPractice => "good practice; it binds no one",
    }
}
