//! The record proves what it said at an earlier time, and does not leave its place: nothing of
//! an event is written where Git would track it, whatever way leads there.

use crate::reporting::{json, open, product};
use crate::support::{Run, Workplace};

const NOW: &str = "2026-11-24T12:00:00Z";
const RECORD: &str = "cemark/private/events/vulnerability-1/record.jsonl";

fn report(place: &Workplace, code: i32, args: &[&str]) -> Run {
    let now = ["--now", NOW];
    place.expect(code, &[&["report"], args, &now].concat())
}

#[test]
fn a_digest_that_was_kept_proves_what_the_record_said() {
    let place = product();
    open(&place, "vulnerability", NOW, "2026-11-24T08:00:00Z");
    let said = report(&place, 0, &["submitted", "early-warning"]).stdout;
    let digest = said.split("record: SHA-256 ").nth(1).unwrap();
    let digest: String = digest.chars().take(64).collect();
    let whole = place.read(RECORD);
    report(&place, 0, &["record", "--note", "Later."]);
    let log = report(&place, 0, &["log", "--holds", &digest]).stdout;
    assert!(log.contains("Holds: entry 4 of 5 has the digest"), "{log}");
    for word in [
        "opened",
        "certain since",
        "to report (",
        "early warning, at",
        "Later.",
    ] {
        assert!(log.contains(word), "{word}\n{log}");
    }

    // Cut at its end the record still follows from itself; the digest shows it.
    let cut: Vec<_> = whole.lines().take(3).collect();
    place.write(RECORD, cut.join("\n") + "\n");
    report(&place, 0, &["log"]);
    let log = report(&place, 1, &["log", "--holds", &digest]).stdout;
    assert!(log.contains("DOES NOT HOLD"), "{log}");
    report(&place, 2, &["log", "--holds", "abc"]);

    // A copy of what was sent that was changed.
    place.write(RECORD, whole);
    report(&place, 0, &["log"]);
    place.write(
        "cemark/private/events/vulnerability-1/early-warning-1.md",
        "",
    );
    let log = report(&place, 1, &["log"]).stdout;
    assert!(log.contains("WAS CHANGED OR REMOVED"), "{log}");
}

#[test]
fn the_log_follows_its_schema() {
    let place = product();
    open(&place, "vulnerability", NOW, "2026-11-24T08:00:00Z");
    report(&place, 0, &["submitted", "early-warning"]);
    let log = report(&place, 0, &["log", "--format", "json"]).stdout;
    crate::check::validates(&place, "report-log", &log);
    let log: serde_json::Value = serde_json::from_str(&log).unwrap();
    let what: Vec<_> = log["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| &e["what"])
        .collect();
    assert_eq!(what, ["opened", "told", "decided", "submitted"]);
    assert_eq!(log["holds"], serde_json::Value::Null);
}

#[test]
fn a_record_in_the_place_of_another_shows() {
    let place = product();
    open(&place, "vulnerability", NOW, "2026-11-24T08:00:00Z");
    open(&place, "vulnerability", NOW, "2026-11-24T09:00:00Z");
    let other = place.read(&RECORD.replace("-1", "-2"));
    place.write(RECORD, other);
    let run = report(&place, 2, &["status", "--event", "vulnerability-1"]);
    assert!(
        run.stderr
            .contains("this is the record of the event `vulnerability-2`"),
        "{}",
        run.stderr
    );
    // Scripts see that one is missing.
    let run = report(&place, 2, &["status", "--format", "json"]);
    crate::check::validates(&place, "report-status", &run.stdout);
    let status: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(status["unreadable"][0]["event"], "vulnerability-1");
    assert_eq!(status["events"][0]["id"], "vulnerability-2");
}

/// The moment of an entry is taken when its turn comes.
#[test]
fn writers_at_the_same_time_stand_in_the_order_of_their_times() {
    let place = product();
    let spawn = |args: &[&str]| {
        let mut command = place.command(args);
        command.env_remove("SOURCE_DATE_EPOCH");
        command.stdout(std::process::Stdio::null()).spawn().unwrap()
    };
    let opened = [
        "report",
        "assess",
        "--kind",
        "vulnerability",
        "--fact",
        "exploited=unknown",
    ];
    assert!(spawn(&opened).wait().unwrap().success());
    let children: Vec<_> = (0..24)
        .map(|_| spawn(&["report", "record", "--note", "A note."]))
        .collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    let status = json(&place, &["report", "status", "--format", "json"]);
    assert_eq!(status["events"][0]["back_dated"], serde_json::json!([]));
    let lines = place.read(RECORD).lines().count();
    assert_eq!(lines, 3 + 24);
}

#[cfg(unix)]
#[test]
fn a_link_leads_nothing_out_of_the_private_folder() {
    let place = product();
    open(&place, "vulnerability", NOW, "2026-11-24T08:00:00Z");
    crate::reporting::git(&place, &["init", "-q"]);
    place
        .write(".gitignore", "/cemark/private/\n")
        .write("public.md", "Public.\n");
    for (link, target) in [("there.md", "public.md"), ("dangling.md", "new.md")] {
        let to = place.file(target);
        let link = format!("cemark/private/{link}");
        std::os::unix::fs::symlink(&to, place.file(&link)).unwrap();
        let run = report(&place, 2, &["draft", "early-warning", "-o", &link]);
        assert!(
            run.stderr.contains("would not stay private"),
            "{}",
            run.stderr
        );
        // One that names its target from where it lies.
        std::fs::remove_file(place.file(&link)).unwrap();
        std::os::unix::fs::symlink(format!("../../{target}"), place.file(&link)).unwrap();
        report(&place, 2, &["draft", "early-warning", "-o", &link]);
    }
    assert_eq!(place.read("public.md"), "Public.\n");
    assert!(!place.file("new.md").exists());
    // What keeps the folder private is no place for a draft.
    let run = report(
        &place,
        2,
        &[
            "draft",
            "early-warning",
            "-o",
            ".gitignore",
            "--allow-tracked",
        ],
    );
    assert!(run.stderr.contains(".gitignore"), "{}", run.stderr);
    assert_eq!(place.read(".gitignore"), "/cemark/private/\n");
}

#[test]
fn a_real_event_goes_before_a_rehearsal_and_a_rehearsal_ends() {
    let place = product();
    report(&place, 0, &["drill"]);
    report(&place, 0, &["submitted", "early-warning"]);
    open(&place, "vulnerability", NOW, "2026-11-24T08:00:00Z");
    let said = report(&place, 0, &["record", "--set", "title=Real"]).stdout;
    assert!(said.starts_with("vulnerability-1: "), "{said}");
    let end = ["report", "drill", "--end", "--now", "2026-11-24T12:09:00Z"];
    let said = place.expect(0, &end).stdout;
    assert!(said.contains("rehearsal ended after 0 h 9 min"), "{said}");
    assert!(
        said.contains("early warning: recorded as submitted after 0 h 0 min"),
        "{said}"
    );
    assert!(
        said.contains("notification: not recorded as submitted"),
        "{said}"
    );
    let run = place.expect(2, &end);
    assert!(
        run.stderr.contains("no rehearsal is open"),
        "{}",
        run.stderr
    );
    report(&place, 2, &["drill", "--end", "--event", "vulnerability-1"]);
    let status = report(&place, 0, &["status", "--event", "drill-1"]).stdout;
    assert!(status.contains("DRILL, ended"), "{status}");
    assert!(!status.contains(" left"), "{status}");
    let calendar = report(&place, 0, &["status", "--format", "ics"]).stdout;
    assert!(!calendar.contains("DRILL"), "{calendar}");
    let run = report(
        &place,
        0,
        &["status", "--event", "drill-1", "--format", "ics"],
    );
    assert!(
        run.stderr.contains("the calendar has no entry"),
        "{}",
        run.stderr
    );
}

/// A duty that cannot be shown is no duty that is not there.
#[test]
fn a_record_that_is_gone_or_broken_is_told_where_people_look() {
    for break_it in [
        |place: &Workplace| std::fs::remove_file(place.file(RECORD)).unwrap(),
        |place: &Workplace| std::fs::write(place.file(RECORD), "").unwrap(),
        |place: &Workplace| {
            let text = place.read(RECORD);
            std::fs::write(place.file(RECORD), &text[..text.len() - 30]).unwrap();
        },
    ] {
        let place = product();
        open(&place, "vulnerability", NOW, "2026-11-24T08:00:00Z");
        report(&place, 0, &["submitted", "early-warning"]);
        break_it(&place);
        let run = report(&place, 2, &["status"]);
        assert!(
            run.stdout.contains("vulnerability-1  CANNOT BE READ"),
            "{}",
            run.stdout
        );
        assert!(
            !run.stdout.contains("No event is recorded"),
            "{}",
            run.stdout
        );
        let run = report(&place, 2, &["status", "--format", "ics"]);
        assert!(!run.stderr.contains("no limit runs"), "{}", run.stderr);
        let run = report(&place, 2, &["status", "--format", "json"]);
        assert!(
            run.stdout.contains(r#""event": "vulnerability-1""#),
            "{}",
            run.stdout
        );
    }
    let place = product();
    open(&place, "vulnerability", NOW, "2026-11-24T08:00:00Z");
    let run = report(&place, 2, &["status", "--event", "nosuch"]);
    assert_eq!(run.stdout, "");
    // A folder without anything is that of an event, too.
    std::fs::create_dir_all(place.file("cemark/private/events/incident-7")).unwrap();
    let run = report(&place, 2, &["status"]);
    assert!(
        run.stdout.contains("incident-7  CANNOT BE READ"),
        "{}",
        run.stdout
    );
    std::fs::remove_dir(place.file("cemark/private/events/incident-7")).unwrap();
    // A last line without its end is still whole.
    let text = place.read(RECORD);
    place.write(RECORD, text.trim_end());
    report(&place, 0, &["record", "--note", "On."]);
    report(&place, 0, &["log"]);
}

/// Folders that are not there yet are made when the file is written.
#[test]
fn a_new_folder_is_no_way_into_git() {
    let place = product();
    open(&place, "vulnerability", NOW, "2026-11-24T08:00:00Z");
    crate::reporting::git(&place, &["init", "-q"]);
    place.write(".gitignore", "/cemark/private/\n");
    let absolute = place.file("abs/x.md");
    for file in [
        "new/x.md",
        "a/b/c.md",
        "./d/../e/x.md",
        absolute.to_str().unwrap(),
    ] {
        let run = report(&place, 2, &["draft", "early-warning", "-o", file]);
        assert!(
            run.stderr.contains("would not stay private"),
            "{file}\n{}",
            run.stderr
        );
    }
    report(&place, 2, &["status", "--format", "ics", "-o", "cal/x.ics"]);
    report(
        &place,
        0,
        &["draft", "early-warning", "-o", "cemark/private/new/x.md"],
    );
}
