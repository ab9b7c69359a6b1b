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
