use std::fs;
use std::path::PathBuf;

use super::answers::{Answer, Answers, answers_file};
use super::disk::{Lock, remove_leftovers, write_atomically};
use super::root::Root;
use super::stamp::{Seen, see};
use super::text_change::TextChange;
use crate::checklist::Checklist;
use crate::text::Text;
use crate::values::{Date, Id, Sha256};
use crate::yaml::{EditError, FileError, remove_entry, set_entry};

/// Why nothing was written. The file on disk is as it was.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// The file on disk cannot be read as answers.
    #[error(transparent)]
    File(#[from] FileError),
    /// The entry's layout does not let it be replaced alone.
    #[error("{file}: {error}")]
    Edit {
        /// The file, cleaned.
        file: String,
        /// What is in the way.
        error: EditError,
    },
    /// What would have been written does not read back as what was meant.
    #[error(
        "{file}: the new text does not read back as this answer, so the file was left as it is\n  help: write the entry by hand, or report this with the file"
    )]
    ReadBack {
        /// The file, cleaned.
        file: String,
    },
    /// The entry says something else than what the new answer was begun from.
    #[error("{file}: the answer to `{question}` was changed meanwhile")]
    Changed {
        /// The file, cleaned.
        file: String,
        /// The question.
        question: Id,
        /// What stands there now; none where the answer was taken out.
        now: Box<Option<Answer>>,
    },
    /// The system refused.
    #[error("{file}: {why}")]
    Io {
        /// The file, cleaned.
        file: String,
        /// The system's reason.
        why: String,
    },
}

/// Where an answer was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// The file.
    pub file: PathBuf,
    /// Line of the entry's key, from 1.
    pub line: usize,
    /// The whole entry as it stood before, with all its parts.
    pub before: Option<Answer>,
    /// The whole entry as it stands now.
    pub after: Option<Answer>,
    /// What became of the file's text.
    pub text: TextChange,
    /// Digest of the file before; none where there was no file.
    pub was: Option<Sha256>,
    /// How the file looked right after.
    pub seen: Seen,
}

/// Who takes care of a question and by when, as far as that changes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Assignment {
    /// Who.
    pub owner: Option<FromTo<Text>>,
    /// By when.
    pub due: Option<FromTo<Date>>,
}

/// What something was when it was looked at, and what it is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FromTo<T> {
    /// Before.
    pub from: Option<T>,
    /// Then.
    pub to: Option<T>,
}

/// Writes the answer to `question` into the project's answers file, whole or not at all.
/// With `part` only that part's answer is set. Nothing but the entry's lines changes; the new
/// text is read back and compared before it takes the old file's place.
///
/// # Errors
/// See [`SaveError`].
pub fn save_answer(
    root: &Root,
    checklist: &Checklist,
    question: &Id,
    part: Option<&Id>,
    answer: &Answer,
) -> Result<Saved, SaveError> {
    change_answer(root, checklist, question, |entry| with(entry, part, answer))
}

/// The same, as long as what stands there still says what `begun_from` says: the answer that the
/// new one was begun from.
///
/// # Errors
/// [`SaveError::Changed`] where it says something else; see [`SaveError`].
pub fn save_answer_over(
    root: &Root,
    checklist: &Checklist,
    question: &Id,
    part: Option<&Id>,
    answer: &Answer,
    begun_from: Option<&Answer>,
) -> Result<Saved, SaveError> {
    let file = AnswersFile::new(root, checklist);
    file.change(question, None, |entry| {
        let there = entry.as_ref().and_then(|entry| match part {
            Some(part) => entry.parts.get(part),
            None => Some(entry),
        });
        // A kept answer has gone through a file of another form: what is written is compared.
        let said = |answer: Option<&Answer>| {
            let said = answer.map(|answer| cleaned(&answer.said()));
            serde_json::to_value(said.unwrap_or_default()).unwrap_or_default()
        };
        if said(there) != said(begun_from) {
            let now = Box::new(there.cloned());
            return Err(file.changed(question, now));
        }
        Ok(Some(with(entry.unwrap_or_default(), part, answer)))
    })
}

/// Puts the entry of `question` back to what it was, as long as it is what `from` says; to the
/// letter where nothing else was written to the file since `text` became of it.
///
/// # Errors
/// [`SaveError::Changed`] where it is something else; see [`SaveError`].
pub fn restore_answer(
    root: &Root,
    checklist: &Checklist,
    question: &Id,
    (from, to): (Option<&Answer>, Option<&Answer>),
    text: &TextChange,
) -> Result<Saved, SaveError> {
    let file = AnswersFile::new(root, checklist);
    file.change(question, Some(text), |entry| match entry.as_ref() == from {
        true => Ok(to.cloned()),
        false => Err(file.changed(question, Box::new(entry))),
    })
}

/// Records who takes care of `question`, or of one part of the product in it, as long as what
/// changes is what it was.
///
/// # Errors
/// [`SaveError::Changed`] where it is something else; see [`SaveError`].
pub fn assign_answer(
    root: &Root,
    checklist: &Checklist,
    question: &Id,
    part: Option<&Id>,
    assignment: Assignment,
) -> Result<Saved, SaveError> {
    let file = AnswersFile::new(root, checklist);
    file.change(question, None, |there| {
        let mut entry = there.clone().unwrap_or_default();
        let (owner, due) = (entry.owner.clone(), entry.due);
        let own = match part {
            Some(part) => entry.parts.entry(part.clone()).or_default(),
            None => &mut entry,
        };
        // Who takes care of a question takes care of its parts, too.
        let (owner, due) = (own.owner.clone().or(owner), own.due.or(due));
        let Assignment {
            owner: new_owner,
            due: new_due,
        } = assignment;
        let stands = new_owner.as_ref().is_none_or(|new| new.from == owner)
            && new_due.as_ref().is_none_or(|new| new.from == due);
        if !stands {
            return Err(file.changed(question, Box::new(there)));
        }
        if let Some(new) = new_owner {
            own.owner = new.to;
        }
        if let Some(new) = new_due {
            own.due = new.to;
        }
        entry.parts.retain(|_, part| *part != Answer::default());
        Ok(Some(entry))
    })
}

/// Puts what `change` makes of the entry of `question` in its place; as [`save_answer`].
///
/// # Errors
/// See [`SaveError`].
pub fn change_answer(
    root: &Root,
    checklist: &Checklist,
    question: &Id,
    change: impl FnOnce(Answer) -> Answer,
) -> Result<Saved, SaveError> {
    let file = AnswersFile::new(root, checklist);
    file.change(question, None, |entry| {
        Ok(Some(change(entry.unwrap_or_default())))
    })
}

/// The entry with a new answer, for the whole product or one part.
fn with(mut entry: Answer, part: Option<&Id>, answer: &Answer) -> Answer {
    match part {
        Some(part) => {
            let old = entry.parts.get(part).cloned().unwrap_or_default();
            let answer = Answer {
                owner: answer.owner.clone().or(old.owner),
                due: answer.due.or(old.due),
                ..answer.clone()
            };
            entry.parts.insert(part.clone(), answer);
            entry
        }
        // Who takes care of it and by when outlives the answer; an approval does not.
        None => Answer {
            owner: answer.owner.clone().or(entry.owner),
            due: answer.due.or(entry.due),
            parts: entry.parts,
            ..answer.clone()
        },
    }
}

/// The file that keeps the answers to a checklist.
struct AnswersFile<'a> {
    root: &'a Root,
    checklist: &'a Checklist,
    path: PathBuf,
}

impl<'a> AnswersFile<'a> {
    fn new(root: &'a Root, checklist: &'a Checklist) -> Self {
        Self {
            root,
            checklist,
            path: root.folder.join(answers_file(&checklist.checklist)),
        }
    }

    fn shown(&self) -> String {
        let path = self.path.strip_prefix(".").unwrap_or(&self.path);
        crate::text::one_line(&path.to_string_lossy())
    }

    fn io(&self, why: impl ToString) -> SaveError {
        SaveError::Io {
            file: self.shown(),
            why: why.to_string(),
        }
    }

    fn changed(&self, question: &Id, now: Box<Option<Answer>>) -> SaveError {
        SaveError::Changed {
            file: self.shown(),
            question: question.clone(),
            now,
        }
    }

    /// Puts what `change` makes of the entry in its place; where it makes none, the entry goes.
    /// The text goes `back` where it can.
    fn change(
        &self,
        question: &Id,
        back: Option<&TextChange>,
        change: impl FnOnce(Option<Answer>) -> Result<Option<Answer>, SaveError>,
    ) -> Result<Saved, SaveError> {
        let home = self.root.folder.join("cemark");
        if !self.root.holds(&self.path) || !self.root.holds(&home.join("private")) {
            return Err(self.io("a link leads it out of the project; nothing was written"));
        }
        let _lock = Lock::take(&home).map_err(|error| self.io(error))?;
        remove_leftovers(&self.path);
        let (old, was) = match fs::read_to_string(&self.path) {
            Ok(text) => {
                let digest = Sha256::of(text.as_bytes());
                (text, Some(digest))
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                (header(self.checklist), None)
            }
            Err(error) => return Err(self.io(error)),
        };
        let (old_answers, _) = Answers::read(&self.path, &old)?;
        let before = old_answers.answers.get(question).cloned();
        // An entry that says nothing is none.
        let after = change(before.clone())?.filter(|entry| *entry != Answer::default());
        let back = back.and_then(|back| back.undone(&old));
        let (after, new) = match back {
            Some(new) => (after, new),
            None => {
                let after = after.map(|entry| {
                    let parts = entry.parts.iter();
                    let parts = parts.map(|(part, answer)| (part.clone(), cleaned(answer)));
                    Answer {
                        parts: parts.collect(),
                        ..cleaned(&entry)
                    }
                });
                let new = self.written(&old, question, after.as_ref())?;
                (after, new)
            }
        };
        if new.len() > crate::yaml::MAX_BYTES {
            return Err(self.io(format!(
                "with this answer it would have more than the {} bytes that are read; keep long texts in a file and name it as evidence",
                crate::yaml::MAX_BYTES
            )));
        }

        let read_back = |_| SaveError::ReadBack { file: self.shown() };
        let (new_answers, tree) = Answers::read(&self.path, &new).map_err(read_back)?;
        let mut expected = old_answers.answers;
        match &after {
            Some(entry) => {
                expected.insert(question.clone(), entry.clone());
            }
            None => {
                expected.shift_remove(question);
            }
        }
        let mut all = expected.iter();
        let same = new_answers.checklist == old_answers.checklist
            && new_answers.answers.len() == expected.len()
            && all.all(|(id, answer)| new_answers.answers.get(id) == Some(answer));
        if !same {
            return Err(SaveError::ReadBack { file: self.shown() });
        }
        write_atomically(&self.path, new.as_bytes()).map_err(|error| self.io(error))?;
        Ok(Saved {
            line: tree.place(&["answers", question.as_str()]).line,
            file: self.path.clone(),
            before,
            after,
            text: TextChange::between(&old, &new),
            was,
            seen: see(&self.path),
        })
    }

    /// The file's text with the new entry, or without one.
    fn written(
        &self,
        old: &str,
        question: &Id,
        entry: Option<&Answer>,
    ) -> Result<String, SaveError> {
        let layout = |error| SaveError::Edit {
            file: self.shown(),
            error,
        };
        let Some(entry) = entry else {
            return remove_entry(old, "answers", question.as_str()).map_err(layout);
        };
        let unwritten = || SaveError::ReadBack { file: self.shown() };
        let body = serde_yaml::to_string(entry).map_err(|_| unwritten())?;
        let flow = serde_json::to_string(entry).map_err(|_| unwritten())?;
        let questions = self.checklist.requirements.iter();
        let questions = questions.flat_map(|r| &r.questions);
        let order: Vec<&str> = questions.map(|q| q.id.as_str()).collect();
        set_entry(old, "answers", question.as_str(), &body, &flow, &order).map_err(layout)
    }
}

fn header(checklist: &Checklist) -> String {
    format!(
        "# yaml-language-server: $schema=../schemas/answers.schema.json\n\
         # Answers to checklist {name}. Written by `cemark answer` and `cemark assess`; edit by hand as you\n\
         # like: comments and order are kept.\n\
         checklist: {name}\n\
         answers:\n",
        name = checklist.checklist
    )
}

/// The answer with its texts as they will be read back: free of control characters and of
/// white space at line ends.
fn cleaned(answer: &Answer) -> Answer {
    let text = |text: &Option<Text>| {
        let shown = text.as_ref().map(Text::to_string);
        shown.map(|t| {
            Text::new(
                t.lines()
                    .map(str::trim_end)
                    .collect::<Vec<_>>()
                    .join("\n")
                    .trim(),
            )
        })
    };
    Answer {
        notes: text(&answer.notes).filter(|t| !t.is_blank()),
        justification: text(&answer.justification),
        author: text(&answer.author),
        owner: text(&answer.owner).filter(|t| !t.is_blank()),
        approved_by: text(&answer.approved_by).filter(|t| !t.is_blank()),
        ..answer.clone()
    }
}
