use std::borrow::Borrow;
use std::fmt;
use std::str::FromStr;

use super::text_value;

/// A name of a requirement, a question, a part or a risk: letters, digits, `.`, `-` and `_`.
/// The ids of the embedded checklists follow the Act (`annex-i.i.2.c`) and are for ever.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(Box<str>);

text_value!(
    Id,
    "annex-i.i.2.c",
    r"^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$"
);

/// Longest id, in bytes.
const MAX: usize = 120;

impl Id {
    /// An id that stands in this program's own data.
    pub(crate) fn known(text: &str) -> Option<Self> {
        text.parse().ok()
    }

    /// The id as text; nothing in it acts on a terminal or a page.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is `whole`, or below it as `annex-i.i.2.c` is below `annex-i.i`.
    pub fn is_within(&self, whole: &str) -> bool {
        let rest = self.0.strip_prefix(whole);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    }
}

impl Borrow<str> for Id {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl FromStr for Id {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let inner = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        let edge = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        if text.len() <= MAX
            && edge(text.chars().next())
            && edge(text.chars().last())
            && text.chars().all(inner)
        {
            return Ok(Self(text.into()));
        }
        Err(format!(
            "`{}` is not an id: letters, digits, `.`, `-` and `_`, such as `annex-i.i.2.c`",
            crate::text::one_line(text)
        ))
    }
}
