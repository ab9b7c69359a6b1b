//! Checklists: list, show, lint; a maker's own checklist and own words.

use crate::support::Workplace;

/// A checklist of the maker's own that lints clean.
const OWN: &str = r#"checklist: house
version: 1.0.0
title: Rules of our house
requirements:
  - id: house.keys
    citation: House rule 7
    title: Keys live in the vault
    applies: {roles: [manufacturer], when: always}
    phase: before-declaration
    text: Signing keys are kept in the vault and nowhere else.
    why: A key on a laptop signs for whoever steals the laptop.
    documents: [annex-vii.2.b]
    questions:
      - id: house.keys.vault
        basis: guideline
        ask: Are all signing keys of this product in the vault?
        yes-means: The inventory lists each key and its slot.
        not-applicable: {allowed: false}
        evidence: [Key inventory]
        fix: Move the keys, then revoke the old ones.
"#;

#[test]
fn the_embedded_checklists_lint_clean() {
    let place = Workplace::empty();
    let run = place.expect(0, &["checklist", "lint"]);
    assert_eq!(run.stdout, "13 checklists without findings\n");
}

#[test]
fn lint_finds_each_kind_of_mistake() {
    let place = Workplace::empty();
    place.write("own.yaml", OWN);
    place.expect(0, &["checklist", "lint", "own.yaml"]);
    let twin =
        "ask: Do you have a policy on coordinated vulnerability disclosure that finders can read?";
    let cases: &[(&str, &str, &str)] = &[
        (
            "title: Keys live in the vault",
            "titel: Keys live in the vault",
            "schema",
        ),
        ("basis: guideline", "basis: guidline", "schema"),
        (
            "applies: {roles: [manufacturer], when: always}",
            "applies: {roles: [maker], when: always}",
            "schema",
        ),
        (
            "fix: Move",
            "applies-when: {trait: hardwear}\n        fix: Move",
            "schema",
        ),
        (
            "ask: Are all",
            "ref: annex-i.ii.5.policy\n        ask: Are all",
            "schema",
        ),
        ("id: house.keys.vault", "id: house.keys", "duplicate-id"),
        ("id: house.keys.vault", "id: vault.keys", "question-id"),
        (
            "documents: [annex-vii.2.b]",
            "documents: [annex-vii.2.z]",
            "unknown-document",
        ),
        (
            "citation: House rule 7",
            "citation: Annex 1, Part I, point 2(c)",
            "citation",
        ),
        (
            "citation: House rule 7",
            "citation: Article 13(8)",
            "citation",
        ),
        (
            "citation: House rule 7",
            "citation: Art. 13(99)",
            "citation",
        ),
        ("basis: guideline", "basis: law", "citation"),
        (
            "yes-means: The inventory lists each key and its slot.",
            "yes-means: ''",
            "missing-text",
        ),
        ("evidence: [Key inventory]", "evidence: []", "missing-text"),
        (
            "fix: Move the keys, then revoke the old ones.",
            "fix: ''",
            "missing-text",
        ),
        (
            "why: A key on a laptop signs for whoever steals the laptop.",
            "why: ' '",
            "missing-text",
        ),
        (
            "fix: Move",
            "checks: [{id: sbom-presnt}]\n        fix: Move",
            "unknown-check",
        ),
        (
            "ask: Are all signing keys of this product in the vault?",
            twin,
            "twin",
        ),
        (
            "not-applicable: {allowed: false}",
            "not-applicable: {allowed: true}",
            "opening",
        ),
        (
            "ask: Are all signing keys of this product in the vault?",
            "ref: annex-i.ii.9.policy",
            "conflict",
        ),
        ("id: house.keys\n", "id: annex-i.ii.5\n", "citation"),
    ];
    for (from, to, rule) in cases {
        assert!(OWN.contains(from), "{from}");
        let text = OWN.replacen(from, to, 1);
        place.write("own.yaml", text);
        let run = place.expect(1, &["checklist", "lint", "own.yaml"]);
        assert!(
            run.stdout.contains(&format!("rule: {rule}\n")),
            "{to}: expected {rule}\n{}",
            run.stdout
        );
        assert!(run.stdout.contains("own.yaml:"), "{}", run.stdout);
    }
}

#[test]
fn twins_within_one_checklist_are_found_whatever_their_case() {
    let place = Workplace::empty();
    let twin = OWN.to_owned()
        + "      - id: house.keys.again\n        basis: guideline\n        ask: ARE all signing keys of this product in the vault\n        yes-means: x y\n        evidence: [a b]\n        fix: c d\n";
    place.write("own.yaml", twin);
    let run = place.expect(1, &["checklist", "lint", "own.yaml"]);
    assert!(
        run.stdout.contains("asks the same as `house.keys.vault`"),
        "{}",
        run.stdout
    );
}

#[test]
fn an_own_checklist_is_listed_asked_checked_and_summarised() {
    let place = Workplace::product();
    place.write("own.yaml", OWN).replace(
        "cemark.yaml",
        "checklists: [annex-i]",
        "checklists: [annex-i, ./own.yaml]",
    );
    let lint = place.expect(0, &["checklist", "lint"]);
    assert_eq!(lint.stdout, "14 checklists without findings\n");
    let list = place.expect(0, &["checklist", "list"]);
    assert!(list.stdout.contains("house.keys"), "{}", list.stdout);
    assert_eq!(place.verdict("house.keys.vault", None), "open");
    place.expect(0, &["answer", "house.keys.vault", "not-met"]);
    assert_eq!(place.verdict("house.keys.vault", None), "gap");
    assert!(
        place
            .read("cemark/answers/house.yaml")
            .contains("house.keys.vault")
    );
    let report = place.check();
    let finding = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .find(|f| f["question"] == "house.keys.vault")
        .unwrap();
    assert_eq!(
        finding["severity"], "warning",
        "a guideline never closes the gate"
    );
    let total: u64 = report["verdicts"]
        .as_object()
        .unwrap()
        .values()
        .map(|v| v.as_u64().unwrap())
        .sum();
    assert_eq!(total, 22, "only law is counted");
    let summary = place.expect(0, &["render", "summary"]);
    assert!(
        summary.stdout.contains("Keys live in the vault"),
        "{}",
        summary.stdout
    );
}

#[test]
fn own_words_change_the_words_and_nothing_else() {
    let place = Workplace::product();
    let wording = "checklist: words\nversion: '1'\ntitle: Our words\nwording:\n  annex-i.ii.5.policy: {ask: May finders read how we handle their reports?}\n";
    place.write("words.yaml", wording).replace(
        "cemark.yaml",
        "checklists: [annex-i]",
        "checklists: [annex-i, ./words.yaml]",
    );
    let run = place.expect(0, &["explain", "annex-i.ii.5.policy"]);
    assert!(
        run.stdout
            .contains("May finders read how we handle their reports?"),
        "{}",
        run.stdout
    );
    let summary = place.expect(0, &["render", "summary"]);
    assert!(
        summary.stdout.contains("annex-i.ii.5.policy"),
        "the summary names reworded questions"
    );
    place.write("words.yaml", wording.replace("ii.5.policy", "ii.5.polcy"));
    let run = place.expect(2, &["check"]);
    assert!(
        run.stderr.contains("did you mean `annex-i.ii.5.policy`?"),
        "{}",
        run.stderr
    );
    place.write(
        "words.yaml",
        wording.replace("{ask:", "{basis: guideline, ask:"),
    );
    place.expect(2, &["check"]);
}

#[test]
fn a_ref_takes_the_answer_and_a_value_is_the_answer() {
    let place = Workplace::product();
    let own = OWN.replace(
        "        ask: Are all signing keys of this product in the vault?\n",
        "        ref: annex-i.ii.5.policy\n",
    ) + "  - id: house.name\n    citation: House rule 8\n    title: It has a name\n    applies: {roles: [manufacturer], when: always}\n    phase: before-declaration\n    text: The product has a name.\n    why: Nobody finds it otherwise.\n    questions:\n      - {id: house.name.given, basis: guideline, value: placing.first, yes-means: A day is given., fix: Give one.}\n";
    place.write("own.yaml", &own).replace(
        "cemark.yaml",
        "checklists: [annex-i]",
        "checklists: [annex-i, own.yaml]",
    );
    place.expect(0, &["checklist", "lint", "own.yaml"]);
    assert_eq!(place.verdict("house.keys.vault", None), "open");
    place.expect(
        0,
        &[
            "answer",
            "annex-i.ii.5.policy",
            "met",
            "--evidence",
            "SECURITY.md",
        ],
    );
    assert_eq!(place.verdict("house.keys.vault", None), "conformant");
    assert!(
        place
            .expect(2, &["answer", "house.keys.vault", "met"])
            .stderr
            .contains("`annex-i.ii.5.policy`")
    );
    assert_eq!(place.verdict("house.name.given", None), "conformant");
    assert!(
        place
            .expect(2, &["answer", "house.name.given", "met"])
            .stderr
            .contains("`placing.first`")
    );
    place.replace("cemark.yaml", "first: 2028-01-15", "first: to fill in");
    assert_eq!(place.verdict("house.name.given", None), "open");
}

#[test]
fn a_withdrawn_question_keeps_its_answer() {
    let place = Workplace::product();
    place.write("own.yaml", OWN).replace(
        "cemark.yaml",
        "checklists: [annex-i]",
        "checklists: [annex-i, own.yaml]",
    );
    place.expect(0, &["answer", "house.keys.vault", "met"]);
    let withdrawn = OWN.replace("house.keys.vault", "house.keys.safe")
        + "withdrawn: [{id: house.keys.vault, why: asked as house.keys.safe}]\n";
    place.write("own.yaml", withdrawn);
    assert!(place.findings().contains(&"withdrawn".to_owned()));
    place.expect(0, &["answer", "house.keys.safe", "not-met"]);
    assert!(
        place
            .read("cemark/answers/house.yaml")
            .contains("house.keys.vault")
    );
}

#[test]
fn traits_switch_questions_off_but_never_risk_based_ones_of_the_law() {
    let place = Workplace::product();
    let own = OWN.replace(
        "        fix: Move",
        "        applies-when: {not: {trait: hardware}}\n        fix: Move",
    );
    place.write("own.yaml", &own).replace(
        "cemark.yaml",
        "checklists: [annex-i]",
        "checklists: [annex-i, own.yaml]",
    );
    assert_eq!(place.requirement("house.keys"), "out-of-scope");
    place.replace("cemark.yaml", "hardware: true", "hardware: to fill in");
    assert_eq!(
        place.requirement("house.keys"),
        "open",
        "what is not known is asked"
    );
    place.replace("cemark.yaml", "hardware: to fill in", "hardware: false");
    assert_eq!(place.requirement("house.keys"), "open");
    let law = own
        .replace(
            "citation: House rule 7",
            "citation: Annex I, Part I, point 2(c)",
        )
        .replace("basis: guideline", "basis: law")
        .replace("when: always", "when: risk-based");
    place
        .write("own.yaml", law)
        .replace("cemark.yaml", "hardware: false", "hardware: true");
    assert_eq!(place.requirement("house.keys"), "open");
    let lint = place.expect(1, &["checklist", "lint", "own.yaml"]);
    assert!(
        lint.stdout.contains("rule: switched-off"),
        "{}",
        lint.stdout
    );
}

#[test]
fn show_and_explain_need_no_project() {
    let place = Workplace::empty();
    let show = place.expect(0, &["checklist", "show", "annex-i"]);
    assert!(show.stdout.contains("annex-i.i.2.m.secure-transfer"));
    let explain = place.expect(0, &["explain", "annex-i.i.2.c"]);
    for word in [
        "Annex I, Part I, point 2(c)",
        "yes means:",
        "evidence:",
        "next step:",
        "annex-i.i.2.c.postponement",
    ] {
        assert!(explain.stdout.contains(word), "{word}");
    }
    assert!(
        place
            .expect(0, &["explain", "sbom-top-level"])
            .stdout
            .contains("annex-i.ii.1.sbom")
    );
    let wrong = place.expect(2, &["explain", "annex-i.i.2.z"]);
    assert!(
        wrong.stderr.contains("did you mean `annex-i.i.2."),
        "{}",
        wrong.stderr
    );
}

#[test]
fn lint_finds_what_would_break_or_stand_nowhere() {
    let place = Workplace::empty();
    let own = OWN;
    let words = |words: &str| format!("{own}wording:\n  {words}\n");
    for (text, rule) in [
        (words("annex-i.ii.5.policy: {ask: ''}"), "missing-text"),
        (
            words("annex-i.ii.5.policy: {yes-means: \"\\u200b\"}"),
            "missing-text",
        ),
        (words("annex-i.ii.5: {ask: Something?}"), "no-effect"),
        (
            words("annex-i.ii.5.policy: {title: Something}"),
            "no-effect",
        ),
        (
            words("annex-i.ii.5.policy: {ask: 'Is the policy followed when a report comes in?'}"),
            "twin",
        ),
        (
            format!("{own}withdrawn:\n  - {{id: house.keys, why: gone}}\n"),
            "duplicate-id",
        ),
        (
            format!("{own}withdrawn:\n  - {{id: house.old, why: ''}}\n"),
            "missing-text",
        ),
    ] {
        place.write("own.yaml", &text);
        let run = place.expect(1, &["checklist", "lint", "own.yaml"]);
        assert!(
            run.stdout.contains(&format!("rule: {rule}")),
            "{text}\n{}",
            run.stdout
        );
        assert!(!run.stdout.contains("own.yaml:1:1"), "{}", run.stdout);
    }
    place.write("own.yaml", own).write("twin.yaml", own);
    let run = place.expect(1, &["checklist", "lint", "own.yaml", "twin.yaml"]);
    assert!(
        run.stdout.contains("rule: duplicate-name"),
        "{}",
        run.stdout
    );
}

#[test]
fn lint_knows_the_keys_of_the_project_file() {
    let place = Workplace::empty();
    let text = "checklist: own\nversion: '1'\ntitle: Own\nrequirements:\n  - id: own.1\n    citation: Art. 13(8)\n    title: Own\n    applies: {roles: [manufacturer], when: always}\n    phase: before-declaration\n    text: Own text.\n    why: Own why.\n    questions:\n      - {id: own.1.a, basis: law, value: support.nonsense, yes-means: Own., fix: Own.}\n";
    place.write("own.yaml", text);
    let run = place.expect(1, &["checklist", "lint", "own.yaml"]);
    assert!(run.stdout.contains("rule: unknown-value"), "{}", run.stdout);
}
