//! The risk register: cemark/risk.yaml, and what it does to 'does not apply' under Annex I Part I
//! point 2.

use crate::support::{Workplace, flat};

const QUESTION: &str = "annex-i.i.2.c.automatic";

fn add(place: &Workplace, code: i32, more: &[&str]) -> String {
    let args = [
        "risk",
        "add",
        "--asset",
        "Line",
        "--threat",
        "An update at night stops it",
        "--treatment",
        "An operator schedules each update",
        "--residual",
        "Low: within a day",
    ];
    let run = place.expect(code, &[&args[..], more].concat());
    run.stdout + &run.stderr
}

fn verdict(place: &Workplace) -> String {
    place.verdict(QUESTION, None)
}

#[test]
fn does_not_apply_needs_an_entry_once_there_is_a_register() {
    let place = Workplace::product();
    let reason = "An operator schedules each change of the process; the manual says how.";
    let na = ["answer", QUESTION, "not-applicable", "--justify", reason];
    place.expect(0, &na);
    assert_eq!(verdict(&place), "not-applicable");
    // The file is there and silent on the point.
    add(&place, 0, &["--point", "annex-i.i.2.d"]);
    assert_eq!(verdict(&place), "unevidenced");
    let run = place.expect(1, &["check"]);
    assert!(
        run.stdout.contains("no entry in cemark/risk.yaml"),
        "{}",
        run.stdout
    );
    // An entry that says that it does not apply.
    add(&place, 0, &["--point", QUESTION, "--does-not-apply"]);
    assert_eq!(verdict(&place), "not-applicable");
    // One on the whole point that applies does not speak of the question that has its own.
    add(&place, 0, &["--point", "annex-i.i.2.c"]);
    assert_eq!(verdict(&place), "not-applicable");
    // One on the question itself contradicts.
    add(&place, 0, &["--point", QUESTION]);
    assert_eq!(verdict(&place), "contradicted");
    let run = place.expect(1, &["check"]);
    let text = flat(&run.stdout);
    assert!(
        text.contains("`r-4` in cemark/risk.yaml says that this point applies"),
        "{text}"
    );

    // Entries that an answer names have to be there, whatever its status.
    let limits = [&na[..], &["--limits", "r-9"]].concat();
    place.expect(0, &limits);
    assert_eq!(verdict(&place), "invalid");
    let met = [
        "answer",
        QUESTION,
        "met",
        "--evidence",
        "docs/report.md",
        "--limits",
    ];
    place.expect(0, &[&met[..], &["r-9"]].concat());
    assert_eq!(verdict(&place), "invalid");
    place.expect(0, &[&met[..], &["r-1"]].concat());
    assert_eq!(verdict(&place), "conformant");
}

/// Only Annex I Part I point 2 turns on the risk assessment.
#[test]
fn elsewhere_the_register_decides_nothing() {
    let place = Workplace::product();
    add(&place, 0, &["--point", "annex-i.i.2.d"]);
    let id = "annex-i.ii.7.automatic";
    let reason = "The product has no software that could be updated from outside.";
    place.expect(0, &["answer", id, "not-applicable", "--justify", reason]);
    assert_eq!(place.verdict(id, None), "not-applicable");
}

#[test]
fn entries_show_at_their_points() {
    let place = Workplace::product();
    let run = place.expect(0, &["risk", "list"]);
    assert!(
        run.stdout.contains("No entry is recorded"),
        "{}",
        run.stdout
    );
    assert_eq!(
        run.stdout.matches("no entry\n").count(),
        13,
        "{}",
        run.stdout
    );
    add(
        &place,
        0,
        &[
            "--point",
            "annex-i.i.2.d",
            "--point",
            "annex-i.ii.2",
            "--id",
            "door",
        ],
    );
    for (args, count) in [
        (&["risk", "list"][..], 2),
        (&["explain", "annex-i.i.2.d"], 1),
        (&["explain", "annex-i.i.2.d.protection"], 1),
        (&["render", "summary"], 2),
    ] {
        let text = place.expect(0, args).stdout;
        let flat = flat(&text);
        assert_eq!(
            flat.matches("An update at night stops it").count(),
            count,
            "{args:?}\n{text}"
        );
    }
    let list = place
        .expect(0, &["risk", "list", "--format", "json"])
        .stdout;
    crate::check::validates(&place, "risk-list", &list);
    assert!(list.contains(r#""id": "door""#), "{list}");
    let report = place.check();
    let all = report["requirements"].as_array().unwrap();
    let own = all.iter().find(|r| r["id"] == "annex-i.i.2.d").unwrap();
    assert_eq!(own["risks"], serde_json::json!(["door"]));
}

#[test]
fn a_register_is_read_whole_and_written_without_loss() {
    let place = Workplace::product();
    let first = "# Ours.\nrisks:\n  # The door.\n  door:\n    asset: Door # of the box\n    threat: Opened\n    points: [annex-i.i.2.d]\n    treatment: A lock\n    residual: Small\n    accepted-by: Ada\n    date: 2026-11-24\n";
    place.write("cemark/risk.yaml", first);
    add(&place, 0, &["--point", "annex-i.i.2.e"]);
    let text = place.read("cemark/risk.yaml");
    assert!(text.starts_with(first), "{text}");
    assert!(text.contains("\n  r-1:\n"), "{text}");
    assert!(add(&place, 2, &["--point", "annex-i.i.2.e", "--id", "door"]).contains("already"));
    assert!(add(&place, 2, &["--point", "annex-i.i.2.x"]).contains("did you mean"));
    assert!(add(&place, 2, &["--point", "annex-ii.1"]).contains("no point of Annex I"));
    assert_eq!(place.read("cemark/risk.yaml"), text);
    // Mistakes are told with their place, all of them.
    place.write("cemark/risk.yaml", "risks:\n  a: {asset: '', threat: x, points: [annex-i.i.2.q], treatment: x, residual: x, accepted-by: x, date: 2026-11-24}\n");
    let run = place.expect(2, &["check"]);
    for word in [
        "cemark/risk.yaml:2",
        "`asset` of `a` is empty",
        "`annex-i.i.2.q`",
    ] {
        assert!(run.stderr.contains(word), "{word}\n{}", run.stderr);
    }
    place.write("cemark/risk.yaml", "# nothing yet\n");
    place.expect(1, &["check"]);
}

#[test]
fn the_dialogue_asks_for_what_is_not_given() {
    let place = Workplace::product();
    let lines = "The key\n\nStolen\nannex-i.i.2.zz\nannex-i.i.2.f annex-i.i.2.d\nA vault\nSmall\n";
    let run = place.typed(&["risk", "add", "--plain"], lines);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let text = place.read("cemark/risk.yaml");
    assert!(
        text.contains("- annex-i.i.2.d") && text.contains("asset: The key"),
        "{text}"
    );
    let run = place.typed(&["risk", "add", "--plain"], "The key\nq\n");
    assert!(
        run.stdout.contains("Nothing was recorded"),
        "{}",
        run.stdout
    );
    assert_eq!(place.read("cemark/risk.yaml"), text);
    let run = place.expect(2, &["risk", "add", "--asset", "x"]);
    assert!(run.stderr.contains("--threat is missing"), "{}", run.stderr);
}

/// Takes the question out, with a reason.
const NOT_APPLICABLE: [&str; 5] = [
    "answer",
    QUESTION,
    "not-applicable",
    "--justify",
    "The manual says who schedules each update, and when.",
];

/// An entry counts for what it says, for the part of which it speaks, and from its day on.
#[test]
fn an_entry_counts_for_what_it_says() {
    let place = Workplace::product();
    place.expect(0, &[&NOT_APPLICABLE[..], &["--part", "app"]].concat());
    place.expect(0, &[&NOT_APPLICABLE[..], &["--part", "device"]].concat());
    add(
        &place,
        0,
        &["--point", QUESTION, "--does-not-apply", "--part", "app"],
    );
    assert_eq!(place.verdict(QUESTION, Some("app")), "not-applicable");
    assert_eq!(place.verdict(QUESTION, Some("device")), "unevidenced");
    add(&place, 0, &["--point", QUESTION, "--part", "device"]);
    assert_eq!(place.verdict(QUESTION, Some("app")), "not-applicable");
    assert_eq!(place.verdict(QUESTION, Some("device")), "contradicted");
    assert!(add(&place, 2, &["--point", QUESTION, "--part", "boat"]).contains("no part `boat`"));
    // A later day does not count yet.
    place.replace("cemark/risk.yaml", "2026-11-24", "2027-11-24");
    assert_eq!(place.verdict(QUESTION, Some("app")), "unevidenced");
    // Marks of a place are no entry, and point 1 is never left out.
    let run = place.expect(
        2,
        &[
            "risk",
            "add",
            "--asset",
            "to fill in",
            "--threat",
            "tbd",
            "--treatment",
            "x",
            "--residual",
            "y",
            "--point",
            "annex-i.i.2.j",
        ],
    );
    assert!(run.stderr.contains("only marks a place"), "{}", run.stderr);
    let said = add(&place, 2, &["--point", "annex-i.i.1", "--does-not-apply"]);
    assert!(said.contains("applies to every product"), "{said}");
}

/// An answer for the whole product holds for each part of it.
#[test]
fn an_entry_for_a_part_speaks_to_an_answer_for_the_whole() {
    let place = Workplace::product();
    place.expect(0, &NOT_APPLICABLE);
    add(
        &place,
        0,
        &["--point", QUESTION, "--does-not-apply", "--part", "app"],
    );
    assert_eq!(verdict(&place), "unevidenced", "the device is not covered");
    add(
        &place,
        0,
        &[
            "--point",
            "annex-i.i.2.c",
            "--does-not-apply",
            "--part",
            "device",
        ],
    );
    assert_eq!(verdict(&place), "not-applicable");
    // One on the question for one part takes nothing from the other.
    add(
        &place,
        0,
        &["--point", QUESTION, "--does-not-apply", "--part", "app"],
    );
    assert_eq!(verdict(&place), "not-applicable");
    add(&place, 0, &["--point", QUESTION, "--part", "app"]);
    assert_eq!(verdict(&place), "contradicted");
}
