//! What is counted in an SBOM is what the definitions say, and nothing in a file can make the
//! reader fall over. Real files are held against two independent counts: `count.py` beside
//! them, and the crate `cyclonedx-bom` for the versions it reads.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;
use std::path::PathBuf;

use cemark::sbom::{Counts, Encoding, ReadError, Sbom, count, is_valid_purl, read};
use serde_json::Value;

use crate::support::Workplace;

fn fixture(name: &str) -> Vec<u8> {
    let folder: PathBuf = [env!("CARGO_MANIFEST_DIR"), "tests", "fixtures", "sbom"]
        .iter()
        .collect();
    std::fs::read(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The files that have to be read, with the counts that `count.py` printed.
fn counted() -> BTreeMap<String, Value> {
    serde_json::from_slice(&fixture("counts.json")).unwrap()
}

/// A CycloneDX 1.6 document with further keys.
fn document(keys: &str) -> String {
    format!(r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", {keys}}}"#)
}

fn sbom(keys: &str) -> Sbom {
    read("test.json", document(keys).as_bytes()).unwrap_or_else(|error| panic!("{error}"))
}

fn counts(keys: &str) -> Counts {
    count(&sbom(keys))
}

fn message(bytes: impl AsRef<[u8]>) -> String {
    read("test.json", bytes.as_ref()).unwrap_err().to_string()
}

fn message_of(keys: &str) -> String {
    message(document(keys))
}

#[test]
fn real_files_are_counted_as_by_the_script() {
    let files = counted();
    assert!(files.len() > 20);
    for (name, expected) in files {
        let sbom = read(&name, &fixture(&name)).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(
            serde_json::to_value(count(&sbom)).unwrap(),
            expected,
            "{name}"
        );
        // Told by the content; in these names it can be seen, too.
        let encoding = match name.rsplit('.').next().unwrap() {
            "json" => Encoding::Json,
            "xml" => Encoding::Xml,
            "yaml" | "yml" => Encoding::Yaml,
            _ => Encoding::TagValue,
        };
        assert_eq!(sbom.encoding, encoding, "{name}");
    }
}

#[test]
fn every_version_is_among_the_real_files() {
    let versions: HashSet<String> = counted()
        .keys()
        .map(|name| read(name, &fixture(name)).unwrap().version.to_string())
        .collect();
    for version in [
        "1.0", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7", "2.2", "2.3", "3.0.0", "3.0.1",
    ] {
        assert!(versions.contains(version), "{version}");
    }
}

#[test]
fn every_fixture_has_its_origin_and_its_test() {
    let folder: PathBuf = [env!("CARGO_MANIFEST_DIR"), "tests", "fixtures", "sbom"]
        .iter()
        .collect();
    let readme = String::from_utf8(fixture("README.md")).unwrap();
    let mut expected: HashSet<String> = counted().into_keys().collect();
    expected.extend(MALFORMED.iter().map(|(name, _)| (*name).to_owned()));
    expected.extend(["README.md", "count.py", "counts.json"].map(str::to_owned));
    let found: HashSet<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(found, expected);
    for name in found.iter().filter(|name| *name != "README.md") {
        assert!(readme.contains(name.as_str()), "{name} is not in README.md");
    }
}

/// The crate's own model, counted by the same rule: unique by bom-ref, else by five fields.
#[test]
fn cyclonedx_bom_counts_the_same() {
    use cyclonedx_bom::prelude::*;

    fn collect(
        components: Option<&cyclonedx_bom::models::component::Components>,
        seen: &mut HashSet<String>,
    ) -> usize {
        let components = components.map_or(&[][..], |components| &components.0);
        let mut objects = components.len();
        for component in components {
            seen.insert(match &component.bom_ref {
                Some(reference) => format!("ref {reference}"),
                None => format!(
                    "{:?} {:?} {:?} {:?} {:?}",
                    component.component_type,
                    component.group,
                    component.name,
                    component.version,
                    component.purl
                ),
            });
            objects += collect(component.components.as_ref(), seen);
        }
        objects
    }

    let mut compared = 0;
    for name in counted().keys() {
        let bytes = fixture(name);
        let sbom = read(name, &bytes).unwrap();
        let bytes = bytes.as_slice();
        let json = |theirs: Result<_, cyclonedx_bom::errors::JsonReadError>| {
            theirs.unwrap_or_else(|error| panic!("{name}: {error}"))
        };
        let xml = |theirs: Result<_, cyclonedx_bom::errors::XmlReadError>| {
            theirs.unwrap_or_else(|error| panic!("{name}: {error}"))
        };
        let theirs = match (sbom.version.raw(), sbom.encoding) {
            ("1.3", Encoding::Json) => json(Bom::parse_from_json_v1_3(bytes)),
            ("1.4", Encoding::Json) => json(Bom::parse_from_json_v1_4(bytes)),
            ("1.5", Encoding::Json) => json(Bom::parse_from_json_v1_5(bytes)),
            ("1.3", Encoding::Xml) => xml(Bom::parse_from_xml_v1_3(bytes)),
            ("1.4", Encoding::Xml) => xml(Bom::parse_from_xml_v1_4(bytes)),
            _ => continue,
        };
        let mut seen = HashSet::new();
        assert_eq!(
            collect(theirs.components.as_ref(), &mut seen),
            sbom.objects,
            "{name}: objects"
        );
        assert_eq!(seen.len(), sbom.components.len(), "{name}: components");

        let entries = theirs
            .dependencies
            .map(|dependencies| dependencies.0)
            .unwrap_or_default();
        let nodes: HashSet<&str> = entries
            .iter()
            .map(|entry| entry.dependency_ref.as_str())
            .collect();
        let edges: HashSet<(&str, &str)> = entries
            .iter()
            .flat_map(|entry| {
                entry
                    .dependencies
                    .iter()
                    .map(|to| (entry.dependency_ref.as_str(), to.as_str()))
            })
            .collect();
        assert_eq!(nodes.len(), sbom.dependencies.node_count(), "{name}: nodes");
        assert_eq!(edges.len(), sbom.dependencies.edge_count(), "{name}: edges");
        compared += 1;
    }
    assert!(compared >= 10, "only {compared} files compared");
}

const MALFORMED: &[(&str, &str)] = &[
    (
        "django-DefectDojo--csaf_unsupported_version.json",
        "not an SBOM: expected CycloneDX (JSON or XML) or SPDX (JSON, YAML, tag-value or JSON-LD), found another JSON object; give the file that the SBOM tool wrote",
    ),
    (
        "guac--invalid-cyclonedx.json",
        "not an SBOM: expected \"bomFormat\": \"CycloneDX\", found \"CDX\"; correct it if the file is CycloneDX",
    ),
    (
        "guac--invalid-cyclonedx.xml",
        "not an SBOM: expected CycloneDX (JSON or XML) or SPDX (JSON, YAML, tag-value or JSON-LD), found XML of another kind; give the file that the SBOM tool wrote",
    ),
    (
        "invalid-bomformat-1.6.json",
        "not an SBOM: expected \"bomFormat\": \"CycloneDX\", found \"AnotherFormat\"; correct it if the file is CycloneDX",
    ),
    (
        "sbom-utility--cdx-1-3-syntax-err-1.json",
        "6:18: the JSON is broken here: expected `:`; correct it or export the SBOM again",
    ),
    (
        "sbom-utility--cdx-1-3-syntax-err-2.json",
        "123:28: the JSON is broken here: expected `:`; correct it or export the SBOM again",
    ),
    (
        "sbom-utility--test-cdx-bom-format-invalid.json",
        "not an SBOM: expected \"bomFormat\": \"CycloneDX\", found \"foo\"; correct it if the file is CycloneDX",
    ),
    (
        "sbom-utility--test-cdx-spec-version-invalid.json",
        "the version of CycloneDX is \"1.x\" (\"specVersion\" in JSON, the namespace in XML), expected 1.0 to 1.7; write the one that the file was written for",
    ),
    (
        "sbom-utility--test-spdx-spdx-version-missing.json",
        "the version of SPDX is missing (`spdxVersion`, `SPDXVersion`), expected SPDX-2.2 or SPDX-2.3; add the one that the file was written for",
    ),
    (
        "tools-golang--spdx2_3_null_package.json",
        "11:23: packages[0]: expected an object, found null, at or before this place; correct it or export the SBOM again",
    ),
];

#[test]
fn malformed_files_say_what_is_wrong() {
    for (name, expected) in MALFORMED {
        let found = read("it", &fixture(name)).unwrap_err().to_string();
        let (_, found) = found.split_once("it:").unwrap();
        assert_eq!(found.trim_start(), *expected, "{name}");
    }
}

#[test]
fn a_cycle_in_a_real_file_ends() {
    let name = "trivy--infinite-loop-bom.json";
    assert_eq!(count(&read(name, &fixture(name)).unwrap()).cycles, Some(1));
}

#[test]
fn the_example_of_the_documentation_holds() {
    let found = counts(
        r#""metadata": {"component": {"name": "app", "bom-ref": "app"}},
        "components": [{"bom-ref": "a"}, {"bom-ref": "b"}, {"bom-ref": "c"}, {"bom-ref": "d"}, {"bom-ref": "e"}],
        "dependencies": [{"ref": "app", "dependsOn": ["a"]}, {"ref": "a", "dependsOn": ["b", "c"]},
            {"ref": "b", "dependsOn": ["c"]}, {"ref": "c", "dependsOn": ["b"]}, {"ref": "d", "dependsOn": ["d"]}]"#,
    );
    assert_eq!(
        (
            found.components,
            found.dep_nodes,
            found.dep_edges,
            found.dangling
        ),
        (5, Some(5), 6, 0)
    );
    assert_eq!(
        (found.direct, found.transitive, found.depth),
        (Some(1), Some(2), Some(2))
    );
    assert_eq!((found.orphans, found.cycles), (Some(2), Some(2)));
}

#[test]
fn the_first_of_duplicates_supplies_the_fields() {
    let sbom = sbom(
        r#""components": [
            {"bom-ref": "a", "name": "first", "components": [{"bom-ref": "b", "name": "nested"}]},
            {"bom-ref": "a", "name": "second", "version": "2", "components": [{"bom-ref": "c", "name": "under a duplicate"}]},
            {"type": "library", "name": "x", "version": "1"},
            {"type": "library", "name": "x", "version": "1", "purl": "", "cpe": "cpe:2.3:a:x:x:1:*:*:*:*:*:*:*"},
            {"type": "library", "name": "x", "version": "1", "group": "g"},
            {"bom-ref": "", "type": "library", "name": "x", "version": "1"}]"#,
    );
    let names: Vec<&str> = sbom
        .components
        .iter()
        .map(|component| component.name.raw())
        .collect();
    assert_eq!(names, ["first", "nested", "under a duplicate", "x", "x"]);
    assert_eq!(sbom.objects, 8);
    let found = count(&sbom);
    assert_eq!((found.with_version, found.with_cpe), (2, 0));
}

#[test]
fn words_that_say_nothing_are_empty() {
    let found = counts(
        r#""components": [
            {"name": "a", "version": " NoAssertion ", "purl": "none", "cpe": " ", "supplier": {"name": "NONE"},
             "author": "noassertion", "licenses": [{"license": {"name": "unknown"}}, {"expression": "NOASSERTION"}],
             "hashes": [{"alg": "MD5", "content": ""}], "externalReferences": [{"hashes": [{"alg": "MD5", "content": "x"}]}]},
            {"name": "b", "version": "unknown", "licenses": [{"license": {"id": "", "name": "Own"}}],
             "hashes": [{"alg": "MD5", "content": "00"}], "authors": [{"email": "a@example.org"}, {"name": "A"}]},
            {"name": "c", "supplier": {"url": ["https://example.org"]}, "manufacturer": {"name": "M"}}]"#,
    );
    assert_eq!(
        (
            found.components,
            found.with_version,
            found.with_purl,
            found.with_cpe
        ),
        (3, 1, 0, 0)
    );
    assert_eq!((found.with_licence, found.with_hash), (1, 1));
    assert_eq!((found.with_supplier, found.with_supplier_wide), (0, 2));
}

#[test]
fn what_is_under_the_root_is_declared_but_not_counted() {
    let found = counts(
        r#""metadata": {"component": {"bom-ref": "root", "components": [{"bom-ref": "part"}]},
            "tools": {"components": [{"bom-ref": "tool"}]}},
        "components": [{"bom-ref": "a", "pedigree": {"ancestors": [{"bom-ref": "old"}]}}],
        "services": [{"bom-ref": "s", "services": [{"bom-ref": "t"}]}],
        "dependencies": [{"ref": "root", "dependsOn": ["part", "s", "t", "a"], "provides": ["unheard"]},
            {"ref": "root", "dependsOn": ["a", "tool", "old"]}]"#,
    );
    assert_eq!((found.components, found.services), (1, Some(2)));
    assert_eq!(
        (found.dep_nodes, found.dep_edges, found.dangling),
        (Some(1), 6, 2)
    );
    assert_eq!(found.direct, Some(6));
}

#[test]
fn direct_is_null_only_where_nothing_is_said() {
    let root = r#""metadata": {"component": {"name": "r", "bom-ref": "r"}}"#;
    assert_eq!(counts(r#""dependencies": [{"ref": "r"}]"#).direct, None);
    assert_eq!(
        counts(r#""metadata": {"component": {"name": "r"}}, "dependencies": [{"ref": "r"}]"#)
            .direct,
        None
    );
    assert_eq!(
        counts(&format!(
            r#"{root}, "dependencies": [{{"ref": "a", "dependsOn": ["r"]}}]"#
        ))
        .direct,
        None
    );
    assert_eq!(
        counts(&format!(
            r#"{root}, "dependencies": [{{"ref": "r", "dependsOn": []}}]"#
        ))
        .direct,
        Some(0)
    );
    assert_eq!(
        counts(&format!(r#"{root}, "dependencies": [{{"ref": "r"}}]"#)).direct,
        Some(0)
    );
}

#[test]
fn sloppy_types_are_read() {
    let sbom = sbom(
        r#""serialNumber": null, "metadata": {"timestamp": 2026, "tools": ["hand", {"vendor": "v", "name": "t", "version": 1.50}]},
        "unheard": {"of": [1, 2]},
        "components": [
            {"type": "gadget", "name": 7, "version": 1.10, "purl": {"no": 1}, "group": true, "components": null},
            {"name": "b", "version": 1e3, "licenses": ["MIT", {"id": "ISC"}, {"license": "X11"}, {"license": {"id": "BSD-3-Clause", "name": "BSD"}}, 5, null, {}],
             "supplier": "S", "author": ["A"], "hashes": "none"},
            {"name": "c", "licenses": {"expression": "MIT OR ISC"}, "version": -0}]"#,
    );
    let [a, b, c] = sbom.components.as_slice() else {
        panic!("three components")
    };
    assert_eq!(
        (
            a.kind.raw(),
            a.name.raw(),
            a.version.as_ref().map(|v| v.raw()),
            a.group.as_ref().map(|g| g.raw())
        ),
        ("gadget", "7", Some("1.10"), Some("true"))
    );
    assert_eq!(a.purl, None);
    assert_eq!(b.version.as_ref().map(|v| v.raw()), Some("1e3"));
    let licences: Vec<&str> = b.licences.iter().map(|licence| licence.raw()).collect();
    assert_eq!(licences, ["MIT", "ISC", "X11", "BSD-3-Clause", "5"]);
    assert_eq!(
        (b.supplier.as_ref().map(|s| s.raw()), b.supplier_wide),
        (Some("S"), true)
    );
    assert_eq!(
        (c.licences.len(), c.version.as_ref().map(|v| v.raw())),
        (1, Some("-0"))
    );
    assert_eq!(sbom.tools, ["hand", "t 1.50"].map(cemark::text::Text::from));
    assert_eq!(
        (
            sbom.serial.as_ref().map(|s| s.raw()),
            sbom.timestamp.as_ref().map(|t| t.raw())
        ),
        (None, Some("2026"))
    );
}

#[test]
fn the_last_of_repeated_keys_is_taken() {
    let sbom = sbom(
        r#""components": [{"bom-ref": "a", "name": "x", "name": "y"}, {"bom-ref": "gone"}],
        "components": [{"bom-ref": "a", "name": "z", "name": "w"}],
        "dependencies": [{"ref": "a", "dependsOn": ["b"]}], "dependencies": [{"ref": "a", "dependsOn": ["gone"]}]"#,
    );
    assert_eq!(
        (
            sbom.components.len(),
            sbom.objects,
            sbom.components[0].name.raw()
        ),
        (1, 1, "w")
    );
    assert_eq!(sbom.dangling, ["gone"].map(cemark::text::Text::from));
    assert_eq!(
        sbom.dependencies.dependencies_of("a").collect::<Vec<_>>(),
        ["gone"]
    );
}

#[test]
fn a_wrong_type_that_would_falsify_a_count_is_named_with_its_path() {
    for (keys, expected) in [
        (
            r#""components": {}"#,
            "components: expected an array, found an object",
        ),
        (
            r#""components": "none""#,
            "components: expected an array, found a text",
        ),
        (
            r#""components": [{"name": "a"}, null]"#,
            "components[1]: expected an object, found null",
        ),
        (
            r#""components": [{"components": [{}, {"components": 5}]}]"#,
            "components[0].components[1].components: expected an array, found a number",
        ),
        (
            r#""metadata": []"#,
            "metadata: expected an object, found an array",
        ),
        (
            r#""metadata": {"component": "app"}"#,
            "metadata.component: expected an object, found a text",
        ),
        (
            r#""metadata": {"component": {"components": [[]]}}"#,
            "metadata.component.components[0]: expected an object, found an array",
        ),
        (
            r#""services": [{"services": true}]"#,
            "services[0].services: expected an array, found a boolean",
        ),
        (
            r#""vulnerabilities": 1.5"#,
            "vulnerabilities: expected an array, found a number",
        ),
        (
            r#""dependencies": [{"ref": "a", "dependsOn": "b"}]"#,
            "dependencies[0].dependsOn: expected an array, found a text",
        ),
        (
            r#""dependencies": [{"ref": ["a"], "dependsOn": ["b"]}]"#,
            "dependencies[0].ref: expected a text, found an array",
        ),
        (
            r#""components": [{"bom-ref": {"a": 1}}]"#,
            "components[0].bom-ref: expected a text, found an object",
        ),
        (
            r#""dependencies": [{"ref": "a", "dependsOn": ["b", {"ref": "c"}]}]"#,
            "dependencies[0].dependsOn[1]: expected a text, found an object",
        ),
    ] {
        let message = message_of(keys);
        let (place, found) = message.split_once(": ").unwrap();
        assert_eq!(
            found,
            format!("{expected}, at or before this place; correct it or export the SBOM again")
        );
        let numbers: Vec<usize> = place
            .split(':')
            .skip(1)
            .map(|n| n.parse().unwrap())
            .collect();
        assert!(numbers.len() == 2 && numbers[0] == 1, "{place}");
        assert!((40..200).contains(&numbers[1]), "{place}");
    }
}

#[test]
fn encodings_formats_and_versions_are_told_by_the_content() {
    let text = document(r#""components": [{"name": "ä"}]"#);
    let with_bom = [b"\xEF\xBB\xBF", text.as_bytes()].concat();
    assert_eq!(read("test.json", &with_bom).unwrap().components.len(), 1);

    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let marked = [&b"\xFF\xFE"[..], &utf16].concat();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let big_marked = [&b"\xFE\xFF"[..], &big].concat();
    for bytes in [utf16, marked.clone(), big, big_marked] {
        let found = read("test.json", &bytes).unwrap();
        assert_eq!(found.components[0].name.raw(), "ä");
    }
    let half = &marked[..marked.len() - 1];
    assert!(message(half).contains("half a unit is left at the end"));
    let lone = [&marked[..], &b"\x00\xD8"[..]].concat();
    assert!(message(lone).contains("half of a surrogate pair stands alone"));
    let utf32: Vec<u8> = text
        .chars()
        .flat_map(|c| (c as u32).to_le_bytes())
        .collect();
    assert!(message(utf32).contains("the text is encoded as UTF-32"));
    for (text, title) in [
        (
            "<?xml version=\"1.0\"?>\n<bom xmlns=\"http://cyclonedx.org/schema/bom/1.4\"/>",
            "CycloneDX 1.4 XML",
        ),
        ("# a comment\nSPDXVersion: SPDX-2.3\n", "SPDX 2.3 tag-value"),
        (
            "---\nSPDXID: \"SPDXRef-DOCUMENT\"\nspdxVersion: \"SPDX-2.2\"\n",
            "SPDX 2.2 YAML",
        ),
        ("{\"spdxVersion\": \"SPDX-2.3\"}", "SPDX 2.3 JSON"),
        (
            "{\"@context\": [\"https://spdx.org/rdf/3.0.1/spdx-context.jsonld\"]}",
            "SPDX 3.0.1 JSON",
        ),
        (
            "{\"specVersion\": 1.1, \"bomFormat\": \"CycloneDX\"}",
            "CycloneDX 1.1 JSON",
        ),
    ] {
        let found = read("x", text.as_bytes()).unwrap();
        let form = format!(
            "{} {} {}",
            found.format.title(),
            found.version,
            found.encoding.title()
        );
        assert_eq!(form, title);
        assert!(found.notes.is_empty(), "{title}");
    }
    // A later minor version is read, with a note; another major one is not.
    for (text, note) in [
        (
            "{\"bomFormat\": \"CycloneDX\", \"specVersion\": \"1.8\"}",
            "CycloneDX 1.8 is later than 1.7",
        ),
        ("SPDXVersion: SPDX-2.1\n", "SPDX 2.1 is not 2.2 or 2.3"),
        (
            "{\"@context\": \"https://spdx.org/rdf/3.1/spdx-context.jsonld\", \"@graph\": []}",
            "SPDX 3.1 is later than 3.0",
        ),
    ] {
        let found = read("x", text.as_bytes()).unwrap();
        assert!(found.notes[0].text().raw().starts_with(note), "{text}");
    }
    for (text, format, version, help) in [
        (
            "<rdf:RDF xmlns:spdx=\"http://spdx.org/rdf/terms#\"/>",
            "SPDX RDF/XML",
            None,
            "convert it, e.g. with the SPDX tools",
        ),
        (
            "\n\u{3}1.6",
            "CycloneDX protobuf",
            Some("1.6"),
            "convert it, e.g. with `cyclonedx convert",
        ),
        (
            "{\"specVersion\": \"2.0\", \"bomFormat\": \"CycloneDX\"}",
            "CycloneDX",
            Some("2.0"),
            "have the generator write CycloneDX 1.0 to 1.7",
        ),
        (
            "SPDXVersion: SPDX-1.2\n",
            "SPDX 2 tag-value",
            Some("1.2"),
            "SPDX 2.2 or 2.3",
        ),
    ] {
        let expected = ReadError::Unsupported {
            file: "x".into(),
            format,
            version: version.map(str::to_owned),
        };
        let error = read("x", text.as_bytes()).unwrap_err();
        assert_eq!(error, expected);
        assert!(error.to_string().contains(help), "{error}");
    }
    assert!(message("[]").contains("not an SBOM: expected CycloneDX (JSON or XML) or SPDX"));
    assert!(
        message(r#"{"bomFormat": "CycloneDX"}"#).contains("the version of CycloneDX is missing")
    );
}

#[test]
fn empty_truncated_and_damaged_files_say_where() {
    for empty in ["", " \n\t", "\u{FEFF}"] {
        assert_eq!(
            message(empty),
            "test.json: the file is empty; let the build write the SBOM again"
        );
    }
    let whole = fixture("bom-examples--bom.1.4.json");
    for end in (2..whole.len()).step_by(997) {
        let error = read("test.json", &whole[..end]).unwrap_err();
        assert!(
            matches!(error, ReadError::Truncated { .. }),
            "{end}: {error}"
        );
    }
    assert_eq!(
        message("{\"bomFormat\": \"CycloneDX\", \"specVersion\": \"1.6\",\n \"components\": ["),
        "test.json:2:16: the JSON ends in the middle (EOF while parsing a list); was the file copied whole? Export it again"
    );
    assert!(
        message(b"{\n\"bomFormat\": \"\xFF\"}")
            .starts_with("test.json:2:15: a byte here is not UTF-8")
    );
    assert!(
        message_of(r#""components": [{"name": "\ud800"}]"#).contains("the JSON is broken here: ")
    );
    assert!(
        message_of("\"components\": [{\"name\": \"a\0b\"}]")
            .contains("the JSON is broken here: control character")
    );
    assert!(
        message(document(r#""components": []"#) + " {}")
            .contains("the JSON is broken here: trailing characters")
    );
}

#[test]
fn deep_nesting_is_refused_and_never_overflows() {
    let nested = |depth: usize| {
        let open = r#"[{"name": "x", "components": "#.repeat(depth);
        format!(r#""components": {open}[]{}"#, "}]".repeat(depth))
    };
    assert_eq!(counts(&nested(60)).components, 1);
    assert_eq!(counts(&nested(60)).objects, 60);
    assert!(message_of(&nested(10_000)).contains("nested too deep: more than 127 levels"));
    let services = r#"[{"services": "#.repeat(10_000) + "[]" + &"}]".repeat(10_000);
    assert!(message_of(&format!(r#""services": {services}"#)).contains("nested too deep"));
    // What is not read may be as deep as it likes.
    let ignored = "[".repeat(10_000) + &"]".repeat(10_000);
    assert_eq!(
        counts(&format!(r#""x": {ignored}, "components": [{{}}]"#)).components,
        1
    );
}

#[test]
fn self_dependencies_and_long_chains_end() {
    let mut keys = r#""metadata": {"component": {"bom-ref": "n0"}}, "dependencies": ["#.to_owned();
    for at in 0..20_000 {
        write!(keys, r#"{{"ref": "n{at}", "dependsOn": ["n{at}", "n{}"]}}, {{"ref": "s", "dependsOn": ["s", "s"]}}, "#, at + 1).unwrap();
    }
    keys.push_str(r#"{"ref": "n20000", "dependsOn": ["n0"]}]"#);
    let found = counts(&keys);
    assert_eq!((found.dep_nodes, found.dep_edges), (Some(20_002), 40_002));
    assert_eq!((found.depth, found.cycles), (Some(20_000), Some(2)));
}

#[test]
fn foreign_text_is_kept_as_data_and_escaped_in_messages() {
    let sbom = sbom(r#""components": [{"name": "\u001b[31mred\u0000", "bom-ref": "\u202e"}]"#);
    assert_eq!(sbom.components[0].name.raw(), "\u{1b}[31mred\0");
    assert_eq!(sbom.components[0].reference.as_deref(), Some("\u{202e}"));

    let found = format!("\\u001b[2J\\u202e{}", "x".repeat(200));
    let error = read(
        "a\u{1b}]0;b\u{7}.json",
        format!(r#"{{"bomFormat": "{found}"}}"#).as_bytes(),
    )
    .unwrap_err();
    let ReadError::WrongBomFormat { found, .. } = &error else {
        panic!("{error}")
    };
    assert!(found.starts_with("\u{1b}[2J\u{202e}x"));
    let shown = error.to_string();
    assert!(
        !shown.contains(['\u{1b}', '\u{7}', '\u{202e}']),
        "{shown:?}"
    );
    assert!(
        shown.starts_with("a\\u{1b}]0;b\\u{7}.json: not an SBOM"),
        "{shown}"
    );
    assert!(shown.contains("x…\"") && shown.len() < 260, "{shown}");
}

#[test]
fn purls_are_checked_as_far_as_promised() {
    for valid in [
        "pkg:npm/%40angular/core@16.0.0",
        "pkg:npm/@angular/core",
        "PKG:cargo/serde",
        "pkg://deb/debian/curl@7?arch=i386#a/b",
        "pkg:golang/github.com/a/b@v1",
        "pkg:generic/x@a:b",
    ] {
        assert!(is_valid_purl(valid), "{valid}");
    }
    for invalid in [
        "",
        "invalid purl",
        "npm/core",
        "pkg:",
        "pkg:npm",
        "pkg:npm/",
        "pkg:npm/@1.0",
        "pkg:1npm/a",
        "pkg:n_m/a",
        "pkg:npm/a b",
        "pkg:npm/a%4",
        "pkg:npm/%zz",
        "pkg:npm/a\n",
        "pkg:npm/?a=b",
        "http://x/y",
    ] {
        assert!(!is_valid_purl(invalid), "{invalid}");
    }
}

#[test]
fn a_licence_id_that_says_nothing_does_not_hide_its_name() {
    for id in ["UNKNOWN", "NOASSERTION", "none", " "] {
        let licence = format!(r#"{{"license": {{"id": "{id}", "name": "MIT"}}}}"#);
        let found = counts(&format!(
            r#""components": [{{"name": "a", "licenses": [{licence}]}}]"#
        ));
        assert_eq!(found.with_licence, 1, "{id}");
    }
}

#[test]
fn what_one_entry_holds_is_bounded() {
    let many = "1,".repeat(2_000_001);
    for keys in [
        format!(r#""components": [{{"licenses": [{many}1]}}]"#),
        format!(r#""metadata": {{"tools": [{many}1]}}"#),
        format!(r#""dependencies": [{{"ref": "a", "dependsOn": [{many}1]}}]"#),
    ] {
        let message = message_of(&keys);
        assert!(
            message.ends_with(
                "more than two million entries inside one component or dependency are not read; split the SBOM"
            ),
            "{message}"
        );
        assert!(message.starts_with("test.json:1:"), "{message}");
    }
}

#[test]
fn packed_files_are_unpacked_within_bounds_or_named() {
    for (bytes, what) in [
        (&b"PK\x03\x04\x14\0"[..], "a zip archive"),
        (b"\xFD7zXZ\0\0", "an xz file"),
    ] {
        assert_eq!(
            read("sbom.gz", bytes).unwrap_err().to_string(),
            format!("sbom.gz: this is {what}; unpack it and give the SBOM inside")
        );
    }
    let text = document(r#""components": [{"name": "packed"}]"#);
    let packed = gzip(text.as_bytes());
    assert_eq!(read("x", &packed).unwrap().components.len(), 1);
    // Several members behind one another are one file.
    let (head, tail) = text.split_at(20);
    let two = [gzip(head.as_bytes()), gzip(tail.as_bytes())].concat();
    assert_eq!(read("x", &two).unwrap().components.len(), 1);
    assert_eq!(
        read("x", &zstd(text.as_bytes())).unwrap().components.len(),
        1
    );
    let two = [zstd(head.as_bytes()), zstd(tail.as_bytes())].concat();
    assert_eq!(read("x", &two).unwrap().components.len(), 1);
    for whole in [packed, zstd(text.as_bytes())] {
        for end in [5, 11, whole.len() / 2, whole.len() - 1] {
            let error = read("x", &whole[..end]).unwrap_err().to_string();
            assert!(
                error.contains("data cannot be unpacked") && error.contains("copied whole?"),
                "{end}: {error}"
            );
        }
    }
    // What unpacks to more than is read is stopped on the way.
    let bomb = gzip(&vec![b' '; 300 << 20]);
    assert!(bomb.len() < 4 << 20);
    assert_eq!(
        read("x", &bomb).unwrap_err().to_string(),
        "x: it holds more than the 268435456 bytes that are read; `--max-size` sets another bound"
    );
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    use ruzstd::encoding::{CompressionLevel, compress_to_vec};
    compress_to_vec(bytes, CompressionLevel::Fastest)
}

#[test]
fn a_file_that_cannot_be_opened_says_why_and_what_to_give() {
    let place = Workplace::product();
    for (name, why) in [
        ("nothing.json", "there is no such file"),
        ("docs", "it is a folder"),
    ] {
        let run = place.expect(2, &["sbom", name]);
        assert_eq!(
            run.stderr,
            format!(
                "error: cannot read {name}: {why}\n  help: give the file that the SBOM generator of your build wrote\n"
            )
        );
    }
}
