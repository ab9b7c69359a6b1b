use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Id;

/// Yes, no or not known yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Tri {
    /// Yes.
    Yes,
    /// No.
    No,
    /// Not known yet.
    Unknown,
}

impl Tri {
    /// The word in files and outputs.
    pub fn name(self) -> &'static str {
        match self {
            Tri::Yes => "yes",
            Tri::No => "no",
            Tri::Unknown => "unknown",
        }
    }

    /// What a person typed: the word, or its first letter.
    pub fn typed(word: &str) -> Option<Self> {
        match word.trim().to_lowercase().as_str() {
            "y" | "yes" => Some(Tri::Yes),
            "n" | "no" => Some(Tri::No),
            "u" | "unknown" => Some(Tri::Unknown),
            _ => None,
        }
    }
}

/// What was told, by fact.
pub type Facts = BTreeMap<Id, Tri>;
