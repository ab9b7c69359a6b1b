//! `cemark classify --change`: whether a change is a substantial modification, for whom, and which part.

use serde_json::Value;

use crate::support::{Workplace, flat};

/// The decision on a change, without writing it.
fn decided(args: &[&str], told: &[&str]) -> Value {
    let place = Workplace::product();
    let mut all = vec![
        "classify",
        "--change",
        "2.0",
        "--dry-run",
        "--format",
        "json",
    ];
    all.extend(args);
    for fact in told {
        all.extend(["--fact", fact]);
    }
    let run = place.expect(0, &all);
    serde_json::from_str(&run.stdout).unwrap()
}

fn asks(report: &Value) -> Vec<&str> {
    report["clarify"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["fact"].as_str().unwrap())
        .collect()
}

#[test]
fn each_branch_of_article_3_30() {
    let cases: &[(&[&str], Option<bool>)] = &[
        (&["placed=yes", "purpose=yes", "compliance=no"], Some(true)),
        (&["placed=yes", "purpose=no", "compliance=yes"], Some(true)),
        (&["placed=yes", "purpose=yes"], Some(true)),
        (&["placed=yes", "compliance=yes"], Some(true)),
        (&["placed=yes", "purpose=no", "compliance=no"], Some(false)),
        (&["purpose=no", "compliance=no"], Some(false)),
        (&["placed=no", "purpose=yes", "compliance=yes"], Some(false)),
        (&["purpose=yes"], None),
        (&["placed=yes", "purpose=no"], None),
        (&["placed=yes", "compliance=no"], None),
        (&["placed=yes"], None),
        (&[], None),
        // New risks that nobody assessed speak against a no to compliance.
        (
            &[
                "placed=yes",
                "purpose=no",
                "compliance=no",
                "new-vectors=yes",
                "risks-covered=no",
            ],
            None,
        ),
        (
            &[
                "placed=yes",
                "purpose=no",
                "compliance=no",
                "new-vectors=yes",
                "risks-covered=yes",
            ],
            Some(false),
        ),
    ];
    for (told, expected) in cases {
        let report = decided(&[], told);
        assert_eq!(
            report["substantial_modification"].as_bool(),
            *expected,
            "{told:?}"
        );
        match expected {
            None => assert!(!asks(&report).is_empty(), "{told:?}"),
            Some(_) => assert_eq!(report["reasons"][0]["citation"], "Art. 3(30)", "{told:?}"),
        }
    }
}

#[test]
fn the_guidance_is_shown_apart_and_decides_nothing() {
    let none = [
        "new-vectors=no",
        "new-scenarios=no",
        "higher-likelihood=no",
        "higher-impact=no",
    ];
    let cases: &[(&[&str], &str)] = &[
        (&["new-vectors=yes", "risks-covered=no"], "107"),
        (
            &["security-only=yes", "new-scenarios=yes", "risks-covered=no"],
            "109",
        ),
        (&["higher-impact=yes", "risks-covered=yes"], "106"),
        (&["higher-likelihood=yes"], ""),
        (&["security-only=yes", "purpose=no"], ""),
    ];
    for (told, point) in cases {
        let report = decided(&[], &[&["placed=yes"], *told].concat());
        assert_eq!(report["substantial_modification"], Value::Null, "{told:?}");
        let reading = report["guidance"]["citation"].as_str().unwrap_or_default();
        assert_eq!(
            reading.contains(point) && !reading.is_empty(),
            !point.is_empty(),
            "{told:?}: {reading}"
        );
    }
    let calm = [&["placed=yes"], none.as_slice()].concat();
    for (told, point) in [
        (&["risks-covered=yes"][..], "111"),
        (&["security-only=yes", "purpose=no"][..], "108"),
    ] {
        let report = decided(&[], &[calm.as_slice(), told].concat());
        assert!(
            report["guidance"]["citation"]
                .as_str()
                .unwrap()
                .contains(point),
            "{told:?}"
        );
    }
    // Where the purpose changes, calm about risks settles nothing.
    let report = decided(
        &[],
        &[calm.as_slice(), &["risks-covered=yes", "purpose=yes"]].concat(),
    );
    assert_eq!(
        (&report["guidance"], &report["substantial_modification"]),
        (&Value::Null, &Value::Bool(true))
    );
}

#[test]
fn for_whom_and_for_which_part() {
    let yes = ["placed=yes", "purpose=yes"];
    let cases: &[(&str, &[&str], Option<bool>, Option<&str>, Option<bool>)] = &[
        (
            "manufacturer",
            &["whole=yes"],
            Some(true),
            Some("Art. 3(13)"),
            Some(true),
        ),
        (
            "manufacturer",
            &["whole=no"],
            Some(true),
            Some("Art. 3(13)"),
            Some(false),
        ),
        ("manufacturer", &[], Some(true), Some("Art. 3(13)"), None),
        (
            "importer",
            &["whole=no"],
            Some(true),
            Some("Art. 21"),
            Some(false),
        ),
        (
            "distributor",
            &["whole=yes"],
            Some(true),
            Some("Art. 21"),
            Some(true),
        ),
        (
            "other",
            &["is-supplied=yes", "whole=no"],
            Some(true),
            Some("Art. 22(1)"),
            Some(false),
        ),
        (
            "other",
            &["is-supplied=no"],
            Some(false),
            Some("Art. 22(1)"),
            None,
        ),
        ("other", &[], None, Some("Art. 22(1)"), None),
    ];
    for (by, told, is_manufacturer, article, whole) in cases {
        let report = decided(
            &["--by", by, "--released", "2028-06-01"],
            &[yes.as_slice(), told].concat(),
        );
        assert_eq!(
            report["is_manufacturer"].as_bool(),
            *is_manufacturer,
            "{by} {told:?}"
        );
        assert_eq!(report["by_article"].as_str(), *article, "{by}");
        assert_eq!(report["whole"].as_bool(), *whole, "{by} {told:?}");
        let follows = report["follows"].to_string();
        match (*by, *told) {
            ("other", ["is-supplied=no"]) => assert!(!follows.contains("Art. 69(2)"), "{follows}"),
            ("other", ["is-supplied=yes", "whole=no"]) => {
                assert!(follows.contains("Art. 22(2)"), "{follows}")
            }
            ("importer" | "distributor", _) => assert!(follows.contains("Art. 21"), "{follows}"),
            ("manufacturer", _) => assert!(follows.contains("Art. 13(12), 28(2)"), "{follows}"),
            _ => {}
        }
    }
    // The role of cemark.yaml is who made it, unless told.
    assert_eq!(decided(&[], &yes)["by"], "manufacturer");
}

#[test]
fn before_the_main_date_only_article_14() {
    for (day, binds) in [("2027-12-10", false), ("2027-12-11", true)] {
        for by in ["manufacturer", "importer", "other"] {
            let told = ["placed=yes", "purpose=yes", "whole=yes", "is-supplied=yes"];
            let report = decided(&["--by", by, "--released", day], &told);
            let follows = report["follows"].to_string();
            assert_eq!(
                follows.contains("do not apply yet"),
                !binds,
                "{by} {day}: {follows}"
            );
            let expected = if binds || by == "manufacturer" {
                Value::Bool(true)
            } else {
                Value::Null
            };
            assert_eq!(report["is_manufacturer"], expected, "{by} {day}");
        }
    }
}

#[test]
fn it_is_recorded_and_counts_for_what_binds() {
    let place = Workplace::product();
    place.replace(
        "cemark.yaml",
        "placing: {first: 2028-01-15, last-planned: 2030-12-31}",
        "placing: {first: 2026-01-15, last-planned: 2026-12-31}",
    );
    assert_eq!(place.requirement("annex-i.i.1"), "out-of-scope");
    let change = |version: &str, told: &[&str]| {
        let mut args = vec!["classify", "--change", version, "--released", "2028-06-01"];
        args.extend(told.iter().flat_map(|fact| ["--fact", *fact]));
        place.expect(0, &args)
    };
    let run = change("1.1", &["placed=yes", "purpose=no", "compliance=no"]);
    assert!(
        run.stderr.contains("recorded in cemark.yaml"),
        "{}",
        run.stderr
    );
    assert_eq!(place.requirement("annex-i.i.1"), "out-of-scope");
    change("2.0", &["placed=yes", "purpose=yes", "whole=yes"]);
    let file = place.read("cemark.yaml");
    for line in [
        "  \"2.0\":",
        "    decided: 2026-11-24",
        "    substantial-modification: yes",
        "    released: 2028-06-01",
        "  \"1.1\":",
        "# The product.",
    ] {
        assert!(file.contains(line), "{line}\n{file}");
    }
    assert_ne!(place.requirement("annex-i.i.1"), "out-of-scope");
    // It goes on from what was told.
    let report: Value = serde_json::from_str(
        &place
            .expect(0, &["classify", "--change", "2.0", "--format", "json"])
            .stdout,
    )
    .unwrap();
    assert_eq!(report["substantial_modification"], true);
    assert_eq!(report["released"], "2028-06-01");
    // What somebody else does to the product leaves the maker's duties for the original as they are.
    let place = Workplace::product();
    place.replace(
        "cemark.yaml",
        "placing: {first: 2028-01-15, last-planned: 2030-12-31}",
        "placing: {first: 2026-01-15, last-planned: 2026-12-31}",
    );
    place.expect(
        0,
        &[
            "classify",
            "--change",
            "2.0",
            "--by",
            "other",
            "--released",
            "2028-06-01",
            "--fact",
            "placed=yes",
            "--fact",
            "purpose=yes",
            "--fact",
            "is-supplied=yes",
        ],
    );
    assert_eq!(place.requirement("annex-i.i.1"), "out-of-scope");
}

#[test]
fn the_dialogue_asks_until_it_is_settled() {
    let place = Workplace::product();
    let run = place.typed(
        &["classify", "--change", "2.0", "--plain"],
        "y\nn\ny\nn\nn\nn\nn\nn\nb\nn\ny\nn\nn\n",
    );
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(
        flat(&run.stdout).contains("SUBSTANTIAL MODIFICATION"),
        "{}",
        run.stdout
    );
    assert!(place.read("cemark.yaml").contains("compliance: yes"));
    let place = Workplace::product();
    let run = place.typed(&["classify", "--change", "2.0", "--plain"], "n\n");
    assert!(
        flat(&run.stdout).contains("no substantial modification"),
        "{}",
        run.stdout
    );
    let place = Workplace::product();
    place.typed(&["classify", "--change", "2.0", "--plain"], "y\nq\n");
    assert!(
        place
            .read("cemark.yaml")
            .contains("substantial-modification: unknown")
    );
}

#[test]
fn mistakes_and_the_schema() {
    let place = Workplace::product();
    let run = place.expect(2, &["classify", "--change", "2.0", "--fact", "purpos=yes"]);
    assert!(
        run.stderr.contains("did you mean `purpose`?"),
        "{}",
        run.stderr
    );
    place.expect(2, &["classify", "--change", " "]);
    place.expect(2, &["classify", "--change", "2.0", "--format", "markdown"]);
    let schema: Value =
        serde_json::from_str(&place.expect(0, &["schema", "classify-change"]).stdout).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for told in [&["placed=yes", "purpose=yes"][..], &["placed=no"], &[]] {
        let report = decided(&["--released", "2028-01-01", "--part", "app"], told);
        let errors: Vec<String> = validator
            .iter_errors(&report)
            .map(|error| error.to_string())
            .collect();
        assert!(errors.is_empty(), "{errors:?}");
    }
    let said = place.expect(0, &["explain", "higher-impact"]).stdout;
    assert!(flat(&said).contains("guidance binds no one"), "{said}");
    assert!(
        place
            .expect(0, &["explain", "iii.i.17"])
            .stdout
            .contains("Annex III, class I, point 17")
    );
    assert!(flat(&place.expect(0, &["explain", "vehicle"]).stdout).contains("2019/2144"));
}

#[test]
fn not_placed_before_is_held_against_the_day_of_placing() {
    let told = ["placed=no", "purpose=yes"];
    // The product is placed on 2028-01-15.
    let report = decided(&["--released", "2029-01-01"], &told);
    assert_eq!(report["substantial_modification"], Value::Null);
    assert!(asks(&report).contains(&"placed"), "{report}");
    let report = decided(&["--released", "2028-01-15"], &told);
    assert_eq!(report["substantial_modification"], false);
}

#[test]
fn what_follows_for_whom_keeps_law_and_guidance_apart() {
    let told = ["placed=yes", "purpose=yes", "whole=no", "is-supplied=yes"];
    let text = |args: &[&str]| {
        let place = Workplace::product();
        let mut all = vec!["classify", "--change", "2.0", "--dry-run"];
        all.extend(args);
        all.extend(told.iter().flat_map(|fact| ["--fact", *fact]));
        flat(&place.expect(0, &all).stdout)
    };
    let after = |by: &'static str| ["--released", "2029-01-01", "--by", by];
    for (by, says) in [
        (
            "manufacturer",
            "Reach: the changed product; of products placed before",
        ),
        (
            "importer",
            "Reach: the product (Art. 21); the changed part only by Commission guidance",
        ),
        ("other", "Reach: the part that it affects (Art. 22(2))"),
    ] {
        let text = text(&after(by));
        assert!(text.contains(says), "{by}: {text}");
        assert!(text.contains("CE marking"), "{by}: {text}");
    }
    let early = text(&["--released", "2027-06-01", "--by", "importer"]);
    assert!(early.contains("nobody counts as the manufacturer by this change yet"));
    let open = text(&["--by", "importer"]);
    assert!(open.contains("(`--released`)"), "{open}");
}
