use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use super::answers::{Answer, Answers};
use super::root::Root;
use crate::checklist::Checklist;
use crate::text::Text;
use crate::values::Id;
use crate::yaml::{EditError, FileError, set_entry};

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
    change_answer(root, checklist, question, |mut entry| match part {
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
    let name = &checklist.checklist;
    let file = root
        .folder
        .join("cemark")
        .join("answers")
        .join(format!("{name}.yaml"));
    let shown =
        || crate::text::one_line(&file.strip_prefix(".").unwrap_or(&file).to_string_lossy());
    let io = |error: std::io::Error| SaveError::Io {
        file: shown(),
        why: error.to_string(),
    };
    if !root.holds(&file) || !root.holds(&root.folder.join("cemark").join("private")) {
        return Err(SaveError::Io {
            file: shown(),
            why: "a link leads it out of the project; nothing was written".to_owned(),
        });
    }
    let _lock = Lock::take(&root.folder.join("cemark")).map_err(io)?;
    remove_leftovers(&file);
    let old = match fs::read_to_string(&file) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => header(checklist),
        Err(error) => return Err(io(error)),
    };
    let (before, _) = Answers::read(&file, &old)?;
    let old_entry = before.answers.get(question).cloned().unwrap_or_default();
    let mut entry = cleaned(&change(old_entry));
    entry.parts = entry
        .parts
        .iter()
        .map(|(part, answer)| (part.clone(), cleaned(answer)))
        .collect();

    let unreadable = |_| SaveError::ReadBack { file: shown() };
    let body = serde_yaml::to_string(&entry).map_err(|_| SaveError::ReadBack { file: shown() })?;
    let flow = serde_json::to_string(&entry).map_err(|_| SaveError::ReadBack { file: shown() })?;
    let order: Vec<&str> = checklist
        .requirements
        .iter()
        .flat_map(|r| &r.questions)
        .map(|q| q.id.as_str())
        .collect();
    let new =
        set_entry(&old, "answers", question.as_str(), &body, &flow, &order).map_err(|error| {
            SaveError::Edit {
                file: shown(),
                error,
            }
        })?;

    if new.len() > crate::yaml::MAX_BYTES {
        return Err(SaveError::Io {
            file: shown(),
            why: format!(
                "with this answer it would have more than the {} bytes that are read; keep long texts in a file and name it as evidence",
                crate::yaml::MAX_BYTES
            ),
        });
    }
    let (after, tree) = Answers::read(&file, &new).map_err(unreadable)?;
    let mut expected = before.answers;
    expected.insert(question.clone(), entry);
    let same = after.checklist == before.checklist
        && after.answers.len() == expected.len()
        && expected
            .iter()
            .all(|(id, answer)| after.answers.get(id) == Some(answer));
    if !same {
        return Err(SaveError::ReadBack { file: shown() });
    }
    write_atomically(&file, new.as_bytes()).map_err(io)?;
    Ok(Saved {
        line: tree.place(&["answers", question.as_str()]).line,
        file,
    })
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
