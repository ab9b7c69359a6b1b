//! From results to findings: what is the matter, how much it weighs, and the next step.

use std::collections::BTreeSet;

use super::assess::Run;
use super::checks::{CheckResult, Outcome};
use super::finding::{Finding, Severity};
use super::gate;
use super::placeholder::is_placeholder_value;
use super::result::{QuestionResult, RequirementResult};
use super::verdict::Verdict;
use crate::checklist::{Basis, Conditions, Question, Role, checklists_of};
use crate::project::Status;
use crate::regulation::classify::Procedure;
use crate::regulation::{Application, MAIN_DATE, value_meaning};
use crate::text::Text;
use crate::values::Fill;

/// Values of cemark.yaml that the Act asks of every manufacturer: their absence is told.
const STATED: [&str; 9] = [
    "product.version",
    "product.type",
    "product.intended-purpose",
    "manufacturer.name",
    "manufacturer.address",
    "manufacturer.contact",
    "support.expected-use",
    "vulnerability-handling.contact",
    "vulnerability-handling.disclosure-policy",
];

impl Run<'_> {
    /// What the answers and checks call for.
    pub(super) fn findings(&self, results: &[RequirementResult]) -> Vec<Finding> {
        let mut findings = Vec::new();
        for result in results {
            let Some((_, requirement)) = self.loaded.checklists.requirement(result.id.as_str())
            else {
                continue;
            };
            for asked in &result.questions {
                let Some(question) = requirement.questions.iter().find(|q| q.id == asked.id) else {
                    continue;
                };
                // The owner of the fact reports it; saying it twice helps nobody.
                if question.reference.is_some() {
                    continue;
                }
                let closing = asked.verdict.closes()
                    && asked.basis == Basis::Law
                    && !asked.relaxed
                    && self.in_gate(result);
                if asked.verdict.closes() {
                    findings.push(answer_finding(result, question, asked, closing));
                }
                let first = result
                    .questions
                    .iter()
                    .find(|q| q.id == asked.id)
                    .map(|q| &q.part)
                    == Some(&asked.part);
                if first {
                    let failing = asked
                        .checks
                        .iter()
                        .filter(|check| check.outcome != Outcome::Pass && !check.vacuous);
                    findings.extend(failing.map(|check| {
                        let path: Vec<&str> = check.key.split('.').collect();
                        Finding {
                            line: Some(self.loaded.tree.place(&path).line),
                            ..check_finding(result, asked, check, closing)
                        }
                    }));
                }
            }
        }
        findings
    }

    /// Embedded checklists of the project's roles that are not loaded: what they ask was not
    /// assessed.
    fn left_out(&self) -> Vec<Finding> {
        let is_loaded = |name: &str| {
            let all = &self.loaded.checklists.all;
            all.iter().any(|l| l.checklist.checklist.as_str() == name)
        };
        let binds = matches!(self.application, Application::Binds { .. });
        let roles = self.context.project.role.all();
        let mut names = checklists_of(roles);
        names.retain(|name| binds && !is_loaded(name));
        let place = self.loaded.tree.place(&["checklists"]);
        let mut findings = Vec::new();
        if names.contains(&"annex-i") {
            findings.push(Finding {
                severity: Severity::Warning,
                message: "Annex I is not among the checklists: the essential cybersecurity requirements were not assessed".to_owned(),
                fix: "Add `annex-i` to `checklists` in cemark.yaml.".to_owned(),
                line: Some(place.line),
                ..project_finding("annex-i-not-asked", "annex-i", Text::from("Annex I"))
            });
        }
        names.retain(|name| *name != "annex-i");
        // What only a notified body asks for is missed where one takes part.
        let takes_body = [Procedure::BC, Procedure::H].map(|one| self.context.project.takes(one));
        names.retain(|name| *name != "notified-body" || takes_body.contains(&Some(true)));
        if !names.is_empty() {
            let list = names.join(", ");
            findings.push(Finding {
                severity: Severity::Warning,
                message: format!("the Act asks more of your role than these checklists: not loaded and not assessed: {list}"),
                fix: "Add them to `checklists` in cemark.yaml; `cemark checklist list` shows what they ask.".to_owned(),
                line: Some(place.line),
                ..project_finding("checklists-left-out", &list, Text::from(roles.first().map_or("Art. 13", |role| role.duties())))
            });
        }
        findings
    }

    /// What concerns the project as a whole.
    pub(super) fn project_findings(&self, results: &[RequirementResult]) -> Vec<Finding> {
        let project = self.context.project;
        let mut findings = Vec::new();
        let is_maker = project.role.all().contains(&Role::Manufacturer);
        for (key, value) in project.values() {
            let is_blank = value.known().is_some_and(|text| is_placeholder_value(text));
            let is_absent = value == Fill::Absent && is_maker && STATED.contains(&key.as_str());
            if !value.is_to_fill_in() && !is_blank && !is_absent {
                continue;
            }
            let path: Vec<&str> = key.split('.').collect();
            let (citation, what) = value_meaning(&key)
                .map_or((Text::from("Annex II"), "a value".to_owned()), |m| {
                    (m.citation.clone(), m.what.to_string())
                });
            if is_absent {
                findings.push(Finding {
                    message: format!("cemark.yaml does not state `{key}`"),
                    fix: format!("Write there {what}."),
                    line: Some(self.loaded.tree.place(&path).line),
                    ..project_finding("not-stated", &key, citation)
                });
                continue;
            }
            findings.push(Finding {
                // What the manufacturer's duties turn on holds nobody else's gate.
                severity: if is_maker || key.starts_with("product.") {
                    Severity::Error
                } else {
                    Severity::Note
                },
                message: format!("`{key}` in cemark.yaml is still to fill in"),
                fix: format!("Write there {what}."),
                line: Some(self.loaded.tree.place(&path).line),
                ..project_finding("to-fill-in", &key, citation)
            });
        }
        let covered: BTreeSet<Role> = self
            .loaded
            .checklists
            .requirements()
            .filter(|(_, r)| r.basis() == Basis::Law)
            // What is asked of every operator (Art. 23) covers none.
            .filter(|(_, r)| r.applies.roles.len() < 4)
            .flat_map(|(_, r)| r.applies.roles.iter().copied())
            .collect();
        for role in project
            .role
            .all()
            .iter()
            .filter(|role| !covered.contains(role))
        {
            let name = role.name();
            let by = match role {
                Role::Manufacturer => String::new(),
                _ => format!("; to do by {MAIN_DATE} (Art. 71(2))"),
            };
            findings.push(Finding {
                severity: Severity::Error,
                message: format!("no loaded checklist asks what the Act asks of the role {name} ({}){by}: nothing was assessed for it", role.duties()),
                fix: "Name a checklist for this role under `checklists` in cemark.yaml, or correct `role`.".to_owned(),
                line: Some(self.loaded.tree.place(&["role"]).line),
                ..project_finding("role-not-covered", name, Text::from(role.duties()))
            });
        }
        let manufacturer = project.role.all().contains(&Role::Manufacturer);
        findings.extend(self.left_out());
        findings.extend(self.classification_findings());
        if let Application::OnlyReporting { last_placed } = &self.application
            && manufacturer
            && results.iter().any(|r| r.out_of_scope.is_some())
        {
            findings.push(Finding {
                severity: Severity::Note,
                message: format!("by cemark.yaml all units are placed on the market before 11 December 2027 (the last on {last_placed}): as long as none is substantially modified from that date on, only the manufacturer's reporting under Art. 14 applies, from 11 September 2026 (checklist art-14)"),
                fix: "Check `placing` in cemark.yaml. As the manufacturer, be ready to give the early warning of an actively exploited vulnerability or a severe incident without undue delay, within 24 hours of becoming aware at the latest, and to take the steps after it (Art. 14(2) and (4)).".to_owned(),
                line: Some(self.loaded.tree.place(&["placing", "last-planned"]).line),
                ..project_finding("only-reporting", "placing", Text::from("Art. 69(2) and (3)"))
            });
        }
        for relaxation in project
            .gate
            .relax
            .iter()
            .filter(|r| !gate::in_force(r, self.context.date))
        {
            let until = relaxation
                .until
                .map(|day| day.to_string())
                .unwrap_or_default();
            findings.push(Finding {
                severity: Severity::Note,
                message: format!(
                    "the relaxation of `{}` ended on {until} and has no effect",
                    relaxation.name
                ),
                fix: "Remove it from `gate: relax` in cemark.yaml, or give it a new end."
                    .to_owned(),
                line: Some(self.loaded.tree.place(&["gate", "relax"]).line),
                ..project_finding(
                    "relaxation-ended",
                    relaxation.name.as_str(),
                    Text::from("cemark.yaml"),
                )
            });
        }
        for (id, stored) in &self.loaded.withdrawn {
            let checklists = self.loaded.checklists.all.iter();
            let mut withdrawn = checklists.flat_map(|loaded| &loaded.checklist.withdrawn);
            let why = withdrawn
                .find(|withdrawn| withdrawn.id == *id)
                .map(|withdrawn| format!(": {}", withdrawn.why))
                .unwrap_or_default();
            findings.push(Finding {
                severity: Severity::Note,
                message: format!(
                    "`{id}` is no longer asked{why}; its answer is kept and decides nothing"
                ),
                fix: "Answer what took its place, then remove the entry.".to_owned(),
                file: Some(stored.file.to_string_lossy().replace('\\', "/")),
                line: Some(stored.line),
                question: Some(id.clone()),
                ..project_finding("withdrawn", id.as_str(), Text::from("checklist"))
            });
        }
        findings
    }
}

fn severity(basis: Basis, closing: bool) -> Severity {
    match basis {
        Basis::Law if closing => Severity::Error,
        Basis::Law | Basis::Guideline => Severity::Warning,
        Basis::GoodPractice => Severity::Note,
    }
}

pub(super) fn project_finding(id: &str, subject: &str, citation: Text) -> Finding {
    Finding {
        id: id.to_owned(),
        question: None,
        part: None,
        requirement: None,
        citation,
        basis: Basis::Law,
        severity: Severity::Note,
        message: String::new(),
        fix: String::new(),
        subject: subject.to_owned(),
        file: Some("cemark.yaml".to_owned()),
        line: None,
    }
}

fn answer_finding(
    result: &RequirementResult,
    question: &Question,
    asked: &QuestionResult,
    closing: bool,
) -> Finding {
    let ask = match (&question.ask, &question.value) {
        (Some(ask), _) => ask.to_string(),
        (None, Some(key)) => format!("`{key}` in cemark.yaml"),
        (None, None) => String::new(),
    };
    let why = asked
        .reasons
        .iter()
        .map(|r| r.text.as_str())
        .collect::<Vec<_>>()
        .join("; ");
    let status = asked.status.map(Status::in_words).unwrap_or_default();
    let message = match asked.verdict {
        Verdict::Open => format!("not answered: {ask}"),
        Verdict::Gap => format!("answered no: {ask}"),
        Verdict::Partial => format!("answered partly: {ask}"),
        Verdict::Unevidenced if why.is_empty() => "answered yes, without evidence".to_owned(),
        Verdict::Unevidenced => format!("answered yes, without evidence that counts: {why}"),
        Verdict::Invalid => format!("the answer cannot count: {why}"),
        Verdict::Contradicted => format!("answered {status}, but a check shows otherwise: {why}"),
        Verdict::Undecided => {
            format!("answered yes, but a check that has to pass cannot decide: {why}")
        }
        _ => format!("answered {status}, but no longer shown: {why}"),
    };
    let message = match (
        &asked.part,
        result
            .questions
            .iter()
            .any(|q| q.id == asked.id && q.part.is_some()),
    ) {
        (None, true) => format!("for the whole product, beside its parts, {message}"),
        _ => message,
    };
    let id = question.id.as_str();
    let fix = match asked.verdict {
        Verdict::Open => match &question.value {
            Some(key) => format!("Give `{key}` in cemark.yaml its value: {}", question.fix),
            None => format!("Answer it: cemark answer {id} STATUS, or cemark assess."),
        },
        Verdict::Gap | Verdict::Partial => question.fix.to_string(),
        Verdict::Unevidenced => {
            let examples = question
                .evidence
                .iter()
                .map(Text::to_string)
                .collect::<Vec<_>>()
                .join("; ");
            format!("Add evidence with --evidence PATH or URL, such as: {examples}.")
        }
        Verdict::Stale => {
            let part = asked
                .part
                .as_ref()
                .map(|part| format!(" --part {part}"))
                .unwrap_or_default();
            format!(
                "Look at the evidence again, then record it anew: cemark answer {id} {}{part} --keep --evidence PATH or URL.",
                asked.status.map_or("met", Status::name)
            )
        }
        Verdict::Invalid => format!(
            "Write what is true of this product in your own words; cemark explain {id} shows what is expected."
        ),
        Verdict::Undecided | Verdict::Contradicted => asked
            .checks
            .iter()
            .find(|c| c.basis == Basis::Law && c.outcome != Outcome::Pass)
            .map_or_else(String::new, |c| c.remedy.to_owned()),
        Verdict::Conformant | Verdict::NotApplicable | Verdict::OutOfScope => String::new(),
    };
    Finding {
        id: format!("answer-{}", asked.verdict.name()),
        question: Some(question.id.clone()),
        part: asked.part.clone(),
        requirement: Some(result.id.clone()),
        citation: result.citation.clone(),
        basis: asked.basis,
        severity: severity(asked.basis, closing),
        message,
        fix,
        subject: asked
            .reasons
            .iter()
            .map(|r| r.subject.as_str())
            .collect::<Vec<_>>()
            .join("|"),
        file: Some(asked.place.0.clone()),
        line: asked.place.1,
    }
}

fn check_finding(
    result: &RequirementResult,
    asked: &QuestionResult,
    check: &CheckResult,
    closing: bool,
) -> Finding {
    let undecided = check.outcome == Outcome::Undecided;
    let severity = match (check.basis, undecided) {
        (Basis::Law, false) => severity(asked.basis, closing),
        (Basis::Law, true) | (Basis::Guideline, false) => Severity::Warning,
        (Basis::Guideline, true) | (Basis::GoodPractice, _) => Severity::Note,
    };
    let message = if undecided {
        format!("cannot be decided: {}", check.message)
    } else {
        check.message.clone()
    };
    Finding {
        id: check.id.to_owned(),
        question: Some(asked.id.clone()),
        part: None,
        requirement: Some(result.id.clone()),
        citation: Text::from(check.citation),
        basis: check.basis,
        severity,
        message,
        fix: check.remedy.to_owned(),
        subject: check.outcome.name().to_owned(),
        file: Some("cemark.yaml".to_owned()),
        line: None,
    }
}
