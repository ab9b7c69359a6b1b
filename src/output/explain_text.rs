//! `explain` for people: a title, the point of the Act, and labelled lines below one another.

use anstyle::Style;

use super::law_link::{law_url, linked};
use super::style::verdict_words;
use crate::assessment::{Assessment, Check, Verdict};
use crate::checklist::{
    Basis, Checklists, EMBEDDED, Language, LoadedChecklist, Question, Requirement,
};
use crate::incident::Fact;
use crate::project::RiskEntry;
use crate::regulation::{ChangeFact, FactBasis, Point, classify};
use crate::text::{Lines, Text};
use crate::values::Id;

/// Columns of a label with its indent: all of them are as wide as the longest.
const LABEL: usize = 18;
/// A page of fewer columns has no room for a column of labels.
const NARROW: usize = 60;

/// An explanation.
pub struct Page<'a> {
    lines: Lines,
    links: Option<Language>,
    assessment: Option<&'a Assessment>,
}

impl<'a> Page<'a> {
    /// An empty page of `width` columns. With a language, citations are links to the law's text in
    /// it; with an assessment, requirements and questions come with their verdict.
    pub fn new(width: usize, links: Option<Language>, assessment: Option<&'a Assessment>) -> Self {
        Self {
            lines: Lines::new(width),
            links,
            assessment,
        }
    }

    /// A sentence.
    pub fn plain(&mut self, text: &str) {
        self.lines.wrapped("", text);
    }

    /// What was written.
    pub fn into_string(self) -> String {
        self.lines.into_string()
    }

    fn title(&mut self, text: &str) {
        let bold = Style::new().bold();
        self.lines
            .decorated(text, |line| format!("{bold}{line}{bold:#}"));
    }

    fn citation(&mut self, citation: &str) {
        let url = self.links.and_then(|language| law_url(citation, language));
        self.lines
            .decorated(citation, |line| linked(line, url.as_deref()));
    }

    fn labelled(&mut self, label: &str, text: &str) {
        let (label, indent) = self.label(label);
        self.lines.hanging(&label, indent, text);
    }

    fn labelled_text(&mut self, label: &str, text: &Text) {
        if !text.is_blank() {
            self.labelled(label, &text.to_string());
        }
    }

    /// A label in its column, and the indent of what goes on below it.
    fn label(&self, label: &str) -> (String, usize) {
        if self.lines.width() < NARROW {
            (format!("  {label} "), 4)
        } else {
            (format!("{:<LABEL$}", format!("  {label}")), LABEL)
        }
    }

    /// A verdict with the reasons for it, where they are told.
    fn verdict(&mut self, verdict: Verdict, part: Option<&Id>, reasons: &str) {
        let (label, indent) = self.label("verdict:");
        let words = verdict_words(verdict);
        let (end, text) = match part {
            Some(part) if reasons.is_empty() => (" ", format!("({part})")),
            Some(part) => (" ", format!("({part}): {reasons}")),
            None if reasons.is_empty() => ("", String::new()),
            None => (": ", reasons.to_owned()),
        };
        self.lines
            .hanging(&format!("{label}{words}{end}"), indent, &text);
    }

    fn requirement_verdict(&mut self, requirement: &Requirement) {
        let all = self.assessment.into_iter().flat_map(|a| &a.requirements);
        for result in all.filter(|r| r.id == requirement.id) {
            let why = result.out_of_scope.as_deref().unwrap_or_default();
            self.verdict(result.verdict, None, why);
        }
    }

    fn question_verdict(&mut self, requirement: &Requirement, question: &Question) {
        let all = self.assessment.into_iter().flat_map(|a| &a.requirements);
        let own = all.filter(|r| r.id == requirement.id);
        for result in own.flat_map(|r| &r.questions) {
            if result.id == question.id {
                let reasons: Vec<&str> = result.reasons.iter().map(|r| r.text.as_str()).collect();
                self.verdict(result.verdict, result.part.as_ref(), &reasons.join("; "));
            }
        }
    }

    /// A requirement: what, why, and how it stands.
    pub fn requirement(&mut self, requirement: &Requirement) {
        self.title(&format!("{}: {}", requirement.id, requirement.title));
        self.citation(&requirement.citation.to_string());
        self.requirement_verdict(requirement);
        self.lines.line("");
        self.labelled("what:", &requirement.text.to_string());
        self.labelled("why:", &requirement.why.to_string());
        if !requirement.documents.is_empty() {
            let ids: Vec<_> = requirement
                .documents
                .iter()
                .map(ToString::to_string)
                .collect();
            self.labelled("feeds:", &ids.join(", "));
        }
        self.lines.line("");
    }

    /// A question: what yes means, what counts, the next step, and how it stands.
    pub fn question(&mut self, requirement: &Requirement, question: &Question) {
        let basis = match question.basis {
            Basis::Law => "law",
            Basis::Guideline => "guideline: binds no one",
            Basis::GoodPractice => "good practice: binds no one",
        };
        self.title(&format!(
            "{} ({basis}, revision {})",
            question.id, question.revision
        ));
        self.question_verdict(requirement, question);
        if let Some(ask) = &question.ask {
            self.labelled("question:", &ask.to_string());
        }
        if let Some(owner) = &question.reference {
            self.labelled("answered by:", &owner.to_string());
        }
        if let Some(key) = &question.value {
            self.labelled("answered by:", &format!("`{key}` in cemark.yaml"));
        }
        self.labelled_text("yes means:", &question.yes_means);
        for (index, evidence) in question.evidence.iter().enumerate() {
            let label = if index == 0 { "evidence:" } else { "" };
            self.labelled_text(label, evidence);
        }
        self.labelled_text("next step:", &question.fix);
        if let Some(example) = &question.limits_example {
            self.labelled_text("possible limit:", example);
        }
        match (
            &question.not_applicable.allowed,
            &question.not_applicable.by,
        ) {
            (true, _) if question.basis != Basis::Law => {
                self.labelled("does not apply:", "possible: this binds no one");
            }
            (true, Some(by)) => self.labelled("does not apply:", &format!("possible by {by}")),
            (true, None) => self.labelled("does not apply:", "possible"),
            (false, _) => self.labelled(
                "does not apply:",
                &format!(
                    "{} leaves no room for it in this question",
                    requirement.citation
                ),
            ),
        }
        if let Some(example) = &question.not_applicable.example {
            self.labelled_text("such as:", example);
        }
        for used in &question.checks {
            if let Some(check) = Check::find(used.id.as_str()) {
                self.labelled(
                    "machine check:",
                    &format!("{}: {}", check.id, check.summary),
                );
            }
        }
        self.lines.line("");
    }

    /// The entries of cemark/risk.yaml that speak of it.
    pub fn risks(&mut self, entries: &[(&Id, &RiskEntry)]) {
        for (id, entry) in entries {
            let risk = format!("{id}: {}; {}", entry.in_words(), entry.treatment);
            self.labelled("risk:", &risk);
        }
        if !entries.is_empty() {
            self.lines.line("");
        }
    }

    /// A point of the Act that no loaded checklist asks.
    pub fn point(&mut self, point: &Point, checklists: &Checklists, mark: &str) {
        self.title(&format!("{}: {mark}{}", point.id, point.title));
        self.citation(&point.citation.to_string());
        self.lines.line("");
        match &point.explain {
            Some(why) => self.labelled("not asked:", &format!("{mark}{why}")),
            None => {
                let owner = EMBEDDED.iter().find(|(name, _)| {
                    LoadedChecklist::embedded(name).is_ok_and(|loaded| {
                        loaded
                            .checklist
                            .requirements
                            .iter()
                            .any(|r| r.id == point.id)
                    })
                });
                let loaded = checklists.requirement(point.id.as_str()).is_some();
                let (name, how) = match owner.filter(|_| !loaded) {
                    Some((name, _)) => (*name, "name it under `checklists` in cemark.yaml"),
                    None => ("none", "no embedded checklist asks it"),
                };
                self.labelled("checklist:", &format!("{name}; {how}"));
            }
        }
    }

    /// A fact that `report assess` asks for.
    pub fn fact(&mut self, fact: &Fact) {
        let of: Vec<_> = fact.of.iter().map(|kind| kind.name()).collect();
        self.title(&format!(
            "{}: a fact of `report assess` ({})",
            fact.id,
            of.join(", ")
        ));
        self.citation(&fact.citation.to_string());
        self.lines.line("");
        self.labelled("question:", &fact.ask.to_string());
        self.labelled("counts:", &fact.help.to_string());
        match &fact.if_no {
            Some(outcome) => self.labelled("if no:", &outcome.to_string()),
            None => self.labelled("if no:", "it decides nothing by itself"),
        }
        if let Some(clarify) = &fact.clarify {
            self.labelled("if unknown:", &clarify.to_string());
        }
    }

    /// A fact that `classify` asks for.
    pub fn classify_fact(&mut self, fact: &classify::Fact) {
        self.title(&format!("{}: a fact of `classify`", fact.id));
        self.citation(&fact.citation.to_string());
        self.lines.line("");
        self.answers(
            &fact.ask,
            &fact.help,
            (&fact.if_yes, &fact.if_no),
            &fact.clarify,
        );
        if fact.is_trait {
            self.plain("It stands under `traits` in cemark.yaml as true or false.");
        }
    }

    /// A list of facts of which `classify` asks which are true.
    pub fn group(&mut self, group: &classify::Group) {
        self.title(&format!("{}: a list of facts of `classify`", group.id));
        self.lines.line("");
        let choose = group.choose.as_ref().map(ToString::to_string);
        self.labelled("question:", &choose.unwrap_or_default());
        for fact in classify::facts_of(group.id.as_str()) {
            self.lines.wrapped(
                "  - ",
                &format!("{}: {} ({})", fact.id, fact.short, fact.citation),
            );
        }
        self.labelled_text("if none:", &group.none);
        let write = format!(
            "`{}: no` says that none of them is true; one that is true is told by its own name.",
            group.id
        );
        self.plain(&write);
    }

    /// A fact that `classify --change` asks for.
    pub fn change_fact(&mut self, fact: &ChangeFact) {
        let basis = match fact.basis {
            FactBasis::Law => "",
            FactBasis::Guidance => " (it helps to decide; guidance binds no one)",
        };
        self.title(&format!(
            "{}: a fact of `classify --change`{basis}",
            fact.id
        ));
        self.citation(&fact.citation.to_string());
        self.lines.line("");
        self.answers(
            &fact.ask,
            &fact.help,
            (&fact.if_yes, &fact.if_no),
            &fact.clarify,
        );
    }

    fn answers(&mut self, ask: &Text, help: &Text, (yes, no): (&Text, &Text), clarify: &Text) {
        let lines = [
            ("question:", ask),
            ("counts:", help),
            ("if yes:", yes),
            ("if no:", no),
            ("if unknown:", clarify),
        ];
        for (label, text) in lines {
            self.labelled_text(label, text);
        }
    }

    /// A machine check, and the questions that name it.
    pub fn check(&mut self, check: &Check, checklists: &Checklists) {
        self.title(&format!("{}: a machine check", check.id));
        self.citation(check.citation);
        self.lines.line("");
        self.labelled("looks for:", check.summary);
        self.labelled("looks at:", &format!("`{}` in cemark.yaml", check.key));
        self.labelled("next step:", check.remedy);
        let users: Vec<_> = checklists
            .questions()
            .filter(|(_, q)| q.checks.iter().any(|c| c.id.as_str() == check.id))
            .map(|(_, q)| q.id.to_string())
            .collect();
        self.labelled("used by:", &users.join(", "));
    }
}
