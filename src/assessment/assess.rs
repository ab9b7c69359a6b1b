use std::collections::{BTreeMap, BTreeSet};

use super::checks::{CheckResult, Context};
use super::finding::Severity;
use super::gate::{self, Gate, Relaxed};
use super::placeholder::{is_bare_scheme, is_placeholder_value};
use super::question::{self, Judged};
use super::result::{Assessment, QuestionResult, Reason, RequirementResult};
use super::verdict::Verdict;
use crate::checklist::{Basis, Checklist, Phase, Question, Requirement, Role};
use crate::project::{Answer, LoadedProject, Status, answers_file};
use crate::regulation::{Application, Due, applies_from, point};
use crate::text::Text;
use crate::values::{Date, Fill, Id};

/// Assesses a loaded project on `date`.
pub fn assess(loaded: &LoadedProject, date: Date) -> Assessment {
    assess_to(loaded, date, loaded.project.stage)
}

/// The same with a gate that looks up to `stage`: [`Phase::OnEvent`] while an event is open.
pub fn assess_to(loaded: &LoadedProject, date: Date, stage: Phase) -> Assessment {
    let project = &loaded.project;
    let context = Context {
        project,
        sboms: &loaded.sboms,
        files: &loaded.files,
        risks: loaded.risks.as_ref(),
        date,
    };
    let run = Run {
        loaded,
        context,
        application: loaded.project.application(),
        stage,
    };
    let requirements = run.requirements();
    let mut findings = run.project_findings(&requirements);
    findings.extend(run.findings(&requirements));
    findings.sort_by_key(|finding| finding.severity);
    let gate = Gate {
        holds: findings
            .iter()
            .all(|finding| finding.severity != Severity::Error),
        failed_on: Vec::new(),
        stage,
        relaxed: run.relaxed(&requirements),
    };
    let product = (
        project.product.name.known().cloned(),
        project.product.version.known().cloned(),
    );
    Assessment {
        date,
        product,
        roles: project.role.all().to_vec(),
        requirements,
        findings,
        gate,
    }
}

/// Values that say when something was done: a day that lies ahead says nothing yet.
const DONE_ON: [&str; 2] = ["conformity-assessment.completed", "declaration.date"];

/// One assessment: the loaded project, what checks may look at, and whether the Act binds.
pub(super) struct Run<'a> {
    pub(super) loaded: &'a LoadedProject,
    pub(super) context: Context<'a>,
    pub(super) application: Application,
    pub(super) stage: Phase,
}

impl Run<'_> {
    fn requirements(&self) -> Vec<RequirementResult> {
        let mut results: Vec<_> = self
            .loaded
            .checklists
            .requirements()
            .map(|(c, r)| self.requirement(c, r))
            .collect();
        self.resolve_references(&mut results);
        for (result, (_, requirement)) in results
            .iter_mut()
            .zip(self.loaded.checklists.requirements())
        {
            sum_up(result, requirement);
        }
        results
    }

    fn requirement(&self, checklist: &Checklist, requirement: &Requirement) -> RequirementResult {
        let basis = requirement.basis();
        let out_of_scope = self.out_of_scope(requirement);
        let questions = match out_of_scope {
            Some(_) => Vec::new(),
            None => requirement
                .questions
                .iter()
                .filter(|q| question::is_asked(requirement, q, self.context.project))
                .flat_map(|q| self.question(checklist, requirement, q))
                .collect(),
        };
        let due = match basis {
            Basis::Law if !self.is_own_role(requirement) => Due::OtherRole,
            Basis::Law => Due::on(self.context.date, &self.application_of(requirement)),
            Basis::Guideline | Basis::GoodPractice => Due::NotRequired,
        };
        let due_from = match (&self.application_of(requirement), due) {
            (Application::Binds { from }, Due::Preparing | Due::Due) => Some(*from),
            _ => None,
        };
        RequirementResult {
            id: requirement.id.clone(),
            checklist: checklist.checklist.clone(),
            citation: requirement.citation.clone(),
            title: requirement.title.clone(),
            phase: requirement.phase,
            basis,
            due,
            due_from,
            verdict: Verdict::OutOfScope,
            out_of_scope,
            open: 0,
            of: 0,
            questions,
        }
    }

    /// Whether and from when the point binds: Art. 14 has a day of its own.
    fn application_of(&self, requirement: &Requirement) -> Application {
        match applies_from(&requirement.id, &requirement.citation) {
            Some(from) => Application::Binds { from },
            None => self.application.clone(),
        }
    }

    fn is_own_role(&self, requirement: &Requirement) -> bool {
        let own = self.context.project.role.all();
        requirement
            .applies
            .roles
            .iter()
            .any(|role| own.contains(role))
    }

    fn out_of_scope(&self, requirement: &Requirement) -> Option<String> {
        let point = point(&requirement.id, &requirement.citation);
        let is_answered = |question: &Question| {
            let stored = self.loaded.answers.get(&question.id);
            stored.is_some_and(|stored| stored.answer.is_given())
        };
        if point.is_some_and(|point| point.permission)
            && !requirement.questions.iter().any(is_answered)
        {
            return Some(format!(
                "{} allows something and asks for nothing; answer its questions if you make use of it",
                requirement.citation
            ));
        }
        if !self.is_own_role(requirement) {
            return Some(
                "it is asked of another role; your own role has duties of its own".to_owned(),
            );
        }
        match &self.application_of(requirement) {
            Application::OnlyReporting { last_placed } if requirement.basis() == Basis::Law => {
                let left = match requirement.applies.roles.contains(&Role::Manufacturer) {
                    true => {
                        ": of the manufacturer's duties only Art. 14 is left (Art. 69(2) and (3))"
                    }
                    false => " (Art. 69(2))",
                };
                Some(format!(
                    "by cemark.yaml all units are placed on the market before 11 December 2027 (the last on {last_placed}) and none is substantially modified from that date on{left}"
                ))
            }
            _ => None,
        }
    }

    fn question(
        &self,
        checklist: &Checklist,
        requirement: &Requirement,
        question: &Question,
    ) -> Vec<QuestionResult> {
        let stored = self.loaded.answers.get(&question.id);
        let checks = question::run_checks(question, &self.context);
        let file = answers_file(&checklist.checklist);
        if let Some(key) = &question.value {
            return vec![self.value(requirement, question, key.raw(), checks)];
        }
        question::parts_of(stored.map(|s| &s.answer), self.context.project)
            .into_iter()
            .map(|(part, answer)| {
                let judged = question::judge(
                    requirement,
                    question,
                    (part.as_ref(), answer.as_ref()),
                    &checks,
                    &self.context,
                );
                let line = stored.map(|s| s.line);
                self.result(
                    requirement,
                    question,
                    part,
                    answer.and_then(|a| a.status),
                    judged,
                    checks.clone(),
                    (file.clone(), line),
                )
            })
            .collect()
    }

    /// A `value:` question: the maker's value in cemark.yaml is the answer, its line the evidence.
    fn value(
        &self,
        requirement: &Requirement,
        question: &Question,
        key: &str,
        checks: Vec<CheckResult>,
    ) -> QuestionResult {
        let value = self
            .context
            .project
            .values()
            .into_iter()
            .find(|(name, _)| name == key);
        let path: Vec<&str> = key.split('.').collect();
        let line = self.loaded.tree.place(&path).line;
        let ahead = value
            .as_ref()
            .and_then(|(_, value)| value.known())
            .filter(|_| DONE_ON.contains(&key))
            .and_then(|text| text.parse::<Date>().ok())
            .filter(|day| *day > self.context.date);
        let answer = match value {
            // A blank value, or an address without a host, is still to be written.
            Some((_, Fill::Known(text)))
                if is_placeholder_value(&text) || is_bare_scheme(&text) =>
            {
                None
            }
            Some((_, Fill::Known(_))) if ahead.is_some() => None,
            Some((_, Fill::Known(_))) => Some(Answer {
                status: Some(Status::Met),
                revision: Some(question.revision),
                ..Answer::default()
            }),
            // Where the law owes it in some cases only, a line that is not there says that this is none.
            Some((_, Fill::Absent)) if question.not_applicable.allowed && !self.owes(key) => {
                Some(Answer {
                    status: Some(Status::NotApplicable),
                    justification: Some(Text::new(format!("cemark.yaml has no line `{key}`"))),
                    revision: Some(question.revision),
                    ..Answer::default()
                })
            }
            _ => None,
        };
        let mut judged = question::judge(
            requirement,
            question,
            (None, answer.as_ref()),
            &checks,
            &self.context,
        );
        if let Some(day) = ahead {
            judged.reasons.push(Reason {
                subject: key.to_owned(),
                text: format!(
                    "cemark.yaml:{line} ({key}): {day} lies ahead and does not count yet"
                ),
            });
        }
        if judged.verdict == Verdict::Unevidenced {
            judged.verdict = Verdict::Conformant;
            judged.reasons = vec![Reason {
                subject: key.to_owned(),
                text: format!("cemark.yaml:{line} ({key})"),
            }];
        }
        let status = answer.and_then(|a| a.status);
        self.result(
            requirement,
            question,
            None,
            status,
            judged,
            checks,
            ("cemark.yaml".to_owned(), Some(line)),
        )
    }

    /// Whether a value that is owed in some cases only is owed here: every procedure but module A
    /// ends in a certificate or a decision of approval (Annex V, point 7).
    fn owes(&self, key: &str) -> bool {
        let assessment = &self.context.project.conformity_assessment;
        key == "conformity-assessment.certificate" && assessment.is_internal() == Some(false)
    }

    #[expect(clippy::too_many_arguments, reason = "one result has that many sides")]
    fn result(
        &self,
        requirement: &Requirement,
        question: &Question,
        part: Option<Id>,
        status: Option<Status>,
        judged: Judged,
        checks: Vec<CheckResult>,
        place: (String, Option<usize>),
    ) -> QuestionResult {
        QuestionResult {
            id: question.id.clone(),
            part,
            basis: question.basis,
            relaxed: self
                .relaxed_by(requirement, question, judged.verdict)
                .next()
                .is_some(),
            verdict: judged.verdict,
            status,
            reasons: judged.reasons,
            revised: judged.revised,
            evidence: judged.evidence,
            checks,
            place,
        }
    }

    fn relaxed_by<'r>(
        &'r self,
        requirement: &'r Requirement,
        question: &'r Question,
        verdict: Verdict,
    ) -> impl Iterator<Item = &'r crate::project::Relaxation> {
        let relax = &self.context.project.gate.relax;
        relax.iter().filter(move |relaxation| {
            verdict.closes()
                && gate::relaxes(
                    relaxation,
                    self.context.date,
                    &requirement.id,
                    &question.id,
                    verdict,
                )
        })
    }

    /// `ref:` questions take the verdicts of the question that owns the fact.
    fn resolve_references(&self, results: &mut [RequirementResult]) {
        let owners: BTreeMap<Id, Vec<QuestionResult>> = results
            .iter()
            .flat_map(|r| &r.questions)
            .fold(BTreeMap::new(), |mut map, q| {
                map.entry(q.id.clone())
                    .or_insert_with(Vec::new)
                    .push(q.clone());
                map
            });
        for result in results {
            let Some((_, requirement)) = self.loaded.checklists.requirement(result.id.as_str())
            else {
                continue;
            };
            for question in requirement
                .questions
                .iter()
                .filter(|q| q.reference.is_some())
            {
                let Some(at) = result.questions.iter().position(|q| q.id == question.id) else {
                    continue;
                };
                let owner = question
                    .reference
                    .as_ref()
                    .and_then(|target| owners.get(target));
                let copies = owner.into_iter().flatten().map(|own| QuestionResult {
                    id: question.id.clone(),
                    basis: question.basis,
                    relaxed: self
                        .relaxed_by(requirement, question, own.verdict)
                        .next()
                        .is_some()
                        || own.relaxed,
                    ..own.clone()
                });
                result.questions.splice(at..=at, copies.collect::<Vec<_>>());
            }
        }
    }

    /// Whether a verdict of this requirement can close the gate at this stage.
    pub(super) fn in_gate(&self, requirement: &RequirementResult) -> bool {
        requirement.phase <= self.stage
    }

    fn relaxed(&self, results: &[RequirementResult]) -> Vec<Relaxed> {
        let in_force = self
            .context
            .project
            .gate
            .relax
            .iter()
            .filter(|r| gate::in_force(r, self.context.date));
        in_force
            .map(|relaxation| {
                let asked = results
                    .iter()
                    .filter(|r| self.in_gate(r))
                    .flat_map(|r| r.questions.iter().map(move |q| (r, q)));
                let mut questions: Vec<Id> = asked
                    .filter(|(_, q)| q.basis == Basis::Law && q.verdict.closes())
                    .filter(|(r, q)| {
                        gate::relaxes(relaxation, self.context.date, &r.id, &q.id, q.verdict)
                    })
                    .map(|(_, q)| q.id.clone())
                    .collect();
                questions.dedup();
                Relaxed {
                    name: relaxation.name.clone(),
                    reason: relaxation.reason.clone(),
                    until: relaxation.until,
                    questions,
                }
            })
            .collect()
    }
}

/// The requirement's verdict and its 'n of m open', from the questions of its own basis.
fn sum_up(result: &mut RequirementResult, requirement: &Requirement) {
    let deciding: Vec<_> = result
        .questions
        .iter()
        .filter(|q| q.basis == result.basis)
        .collect();
    let ids: BTreeSet<&Id> = deciding.iter().map(|q| &q.id).collect();
    let open: BTreeSet<&Id> = deciding
        .iter()
        .filter(|q| q.verdict == Verdict::Open)
        .map(|q| &q.id)
        .collect();
    (result.of, result.open) = (ids.len(), open.len());
    result.verdict = Verdict::combine(deciding.iter().map(|q| q.verdict));
    if result.verdict == Verdict::OutOfScope
        && result.out_of_scope.is_none()
        && !requirement.questions.is_empty()
    {
        result.out_of_scope = Some("the product's traits switch all its questions off".to_owned());
    }
}
