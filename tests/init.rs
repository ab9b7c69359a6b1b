//! `init`: from nothing to a valid, commented cemark.yaml.

use crate::support::Workplace;

#[test]
fn yes_in_an_empty_folder_is_valid_and_closes_the_gate() {
    let place = Workplace::empty();
    let run = place.expect(0, &["init", "--yes"]);
    assert!(run.stdout.contains("values are marked 'to fill in'"));
    let text = place.read("cemark.yaml");
    let folder = place.path().file_name().unwrap().to_str().unwrap();
    assert!(text.contains(&format!("name: \"{folder}\"")), "{text}");
    assert!(
        text.starts_with("# yaml-language-server: $schema=cemark/schemas/project.schema.json\n")
    );
    let run = place.expect(1, &["check"]);
    assert!(run.stdout.contains("to-fill-in"));
    assert_eq!(place.read(".gitignore"), "/cemark/private/\n/cemark-out/\n");
}

#[test]
fn it_proposes_what_it_sees() {
    let place = Workplace::empty();
    place
        .write(
            "Cargo.toml",
            "[package]\nname = \"lamp\"\nversion = \"2.1.0\"\n",
        )
        .write("SECURITY.md", "x")
        .write("target/lamp.cdx.json", crate::support::SBOM)
        .write("no-bom.json", "{}")
        .write(".gitignore", "/target");
    place.expect(0, &["init", "--yes"]);
    let text = place.read("cemark.yaml");
    for line in [
        "name: \"lamp\"",
        "version: \"2.1.0\"",
        "disclosure-policy: \"SECURITY.md\"",
        "    - \"target/lamp.cdx.json\"",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    assert!(!text.contains("no-bom.json"));
    assert_eq!(
        place.read(".gitignore"),
        "/target\n/cemark/private/\n/cemark-out/\n"
    );
    for (file, text) in [
        (
            "package.json",
            r#"{"name": "@scope/lamp", "version": "3.0.0"}"#,
        ),
        (
            "pyproject.toml",
            "[project]\nname = \"lamp-py\"\nversion = \"4.0\"\n",
        ),
    ] {
        let place = Workplace::empty();
        place.write(file, text);
        let run = place.expect(0, &["init", "--yes"]);
        assert!(
            run.stdout.contains(&format!("name seen in {file}")),
            "{}",
            run.stdout
        );
    }
}

#[test]
fn it_never_overwrites_without_being_told() {
    let place = Workplace::empty();
    place.write("cemark.yaml", "mine");
    let run = place.expect(2, &["init", "--yes"]);
    assert!(run.stderr.contains("--force"), "{}", run.stderr);
    assert_eq!(place.read("cemark.yaml"), "mine");
    place.expect(0, &["init", "--yes", "--force"]);
    assert_eq!(place.read("cemark.yaml.old"), "mine");
    place.expect(1, &["check", "-q"]);
}

#[test]
fn flags_fill_in_and_hostile_values_stay_values() {
    let place = Workplace::empty();
    let name = "x: {a} # \"quoted\" {{ 7*7 }} \u{1b}[31m \n- list: é";
    place.expect(
        0,
        &[
            "init",
            "--yes",
            "--name",
            name,
            "--product-version",
            "1.0",
            "--type",
            "T",
            "--intended-purpose",
            "p",
            "--manufacturer",
            "M",
            "--address",
            "A",
            "--manufacturer-contact",
            "m@example.com",
            "--single-point-of-contact",
            "help@example.com, +32 2 000 00 00",
            "--support-kind",
            "updates",
            "--trait",
            "hardware",
            "--trait",
            "software=false",
            "--trait",
            "network-connection=no",
            "--trait",
            "personal-data",
            "--trait",
            "remote-data-processing",
            "--trait",
            "tailor-made=false",
            "--trait",
            "automatic-updates-possible",
            "--trait",
            "component-for-integration=false",
            "--trait",
            "open-source=false",
            "--first-placed",
            "2028-01-01",
            "--last-planned",
            "2030-01-01",
            "--expected-use",
            "7 years",
            "--support-period",
            "7 years",
            "--support-end",
            "2037-01",
            "--contact",
            "s@example.com",
            "--disclosure-policy",
            "https://example.com/policy",
            "--cybersecurity-decisions",
            "BE",
            "--sbom",
            "x.json",
        ],
    );
    let report = place.check();
    assert_eq!(
        report["product"]["name"],
        "x: {a} # \"quoted\" {{ 7*7 }} \u{FFFD}[31m - list: é"
    );
    assert!(!place.findings().contains(&"to-fill-in".to_owned()));
    let run = place.expect(2, &["init", "--yes", "--force", "--trait", "hardwear"]);
    assert!(
        run.stderr.contains("did you mean `hardware`?"),
        "{}",
        run.stderr
    );
}

#[test]
fn without_a_terminal_it_does_not_ask() {
    let place = Workplace::empty();
    let run = place.expect(2, &["init"]);
    assert!(run.stderr.contains("--yes"), "{}", run.stderr);
    assert!(!place.file("cemark.yaml").exists());
}

#[test]
fn a_folder_without_a_project_is_told_what_to_do() {
    let place = Workplace::empty();
    let run = place.expect(2, &["check"]);
    assert!(run.stderr.contains("cemark init"), "{}", run.stderr);
    // From a folder below the project, the project is found.
    let place = Workplace::product();
    place.write("src/deep/x", "");
    let output = place
        .command(&["check", "-q"])
        .current_dir(place.file("src/deep"))
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
}

#[cfg(unix)]
#[test]
fn the_short_dialogue_in_a_terminal() {
    use crate::support::terminal;
    use expectrl::Expect;
    let place = Workplace::empty();
    let mut session = terminal(place.command(&["init"]));
    session.expect("Name of the product").unwrap();
    session.send_line("Lamp").unwrap();
    session.expect("Version that is assessed").unwrap();
    session.send_line("1.0").unwrap();
    session.expect("Type, batch").unwrap();
    for _ in 0..10 {
        session.send_line("").unwrap();
    }
    session
        .expect("How long is it expected to be in use")
        .unwrap();
    // A period that is none is asked again, not written.
    session.send_line("long").unwrap();
    session.expect("is not a period").unwrap();
    session.send_line("7 years").unwrap();
    session.expect("Support period").unwrap();
    session.send_line("7 years").unwrap();
    session.expect("End of support").unwrap();
    session.send_line("2036-12").unwrap();
    session.expect("Kind of technical").unwrap();
    session.send_line("").unwrap();
    session.expect("Member State").unwrap();
    session.send_line("").unwrap();
    session.expect("Trait hardware").unwrap();
    session.send_line("y").unwrap();
    for _ in 0..8 {
        session.send_line("").unwrap();
    }
    session.expect("written: ").unwrap();
    session.expect("Decide role, scope, category").unwrap();
    session.send_line("y").unwrap();
    session.expect("(Art. 3(1))").unwrap();
    session.send_line("y").unwrap();
    session.expect("data connection").unwrap();
    session.send_line("q").unwrap();
    session.expect("recorded in cemark.yaml").unwrap();
    session.expect(expectrl::Eof).unwrap();
    let text = place.read("cemark.yaml");
    for line in [
        "name: \"Lamp\"",
        "expected-use: \"7 years\"",
        "  hardware: true",
        "  software: to fill in",
        "    supplied: yes",
        "    in-scope: unknown",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
}

#[test]
fn values_that_do_not_go_together_are_not_written() {
    let place = Workplace::empty();
    let dates = [
        "--first-placed",
        "2030-01-01",
        "--last-planned",
        "2029-01-01",
    ];
    let run = place.expect(2, &[&["init", "--yes"], &dates[..]].concat());
    assert!(
        run.stderr.contains("is placed before the first"),
        "{}",
        run.stderr
    );
    assert!(!place.file("cemark.yaml").exists());
}

#[test]
fn each_old_file_is_kept() {
    let place = Workplace::empty();
    place.write("cemark.yaml", "mine: 1\n");
    place.expect(0, &["init", "--yes", "--force"]);
    place.expect(0, &["init", "--yes", "--force"]);
    assert_eq!(place.read("cemark.yaml.old"), "mine: 1\n");
    assert!(place.read("cemark.yaml.old.2").contains("product:"));
}

#[cfg(unix)]
#[test]
fn a_link_does_not_lead_a_write_out_of_the_project() {
    use std::os::unix::fs::symlink;
    let place = Workplace::empty();
    place.write("out/target.txt", "mine\n").write("in/x", "");
    symlink("../out/target.txt", place.file("in/.gitignore")).unwrap();
    place.expect(2, &["init", "--yes", "--project", "in"]);
    assert_eq!(place.read("out/target.txt"), "mine\n");
    std::fs::remove_file(place.file("in/.gitignore")).unwrap();
    place.expect(0, &["init", "--yes", "--project", "in"]);
    std::fs::create_dir_all(place.file("in/cemark")).unwrap();
    symlink("../../out", place.file("in/cemark/answers")).unwrap();
    let args = ["answer", "annex-i.ii.3.tests", "not-met", "--project", "in"];
    let run = place.expect(2, &args);
    assert!(run.stderr.contains("out of the project"), "{}", run.stderr);
    assert!(!place.file("out/annex-i.yaml").exists());
}

#[test]
fn it_sees_workspaces_and_poetry() {
    let place = Workplace::empty();
    place.write("Cargo.toml", "[package]\nname = \"lamp\"\nversion.workspace = true\n[workspace.package]\nversion = \"3.2.1\"\n");
    place.expect(0, &["init", "--yes"]);
    assert!(place.read("cemark.yaml").contains("version: \"3.2.1\""));
    let place = Workplace::empty();
    place.write(
        "pyproject.toml",
        "[tool.poetry]\nname = \"snake\"\nversion = \"0.9\"\n",
    );
    place.expect(0, &["init", "--yes"]);
    let text = place.read("cemark.yaml");
    assert!(
        text.contains("name: \"snake\"") && text.contains("version: \"0.9\""),
        "{text}"
    );
}

/// A product type sets parts and traits; nothing is answered by it.
#[test]
fn a_product_type_is_a_start_and_no_answer() {
    let place = Workplace::empty();
    place.expect(0, &["init", "--yes", "--template", "cloud-device"]);
    let text = place.read("cemark.yaml");
    for line in [
        "  back-end: \"Remote data processing without which a function fails (Art. 3(2))\"",
        "  remote-data-processing: true",
        "  personal-data: to fill in",
        "#   - Annex III, class I, point 17: smart home products",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    assert!(!place.file("cemark/answers").exists());
    let report = place.check();
    let met = report["questions"].as_array().unwrap().iter();
    // What is there already is the name of the folder.
    let met: Vec<_> = met
        .filter(|q| q["verdict"] == "conformant")
        .map(|q| &q["id"])
        .collect();
    assert_eq!(met, ["annex-ii.3.name", "annex-v.1.name"]);
    let given = [
        "init",
        "--yes",
        "--force",
        "--template",
        "library",
        "--trait",
        "hardware",
    ];
    place.expect(0, &given);
    assert!(place.read("cemark.yaml").contains("  hardware: true\n"));
    let run = place.expect(2, &["init", "--yes", "--force", "--template", "router"]);
    assert!(run.stderr.contains("router-gateway"), "{}", run.stderr);
}

/// Each role is led to what binds it, and to nothing else.
#[test]
fn a_role_gets_its_own_checklists() {
    for (role, checklists, silent) in [
        ("importer", "[importer, traceability]", "annex-i."),
        ("distributor", "[distributor, traceability]", "annex-i."),
        (
            "authorised-representative",
            "[authorised-representative, traceability]",
            "annex-i.",
        ),
        ("steward", "[steward]", "annex-i."),
        (
            "steward,importer",
            "[steward, importer, traceability]",
            "annex-i.",
        ),
    ] {
        let place = Workplace::empty();
        place.expect(0, &["init", "--yes", "--role", role]);
        let text = place.read("cemark.yaml");
        let listed: Vec<_> = checklists.trim_matches(['[', ']']).split(", ").collect();
        for name in &listed {
            assert!(text.contains(&format!("\n  - {name}\n")), "{name}\n{text}");
        }
        let report = place.check();
        let asked = report["requirements"].as_array().unwrap();
        assert!(
            asked
                .iter()
                .all(|r| !r["id"].as_str().unwrap().starts_with(silent))
        );
        assert!(
            asked.iter().all(|r| r["verdict"] != "out-of-scope"),
            "{role} {asked:?}"
        );
        assert!(!place.findings().contains(&"role-not-covered".to_owned()));
    }
    // One firm, two roles: each of its duties is asked once.
    let place = Workplace::empty();
    place.expect(0, &["init", "--yes", "--role", "manufacturer,steward"]);
    let text = place.read("cemark.yaml");
    assert!(text.contains("role: [manufacturer, steward]"), "{text}");
    let report = place.check();
    let asked = report["requirements"].as_array().unwrap();
    let has = |id: &str| {
        asked
            .iter()
            .any(|r| r["id"] == id && r["verdict"] != "out-of-scope")
    };
    assert!(has("annex-i.i.1") && has("art-24.1") && has("art-14.1") && has("art-23.2"));
}
