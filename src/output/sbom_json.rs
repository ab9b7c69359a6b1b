//! `sbom --format json`.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::assessment::{CheckResult, Outcome};
use crate::checklist::Basis;
use crate::sbom::{Counts, Encoding, Format, Merged, Sbom, count};
use crate::text::Text;

/// One SBOM with what the checks made of it; or of several each, and what they are together.
#[derive(Serialize, JsonSchema)]
pub struct Report {
    /// Name and version of this form: `cemark/sbom/1`.
    schema: &'static str,
    /// Of one SBOM what is told of it.
    #[serde(flatten)]
    one: Option<File>,
    /// Several SBOMs, one by one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    files: Vec<File>,
    /// What several SBOMs are together.
    #[serde(skip_serializing_if = "Option::is_none")]
    merged: Option<Together>,
}

/// One SBOM: its form, its counts and what the checks made of it.
#[derive(Serialize, JsonSchema)]
struct File {
    /// The file, as it was given.
    file: String,
    #[schemars(with = "String")]
    format: Format,
    /// Version of the format's specification.
    version: String,
    #[schemars(with = "String")]
    encoding: Encoding,
    /// The figures; null where the document cannot say.
    #[schemars(with = "BTreeMap<String, Option<u64>>")]
    counts: Counts,
    /// What was tolerated.
    notes: Vec<Text>,
    /// Checks by what they measure against: `law` (Annex I, Part II, point 1) or `guideline`.
    profiles: BTreeMap<&'static str, Profile>,
}

/// What several SBOMs are together.
#[derive(Serialize, JsonSchema)]
struct Together {
    /// The figures: a component that several files list counts once.
    #[schemars(with = "BTreeMap<String, Option<u64>>")]
    counts: Counts,
    /// The components that more than one file lists.
    duplicates: Vec<Duplicate>,
}

#[derive(Serialize, JsonSchema)]
struct Duplicate {
    name: Text,
    version: Option<Text>,
    purl: Option<Text>,
    /// The files that list it.
    files: Vec<String>,
}

#[derive(Default, Serialize, JsonSchema)]
struct Profile {
    pass: usize,
    fail: usize,
    undecided: usize,
    checks: Vec<Check>,
}

#[derive(Serialize, JsonSchema)]
struct Check {
    id: &'static str,
    citation: &'static str,
    /// `pass`, `fail` or `undecided`.
    outcome: &'static str,
    /// What it looked at and saw.
    message: String,
    /// Components that pass and that fail, where the check looks at each.
    components: Option<Components>,
}

#[derive(Serialize, JsonSchema)]
struct Components {
    pass: usize,
    fail: usize,
}

/// An SBOM with its name and what the checks made of it.
pub type Checked<'a> = (&'a str, &'a Sbom, Vec<CheckResult>);

/// The report as JSON text.
pub fn render(all: &[Checked<'_>], merged: Option<&Merged>) -> String {
    let mut files: Vec<File> = all.iter().map(file).collect();
    let names: Vec<&str> = all.iter().map(|(name, ..)| *name).collect();
    let one = match files.len() {
        1 => files.pop(),
        _ => None,
    };
    super::pretty(&Report {
        schema: "cemark/sbom/1",
        one,
        files,
        merged: merged.map(|merged| together(merged, &names)),
    })
}

fn file((name, sbom, checks): &Checked<'_>) -> File {
    let mut profiles: BTreeMap<&'static str, Profile> = BTreeMap::new();
    for check in checks {
        let name = match check.basis {
            Basis::Law => "law",
            Basis::Guideline | Basis::GoodPractice => "guideline",
        };
        let profile = profiles.entry(name).or_default();
        match check.outcome {
            Outcome::Pass => profile.pass += 1,
            Outcome::Fail => profile.fail += 1,
            Outcome::Undecided => profile.undecided += 1,
        }
        profile.checks.push(Check {
            id: check.id,
            citation: check.citation,
            outcome: check.outcome.name(),
            message: crate::text::one_line(&check.message),
            components: check
                .components
                .map(|(pass, fail)| Components { pass, fail }),
        });
    }
    File {
        file: (*name).to_owned(),
        format: sbom.format,
        version: sbom.version.to_string(),
        encoding: sbom.encoding,
        counts: count(sbom),
        notes: sbom.notes.iter().map(|note| note.text().clone()).collect(),
        profiles,
    }
}

fn together(merged: &Merged, names: &[&str]) -> Together {
    let duplicates = merged.duplicates.iter().filter_map(|(at, files)| {
        let component = merged.sbom.components.get(*at)?;
        let files = files.iter().filter_map(|file| names.get(*file));
        Some(Duplicate {
            name: Text::from(component.name.raw()),
            version: component.version.as_ref().map(|v| Text::from(v.raw())),
            purl: component.purl.as_ref().map(|p| Text::from(p.raw())),
            files: files.map(|name| (*name).to_owned()).collect(),
        })
    });
    Together {
        counts: count(&merged.sbom),
        duplicates: duplicates.collect(),
    }
}
