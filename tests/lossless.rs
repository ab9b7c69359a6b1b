//! After an answer the file differs in that entry's lines only.

use cemark::yaml::{parse, set_entry};
use proptest::prelude::*;

use crate::support::Workplace;

/// An answers file in pieces, so that the test knows which bytes belong to which entry.
#[derive(Debug, Clone)]
struct Layout {
    head: String,
    entries: Vec<(String, String)>,
    tail: String,
    newline: &'static str,
}

impl Layout {
    fn text(&self) -> String {
        let entries: String = self.entries.iter().map(|(_, text)| text.as_str()).collect();
        format!("{}{}{}", self.head, entries, self.tail).replace('\n', self.newline)
    }

    fn before(&self, at: usize) -> String {
        let entries: String = self
            .entries
            .iter()
            .take(at)
            .map(|(_, text)| text.as_str())
            .collect();
        format!("{}{entries}", self.head).replace('\n', self.newline)
    }

    fn after(&self, at: usize) -> String {
        let entries: String = self
            .entries
            .iter()
            .skip(at + 1)
            .map(|(_, text)| text.as_str())
            .collect();
        format!("{entries}{}", self.tail).replace('\n', self.newline)
    }
}

fn comment() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        Just("\n".to_owned()),
        "[ ]{0,3}# [a-z:{}'\"-]{0,12}\n",
        Just("\n\n# two\n\n".to_owned())
    ]
}

/// The lines of one entry, without what may stand before it.
fn entry(key: String, indent: usize) -> impl Strategy<Value = (String, String)> {
    let pad = " ".repeat(indent);
    let key_text = prop_oneof![
        Just(key.clone()),
        Just(format!("\"{key}\"")),
        Just(format!("'{key}'"))
    ];
    let body = prop_oneof![
        Just(" {status: met, author: A, date: 2026-01-01, revision: 1}".to_owned()),
        Just(format!(
            "\n{pad}  status: not-met # why\n{pad}  # inner\n{pad}  author: 'it''s'"
        )),
        Just(format!(
            "\n{pad}    notes: |\n{pad}      one\n\n{pad}      # no comment\n{pad}    status: met"
        )),
        Just(format!(
            "\n{pad} status: \"met\"\n{pad} evidence:\n{pad} - {{path: a,\n{pad}     date: 2026-01-01}}\n{pad} - path: b\n{pad}   date: 2026-01-01"
        )),
        Just(format!(
            "\n{pad}  notes: plain text\n{pad}    over lines\n{pad}  evidence: [\n{pad}    {{path: x}}, # one\n{pad}  ]"
        )),
        Just(format!(
            "\n{pad}  notes: >-\n{pad}    folded\n{pad}    text"
        )),
    ];
    (
        key_text,
        body,
        prop_oneof![Just(""), Just("  # at the end")],
    )
        .prop_map(move |(name, body, end)| {
            // A block scalar has no comment behind it.
            let end = if body.contains('|') && body.ends_with("met")
                || !body.contains(">-") && !body.contains('|')
            {
                end
            } else {
                ""
            };
            (key.clone(), format!("{pad}{name}:{body}{end}\n"))
        })
}

fn layout() -> impl Strategy<Value = Layout> {
    let sizes = (1usize..5, prop_oneof![Just(1usize), Just(2), Just(4)]);
    sizes.prop_flat_map(|(count, indent)| {
        let entries: Vec<_> = (0..count)
            .map(|n| (comment(), entry(format!("q.{n}"), indent)))
            .collect();
        let head = prop_oneof![
            Just("checklist: x\nanswers:\n".to_owned()),
            Just("# head\nanswers: # here\n".to_owned()),
            Just("---\nchecklist: 'x'   # odd\n\n\nanswers:\n\n".to_owned()),
        ];
        let tail = prop_oneof![
            Just(String::new()),
            Just("\n# the end\n".to_owned()),
            Just("other: {a: [1, 2]}\n".to_owned()),
            Just("# c\nother:\n  a: b".to_owned())
        ];
        (head, entries, tail, prop_oneof![Just("\n"), Just("\r\n")]).prop_map(
            |(head, entries, tail, newline)| {
                // What stands before an entry belongs to the one before it or to the head.
                let mut layout = Layout {
                    head,
                    entries: Vec::new(),
                    tail,
                    newline,
                };
                for (before, (key, text)) in entries {
                    match layout.entries.last_mut() {
                        Some((_, last)) => last.push_str(&before),
                        None => layout.head.push_str(&before),
                    }
                    layout.entries.push((key, text));
                }
                layout
            },
        )
    })
}

/// The comments and blank lines that stand behind an entry's own lines.
fn trailing(text: &str) -> String {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let own = lines
        .iter()
        .rposition(|line| !line.trim().is_empty() && !line.trim().starts_with('#'))
        .map_or(0, |n| n + 1);
    lines[own..].concat()
}

const BODY: &str = "status: partly-met\nnotes: |-\n  new\n\n  text\nauthor: B\n";
const FLOW: &str = r#"{"status":"partly-met","notes":"new\n\ntext","author":"B"}"#;

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn replacing_an_entry_leaves_every_other_byte(layout in layout(), pick in 0usize..5) {
        let text = layout.text();
        prop_assume!(parse(&text).is_ok());
        let at = pick % layout.entries.len();
        let (key, own) = &layout.entries[at];
        let order: Vec<&str> = layout.entries.iter().map(|(key, _)| key.as_str()).collect();
        let new = set_entry(&text, "answers", key, BODY, FLOW, &order).unwrap();
        let before = layout.before(at);
        let after = trailing(own).replace('\n', layout.newline) + &layout.after(at);
        prop_assert!(new.starts_with(&before), "\n{text}\n---\n{new}");
        prop_assert!(new.ends_with(&after), "\n{text}\n---\n{new}");
        let tree = parse(&new).unwrap();
        let answers = &tree.entry("answers").unwrap().1;
        prop_assert_eq!(answers.entries().len(), layout.entries.len());
        let status = &answers.entry(key).unwrap().1.entry("status").unwrap().1;
        let expected = cemark::yaml::Value::Scalar { text: "partly-met".to_owned(), plain: true };
        prop_assert_eq!(&status.value, &expected);
        prop_assert_eq!(new.contains('\r'), layout.newline == "\r\n");
        // Comments within the entry are kept.
        for word in ["# inner", "# why", "# one"] {
            prop_assert_eq!(text.matches(word).count(), new.matches(word).count(), "\n{}\n---\n{}", text, new);
        }
    }

    #[test]
    fn adding_an_entry_takes_nothing_away(layout in layout(), pick in 0usize..6) {
        let text = layout.text();
        prop_assume!(parse(&text).is_ok());
        let mut order: Vec<&str> = layout.entries.iter().map(|(key, _)| key.as_str()).collect();
        order.insert(pick % (order.len() + 1), "new.one");
        let new = set_entry(&text, "answers", "new.one", BODY, FLOW, &order).unwrap();
        let tree = parse(&new).unwrap();
        let keys: Vec<_> = tree.entry("answers").unwrap().1.entries().iter().map(|(key, _)| key.text.clone()).collect();
        prop_assert_eq!(keys, order);
        // Without the added lines it is the old text again.
        let added = new.len() - text.len();
        let start = text.bytes().zip(new.bytes()).take_while(|(a, b)| a == b).count();
        let found = (0..=start).rev().any(|at| new.get(..at).zip(new.get(at + added..)).is_some_and(|(a, b)| a.len() + b.len() == text.len() && [a, b].concat() == text));
        prop_assert!(found, "\n{text}\n---\n{new}");
    }

    #[test]
    fn any_note_is_read_back(note in "[ -~\\n\\té€🙂#:'\"|>%@`{}\\[\\],&*!?-]{0,60}") {
        let answer = cemark::project::Answer { notes: Some(note.as_str().into()), ..Default::default() };
        let body = serde_yaml::to_string(&answer).unwrap();
        let text = set_entry("answers:\n", "answers", "q", &body, "{}", &[]).unwrap();
        let tree = parse(&text).unwrap();
        let read: cemark::project::Answer = cemark::yaml::read(&tree.entry("answers").unwrap().1.entry("q").unwrap().1).unwrap();
        let lines = |t: &str| t.lines().map(|l| l.trim_end().to_owned()).collect::<Vec<_>>().join("\n").trim().to_owned();
        prop_assert_eq!(lines(read.notes.unwrap().raw()), lines(&note), "\n{}", text);
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "[-a-c:#{}\\[\\]'\"|>&*!%@ \\n\\t0-9?,]{0,80}") {
        let _ = parse(&text);
        let _ = set_entry(&text, "a", "b", "c: d\n", "{}", &[]);
    }
}

#[test]
fn through_the_binary_with_an_odd_layout() {
    let place = Workplace::product();
    let odd = "# our answers\nchecklist:   annex-i\n\nanswers:   # begin\n    # about keys\n    annex-i.i.2.d.protection: { status: met, author: 'B. C.',\n        date: 2026-01-01, revision: 1 }   # flow\n\n    # the end of d\n    'annex-i.ii.5.policy':\n          status:   not-met\n          # ask legal\n          author:   B\n          date: 2026-01-02\n          revision: 1\n\n# last words\n";
    place.write("cemark/answers/annex-i.yaml", odd);
    place.expect(
        0,
        &[
            "answer",
            "annex-i.ii.5.policy",
            "partly-met",
            "--note",
            "Draft is with legal: see #12",
        ],
    );
    let new = place.read("cemark/answers/annex-i.yaml");
    let (before, _) = odd.split_once("    'annex-i.ii.5.policy'").unwrap();
    assert!(new.starts_with(before), "{new}");
    assert!(new.ends_with("\n\n# last words\n"), "{new}");
    assert!(new.contains("# ask legal"), "{new}");
    // A new answer goes where the checklist has it.
    place.expect(0, &["answer", "annex-i.i.2.g.minimisation", "not-met"]);
    let newer = place.read("cemark/answers/annex-i.yaml");
    let order: Vec<_> = ["2.d.protection", "2.g.minimisation", "ii.5.policy"]
        .iter()
        .map(|id| newer.find(id).unwrap())
        .collect();
    assert!(order.is_sorted(), "{newer}");
}

#[test]
fn an_entry_without_lines_of_its_own_is_refused_and_the_file_is_left() {
    let place = Workplace::product();
    let text = "checklist: annex-i\nanswers:\n  ? annex-i.ii.5.policy\n  : {status: met, author: A, date: 2026-01-01, revision: 1}\n";
    place.write("cemark/answers/annex-i.yaml", text);
    let run = place.expect(2, &["answer", "annex-i.ii.5.policy", "met"]);
    assert!(run.stderr.contains("line "), "{}", run.stderr);
    assert_eq!(place.read("cemark/answers/annex-i.yaml"), text);
}

#[test]
fn two_writers_lose_nothing() {
    let place = Workplace::product();
    let ids = [
        "annex-i.i.2.a.known-exploitable",
        "annex-i.i.2.b.reset",
        "annex-i.i.2.g.minimisation",
        "annex-i.i.2.k.mitigation",
        "annex-i.ii.3.tests",
        "annex-i.ii.5.policy",
    ];
    let mut running: Vec<_> = ids
        .iter()
        .map(|id| {
            place
                .command(&["answer", id, "not-met"])
                .stdout(std::process::Stdio::null())
                .spawn()
                .unwrap()
        })
        .collect();
    for child in &mut running {
        assert!(child.wait().unwrap().success());
    }
    let text = place.read("cemark/answers/annex-i.yaml");
    for id in ids {
        assert!(text.contains(id), "{id}\n{text}");
    }
}
