use std::sync::OnceLock;

use serde::Deserialize;

use crate::checklist::{Citation, PLACEHOLDERS, Question, Requirement};
use crate::text::Text;
use crate::yaml;

/// Why a text counts as no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placeholder {
    /// It stands for a text that nobody has written yet.
    Word,
    /// It repeats the question's own words.
    Hint,
    /// It gives no reason where one is owed.
    NoReason,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Words {
    whole: Vec<String>,
    starts: Vec<String>,
    labels: Vec<String>,
    values: Vec<String>,
    pages: Vec<String>,
    no_justification: Vec<String>,
}

fn words() -> &'static Words {
    static WORDS: OnceLock<Words> = OnceLock::new();
    WORDS.get_or_init(|| yaml::embedded(PLACEHOLDERS))
}

/// Whether `text` is no answer of the maker's own. Blank text is not judged here.
/// `reason`: a justification is looked for, not just a note.
pub fn placeholder(
    text: &Text,
    reason: bool,
    requirement: &Requirement,
    question: &Question,
) -> Option<Placeholder> {
    if text.is_blank() {
        return None;
    }
    if is_placeholder_word(text.raw()) {
        return Some(Placeholder::Word);
    }
    let said = normalised(text.raw());
    let of_requirement = [
        &requirement.title,
        &requirement.text,
        &requirement.why,
        &requirement.citation,
    ];
    let ids = [question.id.as_str(), requirement.id.as_str()];
    let hints = question.texts().chain(of_requirement).map(Text::raw);
    let is_citation = text.raw().trim().parse::<Citation>().is_ok();
    if is_citation || hints.chain(ids).any(|hint| normalised(hint) == said) {
        return Some(Placeholder::Hint);
    }
    (reason && words().no_justification.contains(&said)).then_some(Placeholder::NoReason)
}

/// Whether a web address only stands for one: `https://example.com/TODO`, `https://localhost/`.
pub(super) fn is_placeholder_url(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let name = host.trim_end_matches('.');
    let name = name.rsplit_once(':').map_or(name, |(name, _)| name);
    let here = ["localhost", "127.0.0.1", "[::1]", "0.0.0.0"];
    let last = path.trim_end_matches('/').rsplit('/').next();
    here.contains(&name.to_lowercase().as_str())
        || (!name.contains('.') && is_placeholder_word(name))
        || last.is_some_and(|last| words().pages.iter().any(|page| page == last))
}

/// Whether `said` begins as a note to oneself does.
fn is_note_to_oneself(said: &str) -> bool {
    words().starts.iter().any(|start| {
        said.strip_prefix(start.as_str())
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    })
}

/// Whether a value is an address of which only the beginning was written: `https://`.
pub(super) fn is_bare_scheme(text: &str) -> bool {
    let text = text.trim();
    ["http://", "https://", "http:", "https:", "mailto:"]
        .iter()
        .any(|bare| text.eq_ignore_ascii_case(bare))
}

/// Whether a value of cemark.yaml only stands for one. A name may be short: `X` is no placeholder.
pub(crate) fn is_placeholder_value(text: &str) -> bool {
    // Only what is nothing but a mark: there are products named Todo List.
    let said = normalised(text);
    Text::from(text).is_blank() || said.is_empty() || words().values.contains(&said)
}

/// Whether `text` only stands for a text that nobody has written yet.
pub(super) fn is_placeholder_word(text: &str) -> bool {
    let said = normalised(text);
    // `Justification: TODO` says no more than `TODO`.
    let said = words()
        .labels
        .iter()
        .find_map(|label| said.strip_prefix(label.as_str())?.strip_prefix(' '))
        .unwrap_or(&said)
        .to_owned();
    let trimmed = text.trim();
    let template = [("<", ">"), ("[", "]"), ("{", "}")]
        .iter()
        .any(|(open, close)| trimmed.starts_with(open) && trimmed.ends_with(close));
    let mut letters = said.chars().filter(|c| *c != ' ');
    let first = letters.next();
    let one_letter = letters.all(|c| Some(c) == first);
    template || one_letter || words().whole.contains(&said) || is_note_to_oneself(&said)
}

/// Lower case, without punctuation, single spaces; letters that stand alone (`T.B.D.`) are one word.
fn normalised(text: &str) -> String {
    let letters: String = text
        .to_lowercase()
        .chars()
        .filter(|c| !crate::text::is_invisible(*c))
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect();
    let words: Vec<&str> = letters.split_whitespace().collect();
    let spelt = words.len() > 1 && words.iter().all(|word| word.chars().count() == 1);
    words.join(if spelt { "" } else { " " })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_to_oneself_are_no_answers() {
        for text in [
            "TODO",
            "todo: ask Jan",
            "T.B.D.",
            "tbd",
            "...",
            "-",
            "xxxx",
            "N/A",
            "<describe here>",
            "[TBC]",
            "To fill in",
            "FIXME later",
            "test",
            "Lorem ipsum dolor sit amet",
            "Justification: TODO",
            "Reason: TBD",
            "T\u{200b}ODO",
            "WIP",
            "to be written",
        ] {
            assert!(is_placeholder_word(text), "{text}");
        }
        for text in [
            "Tested on rev C, see report 12",
            "todos are tracked in the issue list",
            "No radio in this product",
            "Ωμέγα",
            "v2",
            "ok since 1.4",
        ] {
            assert!(!is_placeholder_word(text), "{text}");
        }
    }
}
