use anyhow::{Result, bail};
use clap::Parser;

use super::{Global, Outcome, Screen};
use crate::assessment::Check;
use crate::checklist::{
    Basis, Checklists, EMBEDDED, FALLBACK, Language, LoadedChecklist, Question, Requirement,
};
use crate::incident::{Fact, reporting};
use crate::output::classify_text;
use crate::project::{RiskEntry, RiskRegister};
use crate::regulation::{
    ChangeFact, FactBasis, Point, change_fact, change_facts, classify, points,
};
use crate::text::{Lines, Text, one_line};
use crate::values::Id;
use crate::yaml::or_did_you_mean;

/// Explain a requirement, a question, a check or a fact: what, why, the next step
#[derive(Parser)]
pub(crate) struct Args {
    /// Its id, such as annex-i.i.2.c or sbom-top-level
    id: String,
}

pub(crate) fn run(args: Args, global: &Global, screen: &Screen) -> Result<Outcome> {
    let (mut checklists, risks) = loaded_or_embedded(global)?;
    checklists.translate(global.language());
    let mut page = Page(Lines::new(screen.width()));
    let id = args.id.as_str();
    if let Some((checklist, requirement)) = checklists.requirement(id) {
        page.requirement(requirement);
        page.risks(&risks.about_point(requirement));
        for question in &requirement.questions {
            page.question(requirement, question);
        }
        page.line(
            "",
            &format!("Checklist {} {}", checklist.checklist, checklist.version),
        );
    } else if let Some((requirement, question)) = checklists.question(id) {
        page.requirement(requirement);
        page.risks(&risks.about(requirement, question));
        page.question(requirement, question);
    } else if let Some(check) = Check::find(id) {
        page.check(check, &checklists);
    } else if let Some(point) = points().iter().find(|point| point.id.as_str() == id) {
        page.point(point, &checklists, mark(global));
    } else if let Some(fact) = reporting().facts.iter().find(|fact| fact.id.as_str() == id) {
        page.fact(fact);
    } else if let Some(fact) = classify::fact(id) {
        page.classify_fact(fact);
    } else if let Some(group) = classify::group(id).filter(|group| group.choose.is_some()) {
        page.group(group);
    } else if let Some(category) = classify::category(id) {
        let text = classify_text::list(&[category], true, screen.width());
        screen.result(&text)?;
        return Ok(Outcome::Done);
    } else if let Some(fact) = change_fact(id) {
        page.change_fact(fact);
    } else if let below @ [_, ..] = under(&checklists, id).as_slice() {
        for requirement in below {
            page.requirement(requirement);
        }
        page.line(
            "",
            "`cemark explain ID` with one of these ids shows its questions.",
        );
    } else {
        let ids = checklists.requirements().map(|(_, r)| r.id.as_str());
        let ids = ids.chain(checklists.questions().map(|(_, q)| q.id.as_str()));
        let ids = ids.chain(
            crate::assessment::CHECKS
                .iter()
                .copied()
                .flatten()
                .map(|c| c.id),
        );
        let ids = ids.chain(points().iter().map(|point| point.id.as_str()));
        let ids = ids.chain(reporting().facts.iter().map(|fact| fact.id.as_str()));
        let ids = ids.chain(classify::facts().iter().map(|fact| fact.id.as_str()));
        let ids = ids.chain(classify::groups().iter().map(|group| group.id.as_str()));
        let ids = ids.chain(classify::categories().iter().map(|one| one.id.as_str()));
        let ids = ids.chain(change_facts().iter().map(|fact| fact.id.as_str()));
        let near = or_did_you_mean(id, ids);
        bail!(
            "nothing has the id `{}`{near}\n  help: `cemark checklist list` lists requirements, `cemark checklist show NAME` questions",
            one_line(id)
        );
    }
    screen.result(&page.0.into_string())?;
    Ok(Outcome::Done)
}

/// The project's checklists, else the embedded ones: explaining needs no project. Only a
/// project that was named and cannot be read is an error.
pub(super) fn loaded_or_embedded(global: &Global) -> Result<(Checklists, RiskRegister)> {
    match global.root() {
        Ok(root) => {
            let loaded = crate::project::load(root)?;
            Ok((loaded.checklists, loaded.risks.unwrap_or_default()))
        }
        Err(error) if global.project.is_some() => Err(error),
        Err(_) => {
            let all = EMBEDDED
                .iter()
                .map(|(name, _)| LoadedChecklist::embedded(name))
                .collect::<Result<_, _>>()?;
            Ok((Checklists::new(all)?, RiskRegister::default()))
        }
    }
}

/// The requirements below a point of the Act that has points of its own, such as `annex-ii.8`.
fn under<'a>(checklists: &'a Checklists, id: &str) -> Vec<&'a Requirement> {
    let all = checklists.requirements();
    all.map(|(_, requirement)| requirement)
        .filter(|requirement| requirement.id.is_within(id))
        .collect()
}

/// What stands before a text that exists in English only, for who reads another language.
pub(super) fn mark(global: &Global) -> &'static str {
    match global.language() {
        Language::En => "",
        _ => FALLBACK,
    }
}

struct Page(Lines);

impl Page {
    fn line(&mut self, label: &str, text: &str) {
        self.0.wrapped(label, text);
    }

    fn requirement(&mut self, requirement: &Requirement) {
        self.line("", &format!("{}: {}", requirement.id, requirement.title));
        self.line("", &requirement.citation.to_string());
        self.0.line("");
        self.line("  ", &requirement.text.to_string());
        self.line("  why: ", &requirement.why.to_string());
        if !requirement.documents.is_empty() {
            let ids: Vec<_> = requirement
                .documents
                .iter()
                .map(ToString::to_string)
                .collect();
            self.line("  feeds: ", &ids.join(", "));
        }
        self.0.line("");
    }

    fn question(&mut self, requirement: &Requirement, question: &Question) {
        let basis = match question.basis {
            Basis::Law => "law",
            Basis::Guideline => "guideline: binds no one",
            Basis::GoodPractice => "good practice: binds no one",
        };
        self.line(
            "",
            &format!("{} ({basis}, revision {})", question.id, question.revision),
        );
        if let Some(ask) = &question.ask {
            self.line("  question:       ", &ask.to_string());
        }
        if let Some(owner) = &question.reference {
            self.line("  answered by:    ", &owner.to_string());
        }
        if let Some(key) = &question.value {
            self.line("  answered by:    ", &format!("`{key}` in cemark.yaml"));
        }
        self.text_line("  yes means:      ", &question.yes_means);
        for (index, evidence) in question.evidence.iter().enumerate() {
            self.text_line(
                if index == 0 {
                    "  evidence:       "
                } else {
                    "                  "
                },
                evidence,
            );
        }
        self.text_line("  next step:      ", &question.fix);
        if let Some(example) = &question.limits_example {
            self.text_line("  possible limit: ", example);
        }
        match (
            &question.not_applicable.allowed,
            &question.not_applicable.by,
        ) {
            (true, _) if question.basis != Basis::Law => {
                self.line("  does not apply: ", "possible: this binds no one");
            }
            (true, Some(by)) => self.line("  does not apply: ", &format!("possible by {by}")),
            (true, None) => self.line("  does not apply: ", "possible"),
            (false, _) => self.line(
                "  does not apply: ",
                &format!(
                    "{} leaves no room for it in this question",
                    requirement.citation
                ),
            ),
        }
        if let Some(example) = &question.not_applicable.example {
            self.text_line("    such as:      ", example);
        }
        for used in &question.checks {
            if let Some(check) = Check::find(used.id.as_str()) {
                self.line(
                    "  machine check:  ",
                    &format!("{}: {}", check.id, check.summary),
                );
            }
        }
        self.0.line("");
    }

    /// The entries of cemark/risk.yaml that speak of it.
    fn risks(&mut self, entries: &[(&Id, &RiskEntry)]) {
        for (id, entry) in entries {
            self.0.hanging(
                &format!("  risk {id}: "),
                4,
                &format!("{}; {}", entry.in_words(), entry.treatment),
            );
        }
        if !entries.is_empty() {
            self.0.line("");
        }
    }

    /// A point of the Act that no loaded checklist asks.
    fn point(&mut self, point: &Point, checklists: &Checklists, mark: &str) {
        self.line("", &format!("{}: {mark}{}", point.id, point.title));
        self.line("", &point.citation.to_string());
        self.0.line("");
        match &point.explain {
            Some(why) => self.line("  not asked: ", &format!("{mark}{why}")),
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
                self.line("  checklist: ", &format!("{name}; {how}"));
            }
        }
    }

    fn text_line(&mut self, label: &str, text: &Text) {
        if !text.is_blank() {
            self.line(label, &text.to_string());
        }
    }

    fn fact(&mut self, fact: &Fact) {
        let of: Vec<_> = fact.of.iter().map(|kind| kind.name()).collect();
        self.line(
            "",
            &format!("{}: a fact of `report assess` ({})", fact.id, of.join(", ")),
        );
        self.line("", &fact.citation.to_string());
        self.0.line("");
        self.line("  question:   ", &fact.ask.to_string());
        self.line("  counts:     ", &fact.help.to_string());
        match &fact.if_no {
            Some(outcome) => self.line("  if no:      ", &outcome.to_string()),
            None => self.line("  if no:      ", "it decides nothing by itself"),
        }
        if let Some(clarify) = &fact.clarify {
            self.line("  if unknown: ", &clarify.to_string());
        }
    }

    fn classify_fact(&mut self, fact: &classify::Fact) {
        self.line("", &format!("{}: a fact of `classify`", fact.id));
        self.line("", &fact.citation.to_string());
        self.0.line("");
        self.answers(
            &fact.ask,
            &fact.help,
            (&fact.if_yes, &fact.if_no),
            &fact.clarify,
        );
        if fact.is_trait {
            self.line(
                "",
                "It stands under `traits` in cemark.yaml as true or false.",
            );
        }
    }

    fn group(&mut self, group: &classify::Group) {
        self.line("", &format!("{}: a list of facts of `classify`", group.id));
        self.0.line("");
        let choose = group.choose.as_ref().map(ToString::to_string);
        self.line("  question:   ", &choose.unwrap_or_default());
        for fact in classify::facts_of(group.id.as_str()) {
            self.line(
                "  - ",
                &format!("{}: {} ({})", fact.id, fact.short, fact.citation),
            );
        }
        self.text_line("  if none:    ", &group.none);
        let write = format!(
            "`{}: no` says that none of them is true; one that is true is told by its own name.",
            group.id
        );
        self.line("", &write);
    }

    fn change_fact(&mut self, fact: &ChangeFact) {
        let basis = match fact.basis {
            FactBasis::Law => "",
            FactBasis::Guidance => " (it helps to decide; guidance binds no one)",
        };
        self.line(
            "",
            &format!("{}: a fact of `classify --change`{basis}", fact.id),
        );
        self.line("", &fact.citation.to_string());
        self.0.line("");
        self.answers(
            &fact.ask,
            &fact.help,
            (&fact.if_yes, &fact.if_no),
            &fact.clarify,
        );
    }

    fn answers(&mut self, ask: &Text, help: &Text, (yes, no): (&Text, &Text), clarify: &Text) {
        let lines = [
            ("  question:   ", ask),
            ("  counts:     ", help),
            ("  if yes:     ", yes),
            ("  if no:      ", no),
            ("  if unknown: ", clarify),
        ];
        for (label, text) in lines.into_iter().filter(|(_, text)| !text.is_blank()) {
            self.line(label, &text.to_string());
        }
    }

    fn check(&mut self, check: &Check, checklists: &Checklists) {
        self.line("", &format!("{}: a machine check", check.id));
        self.line("", check.citation);
        self.0.line("");
        self.line("  looks for: ", check.summary);
        self.line("  looks at:  ", &format!("`{}` in cemark.yaml", check.key));
        self.line("  next step: ", check.remedy);
        let users: Vec<_> = checklists
            .questions()
            .filter(|(_, q)| q.checks.iter().any(|c| c.id.as_str() == check.id))
            .map(|(_, q)| q.id.to_string())
            .collect();
        self.line("  used by:   ", &users.join(", "));
    }
}
