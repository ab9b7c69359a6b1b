//! `cemark classify`: scope, role, remote data processing, category and route, each branch with
//! its point of law.

use cemark::regulation::classify::{categories, facts};
use serde_json::Value;

use crate::support::{Workplace, flat};

/// A product of no category, made and sold under its own name, in scope.
const PLAIN: [&str; 9] = [
    "supplied=yes",
    "network-connection=yes",
    "exclusions=no",
    "union-market=yes",
    "open-source=no",
    "commercial=yes",
    "own-name=yes",
    "remote-processing=no",
    "neighbours=no",
];

/// What is told of [`PLAIN`], with these facts in place of its own and besides.
fn with<'a>(own: &[&'a str]) -> Vec<&'a str> {
    let name = |fact: &'a str| fact.split('=').next().unwrap();
    let mut all: Vec<&'a str> = PLAIN.to_vec();
    all.retain(|fact| own.iter().all(|other| name(other) != name(fact)));
    all.extend(own);
    all
}

/// The classification of what is told, without writing it.
fn classified(place: &Workplace, close_to: Option<&str>, told: &[&str]) -> Value {
    let mut args = vec!["classify", "--dry-run", "--format", "json"];
    if let Some(close) = close_to {
        args.extend(["--close-to", close]);
    }
    for fact in told {
        args.extend(["--fact", fact]);
    }
    let run = place.run(&args);
    assert_eq!(run.code, 0, "{told:?}\n{}", run.stderr);
    serde_json::from_str(&run.stdout).unwrap()
}

fn cites(report: &Value, citation: &str) -> bool {
    let steps = report["trace"].as_array().unwrap();
    steps
        .iter()
        .any(|step| step["citation"].as_str().unwrap().contains(citation))
}

fn asks(report: &Value) -> Vec<&str> {
    let open = report["clarify"].as_array().unwrap();
    open.iter().filter_map(|one| one["fact"].as_str()).collect()
}

fn route<'a>(report: &'a Value, procedure: &str) -> &'a Value {
    let routes = report["routes"].as_array().unwrap();
    routes
        .iter()
        .find(|route| route["procedure"] == procedure)
        .unwrap()
}

/// Which procedures are open, in the order A, B+C, H, scheme: `+` open, `-` closed, `?` undecided.
fn open(report: &Value) -> String {
    let allowed = |procedure| match route(report, procedure)["allowed"].as_bool() {
        Some(true) => '+',
        Some(false) => '-',
        None => '?',
    };
    ["A", "B+C", "H", "scheme"]
        .into_iter()
        .map(allowed)
        .collect()
}

#[test]
fn scope_by_each_rule_of_article_2() {
    let place = Workplace::empty();
    let cases: &[(&[&str], Option<bool>, &str)] = &[
        (&[], Some(true), "Art. 2(1)"),
        (&["supplied=no"], Some(false), "Art. 3(1)"),
        (&["network-connection=no"], Some(false), "Art. 2(1)"),
        (&["medical-device=yes"], Some(false), "Art. 2(2)(a)"),
        (&["in-vitro-device=yes"], Some(false), "Art. 2(2)(b)"),
        (&["vehicle=yes"], Some(false), "Art. 2(2)(c)"),
        (&["aviation-certified=yes"], Some(false), "Art. 2(3)"),
        (&["marine-equipment=yes"], Some(false), "Art. 2(4)"),
        (
            &["two-or-three-wheeler=yes", "designed-to-pedal=no"],
            Some(false),
            "Art. 2(5)",
        ),
        (
            &["two-or-three-wheeler=yes", "designed-to-pedal=yes"],
            Some(true),
            "Delegated Regulation (EU) 2025/1535",
        ),
        (
            &["two-or-three-wheeler=yes", "designed-to-pedal=unknown"],
            None,
            "Art. 3(1)",
        ),
        (&["other-delegated-act=yes"], None, "Art. 3(1)"),
        (&["spare-part=yes"], Some(false), "Art. 2(6)"),
        (&["national-security=yes"], Some(false), "Art. 2(7)"),
        (&["classified-information=yes"], Some(false), "Art. 2(7)"),
        (&["union-market=no"], Some(false), "Art. 3(22)"),
        (&["commercial=no"], Some(false), "Art. 3(22)"),
        (&["commercial=unknown"], None, "Art. 3(1)"),
        (&["vehicle=unknown"], None, "Art. 3(1)"),
        // One exclusion is enough, whatever else is not known.
        (
            &["vehicle=yes", "commercial=unknown"],
            Some(false),
            "Art. 2(2)(c)",
        ),
    ];
    for (told, in_scope, citation) in cases {
        let report = classified(&place, Some("none"), &with(told));
        assert_eq!(report["in_scope"].as_bool(), *in_scope, "{told:?}");
        assert!(
            cites(&report, citation),
            "{told:?} cites {citation}: {}",
            report["trace"]
        );
        if *in_scope == Some(false) {
            assert_eq!(report["role"], serde_json::json!([]), "{told:?}");
            assert_eq!(report["routes"], serde_json::json!([]), "{told:?}");
            assert_eq!(report["category"], Value::Null, "{told:?}");
        }
        if in_scope.is_none() {
            assert!(!asks(&report).is_empty(), "{told:?}");
        }
    }
}

#[test]
fn what_is_not_told_is_undecided_and_named() {
    let place = Workplace::empty();
    let report = classified(&place, None, &[]);
    for key in ["in_scope", "category", "can_finish_today"] {
        assert_eq!(report[key], Value::Null, "{key}");
    }
    assert_eq!(report["role_decided"], false);
    assert_eq!(report["categories_undecided"].as_array().unwrap().len(), 26);
    let open = asks(&report);
    for fact in [
        "supplied",
        "network-connection",
        "vehicle",
        "union-market",
        "open-source",
        "own-name",
        "remote-processing",
    ] {
        assert!(open.contains(&fact), "{fact}: {open:?}");
    }
}

#[test]
fn free_and_open_source_software_by_recitals_15_and_18() {
    let place = Workplace::empty();
    let none = "open-source-income=no";
    let cases: &[(&[&str], Option<bool>, &str)] = &[
        (&[none], Some(false), "Recital 18"),
        (&[none, "free-software-price=yes"], Some(true), "Recital 15"),
        (
            &[none, "free-software-support=yes"],
            Some(true),
            "Recital 15",
        ),
        (
            &[none, "free-software-platform=yes"],
            Some(true),
            "Recital 15",
        ),
        (&[none, "free-software-data=yes"], Some(true), "Recital 15"),
        (
            &[none, "free-software-donations=yes"],
            Some(true),
            "Recital 15",
        ),
        (
            &[none, "free-software-price=yes", "not-for-profit=yes"],
            Some(false),
            "Recital 18",
        ),
        (
            &[none, "free-software-price=yes", "not-for-profit=unknown"],
            None,
            "Recital 15",
        ),
        (&[none, "free-software-price=unknown"], None, "Art. 3(48)"),
        (&["commercial=no"], Some(false), "Recital 18"),
        (&["commercial=yes"], Some(true), "Art. 3(22)"),
        (
            &["commercial=no", none, "free-software-price=yes"],
            None,
            "Recital 15",
        ),
    ];
    for (told, in_scope, citation) in cases {
        let mut all = with(&["open-source=yes"]);
        all.retain(|fact| !fact.starts_with("commercial="));
        all.extend(*told);
        let report = classified(&place, Some("none"), &all);
        assert_eq!(report["in_scope"].as_bool(), *in_scope, "{told:?}");
        assert!(cites(&report, citation), "{told:?} cites {citation}");
    }
}

#[test]
fn roles_by_articles_3_21_and_22() {
    let place = Workplace::empty();
    let cases: &[(&[&str], &[&str], &str)] = &[
        (&["own-name=yes"], &["manufacturer"], "Art. 3(13)"),
        (&["imports=yes"], &["importer"], "Art. 3(16)"),
        (&["distributes=yes"], &["distributor"], "Art. 3(17)"),
        (
            &["mandate=yes"],
            &["authorised-representative"],
            "Art. 3(15)",
        ),
        (
            &["imports=yes", "mandate=yes"],
            &["importer", "authorised-representative"],
            "Art. 3(15)",
        ),
        (&["rebrands=yes"], &["manufacturer"], "Art. 21"),
        (
            &["imports=yes", "modifies=yes"],
            &["manufacturer", "importer"],
            "Art. 21",
        ),
        (
            &["distributes=yes", "modifies=yes"],
            &["manufacturer", "distributor"],
            "Art. 21",
        ),
        (
            &[
                "modifies=yes",
                "supplies-modified=yes",
                "modifies-whole=yes",
            ],
            &["manufacturer"],
            "Art. 22(2)",
        ),
        (
            &["modifies=yes", "supplies-modified=yes", "modifies-whole=no"],
            &["manufacturer"],
            "Art. 22(2)",
        ),
        (&["modifies=yes", "supplies-modified=no"], &[], "Art. 22(1)"),
        (&[], &[], "Art. 3(12)"),
    ];
    for (told, roles, citation) in cases {
        let mut all = with(&["roles=no"]);
        all.retain(|fact| *fact != "own-name=yes");
        all.extend(*told);
        let report = classified(&place, Some("none"), &all);
        assert_eq!(report["role"], serde_json::json!(roles), "{told:?}");
        assert_eq!(report["role_decided"], true, "{told:?}");
        assert!(
            cites(&report, citation),
            "{told:?} cites {citation}: {}",
            report["trace"]
        );
    }
    let part = with(&[
        "roles=no",
        "own-name=no",
        "modifies=yes",
        "supplies-modified=yes",
        "modifies-whole=no",
    ]);
    assert_eq!(
        classified(&place, Some("none"), &part)["roles"][0]["whole"],
        false
    );
    // Some roles are open: the role is not decided, and the question is named.
    let open = with(&["own-name=no"]);
    let report = classified(&place, Some("none"), &open);
    assert_eq!(
        (&report["role"], &report["role_decided"]),
        (&serde_json::json!([]), &Value::Bool(false))
    );
    assert!(asks(&report).contains(&"imports"));
}

#[test]
fn a_steward_by_each_element_of_article_3_14() {
    let place = Workplace::empty();
    let elements = [
        "legal-person",
        "sustained-support",
        "commercial-intent",
        "viability",
    ];
    let told = |without: Option<(&str, &str)>| -> Vec<String> {
        let mut all: Vec<String> = with(&["open-source=yes", "commercial=no"])
            .iter()
            .map(|fact| (*fact).to_owned())
            .collect();
        for element in elements {
            match without {
                Some((name, answer)) if name == element => all.push(format!("{element}={answer}")),
                _ => all.push(format!("{element}=yes")),
            }
        }
        all
    };
    let run = |without| {
        let all = told(without);
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        classified(&place, None, &all)
    };
    let steward = run(None);
    assert_eq!(steward["role"], serde_json::json!(["steward"]));
    assert_eq!(steward["in_scope"], false);
    assert!(cites(&steward, "Art. 3(14)"));
    for element in elements {
        assert_eq!(
            run(Some((element, "no")))["role"],
            serde_json::json!([]),
            "{element}"
        );
        let open = run(Some((element, "unknown")));
        assert_eq!(open["role_decided"], false, "{element}");
        assert!(asks(&open).contains(&element));
    }
}

#[test]
fn remote_data_processing_by_its_three_elements() {
    let place = Workplace::empty();
    let cases: &[(&[&str], &str)] = &[
        (&["remote-processing=no"], "none"),
        (&["remote-processing=yes", "remote-needed=no"], "outside"),
        (
            &[
                "remote-processing=yes",
                "remote-needed=yes",
                "remote-own=no",
            ],
            "third-party",
        ),
        (
            &[
                "remote-processing=yes",
                "remote-needed=yes",
                "remote-own=yes",
            ],
            "part",
        ),
        (&["remote-processing=yes", "remote-needed=yes"], "undecided"),
        (&["remote-processing=yes", "remote-own=yes"], "undecided"),
        (&["remote-processing=unknown"], "undecided"),
    ];
    for (told, expected) in cases {
        let report = classified(&place, Some("none"), &with(told));
        assert_eq!(report["remote_data_processing"], *expected, "{told:?}");
        let steps = report["trace"].as_array().unwrap();
        let told_of = steps
            .iter()
            .any(|step| step["topic"] == "remote-data-processing");
        assert_eq!(told_of, *expected != "undecided", "{told:?}");
        let is_asked = asks(&report).iter().any(|fact| fact.starts_with("remote-"));
        assert_eq!(is_asked, !told_of, "{told:?}");
    }
}

/// The classes of Annexes III and IV, written down from the annexes.
fn class_of(id: &str) -> &'static str {
    match id {
        _ if id.starts_with("iii.i.") => "important-class-i",
        _ if id.starts_with("iii.ii.") => "important-class-ii",
        _ => "critical",
    }
}

/// Every fact of a category and of those that belong together with it as told, `core` first.
fn facts_of(id: &str) -> Vec<String> {
    let one = categories()
        .iter()
        .find(|one| one.id.as_str() == id)
        .unwrap();
    let criteria = one.variants.iter().flat_map(|variant| &variant.all);
    let mut names = vec![one.core()];
    names.extend(criteria.map(|criterion| one.fact_of(criterion)));
    names
}

#[test]
fn all_26_categories_by_each_variant_of_their_description() {
    let place = Workplace::empty();
    let ids: Vec<&str> = categories().iter().map(|one| one.id.as_str()).collect();
    let count = |start: &str| ids.iter().filter(|id| id.starts_with(start)).count();
    assert_eq!(
        (count("iii.i."), count("iii.ii."), count("iv.")),
        (19, 4, 3)
    );
    for one in categories() {
        let id = one.id.as_str();
        for variant in &one.variants {
            let met: Vec<String> = variant
                .all
                .iter()
                .map(|criterion| one.fact_of(criterion))
                .collect();
            let mut told: Vec<String> = with(&[]).iter().map(|fact| (*fact).to_owned()).collect();
            told.push(format!("{}=yes", one.core()));
            // All other questions of the family are answered no.
            let family = one.together.iter().map(|id| id.as_str()).chain([id]);
            let others = family
                .flat_map(facts_of)
                .filter(|name| !name.ends_with(".core") && !met.contains(name));
            told.extend(others.map(|name| format!("{name}=no")));
            told.extend(met.iter().map(|name| format!("{name}=yes")));
            told.sort();
            told.dedup();
            let all: Vec<&str> = told.iter().map(String::as_str).collect();
            let report = classified(&place, Some(id), &all);
            if variant.undecidable.is_some() {
                assert_eq!(report["category"], Value::Null, "{id}");
                assert_eq!(report["categories_undecided"], serde_json::json!([id]));
                continue;
            }
            assert_eq!(report["category"], class_of(id), "{id} {}", variant.id);
            assert_eq!(report["category_points"][0]["id"], id);
            assert_eq!(
                report["category_points"].as_array().unwrap().len(),
                1,
                "{id}"
            );
            assert!(cites(&report, &one.citation.to_string()), "{id}");

            // Built in, or one function among others: the whole is not classified by it.
            let integrated: Vec<&str> = all
                .iter()
                .map(|fact| {
                    if *fact == format!("{}=yes", one.core()) {
                        ""
                    } else {
                        *fact
                    }
                })
                .filter(|fact| !fact.is_empty())
                .collect();
            let core = format!("{}=no", one.core());
            let report = classified(
                &place,
                Some(id),
                &[integrated.as_slice(), &[core.as_str()]].concat(),
            );
            let article = if class_of(id) == "critical" {
                "Art. 8(1)"
            } else {
                "Art. 7(1)"
            };
            assert_eq!(report["category"], "default", "{id}");
            assert!(cites(&report, article), "{id}");

            // What is not known stays undecided and is named.
            let open = &met[0];
            let rest: Vec<&str> = all
                .iter()
                .copied()
                .filter(|fact| !fact.starts_with(&format!("{open}=")))
                .collect();
            let report = classified(&place, Some(id), &rest);
            if report["category"] == Value::Null {
                assert!(
                    asks(&report).contains(&open.as_str()),
                    "{id} {open}: {:?}",
                    asks(&report)
                );
                assert!(
                    report["categories_undecided"]
                        .as_array()
                        .unwrap()
                        .contains(&Value::from(id))
                );
            } else {
                // Another way to meet it, or a lower level of resistance, decides without that fact.
                assert_ne!(report["category"], "default", "{id} {open}");
            }
        }
    }
}

#[test]
fn an_unmanaged_switch_and_a_log_viewer_are_in_no_category() {
    let place = Workplace::empty();
    let cases: &[(&str, &[&str])] = &[
        (
            "iii.i.12",
            &[
                "iii.i.12.core=yes",
                "iii.i.12.routes=no",
                "iii.i.12.modem=no",
                "iii.i.12.forwards=yes",
                "iii.i.12.management-plane=no",
            ],
        ),
        (
            "iii.i.7",
            &[
                "iii.i.7.core=yes",
                "iii.i.7.collects=yes",
                "iii.i.7.correlates=no",
                "iii.i.7.actionable=no",
            ],
        ),
        (
            "iii.i.6",
            &[
                "iii.i.6.core=yes",
                "iii.i.6.monitors=yes",
                "iii.i.6.controls=no",
            ],
        ),
    ];
    for (id, told) in cases {
        let report = classified(&place, Some(id), &with(told));
        assert_eq!(report["category"], "default", "{id}");
        assert!(
            cites(&report, "Implementing Regulation (EU) 2025/2392"),
            "{id}"
        );
    }
}

#[test]
fn tamper_resistant_chips_go_by_the_level_they_are_designed_for() {
    let place = Workplace::empty();
    let chip = [
        "chip.microcontroller=yes",
        "chip.microprocessor=no",
        "chip.security-functions=yes",
        "chip.beyond-itself=yes",
        "iii.i.14.core=yes",
        "iv.3.carrier=no",
    ];
    let cases: &[(&[&str], Value, &[&str])] = &[
        (
            &["chip.tamper=no", "iv.3.secure-element=no"],
            "important-class-i".into(),
            &["iii.i.14"],
        ),
        (
            &[
                "chip.tamper=yes",
                "chip.ava-van-2-or-3=yes",
                "chip.ava-van-4=no",
                "iv.3.secure-element=no",
            ],
            "important-class-ii".into(),
            &["iii.ii.4"],
        ),
        (
            &[
                "chip.tamper=yes",
                "chip.ava-van-2-or-3=no",
                "chip.ava-van-4=yes",
                "iv.3.secure-element=yes",
            ],
            "critical".into(),
            &["iv.3"],
        ),
        (
            &[
                "chip.tamper=yes",
                "chip.ava-van-2-or-3=no",
                "chip.ava-van-4=no",
                "iv.3.secure-element=no",
            ],
            "important-class-i".into(),
            &["iii.i.14"],
        ),
        // The level is not known: class I or II, or critical.
        (
            &["chip.tamper=yes", "iv.3.secure-element=yes"],
            Value::Null,
            &[],
        ),
    ];
    for (told, class, points) in cases {
        let all = [with(&chip).as_slice(), told].concat();
        let report = classified(&place, Some("iii.i.14"), &all);
        assert_eq!(report["category"], *class, "{told:?}");
        if *class != Value::Null {
            let found: Vec<&str> = report["category_points"]
                .as_array()
                .unwrap()
                .iter()
                .map(|one| one["id"].as_str().unwrap())
                .collect();
            assert_eq!(found, *points, "{told:?}");
        }
    }
}

#[test]
fn two_core_functionalities_are_no_decision_unless_they_lead_the_same_way() {
    let place = Workplace::empty();
    let both = |one: &[&'static str], two: &[&'static str]| with(&[one, two].concat());
    let router = ["iii.i.12.core=yes", "iii.i.12.routes=yes"];
    let firewall = ["iii.ii.2.core=yes", "iii.ii.2.firewall=yes"];
    let report = classified(&place, Some("iii.i.12,iii.ii.2"), &both(&router, &firewall));
    assert_eq!(report["category"], Value::Null);
    assert!(
        report["clarify"]
            .to_string()
            .contains("More than one category")
    );
    let vpn = ["iii.i.5.core=yes", "iii.i.5.tunnel=yes"];
    let report = classified(&place, Some("iii.i.12,iii.i.5"), &both(&router, &vpn));
    assert_eq!(report["category"], "important-class-i");
}

/// A product of this class, by the facts of one of its categories.
fn of_class(class: &str) -> (&'static str, &'static [&'static str]) {
    match class {
        "default" => ("none", &[]),
        "class-i" => (
            "iii.i.3",
            &["iii.i.3.core=yes", "iii.i.3.stores-passwords=yes"],
        ),
        "class-ii" => ("iii.ii.2", &["iii.ii.2.core=yes", "iii.ii.2.firewall=yes"]),
        _ => (
            "iv.1",
            &[
                "iv.1.core=yes",
                "iv.1.envelope=yes",
                "iv.1.sensitive-data=yes",
            ],
        ),
    }
}

#[test]
fn routes_by_category_and_by_what_exists() {
    let free: &[&str] = &["open-source=yes"];
    let public: &[&str] = &["open-source=yes", "public-documentation=yes"];
    let closed: &[&str] = &["open-source=yes", "public-documentation=no"];
    let cases: &[(&str, &[&str], &str, &str, Option<bool>)] = &[
        ("default", &[], "+++-", "Art. 32(1)(a)", Some(true)),
        ("class-i", &[], "-++-", "Art. 32(2)", Some(false)),
        ("class-ii", &[], "-++-", "Art. 32(3)", Some(false)),
        ("critical", &[], "-++-", "Art. 32(4)", Some(false)),
        ("class-i", public, "+++-", "Art. 32(5)", Some(true)),
        ("class-ii", public, "+++-", "Art. 32(5)", Some(true)),
        ("critical", public, "-++-", "Art. 32(4)", Some(false)),
        ("class-i", closed, "-++-", "Art. 32(2)", Some(false)),
        ("class-ii", closed, "-++-", "Art. 32(3)", Some(false)),
        ("class-ii", free, "?++-", "Art. 32(5)", None),
    ];
    let place = Workplace::empty();
    for (class, told, expected, citation, finish) in cases {
        let (close, own) = of_class(class);
        let report = classified(&place, Some(close), &with(&[own, told].concat()));
        assert_eq!(open(&report), *expected, "{class} {told:?}");
        assert_eq!(
            route(&report, "A")["citation"],
            *citation,
            "{class} {told:?}"
        );
        assert_eq!(
            report["can_finish_today"].as_bool(),
            *finish,
            "{class} {told:?}"
        );
    }
    // What is not cited is never said without its day.
    let (close, own) = of_class("class-i");
    let report = classified(&place, Some(close), &with(own));
    for procedure in ["A", "B+C", "H", "scheme"] {
        let reason = route(&report, procedure)["reason"].as_str().unwrap();
        assert!(reason.contains("as of 2026-10-0"), "{procedure}: {reason}");
    }
    let text = place.run(
        &[
            &["classify", "--dry-run", "--close-to", close],
            with(own)
                .iter()
                .flat_map(|fact| ["--fact", *fact])
                .collect::<Vec<_>>()
                .as_slice(),
        ]
        .concat(),
    );
    assert!(flat(&text.stdout).contains("NO ROUTE CAN BE FINISHED TODAY"));
}

#[test]
fn what_the_maker_knows_better_takes_the_place_of_the_data() {
    let law = "
state-of-law:
  as-of: 2026-06-01
  cited: [{reference: 'EN 304 618:2027', official-journal: 'OJ L, 2027/1, 1.3.2027'}]
  common-specifications: [{reference: CS-1, official-journal: 'OJ L, 2027/2, 1.3.2027'}]
  schemes: [{name: EUCC, delegated-act: 'Delegated Regulation (EU) 2027/3'}]
  notified-bodies: [{name: Body, number: '1234', procedures: [B+C]}]
";
    let applied = |line: &str| format!("conformity-assessment: {{applied: [{line}]}}\n");
    let standard = "{reference: EN 304 618:2027, kind: harmonised-standard, extent: full, covers-core-risks: true}";
    let cases: &[(&str, &str, &str)] = &[
        ("", "-++?", "not applied in full"),
        (
            standard,
            "+++?",
            "OJ L, 2027/1, 1.3.2027, as of 2026-06-01, by cemark.yaml",
        ),
        (
            "{reference: EN 304 618:2027, kind: harmonised-standard, extent: part, covers-core-risks: true}",
            "-++?",
            "only in part",
        ),
        (
            "{reference: EN 304 618:2027, kind: harmonised-standard, extent: full, covers-core-risks: false}",
            "-++?",
            "does not cover",
        ),
        (
            "{reference: EN 304 618:2027, kind: harmonised-standard, extent: full}",
            "?++?",
            "covers-core-risks",
        ),
        (
            "{reference: EN 304 618, kind: harmonised-standard, extent: full, covers-core-risks: true}",
            "?++?",
            "Which edition",
        ),
        (
            "{reference: EN 304 617:2027, kind: harmonised-standard, extent: full, covers-core-risks: true}",
            "-++?",
            "not known to be in the Official Journal",
        ),
        (
            "{reference: CS-1, kind: common-specification, extent: full, covers-core-risks: true}",
            "+++?",
            "OJ L, 2027/2",
        ),
        (
            "{reference: EUCC, kind: certification-scheme, extent: full, covers-core-risks: true, level: substantial}",
            "++++",
            "2027/3",
        ),
        (
            "{reference: EUCC, kind: certification-scheme, extent: full, covers-core-risks: true, level: basic}",
            "-++-",
            "basic",
        ),
        (
            "{reference: EUCC, kind: certification-scheme, extent: full, covers-core-risks: true}",
            "?++?",
            "assurance level",
        ),
    ];
    let (close, own) = of_class("class-i");
    for (line, expected, word) in cases {
        let place = Workplace::empty();
        let file = format!("product: {{name: Vault}}\n{law}{}", applied(line));
        place.write("cemark.yaml", file);
        let report = classified(&place, Some(close), &with(own));
        assert_eq!(open(&report), *expected, "{line}");
        let reason = route(&report, "A")["reason"].as_str().unwrap();
        assert!(reason.contains(word), "{line}: {reason}");
        assert_eq!(route(&report, "B+C")["can_finish_today"], true, "{line}");
        assert_eq!(route(&report, "H")["can_finish_today"], false, "{line}");
    }
    // A compulsory certificate, Art. 8(1), closes all else for its category.
    let place = Workplace::empty();
    place.write("cemark.yaml", "product: {name: Box}\nstate-of-law:\n  as-of: 2026-06-01\n  mandatory-certification: [{category: iv.1, scheme: EUCC, delegated-act: Delegated Regulation (EU) 2027/9}]\n");
    let (close, own) = of_class("critical");
    let report = classified(&place, Some(close), &with(own));
    assert_eq!(open(&report), "---?");
    assert_eq!(route(&report, "scheme")["citation"], "Art. 32(4)(a)");
    // It has to be there, in full, at the level that Art. 8(1) asks for.
    let held = [
        ("level: high, extent: full", "---+"),
        ("level: basic, extent: full", "----"),
        ("level: high, extent: part", "---?"),
        ("extent: full", "---?"),
    ];
    for (told, expected) in held {
        let applied = format!(
            "conformity-assessment: {{applied: [{{reference: EUCC, kind: certification-scheme, covers-core-risks: true, {told}}}]}}\n"
        );
        let act = "state-of-law: {as-of: 2026-06-01, mandatory-certification: [{category: iv.1, scheme: EUCC, delegated-act: an act}]}\n";
        place.write(
            "cemark.yaml",
            format!("product: {{name: Box}}\n{act}{applied}"),
        );
        let report = classified(&place, Some(close), &with(own));
        assert_eq!(open(&report), expected, "{told}");
    }
    // What somebody will have seen on a day to come is not used.
    let ahead = "product: {name: Vault}\nstate-of-law: {as-of: 2099-01-01, notified-bodies: [{name: Body, number: '1', procedures: [H]}]}\n";
    place.write("cemark.yaml", ahead);
    let (close, own) = of_class("class-i");
    let report = classified(&place, Some(close), &with(own));
    assert_eq!(route(&report, "H")["can_finish_today"], false);
    let reason = route(&report, "H")["reason"].as_str().unwrap();
    assert!(reason.contains("2099-01-01, a day to come"), "{reason}");
    // Without its day nothing of this is taken.
    place.write(
        "cemark.yaml",
        "product: {name: Box}\nstate-of-law: {notified-bodies: []}\n",
    );
    let run = place.expect(2, &["classify"]);
    assert!(run.stderr.contains("cemark.yaml:2:1"), "{}", run.stderr);
    assert!(run.stderr.contains("as-of"), "{}", run.stderr);
}

#[test]
fn another_acts_procedure_is_pointed_to_and_not_decided() {
    let place = Workplace::empty();
    let cases: &[(&str, &[&str], &str, &str)] = &[
        (
            "default",
            &["high-risk-ai=yes", "ai-internal-control=yes"],
            "????",
            "Art. 12(2)",
        ),
        (
            "class-i",
            &["high-risk-ai=yes", "ai-internal-control=yes"],
            "-++-",
            "Art. 32(2)",
        ),
        (
            "class-i",
            &["high-risk-ai=yes", "ai-internal-control=no"],
            "????",
            "Art. 12(2)",
        ),
        (
            "class-ii",
            &["high-risk-ai=yes", "ai-internal-control=unknown"],
            "????",
            "Art. 12(2), (3)",
        ),
        (
            "critical",
            &["high-risk-ai=yes", "ai-internal-control=yes"],
            "-++-",
            "Art. 32(4)",
        ),
        ("default", &["health-record=yes"], "????", "Art. 32(5a)"),
    ];
    for (class, told, expected, citation) in cases {
        let (close, own) = of_class(class);
        let report = classified(&place, Some(close), &with(&[own, told].concat()));
        assert_eq!(open(&report), *expected, "{class} {told:?}");
        assert_eq!(
            route(&report, "A")["citation"],
            *citation,
            "{class} {told:?}"
        );
    }
    let pointers: &[(&str, &str)] = &[
        ("radio-equipment=yes", "10 December 2027"),
        ("high-risk-ai=yes", "2024/1689"),
        ("health-record=yes", "2025/327"),
        ("machinery=yes", "2023/1230"),
        ("consumer-product=yes", "2023/988"),
        ("older-certificate=yes", "11 June 2028"),
        ("unfinished=no", ""),
        ("shown-at-fairs=yes", "visible sign"),
        ("test-version=yes", "visible sign"),
    ];
    for (told, word) in pointers {
        let report = classified(&place, Some("none"), &with(&[told]));
        let beside: Vec<&Value> = report["trace"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|step| step["topic"] == "beside")
            .collect();
        assert!(
            word.is_empty()
                || beside
                    .iter()
                    .any(|step| step["text"].as_str().unwrap().contains(word)),
            "{told}: {beside:?}"
        );
    }
}

#[test]
fn it_is_recorded_with_its_day_and_nothing_else_changes() {
    let place = Workplace::product();
    let before = place.read("cemark.yaml");
    let mut args = vec![
        "classify",
        "--core-functionality",
        "Measures a room's temperature: 'fast'",
        "--close-to",
        "none",
    ];
    let told = with(&[]);
    args.extend(told.iter().flat_map(|fact| ["--fact", *fact]));
    let run = place.expect(0, &args);
    assert!(
        run.stderr.contains("recorded in cemark.yaml"),
        "{}",
        run.stderr
    );
    let after = place.read("cemark.yaml");
    for line in before.lines().filter(|line| !line.is_empty()) {
        assert!(
            after.lines().any(|other| other == line),
            "{line} is gone:\n{after}"
        );
    }
    assert!(after.contains("decided: 2026-11-24"), "{after}");
    assert!(after.contains("  network-connection: true"), "{after}");
    assert!(after.contains("remote-data-processing: false"), "{after}");
    // Read again without a word it says the same.
    let report: Value =
        serde_json::from_str(&place.expect(0, &["classify", "--format", "json"]).stdout).unwrap();
    assert_eq!(report["category"], "default");
    assert_eq!(report["is_as_recorded"], true);
    assert_eq!(
        report["product"]["core_functionality"],
        "Measures a room's temperature: 'fast'"
    );
    // Each answer is an entry of its own and can be told apart later.
    place.expect(0, &["classify", "--fact", "vehicle=yes"]);
    let report: Value =
        serde_json::from_str(&place.expect(0, &["classify", "--format", "json"]).stdout).unwrap();
    assert_eq!(report["in_scope"], false);
    assert!(place.read("cemark.yaml").contains("# The product."));
}

#[test]
fn a_dry_run_and_a_folder_without_a_product_write_nothing() {
    let place = Workplace::product();
    let before = place.read("cemark.yaml");
    place.expect(0, &["classify", "--dry-run", "--fact", "supplied=yes"]);
    assert_eq!(place.read("cemark.yaml"), before);
    let place = Workplace::empty();
    let run = place.expect(0, &["classify", "--fact", "supplied=yes"]);
    assert!(
        run.stderr.contains("nothing was recorded"),
        "{}",
        run.stderr
    );
    assert!(!place.file("cemark.yaml").exists());
}

#[test]
fn mistakes_are_told_with_the_way_out() {
    let place = Workplace::empty();
    let cases: &[(&[&str], &str)] = &[
        (&["--fact", "suplied=yes"], "did you mean `supplied`?"),
        (&["--fact", "supplied"], "NAME=yes"),
        (&["--fact", "supplied=maybe"], "expected yes, no or unknown"),
        (
            &["--fact", "supplied=yes", "--fact", "supplied=no"],
            "given twice",
        ),
        (&["--fact", "exclusions=yes"], "can only be no"),
        (&["--close-to", "iii.i.20"], "there is no category"),
        (&["--released", "2028-01-01"], "--change"),
    ];
    for (args, word) in cases {
        let run = place.expect(2, &[&["classify"], *args].concat());
        assert!(run.stderr.contains(word), "{args:?}: {}", run.stderr);
    }
    place.write("cemark.yaml", "product: {name: Lamp}\nclassification:\n  close-to: [iii.i.99]\n  facts:\n    supplied: yes\n    open-source: yes\n    vehicel: no\n    roles: yes\n");
    let run = place.expect(2, &["classify"]);
    for word in [
        "cemark.yaml:3",
        "cemark.yaml:6",
        "is a trait",
        "cemark.yaml:7",
        "did you mean `vehicle`?",
        "cemark.yaml:8",
    ] {
        assert!(run.stderr.contains(word), "{word}: {}", run.stderr);
    }
}

#[test]
fn the_dialogue_asks_only_what_matters_and_keeps_each_answer() {
    let place = Workplace::product();
    // Out of scope by the first answer: nothing more is asked.
    let run = place.typed(&["classify", "--plain", "--again"], "n\n");
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stdout.contains("out of scope"), "{}", run.stdout);
    assert!(place.read("cemark.yaml").contains("supplied: no"));

    let place = Workplace::product();
    let lines = "y\ny\n0\ny\nn\ny\n1\nkeeps passwords in a vault\niii.i.3\ny\ny\nn\n0\n";
    let run = place.typed(&["classify", "--plain"], lines);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let file = place.read("cemark.yaml");
    for line in [
        "supplied: yes",
        "exclusions: no",
        "own-name: yes",
        "close-to: [iii.i.3]",
        "iii.i.3.core: yes",
        "category: important-class-i",
    ] {
        assert!(file.contains(line), "{line}:\n{file}\n{}", run.stdout);
    }
    assert!(
        run.stdout.contains("Nearest by your words"),
        "{}",
        run.stdout
    );
    // Cut short: what was told stays, the rest is asked later.
    let place = Workplace::product();
    place.typed(&["classify", "--plain"], "y\ny\n2? 3\n");
    let file = place.read("cemark.yaml");
    for line in ["exclusions: no", "in-vitro-device: unknown", "vehicle: yes"] {
        assert!(file.contains(line), "{line}:\n{file}");
    }
    // Back takes the last answer back.
    let place = Workplace::product();
    place.typed(&["classify", "--plain"], "y\nb\nn\n");
    assert!(place.read("cemark.yaml").contains("supplied: no"));
}

#[test]
fn what_would_change_it_is_what_the_rules_say_then() {
    let place = Workplace::empty();
    let (close, own) = of_class("class-i");
    let told = with(own);
    let report = classified(&place, Some(close), &told);
    let changes = report["would_change"].as_array().unwrap();
    assert!(changes.len() > 10, "{changes:?}");
    for change in changes {
        let (fact, answer) = (
            change["fact"].as_str().unwrap(),
            change["answer"].as_str().unwrap(),
        );
        let other = format!("{fact}={answer}");
        let mut all: Vec<&str> = told
            .iter()
            .copied()
            .filter(|one| !one.starts_with(&format!("{fact}=")))
            .collect();
        all.push(&other);
        let then = classified(&place, Some(close), &all);
        let key = |report: &Value| {
            let keys = ["in_scope", "role", "category", "remote_data_processing"];
            format!(
                "{:?} {:?}",
                keys.map(|key| report[key].to_string()),
                report["routes"]
            )
        };
        assert_ne!(key(&report), key(&then), "{other} changes nothing");
    }
}

#[test]
fn markdown_and_lists_are_there_for_people() {
    let place = Workplace::product();
    let run = place.expect(
        0,
        &[
            "classify",
            "--format",
            "markdown",
            "--dry-run",
            "--fact",
            "supplied=yes",
        ],
    );
    assert!(
        run.stdout.starts_with("# Classification under Regulation"),
        "{}",
        run.stdout
    );
    assert!(
        run.stdout.contains("| Art. 3\\(1\\) |") || run.stdout.contains("| Art. 3(1) |"),
        "{}",
        run.stdout
    );
    let all = place.expect(0, &["classify", "--categories"]).stdout;
    assert_eq!(flat(&all).matches("(Annex I").count(), 26, "{all}");
    let found = place
        .expect(0, &["classify", "--categories", "smart", "door", "lock"])
        .stdout;
    assert!(found.starts_with("iii.i.17"), "{found}");
    let one = place
        .expect(0, &["classify", "--categories", "iii.i.12"])
        .stdout;
    assert!(flat(&one).contains("an unmanaged switch"), "{one}");
    let listed = place.expect(0, &["classify", "--facts"]).stdout;
    for fact in facts() {
        assert!(listed.contains(fact.id.as_str()), "{}", fact.id);
    }
}

#[test]
fn the_gate_holds_the_procedure_against_the_classification() {
    let place = Workplace::product();
    place.replace(
        "cemark.yaml",
        "checklists: [annex-i]",
        "checklists: [annex-i, annex-ii, annex-v, annex-vii, art-13, conformity]\nconformity-assessment: {module: A}",
    );
    let findings = |place: &Workplace| place.findings();
    assert!(findings(&place).contains(&"not-classified".to_owned()));
    let (close, own) = of_class("class-i");
    let told = with(own);
    let mut args = vec!["classify", "--close-to", close];
    args.extend(told.iter().flat_map(|fact| ["--fact", *fact]));
    place.expect(0, &args);
    place.expect(
        0,
        &[
            "answer",
            "art-32.1.open",
            "met",
            "--evidence",
            "docs/report.md",
        ],
    );
    assert_eq!(place.verdict("art-32.1.open", None), "contradicted");
    assert!(findings(&place).contains(&"no-route-today".to_owned()));
    // With the procedure that is open, the answer stands, and what belongs to module A is not asked.
    assert_ne!(place.requirement("annex-viii.i.3"), "out-of-scope");
    place.replace("cemark.yaml", "module: A", "module: B+C");
    assert_eq!(place.verdict("art-32.1.open", None), "conformant");
    assert_eq!(place.requirement("annex-viii.i.3"), "out-of-scope");
    assert!(findings(&place).contains(&"checklists-left-out".to_owned()));
    place.replace("cemark.yaml", "conformity]", "conformity, notified-body]");
    assert_ne!(place.requirement("annex-viii.ii.3"), "out-of-scope");
    assert_eq!(place.requirement("annex-viii.iv.3.1"), "out-of-scope");
    place.replace("cemark.yaml", "module: B+C", "module: H");
    assert_eq!(place.requirement("annex-viii.ii.3"), "out-of-scope");
    assert_ne!(place.requirement("annex-viii.iv.3.1"), "out-of-scope");
    // A record that no longer is what the facts come to is told.
    place.replace("cemark.yaml", "iii.i.3.core: yes", "iii.i.3.core: no");
    assert!(findings(&place).contains(&"classification-changed".to_owned()));
}

#[test]
fn without_a_procedure_module_a_is_shown_unless_it_is_closed() {
    let place = Workplace::product();
    place.replace(
        "cemark.yaml",
        "checklists: [annex-i]",
        "checklists: [annex-i, annex-ii, annex-v, annex-vii, art-13, conformity, notified-body]",
    );
    assert_ne!(place.requirement("annex-viii.i.3"), "out-of-scope");
    assert_eq!(place.requirement("annex-viii.ii.3"), "out-of-scope");
    let (close, own) = of_class("class-ii");
    let told = with(own);
    let mut args = vec!["classify", "--close-to", close];
    args.extend(told.iter().flat_map(|fact| ["--fact", *fact]));
    place.expect(0, &args);
    assert_eq!(place.requirement("annex-viii.i.3"), "out-of-scope");
    assert_eq!(place.verdict("art-32.1.module", None), "open");
}

#[test]
fn the_json_follows_its_published_schema() {
    let place = Workplace::empty();
    let schema: Value =
        serde_json::from_str(&place.expect(0, &["schema", "classify"]).stdout).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let (close, own) = of_class("critical");
    for report in [
        classified(&place, None, &[]),
        classified(&place, Some(close), &with(own)),
    ] {
        let errors: Vec<String> = validator
            .iter_errors(&report)
            .map(|error| error.to_string())
            .collect();
        assert!(errors.is_empty(), "{errors:?}");
    }
}

#[test]
fn fifty_products_are_classified_as_the_law_has_it() {
    let text = include_str!("fixtures/classify/products.yaml");
    let products: Vec<Value> = serde_yaml::from_str(text).unwrap();
    assert_eq!(products.len(), 50);
    let place = Workplace::empty();
    let mut decided = 0;
    for product in &products {
        let id = product["id"].as_str().unwrap();
        let told = &product["told"];
        let facts = told["facts"].as_object().unwrap();
        let facts: Vec<String> = facts
            .iter()
            .map(|(fact, answer)| format!("{fact}={}", answer.as_str().unwrap()))
            .collect();
        let facts: Vec<&str> = facts.iter().map(String::as_str).collect();
        let close: Vec<&str> = told["close-to"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one.as_str().unwrap())
            .collect();
        let close = if close.is_empty() {
            "none".to_owned()
        } else {
            close.join(",")
        };
        let report = classified(&place, Some(&close), &facts);
        let expected = &product["expected"];
        let in_scope = match report["in_scope"].as_bool() {
            Some(true) => "yes",
            Some(false) => "no",
            None => "undecided",
        };
        assert_eq!(expected["in-scope"], in_scope, "{id}");
        let category = match (report["category"].as_str(), in_scope) {
            (_, "no") => "none",
            (Some(class), _) => class,
            (None, _) => "undecided",
        };
        assert_eq!(
            expected["category"], category,
            "{id}: {}",
            report["clarify"]
        );
        let points: Vec<&str> = report["category_points"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["id"].as_str().unwrap())
            .collect();
        assert_eq!(
            expected["point"].as_str().into_iter().collect::<Vec<_>>(),
            points,
            "{id}"
        );
        assert_eq!(expected["roles"], report["role"], "{id}");
        match in_scope != "undecided" && category != "undecided" {
            true => decided += 1,
            // What is not decided says what to clarify.
            false => assert!(!report["clarify"].as_array().unwrap().is_empty(), "{id}"),
        }
    }
    assert!(decided >= 40, "{decided}");
}

#[test]
fn the_words_of_a_maker_lead_to_the_category() {
    let text = include_str!("fixtures/classify/products.yaml");
    let products: Vec<Value> = serde_yaml::from_str(text).unwrap();
    let mut missed = Vec::new();
    let mut looked = 0;
    for product in &products {
        let Some(point) = product["expected"]["point"].as_str() else {
            continue;
        };
        looked += 1;
        let words = product["told"]["core-functionality"].as_str().unwrap();
        let near = cemark::regulation::classify::categories_near(words);
        if !near.iter().take(6).any(|one| one.id.as_str() == point) {
            missed.push(product["id"].as_str().unwrap());
        }
    }
    assert!(looked > 20);
    // The list behind the nearest holds all the others, so a miss hides nothing.
    assert!(missed.len() <= 2, "{missed:?} of {looked}");
}

#[test]
fn the_makers_own_words_and_answers_speak_louder_than_a_list_that_leaves_them_out() {
    let place = Workplace::empty();
    let named = |text: &str, told: &[&str]| {
        let mut args = vec!["classify", "--dry-run", "--format", "json"];
        args.extend(["--close-to", "none", "--core-functionality", text]);
        let told = with(told);
        args.extend(told.iter().flat_map(|fact| ["--fact", *fact]));
        let run = place.expect(0, &args);
        serde_json::from_str::<Value>(&run.stdout).unwrap()
    };
    for (text, core) in [
        ("Password manager", "iii.i.3.core"),
        ("A router and modem for homes", "iii.i.12.core"),
        ("next-generation firewalls", "iii.ii.2.core"),
    ] {
        let report = named(text, &[]);
        assert_eq!(report["category"], Value::Null, "{text}");
        assert!(asks(&report).contains(&core), "{text}: {report}");
        let no = format!("{core}=no");
        assert_eq!(named(text, &[&no])["category"], "default", "{text}");
    }
    for text in [
        "hides advertisements in a browser",
        "a stand for a router",
        "a lamp with VPN",
    ] {
        assert_eq!(named(text, &[])["category"], "default", "{text}");
    }
    let told = ["iii.i.3.core=yes", "iii.i.3.stores-passwords=yes"];
    assert_eq!(named("keeps notes", &told)["category"], "important-class-i");
}

#[test]
fn asking_again_keeps_what_is_not_answered_anew() {
    let place = Workplace::empty();
    place.write("cemark.yaml", "product: {name: Lamp}\n");
    let mut args = vec!["classify", "-q", "--close-to", "none"];
    args.extend(["--core-functionality", "lights a room"]);
    args.extend(PLAIN.iter().flat_map(|fact| ["--fact", *fact]));
    place.expect(0, &args);
    let before = place.read("cemark.yaml");
    for typed in ["", "y\nq\n", "y\ny\nq\n"] {
        let run = place.typed(&["classify", "--plain", "--again"], typed);
        assert_eq!(run.code, 0, "{}", run.stderr);
        assert_eq!(place.read("cemark.yaml"), before, "{typed:?}");
    }
    place.expect(0, &["classify", "--again", "--fact", "supplied=yes"]);
    assert_eq!(place.read("cemark.yaml"), before);
    // What is answered anew takes the place of the earlier answer.
    place.typed(&["classify", "--plain", "--again"], "n\nq\n");
    let now = place.read("cemark.yaml");
    assert!(now.contains("supplied: no"), "{now}");
    assert!(now.contains("own-name: yes"), "{now}");
    assert!(now.contains("in-scope: no"), "{now}");
}

#[test]
fn a_steward_is_bound_by_article_24_in_each_output() {
    let place = Workplace::empty();
    place.write("cemark.yaml", "product: {name: Lib}\nrole: steward\n");
    let told = [
        "supplied=yes",
        "network-connection=yes",
        "exclusions=no",
        "union-market=yes",
        "open-source=yes",
        "commercial=no",
        "open-source-income=no",
        "roles=no",
        "legal-person=yes",
        "sustained-support=yes",
        "commercial-intent=yes",
        "viability=yes",
    ];
    let mut args = vec!["classify"];
    args.extend(told.iter().flat_map(|fact| ["--fact", *fact]));
    let text = flat(&place.expect(0, &args).stdout);
    assert!(text.contains("Art. 24 binds you as its steward"), "{text}");
    assert!(!text.contains("the Act does not apply"), "{text}");
    place.replace("cemark.yaml", "role: steward", "role: manufacturer");
    let days = place.expect(0, &["deadlines"]).stdout;
    assert!(days.contains("2027-12-11  Duties of a steward"), "{days}");
}

#[test]
fn nothing_of_the_project_is_overwritten_and_no_record_is_pretended() {
    let place = Workplace::product();
    place.write("cemark/risk.yaml", "risks: {}\n");
    place.write("evidence.md", "a proof\n");
    let met = ["answer", "annex-i.i.2.c.updates", "met"];
    place.expect(0, &[&met[..], &["--evidence", "evidence.md"]].concat());
    for own in ["cemark.yaml", "cemark/risk.yaml", "evidence.md"] {
        let before = place.read(own);
        for command in ["classify", "deadlines"] {
            let run = place.expect(2, &[command, "-o", own]);
            assert!(run.stderr.contains("was not overwritten"), "{}", run.stderr);
            assert_eq!(place.read(own), before);
        }
    }
    let nowhere = Workplace::empty();
    let run = nowhere.expect(2, &["classify", "--fact", "supplied=yes", "--record"]);
    assert!(run.stderr.contains("cemark init"), "{}", run.stderr);
}

#[test]
fn a_list_of_facts_is_explained_by_its_name() {
    let place = Workplace::empty();
    for group in ["exclusions", "roles", "neighbours"] {
        let text = place.expect(0, &["explain", group]).stdout;
        assert!(text.contains(&format!("{group}: no")), "{text}");
        assert!(text.contains("\n  question:   "), "{text}");
    }
}
