//! `answer`: one question from the command line.

use crate::support::Workplace;

#[test]
fn it_says_the_verdict_and_the_place() {
    let place = Workplace::product();
    let run = place.expect(
        0,
        &[
            "answer",
            "annex-i.ii.3.tests",
            "met",
            "--evidence",
            "docs/report.md",
            "--note",
            "Every release.",
        ],
    );
    assert_eq!(
        run.stdout,
        "annex-i.ii.3.tests: conformant  cemark/answers/annex-i.yaml:6\n"
    );
    insta::with_settings!({ snapshot_path => "snapshots", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("answers_file", place.read("cemark/answers/annex-i.yaml"));
    });
}

#[test]
fn a_requirement_with_several_questions_lists_them() {
    let place = Workplace::product();
    let run = place.expect(2, &["answer", "annex-i.i.2.c", "met"]);
    for word in ["updates", "automatic", "opt-out", "notice", "postponement"] {
        assert!(
            run.stderr.contains(&format!("annex-i.i.2.c.{word}")),
            "{}",
            run.stderr
        );
    }
    let run = place.expect(2, &["answer", "annex-i.i.2.c.udpates", "met"]);
    assert!(
        run.stderr.contains("did you mean `annex-i.i.2.c.updates`?"),
        "{}",
        run.stderr
    );
    // A requirement with a single question stands for it.
    place.expect(0, &["answer", "annex-i.i.2.g", "not-met"]);
    assert_eq!(place.verdict("annex-i.i.2.g.minimisation", None), "gap");
}

#[cfg(unix)]
#[test]
fn somebody_answers() {
    let place = Workplace::product();
    let author = |place: &Workplace| {
        let text = place.read("cemark/answers/annex-i.yaml");
        text.lines()
            .find_map(|l| l.trim().strip_prefix("author: ").map(str::to_owned))
            .unwrap()
    };
    let args = ["answer", "annex-i.ii.3.tests", "not-met"];
    place.expect(0, &[&args[..], &["--by", "Jan"]].concat());
    assert_eq!(author(&place), "Jan");
    place.expect(0, &args);
    assert_eq!(author(&place), "Ada Example");
    assert_eq!(by_git(&place, "Git User"), Some("Git User".to_owned()));
    assert_eq!(by_git(&place, ""), None);
}

/// The author that is recorded when only Git could know one; a stand-in for Git says `name`.
#[cfg(unix)]
fn by_git(place: &Workplace, name: &str) -> Option<String> {
    use std::os::unix::fs::PermissionsExt;
    let script = format!("#!/bin/sh\n[ \"$3 $4\" = 'config user.name' ] && echo '{name}'\n");
    place.write("bin/git", script);
    std::fs::set_permissions(place.file("bin/git"), PermissionsExt::from_mode(0o755)).unwrap();
    let output = place
        .command(&["answer", "annex-i.ii.3.tests", "not-met"])
        .env_remove("CEMARK_AUTHOR")
        .env("PATH", place.file("bin"))
        .output()
        .unwrap();
    if !output.status.success() {
        assert!(String::from_utf8_lossy(&output.stderr).contains("--by"));
        return None;
    }
    let text = place.read("cemark/answers/annex-i.yaml");
    text.lines()
        .find_map(|l| l.trim().strip_prefix("author: ").map(str::to_owned))
}

#[test]
fn evidence_is_found_from_where_you_stand() {
    let place = Workplace::product();
    let output = place
        .command(&[
            "answer",
            "annex-i.ii.3.tests",
            "met",
            "--evidence",
            "report.md",
        ])
        .current_dir(place.file("docs"))
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(
        place
            .read("cemark/answers/annex-i.yaml")
            .contains("path: docs/report.md")
    );
    assert_eq!(place.verdict("annex-i.ii.3.tests", None), "conformant");
}

#[test]
fn hostile_words_stay_words() {
    let place = Workplace::product();
    let note = "a\u{1b}[2Jb\u{202e}c <script> {{ 1234*1111 }} \u{7}\r\nnext: line\n- x";
    place.expect(
        0,
        &[
            "answer",
            "annex-i.ii.3.tests",
            "met",
            "--evidence",
            "docs/report.md",
            "--note",
            note,
            "--by",
            "E\u{1b}vil",
        ],
    );
    let file = place.read("cemark/answers/annex-i.yaml");
    assert!(
        !file.contains('\u{1b}') && !file.contains('\u{202e}'),
        "{file:?}"
    );
    assert_eq!(place.verdict("annex-i.ii.3.tests", None), "conformant");
    for args in [
        &["check"][..],
        &["status"],
        &["render", "summary"],
        &["render", "summary", "--format", "html"],
        &["check", "--format", "json"],
    ] {
        let run = place.run(args);
        assert!(
            !run.stdout.contains('\u{1b}') && !run.stdout.contains('\u{202e}'),
            "{args:?}"
        );
        assert!(
            !run.stdout.contains("<script>") || args.contains(&"json"),
            "{args:?}"
        );
        assert!(!run.stdout.contains("1370974"), "{args:?}");
    }
}

#[test]
fn an_unknown_part_is_told() {
    let place = Workplace::product();
    let run = place.expect(
        2,
        &["answer", "annex-i.ii.3.tests", "met", "--part", "devise"],
    );
    assert!(
        run.stderr.contains("did you mean `device`?"),
        "{}",
        run.stderr
    );
}

#[test]
fn what_an_answer_replaces_is_told_and_can_be_kept() {
    let place = Workplace::product();
    let id = "annex-i.ii.3.tests";
    place.write("docs/other.md", "Other\n");
    let met = ["answer", id, "met", "--evidence", "docs/report.md"];
    place.expect(
        0,
        &[
            &met[..],
            &["--evidence", "docs/report.md", "--note", "Seen"],
        ]
        .concat(),
    );
    assert_eq!(
        place
            .read("cemark/answers/annex-i.yaml")
            .matches("docs/report.md")
            .count(),
        1
    );
    place.expect(
        0,
        &["answer", id, "met", "--keep", "--evidence", "docs/other.md"],
    );
    let text = place.read("cemark/answers/annex-i.yaml");
    assert!(
        text.contains("Seen") && text.contains("docs/report.md") && text.contains("docs/other.md"),
        "{text}"
    );
    let run = place.expect(0, &["answer", id, "not-met"]);
    assert!(
        run.stdout.contains(
            "no longer in the answer: the note, evidence docs/other.md, evidence docs/report.md"
        ),
        "{}",
        run.stdout
    );
    // A text that begins with a hyphen is a text.
    place.expect(0, &["answer", id, "not-met", "--note", "- first point"]);
    assert!(
        place
            .read("cemark/answers/annex-i.yaml")
            .contains("- first point")
    );
}

#[test]
fn owner_and_due_date_outlive_an_answer_and_an_approval_does_not() {
    let place = Workplace::product();
    let id = "annex-i.ii.3.tests";
    place.expect(0, &["answer", id, "not-met"]);
    place.replace(
        "cemark/answers/annex-i.yaml",
        "    author:",
        "    owner: Bob\n    due: 2027-01-31\n    approved-by: Carla\n    author:",
    );
    place.check();
    place.expect(0, &["answer", id, "partly-met"]);
    let text = place.read("cemark/answers/annex-i.yaml");
    assert!(
        text.contains("owner: Bob") && text.contains("2027-01-31"),
        "{text}"
    );
    assert!(!text.contains("Carla"), "{text}");
    place.replace(
        "cemark/answers/annex-i.yaml",
        "    owner: Bob",
        "    approved-by: Ada Example\n    owner: Bob",
    );
    let run = place.expect(2, &["check"]);
    assert!(
        run.stderr.contains("approved by another person"),
        "{}",
        run.stderr
    );
}
