//! Importers and distributors: the checks of one delivery, and the record that they end in. The
//! same product, assessed by its maker and by its importer.

use crate::support::{Workplace, flat};

fn importer() -> Workplace {
    let place = Workplace::empty();
    let product = ["--name", "Camera", "--product-version", "1.0"];
    place.expect(
        0,
        &[&["init", "--yes", "--role", "importer"], &product[..]].concat(),
    );
    place
}

fn checks(place: &Workplace, role: &str) -> Vec<String> {
    let list = place
        .expect(0, &["delivery", "--list", "--role", role])
        .stdout;
    let starts = list.lines().filter(|line| !line.starts_with(' '));
    starts
        .map(|line| line.split(' ').next().unwrap().to_owned())
        .collect()
}

/// Art. 19(2) and (3).
#[test]
fn a_delivery_is_checked_and_leaves_a_record() {
    let place = importer();
    let count = checks(&place, "importer").len();
    let about = [
        "delivery",
        "--plain",
        "--delivery",
        "Batch 7",
        "--supplier",
        "X Ltd",
    ];
    let run = place.typed(&about, &"y\n".repeat(count));
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(
        run.stderr.contains("RELEASED (Art. 19(2))"),
        "{}",
        run.stderr
    );
    let record = place.read("cemark/deliveries/2026-11-24-1.md");
    for word in [
        "| Product | Camera |",
        "Batch 7",
        "X Ltd",
        "Ada Example",
        "**RELEASED** (Art. 19(2))",
    ] {
        assert!(record.contains(word), "{word}\n{record}");
    }
    // The next one stands beside it; a no with its note, and the way back.
    let lines = format!("y\ny\nb\nn no address of ours\n{}", "y\n".repeat(count - 2));
    let run = place.typed(&about, &lines);
    assert_eq!(run.code, 1, "{}", run.stderr);
    let record = place.read("cemark/deliveries/2026-11-24-2.md");
    assert!(record.contains("**HELD** (Art. 19(3))"), "{record}");
    assert!(
        record.contains("| no | no address of ours; Do not place it"),
        "{record}"
    );
    // Who leaves leaves nothing.
    let run = place.typed(&["delivery", "--plain"], "y\nq\n");
    assert!(
        run.stdout.contains("nothing was recorded"),
        "{}",
        run.stdout
    );
    assert!(!place.file("cemark/deliveries/2026-11-24-4.md").exists());
}

#[test]
fn what_is_not_known_holds_and_a_risk_is_told() {
    let place = importer();
    let set = |word: &str| {
        let run = place.run(&[
            "delivery",
            "--delivery",
            "Batch 7",
            "--set",
            word,
            "-o",
            "-",
        ]);
        (run.code, run.stdout + &run.stderr)
    };
    let (code, text) = set("import-marking=yes");
    assert_eq!(code, 1);
    assert!(text.contains("HELD") && !text.contains("TELL"), "{text}");
    let (code, text) = set("import-risk=no:default password");
    assert_eq!(code, 1);
    assert!(
        text.contains("TELL THE AUTHORITIES") && text.contains("default password"),
        "{text}"
    );
    let (code, text) = set("import-markin=yes");
    assert_eq!(code, 2);
    assert!(text.contains("did you mean `import-marking`?"), "{text}");
    place.expect(2, &["delivery"]);
    place.expect(
        2,
        &[
            "delivery",
            "--delivery",
            "7",
            "--set",
            "import-marking=maybe",
        ],
    );
    let run = place.expect(2, &["delivery", "--set", "import-marking=yes"]);
    assert!(run.stderr.contains("--delivery missing"), "{}", run.stderr);
    // The record is evidence for the importer's own questions.
    let count = checks(&place, "importer").len();
    let about = ["delivery", "--plain", "--delivery", "8", "--supplier", "X"];
    place.typed(&about, &"y\n".repeat(count));
    let file = "cemark/deliveries/2026-11-24-1.md";
    place.expect(0, &["answer", "art-19.2.proof", "met", "--evidence", file]);
    assert_eq!(place.verdict("art-19.2.proof", None), "conformant");
}

/// Art. 20(2) and (3): a shop has no project, and its record goes where it says.
#[test]
fn a_distributor_needs_no_project() {
    let place = Workplace::empty();
    let run = place.expect(2, &["delivery", "--plain"]);
    assert!(run.stderr.contains("--role importer"), "{}", run.stderr);
    let run = place.expect(
        2,
        &[
            "delivery",
            "--role",
            "distributor",
            "--set",
            "trade-risk=no",
        ],
    );
    assert!(run.stderr.contains("--output"), "{}", run.stderr);
    let count = checks(&place, "distributor").len();
    let args = [
        "delivery",
        "--role",
        "distributor",
        "--plain",
        "--product",
        "<Router>",
        "--product-version",
        "2",
        "--delivery",
        "Order 9",
        "--supplier",
        "X",
        "--format",
        "html",
        "-o",
        "r.html",
    ];
    let run = place.typed(&args, &"y\n".repeat(count));
    assert_eq!(run.code, 0, "{}", run.stderr);
    let page = place.read("r.html");
    assert!(
        page.contains("RELEASED") && page.contains("(Art. 20(2))"),
        "{page}"
    );
    assert!(
        page.contains("&lt;Router&gt;") && !page.contains("<Router>"),
        "{page}"
    );
}

/// The same product by its maker and by its importer: each answers what binds it, and no more.
#[test]
fn maker_and_importer_are_asked_apart() {
    let ids = |role: &str| {
        let place = Workplace::empty();
        place.expect(
            0,
            &[
                "init",
                "--yes",
                "--role",
                role,
                "--template",
                "consumer-device",
            ],
        );
        let report = place.check();
        let all = report["requirements"].as_array().unwrap().clone();
        let asked = all.iter().filter(|r| r["verdict"] != "out-of-scope");
        let ids: std::collections::BTreeSet<_> = asked
            .map(|r| r["id"].as_str().unwrap().to_owned())
            .collect();
        ids
    };
    let (maker, importer) = (ids("manufacturer"), ids("importer"));
    let both: Vec<_> = maker.intersection(&importer).map(String::as_str).collect();
    assert_eq!(both, ["art-23.1.a", "art-23.1.b", "art-23.2"]);
    assert!(maker.len() > 90, "{}", maker.len());
    assert!(
        importer
            .iter()
            .all(|id| id.starts_with("art-19") || id.starts_with("art-23"))
    );
}

/// Art. 13(10) and (11) allow something: they are offered, and closed only by who takes them up.
#[test]
fn a_permission_is_offered_and_never_demanded() {
    let place = Workplace::empty();
    place.expect(0, &["init", "--yes"]);
    place.replace(
        "cemark.yaml",
        "stage: before-declaration",
        "stage: after-placing",
    );
    let of = |id: &str| {
        let report = place.check();
        let all = report["requirements"].as_array().unwrap().clone();
        all.into_iter().find(|r| r["id"] == id).unwrap()
    };
    assert_eq!(of("art-13.10")["verdict"], "out-of-scope");
    assert!(
        of("art-13.10")["out_of_scope"]
            .as_str()
            .unwrap()
            .contains("allows something")
    );
    place.expect(0, &["answer", "art-13.10.free-access", "not-met"]);
    assert_eq!(of("art-13.10")["verdict"], "gap");
    let run = place.expect(0, &["status"]);
    assert!(
        run.stdout.contains("Allowed, if you wish: art-13.11"),
        "{}",
        run.stdout
    );
    let run = place.expect(0, &["checklist", "show", "art-13"]);
    assert!(
        run.stdout
            .contains("Explained, not asked:\n  Art. 13(24): "),
        "{}",
        run.stdout
    );
    let run = place.expect(0, &["explain", "art-13.24"]);
    assert!(
        flat(&run.stdout).contains("not asked: It empowers the Commission"),
        "{}",
        run.stdout
    );
}

/// Nothing of a later phase holds an earlier one back.
#[test]
fn the_gate_looks_as_far_as_the_stage() {
    let place = Workplace::empty();
    place.expect(0, &["init", "--yes"]);
    let closing = |stage: &str| {
        let text = place.read("cemark.yaml");
        let line = text
            .lines()
            .find(|line| line.starts_with("stage: "))
            .unwrap()
            .to_owned();
        place.replace("cemark.yaml", &line, &format!("stage: {stage}"));
        let report = place.check();
        let phase_of = |id: &serde_json::Value| {
            let all = report["requirements"].as_array().unwrap();
            let own = all.iter().find(|r| r["id"] == *id);
            own.map(|r| r["phase"].as_str().unwrap().to_owned())
        };
        let errors = report["findings"].as_array().unwrap().iter();
        let errors = errors.filter(|f| f["severity"] == "error");
        errors
            .filter_map(|f| phase_of(&f["requirement"]))
            .collect::<std::collections::BTreeSet<_>>()
    };
    let set = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect();
    assert_eq!(closing("before-declaration"), set(&["before-declaration"]));
    assert_eq!(
        closing("declaration"),
        set(&["before-declaration", "declaration"])
    );
    let all: std::collections::BTreeSet<String> =
        set(&["before-declaration", "declaration", "after-placing"]);
    assert_eq!(closing("after-placing"), all);
}

/// A value that the law owes in some cases only: without its line it does not apply.
#[test]
fn a_value_that_is_not_there_is_open_or_does_not_apply() {
    let place = Workplace::empty();
    place.expect(0, &["init", "--yes"]);
    assert_eq!(place.verdict("annex-ii.1.website", None), "not-applicable");
    assert_eq!(place.verdict("annex-ii.1.address", None), "open");
    place.replace(
        "cemark.yaml",
        "  # website: https://",
        "  website: to fill in",
    );
    assert_eq!(place.verdict("annex-ii.1.website", None), "open");
    place.replace(
        "cemark.yaml",
        "website: to fill in",
        "website: https://example.com",
    );
    assert_eq!(place.verdict("annex-ii.1.website", None), "conformant");
    // Shown in all its places.
    assert_eq!(place.verdict("art-13.16.website", None), "conformant");
}

/// A value counts for what it says, however short, and not for its form.
#[test]
fn a_value_counts_for_what_it_says() {
    let place = Workplace::product();
    place.replace(
        "cemark.yaml",
        "checklists: [annex-i]",
        "checklists: [annex-i, annex-ii, annex-v, annex-vii, art-13, conformity]",
    );
    let set = |from: &str, to: &str| place.replace("cemark.yaml", from, to);
    let verdict = |id: &str| place.verdict(id, None);
    set(
        "stage:",
        "conformity-assessment: {module: A, completed: 2026-11-01}\nstage:",
    );
    assert_eq!(verdict("art-32.1.module"), "conformant");
    for module in ["H", "B+C", "module H", "EUCC"] {
        let text = place.read("cemark.yaml");
        let line = text
            .lines()
            .find(|line| line.starts_with("conformity"))
            .unwrap()
            .to_owned();
        set(
            &line,
            &format!("conformity-assessment: {{module: '{module}', completed: 2026-11-01}}"),
        );
        assert_eq!(verdict("art-32.1.module"), "conformant", "{module}");
    }
    set("module: 'EUCC'", "module: XYZ");
    let run = place.expect(2, &["check"]);
    assert!(
        run.stderr
            .contains("`XYZ` is no conformity assessment procedure"),
        "{}",
        run.stderr
    );
    set(
        "module: XYZ, completed: 2026-11-01",
        "module: A, completed: 2029-11-01",
    );
    assert_eq!(verdict("art-32.1.completed"), "open");
    // Short is no placeholder; blank is nothing; an address begins with more than its scheme.
    set("name: Sensor", "name: S");
    assert_eq!(verdict("annex-ii.3.name"), "conformant");
    set("name: S\n", "name: '  '\n");
    for id in ["annex-ii.3.name", "annex-v.1.name"] {
        assert_eq!(verdict(id), "open", "{id}");
    }
    set(
        "contact: info@example.com",
        "contact: info@example.com\n  website: https://",
    );
    assert_eq!(verdict("annex-ii.1.website"), "open");
}

/// What the manufacturer's duties turn on holds nobody else's gate.
#[test]
fn other_roles_are_asked_for_no_values_of_the_maker() {
    for role in [
        "importer",
        "distributor",
        "authorised-representative",
        "steward",
    ] {
        let place = Workplace::empty();
        place.expect(
            0,
            &[
                "init",
                "--yes",
                "--role",
                role,
                "--name",
                "Camera",
                "--product-version",
                "1",
            ],
        );
        let text = place.read("cemark.yaml");
        assert!(
            !text.contains("\nsupport:") && !text.contains("\ntraits:"),
            "{role}\n{text}"
        );
        let report = place.check();
        let errors = report["findings"].as_array().unwrap().iter();
        let errors: Vec<_> = errors
            .filter(|f| f["severity"] == "error")
            .map(|f| &f["id"])
            .collect();
        assert!(
            errors.iter().all(|id| **id == "answer-open"),
            "{role} {errors:?}"
        );
    }
}

/// Who does without a permission says so, and is asked no more.
#[test]
fn a_permission_can_be_left_again() {
    let place = Workplace::empty();
    place.expect(0, &["init", "--yes"]);
    let reason = "There is no public archive of our old versions.";
    place.expect(
        0,
        &[
            "answer",
            "art-13.11.warned",
            "not-applicable",
            "--justify",
            reason,
        ],
    );
    assert_eq!(place.verdict("art-13.11.warned", None), "not-applicable");
}

/// A point that has points of its own is explained by them.
#[test]
fn a_point_with_letters_is_explained_by_them() {
    let place = Workplace::empty();
    for (id, first) in [
        ("annex-ii.8", "annex-ii.8.a"),
        ("art-20.2", "art-20.2.a"),
        ("annex-i.i.2", "annex-i.i.2.a"),
    ] {
        let run = place.expect(0, &["explain", id]);
        assert!(
            run.stdout.starts_with(&format!("{first}: ")),
            "{}",
            run.stdout
        );
    }
    // Checklists that lean on others name all of them at once, where the list stands.
    let place = Workplace::product();
    place.replace(
        "cemark.yaml",
        "checklists: [annex-i]",
        "checklists: [annex-vii]",
    );
    let run = place.expect(2, &["check"]);
    assert!(run.stderr.contains("cemark.yaml:24:"), "{}", run.stderr);
    let all = "name `annex-i`, `annex-ii`, `annex-v`, `art-13`, `conformity` under `checklists`";
    assert!(run.stderr.contains(all), "{}", run.stderr);
    place.replace(
        "cemark.yaml",
        "[annex-vii]",
        "[annex-vii, annex-i, annex-ii, annex-v, art-13, conformity]",
    );
    place.expect(1, &["check"]);
}

/// What is asked of every operator stands in for no role.
#[test]
fn a_role_without_its_checklist_is_told() {
    for (role, checklists) in [
        ("distributor", "[traceability]"),
        ("'[importer, manufacturer]'", "[importer, traceability]"),
    ] {
        let place = Workplace::product();
        let role = role.trim_matches('\'');
        place.replace(
            "cemark.yaml",
            "role: manufacturer",
            &format!("role: {role}"),
        );
        place.replace(
            "cemark.yaml",
            "checklists: [annex-i]",
            &format!("checklists: {checklists}"),
        );
        assert!(
            place.findings().contains(&"role-not-covered".to_owned()),
            "{role}"
        );
        place.expect(1, &["check"]);
    }
}

/// Art. 19(2): an importer's first duties come before it places the product on the market; the
/// declaration is its manufacturer's.
#[test]
fn the_phases_of_an_importer_are_its_own() {
    let place = importer();
    let status = place.expect(0, &["status"]).stdout;
    assert!(
        status.contains("before placing on the market 0 of"),
        "{status}"
    );
    assert!(!status.contains("before the declaration"), "{status}");
    let asked = place.typed(&["assess", "--plain"], "?\nq\n").stdout;
    let asked = flat(&asked);
    assert!(
        asked.contains("phase: before placing on the market"),
        "{asked}"
    );
    assert!(!asked.contains("before the declaration"), "{asked}");
    let summary = place.expect(0, &["render", "summary"]).stdout;
    assert!(
        summary.contains("stage: before placing on the market"),
        "{summary}"
    );
    assert!(
        !summary.contains("stage: before the declaration"),
        "{summary}"
    );
}
