//! The questionnaire: the machine by itself, the plain face in a pipe and in a terminal, and
//! what is left after a kill.

use std::io::Write;
use std::process::Stdio;

use crate::support::{Workplace, flat};

/// Feeds lines to `assess --plain` and gives what was printed.
fn converse(place: &Workplace, args: &[&str], lines: &str) -> (i32, String) {
    let run = place.typed(&[&["assess", "--plain"], args].concat(), lines);
    (run.code, run.stdout + &run.stderr)
}

#[test]
fn it_says_where_you_are_and_what_yes_means() {
    let place = Workplace::product();
    let (code, text) = converse(&place, &["annex-i.ii.5.policy"], "?\nq\n");
    assert_eq!(code, 0);
    for part in [
        "[38 of 47] Annex I, Part II - annex-i.ii.5.policy",
        "(Annex I, Part II, point 5)",
        "yes means:",
        "evidence:",
        "machine:",
        "disclosure-policy-address pass: the file SECURITY.md is there",
        "why:",
        "y yes, p partly, n no; s or Enter skip",
        "`cemark assess` goes on where you left",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
}

#[test]
fn an_answer_with_evidence_and_notes_is_saved_at_once() {
    let place = Workplace::product();
    let lines = "y\ndocs/none.md\ndocs/report.md\nhttps://example.com/x\n\nSeen in the lab.\nq\n";
    let (_, text) = converse(&place, &["annex-i.i.2.a"], lines);
    assert!(text.contains("there is no such file or folder"), "{text}");
    assert!(
        text.contains("saved: annex-i.i.2.a.known-exploitable"),
        "{text}"
    );
    assert_eq!(
        place.verdict("annex-i.i.2.a.known-exploitable", None),
        "conformant"
    );
    let file = place.read("cemark/answers/annex-i.yaml");
    for part in [
        "path: docs/report.md",
        "url: ",
        "notes: Seen in the lab.",
        "author: Ada Example",
        "2026-11-24",
    ] {
        assert!(file.contains(part), "{part}\n{file}");
    }
}

#[test]
fn back_skip_jump_and_does_not_apply() {
    let place = Workplace::product();
    // No opening: refused. Jump by a part of the id. A justification is owed.
    let lines =
        "d\ns\nb\nj secure-transfer\nd\n\nNothing can leave this product.\nj nowhere\nwhat\nq\n";
    let (code, text) = converse(&place, &[], lines);
    assert_eq!(code, 0);
    assert!(
        text.contains("leaves no room for 'does not apply'"),
        "{text}"
    );
    assert!(text.contains("needs a justification"), "{text}");
    assert!(
        text.contains("no question here has the id `nowhere`"),
        "{text}"
    );
    assert!(text.contains("* y yes, p partly"), "{text}");
    assert_eq!(
        place.verdict("annex-i.i.2.m.secure-transfer", None),
        "not-applicable"
    );
    assert_eq!(place.verdict("annex-i.i.1.risk-based", None), "open");
}

#[test]
fn it_resumes_at_the_first_open_question_and_filters() {
    let place = Workplace::product();
    converse(&place, &[], "n\nWe begin in spring.\nq\n");
    let (_, text) = converse(&place, &[], "q\n");
    assert!(text.contains("[2 of 47]"), "{text}");
    let (_, text) = converse(&place, &["--only", "open"], "q\n");
    assert!(
        text.contains("[1 of 46]") && text.contains("annex-i.i.1.production"),
        "{text}"
    );
    let (_, text) = converse(&place, &["--section", "annex-i.ii.8"], "q\n");
    assert!(text.contains("[1 of 3]"), "{text}");
    let (_, text) = converse(&place, &["--section", "Annex I, Part II"], "q\n");
    assert!(text.contains("of 20]") || text.contains("of 19]"), "{text}");
    place.expect(
        0,
        &[
            "answer",
            "annex-i.i.2.a.known-exploitable",
            "met",
            "--evidence",
            "docs/report.md",
        ],
    );
    let (_, text) = converse(
        &place,
        &["--only", "gaps", "--section", "annex-i.i.2.a"],
        "q\n",
    );
    assert!(text.contains("Nothing is left to ask here."), "{text}");
}

#[test]
fn an_end_of_input_is_an_end_and_loses_nothing() {
    let place = Workplace::product();
    let (code, text) = converse(&place, &[], "n\n\ny\ndocs/report.md\n");
    assert_eq!(code, 0);
    assert!(text.contains("Every finished answer is saved."));
    assert_eq!(place.verdict("annex-i.i.1.risk-based", None), "gap");
    assert_eq!(
        place.verdict("annex-i.i.1.production", None),
        "open",
        "it was not finished"
    );
}

#[test]
fn without_a_terminal_it_asks_for_plain() {
    let place = Workplace::product();
    let run = place.expect(2, &["assess"]);
    assert!(run.stderr.contains("--plain"), "{}", run.stderr);
}

#[cfg(unix)]
#[test]
fn notes_come_from_the_editor() {
    let place = Workplace::product();
    place.write(
        "editor.sh",
        "#!/bin/sh\nprintf 'First line.\\n\\nThird line: with # and \"quotes\".\\n' > \"$1\"\n",
    );
    let mut child = place
        .command(&["assess", "--plain", "annex-i.i.2.g"])
        .env(
            "EDITOR",
            format!("sh {}", place.file("editor.sh").display()),
        )
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(b"p\n:e\nq\n")
        .unwrap();
    assert!(child.wait_with_output().unwrap().status.success());
    let file =
        cemark::project::Answers::read("x".as_ref(), &place.read("cemark/answers/annex-i.yaml"))
            .unwrap()
            .0;
    let answer = &file.answers["annex-i.i.2.g.minimisation"];
    assert_eq!(
        answer.notes.as_ref().unwrap().raw(),
        "First line.\n\nThird line: with # and \"quotes\"."
    );
}

#[cfg(unix)]
#[test]
fn in_a_terminal() {
    use crate::support::terminal;
    use expectrl::Expect;
    let place = Workplace::product();
    let mut session = terminal(place.command(&["assess", "--plain", "--section", "annex-i.ii.5"]));
    session.expect("[1 of 3]").unwrap();
    session.expect("answer> ").unwrap();
    session.send_line("y").unwrap();
    session.expect("evidence> ").unwrap();
    session.send_line("SECURITY.md").unwrap();
    session.expect("given 1: SECURITY.md").unwrap();
    session.send_line("").unwrap();
    session.expect("notes> ").unwrap();
    session.send_line("").unwrap();
    session.expect("saved: annex-i.ii.5.policy").unwrap();
    session.expect("[2 of 3]").unwrap();
    session.send_line("q").unwrap();
    session.expect("Every finished answer is saved").unwrap();
    session.expect(expectrl::Eof).unwrap();
    assert_eq!(place.verdict("annex-i.ii.5.policy", None), "conformant");
}

/// Killed at 50 moments while answers pour in: the file is whole and holds every answer that
/// was said to be saved.
#[cfg(unix)]
#[test]
fn a_kill_loses_at_most_the_answer_being_typed() {
    use std::io::Read;
    let place = Workplace::product();
    let file = "cemark/answers/annex-i.yaml";
    let mut partly = 0;
    for round in 0..50u64 {
        let _ = std::fs::remove_file(place.file(file));
        let mut child = place
            .command(&["assess", "--plain"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        let mut output = child.stdout.take().unwrap();
        let reader = std::thread::spawn(move || {
            let mut text = String::new();
            let _ = output.read_to_string(&mut text);
            text
        });
        // Faster than they are taken, so that the kill falls anywhere.
        let lines = "n\nnot yet, see the plan\n".repeat(47);
        let _ = input.write_all(lines.as_bytes());
        // A walk through the moments of a run: the golden ratio spreads them evenly.
        let wait = 5.0 + (round as f64 * 0.618_034).fract() * 400.0;
        std::thread::sleep(std::time::Duration::from_micros((wait * 1000.0) as u64));
        child.kill().unwrap();
        child.wait().unwrap();
        drop(input);
        let said = reader.join().unwrap().matches("saved: annex-i").count();
        if !place.file(file).exists() {
            assert_eq!(said, 0);
            continue;
        }
        let text = place.read(file);
        let held = cemark::project::Answers::read(file.as_ref(), &text)
            .unwrap()
            .0
            .answers
            .len();
        assert!(
            held == said || held == said + 1,
            "said {said}, held {held}\n{text}"
        );
        partly += usize::from(held > 0 && held < 47);
        place.expect(1, &["check", "-q"]);
        let left: Vec<_> = std::fs::read_dir(place.file("cemark/answers"))
            .unwrap()
            .flatten()
            .map(|e| e.file_name())
            .collect();
        for name in &left {
            // A temporary file may be left behind; it is never taken for answers.
            assert!(
                name == "annex-i.yaml" || name.to_string_lossy().starts_with(".cemark-"),
                "{left:?}"
            );
        }
    }
    assert!(partly >= 5, "the kills have to fall into the run: {partly}");
}

#[test]
fn it_says_what_a_saved_answer_comes_to() {
    let place = Workplace::product();
    let (_, text) = converse(&place, &["annex-i.ii.4.delay"], "d\nTODO\nb\nq\n");
    assert!(
        text.contains(
            "saved: annex-i.ii.4.delay, invalid: the field `justification` is a placeholder"
        ),
        "{text}"
    );
    assert!(text.contains("does not apply (invalid)"), "{text}");
}

#[test]
fn stale_evidence_is_named_and_recorded_anew() {
    let place = Workplace::product();
    let id = "annex-i.ii.3.tests";
    place.expect(0, &["answer", id, "met", "--evidence", "docs/report.md"]);
    place.write("docs/report.md", "Another text.\n");
    assert_eq!(place.verdict(id, None), "stale");
    let (_, text) = converse(&place, &[id], "y\n:r\n\n\nq\n");
    assert!(
        text.contains("but:       docs/report.md: the content has changed"),
        "{text}"
    );
    assert_eq!(place.verdict(id, None), "conformant");
}

#[test]
fn a_command_at_the_wrong_place_does_not_become_the_note() {
    let place = Workplace::product();
    let id = "annex-i.ii.3.tests";
    let (_, text) = converse(&place, &[id], "n\nq\n:wq\nStill to do in spring\nq\n");
    assert!(text.contains("`q` was not taken as text"), "{text}");
    assert!(
        place
            .read("cemark/answers/annex-i.yaml")
            .contains("Still to do in spring")
    );
}

#[test]
fn gaps_begin_with_the_first_and_leave_good_practice_out() {
    let place = Workplace::product();
    place.expect(0, &["answer", "annex-i.i.1.risk-based", "not-met"]);
    let (_, text) = converse(&place, &["--only", "gaps"], "q\n");
    assert!(
        text.contains("[1 of 46] Annex I, Part I - annex-i.i.1.risk-based"),
        "{text}"
    );
}

#[test]
fn a_section_or_id_that_is_not_there_is_told() {
    let place = Workplace::product();
    let (code, text) = converse(&place, &["--section", "nope"], "");
    assert_eq!(code, 2);
    assert!(
        text.contains(
            "there is no section `nope`; expected one of 'Annex I, Part I', 'Annex I, Part II'"
        ),
        "{text}"
    );
    let (code, text) = converse(&place, &["nosuch"], "");
    assert_eq!(code, 2);
    assert!(
        text.contains("no question here has the id `nosuch`"),
        "{text}"
    );
}

#[cfg(unix)]
#[test]
fn an_emptied_text_in_the_editor_is_dropped_and_not_kept() {
    use std::os::unix::fs::PermissionsExt;
    let place = Workplace::product();
    let id = "annex-i.ii.3.tests";
    place.expect(0, &["answer", id, "not-met", "--note", "Old words"]);
    place.write("empty.sh", "#!/bin/sh\n: > \"$1\"\n");
    let script = place.file("empty.sh");
    std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o755)).unwrap();
    let mut child = place
        .command(&["assess", "--plain", id])
        .env("EDITOR", &script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(b"n\n:e\n\nq\n")
        .unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(String::from_utf8_lossy(&output.stdout).contains("it is empty now"));
    assert!(
        !place
            .read("cemark/answers/annex-i.yaml")
            .contains("Old words")
    );
}

#[cfg(unix)]
#[test]
fn pasted_lines_are_one_note_and_answer_nothing_else() {
    use crate::support::terminal;
    use expectrl::Expect;
    let place = Workplace::product();
    let mut command = place.command(&["assess", "--plain", "annex-i.i.1.production"]);
    command.env("TERM", "xterm");
    let mut session = terminal(command);
    session.expect("answer> ").unwrap();
    session.send_line("n").unwrap();
    // The terminal is asked to mark what is pasted.
    session.expect("notes> ").unwrap();
    session.expect("\u{1b}[?2004h").unwrap();
    session
        .send("\u{1b}[200~first line\nn\nsecond: y\nq\nlast\u{1b}[201~\n")
        .unwrap();
    session.expect("saved: annex-i.i.1.production").unwrap();
    session.expect("answer> ").unwrap();
    session.send_line("q").unwrap();
    session.expect(expectrl::Eof).unwrap();
    let file = place.read("cemark/answers/annex-i.yaml");
    let answers = cemark::project::Answers::read("x".as_ref(), &file)
        .unwrap()
        .0
        .answers;
    assert_eq!(answers.len(), 1, "{file}");
    let note = answers["annex-i.i.1.production"].notes.clone().unwrap();
    assert_eq!(note.raw(), "first line\nn\nsecond: y\nq\nlast");
}

/// What the full screen can, lines can, too.
#[test]
fn lines_find_filter_and_move() {
    let place = Workplace::product();
    place.replace("cemark.yaml", "period: 7 years", "period: 6 years");
    let id = "annex-i.ii.2.remediation";
    place.expect(0, &["answer", id, "met", "--evidence", "docs/report.md"]);
    let lines = "c\n]\n[\n[\n/ postponemnt\n1\nf\npart ii\n1\nf open\no\nf nonsense\n\nf part device\nf all\nf mine\n\nq\n";
    let (code, text) = converse(&place, &[], lines);
    assert_eq!(code, 0);
    let text = flat(&text);
    let mut rest = text.as_str();
    for part in [
        "[1 of 47] Annex I, Part I - annex-i.i.1.risk-based",
        "[32 of 47] Annex I, Part II - annex-i.ii.2.remediation",
        "* this is the last section",
        "[29 of 47] Annex I, Part II - annex-i.ii.1.vulnerabilities",
        "[1 of 47]",
        "Questions found for 'postponemnt' 1 annex-i.i.2.c.postponement: open: Can a user postpone",
        "[10 of 47] Annex I, Part I - annex-i.i.2.c.postponement",
        "Show which questions? 1 all (on): 47 questions 2 open: 46 questions",
        "Show which questions? for 'part ii' 1 Annex I, Part II: 19 questions",
        "[1 of 19] Annex I, Part II",
        "Shown: Annex I, Part II",
        "Shown: open, Annex I, Part II",
        "[2 of 18]",
        "* there is no filter `nonsense`",
        " for part device",
        "of 47]",
        "* no question is there for: of Ada Example",
    ] {
        let at = rest
            .find(part)
            .unwrap_or_else(|| panic!("{part:?} is not in:\n{rest}"));
        rest = &rest[at + part.len()..];
    }
}

#[test]
fn lines_assign_take_back_and_sum_up() {
    let place = Workplace::product();
    let id = "annex-i.i.1.production";
    let lines = "w\nme\n31.12.2027\nw\n\nsoon\n-\nn\nIn spring.\nu\nu\nu\nu\nn\nIn autumn.\nq\n";
    let (code, text) = converse(&place, &[id], lines);
    assert_eq!(code, 0);
    let text = flat(&text);
    for part in [
        "Who takes care of it? A name, or `me`",
        "saved: annex-i.i.1.production, who takes care of it",
        "owner: Ada Example, due 2027-12-31",
        "`soon` is no day; write it as 2027-03-31",
        "saved: annex-i.i.1.production, gap",
        "taken back: annex-i.i.1.production, open",
        "nothing of this sitting is left to take back",
        "Answered now: 1. Still open: 46.",
        "changed: annex-i.i.1.production: open -> gap",
        "next: annex-i.i.1.risk-based:",
        "steps: 1. annex-i.i.1.production: answered no:",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    let file = place.read("cemark/answers/annex-i.yaml");
    assert!(
        file.contains("In autumn.") && !file.contains("owner"),
        "{file}"
    );
}

#[test]
fn lines_name_all_keys_and_how_the_sections_stand() {
    let place = Workplace::product();
    let (_, text) = converse(&place, &[], "keys\nv\nq\n");
    let text = flat(&text);
    for part in [
        "/ WORDS: find by id, title or text; a number picks",
        ":r: look at all evidence again",
        "contradicted: a machine check or a risk entry shows otherwise",
        "answer> Annex I, Part I: open 28 Annex I, Part II: open 19 answer>",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
}

#[cfg(unix)]
#[test]
fn lines_end_where_nobody_reads_them() {
    let place = Workplace::product();
    let mut command = place.command(&["assess", "--plain"]);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut input = child.stdin.take().unwrap();
    // It ends although more could be typed.
    let _ = input.write_all("n\n\n".repeat(40).as_bytes());
    assert!(child.wait().unwrap().success());
    drop(input);
    assert!(!place.file("cemark/answers/annex-i.yaml").exists());
}

#[test]
fn lines_look_at_evidence_before_it_is_taken() {
    let place = Workplace::product();
    let id = "annex-i.ii.3.tests";
    let lines = "y\n:l docs/\n:l docs/report.md\ndocs/report.md until 2027-06-30\nhttps://example.com/a until 31.12.2026\nSECURITY.md until 2020-01-01\n:d 9\n:d 2\n\nSeen.\nq\n";
    let (_, text) = converse(&place, &[id], lines);
    let text = flat(&text);
    for part in [
        "there is: docs/report.md",
        "docs/report.md: .md file, 32 bytes, SHA-256",
        "given 1: docs/report.md (2026-11-24, SHA-256",
        ", until 2027-06-30)",
        "given 2: https://example.com/a (2026-11-24, until 2026-12-31)",
        "the last day 2020-01-01 has passed",
        "there is no evidence 9",
        "dropped: https://example.com/a",
        "as it is now: conformant",
        "saved: annex-i.ii.3.tests, conformant",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
}

#[test]
fn lines_offer_the_suggested_reason() {
    let place = Workplace::product();
    place.replace(
        "cemark.yaml",
        "  software: true",
        "  software: true\n  component-for-integration: true",
    );
    let id = "annex-i.i.2.c.automatic";
    let (_, text) = converse(&place, &[id], "d\n\n:q\n");
    let text = flat(&text);
    let reason = "The product is mainly meant to be built into other products (recital 56).";
    assert!(text.contains(&format!("so far: {reason}")), "{text}");
    // It is offered, not taken by itself.
    assert!(
        text.contains("this is the suggested reason as it stands"),
        "{text}"
    );
    assert_eq!(place.verdict(id, None), "open");
    converse(&place, &[id], "d\n\n\nq\n");
    assert_eq!(place.verdict(id, None), "not-applicable");
    // What a product is gives no reason without what the law asks besides.
    place.replace(
        "cemark.yaml",
        "software: true",
        "software: true\n  tailor-made: true",
    );
    let configuration = "annex-i.i.2.b.default-configuration";
    let (_, text) = converse(&place, &[configuration], "d\n:t\n\n:q\n");
    let text = flat(&text);
    assert!(text.contains("hint: this may not apply: The product is fitted to a particular purpose of one business user (recital 64). That alone is no reason"), "{text}");
    assert!(text.contains("nothing is suggested here"), "{text}");
    assert!(text.contains("needs a justification"), "{text}");
    // A trait that is not as the question supposes suggests nothing.
    place.replace(
        "cemark.yaml",
        "component-for-integration: true",
        "component-for-integration: false",
    );
    let (_, text) = converse(&place, &[id], "d\n:t\n:q\n");
    assert!(text.contains("nothing is suggested here"), "{text}");
}

#[test]
fn lines_keep_what_is_unfinished_and_drop_it_on_x() {
    let place = Workplace::product();
    let id = "annex-i.ii.3.tests";
    let (_, text) = converse(&place, &[id], "y\ndocs/report.md\n:q\n");
    assert!(
        text.contains("unfinished: annex-i.ii.3.tests: begun, and kept"),
        "{text}"
    );
    assert_eq!(place.verdict(id, None), "open");
    let (_, text) = converse(&place, &[], "x\nq\n");
    assert!(
        flat(&text).contains("[34 of 47] Annex I, Part II - annex-i.ii.3.tests"),
        "{text}"
    );
    assert!(
        text.contains("unfinished: yes, evidence docs/report.md"),
        "{text}"
    );
    assert!(
        text.contains("* the unfinished answer is dropped"),
        "{text}"
    );
    assert!(!place.file("cemark/private/drafts.json").exists());
}

#[cfg(unix)]
#[test]
fn lines_ask_before_an_answer_is_written_over() {
    use crate::support::window::Window;
    let place = Workplace::product();
    let id = "annex-i.i.1.production";
    let mut window = Window::open(place.command(&["assess", "--plain", id]), 100, 40);
    window.wait("answer>");
    window.keys("n\r");
    window.wait("notes>");
    place.expect(
        0,
        &["answer", id, "partly", "--note", "theirs", "--by", "Bob"],
    );
    window.keys("mine\r");
    window.wait("theirs: partly: theirs (Bob) m mine, t theirs, k keep both");
    window.keys("what\r");
    window.wait("* m mine, t theirs, k keep both, b back, q quit");
    window.keys("k\r");
    window.wait("saved: annex-i.i.1.production, gap");
    assert!(flat(&place.read("cemark/answers/annex-i.yaml")).contains("mine theirs"));
}

#[test]
fn a_phase_or_my_own_questions_are_asked_alone() {
    let place = Workplace::product();
    place.expect(0, &["assign", "annex-i.ii.5", "--owner", "ada example"]);
    let (_, text) = converse(&place, &["--only", "mine"], "q\n");
    assert!(
        flat(&text).contains("[1 of 3] Annex I, Part II - annex-i.ii.5.policy"),
        "{text}"
    );
    let (code, text) = converse(&place, &["--phase", "on-event"], "q\n");
    assert!(
        code == 0 && text.contains("Nothing is left to ask here."),
        "{text}"
    );
    let (_, text) = converse(&place, &["--phase", "before-declaration"], "q\n");
    assert!(text.contains("[1 of 47]"), "{text}");
}

/// Art. 13(10) allows something and asks for nothing: who does without owes no reason.
#[test]
fn what_is_only_allowed_is_done_without_for_no_reason() {
    let place = Workplace::product();
    place.replace(
        "cemark.yaml",
        "[annex-i]",
        "[annex-i, annex-ii, annex-v, annex-vii, conformity, art-13]",
    );
    place.expect(0, &["answer", "art-13.10.later-version", "partly"]);
    let id = "art-13.10.free-access";
    let (_, text) = converse(&place, &[id], "?\nd\n\nq\n");
    let text = flat(&text);
    assert!(
        text.contains("does not apply: possible: this point allows something and asks for nothing"),
        "{text}"
    );
    assert!(text.contains("A reason is optional."), "{text}");
    assert!(
        text.contains(&format!("saved: {id}, not-applicable")),
        "{text}"
    );
    assert_eq!(place.verdict(id, None), "not-applicable");
}
