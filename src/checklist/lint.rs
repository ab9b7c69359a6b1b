use std::collections::BTreeMap;
use std::path::Path;

use super::citation::Citation;
use super::load::{Checklists, LoadedChecklist, read_checklist};
use super::model::{Basis, Checklist, Justification, Question, Requirement, When};
use crate::assessment::Check;
use crate::regulation::{points, value_meaning, value_meanings};
use crate::text::Text;
use crate::yaml::{self, FileError, Node, Problem};

/// Something wrong with a checklist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LintFinding {
    /// The rule, such as `twin` or `citation`.
    pub rule: &'static str,
    /// What and where.
    pub problem: Problem,
}

/// Checks the text of a checklist: its form, then that every requirement and question is
/// whole, cites what exists and asks nothing that it or `others` asks already.
pub fn lint(file: &Path, text: &str, others: &Checklists) -> Vec<LintFinding> {
    match read_checklist(file, text) {
        Err(FileError { problems, .. }) => problems
            .into_iter()
            .map(|problem| LintFinding {
                rule: "schema",
                problem,
            })
            .collect(),
        Ok((checklist, tree)) => {
            let mut lint = Lint {
                tree: &tree,
                found: Vec::new(),
            };
            lint.checklist(&checklist, others);
            if lint.found.is_empty() {
                lint.together(&checklist, file, text, others);
            }
            lint.found
        }
    }
}

struct Lint<'a> {
    tree: &'a Node,
    found: Vec<LintFinding>,
}

impl Lint<'_> {
    fn report(&mut self, rule: &'static str, path: &[&str], message: String, hint: Option<String>) {
        let place = self.tree.place(path);
        let problem = Problem {
            line: place.line,
            column: place.column,
            message,
            hint,
        };
        self.found.push(LintFinding { rule, problem });
    }

    fn checklist(&mut self, checklist: &Checklist, others: &Checklists) {
        if checklist.requirements.is_empty() && checklist.wording.is_empty() {
            self.report(
                "empty",
                &["requirements"],
                "a checklist has requirements or wording".into(),
                None,
            );
        }
        let mut ids: BTreeMap<String, usize> = BTreeMap::new();
        let mut asks: BTreeMap<String, String> = others
            .questions()
            .filter(|(r, _)| !checklist.requirements.iter().any(|own| own.id == r.id))
            .filter_map(|(_, q)| Some((fact(q)?, q.id.to_string())))
            .collect();
        for (r, requirement) in checklist.requirements.iter().enumerate() {
            let r = r.to_string();
            self.id(
                &["requirements", &r, "id"],
                requirement.id.as_str(),
                &mut ids,
            );
            self.requirement(&r, requirement);
            for (q, question) in requirement.questions.iter().enumerate() {
                let q = q.to_string();
                let path = ["requirements", r.as_str(), "questions", q.as_str()];
                self.id(
                    &[path[0], path[1], path[2], path[3], "id"],
                    question.id.as_str(),
                    &mut ids,
                );
                if let Some(fact) = fact(question)
                    && let Some(twin) = asks.insert(fact, question.id.to_string())
                {
                    self.report(
                        "twin",
                        &path,
                        format!("`{}` asks the same as `{twin}`", question.id),
                        Some(format!(
                            "one fact is asked once: write `ref: {twin}` instead"
                        )),
                    );
                }
                self.question(&path, requirement, question);
            }
        }
        self.withdrawn(checklist, &mut ids);
        self.wording(checklist, others);
    }

    /// Withdrawn ids are asked no more, and say why.
    fn withdrawn(&mut self, checklist: &Checklist, ids: &mut BTreeMap<String, usize>) {
        for (w, withdrawn) in checklist.withdrawn.iter().enumerate() {
            let w = w.to_string();
            self.id(&["withdrawn", &w, "id"], withdrawn.id.as_str(), ids);
            if withdrawn.why.is_blank() {
                let message = format!("`{}` is withdrawn without a reason", withdrawn.id);
                self.report("missing-text", &["withdrawn", &w], message, None);
            }
        }
    }

    /// Other words for a question or requirement: not blank, and of a kind that it has.
    fn wording(&mut self, checklist: &Checklist, others: &Checklists) {
        for (id, words) in &checklist.wording {
            let own = checklist.requirements.iter();
            let all = own.chain(others.requirements().map(|(_, requirement)| requirement));
            let requirements: Vec<&Requirement> = all.collect();
            let is_requirement = requirements.iter().any(|r| r.id == *id);
            let is_question = requirements
                .iter()
                .any(|r| r.questions.iter().any(|q| q.id == *id));
            let of_requirement = [
                ("title", &words.title),
                ("text", &words.text),
                ("why", &words.why),
            ];
            let of_question = [
                ("ask", &words.ask),
                ("yes-means", &words.yes_means),
                ("fix", &words.fix),
            ];
            let kinds = [
                (&of_requirement, is_question && !is_requirement),
                (&of_question, is_requirement && !is_question),
            ];
            for (fields, of_the_other_kind) in kinds {
                for (field, text) in fields {
                    let path = ["wording", id.as_str(), field];
                    match text {
                        Some(text) if text.is_blank() => {
                            self.report(
                                "missing-text",
                                &path,
                                format!("`{field}` of `{id}` is blank"),
                                None,
                            );
                        }
                        Some(_) if of_the_other_kind => {
                            self.report(
                                "no-effect",
                                &path,
                                format!("`{id}` has no `{field}`: these words would stand nowhere"),
                                None,
                            );
                        }
                        _ => {}
                    }
                }
            }
            if words
                .evidence
                .as_ref()
                .is_some_and(|all| all.iter().all(Text::is_blank))
            {
                let path = ["wording", id.as_str(), "evidence"];
                self.report(
                    "missing-text",
                    &path,
                    format!("`evidence` of `{id}` is blank"),
                    None,
                );
            }
            let asks = words.ask.as_ref().filter(|_| is_question);
            let twin = asks.and_then(|ask| {
                let questions = requirements.iter().flat_map(|r| &r.questions);
                questions.filter(|q| q.id != *id).find(|q| {
                    q.ask
                        .as_ref()
                        .is_some_and(|other| same_words(other) == same_words(ask))
                })
            });
            if let Some(twin) = twin {
                let path = ["wording", id.as_str(), "ask"];
                self.report(
                    "twin",
                    &path,
                    format!("with these words `{id}` asks the same as `{}`", twin.id),
                    None,
                );
            }
        }
    }

    fn id(&mut self, path: &[&str], id: &str, ids: &mut BTreeMap<String, usize>) {
        let line = self.tree.place(path).line;
        if let Some(first) = ids.insert(id.to_owned(), line) {
            self.report(
                "duplicate-id",
                path,
                format!("the id `{id}` stands twice; the first is on line {first}"),
                None,
            );
        }
    }

    fn requirement(&mut self, r: &str, requirement: &Requirement) {
        let at = |field: &'static str| ["requirements".to_owned(), r.to_owned(), field.to_owned()];
        for (field, text) in [
            ("title", &requirement.title),
            ("text", &requirement.text),
            ("why", &requirement.why),
        ] {
            if text.is_blank() {
                self.at(
                    &at(field),
                    "missing-text",
                    format!("`{}` has no `{field}`", requirement.id),
                    None,
                );
            }
        }
        if requirement.questions.is_empty() {
            self.at(
                &at("questions"),
                "no-question",
                format!("`{}` asks nothing", requirement.id),
                None,
            );
        }
        if requirement.applies.roles.is_empty() {
            self.at(
                &at("applies"),
                "no-role",
                format!("`{}` binds no role", requirement.id),
                None,
            );
        }
        self.citation(&at("citation"), requirement);
        for (d, document) in requirement.documents.iter().enumerate() {
            let known = |id: &str| points().iter().any(|p| p.id.as_str() == id);
            if !known(document.as_str()) {
                let near =
                    yaml::did_you_mean(document.as_str(), points().iter().map(|p| p.id.as_str()));
                let hint = near.map(|near| format!("did you mean `{near}`?"));
                let path = ["requirements", r, "documents", &d.to_string()].map(str::to_owned);
                self.at(
                    &path,
                    "unknown-document",
                    format!("no point of the Act has the id `{document}`"),
                    hint,
                );
            }
        }
    }

    fn at(&mut self, path: &[String], rule: &'static str, message: String, hint: Option<String>) {
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        self.report(rule, &path, message, hint);
    }

    fn citation(&mut self, path: &[String], requirement: &Requirement) {
        let text = requirement.citation.raw();
        let point = points().iter().find(|p| p.id == requirement.id);
        if let Some(point) = point {
            if point.citation != requirement.citation {
                let message = format!(
                    "`{}` is {}, not {}",
                    requirement.id, point.citation, requirement.citation
                );
                self.at(path, "citation", message, None);
            } else if point.phase != requirement.phase {
                let message = format!(
                    "the phase of `{}` differs from checklists/law/points.yaml",
                    requirement.id
                );
                self.at(path, "phase", message, None);
            }
            let mut roles = requirement.applies.roles.clone();
            roles.sort();
            let mut bound = point.roles.clone();
            bound.sort();
            if roles != bound {
                let names: Vec<_> = bound.iter().map(|role| role.name()).collect();
                let message = format!("{} binds: {}", point.citation, names.join(", "));
                self.at(path, "role", message, None);
            }
            if point.explain.is_some() {
                let message = format!("{} is explained and not asked", point.citation);
                self.at(path, "explained", message, None);
            }
            return;
        }
        let other_act = [
            "Regulation (",
            "Directive ",
            "Delegated Regulation (",
            "Implementing Regulation (",
        ];
        if Citation::is_attempted(text)
            || (requirement.basis() == Basis::Law
                && !other_act.iter().any(|act| text.starts_with(act)))
        {
            match text.parse::<Citation>() {
                Err(why) => self.at(path, "citation", why, None),
                Ok(_) if !points().iter().any(|p| p.citation == requirement.citation) => {
                    let near = yaml::did_you_mean(text, points().iter().map(|p| p.citation.raw()));
                    let hint = near.map(|near| format!("did you mean `{near}`?"));
                    self.at(
                        path,
                        "citation",
                        format!("no point {text} is known that binds a maker"),
                        hint,
                    );
                }
                Ok(_) => {}
            }
        } else if requirement.citation.is_blank() {
            self.at(
                path,
                "citation",
                format!("`{}` cites nothing", requirement.id),
                None,
            );
        }
    }

    fn question(&mut self, path: &[&str], requirement: &Requirement, question: &Question) {
        let id = &question.id;
        if !id
            .as_str()
            .strip_prefix(requirement.id.as_str())
            .is_some_and(|rest| rest.len() > 1 && rest.starts_with('.'))
        {
            let message = format!(
                "the question's id `{id}` is not `{}.` and a word",
                requirement.id
            );
            self.report("question-id", path, message, None);
        }
        let asked = question.ask.is_some();
        let given = question.reference.is_none();
        let needs = [
            (
                "ask",
                asked && question.ask.as_ref().is_some_and(Text::is_blank),
            ),
            ("yes-means", given && question.yes_means.is_blank()),
            (
                "evidence",
                asked && question.evidence.iter().all(Text::is_blank),
            ),
            ("fix", given && question.fix.is_blank()),
        ];
        for (field, missing) in needs {
            if missing {
                self.report(
                    "missing-text",
                    path,
                    format!("`{id}` has no `{field}`"),
                    None,
                );
            }
        }
        for used in &question.checks {
            if Check::find(used.id.as_str()).is_none() {
                let known = crate::assessment::CHECKS
                    .iter()
                    .copied()
                    .flatten()
                    .map(|c| c.id);
                let hint = yaml::did_you_mean(used.id.as_str(), known)
                    .map(|near| format!("did you mean `{near}`?"));
                self.report(
                    "unknown-check",
                    path,
                    format!("`{id}` names the check `{}`, which does not exist", used.id),
                    hint,
                );
            }
        }
        for used in question.checks.iter().filter(|used| used.decisive) {
            if Check::find(used.id.as_str()).is_some_and(|check| check.basis != Basis::Law) {
                self.report(
                    "decisive",
                    path,
                    format!(
                        "`{id}` makes `{}` decisive, which rests on no law and decides nothing",
                        used.id
                    ),
                    None,
                );
            }
        }
        if let Some(key) = &question.value
            && value_meaning(key.raw()).is_none()
        {
            let known = value_meanings().iter().map(|meaning| meaning.key.raw());
            let hint =
                yaml::did_you_mean(key.raw(), known).map(|near| format!("did you mean `{near}`?"));
            self.report(
                "unknown-value",
                &[path, &["value"]].concat(),
                format!("`{id}` takes its answer from `{key}`, which cemark.yaml does not have"),
                hint,
            );
        }
        let opening = &question.not_applicable;
        if opening.allowed && opening.by.as_ref().is_none_or(Text::is_blank) {
            self.report(
                "opening",
                path,
                format!("`{id}` allows 'does not apply' but does not say by which words"),
                None,
            );
        }
        if !opening.allowed && question.suggests_not_applicable_when.is_some() {
            self.report(
                "opening",
                path,
                format!("`{id}` suggests 'does not apply' but does not allow it"),
                None,
            );
        }
        if question.basis == Basis::Law
            && opening.allowed
            && opening.justification == Justification::Optional
        {
            self.report(
                "opening",
                path,
                format!("`{id}` lets 'does not apply' stand without a justification"),
                None,
            );
        }
        if question.basis == Basis::Law
            && requirement.applies.when == When::RiskBased
            && question.applies_when.is_some()
        {
            self.report(
                "switched-off",
                path,
                format!("`{id}` is risk-based: no trait may switch it off (Art. 13(4))"),
                Some("use `suggests-not-applicable-when`".into()),
            );
        }
        if question.revision == 0 {
            self.report(
                "revision",
                path,
                format!("the revision of `{id}` begins at 1"),
                None,
            );
        }
    }

    /// Whether the checklist goes together with the others: shared ids, references, wording.
    fn together(&mut self, checklist: &Checklist, file: &Path, text: &str, others: &Checklists) {
        let mut all: Vec<LoadedChecklist> = others
            .all
            .iter()
            .filter(|l| l.checklist.checklist != checklist.checklist)
            .cloned()
            .collect();
        if let Ok(own) = LoadedChecklist::read(Some(file), checklist.checklist.as_str(), text) {
            all.push(own);
        }
        if let Err(error) = Checklists::new(all) {
            self.report("conflict", &[], error.to_string(), None);
        }
    }
}

/// What a question asks, so that two that ask the same can be told: its words in any order, or
/// the key of cemark.yaml whose value is the answer.
fn fact(question: &Question) -> Option<String> {
    let words = question.ask.as_ref().map(|ask| {
        let words = same_words(ask);
        let mut words: Vec<&str> = words.split(' ').collect();
        words.sort_unstable();
        words.join(" ")
    });
    words.or(question
        .value
        .as_ref()
        .map(|key| format!("value {}", key.raw())))
}

fn same_words(text: &Text) -> String {
    let letters: String = text
        .raw()
        .to_lowercase()
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect();
    letters.split_whitespace().collect::<Vec<_>>().join(" ")
}
