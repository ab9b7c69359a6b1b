//! What is told of a question, line by line: the same in both faces.

use super::item::Item;
use super::view::{Prompt, Unfinished};
use crate::assessment::{Outcome, Verdict};
use crate::checklist::Basis;
use crate::project::{Answer, Evidence, Status};

/// What a line says; a face may show it in its own way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The question itself.
    Ask,
    /// Something else that is told of it.
    Plain,
    /// What a machine check found.
    Check(Outcome),
    /// What stands against the answer so far.
    Against,
    /// A verdict.
    Verdict(Verdict),
    /// Another piece of the list that the line before began.
    More,
}

/// A line with what stands before it.
#[derive(Debug, Clone)]
pub struct Entry {
    /// What it says.
    pub kind: Kind,
    /// A word before it; empty for the question itself.
    pub label: &'static str,
    /// The text, as it came: to be cleaned where it is shown.
    pub text: String,
}

/// What is told of a question; with `explained` reason, law and examples, too.
pub fn about(item: &Item, unfinished: Option<&Answer>, explained: bool) -> Vec<Entry> {
    let mut page = Page(Vec::new());
    let question = &item.question;
    if let Some(ask) = &question.ask {
        page.add(Kind::Ask, "", ask.to_string());
    }
    page.plain("yes means", question.yes_means.to_string());
    for (index, evidence) in question.evidence.iter().enumerate() {
        let kind = if index == 0 { Kind::Plain } else { Kind::More };
        page.add(kind, "evidence", evidence.to_string());
    }
    page.known(item, unfinished);
    if explained {
        page.explain(item);
    }
    page.0
}

struct Page(Vec<Entry>);

impl Page {
    fn add(&mut self, kind: Kind, label: &'static str, text: String) {
        self.0.push(Entry { kind, label, text });
    }

    fn plain(&mut self, label: &'static str, text: String) {
        self.add(Kind::Plain, label, text);
    }

    /// What is known already: risks, machine checks, the answer so far.
    fn known(&mut self, item: &Item, unfinished: Option<&Answer>) {
        for risk in &item.risks {
            self.plain("risk", risk.clone());
        }
        for check in &item.checks {
            let mark = match check.outcome {
                Outcome::Pass => "pass",
                Outcome::Fail => "FAIL",
                Outcome::Undecided => "undecided",
            };
            let text = format!(
                "{} {mark}: {} (it looks at `{}` in cemark.yaml)",
                check.id, check.message, check.key
            );
            self.add(Kind::Check(check.outcome), "machine", text);
        }
        if let Some(suggestion) = &item.suggestion {
            let but = match suggestion.is_reason {
                true => "If so, say why.",
                false => "That alone is no reason: see what opens 'does not apply'.",
            };
            self.plain(
                "hint",
                format!("this may not apply: {} {but}", suggestion.words),
            );
        }
        if let Some(answer) = &item.answer {
            self.add(
                Kind::Verdict(item.verdict),
                "so far",
                so_far(answer, item.verdict),
            );
        }
        if let (None, Some(answer)) = (&item.answer, &item.of_whole) {
            let text = format!("for the whole product: {}", so_far(answer, item.verdict));
            self.add(Kind::Verdict(item.verdict), "so far", text);
        }
        if item.answered_parts > 0 {
            let text = format!(
                "{} answered apart; the least favourable counts ({}). `cemark assess --part NAME` asks for one",
                item.answered_parts,
                item.verdict.name()
            );
            self.plain("parts", text);
        }
        if item.verdict.closes() {
            for reason in &item.reasons {
                self.add(Kind::Against, "but", reason.clone());
            }
        }
        if let Some(answer) = unfinished {
            let text = format!("{}; answer to go on with it, x drops it", in_words(answer));
            self.add(Kind::Against, "unfinished", text);
        }
        match (&item.owner, item.due) {
            (None, None) => {}
            (owner, due) => self.plain("owner", who(owner.as_ref(), due)),
        }
    }

    fn explain(&mut self, item: &Item) {
        let (question, requirement) = (&item.question, &item.requirement);
        self.plain("what", requirement.text.to_string());
        self.plain("why", requirement.why.to_string());
        self.plain(
            "answers",
            "yes if all that 'yes means' names can be shown, partly if some of it can, else no"
                .into(),
        );
        self.plain("basis", basis(question.basis).into());
        let roles = &requirement.applies.roles;
        self.plain("phase", requirement.phase.in_words_for(roles).into());
        self.plain("to do", question.fix.to_string());
        if let Some(example) = &question.limits_example {
            self.plain(
                "limit",
                format!("a risk entry may describe one, such as: {example}"),
            );
        }
        let apply = match &question.not_applicable.by {
            Some(_) if question.basis != Basis::Law => "possible: this binds no one".to_owned(),
            Some(by) => format!("possible by {by}"),
            None if item.opening.is_open => {
                "possible: this point allows something and asks for nothing".to_owned()
            }
            None => "the law leaves no room for it in this question".to_owned(),
        };
        self.plain("does not apply", apply);
        if let Some(example) = &question.not_applicable.example {
            self.plain("such as", example.to_string());
        }
    }
}

fn so_far(answer: &Answer, verdict: Verdict) -> String {
    let status = answer.status.map(Status::in_words).unwrap_or_default();
    let author = answer.author.as_ref().map(|a| format!(", {a}"));
    let date = answer.date.map(|day| format!(" on {day}"));
    let notes = answer.notes.as_ref().or(answer.justification.as_ref());
    format!(
        "{status} ({}), {} evidence{}{}{}",
        verdict.name(),
        answer.evidence.len(),
        author.unwrap_or_default(),
        date.unwrap_or_default(),
        notes.map(|n| format!(": {n}")).unwrap_or_default()
    )
}

/// An answer in a line: status, evidence, notes.
pub fn in_words(answer: &Answer) -> String {
    let status = answer.status.map_or("no answer", Status::in_words);
    let evidence = match answer.evidence.as_slice() {
        [] => String::new(),
        all => {
            let all: Vec<String> = all.iter().map(|e| e.place().to_string()).collect();
            format!(", evidence {}", all.join(", "))
        }
    };
    let texts = [&answer.notes, &answer.justification];
    let texts = texts.into_iter().flatten().map(|text| format!(": {text}"));
    let author = answer.author.as_ref().map(|author| format!(" ({author})"));
    format!(
        "{status}{evidence}{}{}",
        texts.collect::<String>(),
        author.unwrap_or_default()
    )
}

fn who(owner: Option<&crate::text::Text>, due: Option<crate::values::Date>) -> String {
    let owner = owner.map_or("nobody yet".to_owned(), ToString::to_string);
    let due = due.map(|day| format!(", due {day}")).unwrap_or_default();
    format!("{owner}{due}")
}

/// A piece of evidence with what is recorded of it.
pub fn evidence(evidence: &Evidence) -> String {
    let digest = evidence
        .sha256
        .map(|digest| format!(", SHA-256 {}", digest.short()));
    let until = evidence.valid_until.map(|day| format!(", until {day}"));
    format!(
        "{} ({}{}{})",
        evidence.place(),
        evidence.date,
        digest.unwrap_or_default(),
        until.unwrap_or_default()
    )
}

/// What to write when it does not apply.
pub fn why_not(item: &Item) -> &'static str {
    let essential = item.requirement.citation.raw().starts_with("Annex I,");
    match (item.question.basis, essential) {
        (Basis::Law, _) if !item.opening.needs_reason => {
            "Why does it not apply to this product? A reason is optional."
        }
        (Basis::Law, true) => {
            "Why does it not apply to this product? The technical documentation needs the reason (Art. 13(4))."
        }
        (Basis::Law, false) => "Why does it not apply to this product? Write the reason.",
        _ => "Why does it not apply? A reason is optional: this binds no one.",
    }
}

/// What to write as a note.
pub fn what_to_note(status: Status) -> &'static str {
    match status {
        Status::Met | Status::NotApplicable => "Notes for colleagues and auditors.",
        Status::PartlyMet | Status::NotMet => "What is missing, and what is planned?",
    }
}

/// What stands beside the words that are asked for: the status that is replaced, a note that is
/// saved with them, earlier words, which `key` takes over.
pub fn beside(prompt: &Prompt<'_>, key: &str) -> Vec<(String, String)> {
    let (status, replaces, earlier, notes) = match prompt {
        Prompt::Justification {
            replaces,
            earlier,
            notes,
            ..
        } => (Status::NotApplicable, replaces, earlier, *notes),
        Prompt::Notes {
            status,
            replaces,
            earlier,
            ..
        } => (*status, replaces, earlier, None),
        _ => return Vec::new(),
    };
    let replaces = replaces.filter(|was| *was != status);
    let replaces = replaces.map(|was| {
        let text = format!("{} by {}", was.in_words(), status.in_words());
        ("replaces:".to_owned(), text)
    });
    let notes = notes.map(|note| ("note, saved with it:".to_owned(), note.to_string()));
    let earlier = earlier.map(|words| (format!("earlier words ({key}):"), words.to_string()));
    replaces.into_iter().chain(notes).chain(earlier).collect()
}

/// What a verdict comes to while the answer is being given.
pub fn outlook((verdict, reasons): &super::Outlook) -> String {
    match reasons.as_slice() {
        [] => verdict.name().to_owned(),
        reasons => format!("{}: {}", verdict.name(), reasons.join("; ")),
    }
}

fn basis(basis: Basis) -> &'static str {
    match basis {
        Basis::Law => "law",
        Basis::Guideline => "a guideline; it binds no one",
        Basis::GoodPractice => "good practice; it binds no one",
    }
}

/// The summary of a sitting, a paragraph each.
pub fn summary(summary: &super::Summary<'_>, steps: &[String]) -> Vec<Entry> {
    let mut page = Page(Vec::new());
    let answered = summary.changed.len();
    let head = match summary.is_through {
        true => "All questions were put. ",
        false => "",
    };
    page.add(
        Kind::Ask,
        "",
        format!(
            "{head}Answered now: {answered}. Still open: {}.",
            summary.left
        ),
    );
    for (id, was, now) in &summary.changed {
        let change = match was == now {
            true => format!("{id}: {}", now.name()),
            false => format!("{id}: {} -> {}", was.name(), now.name()),
        };
        page.add(Kind::Verdict(*now), "changed", change);
    }
    for Unfinished {
        question,
        part,
        is_asked,
    } in &summary.unfinished
    {
        let part = part.map(|part| format!(" (part {part})"));
        let state = match is_asked {
            true => "begun, and kept",
            false => "begun, and no longer asked; x drops it",
        };
        let text = format!("{question}{}: {state}", part.unwrap_or_default());
        page.add(Kind::Against, "unfinished", text);
    }
    if let Some(next) = summary.next {
        let ask = next.question.ask.as_ref();
        let ask = ask.map(ToString::to_string).unwrap_or_default();
        page.plain("next", format!("{}: {ask}", next.id()));
    }
    for (index, step) in steps.iter().enumerate() {
        let kind = if index == 0 { Kind::Plain } else { Kind::More };
        page.add(kind, "steps", format!("{}. {step}", index + 1));
    }
    if steps.is_empty() {
        page.plain(
            "steps",
            "nothing closes the gate; `cemark render summary` writes the conformity summary".into(),
        );
    }
    page.0
}
