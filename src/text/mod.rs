//! Text that came from outside: answers, SBOMs, checklists, file names, Git.
//!
//! A hostile SBOM may carry terminal escapes in a component's name, or a right-to-left
//! override that makes a document read backwards. [`Text`] has one way out to a screen, a
//! page or a template: through [`std::fmt::Display`] or [`serde::Serialize`], and both clean
//! it. Comparison and hashing use [`Text::raw`].

mod cell;
mod lines;

use std::borrow::Cow;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize, Serializer};

pub use cell::{guarded, unguarded};
pub use lines::Lines;

/// Untrusted text. Printing and serialising it replaces what could act on a terminal or
/// reorder a line; markup is escaped later, by the format that is written.
///
/// `S` is what holds the text: a `String`, or for the many texts of an SBOM `Box<str>` and `Arc<str>`.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(transparent)]
pub struct Text<S = String>(S);

impl<S> Text<S> {
    /// Wraps `text` as it is.
    pub fn new(text: impl Into<S>) -> Self {
        Self(text.into())
    }
}

impl<S: AsRef<str>> Text<S> {
    /// The text as it was read: for comparing, hashing and parsing, never for showing.
    pub fn raw(&self) -> &str {
        self.0.as_ref()
    }

    /// Whether nothing that shows is in it.
    pub fn is_blank(&self) -> bool {
        self.raw()
            .chars()
            .all(|c| c.is_whitespace() || c.is_control() || is_invisible(c))
    }
}

impl<S> JsonSchema for Text<S> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Text".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string" })
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl<S: AsRef<str>> fmt::Display for Text<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&clean(self.raw()))
    }
}

impl<S: AsRef<str>> fmt::Debug for Text<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.raw())
    }
}

impl<S: AsRef<str>> Serialize for Text<S> {
    fn serialize<T: Serializer>(&self, serializer: T) -> Result<T::Ok, T::Error> {
        serializer.serialize_str(&clean(self.raw()))
    }
}

/// Replaces control characters (but line feed and tab) and invisible direction or
/// format characters by U+FFFD, and CR LF by LF. Borrowed when there is nothing to replace.
pub fn clean(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let text = text.replace("\r\n", "\n");
    Cow::Owned(
        text.chars()
            .map(|c| if is_unsafe(c) { '\u{FFFD}' } else { c })
            .collect(),
    )
}

/// The same as [`clean`], on one line: line breaks and tabs become single spaces.
pub fn one_line(text: &str) -> String {
    clean(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A number of bytes for people: `812 bytes`, `1.2 kB`, `34 MB` (powers of 1000).
pub fn bytes(count: u64) -> String {
    let units = [
        (1_000_000_000_000, "TB"),
        (1_000_000_000, "GB"),
        (1_000_000, "MB"),
        (1_000, "kB"),
    ];
    match units.into_iter().find(|(size, _)| count >= *size) {
        None => format!("{count} bytes"),
        Some((size, unit)) if count < 10 * size => {
            format!("{}.{} {unit}", count / size, count % size * 10 / size)
        }
        Some((size, unit)) => format!("{} {unit}", count / size),
    }
}

/// Characters without a shape of their own: zero-width ones and joiners.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}')
}

/// Control characters, bidirectional controls (Unicode Bidi_Control), line and paragraph
/// separators, interlinear and tag characters, and the byte-order mark.
fn is_unsafe(c: char) -> bool {
    match c {
        '\n' | '\t' => false,
        '\u{61C}'
        | '\u{200E}'
        | '\u{200F}'
        | '\u{2028}'..='\u{202E}'
        | '\u{2066}'..='\u{2069}'
        | '\u{FEFF}'
        | '\u{FFF9}'..='\u{FFFB}'
        | '\u{E0000}'..='\u{E007F}' => true,
        c => c.is_control(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_and_direction_marks_never_leave() {
        let text = Text::from("a\u{1b}[31mred\u{9b}0m\u{202e}gnp\r\nb\0");
        let shown = text.to_string();
        assert_eq!(shown, "a\u{FFFD}[31mred\u{FFFD}0m\u{FFFD}gnp\nb\u{FFFD}");
        assert_eq!(
            serde_json::to_string(&text).unwrap(),
            serde_json::to_string(&shown).unwrap()
        );
    }

    #[test]
    fn ordinary_text_is_kept() {
        for text in ["Ωμέγα ЩЪ ß é 🙂", "a\tb\nc", ""] {
            assert_eq!(Text::from(text).to_string(), text);
        }
    }
}
