//! cemark assesses itself: the verdicts are the committed ones, and its SBOM is up to date.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde_json::Value;

use crate::support::Workplace;

const LIST: &str = "tests/fixtures/self-assessment.txt";
const RENEW: &str = "cargo run --quiet -- check --project . --date 2026-11-24 --format json \\\n  \
    | jq -r '(.requirements[], .questions[]) | \"\\(.id) \\(.verdict)\"' > tests/fixtures/self-assessment.txt";

fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(name: &str) -> String {
    let file = repository().join(name);
    std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn the_verdicts_are_the_committed_ones() {
    let repository = repository();
    let project = repository.to_str().unwrap();
    let args = [
        "check",
        "--project",
        project,
        "--format",
        "json",
        "--date",
        "2026-11-24",
    ];
    let run = Workplace::empty().expect(1, &args);
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(report["gate"]["holds"], false);
    let now: Vec<String> = ["requirements", "questions"]
        .iter()
        .flat_map(|key| report[key].as_array().unwrap())
        .map(|row| {
            assert!(row["part"].is_null(), "{row}");
            format!(
                "{} {}",
                row["id"].as_str().unwrap(),
                row["verdict"].as_str().unwrap()
            )
        })
        .collect();
    let committed = read(LIST);
    let committed: Vec<&str> = committed.lines().collect();
    if now == committed {
        return;
    }
    let gone = committed
        .iter()
        .filter(|line| !now.iter().any(|n| n == *line));
    let come = now
        .iter()
        .filter(|line| !committed.contains(&line.as_str()));
    let mut changes: Vec<String> = gone.map(|line| format!("- {line}")).collect();
    changes.extend(come.map(|line| format!("+ {line}")));
    let answers = report["questions"].as_array().unwrap();
    let stale: Vec<String> = answers
        .iter()
        .filter(|row| row["verdict"] == "stale")
        .map(|row| format!("{}: {}", row["id"], row["reasons"]))
        .collect();
    panic!(
        "the self-assessment no longer has the verdicts of {LIST} (or their order):\n{}\n{}\n\
         A stale answer: look at its evidence again, then answer anew with `cemark answer`.\n\
         If the new verdicts are right, renew the list:\n{RENEW}",
        changes.join("\n"),
        stale.join("\n")
    );
}

/// `name@version` of each package in Cargo.lock.
fn locked() -> BTreeSet<String> {
    let lock: toml::Table = read("Cargo.lock").parse().unwrap();
    let packages = lock["package"].as_array().unwrap();
    let text = |package: &toml::Value, key: &str| package[key].as_str().unwrap().to_owned();
    packages
        .iter()
        .map(|p| format!("{}@{}", text(p, "name"), text(p, "version")))
        .collect()
}

fn named(component: &Value) -> String {
    let text = |key: &str| component[key].as_str().unwrap();
    format!("{}@{}", text("name"), text("version"))
}

#[test]
fn the_sbom_is_that_of_this_version() {
    let stale = "sbom/cemark.cdx.json is stale; sbom/README.md says how to renew it";
    let text = read("sbom/cemark.cdx.json");
    // The folder of the build machine is not told.
    let folders = text.matches("path+file://").count();
    assert_eq!(
        folders,
        text.matches("path+file:///build/cemark#").count(),
        "{stale}"
    );
    let sbom: Value = serde_json::from_str(&text).unwrap();
    let root = &sbom["metadata"]["component"];
    assert_eq!(
        named(root),
        concat!("cemark@", env!("CARGO_PKG_VERSION")),
        "{stale}"
    );

    let components = sbom["components"].as_array().unwrap();
    let listed: BTreeSet<String> = components.iter().map(named).collect();
    assert!(!listed.is_empty());
    let locked = locked();
    let unlocked: Vec<_> = listed.difference(&locked).collect();
    assert!(
        unlocked.is_empty(),
        "not in Cargo.lock: {unlocked:?}\n{stale}"
    );

    // What Cargo.toml names is what the SBOM gives as direct dependencies, no more and no less.
    let manifest: toml::Table = read("Cargo.toml").parse().unwrap();
    let declared: BTreeSet<String> = manifest["dependencies"]
        .as_table()
        .unwrap()
        .iter()
        .map(|(key, value)| {
            let renamed = value.get("package").and_then(toml::Value::as_str);
            renamed.unwrap_or(key).to_owned()
        })
        .collect();
    let edges = sbom["dependencies"].as_array().unwrap();
    let of_root = edges
        .iter()
        .find(|edge| edge["ref"] == root["bom-ref"])
        .unwrap();
    let direct: BTreeSet<String> = of_root["dependsOn"]
        .as_array()
        .unwrap()
        .iter()
        .map(|reference| {
            let component = components
                .iter()
                .find(|c| c["bom-ref"] == *reference)
                .unwrap();
            component["name"].as_str().unwrap().to_owned()
        })
        .collect();
    assert_eq!(direct, declared, "{stale}");
}
