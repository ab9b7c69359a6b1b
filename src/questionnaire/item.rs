use super::sheet;
use crate::assessment::{
    Assessment, CheckResult, Opening, Suggestion, Verdict, opening, suggestion,
};
use crate::checklist::{Basis, Question, Requirement};
use crate::project::{Answer, LoadedProject, RiskEntry};
use crate::text::Text;
use crate::values::{Date, Id};

/// A question that is put to the maker, with what is known about it.
#[derive(Debug, Clone)]
pub struct Item {
    /// The requirement that it belongs to.
    pub requirement: Requirement,
    /// The question.
    pub question: Question,
    /// The section, such as `Annex I, Part I`.
    pub section: String,
    /// The answer so far: the part's own, where one part is answered.
    pub answer: Option<Answer>,
    /// Where one part is answered: the answer for the whole product.
    pub of_whole: Option<Answer>,
    /// Who takes care of it.
    pub owner: Option<Text>,
    /// By when it is to be settled.
    pub due: Option<Date>,
    /// How many parts have an answer of their own, where the whole product is asked.
    pub answered_parts: usize,
    /// The verdict so far.
    pub verdict: Verdict,
    /// Why the verdict is what it is, where that is not plain.
    pub reasons: Vec<String>,
    /// It closes the gate.
    pub is_gap: bool,
    /// What the machine found.
    pub checks: Vec<CheckResult>,
    /// The entries of the risk assessment that speak of it, in words.
    pub risks: Vec<String>,
    /// The room that the law leaves for 'does not apply'.
    pub opening: Opening,
    /// That it may not apply, where the product's traits suggest that.
    pub suggestion: Option<Suggestion>,
}

impl Item {
    /// The reason that the product's traits give why it does not apply.
    pub fn suggested_reason(&self) -> Option<&str> {
        let suggestion = self.suggestion.as_ref().filter(|one| one.is_reason);
        suggestion.map(|one| one.words.as_str())
    }

    /// The question's id.
    pub fn id(&self) -> &Id {
        &self.question.id
    }
}

/// The section of a citation: what stands before its point.
pub fn section(citation: &Text) -> String {
    let shown = citation.to_string();
    match shown.split_once(", point ") {
        Some((section, _)) => section.to_owned(),
        None => shown
            .split('(')
            .next()
            .unwrap_or_default()
            .trim()
            .to_owned(),
    }
}

/// The questions that are put, in the order of the checklists, for the whole product or for one
/// part of it.
pub(super) fn items(
    loaded: &LoadedProject,
    assessment: &Assessment,
    part: Option<&Id>,
) -> Vec<Item> {
    let mut items = Vec::new();
    for result in &assessment.requirements {
        let Some((_, requirement)) = loaded.checklists.requirement(result.id.as_str()) else {
            continue;
        };
        for question in requirement.questions.iter().filter(|q| q.ask.is_some()) {
            let of_question = result.questions.iter().filter(|r| r.id == question.id);
            let own = of_question
                .filter(|r| part.is_none() || r.part.is_none() || r.part.as_ref() == part);
            let Some(worst) = own.min_by_key(|r| r.verdict) else {
                continue;
            };
            let stored = loaded.answers.get(&question.id).map(|s| &s.answer);
            let answer = match part {
                Some(part) => stored.and_then(|a| a.of_part(part)),
                None => stored,
            };
            let parts = match part {
                None => stored.map_or(0, answered_parts),
                Some(_) => 0,
            };
            let current = sheet::current(loaded, &question.id, part);
            items.push(Item {
                requirement: requirement.clone(),
                question: question.clone(),
                section: section(&requirement.citation),
                answer: answer.filter(|a| a.status.is_some()).cloned(),
                of_whole: part.and(stored).filter(|a| a.status.is_some()).cloned(),
                owner: current.owner,
                due: current.due,
                answered_parts: parts,
                verdict: worst.verdict,
                reasons: worst.reasons.iter().map(|r| r.text.clone()).collect(),
                is_gap: worst.verdict.closes()
                    && question.basis == Basis::Law
                    && !worst.relaxed
                    && result.phase <= assessment.gate.stage,
                checks: worst.checks.clone(),
                risks: risks(loaded, requirement, question),
                opening: opening(requirement, question),
                suggestion: suggestion(question, &loaded.project),
            });
        }
    }
    items
}

fn answered_parts(answer: &Answer) -> usize {
    let parts = answer.parts.keys();
    parts.filter(|part| answer.of_part(part).is_some()).count()
}

fn risks(loaded: &LoadedProject, requirement: &Requirement, question: &Question) -> Vec<String> {
    let register = loaded.risks.as_ref();
    let entries = register.map(|risks| risks.about(requirement, question));
    let words = |(id, entry): (&Id, &RiskEntry)| {
        let part = entry.part.as_ref().map(|part| format!(" [{part}]"));
        let part = part.unwrap_or_default();
        format!("{id}{part}: {}", entry.in_words())
    };
    entries.into_iter().flatten().map(words).collect()
}
