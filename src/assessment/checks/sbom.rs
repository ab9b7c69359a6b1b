use std::collections::HashSet;

use super::{Check, CheckResult, Context, Found, Outcome};
use crate::checklist::Basis;
use crate::project::{SbomInput, SbomState};
use crate::sbom::{Sbom, count};
use crate::text::{Text, one_line};

const POINT: &str = "Annex I, Part II, point 1";

/// What the file itself is asked: for all SBOMs of a project, or for one on the command line.
type Look = fn(&str, &Sbom) -> Found;

/// The checks that need nothing but the SBOM, by id.
const LOOKS: &[(&str, Look)] = &[
    ("sbom-readable", readable),
    ("sbom-top-level", top_level),
    ("sbom-versions", versions),
    ("sbom-dangling", dangling),
];

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "sbom-present",
        key: "inputs.sbom",
        citation: POINT,
        basis: Basis::Law,
        summary: "cemark.yaml names a software bill of materials, and the file is there.",
        remedy: "Generate an SBOM in the build and name it under `inputs: sbom` in cemark.yaml.",
        run: |context| present(context).into(),
    },
    Check {
        id: "sbom-readable",
        key: "inputs.sbom",
        citation: POINT,
        basis: Basis::Law,
        summary: "The SBOM is in a commonly used, machine-readable format and can be read.",
        remedy: "The Act leaves the format open; cemark reads CycloneDX 1.0 to 1.7 (JSON, XML), SPDX 2.2 and 2.3 (JSON, tag-value, YAML) and SPDX 3.0 (JSON-LD). Repair the file, or give cemark a copy in one of them; `cemark sbom FILE` says what could not be read.",
        run: |context| match unread(context) {
            Some(found) => found.into(),
            None => each(context, readable),
        },
    },
    Check {
        id: "sbom-top-level",
        key: "inputs.sbom",
        citation: POINT,
        basis: Basis::Law,
        summary: "The SBOM's graph starts at the product and describes each direct dependency that it names. Whether any is missing, a person has to say.",
        remedy: "Have the generator write the dependency graph from the product itself (in CycloneDX metadata.component and dependencies; in SPDX DESCRIBES and DEPENDS_ON).",
        run: |context| each(context, top_level),
    },
    Check {
        id: "sbom-versions",
        key: "inputs.sbom",
        citation: "2026 Minimum Elements for an SBOM, component version (read in secondary sources)",
        basis: Basis::Guideline,
        summary: "Every component has a version or says that it is unknown (NOASSERTION).",
        remedy: "Let the generator fill in the versions; where one is really unknown, let it write NOASSERTION.",
        run: |context| each(context, versions),
    },
    Check {
        id: "sbom-dangling",
        key: "inputs.sbom",
        citation: "2026 Minimum Elements for an SBOM, dependency relationship (read in secondary sources)",
        basis: Basis::Guideline,
        summary: "No reference in the dependency graph leads nowhere.",
        remedy: "Generate the SBOM in one run, or repair the references that lead nowhere.",
        run: |context| each(context, dangling),
    },
    Check {
        id: "sbom-matches-product",
        key: "inputs.sbom",
        citation: "BSI TR-03183-2 v2.1.0, section 3.1",
        basis: Basis::Guideline,
        summary: "The SBOM describes this product in this version.",
        remedy: "Generate the SBOM for the version in cemark.yaml, or correct the version there; the SBOM may spell the name as programs do (`desk-lamp` for Desk Lamp).",
        run: matches_product,
    },
];

/// Runs every check that needs nothing but the SBOM.
pub(super) fn of_one(name: &str, sbom: &Sbom) -> Vec<CheckResult> {
    LOOKS
        .iter()
        .filter_map(|(id, look)| Check::find(id).map(|check| check.result(look(name, sbom), false)))
        .collect()
}

fn present(context: &Context<'_>) -> (Outcome, String) {
    if context.sboms.is_empty() {
        return (
            Outcome::Undecided,
            "cemark.yaml names no SBOM (inputs.sbom)".into(),
        );
    }
    let missing: Vec<_> = context
        .sboms
        .iter()
        .filter_map(|input| match &input.state {
            SbomState::Missing(why) => Some(format!("{}: {why}", input.path)),
            _ => None,
        })
        .collect();
    if missing.is_empty() {
        let names: Vec<_> = context
            .sboms
            .iter()
            .map(|input| input.path.to_string())
            .collect();
        (Outcome::Pass, names.join(", "))
    } else {
        (Outcome::Fail, missing.join("; "))
    }
}

/// What stands in the way of reading, if anything: a broken file weighs more than a format
/// that this version does not read.
fn unread(context: &Context<'_>) -> Option<(Outcome, String)> {
    let mut broken = Vec::new();
    let mut unsupported = Vec::new();
    for input in context.sboms {
        match &input.state {
            SbomState::Broken(why) => broken.push(why.clone()),
            SbomState::Unsupported(why) => unsupported.push(why.clone()),
            SbomState::Read(_) | SbomState::Missing(_) => {}
        }
    }
    match (broken.is_empty(), unsupported.is_empty()) {
        (false, _) => Some((Outcome::Fail, broken.join("; "))),
        (true, false) => Some((Outcome::Undecided, unsupported.join("; "))),
        (true, true) => None,
    }
}

/// Looks at every SBOM that was read; the worst outcome counts, with the messages behind it.
fn each(context: &Context<'_>, look: Look) -> Found {
    let found: Vec<Found> = context
        .sboms
        .iter()
        .filter_map(|input| input.sbom().map(|sbom| look(&input.path.to_string(), sbom)))
        .collect();
    let has = |outcome| found.iter().any(|one| one.outcome == outcome);
    let outcome = if found.is_empty() {
        return Found::nothing_to_see("there is no SBOM that was read");
    } else if has(Outcome::Fail) {
        Outcome::Fail
    } else if has(Outcome::Undecided) {
        Outcome::Undecided
    } else {
        Outcome::Pass
    };
    let counted = found.iter().filter_map(|one| one.components);
    let components = counted.reduce(|a, b| (a.0 + b.0, a.1 + b.1));
    let messages: Vec<_> = found
        .into_iter()
        .filter(|one| one.outcome == outcome)
        .map(|one| one.message)
        .collect();
    Found {
        components,
        ..(outcome, messages.join("; ")).into()
    }
}

fn readable(name: &str, sbom: &Sbom) -> Found {
    let form = format!(
        "{} {} ({})",
        sbom.format.title(),
        sbom.version,
        sbom.encoding.title()
    );
    (Outcome::Pass, format!("{name}: {form}")).into()
}

fn top_level(name: &str, sbom: &Sbom) -> Found {
    let counts = count(sbom);
    // In SPDX the product itself is among the packages.
    let product = match sbom.root {
        Some(_) => 0,
        None => sbom.described().count() as u64,
    };
    let components = counts.components.saturating_sub(product);
    let contained = counts.direct_wide.unwrap_or_default();
    match counts.direct {
        None | Some(0) if components == 0 => {
            (Outcome::Pass, format!("{name} lists no component: lawful where the product contains no third-party component"))
        }
        Some(direct) if direct > 0 => match undescribed_direct(sbom) {
            0 => (Outcome::Pass, format!("{name} names {direct} direct dependencies of the product and describes them all")),
            unknown => (
                Outcome::Undecided,
                format!("{name} names {direct} direct dependencies of the product and describes {unknown} of them nowhere"),
            ),
        },
        Some(_) if contained > 0 => (
            Outcome::Undecided,
            format!("{name} says that the product contains {contained} packages, not what it depends on: whether all top-level dependencies are among them cannot be seen"),
        ),
        Some(_) => (
            Outcome::Undecided,
            format!("{name} says that the product depends on nothing, yet lists {components} components"),
        ),
        None if counts.dep_edges == 0 => (
            Outcome::Undecided,
            format!("{name} is a flat list of {components} components without a dependency graph: whether all top-level dependencies are in it cannot be seen"),
        ),
        None => (
            Outcome::Undecided,
            format!("{name} has a dependency graph, but it does not start at the product (in CycloneDX metadata.component; in SPDX what the document describes)"),
        ),
    }
    .into()
}

/// Direct dependencies of the product that the SBOM names but does not describe.
fn undescribed_direct(sbom: &Sbom) -> usize {
    let roots = sbom.roots.iter();
    let direct = roots.flat_map(|root| sbom.dependencies.dependencies_of(root));
    let is_dangling = |name: &&str| {
        let found = |one: &Text| one.raw().cmp(name);
        sbom.dangling.binary_search_by(found).is_ok()
    };
    let unknown: HashSet<&str> = direct.filter(is_dangling).collect();
    unknown.len()
}

fn versions(name: &str, sbom: &Sbom) -> Found {
    let says = |component: &&crate::sbom::Component| {
        component
            .version
            .as_ref()
            .is_some_and(|text| !text.is_blank())
    };
    let all = sbom.components.len();
    let with = sbom.components.iter().filter(says).count();
    let outcome = if with == all {
        Outcome::Pass
    } else {
        Outcome::Fail
    };
    Found {
        components: Some((with, all.saturating_sub(with))),
        ..(
            outcome,
            format!("{name}: {with} of {all} components state a version or that it is unknown"),
        )
            .into()
    }
}

fn dangling(name: &str, sbom: &Sbom) -> Found {
    let all = &sbom.dangling;
    match all.first() {
        None => (Outcome::Pass, format!("{name}: no reference leads nowhere")),
        Some(first) => (
            Outcome::Fail,
            format!(
                "{name}: {} references lead nowhere, such as `{}`",
                all.len(),
                one_line(first.raw())
            ),
        ),
    }
    .into()
}

fn matches_product(context: &Context<'_>) -> Found {
    let product = &context.project.product;
    let roots = context
        .sboms
        .iter()
        .filter_map(SbomInput::sbom)
        .flat_map(Sbom::described);
    let found: Vec<(String, String)> = roots
        .map(|root| {
            (
                one_line(root.name.raw()),
                root.version
                    .as_ref()
                    .map(|v| one_line(v.raw()))
                    .unwrap_or_default(),
            )
        })
        .collect();
    if found.is_empty() {
        return Found::nothing_to_see("no SBOM names the product that it describes");
    }
    let (Some(name), Some(version)) = (product.name.known(), product.version.known()) else {
        return Found::nothing_to_see("cemark.yaml does not state the product's name and version");
    };
    // Programs spell a name in lower case and with hyphens; that is the same name.
    let letters = |name: &str| -> String {
        name.to_lowercase()
            .chars()
            .filter(|c| c.is_alphanumeric())
            .collect()
    };
    let same = |a: &str, b: &str| letters(a) == letters(b);
    let version_of = |v: &str| v.trim().to_lowercase();
    if found
        .iter()
        .any(|(n, v)| same(n, name.raw()) && version_of(v) == version_of(version.raw()))
    {
        return (Outcome::Pass, format!("an SBOM describes {name} {version}")).into();
    }
    let seen: Vec<_> = found
        .iter()
        .map(|(n, v)| format!("{n} {v}").trim().to_owned())
        .collect();
    (
        Outcome::Fail,
        format!(
            "cemark.yaml says {name} {version}; the SBOM describes {}",
            seen.join(", ")
        ),
    )
        .into()
}
