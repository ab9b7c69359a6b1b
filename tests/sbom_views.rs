//! What `cemark sbom` shows of a file on request: the tree, why something is in it, the licences, the
//! components for a spreadsheet, and what changed between two files.

use serde_json::Value;

use crate::support::{Workplace, flat};

fn component(reference: &str, version: &str, more: &str) -> String {
    format!(
        r#"{{"type": "library", "bom-ref": "{reference}", "name": "{reference}", "version": "{version}"{more}}}"#
    )
}

fn write(place: &Workplace, name: &str, components: &[String], dependencies: &[(&str, &str)]) {
    let mut entries: Vec<String> = Vec::new();
    for (from, to) in dependencies {
        let to: Vec<String> = to
            .split_whitespace()
            .map(|to| format!("\"{to}\""))
            .collect();
        entries.push(format!(
            r#"{{"ref": "{from}", "dependsOn": [{}]}}"#,
            to.join(", ")
        ));
    }
    let text = format!(
        r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6",
        "metadata": {{"component": {{"type": "firmware", "bom-ref": "root", "name": "Lamp", "version": "2"}}}},
        "components": [{}], "dependencies": [{}]}}"#,
        components.join(", "),
        entries.join(", ")
    );
    place.write(name, text);
}

/// `a` and `b` lead to `c`, which leads back to `a`; `far` is four steps away, `lone` nowhere.
fn lamp() -> Workplace {
    let place = Workplace::empty();
    let of = |reference: &str| component(reference, "1.0", "");
    let all: Vec<String> = ["a", "b", "c", "d", "far", "lone"].map(of).into();
    write(
        &place,
        "bom.json",
        &all,
        &[
            ("root", "a b"),
            ("a", "c"),
            ("b", "c gone"),
            ("c", "a d"),
            ("d", "far"),
        ],
    );
    place
}

#[test]
fn the_tree_is_cut_at_its_depth_and_unfolds_nothing_twice() {
    let place = lamp();
    let text = place.expect(0, &["sbom", "bom.json", "--tree"]).stdout;
    let expected = "bom.json
  Lamp 2
  ├─ a 1.0
  │  └─ c 1.0
  │     ├─ a 1.0 (1 below it)
  │     └─ d 1.0 (1 below it)
  └─ b 1.0
     ├─ c 1.0 (2 below it, shown above)
     └─ gone (described nowhere)
  cut at depth 3; --depth sets another
";
    assert_eq!(text, expected);
    let deep = place
        .expect(0, &["sbom", "bom.json", "--tree", "--depth", "9"])
        .stdout;
    assert!(
        deep.contains("far 1.0") && !deep.contains("cut at"),
        "{deep}"
    );
    assert!(deep.contains("a 1.0 (1 below it, shown above)"), "{deep}");
    write(&place, "flat.json", &[component("a", "1.0", "")], &[]);
    let flat_one = place.expect(0, &["sbom", "flat.json", "--tree"]).stdout;
    assert!(
        flat_one.contains("its components are a flat list"),
        "{flat_one}"
    );
}

#[test]
fn what_is_found_comes_with_the_way_to_it() {
    let place = lamp();
    let text = place
        .expect(0, &["sbom", "bom.json", "--find", "FAR@1"])
        .stdout;
    for part in [
        "1 of 6 components for `FAR@1`",
        "why: Lamp 2 > a 1.0 > c 1.0 > d 1.0 > far 1.0",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    let lone = place
        .expect(0, &["sbom", "bom.json", "--find", "lone"])
        .stdout;
    assert!(
        lone.contains("no way from the product leads to it"),
        "{lone}"
    );
    let none = place
        .expect(0, &["sbom", "bom.json", "--find", "log4j"])
        .stdout;
    assert!(none.contains("0 of 6 components"), "{none}");
}

#[test]
fn licences_are_listed_and_what_is_no_expression_is_named() {
    let place = Workplace::empty();
    let licensed = |reference: &str, licence: &str| {
        component(reference, "1", &format!(r#", "licenses": [{licence}]"#))
    };
    let all = [
        licensed("a", r#"{"license": {"id": "MIT"}}"#),
        licensed("b", r#"{"expression": "MIT"}, {"license": {"id": "MIT"}}"#),
        licensed("c", r#"{"license": {"id": "GPL-2.0"}}"#),
        licensed("d", r#"{"license": {"name": "Our \u001b[31m own"}}"#),
        licensed("e", r#"{"license": {"name": "NOASSERTION"}}"#),
    ];
    write(&place, "bom.json", &all, &[]);
    let text = place.expect(0, &["sbom", "bom.json", "--licenses"]).stdout;
    for part in [
        "3 licences, 1 of 5 components state none",
        "2 MIT: a 1, b 1",
        "1 GPL-2.0 (withdrawn from the SPDX licence list): c 1",
        "1 none: e 1",
    ] {
        assert!(flat(&text).contains(part), "{part}\n{text}");
    }
    assert!(
        text.contains("(no SPDX expression)") && !text.contains('\u{1b}'),
        "{text}"
    );
}

#[test]
fn components_go_to_a_spreadsheet_as_data() {
    let place = Workplace::empty();
    let all = [
        component(
            "=cmd()",
            "1",
            r#", "purl": "pkg:generic/x@1", "supplier": {"name": "A, \"B\""}"#,
        ),
        component("b", "2", ""),
    ];
    write(&place, "bom.json", &all, &[]);
    let text = place
        .expect(0, &["sbom", "bom.json", "--format", "csv"])
        .stdout;
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 2);
    let row: Vec<&str> = rows[0].iter().collect();
    assert_eq!(
        row,
        [
            "bom.json",
            "library",
            "",
            "'=cmd()",
            "1",
            "pkg:generic/x@1",
            "",
            "",
            "",
            "A, \"B\"",
            "'=cmd()"
        ]
    );
    let page = place
        .expect(0, &["sbom", "bom.json", "--format", "markdown"])
        .stdout;
    assert!(
        page.contains("| components | 2 |") && page.contains("| law | pass | `sbom-readable` |"),
        "{page}"
    );
    // These views are for people.
    let run = place.expect(2, &["sbom", "bom.json", "--tree", "--format", "json"]);
    assert!(
        run.stderr
            .contains("--tree, --find and --licenses are for people"),
        "{}",
        run.stderr
    );
}

#[test]
fn what_changed_between_two_files() {
    let place = Workplace::empty();
    let old = [
        component("stays", "1.0", ""),
        component("goes", "1.0", ""),
        component("up", "1.9", r#", "purl": "pkg:generic/up@1.9""#),
        component("down", "2.0.0", ""),
        component("other", "main", ""),
        component(
            "licence",
            "1",
            r#", "licenses": [{"license": {"id": "MIT"}}]"#,
        ),
        component("supplier", "1", r#", "supplier": {"name": "One"}"#),
        component("several-1", "1", r#", "purl": "pkg:npm/several@1.0""#),
        component("several-2", "2", r#", "purl": "pkg:npm/several@2.0""#),
    ];
    let new = [
        component("stays", "1.0", ""),
        component("comes", "3.0", ""),
        component(
            "renamed",
            "1.10",
            r#", "purl": "pkg:generic/up@1.10?arch=arm""#,
        ),
        component("down", "2.0.0-rc.1", ""),
        component("other", "d34db33f", ""),
        component(
            "licence",
            "1",
            r#", "licenses": [{"license": {"id": "GPL-3.0-only"}}]"#,
        ),
        component("supplier", "1", r#", "supplier": {"name": "Two"}"#),
        component("several-2", "2", r#", "purl": "pkg:npm/several@2.0""#),
    ];
    write(&place, "old.json", &old, &[("root", "stays")]);
    write(&place, "new.json", &new, &[("root", "stays comes")]);
    let run = place.expect(
        0,
        &["sbom", "diff", "old.json", "new.json", "--format", "json"],
    );
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    let told: Vec<String> = report["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| {
            let text = |key: &str| change[key].as_str().unwrap_or("-").to_owned();
            format!(
                "{} {} {} {}",
                text("kind"),
                text("name"),
                text("from"),
                text("to")
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            "added comes - 3.0",
            "removed goes 1.0 -",
            "removed several-1 1 -",
            "upgraded renamed 1.9 1.10",
            "downgraded down 2.0.0 2.0.0-rc.1",
            "other-version other main d34db33f",
            "licence licence MIT GPL-3.0-only",
            "supplier supplier One Two",
            "new-direct comes - -",
        ]
    );
    let schema = place.expect(0, &["schema", "sbom-diff"]).stdout;
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    assert!(validator.is_valid(&report));
    let text = place
        .expect(0, &["sbom", "diff", "old.json", "new.json"])
        .stdout;
    for part in [
        "old.json -> new.json",
        "Upgraded (1) renamed: 1.9 -> 1.10",
        "Licence changed (1) licence: MIT -> GPL-3.0-only",
        "New direct dependency (1) comes",
    ] {
        assert!(flat(&text).contains(part), "{part}\n{text}");
    }
    let page = place
        .expect(
            0,
            &[
                "sbom", "diff", "old.json", "new.json", "--format", "markdown",
            ],
        )
        .stdout;
    assert!(
        page.contains("**Downgraded (1)**\n\n- `down: 2.0.0 -> 2.0.0-rc.1`"),
        "{page}"
    );
    // In CI what is named closes the gate, and nothing else does.
    for (kinds, code) in [("downgraded,licence", 1), ("any", 1), ("removed", 1)] {
        place.expect(
            code,
            &["sbom", "diff", "old.json", "new.json", "--fail-on", kinds],
        );
    }
    place.expect(
        0,
        &["sbom", "diff", "old.json", "old.json", "--fail-on", "any"],
    );
    place.expect(0, &["sbom", "diff", "new.json", "new.json"]);
}
