use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::answers::answers_file;
use super::load::LoadedProject;

/// How a file looked: when it was written, and its bytes; none where there was none.
pub type Seen = Option<(SystemTime, u64)>;

/// Looks at a file.
pub(super) fn see(file: &Path) -> Seen {
    let metadata = fs::metadata(file).ok()?;
    Some((metadata.modified().ok()?, metadata.len()))
}

/// Clocks of file systems go in steps; a file may seem to be written that much too early.
const STEP: Duration = Duration::from_millis(20);

/// How the files that a project is read from looked: tells whether one was written since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp(BTreeMap<PathBuf, Seen>);

impl Stamp {
    /// Looks at the files of a project, those that are not there yet among them.
    pub fn of(loaded: &LoadedProject) -> Self {
        let checklists = loaded.checklists.all.iter();
        let answers = checklists.map(|one| answers_file(&one.checklist.checklist));
        let read = loaded.read.iter().map(|(name, _)| name.clone());
        let own = ["cemark.yaml", "cemark/risk.yaml"].map(str::to_owned);
        let files = answers.chain(read).chain(own);
        let files = files.map(|name| loaded.root.folder.join(name));
        Self(
            files
                .map(|file| {
                    let seen = see(&file);
                    (file, seen)
                })
                .collect(),
        )
    }

    /// The same for a project that was being read since `began`: a file that was written meanwhile
    /// may have been read as it was before, so it counts as written since.
    pub fn since(loaded: &LoadedProject, began: SystemTime) -> Self {
        let mut stamp = Self::of(loaded);
        let began = began.checked_sub(STEP).unwrap_or(began);
        let now = SystemTime::now();
        for seen in stamp.0.values_mut() {
            *seen = seen.filter(|(written, _)| !(began..=now).contains(written));
        }
        stamp
    }

    /// Takes over how a file of the project looks now.
    pub fn know(&mut self, file: &Path, seen: Seen) {
        self.0.insert(file.to_path_buf(), seen);
    }
}
