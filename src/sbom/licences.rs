//! Which licences components state, and whether they are said in SPDX's words.

use std::collections::HashMap;

use spdx::{Expression, ParseMode};

use super::model::{Component, Sbom, is_stated_licence};
use crate::text::one_line;

/// How a licence is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Saying {
    /// An SPDX licence expression (SPDX 2.3, annex D), ids of the licence list and `LicenseRef-` among
    /// them.
    Spdx,
    /// An SPDX expression with an id or a sign that the licence list has withdrawn, such as `GPL-2.0`.
    Deprecated,
    /// Other words, such as the name of a licence.
    Words,
}

/// A licence and the components that state it.
#[derive(Debug, PartialEq, Eq)]
pub struct Licence<'a> {
    /// As it is stated, on one line.
    pub text: String,
    /// How it is said.
    pub saying: Saying,
    /// The components, in the order of the file.
    pub components: Vec<&'a Component>,
}

/// How a licence is said.
pub fn saying(licence: &str) -> Saying {
    let relaxed = ParseMode {
        allow_deprecated: true,
        allow_postfix_plus_on_gpl: true,
        ..ParseMode::STRICT
    };
    let parses = |mode| Expression::parse_mode(licence.trim(), mode).is_ok();
    if parses(ParseMode::STRICT) {
        Saying::Spdx
    } else if parses(relaxed) {
        Saying::Deprecated
    } else {
        Saying::Words
    }
}

/// The licences of an SBOM's components, the most frequent first, and the components that state none.
pub fn licences(sbom: &Sbom) -> (Vec<Licence<'_>>, Vec<&Component>) {
    let mut all: Vec<Licence<'_>> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut silent = Vec::new();
    for component in &sbom.components {
        let stated = component.licences.iter().map(|licence| licence.raw());
        let stated: Vec<&str> = stated
            .filter(|licence| is_stated_licence(licence))
            .collect();
        if stated.is_empty() {
            silent.push(component);
        }
        for licence in stated {
            let at = *places.entry(licence).or_insert_with(|| {
                all.push(Licence {
                    text: one_line(licence),
                    saying: saying(licence),
                    components: Vec::new(),
                });
                all.len() - 1
            });
            if let Some(known) = all.get_mut(at)
                // Declared and concluded alike, it is one.
                && !known.components.last().is_some_and(|last| std::ptr::eq(*last, component))
            {
                known.components.push(component);
            }
        }
    }
    all.sort_by(|a, b| {
        let most = b.components.len().cmp(&a.components.len());
        most.then_with(|| a.text.cmp(&b.text))
    });
    (all, silent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_licence_list_and_others() {
        for (licence, expected) in [
            ("MIT", Saying::Spdx),
            (" Apache-2.0 OR MIT ", Saying::Spdx),
            ("(MIT AND BSD-3-Clause) OR LicenseRef-own", Saying::Spdx),
            ("GPL-2.0-only WITH Classpath-exception-2.0", Saying::Spdx),
            ("GPL-2.0", Saying::Deprecated),
            ("LGPL-2.1+", Saying::Deprecated),
            ("Apache License 2.0", Saying::Words),
            ("MIT/Apache-2.0", Saying::Words),
            ("mine", Saying::Words),
            ("", Saying::Words),
        ] {
            assert_eq!(saying(licence), expected, "{licence}");
        }
    }
}
