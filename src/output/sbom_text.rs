//! `sbom` for people.

use crate::assessment::{CheckResult, Outcome};
use crate::checklist::Basis;
use crate::sbom::{Sbom, count};
use crate::text::one_line;

/// What is in an SBOM and what the checks made of it.
pub fn render(name: &str, sbom: &Sbom, checks: &[CheckResult]) -> String {
    let counts = count(sbom);
    let mut text = format!(
        "{name}: {} {} ({})\n",
        sbom.format.title(),
        sbom.version,
        sbom.encoding.title()
    );
    if let Some(root) = &sbom.root {
        let version = root
            .version
            .as_ref()
            .map(|v| format!(" {v}"))
            .unwrap_or_default();
        text.push_str(&format!(
            "  describes        {}\n",
            one_line(&format!("{}{version}", root.name))
        ));
    }
    if !sbom.tools.is_empty() {
        let tools: Vec<String> = sbom.tools.iter().map(|tool| one_line(tool.raw())).collect();
        text.push_str(&format!("  written by       {}\n", tools.join(", ")));
    }
    let all = counts.components;
    text.push_str(&format!("  components       {all}"));
    if counts.objects != all {
        text.push_str(&format!(
            " ({} entries, duplicates included)",
            counts.objects
        ));
    }
    text.push('\n');
    for (label, count) in [
        ("with version", counts.with_version),
        ("with purl", counts.with_purl),
        ("with CPE", counts.with_cpe),
        ("with licence", counts.with_licence),
        ("with hash", counts.with_hash),
        ("with supplier", counts.with_supplier),
    ] {
        text.push_str(&format!("  {label:<16} {count} of {all}\n"));
    }
    let direct = counts
        .direct
        .map_or_else(|| "not stated".to_owned(), |n| n.to_string());
    text.push_str(&format!(
        "  dependencies     {} edges from {} entries; direct: {direct}; references that lead nowhere: {}\n",
        counts.dep_edges, counts.dep_nodes, counts.dangling
    ));
    if counts.services > 0 || counts.vulnerabilities > 0 {
        text.push_str(&format!(
            "  also             {} services, {} vulnerabilities\n",
            counts.services, counts.vulnerabilities
        ));
    }
    for (basis, heading) in [
        (Basis::Law, "By law"),
        (Basis::Guideline, "By guideline (binds no one)"),
    ] {
        text.push_str(&format!("\n{heading}\n"));
        for check in checks.iter().filter(|c| c.basis == basis) {
            text.push_str(&format!(
                "  {:<10} {}  {}\n",
                check.outcome.name(),
                check.id,
                check.citation
            ));
            text.push_str(&format!("             {}\n", one_line(&check.message)));
            if check.outcome != Outcome::Pass {
                text.push_str(&format!("             next: {}\n", check.remedy));
            }
        }
    }
    text
}
