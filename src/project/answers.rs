use std::path::{Path, PathBuf};

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::text::Text;
use crate::values::{Date, Id, Sha256};
use crate::yaml::{self, FileError, Node, Problem};

/// The file that keeps the answers to a checklist, from the project's folder.
pub fn answers_file(checklist: &Id) -> String {
    format!("cemark/answers/{checklist}.yaml")
}

/// A file of answers, `cemark/answers/CHECKLIST.yaml`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Answers {
    /// The checklist that is answered.
    pub checklist: Id,
    /// One entry a question, by question id.
    #[serde(default)]
    pub answers: IndexMap<Id, Answer>,
}

/// How a question is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Yes.
    Met,
    /// Partly: work is left.
    PartlyMet,
    /// No.
    NotMet,
    /// Does not apply to this product.
    NotApplicable,
}

impl Status {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Status; 4] = [
        Status::Met,
        Status::PartlyMet,
        Status::NotMet,
        Status::NotApplicable,
    ];

    /// The word in files and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Status::Met => "met",
            Status::PartlyMet => "partly-met",
            Status::NotMet => "not-met",
            Status::NotApplicable => "not-applicable",
        }
    }

    /// The word in dialogues and documents.
    pub fn in_words(self) -> &'static str {
        match self {
            Status::Met => "yes",
            Status::PartlyMet => "partly",
            Status::NotMet => "no",
            Status::NotApplicable => "does not apply",
        }
    }
}

/// An answer, or with `parts` one answer for each part of the product.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Answer {
    /// The answer; with `parts` it holds for the parts that have none of their own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// What was found, for colleagues and auditors.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<Text>,
    /// Why it does not apply, Art. 13(4).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub justification: Option<Text>,
    /// Risk entries that describe the residual risk of a point that is met.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub limits: Vec<Id>,
    /// What shows it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
    /// Who answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<Text>,
    /// The day of the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
    /// The revision of the question that was answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revision: Option<u32>,
    /// Who takes care of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<Text>,
    /// By when it is to be settled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
    /// Who approved the answer: another person than its author.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approved_by: Option<Text>,
    /// Answers for single parts, by the part's name in cemark.yaml.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub parts: IndexMap<Id, Answer>,
}

impl Answer {
    /// Whether it answers, for the whole product or for a part; an entry may only say who takes
    /// care of the question.
    pub fn is_given(&self) -> bool {
        self.status.is_some() || self.parts.values().any(|part| part.status.is_some())
    }

    /// What the answer itself says, without its parts and without who takes care of it, by when
    /// and who approved it.
    pub fn said(&self) -> Self {
        Self {
            owner: None,
            due: None,
            approved_by: None,
            parts: IndexMap::new(),
            ..self.clone()
        }
    }

    /// What is claimed: the same without who said it, when, and to which revision of the question.
    pub fn claimed(&self) -> Self {
        Self {
            author: None,
            date: None,
            revision: None,
            ..self.said()
        }
    }

    /// The answer of a part's own; an entry that only says who takes care of it is none.
    pub fn of_part(&self, part: &Id) -> Option<&Self> {
        self.parts.get(part).filter(|own| own.status.is_some())
    }

    /// The same, with a justification among the notes: only 'does not apply' is justified.
    pub fn justification_as_note(mut self) -> Self {
        let justification = self.justification.take();
        self.join(Self {
            notes: justification,
            ..Self::default()
        });
        self
    }

    /// Adds the words and the evidence of another answer to those that are here.
    pub fn join(&mut self, other: Self) {
        for (own, more) in [
            (&mut self.notes, other.notes),
            (&mut self.justification, other.justification),
        ] {
            *own = match (own.take(), more) {
                (Some(own), Some(more)) if !own.raw().contains(more.raw()) => {
                    Some(Text::new(format!("{}\n\n{}", own.raw(), more.raw())))
                }
                (own, more) => own.or(more),
            };
        }
        for evidence in other.evidence {
            let mut known = self.evidence.iter().map(Evidence::source);
            if known.all(|source| source != evidence.source()) {
                self.evidence.push(evidence);
            }
        }
        for limit in other.limits {
            if !self.limits.contains(&limit) {
                self.limits.push(limit);
            }
        }
    }

    /// Who answered, for the whole product and its parts.
    pub fn authors(&self) -> impl Iterator<Item = &Text> {
        let parts = self.parts.values().filter_map(|part| part.author.as_ref());
        self.author.iter().chain(parts)
    }

    /// The answer, approved by `by`, and so are those of its parts.
    pub fn approved(self, by: &Text) -> Self {
        let approved_by = match self.status {
            Some(_) => Some(by.clone()),
            None => self.approved_by,
        };
        let parts = self.parts.into_iter();
        Self {
            approved_by,
            parts: parts
                .map(|(name, part)| (name, part.approved(by)))
                .collect(),
            ..self
        }
    }
}

/// A piece of evidence: a file or folder of the project, or a URL.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Evidence {
    /// Path from the project's folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<Text>,
    /// Address; it is recorded, never opened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<Text>,
    /// Digest of the file or folder when it was recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<Sha256>,
    /// The day as of which it shows the state.
    pub date: Date,
    /// The last day on which it counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<Date>,
}

/// Where a piece of evidence is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source<'a> {
    /// In the project.
    Path(&'a Text),
    /// Elsewhere.
    Url(&'a Text),
}

impl Evidence {
    /// Where it is.
    pub fn source(&self) -> Source<'_> {
        match (&self.path, &self.url) {
            (Some(path), _) => Source::Path(path),
            (None, Some(url)) => Source::Url(url),
            // `Answers::read` refuses evidence without either.
            (None, None) => Source::Url(&EMPTY),
        }
    }

    /// The path or URL itself.
    pub fn place(&self) -> &Text {
        let (Source::Path(place) | Source::Url(place)) = self.source();
        place
    }

    /// Takes over the last day of an older look at the same source, while it has not passed.
    pub fn keep_last_day(&mut self, old: &Evidence) {
        let last = old.valid_until.filter(|last| *last >= self.date);
        self.valid_until = self.valid_until.or(last);
    }
}

static EMPTY: std::sync::LazyLock<Text> = std::sync::LazyLock::new(Text::default);

/// An answer with its place in the file.
#[derive(Debug, Clone)]
pub struct StoredAnswer {
    /// The answer.
    pub answer: Answer,
    /// Its file, from the project's folder.
    pub file: PathBuf,
    /// Line of its key, from 1.
    pub line: usize,
}

impl Answers {
    /// Reads an answers file.
    ///
    /// # Errors
    /// All mistakes of the file: those of form, and answers that lack a status, author, date or
    /// revision, or whose evidence names no source or two.
    pub fn read(file: &Path, text: &str) -> Result<(Self, Node), FileError> {
        Self::read_checked(file, text, |_, _| Vec::new())
    }

    /// The same, with `check` looking for what this file alone does not show.
    ///
    /// # Errors
    /// As [`Answers::read`], and what `check` finds.
    pub fn read_checked(
        file: &Path,
        text: &str,
        check: impl Fn(&Self, &Node) -> Vec<Problem>,
    ) -> Result<(Self, Node), FileError> {
        let fail = |problems| FileError::new(file, text, problems);
        let tree = yaml::parse(text).map_err(|problem| fail(vec![problem]))?;
        let answers = yaml::read_checked(&tree, |answers: &Self| {
            let mut problems = answers.mistakes(&tree);
            problems.extend(check(answers, &tree));
            problems
        });
        Ok((answers.map_err(fail)?, tree))
    }

    fn mistakes(&self, tree: &Node) -> Vec<Problem> {
        let mut problems = Vec::new();
        for (id, answer) in &self.answers {
            answer_mistakes(tree, &["answers", id.as_str()], answer, &mut problems);
            for (part, inner) in &answer.parts {
                let path = ["answers", id.as_str(), "parts", part.as_str()];
                answer_mistakes(tree, &path, inner, &mut problems);
                if !inner.parts.is_empty() {
                    problems.push(tree.problem(&path, "a part has no parts of its own", None));
                }
            }
        }
        problems
    }
}

fn answer_mistakes(tree: &Node, path: &[&str], answer: &Answer, problems: &mut Vec<Problem>) {
    let mut report =
        |path: &[&str], message: &str| problems.push(tree.problem(path, message, None));
    // A field that is there and wrong is reported by its form.
    let lacks = |field: &str| !tree.has(&[path, &[field]].concat());
    if answer.status.is_none() {
        // A question may be given to someone before it is answered.
        let is_assigned = answer.owner.is_some() || answer.due.is_some();
        let only_parts = Answer {
            parts: answer.parts.clone(),
            owner: answer.owner.clone(),
            due: answer.due,
            ..Answer::default()
        };
        let says_more = *answer != only_parts || !is_assigned;
        if answer.parts.is_empty() && lacks("status") && lacks("parts") && says_more {
            report(path, "the field `status` is missing here");
        }
        if *answer != only_parts && lacks("status") && !answer.parts.is_empty() {
            report(
                path,
                "an answer that only holds `parts` has no further fields; add a `status` or move them into the parts",
            );
        }
    } else {
        for field in ["author", "date", "revision"] {
            if lacks(field)
                || field == "author" && answer.author.as_ref().is_some_and(Text::is_blank)
            {
                report(path, &format!("the field `{field}` is missing here"));
            }
        }
        if answer.approved_by.is_some() && answer.approved_by == answer.author {
            report(
                path,
                "`approved-by` names the author; an answer is approved by another person",
            );
        }
    }
    for (index, evidence) in answer.evidence.iter().enumerate() {
        let index = index.to_string();
        let place: Vec<&str> = path.iter().copied().chain(["evidence", &index]).collect();
        match (&evidence.path, &evidence.url) {
            (None, None) => report(&place, "evidence needs a `path` or a `url`"),
            (Some(_), Some(_)) => {
                report(&place, "evidence has either a `path` or a `url`, not both")
            }
            (None, Some(_)) if evidence.sha256.is_some() => {
                report(
                    &place,
                    "`sha256` goes with a `path`; a `url` is never opened",
                );
            }
            (None, Some(url)) if !is_url(url.raw()) => {
                report(
                    &place,
                    "a `url` begins with http:// or https:// and names a host",
                );
            }
            (Some(path), None) if path.is_blank() => report(&place, "`path` is empty"),
            _ => {}
        }
    }
}

/// Whether `text` is a web address with a host.
pub(crate) fn is_url(text: &str) -> bool {
    let rest = text.split_once("://").and_then(|(scheme, rest)| {
        ["https", "http"]
            .iter()
            .any(|known| scheme.eq_ignore_ascii_case(known))
            .then_some(rest)
    });
    rest.is_some_and(|rest| {
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        !host.is_empty() && !text.chars().any(|c| c.is_whitespace() || c.is_control())
    })
}
