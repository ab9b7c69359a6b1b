//! The plain face: lines out, a line in. For pipes, screen readers and slow terminals: nothing
//! is drawn again, and each question is a block of its own.

use super::content::{self, Entry, Kind};
use super::event::{Event, Resolution};
use super::item::Item;
use super::view::{Choosing, Prompt, Scene, View};
use crate::assessment::{Progress, Verdict};
use crate::project::{Answer, Evidence, Look, Status};
use crate::text::Lines;

/// Draws a view as lines of at most `width` columns.
pub fn draw(view: &View<'_>, width: usize) -> String {
    let mut page = Page(Lines::new(width));
    if let Some(message) = view.message {
        page.line("* ", message);
    }
    match &view.scene {
        Scene::End(summary) => {
            page.entries(&content::summary(summary, &view.standing.steps));
            page.line("", "b goes back, j ID jumps, u undo, q leaves.");
        }
        Scene::Choose {
            what,
            query,
            choices,
        } => page.choices(*what, query, choices),
        Scene::Question {
            item,
            number,
            of,
            prompt,
            explained,
            outlook,
            unfinished,
        } => {
            match prompt {
                Prompt::Status => {
                    page.place(view, item, *number, *of);
                    page.entries(&content::about(item, *unfinished, *explained));
                    page.keys(item);
                }
                Prompt::Evidence { given, look, .. } => page.evidence(item, given, *look),
                Prompt::Justification {
                    current, suggested, ..
                } => {
                    page.justification(item, *suggested, current);
                    page.written(prompt, current);
                }
                Prompt::Notes {
                    status, current, ..
                } => {
                    let what = content::what_to_note(*status);
                    let what = format!("{what} An empty line leaves them as they are.");
                    page.line("", &what);
                    page.written(prompt, current);
                }
                Prompt::Owner { current } => {
                    page.line("", "Who takes care of it? A name, or `me`; `-` for nobody. An empty line leaves it.");
                    page.current(current);
                }
                Prompt::Due { current } => {
                    page.line(
                        "",
                        "By when? A day such as 2027-03-31; `-` for none. An empty line leaves it.",
                    );
                    page.current(current);
                }
                Prompt::Conflict { mine, theirs } => page.conflict(mine, *theirs),
            }
            if let Some(outlook) = outlook {
                page.line("  as it is now: ", &content::outlook(outlook));
            }
        }
    }
    page.0.into_string()
}

/// Draws the summary of a sitting that is over.
pub fn draw_summary(view: &View<'_>, width: usize) -> String {
    let mut page = Page(Lines::new(width));
    if let Scene::End(summary) = &view.scene {
        page.entries(&content::summary(summary, &view.standing.steps));
    }
    page.0.into_string()
}

/// What stands before the cursor.
pub fn prompt(view: &View<'_>) -> &'static str {
    match &view.scene {
        Scene::End(_) => "> ",
        Scene::Choose { what, .. } => match what {
            Choosing::Question => "find> ",
            Choosing::Filter => "filter> ",
        },
        Scene::Question { prompt, .. } => match prompt {
            Prompt::Status => "answer> ",
            Prompt::Evidence { .. } => "evidence> ",
            Prompt::Justification { .. } => "justification> ",
            Prompt::Notes { .. } => "notes> ",
            Prompt::Owner { .. } => "owner> ",
            Prompt::Due { .. } => "due> ",
            Prompt::Conflict { .. } => "which> ",
        },
    }
}

/// What a line says.
#[derive(Debug)]
pub enum Entered {
    /// Something for the questionnaire.
    Event(Event),
    /// Something to read is wanted, and nothing else.
    Page(fn(&View<'_>, usize) -> String),
}

/// Reads a line.
///
/// # Errors
/// What was expected, when the line is none of it.
pub fn parse(view: &View<'_>, line: &str) -> Result<Entered, String> {
    let line = line.trim_end_matches(['\r', '\n']);
    let word = line.trim();
    let event = match &view.scene {
        Scene::Choose { .. } => Ok(choice(word)),
        Scene::Question {
            prompt: Prompt::Conflict { .. },
            ..
        } => resolution(word),
        Scene::Question {
            prompt: Prompt::Status,
            ..
        }
        | Scene::End(_) => match word {
            "keys" => return Ok(Entered::Page(keys)),
            "v" | "sections" => return Ok(Entered::Page(sections)),
            _ => command(word, matches!(view.scene, Scene::Question { .. })),
        },
        Scene::Question { .. } => text(line),
    };
    event.map(Entered::Event)
}

/// Every command, and what the verdicts say.
fn keys(_: &View<'_>, width: usize) -> String {
    let mut page = Page(Lines::new(width));
    for (command, does) in COMMANDS {
        page.0.hanging(&format!("  {command}: "), 4, does);
    }
    page.line("", "What the verdicts say:");
    for verdict in Verdict::ALL {
        page.0
            .hanging(&format!("  {}: ", verdict.name()), 4, verdict.meaning());
    }
    page.0.into_string()
}

/// How the questions of each section stand.
fn sections(view: &View<'_>, width: usize) -> String {
    let mut page = Page(Lines::new(width));
    for section in view.standing.sections() {
        let counts = section.counts.iter();
        let counts = counts.map(|(verdict, count)| format!("{} {count}", verdict.name()));
        let counts: Vec<String> = counts.collect();
        page.0
            .hanging(&format!("  {}: ", section.name), 4, &counts.join(", "));
    }
    page.0.into_string()
}

/// What can be typed, and what it does.
const COMMANDS: [(&str, &str); 22] = [
    ("y, p, n, d", "yes, partly, no, does not apply"),
    ("s or Enter", "the next question, unanswered"),
    ("b", "the question before"),
    (
        "j ID",
        "to the question with this id, or whose id contains it",
    ),
    ("/ WORDS", "find by id, title or text; a number picks"),
    ("o", "the next question without an answer"),
    ("c", "the next question that a machine check contradicts"),
    (
        "] and [",
        "the next section; the beginning of this one, or the one before",
    ),
    (
        "f, or f open, f gaps, f mine, f all",
        "show only some: by state, owner, section or phase; answer for a part",
    ),
    ("w", "who takes care of the question, and by when"),
    ("u", "take the last answer of this sitting back"),
    (
        "x",
        "drop the unfinished answer of this question; at the summary those no longer asked",
    ),
    ("v", "how the questions of each section stand"),
    ("?", "why it is asked, law and examples"),
    ("q", "leave, with a summary"),
    (
        "while you write, :e",
        "open $VISUAL or $EDITOR with the text",
    ),
    (
        ":b, :s, :q",
        "back, skip, leave; what was written is kept as unfinished",
    ),
    (":c", "drop the text, or all evidence"),
    (":t", "take the suggested reason, or the earlier note"),
    (":l PATH", "what begins so in the project, and what it is"),
    (":d NUMBER", "drop this piece of evidence"),
    (
        ":r",
        "look at all evidence again and record it as it is now",
    ),
];

fn choice(word: &str) -> Event {
    match (word, word.parse::<usize>()) {
        ("" | ":b", _) => Event::Back,
        (":q", _) => Event::Quit,
        (_, Ok(number)) => Event::Pick(number.wrapping_sub(1)),
        (words, Err(_)) => Event::Text(words.to_owned()),
    }
}

fn resolution(word: &str) -> Result<Event, String> {
    Ok(match word {
        "m" | "mine" => Event::Resolve(Resolution::Mine),
        "t" | "theirs" => Event::Resolve(Resolution::Theirs),
        "k" | "keep both" | "both" => Event::Resolve(Resolution::Both),
        "b" | ":b" => Event::Back,
        "q" | ":q" => Event::Quit,
        _ => return Err("m mine, t theirs, k keep both, b back, q quit".into()),
    })
}

/// A line where a text is asked for.
fn text(line: &str) -> Result<Event, String> {
    let word = line.trim();
    let (first, rest) = word.split_once(char::is_whitespace).unwrap_or((word, ""));
    Ok(match (first, rest.trim()) {
        (":e", "") => Event::Edit,
        (":b", "") => Event::Back,
        (":s", "") => Event::Skip,
        (":c", "") => Event::Clear,
        (":r", "") => Event::Renew,
        (":q", "") => Event::Quit,
        (":t", "") => Event::Suggested,
        (":l", path) => Event::Look(path.to_owned()),
        (":d", number) => match number.parse() {
            Ok(number) => Event::Drop(number),
            Err(_) => return Err(":d needs a number: :d 2 drops the second piece".into()),
        },
        // A command typed at the wrong place must not become the note.
        (
            "q" | "b" | "s" | "?" | "h" | "quit" | "exit" | "back" | "skip" | "help" | ":wq" | ":w"
            | ":x" | ":Q",
            "",
        ) => {
            return Err(format!(
                "`{word}` was not taken as text: here commands are :q, :b, :s, :e and :c; put more words around it if it is meant"
            ));
        }
        _ => Event::Text(line.to_owned()),
    })
}

/// A line at a question, or at the summary.
fn command(word: &str, at_question: bool) -> Result<Event, String> {
    if let Some(words) = word.strip_prefix('/') {
        return Ok(Event::Find(words.trim().to_owned()));
    }
    let (first, rest) = word.split_once(char::is_whitespace).unwrap_or((word, ""));
    let rest = rest.trim().to_owned();
    Ok(match first.to_lowercase().as_str() {
        "q" | "quit" | "exit" => Event::Quit,
        "b" | "back" => Event::Back,
        "j" | "jump" if !rest.is_empty() => Event::Jump(rest),
        "j" | "jump" => return Err("j needs an id: j annex-i.ii.5".into()),
        "find" => Event::Find(rest),
        "f" | "filter" => Event::Filter(rest),
        "o" | "open" => Event::NextOpen,
        "c" | "contradicted" => Event::NextContradiction,
        "u" | "undo" => Event::Undo,
        "x" => Event::Discard,
        _ if !at_question => {
            return Err(
                "b goes back, j ID jumps, o next open, u undo, x drops what is no longer asked, q leaves"
                    .into(),
            );
        }
        "]" => Event::NextSection,
        "[" => Event::PreviousSection,
        "w" | "who" | "owner" => Event::Assign,
        "y" | "yes" | "met" => Event::Choose(Status::Met),
        "p" | "partly" | "partly-met" => Event::Choose(Status::PartlyMet),
        "n" | "no" | "not-met" => Event::Choose(Status::NotMet),
        "d" | "does-not-apply" | "not-applicable" => Event::Choose(Status::NotApplicable),
        "s" | "skip" | "" => Event::Skip,
        "?" | "h" | "help" | "why" => Event::Explain,
        _ => {
            return Err(
                "y yes, p partly, n no, d does not apply, s or Enter skip, b back, j ID jump, ? why, keys lists all keys, q quit"
                    .into(),
            );
        }
    })
}

struct Page(Lines);

impl Page {
    fn line(&mut self, label: &str, text: &str) {
        self.0.wrapped(label, text);
    }

    fn blank(&mut self) {
        self.0.line("");
    }

    fn place(&mut self, view: &View<'_>, item: &Item, number: usize, of: usize) {
        self.blank();
        let part = view.standing.part.as_ref();
        let part = part
            .map(|part| format!(" for part {part}"))
            .unwrap_or_default();
        self.line(
            "",
            &format!("[{number} of {of}] {} - {}{part}", item.section, item.id()),
        );
        self.line(
            "",
            &format!("{} ({})", item.requirement.title, item.requirement.citation),
        );
        let Progress { settled, of: all } = view.standing.requirements;
        let phases = view.standing.phases.iter();
        let phases = phases.map(|(phase, Progress { settled, of })| {
            format!("{} {settled} of {of}", view.standing.phase(*phase))
        });
        let phases: Vec<String> = phases.collect();
        let shown = match view.filter.as_str() {
            "" => String::new(),
            filter => format!(". Shown: {filter}"),
        };
        self.line(
            "",
            &format!(
                "Requirements settled: {settled} of {all}; {}{shown}",
                phases.join(", ")
            ),
        );
        self.blank();
    }

    fn entries(&mut self, entries: &[Entry]) {
        for Entry { kind, label, text } in entries {
            match kind {
                Kind::Ask => {
                    self.line("  ", text);
                    self.blank();
                }
                Kind::More => self.line("             ", text),
                _ => {
                    let label = format!("{label}:");
                    self.line(&format!("  {label:<10} "), text);
                }
            }
        }
        self.blank();
    }

    fn keys(&mut self, item: &Item) {
        let apply = if item.opening.is_open {
            ", d does not apply"
        } else {
            ""
        };
        self.line(
            "",
            &format!(
                "y yes, p partly, n no{apply}; s or Enter skip, b back, j ID jump, ? why, keys lists all keys, q quit"
            ),
        );
    }

    fn choices(&mut self, what: Choosing, query: &str, choices: &[super::Choice]) {
        let (name, none) = match what {
            Choosing::Question => ("Questions found", "no question fits"),
            Choosing::Filter => ("Show which questions?", "no filter fits"),
        };
        let words = match query {
            "" => String::new(),
            query => format!(" for '{query}'"),
        };
        self.line("", &format!("{name}{words}"));
        for (index, choice) in choices.iter().enumerate() {
            let on = if choice.is_on { " (on)" } else { "" };
            let label = format!("  {:>2} {}{on}: ", index + 1, choice.label);
            self.0.hanging(&label, 5, &choice.detail);
        }
        if choices.is_empty() && !query.is_empty() {
            self.line("", none);
        }
        self.line(
            "",
            "A number picks, words search, an empty line goes back, :q leaves.",
        );
    }

    fn evidence(&mut self, item: &Item, given: &[Evidence], look: Option<&Look>) {
        self.line(
            "",
            "Evidence: a path in the project or a URL, one a line; `until 2027-06-30` behind it sets its last day. An empty line goes on.",
        );
        // What was read once is not read again.
        let is_first = given.is_empty() && look.is_none();
        for hint in item.question.evidence.iter().filter(|_| is_first) {
            self.line("  such as: ", &hint.to_string());
        }
        for (index, evidence) in given.iter().enumerate() {
            self.line(
                &format!("  given {}: ", index + 1),
                &content::evidence(evidence),
            );
        }
        if let Some(look) = look {
            for path in &look.further {
                self.line("  there is: ", path);
            }
            if look.more > 0 {
                self.line("  there is: ", &format!("and {} more", look.more));
            }
            if let Some(is) = &look.is {
                self.line(&format!("  {}: ", crate::text::one_line(&look.written)), is);
            }
        }
        self.line(
            "",
            ":l PATH lists what begins so; :r records what is given anew, as it is now; :d NUMBER drops one, :c drops it all; :b back, :s skip, :q quit",
        );
    }

    fn justification(&mut self, item: &Item, suggested: Option<&str>, current: &str) {
        self.line("", content::why_not(item));
        if let Some(by) = &item.question.not_applicable.by {
            self.line("  opened by: ", &by.to_string());
        }
        if let Some(example) = &item.question.not_applicable.example {
            self.line("  such as: ", &example.to_string());
        }
        if let Some(suggested) = suggested.filter(|text| !current.contains(text)) {
            self.line("  suggested (:t takes it): ", suggested);
        }
    }

    /// What is written so far, and what stands beside it.
    fn written(&mut self, prompt: &Prompt<'_>, current: &str) {
        for (label, text) in content::beside(prompt, ":t") {
            self.line(&format!("  {label} "), &text);
        }
        self.current(current);
    }

    fn current(&mut self, current: &str) {
        if !current.is_empty() {
            self.line("  so far: ", current);
        }
        self.line(
            "",
            ":e opens an editor, :c drops it, :b back, :s skip, :q quit",
        );
    }

    fn conflict(&mut self, mine: &Answer, theirs: Option<&Answer>) {
        self.line(
            "",
            "Somebody else changed this answer while you were writing. Which one counts?",
        );
        self.line("  mine:   ", &content::in_words(mine));
        let theirs = theirs.map_or("taken out of the file".to_owned(), content::in_words);
        self.line("  theirs: ", &theirs);
        self.line(
            "",
            "m mine, t theirs, k keep both (your status, the notes and evidence of both), b back",
        );
    }
}
