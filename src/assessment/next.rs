use super::finding::{Finding, Severity};
use super::result::Assessment;
use super::verdict::Verdict;
use crate::text::one_line;

/// What to do, the most pressing first: of the findings that close the gate, what is wrong comes
/// before what is merely not done yet.
pub fn next_steps(assessment: &Assessment) -> Vec<&Finding> {
    let rank = |id: &str| {
        Verdict::ALL
            .iter()
            .position(|v| id.strip_prefix("answer-") == Some(v.name()))
    };
    // A check's own finding only repeats the answer that it contradicts.
    let mut steps: Vec<_> = assessment
        .findings
        .iter()
        .filter(|f| f.severity == Severity::Error)
        .filter(|f| f.question.is_none() || rank(&f.id).is_some())
        .collect();
    steps.sort_by_key(|f| (f.id == "answer-open", rank(&f.id).unwrap_or(usize::MAX)));
    steps
}

/// A finding in a sentence: `question: message - fix`.
pub fn in_words(finding: &Finding) -> String {
    let subject = finding.question.as_ref().map(|q| format!("{q}: "));
    let subject = subject.unwrap_or_default();
    let message = one_line(&finding.message);
    match one_line(&finding.fix) {
        fix if fix.is_empty() => format!("{subject}{message}"),
        fix => format!("{subject}{message} - {fix}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assessment::Gate;
    use crate::checklist::{Basis, Phase};
    use crate::text::Text;

    fn finding(id: &str, question: Option<&str>, severity: Severity) -> Finding {
        Finding {
            id: id.to_owned(),
            question: question.map(|q| q.parse().unwrap()),
            part: None,
            requirement: None,
            citation: Text::from("Art. 13(8)"),
            basis: Basis::Law,
            severity,
            message: "answered\nno\u{1b}[31m".to_owned(),
            fix: "Mend it.".to_owned(),
            subject: String::new(),
            file: None,
            line: None,
        }
    }
    #[test]
    fn what_is_wrong_comes_first_and_a_repetition_never() {
        let of = |id, question| finding(id, question, Severity::Error);
        let assessment = Assessment {
            roles: vec![],
            date: "2026-11-24".parse().unwrap(),
            product: (None, None),
            requirements: Vec::new(),
            findings: vec![
                of("answer-open", Some("a.1")),
                of("to-fill-in", None),
                of("sbom-top-level", Some("a.2")),
                of("answer-gap", Some("a.3")),
                of("answer-contradicted", Some("a.2")),
                finding("answer-gap", Some("a.4"), Severity::Warning),
            ],
            gate: Gate {
                holds: false,
                failed_on: Vec::new(),
                stage: Phase::BeforeDeclaration,
                relaxed: Vec::new(),
            },
        };
        let ids: Vec<&str> = next_steps(&assessment)
            .iter()
            .map(|f| f.id.as_str())
            .collect();
        assert_eq!(
            ids,
            [
                "answer-contradicted",
                "answer-gap",
                "to-fill-in",
                "answer-open"
            ]
        );
    }

    #[test]
    fn a_step_is_one_clean_sentence() {
        let mut step = finding("answer-gap", Some("a.1"), Severity::Error);
        assert_eq!(in_words(&step), "a.1: answered no\u{FFFD}[31m - Mend it.");
        step.fix.clear();
        step.question = None;
        assert_eq!(in_words(&step), "answered no\u{FFFD}[31m");
    }
}
