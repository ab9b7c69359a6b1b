//! The conformity summary: what an authority, a customer or a colleague gets to read.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::Path;

use cemark::assessment::assess;
use cemark::document::{DocumentError, Form, Summary, summary};
use cemark::project::{Root, load};
use cemark::values::Sha256;

const DIGEST: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

/// A product with every kind of answer.
const PROJECT: &str = r#"
cemark: 1
product:
  name: Gate 7
  version: 2.4.1
  type: to fill in
  intended-purpose: Radio gateway for heating systems in homes
manufacturer:
  name: Example Heating GmbH
  address: to fill in
  website: https://example.com
parts:
  device: The gateway in the cellar
  app: The app for residents
role: manufacturer
traits:
  hardware: true
  software: true
  network-connection: true
  personal-data: to fill in
  tailor-made: false
placing: {first: 2027-03-01, last-planned: 2030-12-31}
support: {expected-use: 10 years, period: 7 years}
inputs: {sbom: [sbom.cdx.json, missing.cdx.json]}
checklists: [annex-i, house/own.yaml]
gate:
  relax:
    - {name: annex-i.i.2.c.opt-out, reason: The app's next version brings it, until: 2027-01-31}
    - {name: stale, reason: Spring cleaning, until: 2026-01-31}
    - {name: annex-i.i.2.h, reason: No capacity before May}
"#;

const ANSWERS: &str = r#"
checklist: annex-i
answers:
  annex-i.i.1.risk-based:
    status: met
    notes: |-
      Risks R1 to R31, reviewed on 3 November.
      See the measures in column F.
    evidence:
      - {path: evidence/risk.md, sha256: HASH, date: 2026-11-03}
      - {url: "https://wiki.example.com/risks?page=1&v=2", date: 2026-11-03, valid-until: 2027-11-03}
    author: Ada Lovelace
    date: 2026-11-03
    revision: 1
  annex-i.i.1.production:
    status: met
    notes: Signed builds, checked on the line.
    evidence:
      - {path: evidence/gone.md, sha256: HASH, date: 2025-11-03}
      - {url: "https://wiki.example.com/line", date: 2025-01-03}
    author: Ada Lovelace
    date: 2026-11-03
    revision: 1
  annex-i.i.2.a.known-exploitable:
    status: met
    author: Ada Lovelace
    date: 2026-11-03
    revision: 1
  annex-i.i.2.b.default-configuration:
    parts:
      device: {status: partly-met, notes: Telnet is still on in the service image., author: Ada Lovelace, date: 2026-11-03, revision: 1}
      app: {status: met, evidence: [{path: evidence/risk.md, sha256: HASH, date: 2026-11-03}], author: Grace Hopper, date: 2026-11-04, revision: 1}
  annex-i.i.2.c.opt-out:
    status: not-met
    notes: There is no switch yet.
    author: Ada Lovelace
    date: 2026-11-03
    revision: 1
  annex-i.i.2.c.postponement:
    status: not-applicable
    justification: The gateway installs between 02:00 and 04:00 when heating control runs on the boiler's own controller; a resident starts any other update by hand.
    author: Ada Lovelace
    date: 2026-11-03
    revision: 1
  annex-i.i.2.d.protection:
    status: met
    notes: TODO
    author: Ada Lovelace
    date: 2026-11-03
    revision: 1
  annex-i.ii.1.sbom:
    status: met
    evidence: [{path: evidence/risk.md, sha256: HASH, date: 2026-11-03}]
    author: Ada Lovelace
    date: 2026-11-03
    revision: 1
"#;

/// A checklist of the maker's: a guideline, good practice, a reference, a value, new words.
const OWN: &str = r#"
checklist: own
version: 0.3.0
title: Rules of the house
requirements:
  - id: own.1
    citation: BSI TR-03183-2 v2.1.0, section 3.1
    title: Names are those on the label
    applies: {roles: [manufacturer], when: always}
    phase: before-declaration
    text: The SBOM names the product as its label does.
    why: Else nobody finds it.
    questions:
      - {id: own.1.name, basis: guideline, ask: Is the name the same?, yes-means: They are equal., not-applicable: {allowed: true, justification: optional}, evidence: [Photo of the label], fix: Rename it., checks: [{id: sbom-matches-product}]}
  - id: own.2
    citation: Art. 13(19)
    title: The end of support is known
    applies: {roles: [manufacturer], when: always}
    phase: declaration
    text: Users know how long updates come.
    why: The law says so.
    questions:
      - {id: own.2.end, basis: law, value: support.end}
      - {id: own.2.risk, basis: law, ref: annex-i.i.1.risk-based}
      - {id: own.2.poster, basis: good-practice, ask: Does it hang on the wall?, yes-means: A poster hangs., not-applicable: {allowed: true, justification: optional}, evidence: [Photo], fix: Print it.}
wording:
  annex-i.i.2.a: {title: Nothing known is left open}
"#;

const SBOM: &str = r#"{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,
"metadata":{"component":{"type":"firmware","bom-ref":"root","name":"Gate 7","version":"2.4.1"}},
"components":[{"type":"library","bom-ref":"a","name":"a","version":"1.0","purl":"pkg:cargo/a@1.0","licenses":[{"license":{"id":"MIT"}}]},{"type":"library","bom-ref":"b","name":"b","supplier":{"name":"B Ltd"}}],
"dependencies":[{"ref":"root","dependsOn":["a"]},{"ref":"a","dependsOn":["b","lost"]}]}"#;

fn write(folder: &Path, files: &[(&str, &str)]) {
    for (name, text) in files {
        let file = folder.join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
}

fn example(folder: &Path) {
    let risk = "R1: the radio is jammed\n";
    let answers = ANSWERS.replace("HASH", &Sha256::of(risk.as_bytes()).to_string());
    let own = OWN;
    write(
        folder,
        &[
            ("cemark.yaml", PROJECT),
            ("cemark/answers/annex-i.yaml", &answers),
            ("house/own.yaml", own),
            ("evidence/risk.md", risk),
            ("sbom.cdx.json", SBOM),
        ],
    );
}

fn render_on(
    folder: &Path,
    date: &str,
    form: Form,
    overrides: Option<&Path>,
) -> Result<String, DocumentError> {
    let loaded = load(Root::at(folder).unwrap()).unwrap_or_else(|error| panic!("{error}"));
    let assessment = assess(&loaded, date.parse().unwrap());
    summary(&loaded, &assessment, DIGEST, form, overrides)
}

fn render(folder: &Path, form: Form) -> String {
    render_on(folder, "2026-11-24", form, None).unwrap_or_else(|error| panic!("{error}"))
}

fn rendered(form: Form) -> String {
    let folder = tempfile::tempdir().unwrap();
    example(folder.path());
    let text = render(folder.path(), form);
    // To look at: CEMARK_KEEP names a folder that gets the documents of this test.
    if let Some(keep) = std::env::var_os("CEMARK_KEEP") {
        fs::write(
            Path::new(&keep).join(format!("summary.{}", form.extension())),
            &text,
        )
        .unwrap();
    }
    text
}

/// HTML without its tags, entities resolved: what a reader sees.
fn visible(html: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' if inside => inside = false,
            c if !inside => text.push(c),
            _ => {}
        }
    }
    for (entity, sign) in [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#x27;", "'"),
        ("&#x2f;", "/"),
        ("&amp;", "&"),
    ] {
        text = text.replace(entity, sign);
    }
    text
}

/// Markdown without its backslash escapes.
fn unescaped(markdown: &str) -> String {
    let mut text = String::new();
    let mut chars = markdown.chars();
    while let Some(c) = chars.next() {
        text.push(if c == '\\' {
            chars.next().unwrap_or(c)
        } else {
            c
        });
    }
    text
}

fn read(form: Form, text: &str) -> String {
    match form {
        Form::Markdown => unescaped(text),
        Form::Html => visible(text),
    }
}

#[test]
fn says_what_it_is_and_what_it_rests_on() {
    for form in Form::ALL {
        let text = rendered(form);
        let read = read(form, &text);
        for expected in [
            "Gate 7",
            "2.4.1",
            "Example Heating GmbH",
            "to fill in",
            "This is a self-assessment summary. It is not an EU declaration of conformity (Art. 28), and it is not legal advice.",
            "24 November 2026",
            "preparing: to be met by",
            "The gate does not hold",
            // relaxations, in force, ended, and those that let something through
            "The app's next version brings it",
            "2027-01-31",
            "(ended, no effect)",
            "No capacity before May",
            // scope
            "manufacturer (Art. 3(13))",
            "processes personal data",
            "unknown",
            "The app for residents",
            "The Act judges each unit",
            "the maker's own words",
            // answers and evidence
            "does not apply",
            "Ada Lovelace",
            "Risks R1 to R31, reviewed on 3 November.",
            "evidence/risk.md",
            "present and current",
            "there is no such file or folder",
            "counted until 2026-01-03 (an address counts for 12 months)",
            "The gateway installs between 02:00 and 04:00",
            "is a placeholder",
            "part device",
            "Grace Hopper",
            "support-period",
            "shorter than the expected use",
            "taken from annex-i.i.1.risk-based",
            "CycloneDX 1.6",
            "missing: there is no such file or folder",
            DIGEST,
            env!("CARGO_PKG_VERSION"),
            "Regulation (EU) 2024/2847",
            "http://data.europa.eu/eli/reg/2024/2847/oj",
            "Rules of the house",
        ] {
            assert!(read.contains(expected), "{form:?} lacks: {expected}");
        }
        assert!(!read.contains("breach"), "{form:?}");
        assert!(
            !read.contains('%') || form == Form::Html,
            "no percentage stands for conformity"
        );
    }
}

#[test]
fn the_same_inputs_give_the_same_bytes() {
    for form in Form::ALL {
        assert_eq!(rendered(form), rendered(form), "{form:?}");
    }
}

#[test]
fn counts_and_table_agree_with_the_assessment() {
    let folder = tempfile::tempdir().unwrap();
    example(folder.path());
    let loaded = load(Root::at(folder.path()).unwrap()).unwrap();
    let assessment = assess(&loaded, "2026-11-24".parse().unwrap());
    let summary = Summary::new(&loaded, &assessment, DIGEST);
    let law: usize = assessment.counts().values().sum();
    assert_eq!(summary.chart.total, law);
    assert_eq!(
        summary.chart.counts.iter().map(|c| c.count).sum::<usize>(),
        law
    );
    assert_eq!(summary.requirements.len(), law);
    assert!(
        summary
            .requirements
            .iter()
            .all(|r| r.questions.iter().all(|q| q.basis.name == "law"))
    );
    let apart: Vec<_> = summary
        .apart
        .iter()
        .flat_map(|r| &r.questions)
        .map(|q| q.id.as_str())
        .collect();
    assert!(
        apart.contains(&"own.1.name") && apart.contains(&"own.2.poster"),
        "{apart:?}"
    );
    assert!(
        summary
            .apart
            .iter()
            .flat_map(|r| &r.questions)
            .all(|q| q.basis.name != "law")
    );
    let points: usize = [&summary.open_points, &summary.apart_points]
        .iter()
        .flat_map(|g| g.iter())
        .map(|g| g.points.len())
        .sum();
    assert_eq!(points, assessment.findings.len());
    for question in summary.requirements.iter().flat_map(|r| &r.questions) {
        let quiet =
            ["conformant", "not-applicable", "out-of-scope"].contains(&question.verdict.name);
        assert_eq!(question.to_do.is_empty(), quiet, "{}", question.id);
    }
}

#[test]
fn the_label_follows_date_and_units() {
    let folder = tempfile::tempdir().unwrap();
    example(folder.path());
    let late = render_on(folder.path(), "2027-12-11", Form::Markdown, None).unwrap();
    assert!(late.contains("due: what is asked here has bound this product since"));
    assert!(!late.contains("preparing"));
    write(
        folder.path(),
        &[("cemark.yaml", &PROJECT.replace("2030-12-31", "2027-06-30"))],
    );
    let old = read(Form::Markdown, &render(folder.path(), Form::Markdown));
    assert!(old.contains("(Art. 69(2) and (3))"));
    assert!(old.contains(
        "Out of scope: by cemark.yaml all units are placed on the market before 11 December 2027"
    ));
    assert!(old.contains(
        "| Status under the Act | only the manufacturer's reporting under Art. 14 (Art. 69(2) and (3)) |"
    ));
    assert!(!old.contains("preparing") && old.contains("none asked"));
}

/// Sections in the order in which they are to be read, in both forms.
#[test]
fn headings_are_in_order_and_no_level_is_left_out() {
    let order = [
        "The gate",
        "Scope",
        "Verdicts",
        "Requirements at a glance",
        "Requirements in detail",
        "Guidelines and good practice",
        "Open points",
        "Suggestions from guidelines and good practice",
        "Software bills of materials",
        "What this rests on",
    ];
    let markdown = rendered(Form::Markdown);
    let found: Vec<&str> = markdown
        .lines()
        .filter_map(|line| line.strip_prefix("## "))
        .collect();
    assert_eq!(found, order);
    let html = rendered(Form::Html);
    let mut headings = Vec::new();
    for (at, _) in html.match_indices("<h") {
        let level = html.as_bytes()[at + 2];
        if level.is_ascii_digit() {
            let start = at + html[at..].find('>').unwrap() + 1;
            let end = start + html[start..].find("</h").unwrap();
            headings.push((level - b'0', visible(&html[start..end])));
        }
    }
    let found: Vec<&str> = headings
        .iter()
        .filter(|(l, t)| *l == 2 && t != "Contents")
        .map(|(_, t)| t.as_str())
        .collect();
    assert_eq!(found, order);
    assert_eq!(headings.iter().filter(|(level, _)| *level == 1).count(), 1);
    assert!(
        headings.windows(2).all(|pair| pair[1].0 <= pair[0].0 + 1),
        "{headings:?}"
    );
}

#[test]
fn the_page_loads_nothing_and_runs_nothing() {
    let html = rendered(Form::Html);
    let lower = html.to_lowercase();
    for no in [
        "src=",
        "<script",
        "@import",
        "url(",
        "<link",
        "<img",
        "<iframe",
        "<object",
        "onload",
        "javascript:",
        "style=\"",
    ] {
        assert!(!lower.contains(no), "{no}");
    }
    assert!(html.contains(r#"<html lang="en">"#));
    // Every address stands in a link that gives away nothing of this page.
    for (at, _) in html.match_indices("href=\"http") {
        let end = at + html[at..].find('>').unwrap();
        assert!(
            html[at..end].ends_with("rel=\"noreferrer\""),
            "{}",
            &html[at..end]
        );
    }
    assert!(
        html.contains(
            r#"<a href="https://wiki.example.com/risks?page=1&amp;v=2" rel="noreferrer">"#
        )
    );
}

#[test]
fn every_link_inside_leads_somewhere_and_names_are_unique() {
    let html = rendered(Form::Html);
    let names = |attribute: &str| -> Vec<&str> {
        html.match_indices(attribute)
            .map(|(at, _)| {
                let start = at + attribute.len();
                &html[start..start + html[start..].find('"').unwrap()]
            })
            .collect()
    };
    let mut ids = names(" id=\"");
    for target in names("href=\"#") {
        assert!(ids.contains(&target), "{target}");
    }
    for target in names("aria-labelledby=\"") {
        assert!(
            target.split(' ').all(|part| ids.contains(&part)),
            "{target}"
        );
    }
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all);
}

/// What a file says prints as it stands, and acts nowhere.
#[test]
fn hostile_values_print_literally() {
    let long = "A".repeat(500);
    let values = [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "`{{ 7*7 }}`",
        "{% raw %}{{ 7919*7919 }}",
        "a | b | c",
        "*bold* _it_ ~~no~~ <b>x</b> &lt; \\| ![i](x)",
        "# heading",
        "- item",
        "1. item",
        "\"><img src=x onerror=alert(1)>",
        "🙂 Ωμέγα",
        "\u{202e}gnp.exe \u{1b}[31mred\u{7}",
        &long,
    ];
    for value in values {
        let folder = tempfile::tempdir().unwrap();
        let quoted = serde_json::to_string(value).unwrap();
        let file_name = "evidence/a [x](y) `z` #1.md";
        let path = serde_json::to_string(file_name).unwrap();
        let project = format!(
            "cemark: 1\nproduct: {{name: {quoted}, version: {quoted}}}\nmanufacturer: {{name: {quoted}}}\nparts: {{app: {quoted}}}\ninputs: {{sbom: [s.json]}}\ngate: {{relax: [{{name: open, reason: {quoted}}}]}}\n"
        );
        let answers = format!(
            "checklist: annex-i\nanswers:\n  annex-i.i.2.a.known-exploitable:\n    status: not-applicable\n    notes: {quoted}\n    justification: {quoted}\n    evidence: [{{path: {path}, date: 2026-01-01}}, {{url: \"https://e.com/a|b<c>`d\", date: 2026-01-01}}]\n    author: {quoted}\n    date: 2026-01-01\n    revision: 1\n"
        );
        let sbom = format!(
            r#"{{"bomFormat":"CycloneDX","specVersion":"1.6","metadata":{{"component":{{"type":"library","bom-ref":"r","name":{quoted},"version":{quoted}}}}},"components":[],"dependencies":[{{"ref":"r","dependsOn":[{quoted}]}}]}}"#
        );
        write(
            folder.path(),
            &[
                ("cemark.yaml", &project),
                ("cemark/answers/annex-i.yaml", &answers),
                ("s.json", &sbom),
                (file_name, "x"),
            ],
        );
        let shown: String = value.replace(['\u{202e}', '\u{1b}', '\u{7}'], "\u{fffd}");
        for form in Form::ALL {
            let text = render(folder.path(), form);
            assert!(!text.contains(['\u{202e}', '\u{1b}', '\u{7}']));
            let read = read(form, &text);
            // product name and version, manufacturer, part, relaxation, author, notes, justification
            assert!(
                read.matches(&shown).count() >= 8,
                "{form:?} {value}: {}",
                read.matches(&shown).count()
            );
            assert!(!read.contains("62710561"), "a template in a value was run");
            match form {
                Form::Html => {
                    assert!(
                        !text.contains("<script")
                            && !text.contains("<img")
                            && !text.contains("<b>")
                    );
                    assert!(text.contains("href=\"https://e.com/a%7Cb%3Cc%3E%60d\""));
                }
                Form::Markdown => {
                    let live = text.replace("\\<", "");
                    assert!(
                        !live.contains("<script")
                            && !live.contains("<img")
                            && !live.contains("<b>")
                    );
                    assert!(text.contains("<https://e.com/a%7Cb%3Cc%3E%60d>"));
                    assert_tables_are_whole(&text);
                }
            }
        }
    }
}

/// Every row of a table has as many cells as its head: no value breaks out of its cell.
fn assert_tables_are_whole(markdown: &str) {
    let mut columns = None;
    for line in markdown.lines() {
        if !line.starts_with('|') {
            columns = None;
            continue;
        }
        let bars = line
            .replace("\\\\", "")
            .replace("\\|", "")
            .matches('|')
            .count();
        assert_eq!(*columns.get_or_insert(bars), bars, "{line}");
    }
}

#[test]
fn tables_are_whole() {
    assert_tables_are_whole(&rendered(Form::Markdown));
}

#[test]
fn a_makers_template_takes_the_place_of_ours() {
    let folder = tempfile::tempdir().unwrap();
    example(folder.path());
    let own = folder.path().join("templates");
    write(
        &own,
        &[
            (
                "summary.md",
                "{% include \"_head.md\" %}\n{% for r in requirements %}{{ r.id }}={{ r.verdict.name }};{% endfor %}",
            ),
            ("_head.md", "# {{ product.name.text }} *ours*"),
            ("_style.css", "body { color: teal }"),
        ],
    );
    let markdown = render_on(folder.path(), "2026-11-24", Form::Markdown, Some(&own)).unwrap();
    assert!(
        markdown.starts_with("# Gate 7 *ours*\nannex-i.i.1="),
        "{markdown}"
    );
    let html = render_on(folder.path(), "2026-11-24", Form::Html, Some(&own)).unwrap();
    assert!(html.contains("color: teal") && html.contains("Requirements at a glance"));
    let misspelt = folder.path().join("misspelt");
    write(&misspelt, &[("sumary.md", "x")]);
    let error = render_on(folder.path(), "2026-11-24", Form::Markdown, Some(&misspelt))
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("it holds no file that takes the place of ours"),
        "{error}"
    );
    let missing = folder.path().join("no-such-folder");
    let error = render_on(folder.path(), "2026-11-24", Form::Html, Some(&missing))
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("no-such-folder: there is no such folder"),
        "{error}"
    );
}

#[test]
fn a_wrong_template_is_an_error_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    example(folder.path());
    let own = folder.path().join("templates");
    let cases = [
        (
            "one\n{{ product.nmae }}\n",
            "summary.md:2",
            "{{ product.nmae }}",
        ),
        (
            "{{ tool.name }}\n\n{% if tool.vresion %}x{% endif %}{{ tool.vresion }}",
            "summary.md:3",
            "help:",
        ),
        ("a\n{% for x in %}\n", "summary.md:2", "{% for x in %}"),
        ("{% include \"_part.md\" %}", "_part.md:2", "{{ nobody }}"),
        ("{% include \"../secret.md\" %}", "summary.md:1", "secret"),
        ("{{ tool.name|shout }}", "summary.md:1", "shout"),
    ];
    for (template, place, detail) in cases {
        write(
            &own,
            &[
                ("summary.md", template),
                ("_part.md", "fine\n{{ nobody }}"),
                ("../secret.md", "secret"),
            ],
        );
        let error = render_on(folder.path(), "2026-11-24", Form::Markdown, Some(&own))
            .unwrap_err()
            .to_string();
        assert!(
            error.contains(place) && error.contains(detail),
            "{template}: {error}"
        );
    }
}
