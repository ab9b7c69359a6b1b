//! `report assess --format json`.

use schemars::JsonSchema;
use serde::Serialize;

use crate::incident::{Decision, EventState, Kind, Outcome};
use crate::values::{Id, Tri};

/// A decision and the facts that it rests on.
#[derive(Serialize, JsonSchema)]
pub struct Report {
    /// Name and version of this form: `cemark/report-assess/1`.
    schema: &'static str,
    /// The event under which it is recorded.
    event: Id,
    kind: Kind,
    facts: Vec<Fact>,
    /// The decision that stands in the record: leaving the questions early takes back none to report.
    decided: Option<Outcome>,
    /// What follows from the facts.
    decision: Decision,
}

#[derive(Serialize, JsonSchema)]
struct Fact {
    id: Id,
    answer: Tri,
}

/// The report as JSON text.
pub fn render(event: &Id, state: &EventState, decision: &Decision) -> String {
    let report = Report {
        schema: "cemark/report-assess/1",
        event: event.clone(),
        kind: state.kind,
        facts: state
            .facts
            .iter()
            .map(|(id, answer)| Fact {
                id: id.clone(),
                answer: *answer,
            })
            .collect(),
        decided: state.decided.as_ref().map(|(outcome, _)| *outcome),
        decision: decision.clone(),
    };
    super::pretty(&report)
}
