//! `sbom --format markdown`.

use super::sbom_json::Checked;
use crate::checklist::Basis;
use crate::sbom::{Merged, Sbom, count};
use crate::text::one_line;

/// Text of an SBOM as code, so that nothing in it is markup.
fn code(text: &str) -> String {
    format!("`{}`", one_line(text).replace('`', "'").replace('|', "/"))
}

/// The SBOMs with their figures and checks.
pub fn render(all: &[Checked<'_>], merged: Option<&Merged>) -> String {
    let mut text = String::new();
    for (name, sbom, checks) in all {
        let form = format!(
            "{} {} ({})",
            sbom.format.title(),
            sbom.version,
            sbom.encoding.title()
        );
        text.push_str(&format!("### {}\n\n{}\n\n", code(name), one_line(&form)));
        text.push_str(&figures(sbom));
        text.push_str("\n| by | outcome | check | what was seen |\n| --- | --- | --- | --- |\n");
        for check in checks {
            let by = match check.basis {
                Basis::Law => "law",
                Basis::Guideline | Basis::GoodPractice => "guideline",
            };
            text.push_str(&format!(
                "| {by} | {} | {} | {} |\n",
                check.outcome.name(),
                code(check.id),
                code(&check.message)
            ));
        }
        text.push('\n');
    }
    if let Some(merged) = merged {
        text.push_str(&format!(
            "### Together\n\n{} components are listed by more than one file.\n\n",
            merged.duplicates.len()
        ));
        text.push_str(&figures(&merged.sbom));
    }
    text
}

fn figures(sbom: &Sbom) -> String {
    let counts = count(sbom);
    let mut text = String::from("| what | count |\n| --- | --- |\n");
    let rows = [
        ("components", Some(counts.components)),
        ("with version", Some(counts.with_version)),
        ("with purl", Some(counts.with_purl)),
        ("with CPE", Some(counts.with_cpe)),
        ("with licence", Some(counts.with_licence)),
        ("with hash", Some(counts.with_hash)),
        ("with supplier", Some(counts.with_supplier)),
        ("dependencies", Some(counts.dep_edges)),
        ("direct", counts.direct),
        ("references that lead nowhere", Some(counts.dangling)),
    ];
    for (what, count) in rows {
        let count = count.map_or_else(|| "not stated".to_owned(), |count| count.to_string());
        text.push_str(&format!("| {what} | {count} |\n"));
    }
    text
}
