//! What looks like an answer and is none: it never yields `conformant` and never passes the gate.

use crate::support::Workplace;

const SBOM: &str = r#"{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"type":"library","name":"a","version":"1"}]}"#;
const ID: &str = "annex-i.ii.6.contact-address";

/// A product answered all yes with evidence: the gate holds, so that what is spoilt after shows.
fn all_answered() -> Workplace {
    let place = Workplace::product();
    let list = place.expect(0, &["checklist", "list", "--format", "json"]);
    let list: serde_json::Value = serde_json::from_str(&list.stdout).unwrap();
    let mut answers = String::from("checklist: annex-i\nanswers:\n");
    let report = place.run(&["answer", ID, "met", "--evidence", "docs/report.md"]);
    assert_eq!(report.code, 0, "{}", report.stderr);
    let first = place.read("cemark/answers/annex-i.yaml");
    let sha = first
        .lines()
        .find_map(|l| l.trim().strip_prefix("sha256: "))
        .unwrap()
        .trim_matches(['"', '\''])
        .to_owned();
    for requirement in list["requirements"].as_array().unwrap() {
        for question in requirement["questions"].as_array().unwrap() {
            let id = question.as_str().unwrap();
            answers.push_str(&format!(
                "  {id}:\n    status: met\n    notes: Done for {id}.\n    evidence: [{{path: docs/report.md, sha256: {sha}, date: 2026-11-01}}]\n    author: Ada Example\n    date: 2026-11-01\n    revision: 1\n"
            ));
        }
    }
    place.write("cemark/answers/annex-i.yaml", answers);
    place.expect(0, &["check", "-q"]);
    place
}

#[test]
fn the_gate_holds_when_all_is_answered_and_shown() {
    let place = all_answered();
    let report = place.check();
    assert_eq!(report["verdicts"]["conformant"], 22);
    assert_eq!(report["gate"]["holds"], true);
}

#[test]
fn all_met_without_evidence_does_not_pass() {
    let place = all_answered();
    let text = place.read("cemark/answers/annex-i.yaml");
    let bare: String = text
        .lines()
        .filter(|l| !l.contains("evidence:"))
        .map(|l| format!("{l}\n"))
        .collect();
    place.write("cemark/answers/annex-i.yaml", bare);
    place.expect(1, &["check", "-q"]);
    let report = place.check();
    assert_eq!(report["verdicts"]["conformant"], 0);
    assert_eq!(report["verdicts"]["unevidenced"], 22);
}

#[test]
fn placeholders_and_copied_hints_are_invalid() {
    let place = all_answered();
    let explain = place.expect(0, &["explain", ID, "--color", "never"]).stdout;
    assert!(explain.contains("yes means:"));
    let checklist = cemark::checklist::LoadedChecklist::embedded("annex-i")
        .unwrap()
        .checklist;
    let question = checklist
        .requirements
        .iter()
        .flat_map(|r| &r.questions)
        .find(|q| q.id.as_str() == ID)
        .unwrap();
    let hints = [
        question.yes_means.to_string(),
        question.fix.to_uppercase_text(),
        question.evidence[0].to_string(),
        question.ask.as_ref().unwrap().to_string(),
    ];
    let words = [
        "TODO",
        "tbd",
        "T.B.D.",
        "To be done",
        "to fill in",
        "n/a",
        "-",
        "...",
        "xxxx",
        "<your text>",
        "lorem ipsum dolor",
        "todo: write this",
        "Placeholder",
        "[insert]",
        "FIXME",
    ];
    for note in words.iter().map(|w| (*w).to_owned()).chain(hints) {
        place.expect(
            0,
            &[
                "answer",
                ID,
                "met",
                "--evidence",
                "docs/report.md",
                "--note",
                &note,
            ],
        );
        assert_eq!(place.verdict(ID, None), "invalid", "{note:?}");
        place.expect(1, &["check", "-q"]);
    }
    // The same words are no lie where nothing is claimed.
    place.expect(0, &["answer", ID, "not-met", "--note", "TODO"]);
    assert_eq!(place.verdict(ID, None), "gap");
    place.expect(
        0,
        &[
            "answer",
            ID,
            "met",
            "--evidence",
            "docs/report.md",
            "--note",
            "Todos are kept in the tracker; the address is in the manual, page 4.",
        ],
    );
    assert_eq!(place.verdict(ID, None), "conformant");
}

trait Shout {
    fn to_uppercase_text(&self) -> String;
}

impl Shout for cemark::text::Text {
    fn to_uppercase_text(&self) -> String {
        self.to_string().to_uppercase()
    }
}

#[test]
fn an_empty_or_empty_sounding_justification_is_invalid() {
    let place = all_answered();
    let id = "annex-i.i.2.m.secure-transfer";
    place.expect(0, &["answer", id, "not-applicable"]);
    assert_eq!(place.verdict(id, None), "invalid");
    for reason in [
        "",
        " \t ",
        "n/a",
        "not applicable",
        "None",
        "tbd",
        "because",
        ".",
    ] {
        place.expect(0, &["answer", id, "not-applicable", "--justify", reason]);
        assert_eq!(place.verdict(id, None), "invalid", "{reason:?}");
        place.expect(1, &["check", "-q"]);
    }
    place.expect(
        0,
        &[
            "answer",
            id,
            "not-applicable",
            "--justify",
            "No data leaves the product; there is no export.",
        ],
    );
    assert_eq!(place.verdict(id, None), "not-applicable");
    place.expect(0, &["check", "-q"]);
}

#[test]
fn does_not_apply_without_an_opening_is_invalid() {
    let place = all_answered();
    place.expect(
        0,
        &[
            "answer",
            "annex-i.i.1.risk-based",
            "not-applicable",
            "--justify",
            "There are no risks with this small product.",
        ],
    );
    assert_eq!(place.requirement("annex-i.i.1"), "invalid");
    place.expect(1, &["check", "-q"]);
}

#[test]
fn a_misspelt_field_or_status_is_an_error_and_all_are_told() {
    let place = all_answered();
    let file = "cemark/answers/annex-i.yaml";
    let text = place.read(file);
    let spoilt = text
        .replacen("status: met", "status: mett", 1)
        .replacen("evidence:", "evidnce:", 2)
        .replacen("date: 2026-11-01}", "date: yesterday}", 3);
    place.write(file, spoilt);
    let run = place.expect(2, &["check"]);
    for told in [
        "unknown value `mett`",
        "did you mean `met`?",
        "unknown field `evidnce`",
        "did you mean `evidence`?",
        "`yesterday` is not a date",
    ] {
        assert!(run.stderr.contains(told), "{told}\n{}", run.stderr);
    }
    assert_eq!(run.stderr.matches("unknown field").count(), 2);
    place
        .write(file, text)
        .replace("cemark.yaml", "stage:", "stge:");
    let run = place.expect(2, &["check"]);
    assert!(
        run.stderr.contains("did you mean `stage`?"),
        "{}",
        run.stderr
    );
}

#[test]
fn an_unknown_status_on_the_command_line_is_an_error() {
    let place = Workplace::product();
    let run = place.expect(2, &["answer", ID, "conformant"]);
    assert!(run.stderr.contains("partly-met"), "{}", run.stderr);
    assert!(!place.file("cemark/answers/annex-i.yaml").exists());
}

#[test]
fn evidence_that_does_not_exist_is_refused_or_stale() {
    let place = all_answered();
    for bad in [
        "docs/none.md",
        "",
        "..",
        "/etc/hostname",
        "http://",
        "ftp://example.com/x",
        "not a url",
    ] {
        let run = place.run(&["answer", ID, "met", "--evidence", bad]);
        assert_eq!(run.code, 2, "{bad:?}\n{}", run.stdout);
    }
    let file = "cemark/answers/annex-i.yaml";
    let text = place.read(file);
    let entry = text.find(ID).unwrap();
    for path in ["docs/none.md", "../outside.md", "/etc/hostname"] {
        let spoilt = format!(
            "{}{}",
            &text[..entry],
            text[entry..].replacen("docs/report.md", path, 1)
        );
        place.write(file, spoilt);
        assert_eq!(place.verdict(ID, None), "stale", "{path}");
        place.expect(1, &["check", "-q"]);
    }
    let spoilt = format!(
        "{}{}",
        &text[..entry],
        text[entry..].replacen("sha256: ", "sha256: 0000", 1)
    );
    place.write(file, spoilt);
    place.expect(2, &["check", "-q"]);
}

#[cfg(unix)]
#[test]
fn a_link_does_not_lead_out_of_the_project() {
    let place = Workplace::product();
    std::os::unix::fs::symlink("/etc/hostname", place.file("docs/link")).unwrap();
    let run = place.expect(2, &["answer", ID, "met", "--evidence", "docs/link"]);
    assert!(
        run.stderr.contains("leads out of the project"),
        "{}",
        run.stderr
    );
    place.write("docs/folder/a.txt", "a");
    place.expect(0, &["answer", ID, "met", "--evidence", "docs/folder"]);
    std::os::unix::fs::symlink("/etc/hostname", place.file("docs/folder/link")).unwrap();
    assert_eq!(place.verdict(ID, None), "stale");
}

#[test]
fn a_git_lfs_pointer_is_no_evidence() {
    let place = Workplace::product();
    place.write(
        "docs/big.bin",
        "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n",
    );
    let run = place.expect(2, &["answer", ID, "met", "--evidence", "docs/big.bin"]);
    assert!(run.stderr.contains("git lfs pull"), "{}", run.stderr);
}

#[test]
fn a_note_to_oneself_with_a_label_and_our_own_words_are_invalid() {
    let place = Workplace::product();
    let id = "annex-i.i.2.g.minimisation";
    for words in [
        "Justification: TODO",
        "Reason: TBD",
        "T\u{200b}ODO",
        "Why does it not apply to this product? Write the reason.",
        "Annex I, Part I, point 2(g)",
        id,
        "it does not apply",
        "nicht zutreffend",
        "work in progress",
    ] {
        place.expect(0, &["answer", id, "not-applicable", "--justify", words]);
        assert_eq!(place.verdict(id, None), "invalid", "{words}");
    }
}

#[test]
fn what_shows_nothing_is_no_evidence() {
    let place = Workplace::product();
    place.write("empty.md", "").write("blank.md", " \n\n");
    for (source, why) in [
        ("empty.md", "the file is empty"),
        ("blank.md", "the file is empty"),
        ("", "evidence is empty"),
        (".", "this is the whole project"),
        ("cemark.yaml", "is kept by cemark"),
        ("ftp://example.com/x", "only addresses with http"),
    ] {
        let run = place.expect(2, &["answer", ID, "met", "--evidence", source]);
        assert!(run.stderr.contains(why), "{source}: {}", run.stderr);
    }
    // A ticket system may well be called so; a page alone named so is a stand-in.
    place.expect(
        0,
        &[
            "answer",
            ID,
            "met",
            "--evidence",
            "https://example.com/TODO-123",
        ],
    );
    assert_eq!(place.verdict(ID, None), "conformant");
    for url in ["https://localhost/report", "http://127.0.0.1:8080/x"] {
        place.expect(0, &["answer", ID, "met", "--evidence", url]);
        assert_eq!(place.verdict(ID, None), "invalid", "{url}");
    }
}

#[test]
fn a_product_may_be_called_like_a_mark_among_other_words() {
    let place = all_answered();
    place.replace("cemark.yaml", "name: Sensor", "name: Todo List");
    place.expect(0, &["check", "-q"]);
}

#[test]
fn a_folder_of_empty_files_shows_nothing() {
    let place = Workplace::product();
    place.write("empty/a", "");
    place.write("empty/b", "");
    let run = place.expect(2, &["answer", ID, "met", "--evidence", "empty"]);
    assert!(run.stderr.contains("empty"), "{}", run.stderr);
}

#[test]
fn an_output_never_takes_the_place_of_what_is_read() {
    let place = all_answered();
    place.write("sbom.cdx.json", SBOM);
    place.write("cemark/private/events/note", "Kept.");
    let inputs = ["cemark.yaml", "sbom.cdx.json", "docs/report.md"];
    let before = inputs.map(|name| place.read(name));
    for words in [
        &["render", "summary", "-o", "cemark.yaml"][..],
        &["render", "summary", "-o", "docs/report.md"],
        &[
            "sbom",
            "sbom.cdx.json",
            "--format",
            "json",
            "-o",
            "sbom.cdx.json",
        ],
        &["checklist", "list", "--format", "json", "-o", "cemark.yaml"],
        &[
            "check",
            "--format",
            "json",
            "-o",
            "cemark/answers/annex-i.yaml",
        ],
        &["report", "status", "-o", "cemark/private/events/x"],
    ] {
        let run = place.run(words);
        assert_eq!(run.code, 2, "{words:?}: {}", run.stdout);
        assert!(
            run.stderr.contains("was not overwritten"),
            "{words:?}: {}",
            run.stderr
        );
    }
    assert_eq!(inputs.map(|name| place.read(name)), before);
}

#[test]
fn a_text_that_reads_as_an_option_is_not_taken_as_a_note() {
    let place = Workplace::product();
    let run = place.expect(2, &["answer", ID, "not-met", "--note", "--keep"]);
    assert!(
        run.stderr.contains("the text seems to be missing"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_blank_or_placeholder_value_closes_the_gate_and_an_absent_one_is_told() {
    for value in ["\"\"", "\"  \"", "\"\\u200b\"", "TODO", "TBD"] {
        let place = all_answered();
        place.replace("cemark.yaml", "name: Sensor", &format!("name: {value}"));
        place.expect(1, &["check", "-q"]);
        assert!(
            place.findings().contains(&"to-fill-in".to_owned()),
            "{value}"
        );
    }
    let place = all_answered();
    place.replace("cemark.yaml", "  address: Street 1, Leuven\n", "");
    assert!(place.findings().contains(&"not-stated".to_owned()));
}

#[test]
fn leaving_annex_i_out_is_said_in_every_output() {
    let place = all_answered();
    place.write("own.yaml", "checklist: own\nversion: '1'\ntitle: Own\nrequirements:\n  - id: own.1\n    citation: Art. 13(8)\n    title: Own\n    applies: {roles: [manufacturer], when: always}\n    phase: before-declaration\n    text: Own text.\n    why: Own why.\n    questions:\n      - {id: own.1.a, basis: law, ask: Own?, yes-means: Own., evidence: [Own], fix: Own.}\n");
    place.replace(
        "cemark.yaml",
        "checklists: [annex-i]",
        "checklists: [./own.yaml]",
    );
    place.expect(
        0,
        &["answer", "own.1.a", "met", "--evidence", "docs/report.md"],
    );
    assert!(place.findings().contains(&"annex-i-not-asked".to_owned()));
    let run = place.expect(0, &["check"]);
    assert!(
        run.stdout.contains("Annex I was not asked"),
        "{}",
        run.stdout
    );
    let summary = place.expect(0, &["render", "summary"]).stdout;
    assert!(
        summary.contains("Annex I is not among the checklists"),
        "{summary}"
    );
}
