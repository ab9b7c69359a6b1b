//! `sbom` for people.

use crate::assessment::{CheckResult, Outcome};
use crate::checklist::Basis;
use crate::sbom::{Merged, Sbom, count};
use crate::text::one_line;

/// Components that several files list, told by name at most.
const MOST: usize = 10;

/// What several SBOMs are together.
pub fn together(merged: &Merged, names: &[&str]) -> String {
    let counts = count(&merged.sbom);
    let mut text = format!(
        "Together: {} components of {} entries in {} files; {} listed by more than one\n",
        counts.components,
        counts.objects,
        names.len(),
        merged.duplicates.len()
    );
    for (at, files) in merged.duplicates.iter().take(MOST) {
        let Some(component) = merged.sbom.components.get(*at) else {
            continue;
        };
        let version = component.version.as_ref().map(|v| format!(" {v}"));
        let files = files.iter().filter_map(|file| names.get(*file).copied());
        let files: Vec<&str> = files.collect();
        let words = format!("{}{}", component.name, version.unwrap_or_default());
        text.push_str(&format!("  {}: {}\n", one_line(&words), files.join(", ")));
    }
    if merged.duplicates.len() > MOST {
        let more = merged.duplicates.len() - MOST;
        text.push_str(&format!(
            "  and {more} more; --format json lists them all\n"
        ));
    }
    let direct = counts.direct.map(|direct| format!(", {direct} direct"));
    text.push_str(&format!(
        "  {} dependencies{}\n",
        counts.dep_edges,
        direct.unwrap_or_default()
    ));
    text
}

/// What is in an SBOM and what the checks made of it.
pub fn render(name: &str, sbom: &Sbom, checks: &[CheckResult]) -> String {
    let counts = count(sbom);
    let mut text = format!(
        "{name}: {} {} ({})\n",
        sbom.format.title(),
        sbom.version,
        sbom.encoding.title()
    );
    for root in sbom.described().take(MOST) {
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
        "  dependencies     {} edges{}; direct: {direct}; references that lead nowhere: {}\n",
        counts.dep_edges,
        counts
            .dep_nodes
            .map(|nodes| format!(" from {nodes} entries"))
            .unwrap_or_default(),
        counts.dangling
    ));
    let others = [
        (counts.services, "services"),
        (counts.vulnerabilities, "vulnerabilities"),
        (counts.files, "files"),
    ];
    let others = others.map(|(count, what)| {
        let count = count.filter(|count| *count > 0)?;
        Some(format!("{count} {what}"))
    });
    let others: Vec<String> = others.into_iter().flatten().collect();
    if !others.is_empty() {
        text.push_str(&format!("  also             {}\n", others.join(", ")));
    }
    for note in &sbom.notes {
        text.push_str(&format!(
            "  note             {}\n",
            one_line(note.text().raw())
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
