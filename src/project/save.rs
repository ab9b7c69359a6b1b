use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use super::answers::{Answer, Answers};
use super::root::Root;
use crate::checklist::Checklist;
use crate::text::Text;
use crate::values::Id;
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
    file.change(question, |entry| {
        let there = entry.as_ref().and_then(|entry| match part {
            Some(part) => entry.parts.get(part),
            None => Some(entry),
        });
        let said = |answer: Option<&Answer>| answer.map(Answer::said).unwrap_or_default();
        if said(there) != said(begun_from) {
            let now = Box::new(there.cloned());
            return Err(file.changed(question, now));
        }
        Ok(Some(with(entry.unwrap_or_default(), part, answer)))
    })
}

/// Puts the entry of `question` back to what it was, as long as it is what `from` says.
///
/// # Errors
/// [`SaveError::Changed`] where it is something else; see [`SaveError`].
pub fn restore_answer(
    root: &Root,
    checklist: &Checklist,
    question: &Id,
    from: Option<&Answer>,
    to: Option<&Answer>,
) -> Result<Saved, SaveError> {
    let file = AnswersFile::new(root, checklist);
    file.change(question, |entry| match entry.as_ref() == from {
        true => Ok(to.cloned()),
        false => Err(file.changed(question, Box::new(entry))),
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
    file.change(question, |entry| {
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
        let name = format!("{}.yaml", checklist.checklist);
        Self {
            root,
            checklist,
            path: root.folder.join("cemark").join("answers").join(name),
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
    fn change(
        &self,
        question: &Id,
        change: impl FnOnce(Option<Answer>) -> Result<Option<Answer>, SaveError>,
    ) -> Result<Saved, SaveError> {
        let home = self.root.folder.join("cemark");
        if !self.root.holds(&self.path) || !self.root.holds(&home.join("private")) {
            return Err(self.io("a link leads it out of the project; nothing was written"));
        }
        let _lock = Lock::take(&home).map_err(|error| self.io(error))?;
        remove_leftovers(&self.path);
        let old = match fs::read_to_string(&self.path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => header(self.checklist),
            Err(error) => return Err(self.io(error)),
        };
        let (old_answers, _) = Answers::read(&self.path, &old)?;
        let before = old_answers.answers.get(question).cloned();
        // An entry that says nothing is none.
        let after = change(before.clone())?.filter(|entry| *entry != Answer::default());
        let after = after.map(|entry| {
            let parts = entry.parts.iter();
            let parts = parts.map(|(part, answer)| (part.clone(), cleaned(answer)));
            Answer {
                parts: parts.collect(),
                ..cleaned(&entry)
            }
        });
        let new = self.written(&old, question, after.as_ref())?;
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

/// Takes away temporary files that a killed process left beside `file`; the lock is held, so
/// nobody writes there now.
fn remove_leftovers(file: &Path) {
    let Some(entries) = file.parent().and_then(|folder| fs::read_dir(folder).ok()) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let random = name.strip_prefix(TEMPORARY).unwrap_or_default();
        if random.len() == 6 && random.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            // One that cannot be removed harms nobody.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// How the names of temporary files begin.
const TEMPORARY: &str = ".cemark-";

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

/// Keeps two processes from writing at the same time.
pub(crate) struct Lock(#[expect(dead_code, reason = "held for its drop")] File);

impl Lock {
    /// Waits until nobody else writes below the folder `cemark` of the project.
    pub(crate) fn take(cemark: &Path) -> std::io::Result<Self> {
        let private = cemark.join("private");
        fs::create_dir_all(&private)?;
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(private.join(".lock"))?;
        file.lock()?;
        Ok(Self(file))
    }
}

/// Writes `bytes` to `path` whole or not at all: a temporary file beside it, flushed to disk,
/// takes its place in one step. Missing folders are made. A device or pipe is written to as it is.
///
/// # Errors
/// The system's; the old file then stands as it was.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    // Taking the place of /dev/null would break every other program of the machine.
    if fs::metadata(path).is_ok_and(|there| !there.is_file() && !there.is_dir()) {
        return OpenOptions::new().write(true).open(path)?.write_all(bytes);
    }
    // A link stays a link: what it leads to is replaced.
    let path = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    fs::create_dir_all(folder)?;
    // Created like any other file, so that the umask decides who may read it.
    let mut temporary = tempfile::Builder::new()
        .prefix(TEMPORARY)
        .make_in(folder, |path| {
            OpenOptions::new().write(true).create_new(true).open(path)
        })?;
    temporary.write_all(bytes)?;
    temporary.as_file().sync_all()?;
    if let Ok(metadata) = fs::metadata(&path) {
        fs::set_permissions(temporary.path(), metadata.permissions())?;
    }
    temporary.persist(&path).map_err(|error| error.error)?;
    // The rename itself must reach the disk; Windows offers no such call for folders.
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    Ok(())
}
