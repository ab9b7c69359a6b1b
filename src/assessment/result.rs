use indexmap::IndexMap;

use super::checks::CheckResult;
use super::evidence::EvidenceView;
use super::finding::Finding;
use super::gate::Gate;
use super::verdict::Verdict;
use crate::checklist::{Basis, Phase, Role};
use crate::project::Status;
use crate::regulation::Due;
use crate::text::Text;
use crate::values::{Date, Id};

/// The whole outcome on one day.
#[derive(Debug, Clone)]
pub struct Assessment {
    /// The day.
    pub date: Date,
    /// The product's name and version, as far as they are known.
    pub product: (Option<Text>, Option<Text>),
    /// The roles whose duties are assessed.
    pub roles: Vec<Role>,
    /// One result a requirement, in the order of the checklists.
    pub requirements: Vec<RequirementResult>,
    /// What to do, worst first.
    pub findings: Vec<Finding>,
    /// Whether the gate holds.
    pub gate: Gate,
}

impl Assessment {
    /// How many requirements have each verdict. Only those that rest on law are counted: the
    /// others bind no one.
    pub fn counts(&self) -> IndexMap<Verdict, usize> {
        let mut counts: IndexMap<Verdict, usize> = Verdict::ALL.iter().map(|v| (*v, 0)).collect();
        for requirement in self.requirements.iter().filter(|r| r.basis == Basis::Law) {
            if let Some(count) = counts.get_mut(&requirement.verdict) {
                *count += 1;
            }
        }
        counts
    }

    /// How far the requirements that rest on law and are in scope are settled; with a phase, those
    /// that have to be met in it.
    pub fn progress(&self, phase: Option<Phase>) -> Progress {
        let mut progress = Progress::default();
        for requirement in &self.requirements {
            if requirement.basis == Basis::Law
                && requirement.verdict != Verdict::OutOfScope
                && phase.is_none_or(|phase| phase == requirement.phase)
            {
                progress.of += 1;
                progress.settled += usize::from(!requirement.verdict.closes());
            }
        }
        progress
    }
}

/// How many requirements are settled: their verdict does not close the gate.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Those that are.
    pub settled: usize,
    /// All of them.
    pub of: usize,
}

/// The outcome for one requirement.
#[derive(Debug, Clone)]
pub struct RequirementResult {
    /// Its id.
    pub id: Id,
    /// The checklist that it is from.
    pub checklist: Id,
    /// Its citation.
    pub citation: Text,
    /// Its title.
    pub title: Text,
    /// When it has to be met.
    pub phase: Phase,
    /// What its verdict rests on.
    pub basis: Basis,
    /// Whether it binds today.
    pub due: Due,
    /// The day from which it binds, where it does.
    pub due_from: Option<Date>,
    /// Its verdict.
    pub verdict: Verdict,
    /// Why it is out of scope, where it is.
    pub out_of_scope: Option<String>,
    /// Questions of its basis that are not answered.
    pub open: usize,
    /// Questions of its basis that are asked.
    pub of: usize,
    /// The outcome for each question and part.
    pub questions: Vec<QuestionResult>,
}

/// The outcome for one question, or for one part of the product in it.
#[derive(Debug, Clone)]
pub struct QuestionResult {
    /// The question's id.
    pub id: Id,
    /// The part, where parts are answered apart.
    pub part: Option<Id>,
    /// What makes the question binding.
    pub basis: Basis,
    /// Its verdict.
    pub verdict: Verdict,
    /// The answer's status, if there is one.
    pub status: Option<Status>,
    /// Why the verdict is what it is, where that is not plain.
    pub reasons: Vec<Reason>,
    /// The question was revised after the answer.
    pub revised: bool,
    /// The evidence, judged.
    pub evidence: Vec<EvidenceView>,
    /// The machine checks.
    pub checks: Vec<CheckResult>,
    /// The relaxation that keeps it from closing the gate.
    pub relaxed: bool,
    /// File of the answer, from the project's folder, and line if it is answered.
    pub place: (String, Option<usize>),
}

/// A reason behind a verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// What it is about: a piece of evidence, a field, a risk; for fingerprints.
    pub subject: String,
    /// The reason in words.
    pub text: String,
}
