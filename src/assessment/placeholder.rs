use std::sync::OnceLock;

use serde::Deserialize;

use crate::checklist::{PLACEHOLDERS, Question, Requirement};
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
    no_justification: Vec<String>,
}

fn words() -> &'static Words {
    static WORDS: OnceLock<Words> = OnceLock::new();
    WORDS.get_or_init(|| {
        yaml::parse(PLACEHOLDERS)
            .ok()
            .and_then(|tree| yaml::read(&tree).ok())
            .unwrap_or_default()
    })
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
    let of_requirement = [&requirement.title, &requirement.text, &requirement.why];
    if question
        .texts()
        .chain(of_requirement)
        .any(|hint| normalised(hint.raw()) == said)
    {
        return Some(Placeholder::Hint);
    }
    (reason && words().no_justification.contains(&said)).then_some(Placeholder::NoReason)
}

/// Whether `text` only stands for a text that nobody has written yet.
pub(super) fn is_placeholder_word(text: &str) -> bool {
    let said = normalised(text);
    let trimmed = text.trim();
    let template = [("<", ">"), ("[", "]"), ("{", "}")]
        .iter()
        .any(|(open, close)| trimmed.starts_with(open) && trimmed.ends_with(close));
    let mut letters = said.chars().filter(|c| *c != ' ');
    let first = letters.next();
    let one_letter = letters.all(|c| Some(c) == first);
    template
        || one_letter
        || words().whole.contains(&said)
        || words().starts.iter().any(|start| {
            said.strip_prefix(start.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        })
}

/// Lower case, without punctuation, single spaces; letters that stand alone (`T.B.D.`) are one word.
fn normalised(text: &str) -> String {
    let letters: String = text
        .to_lowercase()
        .chars()
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
