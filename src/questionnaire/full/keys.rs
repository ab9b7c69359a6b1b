//! The keys of the full screen, as they are named on the last lines and in the help.

use crate::questionnaire::{Prompt, Scene};

/// A key and what it does.
#[derive(Debug, Clone, Copy)]
pub(super) struct Key {
    /// As it is named.
    pub key: &'static str,
    /// A word or two for the last lines; empty where it stands in the help only.
    pub brief: &'static str,
    /// For the help.
    pub does: &'static str,
}

impl Key {
    /// It leads out: it is named whatever the room.
    pub fn leads_out(self) -> bool {
        ["q", "Esc"].contains(&self.key)
    }
}

const fn key(key: &'static str, brief: &'static str, does: &'static str) -> Key {
    Key { key, brief, does }
}

pub(super) const HELP: Key = key(
    "?",
    "keys",
    "this list of keys (F1 while something is written)",
);
static ANYWHERE: [Key; 1] = [HELP];

const YES: Key = key("y", "yes", "yes: evidence is asked for, then notes");
const PARTLY: Key = key("p", "partly", "partly: what is missing is asked for");
const NO: Key = key("n", "no", "no: what is planned is asked for");
pub(super) const DOES_NOT_APPLY: Key = key(
    "d",
    "does not apply",
    "does not apply: a reason is asked for",
);

pub(super) static QUESTION: [Key; 18] = [
    YES,
    PARTLY,
    NO,
    DOES_NOT_APPLY,
    key("Enter →", "next", "the next question, unanswered (also s)"),
    key("b ←", "back", "the question before"),
    key("o", "next open", "the next question without an answer"),
    key(
        "c",
        "contradicted",
        "the next question that a machine check contradicts",
    ),
    key(
        "/",
        "find",
        "find by id, title or text; jump to it (also j)",
    ),
    key(
        "f",
        "filter",
        "show only: open, gaps, mine, a section, a phase; answer for a part",
    ),
    key("w", "owner", "who takes care of it, and by when"),
    key("u", "undo", "take the last answer of this sitting back"),
    key(
        "x",
        "",
        "drop the unfinished answer that is kept for this question",
    ),
    key(
        "] [",
        "section",
        "the next section; the beginning of this one, or the one before",
    ),
    key("v", "", "all sections with their verdicts"),
    key(
        "↑ ↓",
        "",
        "move the text a line; PgUp PgDn (also Space) a page, Home End",
    ),
    key(
        "q",
        "leave",
        "the summary, and from there out (also Ctrl-C)",
    ),
    key(
        "Ctrl-Z",
        "",
        "put the program to sleep, `fg` brings it back; Ctrl-L draws the screen anew",
    ),
];

pub(super) static TEXT: [Key; 7] = [
    key("Enter", "save, go on", "save the answer and go on"),
    key("Alt-Enter", "new line", "a new line (also Ctrl-J)"),
    key("Ctrl-E", "editor", "open $VISUAL or $EDITOR with the text"),
    key(
        "Ctrl-U",
        "",
        "delete the line up to the cursor; Ctrl-K behind it, Ctrl-W a word",
    ),
    key(
        "Ctrl-T",
        "",
        "take the suggested reason, or the earlier words",
    ),
    key(
        "Esc",
        "back",
        "one step back; what was written is kept as unfinished",
    ),
    key(
        "Ctrl-C",
        "leave",
        "the summary; what was written is kept as unfinished",
    ),
];

pub(super) static EVIDENCE: [Key; 7] = [
    key(
        "Enter",
        "take it / go on",
        "take the path or address; on an empty line go on to the notes",
    ),
    key("Tab", "complete", "complete the path"),
    key("↑ ↓", "", "choose among the pieces given"),
    key("Ctrl-X", "drop", "drop the chosen piece"),
    key(
        "Ctrl-R",
        "record anew",
        "look at all pieces again and record them as they are now",
    ),
    key(
        "Esc",
        "back",
        "back to the answer; what was given is kept as unfinished",
    ),
    key("Ctrl-C", "leave", "the summary"),
];

pub(super) static LINE: [Key; 3] = [
    key("Enter", "go on", "take it and go on"),
    key("Esc", "back", "one step back"),
    key("Ctrl-C", "leave", "the summary"),
];

pub(super) static CHOOSE: [Key; 4] = [
    key("↑ ↓", "choose", "move through the list"),
    key("Enter", "pick", "pick the chosen line"),
    key("letters", "narrow", "narrow the list"),
    key("Esc", "back", "back to the question"),
];

pub(super) static CONFLICT: [Key; 4] = [
    key("m", "mine", "your answer takes the place of the other"),
    key("t", "theirs", "the other stays, yours is dropped"),
    key(
        "k",
        "keep both",
        "your status, the notes and evidence of both",
    ),
    key("Esc", "back", "back to your answer"),
];

pub(super) static END: [Key; 5] = [
    key("q", "leave", "leave; every finished answer is saved"),
    key("b Esc", "back", "back to the question"),
    key("o", "next open", "the next question without an answer"),
    key("u", "undo", "take the last answer of this sitting back"),
    key(
        "x",
        "",
        "drop the unfinished answers that are no longer asked",
    ),
];

/// The keys of what is before the maker.
pub(super) fn of(scene: &Scene<'_>) -> &'static [Key] {
    match scene {
        Scene::Choose { .. } => &CHOOSE,
        Scene::End(_) => &END,
        Scene::Question { prompt, .. } => match prompt {
            Prompt::Status => &QUESTION,
            Prompt::Conflict { .. } => &CONFLICT,
            Prompt::Evidence { .. } => &EVIDENCE,
            Prompt::Justification { .. } | Prompt::Notes { .. } => &TEXT,
            Prompt::Owner { .. } | Prompt::Due { .. } => &LINE,
        },
    }
}

/// The groups of the help, in their order.
pub(super) static GROUPS: [(&str, &[Key]); 8] = [
    ("Answer and move", &QUESTION),
    ("Write notes and reasons", &TEXT),
    ("Give evidence", &EVIDENCE),
    ("Owner and due date", &LINE),
    ("Pick from a list", &CHOOSE),
    ("Two answers to one question", &CONFLICT),
    ("Summary", &END),
    ("Anywhere", &ANYWHERE),
];
