//! `sbom --tree`, `--find` and `--licenses` for people.

use crate::sbom::{Component, Saying, Sbom, Walk, licences};
use crate::text::one_line;

/// Components told by name after a licence at most.
const MOST: usize = 5;

fn label(component: Option<&Component>, reference: &str) -> String {
    let Some(component) = component else {
        return format!("{} (described nowhere)", one_line(reference));
    };
    let group = component.group.as_ref().map(|group| format!("{group}/"));
    let version = component
        .version
        .as_ref()
        .map(|version| format!(" {version}"));
    one_line(&format!(
        "{}{}{}",
        group.unwrap_or_default(),
        component.name,
        version.unwrap_or_default()
    ))
}

/// The dependency tree below the product, down to `depth`.
pub fn tree(name: &str, sbom: &Sbom, depth: usize) -> String {
    let walk = Walk::new(sbom);
    let lines = walk.tree(depth);
    let mut text = format!("{name}\n");
    if sbom.dependencies.edge_count() == 0 {
        text.push_str("  it has no dependency graph: its components are a flat list\n");
        return text;
    }
    if lines.is_empty() {
        text.push_str("  its dependency graph does not begin at a product\n");
        return text;
    }
    let mut rails: Vec<bool> = Vec::new();
    let mut cut = false;
    for line in lines {
        rails.truncate(line.depth);
        let mut indent = String::from("  ");
        for is_last in rails.iter().skip(1) {
            indent.push_str(if *is_last { "   " } else { "│  " });
        }
        if line.depth > 0 {
            indent.push_str(if line.is_last { "└─ " } else { "├─ " });
        }
        rails.push(line.is_last);
        let hidden = match (line.hidden, line.depth < depth) {
            (0, _) => String::new(),
            (hidden, true) => format!(" ({hidden} below it, shown above)"),
            (hidden, false) => format!(" ({hidden} below it)"),
        };
        cut |= line.hidden > 0 && line.depth >= depth;
        let label = label(line.component, line.reference);
        text.push_str(&format!("{indent}{label}{hidden}\n"));
    }
    if cut {
        text.push_str(&format!("  cut at depth {depth}; --depth sets another\n"));
    }
    text
}

/// The components that hold the words, each with a shortest way from the product to it.
pub fn find(name: &str, sbom: &Sbom, words: &str) -> String {
    let walk = Walk::new(sbom);
    let found = walk.find(words);
    let ways = walk.ways();
    let mut text = format!(
        "{name}: {} of {} components for `{}`\n",
        found.len(),
        sbom.components.len(),
        one_line(words)
    );
    for component in found {
        let reference = component.reference.as_deref().unwrap_or_default();
        text.push_str(&format!("  {}\n", label(Some(component), reference)));
        if let Some(purl) = &component.purl {
            text.push_str(&format!("    {}\n", one_line(purl.raw())));
        }
        let way = ways.to(reference).map(|way| {
            let way = way.iter().map(|step| label(walk.component(step), step));
            way.collect::<Vec<_>>().join(" > ")
        });
        let way = match way {
            Some(way) => format!("why: {way}"),
            None => "why: no way from the product leads to it".to_owned(),
        };
        text.push_str(&format!("    {way}\n"));
    }
    text
}

/// The licences that components state.
pub fn licence_list(name: &str, sbom: &Sbom) -> String {
    let (all, silent) = licences(sbom);
    let mut text = format!(
        "{name}: {} licences, {} of {} components state none\n",
        all.len(),
        silent.len(),
        sbom.components.len()
    );
    let named = |components: &[&Component]| {
        let names = components.iter().take(MOST);
        let names: Vec<String> = names.map(|one| label(Some(one), "")).collect();
        match components.len().saturating_sub(MOST) {
            0 => names.join(", "),
            more => format!("{} and {more} more", names.join(", ")),
        }
    };
    for licence in &all {
        let note = match licence.saying {
            Saying::Spdx => "",
            Saying::Deprecated => " (withdrawn from the SPDX licence list)",
            Saying::Words => " (no SPDX expression)",
        };
        text.push_str(&format!(
            "  {:>5}  {}{note}: {}\n",
            licence.components.len(),
            licence.text,
            named(&licence.components)
        ));
    }
    if !silent.is_empty() {
        text.push_str(&format!(
            "  {:>5}  none: {}\n",
            silent.len(),
            named(&silent)
        ));
    }
    text
}
