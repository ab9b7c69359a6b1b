//! Random keys at the full screen, and random events at the machine below it: whatever is pressed,
//! the saved file is valid, no answer and no word is lost, and every size can be drawn.

use std::collections::BTreeMap;

use cemark::checklist::Language;
use cemark::project::{Answer, Answers, Root, Status};
use cemark::questionnaire::full::{Face, Palette};
use cemark::questionnaire::plain::{self, Entered};
use cemark::questionnaire::{
    Event, Filter, Host, Prompt, Questionnaire, Resolution, Scene, Sitting,
};
use cemark::values::Id;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use proptest::prelude::*;
use ratatui::Terminal;
use ratatui::backend::TestBackend;

use crate::support::Workplace;

/// Six questions of law in two sections, one with an opening: quickly assessed.
fn product() -> Workplace {
    let place = Workplace::product();
    let mut text =
        String::from("checklist: small\nversion: 1.0.0\ntitle: Six questions\nrequirements:\n");
    for (point, section) in [
        ("a", "Annex I, Part I, point 2(b)"),
        ("b", "Annex I, Part II, point 5"),
    ] {
        text.push_str(&format!(
            "  - id: small.{point}\n    citation: {section}\n    title: Requirement {point}\n    \
             applies: {{roles: [manufacturer], when: risk-based}}\n    phase: before-declaration\n    \
             text: What has to be.\n    why: What happens otherwise.\n    questions:\n"
        ));
        for word in ["one", "two", "three"] {
            text.push_str(&format!(
                "      - id: small.{point}.{word}\n        basis: law\n        ask: Is {point} {word} done?\n        \
                 yes-means: It can be seen.\n        not-applicable: {{allowed: {}, by: Art. 13(4)}}\n        \
                 evidence: [A report]\n        fix: Do it.\n",
                point == "a"
            ));
        }
    }
    place.write("small.yaml", text);
    place.replace(
        "cemark.yaml",
        "checklists: [annex-i]",
        "checklists: [small.yaml]",
    );
    place
}

/// An editor that adds a word: at once, or as far as it is written.
struct Around;

impl Host for Around {
    fn edit(&mut self, text: &str) -> Event {
        match text.len() % 2 {
            0 => Event::Edited(format!("{text} edited")),
            _ => Event::Typing(format!("{text} edited")),
        }
    }

    fn goes_on(&mut self, _: &str, _: u64) -> bool {
        true
    }
}

struct Run {
    place: Workplace,
    sitting: Sitting,
    machine: Questionnaire,
}

impl Run {
    fn begin() -> Self {
        Self::at(product())
    }

    fn at(place: Workplace) -> Self {
        let root = Root::at(place.path()).unwrap();
        let today = "2026-11-24".parse().unwrap();
        let mut sitting = Sitting::open(root, Language::En, today, "Ada", None).unwrap();
        let kept = sitting.take_up().unwrap();
        let standing = sitting.standing();
        let machine = Questionnaire::new(standing, "Ada", Filter::default(), true, kept);
        assert!(!machine.is_empty());
        Self {
            place,
            sitting,
            machine,
        }
    }

    /// Hands an event on as the program does; true when it would leave.
    fn take(&mut self, event: Event) -> bool {
        let leaves = self.sitting.take(&mut self.machine, event, &mut Around);
        if let Some(judged) = self.sitting.judge(&self.machine) {
            self.machine.handle(judged);
        }
        self.sitting.keep(&self.machine).unwrap();
        leaves
    }

    /// The answers on disk, which are always a valid file.
    fn disk(&self) -> BTreeMap<Id, Answer> {
        let file = self.place.file("cemark/answers/small.yaml");
        let Ok(text) = std::fs::read_to_string(&file) else {
            return BTreeMap::new();
        };
        let answers = Answers::read(&file, &text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        answers.0.answers.into_iter().collect()
    }

    /// Everything that is kept somewhere, as text.
    fn kept(&self) -> String {
        let drafts = self.place.file("cemark/private/drafts.json");
        let drafts = std::fs::read_to_string(drafts).unwrap_or_default();
        format!("{:?}{drafts}", self.disk())
    }

    /// The question at hand, and whether a text is being written.
    fn writing(&self) -> Option<(Id, bool)> {
        match self.machine.view().scene {
            Scene::Question { item, prompt, .. } => {
                let text = matches!(prompt, Prompt::Notes { .. } | Prompt::Justification { .. });
                Some((item.id().clone(), text))
            }
            _ => None,
        }
    }
}

#[derive(Debug, Clone)]
enum Step {
    Event(Event),
    /// Types words that stand nowhere else.
    Type,
    /// Enters what was typed last.
    Enter,
    /// Somebody else answers a question of their own.
    Outside(usize),
    /// Somebody else takes care of a question.
    Assigned(usize),
    /// The part `app` goes, or comes back.
    Part,
}

fn id_of(which: usize) -> String {
    let (point, word) = (["a", "b"][which / 3], ["one", "two", "three"][which % 3]);
    format!("small.{point}.{word}")
}

fn event() -> impl Strategy<Value = Step> {
    let status = prop::sample::select(Status::ALL.to_vec());
    prop_oneof![
        6 => status.prop_map(|status| Step::Event(Event::Choose(status))),
        6 => Just(Step::Type),
        6 => Just(Step::Enter),
        2 => (0..6usize).prop_map(Step::Outside),
        1 => (0..6usize).prop_map(Step::Assigned),
        1 => Just(Step::Part),
        8 => prop::sample::select(vec![
            Event::Skip,
            Event::Back,
            Event::NextOpen,
            Event::NextContradiction,
            Event::NextSection,
            Event::PreviousSection,
            Event::Explain,
            Event::Assign,
            Event::Edit,
            Event::Renew,
            Event::Suggested,
            Event::Text(String::new()),
            Event::Text("docs/report.md".into()),
            Event::Text("docs/report.md until 2027-01-31".into()),
            Event::Text("https://example.com/x".into()),
            Event::Text("me".into()),
            Event::Text("31.12.2027".into()),
            Event::Look("docs/".into()),
            Event::Find("two".into()),
            Event::Filter(String::new()),
            Event::Filter("open".into()),
            Event::Filter("part app".into()),
            Event::Filter("whole product".into()),
            Event::Filter("all".into()),
            Event::Pick(0),
            Event::Pick(3),
            Event::Jump("small.b".into()),
            Event::Drop(1),
            Event::Resolve(Resolution::Mine),
            Event::Resolve(Resolution::Both),
            Event::Resolve(Resolution::Theirs),
            Event::Undo,
            Event::Discard,
            Event::Clear,
            Event::Quit,
        ]).prop_map(Step::Event),
    ]
}

/// Each case writes files; PROPTEST_CASES asks for more of them.
fn config() -> ProptestConfig {
    let config = ProptestConfig::default();
    match std::env::var_os("PROPTEST_CASES") {
        Some(_) => config,
        None => ProptestConfig {
            cases: 48,
            ..config
        },
    }
}

proptest! {
    #![proptest_config(config())]

    /// Words that were typed are in the answers, or among what is unfinished, until the same
    /// person writes something else in their place.
    #[test]
    fn no_word_is_lost(steps in prop::collection::vec(event(), 1..40)) {
        let mut run = Run::begin();
        // What was typed last, by question and part; what others wrote, by question.
        let mut typed: BTreeMap<(Id, Option<Id>), String> = BTreeMap::new();
        for (number, step) in steps.into_iter().enumerate() {
            let before = run.writing();
            let part = run.machine.part().cloned();
            let event = match step {
                // Another text in its place is how a text is replaced.
                Step::Event(Event::Text(text)) if !text.is_empty() => {
                    if let Some((id, true)) = &before {
                        typed.remove(&(id.clone(), part.clone()));
                    }
                    Event::Text(text)
                }
                Step::Event(event) => event,
                Step::Type => {
                    let last = format!("word-{number}-typed");
                    if let Some((id, true)) = &before {
                        typed.insert((id.clone(), part.clone()), last.clone());
                    }
                    Event::Typing(last.clone())
                }
                Step::Enter => match &before {
                    Some((id, true)) => {
                        let last = format!("word-{number}-entered");
                        typed.insert((id.clone(), part.clone()), last.clone());
                        Event::Text(last.clone())
                    }
                    _ => Event::Text(String::new()),
                },
                Step::Outside(which) => {
                    let id = id_of(which);
                    let note = format!("outside-{number}");
                    run.place.expect(0, &["answer", &id, "partly", "--note", &note, "--by", "Bob"]);
                    // Bob writes over what was saved there, not over what is being written.
                    let unfinished = run.machine.unfinished();
                    let parsed: Id = id.parse().unwrap();
                    let writes = unfinished.contains_key(&(parsed.clone(), None));
                    if !writes {
                        typed.remove(&(parsed, None));
                    }
                    continue;
                }
                Step::Assigned(which) => {
                    run.place.expect(0, &["assign", &id_of(which), "--owner", "Bob"]);
                    continue;
                }
                Step::Part => {
                    let is_answered = |answer: &Answer| answer.parts.keys().any(|part| part.as_str() == "app");
                    if !run.disk().values().any(is_answered) {
                        let text = run.place.read("cemark.yaml");
                        let (with, without) = (", app: The phone app", "The sensor}");
                        let text = match text.contains(with) {
                            true => text.replace(with, ""),
                            false => text.replace(without, &format!("The sensor{with}}}")),
                        };
                        run.place.write("cemark.yaml", text);
                    }
                    continue;
                }
            };
            // This is how words go on purpose: of the question at hand, at the summary of those
            // that are no longer asked.
            match (&event, &before) {
                (Event::Discard | Event::Clear | Event::Resolve(Resolution::Theirs), Some((id, _))) => {
                    typed.remove(&(id.clone(), part.clone()));
                }
                (Event::Discard, None) => typed.clear(),
                // In an editor other words take the place of an answer that is replaced.
                (Event::Edit, Some((id, true))) => {
                    let key = (id.clone(), part.clone());
                    let here = format!("{:?}", run.machine.draft());
                    if typed.get(&key).is_some_and(|words| !here.contains(words)) {
                        typed.remove(&key);
                    }
                }
                _ => {}
            }
            let left = run.take(event);
            let kept = run.kept();
            let here = run.machine.draft().map(|draft| format!("{draft:?}")).unwrap_or_default();
            for ((id, part), words) in &typed {
                prop_assert!(
                    kept.contains(words.as_str()) || here.contains(words.as_str()),
                    "{words:?} of {id} {part:?} is lost; kept is {kept}"
                );
            }
            if left {
                // The next sitting begins with what is kept.
                run = Run::at(run.place);
            }
        }
    }

    /// The same through the face: keys in, a valid file out, at every size.
    #[test]
    fn every_key_at_every_size(
        keys in prop::collection::vec((0..40usize, any::<char>(), 1..130u16, 1..50u16), 1..60),
    ) {
        let mut run = Run::begin();
        run.place.expect(0, &["answer", "small.b.three", "partly", "--note", "from before"]);
        let mut face = Face::new(Palette { colours: true });
        for (which, letter, columns, rows) in keys {
            let key = key(which, letter);
            for event in face.follow(&run.machine.view()) {
                run.take(event);
            }
            let events = match which {
                39 => face.paste("pasted\r\nlines"),
                _ => face.press(&run.machine.view(), key),
            };
            let mut left = false;
            for event in events {
                left |= run.take(event);
            }
            for event in face.follow(&run.machine.view()) {
                run.take(event);
            }
            let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
            terminal.draw(|frame| face.draw(frame, &run.machine.view())).unwrap();
            // The plain face can say the same at any moment.
            plain::draw(&run.machine.view(), columns.into());
            let disk = run.disk();
            prop_assert!(disk.contains_key("small.b.three"), "an answer is gone: {disk:?}");
            if left {
                run = Run::at(run.place);
            }
        }
    }

    #[test]
    fn no_line_breaks_the_plain_face(lines in prop::collection::vec("[ynpdsbjq?/fwuxoc:etlr 0-9a-z.]{0,6}", 1..40)) {
        let mut run = Run::begin();
        for line in lines {
            match plain::parse(&run.machine.view(), &line) {
                Ok(Entered::Event(event)) => {
                    if run.take(event) {
                        break;
                    }
                }
                Ok(Entered::Page(page)) => drop(page(&run.machine.view(), 80)),
                Err(_) => {}
            }
            plain::draw(&run.machine.view(), 80);
            run.disk();
        }
    }
}

/// The keys that mean something, and any letter.
fn key(which: usize, letter: char) -> KeyEvent {
    let control = |letter| KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL);
    let plain = |code| KeyEvent::new(code, KeyModifiers::NONE);
    match which {
        0..=18 => plain(KeyCode::Char(
            [
                'y', 'p', 'n', 'd', 's', 'b', 'o', 'c', ']', '[', '/', 'f', 'w', '?', 'm', 'k',
                '-', ' ', 'q',
            ][which],
        )),
        19..=24 => plain(KeyCode::Enter),
        25 => plain(KeyCode::Esc),
        26 => plain(KeyCode::Tab),
        27 => plain(KeyCode::Up),
        28 => plain(KeyCode::Down),
        29 => plain(KeyCode::PageDown),
        30 => plain(KeyCode::End),
        31 => plain(KeyCode::Backspace),
        32 => control('e'),
        33 => control('r'),
        34 => control('t'),
        35 => KeyEvent::new(KeyCode::Enter, KeyModifiers::ALT),
        36 => plain(KeyCode::F(1)),
        _ => plain(KeyCode::Char(letter)),
    }
}
