//! What was recorded by mistake is corrected: what the correction does not touch stays, what
//! rested on the mistake falls with it, and all of it stays to be seen.

use crate::reporting::{NOW, json, open, product, report, stage, status};
use crate::support::{Workplace, flat};

fn told(place: &Workplace) -> String {
    flat(&report(place, 0, &["status"]).stdout)
}

#[test]
fn a_correction_keeps_what_it_does_not_change() {
    let place = product();
    open(&place, "vulnerability", NOW, "2026-11-24T08:00:00Z");
    place.write("sent.txt", "As typed.\n");
    let sent = ["submitted", "early-warning", "--file", "sent.txt"];
    let more = ["--reference", "SRP-1", "--at", "2026-11-24T09:00:00Z"];
    report(&place, 0, &[&sent[..], &more].concat());
    report(&place, 0, &["record", "--set", "member-states=BE"]);
    let correct = ["submitted", "early-warning", "--correct"];
    let only = |field: &str| status(&place)["events"][0]["submissions"][0][field].clone();

    // The time alone.
    let said = report(
        &place,
        0,
        &[&correct[..], &["--at", "2026-11-24T09:30:00Z"]].concat(),
    );
    assert!(
        said.stdout.contains("kept: early-warning-1.txt"),
        "{}",
        said.stdout
    );
    assert_eq!(only("file"), "early-warning-1.txt");
    assert_eq!(only("reference"), "SRP-1");
    assert_eq!(only("at"), "2026-11-24T09:30:00Z");
    // The reference alone, then the file alone.
    report(
        &place,
        0,
        &[&correct[..], &["--reference", "SRP-2"]].concat(),
    );
    assert_eq!(only("at"), "2026-11-24T09:30:00Z");
    place.write("other.txt", "As really typed.\n");
    report(
        &place,
        0,
        &[&correct[..], &["--file", "other.txt"]].concat(),
    );
    assert_eq!(only("file"), "early-warning-2.txt");
    assert_eq!(only("reference"), "SRP-2");
    assert_eq!(only("at"), "2026-11-24T09:30:00Z");

    // What was there before is still seen, and so is a change of its copy.
    let event = status(&place)["events"][0].clone();
    assert_eq!(event["submissions"].as_array().unwrap().len(), 1);
    assert_eq!(event["taken_back"].as_array().unwrap().len(), 3);
    assert_eq!(event["taken_back"][0]["sent"]["reference"], "SRP-1");
    let text = told(&place);
    assert!(
        text.contains("recorded before: Tue 24 November 2026, 09:00 UTC, reference SRP-1"),
        "{text}"
    );
    assert!(text.contains("corrected since"), "{text}");
    place.write(
        "cemark/private/events/vulnerability-1/early-warning-1.txt",
        "",
    );
    assert!(told(&place).contains("WAS CHANGED"));
}

#[test]
fn what_was_taken_back_shows_with_its_reason() {
    let place = product();
    open(&place, "vulnerability", NOW, "2026-11-24T08:00:00Z");
    report(&place, 0, &["submitted", "early-warning"]);
    let why = ["--not-sent", "The platform was down."];
    report(
        &place,
        0,
        &[&["submitted", "early-warning"], &why[..]].concat(),
    );
    assert!(told(&place).contains("taken back: The platform was down."));
    let gone = &status(&place)["events"][0]["taken_back"][0];
    assert_eq!(gone["why"], "The platform was down.");
    report(
        &place,
        2,
        &[&["submitted", "early-warning", "--at", "now"], &why[..]].concat(),
    );
}

/// Art. 14(2)(b): what was given already was given with something that was sent.
#[test]
fn what_rests_on_a_stage_falls_with_it() {
    let place = product();
    open(&place, "vulnerability", NOW, "2026-11-24T08:00:00Z");
    report(&place, 0, &["submitted", "early-warning"]);
    // Art. 14(2)(c)(iii): before there is a measure, its details cannot have been given.
    let given = ["--already-provided", "All was in it."];
    let run = report(&place, 2, &[&["submitted", "final"], &given[..]].concat());
    assert!(run.stderr.contains("record `measure-available-at` first"));
    let measure = "measure-available-at=2026-11-24T10:00:00Z";
    report(&place, 0, &["record", "--set", measure]);
    for stage in ["notification", "final"] {
        report(
            &place,
            0,
            &["submitted", stage, "--already-provided", "All was in it."],
        );
    }
    assert!(
        told(&place).contains("given with an earlier stage: All was in it."),
        "{}",
        told(&place)
    );
    let back = ["submitted", "early-warning", "--not-sent", "Typo."];
    let said = report(&place, 0, &back).stdout;
    assert!(said.contains("The notification is open again"), "{said}");
    assert!(said.contains("The final report is open again"), "{said}");
    let now = status(&place);
    assert_eq!(stage(&now, 0, "notification")["progress"], "running");
    assert_eq!(stage(&now, 0, "final")["progress"], "running");

    // A correction leaves it standing.
    report(&place, 0, &["submitted", "early-warning"]);
    report(
        &place,
        0,
        &["submitted", "notification", "--already-provided", "In it."],
    );
    report(&place, 0, &["submitted", "early-warning", "--correct"]);
    let now = status(&place);
    assert_eq!(
        stage(&now, 0, "notification")["progress"],
        "already-provided"
    );
    assert_eq!(stage(&now, 0, "notification")["already_provided"], "In it.");
    // It was sent after all.
    report(&place, 0, &["submitted", "notification", "--correct"]);
    let now = status(&place);
    assert_eq!(stage(&now, 0, "notification")["progress"], "submitted");
}

/// Art. 14(6).
#[test]
fn a_request_is_answered_by_what_was_really_sent_after_it() {
    let place = product();
    open(&place, "incident", NOW, "2026-11-24T09:00:00Z");
    let answered = || {
        let event = status(&place)["events"][0].clone();
        let requests = event["requests"].as_array().unwrap().clone();
        let answered = requests.iter().map(|asked| asked["answered"] == true);
        answered.collect::<Vec<_>>()
    };
    report(&place, 0, &["requested", "How many devices?"]);
    // Nothing in it: nothing is answered.
    let run = report(&place, 2, &["submitted", "intermediate"]);
    assert!(
        run.stderr.contains("no status update yet"),
        "{}",
        run.stderr
    );
    let draft = report(&place, 0, &["draft", "intermediate"]).stdout;
    assert!(
        draft.contains("## What the CSIRT asked for\n\n```text\nHow many devices?"),
        "{draft}"
    );
    report(&place, 0, &["record", "--set", "status-update=900"]);
    report(&place, 0, &["submitted", "intermediate"]);
    assert_eq!(answered(), [true]);
    report(&place, 0, &["requested", "And now?"]);
    // A correction of the first answer does not answer the second request.
    let correct = ["submitted", "intermediate", "--correct"];
    report(
        &place,
        0,
        &[&correct[..], &["--reference", "SRP-3"]].concat(),
    );
    assert_eq!(answered(), [true, false]);
    report(
        &place,
        0,
        &["submitted", "intermediate", "--not-sent", "Wrong button."],
    );
    assert_eq!(answered(), [false, false]);
    // By the times of asking and sending, not by the order of recording.
    let at = |stage: &[&str], at: &str| report(&place, 0, &[stage, &["--at", at]].concat());
    at(&["submitted", "intermediate"], "2026-11-24T11:00:00Z");
    at(&["requested", "Earlier?"], "2026-11-24T10:00:00Z");
    assert_eq!(answered(), [false, false, true]);
}

#[test]
fn a_moved_measure_shows_and_can_be_taken_back() {
    let place = product();
    open(&place, "vulnerability", NOW, "2026-11-20T08:00:00Z");
    let measure = |at: &str| {
        let set = format!("measure-available-at={at}");
        report(&place, 0, &["record", "--set", &set]);
    };
    measure("2026-11-21T10:00:00Z");
    measure("2026-11-23T10:00:00Z");
    let event = status(&place)["events"][0].clone();
    assert_eq!(event["measure_available_before"][0], "2026-11-21T10:00:00Z");
    assert!(
        told(&place).contains("measure recorded before as available since Sat 21 November 2026"),
        "{}",
        told(&place)
    );
    report(&place, 2, &["record", "--unset", "measure"]);
    report(
        &place,
        2,
        &["record", "--set", "title=A", "--unset", "title"],
    );
    report(&place, 0, &["record", "--unset", "measure-available-at"]);
    let now = status(&place);
    assert_eq!(stage(&now, 0, "final")["progress"], "not-running");
    assert_eq!(
        now["events"][0]["measure_available_before"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
}

#[test]
fn what_changed_since_a_stage_is_marked_in_the_next() {
    let place = product();
    open(&place, "vulnerability", NOW, "2026-11-24T08:00:00Z");
    report(&place, 0, &["record", "--set", "sensitivity=None"]);
    report(&place, 0, &["submitted", "early-warning"]);
    report(
        &place,
        0,
        &["record", "--set", "sensitivity=High until Monday"],
    );
    let draft = report(&place, 0, &["draft", "notification"]).stdout;
    assert!(
        draft.contains("Sensitivity (changed since the early warning)"),
        "{draft}"
    );
}

/// What was told for the event goes before cemark.yaml, in every place.
#[test]
fn a_name_that_was_recorded_stands_everywhere() {
    let place = product();
    open(&place, "vulnerability", NOW, "2026-11-24T08:00:00Z");
    let set = [
        "record",
        "--set",
        "product-name=Sensor Pro",
        "--set",
        "product-version=4.2",
        "--set",
        "manufacturer=Example SA",
    ];
    report(&place, 0, &set);
    let notice = report(&place, 0, &["draft", "user-notice"]).stdout;
    assert!(
        notice.starts_with("# Security notice: Sensor Pro\n"),
        "{notice}"
    );
    assert!(notice.contains("\nExample SA\n"), "{notice}");
    let draft = report(&place, 0, &["draft", "notification"]).stdout;
    for row in [
        "| Product | Sensor Pro |",
        "| Version | 4.2 |",
        "| Manufacturer | Example SA |",
    ] {
        assert!(draft.contains(row), "{row}\n{draft}");
    }
}

/// Art. 15: a voluntary report is kept as what it was.
#[test]
fn a_voluntary_report_is_kept_as_one() {
    let place = product();
    let args = ["assess", "--kind", "incident", "--fact", "impact=no"];
    report(&place, 0, &args);
    let event = ["--event", "incident-1"];
    report(
        &place,
        0,
        &[&["submitted", "early-warning"], &event[..]].concat(),
    );
    let kept = place.read("cemark/private/events/incident-1/early-warning-1.md");
    assert!(kept.starts_with("# Voluntary report\n"), "{kept}");
    assert!(!kept.contains("aware-at"), "{kept}");
    assert!(kept.contains("| Due | no time limit"), "{kept}");
    assert!(kept.contains("| To | a CSIRT designated"), "{kept}");
    let text = told(&place);
    assert!(text.contains("early warning: sent: Tue 24"), "{text}");
    // It stands in for no stage when a duty arises later.
    let more = [
        "--fact",
        "impact=yes",
        "--fact",
        "severe-code=yes",
        "--fact",
        "compromised=yes",
    ];
    let more = [&more[..], &["--fact", "made-available=yes"]].concat();
    let again = [
        "assess",
        "--event",
        "incident-1",
        "--certain-at",
        "2026-11-24T11:30:00Z",
    ];
    report(&place, 0, &[&again[..], &more].concat());
    let now = status(&place);
    assert_eq!(stage(&now, 0, "early-warning")["progress"], "running");
    assert_eq!(now["events"][0]["submissions"][0]["voluntary"], true);
    assert!(
        told(&place).contains("voluntarily (Art. 15)"),
        "{}",
        told(&place)
    );
    // What was sent while the duty stood is no voluntary report, whenever it is recorded.
    let place = product();
    open(&place, "vulnerability", NOW, "2026-11-24T08:00:00Z");
    let back = [
        "assess",
        "--event",
        "vulnerability-1",
        "--fact",
        "exploited=no",
        "--take-back",
    ];
    report(
        &place,
        0,
        &[&back[..], &["--fact", "exploited-here=no"]].concat(),
    );
    let sent = ["submitted", "early-warning", "--event", "vulnerability-1"];
    report(
        &place,
        0,
        &[&sent[..], &["--at", "2026-11-24T09:00:00Z"]].concat(),
    );
    let sent = status(&place)["events"][0]["submissions"][0]["voluntary"].clone();
    assert_eq!(sent, false);
    // One that is to be reported is none.
    open(&place, "incident", NOW, "2026-11-24T09:00:00Z");
    let args = [
        "draft",
        "early-warning",
        "--event",
        "incident-2",
        "--voluntary",
    ];
    open(&place, "incident", NOW, "2026-11-24T09:00:00Z");
    let run = report(&place, 2, &args);
    assert!(run.stderr.contains("is to be reported"), "{}", run.stderr);
}

#[test]
fn a_final_report_before_the_others_is_told() {
    let place = product();
    open(&place, "incident", NOW, "2026-11-24T08:00:00Z");
    let said = report(&place, 0, &["submitted", "final"]).stdout;
    assert!(
        said.contains("nothing is recorded of the early warning and the notification yet"),
        "{said}"
    );
}

/// A further submission or a later one takes no earlier limit away, and a correction touches only
/// the entry that it names.
#[test]
fn a_correction_is_about_one_entry() {
    let place = product();
    let now = "2027-02-10T12:00:00Z";
    let run = |args: &[&str]| {
        place.expect(
            0,
            &[&["report"], args, &["--now", now, "--zone", "UTC"]].concat(),
        )
    };
    let get = || {
        let args = [
            "report", "status", "--format", "json", "--now", now, "--zone", "UTC",
        ];
        json(&place, &args)
    };
    open(&place, "incident", now, "2027-01-20T08:00:00Z");
    let sent = |at: &str, reference: &str| {
        let args = [
            "submitted",
            "notification",
            "--at",
            at,
            "--reference",
            reference,
        ];
        run(&args);
    };
    sent("2027-01-21T08:00:00Z", "N1");
    sent("2027-01-28T08:00:00Z", "N2");
    run(&[
        "submitted",
        "notification",
        "--correct",
        "--at",
        "2027-01-28T09:00:00Z",
    ]);
    let status = get();
    assert_eq!(stage(&status, 0, "notification")["progress"], "submitted");
    assert_eq!(stage(&status, 0, "final")["due"], "2027-02-21T23:59:59Z");
    // The first one by its number; its time keeps its place.
    let first = status["events"][0]["submissions"][0]["entry"].to_string();
    let named = [
        "submitted",
        "notification",
        "--correct",
        "--entry",
        &first,
        "--reference",
        "N1b",
    ];
    run(&named);
    let status = get();
    assert_eq!(stage(&status, 0, "final")["due"], "2027-02-21T23:59:59Z");
    let submissions = status["events"][0]["submissions"].as_array().unwrap();
    let references = submissions
        .iter()
        .map(|sent| sent["reference"].as_str().unwrap());
    let references: Vec<_> = references.collect();
    assert_eq!(references, ["N2", "N1b"]);
    place.expect(
        2,
        &[
            "report",
            "submitted",
            "notification",
            "--entry",
            "99",
            "--correct",
        ],
    );
    place.expect(2, &["report", "submitted", "notification", "--entry", "4"]);
}

/// Art. 14(4)(c): the earlier end stays, and so does the word on what was given.
#[test]
fn a_later_notification_moves_no_limit() {
    let place = product();
    open(&place, "incident", NOW, "2026-11-20T08:00:00Z");
    report(
        &place,
        0,
        &["submitted", "early-warning", "--at", "2026-11-20T09:00:00Z"],
    );
    report(
        &place,
        0,
        &[
            "submitted",
            "notification",
            "--already-provided",
            "All was in it.",
        ],
    );
    report(&place, 0, &["submitted", "notification"]);
    let now = status(&place);
    assert_eq!(stage(&now, 0, "final")["due"], "2026-12-20T23:59:59Z");
    assert_eq!(
        stage(&now, 0, "notification")["progress"],
        "already-provided"
    );
    assert!(told(&place).contains("All was in it."));
    report(
        &place,
        2,
        &["submitted", "notification", "--already-provided", "Again."],
    );
}

/// What was sent as a file of one's own counts as given as far as it stands there.
#[test]
fn a_file_of_ones_own_gives_what_it_holds() {
    let place = product();
    open(&place, "vulnerability", NOW, "2026-11-24T08:00:00Z");
    report(
        &place,
        0,
        &["record", "--set", "sensitivity=High until Monday"],
    );
    place.write("sent.txt", "Member States: BE\n");
    report(&place, 0, &["record", "--set", "member-states=BE"]);
    report(
        &place,
        0,
        &["submitted", "early-warning", "--file", "sent.txt"],
    );
    let draft = report(&place, 0, &["draft", "notification"]).stdout;
    assert!(!draft.contains("Sensitivity (given with"), "{draft}");
    // A copy of the draft made later than what was sent is told.
    let said = report(
        &place,
        0,
        &["submitted", "notification", "--at", "2026-11-24T11:00:00Z"],
    );
    assert!(
        said.stdout.contains("contents were recorded after"),
        "{}",
        said.stdout
    );
}
