//! The data against the Act: its points, their splits, the texts' form.

use std::collections::BTreeSet;

use cemark::assessment::CHECKS;
use cemark::checklist::{Citation, EMBEDDED, LoadedChecklist};
use cemark::regulation::{points, value_meanings};

/// Annex I as the Act numbers it: Part I point 1, the letters (a) to (m) of point 2, Part II points 1 to 8.
fn annex_i() -> Vec<(String, String)> {
    let mut all = vec![(
        "annex-i.i.1".to_owned(),
        "Annex I, Part I, point 1".to_owned(),
    )];
    all.extend(('a'..='m').map(|l| {
        (
            format!("annex-i.i.2.{l}"),
            format!("Annex I, Part I, point 2({l})"),
        )
    }));
    all.extend((1..=8).map(|n| {
        (
            format!("annex-i.ii.{n}"),
            format!("Annex I, Part II, point {n}"),
        )
    }));
    all
}

/// What the text of a point asks for that can be answered apart.
const SPLITS: &[(&str, &[&str])] = &[
    ("annex-i.i.2.b", &["default-configuration", "reset"]),
    (
        "annex-i.i.2.c",
        &["updates", "automatic", "opt-out", "notice", "postponement"],
    ),
    ("annex-i.i.2.d", &["protection", "reporting"]),
    ("annex-i.i.2.f", &["protection", "reporting"]),
    ("annex-i.i.2.h", &["availability", "denial-of-service"]),
    ("annex-i.i.2.l", &["recording", "monitoring", "opt-out"]),
    ("annex-i.i.2.m", &["removal", "secure-transfer"]),
    ("annex-i.ii.1", &["vulnerabilities", "components", "sbom"]),
    ("annex-i.ii.2", &["remediation", "separate-updates"]),
    ("annex-i.ii.4", &["disclosure", "delay"]),
    ("annex-i.ii.5", &["policy", "enforced"]),
    ("annex-i.ii.6", &["sharing", "contact-address"]),
    ("annex-i.ii.7", &["distribution", "automatic"]),
    (
        "annex-i.ii.8",
        &["without-delay", "free-of-charge", "advisories"],
    ),
];

#[test]
fn the_checklist_holds_exactly_the_points_of_annex_i() {
    let checklist = LoadedChecklist::embedded("annex-i").unwrap().checklist;
    let own: Vec<_> = checklist
        .requirements
        .iter()
        .map(|r| (r.id.to_string(), r.citation.to_string()))
        .collect();
    assert_eq!(own, annex_i());
    assert_eq!(own.len(), 1 + 13 + 8);
    let law: Vec<_> = points()
        .iter()
        .filter(|p| p.id.as_str().starts_with("annex-i."))
        .map(|p| (p.id.to_string(), p.citation.to_string()))
        .collect();
    assert_eq!(law, annex_i());
}

#[test]
fn compound_points_are_split_as_the_text_is() {
    let checklist = LoadedChecklist::embedded("annex-i").unwrap().checklist;
    for requirement in &checklist.requirements {
        let words: BTreeSet<&str> = requirement
            .questions
            .iter()
            .filter(|q| q.basis == cemark::checklist::Basis::Law)
            .filter_map(|q| q.id.as_str().rsplit('.').next())
            .collect();
        let point = points().iter().find(|p| p.id == requirement.id).unwrap();
        let parts: BTreeSet<&str> = point.parts.iter().map(|p| p.as_str()).collect();
        if words.len() > 1 {
            assert_eq!(words, parts, "{}", requirement.id);
        }
        if let Some((_, named)) = SPLITS.iter().find(|(id, _)| *id == requirement.id.as_str()) {
            assert_eq!(words, named.iter().copied().collect(), "{}", requirement.id);
        }
    }
}

#[test]
fn points_have_unique_ids_that_follow_their_citation() {
    let mut ids = BTreeSet::new();
    for point in points() {
        assert!(ids.insert(&point.id), "{}", point.id);
        let citation: Citation = point.citation.to_string().parse().unwrap();
        let spelt = citation.to_string().to_lowercase();
        let spelt = spelt
            .replace("annex ", "annex-")
            .replace("art. ", "art-")
            .replace(", part ", ".")
            .replace(", point ", ".");
        let spelt = spelt.replace(")(", ".").replace('(', ".").replace(')', "");
        assert_eq!(point.id.to_string(), spelt);
    }
    for (prefix, count) in [
        ("annex-i.", 22),
        ("annex-ii.", 14),
        ("annex-v.", 8),
        ("annex-vii.", 13),
        ("art-13.", 25),
        ("art-14.", 10),
        ("art-18.", 6),
        ("art-19.", 12),
        ("art-20.", 7),
        ("art-23.", 3),
        ("art-24.", 3),
        ("art-28.", 5),
        ("art-30.", 6),
        ("art-31.", 5),
        ("art-32.", 6),
        ("annex-viii.i.", 6),
        ("annex-viii.ii.", 19),
        ("annex-viii.iii.", 5),
        ("annex-viii.iv.", 15),
    ] {
        let found = points()
            .iter()
            .filter(|p| p.id.as_str().starts_with(prefix))
            .count();
        assert_eq!(found, count, "{prefix}");
    }
}

#[test]
fn checks_named_in_the_checklists_and_checks_in_the_program_are_the_same() {
    let named: BTreeSet<String> = EMBEDDED
        .iter()
        .map(|(name, _)| LoadedChecklist::embedded(name).unwrap().checklist)
        .flat_map(|c| c.requirements)
        .flat_map(|r| r.questions)
        .flat_map(|q| q.checks)
        .map(|c| c.id.to_string())
        .collect();
    let known: BTreeSet<String> = CHECKS
        .iter()
        .copied()
        .flatten()
        .map(|c| c.id.to_owned())
        .collect();
    assert_eq!(named, known);
}

#[test]
fn every_value_of_cemark_yaml_has_a_meaning_in_law() {
    let tree = cemark::yaml::parse(crate::support::COMPLETE).unwrap();
    let project: cemark::project::Project = cemark::yaml::read(&tree).unwrap();
    let keys: BTreeSet<String> = project
        .values()
        .into_iter()
        .map(|(key, _)| {
            if key.starts_with("traits.") {
                "traits".to_owned()
            } else {
                key
            }
        })
        .collect();
    let meant: BTreeSet<String> = value_meanings().iter().map(|m| m.key.to_string()).collect();
    assert_eq!(keys, meant);
    for meaning in value_meanings() {
        meaning.citation.to_string().parse::<Citation>().unwrap();
    }
}

/// Every point that binds an operator is asked in an embedded checklist, as it stands in the Act:
/// to whom, when in the product's life; what is explained is not asked.
#[test]
fn every_point_is_asked_or_explained() {
    let all: Vec<_> = EMBEDDED
        .iter()
        .map(|(name, _)| LoadedChecklist::embedded(name).unwrap().checklist)
        .flat_map(|checklist| checklist.requirements)
        .collect();
    for point in points() {
        let asked: Vec<_> = all.iter().filter(|r| r.id == point.id).collect();
        match &point.explain {
            // Art. 14(5) says when an incident is severe: it is asked with Art. 14(3).
            _ if point.id.as_str() == "art-14.5" => assert!(asked.is_empty()),
            Some(_) => assert!(asked.is_empty(), "{}", point.id),
            None => {
                assert_eq!(asked.len(), 1, "{}", point.id);
                assert_eq!(asked[0].citation, point.citation);
                assert_eq!(asked[0].phase, point.phase);
                let mut roles = (asked[0].applies.roles.clone(), point.roles.clone());
                roles.0.sort();
                roles.1.sort();
                assert_eq!(roles.0, roles.1, "{}", point.id);
            }
        }
    }
    for requirement in &all {
        let known = points().iter().any(|point| point.id == requirement.id);
        assert!(
            known || requirement.id.as_str() == "art-14.readiness",
            "{}",
            requirement.id
        );
    }
}

/// Nothing of a later phase holds an earlier one back: no question takes its answer from a later one.
#[test]
fn references_lead_to_no_later_phase() {
    let all = EMBEDDED
        .iter()
        .map(|(name, _)| LoadedChecklist::embedded(name).unwrap());
    let all = cemark::checklist::Checklists::new(all.collect()).unwrap();
    let mut references = 0;
    for (requirement, question) in all.questions() {
        if let Some(target) = &question.reference {
            let (owner, _) = all.question(target.as_str()).unwrap();
            assert!(
                owner.phase <= requirement.phase,
                "{} -> {target}",
                question.id
            );
            references += 1;
        }
    }
    assert!(references > 30, "{references}");
}

/// A role's checklists hold all points that bind it, and no role is led to another's.
#[test]
fn the_checklists_of_a_role_hold_its_points() {
    use cemark::checklist::{Role, checklists_of};
    for role in [
        Role::Manufacturer,
        Role::AuthorisedRepresentative,
        Role::Importer,
        Role::Distributor,
        Role::Steward,
    ] {
        let own: BTreeSet<String> = checklists_of(&[role])
            .iter()
            .map(|name| LoadedChecklist::embedded(name).unwrap().checklist)
            .flat_map(|checklist| checklist.requirements)
            .map(|requirement| requirement.id.to_string())
            .collect();
        for point in points()
            .iter()
            .filter(|p| p.explain.is_none() && p.roles.contains(&role))
        {
            // Who appoints a representative names that checklist; Art. 18(1) only allows it.
            let appoints =
                role == Role::Manufacturer && point.citation.raw().starts_with("Art. 18");
            let is_here = own.contains(point.id.as_str());
            assert!(
                is_here || appoints || point.id.as_str() == "art-14.5",
                "{} {}",
                role.name(),
                point.id
            );
        }
    }
}

/// One fact, one question: no value of cemark.yaml and no words are asked twice.
#[test]
fn no_value_is_asked_twice() {
    let all = EMBEDDED
        .iter()
        .map(|(name, _)| LoadedChecklist::embedded(name).unwrap());
    let all = cemark::checklist::Checklists::new(all.collect()).unwrap();
    let mut keys = BTreeSet::new();
    for (_, question) in all.questions() {
        if let Some(key) = &question.value {
            assert!(
                keys.insert(key.to_string()),
                "{} asks `{key}` again",
                question.id
            );
        }
    }
    assert!(keys.len() > 15, "{keys:?}");
}

#[test]
fn product_types_are_whole_and_answer_nothing() {
    let ids: Vec<_> = cemark::checklist::product_types()
        .iter()
        .map(|t| t.id.as_str())
        .collect();
    assert_eq!(
        ids,
        [
            "consumer-device",
            "industrial-controller",
            "router-gateway",
            "operating-system",
            "application",
            "library",
            "cloud-device",
            "open-source-edition"
        ]
    );
    for kind in cemark::checklist::product_types() {
        assert!(!kind.parts.is_empty() && !kind.look_at.is_empty() && kind.evidence.len() > 2);
    }
}
