//! Links from a citation to the law's text, for terminals that show them (OSC 8).

use std::sync::OnceLock;

use indexmap::IndexMap;
use serde::Deserialize;

use crate::checklist::{LINKS, Language};
use crate::text::Text;
use crate::values::Date;
use crate::yaml;

/// `checklists/law/links.yaml`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Links {
    #[serde(rename = "source")]
    _source: Text,
    #[serde(rename = "as-of")]
    _as_of: Option<Date>,
    address: Text,
    languages: IndexMap<Text, Text>,
    forms: Vec<Form>,
    words: Vec<Text>,
}

/// A form in which the Act is cited.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Form {
    begins: Vec<Text>,
    anchor: Text,
    #[serde(default)]
    numbers: Vec<Text>,
    last: Option<u16>,
}

impl Form {
    /// Whether the Act has this number, written as it is written there.
    fn has(&self, number: &str) -> bool {
        let counted = number.parse::<u16>().is_ok_and(|n| {
            n > 0 && n.to_string() == number && self.last.is_some_and(|last| n <= last)
        });
        counted || self.numbers.iter().any(|own| own.raw() == number)
    }
}

/// The embedded file. Empty only if it were broken, which a test excludes.
fn links() -> &'static Links {
    static ALL: OnceLock<Links> = OnceLock::new();
    ALL.get_or_init(|| yaml::embedded(LINKS))
}

/// Where the text of the Act that `citation` names is read in this language: its annex, article
/// or recital; of several the first. None where it names, or may name, another act, or what the Act
/// does not have.
pub fn law_url(citation: &str, language: Language) -> Option<String> {
    let links = links();
    let (begins, rest) = citation.split_once(' ')?;
    let is = |word: &Text, text: &str| word.raw() == text;
    let form = links
        .forms
        .iter()
        .find(|form| form.begins.iter().any(|word| is(word, begins)))?;
    let (number, rest) = match rest.find(|c: char| !c.is_alphanumeric()) {
        Some(at) => rest.split_at(at),
        None => (rest, ""),
    };
    let words = rest.split(|c: char| c.is_whitespace() || ",;()-–".contains(c));
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let known = |word: &&str| is_number(word) || links.words.iter().any(|known| is(known, word));
    // A further point has to be there, too.
    let is_there = |pair: &[&str]| {
        let [begins, number] = pair else {
            return true;
        };
        let mut forms = links.forms.iter();
        let form = forms.find(|form| form.begins.iter().any(|word| is(word, begins)));
        form.is_none_or(|form| form.has(number))
    };
    let speaks_of_the_act = words.iter().all(known) && words.windows(2).all(is_there);
    if !form.has(number) || !speaks_of_the_act {
        return None;
    }
    let mut languages = links.languages.iter();
    let (_, code) = languages.find(|(ours, _)| is(ours, language.code()))?;
    Some(format!("{}{code}#{}{number}", links.address, form.anchor))
}

/// `13`, `4.1`, `c`, `VIII`: what counts points, paragraphs, parts and letters.
fn is_number(word: &str) -> bool {
    let all = |are: fn(char) -> bool| word.chars().all(are);
    all(|c| c.is_ascii_digit() || c == '.')
        || all(|c| matches!(c, 'I' | 'V' | 'X'))
        || (word.len() == 1 && all(|c| c.is_ascii_lowercase()))
}

/// `text`, which fits its line already, as a link to `url` where there is one.
pub(super) fn linked(text: &str, url: Option<&str>) -> String {
    match url {
        Some(url) => format!("\u{1b}]8;;{url}\u{1b}\\{text}\u{1b}]8;;\u{1b}\\"),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_file_is_whole() {
        assert_eq!(yaml::read_embedded::<Links>(LINKS).err(), None);
    }

    #[test]
    fn a_citation_of_the_act_leads_to_its_annex_article_or_recital() {
        for (citation, anchor) in [
            ("Annex I, Part II, point 5", "anx_I"),
            ("Annex I, Part I, point 2(c)", "anx_I"),
            ("Annex VIII, Part I, point 4.1", "anx_VIII"),
            ("Annex VI", "anx_VI"),
            ("Art. 13(8)", "art_13"),
            ("Art. 1", "art_1"),
            ("Art. 71(2)", "art_71"),
            ("Art. 14(2)(a)", "art_14"),
            ("recital 18", "rct_18"),
            ("Recital 18", "rct_18"),
            ("recital 130", "rct_130"),
            // Of several the first.
            ("Art. 13(3) and (7)", "art_13"),
            ("Art. 19(1) to (3)", "art_19"),
            ("Art. 14(8), second subparagraph; Annex II", "art_14"),
            ("Recitals 38 and 39", "rct_38"),
        ] {
            assert_eq!(
                law_url(citation, Language::En),
                Some(format!(
                    "https://eur-lex.europa.eu/eli/reg/2024/2847/oj/eng#{anchor}"
                )),
                "{citation}"
            );
        }
    }

    #[test]
    fn each_language_has_its_own_text() {
        let url = |language| law_url("Art. 14", language).unwrap();
        let codes = Language::ALL.map(|language| {
            let url = url(language);
            let (start, _) = url.split_once('#').unwrap();
            start.rsplit('/').next().unwrap().to_owned()
        });
        assert_eq!(codes, ["eng", "fra", "nld", "deu"]);
    }

    #[test]
    fn what_is_not_in_the_act_or_may_be_in_another_has_no_link() {
        for citation in [
            "",
            "Art.",
            "Art. ",
            "Art. 0",
            "Art. 72",
            "Art. 013",
            "Art. +13",
            "Art. 13a",
            "Art. I",
            "Art. 99999999999",
            "Annex IX",
            "Annex 1",
            "Annex A",
            "recital 131",
            "recital 0",
            "Article 13",
            "annex I",
            "House rule 7",
            "Good practice for Art. 14",
            "Commission guidance, point 218",
            "Regulation (EU) 2023/1230",
            "Regulation (EU) 2023/1230, Annex III",
            "Annex III of Regulation (EU) 2023/1230",
            "Directive 2014/53/EU",
            "Art. 3(3) of Directive 2014/53/EU",
            "Implementing Decision C(2025) 618 (M/606)",
            "Art. 13(8); Commission guidance",
            "Art. 13, Guidance 4",
            "Art. 6 ISO 27001",
            "Annex I EN 303 645",
            "Art. 13; Art. 101",
            "Art. 13(8), recital 131",
            "Annex I and Annex IX",
            "Art. 32 GDPR",
            "Art. 5 of our manual",
            "BSI TR-03183-2 v2.1.0, section 3.1",
            "Art. 13\u{1b}]8;;http://example.com\u{1b}\\",
        ] {
            assert_eq!(law_url(citation, Language::En), None, "{citation}");
        }
    }

    #[test]
    fn a_link_is_as_wide_as_its_text() {
        let link = linked("Art. 13(8)", Some("https://example.com/#art_13"));
        assert_eq!(
            link,
            "\u{1b}]8;;https://example.com/#art_13\u{1b}\\Art. 13(8)\u{1b}]8;;\u{1b}\\"
        );
        assert_eq!(textwrap::core::display_width(&link), "Art. 13(8)".len());
        assert_eq!(linked("Art. 13(8)", None), "Art. 13(8)");
    }
}
