use std::fmt;
use std::str::FromStr;

/// A citation of the Act in the one form that is printed everywhere: `Art. 13(8)`,
/// `Annex I, Part I, point 2(c)`, `Annex VII, point 5`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citation(String);

impl Citation {
    /// Whether `text` sets out to cite the Act, well formed or not.
    pub fn is_attempted(text: &str) -> bool {
        let start = text.trim_start().to_lowercase();
        ["art.", "art ", "article", "annex", "recital"]
            .iter()
            .any(|word| start.starts_with(word))
    }
}

impl fmt::Display for Citation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Citation {
    type Err = String;

    /// # Errors
    /// A sentence that shows the two forms, when `text` is in neither.
    fn from_str(text: &str) -> Result<Self, String> {
        let fine = match text.strip_prefix("Art. ") {
            Some(rest) => article(rest),
            None => text.strip_prefix("Annex ").is_some_and(annex),
        };
        if fine {
            return Ok(Self(text.to_owned()));
        }
        Err(format!(
            "`{}` is not a citation of the Act: write `Art. 13(8)`, `Annex I, Part I, point 2(c)` or `Annex VII, point 5`",
            crate::text::one_line(text)
        ))
    }
}

/// `13(8)`, `14(2)(a)`, `71`.
fn article(rest: &str) -> bool {
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    digits > 0 && !rest.starts_with('0') && brackets(&rest[digits..])
}

/// `I, Part I, point 2(c)`, `VII, point 5`, `VI`.
fn annex(rest: &str) -> bool {
    let mut parts = rest.split(", ");
    let roman = |prefix: &str, part: Option<&str>| {
        part.and_then(|p| p.strip_prefix(prefix))
            .is_some_and(|n| ["I", "II", "III", "IV", "V", "VI", "VII", "VIII"].contains(&n))
    };
    if !roman("", parts.next()) {
        return false;
    }
    let rest: Vec<&str> = parts.collect();
    match rest.as_slice() {
        [] => true,
        [one] => roman("Part ", Some(one)) || point(one),
        [part, one] => roman("Part ", Some(part)) && point(one),
        _ => false,
    }
}

/// `2(c)`, `4.1`.
fn point(part: &str) -> bool {
    let Some(rest) = part.strip_prefix("point ") else {
        return false;
    };
    match rest.split_once('.') {
        Some((first, second)) => numeral(first) && numeral(second),
        None => article(rest),
    }
}

fn numeral(text: &str) -> bool {
    !text.is_empty() && !text.starts_with('0') && text.chars().all(|c| c.is_ascii_digit())
}

/// Any number of `(8)` or `(a)`.
fn brackets(rest: &str) -> bool {
    let mut rest = rest;
    while let Some(inner) = rest.strip_prefix('(') {
        let Some((word, tail)) = inner.split_once(')') else {
            return false;
        };
        let number = !word.is_empty() && word.chars().all(|c| c.is_ascii_digit());
        let letter = word.len() == 1 && word.chars().all(|c| c.is_ascii_lowercase());
        if !number && !letter {
            return false;
        }
        rest = tail;
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_form_only() {
        for fine in [
            "Art. 13(8)",
            "Art. 14(2)(a)",
            "Art. 71",
            "Annex VI",
            "Annex I, Part I, point 1",
            "Annex I, Part I, point 2(c)",
            "Annex I, Part II, point 5",
            "Annex VII, point 2(b)",
            "Annex VIII, Part I, point 4.1",
        ] {
            assert!(fine.parse::<Citation>().is_ok(), "{fine}");
        }
        for wrong in [
            "",
            "Article 13(8)",
            "Art 13(8)",
            "Art.13(8)",
            "Art. 13 (8)",
            "Art. (8)",
            "Art. 013",
            "Annex 1, Part I, point 2(c)",
            "Annex I Part I point 2(c)",
            "Annex I, Part 1, point 1",
            "Annex I, Part I, point 2(C)",
            "Annex I, Part I, point 2 (c)",
            "Annex I, Part I, point 2(c",
            "Annex I, Part I, 2(c)",
            "annex I, Part I, point 1",
            "Annex I, Part I, point 1 ",
            "Annex IX",
            "Annex VIII, Part I, point 4.",
            "Annex VIII, Part I, point 4.01",
        ] {
            assert!(wrong.parse::<Citation>().is_err(), "{wrong}");
        }
    }
}
