//! `check`: the interface that scripts rely on, the exit code, the gate's options.

use crate::support::{Workplace, finding, flat};

/// Validates `instance` against a schema that the program publishes.
pub fn validates(place: &Workplace, schema: &str, instance: &str) {
    let schema: serde_json::Value =
        serde_json::from_str(&place.expect(0, &["schema", schema]).stdout).unwrap();
    let instance: serde_json::Value = serde_json::from_str(instance).unwrap();
    let validator = jsonschema::options()
        .should_validate_formats(true)
        .build(&schema)
        .unwrap();
    let errors: Vec<_> = validator
        .iter_errors(&instance)
        .map(|e| format!("{e} at {}", e.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

#[test]
fn json_has_the_promised_keys_and_follows_its_schema() {
    let place = Workplace::product();
    place.expect(
        0,
        &[
            "answer",
            "annex-i.i.2.a.known-exploitable",
            "met",
            "--evidence",
            "docs/report.md",
            "--part",
            "app",
        ],
    );
    let run = place.expect(1, &["check", "--format", "json"]);
    validates(&place, "check", &run.stdout);
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let keys = |value: &serde_json::Value, names: &[&str]| {
        for name in names {
            assert!(value.get(name).is_some(), "{name} in {value}");
        }
    };
    keys(
        &report,
        &[
            "schema",
            "date",
            "product",
            "gate",
            "verdicts",
            "requirements",
            "questions",
            "findings",
        ],
    );
    assert_eq!(report["date"], "2026-11-24");
    assert_eq!(report["schema"], "cemark/check/1");
    keys(&report["gate"], &["holds"]);
    assert!(report["gate"]["holds"].is_boolean());
    for requirement in report["requirements"].as_array().unwrap() {
        keys(
            requirement,
            &["id", "citation", "phase", "due", "verdict", "open_of"],
        );
    }
    for question in report["questions"].as_array().unwrap() {
        keys(question, &["id", "part", "verdict"]);
    }
    let mut prints = std::collections::BTreeSet::new();
    for finding in report["findings"].as_array().unwrap() {
        keys(
            finding,
            &[
                "id",
                "fingerprint",
                "requirement",
                "citation",
                "basis",
                "severity",
                "message",
                "fix",
                "file",
                "line",
            ],
        );
        assert!(["error", "warning", "note"].contains(&finding["severity"].as_str().unwrap()));
        assert!(
            prints.insert(finding["fingerprint"].as_str().unwrap()),
            "{finding}"
        );
        assert!(!finding["fix"].as_str().unwrap().is_empty(), "{finding}");
    }
    let verdicts = report["verdicts"].as_object().unwrap();
    assert_eq!(
        verdicts.values().map(|v| v.as_u64().unwrap()).sum::<u64>(),
        22
    );
}

#[test]
fn the_same_inputs_give_the_same_bytes() {
    let place = Workplace::product();
    let run = || place.expect(1, &["check", "--format", "json"]).stdout;
    assert_eq!(run(), run());
}

#[test]
fn fingerprints_do_not_move_with_the_line() {
    let place = Workplace::product();
    place.expect(0, &["answer", "annex-i.ii.3.tests", "not-met"]);
    let gap = |place: &Workplace| {
        let report = place.check();
        let finding = finding(&report, "answer-gap");
        (finding["fingerprint"].clone(), finding["line"].clone())
    };
    let (print, line) = gap(&place);
    place.replace(
        "cemark/answers/annex-i.yaml",
        "answers:\n",
        "\n# moved\nanswers:\n",
    );
    let (moved, moved_line) = gap(&place);
    assert_eq!(print, moved);
    assert_eq!(line.as_u64().unwrap() + 2, moved_line.as_u64().unwrap());
}

#[test]
fn text_groups_by_severity_with_place_citation_and_next_step() {
    let place = Workplace::product();
    place.expect(0, &["answer", "annex-i.ii.3.tests", "not-met"]);
    let run = place.expect(1, &["check"]);
    for part in [
        "Sensor 1.0.0, assessed as of 2026-11-24",
        "applies from 11 December 2027",
        "Errors: these close the gate",
        "answer-gap annex-i.ii.3.tests",
        "Annex I, Part II, point 3  cemark/answers/annex-i.yaml:6",
        "next: ",
        "The gate does not hold:",
    ] {
        assert!(run.stdout.contains(part), "{part}\n{}", run.stdout);
    }
    assert!(!run.stdout.contains("breach"));
    assert!(
        run.stdout.lines().count() < 70,
        "a first run is a page, not a flood"
    );
}

#[test]
fn quiet_output_and_colour() {
    let place = Workplace::product();
    let quiet = place.expect(1, &["check", "-q"]);
    assert_eq!((quiet.stdout.as_str(), quiet.stderr.as_str()), ("", ""));
    place.expect(1, &["check", "-o", "out/report.txt"]);
    assert!(
        place
            .read("out/report.txt")
            .contains("The gate does not hold")
    );
    place.expect(
        1,
        &["check", "--format", "json", "-o", "out/report.json", "-q"],
    );
    assert!(place.read("out/report.json").starts_with('{'));
    assert!(
        place
            .expect(1, &["check", "--color", "always"])
            .stdout
            .contains("\u{1b}[")
    );
    let output = place
        .command(&["check", "--color", "auto"])
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    assert!(!output.stdout.contains(&0x1b));
    let full = place.run(&["check", "-o", "/dev/full/none"]);
    assert_eq!(full.code, 2);
}

#[test]
fn fail_on_only_adds() {
    let place = Workplace::product();
    place.replace(
        "cemark.yaml",
        "{first: 2028-01-15, last-planned: 2030-12-31}",
        "{first: 2026-01-15, last-planned: 2027-01-01}",
    );
    place.expect(0, &["check"]);
    place.expect(1, &["check", "--fail-on", "note"]);
    place.expect(0, &["check", "--fail-on", "warning"]);
    place.expect(1, &["check", "--fail-on", "stale,out-of-scope"]);
    let run = place.expect(2, &["check", "--fail-on", "stael"]);
    assert!(
        run.stderr.contains("did you mean `stale`?"),
        "{}",
        run.stderr
    );
}

#[test]
fn relaxing_touches_the_exit_code_only() {
    let place = Workplace::product();
    let before = place.check();
    let relax = "gate:\n  relax:\n    - {name: open, reason: first sprint, until: 2026-11-24}\n";
    place.write("cemark.yaml", place.read("cemark.yaml") + relax);
    let run = place.expect(0, &["check", "--format", "json"]);
    let after: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(before["verdicts"], after["verdicts"]);
    assert_eq!(
        after["gate"]["relaxed"][0]["questions"]
            .as_array()
            .unwrap()
            .len(),
        46
    );
    let severities: Vec<_> = after["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|f| f["id"] == "answer-open")
        .map(|f| f["severity"].as_str().unwrap())
        .collect();
    assert!(severities.iter().all(|s| *s != "error"));
    assert!(
        place
            .expect(0, &["check"])
            .stdout
            .contains("Relaxed until 2026-11-24: open (46 questions). Reason: first sprint")
    );
    assert!(
        place
            .expect(0, &["render", "summary"])
            .stdout
            .contains("first sprint"),
        "every output says so"
    );
    // The day after, it has ended.
    place.expect(1, &["check", "--date", "2026-11-25"]);
    // One question alone does not open the gate.
    place.replace("cemark.yaml", "name: open", "name: annex-i.ii.3.tests");
    place.expect(1, &["check"]);
}

#[test]
fn stage_decides_how_far_the_gate_looks() {
    let place = Workplace::product();
    let own = "checklist: later\nversion: '1'\ntitle: Later\nrequirements:\n  - id: later.1\n    citation: Art. 13(9)\n    title: Updates stay available\n    applies: {roles: [manufacturer], when: always}\n    phase: after-placing\n    text: Each update stays available.\n    why: Users install late.\n    questions:\n      - {id: later.1.kept, basis: law, ask: Is each update kept?, yes-means: The server lists all., evidence: [Listing], fix: Keep them.}\n";
    place.write("later.yaml", own).replace(
        "cemark.yaml",
        "checklists: [annex-i]",
        "checklists: [./later.yaml]",
    );
    assert_eq!(place.check()["verdicts"]["open"], 1);
    place.expect(0, &["check", "-q"]);
    place.replace(
        "cemark.yaml",
        "stage: before-declaration",
        "stage: after-placing",
    );
    place.expect(1, &["check", "-q"]);
}

#[test]
fn date_comes_from_the_edge_in_order() {
    let place = Workplace::product();
    let date = |args: &[&str]| {
        let run = place.expect(1, &[&["check", "--format", "json"], args].concat());
        serde_json::from_str::<serde_json::Value>(&run.stdout).unwrap()["date"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(date(&[]), "2026-11-24");
    assert_eq!(date(&["--date", "2027-01-02"]), "2027-01-02");
    assert_eq!(date(&["--now", "2027-03-01T00:30:00+02:00"]), "2027-03-01");
    for wrong in [
        &["--date", "2027-02-30"][..],
        &["--date", "1.2.2027"],
        &["--now", "2027-03-01"],
        &["--now", "soon"],
    ] {
        place.expect(2, &[&["check"], wrong].concat());
    }
}

#[test]
fn status_shows_sections_and_three_steps() {
    let place = Workplace::product();
    place.expect(0, &["answer", "annex-i.ii.3.tests", "not-met"]);
    let run = place.expect(0, &["status"]);
    assert!(run.stdout.contains("Annex I, Part I "), "{}", run.stdout);
    assert!(run.stdout.contains("Annex I, Part II"), "{}", run.stdout);
    for step in ["  1. annex-i.ii.3.tests", "  2. ", "  3. "] {
        assert!(run.stdout.contains(step), "{step}\n{}", run.stdout);
    }
    assert!(!run.stdout.contains("  4. "));
}

#[test]
fn sbom_json_follows_its_schema_and_list_too() {
    let place = Workplace::product();
    let run = place.expect(0, &["sbom", "bom.json", "--format", "json"]);
    validates(&place, "sbom", &run.stdout);
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(
        (&report["format"], &report["version"], &report["encoding"]),
        (&"cyclonedx".into(), &"1.6".into(), &"json".into())
    );
    assert_eq!(
        (&report["counts"]["components"], &report["counts"]["direct"]),
        (&2.into(), &1.into())
    );
    assert_eq!(report["profiles"]["law"]["pass"], 2);
    let list = place.expect(0, &["checklist", "list", "--format", "json"]);
    validates(&place, "checklist-list", &list.stdout);
    let text = place.expect(0, &["sbom", "bom.json"]).stdout;
    assert!(
        text.contains("components       2") && text.contains("direct: 1"),
        "{text}"
    );
}

#[test]
fn own_files_follow_the_schemas_that_their_first_lines_name() {
    let place = Workplace::product();
    place.expect(
        0,
        &[
            "answer",
            "annex-i.ii.3.tests",
            "met",
            "--evidence",
            "docs/report.md",
            "--part",
            "device",
        ],
    );
    for (schema, file) in [
        ("project", "cemark.yaml"),
        ("answers", "cemark/answers/annex-i.yaml"),
    ] {
        let value: serde_json::Value = serde_yaml::from_str(&place.read(file)).unwrap();
        validates(&place, schema, &value.to_string());
    }
    let checklist: serde_json::Value =
        serde_yaml::from_str(cemark::checklist::EMBEDDED[0].1).unwrap();
    validates(&place, "checklist", &checklist.to_string());
    let place = Workplace::empty();
    place.expect(0, &["init", "--yes"]);
    let value: serde_json::Value = serde_yaml::from_str(&place.read("cemark.yaml")).unwrap();
    validates(&place, "project", &value.to_string());
    for name in ["project", "answers", "checklist"] {
        assert!(
            place
                .file(&format!("cemark/schemas/{name}.schema.json"))
                .exists()
        );
    }
}

#[test]
fn the_schemas_beside_our_own_files_are_those_of_the_program() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("cemark/schemas");
    for name in ["project", "answers", "checklist", "risk"] {
        let committed =
            std::fs::read_to_string(folder.join(format!("{name}.schema.json"))).unwrap();
        let printed = Workplace::empty().expect(0, &["schema", name]).stdout;
        assert!(
            committed == printed,
            "renew it: cargo run -- schema {name} > cemark/schemas/{name}.schema.json"
        );
    }
}

#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_is_no_error() {
    let place = Workplace::product();
    let mut child = place
        .command(&["check", "--format", "json"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(
        output.stderr.is_empty(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// A device such as /dev/null must stay one; a pipe stands in for it here, so that a failure harms nothing.
#[cfg(unix)]
#[test]
fn output_into_a_pipe_goes_through_it_and_dash_is_stdout() {
    use std::os::unix::fs::FileTypeExt;
    let place = Workplace::product();
    let made = std::process::Command::new("mkfifo")
        .arg(place.file("pipe"))
        .status()
        .unwrap();
    assert!(made.success());
    let pipe = place.file("pipe");
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        move || std::fs::read_to_string(pipe).unwrap()
    });
    let json = ["check", "--format", "json"];
    place.expect(1, &[&json[..], &["--output", "pipe"]].concat());
    let kind = std::fs::symlink_metadata(&pipe).unwrap().file_type();
    assert!(kind.is_fifo());
    let through = reader.join().unwrap();
    for name in ["-", "/dev/stdout"] {
        let run = place.expect(1, &[&json[..], &["-o", name]].concat());
        assert_eq!(run.stdout, through, "{name}");
    }
    assert!(!place.file("-").exists());
    let run = place.expect(0, &["render", "summary", "-o", "-"]);
    assert!(run.stdout.starts_with("# "), "{}", run.stdout);
    assert_eq!(run.stderr, "");
}

#[test]
fn an_input_is_never_overwritten_by_an_output() {
    let place = Workplace::product();
    place.expect(
        0,
        &[
            "answer",
            "annex-i.ii.3.tests",
            "met",
            "--evidence",
            "docs/report.md",
        ],
    );
    for name in [
        "cemark.yaml",
        "bom.json",
        "cemark/answers/annex-i.yaml",
        "docs/report.md",
    ] {
        let before = place.read(name);
        for command in [&["check"][..], &["render", "summary"]] {
            let run = place.expect(2, &[command, &["--output", name]].concat());
            assert!(
                run.stderr.contains("is an input of the project"),
                "{}",
                run.stderr
            );
        }
        assert_eq!(place.read(name), before);
    }
}

#[test]
fn fail_on_says_what_was_met_and_status_names_relaxations() {
    let place = Workplace::product();
    let run = place.expect(1, &["check", "--fail-on", "open, note"]);
    assert!(
        run.stdout.contains("--fail-on: there is open"),
        "{}",
        run.stdout
    );
    let report = place.check_with(&["--fail-on", "open"]);
    assert_eq!(report["gate"]["failed_on"], serde_json::json!(["open"]));
    place.replace(
        "cemark.yaml",
        "stage:",
        "gate: {relax: [{name: open, reason: Until the review in March}]}\nstage:",
    );
    let run = place.expect(0, &["status"]);
    assert!(
        run.stdout
            .contains("Relaxed: open (46 questions). Reason: Until the review in March"),
        "{}",
        run.stdout
    );
}

#[test]
fn a_steward_is_told_its_own_article_and_date() {
    let place = Workplace::product();
    place.replace("cemark.yaml", "role: manufacturer", "role: steward");
    let run = place.expect(1, &["check"]);
    let text = flat(&run.stdout);
    assert!(
        text.contains("of the role steward (Art. 24); to do by 2027-12-11"),
        "{text}"
    );
    let summary = place.expect(0, &["render", "summary"]).stdout;
    assert!(summary.contains("Art. 24"), "{summary}");
    assert!(
        !summary.contains("The manufacturer's reporting duties"),
        "{summary}"
    );
}
