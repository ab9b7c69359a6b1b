//! What a machine or a terminal reads: one file a format, each with its own structs.
//!
//! Adding a format: a file here that turns an [`crate::assessment::Assessment`] into text, a
//! line in `src/cli/check.rs`, and for a new schema a line in [`schemas`].

pub mod authority_json;
pub mod calendar;
pub mod change_json;
pub mod check_json;
pub mod check_text;
pub mod checklist_json;
pub mod classify_json;
pub mod classify_text;
pub mod deadlines;
pub mod decision_json;
pub mod draft_json;
pub mod explain_text;
mod law_link;
pub mod report_json;
pub mod report_log;
pub mod report_text;
pub mod risk_json;
pub mod risk_text;
pub mod sbom_csv;
pub mod sbom_diff;
pub mod sbom_json;
pub mod sbom_markdown;
pub mod sbom_text;
pub mod sbom_walk;
mod schema;
pub mod status_text;
mod style;

pub use law_link::law_url;
pub use schema::{PublishedSchema, schemas};
pub use style::{
    Badge, severity_style, verdict_badge, verdict_style, verdict_symbol, verdict_words,
};

/// A report as JSON text that a person can read, too.
fn pretty(report: &impl serde::Serialize) -> String {
    // These structs hold nothing that JSON could not.
    let mut text = serde_json::to_string_pretty(report).unwrap_or_default();
    text.push('\n');
    text
}
