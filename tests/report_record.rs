//! The record of an event: what was sent can be corrected but not lost, writers do not disturb
//! each other, and what cannot be read back is not written.

use crate::reporting::{NOW, json, open, product, report, stage, status};
use crate::support::Workplace;

fn told(place: &Workplace) -> String {
    report(place, 0, &["status"]).stdout
}

#[test]
fn a_mistaken_entry_is_corrected_and_stays_in_the_record() {
    let place = product();
    open(&place, "incident", NOW, "2026-10-20T08:00:00Z");
    let sent = |stage, at, more: &[&str]| {
        report(
            &place,
            0,
            &[&["submitted", stage, "--at", at], more].concat(),
        )
        .stdout
    };
    sent("early-warning", "2026-10-20T09:00:00Z", &[]);
    // The month was a slip.
    sent("notification", "2026-11-22T10:00:00Z", &[]);
    let said = sent("notification", "2026-10-22T10:00:00Z", &["--correct"]);
    assert!(!said.contains("after its limit"), "{said}");
    // A further one moves no limit, and which counts is said.
    let said = sent("notification", "2026-10-25T10:00:00Z", &[]);
    assert!(
        said.contains("the earliest counts (Thu 22 October"),
        "{said}"
    );
    assert!(said.contains("--correct --entry 6"), "{said}");
    assert!(!said.contains("after its limit"), "{said}");
    let now = status(&place);
    assert_eq!(stage(&now, 0, "notification")["progress"], "submitted");
    assert_eq!(stage(&now, 0, "final")["due"], "2026-11-22T23:59:59Z");
    assert_eq!(stage(&now, 0, "final")["progress"], "overdue");
    let record = place.read("cemark/private/events/incident-1/record.jsonl");
    assert!(record.contains("2026-11-22T10:00:00"), "{record}");
    let run = report(&place, 2, &["submitted", "final", "--correct"]);
    assert!(
        run.stderr.contains("no final report is recorded"),
        "{}",
        run.stderr
    );

    // Nothing was sent after all.
    report(&place, 2, &["submitted", "final", "--not-sent", "Typo"]);
    report(&place, 2, &["submitted", "notification", "--not-sent", " "]);
    report(
        &place,
        0,
        &["submitted", "notification", "--not-sent", "It was a draft."],
    );
    let now = status(&place);
    assert_eq!(stage(&now, 0, "notification")["progress"], "submitted");
    report(
        &place,
        0,
        &["submitted", "notification", "--not-sent", "So was that."],
    );
    let now = status(&place);
    assert_eq!(stage(&now, 0, "notification")["progress"], "overdue");
    assert_eq!(stage(&now, 0, "final")["progress"], "not-running");
}

#[test]
fn a_stage_is_left_out_only_after_one_that_was_sent() {
    let place = product();
    open(&place, "incident", NOW, "2026-11-10T09:00:00Z");
    let left_out = |code, stage| {
        report(
            &place,
            code,
            &["submitted", stage, "--already-provided", "All was in it"],
        )
        .stderr
    };
    assert!(
        left_out(2, "notification")
            .contains("no early warning or intermediate report or final report is recorded")
    );
    assert!(
        left_out(2, "final")
            .contains("no early warning or notification or intermediate report is recorded")
    );
    report(&place, 0, &["submitted", "early-warning"]);
    left_out(0, "notification");
    left_out(0, "final");
}

/// Open is what has a stage to send: a final report alone closes nothing.
#[test]
fn an_event_is_closed_when_all_is_sent_and_notices_still_find_it() {
    let place = product();
    open(&place, "incident", NOW, "2026-11-20T09:00:00Z");
    report(&place, 0, &["submitted", "final"]);
    assert_eq!(
        stage(&status(&place), 0, "early-warning")["progress"],
        "overdue"
    );
    report(&place, 0, &["submitted", "early-warning"]);
    let said = report(&place, 0, &["record", "--set", "title=A break-in"]).stdout;
    assert!(
        said.contains("Next: cemark report draft notification"),
        "{said}"
    );
    report(&place, 0, &["submitted", "notification"]);
    let said = report(&place, 0, &["record", "--set", "user-text=Change the key."]).stdout;
    assert!(said.contains("no stage with a limit is open"), "{said}");
    report(&place, 0, &["draft", "user-notice"]);
    report(&place, 0, &["submitted", "user-notice"]);
    report(&place, 0, &["requested", "How many devices?"]);
    let text = told(&place);
    assert!(
        text.contains("user notice:\n      sent: Tue 24 November"),
        "{text}"
    );
}

#[test]
fn each_request_is_answered_anew() {
    let place = product();
    open(&place, "incident", NOW, "2026-11-24T09:00:00Z");
    report(&place, 2, &["requested", " "]);
    let missing = || {
        let args = [
            "report",
            "draft",
            "intermediate",
            "--format",
            "json",
            "--now",
            NOW,
        ];
        json(&place, &args)["missing"].to_string()
    };
    report(&place, 0, &["requested", "How many devices?"]);
    report(&place, 0, &["record", "--set", "status-update=900"]);
    assert!(!missing().contains("status-update"));
    report(&place, 0, &["submitted", "intermediate"]);
    assert!(told(&place).contains("answered"));
    report(&place, 0, &["requested", "And now?"]);
    assert!(told(&place).contains("not answered yet"));
    assert!(missing().contains("status-update"));
    report(&place, 0, &["record", "--set", "status-update=1200"]);
    assert!(!missing().contains("status-update"));
}

#[test]
fn what_was_sent_is_shown_and_held_against_its_digest() {
    let place = product();
    open(&place, "vulnerability", NOW, "2026-11-24T09:00:00Z");
    place
        .write("sent.txt", "As typed.\n")
        .write("empty.txt", "");
    report(
        &place,
        2,
        &["submitted", "early-warning", "--file", "empty.txt"],
    );
    let sent = [
        "submitted",
        "early-warning",
        "--file",
        "sent.txt",
        "--reference",
        "SRP-1",
    ];
    let said = report(&place, 0, &sent).stdout;
    assert!(said.contains("not given: "), "{said}");
    let text = told(&place);
    assert!(
        text.contains("reference SRP-1; kept: early-warning-1.txt"),
        "{text}"
    );
    assert!(!text.contains("WAS CHANGED"), "{text}");
    assert_eq!(
        status(&place)["events"][0]["submissions"][0]["intact"],
        true
    );
    place.write(
        "cemark/private/events/vulnerability-1/early-warning-1.txt",
        "Other.\n",
    );
    assert!(told(&place).contains("WAS CHANGED"));
    assert_eq!(
        status(&place)["events"][0]["submissions"][0]["intact"],
        false
    );
}

#[test]
fn an_entry_with_an_earlier_time_shows() {
    let place = product();
    open(&place, "vulnerability", NOW, "2026-11-20T10:00:00Z");
    let args = [
        "report",
        "submitted",
        "early-warning",
        "--now",
        "2026-11-20T11:00:00Z",
    ];
    place.expect(0, &args);
    assert!(told(&place).contains("entry 4 of the record bears an earlier time"));
    assert_eq!(status(&place)["events"][0]["back_dated"][0], 4);
}

#[test]
fn a_broken_record_hides_no_other() {
    let place = product();
    open(&place, "incident", NOW, "2026-11-24T09:00:00Z");
    open(&place, "incident", NOW, "2026-11-24T10:00:00Z");
    place.write("cemark/private/events/incident-1/record.jsonl", "{\n");
    let run = report(&place, 2, &["status"]);
    assert!(run.stdout.contains("incident-2"), "{}", run.stdout);
    assert!(
        run.stderr.contains("1 of the records cannot be read"),
        "{}",
        run.stderr
    );
    assert!(run.stderr.contains("incident-1"), "{}", run.stderr);
    // It may be the one that is meant.
    let run = report(&place, 2, &["draft", "early-warning"]);
    assert!(
        run.stderr.contains("name the event that you mean"),
        "{}",
        run.stderr
    );
    report(
        &place,
        0,
        &["draft", "early-warning", "--event", "incident-2"],
    );
}

#[test]
fn what_could_not_be_read_back_is_not_written() {
    let place = product();
    open(&place, "incident", NOW, "2026-11-24T09:00:00Z");
    for at in ["1026-11-24T09:30", "0001-01-01T00:00"] {
        let args = [
            "assess",
            "--kind",
            "incident",
            "--fact",
            "impact=no",
            "--signal-at",
            at,
        ];
        let run = report(&place, 2, &args);
        assert!(
            run.stderr.contains("lies before the year 2000"),
            "{}",
            run.stderr
        );
    }
    let long = "x".repeat(70_000);
    let run = report(&place, 2, &["record", "--set", &format!("summary={long}")]);
    assert!(
        run.stderr.contains("has more than 65536 bytes"),
        "{}",
        run.stderr
    );
    assert!(told(&place).contains("incident-1"));
}

#[test]
fn writers_at_the_same_time_lose_nothing() {
    let place = product();
    let together = |count: usize, args: &dyn Fn(usize) -> Vec<String>| {
        let children: Vec<_> = (0..count)
            .map(|n| {
                let args = args(n);
                let args: Vec<&str> = args.iter().map(String::as_str).collect();
                place
                    .command(&args)
                    .stdout(std::process::Stdio::null())
                    .spawn()
                    .unwrap()
            })
            .collect();
        for mut child in children {
            assert!(child.wait().unwrap().success());
        }
    };
    let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let open = format!("report assess --kind incident --fact impact=no --now {NOW}");
    together(8, &|_| words(&open));
    let events = status(&place)["events"].as_array().unwrap().len();
    assert_eq!(events, 8);
    for n in 0..8 {
        place.write(&format!("sent-{n}.md"), format!("Copy {n}.\n"));
    }
    together(8, &|n| {
        let args = "report submitted early-warning --event incident-1 --file";
        words(&format!("{args} sent-{n}.md --now {NOW}"))
    });
    let status = status(&place);
    let events = status["events"].as_array().unwrap();
    let event = events
        .iter()
        .find(|event| event["id"] == "incident-1")
        .unwrap();
    let sent = event["submissions"].as_array().unwrap();
    assert_eq!(sent.len(), 8);
    assert!(sent.iter().all(|sent| sent["intact"] == true), "{sent:?}");
}

#[test]
fn the_dialogue_for_contents_goes_back() {
    let place = product();
    open(&place, "incident", NOW, "2026-11-24T09:00:00Z");
    let args = [
        "report",
        "record",
        "--plain",
        "--stage",
        "early-warning",
        "--now",
        NOW,
    ];
    let run = place.typed(&args, "maybe\nYes\nb\nNo\nq\n");
    assert!(
        run.stdout
            .contains("expected one of 'Yes', 'No', 'Unknown'"),
        "{}",
        run.stdout
    );
    let record = place.read("cemark/private/events/incident-1/record.jsonl");
    let at = |text: &str| {
        record
            .find(text)
            .unwrap_or_else(|| panic!("{text}\n{record}"))
    };
    let yes = at(r#""unlawful-suspected":"Yes""#);
    assert!(yes < at(r#""unlawful-suspected":"No""#));
}
