use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::data::Kind;
use super::record::{Deed, MAX_BYTES, Record, RecordError};
use crate::project::{Lock, Root, git_root, write_atomically};
use crate::text::Text;
use crate::values::{Id, Moment, Sha256};

/// The events in `cemark/private/events`, one folder each: the only part of this room that
/// touches files.
#[derive(Debug)]
pub struct Store {
    home: PathBuf,
    folder: PathBuf,
}

/// Why an event cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no such event.
    #[error("there is no event `{id}`{known}")]
    Unknown {
        /// The event.
        id: Id,
        /// Those that there are, as a sentence.
        known: String,
    },
    /// The record cannot be relied on.
    #[error(
        "{file}: {error}\n  help: restore the file from a copy; an entry is never changed, a correction is a further entry"
    )]
    Record {
        /// The file, cleaned.
        file: String,
        /// What is wrong.
        error: RecordError,
    },
    /// Git would track what must stay private.
    #[error(
        "{path} would not stay private: {why}\n  help: {help}, or give --allow-tracked if everyone with the repository may read it"
    )]
    Tracked {
        /// The folder, cleaned.
        path: String,
        /// Why.
        why: String,
        /// What to do.
        help: &'static str,
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

const RECORD: &str = "record.jsonl";

/// Who writes an entry, and when. The moment is asked for once no other writer is at work, so
/// that entries stand in the order of their times.
pub struct Writer<'a> {
    /// Who.
    pub by: &'a Text,
    /// The moment of writing.
    pub now: &'a dyn Fn() -> Moment,
}

impl Store {
    /// The events of the project at `root`.
    pub fn of(root: &Root) -> Self {
        let home = root.folder.join("cemark");
        Self {
            folder: home.join("private").join("events"),
            home,
        }
    }

    /// The names of all events, in the order of their names.
    ///
    /// # Errors
    /// [`StoreError::Io`] when the folder cannot be read.
    pub fn names(&self) -> Result<Vec<Id>, StoreError> {
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(io(&self.folder, &error)),
        };
        let mut names = Vec::new();
        for entry in entries {
            let entry = entry.map_err(|error| io(&self.folder, &error))?;
            let name = entry.file_name().to_string_lossy().parse::<Id>();
            if let (Ok(name), true) = (name, holds_something(&entry.path())) {
                names.push(name);
            }
        }
        // vulnerability-10 stands behind vulnerability-9.
        names.sort_by_key(|name| (name.as_str().len(), name.clone()));
        Ok(names)
    }

    /// The file that holds the record of an event.
    pub fn file(&self, id: &Id) -> PathBuf {
        self.folder.join(id.as_str()).join(RECORD)
    }

    /// The record of an event.
    ///
    /// # Errors
    /// [`StoreError::Unknown`] when there is none, [`StoreError::Record`] when it was changed.
    pub fn read(&self, id: &Id) -> Result<Record, StoreError> {
        if let Some((record, _)) = self.stored(id)? {
            return Ok(record);
        }
        if holds_something(&self.folder.join(id.as_str())) {
            return Err(StoreError::Io {
                file: shown(&self.file(id)),
                why: "the record of this event is gone; restore it from a copy".to_owned(),
            });
        }
        let names = self.names()?;
        let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
        let known = match names.len() {
            0 => "; `cemark report assess` opens one".to_owned(),
            _ => format!("; there are {}", names.join(", ")),
        };
        Err(StoreError::Unknown {
            id: id.clone(),
            known,
        })
    }

    /// The record of an event with its text; `None` when there is none.
    fn stored(&self, id: &Id) -> Result<Option<(Record, String)>, StoreError> {
        let file = self.file(id);
        let mut text = String::new();
        let read =
            fs::File::open(&file).and_then(|file| file.take(MAX_BYTES).read_to_string(&mut text));
        match read {
            Ok(_) => {
                let fail = |error| StoreError::Record {
                    file: shown(&file),
                    error,
                };
                let record = Record::read(&text).map_err(fail)?;
                match record.event().filter(|event| *event != id) {
                    Some(other) => Err(fail(RecordError::Other(other.clone()))),
                    None => Ok(Some((record, text))),
                }
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(io(&file, &error)),
        }
    }

    /// Opens an event: `vulnerability-1`, a rehearsal as `drill-1`, or the next number that none
    /// has.
    ///
    /// # Errors
    /// The system's; nothing is written then.
    pub fn open(
        &self,
        kind: Kind,
        drill: bool,
        writer: &Writer,
        deeds: Vec<Deed>,
    ) -> Result<(Id, Record), StoreError> {
        let _lock = self.lock()?;
        let stem = if drill { "drill" } else { kind.name() };
        let free = (1..).find_map(|n: u32| {
            let name = Id::known(&format!("{stem}-{n}"))?;
            (!self.folder.join(name.as_str()).exists()).then_some(name)
        });
        let id = free.ok_or_else(|| StoreError::Io {
            file: shown(&self.folder),
            why: "no name is free".to_owned(),
        })?;
        let opened = Deed::Opened {
            kind,
            drill,
            event: Some(id.clone()),
        };
        let deeds = std::iter::once(opened).chain(deeds).collect();
        let record = self.append(&id, writer, deeds)?;
        Ok((id, record))
    }

    /// Adds entries to the record of an event, whole or not at all.
    ///
    /// # Errors
    /// As [`Store::read`], or the system's; the record then stands as it was.
    pub fn add(&self, id: &Id, writer: &Writer, deeds: Vec<Deed>) -> Result<Record, StoreError> {
        let _lock = self.lock()?;
        self.append(id, writer, deeds)
    }

    /// Keeps a copy of what was sent beside the record, under a name that no file has, and adds
    /// the entry that `deed` gives for that name. A copy is never replaced.
    ///
    /// # Errors
    /// As [`Store::add`].
    pub fn keep(
        &self,
        id: &Id,
        writer: &Writer,
        (name, bytes): (&str, &[u8]),
        deed: impl FnOnce(Text) -> Deed,
    ) -> Result<Record, StoreError> {
        let _lock = self.lock()?;
        let folder = self.folder.join(id.as_str());
        let (stem, ending) = name.rsplit_once('.').unwrap_or((name, "txt"));
        let free = (1..)
            .map(|n: u32| format!("{stem}-{n}.{ending}"))
            .find(|name| !folder.join(name).exists())
            .unwrap_or_else(|| name.to_owned());
        let file = folder.join(&free);
        write_atomically(&file, bytes).map_err(|error| io(&file, &error))?;
        self.append(id, writer, vec![deed(Text::new(free))])
    }

    /// Whether the copy of what was sent is still what was kept.
    pub fn is_intact(&self, id: &Id, name: &Text, sha256: &Sha256) -> bool {
        let one_name = Path::new(name.raw()).file_name() == Some(name.raw().as_ref());
        let file = self.folder.join(id.as_str()).join(name.raw());
        one_name && fs::read(file).is_ok_and(|bytes| Sha256::of(&bytes) == *sha256)
    }

    fn lock(&self) -> Result<Lock, StoreError> {
        Lock::take(&self.home).map_err(|error| io(&self.folder, &error))
    }

    /// Adds to the record while the lock is held. What could not be read back is not written.
    fn append(&self, id: &Id, writer: &Writer, deeds: Vec<Deed>) -> Result<Record, StoreError> {
        let file = self.file(id);
        let (mut record, mut text) = self.stored(id)?.unwrap_or_default();
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        let at = (writer.now)();
        for deed in deeds {
            text.push_str(&record.add(at.clone(), writer.by.clone(), deed));
        }
        let refused = |why: String| StoreError::Io {
            file: shown(&file),
            why: format!("{why}; nothing was written"),
        };
        if text.len() as u64 > MAX_BYTES {
            return Err(refused(format!("a record holds at most {MAX_BYTES} bytes")));
        }
        match Record::read(&text) {
            Ok(read) if read == record => {}
            Ok(_) => return Err(refused("the entry would read back otherwise".to_owned())),
            Err(error) => return Err(refused(error.to_string())),
        }
        write_atomically(&file, text.as_bytes()).map_err(|error| io(&file, &error))?;
        Ok(record)
    }
}

/// Makes sure that Git would not track files in `private` below `home`, the folder `cemark` of
/// a project.
///
/// # Errors
/// [`StoreError::Tracked`] where it would, or where that cannot be seen.
pub fn stays_private(home: &Path) -> Result<(), StoreError> {
    let tracked = |why: &str, help| {
        Err(StoreError::Tracked {
            path: shown(&home.join("private")),
            why: why.to_owned(),
            help,
        })
    };
    let not_asked = || tracked(NOT_ASKED, "install Git, or repair the repository");
    let project = folder_of(home);
    if !is_in_git(project) {
        return Ok(());
    }
    // A rule may let the folder or the record be, and bring the copies back in.
    for file in [
        "x",
        "x/record.jsonl",
        "x/early-warning-1.md",
        "x/final-1.bin",
    ] {
        let file = format!("cemark/private/events/{file}");
        match is_ignored(project, Path::new(&file)) {
            Some(true) => {}
            Some(false) => {
                return tracked(
                    &format!("Git does not ignore {file}"),
                    "add the line `/cemark/private/` to the .gitignore beside cemark.yaml",
                );
            }
            None => return not_asked(),
        }
    }
    match git(project)
        .args(["ls-files", "--", "cemark/private"])
        .output()
    {
        Ok(output) if output.status.success() && output.stdout.is_empty() => Ok(()),
        Ok(output) if output.status.success() => tracked(
            "Git tracks files in it already",
            "take them out with `git rm -r --cached cemark/private`; what was pushed stays readable in the history",
        ),
        _ => not_asked(),
    }
}

/// Makes sure that Git would not track `file`, which tells of an event.
///
/// # Errors
/// [`StoreError::Tracked`] where it would, or where that cannot be seen.
pub fn stays_out_of_git(file: &Path) -> Result<(), StoreError> {
    // A link is written through: what counts is where it leads.
    let real = file
        .canonicalize()
        .or_else(|_| fs::read_link(file).map(|to| folder_of(file).join(to)));
    let file = real.as_deref().unwrap_or(file);
    // Folders that are missing are made when it is written.
    let mut folder = folder_of(file);
    while !folder.is_dir() {
        folder = folder_of(folder);
    }
    let name = file.strip_prefix(folder).unwrap_or(file);
    if !is_in_git(folder) {
        return Ok(());
    }
    let why = match is_ignored(folder, &Path::new(".").join(name)) {
        Some(true) => return Ok(()),
        Some(false) => "Git does not ignore it",
        None => NOT_ASKED,
    };
    Err(StoreError::Tracked {
        path: shown(file),
        why: why.to_owned(),
        help: "name a file in `cemark/private`, or outside the repository",
    })
}

/// Whether a folder is that of an event: one without a record is, too, unless a process is just
/// opening it, which takes less than a moment.
fn holds_something(folder: &Path) -> bool {
    let is_written = || {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        let mut names = entries.map(|entry| entry.file_name());
        names.any(|name| !name.to_string_lossy().starts_with('.'))
    };
    if !is_written() && folder.is_dir() {
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    folder.is_dir()
}

const NOT_ASKED: &str = "Git could not be asked";

fn is_in_git(folder: &Path) -> bool {
    folder
        .canonicalize()
        .is_ok_and(|real| git_root(&real).is_some())
}

/// Whether Git ignores `file`, given from `folder`; `None` when it could not be asked.
fn is_ignored(folder: &Path, file: &Path) -> Option<bool> {
    let asked = git(folder)
        .args(["check-ignore", "-q", "--"])
        .arg(file)
        .status();
    match asked.ok()?.code() {
        Some(0) => Some(true),
        Some(1) => Some(false),
        _ => None,
    }
}

fn git(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command
        .arg("-C")
        .arg(folder)
        .stdin(Stdio::null())
        .stderr(Stdio::null());
    command
}

/// The folder that holds `path`, as a path that a program can be started in.
fn folder_of(path: &Path) -> &Path {
    let folder = path.parent();
    let folder = folder.filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new("."))
}

fn io(file: &Path, error: &std::io::Error) -> StoreError {
    StoreError::Io {
        file: shown(file),
        why: error.to_string(),
    }
}

fn shown(path: &Path) -> String {
    crate::text::one_line(&path.strip_prefix(".").unwrap_or(path).to_string_lossy())
}
