//! `cemark deadlines`: what binds from when, until when, and what does not bind, per unit placed.

use serde_json::Value;

use crate::support::Workplace;

/// A product with these lines in place of those of the complete one.
fn product(role: &str, placing: &str, support: &str, more: &str) -> Workplace {
    let place = Workplace::product();
    place.replace(
        "cemark.yaml",
        "role: manufacturer",
        &format!("role: {role}"),
    );
    place.replace(
        "cemark.yaml",
        "placing: {first: 2028-01-15, last-planned: 2030-12-31}",
        &format!("placing: {{{placing}}}"),
    );
    place.replace(
        "cemark.yaml",
        "support: {expected-use: 7 years, period: 7 years, end: 2037-12}",
        &format!("support: {{{support}}}"),
    );
    let file = place.read("cemark.yaml");
    place.write("cemark.yaml", format!("{file}{more}"));
    place
}

fn days(place: &Workplace, args: &[&str]) -> Value {
    let run = place.expect(0, &[&["deadlines", "--format", "json"], args].concat());
    serde_json::from_str(&run.stdout).unwrap()
}

fn day<'a>(report: &'a Value, id: &str) -> &'a Value {
    let all = report["deadlines"].as_array().unwrap();
    all.iter()
        .find(|one| one["id"] == id)
        .unwrap_or_else(|| panic!("{id}: {report}"))
}

/// `2027-12-11 to-do-by`, or `- undecided`.
fn said(report: &Value, id: &str) -> String {
    let one = day(report, id);
    format!(
        "{} {}",
        one["date"].as_str().unwrap_or("-"),
        one["state"].as_str().unwrap()
    )
}

#[test]
fn each_unit_by_article_69_2() {
    // First and last unit, day of looking, and what binds.
    let cases = [
        (
            "first: 2028-01-15, last-planned: 2030-12-31",
            "2026-11-24",
            "2028-01-15 to-do-by",
        ),
        (
            "first: 2028-01-15, last-planned: 2030-12-31",
            "2028-01-14",
            "2028-01-15 to-do-by",
        ),
        (
            "first: 2028-01-15, last-planned: 2030-12-31",
            "2028-01-15",
            "2028-01-15 due",
        ),
        (
            "first: 2026-01-15, last-planned: 2030-12-31",
            "2027-12-10",
            "2027-12-11 to-do-by",
        ),
        (
            "first: 2026-01-15, last-planned: 2030-12-31",
            "2027-12-11",
            "2027-12-11 due",
        ),
        (
            "first: 2026-01-15, last-planned: 2027-12-10",
            "2028-06-01",
            "- not-required",
        ),
        (
            "first: 2026-01-15, last-planned: 2027-12-11",
            "2026-11-24",
            "2027-12-11 to-do-by",
        ),
        ("first: 2026-01-15", "2026-11-24", "2027-12-11 to-do-by"),
        (
            "first: 2026-01-15, last-planned: 2027-01-01, substantially-modified: 2029-03-01",
            "2028-01-01",
            "2029-03-01 to-do-by",
        ),
        (
            "first: 2026-01-15, last-planned: 2027-01-01, substantially-modified: 2027-06-01",
            "2028-01-01",
            "- not-required",
        ),
    ];
    for (placing, today, expected) in cases {
        let place = product(
            "manufacturer",
            placing,
            "expected-use: 7 years, period: 7 years, end: 2040-12",
            "",
        );
        let report = days(&place, &["--date", today]);
        assert_eq!(
            said(&report, "before-placing"),
            expected,
            "{placing} on {today}"
        );
        // Art. 14 binds units placed before, too.
        let reporting = day(&report, "reporting");
        assert_ne!(reporting["state"], "not-required", "{placing}");
        assert!(reporting["date"].as_str().unwrap() >= "2026-09-11");
        if expected.contains("not-required") {
            for id in [
                "main-date",
                "support-least",
                "support-end",
                "documents-kept",
                "user-information-kept",
                "traceability",
            ] {
                assert_eq!(day(&report, id)["state"], "not-required", "{id} {placing}");
            }
        }
    }
}

#[test]
fn support_and_retention_from_the_last_unit() {
    let placing = "first: 2028-01-15, last-planned: 2030-12-31";
    let cases = [
        // Expected use, end as told, earliest end that reflects it, documents kept until.
        (
            "expected-use: 7 years, period: 7 years, end: 2037-12",
            "2037-12-31 to-do-by",
            "2037-12-31 to-do-by",
            "2040-12-31 to-do-by",
        ),
        (
            "expected-use: 12 years, period: 12 years, end: 2043-06",
            "2042-12-31 to-do-by",
            "2043-06-30 to-do-by",
            "2043-06-30 to-do-by",
        ),
        (
            "expected-use: 3 years, period: 3 years, end: 2033-12",
            "2033-12-31 to-do-by",
            "2033-12-31 to-do-by",
            "2040-12-31 to-do-by",
        ),
        // Told too early: what the law asks for at least counts for the documents.
        (
            "expected-use: 12 years, period: 12 years, end: 2033-12",
            "2042-12-31 to-do-by",
            "2033-12-31 to-do-by",
            "2042-12-31 to-do-by",
        ),
        (
            "period: 7 years",
            "- undecided",
            "- undecided",
            "2040-12-31 to-do-by",
        ),
    ];
    for (support, least, end, kept) in cases {
        let place = product("manufacturer", placing, support, "");
        let report = days(&place, &[]);
        assert_eq!(said(&report, "support-least"), least, "{support}");
        assert_eq!(said(&report, "support-end"), end, "{support}");
        assert_eq!(said(&report, "documents-kept"), kept, "{support}");
        assert_eq!(said(&report, "user-information-kept"), kept, "{support}");
        assert_eq!(
            said(&report, "traceability"),
            "2040-12-31 to-do-by",
            "{support}"
        );
    }
    // Leap days end on the last day of February; without a last unit nothing is guessed.
    let place = product(
        "manufacturer",
        "first: 2028-01-15, last-planned: 2028-02-29",
        "expected-use: 7 years",
        "",
    );
    let report = days(&place, &[]);
    assert_eq!(said(&report, "support-least"), "2035-02-28 to-do-by");
    assert_eq!(said(&report, "documents-kept"), "2038-02-28 to-do-by");
    let place = product(
        "manufacturer",
        "first: 2028-01-15",
        "expected-use: 7 years",
        "",
    );
    let report = days(&place, &[]);
    for id in ["support-least", "documents-kept", "traceability"] {
        assert_eq!(said(&report, id), "- undecided", "{id}");
        assert!(
            day(&report, id)["how"]
                .as_str()
                .unwrap()
                .contains("placing.last-planned"),
            "{id}"
        );
    }
}

#[test]
fn updates_stay_ten_years_or_the_rest_of_the_support_period() {
    let place = product(
        "manufacturer",
        "first: 2028-01-15, last-planned: 2030-12-31",
        "expected-use: 15 years, period: 15 years, end: 2045-12",
        "",
    );
    let report = days(
        &place,
        &[
            "--update-issued",
            "2029-02-28",
            "--update-issued",
            "2040-02-29",
            "--update-issued",
            "2046-01-01",
            "--update-issued",
            "2027-01-01",
        ],
    );
    // Ten years are 2039: the rest of the support period is longer.
    assert_eq!(
        said(&report, "update-available-2029-02-28"),
        "2045-12-31 to-do-by"
    );
    assert_eq!(
        said(&report, "update-available-2040-02-29"),
        "2050-02-28 to-do-by"
    );
    // After the support period, or before the Act binds a unit, Art. 13(9) asks nothing.
    assert_eq!(
        said(&report, "update-available-2046-01-01"),
        "- not-required"
    );
    assert_eq!(
        said(&report, "update-available-2027-01-01"),
        "- not-required"
    );
}

#[test]
fn versions_by_what_was_decided_on_them() {
    let changes = "
changes:
  '1.1': {decided: 2026-11-01, released: 2028-02-01, substantial-modification: no}
  '1.2': {decided: 2026-11-01, released: 2027-12-10, substantial-modification: yes}
  '2.0': {decided: 2026-11-01, released: 2029-05-01, substantial-modification: yes, whole: no, support-end: 2041-03}
  '3.0': {decided: 2026-11-01, substantial-modification: unknown}
";
    let place = product(
        "manufacturer",
        "first: 2026-01-15, last-planned: 2027-06-30",
        "expected-use: 7 years, end: 2034-06",
        changes,
    );
    let report = days(&place, &[]);
    assert_eq!(said(&report, "version-1.1"), "2028-02-01 not-required");
    assert_eq!(said(&report, "version-1.2"), "2027-12-10 not-required");
    assert_eq!(said(&report, "version-2.0"), "2029-05-01 to-do-by");
    assert_eq!(
        said(&report, "version-old-units-2.0"),
        "2029-05-01 to-do-by"
    );
    assert!(
        day(&report, "version-2.0")["how"]
            .as_str()
            .unwrap()
            .contains("point 124")
    );
    assert_eq!(said(&report, "version-3.0"), "- undecided");
    assert_eq!(said(&report, "version-support-2.0"), "2041-03-31 to-do-by");
    // By it the old units come under the Act; its own placing is the last one.
    assert_eq!(said(&report, "before-placing"), "2029-05-01 to-do-by");
    assert_eq!(said(&report, "documents-kept"), "2041-03-31 to-do-by");
    assert_eq!(said(&report, "support-least"), "- undecided");
}

#[test]
fn other_roles_have_days_of_their_own() {
    let placing = "first: 2028-01-15, last-planned: 2030-12-31";
    let support = "end: 2037-12";
    let report = days(&product("importer", placing, support, ""), &[]);
    assert_eq!(said(&report, "importer"), "2028-01-15 to-do-by");
    assert_eq!(said(&report, "importer-kept"), "2040-12-31 to-do-by");
    assert!(!report.to_string().contains("before-placing"));
    let report = days(&product("distributor", placing, support, ""), &[]);
    assert_eq!(said(&report, "distributor"), "2028-01-15 to-do-by");
    // Its last supply may come long after the last placing.
    assert_eq!(said(&report, "traceability"), "- undecided");
    let report = days(
        &product("authorised-representative", placing, support, ""),
        &[],
    );
    assert_eq!(said(&report, "representative-kept"), "2040-12-31 to-do-by");
    let report = days(
        &product(
            "steward",
            "first: 2026-01-15, last-planned: 2026-12-31",
            support,
            "",
        ),
        &[],
    );
    assert_eq!(said(&report, "steward"), "2027-12-11 to-do-by");
    assert_eq!(report["deadlines"].as_array().unwrap().len(), 1);
    // An importer whose change is a substantial modification has the manufacturer's days from then on.
    let change = "changes: {'2.0': {decided: 2026-11-01, released: 2031-03-01, by: importer, substantial-modification: yes, whole: yes}}\n";
    let report = days(&product("importer", placing, support, change), &[]);
    assert_eq!(said(&report, "before-placing"), "2031-03-01 to-do-by");
    assert_eq!(said(&report, "documents-kept"), "2041-03-01 to-do-by");
    assert!(
        day(&report, "before-placing")["how"]
            .as_str()
            .unwrap()
            .contains("Art. 21")
    );
}

#[test]
fn out_of_scope_and_neighbours() {
    let place = Workplace::product();
    place.expect(0, &["classify", "--fact", "medical-device=yes"]);
    let report = days(&place, &[]);
    assert_eq!(report["in_scope"], false);
    assert_eq!(report["deadlines"].as_array().unwrap().len(), 1);
    assert_eq!(said(&report, "main-date"), "2027-12-11 not-required");
    let place = Workplace::product();
    place.expect(
        0,
        &[
            "classify",
            "--close-to",
            "iii.i.17",
            "--fact",
            "iii.i.17.core=yes",
            "--fact",
            "iii.i.17.protects-consumers=yes",
            "--fact",
            "iii.i.17.controlled-remotely=yes",
            "--fact",
            "open-source=no",
            "--fact",
            "radio-equipment=yes",
            "--fact",
            "machinery=yes",
            "--fact",
            "health-record=yes",
            "--fact",
            "older-certificate=yes",
        ],
    );
    let report = days(&place, &[]);
    assert_eq!(report["in_scope"], Value::Null);
    let expected = [
        ("radio-equipment", "2027-12-10"),
        ("machinery", "2027-01-20"),
        ("health-record", "2027-03-26"),
        ("older-certificate", "2028-06-11"),
        ("standard-iii.i.17", "2026-10-30"),
    ];
    for (id, date) in expected {
        assert_eq!(said(&report, id), format!("{date} to-know"));
    }
    let text = place.expect(0, &["deadlines"]).stdout;
    assert!(
        text.contains("Whether the Act applies is not decided"),
        "{text}"
    );
}

#[test]
fn instants_have_an_offset_and_the_calendar_is_whole() {
    let place = Workplace::product();
    let report = days(&place, &[]);
    assert_eq!(
        day(&report, "before-placing")["at"],
        "2028-01-15T00:00:00+01:00"
    );
    assert_eq!(
        day(&report, "support-end")["at"],
        "2037-12-31T23:59:59+01:00"
    );
    let report = days(&place, &["--zone", "America/New_York"]);
    assert_eq!(
        day(&report, "before-placing")["at"],
        "2028-01-15T00:00:00-05:00"
    );
    place.expect(0, &["deadlines", "--format", "ics", "-o", "days.ics"]);
    let calendar = place.read("days.ics");
    assert_eq!(
        calendar.matches("BEGIN:VEVENT").count(),
        calendar.matches("END:VEVENT").count()
    );
    assert!(
        calendar.contains("DTSTART;VALUE=DATE:20280115\r\n"),
        "{calendar}"
    );
    assert!(calendar.lines().all(|line| line.len() <= 75));
    // A day that does not bind, or lies behind, has no entry.
    assert!(!calendar.contains("20260911"), "{calendar}");
    let schema: Value =
        serde_json::from_str(&place.expect(0, &["schema", "deadlines"]).stdout).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(&report)
        .map(|error| error.to_string())
        .collect();
    assert!(errors.is_empty(), "{errors:?}");
    // It shows and holds nothing: exit 0 on every day.
    place.expect(0, &["deadlines", "--date", "2040-01-01"]);
}

#[test]
fn a_change_that_is_not_settled_leaves_open_what_turns_on_it() {
    let placing = "first: 2026-01-10, last-planned: 2027-05-05";
    let support = "expected-use: 7 years";
    let of = |role: &str, args: &[&str]| {
        let place = product(role, placing, support, "");
        let change = ["classify", "--change", "1.10", "--fact", "placed=yes"];
        place.expect(0, &[&change[..], args].concat());
        // A version stays a text for each reader of YAML.
        assert!(place.read("cemark.yaml").contains("\"1.10\":"));
        days(&place, &[])
    };
    let released = ["--released", "2028-03-01"];
    let unsettled: [&[&str]; 2] = [
        &["--fact", "compliance=no", "--released", "2028-03-01"],
        &["--fact", "purpose=yes"],
    ];
    for args in unsettled {
        let report = of("manufacturer", args);
        for id in ["main-date", "before-placing", "support-end"] {
            assert_eq!(day(&report, id)["state"], "undecided", "{args:?} {id}");
        }
    }
    let none = ["--fact", "purpose=no", "--fact", "compliance=no"];
    let report = of("manufacturer", &[&none[..], &released].concat());
    assert_eq!(day(&report, "main-date")["state"], "not-required");
    // What somebody else does is shown, and changes no day of one's own.
    let others = ["--fact", "purpose=yes", "--by", "distributor"];
    let report = of("manufacturer", &[&others[..], &released].concat());
    assert_eq!(day(&report, "main-date")["state"], "not-required");
    assert_eq!(said(&report, "version-1.10"), "2028-03-01 to-know");
    let report = of("distributor", &[&others[..], &released].concat());
    assert_eq!(said(&report, "version-1.10"), "2028-03-01 to-do-by");
}

#[test]
fn the_days_of_a_role_by_the_facts_are_shown_too() {
    let place = product("distributor", "first: 2028-01-15", "", "");
    let told = ["rebrands=yes", "distributes=yes", "own-name=no"];
    let facts: Vec<&str> = told.iter().flat_map(|fact| ["--fact", *fact]).collect();
    place.expect(0, &[&["classify"], facts.as_slice()].concat());
    let report = days(&place, &[]);
    assert_eq!(said(&report, "before-placing"), "2028-01-15 to-do-by");
    assert_eq!(said(&report, "distributor"), "2028-01-15 to-do-by");
}
