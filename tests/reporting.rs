//! `report` and `authority`: Art. 14 by the hour, the decision fact by fact, the drafts letter
//! by letter, and a record that stays private.

use std::collections::BTreeMap;
use std::process::Command;

use cemark::checklist::Role;
use cemark::incident::{Kind, Outcome, StageKind, decide, reporting};
use cemark::values::{Date, Facts, Id, Tri};
use serde_json::Value;

use crate::check::validates;
use crate::support::{Run, Workplace, flat};

pub const DUTY: [&str; 8] = [
    "--fact",
    "made-available=yes",
    "--fact",
    "in-product=yes",
    "--fact",
    "exploited=yes",
    "--fact",
    "exploitable-here=yes",
];
pub const INCIDENT: [&str; 8] = [
    "--fact",
    "made-available=yes",
    "--fact",
    "compromised=yes",
    "--fact",
    "impact=yes",
    "--fact",
    "severe-code=yes",
];

/// A product outside Git, with a Member State for its reports.
pub fn product() -> Workplace {
    let place = Workplace::product();
    place.replace(
        "cemark.yaml",
        "placing: {",
        "reporting: {cybersecurity-decisions: BE}\nplacing: {member-states: [BE, NL], ",
    );
    place
}

pub fn json(place: &Workplace, args: &[&str]) -> Value {
    serde_json::from_str(&place.expect(0, args).stdout).unwrap()
}

pub fn open(place: &Workplace, kind: &str, now: &str, certain: &str) {
    let facts: &[&str] = if kind == "vulnerability" {
        &DUTY
    } else {
        &INCIDENT
    };
    let head = [
        "report",
        "assess",
        "--kind",
        kind,
        "--now",
        now,
        "--certain-at",
        certain,
    ];
    place.expect(0, &[&head[..], facts].concat());
}

/// The instant of most runs.
pub const NOW: &str = "2026-11-24T12:00:00Z";

/// `cemark report` at that instant, by the clock of UTC.
pub fn report(place: &Workplace, code: i32, args: &[&str]) -> Run {
    let zone = ["--now", NOW, "--zone", "UTC"];
    place.expect(code, &[&["report"], args, &zone].concat())
}

/// Where the events stand then.
pub fn status(place: &Workplace) -> Value {
    let run = report(place, 0, &["status", "--format", "json"]);
    serde_json::from_str(&run.stdout).unwrap()
}

pub fn stage(status: &Value, event: usize, name: &str) -> Value {
    let stages = status["events"][event]["stages"].as_array().unwrap();
    stages.iter().find(|s| s["stage"] == name).unwrap().clone()
}

#[test]
fn limits_are_those_of_an_independent_count() {
    let cases = include_str!("fixtures/clocks/clocks.json");
    let cases: Vec<Value> = serde_json::from_str(cases).unwrap();
    assert!(cases.len() > 140);
    let late = "2029-01-01T00:00:00Z";
    for case in &cases {
        let place = product();
        let text = |key: &str| case[key].as_str().unwrap();
        let kind = text("kind");
        open(&place, kind, late, text("aware"));
        let started = text("started");
        let (set, at) = (
            format!("measure-available-at={started}"),
            format!("--at={started}"),
        );
        let args = if kind == "vulnerability" {
            ["report", "record", "--now", late, "--set", &set]
        } else {
            ["report", "submitted", "notification", "--now", late, &at]
        };
        place.expect(0, &args);
        // The reader's zone changes how an instant is shown, never the instant.
        for zone in ["UTC", "Asia/Tokyo"] {
            let args = [
                "report", "status", "--format", "json", "--now", late, "--zone", zone,
            ];
            let status = json(&place, &args);
            for (name, key) in [
                ("early-warning", "early_warning"),
                ("notification", "notification"),
                ("final", "final"),
            ] {
                assert_eq!(
                    stage(&status, 0, name)["due_utc"],
                    case[key],
                    "{name} of {case}"
                );
            }
            if zone == "UTC" {
                let later = &stage(&status, 0, "final")["later_by_regulation"];
                assert_eq!(*later, case["final_later"], "{case}");
            }
        }
    }
}

#[test]
fn status_follows_its_schema() {
    let place = product();
    let now = "2026-11-24T12:00:00Z";
    open(&place, "incident", now, now);
    place.expect(0, &["report", "submitted", "early-warning", "--now", now]);
    place.expect(0, &["report", "requested", "How many users?", "--now", now]);
    let run = place.expect(0, &["report", "status", "--format", "json", "--now", now]);
    validates(&place, "report-status", &run.stdout);
    let status: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(
        status["events"][0]["requests"][0]["text"],
        "How many users?"
    );
}

#[test]
fn the_rule_is_named_and_the_end_by_the_regulation_is_later() {
    let place = product();
    open(
        &place,
        "vulnerability",
        "2026-11-24T12:00:00+01:00",
        "2026-11-24T09:30:00+01:00[Europe/Brussels]",
    );
    let args = [
        "report",
        "status",
        "--now",
        "2026-11-24T12:00:00+01:00",
        "--zone",
        "Europe/Brussels",
    ];
    let text = place.expect(0, &args).stdout;
    for part in [
        "outer limits of 'without undue delay'",
        "early warning (Art. 14(2)(a)): 21 h 30 min left",
        "at the latest: Wed 25 November 2026, 09:30 CET (08:30 UTC)",
        "it would end Wed 25 November 2026, 10:00 CET",
        "notification (Art. 14(2)(b)): 69 h 30 min left",
        "final report (Art. 14(2)(c)): not running: it starts when a corrective or mitigating measure is available",
        "Regulation (EEC, Euratom) No 1182/71",
        "CSIRT of Belgium: Centre for Cybersecurity Belgium (CCB), CERT.be, and ENISA at the same time",
        "user notice (Art. 14(8)): not recorded yet",
    ] {
        let words = flat(&text);
        assert!(words.contains(part), "{part}\n{text}");
    }
    let args = [
        "report",
        "status",
        "--now",
        "2026-11-25T09:31:00+01:00",
        "--zone",
        "Europe/Brussels",
    ];
    assert!(
        place
            .expect(0, &args)
            .stdout
            .contains("OVERDUE by 1 min: submit it now")
    );
}

#[test]
fn the_month_runs_from_the_notification_and_days_from_the_measure() {
    let place = product();
    let now = "2027-02-10T12:00:00Z";
    open(&place, "incident", now, "2027-01-29T08:00:00Z");
    let status = || {
        json(
            &place,
            &[
                "report", "status", "--format", "json", "--now", now, "--zone", "UTC",
            ],
        )
    };
    assert_eq!(stage(&status(), 0, "final")["due"], Value::Null);
    // A repair does not start the month.
    place.expect(
        0,
        &[
            "report",
            "record",
            "--now",
            now,
            "--set",
            "measure-available-at=2027-01-30T08:00:00Z",
        ],
    );
    assert_eq!(stage(&status(), 0, "final")["due"], Value::Null);
    place.expect(
        0,
        &[
            "report",
            "submitted",
            "notification",
            "--now",
            now,
            "--at",
            "2027-01-31T10:00:00Z",
        ],
    );
    let last = stage(&status(), 0, "final");
    assert_eq!(last["due"], "2027-02-28T23:59:59Z");
    // 28 February 2027 is a Sunday.
    assert_eq!(last["later_by_regulation"], "2027-03-01T23:59:59Z");
    assert_eq!(stage(&status(), 0, "notification")["progress"], "submitted");
    assert_eq!(stage(&status(), 0, "early-warning")["progress"], "overdue");
    place.expect(0, &["report", "submitted", "early-warning", "--now", now]);
    assert_eq!(
        stage(&status(), 0, "early-warning")["progress"],
        "submitted-late"
    );
}

#[test]
fn information_given_already_is_not_owed_again() {
    let place = product();
    let now = "2026-12-01T12:00:00Z";
    open(&place, "incident", now, "2026-12-01T08:00:00Z");
    let run = place.expect(
        2,
        &[
            "report",
            "submitted",
            "early-warning",
            "--now",
            now,
            "--already-provided",
            "x",
        ],
    );
    assert!(
        run.stderr
            .contains("only the notification and the final report"),
        "{}",
        run.stderr
    );
    place.expect(0, &["report", "submitted", "early-warning", "--now", now]);
    place.expect(
        0,
        &[
            "report",
            "submitted",
            "notification",
            "--now",
            now,
            "--already-provided",
            "All was in the early warning",
        ],
    );
    let status = json(
        &place,
        &[
            "report", "status", "--format", "json", "--now", now, "--zone", "UTC",
        ],
    );
    assert_eq!(
        stage(&status, 0, "notification")["progress"],
        "already-provided"
    );
    // The earlier submission starts the month.
    assert_eq!(stage(&status, 0, "final")["due"], "2027-01-01T23:59:59Z");
}

fn facts(told: &[(&str, Tri)]) -> Facts {
    told.iter()
        .map(|(id, tri)| (id.parse::<Id>().unwrap(), *tri))
        .collect()
}

#[test]
fn each_branch_of_the_decision() {
    use Outcome::{NotToReport, ToReport, Undecided};
    use Tri::{No, Unknown, Yes};
    let day = |text: &str| text.parse::<Date>().unwrap();
    let maker: &[Role] = &[Role::Manufacturer];
    let all_v = [
        ("made-available", Yes),
        ("in-product", Yes),
        ("exploited", Yes),
        ("exploitable-here", Yes),
    ];
    let all_i = [
        ("made-available", Yes),
        ("compromised", Yes),
        ("impact", Yes),
    ];
    let with = |base: &[(&'static str, Tri)], more: &[(&'static str, Tri)]| {
        let mut told = base.to_vec();
        told.extend(more);
        facts(&told)
    };
    let v = Kind::Vulnerability;
    let i = Kind::Incident;
    let on = Some(day("2026-11-24"));
    // Kind, roles, facts, certain on, outcome, a citation among the reasons or what to clarify.
    type Case<'c> = (Kind, &'c [Role], Facts, Option<Date>, Outcome, &'c str);
    let cases: Vec<Case<'_>> = vec![
        (v, maker, facts(&[]), None, Undecided, "Art. 14(1)"),
        (v, maker, with(&all_v, &[]), on, ToReport, "Art. 3(42)"),
        (v, maker, with(&all_v, &[]), None, ToReport, "Art. 14(1)"),
        (
            v,
            maker,
            with(&all_v, &[("made-available", No)]),
            on,
            NotToReport,
            "Art. 2(1)",
        ),
        (
            v,
            maker,
            with(&all_v, &[("in-product", No)]),
            on,
            NotToReport,
            "Art. 14(1)",
        ),
        (
            v,
            maker,
            with(&all_v, &[("in-product", Unknown)]),
            on,
            Undecided,
            "Art. 14(1)",
        ),
        (
            v,
            maker,
            with(&all_v, &[("exploited", No)]),
            on,
            NotToReport,
            "Art. 3(42)",
        ),
        (
            v,
            maker,
            with(&all_v, &[("exploited", Unknown)]),
            on,
            Undecided,
            "Art. 3(42)",
        ),
        (
            v,
            maker,
            with(&all_v, &[("exploitable-here", No)]),
            on,
            NotToReport,
            "Art. 3(40)",
        ),
        (
            v,
            maker,
            with(&all_v, &[("exploitable-here", Unknown)]),
            on,
            Undecided,
            "Art. 3(40)",
        ),
        // A no settles it although another fact is unknown.
        (
            v,
            maker,
            with(&all_v, &[("exploited", Unknown), ("in-product", No)]),
            on,
            NotToReport,
            "Art. 14(1)",
        ),
        // A match in a catalogue alone says nothing of the product.
        (
            v,
            maker,
            facts(&[("exploited", Yes)]),
            on,
            Undecided,
            "Art. 14(1)",
        ),
        (
            v,
            maker,
            with(&all_v, &[("exploited-here", No)]),
            on,
            ToReport,
            "Art. 3(42)",
        ),
        (
            v,
            maker,
            with(&all_v, &[]),
            Some(day("2026-09-10")),
            NotToReport,
            "Art. 71(2)",
        ),
        (
            v,
            maker,
            with(&all_v, &[]),
            Some(day("2026-09-11")),
            ToReport,
            "Art. 3(42)",
        ),
        (i, maker, facts(&[]), None, Undecided, "Art. 3(44)"),
        (
            i,
            maker,
            with(&all_i, &[("severe-functions", Yes)]),
            on,
            ToReport,
            "Art. 14(5)(a)",
        ),
        (
            i,
            maker,
            with(&all_i, &[("severe-functions", No), ("severe-code", Yes)]),
            on,
            ToReport,
            "Art. 14(5)(b)",
        ),
        (
            i,
            maker,
            with(&all_i, &[("severe-functions", No), ("severe-code", No)]),
            on,
            NotToReport,
            "Art. 14(5)",
        ),
        (
            i,
            maker,
            with(&all_i, &[("severe-functions", No)]),
            on,
            Undecided,
            "Art. 14(5)(b)",
        ),
        (
            i,
            maker,
            with(&all_i, &[("impact", No), ("severe-code", Yes)]),
            on,
            NotToReport,
            "Art. 3(44)",
        ),
        (
            i,
            maker,
            with(&all_i, &[("severe-code", Yes)]),
            Some(day("2026-09-10")),
            NotToReport,
            "Art. 71(2)",
        ),
        (
            i,
            maker,
            with(&all_i, &[("compromised", No), ("severe-code", Yes)]),
            on,
            NotToReport,
            "Art. 3(43)",
        ),
        // A steward is bound from 11 December 2027, as far as Art. 24(3) goes.
        (
            v,
            &[Role::Steward],
            with(&all_v, &[]),
            on,
            NotToReport,
            "Art. 24(3)",
        ),
        (
            v,
            &[Role::Steward],
            with(&all_v, &[("steward-involved", Yes)]),
            Some(day("2027-12-11")),
            ToReport,
            "Art. 24(3)",
        ),
        (
            v,
            &[Role::Steward],
            with(&all_v, &[("steward-involved", No)]),
            Some(day("2027-12-11")),
            NotToReport,
            "Art. 24(3)",
        ),
        (
            i,
            &[Role::Steward],
            with(&all_i, &[("severe-code", Yes), ("steward-systems", No)]),
            Some(day("2028-01-01")),
            NotToReport,
            "Art. 24(3)",
        ),
        (
            i,
            &[Role::Steward],
            with(&all_i, &[("severe-code", Yes)]),
            Some(day("2028-01-01")),
            Undecided,
            "Art. 24(3)",
        ),
        (
            v,
            &[Role::Importer],
            with(&all_v, &[]),
            on,
            NotToReport,
            "Art. 14(1)",
        ),
        (
            v,
            &[Role::Distributor],
            with(&all_v, &[]),
            on,
            NotToReport,
            "Art. 14(1)",
        ),
        (
            v,
            &[Role::AuthorisedRepresentative],
            with(&all_v, &[]),
            on,
            NotToReport,
            "Art. 14(1)",
        ),
        (
            v,
            &[Role::Steward, Role::Manufacturer],
            with(&all_v, &[]),
            on,
            ToReport,
            "Art. 14(1)",
        ),
    ];
    for (kind, roles, told, certain, outcome, citation) in cases {
        let found = decide(kind, roles, &told, certain, day("2026-11-24"));
        assert_eq!(found.outcome, outcome, "{roles:?} {told:?} {certain:?}");
        let all = found.reasons.iter().chain(&found.clarify);
        let cited: Vec<_> = all.map(|reason| reason.citation.to_string()).collect();
        assert!(
            cited.iter().any(|c| c == citation),
            "{citation} not in {cited:?} for {told:?}"
        );
    }
    let readings = |told: &Facts| decide(v, maker, told, on, day("2026-11-24")).reading;
    let elsewhere = readings(&with(&all_v, &[("exploited-here", No)])).unwrap();
    assert!(elsewhere.law.to_string().contains("To report"));
    assert!(elsewhere.guidance.to_string().contains("point 218"));
    assert_eq!(readings(&with(&all_v, &[("exploited-here", Yes)])), None);
    let besides = |role: Role| decide(v, &[role], &Facts::new(), None, day("2026-11-24")).besides;
    assert_eq!(
        besides(Role::Importer)[0].citation.to_string(),
        "Art. 19(5)"
    );
    assert_eq!(
        besides(Role::Distributor)[0].citation.to_string(),
        "Art. 20(4)"
    );
}

#[test]
fn a_decision_not_to_report_is_recorded_too() {
    let place = product();
    let args = [
        "report",
        "assess",
        "--kind",
        "vulnerability",
        "--fact",
        "in-product=no",
        "--format",
        "json",
    ];
    let run = place.expect(0, &args);
    validates(&place, "report-assess", &run.stdout);
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(report["decision"]["outcome"], "not-to-report");
    let status = json(&place, &["report", "status", "--format", "json"]);
    assert_eq!(status["events"][0]["decided"], "not-to-report");
    assert_eq!(
        stage(&status, 0, "early-warning")["progress"],
        "not-running"
    );
    let run = place.expect(
        2,
        &[
            "report",
            "draft",
            "early-warning",
            "--event",
            "vulnerability-1",
        ],
    );
    assert!(run.stderr.contains("--voluntary"), "{}", run.stderr);
    let args = [
        "report",
        "draft",
        "early-warning",
        "--event",
        "vulnerability-1",
        "--voluntary",
    ];
    assert!(
        place
            .expect(0, &args)
            .stdout
            .contains("Art. 15 prescribes no contents")
    );
    // Decided anew when a fact changes: the same record goes on.
    let again = [
        &[
            "report",
            "assess",
            "--event",
            "vulnerability-1",
            "--certain-at",
            "now",
        ][..],
        &DUTY[..],
    ]
    .concat();
    place.expect(0, &again);
    let status = json(&place, &["report", "status", "--format", "json"]);
    assert_eq!(status["events"].as_array().unwrap().len(), 1);
    assert_eq!(status["events"][0]["decided"], "to-report");
}

#[test]
fn the_clocks_need_a_start_that_can_be_true() {
    let place = product();
    let base = [
        &["report", "assess", "--kind", "vulnerability"][..],
        &DUTY[..],
    ]
    .concat();
    for (more, why) in [
        (
            &["--certain-at", "2030-01-01T00:00:00Z"][..],
            "lies ahead of now",
        ),
        (&["--certain-at", "2026-11-20"], "is no date and time"),
        (
            &[
                "--certain-at",
                "2026-10-25T02:30",
                "--zone",
                "Europe/Brussels",
            ],
            "was on the clock twice",
        ),
        (
            &[
                "--certain-at",
                "2026-03-29T02:30",
                "--zone",
                "Europe/Brussels",
            ],
            "was on no clock",
        ),
        (
            &[
                "--signal-at",
                "2026-11-23T10:00:00Z",
                "--certain-at",
                "2026-11-23T09:00:00Z",
            ],
            "before the first sign",
        ),
        (
            &["--certain-at", "now", "--zone", "Europe/Brusels"],
            "is no time zone",
        ),
        (
            &["--certain-at", "now", "--fact", "exploted=yes"],
            "did you mean `exploited`?",
        ),
    ] {
        let run = place.expect(2, &[&base[..], more].concat());
        assert!(run.stderr.contains(why), "{why}\n{}", run.stderr);
    }
    assert!(!place.file("cemark/private/events").exists());
}

/// What Art. 14 and Art. 13(6) list, stage by stage: typed here from the Regulation.
#[test]
fn each_draft_asks_what_the_article_lists() {
    let v = Kind::Vulnerability;
    let i = Kind::Incident;
    type Contents<'c> = &'c [(&'c str, &'c [&'c str])];
    let expected: &[(Kind, StageKind, Contents<'_>)] = &[
        (
            v,
            StageKind::EarlyWarning,
            &[
                ("Art. 14(2)(a)", &["member-states"]),
                ("Art. 16(2)", &["sensitivity"]),
            ],
        ),
        (
            v,
            StageKind::Notification,
            &[
                (
                    "Art. 14(2)(b)",
                    &["product-name", "product-version", "product-purpose"],
                ),
                ("Art. 14(2)(b)", &["exploit-nature"]),
                ("Art. 14(2)(b)", &["vulnerability-nature"]),
                ("Art. 14(2)(b)", &["measures-taken"]),
                ("Art. 14(2)(b)", &["user-measures"]),
                ("Art. 14(2)(b)", &["sensitivity"]),
                ("Art. 16(2)", &["exceptional", "exceptional-reason"]),
            ],
        ),
        (
            v,
            StageKind::Final,
            &[
                ("Art. 14(2)(c)(i)", &["description", "severity", "impact"]),
                ("Art. 14(2)(c)(ii)", &["malicious-actor"]),
                ("Art. 14(2)(c)(iii)", &["update-details"]),
            ],
        ),
        (
            i,
            StageKind::EarlyWarning,
            &[
                ("Art. 14(4)(a)", &["unlawful-suspected"]),
                ("Art. 14(4)(a)", &["member-states"]),
                ("Art. 16(2)", &["sensitivity"]),
            ],
        ),
        (
            i,
            StageKind::Notification,
            &[
                ("Art. 14(4)(b)", &["incident-nature"]),
                ("Art. 14(4)(b)", &["initial-assessment"]),
                ("Art. 14(4)(b)", &["measures-taken"]),
                ("Art. 14(4)(b)", &["user-measures"]),
                ("Art. 14(4)(b)", &["sensitivity"]),
            ],
        ),
        (
            i,
            StageKind::Final,
            &[
                ("Art. 14(4)(c)(i)", &["description", "severity", "impact"]),
                ("Art. 14(4)(c)(ii)", &["threat-or-cause"]),
                ("Art. 14(4)(c)(iii)", &["mitigation"]),
            ],
        ),
        (
            v,
            StageKind::Intermediate,
            &[("Art. 14(6)", &["status-update"])],
        ),
        (
            i,
            StageKind::Intermediate,
            &[("Art. 14(6)", &["status-update"])],
        ),
        (
            v,
            StageKind::UserNotice,
            &[
                ("Art. 14(8)", &["notice-to"]),
                ("Art. 14(8)", &["product-version", "user-text"]),
                ("Art. 14(8)", &["user-measures"]),
                ("Art. 14(8)", &["notice-file"]),
            ],
        ),
        (
            i,
            StageKind::UserNotice,
            &[
                ("Art. 14(8)", &["notice-to"]),
                ("Art. 14(8)", &["product-version", "user-text"]),
                ("Art. 14(8)", &["user-measures"]),
                ("Art. 14(8)", &["notice-file"]),
            ],
        ),
        (
            v,
            StageKind::UpstreamNotice,
            &[
                ("Art. 13(6)", &["component", "vulnerability-nature"]),
                ("Art. 13(6)", &["cve", "euvd"]),
                ("Art. 13(6)", &["own-fix"]),
            ],
        ),
    ];
    let all: Vec<_> = reporting().stages.iter().map(|s| (s.of, s.id)).collect();
    let named: Vec<_> = expected
        .iter()
        .map(|(kind, stage, _)| (*kind, *stage))
        .collect();
    assert_eq!(all.len(), named.len());
    for (kind, stage, contents) in expected {
        let spec = reporting().stage(*kind, *stage).unwrap();
        let found: Vec<(String, Vec<String>)> = spec
            .contents
            .iter()
            .map(|c| {
                (
                    c.citation.to_string(),
                    c.fields.iter().map(ToString::to_string).collect(),
                )
            })
            .collect();
        let wanted: Vec<(String, Vec<String>)> = contents
            .iter()
            .map(|(citation, fields)| {
                (
                    (*citation).to_owned(),
                    fields.iter().map(|f| (*f).to_owned()).collect(),
                )
            })
            .collect();
        assert_eq!(found, wanted, "{kind:?} {stage:?}");
    }
}

#[test]
fn a_draft_is_filled_from_the_project_and_does_not_ask_twice() {
    let place = product();
    let now = "2026-11-24T12:00:00Z";
    open(&place, "vulnerability", now, "2026-11-24T09:00:00Z");
    let draft = |stage: &str| {
        let run = place.expect(
            0,
            &["report", "draft", stage, "--format", "json", "--now", now],
        );
        validates(&place, "report-draft", &run.stdout);
        serde_json::from_str::<Value>(&run.stdout).unwrap()
    };
    let early = draft("early-warning");
    assert_eq!(early["citation"], "Art. 14(2)(a)");
    assert_eq!(
        early["csirt"],
        "Centre for Cybersecurity Belgium (CCB), CERT.be"
    );
    assert_eq!(early["due"], "2026-11-25T09:00:00Z");
    assert_eq!(early["contents"][0]["values"][0]["value"], "BE, NL");
    assert_eq!(early["contents"][0]["values"][0]["state"], "from-project");
    assert_eq!(early["missing"], serde_json::json!(["title", "summary"]));
    let row = |draft: &Value, nr: &str| -> Value {
        let rows = draft["form"].as_array().unwrap();
        rows.iter()
            .find(|row| row["nr"] == nr)
            .cloned()
            .unwrap_or(Value::Null)
    };
    assert_eq!(row(&early, "6")["value"], "Sensor");
    assert_eq!(row(&early, "v25")["value"], "2026-11-24T09:00:00Z");
    assert_eq!(row(&early, "v27"), Value::Null, "not at this stage");
    let set = [
        "report",
        "record",
        "--now",
        now,
        "--set",
        "title=Hole",
        "--set",
        "sensitivity=High until the fix is out",
    ];
    place.expect(0, &set);
    place.expect(0, &["report", "submitted", "early-warning", "--now", now]);
    let notification = draft("notification");
    let sensitivity = &notification["contents"][5]["values"][0];
    assert_eq!(sensitivity["state"], "already-given");
    assert_eq!(sensitivity["given_with"], "early-warning");
    // Changed since: it is given anew.
    place.expect(
        0,
        &["report", "record", "--now", now, "--set", "sensitivity=Low"],
    );
    assert_eq!(
        draft("notification")["contents"][5]["values"][0]["state"],
        "given"
    );
    // Longer than the form takes: said, not cut.
    let long = format!("malicious-actor={}", "x".repeat(150));
    place.expect(0, &["report", "record", "--now", now, "--set", &long]);
    let last = draft("final");
    assert_eq!(row(&last, "v26")["too_long"], true);
    assert_eq!(row(&last, "v26")["length"], 150);
    assert_eq!(last["due"], Value::Null);
    assert!(
        last["without_row"]
            .as_array()
            .unwrap()
            .iter()
            .any(|value| value["field"] == "description")
    );
}

#[test]
fn drafts_read_well_and_keep_foreign_text_literal() {
    let place = product();
    let now = "2026-11-24T12:00:00Z";
    open(&place, "vulnerability", now, "2026-11-24T09:00:00Z");
    place.write("fields.yaml", "title: 'A hole in <b>web</b> | login'\nsummary: |\n  Line one.\n  ```\n  # not a heading\nuser-text: 'Someone *can* get in.'\nuser-measures: Unplug it.\nnotice-to: impacted users\ncomponent: mbedtls 3.6.2\nvulnerability-nature: 'A length is not checked.'\nown-fix: https://example.com/patch\n");
    place.expect(
        0,
        &["report", "record", "--now", now, "--from", "fields.yaml"],
    );
    let mut pages = String::new();
    for stage in [
        "early-warning",
        "notification",
        "final",
        "user-notice",
        "upstream-notice",
    ] {
        let page = place
            .expect(
                0,
                &["report", "draft", stage, "--now", now, "--zone", "UTC"],
            )
            .stdout;
        pages.push_str(&format!("===== {stage}\n{page}"));
    }
    insta::with_settings!({prepend_module_to_snapshot => false, snapshot_path => "snapshots"}, {
        insta::assert_snapshot!("report_drafts", pages);
    });
    // An event about which nothing is known yet has its drafts, too.
    let empty = product();
    open(&empty, "vulnerability", now, now);
    for stage in ["final", "intermediate", "user-notice", "upstream-notice"] {
        let page = empty
            .expect(0, &["report", "draft", stage, "--now", now])
            .stdout;
        assert!(page.contains("missing"), "{stage}\n{page}");
    }
    let run = place.expect(
        2,
        &[
            "report",
            "record",
            "--now",
            now,
            "--set",
            "unlawful-suspected=maybe",
        ],
    );
    assert!(
        run.stderr
            .contains("expected one of 'Yes', 'No', 'Unknown'"),
        "{}",
        run.stderr
    );
    place.write("fields.yaml", "title: x\nsumary: y\n");
    let run = place.expect(
        2,
        &["report", "record", "--now", now, "--from", "fields.yaml"],
    );
    assert!(
        run.stderr.contains("fields.yaml:2:1") && run.stderr.contains("did you mean `summary`?"),
        "{}",
        run.stderr
    );
}

#[test]
fn what_was_sent_can_be_proven_later_and_a_change_shows() {
    let place = product();
    let now = "2026-11-24T12:00:00Z";
    open(&place, "vulnerability", now, "2026-11-24T09:00:00Z");
    place.write("sent.txt", "As typed into the platform.\n");
    let args = [
        "report",
        "submitted",
        "early-warning",
        "--now",
        now,
        "--at",
        "2026-11-24T11:00:00Z",
        "--file",
        "sent.txt",
        "--reference",
        "SRP-1",
    ];
    let said = place.expect(0, &args).stdout;
    let digest = cemark::values::Sha256::of(b"As typed into the platform.\n").to_string();
    assert!(said.contains(&digest), "{said}");
    assert_eq!(
        place.read("cemark/private/events/vulnerability-1/early-warning-1.txt"),
        "As typed into the platform.\n"
    );
    let status = json(
        &place,
        &["report", "status", "--format", "json", "--now", now],
    );
    assert_eq!(status["events"][0]["submissions"][0]["reference"], "SRP-1");
    let record = "cemark/private/events/vulnerability-1/record.jsonl";
    place.replace(record, "SRP-1", "SRP-2");
    let run = place.expect(2, &["report", "status", "--now", now]);
    assert!(
        run.stderr.contains("was changed after it was written"),
        "{}",
        run.stderr
    );
    place.replace(record, "SRP-2", "SRP-1");
    place.expect(0, &["report", "status", "--now", now]);
    // A second copy never takes the place of the first.
    place.expect(
        0,
        &[
            "report",
            "submitted",
            "early-warning",
            "--now",
            now,
            "--file",
            "sent.txt",
        ],
    );
    assert!(
        place
            .file("cemark/private/events/vulnerability-1/early-warning-2.txt")
            .exists()
    );
}

pub fn git(place: &Workplace, args: &[&str]) {
    let status = Command::new("git")
        .args(args)
        .current_dir(place.path())
        .output()
        .unwrap();
    assert!(
        status.status.success(),
        "git {args:?}: {}",
        String::from_utf8_lossy(&status.stderr)
    );
}

#[test]
fn nothing_is_written_where_git_would_track_it() {
    let place = product();
    git(&place, &["init", "-q"]);
    let assess = [
        "report",
        "assess",
        "--kind",
        "vulnerability",
        "--fact",
        "in-product=no",
    ];
    let run = place.expect(2, &assess);
    assert!(
        run.stderr
            .contains("would not stay private: Git does not ignore cemark/private/events/x"),
        "{}",
        run.stderr
    );
    place.expect(2, &["report", "drill"]);
    assert!(!place.file("cemark/private/events").exists());
    place.expect(0, &[&assess[..], &["--allow-tracked"]].concat());
    std::fs::remove_dir_all(place.file("cemark/private")).unwrap();
    place.write(".gitignore", "/cemark/private/\n");
    place.expect(0, &assess);
    // A draft tells of the event, wherever it is written; a notice is made to be read.
    let named = [
        "--event",
        "vulnerability-1",
        "--voluntary",
        "-o",
        "draft.md",
    ];
    let draft =
        |stage, more: &[&'static str]| [&["report", "draft", stage], &named[..], more].concat();
    let run = place.expect(2, &draft("early-warning", &[]));
    assert!(
        run.stderr.contains("draft.md would not stay private"),
        "{}",
        run.stderr
    );
    place.expect(
        2,
        &["report", "status", "--format", "ics", "-o", "limits.ics"],
    );
    assert!(!place.file("draft.md").exists() && !place.file("limits.ics").exists());
    place.expect(0, &draft("user-notice", &[]));
    place.expect(0, &draft("early-warning", &["--allow-tracked"]));
    place.expect(0, &["report", "status", "-o", "cemark/private/status.txt"]);
    // A rule may bring back the copies alone.
    place.write(
        ".gitignore",
        "/cemark/private/**\n!/cemark/private/events\n!/cemark/private/events/*/\n!/cemark/private/events/*/*.md\n",
    );
    place.expect(2, &assess);
    place.write(".gitignore", "/cemark/private/\n");
    // Tracked already: ignoring comes too late.
    git(&place, &["add", "-f", "cemark/private"]);
    let run = place.expect(2, &assess);
    assert!(
        run.stderr.contains("Git tracks files in it already"),
        "{}",
        run.stderr
    );
}

#[test]
fn init_makes_sure_that_it_stays_private() {
    let place = Workplace::empty();
    git(&place, &["init", "-q"]);
    place.expect(0, &["init", "--yes"]);
    let place = Workplace::empty();
    git(&place, &["init", "-q"]);
    place.write(
        ".gitignore",
        "/cemark/private/\n/cemark-out/\n!/cemark/private/\n",
    );
    let run = place.expect(2, &["init", "--yes"]);
    assert!(
        run.stderr.contains("would not stay private"),
        "{}",
        run.stderr
    );
    assert!(!place.file("cemark.yaml").exists());
    place.expect(0, &["init", "--yes", "--allow-tracked"]);
}

#[test]
fn no_other_output_speaks_of_an_event() {
    let place = product();
    let now = "2026-11-24T12:00:00Z";
    open(&place, "vulnerability", now, "2026-11-24T09:00:00Z");
    place.expect(
        0,
        &[
            "report",
            "record",
            "--now",
            now,
            "--set",
            "title=SECRETHOLE",
        ],
    );
    place.replace(
        "cemark.yaml",
        "checklists: [annex-i]",
        "checklists: [annex-i, art-14]",
    );
    for args in [
        &["check"][..],
        &["check", "--format", "json"],
        &["check", "--on-event"],
        &["render", "summary"],
        &["render", "summary", "--format", "html"],
        &["status"],
        &["sbom", "bom.json"],
    ] {
        let run = place.run(args);
        for word in ["SECRETHOLE", "vulnerability-1"] {
            assert!(
                !run.stdout.contains(word) && !run.stderr.contains(word),
                "{args:?}"
            );
        }
    }
    // The calendar names the limit and the event, not what it is about.
    let calendar = place
        .expect(0, &["report", "status", "--format", "ics", "--now", now])
        .stdout;
    assert!(!calendar.contains("SECRETHOLE"));
    assert!(calendar.contains("DTSTART:20261125T090000Z"), "{calendar}");
    assert!(calendar.contains("DTSTART:20261127T090000Z"), "{calendar}");
    assert_eq!(calendar.matches("BEGIN:VEVENT").count(), 2);
}

#[test]
fn a_drill_goes_from_zero_to_a_complete_draft() {
    let place = product();
    let now = "2026-11-24T12:00:00Z";
    let said = place.expect(0, &["report", "drill", "--now", now]).stdout;
    assert!(
        said.starts_with("DRILL: suppose that mbedtls 3.6.2"),
        "{said}"
    );
    assert!(said.contains("early warning: summary"), "{said}");
    let run = place.expect(
        2,
        &["report", "drill", "--now", now, "--component", "nosuch"],
    );
    assert!(
        run.stderr.contains("no SBOM of the project lists `nosuch`"),
        "{}",
        run.stderr
    );
    let lines = "Someone reads the sensor without a password.\nq\n";
    let mut child = place
        .command(&["report", "record", "--plain", "--now", now])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), lines.as_bytes()).unwrap();
    let text = String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap();
    assert!(
        text.contains("Summary: What happened, in a few sentences"),
        "{text}"
    );
    let draft = json(
        &place,
        &[
            "report",
            "draft",
            "early-warning",
            "--format",
            "json",
            "--now",
            now,
        ],
    );
    assert_eq!(draft["missing"], serde_json::json!([]));
    assert_eq!(draft["drill"], true);
    let page = place
        .expect(0, &["report", "draft", "early-warning", "--now", now])
        .stdout;
    assert!(
        page.contains("DRILL. Nothing of this has happened. Do not submit it."),
        "{page}"
    );
}

/// The dialogue: facts one by one, a no ends it, back takes one answer back.
#[test]
fn the_dialogue_asks_each_fact_and_stops_when_it_is_settled() {
    let ask = |lines: &str| {
        let place = product();
        let args = ["report", "assess", "--plain", "--kind", "vulnerability"];
        let clock = ["--now", "2026-11-24T12:00:00Z", "--zone", "UTC"];
        let run = place.typed(&[&args[..], &clock].concat(), lines);
        (place, run.stdout)
    };
    let (_, text) = ask("\ny\nn\n");
    assert!(text.contains("Outcome: not to report"), "{text}");
    assert!(
        !text.contains("reliable evidence that a malicious actor"),
        "{text}"
    );
    let (_, text) = ask("\ny\nn\nq\n");
    assert!(
        text.contains("Recorded as vulnerability-1"),
        "a no ends it: {text}"
    );
    let (place, text) = ask("2026-11-24T08:00\ny\nmaybe\ny\nb\ny\ny\ny\nn\n2026-11-24T10:30\n");
    assert!(
        text.contains("* y yes, n no, u unknown, b back, q leave"),
        "{text}"
    );
    assert!(text.contains("Outcome: to report"), "{text}");
    assert!(text.contains("Commission guidance, point 218"), "{text}");
    let status = json(
        &place,
        &[
            "report",
            "status",
            "--format",
            "json",
            "--now",
            "2026-11-24T12:00:00Z",
            "--zone",
            "UTC",
        ],
    );
    assert_eq!(status["events"][0]["signal_at"], "2026-11-24T08:00:00Z");
    assert_eq!(status["events"][0]["aware_at"], "2026-11-24T10:30:00Z");
    // Certainty starts the clock, not the sign.
    assert_eq!(
        stage(&status, 0, "early-warning")["due"],
        "2026-11-25T10:30:00Z"
    );
    // Who leaves before anything was told leaves nothing; else what was told is kept.
    let (place, text) = ask("\nq\n");
    assert!(text.contains("Nothing was recorded."), "{text}");
    assert!(!place.file("cemark/private/events").exists());
    for end in ["q\n", ""] {
        let (place, text) = ask(&format!("\ny\n{end}"));
        assert!(text.contains("Outcome: not yet decidable"), "{text}");
        assert!(
            text.contains("Go on with: cemark report assess --event vulnerability-1"),
            "{text}"
        );
        let record = place.read("cemark/private/events/vulnerability-1/record.jsonl");
        assert!(
            record.contains(r#""facts":{"made-available":"yes"}"#),
            "{record}"
        );
    }
    // All told but the moment of certainty: the duty stands, its hours run from the decision at
    // the latest, and the moment is asked for.
    let (place, text) = ask("\ny\ny\ny\ny\ny\nq\n");
    assert!(text.contains("Outcome: to report"), "{text}");
    assert!(text.contains("since when is not told"), "{text}");
    let status = json(&place, &["report", "status", "--format", "json"]);
    assert_eq!(status["events"][0]["aware_at_provisional"], true);
    assert_eq!(stage(&status, 0, "early-warning")["progress"], "running");
    assert_eq!(
        stage(&status, 0, "early-warning")["later_by_regulation"],
        Value::Null
    );
    let rule = stage(&status, 0, "early-warning")["rule"].to_string();
    assert!(rule.contains("ends earlier than shown"), "{rule}");
    // A moment that stands in is told to no authority.
    let draft = place
        .expect(0, &["report", "draft", "early-warning"])
        .stdout;
    assert!(
        draft.contains("**aware-at**: When you became aware"),
        "{draft}"
    );
    assert!(
        draft.contains("earlier if you became aware before"),
        "{draft}"
    );
    let certain = [
        "report",
        "assess",
        "--event",
        "vulnerability-1",
        "--certain-at",
        "2026-11-24T09:00:00Z",
        "--now",
        "2026-11-24T12:00:00Z",
    ];
    place.expect(0, &certain);
    let status = json(&place, &["report", "status", "--format", "json"]);
    assert_eq!(status["events"][0]["aware_at_provisional"], false);
    assert_eq!(
        status["events"][0]["aware_at_before"],
        serde_json::json!([])
    );
}

#[cfg(unix)]
#[test]
fn the_dialogue_in_a_terminal() {
    use crate::support::terminal;
    use expectrl::Expect;
    let place = product();
    let mut session = terminal(place.command(&["report", "assess"]));
    session.expect("kind> ").unwrap();
    session.send_line("i").unwrap();
    session.expect("first sign").unwrap();
    session.send_line("now").unwrap();
    session.expect("Union market").unwrap();
    session.send_line("y").unwrap();
    session.expect("(Art. 3(43))").unwrap();
    session.send_line("y").unwrap();
    session.expect("(Art. 3(44))").unwrap();
    session.send_line("y").unwrap();
    session.expect("(Art. 14(5)(a))").unwrap();
    session.send_line("n").unwrap();
    session.expect("(Art. 14(5)(b))").unwrap();
    session.send_line("n").unwrap();
    session.expect("Outcome: not to report").unwrap();
    session.expect("Neither condition is met").unwrap();
    session.expect("Recorded as incident-1").unwrap();
    session.expect(expectrl::Eof).unwrap();
}

#[test]
fn all_27_member_states_have_their_entry_and_unknown_is_said() {
    let place = Workplace::empty();
    let run = place.expect(0, &["authority", "--format", "json"]);
    validates(&place, "authority", &run.stdout);
    let all: Value = serde_json::from_str(&run.stdout).unwrap();
    let states = all["member_states"].as_array().unwrap();
    let codes: Vec<&str> = states
        .iter()
        .map(|s| s["member_state"].as_str().unwrap())
        .collect();
    let mut sorted = codes.clone();
    sorted.sort_unstable();
    assert_eq!(
        sorted,
        [
            "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU",
            "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"
        ]
    );
    for state in states {
        for key in ["csirt", "market_surveillance", "notifying_authority"] {
            let known = !state[key]["name"].as_str().unwrap().is_empty();
            let source = !state[key]["source"].as_str().unwrap().is_empty();
            assert_eq!(known, source, "{key} of {state}");
            assert!(known || !state[key]["verified"].as_bool().unwrap());
        }
    }
    let text = place.expect(0, &["authority", "be"]).stdout;
    for part in [
        "Belgium (BE)",
        "Centre for Cybersecurity Belgium (CCB), CERT.be",
        "market surveillance authority (Art. 52(2)): unknown",
        "as of: 2026-09-11",
        "languages: nl, fr, de",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    assert!(
        place
            .expect(0, &["authority", "el"])
            .stdout
            .contains("Greece (GR)")
    );
    let run = place.expect(2, &["authority", "Belgum"]);
    assert!(
        run.stderr.contains("did you mean `Belgium`?"),
        "{}",
        run.stderr
    );
}

#[test]
fn the_recipient_follows_the_order_of_art_14_7() {
    let cases: &[(&str, Option<&str>, &str)] = &[
        (
            "{cybersecurity-decisions: BE, most-employees: DE}",
            Some("BE"),
            "predominantly taken",
        ),
        (
            "{most-employees: DE, outside-union: {importer: FR}}",
            Some("DE"),
            "most employees",
        ),
        (
            "{outside-union: {authorised-representative: NL, importer: FR}}",
            Some("NL"),
            "point (a)",
        ),
        (
            "{outside-union: {importer: FR, distributor: IT}}",
            Some("FR"),
            "point (b)",
        ),
        (
            "{outside-union: {distributor: IT, users: ES}}",
            Some("IT"),
            "point (c)",
        ),
        ("{outside-union: {users: ES}}", Some("ES"), "point (d)"),
        ("{}", None, ""),
    ];
    for (words, state, why) in cases {
        let place = Workplace::product();
        place.replace(
            "cemark.yaml",
            "placing:",
            &format!("reporting: {words}\nplacing:"),
        );
        open(
            &place,
            "vulnerability",
            "2026-11-24T12:00:00Z",
            "2026-11-24T09:00:00Z",
        );
        let status = json(
            &place,
            &[
                "report",
                "status",
                "--format",
                "json",
                "--now",
                "2026-11-24T12:00:00Z",
            ],
        );
        let to = &status["events"][0]["recipient"];
        match state {
            Some(state) => {
                assert_eq!(to["member_state"], *state, "{words}");
                assert!(to["why"].as_str().unwrap().contains(why), "{to}");
            }
            None => assert!(to.is_null()),
        }
    }
    // A maker who knows better replaces an entry.
    let place = product();
    place.replace("cemark.yaml", "{cybersecurity-decisions: BE}", "{cybersecurity-decisions: BE, authorities: {BE: {csirt: {name: My CSIRT, source: A letter of today}}}}");
    let text = place.expect(0, &["authority", "BE"]).stdout;
    assert!(
        text.contains("My CSIRT") && text.contains("your own entry"),
        "{text}"
    );
    place.replace(
        "cemark.yaml",
        "cybersecurity-decisions: BE",
        "cybersecurity-decisions: XX",
    );
    let run = place.expect(2, &["report", "status"]);
    assert!(
        run.stderr.contains("`XX` is no Member State of the Union"),
        "{}",
        run.stderr
    );
}

#[test]
fn other_roles_are_led_to_their_own_article() {
    for (role, citation) in [
        ("importer", "Art. 19(5)"),
        ("distributor", "Art. 20(4)"),
        ("steward", "Art. 24(3)"),
    ] {
        let place = product();
        place.replace(
            "cemark.yaml",
            "role: manufacturer",
            &format!("role: {role}"),
        );
        let run = place.expect(
            0,
            &[
                &["report", "assess", "--kind", "vulnerability"][..],
                &DUTY[..],
            ]
            .concat(),
        );
        assert!(
            run.stdout.contains("Outcome: not to report"),
            "{}",
            run.stdout
        );
        assert!(run.stdout.contains(citation), "{citation}\n{}", run.stdout);
    }
}

#[test]
fn art_14_is_asked_whatever_is_placed_when_and_counts_on_an_event() {
    let place = product();
    place.replace(
        "cemark.yaml",
        "checklists: [annex-i]",
        "checklists: [annex-i, art-14]",
    );
    place.replace(
        "cemark.yaml",
        "first: 2028-01-15, last-planned: 2030-12-31",
        "first: 2020-01-15, last-planned: 2026-12-31",
    );
    let report = place.check();
    let requirements = report["requirements"].as_array().unwrap();
    let by_id: BTreeMap<&str, &Value> = requirements
        .iter()
        .map(|r| (r["id"].as_str().unwrap(), r))
        .collect();
    assert_eq!(by_id["annex-i.ii.5"]["verdict"], "out-of-scope");
    let art = by_id["art-14.2"];
    assert_eq!(
        (art["verdict"].as_str(), art["due"].as_str()),
        (Some("open"), Some("due"))
    );
    assert_eq!(art["due_from"], "2026-09-11");
    let before = place.check_with(&["--date", "2026-09-10"]);
    let art = before["requirements"]
        .as_array()
        .unwrap()
        .iter()
        .find(|r| r["id"] == "art-14.2")
        .unwrap()
        .clone();
    assert_eq!(art["due"], "preparing");
    // Nothing of a later phase closes the gate, until an event is open.
    place.expect(0, &["check", "-q"]);
    let run = place.expect(1, &["check", "--on-event"]);
    assert!(!run.stdout.contains("Preparing"), "{}", run.stdout);
    // Beside Annex I, which binds later.
    place.replace(
        "cemark.yaml",
        "first: 2020-01-15, last-planned: 2026-12-31",
        "first: 2026-01-15, last-planned: 2030-12-31",
    );
    let run = place.expect(1, &["check", "--on-event"]);
    let head = "Preparing: apart from what binds already (Art. 14)";
    assert!(run.stdout.contains(head), "{}", run.stdout);
}

#[test]
fn each_fact_is_named_in_the_help_and_explained() {
    let place = Workplace::empty();
    let help = place.expect(0, &["report", "assess", "--help"]).stdout;
    for fact in &reporting().facts {
        assert!(help.contains(fact.id.as_str()), "{} in {help}", fact.id);
        let page = place.expect(0, &["explain", fact.id.as_str()]).stdout;
        assert!(page.contains(&fact.citation.to_string()), "{page}");
    }
}
