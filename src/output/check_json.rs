//! `check --format json`: an interface. Keys are added, never renamed, within a version.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::assessment::{Assessment, CheckResult, EvidenceState, Verdict};
use crate::project::LoadedProject;
use crate::text::Text;
use crate::values::Sha256;

/// The whole report.
#[derive(Serialize, JsonSchema)]
pub struct Report {
    /// Name and version of this form: `cemark/check/1`.
    schema: &'static str,
    /// Version of the program.
    tool: String,
    /// The day of the assessment.
    date: String,
    product: Product,
    gate: Gate,
    /// How many requirements that rest on law have each verdict.
    verdicts: BTreeMap<String, usize>,
    requirements: Vec<Requirement>,
    questions: Vec<Question>,
    findings: Vec<Finding>,
    /// The files that were read, with SHA-256.
    inputs: Vec<Input>,
    /// The checklists that were asked.
    checklists: Vec<Checklist>,
}

#[derive(Serialize, JsonSchema)]
struct Product {
    name: Option<Text>,
    version: Option<Text>,
}

#[derive(Serialize, JsonSchema)]
struct Gate {
    /// Exit code 0 if true, 1 if false.
    holds: bool,
    /// It looks at phases up to and including this one.
    stage: String,
    /// What `--fail-on` named and was met: severities and verdicts.
    failed_on: Vec<String>,
    relaxed: Vec<Relaxed>,
}

#[derive(Serialize, JsonSchema)]
struct Relaxed {
    name: String,
    reason: Text,
    until: Option<String>,
    /// The questions that would close the gate without it.
    questions: Vec<String>,
}

#[derive(Serialize, JsonSchema)]
struct Requirement {
    id: String,
    checklist: String,
    citation: Text,
    title: Text,
    phase: String,
    /// `law`, `guideline` or `good-practice`; only law decides the gate.
    basis: String,
    /// `preparing`, `due`, `not-required` or `other-role`: a label, never the verdict.
    due: String,
    /// The day from which it binds, where it does.
    due_from: Option<String>,
    verdict: String,
    open_of: OpenOf,
    /// Why it is out of scope, where it is.
    out_of_scope: Option<String>,
    /// Entries of cemark/risk.yaml that speak of it.
    risks: Vec<String>,
}

/// 'n of m open'.
#[derive(Serialize, JsonSchema)]
struct OpenOf {
    open: usize,
    of: usize,
}

#[derive(Serialize, JsonSchema)]
struct Question {
    id: String,
    requirement: String,
    /// The part of the product, where parts are answered apart.
    part: Option<String>,
    basis: String,
    verdict: String,
    /// The status of the answer, where there is one.
    status: Option<String>,
    /// The question was revised after the answer.
    revised: bool,
    /// A relaxation keeps it from closing the gate.
    relaxed: bool,
    reasons: Vec<String>,
    evidence: Vec<Evidence>,
    checks: Vec<Check>,
}

#[derive(Serialize, JsonSchema)]
struct Evidence {
    /// Path or URL.
    source: Text,
    sha256: Option<String>,
    date: String,
    valid_until: Option<String>,
    /// `current`, `bad` or `future`.
    state: &'static str,
    /// Why it does not count.
    why: Option<String>,
}

#[derive(Serialize, JsonSchema)]
struct Check {
    id: &'static str,
    citation: &'static str,
    basis: String,
    decisive: bool,
    /// `pass`, `fail` or `undecided`.
    outcome: &'static str,
    /// What it looked at and saw.
    message: String,
}

#[derive(Serialize, JsonSchema)]
struct Finding {
    /// The rule.
    id: String,
    /// Names the finding across runs: from rule, question, part and subject, never the line.
    fingerprint: String,
    requirement: Option<String>,
    question: Option<String>,
    part: Option<String>,
    citation: Text,
    basis: String,
    /// `error`, `warning` or `note`.
    severity: &'static str,
    message: String,
    /// The next step.
    fix: String,
    file: Option<String>,
    line: Option<usize>,
}

#[derive(Serialize, JsonSchema)]
struct Input {
    path: String,
    sha256: String,
}

#[derive(Serialize, JsonSchema)]
struct Checklist {
    checklist: String,
    version: Text,
    sha256: String,
}

/// The report as JSON text with a line feed at its end. The same assessment gives the same bytes.
pub fn render(loaded: &LoadedProject, assessment: &Assessment) -> String {
    super::pretty(&report(loaded, assessment))
}

/// SHA-256 over the report's canonical JSON (without white space): names the assessment in documents.
pub fn digest(loaded: &LoadedProject, assessment: &Assessment) -> Sha256 {
    Sha256::of(&serde_json::to_vec(&report(loaded, assessment)).unwrap_or_default())
}

fn word(value: impl Serialize) -> String {
    serde_json::to_value(value)
        .ok()
        .and_then(|v| v.as_str().map(str::to_owned))
        .unwrap_or_default()
}

fn report(loaded: &LoadedProject, assessment: &Assessment) -> Report {
    let counts = assessment.counts();
    Report {
        schema: "cemark/check/1",
        tool: concat!("cemark ", env!("CARGO_PKG_VERSION")).to_owned(),
        date: assessment.date.to_string(),
        product: Product {
            name: assessment.product.0.clone(),
            version: assessment.product.1.clone(),
        },
        gate: Gate {
            holds: assessment.gate.holds,
            stage: word(assessment.gate.stage),
            failed_on: assessment
                .gate
                .failed_on
                .iter()
                .map(ToString::to_string)
                .collect(),
            relaxed: assessment
                .gate
                .relaxed
                .iter()
                .map(|r| Relaxed {
                    name: r.name.to_string(),
                    reason: r.reason.clone(),
                    until: r.until.map(|d| d.to_string()),
                    questions: r.questions.iter().map(ToString::to_string).collect(),
                })
                .collect(),
        },
        verdicts: counts
            .iter()
            .map(|(verdict, count)| (verdict.name().to_owned(), *count))
            .collect(),
        requirements: assessment
            .requirements
            .iter()
            .map(|result| requirement(loaded, result))
            .collect(),
        questions: assessment
            .requirements
            .iter()
            .flat_map(|r| r.questions.iter().map(|q| question(r.id.to_string(), q)))
            .collect(),
        findings: assessment.findings.iter().map(finding).collect(),
        inputs: loaded
            .read
            .iter()
            .map(|(path, sha256)| Input {
                path: crate::text::one_line(path),
                sha256: sha256.to_string(),
            })
            .collect(),
        checklists: loaded
            .checklists
            .all
            .iter()
            .map(|l| Checklist {
                checklist: l.checklist.checklist.to_string(),
                version: l.checklist.version.clone(),
                sha256: l.sha256.to_string(),
            })
            .collect(),
    }
}

fn requirement(
    loaded: &LoadedProject,
    result: &crate::assessment::RequirementResult,
) -> Requirement {
    let asked = loaded.checklists.requirement(result.id.as_str());
    let entries = loaded
        .risks
        .as_ref()
        .zip(asked)
        .map(|(risks, (_, requirement))| risks.about_point(requirement))
        .unwrap_or_default();
    Requirement {
        id: result.id.to_string(),
        checklist: result.checklist.to_string(),
        citation: result.citation.clone(),
        title: result.title.clone(),
        phase: word(result.phase),
        basis: word(result.basis),
        due: word(result.due),
        due_from: result.due_from.map(|day| day.to_string()),
        verdict: result.verdict.name().to_owned(),
        open_of: OpenOf {
            open: result.open,
            of: result.of,
        },
        out_of_scope: result.out_of_scope.clone(),
        risks: entries.iter().map(|(id, _)| id.to_string()).collect(),
    }
}

fn question(requirement: String, result: &crate::assessment::QuestionResult) -> Question {
    Question {
        id: result.id.to_string(),
        requirement,
        part: result.part.as_ref().map(ToString::to_string),
        basis: word(result.basis),
        verdict: result.verdict.name().to_owned(),
        status: result.status.map(|s| s.name().to_owned()),
        revised: result.revised,
        relaxed: result.relaxed && result.verdict != Verdict::Conformant,
        reasons: result
            .reasons
            .iter()
            .map(|r| crate::text::one_line(&r.text))
            .collect(),
        evidence: result
            .evidence
            .iter()
            .map(|e| Evidence {
                source: e.source.clone(),
                sha256: e.sha256.map(|s| s.to_string()),
                date: e.date.to_string(),
                valid_until: e.valid_until.map(|d| d.to_string()),
                state: match e.state {
                    EvidenceState::Current => "current",
                    EvidenceState::Bad(_) => "bad",
                    EvidenceState::Future => "future",
                },
                why: match &e.state {
                    EvidenceState::Bad(why) => Some(why.clone()),
                    _ => None,
                },
            })
            .collect(),
        checks: result.checks.iter().map(check).collect(),
    }
}

fn check(result: &CheckResult) -> Check {
    Check {
        id: result.id,
        citation: result.citation,
        basis: word(result.basis),
        decisive: result.decisive,
        outcome: result.outcome.name(),
        message: crate::text::one_line(&result.message),
    }
}

fn finding(finding: &crate::assessment::Finding) -> Finding {
    Finding {
        id: finding.id.clone(),
        fingerprint: finding.fingerprint(),
        requirement: finding.requirement.as_ref().map(ToString::to_string),
        question: finding.question.as_ref().map(ToString::to_string),
        part: finding.part.as_ref().map(ToString::to_string),
        citation: finding.citation.clone(),
        basis: word(finding.basis),
        severity: finding.severity.name(),
        message: crate::text::one_line(&finding.message),
        fix: crate::text::one_line(&finding.fix),
        file: finding.file.clone(),
        line: finding.line,
    }
}
