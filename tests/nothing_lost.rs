//! What somebody wrote, or another has settled, is not lost in the questionnaire, and nothing is
//! answered by a slip.

#![cfg(unix)]

use std::os::unix::fs::symlink;

use crate::support::window::Window;
use crate::support::{Workplace, flat};

const ESC: &str = "\u{1b}";
const CTRL_C: &str = "\u{3}";
const CTRL_E: &str = "\u{5}";
const CTRL_R: &str = "\u{12}";
const CTRL_X: &str = "\u{18}";
const PRODUCTION: &str = "annex-i.i.1.production";
const ANSWERS: &str = "cemark/answers/annex-i.yaml";
const DRAFTS: &str = "cemark/private/drafts.json";

fn open(place: &Workplace, args: &[&str]) -> Window {
    let command = place.command(&[&["assess"], args].concat());
    let mut window = Window::open(command, 80, 30);
    window.wait("? keys");
    window
}

fn lines(place: &Workplace, args: &[&str]) -> Window {
    let command = place.command(&[&["assess", "--plain"], args].concat());
    let mut window = Window::open(command, 80, 40);
    window.wait("answer>");
    window
}

/// Presses one key after another, as a hand does.
fn press(window: &mut Window, keys: &[&str]) {
    for key in keys {
        window.keys(key);
        std::thread::sleep(std::time::Duration::from_millis(120));
        window.text();
    }
}

#[test]
fn a_reason_that_is_only_offered_is_no_part_of_the_answer() {
    let place = Workplace::product();
    let traits = "  software: true\n  component-for-integration: true";
    place.replace("cemark.yaml", "  software: true", traits);
    let id = "annex-i.i.2.c.automatic";
    let mut window = open(&place, &[id]);
    press(&mut window, &["d"]);
    window.wait("> The product is mainly meant");
    // Looked at and changed back it is still only offered.
    press(&mut window, &["x", "\u{7f}", ESC]);
    window.wait("yes means");
    place.replace("cemark.yaml", traits, "  software: true");
    press(&mut window, &["d"]);
    window.wait("'does not apply' needs a justification");
    press(&mut window, &["\r", "\r", "\r"]);
    window.wait("* 'does not apply' needs a justification");
    assert!(!place.file(ANSWERS).exists());
}

#[test]
fn who_takes_care_of_it_outlives_an_answer_begun_before() {
    let place = Workplace::product();
    let assign = |owner: &str| place.expect(0, &["assign", PRODUCTION, "--owner", owner]);
    assign("Ada");
    let mut window = open(&place, &[PRODUCTION]);
    press(&mut window, &["n"]);
    window.wait("What is missing");
    press(&mut window, &["words", ESC]);
    assign("Bob");
    window.wait("owner Bob");
    press(&mut window, &["n", "\r"]);
    window.wait("saved: ");
    let file = place.read(ANSWERS);
    assert!(
        file.contains("owner: Bob") && file.contains("words"),
        "{file}"
    );
    // Who changes the day takes nothing back of what another has settled meanwhile.
    press(&mut window, &["b", "w"]);
    window.wait("Who takes care of it?");
    assign("Carol");
    window.wait("> Bob");
    press(&mut window, &["\r", "2027-03-31", "\r"]);
    window.wait("who takes care of it");
    let file = place.read(ANSWERS);
    assert!(
        file.contains("owner: Carol") && file.contains("due: \"2027-03-31\""),
        "{file}"
    );
}

#[test]
fn a_name_just_typed_stays_on_the_way_back() {
    let place = Workplace::product();
    let mut window = open(&place, &[PRODUCTION]);
    press(&mut window, &["w", "Dora", "\r"]);
    window.wait("By when?");
    press(&mut window, &[ESC]);
    window.wait("> Dora");
    press(&mut window, &["\r", "\r"]);
    window.wait("who takes care of it");
    assert!(place.read(ANSWERS).contains("owner: Dora"));
}

#[test]
fn an_owner_of_a_part_is_no_answer_for_it() {
    let place = Workplace::product();
    let id = "annex-i.ii.3.tests";
    place.expect(0, &["answer", id, "met", "--evidence", "docs/report.md"]);
    let mut window = open(&place, &["--part", "app", id]);
    press(&mut window, &["w", "me", "\r", "\r"]);
    window.wait("who takes care of it");
    window.wait("for the whole product: yes (conformant)");
    assert!(place.read(ANSWERS).contains("app:"));
    assert_eq!(place.verdict(id, None), "conformant");
    let whole = place.expect(0, &["render", "summary"]).stdout;
    assert!(!whole.contains(&format!("{id} [app]")), "{whole}");
}

#[test]
fn what_else_is_among_the_unfinished_answers_stays() {
    let place = Workplace::product();
    let later = r#"[{"question": "annex-i.i.2.g.minimisation", "later": {"form": 2}}]"#;
    place.write(DRAFTS, later);
    let mut window = open(&place, &[PRODUCTION]);
    press(&mut window, &["n", "words", ESC, "x"]);
    window.wait("the unfinished answer is dropped");
    press(&mut window, &["q", "q"]);
    assert_eq!(window.ended(), 0);
    let kept: serde_json::Value = serde_json::from_str(&place.read(DRAFTS)).unwrap();
    assert_eq!(
        kept,
        serde_json::from_str::<serde_json::Value>(later).unwrap()
    );
    // A file that cannot be read is told, and left as it is.
    for broken in ["[{\"question\": \"half", "{}", "[1, \u{fffd}"] {
        place.write(DRAFTS, broken);
        let mut window = open(&place, &[PRODUCTION]);
        window.wait("unfinished answers of before are left as they are");
        press(&mut window, &["n", "words", ESC]);
        window.wait("an unfinished answer is not kept: cemark/private/drafts.json");
        press(&mut window, &[CTRL_C, CTRL_C]);
        window.ended();
        assert_eq!(place.read(DRAFTS), broken);
    }
    // Nor is a link out of the project followed.
    let elsewhere = Workplace::empty();
    let draft = r#"[{"question": "annex-i.i.1.production", "answer": {"status": "not-met", "notes": "theirs"}}]"#;
    elsewhere.write("drafts.json", draft);
    std::fs::remove_file(place.file(DRAFTS)).unwrap();
    symlink(elsewhere.file("drafts.json"), place.file(DRAFTS)).unwrap();
    let mut window = open(&place, &[PRODUCTION]);
    let screen = window.wait("a link leads it out of the project");
    assert!(!screen.contains("theirs"), "{screen}");
    assert_eq!(elsewhere.read("drafts.json"), draft);
}

#[test]
fn evidence_that_cannot_be_looked_at_again_stays_as_it_was() {
    let place = Workplace::product();
    place.write("docs/other.md", "Other.\n");
    let id = "annex-i.ii.3.tests";
    let both = [
        "answer",
        id,
        "met",
        "--evidence",
        "docs/report.md",
        "--evidence",
        "docs/other.md",
    ];
    place.expect(0, &both);
    std::fs::remove_file(place.file("docs/report.md")).unwrap();
    place.write("docs/other.md", "Changed.\n");
    let mut window = open(&place, &[id]);
    press(&mut window, &["y", "half/a/path", CTRL_R]);
    window.wait("docs/report.md stays as it was: there is no such file or folder");
    // What is written goes on.
    window.wait("1. docs/report.md");
    window.wait("2. docs/other.md");
    window.wait("> half/a/path");
    press(&mut window, &[CTRL_X]);
    window.wait("dropped: docs/other.md");
    window.wait("> half/a/path");
}

#[test]
fn evidence_is_looked_at_again_where_it_is_recorded() {
    let place = Workplace::product();
    let id = "annex-i.ii.3.tests";
    place.expect(0, &["answer", id, "met", "--evidence", "docs/report.md"]);
    // From here the same words name another file.
    place.write("docs/docs/report.md", "Another.\n");
    let mut command = place.command(&["assess", id]);
    command.current_dir(place.file("docs"));
    let mut window = Window::open(command, 80, 30);
    window.wait("? keys");
    press(&mut window, &["y", CTRL_R, "\r", "\r"]);
    window.wait("saved: ");
    assert!(!place.read(ANSWERS).contains("docs/docs"));
    assert_eq!(place.verdict(id, None), "conformant");
}

#[test]
fn keys_typed_during_a_long_look_are_for_afterwards() {
    let place = Workplace::product();
    let large = std::fs::File::create(place.file("docs/large.bin")).unwrap();
    large.set_len(3 << 30).unwrap();
    let mut window = open(&place, &["annex-i.ii.3.tests"]);
    press(&mut window, &["y", "docs/large.bin", "\r"]);
    window.wait("reading docs/large.bin:");
    window.keys("docs/next");
    // It is stopped, and so is what was typed for afterwards; what is entered stays to be mended.
    std::thread::sleep(std::time::Duration::from_millis(400));
    window.keys(ESC);
    window.wait("stopped before its digest was taken");
    window.wait("> docs/large.bin");
    large.set_len(64 << 20).unwrap();
    window.keys("\r");
    window.keys("docs/next");
    window.wait("taken: docs/large.bin");
    window.wait("> docs/next");
}

#[test]
fn control_c_in_an_editor_is_the_editors() {
    for plain in [false, true] {
        let place = Workplace::product();
        // As a terminal does: to all that runs in it.
        place.write(
            "editor.sh",
            "trap '' INT; kill -INT 0; printf 'edited\\n' > \"$1\"\n",
        );
        let args: &[&str] = if plain {
            &["assess", "--plain", PRODUCTION]
        } else {
            &["assess", PRODUCTION]
        };
        let mut command = place.command(args);
        command.env("EDITOR", "sh editor.sh");
        let mut window = Window::open(command, 80, 30);
        match plain {
            true => {
                window.wait("answer>");
                window.keys("n\r");
                window.wait("notes>");
                window.keys(":e\r");
            }
            false => {
                window.wait("? keys");
                press(&mut window, &["n", CTRL_E]);
                window.wait("> edited");
                window.keys("\r");
            }
        }
        window.wait(&format!("saved: {PRODUCTION}, gap"));
        assert!(place.read(ANSWERS).contains("edited"));
        // Elsewhere it still stops the program.
        match plain {
            true => {
                window.keys(CTRL_C);
                assert_eq!(window.ended(), -2);
            }
            false => {
                window.keys(CTRL_C);
                window.wait("Before you leave");
            }
        }
    }
}

#[test]
fn lines_for_a_part_that_goes_answer_nothing_else() {
    let place = Workplace::product();
    let mut window = lines(&place, &["--part", "app", PRODUCTION]);
    window.keys("n\r");
    window.wait("notes>");
    place.replace("cemark.yaml", ", app: The phone app", "");
    window.keys("only of the app\r");
    window.wait("the answer to annex-i.i.1.production is kept as unfinished");
    window.wait("what was entered is not taken");
    assert!(!place.file(ANSWERS).exists());
    assert!(place.read(DRAFTS).contains("only of the app"));
    // Nobody can go on with it, so it can be dropped where that is told.
    window.keys("f all\rq\r");
    window.wait("annex-i.i.1.production (part app): begun, and no longer asked; x drops it");
    assert_eq!(window.ended(), 0);
    let mut window = open(&place, &[]);
    press(&mut window, &["q"]);
    window.wait("no longer asked; x drops it");
    press(&mut window, &["x"]);
    window.wait("dropped: 1 unfinished, no longer asked");
    press(&mut window, &["q"]);
    assert_eq!(window.ended(), 0);
    assert!(!place.file(DRAFTS).exists());
}

#[test]
fn a_status_for_a_question_that_goes_is_not_given_to_its_neighbour() {
    let place = Workplace::product();
    let mut window = lines(&place, &["--part", "app", PRODUCTION]);
    place.replace("cemark.yaml", ", app: The phone app", "");
    window.keys("n\r");
    window.wait("what was entered is not taken");
    window.wait("answer>");
    assert!(!flat(&window.text()).ends_with("notes>"));
}

#[test]
fn taking_back_leaves_no_conflict_with_oneself() {
    let place = Workplace::product();
    let mut window = open(&place, &[PRODUCTION]);
    press(&mut window, &["n", "first words", "\r"]);
    window.wait("saved: ");
    press(&mut window, &["b", "p", " and second", ESC]);
    window.wait("unfinished partly:");
    press(&mut window, &["u"]);
    window.wait(&format!("taken back: {PRODUCTION}, open"));
    window.wait("first words");
    window.wait("and second");
    press(&mut window, &["p", "\r"]);
    window.wait(&format!("saved: {PRODUCTION}, partial"));
    let file = flat(&place.read(ANSWERS));
    assert!(
        file.contains("and second") && file.contains("first words"),
        "{file}"
    );
}

#[test]
fn taking_back_restores_the_file_to_the_letter() {
    let place = Workplace::product();
    let text = "checklist: annex-i\nanswers:\n  # By hand.\n  annex-i.i.1.production: {status: not-met, # why\n     author: 'Bob',   date: 2026-11-01, revision: 1, notes: \"as \\u202e is\"}\n\n  annex-i.i.1.risk-based:\n    status: not-met\n    author: Bob\n    date: 2026-11-01\n    revision: 1\n";
    place.write(ANSWERS, text);
    let mut window = open(&place, &[PRODUCTION]);
    press(&mut window, &["n", " and more", "\r"]);
    window.wait("saved: ");
    assert_ne!(place.read(ANSWERS), text);
    press(&mut window, &["p", "other", "\r"]);
    window.wait("saved: annex-i.i.2.a.known-exploitable");
    press(&mut window, &["u"]);
    window.wait("taken back: annex-i.i.2.a.known-exploitable");
    press(&mut window, &["u"]);
    window.wait(&format!("taken back: {PRODUCTION}"));
    assert_eq!(place.read(ANSWERS), text);
}

#[test]
fn the_same_answer_of_another_is_no_conflict() {
    let place = Workplace::product();
    let mut window = open(&place, &[PRODUCTION]);
    press(&mut window, &["n", "In spring."]);
    window.wait("> In spring.");
    place.expect(
        0,
        &[
            "answer",
            PRODUCTION,
            "not-met",
            "--note",
            "In spring.",
            "--by",
            "Bob",
        ],
    );
    press(&mut window, &["\r"]);
    window.wait(&format!("saved: {PRODUCTION}, gap"));
    window.wait("somebody else gave the same answer");
    assert!(place.read(ANSWERS).contains("author: Bob"));
}

#[test]
fn words_that_are_cleaned_are_no_conflict() {
    let place = Workplace::product();
    let text = "checklist: annex-i\nanswers:\n  annex-i.i.1.production:\n    status: not-met\n    notes: \"left\\u202eright \"\n    author: Bob\n    date: 2026-11-01\n    revision: 1\n";
    place.write(ANSWERS, text);
    let mut window = open(&place, &[PRODUCTION]);
    press(&mut window, &["n", " more", ESC]);
    window.wait("unfinished no:");
    press(&mut window, &["q", "q"]);
    assert_eq!(window.ended(), 0);
    let mut window = open(&place, &[PRODUCTION]);
    press(&mut window, &["n", "\r"]);
    window.wait(&format!("saved: {PRODUCTION}, gap"));
}

/// Some terminals paste key by key, without a mark.
#[test]
fn prose_that_begins_with_an_answer_saves_nothing_by_itself() {
    for prose in [
        "no, in no way we do.\rnor\r",
        "partly\r\r",
        "yes\r\rno\r\r",
        "do not\r\r\r",
        "why\rme\r\r",
    ] {
        let place = Workplace::product();
        let mut window = open(&place, &[PRODUCTION]);
        window.keys(prose);
        window.wait_still();
        assert!(
            !place.file(ANSWERS).exists(),
            "{prose:?}\n{}",
            window.text()
        );
        // Ctrl-C is heard all the same.
        let mut window = open(&place, &[PRODUCTION]);
        window.keys(&format!("{prose}{CTRL_C}"));
        window.wait("Before you leave");
        assert!(!place.file(ANSWERS).exists(), "{prose:?}");
    }
    // Lines pasted into a note stay one note.
    let place = Workplace::product();
    let mut window = open(&place, &[PRODUCTION]);
    press(&mut window, &["n"]);
    window.keys("not yet\rno line of it\ryes\r");
    window.wait(&format!("saved: {PRODUCTION}, gap"));
    window.wait_still();
    let file = place.read(ANSWERS);
    assert!(
        file.contains("not yet\n      no line of it\n      yes") && !file.contains("i.2.a"),
        "{file}"
    );
    let place = Workplace::product();
    let mut window = open(&place, &[PRODUCTION]);
    window.keys("no, in no way\rwe do\r");
    window.wait("all this came at once, as pasted text does");
    window.wait("> o, in no way we do");
    press(&mut window, &["\r"]);
    window.wait(&format!("saved: {PRODUCTION}, gap"));
}

#[test]
fn words_of_one_answer_do_not_ride_along_unseen_into_another() {
    let place = Workplace::product();
    let id = "annex-i.i.2.c.automatic";
    let reason = "Nobody can change it once it is built in.";
    let mut window = open(&place, &[id]);
    press(&mut window, &["d", reason, "\r"]);
    window.wait("saved: ");
    press(&mut window, &["b", "n"]);
    window.wait("replaces: does not apply by no");
    window.wait(&format!("earlier words (Ctrl-T): {reason}"));
    press(&mut window, &["\r", "\r"]);
    window.wait(&format!("saved: {id}, gap"));
    assert!(!place.read(ANSWERS).contains("justification"));
    // A note that was begun is seen beside the reason that it is saved with.
    press(&mut window, &["b", "n", "begun", ESC, "d"]);
    window.wait("note, saved with it: begun");
    // And a reason that was begun is seen as a note.
    press(&mut window, &[reason, ESC, "n"]);
    window.wait("begun");
    window.wait(reason);
}

#[test]
fn lines_say_what_is_replaced_and_ask_again() {
    let place = Workplace::product();
    let id = "annex-i.ii.3.tests";
    place.expect(
        0,
        &[
            "answer",
            id,
            "met",
            "--evidence",
            "docs/report.md",
            "--note",
            "Ran.",
        ],
    );
    let mut window = lines(&place, &[id]);
    window.keys("n\r");
    window.wait("replaces: yes by no");
    window.wait("earlier words (:t): Ran.");
    window.keys("\r");
    window.wait("this replaces the answer 'yes' by 'no' without a note; the same again saves it");
    assert_eq!(place.verdict(id, None), "conformant");
    window.keys("\r");
    window.wait(&format!("saved: {id}, gap"));
}
