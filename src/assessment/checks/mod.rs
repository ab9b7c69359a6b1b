//! Machine checks: each looks at one thing and says pass, fail or undecided, and at what it
//! looked. A new check is a function and an entry in its file's table; a question names it.

mod contact;
mod route;
mod sbom;
mod support;

use crate::checklist::Basis;
use crate::project::{Files, Project, RiskRegister, SbomInput};
use crate::sbom::Sbom;
use crate::values::Date;

/// A machine check: what it is for and what to do when it fails, then its logic.
pub struct Check {
    /// Its id, named by questions and printed in findings.
    pub id: &'static str,
    /// The key of cemark.yaml that it looks at.
    pub key: &'static str,
    /// The point of the Act or the guideline that it serves.
    pub citation: &'static str,
    /// Only `law` decides verdicts.
    pub basis: Basis,
    /// What it looks for, in a sentence.
    pub summary: &'static str,
    /// The next step when it does not pass.
    pub remedy: &'static str,
    run: fn(&Context<'_>) -> Found,
}

/// What a check found: its outcome, in words, and how many components pass and fail.
#[derive(Debug)]
pub(super) struct Found {
    outcome: Outcome,
    message: String,
    components: Option<(usize, usize)>,
    vacuous: bool,
}

impl Found {
    /// Undecided because what it would look at is missing, which another finding says already.
    fn nothing_to_see(why: &str) -> Self {
        Self {
            vacuous: true,
            ..(Outcome::Undecided, why.to_owned()).into()
        }
    }
}

impl From<(Outcome, String)> for Found {
    fn from((outcome, message): (Outcome, String)) -> Self {
        Self {
            outcome,
            message,
            components: None,
            vacuous: false,
        }
    }
}

/// What a check may look at.
pub(super) struct Context<'a> {
    pub project: &'a Project,
    pub sboms: &'a [SbomInput],
    pub files: &'a Files,
    pub risks: Option<&'a RiskRegister>,
    pub date: Date,
}

/// What a check found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It holds.
    Pass,
    /// It does not.
    Fail,
    /// What is there does not settle it.
    Undecided,
}

impl Outcome {
    /// The word in outputs.
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Pass => "pass",
            Outcome::Fail => "fail",
            Outcome::Undecided => "undecided",
        }
    }
}

/// The outcome of one check for one question.
#[derive(Debug, Clone)]
pub struct CheckResult {
    /// The check's id.
    pub id: &'static str,
    /// The key of cemark.yaml that it looked at.
    pub key: &'static str,
    /// Its citation.
    pub citation: &'static str,
    /// Its basis.
    pub basis: Basis,
    /// Whether a yes cannot stand while it is undecided.
    pub decisive: bool,
    /// What it found.
    pub outcome: Outcome,
    /// What it looked at and saw.
    pub message: String,
    /// Components that pass and that fail, where it looks at each.
    pub components: Option<(usize, usize)>,
    /// There was nothing to look at, and another finding says so: it is no finding of its own.
    pub vacuous: bool,
    /// The next step.
    pub remedy: &'static str,
}

/// Every check.
pub const CHECKS: &[&[Check]] = &[
    sbom::CHECKS,
    support::CHECKS,
    contact::CHECKS,
    route::CHECKS,
];

impl Check {
    /// The check with this id.
    pub fn find(id: &str) -> Option<&'static Check> {
        CHECKS
            .iter()
            .copied()
            .flatten()
            .find(|check| check.id == id)
    }

    pub(super) fn run(&self, context: &Context<'_>, decisive: bool) -> CheckResult {
        self.result((self.run)(context), decisive)
    }

    fn result(&self, found: Found, decisive: bool) -> CheckResult {
        CheckResult {
            id: self.id,
            key: self.key,
            citation: self.citation,
            basis: self.basis,
            decisive,
            outcome: found.outcome,
            message: found.message,
            components: found.components,
            vacuous: found.vacuous,
            remedy: self.remedy,
        }
    }
}

/// Runs every check that looks at nothing but an SBOM.
pub fn check_sbom(name: &str, sbom: &Sbom) -> Vec<CheckResult> {
    sbom::of_one(name, sbom)
}
