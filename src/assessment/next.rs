use super::finding::{Finding, Severity};
use super::result::Assessment;
use super::verdict::Verdict;

/// The findings that close the gate as steps to take, the most useful first: what is wrong comes
/// before what is merely not done yet. A check's own finding only repeats the answer that it
/// contradicts and is left out.
pub fn next_steps(assessment: &Assessment) -> Vec<&Finding> {
    let errors = assessment
        .findings
        .iter()
        .filter(|f| f.severity == Severity::Error);
    let rank = |id: &str| {
        Verdict::ALL
            .iter()
            .position(|v| id.strip_prefix("answer-") == Some(v.name()))
    };
    let mut steps: Vec<_> = errors
        .filter(|f| f.question.is_none() || rank(&f.id).is_some())
        .collect();
    steps.sort_by_key(|f| (f.id == "answer-open", rank(&f.id).unwrap_or(usize::MAX)));
    steps
}

/// A step in a sentence.
pub fn in_words(finding: &Finding) -> String {
    let subject = finding
        .question
        .as_ref()
        .map_or_else(String::new, |q| format!("{q}: "));
    format!("{subject}{} - {}", finding.message, finding.fix)
}
