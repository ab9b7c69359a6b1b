use std::str::FromStr;

use indexmap::IndexMap;
use serde::Deserialize;

use super::embedded::CATALOGUES;
use super::load::Checklists;
use super::model::{Question, Requirement};
use crate::text::Text;
use crate::values::Id;
use crate::yaml;

/// A language of the questions. English is complete; the others are catalogues beside the
/// checklists, `annex-i.fr.yaml` beside `annex-i.yaml`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Language {
    /// English.
    En,
    /// French.
    Fr,
    /// Dutch.
    Nl,
    /// German.
    De,
}

impl Language {
    /// All of them.
    pub const ALL: [Language; 4] = [Language::En, Language::Fr, Language::Nl, Language::De];

    /// Its code, as in `fr`.
    pub fn code(self) -> &'static str {
        match self {
            Language::En => "en",
            Language::Fr => "fr",
            Language::Nl => "nl",
            Language::De => "de",
        }
    }

    /// The language of a locale's name, such as `fr_BE.UTF-8`; none where we have no such.
    pub fn of_locale(name: &str) -> Option<Self> {
        let code = name.split(['_', '.', '@', '-']).next()?;
        Self::ALL
            .into_iter()
            .find(|language| language.code().eq_ignore_ascii_case(code))
    }
}

impl FromStr for Language {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::of_locale(text.trim()).ok_or_else(|| {
            format!(
                "`{}` is no language of the questions; expected en, fr, nl or de",
                crate::text::one_line(text)
            )
        })
    }
}

/// The words of one checklist in another language.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Catalogue {
    /// The checklist.
    pub checklist: Id,
    /// The language.
    pub language: Text,
    /// The words, by id of the requirement or question.
    pub messages: IndexMap<Id, Message>,
}

/// The words of a requirement or a question. What is not there is shown in English.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Message {
    /// The revision of the question that was translated: an older one is not shown.
    pub revision: Option<u32>,
    /// Title of a requirement.
    pub title: Option<Text>,
    /// Text of a requirement.
    pub text: Option<Text>,
    /// Reason of a requirement.
    pub why: Option<Text>,
    /// The question.
    pub ask: Option<Text>,
    /// When the answer is yes.
    pub yes_means: Option<Text>,
    /// What counts as evidence.
    pub evidence: Option<Vec<Text>>,
    /// The next step.
    pub fix: Option<Text>,
    /// By which words 'does not apply' is open.
    pub by: Option<Text>,
    /// A justification that would do.
    pub example: Option<Text>,
    /// An example of a residual risk.
    pub limits_example: Option<Text>,
}

/// The catalogues of a language. Empty for English, or if a file were broken, which a test excludes.
pub fn catalogues(language: Language) -> Vec<Catalogue> {
    let own = CATALOGUES
        .iter()
        .filter(|(code, _)| *code == language.code());
    own.filter_map(|(_, text)| yaml::read(&yaml::parse(text).ok()?).ok())
        .collect()
}

/// What stands before a text that is not translated.
pub const FALLBACK: &str = "[en] ";

impl Checklists {
    /// Puts the words of `language` in place of the embedded ones; what has none, and what the
    /// maker reworded, stays as it is, the former with `[en]` before it. Gives the texts that
    /// have no words in that language, as `id.field`.
    pub fn translate(&mut self, language: Language) -> Vec<String> {
        let mut missing = Vec::new();
        if language == Language::En {
            return missing;
        }
        let catalogues = catalogues(language);
        let reworded: Vec<Id> = self.reworded.keys().cloned().collect();
        let nothing = Message::default();
        for loaded in self.all.iter_mut().filter(|loaded| loaded.file.is_none()) {
            let catalogue = catalogues
                .iter()
                .find(|catalogue| catalogue.checklist == loaded.checklist.checklist);
            let of = |id: &Id| {
                let message = catalogue.and_then(|catalogue| catalogue.messages.get(id));
                message.unwrap_or(&nothing)
            };
            let mut say = |id: &Id, field: &str, text: &mut Text, new: &Option<Text>| match new {
                _ if text.is_blank() || reworded.contains(id) => {}
                Some(new) => *text = new.clone(),
                None => {
                    missing.push(format!("{id}.{field}"));
                    *text = Text::new(format!("{FALLBACK}{}", text.raw()));
                }
            };
            for requirement in &mut loaded.checklist.requirements {
                let message = of(&requirement.id);
                let Requirement {
                    id,
                    title,
                    text,
                    why,
                    ..
                } = requirement;
                say(id, "title", title, &message.title);
                say(id, "text", text, &message.text);
                say(id, "why", why, &message.why);
                for question in &mut requirement.questions {
                    let message = of(&question.id);
                    let is_current = message.revision.is_none_or(|r| r == question.revision);
                    let message = if is_current { message } else { &nothing };
                    say_question(question, message, &mut say);
                }
            }
        }
        missing
    }
}

fn say_question(
    question: &mut Question,
    message: &Message,
    say: &mut impl FnMut(&Id, &str, &mut Text, &Option<Text>),
) {
    let id = question.id.clone();
    if let Some(ask) = &mut question.ask {
        say(&id, "ask", ask, &message.ask);
    }
    say(
        &id,
        "yes-means",
        &mut question.yes_means,
        &message.yes_means,
    );
    say(&id, "fix", &mut question.fix, &message.fix);
    for (index, evidence) in question.evidence.iter_mut().enumerate() {
        let new = message
            .evidence
            .as_ref()
            .and_then(|all| all.get(index).cloned());
        say(&id, &format!("evidence.{}", index + 1), evidence, &new);
    }
    let opening = &mut question.not_applicable;
    for (field, text, new) in [
        ("by", &mut opening.by, &message.by),
        ("example", &mut opening.example, &message.example),
        (
            "limits-example",
            &mut question.limits_example,
            &message.limits_example,
        ),
    ] {
        if let Some(text) = text {
            say(&id, field, text, new);
        }
    }
}
