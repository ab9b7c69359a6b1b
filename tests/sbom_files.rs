//! `cemark sbom` on whatever file a maker is handed: every format, packed, from stdin, several at
//! once; and on files that somebody made to do harm.

use serde_json::Value;

use crate::support::{Workplace, flat};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/sbom");

fn fixture(name: &str) -> String {
    format!("{FIXTURES}/{name}")
}

fn json(place: &Workplace, files: &[&str]) -> Value {
    let args = [&["sbom", "--format", "json"], files].concat();
    serde_json::from_str(&place.expect(0, &args).stdout).unwrap()
}

/// The same product in two forms is told in the same figures, as far as both can say them.
#[test]
fn twins_agree() {
    let place = Workplace::empty();
    for (one, two) in [
        (
            "cyclonedx-node-npm--bom.1.6.json",
            "cyclonedx-node-npm--bom.1.6.xml",
        ),
        (
            "tools-python--SPDXJSONExample-v2.3.spdx.json",
            "tools-python--SPDXTagExample-v2.3.spdx",
        ),
        (
            "tools-python--SPDXJSONExample-v2.3.spdx.json",
            "tools-python--SPDXYAMLExample-v2.3.spdx.yaml",
        ),
    ] {
        let counts = |name: &str| json(&place, &[&fixture(name)])["counts"].clone();
        assert_eq!(counts(one), counts(two), "{one} {two}");
    }
}

#[test]
fn each_format_is_named_with_what_it_describes() {
    let place = Workplace::empty();
    for (name, first, parts) in [
        (
            "osv-scanner--with-duplicates.cdx.xml",
            "CycloneDX 1.4 (XML)",
            &["components       16 (18 entries, duplicates included)"][..],
        ),
        (
            "trivy--julia-spdx.json",
            "SPDX 2.3 (JSON)",
            &[
                "written by       trivy-dev",
                "contains 1 packages, not what it depends on",
            ],
        ),
        (
            "ntia-conformance-checker--photon.spdx.tag",
            "SPDX 2.2 (tag-value)",
            &["components       38"],
        ),
        (
            "ort--project-xyz.spdx.yml",
            "SPDX 2.3 (YAML)",
            &["direct: 3", "names 3 direct dependencies of the product"],
        ),
        (
            "spdx-examples--appbomination.spdx3.json",
            "SPDX 3.0.1 (JSON)",
            &[
                "describes        App-BOM-ination",
                "also             15 files",
            ],
        ),
    ] {
        let text = place.expect(0, &["sbom", &fixture(name)]).stdout;
        assert!(text.contains(first), "{name}\n{text}");
        for part in parts {
            assert!(text.contains(part), "{part}\n{text}");
        }
    }
}

#[test]
fn several_files_are_told_one_by_one_and_together() {
    let place = Workplace::empty();
    let component = |fields: &str| format!(r#"{{"type": "library", {fields}}}"#);
    let document = |name: &str, components: &[String], dependencies: &str| {
        let components = components.join(", ");
        let text = format!(
            r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6",
            "metadata": {{"component": {{"type": "firmware", "bom-ref": "root", "name": "{name}", "version": "1"}}}},
            "components": [{components}], "dependencies": [{dependencies}]}}"#
        );
        place.write(&format!("{name}.json"), text);
    };
    let tls = component(
        r#""bom-ref": "a", "name": "mbedtls", "version": "3.6.2", "purl": "pkg:generic/mbedtls@3.6.2""#,
    );
    let zlib =
        component(r#""bom-ref": "b", "name": "zlib", "version": "1.3", "supplier": {"name": "Z"}"#);
    let other_zlib =
        component(r#""bom-ref": "c", "name": "zlib", "version": "1.3", "supplier": {"name": "Y"}"#);
    document(
        "gateway",
        &[
            tls.clone(),
            zlib.clone(),
            component(r#""bom-ref": "radio", "name": "radio", "version": "1""#),
        ],
        r#"{"ref": "root", "dependsOn": ["a", "radio"]}, {"ref": "a", "dependsOn": ["b"]}"#,
    );
    // The radio is a product of its own; its `a` is another one than the gateway's.
    document(
        "radio",
        &[
            component(
                r#""bom-ref": "a", "name": "zlib", "version": "1.3", "supplier": {"name": "Z"}, "hashes": [{"alg": "SHA-256", "content": "00"}]"#,
            ),
            component(
                r#""bom-ref": "b", "name": "Mbed TLS", "version": "3.6", "purl": "pkg:generic/mbedtls@3.6.2", "licenses": [{"license": {"id": "Apache-2.0"}}]"#,
            ),
            other_zlib,
        ],
        r#"{"ref": "root", "dependsOn": ["a", "b"]}"#,
    );
    let report = json(&place, &["gateway.json", "radio.json"]);
    let files: Vec<&str> = report["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| file["file"].as_str().unwrap())
        .collect();
    assert_eq!(files, ["gateway.json", "radio.json"]);
    assert_eq!(report["files"][1]["counts"]["components"], 3);
    let counts = &report["merged"]["counts"];
    // mbedtls by its package URL, zlib of Z by name, version and supplier; zlib of Y is another.
    for (key, expected) in [
        ("components", 4),
        ("objects", 6),
        ("with_hash", 1),
        ("with_licence", 1),
        ("with_supplier", 2),
        ("dep_edges", 5),
        ("dangling", 0),
        // mbedtls and the radio; zlib and mbedtls of the radio itself.
        ("direct", 3),
    ] {
        assert_eq!(counts[key], expected, "{key} in {counts}");
    }
    let duplicates = report["merged"]["duplicates"].as_array().unwrap();
    let names: Vec<&str> = duplicates
        .iter()
        .map(|one| one["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["mbedtls", "zlib"]);
    assert_eq!(
        duplicates[0]["files"],
        serde_json::json!(["gateway.json", "radio.json"])
    );
    let text = place
        .expect(0, &["sbom", "gateway.json", "radio.json"])
        .stdout;
    for part in [
        "gateway.json: CycloneDX 1.6 (JSON)",
        "radio.json: CycloneDX 1.6 (JSON)",
        "Together: 4 components of 6 entries in 2 files; 2 listed by more than one",
        "zlib 1.3: gateway.json, radio.json",
    ] {
        assert!(flat(&text).contains(part), "{part}\n{text}");
    }
}

#[test]
fn every_form_of_the_report_follows_its_schema() {
    let place = Workplace::empty();
    let schema = place.expect(0, &["schema", "sbom"]).stdout;
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let one = fixture("syft--3.0.json");
    let two = fixture("valid-bom-1.0.xml");
    for files in [&[one.as_str()][..], &[one.as_str(), &two]] {
        let report = json(&place, files);
        let errors: Vec<String> = validator
            .iter_errors(&report)
            .map(|error| error.to_string())
            .collect();
        assert!(errors.is_empty(), "{errors:?}\n{report}");
    }
}

#[test]
fn a_packed_file_comes_from_stdin_too() {
    use std::io::Write;
    let place = Workplace::empty();
    let text = std::fs::read(fixture("valid-bom-1.0.xml")).unwrap();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(&text).unwrap();
    place.write("bom", packed.finish().unwrap());
    let whole = json(&place, &["bom"]);
    assert_eq!(
        (&whole["encoding"], &whole["version"]),
        (&"xml".into(), &"1.0".into())
    );
    let mut command = place.command(&["sbom", "-"]);
    command.stdin(std::fs::File::open(place.file("bom")).unwrap());
    let output = command.output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.starts_with("-: CycloneDX 1.0 (XML)"), "{text}");
}

#[test]
fn the_bound_is_the_users() {
    let place = Workplace::empty();
    let small = fixture("valid-bom-1.0.xml");
    let run = place.expect(2, &["sbom", "--max-size", "1kB", &small]);
    assert!(
        run.stderr.contains(
            "it holds more than the 1000 bytes that are read; `--max-size` sets another bound"
        ),
        "{}",
        run.stderr
    );
    place.expect(0, &["sbom", "--max-size", "1MiB", &small]);
    for wrong in ["1 parsec", "", "-1", "MB", "99999999999999999999GB"] {
        let run = place.expect(2, &["sbom", &format!("--max-size={wrong}"), &small]);
        assert!(
            run.stderr.contains("expected a size such as 500MB"),
            "{}",
            run.stderr
        );
    }
}

/// Tools differ in how they spell a relationship; each means the same.
#[test]
fn relationships_are_read_in_the_spellings_of_tools() {
    let place = Workplace::empty();
    let spdx3 = |kind: &str| {
        let text = format!(
            r#"{{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": [
            {{"type": "SpdxDocument", "spdxId": "d", "rootElement": ["a"]}},
            {{"type": "software_Package", "spdxId": "a", "name": "a"}},
            {{"type": "software_Package", "spdxId": "b", "name": "b"}},
            {{"type": "Relationship", "spdxId": "r", "from": "a", "to": ["b"], "relationshipType": "{kind}"}}]}}"#
        );
        place.write("three.json", text);
        json(&place, &["three.json"])
    };
    let plain = spdx3("dependsOn");
    let other = spdx3("DEPENDS_ON");
    assert_eq!(plain["counts"]["direct"], 1);
    assert_eq!(plain["counts"], other["counts"]);
    assert_eq!(plain["notes"], serde_json::json!([]));
    assert!(other["notes"][0].as_str().unwrap().contains("DEPENDS_ON"));
    let spdx2 = |kind: &str| {
        let text = format!(
            "SPDXVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\nPackageName: a\nSPDXID: SPDXRef-a\nRelationship: SPDXRef-DOCUMENT {kind} SPDXRef-a\n"
        );
        place.write("two.spdx", text);
        json(&place, &["two.spdx"])["counts"]["roots"].clone()
    };
    assert_eq!(
        (spdx2("DESCRIBES"), spdx2("describes")),
        (1.into(), 1.into())
    );
}

/// As GitHub's API and signed statements hand them over.
#[test]
fn an_sbom_inside_another_document_is_read_with_a_note() {
    let place = Workplace::empty();
    let inner = std::fs::read_to_string(fixture("parlay--sbom.spdx-2.3.json")).unwrap();
    place.write("github.json", format!("{{\"sbom\": {inner}}}"));
    let statement = r#"{"_type": "https://in-toto.io/Statement/v0.1", "predicateType": "https://spdx.dev/Document", "predicate": "#;
    place.write("statement.json", format!("{statement}{inner}}}"));
    let bare = json(&place, &[&fixture("parlay--sbom.spdx-2.3.json")]);
    for (name, key) in [("github.json", "sbom"), ("statement.json", "predicate")] {
        let report = json(&place, &[name]);
        assert_eq!(report["counts"], bare["counts"], "{name}");
        assert_eq!(
            report["notes"][0],
            format!("the SBOM stands under the key `{key}` of another document")
        );
    }
    for other in [
        "{\"sbom\": {}}",
        "{\"predicate\": [1]}",
        "{\"sbom\": {\"sbom\": {}}}",
    ] {
        place.write("other.json", other);
        let run = place.expect(2, &["sbom", "other.json"]);
        assert!(
            run.stderr.contains("not an SBOM"),
            "{other}: {}",
            run.stderr
        );
    }
}

/// The checks of the Act's point look at an SPDX document as at any other.
#[test]
fn an_spdx_document_is_judged_as_the_products_sbom() {
    let place = Workplace::product();
    let outcome = |relations: &str| {
        place.write(
            "bom.json",
            format!(
                r#"{{"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "documentDescribes": ["SPDXRef-p"],
                "packages": [{{"SPDXID": "SPDXRef-p", "name": "sensor", "versionInfo": "1.0.0"}},
                {{"SPDXID": "SPDXRef-a", "name": "mbedtls", "versionInfo": "3.6.2"}}],
                "relationships": [{relations}]}}"#
            ),
        );
        let report = place.check();
        let question = crate::support::question(&report, "annex-i.ii.1.sbom");
        let checks = question["checks"].as_array().unwrap().clone();
        let of = |id: &str| {
            let check = checks.iter().find(|check| check["id"] == id);
            check.map(|check| (check["outcome"].clone(), check["message"].clone()))
        };
        let (top_level, message) = of("sbom-top-level").unwrap();
        (top_level, message.as_str().unwrap().to_owned())
    };
    let relation = |kind: &str, to: &str| {
        format!(
            r#"{{"spdxElementId": "SPDXRef-p", "relationshipType": "{kind}", "relatedSpdxElement": "SPDXRef-{to}"}}"#
        )
    };
    for (relations, expected, part) in [
        (
            relation("DEPENDS_ON", "a"),
            "pass",
            "names 1 direct dependencies",
        ),
        (
            relation("DEPENDS_ON", "gone"),
            "undecided",
            "describes 1 of them nowhere",
        ),
        (
            relation("CONTAINS", "a"),
            "undecided",
            "contains 1 packages, not what it depends on",
        ),
        (
            String::new(),
            "undecided",
            "depends on nothing, yet lists 1 components",
        ),
    ] {
        let (outcome, message) = outcome(&relations);
        assert_eq!(outcome, expected, "{message}");
        assert!(message.contains(part), "{message}");
    }
}

/// Broken in each language: the place, what is wrong, exit 2.
#[test]
fn what_is_broken_is_told_with_its_place() {
    let place = Workplace::empty();
    let bom = "<bom xmlns=\"http://cyclonedx.org/schema/bom/1.4\">";
    for (name, text, parts) in [
        (
            "cut.xml",
            format!("{bom}\n<components><component><name>a</name>"),
            &["cut.xml:2:", "the XML ends in the middle"][..],
        ),
        (
            "mixed.xml",
            format!("{bom}\n<components></component></bom>"),
            &["mixed.xml:2:", "the XML is broken here"],
        ),
        (
            "entity.xml",
            format!(
                "{bom}\n<components><component><name>&bomb;</name></component></components></bom>"
            ),
            &["entity.xml:2:", "the entity `bomb` is not one of XML's own"],
        ),
        (
            "more.xml",
            format!("{bom}</bom>\n<bom/>"),
            &["more.xml:2:", "something stands behind the document"],
        ),
        (
            "lines.spdx",
            "SPDXVersion: SPDX-2.3\nPackageName: a\nno tag here\n".to_owned(),
            &[
                "lines.spdx:3:1: the tag-value is broken here: expected `Tag: value`, found `no tag here`",
            ],
        ),
        (
            "text.spdx",
            "SPDXVersion: SPDX-2.3\nPackageName: a\nPackageComment: <text>for\never\n".to_owned(),
            &[
                "text.spdx:3:1: the tag-value ends in the middle (the <text> of `PackageComment` has no end)",
            ],
        ),
        (
            "list.yaml",
            "spdxVersion: SPDX-2.3\npackages: {name: a}\n".to_owned(),
            &[
                "list.yaml:2:",
                "packages: expected an array, found an object",
            ],
        ),
        (
            "alias.yaml",
            "spdxVersion: SPDX-2.3\na: &a [1]\nb: *a\n".to_owned(),
            &["alias.yaml:2:", "the YAML is broken here"],
        ),
        (
            "graph.json",
            "{\"@context\": \"https://spdx.org/rdf/3.0.1/spdx-context.jsonld\",\n\"@graph\": {}}"
                .to_owned(),
            &[
                "graph.json:2:",
                "@graph: expected an array, found an object",
            ],
        ),
    ] {
        place.write(name, text);
        let run = place.expect(2, &["sbom", name]);
        for part in parts {
            assert!(flat(&run.stderr).contains(part), "{part}\n{}", run.stderr);
        }
    }
}

/// Files made to fill the memory or never to end, each under a limit of 512 MiB.
#[cfg(unix)]
#[test]
fn what_is_made_to_do_harm_ends_soon_in_little_memory() {
    let place = Workplace::empty();
    let xml = "<bom xmlns=\"http://cyclonedx.org/schema/bom/1.4\">";
    let repeated = |start: &str, piece: &str, times: usize, end: &str| {
        format!("{start}{}{end}", piece.repeat(times))
    };
    let laughs: String = (1..20)
        .map(|n| format!("<!ENTITY e{n} \"&e{};&e{};\">", n - 1, n - 1))
        .collect();
    let cases: [(&str, String, i32, &str); 9] = [
        (
            "deep.xml",
            repeated(xml, "<components><component>", 100_000, ""),
            2,
            "nested too deep",
        ),
        (
            "deep-unread.xml",
            repeated(xml, "<x>", 1_000_000, ""),
            2,
            "ends in the middle",
        ),
        (
            "laughs.xml",
            format!(
                "<!DOCTYPE bom [<!ENTITY e0 \"ha\">{laughs}]>{xml}<components><component><name>&e19;</name></component></components></bom>"
            ),
            2,
            "is not one of XML's own",
        ),
        (
            "attributes.xml",
            format!(
                "<bom {} xmlns=\"http://cyclonedx.org/schema/bom/1.4\"/>",
                "a=\"1\" ".repeat(8_000)
            ),
            0,
            "",
        ),
        (
            "deep.yaml",
            repeated("spdxVersion: SPDX-2.3\npackages: ", "[", 100_000, ""),
            2,
            "the YAML is broken here",
        ),
        (
            "text.spdx",
            repeated(
                "SPDXVersion: SPDX-2.3\nPackageName: ",
                "x",
                50_000_000,
                "\n",
            ),
            0,
            "",
        ),
        (
            "selves.spdx",
            repeated(
                "SPDXVersion: SPDX-2.3\nPackageName: a\nSPDXID: SPDXRef-a\n",
                "Relationship: SPDXRef-a DEPENDS_ON SPDXRef-a\n",
                1_000_000,
                "",
            ),
            0,
            "1 edges",
        ),
        (
            "described.json",
            repeated(
                "{\"spdxVersion\": \"SPDX-2.3\", \"documentDescribes\": [",
                "\"SPDXRef-a\", ",
                1_000_000,
                "\"b\"]}",
            ),
            0,
            "",
        ),
        (
            "refs.json",
            repeated(
                "{\"@context\": \"https://spdx.org/rdf/3.0.1/spdx-context.jsonld\", \"@graph\": [{\"type\": \"Relationship\", \"relationshipType\": \"dependsOn\", \"from\": \"a\", \"to\": [",
                "\"b\", ",
                500_000,
                "\"c\"]}]}",
            ),
            0,
            "2 edges",
        ),
    ];
    for (name, text, code, part) in cases {
        place.write(name, text);
        let limited = "ulimit -v 524288; exec \"$0\" \"$@\"";
        let plain = place.command(&["sbom", name]);
        let mut command = std::process::Command::new("sh");
        command.args(["-c", limited]).arg(plain.get_program());
        command.args(plain.get_args()).current_dir(place.path());
        let began = std::time::Instant::now();
        let output = command.output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned()
            + &String::from_utf8_lossy(&output.stderr);
        let said: String = said.chars().take(2000).collect();
        assert_eq!(output.status.code(), Some(code), "{name}: {said}");
        assert!(said.contains(part), "{name}: {said}");
        assert!(began.elapsed().as_secs() < 60, "{name}");
    }
}
