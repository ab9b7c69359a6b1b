//! `sbom --format json`.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::assessment::{CheckResult, Outcome};
use crate::checklist::Basis;
use crate::sbom::{Counts, Encoding, Format, Sbom, count};

/// One SBOM: its form, its counts and what the checks made of it.
#[derive(Serialize, JsonSchema)]
pub struct Report {
    /// Name and version of this form: `cemark/sbom/1`.
    schema: &'static str,
    #[schemars(with = "String")]
    format: Format,
    /// Version of the format's specification.
    version: String,
    #[schemars(with = "String")]
    encoding: Encoding,
    /// The figures; null where the document cannot say.
    #[schemars(with = "BTreeMap<String, Option<u64>>")]
    counts: Counts,
    /// Checks by what they measure against: `law` (Annex I, Part II, point 1) or `guideline`.
    profiles: BTreeMap<&'static str, Profile>,
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

/// The report as JSON text.
pub fn render(sbom: &Sbom, checks: &[CheckResult]) -> String {
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
    let report = Report {
        schema: "cemark/sbom/1",
        format: sbom.format,
        version: sbom.version.to_string(),
        encoding: sbom.encoding,
        counts: count(sbom),
        profiles,
    };
    super::pretty(&report)
}
