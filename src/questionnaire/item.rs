use crate::assessment::{Assessment, CheckResult, Verdict, suggestion};
use crate::checklist::{Basis, Question, Requirement};
use crate::project::{Answer, LoadedProject, RiskEntry};
use crate::text::Text;
use crate::values::Id;

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
    /// How many parts have an answer of their own, where the whole product is asked.
    pub answered_parts: usize,
    /// The verdict so far.
    pub verdict: Verdict,
    /// Why the verdict is what it is, where that is not plain.
    pub reasons: Vec<String>,
    /// What the machine found.
    pub checks: Vec<CheckResult>,
    /// The entries of the risk assessment that speak of it, in words.
    pub risks: Vec<String>,
    /// The product's traits suggest that it does not apply.
    pub suggests_not_applicable: bool,
}

/// Which questions are put.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Filter {
    /// All.
    #[default]
    All,
    /// Those without an answer.
    Open,
    /// Those whose verdict closes the gate.
    Gaps,
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

/// The questions that are put, in the order of the checklists. `within` keeps those whose id
/// begins with it or whose section is it.
pub fn items(
    loaded: &LoadedProject,
    assessment: &Assessment,
    filter: Filter,
    within: Option<&str>,
    part: Option<&Id>,
) -> Vec<Item> {
    let mut items = Vec::new();
    for result in &assessment.requirements {
        let Some((_, requirement)) = loaded.checklists.requirement(result.id.as_str()) else {
            continue;
        };
        for question in requirement.questions.iter().filter(|q| q.ask.is_some()) {
            let of_question = || result.questions.iter().filter(|r| r.id == question.id);
            let own = of_question()
                .filter(|r| part.is_none() || r.part.is_none() || r.part.as_ref() == part);
            let Some(worst) = own.min_by_key(|r| r.verdict) else {
                continue;
            };
            let section = section(&requirement.citation);
            let inside =
                within.is_none_or(|w| question.id.is_within(w) || section.eq_ignore_ascii_case(w));
            let wanted = match filter {
                Filter::All => true,
                Filter::Open => worst.verdict == Verdict::Open,
                Filter::Gaps => {
                    worst.verdict.closes()
                        && question.basis == Basis::Law
                        && !worst.relaxed
                        && result.phase <= assessment.gate.stage
                }
            };
            if !inside || !wanted {
                continue;
            }
            let stored = loaded.answers.get(&question.id).map(|s| &s.answer);
            let answer = match part {
                Some(part) => stored.and_then(|a| a.parts.get(part)),
                None => stored.filter(|a| a.status.is_some()),
            };
            let parts = match part {
                None => stored.map(|a| a.parts.len()).unwrap_or_default(),
                Some(_) => 0,
            };
            items.push(Item {
                requirement: requirement.clone(),
                question: question.clone(),
                section,
                answer: answer.cloned(),
                answered_parts: parts,
                verdict: worst.verdict,
                reasons: worst.reasons.iter().map(|r| r.text.clone()).collect(),
                checks: worst.checks.clone(),
                risks: risks(loaded, requirement, question),
                suggests_not_applicable: suggestion(question, &loaded.project),
            });
        }
    }
    items
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
