//! The keys of the full screen, as they are named on the last lines and in the help.

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

const fn key(key: &'static str, brief: &'static str, does: &'static str) -> Key {
    Key { key, brief, does }
}

pub(super) const HELP: Key = key("?", "keys", "this list of keys");
pub(super) const DOES_NOT_APPLY: Key = key(
    "d",
    "does not apply",
    "does not apply: a reason is asked for",
);

pub(super) const ANSWERS: [Key; 3] = [
    key("y", "yes", "yes: evidence is asked for, then notes"),
    key("p", "partly", "partly: what is missing is asked for"),
    key("n", "no", "no: what is planned is asked for"),
];

pub(super) const QUESTION: [Key; 13] = [
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
        "put the program to sleep; `fg` brings it back",
    ),
];

pub(super) const TEXT: [Key; 6] = [
    key("Enter", "save, go on", "save the answer and go on"),
    key("Alt-Enter", "new line", "a new line (also Ctrl-J)"),
    key("Ctrl-E", "editor", "open $VISUAL or $EDITOR with the text"),
    key("Ctrl-T", "", "take the suggested justification again"),
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

pub(super) const EVIDENCE: [Key; 7] = [
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

pub(super) const LINE: [Key; 3] = [
    key("Enter", "go on", "take it and go on"),
    key("Esc", "back", "one step back"),
    key("Ctrl-C", "leave", "the summary"),
];

pub(super) const CHOOSE: [Key; 4] = [
    key("↑ ↓", "choose", "move through the list"),
    key("Enter", "pick", "pick the chosen line"),
    key("letters", "narrow", "narrow the list"),
    key("Esc", "back", "back to the question"),
];

pub(super) const CONFLICT: [Key; 4] = [
    key("m", "mine", "your answer takes the place of the other"),
    key("t", "theirs", "the other stays, yours is dropped"),
    key(
        "k",
        "keep both",
        "your status, the notes and evidence of both",
    ),
    key("Esc", "back", "back to your answer"),
];

pub(super) const END: [Key; 4] = [
    key("q Enter", "leave", "leave; every finished answer is saved"),
    key("b Esc", "back", "back to the question"),
    key("o", "next open", "the next question without an answer"),
    key("u", "undo", "take the last answer of this sitting back"),
];

/// The groups of the help, in their order.
pub(super) const GROUPS: [(&str, &[Key]); 9] = [
    ("Answer", &ANSWERS),
    ("", &[DOES_NOT_APPLY]),
    ("Move", &QUESTION),
    ("Write notes and reasons", &TEXT),
    ("Give evidence", &EVIDENCE),
    ("Pick from a list", &CHOOSE),
    ("Two answers to one question", &CONFLICT),
    ("Summary", &END),
    ("Anywhere", &[HELP]),
];
