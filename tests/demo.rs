//! `demo`: the main job on the embedded example.

use crate::support::{Workplace, question};

#[test]
fn it_shows_one_contradiction_one_stale_evidence_one_gap_and_writes_results() {
    let place = Workplace::empty();
    let run = place.expect(0, &["demo"]);
    for part in [
        "answer-contradicted annex-i.ii.2.remediation",
        "answer-stale annex-i.i.2.j.attack-surface",
        "answer-gap annex-i.i.2.c.postponement",
        "cemark-demo/cemark-out/summary.html",
    ] {
        assert!(run.stdout.contains(part), "{part}\n{}", run.stdout);
    }
    let written = place.read("cemark-demo/cemark-out/check.json");
    let report: serde_json::Value = serde_json::from_str(&written).unwrap();
    let count = |verdict: &str| {
        report["questions"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|q| q["verdict"] == verdict)
            .count()
    };
    assert_eq!(
        (count("contradicted"), count("stale"), count("gap")),
        (1, 1, 1)
    );
    assert!(count("conformant") >= 15 && count("open") >= 15);
    // Afterwards `check` gives the same json.
    let again = place.expect(
        1,
        &["check", "--project", "cemark-demo", "--format", "json"],
    );
    assert_eq!(again.stdout, written);
    assert!(
        place
            .read("cemark-demo/cemark-out/summary.md")
            .contains("Hallway Gateway")
    );
    let sbom = place.expect(
        0,
        &[
            "sbom",
            "cemark-demo/sbom/hallway-gateway.cdx.json",
            "--format",
            "json",
        ],
    );
    let sbom: serde_json::Value = serde_json::from_str(&sbom.stdout).unwrap();
    assert_eq!(sbom["counts"]["components"], 220);
}

#[test]
fn a_second_run_keeps_your_answers_unless_told() {
    let place = Workplace::empty();
    place.expect(0, &["demo", "-q"]);
    place.expect(
        0,
        &[
            "answer",
            "annex-i.i.2.k.mitigation",
            "not-met",
            "--project",
            "cemark-demo",
        ],
    );
    let run = place.expect(0, &["demo"]);
    assert!(run.stderr.contains("--fresh"), "{}", run.stderr);
    assert!(run.stdout.contains("answer-gap annex-i.i.2.k.mitigation"));
    let run = place.expect(0, &["demo", "--fresh"]);
    assert!(!run.stdout.contains("answer-gap annex-i.i.2.k.mitigation"));
    place.write("other/file", "mine");
    place.expect(2, &["demo", "-o", "other"]);
}

#[test]
fn any_question_of_the_demo_with_any_status() {
    let place = Workplace::empty();
    place.expect(0, &["demo", "-q"]);
    // Statuses that need nothing else, and what the table makes of them for a question without checks.
    for (status, expected) in [
        ("met", "unevidenced"),
        ("partly-met", "partial"),
        ("not-met", "gap"),
        ("not-applicable", "invalid"),
    ] {
        for id in [
            "annex-i.i.1.production",
            "annex-i.i.2.f.reporting",
            "annex-i.ii.8.advisories",
        ] {
            place.expect(0, &["answer", id, status, "--project", "cemark-demo"]);
            let report = place.check_with(&["--project", "cemark-demo"]);
            let question = question(&report, id);
            assert_eq!(question["verdict"], expected, "{id} {status}");
        }
    }
}

#[test]
fn every_file_of_the_example_is_embedded() {
    fn walk(folder: &std::path::Path, prefix: &str, names: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            let name = entry.file_name().into_string().unwrap();
            let path = if prefix.is_empty() {
                name
            } else {
                format!("{prefix}/{name}")
            };
            if entry.file_type().unwrap().is_dir() {
                walk(&entry.path(), &path, names);
            } else {
                names.push(path);
            }
        }
    }
    let mut names = Vec::new();
    walk(
        &std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/demo/product"),
        "",
        &mut names,
    );
    names.sort();
    let mut embedded: Vec<_> = cemark::demo::FILES
        .iter()
        .map(|(name, _)| (*name).to_owned())
        .collect();
    embedded.sort();
    assert_eq!(names, embedded);
}

#[test]
fn a_product_of_ones_own_is_never_taken_for_the_example() {
    let place = Workplace::product();
    place.write("README.md", "MY README\n");
    for args in [
        &["demo", "--output", "."][..],
        &["demo", "--output", ".", "--fresh"],
    ] {
        let before = place.read("cemark.yaml");
        let run = place.expect(2, args);
        assert!(
            run.stderr.contains("is no example product"),
            "{}",
            run.stderr
        );
        assert_eq!(place.read("cemark.yaml"), before);
        assert_eq!(place.read("README.md"), "MY README\n");
    }
}
