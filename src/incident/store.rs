use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::record::{Deed, MAX_BYTES, Record, RecordError};
use crate::project::{Lock, Root, write_atomically};
use crate::text::Text;
use crate::values::{Id, Moment};

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
            if let (Ok(name), true) = (name, entry.path().join(RECORD).is_file()) {
                names.push(name);
            }
        }
        // vulnerability-10 stands behind vulnerability-9.
        names.sort_by_key(|name| (name.as_str().len(), name.clone()));
        Ok(names)
    }

    /// A name that no event has: `vulnerability-1`.
    ///
    /// # Errors
    /// As [`Store::names`].
    pub fn free_name(&self, kind: &str) -> Result<Id, StoreError> {
        let taken = self.names()?;
        let name = (1..).find_map(|n: u32| {
            let name = Id::known(&format!("{kind}-{n}"))?;
            (!taken.contains(&name)).then_some(name)
        });
        name.ok_or_else(|| StoreError::Io {
            file: shown(&self.folder),
            why: "no name is free".to_owned(),
        })
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
        let file = self.file(id);
        let mut text = String::new();
        let read =
            fs::File::open(&file).and_then(|file| file.take(MAX_BYTES).read_to_string(&mut text));
        match read {
            Ok(_) => Record::read(&text).map_err(|error| StoreError::Record {
                file: shown(&file),
                error,
            }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
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
            Err(error) => Err(io(&file, &error)),
        }
    }

    /// Adds entries to the record of an event, whole or not at all; a first entry opens it.
    ///
    /// # Errors
    /// As [`Store::read`], or the system's; the record then stands as it was.
    pub fn add(
        &self,
        id: &Id,
        at: &Moment,
        by: &Text,
        deeds: Vec<Deed>,
    ) -> Result<Record, StoreError> {
        let file = self.file(id);
        let _lock = Lock::take(&self.home).map_err(|error| io(&file, &error))?;
        let (mut record, mut text) = match fs::read_to_string(&file) {
            Ok(text) => (self.read(id)?, text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                (Record::default(), String::new())
            }
            Err(error) => return Err(io(&file, &error)),
        };
        for deed in deeds {
            text.push_str(&record.add(at.clone(), by.clone(), deed));
        }
        write_atomically(&file, text.as_bytes()).map_err(|error| io(&file, &error))?;
        Ok(record)
    }

    /// Keeps a copy of what was sent beside the record; gives its name there. A copy is never
    /// replaced.
    ///
    /// # Errors
    /// The system's.
    pub fn keep(&self, id: &Id, name: &str, bytes: &[u8]) -> Result<String, StoreError> {
        let folder = self.folder.join(id.as_str());
        let (stem, ending) = name.rsplit_once('.').unwrap_or((name, "txt"));
        let free = (1..)
            .map(|n: u32| format!("{stem}-{n}.{ending}"))
            .find(|name| !folder.join(name).exists())
            .unwrap_or_else(|| name.to_owned());
        let file = folder.join(&free);
        write_atomically(&file, bytes).map_err(|error| io(&file, &error))?;
        Ok(free)
    }

    /// Makes sure that Git would not track what is written here.
    ///
    /// # Errors
    /// [`StoreError::Tracked`] where it would, or where that cannot be seen.
    pub fn stays_private(&self) -> Result<(), StoreError> {
        stays_private(&self.home)
    }
}

/// Makes sure that Git would not track files in `private` below `home`, the folder `cemark` of
/// a project.
///
/// # Errors
/// [`StoreError::Tracked`] where it would, or where that cannot be seen.
pub fn stays_private(home: &Path) -> Result<(), StoreError> {
    let private = home.join("private");
    let tracked = |why: &str, help| {
        Err(StoreError::Tracked {
            path: shown(&private),
            why: why.to_owned(),
            help,
        })
    };
    let project = home
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let in_git = project
        .canonicalize()
        .is_ok_and(|real| real.ancestors().any(|dir| dir.join(".git").exists()));
    if !in_git {
        return Ok(());
    }
    let git = |args: &[&str]| {
        Command::new("git")
            .arg("-C")
            .arg(project)
            .args(args)
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .output()
    };
    let ignored = git(&["check-ignore", "-q", "--", "cemark/private/events/x"]);
    match ignored.map(|output| output.status.code()) {
        Ok(Some(0)) => {}
        Ok(Some(1)) => {
            return tracked(
                "Git does not ignore it",
                "add the line `/cemark/private/` to the .gitignore beside cemark.yaml",
            );
        }
        _ => {
            return tracked(
                "Git could not be asked",
                "install Git, or repair the repository",
            );
        }
    }
    let listed = git(&["ls-files", "--", "cemark/private"]);
    match listed {
        Ok(output) if output.status.success() && output.stdout.is_empty() => Ok(()),
        Ok(output) if output.status.success() => tracked(
            "Git tracks files in it already",
            "take them out with `git rm -r --cached cemark/private`; what was pushed stays readable in the history",
        ),
        _ => tracked(
            "Git could not be asked",
            "install Git, or repair the repository",
        ),
    }
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
