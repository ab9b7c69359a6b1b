//! `checklist list --format json`.

use schemars::JsonSchema;
use serde::Serialize;

use crate::checklist::{Checklists, Phase, Role, When};
use crate::text::Text;

/// Every requirement of the checklists.
#[derive(Serialize, JsonSchema)]
pub struct Report {
    /// Name and version of this form: `cemark/checklist-list/1`.
    schema: &'static str,
    requirements: Vec<Requirement>,
}

#[derive(Serialize, JsonSchema)]
struct Requirement {
    id: String,
    citation: Text,
    title: Text,
    applies: Applies,
    phase: Phase,
    checklist: String,
    /// Version of the checklist.
    version: Text,
    questions: Vec<String>,
}

#[derive(Serialize, JsonSchema)]
struct Applies {
    roles: Vec<Role>,
    when: When,
}

/// The list as JSON text.
pub fn render(checklists: &Checklists) -> String {
    let requirements = checklists
        .requirements()
        .map(|(checklist, r)| Requirement {
            id: r.id.to_string(),
            citation: r.citation.clone(),
            title: r.title.clone(),
            applies: Applies {
                roles: r.applies.roles.clone(),
                when: r.applies.when,
            },
            phase: r.phase,
            checklist: checklist.checklist.to_string(),
            version: checklist.version.clone(),
            questions: r.questions.iter().map(|q| q.id.to_string()).collect(),
        })
        .collect();
    let report = Report {
        schema: "cemark/checklist-list/1",
        requirements,
    };
    super::pretty(&report)
}
