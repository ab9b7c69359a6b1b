use serde::Serialize;

use crate::checklist::Basis;
use crate::text::Text;
use crate::values::{Id, Sha256};

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Closes the gate.
    Error,
    /// Relaxed by the maker, from a guideline, or a law check that could not decide.
    Warning,
    /// Good practice, or for information.
    Note,
}

impl Severity {
    /// The word in outputs.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }
}

/// Something to do, with its place and the way out.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The rule that found it.
    pub id: String,
    /// The question, where there is one.
    pub question: Option<Id>,
    /// The part of the product.
    pub part: Option<Id>,
    /// The requirement, where there is one.
    pub requirement: Option<Id>,
    /// The point of the Act, or the guideline.
    pub citation: Text,
    /// What makes it binding.
    pub basis: Basis,
    /// How much it weighs.
    pub severity: Severity,
    /// What is the matter.
    pub message: String,
    /// The next step.
    pub fix: String,
    /// What exactly it is about; part of the fingerprint.
    pub subject: String,
    /// File, from the project's folder.
    pub file: Option<String>,
    /// Line, from 1.
    pub line: Option<usize>,
}

impl Finding {
    /// Names this finding across runs: rule, question, part and subject, never the line.
    pub fn fingerprint(&self) -> String {
        let id = |id: &Option<Id>| id.as_ref().map(Id::to_string).unwrap_or_default();
        let key = [
            &self.id,
            &id(&self.question),
            &id(&self.part),
            &self.subject,
        ]
        .map(|s| s.replace('\n', " "))
        .join("\n");
        Sha256::of(key.as_bytes())
            .to_string()
            .chars()
            .take(32)
            .collect()
    }
}
