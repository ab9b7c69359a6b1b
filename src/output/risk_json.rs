//! `risk list --format json`.

use schemars::JsonSchema;
use serde::Serialize;

use crate::project::{RiskEntry, RiskRegister};
use crate::values::Id;

/// The entries of the risk assessment.
#[derive(Serialize, JsonSchema)]
pub struct Report {
    /// Name and version of this form: `cemark/risk-list/1`.
    schema: &'static str,
    risks: Vec<Risk>,
}

#[derive(Serialize, JsonSchema)]
struct Risk {
    id: Id,
    #[serde(flatten)]
    entry: RiskEntry,
}

/// The report as JSON text; with `point` only the entries that name it.
pub fn render(register: &RiskRegister, point: Option<&Id>) -> String {
    let speaks = |entry: &RiskEntry| point.is_none_or(|point| entry.points.contains(point));
    let report = Report {
        schema: "cemark/risk-list/1",
        risks: register
            .risks
            .iter()
            .filter(|(_, entry)| speaks(entry))
            .map(|(id, entry)| Risk {
                id: id.clone(),
                entry: entry.clone(),
            })
            .collect(),
    };
    super::pretty(&report)
}
