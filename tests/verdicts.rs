//! The verdict table of an answer, row by row, through the binary.

use crate::support::{Workplace, finding, question};

/// Questions whose text leaves no room for 'does not apply'.
const NO_OPENING: &[&str] = &[
    "annex-i.i.1.risk-based",
    "annex-i.i.1.production",
    "annex-i.ii.1.vulnerabilities",
    "annex-i.ii.1.components",
    "annex-i.ii.1.sbom",
    "annex-i.ii.2.remediation",
    "annex-i.ii.3.tests",
    "annex-i.ii.3.reviews",
    "annex-i.ii.4.disclosure",
    "annex-i.ii.5.policy",
    "annex-i.ii.5.enforced",
    "annex-i.ii.6.sharing",
    "annex-i.ii.6.contact-address",
    "annex-i.ii.7.distribution",
    "annex-i.ii.8.without-delay",
    "annex-i.ii.8.advisories",
];

fn question_ids(place: &Workplace) -> Vec<String> {
    let list = place.expect(0, &["checklist", "list", "--format", "json"]);
    let list: serde_json::Value = serde_json::from_str(&list.stdout).unwrap();
    let requirements = list["requirements"].as_array().unwrap();
    requirements
        .iter()
        .flat_map(|r| r["questions"].as_array().unwrap())
        .map(|q| q.as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn any_question_with_any_status() {
    let place = Workplace::product();
    let ids = question_ids(&place);
    assert_eq!(ids.len(), 47);
    for opening in NO_OPENING {
        assert!(ids.iter().any(|id| id == opening), "{opening}");
    }
    let reason = "The enclosure is welded shut and nobody can reach this part.";
    for id in &ids {
        let closed = NO_OPENING.contains(&id.as_str());
        let table: &[(&[&str], &str)] = &[
            (&["met", "--evidence", "docs/report.md"], "conformant"),
            (&["met"], "unevidenced"),
            (
                &["met", "--note", "TODO", "--evidence", "docs/report.md"],
                "invalid",
            ),
            (&["partly-met"], "partial"),
            (&["not-met"], "gap"),
            (
                &["not-applicable", "--justify", reason],
                if closed { "invalid" } else { "not-applicable" },
            ),
        ];
        for (args, expected) in table {
            let run = place.expect(0, &[&["answer", id], *args].concat());
            let said = run.stdout.lines().next().unwrap_or_default().to_owned();
            assert!(
                said.starts_with(&format!("{id}: {expected} ")),
                "{id} {args:?}: expected {expected}, got {said}"
            );
        }
    }
    // What was said last is what `check` says.
    let report = place.check();
    for question in report["questions"].as_array().unwrap() {
        let closed = NO_OPENING.contains(&question["id"].as_str().unwrap());
        assert_eq!(
            question["verdict"],
            if closed { "invalid" } else { "not-applicable" },
            "{question}"
        );
    }
}

#[test]
fn a_law_check_that_fails_contradicts_a_claim_and_nothing_else() {
    let place = Workplace::product();
    place.replace("cemark.yaml", "period: 7 years", "period: 5 years");
    let id = "annex-i.ii.2.remediation";
    for (args, expected) in [
        (&["met", "--evidence", "docs/report.md"][..], "contradicted"),
        (&["met"][..], "contradicted"),
        (&["not-met"][..], "gap"),
        (&["partly-met"][..], "partial"),
    ] {
        place.expect(0, &[&["answer", id], args].concat());
        assert_eq!(place.verdict(id, None), expected, "{args:?}");
        assert!(place.findings().contains(&"support-period".to_owned()));
    }
}

#[test]
fn a_failing_check_is_printed_even_when_nothing_is_answered() {
    let place = Workplace::product();
    place.replace(
        "cemark.yaml",
        "contact: security@example.com",
        "contact: to fill in",
    );
    assert_eq!(place.verdict("annex-i.ii.6.contact-address", None), "open");
    assert!(place.findings().contains(&"contact-address".to_owned()));
}

#[test]
fn a_decisive_check_that_cannot_decide_leaves_a_yes_undecided() {
    let place = Workplace::product();
    place.replace("cemark.yaml", "sbom: [bom.json]", "sbom: []");
    let id = "annex-i.ii.1.sbom";
    place.expect(0, &["answer", id, "met", "--evidence", "docs/report.md"]);
    assert_eq!(place.verdict(id, None), "undecided");
    place.expect(0, &["answer", id, "met"]);
    assert_eq!(place.verdict(id, None), "undecided", "before 'unevidenced'");
    place.expect(0, &["answer", id, "not-met"]);
    assert_eq!(place.verdict(id, None), "gap");
}

#[test]
fn a_flat_sbom_is_undecided_and_not_decisive() {
    let place = Workplace::product();
    let flat = crate::support::SBOM
        .split(",\n  \"dependencies\"")
        .next()
        .unwrap()
        .to_owned()
        + "}";
    place.write("bom.json", flat);
    place.expect(
        0,
        &[
            "answer",
            "annex-i.ii.1.sbom",
            "met",
            "--evidence",
            "docs/report.md",
        ],
    );
    let report = place.check();
    assert_eq!(place.verdict("annex-i.ii.1.sbom", None), "conformant");
    let finding = finding(&report, "sbom-top-level");
    assert_eq!(finding["severity"], "warning");
    assert!(
        finding["message"].as_str().unwrap().contains("flat list"),
        "{finding}"
    );
}

#[test]
fn an_sbom_without_any_component_is_lawful() {
    let place = Workplace::product();
    place.write(
        "bom.json",
        r#"{"bomFormat": "CycloneDX", "specVersion": "1.5"}"#,
    );
    place.expect(
        0,
        &[
            "answer",
            "annex-i.ii.1.sbom",
            "met",
            "--evidence",
            "docs/report.md",
        ],
    );
    assert_eq!(place.verdict("annex-i.ii.1.sbom", None), "conformant");
    assert!(!place.findings().contains(&"sbom-top-level".to_owned()));
}

#[test]
fn an_sbom_that_is_missing_or_broken_contradicts() {
    let id = "annex-i.ii.1.sbom";
    for text in [
        None,
        Some("{ broken"),
        Some("[]"),
        Some("{\"bomFormat\": \"Other\"}"),
    ] {
        let place = Workplace::product();
        match text {
            Some(text) => {
                place.write("bom.json", text);
            }
            None => std::fs::remove_file(place.file("bom.json")).unwrap(),
        }
        place.expect(0, &["answer", id, "met", "--evidence", "docs/report.md"]);
        assert_eq!(place.verdict(id, None), "contradicted", "{text:?}");
    }
}

#[test]
fn an_sbom_in_a_format_not_read_yet_is_undecided_never_broken() {
    let place = Workplace::product();
    place.write(
        "bom.json",
        r#"<rdf:RDF xmlns:spdx="http://spdx.org/rdf/terms#"/>"#,
    );
    place.expect(
        0,
        &[
            "answer",
            "annex-i.ii.1.sbom",
            "met",
            "--evidence",
            "docs/report.md",
        ],
    );
    let report = place.check();
    let question = question(&report, "annex-i.ii.1.sbom");
    let readable = question["checks"]
        .as_array()
        .unwrap()
        .iter()
        .find(|c| c["id"] == "sbom-readable")
        .unwrap()
        .clone();
    assert_eq!(readable["outcome"], "undecided", "{readable}");
    assert_eq!(question["verdict"], "conformant");
}

const ID: &str = "annex-i.i.2.a.known-exploitable";

#[test]
fn evidence_that_changed_vanished_or_expired_is_stale() {
    let place = Workplace::product();
    place.expect(
        0,
        &[
            "answer",
            ID,
            "met",
            "--evidence",
            "docs/report.md",
            "--valid-until",
            "2026-12-01",
        ],
    );
    assert_eq!(place.verdict(ID, None), "conformant");
    // The last day counts.
    for (day, expected) in [("2026-12-01", "conformant"), ("2026-12-02", "stale")] {
        let report = place.check_with(&["--date", day]);
        let question = question(&report, ID);
        assert_eq!(question["verdict"], expected, "{day}");
    }
    place.write("docs/report.md", "Another text.\n");
    assert_eq!(place.verdict(ID, None), "stale");
    // Another checkout's line ends are the same text.
    place.write("docs/report.md", "Tested on 2026-11-01, all well.\r\n");
    assert_eq!(place.verdict(ID, None), "conformant");
    std::fs::remove_file(place.file("docs/report.md")).unwrap();
    assert_eq!(place.verdict(ID, None), "stale");
}

#[test]
fn an_address_counts_for_twelve_months() {
    let place = Workplace::product();
    place.expect(
        0,
        &[
            "answer",
            ID,
            "met",
            "--evidence",
            "https://example.com/report",
            "--date",
            "2026-01-31",
        ],
    );
    for (day, expected) in [
        ("2026-01-31", "conformant"),
        ("2027-01-31", "conformant"),
        ("2027-02-01", "stale"),
        ("2026-01-30", "unevidenced"),
    ] {
        let report = place.check_with(&["--date", day]);
        let question = question(&report, ID);
        assert_eq!(question["verdict"], expected, "{day}");
    }
}

#[test]
fn one_bad_piece_makes_the_answer_stale_and_is_named() {
    let place = Workplace::product();
    place.write("docs/other.md", "x");
    place.expect(
        0,
        &[
            "answer",
            ID,
            "met",
            "--evidence",
            "docs/report.md",
            "--evidence",
            "docs/other.md",
        ],
    );
    assert_eq!(place.verdict(ID, None), "conformant");
    place.write("docs/other.md", "y");
    let report = place.check();
    let finding = finding(&report, "answer-stale");
    assert!(
        finding["message"]
            .as_str()
            .unwrap()
            .contains("docs/other.md"),
        "{finding}"
    );
    assert!(
        !finding["message"]
            .as_str()
            .unwrap()
            .contains("docs/report.md"),
        "{finding}"
    );
}

#[test]
fn evidence_of_tomorrow_is_absent_today() {
    let place = Workplace::product();
    place.expect(
        0,
        &[
            "answer",
            ID,
            "met",
            "--evidence",
            "docs/report.md",
            "--date",
            "2026-11-25",
        ],
    );
    assert_eq!(place.verdict(ID, None), "unevidenced");
    place.expect(
        0,
        &[
            "answer",
            ID,
            "not-applicable",
            "--justify",
            "Nothing in it can be attacked from outside.",
            "--evidence",
            "docs/report.md",
            "--date",
            "2026-11-25",
        ],
    );
    assert_eq!(place.verdict(ID, None), "not-applicable");
}

#[test]
fn a_revised_question_makes_claims_stale_and_labels_the_rest() {
    let place = Workplace::product();
    for (status, expected, extra) in [
        ("met", "stale", &["--evidence", "docs/report.md"][..]),
        (
            "not-applicable",
            "stale",
            &["--justify", "Nothing in it can be attacked from outside."][..],
        ),
        ("partly-met", "partial", &[][..]),
        ("not-met", "gap", &[][..]),
    ] {
        place.expect(0, &[&["answer", ID, status], extra].concat());
        place.replace("cemark/answers/annex-i.yaml", "revision: 1", "revision: 7");
        let report = place.check();
        let question = question(&report, ID);
        assert_eq!(question["verdict"], expected, "{status}");
        assert_eq!(question["revised"], true);
    }
}

#[test]
fn an_unknown_risk_is_invalid() {
    let place = Workplace::product();
    place.expect(
        0,
        &[
            "answer",
            ID,
            "met",
            "--evidence",
            "docs/report.md",
            "--limits",
            "R-9",
        ],
    );
    assert_eq!(place.verdict(ID, None), "invalid");
}

#[test]
fn the_least_favourable_part_counts() {
    let place = Workplace::product();
    place.expect(
        0,
        &[
            "answer",
            ID,
            "met",
            "--evidence",
            "docs/report.md",
            "--part",
            "device",
        ],
    );
    assert_eq!(place.verdict(ID, Some("device")), "conformant");
    assert_eq!(place.verdict(ID, Some("app")), "open");
    assert_eq!(place.requirement("annex-i.i.2.a"), "open");
    place.expect(
        0,
        &[
            "answer",
            ID,
            "not-applicable",
            "--part",
            "app",
            "--justify",
            "The app holds no code of others.",
        ],
    );
    assert_eq!(place.requirement("annex-i.i.2.a"), "conformant");
    place.expect(0, &["answer", ID, "not-met", "--part", "app"]);
    assert_eq!(place.requirement("annex-i.i.2.a"), "gap");
    assert_eq!(place.verdict(ID, Some("device")), "conformant");
}

#[test]
fn a_requirement_takes_the_worst_of_its_questions() {
    let place = Workplace::product();
    let [remove, transfer] = ["annex-i.i.2.m.removal", "annex-i.i.2.m.secure-transfer"];
    let na = ["--justify", "Nothing can be transferred from this product."];
    let met = ["--evidence", "docs/report.md"];
    let cases: &[(&[&str], &[&str], &str)] = &[
        (&[], &[], "open"),
        (&["met", met[0], met[1]], &[], "open"),
        (&["not-met"], &[], "gap"),
        (&["partly-met"], &["met"], "partial"),
        (&["not-met"], &["partly-met"], "gap"),
        (&["not-applicable"], &["not-met"], "invalid"),
        (&["met"], &["met", met[0], met[1]], "unevidenced"),
        (
            &["met", met[0], met[1]],
            &["met", met[0], met[1]],
            "conformant",
        ),
        (
            &["met", met[0], met[1]],
            &["not-applicable", na[0], na[1]],
            "conformant",
        ),
        (
            &["not-applicable", na[0], na[1]],
            &["not-applicable", na[0], na[1]],
            "not-applicable",
        ),
    ];
    for (first, second, expected) in cases {
        let _ = std::fs::remove_dir_all(place.file("cemark"));
        for (id, args) in [(remove, first), (transfer, second)] {
            if !args.is_empty() {
                place.expect(0, &[&["answer", id], *args].concat());
            }
        }
        assert_eq!(
            place.requirement("annex-i.i.2.m"),
            *expected,
            "{first:?} {second:?}"
        );
    }
}

#[test]
fn good_practice_never_decides() {
    let place = Workplace::product();
    for id in ["annex-i.ii.5.policy", "annex-i.ii.5.enforced"] {
        place.expect(0, &["answer", id, "met", "--evidence", "docs/report.md"]);
    }
    place.expect(0, &["answer", "annex-i.ii.5.findable", "not-met"]);
    let report = place.check();
    let requirement = report["requirements"]
        .as_array()
        .unwrap()
        .iter()
        .find(|r| r["id"] == "annex-i.ii.5")
        .unwrap()
        .clone();
    assert_eq!(requirement["verdict"], "conformant");
    assert_eq!(
        requirement["open_of"],
        serde_json::json!({"open": 0, "of": 2})
    );
    let finding = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .find(|f| f["question"] == "annex-i.ii.5.findable")
        .unwrap();
    assert_eq!(
        (&finding["severity"], &finding["basis"]),
        (&"note".into(), &"good-practice".into())
    );
}

#[test]
fn units_placed_before_the_date_and_other_roles_are_out_of_scope() {
    let place = Workplace::product();
    place.replace(
        "cemark.yaml",
        "{first: 2028-01-15, last-planned: 2030-12-31}",
        "{first: 2026-01-15, last-planned: 2027-12-10}",
    );
    let report = place.check();
    assert_eq!(report["verdicts"]["out-of-scope"], 22);
    assert_eq!(report["gate"]["holds"], true);
    assert!(place.findings().contains(&"only-reporting".to_owned()));
    place.replace(
        "cemark.yaml",
        "2027-12-10}",
        "2027-12-10, substantially-modified: 2027-12-11}",
    );
    assert_eq!(place.check()["verdicts"]["open"], 22);

    let place = Workplace::product();
    place.replace("cemark.yaml", "role: manufacturer", "role: importer");
    let report = place.check();
    assert_eq!(report["verdicts"]["out-of-scope"], 22);
    assert_eq!(
        report["gate"]["holds"], false,
        "a role that no checklist covers must not pass"
    );
}

#[test]
fn before_the_date_the_label_says_preparing_and_the_verdict_stays() {
    // Nothing is owed before the main date, nor before the first unit is placed (Art. 13(1)).
    for (placing, from, before) in [
        ("{last-planned: 2030-12-31}", "2027-12-11", "2027-12-10"),
        (
            "{first: 2026-01-15, last-planned: 2030-12-31}",
            "2027-12-11",
            "2027-12-10",
        ),
        (
            "{first: 2028-01-15, last-planned: 2030-12-31}",
            "2028-01-15",
            "2028-01-14",
        ),
        (
            "{last-planned: 2026-12-31, substantially-modified: 2028-06-30}",
            "2028-06-30",
            "2028-06-29",
        ),
    ] {
        let place = Workplace::product();
        place.replace(
            "cemark.yaml",
            "{first: 2028-01-15, last-planned: 2030-12-31}",
            placing,
        );
        for (day, due) in [(before, "preparing"), (from, "due")] {
            let report = place.check_with(&["--date", day]);
            let first = &report["requirements"][0];
            assert_eq!(first["due"], due, "{placing} {day}");
            assert_eq!(first["due_from"], from, "{placing}");
            assert_eq!(first["verdict"], "open");
        }
    }
}

#[test]
fn support_period_by_art_13_8() {
    let id = "annex-i.ii.2.remediation";
    let place = Workplace::product();
    let placing = "{first: 2028-01-15, last-planned: 2030-12-31}";
    let from = "{expected-use: 7 years, period: 7 years, end: 2037-12}";
    let cases = [
        ("{expected-use: 7 years, period: 7 years}", "pass"),
        ("{expected-use: 7 years, period: 6 years}", "fail"),
        ("{expected-use: 10 years, period: 7 years}", "fail"),
        ("{expected-use: 3 years, period: 3 years}", "pass"),
        ("{expected-use: 3 years, period: 2 years}", "fail"),
        ("{expected-use: 3 years, period: 5 years}", "pass"),
        ("{expected-use: 3 years, period: 4 years}", "undecided"),
        ("{expected-use: 5 years, period: 5 years}", "pass"),
        ("{expected-use: 5 years, period: 59 months}", "fail"),
        ("{period: 7 years}", "undecided"),
        ("{expected-use: 7 years}", "undecided"),
        ("{expected-use: 7 years, end: 2037-12}", "pass"),
        ("{expected-use: 7 years, end: 2037-12-30}", "fail"),
        (
            "{expected-use: 7 years, period: 7 years, end: 2036-12}",
            "fail",
        ),
        ("{expected-use: to fill in, period: 7 years}", "undecided"),
    ];
    let base = place.read("cemark.yaml");
    assert!(base.contains(placing));
    for (support, expected) in cases {
        place.write("cemark.yaml", base.replace(from, support));
        let report = place.check();
        let question = question(&report, id);
        let check = question["checks"]
            .as_array()
            .unwrap()
            .iter()
            .find(|c| c["id"] == "support-period")
            .unwrap();
        assert_eq!(check["outcome"], expected, "{support}: {check}");
    }
}

#[test]
fn a_no_for_the_whole_product_counts_beside_its_parts() {
    let place = Workplace::product();
    for part in ["device", "app"] {
        let args = [
            "answer",
            ID,
            "met",
            "--evidence",
            "docs/report.md",
            "--part",
            part,
        ];
        place.expect(0, &args);
    }
    assert_eq!(place.requirement("annex-i.i.2.a"), "conformant");
    place.expect(0, &["answer", ID, "not-met", "--note", "A hole was found"]);
    assert_eq!(place.requirement("annex-i.i.2.a"), "gap");
    let report = place.check();
    let gaps = report["questions"].as_array().unwrap().iter();
    let gaps: Vec<_> = gaps
        .filter(|q| q["id"] == ID && q["verdict"] == "gap")
        .collect();
    assert_eq!(gaps.len(), 1);
    assert!(gaps[0]["part"].is_null());
}
