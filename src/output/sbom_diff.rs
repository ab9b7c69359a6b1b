//! `sbom diff`: text, Markdown and JSON.

use schemars::JsonSchema;
use serde::Serialize;

use crate::sbom::{Change, ChangeKind};
use crate::text::{Text, one_line};

const KINDS: [(ChangeKind, &str); 8] = [
    (ChangeKind::Added, "Added"),
    (ChangeKind::Removed, "Removed"),
    (ChangeKind::Upgraded, "Upgraded"),
    (ChangeKind::Downgraded, "Downgraded"),
    (ChangeKind::OtherVersion, "Other version"),
    (ChangeKind::Licence, "Licence changed"),
    (ChangeKind::Supplier, "Supplier changed"),
    (ChangeKind::NewDirect, "New direct dependency"),
];

/// What happened between two SBOMs.
#[derive(Serialize, JsonSchema)]
pub struct Report {
    /// Name and version of this form: `cemark/sbom-diff/1`.
    schema: &'static str,
    /// The older file.
    old: String,
    /// The newer file.
    new: String,
    /// What happened, by kind and name.
    changes: Vec<Entry>,
}

#[derive(Serialize, JsonSchema)]
struct Entry {
    kind: ChangeKind,
    /// `group/name`.
    name: Text,
    /// Before: a version, a licence, a supplier.
    from: Option<Text>,
    /// Now.
    to: Option<Text>,
}

/// As JSON.
pub fn json(old: &str, new: &str, changes: &[Change]) -> String {
    super::pretty(&Report {
        schema: "cemark/sbom-diff/1",
        old: old.to_owned(),
        new: new.to_owned(),
        changes: changes
            .iter()
            .map(|change| Entry {
                kind: change.kind,
                name: change.name.clone(),
                from: change.from.clone(),
                to: change.to.clone(),
            })
            .collect(),
    })
}

fn told(change: &Change) -> String {
    let shown = |text: &Option<Text>| text.as_ref().map(|text| one_line(text.raw()));
    let name = one_line(change.name.raw());
    match (change.kind, shown(&change.from), shown(&change.to)) {
        (ChangeKind::NewDirect, ..) => name,
        (ChangeKind::Added, _, Some(version)) | (ChangeKind::Removed, Some(version), _) => {
            format!("{name} {version}")
        }
        (ChangeKind::Added | ChangeKind::Removed, ..) => name,
        (_, from, to) => {
            let or_none = |text: Option<String>| text.unwrap_or_else(|| "none".to_owned());
            format!("{name}: {} -> {}", or_none(from), or_none(to))
        }
    }
}

/// For people.
pub fn text(old: &str, new: &str, changes: &[Change]) -> String {
    let mut text = format!("{old} -> {new}\n");
    if changes.is_empty() {
        text.push_str("  nothing changed that is looked at\n");
    }
    for (kind, title) in KINDS {
        let own: Vec<&Change> = changes.iter().filter(|one| one.kind == kind).collect();
        if !own.is_empty() {
            text.push_str(&format!("{title} ({})\n", own.len()));
        }
        for change in own {
            text.push_str(&format!("  {}\n", told(change)));
        }
    }
    text
}

/// For a comment at a change.
pub fn markdown(old: &str, new: &str, changes: &[Change]) -> String {
    let code = |text: &str| format!("`{}`", text.replace('`', "'"));
    let mut text = format!("### SBOM: {} to {}\n", code(old), code(new));
    if changes.is_empty() {
        text.push_str("\nNothing changed that is looked at.\n");
    }
    for (kind, title) in KINDS {
        let own: Vec<&Change> = changes.iter().filter(|one| one.kind == kind).collect();
        if !own.is_empty() {
            text.push_str(&format!("\n**{title} ({})**\n\n", own.len()));
        }
        for change in own {
            text.push_str(&format!("- {}\n", code(&told(change))));
        }
    }
    text
}
