//! The questionnaire on a full screen, in a real terminal window: keys in, the screen out.

#![cfg(unix)]

use std::process::Command;

use crate::support::window::Window;
use crate::support::{Workplace, flat};

fn assess(place: &Workplace, args: &[&str]) -> Command {
    place.command(&[&["assess"], args].concat())
}

fn open(place: &Workplace, args: &[&str]) -> Window {
    let mut window = Window::open(assess(place, args), 80, 24);
    window.wait("? keys");
    window
}

const ESC: &str = "\u{1b}";
const F1: &str = "\u{1b}OP";
const UP: &str = "\u{1b}[A";
const DOWN: &str = "\u{1b}[B";
const PAGE_DOWN: &str = "\u{1b}[6~";
const CTRL_C: &str = "\u{3}";
const CTRL_E: &str = "\u{5}";
const CTRL_R: &str = "\u{12}";
const CTRL_X: &str = "\u{18}";
const ALT_ENTER: &str = "\u{1b}\r";

#[test]
fn a_question_shows_all_that_is_known_of_it() {
    let place = Workplace::product();
    let mut window = Window::open(assess(&place, &["annex-i.ii.5.policy"]), 100, 60);
    let screen = flat(&window.wait("? keys"));
    for part in [
        "Sensor 1.0.0",
        "requirements settled before the declaration 0 of 22",
        "38 of 47 annex-i.ii.5.policy",
        "(Annex I, Part II, point 5)",
        "yes means",
        "evidence",
        "machine ✓ disclosure-policy-address pass: the file SECURITY.md is there (it looks at `vulnerability-handling.disclosure-policy` in cemark.yaml)",
        "why",
        "basis law",
        "phase before the declaration",
        "to do",
        "does not apply",
        "Annex I, Part II (2 of 2) ○ open 19",
        "y yes p partly n no",
        "q leave ? keys",
    ] {
        assert!(screen.contains(part), "{part}\n{screen}");
    }
    // With room, all sections stand beside it.
    window.resize(200, 60);
    let wide = flat(&window.wait("Questions"));
    for part in ["› Annex I, Part II", "○ 28", "○ open 47"] {
        assert!(wide.contains(part), "{part}\n{wide}");
    }
    // The law leaves no room, so the key is not offered.
    assert!(!screen.contains("d does not apply"), "{screen}");
    window.keys("d");
    window.wait("leaves no room for 'does not apply'");
}

#[test]
fn an_answer_by_keys_with_evidence_and_a_note() {
    let place = Workplace::product();
    let mut window = open(&place, &["annex-i.i.2.a.known-exploitable"]);
    window.keys("y");
    window.wait("as it is now ! unevidenced");
    // A part of a name is completed; what it leads to is told.
    window.keys("docs/re");
    window.wait("Tab: docs/report.md");
    window.keys("\t");
    window.wait("there: .md file, 32 bytes, SHA-256");
    window.keys(" until 2027-06-30\r");
    window.wait("1. docs/report.md (2026-11-24, SHA-256");
    window.wait("until 2027-06-30)");
    window.wait("as it is now ✓ conformant");
    window.keys("https://example.com/scan\r");
    window.wait("2. https://example.com/scan");
    window.keys("docs/none.md\r");
    window.wait("there is no such file or folder");
    // What was refused stays, to be mended.
    window.wait("> docs/none.md");
    window.keys(&"\u{7f}".repeat("docs/none.md".len()));
    // The piece just given is the chosen one.
    window.keys(CTRL_X);
    window.wait("dropped: https://example.com/scan");
    window.keys("\r");
    window.wait("Notes for colleagues and auditors.");
    window.keys(&format!(
        "Seen in the lab.{ALT_ENTER}Straße, 漢字, e\u{301}, 🙂."
    ));
    window.wait("Straße, 漢字, e\u{301}, 🙂.");
    window.keys("\r");
    window.wait("saved: annex-i.i.2.a.known-exploitable, conformant");
    window.wait("requirements settled before the declaration 1 of 22");
    window.keys("q");
    window.wait("annex-i.i.2.a.known-exploitable: open -> conformant");
    window.keys("q");
    assert_eq!(window.ended(), 0);
    let file = place.read("cemark/answers/annex-i.yaml");
    for part in [
        "path: docs/report.md",
        "valid-until: \"2027-06-30\"",
        "Seen in the lab.\n      Straße, 漢字, e\u{301}, 🙂.",
        "author: Ada Example",
    ] {
        assert!(file.contains(part), "{part}\n{file}");
    }
    assert!(!file.contains("example.com"), "{file}");
    assert!(!place.file("cemark/private/drafts.json").exists());
}

#[test]
fn the_reason_opens_by_itself_with_the_suggested_one() {
    let place = Workplace::product();
    place.replace(
        "cemark.yaml",
        "  software: true",
        "  software: true\n  component-for-integration: true",
    );
    let mut window = open(&place, &["annex-i.i.2.c.automatic"]);
    window.keys("d");
    window.wait("The technical documentation needs the reason (Art. 13(4)).");
    window.wait("> The product is mainly meant to be built into other products (recital 56).");
    // It is not taken by a slip, and not when it was emptied.
    window.keys("\r");
    window.wait("this is the suggested reason as it stands");
    assert!(!place.file("cemark/answers/annex-i.yaml").exists());
    window.keys("\u{15}\r");
    window.wait("'does not apply' needs a justification");
    window.keys("\u{14}");
    window.wait("> The product is mainly meant");
    window.keys(" The guide says so.\r");
    window.wait("saved: annex-i.i.2.c.automatic, not-applicable");
    let file = place.read("cemark/answers/annex-i.yaml");
    let file = flat(&file);
    assert!(file.contains("(recital 56). The guide says so."), "{file}");
}

#[test]
fn owner_and_due_date_are_given_and_taken_back() {
    let place = Workplace::product();
    let mut window = open(&place, &["annex-i.i.1.production"]);
    window.keys("w");
    window.wait("Who takes care of it?");
    window.keys("me\r");
    window.wait("By when?");
    window.keys("31/12/2027\r");
    window.wait("saved: annex-i.i.1.production, who takes care of it");
    window.keys(PAGE_DOWN);
    let file = place.read("cemark/answers/annex-i.yaml");
    assert!(
        file.contains("owner: Ada Example") && file.contains("2027-12-31"),
        "{file}"
    );
    window.keys("u");
    window.wait("taken back: annex-i.i.1.production, open");
    assert!(!place.read("cemark/answers/annex-i.yaml").contains("owner"));
}

#[test]
fn moving_finding_and_filters() {
    let place = Workplace::product();
    place.replace("cemark.yaml", "period: 7 years", "period: 6 years");
    place.expect(
        0,
        &[
            "answer",
            "annex-i.ii.2.remediation",
            "met",
            "--evidence",
            "docs/report.md",
        ],
    );
    let mut window = open(&place, &[]);
    window.wait("1 of 47 annex-i.i.1.risk-based");
    window.keys("c");
    window.wait("annex-i.ii.2.remediation");
    window.wait("≠ contradicted 1");
    window.keys("c");
    window.wait("this is the only contradicted question here");
    window.keys("]");
    window.wait("this is the last section");
    window.keys("[[");
    window.wait("1 of 47 annex-i.i.1.risk-based");
    window.keys("b");
    window.wait("this is the first question");
    window.keys("\r\r");
    window.wait("3 of 47");
    window.keys("\u{1b}[D");
    window.wait("2 of 47");
    // By id, by a title with a letter missing, by words of the text.
    for (words, id) in [
        ("ii.8.advisories", "annex-i.ii.8.advisories"),
        ("postponemnt", "annex-i.i.2.c.postponement"),
        ("top-level dependencies", "annex-i.ii.1.sbom"),
    ] {
        window.keys("/");
        window.wait("Find a question");
        window.keys(words);
        window.wait(&format!("› {id}"));
        window.keys("\r");
        window.wait(&format!("of 47 {id}"));
    }
    window.keys("/");
    window.keys("zzzz\r");
    window.wait("nothing fits; Esc goes back");
    window.keys(ESC);
    window.wait("yes means");
    window.keys("f");
    window.wait("Show which questions?");
    window.keys("part ii");
    window.wait("› Annex I, Part II");
    window.keys("\r");
    window.wait("shown: Annex I, Part II");
    window.wait("of 19 annex-i.ii.1.sbom");
    window.keys("fopen");
    window.wait("› open 18 questions");
    window.keys("\r");
    window.wait("shown: open, Annex I, Part II");
    window.keys("fmine");
    window.wait("› mine 0 questions");
    window.keys("\r");
    window.wait("no question is there for: open, of Ada Example, Annex I, Part II");
    // The whole list is there again.
    window.wait("› all 47 questions");
    window.keys(ESC);
    window.wait("yes means");
    window.keys("fpart device");
    window.wait("› part device");
    window.keys("\r");
    window.wait("Sensor 1.0.0, part device");
    window.keys("fall\r");
    window.wait("of 47");
    window.wait_gone("shown:");
}

#[test]
fn every_key_is_in_the_help_and_the_help_scrolls() {
    let place = Workplace::product();
    let mut window = Window::open(assess(&place, &[]), 100, 120);
    window.wait("? keys");
    window.keys("?");
    let help = flat(&window.wait("any other key closes this"));
    for part in [
        "y yes: evidence is asked for",
        "o the next question without an answer",
        "c the next question that a machine check contradicts",
        "/ find by id, title or text",
        "f show only: open, gaps, mine, a section, a phase",
        "w who takes care of it, and by when",
        "u take the last answer of this sitting back",
        "Ctrl-E open $VISUAL or $EDITOR",
        "Tab complete the path",
        "≠ contradicted a machine check or a risk entry shows otherwise",
        "– not-applicable does not apply: justified, with an opening in the law",
        "`cemark assess --plain` asks the same",
    ] {
        assert!(help.contains(part), "{part}\n{help}");
    }
    window.keys("z");
    window.wait_gone("any other key closes this");
    window.keys("v");
    window.wait("Annex I, Part I ○ open 28 Annex I, Part II ○ open 19");
    window.keys("z");
    window.wait("yes means");
    window.keys("z");
    window.wait("`z` does nothing here; ? lists the keys");
    window.resize(60, 14);
    window.keys("n");
    window.wait("What is missing");
    window.keys(F1);
    window.wait("more lines");
    window.keys(PAGE_DOWN);
    window.wait_gone("Keys: ↑ ↓");
    window.keys(ESC);
    window.wait("What is missing");
}

#[test]
fn the_editor_takes_the_note_and_gives_it_back() {
    let place = Workplace::product();
    place.write(
        "editor.sh",
        "cp \"$1\" was.txt; printf 'From the editor.\\nTwo lines.\\n' > \"$1\"\n",
    );
    let mut command = assess(&place, &["annex-i.i.2.g"]);
    command.env("EDITOR", "sh editor.sh");
    let mut window = Window::open(command, 80, 24);
    window.wait("? keys");
    window.keys("p");
    window.wait("What is missing");
    window.keys(&format!("begun here{CTRL_E}"));
    window.wait("> From the editor.");
    assert!(place.read("was.txt").starts_with("begun here\n"));
    window.keys("\r");
    window.wait("saved: annex-i.i.2.g.minimisation, partial");
    assert!(
        flat(&place.read("cemark/answers/annex-i.yaml")).contains("From the editor. Two lines.")
    );
    // One that cannot be started is told; nothing is lost.
    let mut command = assess(&place, &["annex-i.i.2.g"]);
    command.env("EDITOR", "no-such-editor");
    let mut window = Window::open(command, 80, 24);
    window.wait("? keys");
    window.keys(&format!("p{CTRL_E}"));
    window.wait("cannot start the editor `no-such-editor`");
    window.wait("> From the editor.");
}

#[test]
fn a_paste_is_one_note_and_answers_nothing() {
    let place = Workplace::product();
    let mut window = open(&place, &["annex-i.i.1.production"]);
    window.keys("\u{1b}[200~y\nq\n\u{1b}[201~");
    window.wait("pasted text is no answer");
    window.keys("n");
    window.wait("What is missing");
    let pasted = format!("first\r\n\nlast: {}", "word ".repeat(2000));
    window.keys(&format!("\u{1b}[200~{pasted}\u{1b}[201~"));
    window.wait("word word");
    window.keys("\r");
    window.wait("saved: annex-i.i.1.production, gap");
    let file = place.read("cemark/answers/annex-i.yaml");
    let answers = cemark::project::Answers::read("x".as_ref(), &file)
        .unwrap()
        .0
        .answers;
    let note = answers["annex-i.i.1.production"].notes.clone().unwrap();
    assert_eq!(
        note.raw(),
        format!("first\n\nlast: {}", "word ".repeat(2000).trim())
    );
}

/// Some terminals paste key by key, without a mark.
#[test]
fn prose_that_comes_as_keys_answers_nothing() {
    let place = Workplace::product();
    let mut window = open(&place, &["annex-i.i.1.production"]);
    window.keys("Seen in the lab.\ryes, partly\rn\rn\r");
    window.wait("`S` does nothing here");
    window.wait_still();
    window.wait("2 of 47 annex-i.i.1.production");
    assert!(!place.file("cemark/answers/annex-i.yaml").exists());
    window.keys("n");
    window.wait("What is missing");
}

#[test]
fn stale_evidence_is_recorded_anew() {
    let place = Workplace::product();
    let id = "annex-i.ii.3.tests";
    place.expect(0, &["answer", id, "met", "--evidence", "docs/report.md"]);
    place.write("docs/report.md", "Another text.\n");
    let mut window = open(&place, &[id]);
    window.wait("so far ~ yes (stale)");
    window.keys(&format!("y{CTRL_R}"));
    window.wait("as it is now ✓ conformant");
    window.keys("\r\r");
    window.wait(&format!("saved: {id}, conformant"));
}

#[test]
fn an_unfinished_answer_survives_leaving_and_every_signal() {
    for signal in ["INT", "TERM", "HUP", "QUIT", "KILL"] {
        let place = Workplace::product();
        let id = "annex-i.i.1.production";
        let mut window = open(&place, &[id]);
        window.keys("n");
        window.wait("What is missing");
        window.keys("half a thought");
        window.wait("> half a thought");
        let kept = place.file("cemark/private/drafts.json");
        let began = std::time::Instant::now();
        while !std::fs::read_to_string(&kept).is_ok_and(|text| text.contains("half a thought")) {
            assert!(began.elapsed().as_secs() < 10, "the words are not kept");
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        window.keys(" more");
        window.wait("> half a thought more");
        let pid = window.pid().to_string();
        let sent = Command::new("kill")
            .args([&format!("-{signal}"), &pid])
            .status();
        assert!(sent.unwrap().success());
        let ended = window.ended();
        assert!(ended < 0, "{signal}: ended with {ended}, not by the signal");
        let text = std::fs::read_to_string(&kept).unwrap();
        if signal != "KILL" {
            // Stopped in order, it keeps the last words, too, and gives the terminal back.
            assert!(text.contains("half a thought more"), "{signal}: {text}");
            assert!(!window.screen().alternate_screen(), "{signal}");
        }
        let mut window = open(&place, &[]);
        window.wait(&format!("of 47 {id}"));
        window.wait("unfinished no: half a thought");
        window.keys("n");
        window.wait("> half a thought");
        window.keys(" and done\r");
        window.wait(&format!("saved: {id}, gap"));
        window.keys(CTRL_C);
        window.wait("Before you leave");
        window.keys(CTRL_C);
        assert_eq!(window.ended(), 0);
        assert!(!kept.exists());
    }
}

#[test]
fn a_closed_terminal_ends_it() {
    let place = Workplace::product();
    let mut window = open(&place, &["annex-i.i.1.production"]);
    window.keys("nnot lost");
    window.wait("> not lost");
    let pid = window.pid();
    drop(window);
    let began = std::time::Instant::now();
    while std::path::Path::new(&format!("/proc/{pid}/stat")).exists()
        && std::fs::read_to_string(format!("/proc/{pid}/stat"))
            .is_ok_and(|stat| !stat.contains(") Z"))
    {
        assert!(
            began.elapsed().as_secs() < 20,
            "it goes on without a terminal"
        );
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    assert!(
        place
            .read("cemark/private/drafts.json")
            .contains("not lost")
    );
}

#[test]
fn leaving_a_question_keeps_what_was_begun_and_x_drops_it() {
    let place = Workplace::product();
    let mut window = open(&place, &["annex-i.i.1.production"]);
    window.keys("pto be continued");
    window.wait("> to be continued");
    window.keys(ESC);
    window.wait("unfinished partly: to be continued");
    window.keys("\rb");
    window.wait("of 47 annex-i.i.1.production");
    // Another status goes on with the same words.
    window.keys("n");
    window.wait("> to be continued");
    window.keys(ESC);
    window.wait("unfinished no: to be continued");
    window.keys("q");
    window.wait("unfinished annex-i.i.1.production: begun, and kept");
    window.keys("b");
    window.wait("of 47 annex-i.i.1.production");
    window.keys("x");
    window.wait("the unfinished answer is dropped");
    window.keys("q");
    window.wait("Before you leave");
    // Enter, held down, does not leave.
    window.keys("\r");
    window.wait("q leaves, b goes back");
    window.keys("q");
    assert_eq!(window.ended(), 0);
    assert!(!place.file("cemark/private/drafts.json").exists());
}

#[test]
fn undo_takes_back_what_this_sitting_wrote_and_no_more() {
    let place = Workplace::product();
    place.expect(
        0,
        &[
            "answer",
            "annex-i.i.1.risk-based",
            "not-met",
            "--note",
            "from before",
        ],
    );
    let before = place.read("cemark/answers/annex-i.yaml");
    let mut window = open(&place, &["annex-i.i.1.risk-based"]);
    window.keys("u");
    window.wait("nothing of this sitting is left to take back");
    window.keys("n");
    window.wait("> from before");
    window.keys(" and now\r");
    window.wait("saved: annex-i.i.1.risk-based, gap");
    window.keys("n");
    window.wait("What is missing");
    window.keys("second\r");
    window.wait("saved: annex-i.i.1.production, gap");
    window.keys("u");
    window.wait("taken back: annex-i.i.1.production, open");
    window.keys("u");
    window.wait("taken back: annex-i.i.1.risk-based, gap");
    assert_eq!(place.read("cemark/answers/annex-i.yaml"), before);
    // The words are not gone with it.
    window.wait("unfinished no: from before and now");
    window.keys("n");
    window.wait("> from before and now");
}

#[test]
fn another_status_takes_no_note_along_and_no_slip_replaces_an_answer() {
    let place = Workplace::product();
    let id = "annex-i.i.1.production";
    let yes = [
        "answer",
        id,
        "met",
        "--evidence",
        "docs/report.md",
        "--note",
        "All is well.",
    ];
    place.expect(0, &yes);
    let before = place.read("cemark/answers/annex-i.yaml");
    let mut window = open(&place, &[id]);
    window.keys("n");
    window.wait("no. What is missing");
    window.wait("replaces: yes by no");
    window.wait("earlier words (Ctrl-T): All is well.");
    window.keys("\r");
    window.wait("this replaces the answer 'yes' by 'no' without a note; the same again saves it");
    assert_eq!(place.read("cemark/answers/annex-i.yaml"), before);
    // What speaks for a yes is taken over only when that is asked for.
    window.keys("Own words.\u{14}");
    window.wait("> Own words. All is well.");
    window.keys("\u{15}\u{7f}\u{15}Broken since May.\r");
    window.wait(&format!("saved: {id}, gap"));
    let file = place.read("cemark/answers/annex-i.yaml");
    assert!(
        file.contains("Broken since May.") && !file.contains("All is well."),
        "{file}"
    );
    assert!(file.contains("docs/report.md"), "{file}");
    window.keys("b");
    window.wait("so far ✗ no (gap)");
    window.keys("p");
    window.wait("replaces: no by partly");
    window.keys("\r\r");
    window.wait(&format!("saved: {id}, partial"));
}

#[test]
fn what_is_no_file_does_not_hold_it_up_and_a_long_look_can_be_stopped() {
    let place = Workplace::product();
    let made = Command::new("mkfifo").arg(place.file("docs/pipe")).status();
    assert!(made.unwrap().success());
    let mut window = open(&place, &["annex-i.ii.3.tests"]);
    window.keys("ydocs/pipe");
    window.wait("there: neither a file nor a folder");
    window.keys("\r");
    window.wait("it is neither a file nor a folder");
    window.keys("\u{15}");
    // So large that nobody waits for it; it takes no room on the disk.
    let huge = std::fs::File::create(place.file("docs/huge.bin")).unwrap();
    huge.set_len(1 << 40).unwrap();
    window.keys("docs/huge.bin");
    window.wait("1.0 TB; its digest is taken when it is recorded");
    window.keys("\r");
    window.wait("reading docs/huge.bin:");
    window.keys(ESC);
    window.wait("stopped before its digest was taken");
    window.keys("\r");
    window.wait("reading docs/huge.bin:");
    let pid = window.pid().to_string();
    assert!(
        Command::new("kill")
            .args(["-TERM", &pid])
            .status()
            .unwrap()
            .success()
    );
    assert_eq!(window.ended(), -15);
}

#[test]
fn addresses_with_a_password_and_wrong_last_days_are_refused() {
    let place = Workplace::product();
    let mut window = open(&place, &["annex-i.ii.3.tests"]);
    window.keys("yhttps://user:secret@example.com/x");
    window.wait("there: an address with a name or password before its host");
    window.keys("\r");
    window.wait("the address holds a name or password");
    for (line, why) in [
        ("https://example.com/a b", "an address has no blanks"),
        (
            "https://example.com/a until soon",
            "`soon` is no day; write it as 2027-03-31",
        ),
        (
            "docs/report.md until 2020-01-01",
            "the last day 2020-01-01 has passed",
        ),
    ] {
        window.keys(&format!("\u{15}{line}"));
        if line.contains("until") {
            // The day is no part of what is looked at.
            window.wait("there: ");
        }
        window.keys("\r");
        window.wait(why);
    }
}

#[test]
fn what_cannot_be_seen_is_not_answered() {
    let place = Workplace::product();
    let mut window = open(&place, &["annex-i.i.1.production"]);
    window.resize(12, 5);
    window.wait("too small; q leaves");
    window.keys("nwords\ry\r");
    window.resize(80, 24);
    window.wait("2 of 47 annex-i.i.1.production");
    assert!(!place.file("cemark/answers/annex-i.yaml").exists());
    window.resize(12, 5);
    window.wait("too small; q leaves");
    window.keys("qq");
    assert_eq!(window.ended(), 0);
}

#[test]
fn a_long_note_shows_as_much_as_fits_and_that_there_is_more() {
    let place = Workplace::product();
    let mut window = open(&place, &["annex-i.i.1.production"]);
    window.keys("n");
    window.wait("What is missing");
    let lines: Vec<String> = (1..=8).map(|n| format!("line {n}")).collect();
    window.keys(&lines.join("\n"));
    window.wait("↑ line");
    window.wait_gone("> line 1");
    window.resize(100, 50);
    window.wait("> line 1 line 2 line 3 line 4 line 5 line 6 line 7 line 8");
}

#[test]
fn two_at_one_project_are_told_and_overwrite_nothing() {
    let place = Workplace::product();
    let id = "annex-i.i.1.production";
    let mut first = open(&place, &[id]);
    first.keys("n");
    first.wait("What is missing");
    first.keys("words of the first");
    first.wait("words of the first");
    let mut command = assess(&place, &[id]);
    command.env("CEMARK_AUTHOR", "Bob Builder");
    let mut second = Window::open(command, 80, 24);
    second.wait("* Ada Example (process");
    second.wait("has this questionnaire open");
    second.keys("p");
    second.wait("What is missing");
    second.keys("words of the second\r");
    second.wait(&format!("saved: {id}, partial"));
    // The first sees it while writing, and is asked before anything is overwritten.
    first.wait(&format!("changed outside meanwhile: {id} (now partly)"));
    first.keys("\r");
    first.wait("Somebody else changed this answer while you were writing.");
    first.wait("mine: no: words of the first");
    first.wait("theirs: partly: words of the second (Bob Builder)");
    assert!(
        place
            .read("cemark/answers/annex-i.yaml")
            .contains("words of the second")
    );
    first.keys("k");
    first.wait(&format!("saved: {id}, gap"));
    let file = flat(&place.read("cemark/answers/annex-i.yaml"));
    assert!(
        file.contains("words of the first words of the second"),
        "{file}"
    );
    second.wait(&format!("changed outside meanwhile: {id} (now no)"));
    // Other questions merge without a word.
    second.keys("n");
    second.wait("What is missing");
    second.keys("\r");
    first.wait("changed outside meanwhile: annex-i.i.2.a.known-exploitable (now no)");
}

#[test]
fn of_two_answers_mine_or_theirs() {
    for (key, stays, goes) in [
        ("m", "mine it is", "theirs it is"),
        ("t", "theirs it is", "mine it is"),
    ] {
        let place = Workplace::product();
        let id = "annex-i.i.1.production";
        let mut window = open(&place, &[id]);
        window.keys("nmine it is");
        window.wait("> mine it is");
        place.expect(
            0,
            &[
                "answer",
                id,
                "partly",
                "--note",
                "theirs it is",
                "--by",
                "Bob",
            ],
        );
        window.keys("\r");
        window.wait("Which one counts?");
        // What is no choice chooses nothing.
        window.keys("\rz");
        window.keys(key);
        window.wait(if key == "m" {
            "saved: "
        } else {
            "the other answer stays"
        });
        let file = place.read("cemark/answers/annex-i.yaml");
        assert!(file.contains(stays) && !file.contains(goes), "{file}");
    }
}

#[test]
fn a_file_broken_outside_is_told_and_nothing_is_written_over_it() {
    let place = Workplace::product();
    let id = "annex-i.i.1.production";
    place.expect(0, &["answer", "annex-i.i.1.risk-based", "not-met"]);
    let mut window = open(&place, &[id]);
    window.keys("nkept in spite");
    window.wait("> kept in spite");
    let broken = format!("{}  oops: [\n", place.read("cemark/answers/annex-i.yaml"));
    place.write("cemark/answers/annex-i.yaml", &broken);
    window.wait("changed outside, and cannot be read as it is now: cemark/answers/annex-i.yaml:");
    window.keys("\r");
    window.wait("not saved:");
    window.wait("> kept in spite");
    assert_eq!(place.read("cemark/answers/annex-i.yaml"), broken);
    place.write(
        "cemark/answers/annex-i.yaml",
        broken.replace("  oops: [\n", ""),
    );
    window.keys("\r");
    window.wait(&format!("saved: {id}, gap"));
}

#[test]
fn an_answer_for_a_part_that_goes_is_not_taken_for_the_whole() {
    let place = Workplace::product();
    let id = "annex-i.i.1.production";
    let mut window = open(&place, &["--part", "app", id]);
    window.wait("Sensor 1.0.0, part app");
    window.keys("nonly the app");
    window.wait("> only the app");
    place.replace("cemark.yaml", ", app: The phone app", "");
    window.wait("is kept as unfinished");
    window.wait_gone("part app");
    window.wait("yes means");
    window.keys("q");
    window.wait("Before you leave");
    window.keys("q");
    assert_eq!(window.ended(), 0);
    assert!(!place.file("cemark/answers/annex-i.yaml").exists());
    let kept = place.read("cemark/private/drafts.json");
    assert!(
        kept.contains("only the app") && kept.contains("\"app\""),
        "{kept}"
    );
    place.replace(
        "cemark.yaml",
        "The sensor",
        "The sensor, app: The phone app",
    );
    let mut window = open(&place, &["--part", "app"]);
    window.wait("unfinished no: only the app");
}

#[test]
fn every_size_is_drawn_and_a_resize_loses_no_word() {
    let place = Workplace::product();
    let mut window = open(&place, &["annex-i.i.1.production"]);
    window.keys("n");
    window.wait("What is missing");
    let mut written = String::new();
    for (columns, rows) in [
        (40, 12),
        (20, 8),
        (10, 3),
        (1, 1),
        (30, 60),
        (300, 10),
        (200, 60),
        (80, 24),
    ] {
        window.resize(columns, rows);
        let word = format!("w{columns}x{rows} ");
        window.keys(&word);
        written.push_str(&word);
        std::thread::sleep(std::time::Duration::from_millis(60));
        window.text();
    }
    window.wait(written.trim_end());
    window.resize(12, 5);
    window.wait("too small; Ctrl-C leaves");
    window.keys("\r");
    window.resize(40, 12);
    window.wait("What is missing");
    window.keys("\r");
    window.wait("saved: annex-i.i.1.production, gap");
    assert!(flat(&place.read("cemark/answers/annex-i.yaml")).contains(written.trim_end()));
}

#[test]
fn without_colours_every_meaning_is_still_there() {
    let place = Workplace::product();
    place.expect(0, &["answer", "annex-i.i.1.risk-based", "not-met"]);
    let coloured = |window: &Window| {
        let screen = window.screen();
        let (rows, columns) = screen.size();
        let (rows, columns) = (rows.get(), columns.get());
        let cells = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
        let mut cells = cells.filter_map(|(row, column)| screen.cell(row, column));
        cells.any(|cell| {
            cell.fgcolor() != vt100::Color::Default || cell.bgcolor() != vt100::Color::Default
        })
    };
    let mut window = open(&place, &["annex-i.i.1.risk-based"]);
    window.wait("✗ gap 1");
    assert!(coloured(&window));
    for (name, value) in [("NO_COLOR", "1"), ("TERM", "xterm")] {
        let mut command = assess(&place, &["annex-i.i.1.risk-based"]);
        command.env(name, value);
        let mut window = Window::open(command, 80, 24);
        window.wait("✗ gap 1");
        window.wait("so far ✗ no (gap)");
        assert!(!coloured(&window), "{name}");
    }
}

#[test]
fn where_nothing_can_be_drawn_it_asks_line_by_line() {
    let place = Workplace::product();
    for term in ["dumb", ""] {
        let mut command = assess(&place, &[]);
        command.env("TERM", term);
        let mut window = Window::open(command, 80, 24);
        let screen = window.wait("answer>");
        assert!(!window.screen().alternate_screen());
        assert!(flat(&screen).contains("keys lists all keys"), "{screen}");
    }
}

#[test]
fn the_arrows_move_the_text() {
    let place = Workplace::product();
    let mut window = open(&place, &["annex-i.i.1.production"]);
    let top = flat(&window.wait("more lines"));
    window.keys(&DOWN.repeat(60));
    window.wait("more above");
    window.keys(&UP.repeat(80));
    window.wait(&top);
}
