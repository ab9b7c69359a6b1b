//! Broken files and what is said about them: file, line, column, what was expected, what to do.

use crate::support::Workplace;

const ANSWERS: &str = "cemark/answers/annex-i.yaml";
const HEAD: &str = "checklist: annex-i\nanswers:\n";

/// A name, the file, its text, and the command that reads it.
const CASES: &[(&str, &str, &str, &[&str])] = &[
    (
        "project-not-yaml",
        "cemark.yaml",
        "product: {name: x\nrole: manufacturer\n",
        &["check"],
    ),
    ("project-empty", "cemark.yaml", "", &["check"]),
    ("project-list", "cemark.yaml", "- a\n- b\n", &["check"]),
    (
        "project-two-documents",
        "cemark.yaml",
        "product: {name: x}\n---\nproduct: {name: y}\n",
        &["check"],
    ),
    (
        "project-tab",
        "cemark.yaml",
        "product:\n\tname: x\n",
        &["check"],
    ),
    (
        "project-misspelt-fields",
        "cemark.yaml",
        "product: {nmae: x}\nmanufacurer: {name: y}\nstage: before-declaraton\n",
        &["check"],
    ),
    (
        "project-wrong-types",
        "cemark.yaml",
        "product: [x]\nparts: 3\nchecklists: annex-i\ntraits: {hardware: maybe}\n",
        &["check"],
    ),
    (
        "project-dates",
        "cemark.yaml",
        "product: {name: x}\nplacing: {first: 2027-13-01, last-planned: soon}\nsupport: {expected-use: ten years, end: 2034}\n",
        &["check"],
    ),
    (
        "project-order-of-dates",
        "cemark.yaml",
        "product: {name: x}\nplacing: {first: 2028-01-01, last-planned: 2027-01-01}\n",
        &["check"],
    ),
    (
        "project-twice",
        "cemark.yaml",
        "product: {name: x}\nrole: manufacturer\nrole: importer\n",
        &["check"],
    ),
    (
        "project-alias",
        "cemark.yaml",
        "product: &p {name: x}\nmanufacturer: *p\n",
        &["check"],
    ),
    (
        "project-alias-bomb",
        "cemark.yaml",
        "a: &a [x, x]\nb: &b [*a, *a]\nproduct: {name: *b}\n",
        &["check"],
    ),
    (
        "project-tag",
        "cemark.yaml",
        "product: !!python/object {name: x}\n",
        &["check"],
    ),
    (
        "project-unknown-checklist",
        "cemark.yaml",
        "product: {name: x}\nchecklists: [annex-1]\n",
        &["check"],
    ),
    (
        "project-checklist-outside",
        "cemark.yaml",
        "product: {name: x}\nchecklists: [../../../etc/passwd.yaml]\n",
        &["check"],
    ),
    (
        "project-relax-nothing",
        "cemark.yaml",
        "product: {name: x}\ngate: {relax: [{name: annex-i.ii.9, reason: later}, {name: stael, reason: ' '}]}\n",
        &["check"],
    ),
    (
        "project-role",
        "cemark.yaml",
        "product: {name: x}\nrole: [manufacturer, vendor]\n",
        &["check"],
    ),
    (
        "project-escape-codes",
        "cemark.yaml",
        "product: {name: x}\n\"\\e[31mred\\e[0m\": 1\n",
        &["check"],
    ),
    (
        "answers-misspelt-status",
        ANSWERS,
        "checklist: annex-i\nanswers:\n  annex-i.ii.5.policy: {status: mett, author: A, date: 2026-01-01, revision: 1}\n",
        &["check"],
    ),
    (
        "answers-all-at-once",
        ANSWERS,
        "checklist: annex-i\nanswers:\n  annex-i.ii.5.policy:\n    status: yes please\n    nots: x\n    evidence: [{pth: a, date: 2026-02-30}, {url: nowhere, date: 2026-01-01}]\n  annex-i.ii.3.tests:\n    author: A\n",
        &["check"],
    ),
    (
        "answers-missing-fields",
        ANSWERS,
        "checklist: annex-i\nanswers:\n  annex-i.ii.5.policy: {status: met}\n  annex-i.ii.3.tests: {author: A}\n",
        &["check"],
    ),
    (
        "answers-unknown-question",
        ANSWERS,
        "checklist: annex-i\nanswers:\n  annex-i.ii.5.polcy: {status: met, author: A, date: 2026-01-01, revision: 1}\n",
        &["check"],
    ),
    (
        "answers-unknown-part",
        ANSWERS,
        "checklist: annex-i\nanswers:\n  annex-i.ii.5.policy:\n    parts:\n      devise: {status: met, author: A, date: 2026-01-01, revision: 1}\n",
        &["check"],
    ),
    (
        "answers-evidence",
        ANSWERS,
        "checklist: annex-i\nanswers:\n  annex-i.ii.5.policy:\n    status: met\n    evidence:\n      - {date: 2026-01-01}\n      - {path: a, url: 'https://example.com', date: 2026-01-01}\n      - {path: a, sha256: abc, date: 2026-01-01}\n    author: A\n    date: 2026-01-01\n    revision: 1\n",
        &["check"],
    ),
    (
        "answers-other-checklist",
        ANSWERS,
        "checklist: annex-ii\nanswers: {}\n",
        &["check"],
    ),
    (
        "answers-too-deep",
        ANSWERS,
        "answers: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
        &["check"],
    ),
    (
        "checklist-kinds",
        "own.yaml",
        "checklist: own\nversion: 1\ntitle: T\nrequirements:\n  - id: own.1\n    citation: c\n    title: t\n    applies: {roles: [manufacturer], when: sometimes}\n    phase: before-declaration\n    text: x\n    questions: [{id: own.1.a, basis: law, asks: y}]\n",
        &["checklist", "lint", "own.yaml"],
    ),
    (
        "sbom-json",
        "x.json",
        "{\"bomFormat\": \"CycloneDX\",\n \"specVersion\": \"1.6\", \"components\": [}\n",
        &["sbom", "x.json"],
    ),
    (
        "sbom-other",
        "x.json",
        "{\"name\": \"package\"}\n",
        &["sbom", "x.json"],
    ),
    (
        "sbom-version",
        "x.json",
        "{\"bomFormat\": \"CycloneDX\", \"specVersion\": \"9.9\"}\n",
        &["sbom", "x.json"],
    ),
    (
        "sbom-type",
        "x.json",
        "{\"bomFormat\": \"CycloneDX\", \"specVersion\": \"1.6\", \"components\": {}}\n",
        &["sbom", "x.json"],
    ),
];

#[test]
fn every_broken_file_is_told_with_its_place_and_the_way_out() {
    assert!(CASES.len() >= 25);
    let mut told = String::new();
    for (name, file, text, args) in CASES {
        let place = Workplace::product();
        place.write(file, text);
        let run = place.run(args);
        let lint = args[0] == "checklist";
        assert_eq!(
            run.code,
            if lint { 1 } else { 2 },
            "{name}\n{}{}",
            run.stdout,
            run.stderr
        );
        assert!(!run.stderr.contains('\u{1b}'), "{name}");
        told.push_str(&format!("## {name}\n{}{}\n", run.stdout, run.stderr));
    }
    insta::with_settings!({ snapshot_path => "snapshots", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("broken_files", told);
    });
}

#[test]
fn a_file_that_is_not_utf8_or_a_folder_is_told() {
    let place = Workplace::product();
    place.write("cemark.yaml", b"product: {name: \xff}\n");
    assert!(place.expect(2, &["check"]).stderr.contains("not UTF-8"));
    let place = Workplace::product();
    place.write(&format!("{ANSWERS}/x"), "");
    assert!(place.expect(2, &["check"]).stderr.contains("annex-i.yaml"));
    assert!(place.expect(2, &["sbom", "docs"]).stderr.contains("docs"));
    assert!(
        place
            .expect(2, &["sbom", "none.json"])
            .stderr
            .contains("none.json")
    );
}

#[test]
fn a_huge_file_is_refused_without_being_read() {
    let place = Workplace::product();
    place.write(
        ANSWERS,
        format!("{HEAD}# {}\n", "x".repeat(9 * 1024 * 1024)),
    );
    assert!(place.expect(2, &["check"]).stderr.contains("bytes"));
}

#[test]
fn very_many_mistakes_are_told_in_part_and_at_once() {
    let place = Workplace::product();
    let many: String = (0..60_000).map(|n| format!("k{n}: 1\n")).collect();
    place.write("cemark.yaml", format!("{}{many}", crate::support::COMPLETE));
    let run = place.expect(2, &["check"]);
    let told = run.stderr.matches("unknown field").count();
    assert_eq!(told, 50);
}
