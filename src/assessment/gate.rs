use super::verdict::Verdict;
use crate::checklist::Phase;
use crate::project::Relaxation;
use crate::text::Text;
use crate::values::{Date, Id};

/// Whether the gate holds, how far it looks, and what was relaxed.
#[derive(Debug, Clone)]
pub struct Gate {
    /// No finding of severity error, and nothing that the caller fails on besides.
    pub holds: bool,
    /// What the caller fails on besides, as far as it was met: severities and verdicts.
    pub failed_on: Vec<&'static str>,
    /// It looks at phases up to and including this one.
    pub stage: Phase,
    /// The relaxations in force, each with what it lets pass.
    pub relaxed: Vec<Relaxed>,
}

/// A relaxation and what it lets pass today.
#[derive(Debug, Clone)]
pub struct Relaxed {
    /// The name in cemark.yaml.
    pub name: Id,
    /// The maker's reason.
    pub reason: Text,
    /// The last day.
    pub until: Option<Date>,
    /// The questions that would close the gate without it.
    pub questions: Vec<Id>,
}

/// Whether `relaxation` holds on `today` and names this question, its requirement or its verdict.
pub(super) fn relaxes(
    relaxation: &Relaxation,
    today: Date,
    requirement: &Id,
    question: &Id,
    verdict: Verdict,
) -> bool {
    let name = relaxation.name.as_str();
    in_force(relaxation, today)
        && (name == requirement.as_str() || name == question.as_str() || name == verdict.name())
}

/// Whether `relaxation` holds on `today`; its last day counts.
pub(super) fn in_force(relaxation: &Relaxation, today: Date) -> bool {
    relaxation.until.is_none_or(|last| today <= last)
}
