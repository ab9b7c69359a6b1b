//! `report assess`: facts that cannot both be true, the day on which Art. 14 began to apply,
//! and what a further assessment of the same event goes on from.

use serde_json::Value;

use crate::reporting::{DUTY, INCIDENT, NOW, json, open, product, status};
use crate::support::{Run, Workplace, flat};

fn typed(place: &Workplace, args: &[&str], lines: &str) -> Run {
    let head = ["report", "assess", "--plain", "--zone", "UTC", "--now", NOW];
    place.typed(&[&head[..], args].concat(), lines)
}

fn outcome(place: &Workplace, args: &[&str]) -> String {
    let args = [
        &["report", "assess", "--format", "json", "--now", NOW],
        args,
    ]
    .concat();
    json(place, &args)["decision"]["outcome"]
        .as_str()
        .unwrap()
        .to_owned()
}

fn event(place: &Workplace) -> Value {
    status(place)["events"][0].clone()
}

#[test]
fn facts_that_contradict_each_other_are_not_decided() {
    let maker = [
        "--certain-at",
        "2026-11-24T09:00:00Z",
        "--fact",
        "made-available=yes",
    ];
    for (kind, facts, why) in [
        (
            "vulnerability",
            ["in-product=yes", "exploited=no", "exploited-here=yes"],
            "exploited-here=yes and exploited=no cannot both be true",
        ),
        (
            "vulnerability",
            ["in-product=no", "exploited=yes", "exploited-here=yes"],
            "exploited-here=yes and in-product=no cannot both be true",
        ),
        (
            "incident",
            ["compromised=yes", "impact=no", "severe-functions=yes"],
            "severe-functions=yes and impact=no cannot both be true",
        ),
        (
            "incident",
            ["compromised=yes", "impact=yes", "impact=no"],
            "--fact impact is given twice, and not the same",
        ),
    ] {
        let place = product();
        let facts = facts.map(|fact| ["--fact", fact]).concat();
        let args = [
            &["report", "assess", "--now", NOW, "--kind", kind],
            &maker[..],
            &facts,
        ]
        .concat();
        let run = place.expect(2, &args);
        assert!(run.stderr.contains(why), "{}", run.stderr);
        assert!(!place.file("cemark/private/events").exists());
    }
}

/// Art. 71(2): one instant has one answer, wherever it was written down.
#[test]
fn the_day_on_which_art_14_began_is_that_of_one_clock() {
    for (at, expected) in [
        ("2026-09-11T00:00:00+02:00", "to-report"),
        ("2026-09-10T22:00:00Z", "to-report"),
        ("2026-09-10T13:00:00-09:00", "to-report"),
        ("2026-09-10T21:59:59Z", "not-to-report"),
        ("2026-09-11T05:00:00+14:00", "not-to-report"),
    ] {
        for (kind, facts) in [("vulnerability", &DUTY), ("incident", &INCIDENT)] {
            let place = product();
            let args = [&["--kind", kind, "--certain-at", at][..], &facts[..]].concat();
            assert_eq!(outcome(&place, &args), expected, "{kind} {at}");
        }
    }
}

/// What is not known yet may become known later: an early date alone decides nothing.
#[test]
fn an_early_date_decides_only_what_would_be_to_report() {
    let early = [
        "--kind",
        "vulnerability",
        "--certain-at",
        "2026-09-01T10:00:00Z",
    ];
    let place = product();
    assert_eq!(outcome(&place, &early), "undecided");
    let facts = ["--fact", "in-product=yes", "--fact", "exploited=unknown"];
    assert_eq!(
        outcome(&product(), &[&early[..], &facts].concat()),
        "undecided"
    );
    // Not exploited then, exploited now: the old moment is not that of the new certainty.
    for before in ["exploited=no", "exploited=unknown"] {
        let place = product();
        let facts = [&DUTY[..4], &["--fact", before], &DUTY[6..]].concat();
        outcome(&place, &[&early[..], &facts].concat());
        let again = ["--event", "vulnerability-1", "--fact", "exploited=yes"];
        assert_eq!(outcome(&place, &again), "to-report");
        assert_eq!(event(&place)["aware_at"], NOW);
        assert_eq!(event(&place)["aware_at_provisional"], true);
        let args = [&again[..], &["--certain-at", "2026-11-24T11:00:00Z"]].concat();
        assert_eq!(outcome(&place, &args), "to-report");
        assert_eq!(event(&place)["aware_at"], "2026-11-24T11:00:00Z");
    }
}

#[test]
fn a_further_assessment_asks_again_and_offers_what_was_told() {
    let place = product();
    let kind = ["--kind", "vulnerability"];
    let run = typed(&place, &kind, "2026-11-24T08:00Z\ny\ny\nu\ny\n");
    assert!(run.stdout.contains("not yet decidable"), "{}", run.stdout);
    let again = ["--event", "vulnerability-1"];
    // Enter keeps; the third fact is known by now.
    let run = typed(&place, &again, "\n\n\ny\n\nn\n2026-11-24T11:00Z\n");
    assert!(
        run.stdout.contains("Told before: unknown; Enter keeps it."),
        "{}",
        run.stdout
    );
    assert!(run.stdout.contains("Outcome: to report"), "{}", run.stdout);
    assert_eq!(event(&place)["aware_at"], "2026-11-24T11:00:00Z");
    // Leaving it early changes nothing of what stands.
    let run = typed(&place, &again, "\n\nq\n");
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(event(&place)["decided"], "to-report");
    assert_eq!(event(&place)["aware_at"], "2026-11-24T11:00:00Z");
    // A no ends it, and what cannot be true beside it is not known any more.
    let run = typed(&place, &again, "\n\n\nn\ny\n");
    assert!(
        run.stdout.contains("Outcome: not to report"),
        "{}{}",
        run.stdout,
        run.stderr
    );
}

/// Without the line ends that the width brings.
fn facts(place: &Workplace) -> String {
    let run = place.expect(0, &["report", "log", "--event", "vulnerability-1"]);
    run.stdout
}

/// Leaving the questions early takes back no duty to report: its hours and what was sent stay.
#[test]
fn who_leaves_a_further_assessment_leaves_the_duty_as_it_was() {
    let again = ["--event", "vulnerability-1"];
    for (lines, outcome) in [
        ("\n\n\nu\nq\n", "undecided"),
        ("\n\n\nu\n", "undecided"),
        ("\n\nu\n\n\n\nq\n", "undecided"),
        // The last answer would take it back; it is recorded, and the duty stands.
        ("\n\n\nn\nq\n", "not-to-report"),
        ("\n\n\nn\n", "not-to-report"),
    ] {
        let place = product();
        open(&place, "vulnerability", NOW, "2026-11-24T08:00:00Z");
        let sent = ["report", "submitted", "early-warning", "--now", NOW];
        place.expect(0, &sent);
        let run = typed(&place, &again, lines);
        assert_eq!(run.code, 0, "{}", run.stderr);
        let event = event(&place);
        assert_eq!(event["decided"], "to-report", "{lines:?}");
        assert_eq!(event["decision"]["outcome"], outcome, "{lines:?}");
        assert_eq!(event["aware_at"], "2026-11-24T08:00:00Z", "{lines:?}");
        assert_eq!(event["stages"][1]["progress"], "running", "{lines:?}");
        assert_eq!(event["submissions"].as_array().unwrap().len(), 1);
        let status = place.expect(0, &["report", "status", "--now", NOW]);
        assert_eq!(
            status.stdout.contains("BUT:"),
            outcome != "to-report",
            "{}",
            status.stdout
        );
        place.expect(0, &["report", "draft", "notification", "--now", NOW]);
    }
}

/// What the command line told is recorded before the first question, and refused there if it
/// cannot be.
#[test]
fn what_the_flags_tell_outlives_a_dialogue_that_is_left() {
    let flags = [
        "--kind",
        "vulnerability",
        "--fact",
        "made-available=yes",
        "--fact",
        "exploited=yes",
        "--signal-at",
        "2026-11-24T07:00:00Z",
    ];
    for lines in ["", "q\n"] {
        let place = product();
        let run = typed(&place, &flags, lines);
        assert_eq!(run.code, 0, "{}", run.stderr);
        assert!(
            run.stdout.contains("(recorded as vulnerability-1;"),
            "{}",
            run.stdout
        );
        let log = facts(&place);
        assert!(log.contains("made-available=yes"), "{log}");
        assert!(log.contains("exploited=yes"), "{log}");
        assert_eq!(event(&place)["signal_at"], "2026-11-24T07:00:00Z");
        assert_eq!(event(&place)["decided"], "undecided");
    }
    let place = product();
    let early = ["--certain-at", "2026-11-24T06:00:00Z"];
    let run = typed(&place, &[&flags[..], &early[..]].concat(), "");
    assert_eq!(run.code, 2, "{}", run.stdout);
    assert!(run.stderr.contains("before the first sign"));
    let status = place.expect(0, &["report", "status", "--now", NOW]);
    assert!(status.stdout.contains("No event is recorded."));
}

#[test]
fn a_duty_is_taken_back_only_when_that_is_confirmed() {
    let again = ["--event", "vulnerability-1"];
    let place = product();
    open(&place, "vulnerability", NOW, "2026-11-24T08:00:00Z");
    // n asks the last question again; Enter keeps what stood there.
    let run = typed(&place, &again, "\n\n\nn\nn\ny\n\n\n\n");
    assert!(run.stdout.contains("Take it back?"), "{}", run.stdout);
    assert!(run.stdout.contains("Outcome: to report"), "{}", run.stdout);
    assert_eq!(event(&place)["aware_at"], "2026-11-24T08:00:00Z");
    let sent = ["report", "submitted", "early-warning", "--now", NOW];
    place.expect(0, &sent);
    // Confirmed, it is taken back; what was not asked stays told, and what was sent stays seen.
    let run = typed(&place, &again, "\n\n\nn\ny\n");
    assert!(
        run.stdout.contains("It had been to report"),
        "{}",
        run.stdout
    );
    let told = event(&place);
    assert_eq!(told["decided"], "not-to-report");
    let log = facts(&place);
    assert!(!log.contains("exploitable-here=unknown"), "{log}");
    let status = place.expect(0, &["report", "status", "--now", NOW]);
    assert!(
        status.stdout.contains("early warning:\n      sent:"),
        "{}",
        status.stdout
    );
    // That it was, and since when, stays seen.
    assert!(
        flat(&status.stdout)
            .contains("had been to report, aware since Tue 24 November 2026, 08:00"),
        "{}",
        status.stdout
    );
    assert_eq!(
        told["to_report_before"][0]["aware_at"],
        "2026-11-24T08:00:00Z"
    );
    // By flags it needs a word of its own.
    let place = product();
    open(&place, "vulnerability", NOW, "2026-11-24T08:00:00Z");
    let flags = [
        "report",
        "assess",
        "--event",
        "vulnerability-1",
        "--fact",
        "exploited=no",
    ];
    let flags = [&flags[..], &["--fact", "exploited-here=no", "--now", NOW]].concat();
    let run = place.expect(2, &flags);
    assert!(run.stderr.contains("give --take-back"), "{}", run.stderr);
    assert_eq!(event(&place)["decided"], "to-report");
    let run = place.expect(0, &[&flags[..], &["--take-back"]].concat());
    assert!(
        run.stdout.contains("It had been to report"),
        "{}",
        run.stdout
    );
}

/// An answer is in the record when the next question is asked, whatever ends the program then.
#[test]
fn each_answer_is_recorded_when_it_is_given() {
    let place = product();
    let run = typed(
        &place,
        &["--kind", "vulnerability"],
        "2026-11-24T08:00Z\ny\ny\n\u{ff}",
    );
    assert_eq!(run.code, 0, "{}", run.stderr);
    let log = facts(&place);
    let order = [
        "opened",
        "first sign: ",
        "made-available=yes",
        "in-product=yes",
        "undecided",
    ];
    let order = order.map(|word| {
        if word == "undecided" {
            "not yet decidable"
        } else {
            word
        }
    });
    let places: Vec<_> = order
        .iter()
        .map(|word| log.find(word).expect(word))
        .collect();
    assert!(places.is_sorted(), "{log}");
    // To report as soon as that follows, before the rest is asked.
    let place = product();
    typed(&place, &["--kind", "vulnerability"], "\ny\ny\ny\ny\n");
    assert_eq!(event(&place)["decided"], "to-report");
    // Back gives another answer; the record holds both.
    let place = product();
    typed(&place, &["--kind", "vulnerability"], "\ny\ny\nb\nn\n");
    let log = facts(&place);
    assert!(
        log.contains("in-product=yes") && log.contains("in-product=no"),
        "{log}"
    );
    assert_eq!(event(&place)["decided"], "not-to-report");
}

/// A moment of certainty after a report that was sent is possible, and worth a second look.
#[test]
fn a_certainty_after_the_report_is_told() {
    let place = product();
    open(&place, "vulnerability", NOW, "2026-11-24T08:00:00Z");
    let sent = ["report", "submitted", "early-warning", "--now", NOW, "--at"];
    place.expect(0, &[&sent[..], &["2026-11-24T09:00:00Z"]].concat());
    let again = [
        "report",
        "assess",
        "--event",
        "vulnerability-1",
        "--now",
        NOW,
        "--certain-at",
    ];
    let run = place.expect(0, &[&again[..], &["2026-11-24T10:00:00Z"]].concat());
    assert!(
        flat(&run.stdout).contains("before the moment of certainty"),
        "{}",
        run.stdout
    );
}

/// Art. 14(5)(b) does not include Art. 3(44), so a no to the latter decides; but not in silence.
#[test]
fn malicious_code_without_an_impact_is_asked_about() {
    let place = product();
    let head = ["report", "assess", "--kind", "incident", "--now", NOW];
    let facts = [
        "made-available=yes",
        "compromised=yes",
        "impact=no",
        "severe-code=yes",
    ];
    let facts = facts.map(|fact| ["--fact", fact]).concat();
    let run = place.expect(0, &[&head[..], &facts].concat());
    assert!(
        run.stdout.contains("Outcome: not to report"),
        "{}",
        run.stdout
    );
    assert!(
        flat(&run.stdout).contains("Look at both answers again. (Art. 3(44))"),
        "{}",
        run.stdout
    );
}

#[test]
fn a_correction_of_the_moment_shows() {
    let place = product();
    open(&place, "incident", NOW, "2026-11-24T08:00:00Z");
    let args = ["report", "assess", "--event", "incident-1", "--now", NOW];
    let corrected = [
        "--fact",
        "impact=yes",
        "--certain-at",
        "2026-11-24T10:00:00Z",
    ];
    place.expect(0, &[&args[..], &corrected].concat());
    assert_eq!(event(&place)["aware_at"], "2026-11-24T10:00:00Z");
    assert_eq!(event(&place)["aware_at_before"][0], "2026-11-24T08:00:00Z");
    let status = place.expect(0, &["report", "status", "--now", NOW, "--zone", "UTC"]);
    let told = "recorded before as Tue 24 November 2026, 08:00 UTC";
    assert!(status.stdout.contains(told), "{}", status.stdout);
}

#[test]
fn the_dialogue_leaves_stdout_to_a_program() {
    let place = product();
    let args = ["--kind", "incident", "--format", "json"];
    let run = typed(&place, &args, "\nn\n");
    let decision: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(decision["decision"]["outcome"], "not-to-report");
    assert!(run.stderr.contains("Stay calm"), "{}", run.stderr);
}

/// A clock that was set for a build is not the hour of an event.
#[test]
fn a_clock_set_for_builds_is_told() {
    let place = product();
    let run = place.expect(0, &["report", "status"]);
    assert!(
        run.stderr.contains("SOURCE_DATE_EPOCH sets `now`"),
        "{}",
        run.stderr
    );
    let run = place.expect(0, &["report", "status", "--now", NOW]);
    assert_eq!(run.stderr, "");
}

#[cfg(unix)]
#[test]
fn now_is_the_moment_of_the_answer() {
    use crate::support::terminal;
    use expectrl::Expect;
    let place = product();
    let mut command = place.command(&["report", "assess", "--kind", "vulnerability"]);
    command.env_remove("SOURCE_DATE_EPOCH");
    let mut session = terminal(command);
    session.expect("first sign").unwrap();
    session.send_line("now").unwrap();
    for fact in [
        "Union market",
        "contained in",
        "evidence to rely",
        "be exploited",
        "218",
    ] {
        session.expect(fact).unwrap();
        std::thread::sleep(std::time::Duration::from_millis(300));
        session.send_line("y").unwrap();
    }
    session.expect("reasonably certain").unwrap();
    session.send_line("now").unwrap();
    session.expect("Recorded as vulnerability-1").unwrap();
    session.expect(expectrl::Eof).unwrap();
    let status = place.expect(0, &["report", "status", "--format", "json"]);
    let status: Value = serde_json::from_str(&status.stdout).unwrap();
    let event = &status["events"][0];
    let (signal, aware) = (&event["signal_at"], &event["aware_at"]);
    assert!(signal.as_str() < aware.as_str(), "{signal} {aware}");
}

/// An offset fixes the instant; the days of a limit end where the maker is.
#[test]
fn days_end_in_the_zone_of_the_place_not_of_an_offset() {
    let now = "2027-03-20T10:00:00Z";
    for at in [
        "2027-03-20T09:00:00+01:00",
        "2027-03-20T08:00:00Z",
        "2027-03-20T03:00:00-05:00",
    ] {
        let place = product();
        let zone = ["--zone", "Europe/Brussels", "--now", now];
        let args = [
            &[
                "report",
                "assess",
                "--kind",
                "vulnerability",
                "--certain-at",
                at,
            ][..],
            &DUTY,
            &zone,
        ];
        place.expect(0, &args.concat());
        let set = "measure-available-at=2027-03-20T10:30:00+01:00";
        place.expect(
            0,
            &[&["report", "record", "--set", set][..], &zone].concat(),
        );
        let status = json(
            &place,
            &[&["report", "status", "--format", "json"][..], &zone].concat(),
        );
        let last = crate::reporting::stage(&status, 0, "final");
        assert_eq!(last["due"], "2027-04-03T23:59:59+02:00", "{at}");
    }
}

/// In the dialogue a moment that cannot be is asked for again.
#[test]
fn a_certainty_before_the_first_sign_is_asked_again() {
    let place = product();
    let lines = "2026-11-24T08:00\ny\ny\ny\ny\nn\n2026-11-24T07:00\n2026-11-24T09:00\n";
    let run = typed(&place, &["--kind", "vulnerability"], lines);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(
        flat(&run.stdout).contains("that lies before the first sign"),
        "{}",
        run.stdout
    );
    assert!(
        run.stdout.contains("(recorded as vulnerability-1;"),
        "{}",
        run.stdout
    );
    assert_eq!(event(&place)["aware_at"], "2026-11-24T09:00:00Z");
    // Going back from a duty of this very sitting is confirmed, too.
    let place = product();
    let run = typed(&place, &["--kind", "vulnerability"], "\ny\ny\ny\ny\nb\nn\n");
    assert!(run.stdout.contains("Take it back?"), "{}", run.stdout);
    assert_eq!(event(&place)["decided"], "to-report");
    // What was sent while the moment was not told is recorded all the same.
    let place = product();
    typed(&place, &["--kind", "vulnerability"], "\ny\ny\ny\ny\nn\nq\n");
    let sent = [
        "report",
        "submitted",
        "early-warning",
        "--at",
        "2026-11-24T11:30:00Z",
        "--now",
        NOW,
    ];
    place.expect(0, &sent);
}

/// Art. 14(8) follows the decision that stands.
#[test]
fn users_are_owed_word_as_long_as_the_duty_stands() {
    let place = product();
    open(&place, "vulnerability", NOW, "2026-11-24T08:00:00Z");
    typed(&place, &["--event", "vulnerability-1"], "\n\n\nu\nq\n");
    let status = place.expect(0, &["report", "status", "--now", NOW]);
    assert!(
        status.stdout.contains("user notice (Art. 14(8))"),
        "{}",
        status.stdout
    );
    assert_eq!(event(&place)["users_to_inform"], true);
}

/// A duty that was taken back and comes again keeps its moment: the earlier limits.
#[test]
fn a_restored_duty_keeps_its_moment() {
    let later = "2026-11-26T14:00:00Z";
    for taken in ["compromised=no", "compromised=unknown"] {
        let place = product();
        open(&place, "incident", NOW, "2026-11-24T08:00:00Z");
        let again = ["report", "assess", "--event", "incident-1", "--now"];
        place.expect(
            0,
            &[&again[..], &[NOW, "--fact", taken, "--take-back"]].concat(),
        );
        place.expect(
            0,
            &[&again[..], &[later, "--fact", "compromised=yes"]].concat(),
        );
        let event = event(&place);
        assert_eq!(event["aware_at"], "2026-11-24T08:00:00Z", "{taken}");
        assert_eq!(event["aware_at_provisional"], false);
        assert_eq!(event["to_report_before"].as_array().unwrap().len(), 1);
    }
    // So does one whose moment was not told: it counts from the first decision.
    let place = product();
    let flags = [
        &["report", "assess", "--kind", "vulnerability", "--now", NOW][..],
        &DUTY,
    ]
    .concat();
    place.expect(0, &flags);
    let again = [
        "report",
        "assess",
        "--event",
        "vulnerability-1",
        "--now",
        later,
    ];
    place.expect(
        0,
        &[&again[..], &["--fact", "exploited=unknown", "--take-back"]].concat(),
    );
    place.expect(0, &[&again[..], &["--fact", "exploited=yes"]].concat());
    assert_eq!(event(&place)["aware_at"], NOW);
    assert_eq!(event(&place)["to_report_before"][0]["provisional"], true);
    // Once decided, awareness lies no later than the decision.
    let certain = ["--certain-at", "2026-11-26T13:00:00Z"];
    let place = product();
    place.expect(0, &flags);
    let run = place.expect(2, &[&again[..], &certain].concat());
    assert!(
        run.stderr.contains("so you were certain by then"),
        "{}",
        run.stderr
    );
    let dialogue = [
        "report",
        "assess",
        "--plain",
        "--zone",
        "UTC",
        "--now",
        later,
        "--event",
        "vulnerability-1",
    ];
    let lines = "\n\n\n\n\nn\n2026-11-26T13:00\n2026-11-24T10:00\n";
    let run = place.typed(&dialogue, lines);
    assert!(
        flat(&run.stdout).contains("so you were certain by then"),
        "{}{}",
        run.stdout,
        run.stderr
    );
    assert_eq!(event(&place)["aware_at"], "2026-11-24T10:00:00Z");
}

/// What stands in for a moment moves no limit in days.
#[test]
fn a_moment_that_stands_in_moves_no_final_limit() {
    let place = product();
    place.expect(
        0,
        &[
            &["report", "assess", "--kind", "vulnerability", "--now", NOW][..],
            &DUTY,
        ]
        .concat(),
    );
    let set = [
        "report",
        "record",
        "--set",
        "measure-available-at=2026-11-06T08:30:00Z",
        "--now",
        NOW,
    ];
    place.expect(0, &set);
    let stages = event(&place)["stages"].clone();
    assert_eq!(stages[2]["due"], "2026-11-20T23:59:59Z");
}

/// The same instant told by another clock moves nothing; where the CSIRT is, the day may end earlier.
#[test]
fn the_place_of_a_clock_is_told_once() {
    let place = product();
    place.replace(
        "cemark.yaml",
        "cybersecurity-decisions: BE",
        "cybersecurity-decisions: FI",
    );
    let zone = |name: &'static str| ["--zone", name, "--now", NOW];
    let open = [
        "report",
        "assess",
        "--kind",
        "vulnerability",
        "--certain-at",
        "2026-11-10T10:00",
    ];
    place.expect(0, &[&open[..], &DUTY, &zone("Europe/Brussels")].concat());
    let set = [
        "report",
        "record",
        "--set",
        "measure-available-at=2026-11-12T12:00",
    ];
    place.expect(0, &[&set[..], &zone("Europe/Brussels")].concat());
    let again = [
        "report",
        "assess",
        "--event",
        "vulnerability-1",
        "--certain-at",
        "2026-11-10T10:00:00+01:00",
    ];
    place.expect(0, &[&again[..], &zone("America/Los_Angeles")].concat());
    let last = event(&place)["stages"][2].clone();
    assert_eq!(last["due"], "2026-11-26T22:59:59Z");
    assert_eq!(last["earlier_at_csirt"], "2026-11-26T21:59:59Z");
    let status = place.expect(
        0,
        &[
            "report",
            "status",
            "--now",
            NOW,
            "--zone",
            "Europe/Brussels",
        ],
    );
    assert!(
        flat(&status.stdout).contains(
            "where the CSIRT is (Finland), finish by then: that day ends at Thu 26 November 2026, 22:59:59 CET"
        ),
        "{}",
        status.stdout
    );
}

#[test]
fn a_zone_that_is_none_is_told() {
    let place = product();
    for (zone, code) in [
        ("Foo/Bar", 2),
        ("CET-1CEST", 2),
        ("Europe/Brussels", 0),
        ("CET-1CEST,M3.5.0,M10.5.0/3", 0),
        ("", 0),
    ] {
        let mut command = place.command(&["report", "status", "--now", NOW]);
        let output = command.env("TZ", zone).output().unwrap();
        assert_eq!(output.status.code(), Some(code), "{zone}");
        if code == 2 {
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(said.contains("is no time zone"), "{said}");
        }
    }
}

/// FAQ 5.3: users are informed although nothing is notified.
#[test]
fn users_can_be_told_of_what_was_known_before_art_14() {
    let place = product();
    let args = [
        "--kind",
        "vulnerability",
        "--certain-at",
        "2026-09-01T10:00:00Z",
    ];
    assert_eq!(
        outcome(&place, &[&args[..], &DUTY].concat()),
        "not-to-report"
    );
    let event = ["--event", "vulnerability-1", "--now", NOW];
    place.expect(
        0,
        &[&["report", "draft", "user-notice"][..], &event].concat(),
    );
    place.expect(
        2,
        &[&["report", "draft", "early-warning"][..], &event].concat(),
    );
}

/// The calendar says the earlier of two midnights; where the CSIRT is not known, the first in the Union.
#[test]
fn the_calendar_goes_by_the_earlier_midnight() {
    let place = product();
    let zone = ["--zone", "Pacific/Auckland", "--now", NOW];
    let open = [
        "report",
        "assess",
        "--kind",
        "vulnerability",
        "--certain-at",
        "2026-11-10T10:00",
    ];
    place.expect(0, &[&open[..], &DUTY, &zone].concat());
    let set = [
        "report",
        "record",
        "--set",
        "measure-available-at=2026-11-13T10:00",
    ];
    place.expect(0, &[&set[..], &zone].concat());
    // 13 November in Auckland is 12 November in Brussels: 26 November, 23:59:59 CET.
    let calendar = place
        .expect(0, &["report", "status", "--format", "ics", "--now", NOW])
        .stdout;
    assert!(calendar.contains("DTSTART:20261126T225959Z"), "{calendar}");
    place.replace(
        "cemark.yaml",
        "reporting: {cybersecurity-decisions: BE}\n",
        "",
    );
    let last = event(&place)["stages"][2].clone();
    assert_eq!(last["due"], "2026-11-27T10:59:59Z");
    assert_eq!(last["earlier_at_csirt"], "2026-11-26T21:59:59Z");
    // What was sent between the hour shown and that of the Regulation is said so.
    let place = product();
    let open = [
        "report",
        "assess",
        "--kind",
        "vulnerability",
        "--now",
        NOW,
        "--certain-at",
        "2026-11-20T08:10:00Z",
    ];
    place.expect(0, &[&open[..], &DUTY].concat());
    let sent = [
        "report",
        "submitted",
        "early-warning",
        "--now",
        NOW,
        "--at",
        "2026-11-21T08:40:00Z",
    ];
    place.expect(0, &sent);
    let status = place.expect(0, &["report", "status", "--now", NOW]);
    assert!(
        flat(&status.stdout).contains("after the limit shown, in time by the Regulation"),
        "{}",
        status.stdout
    );
}
